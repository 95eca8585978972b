//! The problem as the heart sees it: weights, bounds, costs. Immutable once built.

use super::Score;

/// The cost of a pair that is not allowed (not eligible, excluded, or the unit is pinned elsewhere).
pub const FORBIDDEN: i64 = i64::MAX;

/// Costs of unit-territory pairs, in cost units (the integer travel unit times the integer travel weight, so exact).
///
/// All that makes a pair dear is in here: travel, continuity (`keep`), misfit. Costs are >= 0 and below 2^40, and the sum over units of
/// their dearest allowed pair is below 2^62; whoever builds the instance scales them so.
pub trait Costs: Sync {
    /// Writes the cost of `unit` in every territory into `row` (length: territories); [`FORBIDDEN`] where not allowed.
    fn row(&self, unit: usize, row: &mut [i64]);
    /// The cost of one pair: the same number that [`Costs::row`] writes.
    fn cost(&self, unit: usize, territory: usize) -> i64;
}

/// Costs held as a full table, unit-major: for small instances and tests.
#[derive(Debug, Clone)]
pub struct TableCosts {
    territories: usize,
    costs: Vec<i64>,
}

impl TableCosts {
    /// `costs` is unit-major: `costs[unit * territories + territory]`.
    ///
    /// # Panics
    /// When the table is not full.
    pub fn new(territories: usize, costs: Vec<i64>) -> Self {
        assert!(
            territories > 0 && costs.len().is_multiple_of(territories),
            "a full table of costs"
        );
        Self { territories, costs }
    }
}

impl Costs for TableCosts {
    fn row(&self, unit: usize, row: &mut [i64]) {
        row.copy_from_slice(&self.costs[unit * self.territories..][..self.territories]);
    }

    fn cost(&self, unit: usize, territory: usize) -> i64 {
        self.costs[unit * self.territories + territory]
    }
}

/// A cap on how much may leave its home: the sum of what is spent by units that have a home and are elsewhere is at most `cap`.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// What moving the unit away from its home spends, >= 0; one per unit; 0 for units without a home.
    pub amount: Vec<i64>,
    /// The territory where nothing is spent; `u32::MAX` for units without a home.
    pub home: Vec<u32>,
    /// Territories where a part of a unit is at home, so that less is spent: `(unit, territory, spent)` in ascending order, `spent` from 0
    /// to the unit's amount, the home itself not among them.
    pub partly: Vec<(u32, u32, i64)>,
    /// The cap.
    pub cap: i64,
}

impl Budget {
    /// What `unit` in `territory` spends.
    pub fn spent(&self, unit: usize, territory: u32) -> i64 {
        let home = self.home[unit];
        if home == u32::MAX || home == territory {
            return 0;
        }
        self.partly_spent(unit as u32, territory)
            .unwrap_or(self.amount[unit])
    }

    fn partly_spent(&self, unit: u32, territory: u32) -> Option<i64> {
        let key = (unit, territory);
        let found = self
            .partly
            .binary_search_by_key(&key, |&(unit, territory, _)| (unit, territory));
        found.ok().map(|at| self.partly[at].2)
    }

    /// The territories where a part of `unit` is at home, and what is spent there.
    pub fn partly_at_home(&self, unit: usize) -> impl Iterator<Item = (u32, i64)> + '_ {
        let first = self.partly.partition_point(|part| (part.0 as usize) < unit);
        self.partly[first..]
            .iter()
            .take_while(move |part| part.0 as usize == unit)
            .map(|&(_, territory, spent)| (territory, spent))
    }
}

/// One problem: units, territories, measures, bounds, costs.
pub struct Instance<'a> {
    units: usize,
    territories: usize,
    measures: usize,
    weights: Vec<i64>,
    lower: Vec<i64>,
    upper: Vec<i64>,
    reference: Vec<i64>,
    hard: Vec<bool>,
    budgets: Vec<Budget>,
    costs: &'a dyn Costs,
}

