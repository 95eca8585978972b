//! A sales file (`account_id, period, amount`) as quarterly series, with everything that is odd about it named.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Date, Decimal, Diagnostic, Diagnostics, Failure, Grid, Site};

/// How a period is written: one way for a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// `2025-Q3`.
    Quarter,
    /// `2025-03`.
    Month,
    /// `2025-03-31`: many amounts of an account may fall on one day.
    Day,
}

impl Written {
    fn example(self) -> &'static str {
        match self {
            Self::Quarter => "2025-Q3",
            Self::Month => "2025-03",
            Self::Day => "2025-03-31",
        }
    }
}

/// What an account sold, by quarter and the part of it that was written (a month, a day), with the row it came from.
type Sold = BTreeMap<(i64, i64), (f64, usize)>;

/// Quarterly sales.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    /// One series per account: quarters without a break, ending at the last quarter of the file. Accounts whose sales ended
    /// earlier, or were never known, have none.
    pub(super) series: BTreeMap<String, Vec<f64>>,
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
    grid: &Grid,
    known: &dyn Fn(&str) -> bool,
    warnings: &mut Diagnostics,
) -> Result<History, Failure> {
    let column = |name: &str| {
        grid.position(name).ok_or_else(|| {
            Failure::data(
                Diagnostic::error("E430", format!("the sales file has no column `{name}`"))
                    .in_file(&grid.origin.file)
                    .expected("the columns account_id, period and amount"),
            )
        })
    };
    let (ids, periods, amounts) = (column("account_id")?, column("period")?, column("amount")?);
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
    let (mut strangers, mut negative): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for row in 0..grid.rows() {
        let Some((kind, quarter, part)) = period(cell(periods, row)) else {
            problems.push(
                Diagnostic::error("E431", "`period` is not a quarter, a month or a day")
                    .at(site(periods, row))
                    .value(cell(periods, row))
                    .expected(
                        "one of 2025-Q3, 2025-03, 2025-03-31, the same way in the whole file",
                    ),
            );
            continue;
        };
        let first = *written.get_or_insert(kind);
        if first != kind {
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
                Diagnostic::error("E433", "`amount` is not a number")
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
            .entry((quarter, part))
            .or_insert((0.0, row));
        if entry.1 != row && kind != Written::Day {
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
    Ok(series(&sums, written.unwrap_or(Written::Quarter), warnings))
}

/// Quarters without a break up to the last one of the file.
fn series(sums: &BTreeMap<&str, Sold>, written: Written, warnings: &mut Diagnostics) -> History {
    let last = last_quarter(sums, written);
    let mut found = History::default();
    let (mut gaps, mut ended) = (0, 0);
    for (id, own) in sums {
        let mut quarters: BTreeMap<i64, (f64, usize)> = BTreeMap::new();
        for ((quarter, _), (amount, _)) in own {
            let entry = quarters.entry(*quarter).or_default();
            entry.0 += amount;
            entry.1 += 1;
        }
        let first = quarters.keys().next().copied().unwrap_or(last);
        let complete = |quarter: i64| match written {
            Written::Day => true,
            Written::Quarter => quarters.contains_key(&quarter),
            Written::Month => quarters
                .get(&quarter)
                .is_some_and(|(_, months)| *months == 3),
        };
        let mut values: Vec<f64> = (first..=last)
            .rev()
            .take_while(|quarter| complete(*quarter))
            .map(|quarter| quarters.get(&quarter).map_or(0.0, |(amount, _)| *amount))
            .collect();
        values.reverse();
        if values.is_empty() {
            ended += 1;
            continue;
        }
        gaps += usize::from((values.len() as i64) < last - first + 1);
        found.series.insert((*id).to_owned(), values);
    }
    for (code, count, what) in [
        (
            "W433",
            gaps,
            "accounts have gaps in their sales: only the quarters after the last gap are used",
        ),
        (
            "W434",
            ended,
            "accounts have no sales in the last quarter of the file: nothing is forecast for them",
        ),
    ] {
        if count > 0 {
            warnings.push(Diagnostic::warning(code, format!("{count} {what}")));
        }
    }
    found
}

/// The last quarter of the file; of months, the last one that the file has whole.
fn last_quarter(sums: &BTreeMap<&str, Sold>, written: Written) -> i64 {
    let mut parts: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (quarter, part) in sums.values().flat_map(BTreeMap::keys) {
        parts.entry(*quarter).or_default().insert(*part);
    }
    let whole = |months: &BTreeSet<i64>| written != Written::Month || months.len() == 3;
    parts
        .iter()
        .rev()
        .find(|(_, months)| whole(months))
        .map_or(0, |(quarter, _)| *quarter)
}

/// How a period is written, its quarter, and what tells two periods of one quarter apart.
fn period(text: &str) -> Option<(Written, i64, i64)> {
    let year: i64 = text.get(..4)?.parse().ok()?;
    let rest = text.get(4..)?.trim_start_matches('-');
    if let Some(quarter) = rest.strip_prefix(['Q', 'q']) {
        let quarter: i64 = quarter.parse().ok()?;
        return (1..=4)
            .contains(&quarter)
            .then_some((Written::Quarter, year * 4 + quarter - 1, 0));
    }
    if rest.len() == 2 && text.len() == 7 {
        let month: i64 = rest.parse().ok()?;
        return (1..=12).contains(&month).then_some((
            Written::Month,
            year * 4 + (month - 1) / 3,
            month,
        ));
    }
    let day: Date = text.parse().ok()?;
    let month: i64 = text.get(5..7)?.parse().ok()?;
    Some((Written::Day, year * 4 + (month - 1) / 3, day.days()))
}
