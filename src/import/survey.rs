//! Checks that look at a whole clean table: one function per finding.

use std::collections::HashMap;

use super::{columns::Mapping, finding::Finding};
use crate::{
    model::{Date, Grid, Texts},
    table::{schema::FieldKind, site},
};

/// All of them.
pub(super) fn survey(
    grid: &Grid,
    mapping: &Mapping,
    as_of: Option<Date>,
    findings: &mut Vec<Finding>,
) {
    near_duplicates(grid, mapping, findings);
    parents(grid, mapping, findings);
    measures(grid, mapping, findings);
    if let Some(today) = as_of {
        stale(grid, mapping, today, findings);
    }
}

fn cells<'a>(grid: &'a Grid, mapping: &Mapping, name: &str) -> Option<&'a Texts> {
    let at = mapping.column(name)?;
    Some(&grid.columns[at].cells)
}

/// W281: two accounts whose names differ only in case, blanks and legal form, at one place.
fn near_duplicates(grid: &Grid, mapping: &Mapping, findings: &mut Vec<Finding>) {
    let (Some(name), Some(names)) = (mapping.column("name"), cells(grid, mapping, "name")) else {
        return;
    };
    let places: Vec<&Texts> = ["postal_code", "city"]
        .into_iter()
        .filter_map(|name| cells(grid, mapping, name))
        .collect();
    if places.is_empty() {
        return;
    }
    let mut first: HashMap<u64, usize> = HashMap::with_capacity(names.len());
    let (mut count, mut example) = (0, None);
    let mut plain = String::new();
    for (row, text) in names.iter().enumerate() {
        plain.clear();
        reduce(text, &mut plain);
        let known = places.iter().any(|cells| !cells.get(row).is_empty());
        if plain.is_empty() || !known {
            continue;
        }
        for cells in &places {
            plain.push('|');
            plain.extend(cells.get(row).chars().flat_map(char::to_lowercase));
        }
        let before = *first.entry(hash(&plain)).or_insert(row);
        if before != row {
            count += 1;
            example.get_or_insert((before, row));
        }
    }
    if let Some((before, row)) = example {
        findings.push(
            Finding::new(
                "W281",
                count,
                "an account of the same name stands at the same place",
            )
            .at(
                site(grid, row, name),
                &format!("{} / {}", names.get(before), names.get(row)),
            )
            .fix("merge them in the CRM, or keep them together with --together"),
        );
    }
}

/// FNV-1a: the same on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A name without blanks, punctuation, case and legal form.
fn reduce(name: &str, into: &mut String) {
    const FORMS: [&str; 12] = [
        "inc", "llc", "ltd", "corp", "co", "gmbh", "ag", "sa", "sarl", "plc", "the", "company",
    ];
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() && !FORMS.iter().any(|form| word.eq_ignore_ascii_case(form)) {
            into.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
}

/// W282, W283: parents that are not in the table, and parents that are their own.
fn parents(grid: &Grid, mapping: &Mapping, findings: &mut Vec<Finding>) {
    let (Some(at), Some(ids), Some(parents)) = (
        mapping.column("parent_id"),
        cells(grid, mapping, "account_id"),
        cells(grid, mapping, "parent_id"),
    ) else {
        return;
    };
    let rows: HashMap<&str, usize> = ids.iter().enumerate().map(|(row, id)| (id, row)).collect();
    let parent = |row: usize| rows.get(parents.get(row)).copied();
    let missing: Vec<usize> = (0..ids.len())
        .filter(|&row| !parents.get(row).is_empty() && parent(row).is_none())
        .collect();
    // 0: not seen, 1: on the path that is followed now, 2: done.
    let mut state = vec![0u8; ids.len()];
    let mut loops = Vec::new();
    for start in 0..ids.len() {
        let mut path = Vec::new();
        let mut row = start;
        while state[row] == 0 {
            state[row] = 1;
            path.push(row);
            match parent(row) {
                Some(next) => row = next,
                None => break,
            }
        }
        if state[row] == 1 && parent(row).is_some() {
            loops.push(row);
        }
        for row in path {
            state[row] = 2;
        }
    }
    for (code, rows, message, fix) in [
        (
            "W282",
            &missing,
            "the parent is not in the table",
            "nothing, unless accounts are kept together by parent_id",
        ),
        (
            "W283",
            &loops,
            "the account is its own parent, directly or through others",
            "correct the hierarchy in the CRM",
        ),
    ] {
        if let Some(&row) = rows.first() {
            findings.push(
                Finding::new(code, rows.len(), message)
                    .at(site(grid, row, at), parents.get(row))
                    .fix(fix),
            );
        }
    }
}

/// W284, W285, W286: amounts that are the same everywhere, empty everywhere, or unknown for many.
fn measures(grid: &Grid, mapping: &Mapping, findings: &mut Vec<Finding>) {
    let rows = grid.rows();
    for &(at, field) in &mapping.fields {
        let column = &grid.columns[at];
        let empty = column.cells.iter().filter(|cell| cell.is_empty()).count();
        let name = &column.name;
        if empty == rows {
            findings.push(
                Finding::new("W285", rows, format!("`{name}` is empty throughout"))
                    .fix("no plan can use it"),
            );
            continue;
        }
        let is_measure = matches!(
            field.kind,
            FieldKind::Number | FieldKind::Amount | FieldKind::Count
        ) && !matches!(field.name, "x" | "y");
        if is_measure && rows > 1 && empty == 0 {
            let first = column.cells.get(0);
            if column.cells.iter().all(|cell| cell == first) {
                findings.push(
                    Finding::new("W284", rows, format!("`{name}` is the same everywhere"))
                        .example(first)
                        .fix("as a measure it counts accounts"),
                );
            }
        }
        if empty * 20 > rows {
            let share = empty * 100 / rows;
            findings.push(
                Finding::new(
                    "W286",
                    empty,
                    format!("`{name}` is missing in {share} % of the rows"),
                )
                .fix("missing is never zero; it adds nothing to a sum"),
            );
        }
    }
}

/// Two years: an account that nobody has touched for longer is worth a look.
const STALE_DAYS: i64 = 730;

/// W287, W288: activity that is long ago, or in the future.
fn stale(grid: &Grid, mapping: &Mapping, today: Date, findings: &mut Vec<Finding>) {
    let (Some(at), Some(dates)) = (
        mapping.column("last_activity"),
        cells(grid, mapping, "last_activity"),
    ) else {
        return;
    };
    let age = |row: usize| {
        let date: Date = dates.get(row).parse().ok()?;
        Some(today.days() - date.days())
    };
    let of = |wanted: &dyn Fn(i64) -> bool| -> Vec<usize> {
        (0..dates.len())
            .filter(|&row| age(row).is_some_and(wanted))
            .collect()
    };
    for (code, rows, message) in [
        (
            "W287",
            of(&|age| age > STALE_DAYS),
            "the last activity is over two years ago",
        ),
        (
            "W288",
            of(&|age| age < 0),
            "the last activity is in the future",
        ),
    ] {
        if let Some(&row) = rows.first() {
            findings.push(
                Finding::new(code, rows.len(), format!("{message} (as of {today})"))
                    .at(site(grid, row, at), dates.get(row))
                    .fix("--where leaves such accounts out"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_legal_forms() {
        let reduced = |name: &str| {
            let mut text = String::new();
            reduce(name, &mut text);
            text
        };
        assert_eq!(reduced("The Mercy Hospital, Inc."), "mercyhospital");
        assert_eq!(reduced("MERCY HOSPITAL LLC"), "mercyhospital");
    }
}
