//! A column of numbers becomes a measure in fixed point.

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
    let mut decimals = 0;
    let mut overflows: Vec<usize> = Vec::new();
    let numbers: Vec<Option<Decimal>> = table.grid.columns[at]
        .cells
        .iter()
        .enumerate()
        .map(|(row, cell)| {
            let number = Decimal::parse(cell);
            if let Some(number) = number {
                decimals = decimals.max(number.decimals);
            } else if !cell.is_empty() {
                overflows.push(row);
            }
            number
        })
        .collect();
    let amounts: Vec<Option<i64>> = numbers
        .iter()
        .enumerate()
        .map(|(row, number)| {
            let amount = number.as_ref()?.at(decimals);
            if amount.is_none() {
                overflows.push(row);
            }
            amount
        })
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
