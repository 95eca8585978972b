//! Tables that name accounts and reps of a book: their columns, and which row means whom.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::columns::{find, no_column};
use crate::{
    model::{Book, Diagnostic, Diagnostics, Failure, Grid, trimmed},
    table::place,
};

/// What is found by an id. Tables of a million rows ask a million times, so it is hashed the quick way; nobody goes through it in order.
pub(super) type Ids<K, V = u32> = HashMap<K, V, RandomState>;

/// Accounts and reps of a book by id.
pub(super) struct Lookup<'a> {
    pub(super) accounts: Ids<&'a str>,
    pub(super) reps: Ids<&'a str>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(book: &'a Book) -> Self {
        Self {
            accounts: accounts(book),
            reps: reps(book),
        }
    }
}

/// Accounts by id.
pub(super) fn accounts(book: &Book) -> Ids<&str> {
    let ids = book.accounts.ids.iter().enumerate();
    ids.map(|(at, id)| (id, at as u32)).collect()
}

/// Reps by id.
pub(super) fn reps(book: &Book) -> Ids<&str> {
    let reps = book.reps.iter().enumerate();
    reps.map(|(at, rep)| (rep.id.as_str(), at as u32)).collect()
}

/// The positions of columns that must be there.
pub(super) fn required<const N: usize>(
    grid: &Grid,
    names: [&str; N],
) -> Result<[usize; N], Failure> {
    let mut problems = Diagnostics::new();
    let found = names.map(|name| {
        find(grid, name).unwrap_or_else(|_| {
            let headers: Vec<&str> = grid.headers().collect();
            problems.push(no_column(name, &headers).in_file(&grid.origin.file));
            0
        })
    });
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    Ok(found)
}

/// A cell without blanks around it; `None` when it is missing.
pub(super) fn cell<'a>(
    grid: &'a Grid,
    row: usize,
    column: usize,
    nulls: &[String],
) -> Option<&'a str> {
    let cell = trimmed(grid.columns[column].cells.get(row));
    let missing = cell.is_empty() || nulls.iter().any(|null| null.trim() == cell);
    (!missing).then_some(cell)
}

/// An error of one cell.
pub(super) fn bad_cell(
    grid: &Grid,
    row: usize,
    column: usize,
    code: &'static str,
    message: String,
    expected: &str,
    fix: &str,
) -> Diagnostic {
    place(Diagnostic::error(code, message), grid, row, column)
        .expected(expected)
        .fix(fix)
}
