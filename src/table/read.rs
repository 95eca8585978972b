//! Reading a file: which reader it needs, and what happens with rows that cannot be read.

use super::{ReadOptions, csv_read, dialect, source};
use crate::model::{Diagnostic, Diagnostics, Failure, Grid};

/// A row that does not fit its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// The cells, as many as there are columns; what is left over hangs on the last one.
    pub cells: Vec<String>,
    /// Why.
    pub problem: Diagnostic,
}

/// What came out of a file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The rows that fit.
    pub grid: Grid,
    /// The rows that do not.
    pub rejected: Vec<RejectedRow>,
    /// What the user should know: guesses made, lines left out.
    pub notes: Diagnostics,
}

/// Reads a table; `-` is standard input. The kind of file, its encoding and its delimiter are sniffed where `options` does not name them.
///
/// # Errors
/// [`Failure::Io`] when the bytes cannot be had; [`Failure::Data`] with every problem of the file: no rows, rows of unequal length, text that
/// is not in the encoding, headers that stand twice.
pub fn read(path: &str, options: &ReadOptions) -> Result<Grid, Failure> {
    let reading = read_keeping(path, options)?;
    if reading.rejected.is_empty() {
        return Ok(reading.grid);
    }
    let rows = reading.grid.rows() + reading.rejected.len();
    Err(Failure::Data(Diagnostics {
        items: reading
            .rejected
            .into_iter()
            .map(|row| row.problem)
            .collect(),
        rows,
    }))
}

/// Reads a table and keeps the rows that do not fit apart, for `--rejects`.
///
/// # Errors
/// As [`read`], for what concerns the file as a whole.
pub fn read_keeping(path: &str, options: &ReadOptions) -> Result<Reading, Failure> {
    let bytes = source::load(path)?;
    let (sha256, reading) = rayon::join(|| source::sha256(&bytes), || parse(&bytes, path, options));
    let mut reading = reading?;
    reading.grid.origin.sha256 = sha256;
    Ok(reading)
}

/// The table in the bytes of a file.
fn parse(bytes: &[u8], path: &str, options: &ReadOptions) -> Result<Reading, Failure> {
    if bytes.starts_with(b"PAR1") {
        return parquet(bytes, path);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let delimiter = options
        .delimiter
        .unwrap_or_else(|| match source::extension(path).as_deref() {
            Some("tsv" | "tab") => b'\t',
            _ => dialect::sniff(&String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)])),
        });
    csv_read::parse(bytes, path, delimiter).map_err(Failure::Data)
}

#[cfg(feature = "parquet")]
fn parquet(bytes: &[u8], path: &str) -> Result<Reading, Failure> {
    Ok(Reading {
        grid: super::parquet::read(bytes, path)?,
        rejected: Vec::new(),
        notes: Diagnostics::new(),
    })
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &[u8], path: &str) -> Result<Reading, Failure> {
    Err(Failure::data(
        Diagnostic::error("E108", "this build of terr does not read Parquet")
            .in_file(path)
            .fix("build terr with its default features, or convert the file to CSV"),
    ))
}
