//! Distances from a file: `from,to,distance`, between accounts and reps.

use super::lookup::{Lookup, bad_cell, cell, required};
use crate::model::{Book, Decimal, Diagnostic, Diagnostics, DistanceMatrix, Failure, Grid};

/// The most pairs that are held: beyond this, straight distances are the better idea.
const MAX_PAIRS: usize = 250_000_000;

/// Reads a distance file; either end may be the account. Pairs of accounts or reps that are not in the book are counted in a warning.
///
/// # Errors
/// [`Failure::Data`]: missing columns, distances that are no numbers or are negative, a pair given twice with different distances.
pub fn distances(grid: &Grid, book: &Book) -> Result<(DistanceMatrix, Diagnostics), Failure> {
    let [from_at, to_at, distance_at] = required(grid, ["from", "to", "distance"])?;
    let reps = book.reps.len();
    let pairs = book.accounts.len().saturating_mul(reps);
    if pairs > MAX_PAIRS {
        return Err(Failure::data(
            Diagnostic::error(
                "E228",
                format!("{pairs} pairs of account and rep are too many"),
            )
            .in_file(&grid.origin.file)
            .expected(format!("at most {MAX_PAIRS} pairs"))
            .fix("plan with straight distances, or region by region"),
        ));
    }
    let lookup = Lookup::new(book);
    let mut matrix = DistanceMatrix {
        reps,
        thousandths: vec![None; pairs],
    };
    let mut strangers = 0;
    let mut problems = Diagnostics {
        rows: grid.rows(),
        ..Diagnostics::default()
    };
    for row in 0..grid.rows() {
        let from = cell(grid, row, from_at, &[]).unwrap_or_default();
        let to = cell(grid, row, to_at, &[]).unwrap_or_default();
        let pair = |account: &str, rep: &str| {
            Some((*lookup.accounts.get(account)?, *lookup.reps.get(rep)?))
        };
        let Some((account, rep)) = pair(from, to).or_else(|| pair(to, from)) else {
            strangers += 1;
            continue;
        };
        let Some(distance) = cell(grid, row, distance_at, &[])
            .and_then(Decimal::parse)
            .and_then(thousandths)
        else {
            problems.push(bad_cell(
                grid,
                row,
                distance_at,
                "E229",
                "`distance` is not a distance".to_owned(),
                "a number from 0 to 4,000,000, such as 12.5",
                "correct the cell, or remove the row: a pair that is not there cannot be served",
            ));
            continue;
        };
        let slot = &mut matrix.thousandths[account as usize * reps + rep as usize];
        if slot.is_some_and(|before| before != distance) {
            problems.push(bad_cell(
                grid,
                row,
                distance_at,
                "E230",
                format!("`{from}` to `{to}` has two distances"),
                "one distance for a pair, in either direction",
                "remove one of the rows",
            ));
        }
        *slot = Some(distance);
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    if strangers > 0 {
        problems.push(
            Diagnostic::warning(
                "W231",
                format!("{strangers} rows are not about an account and a rep of this plan"),
            )
            .in_file(&grid.origin.file),
        );
    }
    Ok((matrix, problems))
}

/// Thousandths of the user's unit, rounded.
fn thousandths(distance: Decimal) -> Option<u32> {
    let value = (distance.to_f64() * 1000.0).round();
    (0.0..=4e9).contains(&value).then_some(value as u32)
}
