//! One row per territory: what it holds before and after, how that stands to its target, how busy its rep is, how far he travels.

use super::{
    Balanced, Basis, By, Cell, Goal, Group, Kind, Ledger, Sheet, SheetColumn, groups,
    groups::{key_cells, key_columns},
    ledger::{Page, Sums},
};

/// The territories in full, and what each gains and loses.
pub fn territories(basis: &Basis, ledger: &Ledger, by: By) -> Vec<Sheet> {
    vec![
        table(basis, ledger, by, true),
        gains_and_losses(basis, ledger, by),
    ]
}

/// One row per territory; `full` adds what was before, targets and the verdict on each measure.
pub(super) fn table(basis: &Basis, ledger: &Ledger, by: By, full: bool) -> Sheet {
    let shown = basis.shown();
    let busy = basis.workload().filter(|_| has_capacity(basis));
    let mut sheet = Sheet::new("territories", title(by));
    let mut columns = key_columns(by);
    if full {
        columns.push(SheetColumn::new("accounts_before", Kind::Number).label("accts before"));
    }
    columns.push(SheetColumn::new("accounts", Kind::Number).label("accts"));
    for &measure in &shown {
        columns.extend(measure_columns(basis, measure, full));
    }
    if busy.is_some() {
        if full {
            columns
                .push(SheetColumn::new("utilisation_before", Kind::Percent).label("util. before"));
        }
        columns.push(
            SheetColumn::new("utilisation", Kind::Percent)
                .label("util.")
                .bar(),
        );
    }
    columns.extend(distance_columns(basis, full));
    columns.push(SheetColumn::new("status", Kind::Text));
    sheet.columns = columns;
    for group in groups(basis, ledger, by) {
        let page = group.page(ledger);
        let mut row = key_cells(&group, by);
        if full {
            row.push(count(&page.before));
        }
        row.push(count(&page.after));
        for &measure in &shown {
            row.extend(measure_cells(basis, measure, &group, &page, full));
        }
        if let Some(workload) = busy {
            if full {
                row.push(utilisation(basis, &group, &page.before, workload));
            }
            row.push(utilisation(basis, &group, &page.after, workload));
        }
        row.extend(distance_cells(basis, &page, full));
        row.push(status(basis, &group, &page));
        sheet.push(row);
    }
    if full {
        note_unknown(basis, ledger, &mut sheet);
    }
    sheet
}

/// Says of each measure for how many accounts it is unknown.
pub(super) fn note_unknown(basis: &Basis, ledger: &Ledger, sheet: &mut Sheet) {
    for measure in basis.shown() {
        let name = &basis.book.measures[measure].name;
        sheet.note_unknown(name, ledger.all.unknown[measure]);
    }
}

fn title(by: By) -> &'static str {
    match by {
        By::Rep => "Territories",
        By::Manager => "Territories by manager",
        By::Region => "Territories by region",
    }
}

fn count(sums: &Sums) -> Cell {
    Cell::Integer(sums.accounts as i64)
}

/// Whether some rep has a capacity.
pub(super) fn has_capacity(basis: &Basis) -> bool {
    basis.book.reps.iter().any(|rep| rep.capacity.is_some())
}

/// The balanced measure at a position of the book.
fn balanced_at<'a>(basis: &'a Basis, measure: usize) -> Option<&'a Balanced> {
    basis.balanced.iter().find(|one| one.measure == measure)
}

fn measure_columns(basis: &Basis, measure: usize, full: bool) -> Vec<SheetColumn> {
    let name = &basis.book.measures[measure].name;
    let unit = basis.unit_of(measure);
    let column = |suffix: &str, kind| {
        SheetColumn::new(format!("{name}{suffix}"), kind)
            .label(name.clone())
            .in_group(name)
    };
    let mut columns = Vec::new();
    if full {
        columns.push(
            column("_before", Kind::Number)
                .label(format!("{name} before"))
                .unit(unit),
        );
    }
    columns.push(column("", Kind::Number).unit(unit));
    if let Some(balanced) = balanced_at(basis, measure)
        && balanced.rule.is_some()
    {
        if full {
            columns.push(column("_target", Kind::Number).label("target").unit(unit));
            columns.push(column("_deviation_before", Kind::Deviation).label("off before"));
        }
        columns.push(
            column("_deviation", Kind::Deviation)
                .label("off target")
                .bar(),
        );
    }
    if full && balanced_at(basis, measure).is_some() {
        columns.push(column("_status", Kind::Key).label("bounds"));
    }
    columns
}

/// The goals of a group's reps, added up; `None` where none is planned.
fn goal(balanced: &Balanced, group: &Group) -> Option<Goal> {
    group
        .reps
        .iter()
        .filter_map(|&rep| balanced.goals[rep])
        .reduce(|a, b| Goal {
            target: a.target.zip(b.target).map(|(a, b)| a + b),
            lower: a.lower.saturating_add(b.lower),
            upper: a.upper.saturating_add(b.upper),
        })
}

