//! The table while it grows: reading numbers from it, and writing columns into it without losing what the user had.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

use crate::model::{
    Column, ColumnKind, Decimal, Diagnostic, Diagnostics, Failure, Grid, Site, TextsBuilder,
    trimmed,
};

/// The numbers of a column, one per row.
pub(super) type Numbers = Arc<Vec<Option<f64>>>;

/// Rows that are worked on in one go; several such parts side by side.
pub(super) const PART: usize = 1 << 15;

/// Which columns may lose the values that they have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overwrite {
    /// All of them.
    pub all: bool,
    /// These.
    pub columns: BTreeSet<String>,
}

impl Overwrite {
    fn allows(&self, column: &str) -> bool {
        self.all || self.columns.contains(column)
    }
}

/// What happened to one column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// The column.
    pub column: String,
    /// Cells that stood in the file and were respected.
    pub kept: usize,
    /// Cells written.
    pub written: usize,
    /// Cells that stay unknown.
    pub unknown: usize,
}

/// A table that gains columns.
pub(super) struct Working {
    pub(super) grid: Grid,
    pub(super) nulls: Vec<String>,
    pub(super) overwrite: Overwrite,
    pub(super) filled: Vec<Filled>,
    /// Columns that were read as numbers, until they are written.
    parsed: RefCell<BTreeMap<String, Numbers>>,
}

