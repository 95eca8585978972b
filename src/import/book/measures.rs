//! A column of numbers becomes a measure in fixed point.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

use rayon::prelude::*;

use super::position;
use crate::{
    import::{
        Cleaned,
        issue::{CellIssue, SHOWN, TOO_MANY_DIGITS},
    },
    model::{Decimal, Diagnostic, Diagnostics, Grid, Measure, Texts},
};

/// So many rows are looked at for how many decimals there are.
const SAMPLE: usize = 1 << 10;

/// Beyond this, differences of sums could overflow.
const MAX_TOTAL: i128 = 1 << 62;

/// The measure of this name, with as many decimals as its column has; `None` when there is a problem.
pub(super) fn measure(
    name: &str,
    raw: &Grid,
    table: &Cleaned,
    problems: &mut Diagnostics,
) -> Option<Measure> {
    if name == Measure::COUNT {
        return Some(Measure::count(raw.rows()));
    }
    let at = position(name, raw, table, problems)?;
    let cells = &table.grid.columns[at].cells;
    let Numbers {
        decimals,
        amounts,
        odd,
        largest,
    } = Numbers::new(cells);
    let rows = if odd { 0..amounts.len() } else { 0..0 };
    let overflows: Vec<usize> = rows
        .into_par_iter()
        .filter(|&row| amounts[row].is_none() && !cells.get(row).is_empty())
        .collect();
    for (shown, &row) in overflows.iter().enumerate() {
        let issue = CellIssue {
            row,
            column: at,
            issue: &TOO_MANY_DIGITS,
        };
        problems.push(issue.diagnostic(raw, shown >= SHOWN));
    }
    // Where so many of the largest one fit, nobody need add up.
    let mut total = i128::from(largest) * amounts.len() as i128;
    if total > MAX_TOTAL {
        let sizes = amounts
            .par_iter()
            .flatten()
            .map(|amount| i128::from(amount.unsigned_abs()));
        total = sizes.sum();
    }
    if total > MAX_TOTAL {
        problems.push(
            Diagnostic::error(
                "E215",
                format!("`{name}` sums to more than can be planned exactly"),
            )
            .in_file(&raw.origin.file)
            .expected(format!(
                "a sum below 4.6e18 units of the last decimal; the column has {decimals} decimals"
            ))
            .fix("use a larger unit, such as thousands, or round to fewer decimals"),
        );
    }
    (overflows.is_empty() && total <= MAX_TOTAL).then(|| Measure {
        name: name.to_owned(),
        decimals,
        amounts,
    })
}

/// The numbers of a column.
struct Numbers {
    /// The most decimals that one of them has.
    decimals: u8,
    /// A number that does not fit with so many is missing.
    amounts: Vec<Option<i64>>,
    /// Whether there is such a number.
    odd: bool,
    /// The largest amount, signs apart.
    largest: u64,
}

impl Numbers {
    fn new(cells: &Texts) -> Self {
        // The first rows mostly know how many decimals there are.
        let sample = (0..cells.len().min(SAMPLE)).filter_map(|row| Decimal::parse(cells.get(row)));
        let mut decimals = sample.map(|number| number.decimals).max().unwrap_or(0);
        loop {
            let (most, odd, largest) = (
                AtomicU8::new(decimals),
                AtomicBool::new(false),
                AtomicU64::new(0),
            );
            let amounts = (0..cells.len())
                .into_par_iter()
                .map(|row| {
                    let cell = cells.get(row);
                    if cell.is_empty() {
                        return None;
                    }
                    let number = Decimal::parse(cell);
                    if let Some(number) = number
                        && number.decimals > decimals
                    {
                        most.fetch_max(number.decimals, Ordering::Relaxed);
                    }
                    let amount = number.and_then(|number| number.at(decimals));
                    match amount.map(i64::unsigned_abs) {
                        None => odd.store(true, Ordering::Relaxed),
                        // Few are larger than all before them.
                        Some(size) if size > largest.load(Ordering::Relaxed) => {
                            largest.fetch_max(size, Ordering::Relaxed);
                        }
                        Some(_) => {}
                    }
                    amount
                })
                .collect();
            let most = most.into_inner();
            if most == decimals {
                return Self {
                    decimals,
                    amounts,
                    odd: odd.into_inner(),
                    largest: largest.into_inner(),
                };
            }
            decimals = most;
        }
    }
}
