//! The independent audit catches plans that somebody has spoilt; `report check` is its face.

use crate::support::Folder;

/// Four accounts at two reps: a small world in which every rule can be broken by hand.
fn world() -> Folder {
    let folder = Folder::new("audit");
    folder.write(
        "accounts.csv",
        "account_id,owner_id,x,y,workload,locked,skills,parent_id\n\
         A,R1,0,0,10,true,,P\nB,R1,1,0,10,,,P\nC,R2,9,0,10,,fr,Q\nD,R2,10,0,10,,,Q\n",
    );
    folder.write(
        "reps.csv",
        "rep_id,x,y,skills,active\nR1,0,0,,\nR2,10,0,fr,\nR3,5,0,fr,false\n",
    );
    let base = [
        "balance",
        "accounts.csv",
        "--reps",
        "reps.csv",
        "--together",
        "parent_id",
        "-o",
        "plan.csv",
    ];
    folder.terr(base).ok();
    folder
        .terr(["report", "check", "plan.csv", "--reps", "reps.csv"])
        .ok();
    folder
}

/// Puts accounts elsewhere by hand and says what the check answers. The manifest no longer fits, so the settings are given anew.
fn spoilt(moves: &[(&str, &str, &str)]) -> String {
    let folder = world();
    let mut plan = folder.read("plan.csv");
    for (account, from, to) in moves {
        let (old, new) = (
            format!("{account},{account},{from}"),
            format!("{account},{account},{to}"),
        );
        assert!(plan.contains(&old), "{old} in\n{plan}");
        plan = plan.replace(&old, &new);
    }
    folder.write("plan.csv", plan);
    let check = [
        "report",
        "check",
        "plan.csv",
        "--reps",
        "reps.csv",
        "--measure",
        "workload",
        "--together",
        "parent_id",
        "-f",
        "csv",
    ];
    folder.terr(check).exits(1).stdout
}

#[test]
fn a_locked_account_that_moved_is_found() {
    let said = spoilt(&[
        ("A", "R1", "R2"),
        ("B", "R1", "R2"),
        ("C", "R2", "R1"),
        ("D", "R2", "R1"),
    ]);
    assert!(said.contains("lock"), "{said}");
    assert!(
        said.contains("skill") || said.contains("eligible"),
        "C needs French: {said}"
    );
}

#[test]
fn a_rep_who_left_and_a_missing_rep_are_found() {
    let said = spoilt(&[("C", "R2", "R3"), ("D", "R2", "R3")]);
    assert!(said.contains("unavailable"), "{said}");
    let said = spoilt(&[("B", "R1", "")]);
    assert!(said.contains("no rep"), "{said}");
}

#[test]
fn a_split_group_and_a_missed_tolerance_are_found() {
    let said = spoilt(&[("B", "R1", "R2")]);
    assert!(said.contains("belong together"), "{said}");
    assert!(said.contains("R2"), "{said}");
}
