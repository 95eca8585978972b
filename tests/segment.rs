//! End-to-end tests: segment. They need expressions, so they are left out of builds without polars.
#![cfg(feature = "polars")]

mod bad_input;
mod history;

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::support::{Folder, project, records};

const ACCOUNTS: &str = "account_id,name,employees,industry,note\n\
    A1,Alpha,1200,Bank,\"one, two\"\n\
    A2,Beta,80,Shop,\n\
    A3,Gamma,,Bank,x\n";

const RULES: &str = "[segment]\npotential = \"employees * 10\"\n\n\
    [[segment.rules]]\nname = \"Big\"\nwhen = \"employees >= 1000\"\nvisits_per_year = 24\nminutes_per_visit = 60\n\n\
    [[segment.rules]]\nname = \"Bank\"\nwhen = \"industry = 'Bank'\"\n";

fn folder(name: &str, rules: &str) -> Folder {
    let folder = Folder::new(name);
    folder
        .write("accounts.csv", ACCOUNTS)
        .write("terr.toml", rules);
    folder
}

#[test]
fn adds_columns_and_leaves_everything_else_as_it_was() {
    let folder = folder("segment-adds", RULES);
    let answer = folder
        .terr(["segment", "accounts.csv", "-o", "out.csv"])
        .ok();
    assert_eq!(answer.stdout, "");
    assert_eq!(
        folder.read("out.csv"),
        "account_id,name,employees,industry,note,segment,potential,tier,visits_per_year,minutes_per_visit,workload\n\
         A1,Alpha,1200,Bank,\"one, two\",Big,12000,A,24,60,24\n\
         A2,Beta,80,Shop,,,800,B,,,\n\
         A3,Gamma,,Bank,x,Bank,,,,,\n"
    );
    answer.says([
        "3 accounts",
        "no rule matches 1 of 3 accounts",
        "Next: terr balance out.csv",
    ]);
}

#[test]
fn pipes_through_standard_input_and_output() {
    let folder = folder("segment-pipes", RULES);
    let piped = folder.terr(["segment", "-", "-q"]).stdin(ACCOUNTS).ok();
    let direct = folder.terr(["segment", "accounts.csv", "-q"]).ok();
    assert_eq!(piped.stdout, direct.stdout);
    assert_eq!(direct.stdout.lines().count(), 4);
}

#[test]
fn running_twice_changes_nothing() {
    let folder = folder("segment-twice", RULES);
    folder
        .terr(["segment", "accounts.csv", "-o", "once.csv"])
        .ok();
    folder.terr(["segment", "once.csv", "-o", "twice.csv"]).ok();
    assert_eq!(folder.read("once.csv"), folder.read("twice.csv"));
}

#[test]
fn where_leaves_rows_out_and_counts_them() {
    let folder = folder("segment-where", RULES);
    let answer = folder
        .terr([
            "segment",
            "accounts.csv",
            "--where",
            "employees > 100",
            "-o",
            "out.csv",
        ])
        .ok();
    assert_eq!(folder.read("out.csv").lines().count(), 2);
    answer.says(["2 rows left out by --where"]);
}

#[test]
fn explains_which_rules_were_tried() {
    let folder = folder("segment-explain", RULES);
    let answer = folder
        .terr(["segment", "accounts.csv", "--explain", "A3"])
        .ok();
    assert_eq!(
        answer.stdout,
        "rule,matches,when,values\nBig,no,employees >= 1000,employees unknown\nBank,yes: decides,industry = 'Bank',industry = Bank\n"
    );
    folder
        .terr(["segment", "accounts.csv", "--explain", "A9"])
        .exits(3)
        .says(["E416", "no account `A9`"]);
}

