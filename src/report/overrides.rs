//! The fate of each row of the overrides: the answer to whoever asked.

use super::{Basis, Cell, Kind, Sheet, SheetColumn, changes::name_of};
use crate::{
    balance::{Fate, FateOutcome},
    model::{Action, Override},
};

/// One row per override, in the order of the file. `fates` is what planning says of them; each is held against the plan as it stands.
pub fn overrides(basis: &Basis, fates: &[Fate]) -> Sheet {
    let travel = &basis.book.measures[basis.travel].name;
    let mut sheet = Sheet::new("overrides", "Overrides").with_columns(vec![
        SheetColumn::new("line", Kind::Number),
        SheetColumn::new("account_id", Kind::Id).label("account"),
        SheetColumn::new("name", Kind::Text),
        SheetColumn::new("action", Kind::Key),
        SheetColumn::new("asked_rep_id", Kind::Id).label("asked for"),
        SheetColumn::new("rep_id", Kind::Id).label("gets"),
        SheetColumn::new("rep_name", Kind::Text).label("name"),
        SheetColumn::new("fate", Kind::Key),
        SheetColumn::new("refused_by", Kind::Text),
        SheetColumn::new("cost", Kind::Number).unit(format!("{} x {travel}", basis.unit())),
        SheetColumn::new("reason", Kind::Text).label("asked because"),
        SheetColumn::new("expires", Kind::Date),
    ]);
    for fate in fates {
        let row = &basis.book.overrides[fate.row];
        let account = row.account as usize;
        let rep = basis.plan.alignment.0[account];
        let id = |rep: Option<crate::model::RepIndex>| {
            rep.map_or(Cell::Missing, |rep| {
                Cell::text(&basis.book.reps[rep.at()].id)
            })
        };
        let (good, word, rule) = outcome(basis, row, fate);
        sheet.push(vec![
            Cell::Integer(row.line as i64),
            Cell::text(basis.book.accounts.ids.get(account)),
            Cell::text(basis.book.accounts.names.get(account)),
            Cell::text(row.action.as_str()),
            id(row.rep),
            id(rep),
            name_of(basis, rep),
            Cell::Verdict(good, word.into()),
            Cell::text(rule),
            Cell::number(fate.cost.filter(|_| good), 1),
            Cell::text(&row.reason),
            row.expires.map_or(Cell::Missing, Cell::Date),
        ]);
    }
    if sheet.rows.is_empty() {
        sheet.note("No overrides were given.");
    } else {
        sheet.note("Cost: travel and continuity of this account above its cheapest permitted rep.");
    }
    sheet
}

/// The fate in a word, and the rule that refused.
fn outcome(basis: &Basis, row: &Override, fate: &Fate) -> (bool, &'static str, &'static str) {
    match fate.outcome {
        FateOutcome::Honoured if stands(basis, row) => (true, "honoured", ""),
        // Planning would have honoured it; somebody has changed the plan since.
        FateOutcome::Honoured => (false, "broken", ""),
        FateOutcome::Refused(rule) => (false, "refused", rule.as_str()),
        FateOutcome::NotGranted => (false, "not_granted", ""),
        FateOutcome::Expired => (true, "expired", ""),
        FateOutcome::NoOwner => (false, "no_owner", ""),
    }
}

/// Whether the plan does what the row asks.
fn stands(basis: &Basis, row: &Override) -> bool {
    let account = row.account as usize;
    let rep = basis.plan.alignment.0[account];
    match row.action {
        Action::Pin | Action::Prefer => rep == row.rep,
        Action::Exclude => rep != row.rep,
        Action::Lock => rep.is_some() && rep == basis.book.accounts.owners[account].rep(),
    }
}
