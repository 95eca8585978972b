//! `--join`: columns of another table, by key.

use std::collections::HashMap;

use super::{columns::find, finding::Finding};
use crate::{
    model::{Column, Diagnostic, Diagnostics, Failure, Grid, Texts},
    table::{place, site},
};

/// What a join gave.
#[derive(Debug, Clone)]
pub struct Joined {
    /// The columns that were added, by the names that they have now.
    pub columns: Vec<String>,
    /// Misses on either side.
    pub findings: Vec<Finding>,
}

/// Adds the columns of `other` to the rows of `grid` whose cell in the key column is the same; `on` is the key's header, or `LEFT=RIGHT` where the two
/// tables call it differently. Columns that are there already get the prefix of the other file's name.
///
/// # Errors
/// A key column that is missing, and keys that stand twice in `other`.
pub fn join(grid: &mut Grid, other: &Grid, on: &str) -> Result<Joined, Failure> {
    let (left, right) = on.split_once('=').unwrap_or((on, on));
    let left = find(grid, left).map_err(Failure::data)?;
    let right = find(other, right).map_err(Failure::data)?;
    let mut rows: HashMap<&str, usize> = HashMap::new();
    let mut problems = Diagnostics::new();
    for (row, key) in other.columns[right].cells.iter().enumerate() {
        let key = key.trim();
        if key.is_empty() {
            continue;
        }
        if rows.insert(key, row).is_some() {
            let problem = Diagnostic::error("E245", format!("the key `{key}` stands twice"));
            problems.push(
                place(problem, other, row, right)
                    .expected("each key once in a table that is joined")
                    .fix("roll the table up first, or remove the row"),
            );
        }
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    let keys = &grid.columns[left].cells;
    let found: Vec<Option<usize>> = keys
        .iter()
        .map(|key| rows.get(key.trim()).copied())
        .collect();
    let mut findings = Vec::new();
    let missed = found.iter().filter(|row| row.is_none()).count();
    if let Some(first) = found.iter().position(Option::is_none) {
        let example = nearest(keys.get(first), other, right);
        findings.push(
            Finding::new(
                "W271",
                missed,
                format!(
                    "no row of {} has this `{}`",
                    other.origin.file, grid.columns[left].name
                ),
            )
            .at(
                site(grid, first, left),
                &format!("`{}`{example}", keys.get(first)),
            )
            .fix("its columns are empty there"),
        );
    }
    let used: std::collections::HashSet<usize> = found.iter().flatten().copied().collect();
    let unused = rows.values().filter(|row| !used.contains(row)).count();
    if unused > 0 {
        findings.push(
            Finding::new(
                "W272",
                unused,
                format!("rows of {} belong to no row here", other.origin.file),
            )
            .fix("they are left out"),
        );
    }
    let mut columns = Vec::new();
    for (at, column) in other.columns.iter().enumerate() {
        if at == right {
            continue;
        }
        let mut name = column.name.clone();
        while grid.position(&name).is_some() {
            name = format!("joined_{name}");
        }
        let cells: Texts = found
            .iter()
            .map(|row| row.map_or("", |row| column.cells.get(row)))
            .collect();
        columns.push(name.clone());
        grid.columns.push(Column {
            name,
            kind: column.kind,
            cells,
        });
    }
    Ok(Joined { columns, findings })
}

/// `GTXPro` beside `GTX Pro`: the key that differs only in blanks and case.
fn nearest(key: &str, other: &Grid, right: usize) -> String {
    let plain = crate::table::schema::key(key);
    other.columns[right]
        .cells
        .iter()
        .find(|candidate| !plain.is_empty() && crate::table::schema::key(candidate) == plain)
        .map_or_else(String::new, |candidate| format!("; there is `{candidate}`"))
}
