//! A plan file, read against its book.

use crate::model::{Book, Failure, Grid, Plan};

/// Reads `rep_id`, `change`, `reason` and `distance` of a plan. The rows are those of the book's account table, matched by `account_id`.
///
/// # Errors
/// [`Failure::Data`]: reps that the book does not have, words outside the closed lists, missing columns.
pub fn plan(grid: &Grid, book: &Book, nulls: &[String]) -> Result<Plan, Failure> {
    let _ = (grid, book, nulls);
    Err(Failure::Internal("plans are not read yet".to_owned()))
}
