//! Proofs from all measures, caps and eligibility together: prices under which no plan can meet its bounds.
//!
//! Let `y` price each bounded sum, positive where a rep needs more, negative where he may not have more. Whatever the plan, accounts bring
//! at most `sum_i max_j y_j w_i` over the reps who may hold them, and bounds ask for at least `sum_d ( lo_d if y_d > 0 else hi_d ) y_d`. Where they
//! ask for more there is no plan, not even one that splits accounts: a Farkas certificate. The heart finds prices ([`Refuter`]); here they are judged in whole
//! numbers, so a proof is a proof whatever the heart did.

#[cfg(test)]
mod tests;

use super::proofs::Frame;
use crate::{
    balance::{Problem, encode::caps},
    solver::{Budget, Costs, FORBIDDEN, Instance, Refuter, Stop},
};

/// The most unit-territory pairs for which prices are sought.
const PAIRS: usize = 2_000_000;
/// The work of one search for prices, in visits of pairs.
const WORK: u64 = 150_000_000;
/// What all rungs share: units with their weights, and caps on movement.
pub(super) struct Joint<'a> {
    pub(super) problem: &'a Problem<'a>,
    /// The balanced measures, and after them the number of accounts where reps have a cap on it.
    pub(super) measures: usize,
    /// Unit-major.
    pub(super) weights: Vec<i64>,
    pub(super) budgets: Vec<Budget>,
    totals: Vec<i64>,
    stop: &'a dyn Stop,
}

/// The bounds of a rung.
#[derive(Clone)]
pub(super) struct Room {
    /// Unit-major: whether the unit may go to the territory and is not too large for it.
    pub(super) fits: Vec<bool>,
    /// Territory-major, as are the others.
    pub(super) lower: Vec<i64>,
    pub(super) upper: Vec<i64>,
    pub(super) reference: Vec<i64>,
    /// Of movement.
    pub(super) caps: Vec<i64>,
}

/// How units are kept from reps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// By eligibility, and where the unit by itself is larger than the bound.
    Alone,
    /// Also where what the rep must hold beside it finds no room.
    Beside,
}

/// No costs: only who may go where.
struct Fits<'a>(&'a [bool], usize);

impl Costs for Fits<'_> {
    fn row(&self, unit: usize, row: &mut [i64]) {
        for (territory, cost) in row.iter_mut().enumerate() {
            *cost = self.cost(unit, territory);
        }
    }

    fn cost(&self, unit: usize, territory: usize) -> i64 {
        if self.0[unit * self.1 + territory] {
            0
        } else {
            FORBIDDEN
        }
    }
}

impl<'a> Joint<'a> {
    /// `None` where there are too many pairs to look at.
    pub(super) fn new(problem: &'a Problem<'a>, stop: &'a dyn Stop) -> Option<Self> {
        let reps = problem.roster.territories();
        let units = problem.units.len();
        if units == 0 || units * reps.len() > PAIRS {
            return None;
        }
        let capped = reps
            .iter()
            .any(|&rep| problem.book.reps[rep].max_accounts.is_some());
        let balanced = problem.targets.measures.len();
        let measures = balanced + usize::from(capped);
        let mut weights = Vec::with_capacity(units * measures);
        let mut totals = vec![0i64; measures];
        for unit in 0..units {
            for (measure, total) in totals.iter_mut().enumerate() {
                let weight = if measure < balanced {
                    problem.weight(unit, problem.targets.measures[measure].measure)
                } else {
                    problem.units.members(unit).len() as i64
                };
                *total = total.saturating_add(weight);
                weights.push(weight);
            }
        }
        Some(Self {
            problem,
            measures,
            weights,
            budgets: caps(problem).into_iter().map(|cap| cap.budget).collect(),
            totals,
            stop,
        })
    }

    pub(super) fn territories(&self) -> usize {
        self.problem.roster.territories().len()
    }

    pub(super) fn units(&self) -> usize {
        self.problem.units.len()
    }

    pub(super) fn weights_of(&self, unit: usize) -> &[i64] {
        &self.weights[unit * self.measures..][..self.measures]
    }

    /// The bounds of a frame and what fits where.
    pub(super) fn room(&self, frame: &Frame, fit: Fit) -> Room {
        let mut room = self.bounds(frame);
        let (reps, limits) = (self.problem.roster.territories(), frame.limits());
        let balanced = self.problem.targets.measures.len();
        room.fits.reserve(self.units() * reps.len());
        for unit in 0..self.units() {
            let allowed = self.problem.pool.get(self.problem.units.set(unit));
            let weights = self.weights_of(unit);
            for (territory, &rep) in reps.iter().enumerate() {
                let sums = &room.upper[territory * self.measures..][..self.measures];
                let alone = weights.iter().zip(sums).all(|(weight, sum)| weight <= sum);
                let beside = fit == Fit::Alone
                    || !limits.stands_in_the_way(frame, &weights[..balanced], rep);
                room.fits.push(allowed.get(rep) && alone && beside);
            }
        }
        room
    }

