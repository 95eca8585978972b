//! End-to-end tests: balance. Every plan goes through `report check`, the face of the independent audit.

use std::{collections::BTreeMap, fmt::Write as _, process::Stdio, thread, time::Duration};

use crate::support::{Answer, Folder, Run};

/// A made-up team: `accounts` accounts around `reps` homes in the middle of the United States, from a small generator of our own.
fn team(folder: &Folder, accounts: u32, reps: u32) {
    let mut state = 12_345u64;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut table = String::from(
        "account_id,name,owner_id,latitude,longitude,potential,workload,skills,notes,parent_id\n",
    );
    for account in 0..accounts {
        let (lat, lon) = (
            36.0 + next(8000) as f64 / 1000.0,
            -100.0 + next(16_000) as f64 / 1000.0,
        );
        let (potential, workload) = (1000 + next(9000), 5 + next(40));
        let owner = next(u64::from(reps));
        let skill = if next(9) == 0 { "fr" } else { "" };
        let parent = if next(5) == 0 {
            format!("P{}", next(12))
        } else {
            format!("S{account}")
        };
        writeln!(
            table,
            "A{account:04},\"Account, {account}\",R{owner:02},{lat:.4},{lon:.4},{potential}.50,{workload},{skill},=1+{account},{parent}"
        )
        .unwrap();
    }
    folder.write("accounts.csv", table);
    let mut table = String::from("rep_id,name,latitude,longitude,capacity,skills,max_accounts\n");
    for rep in 0..reps {
        let (lat, lon) = (
            36.5 + next(7000) as f64 / 1000.0,
            -99.0 + next(14_000) as f64 / 1000.0,
        );
        let skills = if rep % 2 == 0 { "fr;de" } else { "de" };
        writeln!(
            table,
            "R{rep:02},Rep {rep},{lat:.4},{lon:.4},{},{skills},",
            1500 + 100 * (rep % 3)
        )
        .unwrap();
    }
    folder.write("reps.csv", table);
}

/// `terr balance accounts.csv --reps reps.csv … -o plan.csv`, ready to be run.
fn planning(folder: &Folder, effort: &str, more: &[&str]) -> Run {
    let base = ["balance", "accounts.csv", "--reps=reps.csv", "-o=plan.csv"];
    folder.terr(base.iter().chain(&["--effort", effort]).chain(more))
}

/// A quick plan.
fn plan(folder: &Folder, more: &[&str]) -> Answer {
    planning(folder, "quick", more).run()
}

fn check(folder: &Folder) -> Answer {
    folder
        .terr(["report", "check", "plan.csv", "--reps", "reps.csv"])
        .run()
}

/// The rep of each account.
fn owners(plan: &str) -> BTreeMap<String, String> {
    let mut rows = csv::Reader::from_reader(plan.as_bytes());
    rows.records()
        .map(|row| {
            let row = row.unwrap();
            (row[0].to_owned(), row[2].to_owned())
        })
        .collect()
}

/// The manifest without the one object that differs from run to run.
fn manifest(folder: &Folder) -> serde_json::Value {
    let mut manifest: serde_json::Value =
        serde_json::from_str(&folder.read("plan.manifest.json")).unwrap();
    manifest.as_object_mut().unwrap().remove("run").unwrap();
    manifest
}

#[test]
fn a_plan_has_eight_columns_in_front_and_the_others_unchanged() {
    let folder = Folder::new("front");
    team(&folder, 60, 4);
    let answer = plan(&folder, &[]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_eq!(answer.stdout, "");
    answer.says([
        "60 accounts, 4 reps: potential within",
        "Next: terr report plan.csv --reps reps.csv",
    ]);
    let text = folder.read("plan.csv");
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "account_id,name,rep_id,rep_name,previous_rep_id,change,reason,distance,owner_id,latitude,longitude,potential,workload,skills,notes,parent_id"
    );
    // in input order, data byte for byte: the formula stays a formula here, `report` is what people open
    for (before, after) in folder.read("accounts.csv").lines().skip(1).zip(lines) {
        let (before, after): (Vec<&str>, Vec<&str>) =
            (before.split(',').collect(), after.split(',').collect());
        assert_eq!(before[0], after[0]);
        assert_eq!(before[before.len() - 7..], after[after.len() - 7..]);
    }
    assert_eq!(check(&folder).code, Some(0));
    assert_eq!(manifest(&folder)["feasible"], true);
}

