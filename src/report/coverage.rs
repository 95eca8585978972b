//! Who looks after the market: accounts without a rep or without activity, potential that nobody holds, reps without
//! accounts; coverage by count, by potential and by capacity.

use std::collections::BTreeMap;

use super::{
    Cell, Kind, Sheet, SheetColumn,
    market::{Market, Tally},
    profile::ratio,
};

/// Team figures, unowned potential by dimension, and holders that are out of step with the rep table.
pub fn coverage(market: &Market) -> Vec<Sheet> {
    let total = market.total();
    let mut sheets = vec![team(market, &total)];
    for (name, cells) in &market.dimensions {
        let mut sheet = Sheet::new(
            format!("unowned_by_{name}"),
            format!("Without a rep, by {}", name.replace('_', " ")),
        )
        .with_columns(vec![
            SheetColumn::new(name, Kind::Text),
            SheetColumn::new("accounts", Kind::Number).label("accts"),
            SheetColumn::new("without_rep", Kind::Number),
            SheetColumn::new("coverage", Kind::Percent).label("with rep"),
            SheetColumn::new("potential_unowned", Kind::Number),
            SheetColumn::new("potential_coverage", Kind::Percent).label("potential with rep"),
        ]);
        let mut groups = market.by(|row| cells.get(row).trim().to_owned());
        groups.retain(|(_, tally)| tally.held < tally.accounts);
        groups.sort_by(|(a, x), (b, y)| {
            let unheld = |tally: &Tally| tally.unheld().unwrap_or(0.0);
            unheld(y)
                .total_cmp(&unheld(x))
                .then((y.accounts - y.held).cmp(&(x.accounts - x.held)))
                .then_with(|| a.cmp(b))
        });
        for (value, tally) in groups {
            sheet.push(vec![
                Cell::text(if value.is_empty() { "(none)" } else { &value }),
                Cell::count(tally.accounts),
                Cell::count(tally.accounts - tally.held),
                Cell::percent(tally.coverage()),
                Cell::number(tally.unheld(), 0),
                Cell::percent(tally.potential_coverage()),
            ]);
        }
        if !sheet.rows.is_empty() {
            sheets.push(sheet);
        }
    }
    sheets.extend(out_of_step(market));
    sheets
}

/// Coverage by count, by potential, by activity and by capacity.
fn team(market: &Market, total: &Tally) -> Sheet {
    let mut sheet = Sheet::new("coverage", "Coverage").with_columns(vec![
        SheetColumn::new("what", Kind::Text).least(44),
        SheetColumn::new("covered", Kind::Number),
        SheetColumn::new("of", Kind::Number),
        SheetColumn::new("share", Kind::Percent).bar(),
    ]);
    let mut row = |what: &str, covered: Option<f64>, of: Option<f64>| {
        sheet.push(vec![
            Cell::text(what),
            Cell::number(covered, 0),
            Cell::number(of, 0),
            Cell::percent(ratio(covered, of)),
        ]);
    };
    let accounts = Some(total.accounts as f64);
    row("accounts with a rep", Some(total.held as f64), accounts);
    if market.potential.is_some() {
        row(
            "potential with a rep",
            total.held_potential(),
            total.potential(),
        );
    }
    if market.last_activity.is_some() && market.as_of.is_some() {
        let what = format!(
            "accounts with activity in the last {} days",
            market.active_days
        );
        row(&what, Some(total.active as f64), accounts);
    }
    if market.workload.is_some() {
        let capacity: f64 = market
            .reps
            .iter()
            .flatten()
            .filter(|rep| rep.available)
            .filter_map(|rep| rep.capacity)
            .sum();
        if capacity > 0.0 {
            row(
                "hours needed that the team has",
                total.workload().map(|hours| capacity.min(hours)),
                total.workload(),
            );
        }
    }
    let unknown = total.accounts - total.known();
    if market.potential.is_some() {
        sheet.note_unknown("potential", unknown as u64);
    }
    sheet
}

