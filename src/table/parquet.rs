//! Parquet in and out: besides `frame` the only place that names polars.
//!
//! Cells become text: integers and floats as the shortest text that reads back, dates as ISO, ids of 64 bits exactly.

use std::{
    fmt::Write as _,
    io::{Cursor, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

use polars::prelude::{
    AnyValue, BooleanChunked, Column as Series, DataFrame, DataType, Float64Chunked, Int64Chunked,
    IntoColumn, NewChunkedArray, PolarsResult, StringChunked,
};
use polars_io::{
    SerReader,
    prelude::{ParquetReader, ParquetWriter},
};

use rayon::prelude::*;

use super::types::written_kind;
use crate::model::{
    Column, ColumnKind, Date, Diagnostic, Diagnostics, Failure, Grid, Lines, Origin, Texts,
};

/// The table in the bytes of a Parquet file.
pub(super) fn read(bytes: &[u8], path: &str) -> Result<Grid, Failure> {
    let broken = |what: String| {
        Failure::data(
            Diagnostic::error(
                "E108",
                format!("not a Parquet file that can be read: {what}"),
            )
            .in_file(path)
            .fix("export the file again, or convert it to CSV"),
        )
    };
    // A damaged file makes some decoders panic; that is the file's fault, not a bug to report.
    let frame = catch_unwind(AssertUnwindSafe(|| {
        ParquetReader::new(Cursor::new(bytes)).finish()
    }))
    .map_err(|_| broken("its pages are damaged".to_owned()))?
    .map_err(|error| broken(first_line(&error.to_string())))?;
    if frame.height() == 0 {
        return Err(Failure::data(
            Diagnostic::error("E102", "the file has no rows").in_file(path),
        ));
    }
    let mut problems = Diagnostics::new();
    let mut columns = Vec::new();
    let read: Vec<_> = frame
        .columns()
        .par_iter()
        .map(|series| catch_unwind(AssertUnwindSafe(|| column(series))))
        .collect();
    for (series, read) in frame.columns().iter().zip(read) {
        let damaged = |_| broken(format!("column `{}` is damaged", series.name()));
        match read.map_err(damaged)? {
            Ok(column) => columns.push(column),
            Err(what) => problems.push(
                Diagnostic::error("E108", format!("column `{}` holds {what}", series.name()))
                    .in_file(path)
                    .expected("numbers, text, dates or booleans")
                    .fix("leave the column out, or turn it into text"),
            ),
        }
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    let rows = frame.height();
    if let Some(short) = columns.iter().find(|column| column.cells.len() != rows) {
        return Err(broken(format!(
            "column `{}` has {} of {rows} rows",
            short.name,
            short.cells.len()
        )));
    }
    Ok(Grid {
        columns,
        origin: Origin {
            file: path.to_owned(),
            lines: Lines::Unnumbered,
            sha256: String::new(),
            delimiter: None,
        },
    })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// One column as text, or what it holds that no cell can show.
fn column(series: &Series) -> Result<Column, String> {
    let dtype = series.dtype();
    let kind = match dtype {
        DataType::Boolean => ColumnKind::Boolean,
        DataType::Date => ColumnKind::Date,
        dtype if dtype.is_integer() => ColumnKind::Integer,
        dtype if dtype.is_float() => ColumnKind::Float,
        _ => ColumnKind::Text,
    };
    let name = series.name().to_string();
    let mut cells = Texts::new();
    let mut cell = String::new();
    if let Ok(texts) = series.str() {
        for text in texts.iter() {
            cells.push(text.unwrap_or_default());
        }
        return Ok(Column { name, kind, cells });
    }
    if let Ok(numbers) = series.f64() {
        for value in numbers.iter() {
            cell.clear();
            if let Some(value) = value {
                shortest64(value, &mut cell);
            }
            cells.push(&cell);
        }
        return Ok(Column { name, kind, cells });
    }
    if let Ok(numbers) = series.i64() {
        for value in numbers.iter() {
            cell.clear();
            if let Some(value) = value {
                let _ = write!(cell, "{value}");
            }
            cells.push(&cell);
        }
        return Ok(Column { name, kind, cells });
    }
    for value in series.as_materialized_series().iter() {
        cell.clear();
        text(&value, &mut cell).map_err(|()| format!("values of type {dtype}"))?;
        cells.push(&cell);
    }
    Ok(Column { name, kind, cells })
}

/// A value as text; a missing one and NaN are empty.
fn text(value: &AnyValue<'_>, cell: &mut String) -> Result<(), ()> {
    let day = |days: i64, cell: &mut String| {
        if let Some(date) = date(days) {
            let _ = write!(cell, "{date}");
        }
    };
    match value {
        AnyValue::Null => {}
        AnyValue::Boolean(value) => cell.push_str(if *value { "true" } else { "false" }),
        AnyValue::String(value) => cell.push_str(value),
        AnyValue::StringOwned(value) => cell.push_str(value),
        AnyValue::Float32(value) => shortest32(*value, cell),
        AnyValue::Float64(value) => shortest64(*value, cell),
        AnyValue::Date(days) => day(i64::from(*days), cell),
        AnyValue::Datetime(value, unit, _) => {
            let seconds = match unit {
                polars::prelude::TimeUnit::Nanoseconds => value.div_euclid(1_000_000_000),
                polars::prelude::TimeUnit::Microseconds => value.div_euclid(1_000_000),
                polars::prelude::TimeUnit::Milliseconds => value.div_euclid(1_000),
            };
            day(seconds.div_euclid(86_400), cell);
            let rest = seconds.rem_euclid(86_400);
            if rest != 0 {
                let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
                let _ = write!(cell, "T{hour:02}:{minute:02}:{second:02}");
            }
        }
        value if value.dtype().is_integer() => {
            let _ = write!(cell, "{value}");
        }
        AnyValue::Categorical(..) | AnyValue::CategoricalOwned(..) | AnyValue::Enum(..) => {
            let _ = write!(cell, "{}", value.str_value());
        }
        _ => return Err(()),
    }
    Ok(())
}

fn shortest32(value: f32, cell: &mut String) {
    if value.is_finite() {
        let _ = if value == 0.0 || (1e-7..1e18).contains(&value.abs()) {
            write!(cell, "{value}")
        } else {
            write!(cell, "{value:e}")
        };
    }
}

fn shortest64(value: f64, cell: &mut String) {
    // Display always reads back and never uses an exponent; far from 1 that would be a string of zeros.
    if value.is_finite() {
        let _ = if value == 0.0 || (1e-7..1e18).contains(&value.abs()) {
            write!(cell, "{value}")
        } else {
            write!(cell, "{value:e}")
        };
    }
}

/// The day so many days after 1970-01-01 (Howard Hinnant's `civil_from_days`); `None` outside the years that a date holds.
fn date(days: i64) -> Option<Date> {
    let days = days.checked_add(719_468)?;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Date::new(i16::try_from(year).ok()?, month as u8, day as u8)
}

/// Writes a grid as one Parquet file.
pub(super) fn write(grid: &Grid, out: &mut dyn Write) -> Result<(), Failure> {
    let failed = |what: String| Failure::writing("output", std::io::Error::other(what));
    let columns = grid.columns.iter().map(series).collect::<Vec<_>>();
    let mut frame = DataFrame::new(grid.rows(), columns).map_err(|e| failed(e.to_string()))?;
    let mut bytes: Vec<u8> = Vec::new();
    let written: PolarsResult<u64> = ParquetWriter::new(&mut bytes).finish(&mut frame);
    written.map_err(|error| failed(first_line(&error.to_string())))?;
    out.write_all(&bytes)
        .map_err(|source| Failure::writing("output", source))
}

fn series(column: &Column) -> Series {
    let name = column.name.as_str().into();
    let cells = || {
        column
            .cells
            .iter()
            .map(|cell| (!cell.is_empty()).then_some(cell))
    };
    match written_kind(column) {
        ColumnKind::Integer => Int64Chunked::from_iter_options(
            name,
            cells().map(|cell| cell.and_then(|cell| cell.parse().ok())),
        )
        .into_column(),
        ColumnKind::Float => Float64Chunked::from_iter_options(
            name,
            cells().map(|cell| cell.and_then(|cell| cell.parse().ok())),
        )
        .into_column(),
        ColumnKind::Boolean => BooleanChunked::from_iter_options(
            name,
            cells().map(|cell| cell.map(|cell| cell == "true")),
        )
        .into_column(),
        ColumnKind::Date => {
            let days = cells().map(|cell| {
                cell.and_then(|cell| cell.parse::<Date>().ok())
                    .map(|date| date.days() as i32)
            });
            let days = polars::prelude::Int32Chunked::from_iter_options(name, days).into_column();
            days.cast(&DataType::Date).unwrap_or(days)
        }
        ColumnKind::Text => StringChunked::from_iter_options(name, cells()).into_column(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::csv_read;

    #[test]
    fn what_is_written_reads_back() {
        let text = "account_id,latitude,employees,locked,renewal_date,other\n\
                    007,42.5,12,true,2026-03-31,x\n9007199254740993,-0.1,,,,\n";
        let grid = csv_read::parse(text.as_bytes(), false, "t.csv", b',', true)
            .unwrap()
            .grid;
        let mut bytes = Vec::new();
        write(&grid, &mut bytes).unwrap();
        let back = read(&bytes, "t.parquet").unwrap();
        for (before, after) in grid.columns.iter().zip(&back.columns) {
            assert_eq!(before.cells, after.cells);
        }
        let kinds: Vec<ColumnKind> = back.columns.iter().map(|column| column.kind).collect();
        let written = [
            ColumnKind::Text,
            ColumnKind::Float,
            ColumnKind::Integer,
            ColumnKind::Boolean,
            ColumnKind::Date,
            ColumnKind::Text,
        ];
        assert_eq!(kinds, written);
    }

    #[test]
    fn damaged_files_are_refused() {
        for bytes in [&b"PAR1"[..], b"PAR1 nonsense PAR1"] {
            assert!(matches!(read(bytes, "t.parquet"), Err(Failure::Data(_))));
        }
    }

    #[test]
    fn days_become_dates_and_back() {
        for days in [-719_000, -1, 0, 59, 11_016, 20_000] {
            assert_eq!(date(days).unwrap().days(), days);
        }
    }
}
