//! Views of a team small enough to add up by hand.
//!
//! ```text
//! x:      0     1     2         8     9    10       20
//!        a1*   a2*   a3        a4    a5*  a6       a7
//!        North (rep N, home 0)      South (rep S, home 10)
//! ```
//! Potential 10, 20, 30, 40, 50, -, 7; workload 1, 2, 3, 4, 5, 6, 7 hours. Today N owns a1 to a4, L (who has left) owns a5, S owns a6,
//! nobody owns a7. The plan: a1, a2, a3 stay with N; a4, a5 move to S, a6 stays, a7 is without a rep.

use super::*;
use crate::model::{
    Accounts, Alignment, Book, Change, Decimal, Measure, Owner, PlaceKind, Plan, Point, Reason,
    Rep, RepIndex, Tolerance,
};

pub(super) fn book() -> Book {
    let ids = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"];
    let owner = |rep: u32| Owner::Rep(RepIndex(rep));
    let accounts = Accounts {
        ids: ids.iter().collect(),
        names: ids.iter().map(|id| format!("Account {id}")).collect(),
        owners: vec![
            owner(0),
            owner(0),
            owner(0),
            owner(0),
            owner(2),
            owner(1),
            Owner::Nobody,
        ],
        points: [0.0, 1.0, 2.0, 8.0, 9.0, 10.0, 20.0]
            .map(|x| {
                Some(Point {
                    first: x,
                    second: 0.0,
                })
            })
            .to_vec(),
        locked: vec![false; 7],
        skills: vec![0; 7],
        skill_sets: vec![Vec::new()],
        segments: vec![None; 7],
        segment_names: Vec::new(),
    };
    let rep = |id: &str, name: &str, region: &str, x: Option<f64>| Rep {
        id: id.to_owned(),
        name: name.to_owned(),
        region: Some(region.to_owned()),
        manager_id: Some("M".to_owned()),
        point: x.map(|x| Point {
            first: x,
            second: 0.0,
        }),
        capacity: Decimal::parse("10"),
        ..Rep::default()
    };
    Book {
        accounts,
        reps: vec![
            rep("N", "Nora", "north", Some(0.0)),
            rep("S", "Sven", "south", Some(10.0)),
            Rep {
                inactive: true,
                ..rep("L", "Lena", "south", None)
            },
        ],
        measures: vec![
            Measure {
                name: "potential".to_owned(),
                decimals: 0,
                amounts: vec![
                    Some(10),
                    Some(20),
                    Some(30),
                    Some(40),
                    Some(50),
                    None,
                    Some(7),
                ],
            },
            Measure {
                name: "workload".to_owned(),
                decimals: 1,
                amounts: (1..=7).map(|hours| Some(hours * 10)).collect(),
            },
        ],
        places: PlaceKind::Planar,
        ..Book::default()
    }
}

pub(super) fn plan() -> Plan {
    use Change::{Kept, Moved, Unassigned};
    let to = |rep: u32| Some(RepIndex(rep));
    Plan {
        alignment: Alignment(vec![to(0), to(0), to(0), to(1), to(1), to(1), None]),
        changes: vec![Kept, Kept, Kept, Moved, Moved, Kept, Unassigned],
        reasons: vec![
            Reason::Kept,
            Reason::Kept,
            Reason::Kept,
            Reason::Cost,
            Reason::OwnerLeft,
            Reason::Kept,
            Reason::NobodyEligible,
        ],
        distances: vec![
            Some(0.0),
            Some(1.0),
            Some(2.0),
            Some(2.0),
            Some(1.0),
            Some(0.0),
            None,
        ],
    }
}

/// Runs `view` on the team. Targets: 75 of potential each, 10.5 hours each; tolerances 15 % and 50 %.
pub(crate) fn with<T>(view: impl FnOnce(&Basis, &Ledger) -> T) -> T {
    with_plan(|_, _| {}, view)
}

