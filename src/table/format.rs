//! The formats of tables and the extensions that name them.

use std::path::Path;

/// A format that tables are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated.
    Csv,
    /// Tab-separated.
    Tsv,
    /// A JSON array with an object per row.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The format that a path's extension names; `None` for any other.
    pub fn from_extension(path: &str) -> Option<Self> {
        let extension = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "csv" | "txt" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "parquet" | "pq" => Self::Parquet,
            _ => return None,
        })
    }

    /// The name that `--format` uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_formats_by_extension_in_any_case() {
        assert_eq!(Format::from_extension("a/b.CSV"), Some(Format::Csv));
        assert_eq!(
            Format::from_extension("plan.parquet"),
            Some(Format::Parquet)
        );
        assert_eq!(Format::from_extension("plan"), None);
        assert_eq!(Format::from_extension("-"), None);
    }
}