#[test]
fn threads_change_no_byte_and_the_order_of_rows_no_owner() {
    let folder = Folder::new("threads");
    team(&folder, 120, 6);
    assert_eq!(plan(&folder, &["--threads", "1"]).code, Some(0));
    let (first, told) = (folder.read("plan.csv"), manifest(&folder));
    assert_eq!(plan(&folder, &["--threads", "2"]).code, Some(0));
    assert_eq!(folder.read("plan.csv"), first);
    assert_eq!(manifest(&folder), told);
    let accounts = folder.read("accounts.csv");
    let (header, rows) = accounts.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    rows.rotate_left(17);
    folder.write("accounts.csv", format!("{header}\n{}\n", rows.join("\n")));
    assert_eq!(plan(&folder, &[]).code, Some(0));
    assert_eq!(owners(&folder.read("plan.csv")), owners(&first));
}

#[test]
fn an_account_larger_than_any_bound_is_named_and_strict_says_no() {
    let folder = Folder::new("large");
    team(&folder, 60, 4);
    let accounts = folder
        .read("accounts.csv")
        .replacen("A0007,\"Account, 7\"", "BIG,Big", 1);
    let line = accounts
        .lines()
        .find(|line| line.starts_with("BIG"))
        .unwrap();
    let mut fields: Vec<&str> = line.split(',').collect();
    fields[5] = "900000";
    folder.write("accounts.csv", accounts.replace(line, &fields.join(",")));
    let answer = plan(&folder, &["--strict", "--measure", "potential:5%"]);
    assert_eq!(answer.code, Some(1), "{}", answer.stderr);
    answer.says([
        "account `BIG` alone has 900000.00 of potential",
        "proven: no plan is within less than",
    ]);
    assert!(folder.has("plan.csv"), "written all the same");
    assert_eq!(manifest(&folder)["feasible"], false);
    assert_eq!(check(&folder).code, Some(1));
}

#[test]
fn a_plan_is_planned_again_from_its_reps() {
    let folder = Folder::new("again");
    team(&folder, 60, 4);
    assert_eq!(plan(&folder, &[]).code, Some(0));
    let first = folder.read("plan.csv");
    let again = folder
        .terr([
            "balance", "plan.csv", "--reps", "reps.csv", "--effort", "quick", "-o", "next.csv",
        ])
        .ok();
    again.says(["0 accounts change rep"]);
    let next = folder.read("next.csv");
    assert_eq!(next.lines().next(), first.lines().next());
    assert_eq!(owners(&next), owners(&first));
    let refused = folder
        .terr([
            "balance", "plan.csv", "--reps", "reps.csv", "-o", "plan.csv",
        ])
        .exits(2);
    refused.says(["is an input"]);
    assert_eq!(folder.read("plan.csv"), first);
}

#[test]
fn requests_are_honoured_in_their_order_and_each_has_its_fate() {
    let folder = Folder::new("requests");
    team(&folder, 60, 4);
    folder.write(
        "overrides.csv",
        "account_id,rep_id,action,reason,expires\n\
         A0001,R01,pin,knows the buyer,\n\
         A0002,R02,pin,,2020-01-01\n\
         A0003,R03,pin,,\n\
         A0003,R03,exclude,conflict of interest,\n\
         A0004,,lock,,\n\
         A0005,R00,prefer,,\n",
    );
    let answer = plan(
        &folder,
        &["--overrides", "overrides.csv", "--as-of", "2026-01-15"],
    );
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    answer.says([
        "W304",
        "the pin of account `A0003` to rep `R03` gives way to a stronger rule (exclude)",
    ]);
    let reps = owners(&folder.read("plan.csv"));
    assert_eq!(reps["A0001"], "R01");
    assert_ne!(reps["A0003"], "R03");
    let fates = folder
        .terr([
            "report",
            "overrides",
            "plan.csv",
            "--reps",
            "reps.csv",
            "-f",
            "csv",
        ])
        .ok();
    let fate_of = |line: &str| {
        let row = fates
            .stdout
            .lines()
            .find(|row| row.starts_with(line))
            .unwrap_or_default();
        row.to_owned()
    };
    assert!(fate_of("2,").contains("honoured"), "{}", fates.stdout);
    assert!(fate_of("3,").contains("expired"));
    assert!(fate_of("4,").contains("refused") && fate_of("4,").contains("exclude"));
    assert_eq!(check(&folder).code, Some(0));
}

