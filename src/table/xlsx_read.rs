//! Workbooks: one sheet as a table. Dates become ISO, numbers the shortest text that reads back, ids stay text.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};

use super::{ReadOptions, csv_read, read::Reading, surroundings, unpack};
use crate::model::{Column, Diagnostic, Diagnostics, Failure, Grid, Lines, Origin};

/// The first number that a spreadsheet cannot tell from its neighbour.
const ROUNDED: f64 = 9_007_199_254_740_992.0;

/// The table in a sheet: the one that `options` name, else the first.
pub(super) fn read(bytes: &[u8], path: &str, options: &ReadOptions) -> Result<Reading, Failure> {
    let sheet = options.sheet.as_deref();
    let broken = |what: String| {
        Failure::data(
            Diagnostic::error("E108", format!("not a workbook that can be read: {what}"))
                .in_file(path)
                .fix("save it again as .xlsx, or export CSV"),
        )
    };
    measure(bytes, path, options.max_memory)?;
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let names = book.sheet_names();
    let wanted = match sheet {
        Some(name) => names.iter().find(|found| found.as_str() == name).cloned(),
        None => names.first().cloned(),
    };
    let Some(wanted) = wanted else {
        return Err(Failure::data(
            Diagnostic::error("E123", format!("no sheet `{}`", sheet.unwrap_or_default()))
                .in_file(path)
                .expected(format!("one of: {}", names.join(", ")))
                .fix("name an existing sheet with --sheet"),
        ));
    };
    let range = book
        .worksheet_range(&wanted)
        .map_err(|error| broken(error.to_string()))?;
    let first_row = range.start().map_or(0, |(row, _)| row as usize);
    let mut rounded = 0;
    let rows: Vec<Vec<String>> = range
        .rows()
        .map(|row| row.iter().map(|cell| text(cell, &mut rounded)).collect())
        .collect();
    let mut reading = table(rows, first_row, path, !options.no_header).map_err(Failure::Data)?;
    if sheet.is_none() && names.len() > 1 {
        reading.notes.push(
            Diagnostic::warning(
                "W106",
                format!(
                    "the workbook has {} sheets; `{wanted}` is read",
                    names.len()
                ),
            )
            .in_file(path)
            .value(names.join(", "))
            .fix("if another is meant, name it: --sheet NAME"),
        );
    }
    if rounded > 0 {
        reading.notes.push(
            Diagnostic::warning("W105", format!("{rounded} cells hold numbers of more than 15 digits: a spreadsheet has rounded them"))
                .in_file(path)
                .fix("export long ids as text"),
        );
    }
    Ok(reading)
}

/// E109: the parts of a workbook are compressed; their true size is found by unpacking them once.
fn measure(bytes: &[u8], path: &str, limit: u64) -> Result<(), Failure> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    let mut left = limit;
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else {
            continue;
        };
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).unwrap_or(0);
        if size > left {
            return Err(Failure::data(unpack::too_large(path, limit)));
        }
        left -= size;
    }
    Ok(())
}

fn text(cell: &Data, rounded: &mut usize) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(yes) => yes.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => {
            *rounded += usize::from(number.abs() >= ROUNDED);
            number.to_string()
        }
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) if moment.is_duration() => moment.as_f64().to_string(),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date}T{hour:02}:{minute:02}:{second:02}")
            }
        }
    }
}

/// Rows of cells become a table: titles above and totals below are left out, blank rows skipped.
fn table(
    rows: Vec<Vec<String>>,
    first_row: usize,
    path: &str,
    with_header: bool,
) -> Result<Reading, Diagnostics> {
    let (mut rows, mut first_row) = (rows, first_row as u64 + 1);
    if !with_header {
        let width = rows.first().map_or(0, Vec::len);
        rows.insert(0, (0..width).map(csv_read::numbered).collect());
        // May be line 0: nobody sees it.
        first_row -= 1;
    }
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let present: Vec<usize> = (0..rows.len())
        .filter(|&at| filled(&rows[at]) > 0)
        .collect();
    let counts: Vec<usize> = present
        .iter()
        .take(100)
        .map(|&at| filled(&rows[at]))
        .collect();
    let above = if with_header {
        surroundings::above(&counts)
    } else {
        0
    };
    let Some((&header, body)) = present.get(above..).and_then(<[usize]>::split_first) else {
        return Err(Diagnostic::error("E101", "the sheet is empty")
            .in_file(path)
            .into());
    };
    let width = rows[header].len();
    if width > csv_read::MAX_COLUMNS {
        return Err(
            Diagnostic::error("E107", format!("the header has {width} columns"))
                .in_file(path)
                .into(),
        );
    }
    let below = surroundings::below(
        width,
        body.iter()
            .map(|&at| rows[at].iter().map(String::as_str).collect()),
    );
    let body = &body[..body.len() - below];
    if body.is_empty() {
        return Err(
            Diagnostic::error("E102", "the sheet has a header and no rows")
                .in_file(path)
                .into(),
        );
    }
    let used: Vec<usize> = (0..width)
        .filter(|&at| {
            !rows[header][at].trim().is_empty() || body.iter().any(|&row| !rows[row][at].is_empty())
        })
        .collect();
    let columns: Vec<Column> = used
        .iter()
        .map(|&at| Column {
            name: rows[header][at].clone(),
            cells: body.iter().map(|&row| &rows[row][at]).collect(),
            ..Column::default()
        })
        .collect();
    for (at, column) in columns.iter().enumerate() {
        if columns[..at]
            .iter()
            .any(|before| before.name == column.name)
        {
            return Err(Diagnostic::error(
                "E105",
                format!("two columns are called `{}`", column.name),
            )
            .in_file(path)
            .fix("rename one of them, or remove it")
            .into());
        }
    }
    let mut notes = Diagnostics::new();
    if above + below > 0 {
        let outside: Vec<String> = present[..above]
            .iter()
            .chain(&present[present.len() - below..])
            .map(|&at| rows[at].join(" ").trim().to_owned())
            .collect();
        notes.push(surroundings::note(path, above, below, &outside));
    }
    Ok(Reading {
        grid: Grid {
            columns,
            origin: Origin {
                file: path.to_owned(),
                lines: Lines::Listed(body.iter().map(|&at| first_row + at as u64).collect()),
                sha256: String::new(),
                delimiter: None,
            },
        },
        rejected: Vec::new(),
        notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter()
            .map(|row| row.iter().map(|&cell| cell.to_owned()).collect())
            .collect()
    }

    #[test]
    fn titles_totals_and_unused_columns_are_left_out() {
        let rows = cells(&[
            &["Accounts by owner", "", "", "", ""],
            &["", "", "", "", ""],
            &["Id", "Name", "City", "Sales", ""],
            &["1", "A", "Rome", "5", ""],
            &["2", "B", "Oslo", "6", ""],
            &["Total", "", "", "11", ""],
        ]);
        let reading = table(rows, 0, "t.xlsx", true).unwrap();
        assert_eq!(
            reading.grid.headers().collect::<Vec<_>>(),
            ["Id", "Name", "City", "Sales"]
        );
        assert_eq!(reading.grid.rows(), 2);
        assert_eq!(reading.grid.origin.line(1), Some(5));
        assert_eq!(reading.notes.items[0].code, "W103");
    }
}
