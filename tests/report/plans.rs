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
