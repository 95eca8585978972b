//! The team's figures before and after, and one row per territory.

use super::{
    Balanced, Basis, By, Cell, Chart, Kind, Ledger, Page, Sheet, SheetColumn, Sums, statistics,
    territories,
};
use crate::model::Tolerance;

/// Charts of the territories, which stand in a sheet of their own: each balanced measure before, after and its target; hours.
fn charts(basis: &Basis) -> Vec<Chart> {
    let chart = |title: String, columns: [String; 2], line: Option<String>| Chart {
        title,
        sheet: "territories".to_owned(),
        labels: "rep_name".to_owned(),
        columns: columns.into(),
        line,
    };
    let mut charts: Vec<Chart> = basis
        .balanced
        .iter()
        .map(|balanced| {
            let name = &basis.book.measures[balanced.measure].name;
            let line = balanced.rule.as_ref().map(|_| format!("{name}_target"));
            let columns = [format!("{name}_before"), name.clone()];
            chart(format!("{name} by territory"), columns, line)
        })
        .collect();
    if basis.workload().is_some() && territories::has_capacity(basis) {
        let columns = ["utilisation_before".to_owned(), "utilisation".to_owned()];
        charts.push(chart("Utilisation".to_owned(), columns, None));
    }
    charts
}

/// The team's figures, then its territories: in brief for a page, in full for a workbook, which draws charts of them.
pub fn summary(basis: &Basis, ledger: &Ledger, by: By, full: bool) -> Vec<Sheet> {
    let mut sheets = vec![figures(basis, ledger)];
    if full {
        sheets.extend(territories::territories(basis, ledger, by));
    } else {
        sheets.push(territories::table(basis, ledger, by, false));
    }
    sheets
}

/// One row per figure.
fn figures(basis: &Basis, ledger: &Ledger) -> Sheet {
    let mut rows = Rows(Sheet::new("summary", "Summary").with_columns(vec![
        SheetColumn::new("topic", Kind::Text).once(),
        SheetColumn::new("figure", Kind::Key),
        SheetColumn::new("unit", Kind::Text).label(""),
        SheetColumn::new("before", Kind::Mixed),
        SheetColumn::new("after", Kind::Mixed),
    ]));
    team(basis, ledger, &mut rows);
    for measure in basis.shown() {
        if let Some(balanced) = basis.balanced.iter().find(|one| one.measure == measure) {
            balance(basis, ledger, balanced, &mut rows);
        }
        shares(basis, ledger, measure, &mut rows);
    }
    busy(basis, ledger, &mut rows);
    travel(basis, ledger, &mut rows);
    let mut sheet = rows.0;
    notes(basis, ledger, &mut sheet);
    sheet.charts = charts(basis);
    sheet
}

/// The sheet while it grows.
struct Rows(Sheet);

impl Rows {
    fn add(&mut self, topic: &str, figure: &str, unit: &str, before: Cell, after: Cell) {
        self.0.push(vec![
            Cell::text(topic),
            Cell::text(figure),
            Cell::text(unit),
            before,
            after,
        ]);
    }

    /// A figure that there is of the plan only.
    fn add_after(&mut self, topic: &str, figure: &str, after: Cell) {
        self.add(topic, figure, "", Cell::Missing, after);
    }

    /// How much there is, how much of it has a rep, and the share of that: of accounts or of a measure.
    fn add_coverage(
        &mut self,
        ledger: &Ledger,
        topic: &str,
        unit: &str,
        amount: &dyn Fn(&Sums) -> Cell,
        share: &dyn Fn(&Sums, &Sums) -> Cell,
    ) {
        let (all, before, after) = (&ledger.all, &ledger.held, &ledger.assigned);
        self.add(topic, "total", unit, amount(all), amount(all));
        self.add(topic, "with_a_rep", unit, amount(before), amount(after));
        self.add(topic, "coverage", "", share(before, all), share(after, all));
    }
}

