//! Caps on movement against enumeration: groups of several owners, owners who are not planned, accounts that nobody may hold, caps by count and by
//! amount. The bound is at most the optimum, the plan is the optimum, and the audit counts what the heart counts.

use proptest::prelude::*;

use super::{
    made::{Made, column, decimal},
    *,
};
use crate::model::{Alignment, RepIndex};

#[derive(Debug, Clone)]
pub(in crate::balance) struct Case {
    reps: usize,
    rows: Vec<Row>,
    grouped: bool,
    tight: u32,
    /// The tolerance of potential, where it is balanced too.
    second: Option<u32>,
    share: u32,
    by_workload: bool,
    unplanned: bool,
    most: Option<u32>,
}

#[derive(Debug, Clone)]
struct Row {
    x: i32,
    workload: i64,
    potential: i64,
    owner: u32,
    /// 1: a skill that only `R0` has; 2: one that nobody has.
    skill: u32,
    group: u32,
}

pub(in crate::balance) fn cases() -> impl Strategy<Value = Case> {
    let row = (0..40i32, 1..30i64, 0..30i64, 0..4u32, 0..14u32, 0..4u32).prop_map(
        |(x, workload, potential, owner, skill, group)| Row {
            x,
            workload,
            potential,
            owner,
            skill: [1, 1, 2].get(skill as usize).copied().unwrap_or(0),
            group,
        },
    );
    (
        2..4usize,
        prop::collection::vec(row, 2..8),
        (any::<bool>(), any::<bool>(), prop::bool::weighted(0.2)),
        (20..120u32, prop::option::of(5..90u32)),
        0..90u32,
        prop::option::weighted(0.3, 2..5u32),
    )
        .prop_map(
            |(reps, rows, (grouped, by_workload, unplanned), (tight, second), share, most)| Case {
                reps,
                rows,
                grouped,
                tight,
                second,
                share,
                by_workload,
                unplanned,
                most,
            },
        )
}

impl Case {
    pub(in crate::balance) fn book(&self) -> Book {
        let mut made = Made::new(self.reps);
        for row in &self.rows {
            let owner = (row.owner < self.reps as u32).then_some(row.owner);
            made = made.account(f64::from(row.x), row.workload, owner);
        }
        made.change(|book| {
            let accounts = &mut book.accounts;
            accounts.skill_sets.push(vec!["s".to_owned()]);
            accounts.skill_sets.push(vec!["none".to_owned()]);
            accounts.skills = self.rows.iter().map(|row| row.skill).collect();
            let mut potential = column("potential");
            potential.amounts = self.rows.iter().map(|row| Some(row.potential)).collect();
            book.measures.push(potential);
            book.reps[0].skills = vec!["s".to_owned()];
            book.reps[0].max_accounts = self.most;
            if self.grouped {
                book.groups = Some(self.rows.iter().map(|row| row.group).collect());
            }
            for (at, rep) in book.reps.iter_mut().enumerate() {
                // a capacity of 0: an owner who is available and gets no territory
                let none = self.unplanned && at == self.reps - 1;
                rep.capacity = decimal(if none { "0" } else { "100" });
            }
        })
        .book
    }

    pub(in crate::balance) fn options(&self) -> Options {
        let mut options = Options::new(day(), |name| name == "workload");
        options.measures = vec![format!("workload:{}%", self.tight).parse().unwrap()];
        if let Some(tight) = self.second {
            options
                .measures
                .push(format!("potential:{tight}%").parse().unwrap());
        }
        let of = if self.by_workload { "workload:" } else { "" };
        options.max_moved = vec![format!("{of}{}%", self.share).parse().unwrap()];
        options.min_known = 0;
        options.keep = crate::model::Decimal::parse("3");
        options
    }
}

