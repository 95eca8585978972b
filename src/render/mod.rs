//! The formats of a report: one file per format, each for every [`Sheet`].

mod options;

use std::io;

use crate::{model::Failure, report::Sheet};

pub use options::{Format, RenderOptions};

/// Writes sheets in a format. CSV, TSV and Parquet hold one table: the first sheet.
pub fn render(
    sheets: &[Sheet],
    format: Format,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> Result<(), Failure> {
    let _ = (sheets, format, options, out);
    Err(Failure::Internal("no format is built yet".to_owned()))
}
