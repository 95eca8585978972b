//! A plan file, read against its book.

use std::cell::OnceCell;

use super::lookup::{self, bad_cell, cell, required};
use crate::model::{
    Alignment, Book, Change, Decimal, Diagnostics, Failure, Grid, Plan, Reason, RepIndex,
};

/// Reads `rep_id`, `change`, `reason` and `distance` of a plan. The rows are those of the book's account table, matched by `account_id`; an
/// account that the plan does not have is unassigned.
///
/// # Errors
/// [`Failure::Data`]: reps or accounts that the book does not have, words outside the closed lists, missing columns.
pub fn plan(grid: &Grid, book: &Book, nulls: &[String]) -> Result<Plan, Failure> {
    let [id, rep_id, change_at, reason_at] =
        required(grid, ["account_id", "rep_id", "change", "reason"])?;
    let distance_at = grid.position("distance");
    // The book is mostly made from this very table: then row and account are the same, and nobody needs to be looked up.
    let ids = &book.accounts.ids;
    let lookup = OnceCell::new();
    let find = |row: usize, id: &str| {
        if row < ids.len() && ids.get(row) == id {
            return Some(row);
        }
        let accounts = lookup.get_or_init(|| lookup::accounts(book));
        accounts.get(id).map(|&account| account as usize)
    };
    let reps = lookup::reps(book);
    let accounts = book.accounts.len();
    let mut plan = Plan {
        alignment: Alignment(vec![None; accounts]),
        changes: vec![Change::Unassigned; accounts],
        reasons: vec![Reason::NobodyEligible; accounts],
        distances: vec![None; accounts],
    };
    let mut problems = Diagnostics {
        rows: grid.rows(),
        ..Diagnostics::default()
    };
    for row in 0..grid.rows() {
        let Some(account) = cell(grid, row, id, nulls).and_then(|id| find(row, id)) else {
            problems.push(bad_cell(
                grid,
                row,
                id,
                "E221",
                "the plan has an account that the account table lacks".to_owned(),
                "an account_id of the account table",
                "make the plan again with terr balance",
            ));
            continue;
        };
        match cell(grid, row, rep_id, nulls).map(|id| (id, reps.get(id))) {
            None => {}
            Some((_, Some(&rep))) => plan.alignment.0[account] = Some(RepIndex(rep)),
            Some((rep, None)) => problems.push(bad_cell(
                grid,
                row,
                rep_id,
                "E222",
                format!("rep `{rep}` is not in the rep table"),
                "a rep_id of the rep table, or nothing",
                "name the rep table that the plan was made with: --reps FILE",
            )),
        }
        match Change::parse(cell(grid, row, change_at, nulls).unwrap_or_default()) {
            Some(change) => plan.changes[account] = change,
            None => problems.push(bad_cell(
                grid,
                row,
                change_at,
                "E223",
                "`change` is none of the words that a plan uses".to_owned(),
                "kept, moved, new or unassigned",
                "make the plan again with terr balance",
            )),
        }
        match Reason::parse(cell(grid, row, reason_at, nulls).unwrap_or_default()) {
            Some(reason) => plan.reasons[account] = reason,
            None => problems.push(bad_cell(
                grid,
                row,
                reason_at,
                "E224",
                "`reason` is none of the words that a plan uses".to_owned(),
                &Reason::ALL.map(Reason::as_str).join(", "),
                "make the plan again with terr balance",
            )),
        }
        plan.distances[account] = distance_at
            .and_then(|at| cell(grid, row, at, nulls))
            .and_then(|text| Decimal::quick(text).or_else(|| text.parse().ok()))
            .filter(|distance: &f64| distance.is_finite());
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    Ok(plan)
}
