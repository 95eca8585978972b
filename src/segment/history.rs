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
pub(super) fn read(
    sales: &Sales,
    known: &dyn Fn(&str) -> bool,
    warnings: &mut Diagnostics,
) -> Result<History, Failure> {
    let lines = Lines::new(sales)?;
    let mut problems = Diagnostics::new();
    problems.rows = sales.grid.rows();
    let mut written: Option<Written> = None;
    let mut sums: BTreeMap<&str, Sold> = BTreeMap::new();
    let (mut strangers, mut negative, mut blank) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..sales.grid.rows() {
        let (id, period, amount) = match lines.read(row, &mut written) {
            Ok(Some(line)) => line,
            Ok(None) => {
                blank.push(row);
                continue;
            }
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if amount < 0.0 {
            negative.push(row);
        }
        if !known(id) {
            strangers.push(row);
            continue;
        }
        let own = sums.entry(id).or_default();
        let entry = own
            .entry((period.quarter, period.part))
            .or_insert((0.0, row));
        if entry.1 != row && period.written != Written::Day {
            problems.push(lines.twice(row, entry.1));
        }
        entry.0 += amount;
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    lines.note(warnings, "W431", &strangers, lines.ids);
    lines.note(warnings, "W432", &negative, lines.amounts);
    lines.note(warnings, "W435", &blank, lines.periods);
    let (history, odd) = quarters::series(&sums, written.unwrap_or(Written::Quarter));
    lines.note(warnings, "W433", &odd.gaps, lines.ids);
    lines.note(warnings, "W434", &odd.ended, lines.ids);
    if let Some((quarter, row)) = odd.unfinished {
        warnings.push(
            Diagnostic::warning(
                "W436",
                format!("{quarter} is not over in the sales file: it is left out"),
            )
            .at(lines.site(lines.periods, row))
            .value(lines.cell(lines.periods, row))
            .fix("a part of a quarter would look like falling sales"),
        );
    }
    Ok(history)
}

/// What is odd about some of the rows or accounts: how one is said, how several are, and what becomes of them.
fn words(code: &str) -> [&'static str; 3] {
    match code {
        "W431" => [
            "sales row is of an account that the table lacks",
            "sales rows are of accounts that the table lacks",
            "they are left out",
        ],
        "W432" => [
            "sales row is negative",
            "sales rows are negative",
            "they count as returns and lower the sales of their quarter",
        ],
        "W433" => [
            "account has a gap in its sales",
            "accounts have gaps in their sales",
            "only the quarters after the last gap are used; write 0 where nothing was sold",
        ],
        "W434" => [
            "account has no sales in the last quarter of the file",
            "accounts have no sales in the last quarter of the file",
            "nothing is forecast for them; write 0 where nothing was sold",
        ],
        _ => [
            "sales row lacks the period or the amount",
            "sales rows lack the period or the amount",
            "they are left out: unknown is not zero",
        ],
    }
}

/// The rows of the file, and where its columns are.
struct Lines<'s> {
    sales: &'s Sales,
    ids: usize,
    periods: usize,
    amounts: usize,
}

impl<'s> Lines<'s> {
    fn new(sales: &'s Sales) -> Result<Self, Failure> {
        let mut problems = Diagnostics::new();
        let mut column = |meaning: &str, name: &str| {
            sales.grid.position(name).unwrap_or_else(|| {
                problems.push(missing(&sales.grid, meaning, name));
                0
            })
        };
        let lines = Self {
            sales,
            ids: column("account_id", &sales.account),
            periods: column("period", &sales.period),
            amounts: column("amount", &sales.amount),
        };
        if problems.has_errors() {
            return Err(Failure::Data(problems));
        }
        Ok(lines)
    }

    fn cell(&self, column: usize, row: usize) -> &'s str {
        self.sales.grid.columns[column].cells.get(row).trim()
    }

    fn site(&self, column: usize, row: usize) -> Site {
        let origin = &self.sales.grid.origin;
        let line = origin.line(row);
        Site {
            file: origin.file_of(row).to_owned(),
            line,
            row: line.is_none().then(|| origin.number(row)),
            field: Some(column as u32 + 1),
            column: Some(self.sales.grid.columns[column].name.clone()),
        }
    }

    /// Account, period and amount of a row; `None` where one of the latter is missing.
    fn read(
        &self,
        row: usize,
        written: &mut Option<Written>,
    ) -> Result<Option<(&'s str, Period, f64)>, Diagnostic> {
        let (period, amount) = (self.cell(self.periods, row), self.cell(self.amounts, row));
        if period.is_empty() || amount.is_empty() {
            return Ok(None);
        }
        let wrong = |code, at: usize, message: String| {
            Diagnostic::error(code, message)
                .at(self.site(at, row))
                .value(self.cell(at, row))
        };
        let two_ways = |first: Written| {
            let message = format!("`{}` is written in two ways", self.sales.period);
            wrong("E432", self.periods, message)
                .expected(format!("as in the first row: {}", first.example()))
        };
        let Some(found) = Period::parse(period) else {
            return Err(match *written {
                Some(first @ Written::Day) if looks_like_a_date(period) => two_ways(first),
                _ => {
                    let name = &self.sales.period;
                    let message = format!("`{name}` is not a quarter, a month or a day");
                    wrong("E431", self.periods, message).expected(
                        "one of 2025-Q3, 2025-03, 2025-03-31, the same way in the whole file",
                    )
                }
            });
        };
        let first = *written.get_or_insert(found.written);
        if first != found.written {
            return Err(two_ways(first));
        }
        let Some(amount) = Decimal::parse(amount) else {
            let message = format!("`{}` is not a number", self.sales.amount);
            return Err(wrong("E433", self.amounts, message).expected("a number such as 1250.50"));
        };
        Ok(Some((self.cell(self.ids, row), found, amount.to_f64())))
    }

    /// E434: one month or quarter of an account on two rows.
    fn twice(&self, row: usize, first: usize) -> Diagnostic {
        let id = self.cell(self.ids, row);
        let origin = &self.sales.grid.origin;
        let place = match origin.line(first) {
            Some(line) => format!("line {line}"),
            None => format!("row {}", origin.number(first)),
        };
        Diagnostic::error(
            "E434",
            format!("`{id}` has this period twice, first on {place}"),
        )
        .at(self.site(self.periods, row))
        .value(self.cell(self.periods, row))
        .fix("add the amounts up, or remove one of them; order lines have days, not months")
    }

    /// A warning about some rows, placed at the first of them.
    fn note(&self, warnings: &mut Diagnostics, code: &'static str, rows: &[usize], at: usize) {
        let Some(&first) = rows.first() else {
            return;
        };
        let [one, several, fix] = words(code);
        let what = if rows.len() == 1 { one } else { several };
        warnings.push(
            Diagnostic::warning(code, format!("{} {what}", rows.len()))
                .at(self.site(at, first))
                .value(self.cell(at, first))
                .fix(fix),
        );
    }
}

/// Three numbers with something between them.
fn looks_like_a_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(number)
}

/// E430: a column that the file lacks.
fn missing(grid: &Grid, meaning: &str, name: &str) -> Diagnostic {
    let headers: Vec<&str> = grid.headers().collect();
    let meant = crate::frame::did_you_mean(name, headers.iter().copied());
    Diagnostic::error("E430", format!("the sales file has no column `{name}`"))
        .in_file(&grid.origin.file)
        .expected(format!("{meant}columns: `{}`", headers.join("`, `")))
        .fix(format!(
            "say which one it is: --history-map {meaning}=\"HEADER\""
        ))
}