#[test]
fn a_rule_that_is_wrong_is_shown_with_its_line_in_the_file() {
    let cases = [
        (
            "employees >= 1000",
            "employes >= 1000",
            3,
            "terr.toml:6:9",
            "did you mean `employees`?",
        ),
        (
            "employees >= 1000",
            "employees >= ",
            2,
            "terr.toml:6:20",
            "the expression ends after `=`",
        ),
        (
            "employees >= 1000",
            "employees + 1",
            2,
            "terr.toml:6:9",
            "gives a number, not yes or no",
        ),
        (
            "employees >= 1000",
            "sum(employees) > 5",
            2,
            "terr.toml:6:9",
            "looks at more than one row",
        ),
        (
            "employees >= 1000",
            "employees = 'x'",
            2,
            "terr.toml:6:9",
            "`employees` holds numbers",
        ),
        (
            "visits_per_year = 24",
            "visits_per_yeer = 24",
            2,
            "terr.toml:7:1",
            "did you mean `visits_per_year`?",
        ),
    ];
    for (right, wrong, code, place, said) in cases {
        let folder = folder("segment-wrong", &RULES.replace(right, wrong));
        folder.write("out.csv", "before");
        let answer = folder
            .terr(["segment", "accounts.csv", "-o", "out.csv"])
            .exits(code);
        answer.says([place, said]);
        assert_eq!(folder.read("out.csv"), "before", "{wrong}");
    }
}

#[test]
fn hours_and_capacity_meet_by_the_columns_that_are_named() {
    let folder = folder("segment-team", RULES);
    folder.write(
        "reps.csv",
        "rep_id,trade,capacity\nR1,Bank,100\nR2,Shop,50\n",
    );
    let run = |by: &str| folder.terr(["segment", "accounts.csv", "--reps=reps.csv", by]);
    // Of three accounts the one with visits is a bank: 24 hours of 100.
    let answer = run("--team-by=industry=trade").ok();
    answer.says(["Bank             2      24     1       100  24.0%"]);
    answer.says(["all              3      24     2       150  16.0%"]);
    // Nobody is said to serve a tier: its hours stand alone.
    let answer = run("--team-by=industry=trade,tier").ok();
    answer.says(["Bank      all            2      24     1       100  24.0%"]);
    answer.says(["Bank      A              1      24     –         –      –"]);
    for (by, said) in [
        ("--team-by=industry", "no column `industry` in reps.csv"),
        (
            "--team-by=sector=trade",
            "no column `sector` in accounts.csv",
        ),
    ] {
        run(by).exits(3).says(["E402", "--team-by", said]);
    }
}

#[test]
fn wrong_flags_are_named() {
    let folder = folder("segment-flags", RULES);
    for (flags, code, said) in [
        (["--tiers", "A:80%,B:70%,C"], 2, "rise from tier to tier"),
        (["--where", "employees"], 2, "not yes or no"),
        (["--where", "nobody = 1"], 3, "no column `nobody`"),
        (
            ["--where", "employees > 1000000000"],
            3,
            "--where leaves no row",
        ),
        (["--visits-per-year", "many"], 2, "`many` is not a number"),
        (
            ["--overwrite", "name"],
            2,
            "not a column that `terr segment` fills",
        ),
        (["--by", "regio"], 3, "no column `regio`"),
    ] {
        let arguments = ["segment", "accounts.csv"].into_iter().chain(flags);
        folder.terr(arguments).exits(code).says([said]);
    }
}

