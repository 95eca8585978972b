//! The instance without dimensions: what prices and search calculate with.
//!
//! Every measure is divided by its mean weight per unit and every cost by a natural scale of the instance, so that
//! temperatures, radii and penalties are plain numbers that fit kilometres, minutes or euros alike. Weights and the scale
//! are exact integers before they are divided, so a measure or a cost table multiplied by a power of ten gives the same
//! floats, bit for bit, and so the same plan.
//!
//! A *dimension* is one bounded sum: a measure of a territory (`territory * measures + measure`), or after all of those
//! a budget.

use super::parallel::Workers;
use super::{FORBIDDEN, Instance};

/// The dimensionless instance.
pub(crate) struct Model<'a> {
    /// The instance behind it.
    pub(crate) instance: &'a Instance<'a>,
    /// Number of units.
    pub(crate) units: usize,
    /// Number of territories.
    pub(crate) territories: usize,
    /// Number of measures.
    pub(crate) measures: usize,
    /// Number of budgets.
    pub(crate) budgets: usize,
    /// Unit-major weights; the mean of each measure over the units is 1.
    pub(crate) weight: Vec<f64>,
    /// Unit-major budget amounts; the mean over the units is 1.
    pub(crate) amount: Vec<f64>,
    /// The mean of a unit's weights and amounts: its share of the temperature.
    pub(crate) size: Vec<f64>,
    /// The largest of a unit's weights: the order in which units are fixed.
    pub(crate) bulk: Vec<f64>,
    /// Lower bound of each dimension, at least 0.
    pub(crate) lower: Vec<f64>,
    /// Upper bound of each dimension, at most the total of its measure.
    pub(crate) upper: Vec<f64>,
    /// What a violation of the dimension is relative to.
    pub(crate) reference: Vec<f64>,
    /// The threads of the run.
    pub(crate) workers: Workers,
    /// The total of each measure, then of each budget, as integers.
    pub(crate) totals: Vec<i64>,
    /// Cost units of one dimensionless cost.
    pub(crate) cost_scale: f64,
}

impl<'a> Model<'a> {
    /// Scales `instance`.
    pub(crate) fn new(instance: &'a Instance<'a>, workers: Workers) -> Self {
        let (units, territories, measures) = (
            instance.units(),
            instance.territories(),
            instance.measures(),
        );
        let budgets = instance.budgets().len();
        let mut totals = vec![0i64; measures + budgets];
        for unit in 0..units {
            for (measure, &weight) in instance.weights(unit).iter().enumerate() {
                totals[measure] = totals[measure].saturating_add(weight);
            }
        }
        for (budget, total) in instance.budgets().iter().zip(&mut totals[measures..]) {
            *total = budget
                .amount
                .iter()
                .fold(0i64, |sum, &a| sum.saturating_add(a));
        }
        let mut model = Self {
            instance,
            units,
            territories,
            measures,
            budgets,
            weight: Vec::with_capacity(units * measures),
            amount: Vec::with_capacity(units * budgets),
            size: Vec::with_capacity(units),
            bulk: Vec::with_capacity(units),
            lower: Vec::new(),
            upper: Vec::new(),
            reference: Vec::new(),
            workers,
            totals,
            cost_scale: 1.0,
        };
        model.scale_weights();
        model.scale_bounds();
        model.cost_scale = model.natural_cost();
        model
    }

    /// Number of dimensions.
    pub(crate) fn dimensions(&self) -> usize {
        self.territories * self.measures + self.budgets
    }

    /// The measure (or `measures + budget`) of a dimension: the index into `totals`.
    pub(crate) fn measure_of(&self, dimension: usize) -> usize {
        let placed = self.territories * self.measures;
        if dimension < placed {
            dimension % self.measures
        } else {
            self.measures + dimension - placed
        }
    }

    /// `value` of a measure (or budget) divided by the mean per unit.
    pub(crate) fn normal(&self, measure: usize, value: i64) -> f64 {
        let total = self.totals[measure];
        if total == 0 {
            0.0
        } else {
            value as f64 / total as f64 * self.units as f64
        }
    }

    /// A cost without its scale.
    pub(crate) fn normal_cost(&self, cost: i64) -> f64 {
        if cost == FORBIDDEN {
            f64::INFINITY
        } else {
            cost as f64 / self.cost_scale
        }
    }

    /// Factor from a dimensionless price to cost units per weight unit.
    pub(crate) fn price_scale(&self, measure: usize) -> f64 {
        let total = self.totals[measure];
        if total == 0 {
            0.0
        } else {
            self.cost_scale * self.units as f64 / total as f64
        }
    }

    /// The weights of a unit.
    pub(crate) fn weights(&self, unit: usize) -> &[f64] {
        &self.weight[unit * self.measures..][..self.measures]
    }

    /// The sum of a unit's weights and amounts: how strongly prices act on it at most.
    pub(crate) fn total(&self, unit: usize) -> f64 {
        self.size[unit] * (self.measures + self.budgets) as f64
    }

    /// The cost of a pair after prices; `cost` as in its row.
    pub(crate) fn reduced(&self, unit: usize, territory: u32, cost: f32, prices: &[f64]) -> f64 {
        let place = territory as usize * self.measures;
        let mut reduced = f64::from(cost);
        for (weight, price) in self.weights(unit).iter().zip(&prices[place..]) {
            reduced -= weight * price;
        }
        for budget in 0..self.budgets {
            reduced -= self.spends(unit, territory, budget)
                * prices[self.territories * self.measures + budget];
        }
        reduced
    }