impl<'a> Instance<'a> {
    /// Builds an instance.
    ///
    /// * `weights`: unit-major, `weights[unit * measures + measure]`, >= 0.
    /// * `lower`, `upper`, `reference`: territory-major, `[territory * measures + measure]`. An open side is 0 or `i64::MAX`.
    ///   `reference` (> 0) is what a violation is relative to: the target, or the bound where there is no target.
    /// * `hard`: per measure, true where its bounds come before every other (a cap on the number of accounts, not a tolerance).
    ///
    /// # Panics
    /// When lengths disagree: a bug of the caller.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        territories: usize,
        measures: usize,
        weights: Vec<i64>,
        lower: Vec<i64>,
        upper: Vec<i64>,
        reference: Vec<i64>,
        hard: Vec<bool>,
        budgets: Vec<Budget>,
        costs: &'a dyn Costs,
    ) -> Self {
        assert!(
            measures > 0 && territories > 0,
            "at least one measure and one territory"
        );
        let units = weights.len() / measures;
        assert_eq!(weights.len(), units * measures, "weights are unit-major");
        for side in [&lower, &upper, &reference] {
            assert_eq!(
                side.len(),
                territories * measures,
                "bounds are territory-major"
            );
        }
        assert_eq!(hard.len(), measures, "one flag a measure");
        assert!(reference.iter().all(|&r| r > 0), "references are positive");
        for budget in &budgets {
            assert!(
                budget.amount.len() == units && budget.home.len() == units,
                "one entry a unit"
            );
        }
        Self {
            units,
            territories,
            measures,
            weights,
            lower,
            upper,
            reference,
            hard,
            budgets,
            costs,
        }
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.units
    }

    /// Number of territories.
    pub fn territories(&self) -> usize {
        self.territories
    }

    /// Number of measures.
    pub fn measures(&self) -> usize {
        self.measures
    }

    /// The weights of one unit, one per measure.
    pub fn weights(&self, unit: usize) -> &[i64] {
        &self.weights[unit * self.measures..][..self.measures]
    }

    /// The smallest allowed sum of a measure in a territory.
    pub fn lower(&self, territory: usize, measure: usize) -> i64 {
        self.lower[territory * self.measures + measure]
    }

    /// The largest allowed sum of a measure in a territory.
    pub fn upper(&self, territory: usize, measure: usize) -> i64 {
        self.upper[territory * self.measures + measure]
    }

    /// What a violation of this measure in this territory is relative to.
    pub fn reference(&self, territory: usize, measure: usize) -> i64 {
        self.reference[territory * self.measures + measure]
    }

    /// Whether the bounds of this measure come before all tolerances.
    pub fn is_hard(&self, measure: usize) -> bool {
        self.hard[measure]
    }

    /// Caps on movement.
    pub fn budgets(&self) -> &[Budget] {
        &self.budgets
    }

    /// The costs of pairs.
    pub fn costs(&self) -> &'a dyn Costs {
        self.costs
    }

    /// Evaluates a full assignment from scratch: kept simple for ever, the oracle of every incremental sum.
    ///
    /// # Panics
    /// When a pair of the assignment is forbidden.
    pub fn evaluate(&self, assignment: &[u32]) -> Score {
        let mut loads = vec![0i64; self.territories * self.measures];
        let mut cost = 0i128;
        for (unit, &territory) in assignment.iter().enumerate() {
            let pair = self.costs.cost(unit, territory as usize);
            assert!(
                pair != FORBIDDEN,
                "unit {unit} may not go to territory {territory}"
            );
            cost += i128::from(pair);
            for (measure, weight) in self.weights(unit).iter().enumerate() {
                loads[territory as usize * self.measures + measure] += weight;
            }
        }
        let mut score = Score {
            hard: 0,
            violation: 0,
            cost,
        };
        for territory in 0..self.territories {
            for measure in 0..self.measures {
                let at = territory * self.measures + measure;
                let outside = (self.lower[at] - loads[at])
                    .max(loads[at].saturating_sub(self.upper[at]))
                    .max(0);
                let relative = Score::relative(outside, self.reference[at]);
                if self.hard[measure] {
                    score.hard += relative;
                } else {
                    score.violation += relative;
                }
            }
        }
        for budget in &self.budgets {
            let spent: i64 = assignment
                .iter()
                .enumerate()
                .map(|(unit, &territory)| budget.spent(unit, territory))
                .sum();
            score.hard += Score::relative((spent - budget.cap).max(0), budget.cap.max(1));
        }
        score
    }
}