impl Working {
    pub(super) fn new(grid: Grid, nulls: Vec<String>, overwrite: Overwrite) -> Self {
        Self {
            grid,
            nulls,
            overwrite,
            filled: Vec::new(),
            parsed: RefCell::default(),
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.grid.rows()
    }

    /// Whether a cell is unknown.
    pub(super) fn is_null(&self, cell: &str) -> bool {
        unknown(cell, &self.nulls)
    }

    /// A cell, or `None` where it is unknown.
    pub(super) fn cell(&self, column: usize, row: usize) -> Option<&str> {
        Some(self.grid.columns[column].cells.get(row)).filter(|cell| !self.is_null(cell))
    }

    /// The position of a column that a flag names.
    pub(super) fn position(&self, name: &str, flag: &str) -> Result<usize, Failure> {
        self.grid.position(name).ok_or_else(|| {
            let headers: Vec<&str> = self.grid.headers().collect();
            Failure::data(
                Diagnostic::error(
                    "E402",
                    format!("no column `{name}` in {}", self.grid.origin.file),
                )
                .in_file(flag)
                .expected(format!(
                    "{}columns: `{}`",
                    crate::frame::did_you_mean(name, headers.iter().copied()),
                    headers.join("`, `")
                )),
            )
        })
    }

    /// The numbers of a column; `None` where there is no such column.
    pub(super) fn numbers(&self, name: &str) -> Result<Option<Numbers>, Failure> {
        let Some(at) = self.grid.position(name) else {
            return Ok(None);
        };
        if let Some(known) = self.parsed.borrow().get(name) {
            return Ok(Some(known.clone()));
        }
        let values = Arc::new(self.parse(at)?);
        self.parsed
            .borrow_mut()
            .insert(name.to_owned(), values.clone());
        Ok(Some(values))
    }

    fn parse(&self, at: usize) -> Result<Vec<Option<f64>>, Failure> {
        let (cells, nulls) = (&self.grid.columns[at].cells, &self.nulls);
        let number = |row: usize| {
            let cell = Some(cells.get(row)).filter(|cell| !unknown(cell, nulls));
            match cell.map(Decimal::parse) {
                None => Ok(None),
                Some(Some(number)) => Ok(Some(number.to_f64())),
                Some(None) => Err(row),
            }
        };
        let values = (0..self.rows()).into_par_iter().map(number);
        values.collect::<Result<_, usize>>().map_err(|_| {
            // Which of them is found first depends on the threads; all are told, from the first on.
            let wrong = (0..self.rows()).filter(|&row| number(row).is_err());
            let mut problems = Diagnostics::new();
            problems.rows = self.rows();
            for row in wrong {
                problems.push(self.not_a_number(at, row));
            }
            Failure::Data(problems)
        })
    }

    fn not_a_number(&self, column: usize, row: usize) -> Diagnostic {
        let name = &self.grid.columns[column].name;
        Diagnostic::error("E408", format!("`{name}` is not a number"))
            .at(self.site(column, row))
            .value(self.grid.columns[column].cells.get(row))
            .expected(
                "a number such as 125000 or 125000.50, without currency signs or thousands separators",
            )
            .fix("clean the table with `terr import` first, or name the value with --null")
    }

    /// The place of a cell.
    pub(super) fn site(&self, column: usize, row: usize) -> Site {
        let line = self.grid.origin.line(row);
        Site {
            file: self.grid.origin.file_of(row).to_owned(),
            line,
            row: line.is_none().then(|| self.grid.origin.number(row)),
            field: Some(column as u32 + 1),
            column: Some(self.grid.columns[column].name.clone()),
        }
    }

    /// Fills a column, adding it at the end where the table lacks it. `write` appends the value of a row, or nothing where
    /// it is unknown. A cell that has a value keeps it, unless the column may be overwritten.
    pub(super) fn fill(
        &mut self,
        name: &str,
        kind: ColumnKind,
        write: impl Fn(usize, &mut String) + Sync,
    ) {
        let overwrite = self.overwrite.allows(name);
        self.write(name, kind, overwrite, write);
    }

    /// Fills a column whatever stands in it; `write` knows what was there.
    pub(super) fn replace(
        &mut self,
        name: &str,
        kind: ColumnKind,
        write: impl Fn(usize, &mut String) + Sync,
    ) {
        self.write(name, kind, true, write);
    }

    fn write(
        &mut self,
        name: &str,
        kind: ColumnKind,
        overwrite: bool,
        write: impl Fn(usize, &mut String) + Sync,
    ) {
        self.parsed.borrow_mut().remove(name);
        let existing = self.grid.position(name);
        let (columns, nulls) = (&self.grid.columns, &self.nulls);
        let kept = |row: usize| {
            let cell = columns[existing.filter(|_| !overwrite)?].cells.get(row);
            Some(cell).filter(|cell| !unknown(cell, nulls))
        };
        let rows = self.rows();
        let part = |first: usize| {
            let (mut cells, mut done) = (TextsBuilder::default(), Filled::default());
            let mut value = String::new();
            for row in first..(first + PART).min(rows) {
                if let Some(kept) = kept(row) {
                    cells.push(kept);
                    done.kept += 1;
                    continue;
                }
                value.clear();
                write(row, &mut value);
                cells.push(&value);
                if value.is_empty() {
                    done.unknown += 1;
                } else {
                    done.written += 1;
                }
            }
            (cells, done)
        };
        let parts: Vec<(TextsBuilder, Filled)> = (0..rows.div_ceil(PART))
            .into_par_iter()
            .map(|at| part(at * PART))
            .collect();
        let mut cells = TextsBuilder::default();
        let mut done = Filled {
            column: name.to_owned(),
            ..Filled::default()
        };
        for (more, counts) in &parts {
            cells.append(more);
            done.kept += counts.kept;
            done.written += counts.written;
            done.unknown += counts.unknown;
        }
        let cells = cells.finish();
        match existing {
            Some(at) => self.grid.columns[at].cells = cells,
            None => self.grid.columns.push(Column {
                name: name.to_owned(),
                kind,
                cells,
            }),
        }
        self.filled.push(done);
    }

    /// Fills a column with numbers, rounded to so many decimals.
    pub(super) fn fill_numbers(&mut self, name: &str, values: &[Option<f64>], decimals: u8) {
        self.fill(name, ColumnKind::Float, |row, out| {
            if let Some(value) = values[row] {
                push_number(out, value, decimals);
            }
        });
        // Where nothing was there before, the numbers written are known without reading them again.
        let all_ours = self.filled.last().is_some_and(|done| done.kept == 0);
        let short = |value: &f64| value.abs() < 1e9;
        if all_ours && self.nulls.is_empty() && values.iter().flatten().all(short) {
            let written = values
                .iter()
                .map(|value| value.map(|value| rounded(value, decimals)));
            self.parsed
                .get_mut()
                .insert(name.to_owned(), Arc::new(written.collect()));
        }
    }
}

/// Whether a cell is empty or one of the texts that mean "missing".
pub(super) fn unknown(cell: &str, nulls: &[String]) -> bool {
    trimmed(cell).is_empty() || nulls.iter().any(|null| null == cell)
}

/// A number at so many decimals, as its text says it.
fn rounded(value: f64, decimals: u8) -> f64 {
    let scale = 10f64.powi(i32::from(decimals));
    let scaled = (value * scale).round();
    // Beyond 2^53 there are no decimals left to round.
    let rounded = if scaled.abs() < 9e15 {
        scaled / scale
    } else {
        value
    };
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// Appends a number in its shortest text at so many decimals: 12.50 is `12.5`, 12.00 is `12`.
pub(super) fn push_number(out: &mut String, value: f64, decimals: u8) {
    use std::fmt::Write as _;
    let scaled = (value * 10f64.powi(i32::from(decimals))).round();
    // Up to 15 digits the decimal number itself is the shortest text.
    if scaled.abs() < 1e15 {
        push_scaled(out, scaled as i64, decimals);
        return;
    }
    // Writing to a string cannot fail.
    let _ = write!(out, "{}", rounded(value, decimals));
}

/// Appends `scaled / 10^decimals` without zeros at the end.
fn push_scaled(out: &mut String, scaled: i64, decimals: u8) {
    if scaled < 0 {
        out.push('-');
    }
    let (mut digits, mut left) = (scaled.unsigned_abs(), decimals);
    while left > 0 && digits % 10 == 0 {
        (digits, left) = (digits / 10, left - 1);
    }
    // From the last digit to the first: at least one before the point.
    let mut text = [0; 24];
    let mut at = text.len();
    let mut behind = left;
    while digits > 0 || behind > 0 || at == text.len() || text[at] == b'.' {
        at -= 1;
        text[at] = b'0' + (digits % 10) as u8;
        digits /= 10;
        if behind > 0 {
            behind -= 1;
            if behind == 0 {
                at -= 1;
                text[at] = b'.';
            }
        }
    }
    out.extend(text[at..].iter().map(|&byte| char::from(byte)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short() {
        let text = |value, decimals| {
            let mut out = String::new();
            push_number(&mut out, value, decimals);
            out
        };
        assert_eq!(text(12.5, 2), "12.5");
        assert_eq!(text(12.0, 2), "12");
        assert_eq!(text(0.1 + 0.2, 2), "0.3");
        assert_eq!(text(-0.001, 2), "0");
        assert_eq!(text(1e17, 2), "100000000000000000");
        assert_eq!(text(0.0, 0), "0");
        assert_eq!(text(0.05, 2), "0.05");
        assert_eq!(text(-3.0625, 4), "-3.0625");
        assert_eq!(text(1204.0, 0), "1204");
    }

    #[test]
    fn the_short_way_writes_what_the_long_way_writes() {
        let mut state = 1u64;
        for _ in 0..20_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let value = ((state >> 11) as f64 / 1e9 - 4e6) / f64::from((state % 1000) as u32 + 1);
            for decimals in [0, 1, 2, 4] {
                let mut short = String::new();
                push_number(&mut short, value, decimals);
                assert_eq!(short, rounded(value, decimals).to_string());
            }
        }
    }
}