fn team(basis: &Basis, ledger: &Ledger, rows: &mut Rows) {
    let count = |sums: &Sums| Cell::Integer(sums.accounts as i64);
    let share = |part: &Sums, whole: &Sums| ratio(part.accounts as f64, whole.accounts as f64);
    let territories = basis.planned.iter().filter(|planned| **planned).count();
    let topic = "accounts";
    rows.add_after("team", "territories", Cell::count(territories));
    rows.add_coverage(ledger, topic, "", &count, &share);
    if ledger.owned.accounts == 0 {
        return;
    }
    let moved = &ledger.moved;
    let dropped = ledger.owned.accounts - ledger.kept.accounts - moved.accounts;
    rows.add(topic, "owned", "", count(&ledger.owned), Cell::Missing);
    rows.add_after(topic, "stay_with_owner", count(&ledger.kept));
    rows.add_after(topic, "move_to_another_rep", count(moved));
    if dropped > 0 {
        rows.add_after(topic, "lose_their_rep", Cell::Integer(dropped as i64));
    }
    rows.add_after(topic, "leave_available_owner", count(&ledger.leaving));
    rows.add_after(topic, "continuity", share(&ledger.kept, &ledger.owned));
}

fn balance(basis: &Basis, ledger: &Ledger, balanced: &Balanced, rows: &mut Rows) {
    let topic = &basis.book.measures[balanced.measure].name;
    let inside = |loads: &[(i64, super::Goal)]| {
        Cell::count(
            loads
                .iter()
                .filter(|(load, goal)| goal.verdict(*load).0)
                .count(),
        )
    };
    let loads = |after: bool| -> Vec<(i64, super::Goal)> {
        balanced
            .goals
            .iter()
            .zip(&ledger.reps)
            .filter_map(|(goal, page)| {
                let sums = if after { &page.after } else { &page.before };
                Some((sums.known(balanced.measure)?, (*goal)?))
            })
            .collect()
    };
    let (before, after) = (loads(false), loads(true));
    rows.add(
        topic,
        "territories_in_bounds",
        "",
        inside(&before),
        inside(&after),
    );
    let (before, after) = (indices(&before), indices(&after));
    let mut figure = |name: &str, of: &dyn Fn(&[f64]) -> Cell| {
        rows.add(topic, name, "", of(&before), of(&after));
    };
    if balanced.rule.is_some() {
        figure("max_deviation", &|x| Cell::percent(statistics::worst(x)));
        for (name, band) in [
            ("within_5%", 0.05),
            ("within_10%", 0.10),
            ("within_15%", 0.15),
        ] {
            figure(name, &|x| Cell::percent(statistics::within(x, band)));
        }
    }
    figure("variation", &|x| Cell::percent(statistics::variation(x)));
    figure("gini", &|x| Cell::number(statistics::gini(x), 4));
    figure("max_over_min", &|x| Cell::number(statistics::spread(x), 3));
}

/// Loads over targets; the loads themselves where bounds are absolute.
fn indices(loads: &[(i64, super::Goal)]) -> Vec<f64> {
    loads
        .iter()
        .map(|(load, goal)| *load as f64 / goal.target.unwrap_or(1.0))
        .collect()
}

fn shares(basis: &Basis, ledger: &Ledger, measure: usize, rows: &mut Rows) {
    let of = &basis.book.measures[measure];
    let topic = &of.name;
    let unit = basis.unit_of(measure);
    let amount = |sums: &Sums| Cell::known(sums.known(measure), of.decimals);
    let share = |part: &Sums, whole: &Sums| {
        let both = part.known(measure).zip(whole.known(measure));
        both.map_or(Cell::Missing, |(part, whole)| {
            ratio(part as f64, whole as f64)
        })
    };
    let known = ratio(of.known() as f64, basis.book.accounts.len() as f64);
    rows.add(topic, "known_for", "", known.clone(), known);
    rows.add_coverage(ledger, topic, unit, &amount, &share);
    if ledger.owned.accounts > 0 {
        rows.add_after(topic, "continuity", share(&ledger.kept, &ledger.owned));
    }
}

fn busy(basis: &Basis, ledger: &Ledger, rows: &mut Rows) {
    let Some(workload) = basis
        .workload()
        .filter(|_| territories::has_capacity(basis))
    else {
        return;
    };
    let planned: Vec<usize> = (0..basis.planned.len())
        .filter(|&rep| basis.planned[rep])
        .collect();
    let team = |after: bool| {
        let pages = planned.iter().map(|&rep| &ledger.reps[rep]);
        let own = pages.map(|page| if after { &page.after } else { &page.before });
        let sums = Sums::total(basis.book.measures.len(), own);
        Cell::percent(territories::utilised(basis, &planned, &sums, workload))
    };
    let most = |after: bool| {
        let each = planned.iter().filter_map(|&rep| {
            let page = &ledger.reps[rep];
            let own = if after { &page.after } else { &page.before };
            territories::utilised(basis, &[rep], own, workload)
        });
        Cell::percent(each.reduce(f64::max))
    };
    rows.add("utilisation", "team", "", team(false), team(true));
    rows.add("utilisation", "busiest", "", most(false), most(true));
}

