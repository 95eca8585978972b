//! Columns that are empty, that are missing for many, or that say the same everywhere.

use rayon::prelude::*;

use super::{columns::Mapping, finding::Finding};
use crate::{
    model::{Column, Grid},
    table::schema::FieldKind,
};

/// W284, W285, W286: amounts that are the same everywhere, columns that are empty throughout, or unknown for many. Columns that terr does not read
/// share a line.
pub(super) fn gaps(grid: &Grid, mapping: &Mapping, numbers: &[usize]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rows = grid.rows();
    if rows == 0 {
        return findings;
    }
    let empty: Vec<usize> = grid
        .columns
        .par_iter()
        .map(|column| column.cells.iter().filter(|cell| cell.is_empty()).count())
        .collect();
    let (mut others, mut unused) = (Vec::new(), Vec::new());
    for (at, column) in grid.columns.iter().enumerate() {
        let field = mapping.field(at);
        let name = &column.name;
        let is_measure = numbers.contains(&at)
            || field.is_some_and(|field| {
                matches!(
                    field.kind,
                    FieldKind::Number | FieldKind::Amount | FieldKind::Count
                ) && !matches!(field.name, "x" | "y")
            });
        // An account without a code has no place: each one counts.
        let limit = match field.map(|field| field.name) {
            Some("postal_code") => 0,
            _ => rows / 20,
        };
        if empty[at] == rows && field.is_none() {
            unused.push(name.as_str());
        } else if empty[at] == rows {
            findings.push(
                Finding::new("W285", rows, format!("`{name}` is empty throughout"))
                    .fix("no plan can use it"),
            );
        } else if is_measure && rows > 1 && is_constant(column) {
            findings.push(
                Finding::new("W284", rows, format!("`{name}` is the same everywhere"))
                    .example(column.cells.get(0))
                    .fix("as a measure it counts accounts"),
            );
        } else if empty[at] > limit && (field.is_some() || is_measure) {
            findings.push(
                Finding::new(
                    "W286",
                    empty[at],
                    format!("`{name}` is missing in {}", share(empty[at], rows)),
                )
                .fix(if is_measure {
                    "missing is never zero; it adds nothing to a sum"
                } else {
                    "it stays empty"
                }),
            );
        } else if empty[at] > limit && !ADDED.contains(&name.as_str()) {
            others.push((at, empty[at]));
        }
    }
    if !others.is_empty() {
        let names: Vec<String> = others
            .iter()
            .take(6)
            .map(|&(at, empty)| format!("{} {}", grid.columns[at].name, share(empty, rows)))
            .collect();
        let more = if others.len() > names.len() {
            ", …"
        } else {
            ""
        };
        findings.push(
            Finding::new(
                "W286",
                0,
                format!(
                    "other columns with missing cells: {}{more}",
                    names.join(", ")
                ),
            )
            .fix("they pass through"),
        );
    }
    if !unused.is_empty() {
        findings.push(
            Finding::new(
                "W285",
                rows,
                format!("empty throughout: {}", unused.join(", ")),
            )
            .fix("they pass through"),
        );
    }
    findings
}

/// Columns that import adds itself.
const ADDED: [&str; 4] = ["latitude", "longitude", "place_match", "postal_code_raw"];

fn is_constant(column: &Column) -> bool {
    let first = column.cells.get(0);
    column.cells.iter().all(|cell| cell == first)
}

/// `82 %`; below one per cent with a decimal.
fn share(part: usize, whole: usize) -> String {
    let per_mille = (part * 1000).div_ceil(whole.max(1));
    if per_mille < 10 {
        return format!("0.{per_mille} %");
    }
    format!("{} %", per_mille / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_readable() {
        assert_eq!(share(70, 85), "82 %");
        assert_eq!(share(5, 34_969), "0.1 %");
    }
}
