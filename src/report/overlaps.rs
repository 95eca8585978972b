//! What several reps claim or share: duplicate rows, split parents, shared postal codes; and what settled each.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Kind, Sheet, SheetColumn};
use crate::model::Texts;

/// The columns of an account table that overlaps are found in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claims<'a> {
    /// Ids.
    pub ids: Option<&'a Texts>,
    /// Names.
    pub names: Option<&'a Texts>,
    /// Who holds each row: the rep of a plan, the owner of an export.
    pub holders: Option<&'a Texts>,
    /// Parents.
    pub parents: Option<&'a Texts>,
    /// Postal codes.
    pub postal_codes: Option<&'a Texts>,
    /// Whether parents were asked to stay whole.
    pub parents_together: bool,
    /// Whether postal codes were asked to stay whole.
    pub postal_codes_together: bool,
}

/// Rows of one table that share a value, and the distinct holders among them.
struct Shared {
    rows: Vec<usize>,
    holders: BTreeSet<String>,
}

/// The overlaps of a table, one row each: the worst kinds first, within a kind by value.
pub fn overlaps(claims: &Claims) -> Sheet {
    let mut sheet = Sheet::new("overlaps", "Overlaps").with_columns(vec![
        SheetColumn::new("kind", Kind::Key).once(),
        SheetColumn::new("value", Kind::Id),
        SheetColumn::new("accounts", Kind::Number),
        SheetColumn::new("reps", Kind::Number),
        SheetColumn::new("rep_ids", Kind::Text).label("held by"),
        SheetColumn::new("example", Kind::Id),
        SheetColumn::new("settled_by", Kind::Text),
    ]);
    let Some(holders) = claims.holders else {
        sheet.note("The table says of no account who holds it.");
        return sheet;
    };
    let same = |values: Option<&Texts>| {
        values
            .map(|values| shared(values, holders))
            .unwrap_or_default()
    };
    let mut add = |kind: &str, found: BTreeMap<String, Shared>, settled: &str| {
        for (value, shared) in found {
            let reps: Vec<&str> = shared
                .holders
                .iter()
                .map(String::as_str)
                .filter(|id| !id.is_empty())
                .collect();
            let example = claims.ids.map_or("", |ids| ids.get(shared.rows[0]));
            sheet.push(vec![
                Cell::text(kind),
                Cell::text(value),
                Cell::count(shared.rows.len()),
                Cell::count(reps.len()),
                Cell::text(reps.join("; ")),
                Cell::text(example),
                Cell::text(settled),
            ]);
        }
    };
    add(
        "account_claimed_twice",
        same(claims.ids),
        "nothing: import refuses duplicate ids; keep one row",
    );
    add(
        "same_name_and_postal_code",
        same_customer(claims, holders),
        "nothing: rows with different ids are different accounts",
    );
    add(
        "parent_split",
        same(claims.parents),
        if claims.parents_together {
            "a stronger rule than the group (pin, lock, exclude, skills)"
        } else {
            "cost: parents were not asked to stay whole (--together parent_id)"
        },
    );
    add(
        "postal_code_shared",
        same(claims.postal_codes),
        if claims.postal_codes_together {
            "a stronger rule than the group (pin, lock, exclude, skills)"
        } else {
            "cost: postal codes were not asked to stay whole (--together postal_code)"
        },
    );
    if sheet.rows.is_empty() {
        sheet.note("No overlap.");
    }
    sheet
}

/// The values that rows of different holders share.
fn shared(values: &Texts, holders: &Texts) -> BTreeMap<String, Shared> {
    let mut all: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, value) in values.iter().enumerate() {
        if !value.is_empty() {
            all.entry(value).or_default().push(row);
        }
    }
    all.into_iter()
        .filter_map(|(value, rows)| Some((value.to_owned(), contested(rows, holders)?)))
        .collect()
}

/// Rows with different ids that look like one customer: the same name and postal code, letters' case and blanks aside.
fn same_customer(claims: &Claims, holders: &Texts) -> BTreeMap<String, Shared> {
    let (Some(ids), Some(names), Some(codes)) = (claims.ids, claims.names, claims.postal_codes)
    else {
        return BTreeMap::new();
    };
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let mut all: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for row in 0..ids.len() {
        if !names.get(row).is_empty() && !codes.get(row).is_empty() {
            all.entry((plain(names.get(row)), plain(codes.get(row))))
                .or_default()
                .push(row);
        }
    }
    all.into_iter()
        .filter(|(_, rows)| rows.iter().any(|&row| ids.get(row) != ids.get(rows[0])))
        .filter_map(|(_, rows)| {
            let value = format!("{}, {}", names.get(rows[0]), codes.get(rows[0]));
            Some((value, contested(rows, holders)?))
        })
        .collect()
}

/// The rows, if more than one rep holds them.
fn contested(rows: Vec<usize>, holders: &Texts) -> Option<Shared> {
    let who: BTreeSet<String> = rows
        .iter()
        .map(|&row| holders.get(row).to_owned())
        .collect();
    let reps = who.iter().filter(|id| !id.is_empty()).count();
    (reps > 1).then_some(Shared { rows, holders: who })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_double_claims_split_parents_and_shared_codes() {
        let texts = |cells: [&str; 5]| cells.iter().collect::<Texts>();
        let ids = texts(["1", "1", "2", "3", "4"]);
        let names = texts(["Acme", "Acme", "Mercy Hospital", "mercy  hospital", "Solo"]);
        let holders = texts(["N", "S", "N", "S", ""]);
        let parents = texts(["", "", "p", "p", "p"]);
        let codes = texts(["", "", "02139", "02139", "02140"]);
        let sheet = overlaps(&Claims {
            ids: Some(&ids),
            names: Some(&names),
            holders: Some(&holders),
            parents: Some(&parents),
            postal_codes: Some(&codes),
            ..Claims::default()
        });
        let rows: Vec<(Cell, Cell, Cell)> = sheet
            .rows
            .iter()
            .map(|row| (row[0].clone(), row[1].clone(), row[2].clone()))
            .collect();
        let row = |kind, value, count| (Cell::text(kind), Cell::text(value), Cell::Integer(count));
        assert_eq!(
            rows,
            [
                row("account_claimed_twice", "1", 2),
                row("same_name_and_postal_code", "Mercy Hospital, 02139", 2),
                row("parent_split", "p", 3),
                row("postal_code_shared", "02139", 2),
            ]
        );
        assert_eq!(sheet.rows[2][4], Cell::text("N; S"));
    }
}
