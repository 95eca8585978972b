//! Costs of unit-territory pairs for the heart: exact whole numbers, computed row by row.
//!
//! `cost = sum over the unit's accounts of a x (d^p + keep [owner elsewhere] + prefer [preferred rep elsewhere])`, where `a` is the travel
//! measure in fixed point and distances are in metres (thousandths). Where that would leave the range of the heart, it is divided by a
//! power of ten and rounded; figures shown to people are always computed from the undivided numbers.

use super::{Problem, problem::common_power_of_ten};
use crate::solver::{Costs, FORBIDDEN};
use crate::spatial::Targets;

/// The largest cost of one pair, and of all units at their dearest.
const PAIR: i128 = 1 << 40;
const SUM: i128 = 1 << 62;

/// Distances are held as a table up to this many pairs (4 bytes each), else computed anew for each row.
const TABLE_PAIRS: usize = 40_000_000;

/// No such territory.
const NOWHERE: u32 = u32::MAX;
/// An owner who is in the rep table and not planned: leaving him costs, wherever the account goes.
const LEFT: u32 = u32::MAX - 1;

/// The costs of a problem.
pub(super) struct PairCosts<'a> {
    problem: &'a Problem<'a>,
    territories: usize,
    targets: Targets,
    weights: Vec<i64>,
    owners: Vec<u32>,
    preferred: Vec<u32>,
    /// Terms (distance to the power) of members, where they fit.
    table: Option<Vec<u32>>,
    /// What the sum of a unit is divided by.
    scale: i64,
    /// Whether undivided sums of a unit fit 64 bits.
    narrow: bool,
    /// The power of ten taken out of the travel measure.
    power: i64,
}

impl<'a> PairCosts<'a> {
    pub(super) fn new(problem: &'a Problem<'a>) -> Self {
        let travel = &problem.book.measures[problem.travel];
        let power = common_power_of_ten(travel);
        let members = problem.units.all_members();
        let territory = |rep: Option<usize>| match rep {
            None => NOWHERE,
            Some(rep) => problem.roster.territory_of(rep).unwrap_or(LEFT),
        };
        let mut costs = Self {
            problem,
            territories: problem.roster.territories().len(),
            targets: problem.distances.targets(problem.roster.territories()),
            weights: members
                .iter()
                .map(|&m| travel.amount(m as usize) / power)
                .collect(),
            owners: members
                .iter()
                .map(|&m| territory(problem.owner(m as usize)))
                .collect(),
            preferred: if problem.requests.preferred.is_empty() {
                Vec::new()
            } else {
                members
                    .iter()
                    .map(|&m| territory(problem.preferred(m as usize)))
                    .collect()
            },
            table: None,
            scale: 1,
            narrow: false,
            power,
        };
        (costs.scale, costs.narrow) = costs.fitting_scale();
        costs.table = costs.filled_table();
        costs
    }

    /// One cost unit in the user's unit (distance x travel measure).
    pub(super) fn unit_value(&self) -> f64 {
        let travel = &self.problem.book.measures[self.problem.travel];
        let fixed_point = 10f64.powi(i32::from(travel.decimals)) * self.problem.per_unit();
        self.scale as f64 * self.power as f64 / fixed_point
    }

    /// How far a sum of rounded costs over all units may lie from the exact one, in cost units.
    pub(super) fn rounding(&self) -> i128 {
        if self.scale == 1 {
            0
        } else {
            self.problem.units.len() as i128
        }
    }

    /// The smallest power of ten that brings every pair and the sum of all units into range, and whether undivided pairs fit 64 bits.
    fn fitting_scale(&self) -> (i64, bool) {
        let reps = self.problem.roster.territories();
        let extra = i128::from(self.problem.keep) + i128::from(self.problem.prefer);
        let squared = self.problem.options.compactness.power() == 2;
        let (mut dearest, mut sum) = (0i128, 0i128);
        for unit in 0..self.problem.units.len() {
            let mut cost = 0;
            for member in self.problem.units.range(unit) {
                let account = self.problem.units.all_members()[member] as usize;
                let far = i128::from(self.problem.distances.at_most(account, reps));
                let term = if squared {
                    far.saturating_mul(far)
                } else {
                    far
                };
                cost += i128::from(self.weights[member]).saturating_mul(term + extra);
            }
            dearest = dearest.max(cost);
            sum += cost;
        }
        let mut scale = 1i64;
        while dearest / i128::from(scale) >= PAIR || sum / i128::from(scale) >= SUM {
            scale *= 10;
        }
        (scale, dearest < SUM)
    }