/// The same after a change.
pub(crate) fn with_plan<T>(
    change: impl FnOnce(&mut Book, &mut Plan),
    view: impl FnOnce(&Basis, &Ledger) -> T,
) -> T {
    let (mut book, mut plan) = (book(), plan());
    change(&mut book, &mut plan);
    let (book, plan) = (book, plan);
    let x = |point: Option<Point>| point.map(|point| point.first);
    let distance = |account: usize, rep: usize| {
        let (a, b) = (x(book.accounts.points[account])?, x(book.reps[rep].point)?);
        Some(((a - b).abs() * 1000.0) as u64)
    };
    let goal = |target, lower, upper| {
        let goal = Goal {
            target: Some(target),
            lower,
            upper,
        };
        vec![Some(goal), Some(goal), None]
    };
    let balanced = |measure, tolerance: &str, goals| Balanced {
        measure,
        tolerance: tolerance.parse::<Tolerance>().unwrap(),
        rule: Some("equal".to_owned()),
        goals,
    };
    let basis = Basis {
        book: &book,
        plan: &plan,
        balanced: vec![
            balanced(0, "15%", goal(75.0, 64, 86)),
            balanced(1, "50%", goal(105.0, 53, 157)),
        ],
        travel: 1,
        planned: vec![true, true, false],
        available: vec![true, true, false],
        distance: &distance,
        roads: Roads::None,
    };
    let ledger = Ledger::new(&basis);
    view(&basis, &ledger)
}

/// The cells of the row of a sheet that begins with these texts.
#[track_caller]
pub(super) fn row<'a>(sheet: &'a Sheet, keys: &[&str]) -> &'a [Cell] {
    sheet
        .rows
        .iter()
        .find(|row| {
            row.iter()
                .zip(keys)
                .all(|(cell, key)| *cell == Cell::text(key))
        })
        .unwrap_or_else(|| panic!("no row {keys:?} in {sheet:#?}"))
}

/// The cell of a row in the column of this name.
#[track_caller]
pub(super) fn cell(sheet: &Sheet, keys: &[&str], column: &str) -> Cell {
    let at = sheet.columns.iter().position(|one| one.name == column);
    row(sheet, keys)[at.unwrap_or_else(|| panic!("no column {column}"))].clone()
}

