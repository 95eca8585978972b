//! Overrides: what reps and managers asked for, account by account.

use std::str::FromStr;

use super::{Date, RepIndex};

/// What an override asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The account goes to this rep.
    Pin,
    /// The account does not go to this rep.
    Exclude,
    /// The account should go to this rep, if it costs little.
    Prefer,
    /// The account stays with its owner.
    Lock,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 4] = [Self::Pin, Self::Exclude, Self::Prefer, Self::Lock];

    /// As written in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Exclude => "exclude",
            Self::Prefer => "prefer",
            Self::Lock => "lock",
        }
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|action| action.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| format!("`{text}` is not an action: pin, exclude, prefer or lock"))
    }
}

/// One row of an overrides file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The line in the file, 1-based.
    pub line: u64,
    /// The account.
    pub account: u32,
    /// The rep; `None` for `lock`.
    pub rep: Option<RepIndex>,
    /// What is asked.
    pub action: Action,
    /// Why, in the words of whoever asked.
    pub reason: String,
    /// The last day on which the row counts.
    pub expires: Option<Date>,
}
