//! Rows of the same id become one: duplicates, and the lines of an order or pipeline file.

use std::collections::HashMap;

use crate::model::{Column, Decimal, Grid};

/// What happens to rows that have an id in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDuplicate {
    /// They are an error.
    #[default]
    Error,
    /// The first counts.
    First,
    /// Amounts are summed; all else is taken from the first.
    Sum,
    /// Lines become accounts: amounts are summed, lines counted, the last of each date is taken; all else is taken from one of the lines.
    Rollup(Keep),
}

/// Which line all else is taken from, the address above all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// The first line.
    First,
    /// The last line.
    Last,
    /// The line whose postal code (and city) is the most frequent one of the account; the first such line.
    #[default]
    Most,
}

/// The column with the number of lines of an account.
pub(super) const LINES: &str = "line_count";

/// How rows become one.
pub(super) struct Plan<'a> {
    pub(super) how: OnDuplicate,
    pub(super) id: usize,
    /// Columns that are summed.
    pub(super) sums: &'a [usize],
    /// Columns of which the last value in order of text counts: ISO dates.
    pub(super) dates: &'a [usize],
    /// The columns that make an address.
    pub(super) address: &'a [usize],
}

/// Merges rows; answers the merged table and how many rows went into others.
pub(super) fn merge(grid: &Grid, plan: &Plan<'_>) -> (Grid, usize) {
    let ids = &grid.columns[plan.id].cells;
    let mut group_of: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (row, id) in ids.iter().enumerate() {
        let group = *group_of.entry(id).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(row);
    }
    let merged = grid.rows() - groups.len();
    let kept: Vec<usize> = groups
        .iter()
        .map(|rows| representative(grid, plan, rows))
        .collect();
    let mut out = grid.select(&kept);
    if matches!(plan.how, OnDuplicate::Sum | OnDuplicate::Rollup(_)) {
        for &at in plan.sums {
            out.columns[at].cells = groups
                .iter()
                .map(|rows| sum(&grid.columns[at], rows))
                .collect();
        }
    }
    if matches!(plan.how, OnDuplicate::Rollup(_)) {
        for &at in plan.dates {
            let cells = &grid.columns[at].cells;
            out.columns[at].cells = groups
                .iter()
                .map(|rows| {
                    rows.iter()
                        .map(|&row| cells.get(row))
                        .max()
                        .unwrap_or_default()
                })
                .collect();
        }
        out.columns.push(Column {
            name: LINES.to_owned(),
            cells: groups.iter().map(|rows| rows.len().to_string()).collect(),
            ..Column::default()
        });
    }
    (out, merged)
}

fn representative(grid: &Grid, plan: &Plan<'_>, rows: &[usize]) -> usize {
    match plan.how {
        OnDuplicate::Rollup(Keep::Last) => rows[rows.len() - 1],
        OnDuplicate::Rollup(Keep::Most) if rows.len() > 1 => {
            let address = |row: usize| -> Vec<&str> {
                plan.address
                    .iter()
                    .map(|&at| grid.columns[at].cells.get(row))
                    .collect()
            };
            let mut counts: HashMap<Vec<&str>, usize> = HashMap::new();
            for &row in rows {
                *counts.entry(address(row)).or_default() += 1;
            }
            let most = |row: usize| counts[&address(row)];
            let largest = rows.iter().map(|&row| most(row)).max().unwrap_or(0);
            rows.iter()
                .copied()
                .find(|&row| most(row) == largest)
                .unwrap_or(rows[0])
        }
        _ => rows[0],
    }
}

/// The sum of known cells; empty where none is known.
fn sum(column: &Column, rows: &[usize]) -> String {
    let known: Vec<Decimal> = rows
        .iter()
        .filter_map(|&row| Decimal::parse(column.cells.get(row)))
        .collect();
    if let [row] = rows {
        return column.cells.get(*row).to_owned();
    }
    let decimals = known.iter().map(|number| number.decimals).max();
    let Some(decimals) = decimals else {
        return String::new();
    };
    let total: i128 = known
        .iter()
        .map(|number| {
            i128::from(number.mantissa) * 10i128.pow(u32::from(decimals - number.decimals))
        })
        .sum();
    i64::try_from(total).map_or_else(
        |_| (total / 10i128.pow(u32::from(decimals))).to_string(),
        |mantissa| Decimal { mantissa, decimals }.to_string(),
    )
}

/// How many accounts have lines that differ in some of the given columns.
pub(super) fn differing(grid: &Grid, id: usize, columns: &[usize]) -> usize {
    let mut first: HashMap<&str, (usize, bool)> = HashMap::new();
    for (row, id) in grid.columns[id].cells.iter().enumerate() {
        let entry = first.entry(id).or_insert((row, false));
        entry.1 |= columns.iter().any(|&at| {
            let cells = &grid.columns[at].cells;
            cells.get(row) != cells.get(entry.0)
        });
    }
    let differing = first.values().filter(|(_, differs)| *differs);
    differing.count()
}
