//! Handover sheets: what each rep gives and gets, with what the next rep must know.

use super::{
    Basis, Cell, Kind, Sheet, SheetColumn, assignments,
    changes::{name_of, owner_id},
};
use crate::model::{Change, Grid, Owner};

/// Columns of the plan's table that a handover is about, where the table has them.
const WORTH_KNOWING: [&str; 8] = [
    "pipeline",
    "renewal_date",
    "last_activity",
    "sales_last",
    "segment",
    "tier",
    "city",
    "postal_code",
];

/// Every account that passes from one rep to another, by the rep who gives it, then by the rep who gets it.
pub fn handover(basis: &Basis, grid: &Grid) -> Sheet {
    let mut sheet = Sheet::new("handover", "Handover");
    sheet.columns = columns(basis, grid);
    let mut accounts: Vec<usize> = (0..basis.book.accounts.len())
        .filter(|&account| passes(basis, account))
        .collect();
    accounts.sort_by_key(|&account| key(basis, account));
    for account in accounts {
        sheet.push(cells(basis, grid, account));
    }
    if sheet.rows.is_empty() {
        sheet.note("No account passes from one rep to another.");
    }
    sheet
}

/// One rep's pack: what he gives, then what he gets, each with the other side. `None` where nothing passes.
pub fn pack(basis: &Basis, grid: &Grid, rep: usize) -> Option<Sheet> {
    let of = &basis.book.reps[rep];
    let mut sheet = Sheet::new("handover", format!("Handover of {} ({})", of.name, of.id));
    sheet.columns = vec![SheetColumn::new("direction", Kind::Key).once()];
    sheet.columns.extend(columns(basis, grid));
    for (word, giving) in [("gives", true), ("gets", false)] {
        let mut accounts: Vec<usize> = (0..basis.book.accounts.len())
            .filter(|&account| {
                let from = basis.book.accounts.owners[account].rep();
                let side = if giving {
                    from
                } else {
                    basis.plan.alignment.0[account]
                };
                basis.plan.changes[account] != Change::Kept
                    && side.is_some_and(|side| side.at() == rep)
            })
            .collect();
        accounts.sort_by_key(|&account| key(basis, account));
        for account in accounts {
            let mut row = vec![Cell::text(word)];
            row.extend(cells(basis, grid, account));
            sheet.push(row);
        }
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

/// Whether somebody hands the account over: it had an owner and he does not keep it.
fn passes(basis: &Basis, account: usize) -> bool {
    basis.book.accounts.owners[account] != Owner::Nobody
        && basis.plan.changes[account] != Change::Kept
}

/// By giver, receiver, account.
fn key<'a>(basis: &'a Basis, account: usize) -> (&'a str, &'a str, &'a str) {
    let to =
        basis.plan.alignment.0[account].map_or("", |rep| basis.book.reps[rep.at()].id.as_str());
    (
        owner_id(basis, account),
        to,
        basis.book.accounts.ids.get(account),
    )
}

/// The columns of the table that are shown besides measures, and their positions.
fn worth_knowing<'a>(basis: &'a Basis, grid: &'a Grid) -> impl Iterator<Item = usize> + 'a {
    WORTH_KNOWING
        .into_iter()
        .filter(|name| basis.book.measure(name).is_none())
        .filter_map(|name| grid.position(name))
}

fn columns(basis: &Basis, grid: &Grid) -> Vec<SheetColumn> {
    let mut columns = vec![
        SheetColumn::new("from_rep_id", Kind::Id)
            .label("from")
            .once(),
        SheetColumn::new("from_rep_name", Kind::Text)
            .label("from name")
            .once()
            .optional(),
        SheetColumn::new("to_rep_id", Kind::Id).label("to"),
        SheetColumn::new("to_rep_name", Kind::Text)
            .label("to name")
            .optional(),
        SheetColumn::new("account_id", Kind::Id).label("account"),
        SheetColumn::new("name", Kind::Text),
        SheetColumn::new("reason", Kind::Key),
    ];
    for measure in basis.shown() {
        let name = basis.book.measures[measure].name.clone();
        columns.push(SheetColumn::new(name, Kind::Number).unit(basis.unit_of(measure)));
    }
    for at in worth_knowing(basis, grid) {
        let column = &grid.columns[at];
        columns.push(SheetColumn::new(&*column.name, assignments::kind(column)).optional());
    }
    columns
}

fn cells(basis: &Basis, grid: &Grid, account: usize) -> Vec<Cell> {
    let book = basis.book;
    let to = basis.plan.alignment.0[account];
    let mut row = vec![
        Cell::text(owner_id(basis, account)),
        name_of(basis, book.accounts.owners[account].rep()),
        to.map_or(Cell::Missing, |rep| Cell::text(&book.reps[rep.at()].id)),
        name_of(basis, to),
        Cell::text(book.accounts.ids.get(account)),
        Cell::text(book.accounts.names.get(account)),
        Cell::text(basis.plan.reasons[account].as_str()),
    ];
    for measure in basis.shown() {
        let of = &book.measures[measure];
        row.push(Cell::known(of.amounts[account], of.decimals));
    }
    for at in worth_knowing(basis, grid) {
        let column = &grid.columns[at];
        row.push(assignments::cell(
            column.cells.get(account),
            assignments::kind(column),
        ));
    }
    row
}
