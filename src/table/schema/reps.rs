//! The rep table.

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

/// The canonical rep columns, in the order in which the documentation lists them.
#[rustfmt::skip] // a table: one system a line
pub const REPS: &[Field] = &[
    field("rep_id", K::Id, &[
        (S::Common, &["rep_id", "rep", "sales rep id", "salesperson id", "user id", "employee id", "owner id", "id", "Vertreter-ID", "Personalnummer"]),
        (S::Salesforce, &["Id", "User ID"]),
        (S::HubSpot, &["id", "Owner ID", "hubspot_owner_id"]),
        (S::Dynamics, &["systemuserid", "(Do Not Modify) User"]),
        (S::Zoho, &["Id", "User Id"]),
        (S::Pipedrive, &["User - ID", "ID"]),
    ]),
    field("name", K::Text, &[
        (S::Common, &["name", "full name", "rep name", "sales rep", "salesperson", "sales agent", "Vertreter", "Nom"]),
        (S::Salesforce, &["Name", "Full Name"]),
        (S::Dynamics, &["fullname", "Full Name"]),
        (S::Zoho, &["Full Name"]),
        (S::Pipedrive, &["User - Name"]),
    ]),
    field("email", K::Text, &[
        (S::Common, &["email", "e-mail", "email address", "mail"]),
        (S::Salesforce, &["Email"]),
        (S::Dynamics, &["internalemailaddress", "Primary Email"]),
        (S::Pipedrive, &["User - Email"]),
    ]),
    field("role", K::Text, &[
        (S::Common, &["role", "title", "job title", "position"]),
        (S::Salesforce, &["Title"]),
    ]),
    field("manager_id", K::Id, &[
        (S::Common, &["manager_id", "manager", "reports to", "supervisor id"]),
        (S::Salesforce, &["ManagerId", "Manager ID"]),
        (S::Dynamics, &["parentsystemuserid", "_parentsystemuserid_value"]),
    ]),
    field("region", K::Text, &[
        (S::Common, &["region", "regional office", "area", "Gebiet", "Région"]),
        (S::Fallback, &["territory", "district", "office"]),
    ]),
    field("active", K::Boolean, &[
        (S::Common, &["active", "is active", "aktiv", "actif"]),
        (S::Salesforce, &["IsActive", "Active"]),
        (S::Pipedrive, &["active_flag"]),
    ]),
    field("start_date", K::Date, &[(S::Common, &["start_date", "hire date", "start", "Eintritt"])]),
    field("end_date", K::Date, &[(S::Common, &["end_date", "termination date", "leaving date", "Austritt"])]),
    field("postal_code", K::Postal, &[
        (S::Common, &["postal_code", "zip", "zip code", "zipcode", "postcode", "home zip", "home postal code", "base zip", "PLZ", "Postleitzahl", "Code postal"]),
        (S::Salesforce, &["PostalCode", "Zip/Postal Code"]),
    ]),
    field("city", K::Text, &[(S::Common, &["city", "town", "home city", "base city", "Ort", "Stadt", "Ville"])]),
    field("state", K::Text, &[(S::Common, &["state", "province", "state/province", "home state", "Bundesland"])]),
    field("country", K::Text, &[(S::Common, &["country", "country code", "Land", "Pays"])]),
    field("latitude", K::Latitude, &[(S::Common, &["latitude", "lat", "home latitude", "home lat", "base lat", "Breite", "Breitengrad"])]),
    field("longitude", K::Longitude, &[(S::Common, &["longitude", "lon", "lng", "long", "home longitude", "home lon", "home lng", "base lon", "Länge", "Längengrad"])]),
    field("x", K::Number, &[(S::Common, &["x", "home x", "x coordinate"])]),
    field("y", K::Number, &[(S::Common, &["y", "home y", "y coordinate"])]),
    field("capacity", K::Amount, &[(S::Common, &["capacity", "capacity hours", "hours per year", "Kapazität", "Capacité"])]),
    field("fte", K::Amount, &[(S::Common, &["fte", "full time equivalent", "Beschäftigungsgrad"])]),
    field("ramp", K::Amount, &[(S::Common, &["ramp", "ramp up"])]),
    field("skills", K::Tags, &[(S::Common, &["skills", "languages", "Fähigkeiten"])]),
    field("segments", K::Tags, &[(S::Common, &["segments"])]),
    field("max_accounts", K::Count, &[(S::Common, &["max_accounts", "maximum accounts", "account limit"])]),
    field("quota", K::Amount, &[(S::Common, &["quota", "sales quota", "sales target", "target", "Zielumsatz", "Objectif"])]),
];
