//! Checks of a whole table; one function per code.

use std::collections::{HashMap, HashSet};

use super::{
    CleanOptions, Kind,
    columns::{Mapping, no_column, recognise},
    finding::Finding,
    issue::{self, CellIssue, SHOWN},
};
use crate::{
    model::{Column, Diagnostic, Grid},
    table::{place, site},
};

/// E204: the column of ids.
pub(super) fn id_column(grid: &Grid, kind: Kind, mapping: &Mapping) -> Result<usize, Diagnostic> {
    let canonical = id_name(kind);
    mapping.column(canonical).ok_or_else(|| {
        let headers: Vec<&str> = grid.headers().collect();
        let nearest = no_column(canonical, &headers);
        let mut problem = Diagnostic::error("E204", format!("no column holds the {canonical}"))
            .in_file(&grid.origin.file)
            .fix(format!(
                "name it: --map {canonical}=\"HEADER\"; if there is none: terr import --row-ids"
            ));
        problem.expected = nearest.expected;
        problem
    })
}

/// The canonical name of a table's ids.
pub(super) fn id_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Reps => "rep_id",
        Kind::Accounts | Kind::Plan => "account_id",
    }
}

/// Whether a table has no column of ids.
pub(super) fn lacks_ids(grid: &Grid, kind: Kind, options: &CleanOptions) -> bool {
    recognise(grid, kind, &options.map, options.crm)
        .is_ok_and(|mapping| mapping.column(id_name(kind)).is_none())
}

/// The table with a leading column of ids: row numbers.
pub(super) fn numbered(grid: &Grid, kind: Kind) -> Grid {
    let mut numbered = grid.clone();
    numbered.columns.insert(
        0,
        Column {
            name: id_name(kind).to_owned(),
            cells: (1..=grid.rows()).map(|row| format!("row-{row}")).collect(),
            ..Column::default()
        },
    );
    numbered
}

/// W217: ids that were made.
pub(super) fn row_ids(grid: &Grid, kind: Kind) -> Finding {
    Finding::new(
        "W217",
        grid.rows(),
        format!("no column holds the {}", id_name(kind)),
    )
    .fix("row numbers are taken; they change when the export does")
}

/// E205: a row without an id.
pub(super) fn empty_ids(cleaned: &Grid, id: usize, issues: &mut Vec<CellIssue>) {
    for (row, cell) in cleaned.columns[id].cells.iter().enumerate() {
        if cell.is_empty() {
            issues.push(CellIssue {
                row,
                column: id,
                issue: &issue::NO_ID,
            });
        }
    }
}

/// E206: an id that stands twice.
pub(super) fn repeated_ids(
    grid: &Grid,
    cleaned: &Grid,
    id: usize,
    problems: &mut Vec<(usize, Diagnostic)>,
) {
    let ids = &cleaned.columns[id].cells;
    // Ids in rising order, as most exports have them, need no list of those seen.
    let next = (1..ids.len()).all(|row| ids.get(row - 1) < ids.get(row));
    if next {
        return;
    }
    let mut first: HashMap<&str, u32> = HashMap::with_capacity(ids.len());
    for (row, id_text) in ids.iter().enumerate() {
        if id_text.is_empty() {
            continue;
        }
        let before = *first.entry(id_text).or_insert(row as u32) as usize;
        if before == row {
            continue;
        }
        let name = &grid.columns[id].name;
        let message = match grid.origin.line(before) {
            Some(line) => format!("`{name}` stands on line {line} too"),
            None => format!("`{name}` stands in row {} too", before + 1),
        };
        let problem = Diagnostic::error("E206", message);
        let problem = if problems.len() < SHOWN {
            place(problem, grid, row, id)
                .expected("each id once")
                .fix("remove one of the rows, or choose: --on-duplicate first, --on-duplicate sum")
        } else {
            problem.at(site(grid, row, id))
        };
        problems.push((row, problem));
    }
}

/// E207: one coordinate without the other.
pub(super) fn half_places(cleaned: &Grid, mapping: &Mapping, issues: &mut Vec<CellIssue>) {
    for (first, second) in [("latitude", "longitude"), ("x", "y")] {
        let (Some(first), Some(second)) = (mapping.column(first), mapping.column(second)) else {
            continue;
        };
        let bad: HashSet<(usize, usize)> = issues.iter().map(|i| (i.row, i.column)).collect();
        let (firsts, seconds) = (
            &cleaned.columns[first].cells,
            &cleaned.columns[second].cells,
        );
        for row in 0..firsts.len() {
            let column = match (firsts.get(row).is_empty(), seconds.get(row).is_empty()) {
                (true, false) => first,
                (false, true) => second,
                _ => continue,
            };
            // An empty cell may be one that could not be read: that has been said.
            if !bad.contains(&(row, column)) {
                issues.push(CellIssue {
                    row,
                    column,
                    issue: &issue::HALF_A_PLACE,
                });
            }
        }
    }
}

/// E208: a row without a place, where places are required.
pub(super) fn missing_places(
    cleaned: &Grid,
    mapping: &Mapping,
    id: usize,
    issues: &mut Vec<CellIssue>,
) {
    let column = |name: &str| {
        let at = mapping.column(name).or_else(|| cleaned.position(name))?;
        Some(&cleaned.columns[at].cells)
    };
    for row in 0..cleaned.rows() {
        let known = ["latitude", "x"]
            .iter()
            .any(|name| column(name).is_some_and(|cells| !cells.get(row).is_empty()));
        if !known {
            issues.push(CellIssue {
                row,
                column: id,
                issue: &issue::NO_PLACE,
            });
        }
    }
}

/// W112: ranges read as numbers.
pub(super) fn ranges(column: &str, rows: usize) -> Finding {
    Finding::new(
        "W112",
        rows,
        format!("`{column}` holds ranges such as 51-200"),
    )
    .fix("their middle is taken; of 10001+ the number")
}
