//! One rule at a time, on books that fit in the head.

use super::{
    made::{Made, decimal},
    *,
};
use crate::model::{Action, Change, Reason, RepIndex};

fn options(measure: &str) -> Options {
    let mut options = Options::new(day(), |name| name == "workload");
    options.measures = vec![measure.parse().unwrap()];
    options.effort = solver::Effort::Quick;
    options
}

/// Four accounts beside two reps, two each, all alike.
fn four() -> Made {
    Made::new(2)
        .account(0.0, 5, Some(0))
        .account(1.0, 5, Some(0))
        .account(9.0, 5, Some(1))
        .account(10.0, 5, Some(1))
}

fn reps(balanced: &Balanced) -> Vec<Option<u32>> {
    balanced
        .plan
        .alignment
        .0
        .iter()
        .map(|rep| rep.map(|RepIndex(rep)| rep))
        .collect()
}

fn reasons(balanced: &Balanced) -> Vec<Reason> {
    balanced.plan.reasons.clone()
}

#[test]
fn a_balanced_near_team_stays() {
    let book = four().book;
    let options = options("count:0%");
    let balanced = solved(&book, &options);
    assert_eq!(reps(&balanced), [Some(0), Some(0), Some(1), Some(1)]);
    assert!(balanced.feasible);
    // 5 x 1 + 5 x 1: A01 and A02 are one unit away from their reps
    assert!((balanced.objective.total - 10.0).abs() < 1e-9);
    assert_eq!(reasons(&balanced), [Reason::Kept; 4]);
    assert!(audited(&book, &options, &balanced).is_clean());
}

#[test]
fn a_pin_beats_skills_and_an_exclusion_beats_a_pin() {
    let made = four().change(|book| {
        book.accounts.skill_sets.push(vec!["fr".to_owned()]);
        book.accounts.skills[0] = 1;
        book.reps[0].skills = vec!["fr".to_owned()];
    });
    let book = made
        .asking(Action::Pin, 0, Some(1))
        .asking(Action::Pin, 3, Some(0))
        .asking(Action::Exclude, 3, Some(0))
        .book;
    let options = options("count:100%");
    let balanced = solved(&book, &options);
    assert_eq!(
        reps(&balanced)[0],
        Some(1),
        "pinned although R1 speaks no French"
    );
    assert_eq!(balanced.plan.reasons[0], Reason::Pinned);
    assert_eq!(reps(&balanced)[3], Some(1), "the pin to R0 is excluded");
    let losers: Vec<_> = balanced
        .clashes
        .iter()
        .map(|clash| (clash.winner, clash.loser))
        .collect();
    assert!(losers.contains(&(RuleKind::Pin, RuleKind::Eligibility)));
    assert!(losers.contains(&(RuleKind::Exclude, RuleKind::Pin)));
    assert_eq!(
        balanced.fates[1].outcome,
        FateOutcome::Refused(RuleKind::Exclude)
    );
    assert!(
        balanced
            .warnings
            .items
            .iter()
            .any(|w| w.code == "W304" && w.message.contains("A03"))
    );
    assert!(audited(&book, &options, &balanced).is_clean());
}

#[test]
fn colliding_pins_are_refused_and_named() {
    let book = four()
        .asking(Action::Pin, 0, Some(0))
        .asking(Action::Pin, 0, Some(1))
        .book;
    let error = balance(
        &book,
        &options("count:5%"),
        &solver::NeverStop,
        &mut solver::Quiet,
    )
    .unwrap_err();
    assert!(
        error.to_string().contains("E308") && error.to_string().contains("line 3"),
        "{error}"
    );
    let mut book = four()
        .asking(Action::Pin, 0, Some(0))
        .asking(Action::Pin, 3, Some(1))
        .book;
    book.groups = Some(vec![0, 1, 2, 0]);
    let error = balance(
        &book,
        &options("count:5%"),
        &solver::NeverStop,
        &mut solver::Quiet,
    )
    .unwrap_err();
    assert!(error.to_string().contains("E308"), "{error}");
}

