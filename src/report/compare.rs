//! Plans side by side, and what differs between two of them.

use std::collections::BTreeMap;

use super::{Basis, Cell, Kind, Sheet, SheetColumn, changes::owner_id};

/// The figures of several plans in one table: what `summary` says of each, `before` of the first. Names are those of the plans.
pub fn scenarios(summaries: &[(String, Sheet)]) -> Sheet {
    let mut sheet = Sheet::new("scenarios", "Scenarios").with_columns(vec![
        SheetColumn::new("topic", Kind::Text).once(),
        SheetColumn::new("figure", Kind::Key).least(21),
        SheetColumn::new("unit", Kind::Text).label("").optional(),
        SheetColumn::new("before", Kind::Mixed),
    ]);
    let mut rows: Vec<(Vec<Cell>, Vec<Cell>)> = Vec::new();
    let mut notes: Vec<(&String, Vec<&str>)> = Vec::new();
    for (at, (name, summary)) in summaries.iter().enumerate() {
        sheet
            .columns
            .push(SheetColumn::new(&**name, Kind::Mixed).label(&**name));
        for row in &summary.rows {
            let found = rows.iter().position(|(keys, _)| keys[..3] == row[..3]);
            let of = found.unwrap_or_else(|| {
                let keys = row[..4].to_vec();
                rows.push((keys, vec![Cell::Missing; at]));
                rows.len() - 1
            });
            rows[of].1.push(row[4].clone());
        }
        for (_, values) in &mut rows {
            values.resize(at + 1, Cell::Missing);
        }
        for note in &summary.notes {
            match notes.iter_mut().find(|(text, _)| *text == note) {
                Some((_, names)) => names.push(name),
                None => notes.push((note, vec![name])),
            }
        }
    }
    for (note, names) in notes {
        if names.len() == summaries.len() {
            sheet.note(note);
        } else {
            sheet.note(format!("{}: {note}", names.join(", ")));
        }
    }
    for (mut keys, values) in rows {
        keys.extend(values);
        sheet.push(keys);
    }
    sheet
}

/// One account of a plan, as far as a difference is about it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: String,
    reason: &'static str,
    /// `rep_id`, `previous_rep_id` and the measures, as text; empty where unknown.
    fields: BTreeMap<String, String>,
}

/// The accounts of a plan by id.
fn entries(basis: &Basis) -> BTreeMap<String, Entry> {
    let book = basis.book;
    (0..book.accounts.len())
        .map(|account| {
            let rep = basis.plan.alignment.0[account];
            let rep = rep.map_or("", |rep| book.reps[rep.at()].id.as_str());
            let mut fields = BTreeMap::from([
                ("rep_id".to_owned(), rep.to_owned()),
                (
                    "previous_rep_id".to_owned(),
                    owner_id(basis, account).to_owned(),
                ),
            ]);
            for measure in &book.measures {
                let value = measure.amounts[account];
                fields.insert(
                    measure.name.clone(),
                    value.map_or_else(String::new, |value| measure.format(value)),
                );
            }
            let entry = Entry {
                name: book.accounts.names.get(account).to_owned(),
                reason: basis.plan.reasons[account].as_str(),
                fields,
            };
            (book.accounts.ids.get(account).to_owned(), entry)
        })
        .collect()
}

