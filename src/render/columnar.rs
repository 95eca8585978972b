//! Parquet: a sheet becomes a table with typed columns.

use std::io;

use crate::{
    model::{Column, ColumnKind, Failure, Grid, Lines, Origin},
    report::{Cell, Kind, Sheet},
    table,
};

use super::words;

/// Writes one sheet.
pub(super) fn write(sheet: &Sheet, out: &mut dyn io::Write) -> Result<(), Failure> {
    let mut bytes: Vec<u8> = Vec::new();
    table::write(&grid(sheet), table::Format::Parquet, &mut bytes)?;
    out.write_all(&bytes)
        .map_err(|source| Failure::writing("output", source))
}

/// The sheet as a table.
fn grid(sheet: &Sheet) -> Grid {
    Grid {
        columns: sheet
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| Column {
                name: column.name.clone(),
                kind: kind(sheet, at, column.kind),
                cells: sheet.rows.iter().map(|row| words::data(&row[at])).collect(),
            })
            .collect(),
        origin: Origin {
            file: sheet.name.clone(),
            lines: Lines::Unnumbered,
            sha256: String::new(),
            delimiter: None,
        },
    }
}

/// The type that holds every cell of a column.
fn kind(sheet: &Sheet, at: usize, kind: Kind) -> ColumnKind {
    let cells = || sheet.rows.iter().map(|row| &row[at]);
    let known = || cells().filter(|cell| **cell != Cell::Missing);
    match kind {
        Kind::Date if known().all(|cell| matches!(cell, Cell::Date(_))) => ColumnKind::Date,
        Kind::Id | Kind::Text | Kind::Key | Kind::Date => ColumnKind::Text,
        _ if known().all(|cell| matches!(cell, Cell::Integer(_))) => ColumnKind::Integer,
        _ if known().any(|cell| matches!(cell, Cell::Text(_) | Cell::Verdict(..))) => {
            ColumnKind::Text
        }
        _ => ColumnKind::Float,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SheetColumn;

    #[test]
    fn columns_get_the_type_that_holds_their_cells() {
        let mut sheet = Sheet::new("t", "T").with_columns(vec![
            SheetColumn::new("id", Kind::Id),
            SheetColumn::new("count", Kind::Number),
            SheetColumn::new("amount", Kind::Number),
            SheetColumn::new("share", Kind::Percent),
        ]);
        sheet.push(vec![
            Cell::text("007"),
            Cell::Integer(3),
            Cell::amount(125, 2),
            Cell::Percent(0.5),
        ]);
        sheet.push(vec![
            Cell::text("8"),
            Cell::Missing,
            Cell::Missing,
            Cell::Missing,
        ]);
        let grid = grid(&sheet);
        let kinds: Vec<ColumnKind> = grid.columns.iter().map(|column| column.kind).collect();
        let expected = [
            ColumnKind::Text,
            ColumnKind::Integer,
            ColumnKind::Float,
            ColumnKind::Float,
        ];
        assert_eq!(kinds, expected);
        assert_eq!(grid.row(0).collect::<Vec<_>>(), ["007", "3", "1.25", "0.5"]);
        assert_eq!(grid.row(1).collect::<Vec<_>>(), ["8", "", "", ""]);
    }
}
