//! Where every territory stands under an alignment, account by account: loads, violations, costs, with moves applied one at a time.
//!
//! Unlike the heart's sums this knows accounts, so groups may be split and accounts unassigned, as in today's alignment.

use super::{CostParts, Problem, targets::loads};
use crate::{
    model::{Alignment, RepIndex},
    solver::Score,
};

/// Sums of an alignment.
#[derive(Debug, Clone)]
pub struct Standings<'a> {
    problem: &'a Problem<'a>,
    reps: Vec<Option<u32>>,
    /// `[measure][rep]`.
    loads: Vec<Vec<i64>>,
    held: Vec<u32>,
    cost: i128,
    violation: i64,
}

impl<'a> Standings<'a> {
    /// The standings of `alignment`.
    pub fn new(problem: &'a Problem<'a>, alignment: &Alignment) -> Self {
        let reps: Vec<Option<u32>> = alignment
            .0
            .iter()
            .map(|rep| rep.map(|RepIndex(rep)| rep))
            .collect();
        let of_measure = |at: usize| {
            loads(problem.book, at, |account| {
                reps[account].map(|rep| rep as usize)
            })
        };
        let mut held = vec![0; problem.book.reps.len()];
        for &rep in reps.iter().flatten() {
            held[rep as usize] += 1;
        }
        let cost = reps.iter().enumerate();
        let mut standings = Self {
            loads: problem
                .targets
                .measures
                .iter()
                .map(|targets| of_measure(targets.measure))
                .collect(),
            cost: cost
                .filter_map(|(account, &rep)| {
                    Some(CostParts::of(problem, account, rep? as usize).total())
                })
                .sum(),
            problem,
            reps,
            held,
            violation: 0,
        };
        standings.violation = (0..problem.book.reps.len())
            .map(|rep| standings.violation_of(rep))
            .sum();
        standings
    }

    /// The rep of an account.
    pub fn rep(&self, account: usize) -> Option<usize> {
        self.reps[account].map(|rep| rep as usize)
    }

    /// What a rep holds of a balanced measure, in units of its fixed point.
    pub fn load(&self, measure: usize, rep: usize) -> i64 {
        self.loads[measure][rep]
    }

    /// The cost, exact: travel weight x our distance unit.
    pub fn cost(&self) -> i128 {
        self.cost
    }

    /// Sum of what lies outside of bounds (and of `max_accounts`), relative to targets, in units of [`Score::ONE`].
    pub fn violation(&self) -> i64 {
        self.violation
    }

    /// The violation as a number: 1 is a whole target.
    pub fn violation_share(&self) -> f64 {
        self.violation as f64 / Score::ONE as f64
    }

    /// The largest absolute deviation from target over measures and reps; `None` without targets.
    pub fn max_deviation(&self) -> Option<f64> {
        let measures = self.problem.targets.measures.iter().zip(&self.loads);
        measures
            .flat_map(|(targets, loads)| targets.bounds.iter().zip(loads))
            .filter_map(|(bounds, &load)| Some(bounds.as_ref()?.deviation(load)?.abs()))
            .reduce(f64::max)
    }

    fn violation_of(&self, rep: usize) -> i64 {
        let mut sum = 0;
        for (targets, loads) in self.problem.targets.measures.iter().zip(&self.loads) {
            if let Some(bounds) = targets.bounds[rep] {
                sum += Score::relative(bounds.outside(loads[rep]), bounds.reference);
            }
        }
        if let Some(most) = self.problem.book.reps[rep].max_accounts {
            let over = i64::from(self.held[rep].saturating_sub(most));
            sum += Score::relative(over, i64::from(most.max(1)));
        }
        sum
    }

    /// Moves accounts to a rep and answers how violation and cost change.
    pub fn apply(&mut self, accounts: &[u32], to: usize) -> (i64, i128) {
        let (violation, cost) = (self.violation, self.cost);
        for &account in accounts {
            let account = account as usize;
            let from = self.reps[account].map(|rep| rep as usize);
            if from == Some(to) {
                continue;
            }
            let touched = |standings: &Self| {
                from.map_or(0, |from| standings.violation_of(from)) + standings.violation_of(to)
            };
            let before = touched(self);
            for (targets, loads) in self.problem.targets.measures.iter().zip(&mut self.loads) {
                let amount = self.problem.book.measures[targets.measure].amount(account);
                if let Some(from) = from {
                    loads[from] -= amount;
                }
                loads[to] += amount;
            }
            if let Some(from) = from {
                self.held[from] -= 1;
                self.cost -= CostParts::of(self.problem, account, from).total();
            }
            self.held[to] += 1;
            self.cost += CostParts::of(self.problem, account, to).total();
            self.reps[account] = Some(to as u32);
            self.violation += touched(self) - before;
        }
        (self.violation - violation, self.cost - cost)
    }

    /// What [`Standings::apply`] would answer.
    pub fn delta(&mut self, accounts: &[u32], to: usize) -> (i64, i128) {
        let from: Vec<Option<u32>> = accounts
            .iter()
            .map(|&account| self.reps[account as usize])
            .collect();
        let saved = (self.violation, self.cost);
        let delta = self.apply(accounts, to);
        for (&account, from) in accounts.iter().zip(from) {
            self.revert(account as usize, from);
        }
        (self.violation, self.cost) = saved;
        delta
    }

    fn revert(&mut self, account: usize, to: Option<u32>) {
        let Some(from) = self.reps[account].map(|rep| rep as usize) else {
            return;
        };
        for (targets, loads) in self.problem.targets.measures.iter().zip(&mut self.loads) {
            let amount = self.problem.book.measures[targets.measure].amount(account);
            loads[from] -= amount;
            if let Some(to) = to {
                loads[to as usize] += amount;
            }
        }
        self.held[from] -= 1;
        if let Some(to) = to {
            self.held[to as usize] += 1;
        }
        self.reps[account] = to;
    }
}