/// What the cap counts, from scratch: whether a plan keeps to it.
fn keeps_to_the_cap(case: &Case, problem: &Problem, alignment: &Alignment) -> bool {
    let amount = |account: usize| {
        if case.by_workload {
            case.rows[account].workload
        } else {
            1
        }
    };
    let (mut all, mut moved) = (0, 0);
    for (account, rep) in alignment.0.iter().enumerate() {
        if let Some(owner) = problem.owner(account) {
            all += amount(account);
            if *rep != Some(RepIndex(owner as u32)) {
                moved += amount(account);
            }
        }
    }
    moved * 100 <= all * i64::from(case.share)
}

/// The least cost of a plan within bounds and caps, by looking at all of them.
pub(in crate::balance) fn cheapest(case: &Case, problem: &Problem) -> Option<f64> {
    let reps = problem.roster.territories();
    let mut best: Option<f64> = None;
    for mut code in 0..reps.len().pow(problem.units.len() as u32) {
        let mut alignment = Alignment(vec![None; problem.book.accounts.len()]);
        let mut allowed = true;
        for unit in 0..problem.units.len() {
            let rep = reps[code % reps.len()];
            code /= reps.len();
            for &account in problem.units.members(unit) {
                alignment.0[account as usize] = Some(RepIndex(rep as u32));
                allowed &= problem.allowed_whole(account as usize).unwrap().get(rep);
            }
        }
        let held = |rep: usize| {
            let here = alignment.0.iter();
            here.filter(|at| **at == Some(RepIndex(rep as u32))).count()
        };
        let fits = problem.book.reps.iter().enumerate();
        let mut fits = fits.map(|(rep, row)| {
            row.max_accounts
                .is_none_or(|most| held(rep) <= most as usize)
        });
        allowed = allowed
            && fits.all(|fits| fits)
            && keeps_to_the_cap(case, problem, &alignment)
            && measures(problem, &alignment)
                .iter()
                .all(|measure| measure.outside == 0);
        if allowed {
            let cost = objective(problem, &alignment).total;
            best = Some(best.map_or(cost, |best| best.min(cost)));
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bounds_hold_and_plans_are_optimal_under_caps_on_movement(case in cases()) {
        let (book, options) = (case.book(), case.options());
        let Ok(problem) = Problem::new(&book, &options) else { return Ok(()); };
        let optimum = cheapest(&case, &problem);
        let balanced = balance(&book, &options, &NeverStop, &mut Quiet).unwrap();
        prop_assert_eq!(balanced.feasible, optimum.is_some());
        prop_assert_eq!(audited(&book, &options, &balanced).is_clean(), balanced.feasible);
        if let Some(optimum) = optimum {
            let near = 1e-9 * optimum.max(1.0);
            let bound = balanced.bound.expect("every run proves a bound");
            prop_assert!(bound <= optimum + near, "bound {bound} above the optimum {optimum}");
            prop_assert!((balanced.objective.total - optimum).abs() <= near, "{} is not {optimum}", balanced.objective.total);
        }
    }
}

#[test]
fn a_group_of_two_owners_spends_what_leaves_each_of_them() {
    // The group is R0's (2 accounts) and R1's (1): with R0 one account moves, with R1 two. A cap of one in four keeps it with R0.
    let made = Made::new(2)
        .account(10.0, 1, Some(0))
        .account(10.0, 1, Some(0))
        .account(10.0, 1, Some(1))
        .account(0.0, 3, Some(0));
    let book = made
        .change(|book| book.groups = Some(vec![0, 0, 0, 1]))
        .book;
    let mut options = Options::new(day(), |name| name == "workload");
    options.measures = vec!["workload:100%".parse().unwrap()];
    options.keep = decimal("0");
    options.max_moved = vec!["50%".parse().unwrap()];
    let two = solved(&book, &options);
    assert_eq!(
        two.plan.alignment.0[0],
        Some(RepIndex(1)),
        "two of four may move"
    );
    assert!(two.feasible && two.bound.is_some());
    options.max_moved = vec!["25%".parse().unwrap()];
    let one = solved(&book, &options);
    assert_eq!(
        one.plan.alignment.0[0],
        Some(RepIndex(0)),
        "one of four may move"
    );
    assert!(one.feasible);
    assert_eq!(
        one.bound.map(f64::round),
        Some(one.objective.total),
        "three units ten away"
    );
}
