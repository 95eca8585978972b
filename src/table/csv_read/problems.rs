//! What can be wrong with delimited text, in words.

use super::{MAX_COLUMNS, Parser};
use crate::{
    model::{Diagnostic, Diagnostics, Site},
    table::place::{line_around, shorten},
};

impl Parser<'_> {
    pub(super) fn limit(&self, columns: usize, line: u64) -> Result<(), Diagnostics> {
        if columns <= MAX_COLUMNS {
            return Ok(());
        }
        Err(
            Diagnostic::error("E107", format!("the header has {columns} columns"))
                .at(self.site(line, None))
                .expected(format!("at most {MAX_COLUMNS} columns"))
                .fix("check the delimiter, or leave out columns that no plan needs")
                .into(),
        )
    }

    pub(super) fn site(&self, line: u64, field: Option<usize>) -> Site {
        Site {
            file: self.file.to_owned(),
            line: Some(line),
            row: None,
            field: field.map(|field| field as u32 + 1),
            column: field
                .and_then(|field| self.columns.get(field))
                .map(|column| column.name.clone()),
        }
    }

    pub(super) fn excerpt(&self, record: &csv::ByteRecord, field: usize) -> crate::model::Excerpt {
        let cells: Vec<String> = record
            .iter()
            .take(field + 80)
            .map(|cell| String::from_utf8_lossy(&cell[..cell.len().min(400)]).into_owned())
            .collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        line_around(&cells, self.delimiter, field)
    }

    pub(super) fn duplicate(
        &self,
        names: &[&str],
        line: u64,
        first: usize,
        at: usize,
        data: bool,
    ) -> Diagnostic {
        let name = names[at];
        let message = if name.is_empty() {
            format!("columns {} and {} have no name", first + 1, at + 1)
        } else {
            format!(
                "two columns are called `{name}`: {} and {}",
                first + 1,
                at + 1
            )
        };
        Diagnostic::error("E105", message)
            .at(self.site(line, Some(at)))
            .excerpt(line_around(names, self.delimiter, at))
            .expected("a name of its own for each column")
            .fix(if data {
                "if this line is no header: terr import --no-header; else rename one of them"
            } else {
                "rename one of them, or remove it"
            })
    }

    pub(super) fn ragged(&self, record: &csv::ByteRecord, line: u64) -> Diagnostic {
        let (found, wanted) = (record.len(), self.columns.len());
        let count = |n: usize| format!("{n} field{}", if n == 1 { "" } else { "s" });
        let field = found.min(wanted + 1) - 1;
        let mut problem = Diagnostic::error(
            "E103",
            format!("the row has {}, the header has {wanted}", count(found)),
        )
        .at(self.site(line, Some(field)))
        .excerpt(self.excerpt(record, field))
        .expected(count(wanted));
        problem = problem.fix(if found > wanted {
            "put quotes around cells that contain the delimiter, or --rejects FILE to set such rows aside"
        } else {
            "add the missing cells, or --rejects FILE to set such rows aside"
        });
        problem
    }

    pub(super) fn not_utf8(&self, record: &csv::ByteRecord, line: u64, field: usize) -> Diagnostic {
        let value = String::from_utf8_lossy(record.get(field).unwrap_or_default()).into_owned();
        Diagnostic::error("E104", "the text is not valid UTF-8")
            .at(self.site(line, Some(field)))
            .excerpt(self.excerpt(record, field))
            .value(shorten(&value))
            .expected("UTF-8, or the encoding that --encoding names")
            .fix("save the file as UTF-8, or name its encoding: --encoding windows-1252, --encoding cp850")
    }

    pub(super) fn nul(&self, record: &csv::ByteRecord, line: u64) -> Diagnostic {
        let field = record
            .iter()
            .position(|cell| cell.contains(&0))
            .unwrap_or(0);
        Diagnostic::error("E106", "the text holds NUL characters")
            .at(self.site(line, Some(field)))
            .excerpt(self.excerpt(record, field))
            .expected("text without the character U+0000")
            .fix("export the file again; if it is UTF-16, say --encoding utf-16le")
    }

    pub(super) fn too_long(&self, line: u64) -> Diagnostic {
        Diagnostic::error("E107", "the row is longer than 16 MiB")
            .at(self.site(line, None))
            .expected("rows of at most 16 MiB")
            .fix("look for a quote that is opened and not closed on this line")
    }
}

/// Whether a header is more likely the first row of a table without one: numbers and dates stand in it.
pub(crate) fn looks_like_data(names: &[&str]) -> bool {
    let is_value = |name: &&&str| {
        let digits = name.bytes().filter(u8::is_ascii_digit).count();
        digits > 0 && digits * 2 >= name.chars().count()
    };
    names.iter().filter(is_value).count() * 5 >= names.len()
}

/// E101.
pub(super) fn empty(file: &str) -> Diagnostic {
    Diagnostic::error("E101", "the file is empty")
        .in_file(file)
        .expected("a header line and at least one row")
        .fix("check the export")
}

/// E102.
pub(super) fn header_only(file: &str) -> Diagnostic {
    Diagnostic::error("E102", "the file has a header and no rows")
        .in_file(file)
        .expected("at least one row below the header")
        .fix("check the filter of the export")
}