fn measure_cells(
    basis: &Basis,
    measure: usize,
    group: &Group,
    page: &Page,
    full: bool,
) -> Vec<Cell> {
    let decimals = basis.book.measures[measure].decimals;
    let (before, after) = (page.before.known(measure), page.after.known(measure));
    let mut cells = Vec::new();
    if full {
        cells.push(Cell::known(before, decimals));
    }
    cells.push(Cell::known(after, decimals));
    let Some(balanced) = balanced_at(basis, measure) else {
        return cells;
    };
    let goal = goal(balanced, group);
    let deviation = |load: Option<i64>| Cell::percent(goal.and_then(|goal| goal.deviation(load?)));
    if balanced.rule.is_some() {
        if full {
            let scale = 10f64.powi(i32::from(decimals));
            let target = goal.and_then(|goal| goal.target);
            let target = target.map(|target| target / scale);
            // A target is seldom whole; of a large one nobody wants the fraction.
            let least = u8::from(target.is_some_and(|target| target < 10_000.0));
            cells.push(Cell::number(target, decimals.min(2).max(least)));
            cells.push(deviation(before));
        }
        cells.push(deviation(after));
    }
    if full {
        cells.push(goal.map_or(Cell::Missing, |goal| {
            let (good, word) = verdict(goal, after);
            Cell::Verdict(good, word.into())
        }));
    }
    cells
}

/// How a load stands to its goal; what is unknown is not taken for good.
fn verdict(goal: Goal, load: Option<i64>) -> (bool, &'static str) {
    load.map_or((false, "unknown"), |load| goal.verdict(load))
}

/// Planned hours over the hours that the group's planned reps have; those who have left bring none.
pub(super) fn utilisation(basis: &Basis, group: &Group, sums: &Sums, workload: usize) -> Cell {
    let planned: Vec<usize> = group
        .reps
        .iter()
        .copied()
        .filter(|&rep| basis.planned[rep])
        .collect();
    let reps = if planned.is_empty() {
        &group.reps
    } else {
        &planned
    };
    Cell::percent(utilised(basis, reps, sums, workload))
}

/// Planned hours over the hours that some reps have; `None` where one of them has no capacity, or the hours are unknown of all their accounts.
pub(super) fn utilised(basis: &Basis, reps: &[usize], sums: &Sums, workload: usize) -> Option<f64> {
    let hours: Option<f64> = reps
        .iter()
        .map(|&rep| basis.book.reps[rep].effective_capacity())
        .sum();
    let planned = basis.book.measures[workload].to_f64(sums.known(workload)?);
    hours
        .filter(|hours| *hours > 0.0)
        .map(|hours| planned / hours)
}

fn distance_columns(basis: &Basis, full: bool) -> Vec<SheetColumn> {
    let column = |name: &str| SheetColumn::new(name, Kind::Number).unit(basis.unit());
    let mut columns = Vec::new();
    if full {
        columns.push(column("distance_before").label("mean trip before"));
    }
    columns.push(column("distance").label("mean trip"));
    if full && basis.roads != super::Roads::None {
        columns.push(column("distance_road").label("by road, est."));
    }
    columns
}

fn distance_cells(basis: &Basis, page: &Page, full: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    if full {
        cells.push(Cell::number(page.before.mean_distance(), 1));
    }
    cells.push(Cell::number(page.after.mean_distance(), 1));
    if full && basis.roads != super::Roads::None {
        cells.push(Cell::number(page.after.mean_road(), 1));
    }
    cells
}

/// One verdict on the whole row: `in`, the measures that are out, or why the rep is no longer planned.
fn status(basis: &Basis, group: &Group, page: &Page) -> Cell {
    if group.reps.iter().all(|&rep| !basis.planned[rep]) {
        let empty = page.after.accounts == 0;
        let gone = group.reps.iter().all(|&rep| !basis.available[rep]);
        let word = if gone { "left" } else { "not planned" };
        return Cell::Verdict(empty, word.into());
    }
    let out: Vec<String> = basis
        .balanced
        .iter()
        .filter_map(|balanced| {
            let load = page.after.known(balanced.measure);
            let (good, word) = verdict(goal(balanced, group)?, load);
            let name = &basis.book.measures[balanced.measure].name;
            (!good).then(|| format!("{name} {word}"))
        })
        .collect();
    if out.is_empty() {
        Cell::Verdict(true, "in".into())
    } else {
        Cell::Verdict(false, out.join(", ").into())
    }
}

/// What each territory gains, loses, and keeps in the end.
fn gains_and_losses(basis: &Basis, ledger: &Ledger, by: By) -> Sheet {
    let shown = basis.shown();
    let mut sheet = Sheet::new("gains_and_losses", "Gains and losses");
    let mut columns = key_columns(by);
    let trio = |name: &str, unit: &str| {
        ["gained", "lost", "net"].map(|what| {
            SheetColumn::new(format!("{name}_{what}"), Kind::Number)
                .in_group(name)
                .label(format!("{name} {what}"))
                .unit(unit)
        })
    };
    columns.extend(trio("accounts", ""));
    for &measure in &shown {
        columns.extend(trio(
            &basis.book.measures[measure].name,
            basis.unit_of(measure),
        ));
    }
    sheet.columns = columns;
    for group in groups(basis, ledger, by) {
        let page = group.page(ledger);
        let mut row = key_cells(&group, by);
        let (gained, lost) = (page.gained.accounts as i64, page.lost.accounts as i64);
        row.extend([gained, lost, gained - lost].map(Cell::Integer));
        for &measure in &shown {
            let decimals = basis.book.measures[measure].decimals;
            let (gained, lost) = (page.gained.known(measure), page.lost.known(measure));
            let net = gained.zip(lost).map(|(gained, lost)| gained - lost);
            row.extend([gained, lost, net].map(|sum| Cell::known(sum, decimals)));
        }
        sheet.push(row);
    }
    sheet.note(
        "Gained: comes from another owner or from nobody. Lost: goes to another rep or to nobody.",
    );
    if by != By::Rep {
        sheet.note("What passes between reps of one group counts on both sides; the net figure is the group's.");
    }
    sheet
}