/// The sample folder, with rates, scores, tiers and workload computed once more from the rows, by other code.
#[test]
fn the_clinics_add_up() {
    let folder = Folder::new("segment-clinics");
    for file in ["accounts.csv", "reps.csv", "history.csv", "terr.toml"] {
        folder.copy(&format!("examples/clinics/{file}"));
    }
    folder.terr(["segment"]).ok().says([
        "Forecast",
        "errors: absolute errors of a quarter over sales",
        "Rates",
        "estimated",
        "Micro-territories",
        "Team",
    ]);
    let rows = records(&folder.read("segmented.csv"));
    assert_eq!(
        rows.len(),
        records(&std::fs::read_to_string(project("examples/clinics/accounts.csv")).unwrap()).len()
    );
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().ok();

    let mut ratios: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in &rows {
        if let (Some(beds), Some(sales)) = (number(row, "beds"), number(row, "sales_last"))
            && sales > 0.0
        {
            ratios
                .entry(&row["industry"])
                .or_default()
                .push(sales / beds);
        }
    }
    for row in &rows {
        let Some(beds) = number(row, "beds") else {
            assert_eq!(row["potential"], "", "{row:?}");
            continue;
        };
        let group = ratios.get_mut(row["industry"].as_str()).unwrap();
        group.sort_by(f64::total_cmp);
        // The third quartile, linear between neighbours.
        let at = 0.75 * (group.len() - 1) as f64;
        let (low, part) = (at as usize, at.fract());
        let rate = group[low] * (1.0 - part) + group[(low + 1).min(group.len() - 1)] * part;
        assert!(
            (number(row, "potential").unwrap() - beds * rate).abs() < 0.01,
            "{row:?}"
        );
        let sold = number(row, "sales_last").unwrap_or(0.0);
        assert!((number(row, "headroom").unwrap() - (beds * rate - sold)).abs() < 0.011);
        let hours = number(row, "visits_per_year").unwrap()
            * (number(row, "minutes_per_visit").unwrap()
                * number(row, "complexity").unwrap_or(1.0)
                + number(row, "travel_minutes").unwrap())
            / 60.0
            + if row["tier"] == "A" { 2.0 } else { 0.5 };
        assert!(
            (number(row, "workload").unwrap() - hours).abs() < 0.0051,
            "{row:?}"
        );
        let parts: f64 = ["score_headroom", "score_growth", "score_private"]
            .iter()
            .map(|name| number(row, name).unwrap())
            .sum();
        assert!((number(row, "score").unwrap() - parts).abs() < 1e-9);
    }
    // A: the accounts that carry the first 80 %, with the one that crosses.
    let mut sorted: Vec<(f64, &str)> = rows
        .iter()
        .filter_map(|row| Some((number(row, "potential")?, row["tier"].as_str())))
        .collect();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let total: f64 = sorted.iter().map(|(potential, _)| potential).sum();
    for (potential, tier) in &sorted {
        // Equal values share a tier: what counts is the sum of all larger ones.
        let larger = sorted
            .iter()
            .map(|(other, _)| *other)
            .take_while(|other| other > potential);
        let before: f64 = larger.sum();
        let expected = match before / total {
            share if share < 0.8 - 1e-9 => "A",
            share if share < 0.95 - 1e-9 => "B",
            _ => "C",
        };
        assert_eq!(*tier, expected, "{potential} after {before} of {total}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each account gets exactly one segment, rows stay in order, unknown columns survive, sums are kept.
    #[test]
    fn every_account_gets_one_segment_and_nothing_is_lost(
        rows in prop::collection::vec((0u32..5000, prop::sample::select(vec!["Bank", "Shop", "n/a", ""]), "[a-zé ,;=\"']{0,8}"), 1..40),
        limit in 1u32..4000,
    ) {
        let folder = Folder::new("segment-property");
        let mut text = Vec::new();
        {
            let mut writer = csv::Writer::from_writer(&mut text);
            writer.write_record(["account_id", "size", "industry", "free text"]).unwrap();
            for (at, (size, industry, free)) in rows.iter().enumerate() {
                writer.write_record([&format!("A{at}"), &size.to_string(), *industry, free]).unwrap();
            }
        }
        folder.write("accounts.csv", &text);
        folder.write("terr.toml", format!(
            "[segment]\ndefault = \"Rest\"\npotential = \"size\"\n[[segment.rules]]\nname = \"Big\"\nwhen = \"size >= {limit}\"\n\
             [[segment.rules]]\nname = \"Bank\"\nwhen = \"industry = 'Bank'\"\n"
        ));
        let answer = folder.terr(["segment", "accounts.csv", "-q"]).ok();
        let found = records(&answer.stdout);
        prop_assert_eq!(found.len(), rows.len());
        for (at, (row, (size, industry, free))) in found.iter().zip(&rows).enumerate() {
            let segment = if *size >= limit { "Big" } else if *industry == "Bank" { "Bank" } else { "Rest" };
            prop_assert_eq!(&row["account_id"], &format!("A{at}"));
            prop_assert_eq!(&row["segment"], segment);
            prop_assert_eq!(&row["free text"], free);
            prop_assert_eq!(&row["potential"], &size.to_string());
        }
    }
}
