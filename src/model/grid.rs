//! A table as it stands in a file: named columns of text, and where each row came from.

use super::Texts;

/// What the source says about a column's type. CSV says nothing: everything is text there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    /// Text, or unknown.
    #[default]
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Float,
    /// `true` and `false`.
    Boolean,
    /// ISO dates.
    Date,
}

/// One column. A missing value is an empty cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// The header, exactly as it stands in the file (without a byte order mark).
    pub name: String,
    /// What the source says about the type.
    pub kind: ColumnKind,
    /// The cells, one per row, exactly as they stand in the file.
    pub cells: Texts,
}

/// The line of each row in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lines {
    /// Row `i` stands on line `first + i`: one line a record.
    Regular {
        /// The line of row 0, 1-based.
        first: u64,
    },
    /// The line of each row: records with line breaks in quotes, rows left out.
    Listed(Vec<u64>),
    /// A format without lines (Parquet): row `i` is called row `i + 1`.
    Unnumbered,
    /// Several files as one table.
    Several {
        /// The files.
        files: Vec<Part>,
        /// The file of each row, and its line (or row, 1-based) there.
        rows: Vec<(u32, u64)>,
    },
}

/// One of several files that make a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The path as the user gave it.
    pub file: String,
    /// Whether its rows stand on lines.
    pub has_lines: bool,
}

/// Where a grid came from, for diagnostics and for the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The path as the user gave it; `-` is standard input.
    pub file: String,
    /// The lines of the rows.
    pub lines: Lines,
    /// SHA-256 of the bytes read, in hexadecimal; empty where nobody asked for it.
    pub sha256: String,
    /// The delimiter of a text format.
    pub delimiter: Option<u8>,
}

impl Origin {
    /// The line of a row in its file, 1-based; `None` in a format without lines.
    pub fn line(&self, row: usize) -> Option<u64> {
        match &self.lines {
            Lines::Regular { first } => Some(first + row as u64),
            Lines::Listed(lines) => lines.get(row).copied(),
            Lines::Unnumbered => None,
            Lines::Several { files, rows } => {
                let &(file, line) = rows.get(row)?;
                files[file as usize].has_lines.then_some(line)
            }
        }
    }

    /// The number of a row in its file, 1-based, where it has no line.
    pub fn number(&self, row: usize) -> u64 {
        match &self.lines {
            Lines::Several { rows, .. } => rows.get(row).map_or(0, |&(_, number)| number),
            _ => row as u64 + 1,
        }
    }

    /// The file of a row.
    pub fn file_of(&self, row: usize) -> &str {
        match &self.lines {
            Lines::Several { files, rows } => rows
                .get(row)
                .map_or(&self.file, |&(file, _)| &files[file as usize].file),
            _ => &self.file,
        }
    }
}

/// A table of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The columns, in the order of the file; names are unique.
    pub columns: Vec<Column>,
    /// Where it came from.
    pub origin: Origin,
}

impl Grid {
    /// A table of text for tests, its first row on line 2 of `file`.
    #[cfg(all(test, feature = "polars"))]
    pub(crate) fn of_texts(file: &str, headers: &[&str], rows: &[&[&str]]) -> Self {
        let columns = headers.iter().enumerate().map(|(at, name)| Column {
            name: (*name).to_owned(),
            kind: ColumnKind::Text,
            cells: rows.iter().map(|row| row[at]).collect(),
        });
        Self {
            columns: columns.collect(),
            origin: Origin {
                file: file.to_owned(),
                lines: Lines::Regular { first: 2 },
                sha256: String::new(),
                delimiter: Some(b','),
            },
        }
    }

    /// A table with the names of these columns and no rows.
    pub fn of_headers(columns: &[Column]) -> Self {
        let empty = |column: &Column| Column {
            name: column.name.clone(),
            kind: column.kind,
            cells: Texts::new(),
        };
        Self {
            columns: columns.iter().map(empty).collect(),
            origin: Origin {
                file: String::new(),
                lines: Lines::Unnumbered,
                sha256: String::new(),
                delimiter: None,
            },
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// The position of the column with exactly this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The column with exactly this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.position(name).map(|at| &self.columns[at])
    }

    /// The names of the columns, in order.
    pub fn headers(&self) -> impl Iterator<Item = &str> + '_ {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The cells of one row, in the order of the columns.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> + '_ {
        self.columns.iter().map(move |column| column.cells.get(row))
    }

    /// Only the given rows, in that order; each keeps its line.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let lines = match &self.origin.lines {
            Lines::Unnumbered => Lines::Unnumbered,
            Lines::Several {
                files,
                rows: places,
            } => Lines::Several {
                files: files.clone(),
                rows: rows
                    .iter()
                    .filter_map(|&row| places.get(row).copied())
                    .collect(),
            },
            _ => Lines::Listed(
                rows.iter()
                    .filter_map(|&row| self.origin.line(row))
                    .collect(),
            ),
        };
        Self {
            columns: self
                .columns
                .iter()
                .map(|column| Column {
                    name: column.name.clone(),
                    kind: column.kind,
                    cells: column.cells.select(rows),
                })
                .collect(),
            origin: Origin {
                lines,
                ..self.origin.clone()
            },
        }
    }
}
