//! Two tables become a book.

use crate::model::{Book, Date, Diagnostics, Failure, Grid};

/// What a plan needs beside the canonical columns.
#[derive(Debug, Clone, Default)]
pub struct BookRequest {
    /// The measures, each once: columns of the account table, or `count`.
    pub measures: Vec<String>,
    /// Columns of the rep table that targets are shares of.
    pub share_columns: Vec<String>,
    /// Columns whose equal values keep accounts together.
    pub together: Vec<String>,
    /// Cells that mean "missing", beside empty ones.
    pub nulls: Vec<String>,
    /// Canonical name and header.
    pub map: Vec<(String, String)>,
    /// The account table is a plan to be judged: `previous_rep_id` is the owner and `rep_id` the plan. Otherwise `rep_id` is the owner.
    pub as_plan: bool,
    /// Today.
    pub as_of: Option<Date>,
}

/// Builds a book from an account table and a rep table, clean or raw. Accounts and reps stand in the order of their files.
///
/// # Errors
/// [`Failure::Data`] with every problem of both tables.
pub fn book(
    accounts: &Grid,
    reps: &Grid,
    request: &BookRequest,
) -> Result<(Book, Diagnostics), Failure> {
    let _ = (accounts, reps, request);
    Err(Failure::Internal("books are not built yet".to_owned()))
}
