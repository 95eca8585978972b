//! A column of numbers becomes a measure in fixed point.

use rayon::prelude::*;

use super::position;
use crate::{
    import::{
        Cleaned,
        issue::{CellIssue, SHOWN, TOO_MANY_DIGITS},
    },
    model::{Decimal, Diagnostic, Diagnostics, Grid, Measure},
};

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
    let numbers: Vec<Option<Decimal>> = (0..cells.len())
        .into_par_iter()
        .map(|row| Decimal::parse(cells.get(row)))
        .collect();
    let decimals = numbers
        .par_iter()
        .flatten()
        .map(|number| number.decimals)
        .max()
        .unwrap_or(0);
    let amounts: Vec<Option<i64>> = numbers
        .par_iter()
        .map(|number| number.and_then(|number| number.at(decimals)))
        .collect();
    let overflows: Vec<usize> = (0..cells.len())
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
    let total: i128 = amounts
        .iter()
        .flatten()
        .map(|&amount| i128::from(amount).abs())
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
