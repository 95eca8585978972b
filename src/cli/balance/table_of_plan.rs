//! The plan as a table: eight columns in front, then the account table's own columns, in place and unchanged.

use crate::{
    import::is_plan,
    model::{Column, ColumnKind, Grid, Origin, Owner, Plan, Texts},
};

use super::inputs::Inputs;

/// The columns in front.
const FRONT: [&str; 8] = [
    "account_id",
    "name",
    "rep_id",
    "rep_name",
    "previous_rep_id",
    "change",
    "reason",
    "distance",
];

/// Builds the table.
pub(super) fn build(inputs: &Inputs, plan: &Plan) -> Grid {
    let book = &inputs.book;
    let accounts = 0..book.accounts.len();
    let rep = |account: usize| plan.alignment.0[account].map(|rep| &book.reps[rep.at()]);
    let front: [Texts; 8] = [
        book.accounts.ids.clone(),
        book.accounts.names.clone(),
        accounts
            .clone()
            .map(|a| rep(a).map_or("", |rep| rep.id.as_str()))
            .collect(),
        accounts
            .clone()
            .map(|a| rep(a).map_or("", |rep| rep.name.as_str()))
            .collect(),
        book.accounts
            .owners
            .iter()
            .map(|owner| match owner {
                Owner::Nobody => "",
                Owner::Rep(rep) => book.reps[rep.at()].id.as_str(),
                Owner::Unknown(id) => id,
            })
            .collect(),
        plan.changes.iter().map(|change| change.as_str()).collect(),
        plan.reasons.iter().map(|reason| reason.as_str()).collect(),
        plan.distances
            .iter()
            .map(|distance| distance.map_or_else(String::new, thousandths))
            .collect(),
    ];
    let mut columns: Vec<Column> = FRONT
        .iter()
        .zip(front)
        .map(|(name, cells)| Column {
            name: (*name).to_owned(),
            kind: if *name == "distance" {
                ColumnKind::Float
            } else {
                ColumnKind::Text
            },
            cells,
        })
        .collect();
    let source = &inputs.accounts;
    let was_plan = is_plan(source);
    for (at, column) in source.columns.iter().enumerate() {
        let moved_to_front = ["account_id", "name"]
            .iter()
            .any(|canonical| inputs.mapping.column(canonical) == Some(at));
        let is_front = FRONT.contains(&column.name.as_str());
        // What the last plan wrote is written anew; `rep_id` of an account table is the owner and stands in `previous_rep_id`.
        if moved_to_front || (is_front && was_plan) || column.name == "rep_id" {
            continue;
        }
        let mut column = column.clone();
        if is_front {
            column.name = free_name(&column.name, source);
        }
        columns.push(column);
    }
    Grid {
        columns,
        origin: Origin {
            sha256: String::new(),
            ..source.origin.clone()
        },
    }
}

/// Metres as kilometres, thousandths as units: three decimals, without a detour through rounding.
fn thousandths(distance: f64) -> String {
    format!("{distance:.3}")
}

/// A column of the input whose name the plan needs keeps its cells under a new name.
fn free_name(name: &str, source: &Grid) -> String {
    let mut new = format!("original_{name}");
    while source.position(&new).is_some() {
        new.insert_str(0, "original_");
    }
    new
}
