//! Delimited text: the header and what surrounds the table, the rows by all threads at once, and a judgement of those that do not fit.

mod cutter;
mod lines;
mod problems;
mod streamed;
mod stretches;

use std::collections::BTreeMap;

use rayon::prelude::*;

pub(crate) use problems::looks_like_data;
use problems::{empty, header_only};
pub(super) use streamed::read_large;

use super::{
    read::{Reading, RejectedRow},
    surroundings,
    wants::{Want, keep_all},
};
use crate::model::{Column, Diagnostic, Diagnostics, Grid, Origin, Texts};
use lines::LineCounter;
use stretches::{Body, Misfit, Rounds, Rows};

/// A longer record is a quote that is never closed, or no table.
const MAX_RECORD: usize = 16 << 20;

/// More columns than a spreadsheet has are no table of accounts.
pub(super) const MAX_COLUMNS: usize = 16_384;

/// The table in `bytes`, which carry no byte order mark; `headed` unless the first record is a row already. Where all are known to be text without NUL
/// characters, nobody need look again.
pub(super) fn parse(
    bytes: &[u8],
    sound: bool,
    file: &str,
    delimiter: u8,
    headed: bool,
) -> Result<Reading, Diagnostics> {
    let mut parser = Parser::new(file, delimiter);
    let Top {
        byte,
        line,
        mut outside,
    } = parser.top(bytes, headed)?;
    let above = outside.len();
    let mut rounds = Rounds::new(parser.columns.len(), byte, line, bytes.len() - byte);
    let wants = keep_all(&parser.columns);
    rounds.read(Body {
        bytes,
        sound,
        goes_on: false,
        delimiter,
        wants: &wants,
    });
    let last = parser.take(rounds.rows, bytes, &wants);
    if let Some(Misfit { byte, line }) = last {
        let rest = bytes.get(byte..).unwrap_or_default();
        if ends_in_quotes(rest, delimiter) {
            let mut record = csv::ByteRecord::new();
            next(&mut reader(rest, delimiter), &mut record);
            parser.never_closed(&record, line);
        }
    }
    let below = parser.drop_lines_below(&mut outside);
    if parser.lines.rows == 0 && parser.rejected.is_empty() {
        return Err(header_only(file).into());
    }
    let mut reading = parser.finish();
    if above + below > 0 {
        reading
            .notes
            .push(surroundings::note(file, above, below, &outside));
    }
    Ok(reading)
}

/// How many records stand above the header.
fn lines_above(bytes: &[u8], delimiter: u8) -> usize {
    let mut reader = reader(&bytes[..bytes.len().min(1 << 16)], delimiter);
    let mut record = csv::ByteRecord::new();
    let mut filled = Vec::new();
    while filled.len() < 100 && next(&mut reader, &mut record) {
        filled.push(record.iter().filter(|cell| !cell.is_empty()).count());
    }
    surroundings::above(&filled)
}

/// What a column is called in a table without a header.
pub(super) fn numbered(at: usize) -> String {
    format!("column_{}", at + 1)
}

/// The text of a record that is not data.
fn joined(record: &csv::ByteRecord) -> String {
    let cells: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
    cells.join(" ").trim().to_owned()
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes)
}

/// Where a record begins: byte and line. The reader's own position is where the record before it ended, line ends and blank lines not counted.
fn start(record: &csv::ByteRecord, bytes: &[u8]) -> (usize, u64) {
    let (mut byte, mut line) = record
        .position()
        .map_or((0, 1), |at| (at.byte() as usize, at.line()));
    while let Some(b'\r' | b'\n') = bytes.get(byte) {
        line += u64::from(bytes[byte] == b'\n');
        byte += 1;
    }
    (byte, line)
}

/// The next record; reading from memory cannot fail, and flexible records are never refused.
fn next(reader: &mut csv::Reader<&[u8]>, record: &mut csv::ByteRecord) -> bool {
    matches!(reader.read_byte_record(record), Ok(true))
}

struct Parser<'a> {
    file: &'a str,
    delimiter: u8,
    columns: Vec<Column>,
    lines: LineCounter,
    rejected: Vec<RejectedRow>,
}