#[test]
fn groups_caps_and_new_accounts_keep_their_rules() {
    let folder = Folder::new("rules");
    team(&folder, 80, 4);
    for more in [
        &["--together", "parent_id"][..],
        &["--max-moved", "25%", "--measure", "count:60%"],
        &["--only-new"],
        &["--compactness", "inertia", "--keep", "0"],
        &[
            "--travel-measure",
            "count",
            "--target",
            "equal",
            "--target",
            "potential=capacity",
        ],
        &["--measure", "workload:10%", "--measure", "count:..30"],
    ] {
        let answer = plan(&folder, more);
        assert_eq!(answer.code, Some(0), "{more:?}: {}", answer.stderr);
        let checked = check(&folder);
        let broken = |word: &str| checked.stdout.contains(word);
        assert!(
            !broken("rule_broken") && !broken("group_split") && !broken("too_much_moved"),
            "{more:?}: {}",
            checked.stdout
        );
        if manifest(&folder)["feasible"] == true {
            assert_eq!(checked.code, Some(0), "{more:?}: {}", checked.stdout);
        }
    }
}

#[test]
fn a_missing_distance_means_cannot_serve() {
    let folder = Folder::new("matrix");
    folder.write(
        "accounts.csv",
        "account_id,index,owner_id\n1,0.5,N\n2,0.5,N\n3,0.5,S\n4,0.5,S\n",
    );
    folder.write("reps.csv", "rep_id\nN\nS\n");
    folder.write(
        "km.csv",
        "from,to,distance\n1,N,1.25\n2,N,9\n2,S,1\n3,N,4\n3,S,2\n4,S,3\n",
    );
    let answer = plan(
        &folder,
        &[
            "--distances",
            "km.csv",
            "--measure",
            "index:0.9..1.1",
            "--travel-measure",
            "count",
        ],
    );
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    let reps = owners(&folder.read("plan.csv"));
    assert_eq!(
        (&*reps["1"], &*reps["4"]),
        ("N", "S"),
        "the only ones who can serve them"
    );
    // 2 and 3 are split one each: 1.25 + 1 + 4 + 3 is less than 1.25 + 9 + 2 + 3
    assert_eq!((&*reps["2"], &*reps["3"]), ("S", "N"));
    assert_eq!(manifest(&folder)["objective"]["total"], 9.25);
    assert_eq!(check(&folder).code, Some(0));
}

#[test]
fn what_cannot_be_planned_is_exit_3_and_touches_nothing() {
    let folder = Folder::new("refused");
    team(&folder, 20, 2);
    folder.write("plan.csv", "precious");
    let reps = folder.read("reps.csv");
    for (change, flags, expected) in [
        (
            ("R01,Rep 1", "R01,Rep 1"),
            &["--measure", "potental"][..],
            "potential",
        ),
        (
            ("R01,Rep 1", "R01,Rep 1"),
            &["--target", "quotas"],
            "quotas",
        ),
        ((",1600,", ",,"), &[], "E306"),
        (
            (",1600,", ",0,"),
            &["--target", "equal", "--target", "nobody=equal"],
            "E312",
        ),
    ] {
        folder.write("reps.csv", reps.replace(change.0, change.1));
        let answer = plan(&folder, flags);
        assert_eq!(answer.code, Some(3), "{flags:?}: {}", answer.stderr);
        answer.says([expected]);
        assert_eq!(folder.read("plan.csv"), "precious");
    }
    assert_eq!(folder.names(), ["accounts.csv", "plan.csv", "reps.csv"]);
}

