//! Which columns of a plan a book is made of: what a reader of a large one may leave out.

use super::super::{Kind, glance::glance, recognise};
use crate::{
    model::{Column, Grid},
    table::{Want, schema::FieldKind},
};

/// Columns of a plan that say who gets what.
const SAYS: [&str; 5] = [
    "account_id",
    "rep_id",
    "previous_rep_id",
    "change",
    "reason",
];

/// Canonical columns that go into a book whatever is asked for.
const ALWAYS: [&str; 13] = [
    "account_id",
    "owner_id",
    "locked",
    "skills",
    "segment",
    "postal_code",
    "city",
    "state",
    "country",
    "latitude",
    "longitude",
    "x",
    "y",
];

/// What is wanted of the columns of a plan for a book that has the columns `asked` for, too (measures, and what keeps accounts together), and perhaps the
/// names of accounts. What a book would find fault with is checked even where it is not kept.
pub fn needed(columns: &[Column], asked: &[String], with_names: bool) -> Vec<Want> {
    let grid = Grid::of_headers(columns);
    let Ok(mapping) = recognise(&grid, Kind::Plan, &[], None) else {
        return vec![Want::Keep; columns.len()];
    };
    let want = |at: usize| {
        let header = columns[at].name.trim().to_lowercase();
        let field = mapping.field(at);
        let is_asked = |name: &str| {
            name.to_lowercase() == header
                || field.is_some_and(|field| field.name.eq_ignore_ascii_case(name))
        };
        let mut wanted = asked.iter().map(String::as_str).chain(SAYS);
        // The first column says how many rows there are.
        if at == 0 || wanted.any(is_asked) {
            return Want::Keep;
        }
        match field {
            None => Want::Skip,
            Some(field) if ALWAYS.contains(&field.name) => Want::Keep,
            Some(field) if field.name == "name" && with_names => Want::Keep,
            Some(field) => match field.kind {
                FieldKind::Text | FieldKind::Tags => Want::Skip,
                kind => glance(kind).map_or(Want::Keep, Want::Check),
            },
        }
    };
    (0..columns.len()).map(want).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_needs_what_it_is_made_of_and_no_more() {
        let headers = [
            "note",
            "account_id",
            "name",
            "rep_id",
            "rep_name",
            "Previous_Rep_ID",
            "change",
            "reason",
            "distance",
            "Sales",
            "Employees",
            "industry",
            "Billing Zip/Postal Code",
            "x",
            "y",
            "parent_id",
            "strategic",
        ];
        let columns = headers.map(|name| Column {
            name: name.to_owned(),
            ..Column::default()
        });
        let names = ["sales".to_owned()];
        let wants = |named| {
            let wants = needed(&columns, &names, named);
            let letter = |want: &Want| match want {
                Want::Keep => 'k',
                Want::Skip => '-',
                Want::Check(_) => 'c',
            };
            wants.iter().map(letter).collect::<String>()
        };
        // A parent and a flag have no question that tells at a glance.
        assert_eq!(wants(false), "kk-k-kkk-kc-kkkkk");
        assert_eq!(wants(true), "kkkk-kkk-kc-kkkkk");
        // Two columns that look like one field: whoever says so needs all.
        let twice = [9, 12, 12, 4].map(|at: usize| columns[at].clone());
        assert!(
            needed(&twice, &names, false)
                .iter()
                .all(|want| matches!(want, Want::Keep))
        );
    }
}
