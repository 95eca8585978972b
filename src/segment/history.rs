//! A sales file (one row per account and period, or order lines) as quarterly series, with everything that is odd about it named.

use std::collections::BTreeMap;

use super::{
    period::{Period, Written},
    quarters::{self, History, Sold},
};
use crate::model::{Decimal, Diagnostic, Diagnostics, Failure, Grid, Site};

/// A file of sales or of order lines: which of its columns holds what.
#[derive(Debug, Clone, PartialEq)]
pub struct Sales {
    /// The file.
    pub grid: Grid,
    /// The column of account ids.
    pub account: String,
    /// The column of periods.
    pub period: String,
    /// The column of amounts.
    pub amount: String,
}

/// Reads the sales of the accounts of a table.
///
/// Days and months are added up to quarters. Where the file has days, a quarter without one is a quarter without sales; where
/// it has months or quarters, a missing one is unknown, and only what follows the gap is used.
#[expect(
    clippy::too_many_lines,
    reason = "one pass over the rows, one check after the other"
)]
pub(super) fn read(
    sales: &Sales,
    known: &dyn Fn(&str) -> bool,
    warnings: &mut Diagnostics,
) -> Result<History, Failure> {
    let grid = &sales.grid;
    let ids = column(grid, "account_id", &sales.account)?;
    let periods = column(grid, "period", &sales.period)?;
    let amounts = column(grid, "amount", &sales.amount)?;
    let cell = |at: usize, row: usize| grid.columns[at].cells.get(row).trim();
    let site = |at: usize, row: usize| Site {
        file: grid.origin.file.clone(),
        line: grid.origin.line(row),
        field: Some(at as u32 + 1),
        column: Some(grid.columns[at].name.clone()),
        ..Site::default()
    };
    let mut problems = Diagnostics::new();
    problems.rows = grid.rows();
    let mut written: Option<Written> = None;
    let mut sums: BTreeMap<&str, Sold> = BTreeMap::new();
    let (mut strangers, mut negative, mut blank) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..grid.rows() {
        if cell(periods, row).is_empty() || cell(amounts, row).is_empty() {
            blank.push(row);
            continue;
        }
        let Some(period) = Period::parse(cell(periods, row)) else {
            problems.push(
                Diagnostic::error(
                    "E431",
                    format!("`{}` is not a quarter, a month or a day", sales.period),
                )
                .at(site(periods, row))
                .value(cell(periods, row))
                .expected("one of 2025-Q3, 2025-03, 2025-03-31, the same way in the whole file"),
            );
            continue;
        };
        let first = *written.get_or_insert(period.written);
        if first != period.written {
            problems.push(
                Diagnostic::error("E432", "periods are written in two ways")
                    .at(site(periods, row))
                    .value(cell(periods, row))
                    .expected(format!("as in the first row: {}", first.example())),
            );
            continue;
        }
        let Some(amount) = Decimal::parse(cell(amounts, row)) else {
            problems.push(
                Diagnostic::error("E433", format!("`{}` is not a number", sales.amount))
                    .at(site(amounts, row))
                    .value(cell(amounts, row))
                    .expected("a number such as 1250.50"),
            );
            continue;
        };
        let amount = amount.to_f64();
        if amount < 0.0 {
            negative.push(row);
        }
        let id = cell(ids, row);
        if !known(id) {
            strangers.push(row);
            continue;
        }
        let entry = sums
            .entry(id)
            .or_default()
            .entry((period.quarter, period.part))
            .or_insert((0.0, row));
        if entry.1 != row && first != Written::Day {
            let line = grid.origin.line(entry.1).unwrap_or_default();
            problems.push(
                Diagnostic::error(
                    "E434",
                    format!("`{id}` has this period twice, first on line {line}"),
                )
                .at(site(periods, row))
                .value(cell(periods, row))
                .fix("add the amounts up, or remove one of them"),
            );
        }
        entry.0 += amount;
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    let mut note = |code, rows: &[usize], at: usize, what: &str, fix: &str| {
        if let Some(&first) = rows.first() {
            warnings.push(
                Diagnostic::warning(code, format!("{} {what}", rows.len()))
                    .at(site(at, first))
                    .value(cell(at, first))
                    .fix(fix),
            );
        }
    };
    note(
        "W431",
        &strangers,
        ids,
        "sales rows are of accounts that the table lacks",
        "they are left out",
    );
    note(
        "W432",
        &negative,
        amounts,
        "sales rows are negative",
        "they count as returns and lower the sales of their quarter",
    );
    note(
        "W435",
        &blank,
        periods,
        "sales rows lack the period or the amount",
        "they are left out: unknown is not zero",
    );
    Ok(quarters::series(
        &sums,
        written.unwrap_or(Written::Quarter),
        &grid.origin.file,
        warnings,
    ))
}

/// The position of a column of the sales file.
fn column(grid: &Grid, meaning: &str, name: &str) -> Result<usize, Failure> {
    grid.position(name).ok_or_else(|| {
        let headers: Vec<&str> = grid.headers().collect();
        let meant = crate::frame::did_you_mean(name, headers.iter().copied());
        Failure::data(
            Diagnostic::error("E430", format!("the sales file has no column `{name}`"))
                .in_file(&grid.origin.file)
                .expected(format!("{meant}columns: `{}`", headers.join("`, `")))
                .fix(format!(
                    "say which one it is: --history-map {meaning}=\"HEADER\""
                )),
        )
    })
}