#[test]
fn settings_of_terr_toml_are_flags_and_stand_in_the_manifest() {
    let folder = Folder::new("settings");
    team(&folder, 40, 3);
    folder.write(
        "terr.toml",
        "[files]\naccounts = \"accounts.csv\"\nreps = \"reps.csv\"\nplan = \"plan.csv\"\n\
         [balance]\nmeasure = [\"potential:8%\", \"workload:12%\"]\nkeep = 25\neffort = \"quick\"\ntogether = [\"parent_id\"]\nseed = 3\n",
    );
    folder.terr(["balance", "--seed", "4"]).ok();
    let manifest = manifest(&folder);
    assert_eq!(
        manifest["settings"]["measure"],
        serde_json::json!(["potential:8%", "workload:12%"])
    );
    assert_eq!(manifest["settings"]["keep"], serde_json::json!(["25"]));
    assert_eq!(
        manifest["settings"]["together"],
        serde_json::json!(["parent_id"])
    );
    assert_eq!(manifest["seed"], 4, "a flag wins");
    assert_eq!(manifest["inputs"][0]["path"], "accounts.csv");
}

#[test]
fn explain_and_moves_show_the_plan() {
    let folder = Folder::new("explain");
    team(&folder, 60, 4);
    assert_eq!(plan(&folder, &[]).code, Some(0));
    let explained = folder
        .terr([
            "report", "explain", "plan.csv", "A0007", "--reps", "reps.csv", "-f", "csv",
        ])
        .ok();
    assert_eq!(
        explained.stdout.lines().count(),
        5,
        "a row per rep:\n{}",
        explained.stdout
    );
    let moves = folder
        .terr([
            "report", "moves", "plan.csv", "--reps", "reps.csv", "-f", "csv",
        ])
        .ok();
    let moved = folder
        .read("plan.csv")
        .lines()
        .filter(|line| line.contains(",moved,"))
        .count();
    assert!(moves.stdout.lines().count() <= moved + 2);
    assert!(moved == 0 || moves.stdout.lines().count() > 2);
    folder
        .terr([
            "report", "explain", "plan.csv", "A007", "--reps", "reps.csv",
        ])
        .exits(2)
        .says(["E510", "did you mean"]);
}

#[cfg(unix)]
#[test]
fn interrupting_writes_the_best_plan_so_far() {
    let folder = Folder::new("interrupt");
    team(&folder, 400, 12);
    let run = planning(&folder, "thorough", &[]);
    let child = run
        .command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(700));
    let pid = child.id().to_string();
    std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(
        said.contains("interrupted: the best plan so far is written"),
        "{said}"
    );
    assert_eq!(owners(&folder.read("plan.csv")).len(), 400);
}

#[cfg(unix)]
#[test]
fn a_kill_leaves_the_old_plan_or_the_new_one() {
    let folder = Folder::new("kill");
    team(&folder, 150, 5);
    assert_eq!(plan(&folder, &["--keep", "0"]).code, Some(0));
    let old = folder.read("plan.csv");
    for milliseconds in [5, 40, 90, 160, 300] {
        let run = planning(&folder, "quick", &[]);
        let mut child = run
            .command()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        let _ = child.kill();
        child.wait().unwrap();
        let now = folder.read("plan.csv");
        assert!(
            now == old || owners(&now).len() == 150,
            "after {milliseconds} ms: {} bytes",
            now.len()
        );
    }
    assert_eq!(
        plan(&folder, &[]).code,
        Some(0),
        "what kills left behind is in nobody's way"
    );
    assert!(
        folder
            .names()
            .iter()
            .all(|name| !name.ends_with(".terr-tmp")),
        "{:?}",
        folder.names()
    );
}

#[test]
fn no_time_is_still_a_plan() {
    let folder = Folder::new("hurry");
    team(&folder, 60, 4);
    let answer = plan(&folder, &["--max-seconds", "0"]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    answer.says(["stopped by --max-seconds"]);
    assert_eq!(owners(&folder.read("plan.csv")).len(), 60);
}
