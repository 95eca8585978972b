//! A column of numbers becomes a measure in fixed point.

use std::sync::atomic::{AtomicU8, Ordering};

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
    let (decimals, amounts) = amounts(cells);
    let overflows: Vec<usize> = amounts
        .par_iter()
        .enumerate()
        .filter(|&(row, amount)| amount.is_none() && !cells.get(row).is_empty())
        .map(|(row, _)| row)
        .collect();
    for (shown, &row) in overflows.iter().enumerate() {
        let issue = CellIssue {
            row,
            column: at,
            issue: &TOO_MANY_DIGITS,
        };
        problems.push(issue.diagnostic(raw, shown >= SHOWN));
    }
    let total: i128 = amounts
        .par_iter()
        .map(|amount| i128::from(amount.unwrap_or(0)).abs())
        .sum();
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

/// The numbers of a column, and the most decimals that one of them has. A number that does not fit with so many is missing.
fn amounts(cells: &Texts) -> (u8, Vec<Option<i64>>) {
    // The first rows mostly know how many decimals there are.
    let sample = (0..cells.len().min(SAMPLE)).filter_map(|row| Decimal::parse(cells.get(row)));
    let mut decimals = sample.map(|number| number.decimals).max().unwrap_or(0);
    loop {
        let most = AtomicU8::new(decimals);
        let amounts = (0..cells.len())
            .into_par_iter()
            .map(|row| {
                let number = Decimal::parse(cells.get(row))?;
                if number.decimals > decimals {
                    most.fetch_max(number.decimals, Ordering::Relaxed);
                }
                number.at(decimals)
            })
            .collect();
        let most = most.into_inner();
        if most == decimals {
            return (decimals, amounts);
        }
        decimals = most;
    }
}
