//! Profile, coverage and overlaps of the clinics, added again by code that shares nothing with terr.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Folder, records as rows};

type Row = BTreeMap<String, String>;

/// The clinics with their segments, and a plan of them.
fn clinics() -> Folder {
    let folder = Folder::new("report-clinics");
    for file in ["accounts.csv", "reps.csv", "history.csv", "terr.toml"] {
        folder.copy(&format!("examples/clinics/{file}"));
    }
    folder.terr(["segment", "-q"]).ok();
    folder.terr(["balance", "-q", "--effort=quick"]).ok();
    folder
}

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let answer = folder.terr(arguments.iter().chain(&["-f=json"])).ok();
    serde_json::from_str(&answer.stdout).unwrap()
}

fn number(row: &Row, column: &str) -> Option<f64> {
    row[column].parse().ok()
}

#[track_caller]
fn close(stated: &Value, found: f64, slack: f64) {
    let stated = stated.as_f64().unwrap();
    assert!((stated - found).abs() <= slack, "{stated} is not {found}");
}

/// What is known of no account is missing, never zero.
#[track_caller]
fn close_or_missing(stated: &Value, found: Option<f64>, slack: f64) {
    match found {
        Some(found) => close(stated, found, slack),
        None => assert!(stated.is_null(), "{stated} of nothing"),
    }
}

#[test]
fn the_profile_and_the_coverage_of_the_clinics_add_up() {
    let folder = clinics();
    let accounts = rows(&folder.read("segmented.csv"));
    let reps: BTreeSet<String> = rows(&folder.read("reps.csv"))
        .iter()
        .map(|rep| rep["rep_id"].clone())
        .collect();
    let profile = json(
        &folder,
        &["report", "profile", "segmented.csv", "--as-of=2026-01-01"],
    );
    let coverage = json(
        &folder,
        &["report", "coverage", "segmented.csv", "--as-of=2026-01-01"],
    );
    let whole: f64 = accounts
        .iter()
        .filter_map(|row| number(row, "potential"))
        .sum();

    for column in ["segment", "tier", "industry", "type", "region"] {
        let stated = profile[format!("by_{column}")].as_array().unwrap();
        let mut seen = 0;
        for group in stated {
            let name = match group[column].as_str().unwrap() {
                "(none)" => "",
                name => name,
            };
            let own: Vec<&Row> = accounts.iter().filter(|row| row[column] == name).collect();
            seen += own.len();
            assert_eq!(group["accounts"], own.len());
            let sum = |of: &dyn Fn(&Row) -> Option<f64>| -> Option<f64> {
                own.iter().filter_map(|row| of(row)).reduce(|a, b| a + b)
            };
            let potential = sum(&|row| number(row, "potential"));
            close_or_missing(&group["potential"], potential, 0.51);
            let share = potential.map(|potential| potential / whole);
            close_or_missing(&group["potential_share"], share, 1e-6);
            for (figure, cell) in [("sales", "sales_last"), ("workload", "workload")] {
                close_or_missing(&group[figure], sum(&|row| number(row, cell)), 0.51);
            }
            let white =
                |row: &Row| Some((number(row, "potential")? - number(row, "sales_last")?).max(0.0));
            close_or_missing(&group["whitespace"], sum(&white), 0.51);
            let now = sum(&|row| number(row, "sales_prev").and(number(row, "sales_last")));
            let then = sum(&|row| number(row, "sales_last").and(number(row, "sales_prev")));
            // Nothing was sold to prospects.
            let growth = now.zip(then.filter(|then| *then > 0.0));
            close_or_missing(
                &group["growth"],
                growth.map(|(now, then)| now / then - 1.0),
                1e-6,
            );
            let held = own
                .iter()
                .filter(|row| reps.contains(&row["owner_id"]))
                .count();
            close(&group["coverage"], held as f64 / own.len() as f64, 1e-6);
        }
        assert_eq!(seen, accounts.len(), "{column}");
    }

    let held: Vec<&Row> = accounts
        .iter()
        .filter(|row| reps.contains(&row["owner_id"]))
        .collect();
    let team = coverage["coverage"].as_array().unwrap();
    close(&team[0]["covered"], held.len() as f64, 0.0);
    let potential: f64 = held.iter().filter_map(|row| number(row, "potential")).sum();
    close(&team[1]["covered"], potential, 0.51);
    close(&team[1]["of"], whole, 0.51);
    let unowned: f64 = coverage["unowned_by_region"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["potential_unowned"].as_f64().unwrap())
        .sum();
    assert!((unowned - (whole - potential)).abs() < 3.0, "{unowned}");

    // The plan's own day counts, and everybody has a rep then.
    let planned = json(&folder, &["report", "coverage"]);
    close(&planned["coverage"][0]["share"], 1.0, 0.0);
}