/// Where the rows begin, and what stands above the header.
struct Top {
    byte: usize,
    line: u64,
    outside: Vec<String>,
}

impl<'a> Parser<'a> {
    fn new(file: &'a str, delimiter: u8) -> Self {
        Self {
            file,
            delimiter,
            columns: Vec::new(),
            lines: LineCounter::default(),
            rejected: Vec::new(),
        }
    }

    /// Reads the header and finds where the rows begin.
    fn top(&mut self, bytes: &[u8], headed: bool) -> Result<Top, Diagnostics> {
        let mut reader = reader(bytes, self.delimiter);
        let mut record = csv::ByteRecord::new();
        let above = if headed {
            lines_above(bytes, self.delimiter)
        } else {
            0
        };
        let mut outside = Vec::new();
        for _ in 0..above {
            next(&mut reader, &mut record);
            outside.push(joined(&record));
        }
        if !next(&mut reader, &mut record) {
            return Err(empty(self.file).into());
        }
        let (mut byte, mut line) = start(&record, bytes);
        if headed {
            self.header(&record, line)?;
            (byte, line) = (reader.position().byte() as usize, reader.position().line());
        } else {
            self.no_header(record.len(), line)?;
        }
        Ok(Top {
            byte,
            line,
            outside,
        })
    }

    /// Columns are called by their numbers.
    fn no_header(&mut self, columns: usize, line: u64) -> Result<(), Diagnostics> {
        self.limit(columns, line)?;
        self.columns = (0..columns)
            .map(|at| Column {
                name: numbered(at),
                ..Column::default()
            })
            .collect();
        Ok(())
    }

    fn header(&mut self, record: &csv::ByteRecord, line: u64) -> Result<(), Diagnostics> {
        self.limit(record.len(), line)?;
        let names = match texts(record) {
            Ok(texts) if !record.as_slice().contains(&0) => texts,
            Ok(_) => return Err(self.nul(record, line).into()),
            Err(field) => return Err(self.not_utf8(record, line, field).into()),
        };
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut problems = Diagnostics::new();
        let data = looks_like_data(&names);
        for (at, &name) in names.iter().enumerate() {
            if let Some(first) = seen.insert(name, at) {
                problems.push(self.duplicate(&names, line, first, at, data));
            }
        }
        if problems.has_errors() {
            return Err(problems);
        }
        self.columns = names
            .iter()
            .map(|&name| Column {
                name: name.to_owned(),
                ..Column::default()
            })
            .collect();
        Ok(())
    }

    /// Takes the rows of `bytes`, and judges those that do not fit. Answers where the last one begins.
    fn take(&mut self, rows: Rows, bytes: &[u8], wants: &[Want]) -> Option<Misfit> {
        let length = rows.lines.rows;
        (&mut self.columns, rows.columns, wants)
            .into_par_iter()
            .for_each(|(column, cells, want)| {
                column.cells = match want {
                    Want::Keep => cells.finish(),
                    Want::Skip | Want::Check(_) => Texts::blank(length),
                };
            });
        self.lines = rows.lines;
        let mut record = csv::ByteRecord::new();
        for Misfit { byte, line } in rows.misfits {
            next(&mut reader(&bytes[byte..], self.delimiter), &mut record);
            self.reject(&record, self.judge(&record, line));
        }
        rows.last
    }

    /// Why a row does not fit.
    fn judge(&self, record: &csv::ByteRecord, line: u64) -> Diagnostic {
        if record.as_slice().len() > MAX_RECORD {
            self.too_long(line)
        } else if record.as_slice().contains(&0) {
            self.nul(record, line)
        } else if let Err(field) = texts(record) {
            self.not_utf8(record, line, field)
        } else if record.len() == self.columns.len() {
            // With its quotes and delimiters.
            self.too_long(line)
        } else {
            self.ragged(record, line)
        }
    }

    fn reject(&mut self, record: &csv::ByteRecord, problem: Diagnostic) {
        let mut cells: Vec<String> = record
            .iter()
            .map(|cell| shorten_cell(&String::from_utf8_lossy(cell)))
            .collect();
        let columns = self.columns.len();
        if cells.len() > columns && columns > 0 {
            let surplus = cells.split_off(columns);
            for cell in surplus {
                cells[columns - 1].push(char::from(self.delimiter));
                cells[columns - 1].push_str(&cell);
            }
        }
        cells.resize(columns, String::new());
        self.rejected.push(RejectedRow { cells, problem });
    }

