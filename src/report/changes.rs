//! Which accounts change hands, from whom to whom and why; and how much flows between reps, managers or regions.

use std::collections::BTreeMap;

use super::{Basis, By, Cell, Kind, Ledger, Sheet, SheetColumn};
use crate::model::{Change, Owner, RepIndex};

/// The accounts that change, in the order of the plan; with `all` also those that are kept. Then who passes how much to whom.
pub fn changes(basis: &Basis, ledger: &Ledger, by: By, all: bool) -> Vec<Sheet> {
    let flows = flows(basis, by);
    if by == By::Rep {
        vec![accounts(basis, ledger, all), flows]
    } else {
        vec![flows]
    }
}

/// The id of an account's owner; empty for nobody.
pub(super) fn owner_id<'a>(basis: &'a Basis, account: usize) -> &'a str {
    match &basis.book.accounts.owners[account] {
        Owner::Nobody => "",
        Owner::Rep(rep) => &basis.book.reps[rep.at()].id,
        Owner::Unknown(id) => id,
    }
}

/// A rep's name, where he is in the book.
pub(super) fn name_of(basis: &Basis, rep: Option<RepIndex>) -> Cell {
    rep.map_or(Cell::Missing, |rep| {
        Cell::text(&basis.book.reps[rep.at()].name)
    })
}

fn accounts(basis: &Basis, ledger: &Ledger, all: bool) -> Sheet {
    let (book, plan) = (basis.book, basis.plan);
    let shown = basis.shown();
    let mut sheet = Sheet::new("changes", "Changes");
    let mut columns = vec![
        SheetColumn::new("account_id", Kind::Id).label("account"),
        SheetColumn::new("name", Kind::Text),
        SheetColumn::new("previous_rep_id", Kind::Id).label("from"),
        SheetColumn::new("previous_rep_name", Kind::Text)
            .label("from name")
            .optional(),
        SheetColumn::new("rep_id", Kind::Id).label("to"),
        SheetColumn::new("rep_name", Kind::Text)
            .label("to name")
            .optional(),
        SheetColumn::new("change", Kind::Key),
        SheetColumn::new("reason", Kind::Key),
    ];
    for &measure in &shown {
        columns.push(
            SheetColumn::new(&*book.measures[measure].name, Kind::Number)
                .unit(basis.unit_of(measure)),
        );
    }
    for (name, label) in [("distance_before", "trip before"), ("distance", "trip")] {
        columns.push(
            SheetColumn::new(name, Kind::Number)
                .label(label)
                .unit(basis.unit()),
        );
    }
    sheet.columns = columns;
    for account in 0..book.accounts.len() {
        let change = plan.changes[account];
        if change == Change::Kept && !all {
            continue;
        }
        let owner = book.accounts.owners[account].rep();
        let rep = plan.alignment.0[account];
        let km = |rep: Option<RepIndex>| {
            let metres = rep.and_then(|rep| (basis.distance)(account, rep.at()));
            Cell::number(metres.map(|metres| metres as f64 / 1000.0), 1)
        };
        let mut row = vec![
            Cell::text(book.accounts.ids.get(account)),
            Cell::text(book.accounts.names.get(account)),
            Cell::text(owner_id(basis, account)),
            name_of(basis, owner),
            rep.map_or(Cell::Missing, |rep| Cell::text(&book.reps[rep.at()].id)),
            name_of(basis, rep),
            Cell::text(change.as_str()),
            Cell::text(plan.reasons[account].as_str()),
        ];
        for &measure in &shown {
            let of = &book.measures[measure];
            row.push(Cell::known(of.amounts[account], of.decimals));
        }
        row.extend([km(owner), km(rep)]);
        sheet.push(row);
    }
    let owned = ledger.owned.accounts;
    if sheet.rows.is_empty() {
        sheet.note("No account changes hands.");
    } else if owned > 0 {
        let moved = ledger.moved.accounts;
        let share = moved as f64 * 100.0 / owned as f64;
        sheet.note(format!(
            "{moved} of {owned} owned accounts move to another rep ({share:.1}%)."
        ));
    }
    sheet
}

