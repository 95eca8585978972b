//! What a user gets, on a handful of accounts worked out by hand.

use super::*;
use crate::frame::Rule;

pub(super) fn grid(headers: &[&str], rows: &[&[&str]]) -> Grid {
    Grid::of_texts("accounts.csv", headers, rows)
}

fn rule(name: &str, when: &str) -> SegmentRule {
    SegmentRule {
        name: name.to_owned(),
        when: Rule::new(when),
        visits_per_year: None,
        minutes_per_visit: None,
        complexity: None,
        admin_hours: None,
        travel_minutes: None,
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
    assert_eq!(done.figures().segments[0].workload, Some(108.0));
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

#[test]
fn rates_are_medians_of_customers_and_small_groups_take_the_rate_of_all() {
    let table = grid(
        &["account_id", "industry", "employees", "sales"],
        &[
            &["A", "Bank", "10", "100"],
            &["B", "Bank", "10", "300"],
            &["C", "Bank", "10", "9000"],
            &["D", "Bank", "50", ""],
            &["E", "Shop", "4", "8"],
            &["F", "Shop", "", "5"],
        ],
    );
    let rates = |given: &[(&str, f64)], from: Option<&str>| Settings {
        potential: Some(Potential::Rates(Rates {
            size: Rule::new("employees"),
            by: Some("industry".into()),
            given: given
                .iter()
                .map(|(group, rate)| ((*group).to_owned(), *rate))
                .collect(),
            from: from.map(Rule::new),
            quantile: 0.5,
            min: 3,
        })),
        ..Settings::default()
    };
    let done = run(table.clone(), &rates(&[], Some("sales"))).unwrap();
    // Bank: 10, 30, 900 an employee, the median is 30. Shop has one known account: 2, 10, 30, 900 of all, the median is 20.
    assert_eq!(
        cells(&done.grid, "potential"),
        ["300", "300", "300", "1500", "80", ""]
    );
    assert_eq!(done.rates[0].quartiles, Some((20.0, 465.0)));
    assert_eq!(
        (done.rates[1].known, done.rates[1].source),
        (1, RateSource::Pooled)
    );

    let done = run(table.clone(), &rates(&[("Bank", 2.0), ("*", 1.5)], None)).unwrap();
    assert_eq!(
        cells(&done.grid, "potential"),
        ["20", "20", "20", "100", "6", ""]
    );

    let Err(Failure::Data(problems)) = run(table, &rates(&[("Bank", 2.0)], None)) else {
        panic!("a group without a rate is refused");
    };
    assert_eq!(problems.items[0].code, "E420");
    assert_eq!(problems.items[0].site.as_ref().unwrap().line, Some(6));
}

#[test]
fn scores_add_up_to_their_contributions() {
    let term = |name: &str, weight, reverse, missing| Term {
        name: name.to_owned(),
        of: Rule::new(name),
        weight,
        scale: Scale::Rank,
        reverse,
        missing,
    };
    let settings = Settings {
        score: vec![
            term("employees", 3.0, false, Some(50.0)),
            term("sales", 1.0, true, None),
        ],
        ..Settings::default()
    };
    let done = run(accounts(), &settings).unwrap();
    // Ranks of employees 1, 0.5, 0 and unknown = 0.5, three quarters of the score; of sales 1, 2/3, 1/3, 0, reversed.
    assert_eq!(
        cells(&done.grid, "score_employees"),
        ["75", "37.5", "0", "37.5"]
    );
    assert_eq!(
        cells(&done.grid, "score_sales"),
        ["0", "8.33", "16.67", "25"]
    );
    assert_eq!(cells(&done.grid, "score"), ["75", "45.83", "16.67", "62.5"]);
}

#[test]
fn headroom_growth_and_both_kinds_of_business() {
    let table = grid(
        &["account_id", "potential", "now", "before"],
        &[
            &["A", "100", "60", "50"],
            &["B", "100", "130", "0"],
            &["C", "100", "", "7"],
        ],
    );
    let settings = Settings {
        sales: Some(Rule::new("now")),
        sales_before: Some(Rule::new("before")),
        ..Settings::default()
    };
    let done = run(table, &settings).unwrap();
    assert_eq!(cells(&done.grid, "headroom"), ["40", "-30", ""]);
    assert_eq!(cells(&done.grid, "potential_existing"), ["60", "100", ""]);
    assert_eq!(cells(&done.grid, "potential_new"), ["40", "0", ""]);
    assert_eq!(cells(&done.grid, "growth"), ["0.2", "", ""]);
}

#[test]
fn small_micro_territories_are_merged_with_their_siblings() {
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut add = |region: &str, industry: &str, count: usize| {
        for _ in 0..count {
            rows.push([
                format!("A{}", rows.len()),
                region.to_owned(),
                industry.to_owned(),
            ]);
        }
    };
    add("East", "Bank", 6);
    add("East", "Shop", 2);
    add("East", "Farm", 2);
    add("East", "", 1);
    add("West", "Bank", 4);
    add("North", "Bank", 1);
    add("South", "Bank", 5);
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let table = grid(&["account_id", "region", "industry"], &rows);
    let settings = Settings {
        by: vec!["region".into(), "industry".into()],
        min_cell: 5,
        ..Settings::default()
    };
    let done = run(table, &settings).unwrap();
    let found: Vec<(&str, usize)> = done
        .micro
        .iter()
        .map(|cell| (cell.name.as_str(), cell.accounts))
        .collect();
    // North (1) and West (4) are five together; in the East shops, farms and unknown are five.
    assert_eq!(
        found,
        [
            ("East / Bank", 6),
            ("East / (other)", 5),
            ("South / Bank", 5),
            ("(other)", 5)
        ]
    );
    assert_eq!(
        done.micro[3].merged,
        [("North".to_owned(), 1), ("West".to_owned(), 4)]
    );
}

#[test]
fn a_rule_may_fix_the_travel_of_its_accounts() {
    let table = grid(
        &["account_id", "visits_per_year", "minutes_per_visit"],
        &[&["A", "6", "30"], &["B", "6", "30"]],
    );
    let island = SegmentRule {
        travel_minutes: Some(45.0),
        ..rule("Island", "account_id = 'A'")
    };
    let settings = Settings {
        rules: vec![island],
        ..Settings::default()
    };
    let done = run(table, &settings).unwrap();
    assert_eq!(cells(&done.grid, "travel_minutes"), ["45", "0"]);
    // 6 x (30 + 45) / 60, and 6 x 30 / 60 where nobody spoke of travel.
    assert_eq!(cells(&done.grid, "workload"), ["7.5", "3"]);
}

#[test]
fn travel_is_added_to_the_minutes_of_each_visit() {
    let table = grid(
        &[
            "account_id",
            "latitude",
            "longitude",
            "visits_per_year",
            "minutes_per_visit",
        ],
        &[&["A", "0", "0", "6", "30"], &["B", "", "", "6", "30"]],
    );
    let reps = grid(
        &["rep_id", "latitude", "longitude", "capacity", "fte"],
        &[&["R", "0", "1", "3", "0.5"]],
    );
    let settings = Settings {
        travel: Some(Travel {
            circuity: Some(1.0),
            speed: Some(60.0),
            stops: 2.0,
            reps: Some(reps.clone()),
        }),
        team: Some(Team {
            reps,
            by: Vec::new(),
            hours_per_rep: None,
        }),
        ..Settings::default()
    };
    let done = run(table, &settings).unwrap();
    // One degree on the equator is 111.195 km = minutes; there and back shared by two visits; no neighbour to hop to.
    assert_eq!(cells(&done.grid, "travel_minutes"), ["111.2", ""]);
    // 6 x (30 + 111.2) / 60; without a place the hours are unknown, not too small.
    assert_eq!(cells(&done.grid, "workload"), ["14.12", ""]);
    assert_eq!(done.team.rows[0].team, Some((1, 1.5)));
    assert_eq!(done.team.rows[0].needed, Some(5));
}

#[test]
fn what_is_not_worth_a_visit_is_marked_and_counted() {
    let table = grid(
        &["account_id", "potential", "workload"],
        &[&["A", "100", "1"], &["B", "10", "2.5"], &["C", "", "3"]],
    );
    let settings = Settings {
        not_worth: Some(Rule::new("potential / workload < 5")),
        ..Settings::default()
    };
    let done = run(table, &settings).unwrap();
    assert_eq!(cells(&done.grid, "worth_visiting"), ["yes", "no", "yes"]);
    let expected = NotWorth {
        accounts: 1,
        hours: Some(2.5),
        potential: Some(10.0),
    };
    assert_eq!(done.not_worth, Some(expected));
}
