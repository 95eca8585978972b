//! What a user gets, on a handful of accounts worked out by hand.

use super::*;
use crate::{
    frame::Rule,
    model::{Column, Lines, Origin},
};

pub(super) fn grid(headers: &[&str], rows: &[&[&str]]) -> Grid {
    Grid {
        columns: headers
            .iter()
            .enumerate()
            .map(|(at, name)| Column {
                name: (*name).to_owned(),
                kind: ColumnKind::Text,
                cells: rows.iter().map(|row| row[at]).collect(),
            })
            .collect(),
        origin: Origin {
            file: "accounts.csv".to_owned(),
            lines: Lines::Regular { first: 2 },
            sha256: String::new(),
            delimiter: Some(b','),
        },
    }
}

fn rule(name: &str, when: &str) -> SegmentRule {
    SegmentRule {
        name: name.to_owned(),
        when: Rule::new(when),
        visits_per_year: None,
        minutes_per_visit: None,
        complexity: None,
        admin_hours: None,
        skills: Vec::new(),
    }
}

fn cells(grid: &Grid, name: &str) -> Vec<String> {
    grid.column(name)
        .unwrap_or_else(|| panic!("no column {name}"))
        .cells
        .iter()
        .map(str::to_owned)
        .collect()
}

fn accounts() -> Grid {
    grid(
        &["account_id", "employees", "sales", "note"],
        &[
            &["A", "1000", "600", "x"],
            &["B", "500", "250", ""],
            &["C", "20", "100", "y"],
            &["D", "", "50", "z"],
        ],
    )
}

fn codes(segmented: &Segmented) -> Vec<&str> {
    segmented
        .diagnostics
        .items
        .iter()
        .map(|item| item.code)
        .collect()
}

#[test]
fn the_whole_stage_on_four_accounts() {
    let settings = Settings {
        rules: vec![
            SegmentRule {
                visits_per_year: Some(24.0),
                minutes_per_visit: Some(90.0),
                complexity: Some(1.5),
                skills: vec!["enterprise".into()],
                ..rule("Big", "employees >= 500")
            },
            rule("Known", "employees IS NOT NULL"),
        ],
        default: Some("Other".into()),
        potential: Some(Potential::Expression(Rule::new("sales"))),
        tiers: Some("A:80%,B:95%,C".parse().unwrap()),
        effort: Effort {
            visits_per_year: ByTier::parse(&["6", "C=2"]).unwrap(),
            minutes_per_visit: ByTier::parse(&["30"]).unwrap(),
            ..Effort::default()
        },
        ..Settings::default()
    };
    let done = run(accounts(), &settings).unwrap();
    assert_eq!(
        cells(&done.grid, "segment"),
        ["Big", "Big", "Known", "Other"]
    );
    // 600, 850, 950, 1000 of 1000: A until 80 % is reached, so B is an A; C is a B; the last 50 are a C.
    assert_eq!(cells(&done.grid, "tier"), ["A", "A", "B", "C"]);
    assert_eq!(cells(&done.grid, "potential"), ["600", "250", "100", "50"]);
    // 24 x 90 x 1.5 / 60 = 54; 6 x 30 / 60 = 3; 2 x 30 / 60 = 1.
    assert_eq!(cells(&done.grid, "workload"), ["54", "54", "3", "1"]);
    assert_eq!(
        cells(&done.grid, "skills"),
        ["enterprise", "enterprise", "", ""]
    );
    assert_eq!(cells(&done.grid, "note"), ["x", "", "y", "z"]);
    let headers: Vec<&str> = done.grid.headers().take(4).collect();
    assert_eq!(headers, ["account_id", "employees", "sales", "note"]);
    assert_eq!(done.matched.figures[1].taken_by, [(0, 2)]);
    assert_eq!(done.matched.several, 2);
    assert_eq!(done.segments[0].workload, Some(108.0));
    assert!(codes(&done).is_empty(), "{:?}", codes(&done));
}

