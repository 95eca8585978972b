//! Calendar dates, as far as rules need them: order and ISO text. Today comes from outside (`--as-of`).

use std::{fmt, str::FromStr};

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i16,
    month: u8,
    day: u8,
}

impl Date {
    /// A date; `None` when there is no such day.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            1..=12 => 31,
            _ => return None,
        };
        (1..=days)
            .contains(&day)
            .then_some(Self { year, month, day })
    }

    /// Days since 1970-01-01 (negative before), for differences.
    pub fn days(self) -> i64 {
        // Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
}

impl FromStr for Date {
    type Err = String;

    /// Parses `YYYY-MM-DD`, also as the beginning of a timestamp (`2026-03-01T00:00:00Z`).
    fn from_str(text: &str) -> Result<Self, String> {
        let fail = || format!("`{text}` is not a date such as 2026-03-31");
        let day = text.get(..10).ok_or_else(fail)?;
        if !matches!(text.as_bytes().get(10), None | Some(b'T' | b' ')) {
            return Err(fail());
        }
        let mut parts = day.split('-');
        let mut next = |len: usize| {
            parts
                .next()
                .filter(|p| p.len() == len && p.bytes().all(|b| b.is_ascii_digit()))
        };
        let (year, month, day) = (next(4), next(2), next(2));
        let (Some(year), Some(month), Some(day)) = (year, month, day) else {
            return Err(fail());
        };
        let number = |text: &str| text.parse::<i16>().map_err(|_| fail());
        Self::new(number(year)?, number(month)? as u8, number(day)? as u8).ok_or_else(fail)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_iso_dates_and_timestamps() {
        assert_eq!(
            "2026-03-31".parse::<Date>().unwrap().to_string(),
            "2026-03-31"
        );
        assert_eq!(
            "2024-02-29T10:00:00Z".parse::<Date>().unwrap().to_string(),
            "2024-02-29"
        );
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "31.03.2026",
            "2026-3-1",
            "",
            "2026-03-311",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn counts_days() {
        assert_eq!("1970-01-01".parse::<Date>().unwrap().days(), 0);
        assert_eq!("2000-03-01".parse::<Date>().unwrap().days(), 11_017);
    }
}