    /// The budget amounts of a unit.
    pub(crate) fn amounts(&self, unit: usize) -> &[f64] {
        &self.amount[unit * self.budgets..][..self.budgets]
    }

    /// What the unit in `territory` spends of budget `budget`.
    pub(crate) fn spent(&self, unit: usize, territory: u32, budget: usize) -> i64 {
        self.instance.budgets()[budget].spent(unit, territory)
    }

    /// The same divided by the mean per unit, as in [`Model::amounts`].
    pub(crate) fn spends(&self, unit: usize, territory: u32, budget: usize) -> f64 {
        let spent = self.spent(unit, territory, budget);
        if spent == 0 {
            0.0
        } else if spent == self.instance.budgets()[budget].amount[unit] {
            self.amounts(unit)[budget]
        } else {
            self.normal(self.measures + budget, spent)
        }
    }

    /// Whether some unit is larger than every upper bound: then no plan is within bounds, and prices have no end to go to.
    pub(crate) fn has_too_large(&self) -> bool {
        let most = |all: &[f64], measure: usize| {
            let values = all.iter().skip(measure).step_by(self.measures);
            values.fold(0.0f64, |most, &value| most.max(value))
        };
        let placed = self.territories * self.measures;
        (0..self.measures)
            .any(|measure| most(&self.weight, measure) > most(&self.upper[..placed], measure))
    }

    /// Whether a price would bind a side of a dimension that any plan meets: it can earn nothing.
    pub(crate) fn is_idle(&self, dimension: usize, price: f64) -> bool {
        let measure = self.measure_of(dimension);
        (price > 0.0 && self.lower[dimension] <= 0.0)
            || (price < 0.0 && self.upper[dimension] >= self.normal(measure, self.totals[measure]))
    }

    fn scale_weights(&mut self) {
        for unit in 0..self.units {
            let (mut sum, mut bulk) = (0.0, 0.0f64);
            for measure in 0..self.measures {
                let weight = self.normal(measure, self.instance.weights(unit)[measure]);
                self.weight.push(weight);
                sum += weight;
                bulk = bulk.max(weight);
            }
            for budget in 0..self.budgets {
                let amount = self.normal(
                    self.measures + budget,
                    self.instance.budgets()[budget].amount[unit],
                );
                self.amount.push(amount);
                sum += amount;
            }
            self.size.push(sum / (self.measures + self.budgets) as f64);
            self.bulk.push(bulk);
        }
    }

    fn scale_bounds(&mut self) {
        for territory in 0..self.territories {
            for measure in 0..self.measures {
                let total = self.totals[measure];
                let (lower, upper) = (
                    self.instance.lower(territory, measure),
                    self.instance.upper(territory, measure),
                );
                self.lower.push(self.normal(measure, lower.clamp(0, total)));
                self.upper.push(self.normal(measure, upper.clamp(0, total)));
                self.reference
                    .push(self.normal(measure, self.instance.reference(territory, measure)));
            }
        }
        for (index, budget) in self.instance.budgets().iter().enumerate() {
            let total = self.totals[self.measures + index];
            self.lower.push(0.0);
            self.upper
                .push(self.normal(self.measures + index, budget.cap.clamp(0, total)));
            self.reference
                .push(self.normal(self.measures + index, budget.cap.max(1)));
        }
        for dimension in 0..self.lower.len() {
            // bounds that cross (no plan can meet them) are relaxed to the interval between: still valid for a bound
            if self.lower[dimension] > self.upper[dimension] {
                let (low, high) = (self.upper[dimension], self.lower[dimension]);
                self.lower[dimension] = low;
                self.upper[dimension] = high;
            }
            if self.reference[dimension] <= 0.0 {
                self.reference[dimension] = 1.0;
            }
        }
    }

    /// What it costs per weight to take the second-cheapest territory instead of the cheapest, on average: the scale
    /// on which prices differ between neighbours.
    fn natural_cost(&self) -> f64 {
        let stride = (self.units / 5_000).max(1);
        let mut row = vec![0; self.territories];
        let (mut next, mut far, mut size) = (0i128, 0i128, 0.0);
        for unit in (0..self.units).step_by(stride) {
            self.instance.costs().row(unit, &mut row);
            let (mut best, mut second, mut worst, mut allowed) = (i64::MAX, i64::MAX, 0, 0);
            for &cost in row.iter().filter(|&&cost| cost != FORBIDDEN) {
                allowed += 1;
                worst = worst.max(cost);
                if cost < best {
                    second = best;
                    best = cost;
                } else if cost < second {
                    second = cost;
                }
            }
            if allowed > 1 {
                next += i128::from(second - best);
                far += i128::from(worst - best);
                size += self.size[unit];
            }
        }
        let spread = if next > 0 { next } else { far };
        if spread == 0 || size <= 0.0 {
            1.0
        } else {
            spread as f64 / size
        }
    }
}

/// The mean of some references: what shares of a mean territory are shares of.
pub(crate) fn mean_reference(references: &[f64]) -> f64 {
    references.iter().sum::<f64>() / references.len() as f64
}
