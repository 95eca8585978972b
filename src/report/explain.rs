//! Why an account is where it is: a row per rep, with what would change there, exactly.

use super::{Basis, Cell, Kind, Sheet, SheetColumn};
use crate::balance::{Problem, explain::Choice, explain::Explanation};

/// One row per rep: the plan's first, then possible ones from the cheapest up, then blocked ones with the rule that blocks them.
pub fn explain(basis: &Basis, problem: &Problem, explanation: &Explanation) -> Sheet {
    let book = basis.book;
    let id = book.accounts.ids.get(explanation.account);
    let travel = &book.measures[basis.travel].name;
    let cost = format!("{} x {travel}", basis.unit());
    let mut columns = vec![
        SheetColumn::new("rep_id", Kind::Id).label("rep"),
        SheetColumn::new("rep_name", Kind::Text).label("name"),
        SheetColumn::new("role", Kind::Key).label("is"),
        SheetColumn::new("distance", Kind::Number).unit(basis.unit()),
        SheetColumn::new("cost", Kind::Number).unit(&*cost),
        SheetColumn::new("travel", Kind::Number).unit(&*cost),
        SheetColumn::new("continuity", Kind::Number).unit(&*cost),
        SheetColumn::new("misfit", Kind::Number).unit(&*cost),
        SheetColumn::new("cost_change", Kind::Number)
            .label("plan's cost")
            .unit(&*cost),
        SheetColumn::new("violation_change", Kind::Deviation).label("violation"),
    ];
    let has_prices = explanation
        .choices
        .iter()
        .any(|choice| choice.worth.is_some());
    if has_prices {
        columns.push(
            SheetColumn::new("priced_cost", Kind::Number)
                .label("cost at prices")
                .unit(&*cost),
        );
    }
    for targets in &problem.targets.measures {
        let name = &targets.request.name;
        columns.push(
            SheetColumn::new(format!("{name}_after"), Kind::Number).label(format!("{name} then")),
        );
        columns.push(
            SheetColumn::new(format!("{name}_deviation"), Kind::Deviation).label("off target"),
        );
    }
    columns.push(SheetColumn::new("blocked_by", Kind::Text).label("forbidden by"));
    let mut sheet = Sheet::new("explain", format!("Account {id}: every rep")).with_columns(columns);
    let is_plans = |choice: &&Choice| explanation.rep == Some(choice.rep);
    let (first, others): (Vec<&Choice>, Vec<&Choice>) =
        explanation.choices.iter().partition(is_plans);
    for choice in first.into_iter().chain(others) {
        let rep = &book.reps[choice.rep];
        let mut row = vec![
            Cell::text(&rep.id),
            Cell::text(&rep.name),
            Cell::text(role(explanation, choice)),
            Cell::number(choice.distance, 1),
            Cell::Number(choice.cost.total, 2),
            Cell::Number(choice.cost.travel, 2),
            Cell::Number(choice.cost.continuity, 2),
            Cell::Number(choice.cost.misfit, 2),
            Cell::Number(choice.cost_change, 2),
            Cell::Percent(choice.violation_change),
        ];
        if has_prices {
            row.push(Cell::number(choice.priced(), 2));
        }
        for effect in &choice.measures {
            row.push(Cell::Number(effect.after, 2));
            row.push(effect.deviation_after.map_or(Cell::Missing, Cell::Percent));
        }
        row.push(Cell::text(
            choice
                .block
                .as_ref()
                .map(crate::balance::Block::describe)
                .unwrap_or_default(),
        ));
        sheet.push(row);
    }
    notes(&mut sheet, basis, explanation, has_prices);
    sheet
}

/// What the rep is to the account.
fn role(explanation: &Explanation, choice: &Choice) -> &'static str {
    match (
        explanation.rep == Some(choice.rep),
        explanation.owner == Some(choice.rep),
    ) {
        (true, true) => "rep and owner",
        (true, false) => "rep",
        (false, true) => "owner",
        (false, false) => "",
    }
}

fn notes(sheet: &mut Sheet, basis: &Basis, explanation: &Explanation, has_prices: bool) {
    let account = explanation.account;
    if let Some(reason) = basis.plan.reasons.get(account) {
        sheet.note(format!(
            "Change: {}; reason: {}.",
            basis.plan.changes[account].as_str(),
            reason.as_str().replace('_', " ")
        ));
    }
    if explanation.together.len() > 1 {
        let ids = explanation
            .together
            .iter()
            .take(5)
            .map(|&other| basis.book.accounts.ids.get(other as usize));
        sheet.note(format!(
            "{} accounts stay together and move together: {}{}. Costs and amounts are of all of them.",
            explanation.together.len(),
            ids.collect::<Vec<_>>().join(", "),
            if explanation.together.len() > 5 { ", …" } else { "" }
        ));
    }
    sheet.note("Plan's cost and violation: how the whole plan changes if the account goes there and nothing else moves; 100% is a whole target.");
    if has_prices {
        sheet.note("Cost at prices: cost less what the account's amounts are worth to the rep at the plan's prices; the least one wins but for what whole accounts cannot fit.");
    } else {
        sheet.note("Without the plan's manifest there are no prices.");
    }
}
