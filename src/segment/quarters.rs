//! From what was sold on days, in months or in quarters to series of whole quarters.

use std::collections::{BTreeMap, BTreeSet};

use super::period::{Quarter, Written};
use crate::forecast::YEAR;

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

/// What is odd about the sales, by rows of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Odd {
    /// Of each account with gaps, the first sale after the last of them.
    pub(super) gaps: Vec<usize>,
    /// Of each account without sales in the last quarter, its last sale.
    pub(super) ended: Vec<usize>,
    /// A last quarter that is not over, with a sale in it.
    pub(super) unfinished: Option<(Quarter, usize)>,
}

/// Quarters without a break up to the last whole one of the file.
pub(super) fn series(sums: &BTreeMap<&str, Sold>, written: Written) -> (History, Odd) {
    let all = || sums.values().flatten();
    let first_of_file = all().map(|((quarter, _), _)| *quarter).min();
    let last = last_whole(sums, written).unwrap_or_default();
    let mut odd = Odd {
        unfinished: all()
            .filter(|((quarter, _), _)| *quarter > last)
            .map(|((quarter, _), (_, row))| (*quarter, *row))
            .max(),
        ..Odd::default()
    };
    let mut found = History {
        nothing_is_zero: written == Written::Day,
        span: first_of_file
            .and_then(|first| usize::try_from(last.0 - first.0 + 1).ok())
            .unwrap_or_default(),
        ..History::default()
    };
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
        let rows_until = |last: Quarter| own.range(..=(last, i64::MAX)).map(|(_, (_, row))| *row);
        if values.is_empty() {
            odd.ended.extend(rows_until(last).next_back());
            continue;
        }
        let begins = Quarter(last.0 + 1 - values.len() as i64);
        if begins > first {
            let after = own.range((begins, i64::MIN)..);
            odd.gaps.extend(after.map(|(_, (_, row))| *row).next());
        }
        found.series.insert((*id).to_owned(), values);
    }
    odd.gaps.sort_unstable();
    odd.ended.sort_unstable();
    (found, odd)
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

    fn read(rows: &[(&str, &str, f64)]) -> (History, Odd) {
        let mut sums: BTreeMap<&str, Sold> = BTreeMap::new();
        let mut written = Written::Quarter;
        for (row, (id, period, amount)) in rows.iter().enumerate() {
            let period = Period::parse(period).unwrap();
            written = period.written;
            let own = sums.entry(*id).or_default();
            let entry = own.entry((period.quarter, period.part));
            entry.or_insert((0.0, row)).0 += amount;
        }
        series(&sums, written)
    }

    #[test]
    fn days_are_added_up_and_a_quarter_without_any_is_a_quarter_without_sales() {
        let (found, odd) = read(&[
            ("A", "2025-01-02", 5.0),
            ("A", "2025-03-31", 2.0),
            ("A", "2025-08-15", 3.0),
            ("B", "2025-12-28", 1.0),
        ]);
        assert_eq!(found.series["A"], [7.0, 0.0, 3.0, 0.0]);
        assert_eq!(found.series["B"], [1.0]);
        assert_eq!(odd, Odd::default());
        assert_eq!(
            (found.year("A", 0), found.year("B", 0)),
            (Some(10.0), Some(1.0))
        );
        // The file begins with the year: nobody knows what was sold before.
        assert_eq!((found.year("A", 1), found.year("C", 0)), (None, None));
    }

    #[test]
    fn a_quarter_that_is_not_over_is_left_out() {
        let (found, odd) = read(&[
            ("A", "2025-10-02", 5.0),
            ("A", "2025-12-30", 2.0),
            ("A", "2026-02-10", 3.0),
        ]);
        assert_eq!(found.series["A"], [7.0]);
        let unfinished = |odd: Odd| {
            odd.unfinished
                .map(|(quarter, row)| (quarter.to_string(), row))
        };
        assert_eq!(unfinished(odd), Some(("2026-Q1".to_owned(), 2)));
        let (found, odd) = read(&[
            ("A", "2025-10", 1.0),
            ("A", "2025-11", 1.0),
            ("A", "2025-12", 1.0),
            ("A", "2026-01", 9.0),
        ]);
        assert_eq!(found.series["A"], [3.0]);
        assert_eq!(unfinished(odd), Some(("2026-Q1".to_owned(), 3)));
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

    #[test]
    fn gaps_and_sales_that_ended_are_told_with_a_row() {
        let (found, odd) = read(&[
            ("A", "2024-Q1", 1.0),
            ("A", "2024-Q3", 2.0),
            ("A", "2024-Q4", 3.0),
            ("B", "2024-Q2", 1.0),
            ("B", "2024-Q3", 1.0),
        ]);
        assert_eq!(found.series["A"], [2.0, 3.0]);
        assert!(!found.series.contains_key("B"));
        assert_eq!((odd.gaps, odd.ended), (vec![1], vec![4]));
    }
}
