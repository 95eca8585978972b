//! `verify`, and manifests that are not the plan's own.

use super::example;
use crate::support::Folder;

fn verify(folder: &Folder) -> Option<i32> {
    folder
        .terr(["report", "verify", "plan.csv", "--no-config", "-qq"])
        .run()
        .code
}

#[test]
fn a_fresh_plan_verifies_and_one_flipped_byte_of_any_file_does_not() {
    let folder = example();
    let answer = folder
        .terr(["report", "verify", "plan.csv", "--no-config"])
        .ok();
    answer.says(["are as stated"]);
    for file in [
        "plan.csv",
        "plan.manifest.json",
        "crm_accounts.csv",
        "crm_users.csv",
    ] {
        let path = folder.path().join(file);
        let good = std::fs::read(&path).unwrap();
        for part in 0..8 {
            let mut bad = good.clone();
            let at = (good.len() - 1) * part / 7;
            bad[at] ^= 1;
            std::fs::write(&path, &bad).unwrap();
            let code = verify(&folder);
            assert!(
                matches!(code, Some(1 | 3)),
                "byte {at} of {file}: exit {code:?}"
            );
        }
        std::fs::write(&path, good).unwrap();
    }
    assert_eq!(verify(&folder), Some(0));
}

#[test]
fn every_byte_of_the_manifest_counts() {
    let folder = example();
    let path = folder.path().join("plan.manifest.json");
    let text = folder.read("plan.manifest.json");
    // a figure that no recomputation could miss by less, and one that nothing else depends on
    for (from, to) in [
        ("\"seed\": 0", "\"seed\": 1"),
        ("\"quick\"", "\"quicj\""),
        ("\"rounds\"", "\"roundt\""),
    ] {
        if text.contains(from) {
            std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
            assert!(matches!(verify(&folder), Some(1 | 3)), "{from}");
        }
    }
}

#[test]
fn a_manifest_of_another_plan_is_said_and_not_believed() {
    let folder = example();
    let plan = folder.read("plan.csv");
    let (head, _) = plan.trim_end().rsplit_once('\n').unwrap();
    folder.write("plan.csv", format!("{head}\n"));
    let answer = folder
        .terr([
            "report",
            "plan.csv",
            "--reps=crm_users.csv",
            "--measure=Sales:10%",
            "--no-config",
        ])
        .ok();
    answer.says(["W501", "manifest belongs to another plan"]);
    assert_eq!(verify(&folder), Some(1));
}

#[test]
fn a_plan_without_a_manifest_cannot_be_verified() {
    let folder = example();
    std::fs::remove_file(folder.path().join("plan.manifest.json")).unwrap();
    let answer = folder
        .terr(["report", "verify", "plan.csv", "--no-config"])
        .exits(3);
    answer.says(["E507", "--manifest"]);
}
