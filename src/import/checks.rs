//! Checks of a whole table; one function per code.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::{
    CleanOptions, Kind,
    columns::{Mapping, no_column, recognise},
    finding::Finding,
    issue::{self, CellIssue, SHOWN},
};
use crate::{
    model::{Column, ColumnKind, Diagnostic, Grid},
    table::{looks_like_data, place, site},
};

/// E204: the column of ids.
pub(super) fn id_column(grid: &Grid, kind: Kind, mapping: &Mapping) -> Result<usize, Diagnostic> {
    let canonical = id_name(kind);
    mapping.column(canonical).ok_or_else(|| {
        let headers: Vec<&str> = grid.headers().collect();
        let nearest = no_column(canonical, &headers);
        let unique = unique_columns(grid);
        let fix = match unique.first() {
            _ if looks_like_data(&headers) => {
                "if the first line is no header: terr import --no-header".to_owned()
            }
            Some(first) => format!(
                "name it: --map {canonical}=\"{first}\" (each row has a value of its own in {}); for order lines: --rollup",
                unique.join(", ")
            ),
            None => format!(
                "name it: --map {canonical}=\"HEADER\"; if there is none: terr import --row-ids; for order lines: --rollup"
            ),
        };
        let mut problem = Diagnostic::error("E204", format!("no column holds the {canonical}"))
            .in_file(&grid.origin.file)
            .fix(fix);
        problem.expected = nearest.expected;
        problem
    })
}

/// The first columns that have another value in each row: they may be ids.
fn unique_columns(grid: &Grid) -> Vec<&str> {
    let is_unique = |column: &&Column| {
        let mut seen = HashSet::new();
        column.kind != ColumnKind::Float
            && column
                .cells
                .iter()
                .all(|cell| !cell.trim().is_empty() && seen.insert(cell))
    };
    let unique = grid.columns.iter().filter(is_unique).take(3);
    unique.map(|column| column.name.as_str()).collect()
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

/// W292: rows that are the same in every column. Only a table without ids can have them.
pub(super) fn repeated_rows(grid: &Grid) -> Option<Finding> {
    let mut first: HashMap<u64, usize> = HashMap::with_capacity(grid.rows());
    let mut repeated = Vec::new();
    for row in 0..grid.rows() {
        // FNV-1a over the cells, each ended by a byte that no text has.
        let hash = grid
            .row(row)
            .flat_map(|cell| cell.bytes().chain([0xff]))
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let before = *first.entry(hash).or_insert(row);
        if before != row && grid.row(before).eq(grid.row(row)) {
            repeated.push(row);
        }
    }
    let row = *repeated.first()?;
    Some(
        Finding::new(
            "W292",
            repeated.len(),
            "the row repeats another in every column",
        )
        .at(site(grid, row, 0), grid.columns[0].cells.get(row))
        .fix("both count; remove one if it was exported twice"),
    )
}

/// W250: a value that is to be read as missing is a country.
pub(super) fn namibia(grid: &Grid, mapping: &Mapping, nulls: &[String]) -> Option<Finding> {
    let at = mapping.column("country")?;
    nulls
        .iter()
        .find(|null| null.trim().eq_ignore_ascii_case("NA"))?;
    let is_na = |cell: &&str| cell.trim().eq_ignore_ascii_case("NA");
    let cells = grid.columns[at].cells.iter().filter(is_na).count();
    (cells > 0).then(|| {
        Finding::new(
            "W250",
            cells,
            format!(
                "--null NA empties `{}`: NA is Namibia",
                grid.columns[at].name
            ),
        )
        .fix("leave --null NA out, unless nobody there is a customer")
    })
}

/// W258: nobody has a place.
pub(super) fn no_places(cleaned: &Grid, mapping: &Mapping) -> Option<Finding> {
    let is_known = |name: &str| {
        let at = mapping.column(name).or_else(|| cleaned.position(name));
        at.is_some_and(|at| {
            cleaned.columns[at]
                .cells
                .iter()
                .any(|cell| !cell.is_empty())
        })
    };
    if cleaned.rows() == 0 || is_known("latitude") || is_known("x") {
        return None;
    }
    let address = ["postal_code", "city"]
        .iter()
        .any(|name| mapping.column(name).is_some());
    let fix = if address {
        "plans are made without travel; to have places: --gazetteer FILE with the postal codes of the country, or latitude and longitude"
    } else {
        "plans are made without travel; to have places, export postal code, city and state, or latitude and longitude, or add them: --join FILE --on COLUMN"
    };
    Some(Finding::new("W258", cleaned.rows(), "no account has a place").fix(fix))
}

/// E205: a row without an id.
pub(super) fn empty_ids(cleaned: &Grid, id: usize, issues: &mut Vec<CellIssue>) {
    let ids = &cleaned.columns[id].cells;
    issues.par_extend(
        (0..ids.len())
            .into_par_iter()
            .filter(|&row| ids.get(row).is_empty())
            .map(|row| CellIssue {
                row,
                column: id,
                issue: &issue::NO_ID,
            }),
    );
}

/// E206: an id that stands twice.
pub(super) fn repeated_ids(
    grid: &Grid,
    cleaned: &Grid,
    id: usize,
    problems: &mut Vec<(usize, Diagnostic)>,
) {
    let ids = &cleaned.columns[id].cells;
    // Exports are mostly in order of their ids.
    if ids.ascend() {
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
        let origin = &grid.origin;
        let file = match origin.file_of(before) {
            file if file == origin.file_of(row) => String::new(),
            file => format!(" of {file}"),
        };
        let message = match origin.line(before) {
            Some(line) => format!("`{name}` stands on line {line}{file} too"),
            None => format!("`{name}` stands in row {}{file} too", origin.number(before)),
        };
        let problem = Diagnostic::error("E206", message);
        let problem = if problems.len() < SHOWN {
            place(problem, grid, row, id)
                .expected("each id once")
                .fix("remove one of the rows, or choose: --on-duplicate first, --on-duplicate sum; for order lines: --rollup")
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
        let (firsts, seconds) = (
            &cleaned.columns[first].cells,
            &cleaned.columns[second].cells,
        );
        let bad: HashSet<(usize, usize)> = issues.iter().map(|i| (i.row, i.column)).collect();
        issues.par_extend((0..firsts.len()).into_par_iter().filter_map(|row| {
            let column = match (firsts.get(row).is_empty(), seconds.get(row).is_empty()) {
                (true, false) => first,
                (false, true) => second,
                _ => return None,
            };
            // An empty cell may be one that could not be read: that has been said.
            (!bad.contains(&(row, column))).then_some(CellIssue {
                row,
                column,
                issue: &issue::HALF_A_PLACE,
            })
        }));
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
