//! Conflicts on books that fit in the head, and brackets against enumeration.

use proptest::prelude::*;

use crate::{
    balance::{
        Balanced, Conflict, ConflictKind, Options, Problem, balance,
        conflicts::{
            Bracket, bracket,
            joint::Joint,
            levels::Ladder,
            necessary,
            proofs::{Facts, Frame},
        },
        tests::{day, made::Made},
    },
    model::{Alignment, Book, RepIndex},
    solver::{Effort, NeverStop, Quiet},
};

pub(super) fn options(measures: &[&str]) -> Options {
    let mut options = Options::new(day(), |_| true);
    options.measures = measures.iter().map(|text| text.parse().unwrap()).collect();
    options.effort = Effort::Quick;
    options
}

pub(super) fn solved(book: &Book, options: &Options) -> Balanced {
    balance(book, options, &NeverStop, &mut Quiet).unwrap()
}

pub(super) fn of_kind(balanced: &Balanced, kind: ConflictKind) -> Vec<&Conflict> {
    balanced
        .conflicts
        .iter()
        .filter(|conflict| conflict.kind == kind)
        .collect()
}

#[test]
fn an_account_larger_than_any_bound_is_named_with_the_tolerance_that_it_needs() {
    let book = Made::new(2)
        .account(0.0, 70, None)
        .account(1.0, 20, None)
        .account(9.0, 10, None)
        .book;
    let balanced = solved(&book, &options(&["workload:5%"]));
    let large = of_kind(&balanced, ConflictKind::TooLarge);
    assert_eq!(large[0].accounts, [0]);
    assert!(
        large[0].message.contains("`A00`") && large[0].message.contains("at most 52"),
        "{}",
        large[0].message
    );
    // 70 of a target of 50: 40 % over
    let bracket = of_kind(&balanced, ConflictKind::Bracket);
    assert!(
        bracket[0]
            .message
            .starts_with("proven: no plan is within less than 40.00 %"),
        "{}",
        bracket[0].message
    );
    assert!(
        bracket[0].message.contains("shown: a plan within"),
        "{}",
        bracket[0].message
    );
}

#[test]
fn accounts_whose_reps_lack_room_are_named() {
    let book = Made::new(3)
        .account(0.0, 10, None)
        .account(0.0, 10, None)
        .account(0.0, 10, None)
        .account(9.0, 10, None)
        .account(9.0, 10, None)
        .account(9.0, 10, None)
        .change(|book| {
            book.accounts.skill_sets.push(vec!["fr".to_owned()]);
            book.accounts.skills = vec![1, 1, 1, 0, 0, 0];
            book.reps[2].skills = vec!["fr".to_owned()];
        })
        .book;
    let balanced = solved(&book, &options(&["workload:10%"]));
    let room = of_kind(&balanced, ConflictKind::NoRoom);
    assert_eq!(
        (room[0].accounts.as_slice(), room[0].reps.as_slice()),
        (&[0, 1, 2][..], &[2][..])
    );
    assert!(
        room[0]
            .message
            .contains("3 accounts with 30 of workload may only go to rep `R2`"),
        "{}",
        room[0].message
    );
    let little = of_kind(&balanced, ConflictKind::TooLittle);
    assert!(little.is_empty() || little[0].reps == [0, 1], "{little:?}");
}

#[test]
fn pins_that_fill_a_rep_beyond_the_bound_collide() {
    use crate::model::Action;
    let book = Made::new(2)
        .account(0.0, 10, None)
        .account(0.0, 10, None)
        .account(9.0, 10, None)
        .account(9.0, 10, None)
        .asking(Action::Pin, 0, Some(1))
        .asking(Action::Pin, 1, Some(1))
        .asking(Action::Pin, 2, Some(1))
        .book;
    let balanced = solved(&book, &options(&["workload:10%"]));
    let bound = of_kind(&balanced, ConflictKind::Bound);
    assert_eq!(
        (bound[0].accounts.as_slice(), bound[0].reps.as_slice()),
        (&[0, 1, 2][..], &[1][..])
    );
}

