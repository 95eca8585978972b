//! A plan file, read against its book.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::lookup::{self, Ids, bad_cell, cell, required};
use crate::model::{
    Alignment, Book, Change, Diagnostic, Diagnostics, Failure, Grid, Plan, Reason, RepIndex,
};

/// Reads `rep_id`, `change` and `reason` of a plan; distances are left out, as whoever wants them measures them. The rows are those of the book's account table, matched by `account_id`; an
/// account that the plan does not have is unassigned.
///
/// # Errors
/// [`Failure::Data`]: reps or accounts that the book does not have, words outside the closed lists, missing columns.
pub fn plan(grid: &Grid, book: &Book, nulls: &[String]) -> Result<Plan, Failure> {
    let [id, rep_id, change, reason] =
        required(grid, ["account_id", "rep_id", "change", "reason"])?;
    let table = Table { grid, nulls };
    let known = lookup::reps(book);
    if let Some(plan) = table.at_once([id, rep_id, change, reason], book, &known) {
        return Ok(plan);
    }
    let rows = Rows {
        accounts: table.accounts(id, book),
        reps: table.read(rep_id, |cell| match cell {
            None => Some(Holder::Nobody),
            Some(id) => known.get(id).map(|&rep| Holder::Rep(RepIndex(rep))),
        }),
        changes: table.read(change, |cell| Change::parse(cell.unwrap_or_default())),
        reasons: table.read(reason, |cell| Reason::parse(cell.unwrap_or_default())),
    };
    let problems: Vec<Diagnostic> = (0..grid.rows())
        .into_par_iter()
        .filter(|&row| rows.is_bad(row))
        .flat_map_iter(|row| rows.problems(&table, [id, rep_id, change, reason], row))
        .collect();
    if !problems.is_empty() {
        return Err(Failure::Data(Diagnostics {
            items: problems,
            rows: grid.rows(),
        }));
    }
    let accounts = book.accounts.len();
    let mut plan = Plan {
        alignment: Alignment(vec![None; accounts]),
        changes: vec![Change::Unassigned; accounts],
        reasons: vec![Reason::NobodyEligible; accounts],
        distances: Vec::new(),
    };
    for row in 0..grid.rows() {
        if let (Some(account), Some(rep), Some(change), Some(reason)) = rows.get(row) {
            plan.alignment.0[account] = rep.rep();
            plan.changes[account] = change;
            plan.reasons[account] = reason;
        }
    }
    Ok(plan)
}

/// The table of a plan.
struct Table<'a> {
    grid: &'a Grid,
    nulls: &'a [String],
}

impl Table<'_> {
    /// The plan, where rows and accounts are the same and every row is good, as is mostly so: each cell is read once, and nothing is kept besides.
    fn at_once(
        &self,
        [id, rep_id, change, reason]: [usize; 4],
        book: &Book,
        known: &Ids<&str>,
    ) -> Option<Plan> {
        if self.grid.columns[id].cells != book.accounts.ids {
            return None;
        }
        let odd = AtomicBool::new(false);
        let is_odd = || odd.store(true, Ordering::Relaxed);
        let cells = |column| {
            (0..self.grid.rows())
                .into_par_iter()
                .map(move |row| cell(self.grid, row, column, self.nulls))
        };
        let rep_of = |id| {
            let rep = known.get(id);
            if rep.is_none() {
                is_odd();
            }
            rep.map(|&rep| RepIndex(rep))
        };
        let change_of = |cell: Option<&str>| {
            Change::parse(cell.unwrap_or_default()).unwrap_or_else(|| {
                is_odd();
                Change::Unassigned
            })
        };
        let reason_of = |cell: Option<&str>| {
            Reason::parse(cell.unwrap_or_default()).unwrap_or_else(|| {
                is_odd();
                Reason::NobodyEligible
            })
        };
        let plan = Plan {
            alignment: Alignment(cells(rep_id).map(|cell| cell.and_then(rep_of)).collect()),
            changes: cells(change).map(change_of).collect(),
            reasons: cells(reason).map(reason_of).collect(),
            distances: Vec::new(),
        };
        (!odd.into_inner()).then_some(plan)
    }

    /// What a column means, by row.
    fn read<T: Send>(
        &self,
        column: usize,
        meaning: impl Fn(Option<&str>) -> Option<T> + Sync,
    ) -> Vec<Option<T>> {
        (0..self.grid.rows())
            .into_par_iter()
            .map(|row| meaning(cell(self.grid, row, column, self.nulls)))
            .collect()
    }

    /// The account of each row. The book is mostly made from this very table: then row and account are the same, and nobody needs to be looked up.
    fn accounts(&self, id: usize, book: &Book) -> Option<Vec<Option<u32>>> {
        if self.grid.columns[id].cells == book.accounts.ids {
            return None;
        }
        let accounts: Ids<&str> = lookup::accounts(book);
        Some(self.read(id, |cell| accounts.get(cell?).copied()))
    }
}

/// Who gets an account.
#[derive(Debug, Clone, Copy)]
enum Holder {
    Nobody,
    Rep(RepIndex),
}

impl Holder {
    fn rep(self) -> Option<RepIndex> {
        match self {
            Self::Nobody => None,
            Self::Rep(rep) => Some(rep),
        }
    }
}

/// What the rows mean; `None`: nothing that the book or the closed lists have.
struct Rows {
    /// `None` where rows and accounts are the same.
    accounts: Option<Vec<Option<u32>>>,
    reps: Vec<Option<Holder>>,
    changes: Vec<Option<Change>>,
    reasons: Vec<Option<Reason>>,
}

/// Account, rep, change and reason.
type Row = (
    Option<usize>,
    Option<Holder>,
    Option<Change>,
    Option<Reason>,
);

impl Rows {
    fn get(&self, row: usize) -> Row {
        let account = match &self.accounts {
            None => Some(row),
            Some(accounts) => accounts[row].map(|account| account as usize),
        };
        (
            account,
            self.reps[row],
            self.changes[row],
            self.reasons[row],
        )
    }

    fn is_bad(&self, row: usize) -> bool {
        !matches!(self.get(row), (Some(_), Some(_), Some(_), Some(_)))
    }

    /// What is wrong with a row.
    fn problems(
        &self,
        table: &Table<'_>,
        [id, rep_id, change_at, reason_at]: [usize; 4],
        row: usize,
    ) -> Vec<Diagnostic> {
        let (account, rep, change, reason) = self.get(row);
        let again = "make the plan again with terr balance";
        let bad = |column, code, message: String, expected: &str, fix| {
            bad_cell(table.grid, row, column, code, message, expected, fix)
        };
        if account.is_none() {
            let message = "the plan has an account that the account table lacks".to_owned();
            return vec![bad(
                id,
                "E221",
                message,
                "an account_id of the account table",
                again,
            )];
        }
        let mut problems = Vec::new();
        if rep.is_none() {
            let rep = cell(table.grid, row, rep_id, table.nulls).unwrap_or_default();
            problems.push(bad(
                rep_id,
                "E222",
                format!("rep `{rep}` is not in the rep table"),
                "a rep_id of the rep table, or nothing",
                "name the rep table that the plan was made with: --reps FILE",
            ));
        }
        if change.is_none() {
            let message = "`change` is none of the words that a plan uses".to_owned();
            let words = "kept, moved, new or unassigned";
            problems.push(bad(change_at, "E223", message, words, again));
        }
        if reason.is_none() {
            let message = "`reason` is none of the words that a plan uses".to_owned();
            let words = Reason::ALL.map(Reason::as_str).join(", ");
            problems.push(bad(reason_at, "E224", message, &words, again));
        }
        problems
    }
}
