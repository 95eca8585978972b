//! From what was sold on days, in months or in quarters to series of whole quarters.

use std::collections::{BTreeMap, BTreeSet};

use super::period::{Quarter, Written};
use crate::{
    forecast::YEAR,
    model::{Diagnostic, Diagnostics},
};

/// A quarter of days is whole when the file reaches so near to its end: offices close between the years.
const CLOSED_DAYS: i64 = 7;

/// What an account sold, by quarter and the part of it that was written (a month, a day), with the row it came from.
pub(super) type Sold = BTreeMap<(Quarter, i64), (f64, usize)>;

/// Quarterly sales.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    /// One series per account: quarters without a break, ending at the last whole quarter of the file. Accounts whose sales
    /// ended earlier, or were never known, have none.
    pub(super) series: BTreeMap<String, Vec<f64>>,
    /// Whether a quarter without sales is one in which nothing was sold: the file has days.
    nothing_is_zero: bool,
    /// Quarters from the first to the last of the file.
    span: usize,
}

impl History {
    /// What an account sold in a year: the last one (`back` 0), the one before (1). Unknown where the file does not tell.
    pub(super) fn year(&self, account: &str, back: usize) -> Option<f64> {
        let series = self.series.get(account)?;
        let (from, to) = (YEAR * (back + 1), YEAR * back);
        let told = if self.nothing_is_zero {
            self.span
        } else {
            series.len()
        };
        let end = series.len().saturating_sub(to);
        let year = &series[series.len().saturating_sub(from)..end];
        (told >= from).then(|| year.iter().sum())
    }
}

/// Quarters without a break up to the last whole one of the file.
pub(super) fn series(
    sums: &BTreeMap<&str, Sold>,
    written: Written,
    file: &str,
    warnings: &mut Diagnostics,
) -> History {
    let quarters = || {
        sums.values()
            .flat_map(|own| own.keys().map(|(quarter, _)| *quarter))
    };
    let first_of_file = quarters().min().unwrap_or_default();
    let last = last_whole(sums, written).unwrap_or_default();
    if let Some(after) = quarters().max().filter(|quarter| *quarter > last) {
        warnings.push(
            Diagnostic::warning(
                "W436",
                format!("{after} is not over in the sales file: it is left out"),
            )
            .in_file(file)
            .fix("a part of a quarter would look like falling sales"),
        );
    }
    let mut found = History {
        nothing_is_zero: written == Written::Day,
        span: usize::try_from(last.0 - first_of_file.0 + 1).unwrap_or_default(),
        ..History::default()
    };
    let (mut gaps, mut ended) = (0, 0);
    for (id, own) in sums {
        let mut quarters: BTreeMap<Quarter, (f64, usize)> = BTreeMap::new();
        for ((quarter, _), (amount, _)) in own {
            let entry = quarters.entry(*quarter).or_default();
            entry.0 += amount;
            entry.1 += 1;
        }
        let first = quarters.keys().next().copied().unwrap_or(last);
        let complete = |quarter: Quarter| match written {
            Written::Day => true,
            Written::Quarter => quarters.contains_key(&quarter),
            Written::Month => quarters
                .get(&quarter)
                .is_some_and(|(_, months)| *months == 3),
        };
        let mut values: Vec<f64> = (first.0..=last.0)
            .rev()
            .map(Quarter)
            .take_while(|quarter| complete(*quarter))
            .map(|quarter| quarters.get(&quarter).map_or(0.0, |(amount, _)| *amount))
            .collect();
        values.reverse();
        if values.is_empty() {
            ended += 1;
            continue;
        }
        gaps += usize::from((values.len() as i64) < last.0 - first.0 + 1);
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
            warnings.push(Diagnostic::warning(code, format!("{count} {what}")).in_file(file));
        }
    }
    found
}

