//! What stands in columns that terr does not read: words for "missing", stray signs, amounts written as text. One function per finding.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{columns::Mapping, finding::Finding, number};
use crate::{
    model::{Column, Grid},
    table::site,
};

/// Words that mostly mean that nobody knows. `NA` is not among them: it is Namibia.
const WORDS: [&str; 19] = [
    "n/a",
    "#n/a",
    "n.a.",
    "null",
    "none",
    "nil",
    "nan",
    "unknown",
    "undefined",
    "unanswered",
    "not available",
    "not applicable",
    "not specified",
    "missing",
    "tbd",
    "-99",
    "-999",
    "-9999",
    "-99999",
];

/// What the formulas of a spreadsheet leave where they fail.
const FAILED: [&str; 5] = ["#value!", "#ref!", "#div/0!", "#name?", "#num!"];

/// How many cells of a column tell what it holds.
const SAMPLE: usize = 500;

/// All of them.
pub(super) fn look(
    grid: &Grid,
    mapping: &Mapping,
    nulls: &[String],
    numbers: &[usize],
) -> Vec<Finding> {
    let columns: Vec<Seen> = grid
        .columns
        .par_iter()
        .map(|column| Seen::new(column, nulls))
        .collect();
    let mut findings = words(grid, &columns);
    for (at, seen) in columns.iter().enumerate() {
        if mapping.field(at).is_some() || numbers.contains(&at) {
            continue;
        }
        findings.extend(answers(grid, at, seen));
        findings.extend(amounts(grid, at, nulls));
    }
    findings
}

/// The odd values of a column.
struct Seen {
    /// Words for "missing" and stray signs: cells, the first row.
    odd: BTreeMap<String, (usize, usize)>,
    /// All values, while they are few and short: cells, the first row.
    values: Option<BTreeMap<String, (usize, usize)>>,
}

impl Seen {
    fn new(column: &Column, nulls: &[String]) -> Self {
        let mut seen = Self {
            odd: BTreeMap::new(),
            values: Some(BTreeMap::new()),
        };
        for (row, cell) in column.cells.iter().enumerate() {
            if let Some(values) = &mut seen.values {
                let few = values.len() < 12 && cell.len() < 12;
                // Other columns of few values are none of our business.
                let other = row == SAMPLE && !values.keys().any(|value| is_answer(value));
                if !few || other {
                    seen.values = None;
                } else if let Some(known) = values.get_mut(cell) {
                    known.0 += 1;
                } else {
                    values.insert(cell.to_owned(), (1, row));
                }
            }
            if may_be_odd(cell) && is_odd(cell.trim()) {
                let cell = cell.trim();
                if !nulls.iter().any(|null| null.trim() == cell) {
                    seen.odd.entry(cell.to_owned()).or_insert((0, row)).0 += 1;
                }
            }
        }
        seen
    }
}

/// Most cells are settled by their length and their first letter.
fn may_be_odd(cell: &str) -> bool {
    cell.len() <= 16
        && cell.bytes().next().is_some_and(|first| {
            matches!(
                first,
                b'n' | b'N' | b'u' | b'U' | b'm' | b'M' | b't' | b'T' | b' '
            ) || first.is_ascii_punctuation()
        })
}

fn is_odd(cell: &str) -> bool {
    match cell.as_bytes() {
        [] => false,
        [sign] => sign.is_ascii_punctuation(),
        [b'-', next, ..] if next.is_ascii_digit() && cell.len() > 6 => false,
        [b'-', b'-', rest @ ..] => rest.iter().all(|&sign| sign == b'-'),
        _ => WORDS
            .iter()
            .chain(&FAILED)
            .any(|word| cell.eq_ignore_ascii_case(word)),
    }
}