#[test]
fn places_that_are_too_few_are_counted() {
    let book = Made::new(1)
        .account(0.0, 1, None)
        .account(0.0, 1, None)
        .change(|book| book.reps[0].max_accounts = Some(1))
        .book;
    let balanced = solved(&book, &options(&["workload:10%"]));
    assert_eq!(of_kind(&balanced, ConflictKind::Places).len(), 1);
    assert!(!balanced.feasible);
}

/// The lowest rung on which some plan exists, by looking at all of them.
fn lowest_rung(problem: &Problem, ladder: &Ladder) -> u64 {
    let (accounts, reps) = (problem.book.accounts.len(), problem.book.reps.len());
    let mut best = u64::MAX;
    for mut code in 0..reps.pow(accounts as u32) {
        let mut alignment = Alignment::default();
        let mut allowed = true;
        for account in 0..accounts {
            let rep = code % reps;
            code /= reps;
            allowed &= problem.allowed(account).get(rep);
            alignment.0.push(Some(RepIndex(rep as u32)));
        }
        if allowed {
            best = best.min(ladder.rung_of(problem, &alignment));
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn brackets_hold_the_tolerance_that_enumeration_finds(
        rows in prop::collection::vec((1..60i64, 1..40i64, 0..4u8), 2..7),
        reps in 2..4usize,
        tight in 1..30u32,
        second in prop::bool::ANY,
    ) {
        let mut made = Made::new(reps);
        for (at, (workload, _, _)) in rows.iter().enumerate() {
            made = made.account(at as f64, *workload, None);
        }
        let book = made.change(|book| {
            let mut potential = crate::balance::tests::made::column("potential");
            potential.amounts = rows.iter().map(|row| Some(row.1)).collect();
            book.measures.push(potential);
            book.accounts.skill_sets.push(vec!["fr".to_owned()]);
            book.accounts.skills = rows.iter().map(|row| u32::from(row.2 == 0)).collect();
            book.reps[0].skills = vec!["fr".to_owned()];
        }).book;
        let workload = format!("workload:{tight}%");
        let potential = format!("potential:{}%", if second { tight } else { tight + 3 });
        let options = options(&[&workload, &potential]);
        let problem = Problem::new(&book, &options).unwrap();
        let ladder = Ladder::new(&problem).unwrap();
        let truth = lowest_rung(&problem, &ladder);
        let facts = Facts::new(&problem);
        let frame = |rung| Frame { facts: &facts, ladder: Some((&ladder, rung)) };
        let joint = Joint::new(&problem, &NeverStop);
        let proven = |low, high| necessary(joint.as_ref(), low, high, &frame);
        let balanced = solved(&book, &options);
        let mut never = |_: &[Option<f64>]| None;
        let Bracket { necessary, sufficient } = bracket(&problem, &ladder, &balanced.plan.alignment, &mut never, &proven);
        prop_assert!(necessary <= truth, "proven {necessary}, but a plan on {truth}");
        prop_assert!(truth <= sufficient, "shown {sufficient}, but none below {truth}");
        if balanced.feasible {
            prop_assert!(balanced.conflicts.is_empty());
        } else {
            prop_assert!(!balanced.conflicts.is_empty());
        }
    }
}

#[test]
fn a_cap_on_movement_that_is_too_tight_is_named_with_what_must_move() {
    // rep 0 holds 100 of 120 in accounts of 20; 60 +- 5 % each: at least two accounts must go, and 10 % of five is none
    let mut made = Made::new(2);
    for at in 0..5 {
        made = made.account(f64::from(at), 20, Some(0));
    }
    let book = made.account(9.0, 20, Some(1)).book;
    let mut options = options(&["workload:5%"]);
    options.max_moved = vec!["20%".parse().unwrap()];
    let balanced = solved(&book, &options);
    let caps = of_kind(&balanced, ConflictKind::MaxMoved);
    assert_eq!(caps[0].reps, [0]);
    assert!(
        caps[0]
            .message
            .starts_with("`--max-moved 20%` allows 1 to move, and at least 2 must"),
        "{}",
        caps[0].message
    );
    options.max_moved = vec!["50%".parse().unwrap()];
    assert!(of_kind(&solved(&book, &options), ConflictKind::MaxMoved).is_empty());
}
