//! The account table as columns of the book.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::{
    import::{
        Cleaned,
        resolve::{Found, Resolver},
    },
    model::{Accounts, Column, Diagnostic, Diagnostics, Owner, Rep, RepIndex, Texts, trimmed},
};

/// Reads ids, names, owners, locks, skills and segments; places are added by the caller.
pub(super) fn accounts(table: &Cleaned, team: &[Rep], notes: &mut Diagnostics) -> Accounts {
    let column = |name: &str| table.mapping.column(name).map(|at| &table.grid.columns[at]);
    let ids = column("account_id").map_or_else(Texts::new, |column| column.cells.clone());
    let rows = ids.len();
    let (skills, skill_sets) = skills(column("skills"));
    let (segments, segment_names) = segments(column("segment"));
    Accounts {
        names: names(column("name"), &ids),
        owners: owners(table, column("owner_id"), rows, team, notes),
        points: Vec::new(),
        locked: column("locked").map_or_else(
            || vec![false; rows],
            |column| column.cells.iter().map(|cell| cell == "true").collect(),
        ),
        skills,
        skill_sets,
        segments,
        segment_names,
        ids,
    }
}

fn names(column: Option<&Column>, ids: &Texts) -> Texts {
    let Some(column) = column.filter(|column| !column.cells.joined().is_empty()) else {
        return ids.clone();
    };
    let named =
        |(name, id): (&'_ str, &'_ str)| if name.trim().is_empty() { id } else { name }.to_owned();
    let cells = &column.cells;
    let rows = (0..cells.len()).into_par_iter();
    if rows.all(|row| !trimmed(cells.get(row)).is_empty()) {
        return column.cells.clone();
    }
    column.cells.iter().zip(ids.iter()).map(named).collect()
}

/// Today's reps, by id, else by e-mail or name.
fn owners(
    table: &Cleaned,
    column: Option<&Column>,
    rows: usize,
    team: &[Rep],
    notes: &mut Diagnostics,
) -> Vec<Owner> {
    let Some(column) = column else {
        return vec![Owner::Nobody; rows];
    };
    let resolver = Resolver::new(team.iter().map(|rep| {
        (
            rep.id.as_str(),
            rep.email.as_deref().unwrap_or_default(),
            rep.name.as_str(),
        )
    }));
    let file = &table.grid.origin.file;
    let cells = &column.cells;
    let owners: Vec<Owner> = (0..cells.len())
        .into_par_iter()
        .map(
            |row| match (cells.get(row), resolver.find(cells.get(row))) {
                ("", _) => Owner::Nobody,
                (_, Found::Id(rep) | Found::Otherwise(rep)) => Owner::Rep(RepIndex(rep)),
                (text, Found::Several | Found::Nobody) => Owner::Unknown(text.into()),
            },
        )
        .collect();
    let mut strangers: BTreeMap<&str, usize> = BTreeMap::new();
    let unknown: Vec<usize> = (0..owners.len())
        .into_par_iter()
        .filter(|&row| matches!(owners[row], Owner::Unknown(_)))
        .collect();
    for row in unknown {
        *strangers.entry(cells.get(row)).or_default() += 1;
    }
    let several = strangers
        .iter()
        .filter(|(name, _)| resolver.find(name) == Found::Several)
        .map(|(_, accounts)| accounts)
        .sum();
    let known = owners.iter().any(|owner| matches!(owner, Owner::Rep(_)));
    if table.mapping.owner_is_a_guess && !known && !strangers.is_empty() {
        // The clean table calls it `owner_id`; the user knows the header of the file.
        let mut renamed = table.renamed.iter();
        let header = renamed
            .find(|(name, _)| *name == column.name)
            .map_or(&column.name, |(_, header)| header);
        notes.push(
            Diagnostic::warning(
                "W211",
                format!("`{header}` holds no rep; no account has an owner"),
            )
            .in_file(file)
            .expected("ids, e-mails or names of the rep table, where the column is the owner")
            .fix(format!(
                "nothing, if it means something else; else --map owner_id=\"{header}\""
            )),
        );
        return vec![Owner::Nobody; rows];
    }
    if !strangers.is_empty() {
        notes.push(strangers_note(file, &strangers, several));
    }
    owners
}

/// W212: owners who are not in the rep table.
fn strangers_note(file: &str, strangers: &BTreeMap<&str, usize>, several: usize) -> Diagnostic {
    let accounts: usize = strangers.values().sum();
    let mut names: Vec<String> = strangers
        .iter()
        .take(5)
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    if strangers.len() > names.len() {
        names.push(format!("{} more", strangers.len() - names.len()));
    }
    let who = match accounts {
        1 => "1 account belongs to an owner who is".to_owned(),
        many => format!("{many} accounts belong to owners who are"),
    };
    let mut message = format!("{who} not in the rep table: {}", names.join(", "));
    if several > 0 {
        message.push_str("; some of these names belong to several reps");
    }
    Diagnostic::warning("W212", message)
        .in_file(file)
        .expected("owners that the rep table has")
        .fix("add them to the rep table if they still work there; their accounts are planned anew")
}

/// The values of a cell, sorted, each once.
pub(super) fn tags(cell: &str) -> Vec<String> {
    let mut tags: Vec<String> = cell
        .split(';')
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty())
        .collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

fn skills(column: Option<&Column>) -> (Vec<u32>, Vec<Vec<String>>) {
    let mut sets: Vec<Vec<String>> = vec![Vec::new()];
    let Some(column) = column else {
        return (Vec::new(), sets);
    };
    let mut by_cell: HashMap<&str, u32> = HashMap::new();
    let mut by_set: BTreeMap<Vec<String>, u32> = BTreeMap::from([(Vec::new(), 0)]);
    let indices = column
        .cells
        .iter()
        .map(|cell| {
            *by_cell.entry(cell).or_insert_with(|| {
                let set = tags(cell);
                *by_set.entry(set).or_insert_with_key(|set| {
                    sets.push(set.clone());
                    sets.len() as u32 - 1
                })
            })
        })
        .collect();
    (indices, sets)
}

fn segments(column: Option<&Column>) -> (Vec<Option<u32>>, Vec<String>) {
    let mut names: Vec<String> = Vec::new();
    let Some(column) = column else {
        return (Vec::new(), names);
    };
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let indices = column
        .cells
        .iter()
        .map(|cell| {
            let cell = cell.trim();
            (!cell.is_empty()).then(|| {
                *seen.entry(cell).or_insert_with(|| {
                    names.push(cell.to_owned());
                    names.len() as u32 - 1
                })
            })
        })
        .collect();
    (indices, names)
}