fn travel(basis: &Basis, ledger: &Ledger, rows: &mut Rows) {
    let (unit, name) = (basis.unit(), &basis.book.measures[basis.travel].name);
    // Before: what owners in the rep table hold; after: what the plan assigns.
    let pages = ledger.reps.iter().map(|page| &page.before);
    let before = Sums::total(basis.book.measures.len(), pages);
    let after = &ledger.assigned;
    if before.placed == 0 && after.placed == 0 {
        return;
    }
    let topic = "travel";
    let weighted =
        |sums: &Sums| (sums.weight > 0).then(|| sums.weighted as f64 / sums.weight as f64 / 1000.0);
    rows.add(
        topic,
        "mean_trip",
        unit,
        Cell::number(before.mean_distance(), 1),
        Cell::number(after.mean_distance(), 1),
    );
    if basis.roads != super::Roads::None {
        rows.add(
            topic,
            "mean_trip_by_road",
            unit,
            Cell::number(before.mean_road(), 1),
            Cell::number(after.mean_road(), 1),
        );
    }
    if name != crate::model::Measure::COUNT {
        rows.add(
            topic,
            &format!("mean_trip_weighted_by_{name}"),
            unit,
            Cell::number(weighted(&before), 1),
            Cell::number(weighted(after), 1),
        );
    }
    let scale = 10f64.powi(i32::from(basis.book.measures[basis.travel].decimals)) * 1000.0;
    let total = |sums: &Sums| {
        Cell::number(
            (sums.placed > sums.unweighed).then(|| sums.weighted as f64 / scale),
            0,
        )
    };
    rows.add(
        topic,
        "total",
        &format!("{unit} x {name}"),
        total(&before),
        total(after),
    );
}

fn ratio(part: f64, whole: f64) -> Cell {
    Cell::percent((whole > 0.0).then(|| part / whole))
}

fn notes(basis: &Basis, ledger: &Ledger, sheet: &mut Sheet) {
    for balanced in &basis.balanced {
        let name = &basis.book.measures[balanced.measure].name;
        let n = balanced.goals.iter().flatten().count();
        match (&balanced.rule, balanced.tolerance) {
            (Some(rule), Tolerance::Share(_)) => sheet.note(format!(
                "{name}: target {rule}, tolerance {}; figures of spread over n = {n} territories, load over target.",
                balanced.tolerance
            )),
            _ => sheet.note(format!(
                "{name}: bounds {}; figures of spread over n = {n} territories.",
                balanced.tolerance
            )),
        }
    }
    territories::note_unknown(basis, ledger, sheet);
    for balanced in &basis.balanced {
        note_unjudged(basis, ledger, balanced, sheet);
    }
    if ledger.strangers > 0 {
        sheet.note(match ledger.strangers {
            1 => "1 account belongs to an owner who is not in the rep table.".to_owned(),
            many => format!("{many} accounts belong to owners who are not in the rep table."),
        });
    }
    let placeless = ledger.assigned.accounts - ledger.assigned.placed;
    if placeless > 0 && ledger.assigned.placed > 0 {
        sheet.note(match placeless {
            1 => "1 account has no place and counts in no trip.".to_owned(),
            many => format!("{many} accounts have no place and count in no trip."),
        });
    }
    if basis.roads == super::Roads::Banded && ledger.assigned.placed > 0 {
        sheet.note(
            "Road distances are estimates: straight line x 1.58 (up to 5 km), 1.42 (10), 1.34 (15), 1.30 (20), 1.25 (45), 1.20 (beyond).",
        );
    }
}

/// Says how many territories hold accounts of which nothing is known, if any.
fn note_unjudged(basis: &Basis, ledger: &Ledger, balanced: &Balanced, sheet: &mut Sheet) {
    let measure = balanced.measure;
    let unjudged = |side: fn(&Page) -> &Sums| {
        let reps = balanced.goals.iter().zip(&ledger.reps);
        reps.filter(|(goal, page)| goal.is_some() && side(page).known(measure).is_none())
            .count()
    };
    let (before, after) = (unjudged(|page| &page.before), unjudged(|page| &page.after));
    if before + after > 0 {
        let name = &basis.book.measures[measure].name;
        sheet.note(format!(
            "{name}: nothing is known of the accounts of {before} territories before and {after} after; they are in no figure of spread."
        ));
    }
}
