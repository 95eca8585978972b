//! The best k moves from today: a row per move, the most useful first, with the figures after it.

use super::{Basis, Cell, Kind, Sheet, SheetColumn};
use crate::balance::moves::{Moves, Stage};

/// Row 0 is today with what leaves no choice; row k is the figures after the first k moves.
pub fn moves(basis: &Basis, moves: &Moves) -> Sheet {
    let book = basis.book;
    let travel = &book.measures[basis.travel].name;
    let cost = format!("{} x {travel}", basis.unit());
    let mut columns = vec![
        SheetColumn::new("move", Kind::Number),
        SheetColumn::new("account_id", Kind::Id).label("account"),
        SheetColumn::new("name", Kind::Text),
        SheetColumn::new("accounts", Kind::Number),
        SheetColumn::new("from_rep_id", Kind::Id).label("from"),
        SheetColumn::new("to_rep_id", Kind::Id).label("to"),
    ];
    for balanced in &basis.balanced {
        columns.push(SheetColumn::new(
            book.measures[balanced.measure].name.clone(),
            Kind::Number,
        ));
    }
    columns.extend([
        SheetColumn::new("balance_done", Kind::Percent).label("of the balance"),
        SheetColumn::new("violation", Kind::Percent).label("outside bounds"),
        SheetColumn::new("max_deviation", Kind::Percent).label("worst deviation"),
        SheetColumn::new("cost", Kind::Number).unit(&*cost),
    ]);
    let mut sheet = Sheet::new("moves", "Moves in order of gain").with_columns(columns);
    let figures = |stage: &Stage, balance: Option<f64>| {
        [
            balance.map_or(Cell::Missing, Cell::Percent),
            Cell::Percent(stage.violation),
            stage.max_deviation.map_or(Cell::Missing, Cell::Percent),
            Cell::Number(stage.cost, 1),
        ]
    };
    let mut start = vec![Cell::Integer(0)];
    start.resize(6 + basis.balanced.len(), Cell::Missing);
    start.extend(figures(
        &moves.start,
        moves.rows.first().and_then(|row| row.balance).map(|_| 0.0),
    ));
    sheet.push(start);
    for (at, row) in moves.rows.iter().enumerate() {
        let first = row.accounts.first().map_or(0, |&account| account as usize);
        let mut cells = vec![
            Cell::count(at + 1),
            Cell::text(book.accounts.ids.get(first)),
            Cell::text(book.accounts.names.get(first)),
            Cell::count(row.accounts.len()),
            Cell::text(&book.reps[row.from].id),
            Cell::text(&book.reps[row.to].id),
        ];
        for balanced in &basis.balanced {
            let measure = &book.measures[balanced.measure];
            let amounts = row.accounts.iter();
            let known = amounts.filter_map(|&account| measure.amounts[account as usize]);
            cells.push(Cell::known(known.reduce(|a, b| a + b), measure.decimals));
        }
        cells.extend(figures(&row.after, row.balance));
        sheet.push(cells);
    }
    notes(&mut sheet, moves);
    sheet
}

fn notes(sheet: &mut Sheet, moves: &Moves) {
    if moves.required > 0 {
        sheet.note(format!(
            "Row 0 is today with {} accounts placed as the plan has them, because they have no owner or may not stay.",
            moves.required
        ));
    } else {
        sheet.note("Row 0 is today.");
    }
    let reached = |share: f64| {
        moves
            .rows
            .iter()
            .position(|row| row.balance.is_some_and(|done| done >= share - 1e-12))
    };
    if let (Some(most), Some(all)) = (reached(0.8), reached(1.0)) {
        sheet.note(format!(
            "The first {} of {} moves get 80% of the balance, the first {} all of it; what follows shortens travel or makes room.",
            most + 1,
            moves.rows.len(),
            all + 1
        ));
    }
    sheet.note("Outside bounds: the sum of what lies outside of bounds over all territories and measures; 100% is a whole target.");
}