    fn filled_table(&self) -> Option<Vec<u32>> {
        let members = self.problem.units.all_members();
        if members.len().saturating_mul(self.territories) > TABLE_PAIRS {
            return None;
        }
        let reps = self.problem.roster.territories();
        let mut table = Vec::with_capacity(members.len() * self.territories);
        for &member in members {
            for &rep in reps {
                table.push(u32::try_from(self.problem.term(member as usize, rep)).ok()?);
            }
        }
        Some(table)
    }

    fn term(&self, member: usize, territory: usize) -> u64 {
        match &self.table {
            Some(table) => u64::from(table[member * self.territories + territory]),
            None => self.problem.term(
                self.problem.units.all_members()[member] as usize,
                self.problem.roster.territories()[territory],
            ),
        }
    }

    fn allowed(&self, unit: usize, territory: usize) -> bool {
        let set = self.problem.pool.get(self.problem.units.set(unit));
        set.get(self.problem.roster.territories()[territory])
    }
}

impl PairCosts<'_> {
    /// Adds the terms of a member (distance to the power, what leaving the owner and missing a preference cost) to `row`, times its weight.
    fn add_member(&self, member: usize, row: &mut [i64], terms: &mut [u64]) {
        let account = self.problem.units.all_members()[member] as usize;
        let weight = self.weights[member];
        let (owner, preferred) = (
            self.owners[member],
            self.preferred.get(member).copied().unwrap_or(NOWHERE),
        );
        let (keep, prefer) = (self.problem.keep as i64, self.problem.prefer as i64);
        // Everybody pays for not being the owner or the one who is preferred; those two get it back below.
        let mut everywhere = if owner == NOWHERE { 0 } else { keep };
        if preferred < LEFT {
            everywhere += prefer;
        }
        if let Some(table) = &self.table {
            let terms = &table[member * self.territories..][..self.territories];
            for (cost, &term) in row.iter_mut().zip(terms) {
                *cost += weight * (i64::from(term) + everywhere);
            }
        } else {
            self.problem.distances.row(account, &self.targets, terms);
            let squared = self.problem.options.compactness.power() == 2;
            for (cost, &distance) in row.iter_mut().zip(&*terms) {
                let term = if squared {
                    distance * distance
                } else {
                    distance
                };
                *cost += weight * (term as i64 + everywhere);
            }
        }
        if owner < LEFT {
            row[owner as usize] -= weight * keep;
        }
        if preferred < LEFT {
            row[preferred as usize] -= weight * prefer;
        }
    }
}

impl Costs for PairCosts<'_> {
    fn row(&self, unit: usize, row: &mut [i64]) {
        if !self.narrow {
            for (territory, cost) in row.iter_mut().enumerate() {
                *cost = self.cost(unit, territory);
            }
            return;
        }
        row.fill(0);
        let mut terms = if self.table.is_some() {
            Vec::new()
        } else {
            vec![0; self.territories]
        };
        for member in self.problem.units.range(unit) {
            self.add_member(member, row, &mut terms);
        }
        if self.scale > 1 {
            for cost in row.iter_mut() {
                *cost = (*cost + self.scale / 2) / self.scale;
            }
        }
        let set = self.problem.pool.get(self.problem.units.set(unit));
        for (cost, &rep) in row.iter_mut().zip(self.problem.roster.territories()) {
            if !set.get(rep) {
                *cost = FORBIDDEN;
            }
        }
    }

    fn cost(&self, unit: usize, territory: usize) -> i64 {
        if !self.allowed(unit, territory) {
            return FORBIDDEN;
        }
        let mut sum = 0i128;
        for member in self.problem.units.range(unit) {
            let mut term = i128::from(self.term(member, territory));
            let owner = self.owners[member];
            if owner != NOWHERE && owner != territory as u32 {
                term += i128::from(self.problem.keep);
            }
            if let Some(&preferred) = self.preferred.get(member)
                && preferred < LEFT
                && preferred != territory as u32
            {
                term += i128::from(self.problem.prefer);
            }
            sum += i128::from(self.weights[member]) * term;
        }
        if self.scale == 1 {
            sum as i64
        } else {
            ((sum + i128::from(self.scale / 2)) / i128::from(self.scale)) as i64
        }
    }
}
