//! Rows of a table: one per rep, per manager or per region.

use std::collections::BTreeMap;

use super::{Basis, Cell, Kind, Ledger, SheetColumn, ledger::Page};

/// What a table has one row for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Each rep.
    #[default]
    Rep,
    /// Each manager, by `manager_id`.
    Manager,
    /// Each region.
    Region,
}

impl By {
    /// As `--by` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rep => "rep",
            Self::Manager => "manager",
            Self::Region => "region",
        }
    }
}

/// Some reps under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Id of the rep or the manager, or the region; empty where the rep table is silent.
    pub id: String,
    /// The name that goes with the id.
    pub name: String,
    /// Positions in the book.
    pub reps: Vec<usize>,
}

impl Group {
    /// The sums of its reps.
    pub fn page(&self, ledger: &Ledger) -> Page {
        let mut pages = self.reps.iter().map(|&rep| &ledger.reps[rep]);
        let mut sum = pages.next().cloned().unwrap_or_default();
        for page in pages {
            sum.add(page);
        }
        sum
    }
}

/// The groups, sorted by id. Reps that neither hold nor get anything and are not planned are left out.
pub fn groups(basis: &Basis, ledger: &Ledger, by: By) -> Vec<Group> {
    let reps = &basis.book.reps;
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, rep) in reps.iter().enumerate() {
        let page = &ledger.reps[at];
        if !basis.planned[at] && page.before.accounts == 0 && page.after.accounts == 0 {
            continue;
        }
        let id = match by {
            By::Rep => rep.id.as_str(),
            By::Manager => rep.manager_id.as_deref().unwrap_or(""),
            By::Region => rep.region.as_deref().unwrap_or(""),
        };
        groups.entry(id).or_default().push(at);
    }
    groups
        .into_iter()
        .map(|(id, members)| Group {
            id: id.to_owned(),
            name: match by {
                By::Region => String::new(),
                // A manager is often a row of the rep table, too.
                _ => reps
                    .iter()
                    .find(|rep| rep.id == id)
                    .map_or_else(String::new, |rep| rep.name.clone()),
            },
            reps: members,
        })
        .collect()
}

/// The columns that name a group.
pub(super) fn key_columns(by: By) -> Vec<SheetColumn> {
    match by {
        By::Rep => vec![
            SheetColumn::new("rep_id", Kind::Id).label("rep"),
            SheetColumn::new("rep_name", Kind::Text).label("name"),
        ],
        By::Manager => vec![
            SheetColumn::new("manager_id", Kind::Id).label("manager"),
            SheetColumn::new("manager_name", Kind::Text).label("name"),
            SheetColumn::new("reps", Kind::Number),
        ],
        By::Region => vec![
            SheetColumn::new("region", Kind::Text),
            SheetColumn::new("reps", Kind::Number),
        ],
    }
}

/// The cells that name a group.
pub(super) fn key_cells(group: &Group, by: By) -> Vec<Cell> {
    let id = Cell::text(&group.id);
    match by {
        By::Rep => vec![id, Cell::text(&group.name)],
        By::Manager => vec![id, Cell::text(&group.name), Cell::count(group.reps.len())],
        By::Region => vec![id, Cell::count(group.reps.len())],
    }
}
