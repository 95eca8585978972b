//! Markdown: a heading and a table per sheet. Text of strangers is escaped, so that neither tables nor pages break.

use std::{fmt::Write as _, io};

use crate::{
    model::{Failure, printable},
    report::Sheet,
};

use super::{words, written};

/// The most characters of a cell: a page is for reading.
const CELL: usize = 300;

/// Writes all sheets.
pub(super) fn write(sheets: &[Sheet], out: &mut dyn io::Write) -> Result<(), Failure> {
    for (at, sheet) in sheets.iter().enumerate() {
        let mut text = String::new();
        if at > 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "## {}\n", escaped(&sheet.title));
        if !sheet.rows.is_empty() {
            heading(sheet, &mut text);
        }
        written(out.write_all(text.as_bytes()))?;
        let decimals: Vec<_> = (0..sheet.columns.len())
            .map(|column| words::decimals_shown(sheet, column))
            .collect();
        for row in &sheet.rows {
            let mut line = String::from("|");
            for ((cell, column), decimals) in row.iter().zip(&sheet.columns).zip(&decimals) {
                let shown = words::people(cell, column.kind, *decimals);
                let _ = write!(line, " {} |", escaped(&shown));
            }
            line.push('\n');
            written(out.write_all(line.as_bytes()))?;
        }
        for note in &sheet.notes {
            written(write!(out, "\n{}\n", escaped(note)))?;
        }
    }
    Ok(())
}

/// The line of labels and the line of alignments.
fn heading(sheet: &Sheet, text: &mut String) {
    text.push('|');
    for column in &sheet.columns {
        let _ = write!(text, " {}", escaped(&words::heading(column)));
        text.push_str(" |");
    }
    text.push_str("\n|");
    for column in &sheet.columns {
        text.push_str(if column.kind.is_numeric() {
            " ---: |"
        } else {
            " --- |"
        });
    }
    text.push('\n');
}

/// Text that Markdown shows as it is: no HTML, no links, no emphasis, no end of the cell or line.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (at, character) in printable(text).chars().enumerate() {
        if at == CELL {
            safe.push('…');
            break;
        }
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' => safe.extend(['\\', character]),
            '_' if at == 0 => safe.push_str("\\_"),
            character => safe.push(character),
        }
    }
    safe
}
