//! Expressions over tables: the only module that names polars.
//!
//! A rule is a piece of SQL (`employees >= 1000 AND industry = 'Bank'`) that a user wrote into a flag or into `terr.toml`.
//! polars parses and evaluates it over columns that we built with explicit types; it never reads a file. Everything that
//! polars would answer with a plan dump, a silent guess or several rows for one account is checked before it runs:
//!
//! | what | where |
//! | --- | --- |
//! | quotes and brackets close, functions are known and look at one row | `words`, `functions` |
//! | the text parses, names only columns that exist, gives yes/no or a number | `check` |
//! | nothing panics | `guard` |
//!
//! NULL is not a match: a comparison with an unknown value selects nothing. A division by zero is unknown too.
//!
//! The pin and the features of polars in `Cargo.toml`: a breaking minor version comes about every two months, hence `=`;
//! `lazy` and `sql` carry expressions, `strings` LIKE and the text functions, `is_in` lists, `round_series` ROUND. `csv`,
//! `json` and `ipc` stay off: with `lazy` they would link an HTTP client into an offline program.

mod build;
mod check;
mod evaluate;
mod functions;
mod guard;
mod pairs;
mod rule;
mod types;
mod words;

pub use build::Frame;
pub use pairs::pairs;
pub use rule::Rule;

pub(crate) use check::meant as did_you_mean;
pub(crate) use rule::line_around;

use crate::model::Failure;

/// The columns that a rule names, each once, in the order of first mention.
pub fn columns(rule: &Rule) -> Result<Vec<String>, Failure> {
    check::parse(rule).map(|parsed| parsed.columns)
}
