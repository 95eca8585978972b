//! Dates as exports write them; the order of day and month is found per column.

use crate::model::Date;

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    /// `3/31/2026`
    #[default]
    MonthFirst,
    /// `31/3/2026`
    DayFirst,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The three numbers of a date with its parts separated, without a time of day.
fn parts(text: &str) -> Option<(i16, i16, i16)> {
    let day = text.trim().split([' ', 'T']).next()?;
    let mut numbers = day.split(['/', '.', '-']).map(str::parse::<i16>);
    let three = (
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
    );
    numbers.next().is_none().then_some(three)
}

/// What a cell says about the order of its column; `None` where both orders fit or it is another kind of date.
pub(super) fn evidence(text: &str) -> Option<DayOrder> {
    let (first, second, _) = parts(text).filter(|&(first, _, _)| first <= 31)?;
    if text.contains('.') || first > 12 {
        return Some(DayOrder::DayFirst);
    }
    (second > 12).then_some(DayOrder::MonthFirst)
}

/// Whether a cell reads differently in the two orders.
pub(super) fn is_ambiguous(text: &str) -> bool {
    parts(text).is_some_and(|(first, second, _)| first <= 31 && first != second)
}

/// Reads a date: ISO, with slashes, points or dashes, or with the English name of a month (`01JAN2021`, `28-Feb-97`).
pub(super) fn read(text: &str, order: DayOrder) -> Option<Date> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    if let Some((first, second, third)) = parts(text) {
        if first > 31 {
            return Date::new(first, u8::try_from(second).ok()?, u8::try_from(third).ok()?);
        }
        let (day, month) = match order {
            DayOrder::MonthFirst => (second, first),
            DayOrder::DayFirst => (first, second),
        };
        return Date::new(
            century(third),
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        );
    }
    named_month(text)
}

/// `28-Feb-97`, `01JAN2021`.
fn named_month(text: &str) -> Option<Date> {
    let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let at = compact.find(|c: char| c.is_ascii_alphabetic())?;
    let name = compact.get(at..at + 3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|&month| month == name)?;
    let day: u8 = compact[..at].parse().ok()?;
    let year: i16 = compact.get(at + 3..)?.parse().ok()?;
    Date::new(century(year), month as u8 + 1, day)
}

/// Two digits up to 68 are of this century, as POSIX has it.
fn century(year: i16) -> i16 {
    match year {
        0..=68 => 2000 + year,
        69..=99 => 1900 + year,
        _ => year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_as_exports_write_them() {
        for (text, order, iso) in [
            ("2026-03-31T10:00:00Z", DayOrder::MonthFirst, "2026-03-31"),
            ("3/31/2026", DayOrder::MonthFirst, "2026-03-31"),
            ("31/3/2026 10:30", DayOrder::DayFirst, "2026-03-31"),
            ("31.03.2026", DayOrder::DayFirst, "2026-03-31"),
            ("2026/3/1", DayOrder::MonthFirst, "2026-03-01"),
            ("01JAN2021", DayOrder::MonthFirst, "2021-01-01"),
            ("28-Feb-97", DayOrder::MonthFirst, "1997-02-28"),
        ] {
            let date = read(text, order).map(|date| date.to_string());
            assert_eq!(date.as_deref(), Some(iso), "{text}");
        }
        for text in ["n/a", "31/31/2026", "2026", "12/2026", "1/2/3/4"] {
            assert_eq!(read(text, DayOrder::MonthFirst), None, "{text}");
        }
    }

    #[test]
    fn days_above_twelve_tell_the_order() {
        assert_eq!(evidence("5/14/1965"), Some(DayOrder::MonthFirst));
        assert_eq!(evidence("14/5/1965"), Some(DayOrder::DayFirst));
        assert_eq!(evidence("04/08/1966"), None);
        assert!(is_ambiguous("04/08/1966") && !is_ambiguous("04/04/1966"));
    }
}
