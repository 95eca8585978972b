//! Checks that look at a whole clean table: one function per finding.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Kind, checks, columns::Mapping, finding::Finding, gaps, industries, oddities};
use crate::{
    model::{Date, Grid, Texts},
    table::site,
};

/// What is looked at.
pub(super) struct Survey<'a> {
    /// The table as it came.
    pub(super) raw: &'a Grid,
    /// The table as it will be written, still with its own headers.
    pub(super) clean: &'a Grid,
    pub(super) mapping: &'a Mapping,
    /// Columns that are numbers although they are not canonical.
    pub(super) numbers: &'a [usize],
    /// What stands for a missing value.
    pub(super) nulls: &'a [String],
    pub(super) as_of: Option<Date>,
}

/// A look at a table.
type Look = fn(&Survey<'_>) -> Vec<Finding>;

/// All of them, side by side.
pub(super) fn survey(survey: &Survey<'_>, kind: Kind) -> Vec<Finding> {
    const ACCOUNTS: [Look; 5] = [
        |survey| {
            checks::no_places(survey.clean, survey.mapping)
                .into_iter()
                .collect()
        },
        |survey| {
            let at = survey.mapping.column("industry");
            at.and_then(|at| industries::misspelt(survey.clean, at))
                .into_iter()
                .collect()
        },
        near_duplicates,
        parents,
        stale,
    ];
    const ALL: [Look; 3] = [
        |survey| gaps::gaps(survey.clean, survey.mapping, survey.numbers),
        |survey| oddities::look(survey.raw, survey.mapping, survey.nulls, survey.numbers),
        |survey| {
            checks::namibia(survey.raw, survey.mapping, survey.nulls)
                .into_iter()
                .collect()
        },
    ];
    let of_accounts: &[Look] = match kind {
        Kind::Accounts => &ACCOUNTS,
        Kind::Reps | Kind::Plan => &[],
    };
    let looks: Vec<Look> = of_accounts.iter().chain(&ALL).copied().collect();
    let found: Vec<Vec<Finding>> = looks.par_iter().map(|look| look(survey)).collect();
    found.into_iter().flatten().collect()
}

fn cells<'a>(grid: &'a Grid, mapping: &Mapping, name: &str) -> Option<&'a Texts> {
    let at = mapping.column(name)?;
    Some(&grid.columns[at].cells)
}

/// W281: two accounts whose names differ only in case, blanks and legal form, at one place.
fn near_duplicates(survey: &Survey<'_>) -> Vec<Finding> {
    let (grid, mapping) = (survey.clean, survey.mapping);
    let mut findings = Vec::new();
    let (Some(name), Some(names)) = (mapping.column("name"), cells(grid, mapping, "name")) else {
        return findings;
    };
    let places: Vec<&Texts> = ["postal_code", "city"]
        .into_iter()
        .filter_map(|name| cells(grid, mapping, name))
        .collect();
    if places.is_empty() {
        return findings;
    }
    let key = |row: usize| {
        if places.iter().all(|cells| cells.get(row).is_empty()) {
            return None;
        }
        let name = reduce(names.get(row), Hash::default());
        (name != Hash::default()).then(|| {
            places
                .iter()
                .fold(name, |key, cells| lower(cells.get(row), key.byte(b'|')))
                .0
        })
    };
    let mut keys: Vec<(u64, u32)> = (0..names.len())
        .into_par_iter()
        .filter_map(|row| Some((key(row)?, row as u32)))
        .collect();
    keys.par_sort_unstable();
    let (mut count, mut example) = (0, None);
    for same in keys
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|same| same.len() > 1)
    {
        count += same.len() - 1;
        let pair = (same[1].1 as usize, same[0].1 as usize);
        if example.is_none_or(|known| pair < known) {
            example = Some(pair);
        }
    }
    if let Some((row, before)) = example {
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
    findings
}

/// FNV-1a: the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

/// Text in small letters.
fn lower(text: &str, hash: Hash) -> Hash {
    if text.is_ascii() {
        return text
            .bytes()
            .fold(hash, |hash, byte| hash.byte(byte.to_ascii_lowercase()));
    }
    let mut buffer = [0; 4];
    text.chars()
        .flat_map(char::to_lowercase)
        .fold(hash, |hash, letter| {
            letter
                .encode_utf8(&mut buffer)
                .bytes()
                .fold(hash, Hash::byte)
        })
}

/// A name without blanks, punctuation, case and legal form.
fn reduce(name: &str, hash: Hash) -> Hash {
    const FORMS: [&str; 12] = [
        "inc", "llc", "ltd", "corp", "co", "gmbh", "ag", "sa", "sarl", "plc", "the", "company",
    ];
    let is_form = |word: &str| FORMS.iter().any(|form| word.eq_ignore_ascii_case(form));
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !is_form(word))
        .fold(hash, |hash, word| lower(word, hash))
}

/// W282, W283: parents that are not in the table, and parents that are their own.
fn parents(survey: &Survey<'_>) -> Vec<Finding> {
    let (grid, mapping) = (survey.clean, survey.mapping);
    let mut findings = Vec::new();
    let (Some(at), Some(ids), Some(parents)) = (
        mapping.column("parent_id"),
        cells(grid, mapping, "account_id"),
        cells(grid, mapping, "parent_id"),
    ) else {
        return findings;
    };
    let children: Vec<usize> = (0..ids.len())
        .filter(|&row| !parents.get(row).is_empty())
        .collect();
    // Only who is a parent is looked for: mostly a few.
    let mut rows: HashMap<&str, Option<usize>> = children
        .iter()
        .map(|&row| (parents.get(row), None))
        .collect();
    for (row, id) in ids.iter().enumerate() {
        if let Some(known) = rows.get_mut(id) {
            *known = Some(row);
        }
    }
    let parent = |row: usize| rows.get(parents.get(row)).copied().flatten();
    let missing: Vec<usize> = children
        .iter()
        .copied()
        .filter(|&row| parent(row).is_none())
        .collect();
    // 0: not seen, 1: on the path that is followed now, 2: done.
    let mut state = vec![0u8; ids.len()];
    let mut loops = Vec::new();
    for &start in &children {
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
    findings
}

/// Two years: an account that nobody has touched for longer is worth a look.
const STALE_DAYS: i64 = 730;

/// W287, W288: activity that is long ago, or in the future.
fn stale(survey: &Survey<'_>) -> Vec<Finding> {
    let (grid, mapping) = (survey.clean, survey.mapping);
    let mut findings = Vec::new();
    let Some(today) = survey.as_of else {
        return findings;
    };
    let (Some(at), Some(dates)) = (
        mapping.column("last_activity"),
        cells(grid, mapping, "last_activity"),
    ) else {
        return findings;
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
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_legal_forms() {
        let reduced = |name: &str| reduce(name, Hash::default());
        let plain = lower("mercyhospital", Hash::default());
        assert_eq!(reduced("The Mercy Hospital, Inc."), plain);
        assert_eq!(reduced("MERCY HOSPITAL LLC"), plain);
    }
}
