//! The figures of the example's plan, added again by code that shares nothing with terr: text in, `f64` sums, plain formulas.

use std::collections::BTreeMap;

use super::example;
use crate::support::records as rows;

fn number(text: &str) -> f64 {
    if text.is_empty() {
        0.0
    } else {
        text.parse().unwrap()
    }
}

#[track_caller]
fn close(stated: &serde_json::Value, found: f64, what: &str) {
    let stated = stated
        .as_f64()
        .unwrap_or_else(|| panic!("{what} is {stated}"));
    assert!(
        (stated - found).abs() <= 2e-6 * found.abs().max(1.0),
        "{what}: {stated} is not {found}"
    );
}

/// Great-circle kilometres, by the haversine formula.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |x: f64| libm::sin(x.to_radians() / 2.0);
    let h = half(b.0 - a.0) * half(b.0 - a.0)
        + libm::cos(a.0.to_radians())
            * libm::cos(b.0.to_radians())
            * half(b.1 - a.1)
            * half(b.1 - a.1);
    2.0 * 6371.0088 * libm::asin(h.sqrt())
}

#[test]
fn summary_and_territories_of_the_example_add_up() {
    let folder = example();
    let plan = rows(&folder.read("plan.csv"));
    let reps = rows(&folder.read("crm_users.csv"));
    let json = |view: &str| -> serde_json::Value {
        let answer = folder
            .terr([
                "report",
                view,
                "plan.csv",
                "--reps=crm_users.csv",
                "-f=json",
                "--no-config",
            ])
            .ok();
        serde_json::from_str(&answer.stdout).unwrap()
    };

    // capacity x FTE of active reps, the shares of the total
    let active: Vec<&BTreeMap<String, String>> =
        reps.iter().filter(|rep| rep["Active"] != "false").collect();
    let capacity = |rep: &BTreeMap<String, String>| number(&rep["Capacity"]) * number(&rep["FTE"]);
    let whole: f64 = active.iter().map(|rep| capacity(rep)).sum();
    let total: f64 = plan.iter().map(|row| number(&row["Sales"])).sum();
    let load = |rep: &str, column: &str| -> f64 {
        plan.iter()
            .filter(|row| row[column] == rep)
            .map(|row| number(&row["Sales"]))
            .sum()
    };

    let territories = json("territories");
    let of = |rep: &str| {
        let list = territories["territories"].as_array().unwrap();
        list.iter()
            .find(|row| row["rep_id"] == rep)
            .unwrap_or_else(|| panic!("no row of {rep}"))
    };
    let home = |rep: &str| {
        let rep = reps.iter().find(|row| row["User ID"] == rep).unwrap();
        (number(&rep["Latitude"]), number(&rep["Longitude"]))
    };
    let place = |row: &BTreeMap<String, String>| {
        (
            number(&row["Billing Latitude"]),
            number(&row["Billing Longitude"]),
        )
    };
    let mut ratios = Vec::new();
    for rep in &active {
        let id = &rep["User ID"];
        let target = total * capacity(rep) / whole;
        let after = load(id, "rep_id");
        ratios.push(after / target);
        close(&of(id)["Sales"], after, "load");
        close(
            &of(id)["Sales_before"],
            load(id, "previous_rep_id"),
            "load before",
        );
        close(
            &of(id)["Sales_deviation"],
            after / target - 1.0,
            "deviation",
        );
        let own: Vec<_> = plan.iter().filter(|row| row["rep_id"] == *id).collect();
        let trips: f64 = own
            .iter()
            .filter(|row| !row["Billing Latitude"].is_empty())
            .map(|row| kilometres(place(row), home(id)))
            .sum();
        let placed = own
            .iter()
            .filter(|row| !row["Billing Latitude"].is_empty())
            .count();
        if placed > 0 {
            let stated = of(id)["distance"].as_f64().unwrap();
            assert!(
                (stated - trips / placed as f64).abs() <= 0.06,
                "mean trip of {id}"
            );
        }
    }

    let summary = json("summary");
    let figure = |topic: &str, name: &str| {
        let list = summary["summary"].as_array().unwrap();
        let row = list
            .iter()
            .find(|row| row["topic"] == topic && row["figure"] == name);
        row.unwrap_or_else(|| panic!("no {topic} {name}"))["after"].clone()
    };
    let n = ratios.len() as f64;
    let mean = ratios.iter().sum::<f64>() / n;
    let deviation = (ratios.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    close(&figure("Sales", "variation"), deviation / mean, "variation");
    let worst = ratios.iter().map(|x| (x - 1.0).abs()).fold(0.0, f64::max);
    close(&figure("Sales", "max_deviation"), worst, "max deviation");
    // Gini by its definition: the mean absolute difference over twice the mean
    let differences: f64 = ratios
        .iter()
        .flat_map(|a| ratios.iter().map(move |b| (a - b).abs()))
        .sum();
    let gini = differences / (2.0 * n * n * mean);
    assert!((figure("Sales", "gini").as_f64().unwrap() - gini).abs() < 6e-5);
    let largest = ratios.iter().copied().fold(0.0, f64::max);
    let smallest = ratios.iter().copied().fold(f64::MAX, f64::min);
    let stated = figure("Sales", "max_over_min").as_f64().unwrap();
    assert!((stated - largest / smallest).abs() < 6e-4);
    let within = |band: f64| ratios.iter().filter(|x| (*x - 1.0).abs() <= band).count() as f64 / n;
    for (name, band) in [
        ("within_5%", 0.05),
        ("within_10%", 0.1),
        ("within_15%", 0.15),
    ] {
        close(&figure("Sales", name), within(band), name);
    }
    let owned: Vec<_> = plan
        .iter()
        .filter(|row| !row["previous_rep_id"].is_empty())
        .collect();
    let kept = owned
        .iter()
        .filter(|row| row["previous_rep_id"] == row["rep_id"]);
    close(
        &figure("accounts", "continuity"),
        kept.clone().count() as f64 / owned.len() as f64,
        "continuity",
    );
    let sales: f64 = owned.iter().map(|row| number(&row["Sales"])).sum();
    let stays: f64 = kept.map(|row| number(&row["Sales"])).sum();
    close(
        &figure("Sales", "continuity"),
        stays / sales,
        "continuity of sales",
    );
    close(&figure("Sales", "total"), total, "total");
    let held: f64 = active
        .iter()
        .map(|rep| load(&rep["User ID"], "rep_id"))
        .sum();
    close(
        &figure("Sales", "with_a_rep"),
        held,
        "territories add up to what has a rep",
    );
}

#[test]
fn changes_list_exactly_the_accounts_whose_rep_differs() {
    let folder = example();
    let answer = folder
        .terr([
            "report",
            "changes",
            "plan.csv",
            "--reps=crm_users.csv",
            "-f=csv",
            "--no-config",
        ])
        .ok();
    let listed: Vec<String> = rows(&answer.stdout)
        .iter()
        .map(|row| row["account_id"].clone())
        .collect();
    let differ: Vec<String> = rows(&folder.read("plan.csv"))
        .iter()
        .filter(|row| row["rep_id"] != row["previous_rep_id"])
        .map(|row| row["account_id"].clone())
        .collect();
    assert_eq!(listed, differ);
    assert!(!listed.is_empty());
}
