//! The figures of a plan: objective, deviations before and after, what moves. Exact sums, turned into numbers at the end.

use std::collections::BTreeMap;

use super::{Problem, encode::has_available_owner, targets::loads};
use crate::model::{Alignment, MeasureRecord, MovedRecord, ObjectiveRecord, Owner, RepIndex};

/// The cost of one account with one rep, in parts, in travel weight x our distance unit; exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CostParts {
    /// Travel.
    pub travel: i128,
    /// Leaving the owner.
    pub continuity: i128,
    /// Not following a preference.
    pub misfit: i128,
}

impl CostParts {
    /// The cost of `account` with `rep`.
    pub fn of(problem: &Problem, account: usize, rep: usize) -> Self {
        let weight = i128::from(problem.book.measures[problem.travel].amount(account));
        let away = problem.owner(account).is_some_and(|owner| owner != rep);
        // A preference for a rep who cannot be had is refused before and does not count here.
        let unwanted = problem
            .preferred(account)
            .is_some_and(|wanted| wanted != rep);
        Self {
            travel: weight * i128::from(problem.term(account, rep)),
            continuity: if away {
                weight * i128::from(problem.keep)
            } else {
                0
            },
            misfit: if unwanted {
                weight * i128::from(problem.prefer)
            } else {
                0
            },
        }
    }

    /// All parts.
    pub fn total(self) -> i128 {
        self.travel + self.continuity + self.misfit
    }

    pub(super) fn add(&mut self, other: Self) {
        self.travel += other.travel;
        self.continuity += other.continuity;
        self.misfit += other.misfit;
    }
}

/// An exact cost in the user's unit: distance x travel measure.
pub fn to_user_unit(problem: &Problem, cost: i128) -> f64 {
    let travel = &problem.book.measures[problem.travel];
    cost as f64 / (10f64.powi(i32::from(travel.decimals)) * problem.per_unit())
}

/// The objective of an alignment.
pub fn objective(problem: &Problem, alignment: &Alignment) -> ObjectiveRecord {
    let mut sum = CostParts::default();
    for (account, rep) in alignment.0.iter().enumerate() {
        if let Some(rep) = rep {
            sum.add(CostParts::of(problem, account, rep.at()));
        }
    }
    ObjectiveRecord {
        total: to_user_unit(problem, sum.total()),
        travel: to_user_unit(problem, sum.travel),
        continuity: to_user_unit(problem, sum.continuity),
        misfit: to_user_unit(problem, sum.misfit),
    }
}

/// The record of each balanced measure. "Before" is today's owners, over the accounts that are planned.
pub fn measures(problem: &Problem, alignment: &Alignment) -> Vec<MeasureRecord> {
    let book = problem.book;
    let records = problem.targets.measures.iter().map(|targets| {
        let measure = &book.measures[targets.measure];
        let before = loads(book, targets.measure, |account| {
            problem
                .units
                .of(account)
                .and_then(|_| problem.owner(account))
        });
        let after = loads(book, targets.measure, |account| {
            alignment.0[account].map(RepIndex::at)
        });
        let worst = |loads: &[i64]| {
            let deviations = targets.bounds.iter().zip(loads);
            deviations
                .filter_map(|(bounds, &load)| Some(bounds.as_ref()?.deviation(load)?.abs()))
                .reduce(f64::max)
        };
        let outside = targets.bounds.iter().zip(&after);
        MeasureRecord {
            name: measure.name.clone(),
            tolerance: targets.request.tolerance.to_string(),
            target: targets
                .rule
                .as_ref()
                .map_or_else(|| "bounds".to_owned(), ToString::to_string),
            max_deviation_before: worst(&before),
            max_deviation_after: worst(&after),
            total: measure.to_f64(targets.total),
            known: measure.known() as f64 / measure.amounts.len().max(1) as f64,
            outside: outside
                .filter(|(bounds, load)| bounds.is_some_and(|bounds| bounds.outside(**load) > 0))
                .count() as u64,
        }
    });
    records.collect()
}

/// What moves away from its owner: all owned accounts, whether the owner is available or not.
pub fn moved(problem: &Problem, alignment: &Alignment) -> MovedRecord {
    let book = problem.book;
    let owned = |account: &usize| book.accounts.owners[*account] != Owner::Nobody;
    let leaves = |account: &usize| {
        alignment.0[*account].is_some()
            && book.accounts.owners[*account].rep() != alignment.0[*account]
    };
    let all: Vec<usize> = (0..book.accounts.len()).filter(owned).collect();
    let moving: Vec<usize> = all.iter().copied().filter(leaves).collect();
    let mut by_measure = BTreeMap::new();
    for targets in &problem.targets.measures {
        let measure = &book.measures[targets.measure];
        let sum = |accounts: &[usize]| {
            accounts
                .iter()
                .map(|&a| i128::from(measure.amount(a)))
                .sum::<i128>()
        };
        let (part, whole) = (sum(&moving), sum(&all));
        let share = if whole == 0 {
            0.0
        } else {
            part as f64 / whole as f64
        };
        by_measure.insert(measure.name.clone(), share);
    }
    MovedRecord {
        accounts: moving.len() as u64,
        share: if all.is_empty() {
            0.0
        } else {
            moving.len() as f64 / all.len() as f64
        },
        by_measure,
    }
}

/// How many accounts leave an owner who is available: what `--max-moved` counts.
pub fn leaving_available(problem: &Problem, alignment: &Alignment) -> usize {
    (0..problem.book.accounts.len())
        .filter(|&account| has_available_owner(problem, account))
        .filter(|&account| problem.book.accounts.owners[account].rep() != alignment.0[account])
        .count()
}
