//! Stage 1: exports become clean tables and a book.
//!
//! [`clean()`] turns a raw export into a table with canonical headers; [`book()`] turns two tables, clean or raw, into what plans are made from.
//! Every problem of a table is collected and placed.

mod address;
mod atlas;
mod book;
mod cells;
mod checks;
mod clean;
mod codes;
mod columns;
mod country;
mod day;
mod distances;
mod distant;
mod finding;
mod gaps;
mod gazetteer;
mod glance;
mod ids;
mod industries;
mod issue;
mod join;
mod locate;
mod lookup;
mod merge;
mod number;
mod oddities;
mod overrides;
mod owners;
mod plan;
mod postcode;
mod regions;
mod resolve;
mod sales;
mod survey;
mod totals;
mod view;

pub use book::{BookRequest, book, needed};
pub use clean::{CleanOptions, Cleaned, clean};
pub use columns::{Mapping, find_column, is_plan, recognise};
pub use day::DayOrder;
pub use distances::distances;
pub use finding::Finding;
pub use gazetteer::Gazetteer;
pub use join::{Joined, join};
pub use locate::Locating;
pub use merge::{Keep, OnDuplicate};
pub use number::DecimalStyle;
pub use overrides::overrides;
pub use owners::Team;
pub use plan::plan;
pub use sales::sales;
pub use totals::Total;
pub use view::view;

/// What a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Accounts.
    #[default]
    Accounts,
    /// Reps.
    Reps,
    /// Accounts as planned: what `balance` writes.
    Plan,
}

impl Kind {
    /// As written on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Reps => "reps",
            Self::Plan => "plan",
        }
    }
}

#[cfg(test)]
mod tests;
