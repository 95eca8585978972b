//! Ids: text for ever. Salesforce's 15 characters become 18, so that ids that differ only in case stay apart everywhere.

use std::borrow::Cow;

use rayon::prelude::*;

use super::{columns::Mapping, finding::Finding};
use crate::{
    model::{Grid, Texts},
    table::{schema::FieldKind, site},
};

/// The alphabet of the suffix: five bits a character.
const SUFFIX: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// Whether text has the shape of a Salesforce id of an account or a user.
fn has_shape(text: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && (text.starts_with("001") || text.starts_with("005"))
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The three characters that say which of the 15 are capitals: bit i of each block of five is set if character i is one.
fn suffix(id: &str) -> String {
    id.as_bytes()[..15]
        .chunks(5)
        .map(|block| {
            let bits = block.iter().enumerate().fold(0, |bits, (i, byte)| {
                bits | usize::from(byte.is_ascii_uppercase()) << i
            });
            char::from(SUFFIX[bits])
        })
        .collect()
}

/// A Salesforce id of 15 characters as 18; anything else as it is.
pub(super) fn lifted(id: &str) -> Cow<'_, str> {
    if id.len() == 15 && has_shape(id) {
        Cow::Owned(format!("{id}{}", suffix(id)))
    } else {
        Cow::Borrowed(id)
    }
}

/// Lifts the ids of all columns of ids; wrong suffixes and ids that a spreadsheet would take for a formula or a number are reported.
pub(super) fn check(grid: &mut Grid, mapping: &Mapping, findings: &mut Vec<Finding>) {
    let columns: Vec<usize> = mapping
        .fields
        .iter()
        .filter(|(_, field)| field.kind == FieldKind::Id)
        .map(|&(at, _)| at)
        .collect();
    let checked: Vec<(Option<Texts>, Vec<Finding>)> =
        columns.par_iter().map(|&at| column(grid, at)).collect();
    for (&at, (cells, found)) in columns.iter().zip(checked) {
        if let Some(cells) = cells {
            grid.columns[at].cells = cells;
        }
        findings.extend(found);
    }
}

/// A column with its ids lifted, where there is something to lift, and what was found.
fn column(grid: &Grid, at: usize) -> (Option<Texts>, Vec<Finding>) {
    let column = &grid.columns[at];
    let mut findings = Vec::new();
    let (mut short, mut wrong, mut formulas, mut rounded) = (0, Vec::new(), Vec::new(), Vec::new());
    for (row, id) in column.cells.iter().enumerate() {
        let Some(&first) = id.as_bytes().first() else {
            continue;
        };
        if matches!(first, b'=' | b'+' | b'@') {
            formulas.push(row);
        } else if first == b'0' && has_shape(id) {
            if id.len() == 15 {
                short += 1;
            } else if suffix(id) != id[15..] {
                wrong.push(row);
            }
        } else if matches!(first, b'0'..=b'9' | b'.') && is_rounded(id) {
            rounded.push(row);
        }
    }
    let name = column.name.clone();
    let mut report = |code, rows: &[usize], message: String, fix: &str| {
        if let Some(&row) = rows.first() {
            findings.push(
                Finding::new(code, rows.len(), message)
                    .at(site(grid, row, at), grid.columns[at].cells.get(row))
                    .fix(fix),
            );
        }
    };
    report(
        "W221",
        &wrong,
        format!("the last three characters of `{name}` do not fit the first fifteen"),
        "export the ids again: their capitals were lost",
    );
    report(
        "W222",
        &formulas,
        format!("`{name}` begins with =, + or @: a spreadsheet takes it for a formula"),
        "import it as text, or rename the ids",
    );
    report(
        "W223",
        &rounded,
        format!("`{name}` looks like a rounded number: a spreadsheet has lost digits"),
        "export the ids again, as text",
    );
    if short > 0 {
        findings.push(
            Finding::new(
                "W224",
                short,
                format!("`{name}` has Salesforce ids of 15 characters"),
            )
            .fix("they are written with 18"),
        );
    }
    let lifted = (short > 0).then(|| column.cells.iter().map(lifted).collect());
    (lifted, findings)
}

/// `3.15208E+18`: what a spreadsheet leaves of a long id.
fn is_rounded(id: &str) -> bool {
    let Some((digits, exponent)) = id
        .split_once('+')
        .and_then(|(head, exponent)| Some((head.strip_suffix('E')?, exponent)))
    else {
        return false;
    };
    let number =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    number(digits) && number(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_characters_become_eighteen() {
        assert_eq!(lifted("0014000000Lmabc"), "0014000000LmabcAAB");
        assert_eq!(lifted("00130000000K648"), "00130000000K648AAC");
        assert_eq!(lifted("A-20913"), "A-20913");
        assert_eq!(lifted("0014000000LmabcAAB"), "0014000000LmabcAAB");
        assert_eq!(lifted("701234567890123"), "701234567890123");
    }

    #[test]
    fn rounded_ids_are_recognised() {
        assert!(is_rounded("3.15208E+18") && !is_rounded("E+5") && !is_rounded("AE+5"));
    }
}
