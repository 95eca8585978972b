//! Sums of numeric columns before and after, so that a table can be reconciled with its source.

use std::fmt::Write as _;

use rayon::prelude::*;

use crate::model::{Column, Decimal, Grid};

use super::columns::Mapping;
use crate::table::schema::FieldKind;

/// The sum of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The column.
    pub name: String,
    /// The sum over the rows that were read and not left out, in millionths.
    pub read: i128,
    /// The sum over the rows that were written, in millionths.
    pub written: i128,
}

impl Total {
    /// `annual_revenue 1200.5`, with what was set aside where the two differ.
    pub fn sentence(&self) -> String {
        let mut text = format!("{} {}", self.name, plain(self.written));
        if self.read != self.written {
            let rest = plain(self.read - self.written);
            let _ = write!(text, " ({} read, {rest} not written)", plain(self.read));
        }
        text
    }
}

/// What describes an account on each of its order lines, and is no part of the order.
const DESCRIBES: [&str; 4] = [
    "employees",
    "annual_revenue",
    "visits_per_year",
    "minutes_per_visit",
];

/// The columns that are worth summing: canonical amounts, and columns asked for. Where lines are rolled up, what describes the account on each of them
/// (its employees, what came from a joined table) is not summed unless it is asked for.
pub(super) fn summed(
    grid: &Grid,
    mapping: &Mapping,
    numbers: &[usize],
    rolled: bool,
    joined: &[String],
) -> Vec<usize> {
    let mut columns: Vec<usize> = mapping
        .fields
        .iter()
        .filter(|(_, field)| {
            matches!(
                field.kind,
                FieldKind::Number | FieldKind::Amount | FieldKind::Count
            ) && !matches!(
                field.name,
                "x" | "y" | "complexity" | "satisfaction" | "fte" | "ramp"
            )
        })
        .filter(|(at, field)| {
            let describes =
                DESCRIBES.contains(&field.name) || joined.contains(&grid.columns[*at].name);
            !(rolled && describes)
        })
        .map(|&(at, _)| at)
        .collect();
    columns.extend(numbers);
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The sums of columns, in millionths.
pub(super) fn sums(grid: &Grid, columns: &[usize]) -> Vec<i128> {
    columns
        .par_iter()
        .map(|&at| sum(&grid.columns[at]))
        .collect()
}

/// The sums of the clean table beside those of the table read.
pub(super) fn compare(
    clean: &Grid,
    columns: &[usize],
    before: &[i128],
    after: &[i128],
) -> Vec<Total> {
    columns
        .iter()
        .zip(before.iter().zip(after))
        .map(|(&at, (&read, &written))| Total {
            name: clean.columns[at].name.clone(),
            read,
            written,
        })
        .collect()
}

fn sum(column: &Column) -> i128 {
    column
        .cells
        .iter()
        .filter_map(Decimal::parse)
        .map(|number| {
            let missing = Decimal::MAX_DECIMALS - number.decimals;
            i128::from(number.mantissa) * 10i128.pow(u32::from(missing))
        })
        .sum()
}

/// Millionths as a number without needless zeros.
fn plain(millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, rest) = (
        millionths.unsigned_abs() / 1_000_000,
        millionths.unsigned_abs() % 1_000_000,
    );
    let mut digits = whole.to_string();
    let mut at = digits.len();
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    if rest == 0 {
        return format!("{sign}{digits}");
    }
    format!(
        "{sign}{digits}.{}",
        format!("{rest:06}").trim_end_matches('0')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_and_readable() {
        let column = Column {
            cells: ["0.1", "0.2", "", "1000"].into_iter().collect(),
            ..Column::default()
        };
        assert_eq!(sum(&column), 1_000_300_000);
        assert_eq!(plain(1_000_300_000), "1,000.3");
        assert_eq!(plain(-5_000_000), "-5");
    }
}
