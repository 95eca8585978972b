//! Which format, how wide, how safe.

use std::path::Path;

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table for people, on a terminal.
    Table,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One object: sheet name to array of rows, and the notes.
    Json,
    /// Markdown tables.
    Md,
    /// A workbook.
    Xlsx,
    /// Parquet.
    Parquet,
}

impl Format {
    /// All formats, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::Table,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Md,
        Self::Xlsx,
        Self::Parquet,
    ];

    /// Whether a file of this format holds one table: of several sheets the first.
    pub fn holds_one_table(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Parquet)
    }

    /// The name, as `--format` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Md => "md",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }

    /// From a name of `--format`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// From the extension of a file.
    pub fn from_extension(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" => Some(Self::Table),
            "tab" => Some(Self::Tsv),
            "markdown" => Some(Self::Md),
            "pq" => Some(Self::Parquet),
            name => Self::parse(name).filter(|format| *format != Self::Table),
        }
    }
}

/// How a report is written.
#[derive(Debug, Clone)]
pub struct RenderOptions {
    /// Columns of the terminal, or of a page.
    pub width: usize,
    /// Whether escape codes for colour may be written.
    pub color: bool,
    /// Whether long tables are shortened.
    pub shorten: bool,
    /// Where the rows that are left out can be had; empty: nowhere.
    pub rest: &'static str,
    /// The dialect of CSV and TSV.
    pub csv: CsvStyle,
}

/// The dialect of CSV and TSV.
#[derive(Debug, Clone, Copy)]
pub struct CsvStyle {
    /// Leave cells that a spreadsheet would take for a formula as they are.
    pub raw: bool,
    /// Byte order mark and CRLF, for Excel.
    pub excel: bool,
    /// The separator of CSV.
    pub delimiter: u8,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            width: 100,
            color: false,
            shorten: false,
            rest: "; -o FILE or -f csv for all",
            csv: CsvStyle {
                raw: false,
                excel: false,
                delimiter: b',',
            },
        }
    }
}
