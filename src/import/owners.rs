//! The owners of accounts against the rep table.

use std::collections::BTreeMap;

use super::{
    cells::is_missing,
    columns::{Mapping, recognise},
    finding::Finding,
    regions::Regions,
    resolve::{Found, Resolver},
};
use crate::{
    import::Kind,
    model::{Date, Diagnostics, Grid, Texts},
    table::site,
};

/// The reps as far as owners are checked against them.
#[derive(Debug)]
pub struct Team {
    resolver: Resolver,
    ids: Vec<String>,
    unavailable: Vec<bool>,
    /// What the region is called, and that of each rep.
    pub(super) region: Option<(String, Vec<String>)>,
}

impl Team {
    /// From a rep table, clean or raw.
    ///
    /// # Errors
    /// When it has no column of ids, or two that look alike.
    pub fn new(reps: &Grid, nulls: &[String], as_of: Option<Date>) -> Result<Self, Diagnostics> {
        let mapping = recognise(reps, Kind::Reps, &[], None)?;
        super::checks::id_column(reps, Kind::Reps, &mapping)?;
        let cell = |name: &str, row: usize| {
            let at = mapping.column(name)?;
            let cell = reps.columns[at].cells.get(row);
            (!is_missing(cell, nulls)).then(|| cell.trim())
        };
        let rows = 0..reps.rows();
        let date = |name, row| cell(name, row).and_then(|text| text.parse::<Date>().ok());
        let ids: Vec<String> = rows
            .clone()
            .map(|row| super::ids::lifted(cell("rep_id", row).unwrap_or_default()).into_owned())
            .collect();
        Ok(Self {
            resolver: Resolver::new(rows.clone().map(|row| {
                (
                    ids[row].as_str(),
                    cell("email", row).unwrap_or_default(),
                    cell("name", row).unwrap_or_default(),
                )
            })),
            ids,
            region: mapping.column("region").map(|at| {
                let column = &reps.columns[at];
                let cells = column.cells.iter().map(|cell| cell.trim().to_owned());
                (column.name.clone(), cells.collect())
            }),
            unavailable: rows
                .map(|row| {
                    let inactive = cell("active", row)
                        .is_some_and(|text| matches!(super::cells::yes_no(text), Ok("false")));
                    let ended = as_of
                        .zip(date("end_date", row))
                        .is_some_and(|(d, end)| end < d);
                    inactive || ended
                })
                .collect(),
        })
    }
}

impl Team {
    /// The ids of the reps, in the order of their table.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The id of the rep that a cell means: by id, else by e-mail, else by a name that only one rep has.
    pub fn find(&self, cell: &str) -> Option<&str> {
        match self.resolver.find(&super::ids::lifted(cell)) {
            Found::Id(rep) | Found::Otherwise(rep) => Some(&self.ids[rep as usize]),
            Found::Several | Found::Nobody => None,
        }
    }
}

/// Checks owners, and writes the rep's id where a name or an e-mail stands. Answers whether the column holds reps at all.
pub(super) fn check(
    cleaned: &mut Grid,
    mapping: &Mapping,
    team: &Team,
    findings: &mut Vec<Finding>,
) -> bool {
    let Some(at) = mapping.column("owner_id") else {
        findings.push(
            Finding::new("W210", 0, "no column holds today's owner")
                .fix("name it if there is one: --map owner_id=\"HEADER\""),
        );
        return false;
    };
    let column = &cleaned.columns[at];
    let mut regions = Regions::new(cleaned, team);
    let mut held = vec![false; team.ids.len()];
    let mut strangers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut tally = Tally::default();
    let mut cells = Texts::new();
    for (row, cell) in column.cells.iter().enumerate() {
        match team.resolver.find(cell) {
            _ if cell.is_empty() => {
                tally.empty += 1;
                cells.push("");
            }
            Found::Id(rep) | Found::Otherwise(rep) => {
                let rep = rep as usize;
                tally.known += 1;
                held[rep] = true;
                regions.compare(row, rep);
                tally.by_name += usize::from(team.ids[rep] != cell);
                if team.unavailable[rep] {
                    tally.gone.get_or_insert(row);
                    tally.gone_rows += 1;
                }
                cells.push(&team.ids[rep]);
            }
            other => {
                tally.several += usize::from(other == Found::Several);
                *strangers.entry(cell).or_default() += 1;
                cells.push(cell);
            }
        }
    }
    let name = column.name.clone();
    if tally.known == 0 && mapping.owner_is_a_guess {
        findings.push(
            Finding::new(
                "W211",
                0,
                format!("`{name}` holds no rep; it is left as it is"),
            )
            .fix(format!("if it is the owner: --map owner_id=\"{name}\"")),
        );
        return false;
    }
    tally.report(cleaned, at, &strangers, findings);
    findings.extend(regions.report(cleaned));
    findings.extend(idle(team, &held));
    cleaned.columns[at].cells = cells;
    true
}