    /// The last record swallowed the rest of the file: it is rejected, whatever it looked like.
    fn never_closed(&mut self, record: &csv::ByteRecord, line: u64) {
        let field = record.len().saturating_sub(1);
        let problem = Diagnostic::error("E111", "a quote is opened and never closed")
            .at(self.site(line, Some(field)))
            .excerpt(self.excerpt(record, field))
            .expected("a closing quote before the end of the file; a quote inside quotes is written twice")
            .fix("close the quote, or double the quotes inside the cell");
        let in_table = self
            .rejected
            .last()
            .is_none_or(|row| row.problem.site.as_ref().and_then(|site| site.line) != Some(line));
        if in_table {
            self.drop_last_row();
        } else {
            self.rejected.pop();
        }
        self.reject(record, problem);
    }

    /// Takes totals and notices off the end: short records, then full ones that are mostly blank.
    fn drop_lines_below(&mut self, outside: &mut Vec<String>) -> usize {
        let line = |row: &RejectedRow| row.problem.site.as_ref().and_then(|site| site.line);
        let last_good = self.lines.last().unwrap_or(0);
        let after: Vec<&RejectedRow> = self
            .rejected
            .iter()
            .filter(|row| row.problem.code == "E103" && line(row) > Some(last_good))
            .collect();
        let columns = self.columns.len();
        let short = surroundings::below(
            columns,
            after
                .iter()
                .map(|row| row.cells.iter().map(String::as_str).collect()),
        );
        let all_short = short == after.len();
        for row in self.rejected.split_off(self.rejected.len() - short) {
            outside.push(row.cells.join(" ").trim().to_owned());
        }
        let rows = self.lines.rows;
        let full = if all_short {
            surroundings::below(
                columns,
                (rows.saturating_sub(3)..rows).map(|row| {
                    self.columns
                        .iter()
                        .map(|column| column.cells.get(row))
                        .collect()
                }),
            )
        } else {
            0
        };
        for _ in 0..full {
            let row = self.lines.rows - 1;
            let cells: Vec<&str> = self.columns.iter().map(|c| c.cells.get(row)).collect();
            outside.push(cells.join(" ").trim().to_owned());
            self.drop_last_row();
        }
        short + full
    }

    fn drop_last_row(&mut self) {
        let keep: Vec<usize> = (0..self.lines.rows.saturating_sub(1)).collect();
        for column in &mut self.columns {
            column.cells = column.cells.select(&keep);
        }
        self.lines.pop();
    }

    fn finish(self) -> Reading {
        Reading {
            grid: Grid {
                columns: self.columns,
                origin: Origin {
                    file: self.file.to_owned(),
                    lines: self.lines.finish(),
                    sha256: String::new(),
                    delimiter: Some(self.delimiter),
                },
            },
            rejected: self.rejected,
            notes: Diagnostics::new(),
        }
    }
}

/// The fields as text, or the first field that is not UTF-8.
fn texts(record: &csv::ByteRecord) -> Result<Vec<&str>, usize> {
    record
        .iter()
        .enumerate()
        .map(|(at, cell)| std::str::from_utf8(cell).map_err(|_| at))
        .collect()
}

/// A cell of a rejected row: a runaway quote may have swallowed megabytes.
fn shorten_cell(cell: &str) -> String {
    match cell.char_indices().nth(10_000) {
        Some((at, _)) => format!("{}…", &cell[..at]),
        None => cell.to_owned(),
    }
}

/// Whether the record that begins here is still inside quotes when the file ends.
fn ends_in_quotes(record: &[u8], delimiter: u8) -> bool {
    let (mut quoted, mut at_start) = (false, true);
    let mut bytes = record.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if quoted {
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                quoted = false;
            }
        } else if byte == b'"' && at_start {
            quoted = true;
        }
        at_start = !quoted && (byte == delimiter || byte == b'\n' || byte == b'\r');
    }
    quoted
}

#[cfg(test)]
mod tests;