    /// The bounds of a frame, each at most what there is in total, without what fits where.
    pub(super) fn bounds(&self, frame: &Frame) -> Room {
        let balanced = self.problem.targets.measures.len();
        let (mut lower, mut upper, mut reference) = (Vec::new(), Vec::new(), Vec::new());
        for &rep in self.problem.roster.territories() {
            for (measure, targets) in self.problem.targets.measures.iter().enumerate() {
                lower.push(frame.lower(measure, rep));
                upper.push(frame.upper(measure, rep).min(self.totals[measure]));
                let bounds = targets.bounds[rep].map_or(1, |bounds| bounds.reference);
                reference.push(bounds.max(1));
            }
            if self.measures > balanced {
                let most = self.problem.book.reps[rep].max_accounts.map(i64::from);
                let all = self.totals[balanced];
                lower.push(0);
                upper.push(most.map_or(all, |most| most.min(all)));
                reference.push(most.unwrap_or(all).max(1));
            }
        }
        Room {
            fits: Vec::new(),
            lower,
            upper,
            reference,
            caps: self.budgets.iter().map(|budget| budget.cap).collect(),
        }
    }

    /// The same room without the bounds of some dimensions.
    pub(super) fn opened(&self, room: &Room, open: &dyn Fn(usize) -> bool) -> Room {
        let mut wider = room.clone();
        let placed = room.lower.len();
        for dimension in (0..placed).filter(|&dimension| open(dimension)) {
            wider.lower[dimension] = 0;
            wider.upper[dimension] = self.totals[dimension % self.measures];
        }
        for (budget, cap) in wider.caps.iter_mut().enumerate() {
            if open(placed + budget) {
                *cap = self.budgets[budget].amount.iter().sum();
            }
        }
        wider
    }

    /// What a unit brings at most under `prices`, and the territory where; `None` where it fits nobody.
    pub(super) fn brings(&self, prices: &[i64], room: &Room, unit: usize) -> Option<i128> {
        let (territories, measures) = (self.territories(), self.measures);
        let weights = self.weights_of(unit);
        let budgets = &prices[territories * measures..];
        let fits = &room.fits[unit * territories..][..territories];
        let of = |territory: usize| -> i128 {
            let own = &prices[territory * measures..][..measures];
            let held = own.iter().zip(weights);
            let spent = budgets.iter().zip(&self.budgets);
            held.map(|(&price, &weight)| i128::from(price) * i128::from(weight))
                .chain(spent.map(|(&price, budget)| {
                    i128::from(price) * i128::from(budget.spent(unit, territory as u32))
                }))
                .sum()
        };
        let inside = (0..territories).filter(|&territory| fits[territory]);
        inside.map(of).max()
    }

    /// By how much bounds ask for more than accounts bring under `prices`: above 0 there is no plan.
    pub(super) fn excess(&self, prices: &[i64], room: &Room) -> i128 {
        match self.brought(prices, room) {
            Some(brought) => self.asked(prices, room) - brought,
            None => i128::MAX,
        }
    }

    /// What bounds ask for under `prices`.
    pub(super) fn asked(&self, prices: &[i64], room: &Room) -> i128 {
        let placed = self.territories() * self.measures;
        let of = |(dimension, &price): (usize, &i64)| {
            let bound = if dimension >= placed {
                room.caps[dimension - placed]
            } else if price > 0 {
                room.lower[dimension]
            } else {
                room.upper[dimension]
            };
            i128::from(price) * i128::from(bound)
        };
        prices.iter().enumerate().map(of).sum()
    }

    /// What all accounts bring at most under `prices`; `None` where one fits nobody.
    pub(super) fn brought(&self, prices: &[i64], room: &Room) -> Option<i128> {
        let units = 0..self.units();
        units.map(|unit| self.brings(prices, room, unit)).sum()
    }

    /// Prices that prove that there is no plan in `room`.
    pub(super) fn seek(&self, room: &Room) -> Option<Vec<i64>> {
        let mut proof = None;
        self.offer(&mut self.refuter(WORK), room, &mut |prices| {
            let proves = self.excess(prices, room) > 0;
            proof = proves.then(|| prices.to_vec());
            proves
        });
        proof
    }

    /// Has the heart offer prices, of growing precision, until `is_enough`.
    pub(super) fn offer(
        &self,
        refuter: &mut Refuter,
        room: &Room,
        is_enough: &mut dyn FnMut(&[i64]) -> bool,
    ) {
        let fits = Fits(&room.fits, self.territories());
        let has_place = |unit: &[bool]| unit.iter().any(|&fits| fits);
        if !room.fits.chunks_exact(self.territories()).all(has_place) {
            return;
        }
        let instance = Instance::new(
            self.territories(),
            self.measures,
            self.weights.clone(),
            room.lower.clone(),
            room.upper.clone(),
            room.reference.clone(),
            vec![false; self.measures],
            self.capped(room),
            &fits,
        );
        refuter.offer(&instance, self.stop, is_enough);
    }

    /// Who looks for prices, with so much work.
    pub(super) fn refuter(&self, work: u64) -> Refuter {
        Refuter::new(self.problem.options.threads.max(1), work)
    }

    fn capped(&self, room: &Room) -> Vec<Budget> {
        let budgets = self.budgets.iter().zip(&room.caps);
        let with = |(budget, &cap): (&Budget, &i64)| Budget {
            cap,
            ..budget.clone()
        };
        budgets.map(with).collect()
    }
}
