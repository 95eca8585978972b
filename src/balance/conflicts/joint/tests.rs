//! Certificates against enumeration, and books where only several measures together are the reason.

use proptest::prelude::*;

use super::*;
use crate::{
    balance::{
        ConflictKind,
        conflicts::{
            proofs::Facts,
            tests::{of_kind, options, solved},
        },
        tests::{
            caps::{cases, cheapest},
            made::{Made, column},
        },
    },
    solver::NeverStop,
};

/// Accounts of (workload, potential), the first `french` of them for `R0` alone, who speaks it.
fn book(reps: usize, french: usize, accounts: &[(i64, i64)]) -> Made {
    let mut made = Made::new(reps);
    for (at, account) in accounts.iter().enumerate() {
        made = made.account(at as f64, account.0, None);
    }
    made.change(|book| {
        let mut potential = column("potential");
        potential.amounts = accounts.iter().map(|account| Some(account.1)).collect();
        book.measures.push(potential);
        book.accounts.skill_sets.push(vec!["fr".to_owned()]);
        book.accounts.skills = (0..accounts.len())
            .map(|at| u32::from(at < french))
            .collect();
        book.reps[0].skills = vec!["fr".to_owned()];
    })
}

#[test]
fn two_measures_that_only_together_are_too_much_are_named() {
    // R0 alone may hold the first two: 20 of workload, 80 of potential. He must have 36 of workload, and the other 16 bring 32 of potential
    // (the others have 2 an hour): 112 of at most 110. Each measure by itself fits.
    let accounts = [[(10, 40); 2].as_slice(), &[(10, 20); 6]].concat();
    let book = book(2, 2, &accounts).book;
    let balanced = solved(&book, &options(&["workload:10%", "potential:10%"]));
    assert!(!balanced.feasible);
    let together = of_kind(&balanced, ConflictKind::Together);
    assert_eq!(
        together[0].message,
        "rep `R0` must hold at least 36 of workload, and of the accounts that may go there (2 accounts fit nobody else) that brings at least \
         112 of potential; the most allowed is 110"
    );
    assert_eq!(
        (together[0].accounts.as_slice(), together[0].reps.as_slice()),
        (&[0, 1][..], &[0][..])
    );
    // with whole amounts 36 hours bring 112 until 12 %
    let bracket = of_kind(&balanced, ConflictKind::Bracket);
    assert!(
        bracket[0]
            .message
            .starts_with("proven: no plan is within less than 12.00 %"),
        "{}",
        bracket[0].message
    );
    assert!(
        of_kind(
            &solved(&book, &options(&["workload:10%", "potential:30%"])),
            ConflictKind::Together
        )
        .is_empty()
    );
}

#[test]
fn a_single_measure_keeps_its_shorter_sentence() {
    let accounts = [[(10, 40); 5].as_slice(), &[(10, 20); 3]].concat();
    let book = book(2, 5, &accounts).book;
    let balanced = solved(&book, &options(&["workload:10%", "potential:10%"]));
    assert!(!of_kind(&balanced, ConflictKind::NoRoom).is_empty());
    assert!(of_kind(&balanced, ConflictKind::Together).is_empty());
}

#[test]
fn places_that_are_too_few_for_the_hours_are_named() {
    // R0 may hold two accounts, of at most 10 hours each, and must have 36
    let book = book(2, 0, &[(10, 1); 8])
        .change(|book| book.reps[0].max_accounts = Some(2))
        .book;
    let balanced = solved(&book, &options(&["workload:10%"]));
    let together = of_kind(&balanced, ConflictKind::Together);
    assert_eq!(
        together[0].message,
        "rep `R0` must hold at least 36 of workload, and of the accounts that may go there that brings at least 4 accounts; the most allowed is 2"
    );
}

#[test]
fn reps_who_lack_room_in_different_measures_are_named_with_what_is_missing() {
    // Only R0 and R1 may hold the first 24 accounts of (1, 1): each takes workload from R0, who may have 10, or potential from R1, who may have 10.
    let accounts = [[(1, 1); 24].as_slice(), &[(0, 11); 6], &[(11, 0); 6]].concat();
    let decimal = crate::model::Decimal::parse;
    let book = book(3, 24, &accounts)
        .change(|book| {
            book.reps[1].skills = vec!["fr".to_owned()];
            book.share_columns = vec!["quota".to_owned()];
            for (rep, (hours, quota)) in
                book.reps
                    .iter_mut()
                    .zip([("1", "5"), ("5", "1"), ("3", "3")])
            {
                rep.capacity = decimal(hours);
                rep.shares = vec![decimal(quota)];
            }
        })
        .book;
    let mut options = options(&["workload:5%", "potential:5%"]);
    options.targets = vec!["potential=quota".parse().unwrap()];
    let balanced = solved(&book, &options);
    let together = of_kind(&balanced, ConflictKind::Together);
    assert_eq!(
        together[0].message,
        "workload and potential cannot be kept within bounds together by reps `R0`, `R1`: 24 accounts fit nobody else, and however accounts are \
         shared out, even in parts, bounds are missed by at least 40.00 % of a target in sum"
    );
    assert_eq!(together[0].accounts.len(), 24);
}

#[test]
fn a_cap_on_movement_counts_with_the_measures() {
    // R1 has nothing and needs 19 of 40; each of R0's accounts of 1 with a place is worth 1, and 8 of 40 may move
    let mut made = Made::new(2);
    for at in 0..40 {
        made = made.account(f64::from(at), 1, Some(0));
    }
    let mut options = options(&["workload:5%"]);
    options.max_moved = vec!["20%".parse().unwrap()];
    let balanced = solved(&made.book, &options);
    assert!(
        !of_kind(&balanced, ConflictKind::MaxMoved).is_empty(),
        "the shorter sentence"
    );
    let bracket = of_kind(&balanced, ConflictKind::Bracket);
    // 8 of a target of 20
    assert!(
        bracket[0]
            .message
            .starts_with("proven: no plan is within less than 60.00 %"),
        "{}",
        bracket[0].message
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_prices_rule_out_enumeration_does_not_find(case in cases(), guesses in prop::collection::vec(-9..10i64, 13)) {
        let (book, options) = (case.book(), case.options());
        let Ok(problem) = Problem::new(&book, &options) else { return Ok(()); };
        let Some(joint) = Joint::new(&problem, &NeverStop) else { return Ok(()); };
        let facts = Facts::new(&problem);
        let room = joint.room(&Frame { facts: &facts, ladder: None }, Fit::Beside);
        let found = joint.seek(&room);
        // any prices are judged rightly, not only those that the heart finds
        let mut guess: Vec<i64> = guesses.iter().copied().cycle().take(joint.territories() * joint.measures).collect();
        guess.extend(joint.budgets.iter().map(|_| -guesses[12].abs()));
        let guessed = joint.excess(&guess, &room) > 0;
        if found.is_some() || guessed {
            prop_assert_eq!(cheapest(&case, &problem), None);
        }
        if let Some(prices) = found {
            let conflict = joint.conflict(&prices, &room);
            prop_assert!(!conflict.message.is_empty());
        }
        if guessed {
            prop_assert!(room.fits.chunks(joint.territories()).any(|unit| unit.iter().all(|fits| !fits)) || joint.seek(&room).is_some(), "the heart finds a proof where there is one");
        }
    }
}