/// W219: reps who hold nothing.
fn idle(team: &Team, held: &[bool]) -> Option<Finding> {
    let idle: Vec<&str> = (0..held.len())
        .filter(|&rep| !held[rep] && !team.unavailable[rep])
        .map(|rep| team.ids[rep].as_str())
        .collect();
    let more = if idle.len() > 5 { ", …" } else { "" };
    (!idle.is_empty()).then(|| {
        Finding::new(
            "W219",
            0,
            format!("{} of {} reps hold no account", idle.len(), held.len()),
        )
        .example(format!("{}{more}", idle[..idle.len().min(5)].join(", ")))
        .fix("balance gives them accounts; a manager who takes none: active = no, or leave the row out")
    })
}

/// W218: a column that may be the owner, with no reps at hand to tell.
pub(super) fn unsure(name: &str) -> Finding {
    Finding::new(
        "W218",
        0,
        format!("`{name}` may be the owner; it is left as it is"),
    )
    .fix("--reps FILE settles it")
}

#[derive(Default)]
struct Tally {
    empty: usize,
    known: usize,
    by_name: usize,
    several: usize,
    gone: Option<usize>,
    gone_rows: usize,
}

impl Tally {
    fn report(
        &self,
        grid: &Grid,
        at: usize,
        strangers: &BTreeMap<&str, usize>,
        findings: &mut Vec<Finding>,
    ) {
        if !strangers.is_empty() {
            let rows = strangers.values().sum();
            let mut largest: Vec<(&str, usize)> = strangers
                .iter()
                .map(|(&name, &rows)| (name, rows))
                .collect();
            largest.sort_by_key(|&(name, rows)| (std::cmp::Reverse(rows), name));
            let shown: Vec<String> = largest
                .iter()
                .take(3)
                .map(|(name, rows)| format!("{name} ({rows})"))
                .collect();
            findings.push(
                Finding::new("W212", rows, "the owner is not in the rep table")
                    .example(shown.join(", "))
                    .fix("add the reps; else their accounts are planned anew"),
            );
        }
        if self.several > 0 {
            findings.push(
                Finding::new(
                    "W213",
                    self.several,
                    "the owner's name belongs to several reps",
                )
                .fix("export the owner's id instead of the name"),
            );
        }
        if let Some(row) = self.gone {
            findings.push(
                Finding::new("W214", self.gone_rows, "the owner is inactive or has left")
                    .at(site(grid, row, at), grid.columns[at].cells.get(row))
                    .fix("nothing: balance gives these accounts to others"),
            );
        }
        if self.by_name > 0 {
            findings.push(
                Finding::new(
                    "W215",
                    self.by_name,
                    "the owner was given by name or e-mail",
                )
                .fix("the rep's id is written instead"),
            );
        }
        if self.empty > 0 {
            findings.push(
                Finding::new("W216", self.empty, "the account has no owner")
                    .fix("nothing: balance treats it as new"),
            );
        }
    }
}
