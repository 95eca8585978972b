//! Micro-territories: cells of a hierarchy of columns (region, then industry), the smallest merged until each can be measured.

use std::collections::BTreeMap;

use crate::model::{ColumnKind, Failure};

use super::columns::Working;

/// What a merged cell is called.
const OTHER: &str = "(other)";
/// What a missing value is called.
const UNKNOWN: &str = "(unknown)";

/// One micro-territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its name: the values of its columns, `East / Bank`.
    pub name: String,
    /// Accounts in it.
    pub accounts: usize,
    /// The values that were merged into it, with their accounts; empty for a cell of one value.
    pub merged: Vec<(String, usize)>,
}

/// Fills `micro_territory` with cells of the given columns, the widest first. A cell with fewer than `min` accounts is merged
/// with its small siblings into `(other)`, and with the next smallest sibling while that is still too small; a parent that
/// cannot be divided stays whole.
pub(super) fn fill(table: &mut Working, by: &[String], min: usize) -> Result<Vec<Cell>, Failure> {
    if by.is_empty() {
        return Ok(Vec::new());
    }
    let columns = by
        .iter()
        .map(|name| table.position(name, "--by"))
        .collect::<Result<Vec<_>, _>>()?;
    let mut cells = Vec::new();
    let mut of_row = vec![0u32; table.rows()];
    let rows: Vec<u32> = (0..table.rows() as u32).collect();
    divide(table, &columns, min, &rows, "", &mut cells, &mut of_row);
    table.fill("micro_territory", ColumnKind::Text, |row, out| {
        out.push_str(&cells[of_row[row] as usize].name);
    });
    Ok(cells)
}

fn divide(
    table: &Working,
    columns: &[usize],
    min: usize,
    rows: &[u32],
    prefix: &str,
    cells: &mut Vec<Cell>,
    of_row: &mut [u32],
) {
    if rows.is_empty() {
        return;
    }
    let Some((&column, deeper)) = columns.split_first() else {
        close(prefix, rows, Vec::new(), cells, of_row);
        return;
    };
    let mut groups: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for &row in rows {
        let value = table.cell(column, row as usize).unwrap_or(UNKNOWN);
        groups.entry(value).or_default().push(row);
    }
    let mut sizes: Vec<(usize, &str)> = groups
        .iter()
        .map(|(name, rows)| (rows.len(), *name))
        .collect();
    sizes.sort_unstable();
    let mut merged: Vec<(usize, &str)> = Vec::new();
    let mut total = 0;
    for &(size, name) in &sizes {
        if size >= min && (merged.is_empty() || total >= min) {
            break;
        }
        merged.push((size, name));
        total += size;
    }
    // One small value alone is its own cell only where nothing can take it in.
    if merged.len() == groups.len() && groups.len() > 1 {
        let merged = merged
            .into_iter()
            .map(|(size, name)| (name.to_owned(), size))
            .collect();
        let name = if prefix.is_empty() { OTHER } else { prefix };
        close(name, rows, merged, cells, of_row);
        return;
    }
    let is_merged = |name: &str| merged.len() > 1 && merged.iter().any(|(_, other)| *other == name);
    let path = |name: &str| {
        if prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{prefix} / {name}")
        }
    };
    for (name, rows) in &groups {
        if !is_merged(name) {
            divide(table, deeper, min, rows, &path(name), cells, of_row);
        }
    }
    if merged.len() > 1 {
        let rows: Vec<u32> = merged
            .iter()
            .flat_map(|(_, name)| &groups[name])
            .copied()
            .collect();
        let merged = merged
            .into_iter()
            .map(|(size, name)| (name.to_owned(), size))
            .collect();
        close(&path(OTHER), &rows, merged, cells, of_row);
    }
}

fn close(
    name: &str,
    rows: &[u32],
    merged: Vec<(String, usize)>,
    cells: &mut Vec<Cell>,
    of_row: &mut [u32],
) {
    for &row in rows {
        of_row[row as usize] = cells.len() as u32;
    }
    cells.push(Cell {
        name: name.to_owned(),
        accounts: rows.len(),
        merged,
    });
}