/// Reps without accounts, and holders who are not there.
fn out_of_step(market: &Market) -> Option<Sheet> {
    let reps = market.reps.as_ref()?;
    let mut held: BTreeMap<&str, Tally> = BTreeMap::new();
    for (row, is_held) in market.held().into_iter().enumerate() {
        if let Some(id) = market.holders[row] {
            market.add(held.entry(id).or_default(), row, is_held);
        }
    }
    let mut sheet = Sheet::new("out_of_step", "Reps and accounts out of step").with_columns(vec![
        SheetColumn::new("rep_id", Kind::Id).label("rep"),
        SheetColumn::new("rep_name", Kind::Text).label("name"),
        SheetColumn::new("finding", Kind::Text),
        SheetColumn::new("accounts", Kind::Number).label("accts"),
        SheetColumn::new("potential", Kind::Number),
    ]);
    // Who has no accounts holds no potential, where there is such a column.
    let nothing = market.potential.as_ref().map(|_| 0.0);
    let mut row = |id: &str, name: &str, finding: &str, tally: Option<&Tally>| {
        sheet.push(vec![
            Cell::text(id),
            Cell::text(name),
            Cell::text(finding),
            Cell::count(tally.map_or(0, |tally| tally.accounts)),
            Cell::number(tally.map_or(nothing, Tally::potential), 0),
        ]);
    };
    for rep in reps {
        match held.get(rep.id.as_str()) {
            None if rep.available => row(&rep.id, &rep.name, "has no accounts", None),
            Some(tally) if !rep.available => {
                row(
                    &rep.id,
                    &rep.name,
                    "has left and holds accounts",
                    Some(tally),
                );
            }
            _ => {}
        }
    }
    for (id, tally) in &held {
        if !reps.iter().any(|rep| rep.id == *id) {
            row(id, "", "is not in the rep table", Some(tally));
        }
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Texts,
        report::{market::Holder, profile},
    };

    /// Four accounts: 10 + 20 with R, 30 with L who has left, 40 with nobody.
    fn market(segments: &Texts) -> Market<'_> {
        Market {
            accounts: 4,
            dimensions: vec![("segment".to_owned(), segments)],
            holders: vec![Some("R"), Some("R"), Some("L"), None],
            potential: Some(vec![Some(10.0), Some(20.0), Some(30.0), Some(40.0)]),
            sales: Some(vec![Some(5.0), Some(25.0), None, Some(0.0)]),
            before: Some(vec![Some(4.0), Some(20.0), Some(9.0), None]),
            reps: Some(vec![
                Holder {
                    id: "R".into(),
                    available: true,
                    ..Holder::default()
                },
                Holder {
                    id: "L".into(),
                    ..Holder::default()
                },
                Holder {
                    id: "N".into(),
                    available: true,
                    ..Holder::default()
                },
            ]),
            ..Market::default()
        }
    }

    #[test]
    fn coverage_counts_only_reps_who_are_there() {
        let segments: Texts = ["a", "b", "a", "b"].into_iter().collect();
        let sheets = coverage(&market(&segments));
        assert_eq!(sheets[0].rows[0][3], Cell::Percent(0.5));
        assert_eq!(sheets[0].rows[1][1], Cell::Number(30.0, 0));
        assert_eq!(sheets[0].rows[1][3], Cell::Percent(0.3));
        // b: 40 of 60 unowned, a: 30 of 40.
        assert_eq!(sheets[1].rows[0][0], Cell::text("b"));
        assert_eq!(sheets[1].rows[0][4], Cell::Number(40.0, 0));
        let findings: Vec<&Cell> = sheets[2].rows.iter().map(|row| &row[2]).collect();
        assert_eq!(
            findings,
            [
                &Cell::text("has left and holds accounts"),
                &Cell::text("has no accounts")
            ]
        );
    }

    #[test]
    fn what_is_unknown_of_a_whole_group_is_missing_not_zero() {
        let segments: Texts = ["a", "b", "a", "b"].into_iter().collect();
        let market = Market {
            potential: Some(vec![Some(10.0), None, None, None]),
            sales: Some(vec![None, Some(3.0), None, None]),
            ..market(&segments)
        };
        let sheets = profile(&market);
        let row = |value: &str| {
            let rows = &sheets[0].rows;
            rows.iter().find(|row| row[0] == Cell::text(value)).unwrap()
        };
        // accounts, share of them; potential, its share; sales, their share; growth; whitespace
        assert_eq!(row("a")[3], Cell::Number(10.0, 0));
        assert_eq!(row("b")[3..5], [Cell::Missing, Cell::Missing]);
        assert_eq!(row("a")[5..7], [Cell::Missing, Cell::Missing]);
        assert_eq!(row("b")[5], Cell::Number(3.0, 0));
        assert_eq!(
            (&row("a")[8], &row("b")[8]),
            (&Cell::Missing, &Cell::Missing)
        );
        let sheets = coverage(&market);
        // Of what nobody holds, no potential is known in either segment.
        assert!(sheets[1].rows.iter().all(|row| row[4] == Cell::Missing));
    }

    #[test]
    fn the_profile_adds_up() {
        let segments: Texts = ["a", "b", "a", "b"].into_iter().collect();
        let sheets = profile(&market(&segments));
        let sheet = &sheets[0];
        let at = |name: &str| {
            sheet
                .columns
                .iter()
                .position(|column| column.name == name)
                .unwrap()
        };
        // b first: 60 of 100; sold 25; growth 25 / 20 − 1; unsold 0 + 40.
        assert_eq!(sheet.rows[0][at("potential_share")], Cell::Percent(0.6));
        assert_eq!(sheet.rows[0][at("growth")], Cell::Percent(0.25));
        assert_eq!(sheet.rows[0][at("whitespace")], Cell::Number(40.0, 0));
        // R and L hold 30 each; R, with more accounts, comes first.
        let strengths = &sheets[1];
        assert_eq!(strengths.rows[0][0], Cell::text("R"));
    }
}