#[test]
fn values_of_the_file_are_respected_unless_told_otherwise() {
    let table = || {
        grid(
            &["account_id", "segment", "potential"],
            &[&["A", "Mine", "5"], &["B", "", ""]],
        )
    };
    let settings = Settings {
        rules: vec![rule("All", "TRUE")],
        potential: Some(Potential::Expression(Rule::new("7"))),
        ..Settings::default()
    };
    let done = run(table(), &settings).unwrap();
    assert_eq!(cells(&done.grid, "segment"), ["Mine", "All"]);
    assert_eq!(cells(&done.grid, "potential"), ["5", "7"]);
    let filled = &done.filled[0];
    assert_eq!((filled.kept, filled.written), (1, 1));
    let overwrite = Overwrite {
        columns: ["segment".to_owned()].into(),
        ..Overwrite::default()
    };
    let done = run(
        table(),
        &Settings {
            overwrite,
            ..settings
        },
    )
    .unwrap();
    assert_eq!(cells(&done.grid, "segment"), ["All", "All"]);
    assert_eq!(cells(&done.grid, "potential"), ["5", "7"]);
}

#[test]
fn unknown_and_divided_by_zero_stay_unknown_and_are_counted() {
    let table = grid(
        &["account_id", "sales", "employees"],
        &[&["A", "10", "0"], &["B", "", "5"], &["C", "10", "4"]],
    );
    let settings = Settings {
        potential: Some(Potential::Expression(Rule::new("sales / employees"))),
        tiers: Some("A:80%,B".parse().unwrap()),
        ..Settings::default()
    };
    let done = run(table, &settings).unwrap();
    assert_eq!(cells(&done.grid, "potential"), ["", "", "2.5"]);
    assert_eq!(cells(&done.grid, "tier"), ["", "", "A"]);
    assert_eq!(codes(&done), ["W404"]);
    assert!(
        done.diagnostics.items[0]
            .message
            .contains("2 of 3 accounts")
    );
}

#[test]
fn rules_may_name_potential_and_tier() {
    let settings = Settings {
        rules: vec![rule("Key", "tier = 'A' AND potential > 300")],
        potential: Some(Potential::Expression(Rule::new("sales"))),
        tiers: Some("A:80%,B".parse().unwrap()),
        ..Settings::default()
    };
    let done = run(accounts(), &settings).unwrap();
    assert_eq!(cells(&done.grid, "segment"), ["Key", "", "", ""]);
    assert_eq!(codes(&done), ["W403"]);
}

#[test]
fn idle_and_unreachable_rules_are_named() {
    let settings = Settings {
        rules: vec![
            rule("All", "employees > 0"),
            rule("Late", "employees > 400"),
            rule("Never", "employees > 4000"),
        ],
        default: Some("Rest".into()),
        min_cell: 5,
        ..Settings::default()
    };
    let done = run(accounts(), &settings).unwrap();
    assert_eq!(codes(&done), ["W402", "W401", "W406"]);
    assert!(
        done.diagnostics.items[0]
            .message
            .starts_with("rule `Late` is never reached")
    );
}

#[test]
fn all_rules_are_checked_before_one_runs() {
    let settings = Settings {
        rules: vec![
            rule("A", "employes > 5"),
            rule("B", "sales + 1"),
            rule("C", "sales > 1"),
        ],
        ..Settings::default()
    };
    let Err(Failure::Usage(problems)) = run(accounts(), &settings) else {
        panic!("not refused");
    };
    let found: Vec<&str> = problems.items.iter().map(|item| item.code).collect();
    assert_eq!(found, ["E402", "E403"]);
}

#[test]
fn explains_which_rules_were_tried() {
    let settings = Settings {
        rules: vec![
            rule("Bank", "note = 'bank'"),
            rule("Big", "employees >= 500"),
            rule("Any", "TRUE"),
        ],
        ..Settings::default()
    };
    let tried = explain(accounts(), &settings, 1).unwrap();
    let answers: Vec<(bool, bool)> = tried
        .iter()
        .map(|rule| (rule.matches, rule.decided))
        .collect();
    assert_eq!(answers, [(false, false), (true, true), (true, false)]);
    assert_eq!(
        tried[1].values,
        [("employees".to_owned(), "500".to_owned())]
    );
}

#[test]
fn a_table_without_rows_passes() {
    let table = grid(&["account_id", "employees"], &[]);
    let settings = Settings {
        rules: vec![rule("Big", "employees >= 500"), rule("All", "TRUE")],
        potential: Some(Potential::Expression(Rule::new("employees"))),
        ..Settings::default()
    };
    assert_eq!(run(table, &settings).unwrap().grid.rows(), 0);
}
