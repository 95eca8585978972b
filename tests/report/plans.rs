//! Plans that are compared, and tables that are no plans.

use super::{of_team, team};

#[test]
fn a_plan_does_not_differ_from_itself() {
    let answer = of_team(
        &team(),
        &[
            "report", "compare", "plan.csv", "plan.csv", "--diff", "-f=csv",
        ],
    );
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert_eq!(answer.stdout, "account_id,name,what,field,from,to,reason\n");
}

#[test]
fn two_plans_stand_side_by_side_and_differ_where_they_differ() {
    let folder = team();
    let other = folder
        .read("plan.csv")
        .replace(
            "a3,שלום,N,Nora,N,kept,kept,2.000",
            "a3,שלום,S,Sven,N,moved,balance,8.000",
        )
        .replace(
            "a7,New | customer,S,Sven,,new,new,10.000,20,0,7,7",
            "a7,New | customer,S,Sven,,new,new,10.000,20,0,9,7",
        );
    folder.write("other.csv", other);
    let answer = of_team(
        &folder,
        &["report", "compare", "plan.csv", "other.csv", "-f=table"],
    );
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    insta::assert_snapshot!(answer.stdout);
}

#[test]
fn a_view_that_is_misspelt_is_wrong_usage() {
    let answer = of_team(&team(), &["report", "chagnes", "plan.csv"]);
    assert_eq!(answer.code, Some(2));
    answer.says(["error[E501]", "did you mean `changes`?"]);
    let answer = of_team(&team(), &["report", "changes", "plan.csv", "other.csv"]);
    assert_eq!(answer.code, Some(2));
    answer.says(["error[E502]", "compare"]);
}

#[test]
fn an_account_table_is_not_a_plan() {
    let folder = team();
    folder.write("accounts.csv", "account_id,name,owner_id\n1,Acme,N\n");
    let answer = of_team(&folder, &["report", "accounts.csv"]);
    assert_eq!(answer.code, Some(3));
    answer.says(["error[E505]", "`previous_rep_id`", "terr balance"]);
}

#[test]
fn a_plan_with_a_rep_whom_nobody_knows_is_bad_input() {
    let folder = team();
    folder.write(
        "reps.csv",
        "rep_id,name,x,y,capacity\nN,Nora,0,0,20\nL,Lena,1,0,20\n",
    );
    let answer = of_team(&folder, &["report", "plan.csv"]);
    assert_eq!(answer.code, Some(3), "{}", answer.stdout);
    answer.says(["`S`", "plan.csv"]);
}

#[test]
fn a_measure_that_the_plan_lacks_is_bad_input() {
    let folder = team();
    let answer = folder
        .terr([
            "report",
            "plan.csv",
            "--reps=reps.csv",
            "--measure=potencial:5%",
        ])
        .exits(3);
    answer.says(["`potencial`", "potential"]);
}

#[test]
fn a_missing_plan_is_exit_4_and_no_plan_is_usage() {
    let answer = of_team(&team(), &["report", "nowhere.csv"]);
    assert_eq!(answer.code, Some(4));
    let answer = of_team(&team(), &["report"]);
    assert_eq!(answer.code, Some(2), "{}", answer.stderr);
}

/// A plan of more than 4 MiB, of which large files begin: 12,000 accounts of two reps, with a long note each.
fn large() -> String {
    use std::fmt::Write as _;
    let mut plan = String::from(
        "note,account_id,name,rep_id,rep_name,previous_rep_id,change,reason,employees,potential,latitude,longitude,renewal_date\n",
    );
    let note = "long ".repeat(70);
    for row in 0..12_000 {
        let (owner, change) = match row % 10 {
            0 => ("S", "moved,cost"),
            1 => ("", "new,new"),
            _ => ("N", "kept,kept"),
        };
        let _ = writeln!(
            plan,
            "{note}{row},a{row:05},\"Name, {row}\",N,Nora,{owner},{change},{},{}.5,40.{row:05},-80.{row:05},2026-09-30",
            row % 50,
            row % 900
        );
    }
    plan
}

#[test]
fn what_is_left_out_of_a_large_plan_changes_no_figure_and_hides_no_problem() {
    let folder = team();
    folder.write(
        "homes.csv",
        "rep_id,name,latitude,longitude\nN,Nora,40,-80\nS,Sven,41,-81\n",
    );
    let plan = large();
    assert!(plan.len() > 4 << 20);
    folder.write("large.csv", &plan);
    let report = |view: &str, file: &str| {
        let words = ["report", view, file, "--reps=homes.csv", "-f=csv"];
        let more = ["--as-of=2026-01-01", "--no-config"];
        folder.terr(words.iter().chain(&more))
    };
    // Standard input is read as a whole.
    for view in ["summary", "territories", "changes", "check"] {
        let stream = report(view, "-").stdin(plan.clone()).run();
        let file = report(view, "large.csv").run();
        assert_eq!(file.code, stream.code, "{view}: {}", file.stderr);
        assert!(file.stdout.contains("potential"), "{}", file.stdout);
        assert_eq!(file.stdout, stream.stdout, "{view}");
    }
    // Line 11,902: a cell that no figure is made of, and that is no number.
    let place = ",a11900,\"Name, 11900\",N,Nora,S,moved,cost,";
    folder.write(
        "large.csv",
        plan.replace(&format!("{place}0,"), &format!("{place}few,")),
    );
    let answer = report("summary", "large.csv").exits(3);
    answer.says(["error[E112]", "large.csv:11902:9", "few"]);
}