#[test]
fn clinics_that_several_rules_match_are_listed_with_the_rule_that_decided() {
    let folder = clinics();
    let report = json(&folder, &["report", "overlaps"]);
    // The rules of terr.toml once more, by hand, on what stands in the plan.
    let rules = |row: &Row| -> Vec<&str> {
        let beds = number(row, "beds").unwrap_or(0.0);
        let hospital =
            ["General hospital", "Children's hospital"].contains(&row["industry"].as_str());
        let growth = number(row, "growth").unwrap_or(0.0);
        let potential = number(row, "potential").unwrap_or(0.0);
        let best = ["A", "B"].contains(&row["tier"].as_str());
        [
            ("Teaching", beds >= 250.0 && hospital),
            ("Growing", growth >= 0.1 && potential >= 20_000.0),
            ("New business", row["type"] == "prospect" && best),
        ]
        .into_iter()
        .filter_map(|(name, matches)| matches.then_some(name))
        .collect()
    };
    let plan = rows(&folder.read("plan.csv"));
    let expected: Vec<(String, String, String)> = plan
        .iter()
        .filter(|row| rules(row).len() > 1)
        .map(|row| {
            (
                row["account_id"].clone(),
                rules(row).join(" + "),
                format!("order: {}", rules(row)[0]),
            )
        })
        .collect();
    assert!(expected.len() > 50);
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let stated: Vec<(String, String, String)> = report["rule_overlaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                text(row, "account_id"),
                text(row, "rules"),
                text(row, "settled_by"),
            )
        })
        .collect();
    assert_eq!(stated, expected);
    let counted: i64 = report["overlaps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["kind"] == "rules_both_match")
        .map(|row| row["accounts"].as_i64().unwrap())
        .sum();
    assert_eq!(counted as usize, expected.len());
    // CSV holds one table: there each account is a row of it.
    let csv = folder.terr(["report", "overlaps", "-f=csv"]).ok().stdout;
    let listed: Vec<(String, String, String)> = rows(&csv)
        .iter()
        .filter(|row| row["kind"] == "rules_both_match")
        .map(|row| {
            assert_eq!(row["accounts"], "1");
            let text = |name: &str| row[name].clone();
            (text("example"), text("value"), text("settled_by"))
        })
        .collect();
    assert_eq!(listed, expected);
}

#[test]
fn rules_that_name_what_an_export_lacks_are_not_tried_and_that_is_said() {
    let folder = clinics();
    let report = json(&folder, &["report", "overlaps", "accounts.csv"]);
    let notes = report["notes"].to_string();
    assert!(
        notes.contains("not tried on this table: no column `growth`"),
        "{notes}"
    );
}

#[test]
fn owners_given_by_name_or_e_mail_are_reps_as_they_are_to_balance() {
    let folder = Folder::new("report-owners");
    folder.write(
        "reps.csv",
        "rep_id,name,email\nR1,Ann Lee,ann@x.org\nR2,Bo,bo@x.org\n",
    );
    folder.write(
        "accounts.csv",
        "account_id,Account Owner,potential\nA,ann lee,10\nB,BO@x.org,20\nC,R1,30\nD,Zoe,40\nE,,50\n",
    );
    let coverage = json(
        &folder,
        &["report", "coverage", "accounts.csv", "--reps=reps.csv"],
    );
    let with_a_rep = &coverage["coverage"][0];
    assert_eq!(with_a_rep["covered"], 3, "{coverage}");
    assert_eq!(coverage["coverage"][1]["covered"], 60.0, "{coverage}");
    let strangers = coverage["out_of_step"].as_array().unwrap();
    assert_eq!(strangers.len(), 1, "{coverage}");
    assert_eq!(strangers[0]["rep_id"], "Zoe");
}