/// What passes between two sides.
#[derive(Default)]
struct Flow {
    accounts: i64,
    /// Of each measure that is shown, as far as it is known.
    amounts: Vec<Option<i128>>,
}

/// One row for each pair of reps, managers or regions between which accounts pass.
fn flows(basis: &Basis, by: By) -> Sheet {
    let (book, plan) = (basis.book, basis.plan);
    let shown = basis.shown();
    let side = |rep: Option<RepIndex>, id: &str| -> String {
        let rep = rep.map(|rep| &book.reps[rep.at()]);
        match by {
            By::Rep => id.to_owned(),
            By::Manager => rep
                .and_then(|rep| rep.manager_id.clone())
                .unwrap_or_default(),
            By::Region => rep.and_then(|rep| rep.region.clone()).unwrap_or_default(),
        }
    };
    let mut flows: BTreeMap<(String, String), Flow> = BTreeMap::new();
    let mut unknown = vec![0; shown.len()];
    for account in 0..book.accounts.len() {
        if plan.changes[account] == Change::Kept {
            continue;
        }
        let rep = plan.alignment.0[account];
        if rep.is_none() && book.accounts.owners[account] == Owner::Nobody {
            continue;
        }
        let to = rep.map_or("", |rep| &book.reps[rep.at()].id);
        let from = book.accounts.owners[account].rep();
        let key = (side(from, owner_id(basis, account)), side(rep, to));
        let flow = flows.entry(key).or_default();
        flow.accounts += 1;
        flow.amounts.resize(shown.len(), None);
        let sides = flow.amounts.iter_mut().zip(&mut unknown);
        for ((sum, unknown), &measure) in sides.zip(&shown) {
            match book.measures[measure].amounts[account] {
                Some(amount) => *sum.get_or_insert(0) += i128::from(amount),
                None => *unknown += 1,
            }
        }
    }
    let kind = if by == By::Region {
        Kind::Text
    } else {
        Kind::Id
    };
    let mut sheet = Sheet::new("flows", format!("Flows by {}", by.as_str()));
    for side in ["from", "to"] {
        let name = format!("{side}_{}", by.as_str());
        sheet.columns.push(SheetColumn::new(&*name, kind));
        if by != By::Region {
            let column = SheetColumn::new(format!("{name}_name"), Kind::Text);
            let column = column.label(format!("{side} name")).optional();
            sheet.columns.push(column);
        }
    }
    sheet
        .columns
        .push(SheetColumn::new("accounts", Kind::Number));
    for &measure in &shown {
        let column = SheetColumn::new(&*book.measures[measure].name, Kind::Number);
        sheet.columns.push(column.unit(basis.unit_of(measure)));
    }
    // A manager is often a row of the rep table, too.
    let reps = book.reps.iter();
    let names: BTreeMap<&str, &str> = reps.map(|rep| (&*rep.id, &*rep.name)).collect();
    let (mut from_nobody, mut to_nobody) = (false, false);
    for ((from, to), flow) in flows {
        from_nobody |= by == By::Rep && from.is_empty();
        to_nobody |= by == By::Rep && to.is_empty();
        let mut row = Vec::new();
        for id in [from, to] {
            let name = names.get(&*id).copied().unwrap_or_default();
            row.push(Cell::text(id));
            if by != By::Region {
                row.push(Cell::text(name));
            }
        }
        row.push(Cell::Integer(flow.accounts));
        for (sum, &measure) in flow.amounts.iter().zip(&shown) {
            let sum = sum.map(|sum| i64::try_from(sum).unwrap_or(i64::MAX));
            row.push(Cell::known(sum, book.measures[measure].decimals));
        }
        sheet.push(row);
    }
    if from_nobody {
        sheet.note("From nobody: the accounts had no owner.");
    }
    if to_nobody {
        sheet.note("To nobody: the accounts are without a rep.");
    }
    for (&measure, unknown) in shown.iter().zip(unknown) {
        sheet.note_unknown(&book.measures[measure].name, unknown);
    }
    sheet
}