#[test]
fn the_accounts_of_a_leaver_are_redistributed() {
    let book = four()
        .change(|book| {
            book.reps[1].end_date = Some("2026-01-14".parse().unwrap());
            book.accounts.locked[3] = true;
        })
        .book;
    let options = options("count:5%");
    let balanced = solved(&book, &options);
    assert_eq!(reps(&balanced), [Some(0); 4]);
    assert_eq!(reasons(&balanced)[2..], [Reason::OwnerLeft; 2]);
    assert!(
        balanced.warnings.items.iter().any(|w| w.code == "W305"),
        "the lock of A03 is lost"
    );
    assert!(audited(&book, &options, &balanced).is_clean());
}

#[test]
fn locked_accounts_stay_and_others_make_room() {
    // Both of R1's accounts are locked to R0's ground; R0 must give way.
    let book = Made::new(2)
        .account(0.0, 5, Some(1))
        .account(0.5, 5, Some(1))
        .account(1.0, 5, Some(1))
        .account(10.0, 5, Some(0))
        .change(|book| {
            book.accounts.locked[0] = true;
            book.accounts.locked[1] = true;
        })
        .book;
    let options = options("count:0%");
    let balanced = solved(&book, &options);
    assert_eq!(reps(&balanced)[..2], [Some(1), Some(1)]);
    assert_eq!(balanced.plan.reasons[0], Reason::Locked);
    assert!(balanced.feasible);
    assert!(audited(&book, &options, &balanced).is_clean());
}

#[test]
fn groups_stay_whole_unless_skills_forbid() {
    let together = four()
        .change(|book| book.groups = Some(vec![0, 1, 2, 0]))
        .book;
    let options = options("count:60%");
    let balanced = solved(&together, &options);
    assert_eq!(reps(&balanced)[0], reps(&balanced)[3]);
    assert!(reasons(&balanced).contains(&Reason::Group));
    assert!(audited(&together, &options, &balanced).is_clean());
    let split = four()
        .change(|book| {
            book.groups = Some(vec![0, 1, 2, 0]);
            book.accounts.skill_sets.push(vec!["a".to_owned()]);
            book.accounts.skill_sets.push(vec!["b".to_owned()]);
            book.accounts.skills = vec![1, 0, 0, 2];
            book.reps[0].skills = vec!["a".to_owned()];
            book.reps[1].skills = vec!["b".to_owned()];
        })
        .book;
    let balanced = solved(&split, &options);
    assert_eq!((reps(&balanced)[0], reps(&balanced)[3]), (Some(0), Some(1)));
    assert!(
        balanced
            .clashes
            .iter()
            .any(|clash| clash.loser == RuleKind::Group)
    );
    assert!(audited(&split, &options, &balanced).is_clean());
}

#[test]
fn what_nobody_may_hold_is_left_out_and_counted_out_of_the_targets() {
    let book = four()
        .change(|book| {
            book.accounts.skill_sets.push(vec!["welding".to_owned()]);
            book.accounts.skills[3] = 1;
            book.measures[1].amounts = vec![Some(5), Some(5), Some(10), Some(100)];
        })
        .book;
    let options = options("workload:0%");
    let balanced = solved(&book, &options);
    assert_eq!(reps(&balanced), [Some(0), Some(0), Some(1), None]);
    assert_eq!(balanced.plan.changes[3], Change::Unassigned);
    assert_eq!(balanced.plan.reasons[3], Reason::NobodyEligible);
    assert!(balanced.feasible, "20 over two reps: 10 each");
    assert!(audited(&book, &options, &balanced).is_clean());
}

