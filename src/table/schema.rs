//! The canonical columns: their names, what stands in them, and the headers by which the exports of CRMs call them.

mod accounts;
mod reps;

use std::{fmt, str::FromStr};

pub use accounts::ACCOUNTS;
pub use reps::REPS;

use crate::model::ColumnKind;

/// What stands in the cells of a canonical column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// An id: text for ever.
    Id,
    /// A postal code: text, with its zeros.
    Postal,
    /// Any text.
    Text,
    /// Values separated by `;`.
    Tags,
    /// A number.
    Number,
    /// A number that is not negative.
    Amount,
    /// A whole number that is not negative.
    Count,
    /// Degrees north, -90 to 90.
    Latitude,
    /// Degrees east, -180 to 180.
    Longitude,
    /// Yes or no.
    Boolean,
    /// A date.
    Date,
}

impl FieldKind {
    /// Whether the cells are numbers.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Self::Number | Self::Amount | Self::Count | Self::Latitude | Self::Longitude
        )
    }
}

/// A system that exports tables under its own headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum System {
    /// Names that anybody may use, in English, German and French.
    Common,
    /// Names that are taken only where no better one is found.
    Fallback,
    /// Salesforce: API names and report labels.
    Salesforce,
    /// `HubSpot`.
    HubSpot,
    /// Dynamics 365 and Dataverse.
    Dynamics,
    /// Zoho CRM.
    Zoho,
    /// Pipedrive.
    Pipedrive,
}

impl System {
    /// The CRMs that `--crm` names.
    pub const CRMS: [Self; 5] = [
        Self::Salesforce,
        Self::HubSpot,
        Self::Dynamics,
        Self::Zoho,
        Self::Pipedrive,
    ];

    /// As written on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Fallback => "fallback",
            Self::Salesforce => "salesforce",
            Self::HubSpot => "hubspot",
            Self::Dynamics => "dynamics",
            Self::Zoho => "zoho",
            Self::Pipedrive => "pipedrive",
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for System {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::CRMS
            .into_iter()
            .find(|crm| crm.as_str() == text)
            .ok_or_else(|| {
                format!("`{text}` is none of salesforce, hubspot, dynamics, zoho, pipedrive")
            })
    }
}

/// A canonical column.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in every table that terr writes.
    pub name: &'static str,
    /// What stands in its cells.
    pub kind: FieldKind,
    /// What others call it.
    pub aliases: &'static [(System, &'static [&'static str])],
}

/// The columns that `balance` puts in front of a plan, in order.
pub const PLAN: [&str; 8] = [
    "account_id",
    "name",
    "rep_id",
    "rep_name",
    "previous_rep_id",
    "change",
    "reason",
    "distance",
];

/// The columns by which a table is known to be a plan.
pub const PLAN_MARKS: [&str; 3] = ["rep_id", "previous_rep_id", "change"];

/// A header reduced to what counts when it is compared: letters and digits, in lower case.
pub fn key(header: &str) -> String {
    header
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The canonical account column of this name.
pub fn account(name: &str) -> Option<&'static Field> {
    ACCOUNTS.iter().find(|field| field.name == name)
}

/// The canonical rep column of this name.
pub fn rep(name: &str) -> Option<&'static Field> {
    REPS.iter().find(|field| field.name == name)
}

/// The type that a canonical column is written with where a format has types; text for all others.
pub(super) fn written_kind(name: &str) -> ColumnKind {
    let Some(field) = account(name).or_else(|| rep(name)) else {
        return if name == "distance" {
            ColumnKind::Float
        } else {
            ColumnKind::Text
        };
    };
    match field.kind {
        FieldKind::Count => ColumnKind::Integer,
        kind if kind.is_number() => ColumnKind::Float,
        FieldKind::Boolean => ColumnKind::Boolean,
        FieldKind::Date => ColumnKind::Date,
        _ => ColumnKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_two_columns_of_a_table_share_an_alias_of_one_system() {
        for table in [ACCOUNTS, REPS] {
            let mut seen: BTreeMap<(String, &str), &str> = BTreeMap::new();
            for field in table {
                for (system, aliases) in field.aliases {
                    for alias in *aliases {
                        let entry = (key(alias), system.as_str());
                        let other = seen.insert(entry, field.name);
                        assert!(
                            other.is_none_or(|other| other == field.name),
                            "{alias} of {system}: {} and {other:?}",
                            field.name
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn headers_are_compared_by_letters_and_digits() {
        assert_eq!(
            key("\u{feff} Billing Zip/Postal_Code "),
            "billingzippostalcode"
        );
        assert_eq!(key("Straße"), "straße");
    }
}
