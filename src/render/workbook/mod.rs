//! A workbook: one tab per sheet. Ids stay text, numbers are numbers with formats, headings stay in view, every column filters.

mod charts;
mod tab;

use std::io;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::{
    model::{Diagnostic, Failure},
    report::Sheet,
};

use super::written;

/// The rows of a worksheet, its heading included.
const MOST_ROWS: usize = 1_048_576;
/// A tab with more cells than this is written row by row to a temporary file instead of being held in memory.
const MANY_CELLS: usize = 2_000_000;

/// Writes all sheets.
pub(super) fn write(sheets: &[Sheet], out: &mut dyn io::Write) -> Result<(), Failure> {
    for sheet in sheets {
        if sheet.rows.len() + sheet.notes.len() + 2 > MOST_ROWS {
            return Err(Failure::data(
                Diagnostic::error(
                    "E530",
                    format!("`{}` does not fit into a worksheet", sheet.title),
                )
                .value(format!("{} rows", sheet.rows.len()))
                .expected("at most 1,048,576 rows, the heading included")
                .fix("write CSV or Parquet: -f csv"),
            ));
        }
    }
    let bytes = build(sheets).map_err(failure)?;
    written(out.write_all(&bytes))
}

/// The bytes of the workbook; the same sheets give the same bytes.
fn build(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed date: the same plan gives the same file.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_author("terr")
            .set_creation_datetime(&epoch),
    );
    let names = tab_names(sheets);
    for (sheet, name) in sheets.iter().zip(&names) {
        let large = sheet.rows.len() * sheet.columns.len() > MANY_CELLS;
        let worksheet = if large {
            workbook.add_worksheet_with_constant_memory()?
        } else {
            workbook.add_worksheet()
        };
        worksheet.set_name(name)?;
        tab::fill(worksheet, sheet)?;
        charts::insert(worksheet, sheet, sheets, &names)?;
    }
    workbook.save_to_buffer()
}

/// Names that Excel takes: at most 31 characters, none of `[]:*?/\`, no apostrophe at either end, no two alike.
fn tab_names(sheets: &[Sheet]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let clean: String = sheet
            .title
            .chars()
            .map(|c| {
                if c.is_control() || "[]:*?/\\'".contains(c) {
                    ' '
                } else {
                    c
                }
            })
            .take(25)
            .collect();
        let clean = match clean.trim() {
            "" => "Sheet",
            name => name,
        };
        let taken = |name: &str| {
            names
                .iter()
                .any(|other: &String| other.eq_ignore_ascii_case(name))
        };
        let mut name = clean.to_owned();
        let mut number = 2;
        while taken(&name) {
            name = format!("{clean} {number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

/// What the writer of workbooks says, as ours.
fn failure(error: XlsxError) -> Failure {
    match error {
        XlsxError::IoError(source) => super::io_failure(source),
        other => Failure::Internal(format!("writing a workbook: {other}")),
    }
}