/// What turns plan `a` into plan `b`, account by account in the order of their ids: stable text for git. Two equal plans differ in nothing.
pub fn diff(a: &Basis, b: &Basis) -> Sheet {
    let mut sheet = Sheet::new("diff", "Differences").with_columns(vec![
        SheetColumn::new("account_id", Kind::Id)
            .label("account")
            .once(),
        SheetColumn::new("name", Kind::Text).once(),
        SheetColumn::new("what", Kind::Key),
        SheetColumn::new("field", Kind::Text),
        SheetColumn::new("from", Kind::Id),
        SheetColumn::new("to", Kind::Id),
        SheetColumn::new("reason", Kind::Key),
    ]);
    let (a, b) = (entries(a), entries(b));
    let mut ids: Vec<&String> = a.keys().chain(b.keys()).collect();
    ids.sort();
    ids.dedup();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for id in ids {
        let (old, new) = (a.get(id), b.get(id));
        let Some(any) = new.or(old) else { continue };
        let what = match (old, new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "",
        };
        if !what.is_empty() {
            *counts.entry(what).or_default() += 1;
        }
        let of = |entry: Option<&Entry>, field: &str| -> String {
            entry
                .and_then(|entry| entry.fields.get(field).cloned())
                .unwrap_or_default()
        };
        let mut fields: Vec<&String> = old
            .into_iter()
            .chain(new)
            .flat_map(|entry| entry.fields.keys())
            .collect();
        fields.sort_by_key(|field| (*field != "rep_id", *field != "previous_rep_id", *field));
        fields.dedup();
        for field in fields {
            let (from, to) = (of(old, field), of(new, field));
            // An account that comes or goes is said even where nobody holds it.
            let always = !what.is_empty() && field == "rep_id";
            if from == to && !always {
                continue;
            }
            let word = match (what, field.as_str()) {
                ("", "rep_id") => "moved",
                ("", "previous_rep_id") => "owner",
                ("", _) => "changed",
                (what, _) => what,
            };
            if what.is_empty() {
                *counts.entry(word).or_default() += 1;
            }
            sheet.push(vec![
                Cell::text(id),
                Cell::text(&any.name),
                Cell::text(word),
                Cell::text(field),
                Cell::text(from),
                Cell::text(to),
                if word == "moved" {
                    Cell::text(any.reason)
                } else {
                    Cell::Missing
                },
            ]);
        }
    }
    if counts.is_empty() {
        sheet.note("No difference.");
    } else {
        let parts: Vec<String> = counts
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        sheet.note(format!("{}.", parts.join(", ")));
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::super::tests::{with, with_plan};
    use super::*;
    use crate::model::{Change, RepIndex};

    /// The fields of each account after the rows of a diff were applied.
    fn applied(start: &Basis, diff: &Sheet) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut accounts: BTreeMap<String, BTreeMap<String, String>> = entries(start)
            .into_iter()
            .map(|(id, entry)| (id, entry.fields))
            .collect();
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.to_string(),
            _ => String::new(),
        };
        for row in &diff.rows {
            let (id, what, field, to) =
                (text(&row[0]), text(&row[2]), text(&row[3]), text(&row[5]));
            if what == "removed" {
                accounts.remove(&id);
            } else {
                accounts.entry(id).or_default().insert(field, to);
            }
        }
        accounts
    }

    #[test]
    fn a_plan_does_not_differ_from_itself() {
        let sheet = with(|basis, _| diff(basis, basis));
        assert!(sheet.rows.is_empty());
        assert_eq!(sheet.notes, ["No difference."]);
    }

    #[test]
    fn applying_the_difference_gives_the_other_plan() {
        let change = |book: &mut crate::model::Book, plan: &mut crate::model::Plan| {
            plan.alignment.0[0] = Some(RepIndex(1));
            plan.changes[0] = Change::Moved;
            plan.alignment.0[3] = None;
            book.measures[0].amounts[1] = None;
            book.measures[0].amounts[5] = Some(8);
            book.accounts.ids = ["a1", "a2", "a3", "a4", "a5", "a6", "b7"]
                .into_iter()
                .collect();
        };
        with(|a, _| {
            with_plan(change, |b, _| {
                let sheet = diff(a, b);
                let expected: BTreeMap<_, _> = entries(b)
                    .into_iter()
                    .map(|(id, entry)| (id, entry.fields))
                    .collect();
                let mut result = applied(a, &sheet);
                for fields in result.values_mut() {
                    // unknown fields of an added account are not written
                    for field in expected.values().flat_map(BTreeMap::keys) {
                        fields.entry(field.clone()).or_default();
                    }
                }
                assert_eq!(result, expected);
                assert_eq!(sheet.notes, ["1 added, 2 changed, 2 moved, 1 removed."]);
            });
        });
    }

    #[test]
    fn scenarios_stand_side_by_side() {
        let sheet = with(|basis, ledger| {
            let summary =
                || super::super::summary(basis, ledger, super::super::By::Rep, false).remove(0);
            scenarios(&[("a".to_owned(), summary()), ("b".to_owned(), summary())])
        });
        let row = sheet
            .rows
            .iter()
            .find(|row| row[1] == Cell::text("gini"))
            .unwrap();
        assert_eq!(row.len(), 6);
        assert_eq!(row[4], row[5]);
    }
}
