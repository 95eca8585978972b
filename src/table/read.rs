//! Reading a file: which reader it needs, and what happens with rows that cannot be read.

use super::{
    ReadOptions, Wants, csv_read, decode, dialect, json_read, marks, source, unpack,
    wants::keep_all, xlsx_read,
};
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
    read_wanted(path, options, &keep_all)
}

/// As [`read`], but of a large plain file the cells of columns that are not `wanted` are not kept. Whoever then finds a problem reads the file anew, as
/// it says where things stand.
///
/// # Errors
/// As [`read`].
pub fn read_wanted(path: &str, options: &ReadOptions, wanted: &Wants) -> Result<Grid, Failure> {
    let reading = reading(path, options, wanted)?;
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
    reading(path, options, &keep_all)
}

/// The table in a file.
fn reading(path: &str, options: &ReadOptions, wanted: &Wants) -> Result<Reading, Failure> {
    if let Some(reading) = csv_read::read_large(path, options, wanted) {
        return Ok(reading);
    }
    let bytes = source::load(path)?;
    let hash = || options.hashed.then(|| source::sha256(&bytes));
    let (sha256, reading) = rayon::join(hash, || parse(&bytes, path, options));
    let mut reading = reading?;
    reading.grid.origin.sha256 = sha256.unwrap_or_default();
    Ok(reading)
}

/// Reads a table from bytes, as [`read_keeping`] does from a file; `name` stands for the path in messages, and its extension counts.
///
/// # Errors
/// [`Failure::Data`], as [`read_keeping`].
pub fn read_bytes(bytes: &[u8], name: &str, options: &ReadOptions) -> Result<Reading, Failure> {
    parse(bytes, name, options)
}

/// The table in the bytes of a file.
fn parse(bytes: &[u8], path: &str, options: &ReadOptions) -> Result<Reading, Failure> {
    let bytes = &*unpack::unpack(bytes, path, options.max_memory)?;
    if bytes.starts_with(b"PAR1") {
        return parquet(bytes, path);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return xlsx_read::read(bytes, path, options);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || bytes.starts_with(b"%PDF") {
        return Err(Failure::data(
            Diagnostic::error("E108", "not a format that terr reads")
                .in_file(path)
                .expected("CSV, TSV, XLSX, Parquet, NDJSON, or one of these in gzip or zstd")
                .fix("save it as .xlsx or .csv"),
        ));
    }
    let decoded = decode::decode(bytes, path, options.encoding.as_deref())?;
    let bytes = &*decoded.bytes;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]);
    let mut reading = if let Some(wide) = &options.marks {
        csv_read::parse(
            &marks::rewrite(bytes, wide),
            false,
            path,
            b',',
            !options.no_header,
        )
    } else if options.delimiter.is_none() && json_read::is_json(&head) {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].split(|&b| b == b'\n').count();
            Failure::data(Diagnostic::error("E104", "the text is not valid UTF-8").at(
                crate::model::Site {
                    file: path.to_owned(),
                    line: Some(line as u64),
                    ..crate::model::Site::default()
                },
            ))
        })?;
        json_read::parse(text, path)
    } else {
        let delimiter = delimiter(&head, path, options);
        csv_read::parse(bytes, decoded.sound, path, delimiter, !options.no_header)
    }
    .map_err(Failure::Data)?;
    reading.notes.items.extend(decoded.note);
    Ok(reading)
}

/// What cuts the fields of a text: what the user says, what the name of the file says, else what its beginning looks like.
fn delimiter(head: &str, path: &str, options: &ReadOptions) -> u8 {
    options.delimiter.unwrap_or_else(|| {
        let name = path.trim_end_matches(".gz").trim_end_matches(".zst");
        match source::extension(name).as_deref() {
            Some("tsv" | "tab") => b'\t',
            _ => dialect::sniff(head),
        }
    })
}

/// The delimiter of a file that begins like delimited text; `None` for other formats.
pub(super) fn plain_delimiter(bytes: &[u8], path: &str, options: &ReadOptions) -> Option<u8> {
    const OTHERS: [&[u8]; 6] = [
        b"PAR1",
        b"PK\x03\x04",
        b"%PDF",
        &[0xd0, 0xcf, 0x11, 0xe0],
        &[0x1f, 0x8b],
        &[0x28, 0xb5, 0x2f, 0xfd],
    ];
    if OTHERS.iter().any(|other| bytes.starts_with(other)) {
        return None;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]);
    let is_json = options.delimiter.is_none() && json_read::is_json(&head);
    (!is_json).then(|| delimiter(&head, path, options))
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
