//! Cells as text: exact and plain for machines, grouped and rounded for people.

use std::borrow::Cow;

use crate::{
    model::{Decimal, printable},
    report::{Cell, Kind, Sheet, SheetColumn},
};

/// What people see where nothing is known.
pub(super) const UNKNOWN: &str = "–";

/// The heading of a column where there is room: its name with blanks, and its unit.
pub(super) fn heading(column: &SheetColumn) -> String {
    let name = column.name.replace('_', " ");
    if column.unit.is_empty() {
        name
    } else {
        format!("{name} ({})", column.unit)
    }
}

/// A cell as data: exact amounts, fractions for shares, ISO dates, nothing where nothing is known.
pub(super) fn data(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Missing => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Verdict(_, text) => Cow::Borrowed(text),
        Cell::Integer(value) => Cow::Owned(value.to_string()),
        Cell::Amount(amount) => Cow::Owned(amount.to_string()),
        Cell::Number(value, decimals) => Cow::Owned(fixed(*value, *decimals)),
        Cell::Percent(share) => Cow::Owned(fraction(*share)),
        Cell::Date(date) => Cow::Owned(date.to_string()),
    }
}

/// With so many decimals, and without a minus before zero.
fn fixed(value: f64, decimals: u8) -> String {
    let text = format!("{value:.*}", usize::from(decimals));
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}

/// A share with at most six decimals, no more than it needs.
fn fraction(share: f64) -> String {
    let text = fixed(share, 6);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many decimals the amounts of a column show to people: those of large sums only distract.
pub(super) fn decimals_shown(sheet: &Sheet, column: usize) -> Option<u8> {
    if sheet.columns[column].kind == Kind::Mixed {
        return None;
    }
    sheet
        .rows
        .iter()
        .filter_map(|row| match &row[column] {
            Cell::Amount(amount) => Some(decimals_of(*amount)),
            _ => None,
        })
        .reduce(|a, b| {
            if a.1 || b.1 {
                (0, true)
            } else {
                (a.0.max(b.0), false)
            }
        })
        .map(|(decimals, _)| decimals)
}

/// The decimals that one amount needs, and whether it is so large that none are worth showing.
fn decimals_of(amount: Decimal) -> (u8, bool) {
    let one = 10i64.pow(u32::from(amount.decimals));
    let large = amount.mantissa.unsigned_abs() / one.unsigned_abs() >= 10_000;
    let needed = if amount.mantissa % one == 0 {
        0
    } else {
        amount.decimals.min(2)
    };
    (if large { 0 } else { needed }, large)
}

/// A cell for people. `decimals` is what [`decimals_shown`] says of its column.
pub(super) fn people(cell: &Cell, kind: Kind, decimals: Option<u8>) -> Cow<'_, str> {
    match cell {
        Cell::Missing => Cow::Borrowed(if kind.is_numeric() { UNKNOWN } else { "" }),
        Cell::Text(text) | Cell::Verdict(_, text) if kind == Kind::Key => {
            Cow::Owned(printable(text).replace('_', " "))
        }
        Cell::Text(text) | Cell::Verdict(_, text) => printable(text),
        Cell::Integer(value) => Cow::Owned(grouped(&value.to_string())),
        Cell::Amount(amount) => {
            let decimals = decimals.unwrap_or_else(|| decimals_of(*amount).0);
            Cow::Owned(grouped(&rounded(*amount, decimals)))
        }
        Cell::Number(value, decimals) => Cow::Owned(grouped(&fixed(*value, *decimals))),
        Cell::Percent(share) => {
            let text = fixed(share * 100.0, 1);
            let plus = kind == Kind::Deviation && *share > 0.0 && text != "0.0";
            Cow::Owned(format!(
                "{}{}%",
                if plus { "+" } else { "" },
                grouped(&text)
            ))
        }
        Cell::Date(date) => Cow::Owned(date.to_string()),
    }
}

/// An amount with fewer or more decimals, half away from zero.
fn rounded(amount: Decimal, decimals: u8) -> String {
    if decimals >= amount.decimals {
        let text = amount.to_string();
        let missing = usize::from(decimals - amount.decimals);
        return match (missing, amount.decimals) {
            (0, _) => text,
            (_, 0) => format!("{text}.{}", "0".repeat(missing)),
            _ => format!("{text}{}", "0".repeat(missing)),
        };
    }
    let power = 10i128.pow(u32::from(amount.decimals - decimals));
    let mantissa = i128::from(amount.mantissa);
    let half = if mantissa < 0 { -power / 2 } else { power / 2 };
    let mantissa = i64::try_from((mantissa + half) / power).unwrap_or(amount.mantissa);
    Decimal { mantissa, decimals }.to_string()
}

/// A plain number with commas between thousands.
fn grouped(number: &str) -> String {
    let (sign, body) = match number.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", number),
    };
    let (whole, fraction) = match body.find('.') {
        Some(at) => body.split_at(at),
        None => (body, ""),
    };
    let mut text = String::with_capacity(number.len() + whole.len() / 3);
    text.push_str(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(fraction);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_groups_and_signs_machines_read_digits() {
        let amount = Cell::amount(-123_456_789, 2);
        assert_eq!(data(&amount), "-1234567.89");
        assert_eq!(people(&amount, Kind::Number, Some(0)), "-1,234,568");
        assert_eq!(
            people(&Cell::Percent(0.031_25), Kind::Deviation, None),
            "+3.1%"
        );
        assert_eq!(
            people(&Cell::Percent(-0.000_1), Kind::Deviation, None),
            "0.0%"
        );
        assert_eq!(data(&Cell::Percent(0.031_25)), "0.03125");
        assert_eq!(data(&Cell::Percent(1.0)), "1");
        assert_eq!(data(&Cell::Percent(0.0)), "0");
        assert_eq!(data(&Cell::Number(-0.001, 2)), "0.00");
    }

    #[test]
    fn unknown_is_a_dash_for_people_and_nothing_for_machines() {
        assert_eq!(people(&Cell::Missing, Kind::Percent, None), "–");
        assert_eq!(people(&Cell::Missing, Kind::Text, None), "");
        assert_eq!(data(&Cell::Missing), "");
    }

    #[test]
    fn rounds_half_away_from_zero_and_pads() {
        let shown = |mantissa, decimals, to| rounded(Decimal { mantissa, decimals }, to);
        assert_eq!(shown(25, 1, 0), "3");
        assert_eq!(shown(-25, 1, 0), "-3");
        assert_eq!(shown(25, 1, 2), "2.50");
        assert_eq!(shown(7, 0, 2), "7.00");
    }
}