/// W289: values that look like missing ones.
fn words(grid: &Grid, columns: &[Seen]) -> Vec<Finding> {
    let mut by_word: BTreeMap<&str, Vec<(usize, usize, usize)>> = BTreeMap::new();
    for (at, seen) in columns.iter().enumerate() {
        for (word, &(cells, row)) in &seen.odd {
            // A town called None is one; a word that comes back means something.
            if cells == 1 && word.bytes().all(|b| b.is_ascii_alphabetic()) {
                continue;
            }
            by_word.entry(word).or_default().push((at, cells, row));
        }
    }
    by_word
        .into_iter()
        .map(|(word, places)| {
            let cells: usize = places.iter().map(|&(_, cells, _)| cells).sum();
            let names: Vec<&str> = places
                .iter()
                .take(5)
                .map(|&(at, _, _)| grid.columns[at].name.as_str())
                .collect();
            let more = if places.len() > names.len() {
                ", …"
            } else {
                ""
            };
            let (at, _, row) = places[0];
            Finding::new(
                "W289",
                cells,
                format!("{} stands in {}{more}", quoted(word), names.join(", ")),
            )
            .at(site(grid, row, at), "")
            .fix(format!(
                "if it means that nobody knows: --null \"{}\"",
                word.replace('"', "\\\"")
            ))
        })
        .collect()
}

fn quoted(word: &str) -> String {
    if word.contains('`') {
        format!("\"{word}\"")
    } else {
        format!("`{word}`")
    }
}

/// Yes or no.
fn is_answer(text: &str) -> bool {
    matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "y" | "n" | "yes" | "no" | "true" | "false"
    )
}

/// W295: yes or no, and sometimes something else.
fn answers(grid: &Grid, at: usize, seen: &Seen) -> Option<Finding> {
    let values = seen.values.as_ref()?;
    let (mut yes_no, mut other) = (0, Vec::new());
    let mut answers = 0;
    for (value, &(cells, row)) in values {
        match value.trim() {
            "" => {}
            "Y" | "N" | "y" | "n" | "Yes" | "No" | "yes" | "no" | "YES" | "NO" | "true"
            | "false" | "True" | "False" | "TRUE" | "FALSE" => {
                yes_no += cells;
                answers += 1;
            }
            text if seen.odd.contains_key(text) && text.len() > 1 => {}
            text => other.push((text, cells, row)),
        }
    }
    let rest: usize = other.iter().map(|&(_, cells, _)| cells).sum();
    if answers < 2 || rest == 0 || yes_no < rest * 2 {
        return None;
    }
    other.sort_by_key(|&(text, cells, _)| (std::cmp::Reverse(cells), text));
    let shown: Vec<String> = other
        .iter()
        .take(5)
        .map(|(text, cells, _)| format!("{text} ({cells})"))
        .collect();
    let first = other.iter().map(|&(_, _, row)| row).min()?;
    Some(
        Finding::new(
            "W295",
            rest,
            format!(
                "`{}` is yes or no, and sometimes something else",
                grid.columns[at].name
            ),
        )
        .at(site(grid, first, at), &shown.join(", "))
        .fix("it passes through; ask whoever fills it in"),
    )
}

/// W294: amounts with signs of currency, in a column that nobody asked to be read as numbers.
fn amounts(grid: &Grid, at: usize, nulls: &[String]) -> Option<Finding> {
    let column = &grid.columns[at];
    let known = |cell: &&str| !super::cells::is_missing(cell, nulls);
    let sample: Vec<&str> = column.cells.iter().filter(known).take(SAMPLE).collect();
    let amounts = sample.iter().filter(|cell| number::is_amount(cell)).count();
    if amounts == 0 || amounts * 10 < sample.len() * 9 {
        return None;
    }
    let row = column.cells.iter().position(number::is_amount)?;
    Some(
        Finding::new(
            "W294",
            0,
            format!("`{}` holds amounts written as text", column.name),
        )
        .at(site(grid, row, at), column.cells.get(row))
        .fix(format!("--sum \"{}\" reads them as numbers", column.name)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_missing_are_known_and_values_are_not_taken_for_them() {
        for odd in [
            "N/A",
            "not available",
            "-999",
            "-",
            "--",
            "`",
            "#REF!",
            "NULL",
        ] {
            assert!(may_be_odd(odd) && is_odd(odd), "{odd}");
        }
        for value in [
            "NA",
            "Nancy",
            "-74.02641",
            "-5",
            "0",
            "T",
            "none of these",
            "",
            "(555) 1",
        ] {
            assert!(!is_odd(value), "{value}");
        }
    }
}
