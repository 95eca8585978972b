//! The type of a column in formats that have types: what its source said, else what the canonical columns say and every cell bears out.

use super::schema;
use crate::model::{Column, ColumnKind};

/// The type that a column is written with. Ids and unknown columns stay text: zeros and digits must survive.
pub(super) fn written_kind(column: &Column) -> ColumnKind {
    let kind = match column.kind {
        ColumnKind::Text => schema::written_kind(&column.name),
        known => known,
    };
    let fits: fn(&str) -> bool = match kind {
        ColumnKind::Text => return kind,
        ColumnKind::Integer => is_integer,
        ColumnKind::Float => is_number,
        ColumnKind::Boolean => |cell| matches!(cell, "true" | "false"),
        ColumnKind::Date => |cell| cell.len() == 10 && cell.parse::<crate::model::Date>().is_ok(),
    };
    let cells = || column.cells.iter().filter(|cell| !cell.is_empty());
    match kind {
        _ if cells().all(fits) => kind,
        ColumnKind::Integer if cells().all(is_number) => ColumnKind::Float,
        _ => ColumnKind::Text,
    }
}

/// Whether the text is how a 64-bit integer prints.
pub(super) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !(digits.len() > 1 && digits.starts_with('0'))
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && text != "-0"
        && text.parse::<i64>().is_ok()
}

/// Whether the text is a plain finite number.
pub(super) fn is_number(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether the text is a number as JSON writes it.
pub(super) fn is_json_number(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    let whole: usize = body.bytes().take_while(u8::is_ascii_digit).count();
    whole > 0
        && (whole == 1 || !body.starts_with('0'))
        && !body.ends_with('.')
        && !body.contains(".e")
        && !body.contains(".E")
        && is_number(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_numbers_are_those_of_the_grammar() {
        for text in ["0", "-1", "1.50", "1e9", "12345678901234567890"] {
            assert!(is_json_number(text), "{text}");
        }
        for text in ["", "-", "007", ".5", "5.", "1.e3", "NaN", "+1", "1,000"] {
            assert!(!is_json_number(text), "{text}");
        }
    }
}
