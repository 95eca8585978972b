//! How sales files write a period: a quarter, a month or a day.

use std::fmt;

use crate::model::Date;

/// How a period is written: one way for a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// `2025-Q3`.
    Quarter,
    /// `2025-03`.
    Month,
    /// `2025-03-31`: many amounts of an account may fall on one day.
    Day,
}

impl Written {
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Quarter => "2025-Q3",
            Self::Month => "2025-03",
            Self::Day => "2025-03-31",
        }
    }
}

/// A quarter, counted from the first of the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Quarter(pub(super) i64);

impl Quarter {
    /// The number of its last day, as [`Date::days`] counts.
    pub(super) fn last_day(self) -> Option<i64> {
        let next = self.0 + 1;
        let (year, month) = (next.div_euclid(4), next.rem_euclid(4) * 3 + 1);
        let first = Date::new(i16::try_from(year).ok()?, month as u8, 1)?;
        Some(first.days() - 1)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}-Q{}", self.0.div_euclid(4), self.0.rem_euclid(4) + 1)
    }
}

/// A period: its quarter, and what tells it from others of the same quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) written: Written,
    pub(super) quarter: Quarter,
    /// The month, or the number of the day; 0 for a quarter.
    pub(super) part: i64,
}

impl Period {
    /// Reads a period.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // `Q3 2025`, as spreadsheets have it, is `2025-Q3`.
        if let Some(rest) = text.strip_prefix(['Q', 'q']) {
            let (quarter, year) = rest.split_once([' ', '-', '/'])?;
            return Self::parse(&format!("{year}-Q{quarter}"));
        }
        let year: i64 = text.get(..4)?.parse().ok()?;
        let of_month = |month: i64| Quarter(year * 4 + (month - 1) / 3);
        let rest = text.get(4..)?.trim_start_matches(['-', ' ']);
        if let Some(quarter) = rest.strip_prefix(['Q', 'q']) {
            let quarter: i64 = quarter.parse().ok()?;
            return (1..=4).contains(&quarter).then_some(Self {
                written: Written::Quarter,
                quarter: Quarter(year * 4 + quarter - 1),
                part: 0,
            });
        }
        if rest.len() == 2 && text.len() == 7 {
            let month: i64 = rest.parse().ok()?;
            return (1..=12).contains(&month).then_some(Self {
                written: Written::Month,
                quarter: of_month(month),
                part: month,
            });
        }
        let day: Date = text.parse().ok()?;
        Some(Self {
            written: Written::Day,
            quarter: of_month(text.get(5..7)?.parse().ok()?),
            part: day.days(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_quarters_months_or_days() {
        let read =
            |text| Period::parse(text).map(|period| (period.written, period.quarter.to_string()));
        assert_eq!(read("2025-Q3"), Some((Written::Quarter, "2025-Q3".into())));
        for text in ["2025Q3", "2025 q3", "Q3 2025", "q3/2025", "Q3-2025"] {
            assert_eq!(read(text), Some((Written::Quarter, "2025-Q3".into())));
        }
        assert_eq!(read("2025-03"), Some((Written::Month, "2025-Q1".into())));
        assert_eq!(read("2025-12-31"), Some((Written::Day, "2025-Q4".into())));
        for text in [
            "",
            "2025",
            "2025-Q5",
            "2025-13",
            "31.12.2025",
            "soon",
            "Q",
            "Q5 2025",
            "Q3",
            "é025-Q1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_quarter_ends_before_the_next_begins() {
        for (quarter, last) in [("2024-Q1", "2024-03-31"), ("2025-Q4", "2025-12-31")] {
            let last: Date = last.parse().unwrap();
            let quarter = Period::parse(quarter).unwrap().quarter;
            assert_eq!(quarter.last_day(), Some(last.days()));
        }
    }
}
