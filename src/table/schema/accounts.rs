//! The account table. Sources of the CRM names: the object references and import guides of each vendor.

use super::{Field, FieldKind as K, System as S};

const fn field(
    name: &'static str,
    kind: K,
    aliases: &'static [(S, &'static [&'static str])],
) -> Field {
    Field {
        name,
        kind,
        aliases,
    }
}

/// The canonical account columns, in the order in which the documentation lists them.
pub const ACCOUNTS: &[Field] = &[
    field(
        "account_id",
        K::Id,
        &[
            (
                S::Common,
                &[
                    "account_id",
                    "acct id",
                    "customer id",
                    "client id",
                    "company id",
                    "site id",
                    "facility id",
                    "Kundennummer",
                    "Kundennr",
                    "Kunden-ID",
                    "Code client",
                    "Numéro client",
                    "id",
                ],
            ),
            (
                S::Fallback,
                &[
                    "account number",
                    "account no",
                    "acct no",
                    "customer number",
                    "customer no",
                    "customer key",
                    "account key",
                ],
            ),
            (
                S::Salesforce,
                &[
                    "Id",
                    "Account ID",
                    "Account: ID",
                    "Account ID 18",
                    "Case Safe Account ID",
                ],
            ),
            (
                S::HubSpot,
                &["Record ID", "hs_object_id", "Company ID", "companyId"],
            ),
            (S::Dynamics, &["accountid", "(Do Not Modify) Account"]),
            (S::Zoho, &["Record Id", "Account Id", "Id"]),
            (
                S::Pipedrive,
                &["Organization - ID", "Organisation - ID", "ID", "org_id"],
            ),
        ],
    ),
    field(
        "name",
        K::Text,
        &[
            (
                S::Common,
                &[
                    "name",
                    "account name",
                    "customer name",
                    "company name",
                    "company",
                    "customer",
                    "Firma",
                    "Firmenname",
                    "Kunde",
                    "Kundenname",
                    "Nom",
                    "Raison sociale",
                    "Nom du client",
                ],
            ),
            (
                S::Salesforce,
                &["Name", "Account Name", "Account: Account Name"],
            ),
            (S::HubSpot, &["Company name", "name"]),
            (S::Dynamics, &["name", "Account Name"]),
            (S::Zoho, &["Account Name"]),
            (
                S::Pipedrive,
                &["Organization - Name", "Organisation - Name", "Name"],
            ),
        ],
    ),
    field(
        "owner_id",
        K::Id,
        &[
            (
                S::Common,
                &[
                    "owner_id",
                    "rep_id",
                    "account owner id",
                    "rep",
                    "sales rep",
                    "sales rep id",
                    "salesperson id",
                    "assigned to id",
                    "current rep id",
                    "current owner id",
                ],
            ),
            (
                S::Fallback,
                &[
                    "owner",
                    "account owner",
                    "owner name",
                    "salesperson",
                    "sales agent",
                    "rep name",
                    "assigned to",
                    "Außendienst",
                    "Verkäufer",
                    "Vertreter",
                    "Besitzer",
                    "Inhaber",
                    "Commercial",
                    "Propriétaire",
                ],
            ),
            (
                S::Salesforce,
                &["OwnerId", "Owner ID", "Account Owner ID", "Owner.Id"],
            ),
            (
                S::HubSpot,
                &["hubspot_owner_id", "Company owner", "hubspotownerid"],
            ),
            (S::Dynamics, &["ownerid", "_ownerid_value", "Owner"]),
            (
                S::Zoho,
                &["Account Owner Id", "AccountOwner_Id", "Account Owner.id"],
            ),
            (
                S::Pipedrive,
                &["Organization - Owner", "Organisation - Owner", "owner_id"],
            ),
        ],
    ),
    field(
        "parent_id",
        K::Id,
        &[
            (
                S::Common,
                &[
                    "parent_id",
                    "parent account id",
                    "parent account",
                    "parent",
                    "ultimate parent id",
                    "subsidiary of",
                    "Muttergesellschaft",
                    "Konzern",
                    "Société mère",
                ],
            ),
            (
                S::Salesforce,
                &["ParentId", "Parent Account ID", "Parent Account"],
            ),
            (
                S::HubSpot,
                &["hs_parent_company_id", "Parent Company", "parentcompanyid"],
            ),
            (
                S::Dynamics,
                &[
                    "parentaccountid",
                    "_parentaccountid_value",
                    "Parent Account",
                ],
            ),
            (
                S::Zoho,
                &["Parent Account", "ParentAccount_Id", "Parent Account.id"],
            ),
        ],
    ),
    field(
        "postal_code",
        K::Postal,
        &[
            (
                S::Common,
                &[
                    "postal_code",
                    "zip",
                    "zip code",
                    "zipcode",
                    "postcode",
                    "post code",
                    "postal",
                    "zip5",
                    "zip/postal code",
                    "zip postal code",
                    "PLZ",
                    "Postleitzahl",
                    "Code postal",
                    "codes postaux",
                    "CP",
                ],
            ),
            (
                S::Salesforce,
                &[
                    "BillingPostalCode",
                    "Billing Zip/Postal Code",
                    "Billing Postal Code",
                    "Billing Zip",
                ],
            ),
            (S::HubSpot, &["zip", "Postal Code"]),
            (
                S::Dynamics,
                &[
                    "address1_postalcode",
                    "Address 1: ZIP/Postal Code",
                    "ZIP/Postal Code",
                ],
            ),
            (
                S::Zoho,
                &["Billing Code", "Billing Zip", "Billing Postal Code"],
            ),
            (
                S::Pipedrive,
                &[
                    "Organization - ZIP/Postal code of Address",
                    "Organization - Postal code of address",
                    "address_postal_code",
                ],
            ),
        ],
    ),
    field(
        "city",
        K::Text,
        &[
            (
                S::Common,
                &["city", "town", "Ort", "Stadt", "Ville", "Commune"],
            ),
            (S::Salesforce, &["BillingCity", "Billing City"]),
            (S::HubSpot, &["City"]),
            (S::Dynamics, &["address1_city", "Address 1: City"]),
            (S::Zoho, &["Billing City"]),
            (
                S::Pipedrive,
                &[
                    "Organization - City/town/village/locality of Address",
                    "address_locality",
                ],
            ),
        ],
    ),
    field(
        "state",
        K::Text,
        &[
            (
                S::Common,
                &[
                    "state",
                    "province",
                    "state/province",
                    "state code",
                    "Bundesland",
                    "Département",
                ],
            ),
            (
                S::Salesforce,
                &[
                    "BillingState",
                    "Billing State/Province",
                    "Billing State",
                    "BillingStateCode",
                    "Billing State Code",
                ],
            ),
            (S::HubSpot, &["state", "State/Region"]),
            (
                S::Dynamics,
                &["address1_stateorprovince", "Address 1: State/Province"],
            ),
            (S::Zoho, &["Billing State"]),
            (
                S::Pipedrive,
                &[
                    "Organization - State/county of Address",
                    "address_admin_area_level_1",
                ],
            ),
        ],
    ),
    field(
        "country",
        K::Text,
        &[
            (S::Common, &["country", "country code", "Land", "Pays"]),
            (
                S::Salesforce,
                &[
                    "BillingCountry",
                    "Billing Country",
                    "BillingCountryCode",
                    "Billing Country Code",
                ],
            ),
            (S::HubSpot, &["country", "Country/Region"]),
            (
                S::Dynamics,
                &["address1_country", "Address 1: Country/Region"],
            ),
            (S::Zoho, &["Billing Country"]),
            (
                S::Pipedrive,
                &["Organization - Country of Address", "address_country"],
            ),
        ],
    ),
    field(
        "latitude",
        K::Latitude,
        &[
            (
                S::Common,
                &[
                    "latitude",
                    "lat",
                    "lat_deg",
                    "Breite",
                    "Breitengrad",
                    "geo lat",
                    "intptlat",
                ],
            ),
            (S::Salesforce, &["BillingLatitude", "Billing Latitude"]),
            (S::Dynamics, &["address1_latitude", "Address 1: Latitude"]),
            (
                S::Pipedrive,
                &["Organization - Latitude of Address", "address_lat"],
            ),
        ],
    ),
    field(
        "longitude",
        K::Longitude,
        &[
            (
                S::Common,
                &[
                    "longitude",
                    "lon",
                    "lng",
                    "long",
                    "lon_deg",
                    "Länge",
                    "Laenge",
                    "Längengrad",
                    "geo lon",
                    "geo lng",
                    "intptlong",
                ],
            ),
            (S::Salesforce, &["BillingLongitude", "Billing Longitude"]),
            (S::Dynamics, &["address1_longitude", "Address 1: Longitude"]),
            (
                S::Pipedrive,
                &["Organization - Longitude of Address", "address_long"],
            ),
        ],
    ),
    field(
        "x",
        K::Number,
        &[(S::Common, &["x", "x coordinate", "easting"])],
    ),
    field(
        "y",
        K::Number,
        &[(S::Common, &["y", "y coordinate", "northing"])],
    ),
    field(
        "industry",
        K::Text,
        &[
            (S::Common, &["industry", "sector", "Branche", "Secteur"]),
            (S::Salesforce, &["Industry"]),
            (S::HubSpot, &["Industry"]),
            (S::Dynamics, &["industrycode", "Industry"]),
            (S::Zoho, &["Industry"]),
        ],
    ),
    field(
        "employees",
        K::Count,
        &[
            (
                S::Common,
                &[
                    "employees",
                    "number of employees",
                    "no of employees",
                    "employee count",
                    "headcount",
                    "Mitarbeiter",
                    "Mitarbeiterzahl",
                    "Effectif",
                    "Effectifs",
                    "Nombre d'employés",
                ],
            ),
            (S::Salesforce, &["NumberOfEmployees", "Employees"]),
            (
                S::HubSpot,
                &["numberofemployees", "Number of Employees", "noofemployees"],
            ),
            (
                S::Dynamics,
                &[
                    "numberofemployees",
                    "Number of Employees",
                    "No. of Employees",
                ],
            ),
            (S::Zoho, &["Employees", "No_of_Employees"]),
        ],
    ),
    field(
        "annual_revenue",
        K::Number,
        &[
            (
                S::Common,
                &[
                    "annual_revenue",
                    "revenue",
                    "turnover",
                    "annual turnover",
                    "Umsatz",
                    "Jahresumsatz",
                    "Chiffre d'affaires",
                ],
            ),
            (S::Salesforce, &["AnnualRevenue", "Annual Revenue"]),
            (S::HubSpot, &["annualrevenue", "Annual Revenue"]),
            (S::Dynamics, &["revenue", "Annual Revenue"]),
            (S::Zoho, &["Annual Revenue"]),
        ],
    ),
    field(
        "type",
        K::Text,
        &[
            (
                S::Common,
                &["type", "account type", "customer type", "Typ", "Kundentyp"],
            ),
            (S::Salesforce, &["Type", "Account Type"]),
            (S::HubSpot, &["Type"]),
            (S::Dynamics, &["customertypecode", "Relationship Type"]),
            (S::Zoho, &["Account Type"]),
        ],
    ),
    field(
        "strategic",
        K::Boolean,
        &[(S::Common, &["strategic", "is strategic", "key account"])],
    ),
    field(
        "products",
        K::Text,
        &[(S::Common, &["products", "Produkte", "Produits"])],
    ),
    field(
        "segment",
        K::Text,
        &[(S::Common, &["segment", "customer segment"])],
    ),
    field("tier", K::Text, &[(S::Common, &["tier", "abc class"])]),
    field(
        "potential",
        K::Number,
        &[(
            S::Common,
            &[
                "potential",
                "sales potential",
                "Potenzial",
                "Potential",
                "Potentiel",
            ],
        )],
    ),
    field(
        "workload",
        K::Number,
        &[(
            S::Common,
            &[
                "workload",
                "workload hours",
                "Arbeitslast",
                "Charge de travail",
            ],
        )],
    ),
    field(
        "visits_per_year",
        K::Amount,
        &[(
            S::Common,
            &[
                "visits_per_year",
                "call frequency",
                "calls per year",
                "Besuche pro Jahr",
            ],
        )],
    ),
    field(
        "minutes_per_visit",
        K::Amount,
        &[(
            S::Common,
            &["minutes_per_visit", "visit minutes", "call duration"],
        )],
    ),
    field("complexity", K::Amount, &[(S::Common, &["complexity"])]),
    field(
        "sales_last",
        K::Number,
        &[(
            S::Common,
            &[
                "sales_last",
                "sales last year",
                "last year sales",
                "sales ly",
            ],
        )],
    ),
    field(
        "sales_prev",
        K::Number,
        &[(
            S::Common,
            &[
                "sales_prev",
                "sales previous year",
                "sales year before last",
            ],
        )],
    ),
    field(
        "pipeline",
        K::Number,
        &[(S::Common, &["pipeline", "open pipeline", "pipeline value"])],
    ),
    field(
        "satisfaction",
        K::Number,
        &[(S::Common, &["satisfaction", "csat", "nps"])],
    ),
    field(
        "locked",
        K::Boolean,
        &[(S::Common, &["locked", "is locked", "gesperrt"])],
    ),
    field(
        "skills",
        K::Tags,
        &[(S::Common, &["skills", "required skills"])],
    ),
    field(
        "customer_since",
        K::Date,
        &[(
            S::Common,
            &["customer_since", "Kunde seit", "Client depuis"],
        )],
    ),
    field(
        "last_activity",
        K::Date,
        &[
            (
                S::Common,
                &["last_activity", "last activity date", "last contacted"],
            ),
            (S::Salesforce, &["LastActivityDate", "Last Activity"]),
            (S::HubSpot, &["Last Activity Date", "notes_last_updated"]),
            (S::Zoho, &["Last Activity Time"]),
            (
                S::Pipedrive,
                &["Organization - Last activity date", "last_activity_date"],
            ),
        ],
    ),
    field(
        "renewal_date",
        K::Date,
        &[(S::Common, &["renewal_date", "renewal", "contract end"])],
    ),
];
