//! A table as polars columns with explicit types, each built when an expression first names it.

use std::sync::OnceLock;

use rayon::prelude::*;

use polars::prelude::{
    BooleanChunked, Column as Series, Float64Chunked, IntoColumn, NewChunkedArray, StringChunked,
};

use super::{Rule, check, types, types::Type};
use crate::model::{Column, Diagnostic, Diagnostics, Failure, Grid, Site, trimmed};

/// A table that expressions can be asked about.
pub struct Frame<'a> {
    grid: &'a Grid,
    nulls: Vec<String>,
    types: Vec<OnceLock<Type>>,
    built: Vec<OnceLock<Series>>,
}

impl<'a> Frame<'a> {
    /// A frame over a table. Empty cells and cells that equal one of `nulls` are unknown (NULL).
    ///
    /// A column has the type of the schema; other columns hold numbers when every known cell is a plain number without
    /// leading zeros, and text otherwise.
    pub fn new(grid: &'a Grid, nulls: &[String]) -> Result<Self, Failure> {
        let slots = grid.columns.len();
        Ok(Self {
            grid,
            nulls: nulls.to_vec(),
            types: (0..slots).map(|_| OnceLock::new()).collect(),
            built: (0..slots).map(|_| OnceLock::new()).collect(),
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.grid.rows()
    }

    /// The table.
    pub(super) fn grid(&self) -> &'a Grid {
        self.grid
    }

    /// The positions of columns that a rule names; each must exist.
    pub(super) fn require(&self, rule: &Rule, names: &[String]) -> Result<Vec<usize>, Failure> {
        let mut problems = Diagnostics::new();
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            match self.grid.position(name) {
                Some(at) => found.push(at),
                None => problems.push(check::missing(rule, name, name, self.grid)),
            }
        }
        if problems.has_errors() {
            return Err(Failure::Data(problems));
        }
        Ok(found)
    }

    /// Whether a cell is unknown.
    pub(super) fn is_null(&self, cell: &str) -> bool {
        trimmed(cell).is_empty() || self.nulls.iter().any(|null| null == cell)
    }

    /// The type of a column.
    pub(super) fn kind(&self, at: usize) -> Type {
        *self.types[at].get_or_init(|| {
            let column = &self.grid.columns[at];
            types::declared(column).unwrap_or_else(|| self.infer(column))
        })
    }

    fn infer(&self, column: &Column) -> Type {
        let mut known = false;
        for cell in column.cells.iter() {
            if !self.is_null(cell) {
                if !types::looks_numeric(cell) {
                    return Type::Text;
                }
                known = true;
            }
        }
        if known { Type::Number } else { Type::Text }
    }

    /// Columns for polars, in the order asked for; what is not there yet is built side by side.
    pub(super) fn series(&self, columns: &[usize]) -> Result<Vec<Series>, Failure> {
        let build = |&at: &usize| {
            if let Some(series) = self.built[at].get() {
                return Ok(series.clone());
            }
            let series = self.build(at, 0..self.rows())?;
            Ok(self.built[at].get_or_init(|| series).clone())
        };
        // The problem told is that of the first column, whichever thread is first.
        let series: Vec<Result<Series, Failure>> = columns.par_iter().map(build).collect();
        series.into_iter().collect()
    }

    /// The cells of the given rows of a column, for polars.
    pub(super) fn build(
        &self,
        at: usize,
        rows: impl Iterator<Item = usize>,
    ) -> Result<Series, Failure> {
        let column = &self.grid.columns[at];
        let name = column.name.as_str().into();
        let known = |row: usize| Some(column.cells.get(row)).filter(|cell| !self.is_null(cell));
        Ok(match self.kind(at) {
            Type::Text => StringChunked::from_iter_options(name, rows.map(known)).into_column(),
            Type::Number => {
                let cells = self.typed(at, rows, types::number)?;
                Float64Chunked::from_iter_options(name, cells.into_iter()).into_column()
            }
            Type::YesNo => {
                let cells = self.typed(at, rows, types::yes_no)?;
                BooleanChunked::from_iter_options(name, cells.into_iter()).into_column()
            }
        })
    }

    fn typed<T>(
        &self,
        at: usize,
        rows: impl Iterator<Item = usize>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<Option<T>>, Failure> {
        let column = &self.grid.columns[at];
        rows.map(|row| {
            let cell = column.cells.get(row);
            if self.is_null(cell) {
                return Ok(None);
            }
            parse(cell)
                .map(Some)
                .ok_or_else(|| Failure::data(self.wrong_cell(at, row)))
        })
        .collect()
    }

    fn wrong_cell(&self, at: usize, row: usize) -> Diagnostic {
        let column = &self.grid.columns[at];
        let cell = column.cells.get(row);
        let (what, expected) = match self.kind(at) {
            Type::YesNo => ("yes or no", "one of true, false, yes, no, 1, 0"),
            _ => (
                "a number",
                "a number such as 125000 or 125000.50, without currency signs or thousands separators",
            ),
        };
        let line = self.grid.origin.line(row);
        Diagnostic::error("E408", format!("`{}` is not {what}", column.name))
            .at(Site {
                file: self.grid.origin.file_of(row).to_owned(),
                line,
                row: line.is_none().then(|| self.grid.origin.number(row)),
                field: Some(at as u32 + 1),
                column: Some(column.name.clone()),
            })
            .value(cell)
            .expected(expected)
            .fix(format!(
                "clean the table with `terr import` first, or pass --null \"{cell}\" to treat it as missing"
            ))
    }
}
