//! JSON: one object; each sheet an array of row objects under its name, and all notes under `notes`. Amounts keep their exact digits.

use std::io;

use crate::{
    model::Failure,
    report::{Cell, Sheet},
};

use super::{io_failure, words, written};

/// Writes all sheets, one row a line.
pub(super) fn write(sheets: &[Sheet], out: &mut dyn io::Write) -> Result<(), Failure> {
    written(out.write_all(b"{"))?;
    for sheet in sheets {
        written(out.write_all(b"\n"))?;
        string(&sheet.name, out)?;
        written(out.write_all(b": ["))?;
        for (at, row) in sheet.rows.iter().enumerate() {
            written(out.write_all(if at > 0 { b",\n  " } else { b"\n  " }))?;
            object(sheet, row, out)?;
        }
        written(out.write_all(b"\n],"))?;
    }
    written(out.write_all(b"\n\"notes\": ["))?;
    for (at, note) in sheets.iter().flat_map(|sheet| &sheet.notes).enumerate() {
        written(out.write_all(if at > 0 { b",\n  " } else { b"\n  " }))?;
        string(note, out)?;
    }
    written(out.write_all(b"\n]\n}\n"))
}

/// One row.
fn object(sheet: &Sheet, row: &[Cell], out: &mut dyn io::Write) -> Result<(), Failure> {
    for (at, (cell, column)) in row.iter().zip(&sheet.columns).enumerate() {
        written(out.write_all(if at > 0 { b", " } else { b"{" }))?;
        string(&column.name, out)?;
        written(out.write_all(b": "))?;
        match cell {
            Cell::Missing => written(out.write_all(b"null"))?,
            Cell::Text(text) | Cell::Verdict(_, text) => string(text, out)?,
            Cell::Date(date) => string(&date.to_string(), out)?,
            cell => written(out.write_all(words::data(cell).as_bytes()))?,
        }
    }
    written(out.write_all(b"}"))
}

/// A string with JSON's escapes.
fn string(text: &str, out: &mut dyn io::Write) -> Result<(), Failure> {
    serde_json::to_writer(out, text).map_err(|error| io_failure(error.into()))
}
