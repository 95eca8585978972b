//! The formats of a report: one file per format, each for every [`Sheet`].

mod columnar;
mod delimited;
mod json;
mod markdown;
mod options;
mod terminal;
mod words;
mod workbook;

#[cfg(test)]
mod tests;

use std::io;

use crate::{model::Failure, report::Sheet};

pub use options::{CsvStyle, Format, RenderOptions};

/// Writes sheets in a format. CSV, TSV and Parquet hold one table: the first sheet.
pub fn render(
    sheets: &[Sheet],
    format: Format,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> Result<(), Failure> {
    let Some(first) = sheets.first() else {
        return Ok(());
    };
    match format {
        Format::Table => terminal::write(sheets, options, out),
        Format::Csv => delimited::write(first, options.csv.delimiter, options.csv, out),
        Format::Tsv => delimited::write(first, b'\t', options.csv, out),
        Format::Json => json::write(sheets, out),
        Format::Md => markdown::write(sheets, out),
        Format::Xlsx => workbook::write(sheets, out),
        Format::Parquet => columnar::write(first, out),
    }
}

/// What a writer said, as ours. The caller knows the name of the file.
fn io_failure(source: io::Error) -> Failure {
    Failure::writing("the report", source)
}

/// The result of writing bytes.
fn written(result: io::Result<()>) -> Result<(), Failure> {
    result.map_err(io_failure)
}