#[track_caller]
fn close(cell: &Cell, expected: f64) {
    let (Cell::Percent(value) | Cell::Number(value, _)) = cell else {
        panic!("{cell:?} is not a figure")
    };
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn summary_figures_are_those_added_by_hand() {
    let sheets = with(|basis, ledger| summary(basis, ledger, By::Rep, false));
    let figure = |topic: &str, figure: &str| {
        let row = row(&sheets[0], &[topic, figure]);
        (row[3].clone(), row[4].clone())
    };
    // today N holds 100 of potential, and nothing is known of S's a6; the plan: 60 and 90, against 75 each
    let (before, after) = figure("potential", "max_deviation");
    close(&before, 1.0 / 3.0);
    close(&after, 0.2);
    let (before, after) = figure("potential", "territories_in_bounds");
    assert_eq!((before, after), (Cell::Integer(0), Cell::Integer(0)));
    close(&figure("potential", "variation").1, 0.2);
    // loads over target 0.8 and 1.2: 2 (0.8 + 2.4) / (2 x 2) - 1.5
    close(&figure("potential", "gini").1, 0.1);
    close(&figure("potential", "max_over_min").1, 1.5);
    close(&figure("potential", "max_over_min").0, 1.0);
    close(&figure("workload", "within_15%").1, 0.0);
    close(&figure("workload", "variation").1, 4.5 / 10.5);
    close(&figure("potential", "known_for").1, 6.0 / 7.0);
    // 157 in all, 7 of it with nobody, 50 with the one who left
    close(&figure("potential", "coverage").0, 100.0 / 157.0);
    close(&figure("potential", "coverage").1, 150.0 / 157.0);
    // 150 are owned, 60 stay
    close(&figure("potential", "continuity").1, 0.4);
    close(&figure("accounts", "continuity").1, 4.0 / 6.0);
    assert_eq!(
        figure("accounts", "move_to_another_rep").1,
        Cell::Integer(2)
    );
    assert_eq!(
        figure("accounts", "leave_available_owner").1,
        Cell::Integer(1)
    );
    // hours: N 6, S 15 of 10 each
    close(&figure("utilisation", "busiest").1, 1.5);
    close(&figure("utilisation", "team").1, 21.0 / 20.0);
    // trips after: 0 1 2 2 1 0
    close(&figure("travel", "mean_trip").1, 1.0);
    // before: N 0 1 2 8, S 0; L has no place
    close(&figure("travel", "mean_trip").0, 11.0 / 5.0);
    // hours x trips after: 0 + 2 + 6 + 8 + 5 + 0
    close(&figure("travel", "total").1, 21.0);
    close(&figure("travel", "mean_trip_weighted_by_workload").1, 1.0);
}

#[test]
fn territories_show_both_sides_and_the_one_who_left() {
    let sheets = with(|basis, ledger| territories(basis, ledger, By::Rep));
    let of = |rep: &str, column: &str| cell(&sheets[0], &[rep], column);
    assert_eq!(of("N", "potential_before"), Cell::amount(100, 0));
    assert_eq!(of("N", "potential"), Cell::amount(60, 0));
    close(&of("N", "potential_deviation"), -0.2);
    assert_eq!(
        of("N", "potential_status"),
        Cell::Verdict(false, "under".into())
    );
    assert_eq!(
        of("S", "status"),
        Cell::Verdict(false, "potential over".into())
    );
    assert_eq!(of("L", "status"), Cell::Verdict(true, "left".into()));
    assert_eq!(of("L", "potential_before"), Cell::amount(50, 0));
    let net = |rep: &str, column: &str| cell(&sheets[1], &[rep], column);
    assert_eq!(net("S", "potential_gained"), Cell::amount(90, 0));
    assert_eq!(net("N", "potential_lost"), Cell::amount(40, 0));
    assert_eq!(net("L", "accounts_net"), Cell::Integer(-1));
}

#[test]
fn territories_add_up_to_the_grand_total() {
    with(|basis, ledger| {
        for measure in 0..basis.book.measures.len() {
            let held: i128 = ledger
                .reps
                .iter()
                .map(|page| page.after.amounts[measure])
                .sum();
            assert_eq!(held, ledger.assigned.amounts[measure]);
            let free = ledger.all.amounts[measure] - held;
            assert_eq!(free, i128::from(basis.book.measures[measure].amount(6)));
        }
    });
}

#[test]
fn regions_add_their_reps() {
    let sheets = with(|basis, ledger| territories(basis, ledger, By::Region));
    let of = |column: &str| cell(&sheets[0], &["south"], column);
    assert_eq!(of("reps"), Cell::Integer(2));
    assert_eq!(of("potential_before"), Cell::amount(50, 0));
    assert_eq!(of("potential"), Cell::amount(90, 0));
    close(&of("potential_deviation"), 0.2);
}

#[test]
fn changes_tell_from_whom_to_whom_and_why() {
    let sheets = with(|basis, ledger| changes(basis, ledger, By::Rep, false));
    assert_eq!(sheets[0].rows.len(), 3);
    let of = |column: &str| cell(&sheets[0], &["a5"], column);
    assert_eq!(of("previous_rep_name"), Cell::text("Lena"));
    assert_eq!(of("rep_id"), Cell::text("S"));
    assert_eq!(of("reason"), Cell::text("owner_left"));
    assert_eq!(of("distance"), Cell::Number(1.0, 1));
    assert_eq!(of("distance_before"), Cell::Missing);
    assert_eq!(
        cell(&sheets[1], &["N", "Nora", "S", "Sven"], "potential"),
        Cell::amount(40, 0)
    );
    assert_eq!(sheets[1].notes, Vec::<String>::new());
    let all = with(|basis, ledger| changes(basis, ledger, By::Rep, true));
    assert_eq!(all[0].rows.len(), 7);
}

/// The team's plan as a table, with what a handover is about.
fn table() -> crate::model::Grid {
    use crate::model::{Column, Grid, Lines, Origin};
    let column = |name: &str, cells: [&str; 7]| Column {
        name: name.to_owned(),
        cells: cells.iter().collect(),
        ..Column::default()
    };
    Grid {
        columns: vec![
            column("account_id", ["a1", "a2", "a3", "a4", "a5", "a6", "a7"]),
            column("pipeline", ["", "", "", "1200.50", "", "", ""]),
            column("renewal_date", ["", "", "", "", "2026-09-30", "", ""]),
        ],
        origin: Origin {
            file: "plan.csv".to_owned(),
            lines: Lines::Regular { first: 2 },
            sha256: String::new(),
            delimiter: Some(b','),
        },
    }
}

#[test]
fn handover_names_both_sides_and_what_is_open() {
    let sheet = with(|basis, _| handover(basis, &table()));
    // by giver: L gives a5, N gives a4; a7 had no owner
    assert_eq!(sheet.rows.len(), 2);
    assert_eq!(cell(&sheet, &["N"], "to_rep_name"), Cell::text("Sven"));
    assert_eq!(cell(&sheet, &["N"], "pipeline"), Cell::amount(120_050, 2));
    let renewal = Cell::Date("2026-09-30".parse().unwrap());
    assert_eq!(cell(&sheet, &["L"], "renewal_date"), renewal);
}

#[test]
fn a_pack_holds_what_one_rep_gives_and_gets() {
    let (of_sven, of_lena) = with(|basis, _| (pack(basis, &table(), 1), pack(basis, &table(), 2)));
    let words = |sheet: &Sheet| {
        sheet
            .rows
            .iter()
            .map(|row| row[0].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        words(&of_sven.unwrap()),
        [Cell::text("gets"), Cell::text("gets")]
    );
    assert_eq!(words(&of_lena.unwrap()), [Cell::text("gives")]);
}

/// Nothing is known of the potential of what S gets: a4, a5 and its own a6.
fn unknown_in_the_south(book: &mut Book, _: &mut Plan) {
    for account in 3..6 {
        book.measures[0].amounts[account] = None;
    }
}

#[test]
fn what_is_unknown_of_a_whole_territory_is_missing_not_zero() {
    let (sheets, flows) = with_plan(unknown_in_the_south, |basis, ledger| {
        let flows = changes(basis, ledger, By::Rep, false).remove(1);
        (territories(basis, ledger, By::Rep), flows)
    });
    let of = |rep: &str, column: &str| cell(&sheets[0], &[rep], column);
    assert_eq!(of("S", "potential_before"), Cell::Missing);
    assert_eq!(of("S", "potential"), Cell::Missing);
    assert_eq!(of("S", "potential_deviation"), Cell::Missing);
    let unknown = |word: &str| Cell::Verdict(false, word.into());
    assert_eq!(of("S", "potential_status"), unknown("unknown"));
    assert_eq!(of("S", "status"), unknown("potential unknown"));
    assert_eq!(of("N", "potential_before"), Cell::amount(60, 0));
    // L held a5, of which nothing is known, and then holds nothing at all.
    assert_eq!(of("L", "potential_before"), Cell::Missing);
    assert_eq!(of("L", "potential"), Cell::amount(0, 0));
    let net = |rep: &str, column: &str| cell(&sheets[1], &[rep], column);
    assert_eq!(net("S", "potential_gained"), Cell::Missing);
    assert_eq!(net("S", "potential_lost"), Cell::amount(0, 0));
    assert_eq!(net("S", "potential_net"), Cell::Missing);
    assert_eq!(net("S", "workload_gained"), Cell::amount(90, 1));
    assert_eq!(
        cell(&flows, &["N", "Nora", "S"], "potential"),
        Cell::Missing
    );
    let note = "potential is unknown for 3 accounts, which add nothing to a sum.";
    assert_eq!(sheets[0].notes, [note]);
    assert_eq!(
        flows.notes,
        ["potential is unknown for 2 accounts, which add nothing to a sum."]
    );
}

#[test]
fn figures_of_spread_leave_out_what_is_unknown() {
    let sheet = with_plan(unknown_in_the_south, |basis, ledger| {
        summary(basis, ledger, By::Rep, false).remove(0)
    });
    let figure = |figure: &str| cell(&sheet, &["potential", figure], "after");
    // N alone: 60 of 75.
    close(&figure("max_deviation"), 0.2);
    assert_eq!(figure("territories_in_bounds"), Cell::Integer(0));
    // a1, a2, a3 and a7 are known
    assert_eq!(figure("total"), Cell::amount(67, 0));
    close(&figure("known_for"), 4.0 / 7.0);
    close(&figure("coverage"), 60.0 / 67.0);
    let note = "potential: nothing is known of the accounts of 1 territories before and 1 after; they are in no figure of spread.";
    assert!(
        sheet.notes.iter().any(|one| one == note),
        "{:?}",
        sheet.notes
    );
}

#[test]
fn a_measure_that_nobody_knows_has_no_figures() {
    let change = |book: &mut Book, _: &mut Plan| book.measures[1].amounts = vec![None; 7];
    let sheet = with_plan(change, |basis, ledger| {
        summary(basis, ledger, By::Rep, false).remove(0)
    });
    for (topic, figure) in [
        ("workload", "total"),
        ("workload", "max_deviation"),
        ("workload", "coverage"),
        ("workload", "continuity"),
        ("utilisation", "team"),
        ("travel", "total"),
    ] {
        assert_eq!(
            cell(&sheet, &[topic, figure], "after"),
            Cell::Missing,
            "{topic} {figure}"
        );
    }
}