#[test]
fn targets_follow_capacity_fte_and_ramp() {
    let book = four()
        .change(|book| {
            book.reps[0].capacity = decimal("2000");
            book.reps[1].capacity = decimal("2000.0");
            book.reps[1].fte = decimal("0.5");
            book.reps[1].ramp = decimal("0.5");
        })
        .book;
    let options = options("workload:5%");
    let problem = Problem::new(&book, &options).unwrap();
    let bounds = &problem.targets.measures[0].bounds;
    // shares 4 : 1 of 20
    assert_eq!(bounds[0].unwrap().target, Some(16.0));
    assert_eq!(bounds[1].unwrap().target, Some(4.0));
    let half = four()
        .change(|book| book.reps[0].capacity = decimal("2000"))
        .book;
    let error = Problem::new(&half, &options).err().unwrap().to_string();
    assert!(error.contains("E306") && error.contains("`R1`"), "{error}");
}

#[test]
fn a_share_of_0_means_no_accounts() {
    let book = four()
        .change(|book| {
            book.share_columns = vec!["quota".to_owned()];
            book.reps[0].shares = vec![decimal("0")];
            book.reps[1].shares = vec![decimal("7")];
        })
        .book;
    let mut options = options("count:5%");
    options.targets = vec!["count=quota".parse().unwrap()];
    let balanced = solved(&book, &options);
    assert_eq!(reps(&balanced), [Some(1); 4]);
    assert_eq!(balanced.plan.reasons[0], Reason::OwnerNotEligible);
    assert!(audited(&book, &options, &balanced).is_clean());
}

#[test]
fn preferences_count_like_distance() {
    let book = four().asking(Action::Prefer, 1, Some(1)).book;
    let mut options = options("count:100%");
    options.keep = decimal("0");
    options.prefer = decimal("20");
    let balanced = solved(&book, &options);
    assert_eq!(reps(&balanced)[1], Some(1));
    assert_eq!(balanced.plan.reasons[1], Reason::Preferred);
    // 5 x 9 to R1 instead of 5 x 1 to R0
    assert!((balanced.fates[0].cost.unwrap() - 40.0).abs() < 1e-9);
    options.prefer = decimal("2");
    let balanced = solved(&book, &options);
    assert_eq!(balanced.fates[0].outcome, FateOutcome::NotGranted);
    assert!(
        (balanced.objective.misfit - 10.0).abs() < 1e-9,
        "5 x 2 not granted"
    );
    assert!(audited(&book, &options, &balanced).is_clean());
}

#[test]
fn only_new_keeps_what_is_owned() {
    let book = four().account(4.0, 5, None).account(0.0, 5, Some(1)).book;
    let mut options = options("count:0%");
    options.only_new = true;
    let balanced = solved(&book, &options);
    assert_eq!(
        reps(&balanced)[5],
        Some(1),
        "owned, far and out of balance: stays"
    );
    assert_eq!(
        reps(&balanced)[4],
        Some(0),
        "new: goes where the balance wants it"
    );
    assert_eq!(balanced.plan.reasons[4], Reason::New);
    assert!(audited(&book, &options, &balanced).is_clean());
}

#[test]
fn refuses_measures_that_mean_nothing() {
    let code = |change: &dyn Fn(&mut Book), measure: &str| {
        let book = four().change(change).book;
        Problem::new(&book, &options(measure))
            .err()
            .unwrap()
            .to_string()
    };
    let set = |amounts: [Option<i64>; 4]| {
        move |book: &mut Book| book.measures[1].amounts = amounts.to_vec()
    };
    assert!(code(&set([None; 4]), "workload:5%").contains("E302"));
    assert!(code(&set([Some(0); 4]), "workload:5%").contains("E302"));
    assert!(code(&set([Some(3), None, Some(1), Some(2)]), "workload:5%").contains("E304"));
    assert!(code(&set([Some(-3), Some(9), Some(1), Some(2)]), "workload:5%").contains("E303"));
    assert!(code(&set([Some(i64::MAX); 4]), "workload:5%").contains("E305"));
    assert!(
        code(
            &|book| book.reps.iter_mut().for_each(|rep| rep.inactive = true),
            "count:5%"
        )
        .contains("E301")
    );
}
