//! The type of a column: what the schema says, else what every cell says.

use crate::{
    model::{Column, ColumnKind, Decimal},
    table::schema::{self, FieldKind},
};

/// What the cells of a column are to an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// Text, dates included: ISO dates compare as text.
    Text,
    /// Numbers.
    Number,
    /// Yes or no.
    YesNo,
}

impl Type {
    /// For messages: "`x` holds ...".
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "numbers",
            Self::YesNo => "yes or no",
        }
    }
}

/// The type that the schema or the source declares; `None` leaves it to the cells.
pub(super) fn declared(column: &Column) -> Option<Type> {
    match column.kind {
        ColumnKind::Integer | ColumnKind::Float => return Some(Type::Number),
        ColumnKind::Boolean => return Some(Type::YesNo),
        ColumnKind::Date => return Some(Type::Text),
        ColumnKind::Text => {}
    }
    let name = column.name.as_str();
    let field = schema::account(name).or_else(|| schema::rep(name))?;
    Some(match field.kind {
        FieldKind::Boolean => Type::YesNo,
        kind if kind.is_number() => Type::Number,
        _ => Type::Text,
    })
}

/// A plain number such as `125000`, `-12.50` or `1.2e6`; no signs of currency, no separators, no `NaN`.
pub(super) fn number(cell: &str) -> Option<f64> {
    if let Some(number) = Decimal::quick(cell) {
        return Some(number);
    }
    let cell = cell.trim();
    let plain = cell
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    if !plain {
        return None;
    }
    cell.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Whether an undeclared column of such cells may be one of numbers: not `007` (a code that would lose its zeros) and not
/// an id of more digits than a number keeps.
pub(super) fn looks_numeric(cell: &str) -> bool {
    let digits = cell.trim().trim_start_matches(['-', '+']);
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let long =
        digits.bytes().filter(u8::is_ascii_digit).count() > 15 && !digits.contains(['.', 'e', 'E']);
    !padded && !long && number(cell).is_some()
}

/// Yes or no, in the words that exports use.
pub(super) fn yes_no(cell: &str) -> Option<bool> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" => Some(true),
        "false" | "no" | "n" | "f" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_leading_zeros_and_long_ids_are_not_numbers() {
        for cell in [
            "02139",
            "3152079000000153079",
            "1,200",
            "NaN",
            "inf",
            "",
            "-",
            "5 ",
        ] {
            assert_eq!(looks_numeric(cell), cell == "5 ", "{cell}");
        }
        for cell in [
            "0",
            "0.5",
            "-12.50",
            "1e6",
            "123456789012345",
            "0.12345678901234567",
        ] {
            assert!(looks_numeric(cell), "{cell}");
        }
    }
}
