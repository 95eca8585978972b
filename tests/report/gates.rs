//! `report check`: which gate says no, and the exit code.

use super::{of_team, team};

#[test]
fn each_gate_has_its_own_no() {
    // after: potential N 60 and S 97 of 78.5 each; hours 6 and 22 of 20; 1 of 5 accounts leaves an available owner
    for (gate, code) in [
        ("--max-deviation=25%", 0),
        ("--max-deviation=20%", 1),
        ("--max-deviation=potential:25%", 0),
        ("--max-moved=20%", 0),
        ("--max-moved=19%", 1),
        ("--max-moved=potential:40%", 0),
        ("--max-moved=potential:39%", 1),
        ("--min-coverage=100%", 0),
        ("--max-utilisation=110%", 0),
        ("--max-utilisation=109%", 1),
    ] {
        let answer = of_team(
            &team(),
            &[
                "report",
                "check",
                "plan.csv",
                gate,
                "--max-deviation=workload:60%",
            ],
        );
        let answer = if gate.starts_with("--max-deviation") {
            answer
        } else {
            of_team(
                &team(),
                &["report", "check", "plan.csv", gate, "--max-deviation=60%"],
            )
        };
        assert_eq!(
            answer.code,
            Some(code),
            "{gate}\n{}\n{}",
            answer.stdout,
            answer.stderr
        );
    }
}

#[test]
fn reasons_are_rows_for_machines() {
    let answer = of_team(
        &team(),
        &[
            "report",
            "check",
            "plan.csv",
            "--max-deviation=20%",
            "-f=csv",
        ],
    );
    assert_eq!(answer.code, Some(1));
    insta::assert_snapshot!(answer.stdout);
    answer.says(["gates are violated"]);
}

#[test]
fn without_gates_the_plan_is_held_to_its_own_tolerances() {
    let answer = of_team(&team(), &["report", "check", "plan.csv", "-f=csv"]);
    assert_eq!(answer.code, Some(1));
    assert!(
        answer.stdout.contains("tolerances,potential,N,"),
        "{}",
        answer.stdout
    );
}

#[test]
fn cron_hears_nothing_when_all_is_well() {
    let well = ["report", "check", "plan.csv", "--max-deviation=60%", "-q"];
    let answer = of_team(&team(), &well);
    assert_eq!(
        (answer.code, answer.stdout.as_str(), answer.stderr.as_str()),
        (Some(0), "", "")
    );
    let answer = of_team(
        &team(),
        &["report", "check", "plan.csv", "--max-deviation=1%", "-q"],
    );
    assert_eq!(answer.code, Some(1));
    assert!(answer.stdout.contains("violated"));
    let answer = of_team(
        &team(),
        &["report", "check", "plan.csv", "--max-deviation=1%", "-qq"],
    );
    assert_eq!(
        (answer.code, answer.stdout.as_str(), answer.stderr.as_str()),
        (Some(1), "", "")
    );
}

#[test]
fn gates_stand_in_the_settings_file() {
    let folder = team();
    folder.write(
        "terr.toml",
        "[files]\nreps = \"reps.csv\"\nplan = \"plan.csv\"\n[report]\nmeasure = \"potential:15%\"\ntarget = \"equal\"\nas-of = \"2026-01-01\"\n[check]\nmax-deviation = \"20%\"\n",
    );
    folder.terr(["report", "check", "-q"]).exits(1);
    folder
        .terr(["report", "check", "--max-deviation=30%", "-q"])
        .ok();
    assert!(
        folder
            .terr(["report", "-f=csv"])
            .ok()
            .stdout
            .starts_with("topic,figure")
    );
}

#[test]
fn a_gate_that_cannot_be_judged_is_wrong_usage() {
    let answer = of_team(
        &team(),
        &["report", "check", "plan.csv", "--max-deviation=revenue:5%"],
    );
    assert_eq!(answer.code, Some(2));
    answer.says(["error[E520]", "`revenue`", "potential"]);
    let answer = of_team(
        &team(),
        &["report", "check", "plan.csv", "--max-moved=much"],
    );
    assert_eq!(answer.code, Some(2));
}

#[test]
fn the_log_gets_a_row_a_run() {
    let folder = team();
    for limit in ["60%", "1%"] {
        of_team(
            &folder,
            &[
                "report",
                "check",
                "plan.csv",
                "--max-deviation",
                limit,
                "--log=history.csv",
                "-qq",
            ],
        );
    }
    let log = folder.read("history.csv");
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 3, "{log}");
    assert!(
        lines[0].starts_with("time,plan,plan_sha256,passed,gates,violated,"),
        "{log}"
    );
    assert!(
        lines[1].contains(",true,") && lines[2].contains(",false,"),
        "{log}"
    );
}

#[test]
fn what_is_unknown_of_a_whole_territory_is_no_pass_and_no_zero() {
    let folder = team();
    let plan = folder.read("plan.csv");
    // Nothing is known of the potential of S, who gets a4 to a7; N has 60 of a target of 30.
    let plan = plan
        .replace(",8,0,40,", ",8,0,,")
        .replace(",9,0,50,", ",9,0,,")
        .replace(",20,0,7,", ",20,0,,");
    folder.write("plan.csv", plan);
    let gate = [
        "report",
        "check",
        "plan.csv",
        "--max-deviation=150%",
        "-f=csv",
    ];
    let answer = of_team(&folder, &gate);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    let row = "max_deviation,potential,S,,,1.5,violated,potential is unknown for all its accounts";
    assert!(
        answer.stdout.lines().any(|line| line == row),
        "{}",
        answer.stdout
    );
    let answer = of_team(&folder, &["report", "territories", "plan.csv", "-f=json"]);
    let json: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    let of_s = &json["territories"][2];
    assert_eq!(of_s["rep_id"], "S");
    for column in ["potential", "potential_deviation", "potential_before"] {
        assert!(of_s[column].is_null(), "{column}: {of_s}");
    }
    assert_eq!(of_s["workload"], 22.0);
    let of_l = &json["territories"][0];
    assert_eq!(of_l["rep_id"], "L");
    assert_eq!(of_l["potential"], 0);
}
