//! CSV and TSV of a report, safe to open in a spreadsheet: text that would become a formula gets a leading apostrophe.

use std::{borrow::Cow, io};

use crate::{
    model::{Decimal, Failure},
    report::{Cell, Kind, Sheet},
};

use super::{CsvStyle, words, written};

/// Writes one sheet, its column names first.
pub(super) fn write(
    sheet: &Sheet,
    delimiter: u8,
    style: CsvStyle,
    out: &mut dyn io::Write,
) -> Result<(), Failure> {
    if style.excel {
        written(out.write_all("\u{FEFF}".as_bytes()))?;
    }
    let terminator = if style.excel {
        csv::Terminator::CRLF
    } else {
        csv::Terminator::Any(b'\n')
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(terminator)
        .from_writer(out);
    let safe = |text, kind| {
        if style.raw {
            Cow::Borrowed(text)
        } else {
            neutral(text, kind)
        }
    };
    for column in &sheet.columns {
        let name = safe(&column.name, Kind::Text);
        writer.write_field(name.as_bytes()).map_err(failure)?;
    }
    writer.write_record(None::<&[u8]>).map_err(failure)?;
    for row in &sheet.rows {
        for (cell, column) in row.iter().zip(&sheet.columns) {
            let text = match cell {
                Cell::Text(text) => safe(text, column.kind),
                cell => words::data(cell),
            };
            writer.write_field(text.as_bytes()).map_err(failure)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failure)?;
    }
    written(writer.flush())
}

/// The text with an apostrophe before what a spreadsheet takes for the beginning of a formula. Ids that are plain numbers stay as they are.
fn neutral(text: &str, kind: Kind) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula && !(kind == Kind::Id && Decimal::parse(text).is_some()) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What the csv crate says, as ours: only writing can fail here.
fn failure(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => super::io_failure(source),
        other => Failure::Internal(format!("writing CSV: {other:?}")),
    }
}