/// The last quarter that the file has whole: all three months of it, or days nearly up to its end.
fn last_whole(sums: &BTreeMap<&str, Sold>, written: Written) -> Option<Quarter> {
    let mut parts: BTreeMap<Quarter, BTreeSet<i64>> = BTreeMap::new();
    for (quarter, part) in sums.values().flat_map(BTreeMap::keys) {
        parts.entry(*quarter).or_default().insert(*part);
    }
    let last = parts.keys().next_back().copied();
    let whole = |quarter: Quarter, parts: &BTreeSet<i64>| match written {
        Written::Quarter => true,
        Written::Month => parts.len() == 3,
        // Days after it show that an earlier quarter is over.
        Written::Day => {
            Some(quarter) != last
                || parts
                    .last()
                    .zip(quarter.last_day())
                    .is_none_or(|(day, end)| day + CLOSED_DAYS >= end)
        }
    };
    parts
        .iter()
        .rev()
        .find(|(quarter, parts)| whole(**quarter, parts))
        .map(|(quarter, _)| *quarter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::period::Period;

    fn read(rows: &[(&str, &str, f64)]) -> (History, Vec<String>) {
        let mut sums: BTreeMap<&str, Sold> = BTreeMap::new();
        let mut written = Written::Quarter;
        for (row, (id, period, amount)) in rows.iter().enumerate() {
            let period = Period::parse(period).unwrap();
            written = period.written;
            let own = sums.entry(*id).or_default();
            own.entry((period.quarter, period.part))
                .or_insert((0.0, row))
                .0 += amount;
        }
        let mut warnings = Diagnostics::new();
        let history = series(&sums, written, "sales.csv", &mut warnings);
        let said = warnings
            .items
            .iter()
            .map(|item| format!("{}: {}", item.code, item.message));
        (history, said.collect())
    }

    #[test]
    fn days_are_added_up_and_a_quarter_without_any_is_a_quarter_without_sales() {
        let (found, said) = read(&[
            ("A", "2025-01-02", 5.0),
            ("A", "2025-03-31", 2.0),
            ("A", "2025-08-15", 3.0),
            ("B", "2025-12-28", 1.0),
        ]);
        assert_eq!(found.series["A"], [7.0, 0.0, 3.0, 0.0]);
        assert_eq!(found.series["B"], [1.0]);
        assert!(said.is_empty());
        assert_eq!(
            (found.year("A", 0), found.year("B", 0)),
            (Some(10.0), Some(1.0))
        );
        // The file begins with the year: nobody knows what was sold before.
        assert_eq!((found.year("A", 1), found.year("C", 0)), (None, None));
    }

    #[test]
    fn a_quarter_that_is_not_over_is_left_out() {
        let (found, said) = read(&[
            ("A", "2025-10-02", 5.0),
            ("A", "2025-12-30", 2.0),
            ("A", "2026-02-10", 3.0),
        ]);
        assert_eq!(found.series["A"], [7.0]);
        assert_eq!(
            said,
            ["W436: 2026-Q1 is not over in the sales file: it is left out"]
        );
        let (found, said) = read(&[
            ("A", "2025-10", 1.0),
            ("A", "2025-11", 1.0),
            ("A", "2025-12", 1.0),
            ("A", "2026-01", 9.0),
        ]);
        assert_eq!(found.series["A"], [3.0]);
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn a_year_of_quarters_is_known_only_where_each_of_them_is() {
        let rows: Vec<(String, f64)> = (0..8)
            .map(|at| (format!("{}-Q{}", 2024 + at / 4, at % 4 + 1), f64::from(at)))
            .collect();
        let rows: Vec<(&str, &str, f64)> = rows
            .iter()
            .map(|(period, amount)| ("A", period.as_str(), *amount))
            .collect();
        let (found, _) = read(&rows);
        assert_eq!(
            (found.year("A", 0), found.year("A", 1)),
            (Some(22.0), Some(6.0))
        );
        let (found, _) = read(&rows[1..]);
        assert_eq!((found.year("A", 0), found.year("A", 1)), (Some(22.0), None));
    }
}
