//! Two tables become a book.

mod accounts;
mod groups;
mod measures;
mod needed;
mod places;
mod reps;
#[cfg(test)]
mod tests;

pub use needed::needed;

use super::{CleanOptions, Cleaned, DecimalStyle, Kind, clean, columns::find_column};
use crate::model::{Accounts, Book, Date, Diagnostics, Failure, Grid, Measure};

/// What a planner is told about raw tables; `terr import` tells all.
const TOLD: [&str; 5] = ["W112", "W251", "W255", "W256", "W257"];

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
    /// Canonical name and header, of the account table.
    pub map: Vec<(String, String)>,
    /// The decimal sign of a column, or of all, where the cells do not tell.
    pub decimal: Vec<(Option<String>, DecimalStyle)>,
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
    let (account_table, rep_table) = rayon::join(
        || clean(accounts, request.kind(), &request.of_accounts()),
        || clean(reps, Kind::Reps, &request.of_reps()),
    );
    let (account_table, rep_table) = both(account_table, rep_table)?;
    let mut notes = Diagnostics::new();
    for (table, file) in [(&account_table, accounts), (&rep_table, reps)] {
        let file = &file.origin.file;
        notes.items.extend(
            table
                .findings
                .iter()
                .filter(|finding| TOLD.contains(&finding.code))
                .map(|finding| finding.warning(file)),
        );
    }
    let mut problems = Diagnostics {
        rows: accounts.rows() + reps.rows(),
        ..Diagnostics::default()
    };

    let mut team = reps::reps(&rep_table, &request.share_columns, reps, &mut problems);
    let (points, rep_points, places) =
        places::places(&account_table, &rep_table).map_err(Failure::data)?;
    for (rep, point) in team.iter_mut().zip(rep_points) {
        rep.point = point;
    }
    let customers = Accounts {
        points,
        ..accounts::accounts(&account_table, &team, &mut notes)
    };
    let measures: Vec<Measure> = request
        .measures
        .iter()
        .filter_map(|name| measures::measure(name, accounts, &account_table, &mut problems))
        .collect();
    let groups = groups::groups(&request.together, accounts, &account_table, &mut problems);
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    let book = Book {
        accounts: customers,
        reps: team,
        measures,
        places,
        share_columns: request.share_columns.clone(),
        groups,
        ..Book::default()
    };
    Ok((book, notes))
}

impl BookRequest {
    fn kind(&self) -> Kind {
        if self.as_plan {
            Kind::Plan
        } else {
            Kind::Accounts
        }
    }

    fn of_accounts(&self) -> CleanOptions {
        CleanOptions {
            map: self.map.clone(),
            nulls: self.nulls.clone(),
            numbers: self
                .measures
                .iter()
                .filter(|name| *name != Measure::COUNT)
                .cloned()
                .collect(),
            decimal: self.decimal.clone(),
            as_of: self.as_of,
            ..CleanOptions::default()
        }
    }

    fn of_reps(&self) -> CleanOptions {
        CleanOptions {
            nulls: self.nulls.clone(),
            numbers: self.share_columns.clone(),
            as_of: self.as_of,
            ..CleanOptions::default()
        }
    }
}

/// Both tables, or the problems of both.
fn both(
    accounts: Result<Cleaned, Failure>,
    reps: Result<Cleaned, Failure>,
) -> Result<(Cleaned, Cleaned), Failure> {
    match (accounts, reps) {
        (Ok(accounts), Ok(reps)) => Ok((accounts, reps)),
        (Err(Failure::Data(mut first)), Err(Failure::Data(second))) => {
            first.extend(second);
            Err(Failure::Data(first))
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

/// The position of a column in a cleaned table, by the name that the user gives to a column of the raw one.
fn position(name: &str, raw: &Grid, table: &Cleaned, problems: &mut Diagnostics) -> Option<usize> {
    find_column(raw, &table.mapping, name)
        .map_err(|problem| problems.push(problem))
        .ok()
}
