//! The units that are still free, the territories each may take, and what is left of the bounds: the problem whose prices
//! are sought. The whole instance is one pool, and so is the little problem of a few neighbouring territories.

use super::super::Model;

/// A set of free units with candidate territories.
#[derive(Default, Clone)]
pub(crate) struct Pool {
    /// Measures per territory.
    pub(crate) measures: usize,
    /// Budgets, after the territories in the order of dimensions.
    pub(crate) budgets: usize,
    /// Territories of this pool.
    pub(crate) territories: usize,
    /// Index of the first unit that is still free: units before it are fixed.
    pub(crate) first: usize,
    /// The instance's index of each unit.
    pub(crate) unit: Vec<u32>,
    /// Where the candidates of each unit start; one longer than `unit`.
    pub(crate) start: Vec<u32>,
    /// Candidate territories, in the pool's own numbering, ascending within a unit.
    pub(crate) territory: Vec<u32>,
    /// Dimensionless cost of each candidate.
    pub(crate) cost: Vec<f64>,
    /// Unit-major weights.
    pub(crate) weight: Vec<f64>,
    /// Each unit's share of the temperature.
    pub(crate) size: Vec<f64>,
    /// The largest weight of each unit (perhaps with noise): the order of fixing.
    pub(crate) bulk: Vec<f64>,
    /// Candidate-major budget spending: `spend[candidate * budgets + budget]`.
    pub(crate) spend: Vec<f64>,
    /// What is left of the lower bound of each dimension.
    pub(crate) lower: Vec<f64>,
    /// What is left of the upper bound of each dimension.
    pub(crate) upper: Vec<f64>,
    /// The reference of each dimension.
    pub(crate) reference: Vec<f64>,
    /// The temperature of each dimension's band, relative to that of the units.
    pub(crate) blur: Vec<f64>,
}

impl Pool {
    /// A pool without units over all territories of `model`.
    pub(crate) fn whole(model: &Model) -> Self {
        let mut pool = Self {
            measures: model.measures,
            budgets: model.budgets,
            territories: model.territories,
            start: vec![0],
            lower: model.lower.clone(),
            upper: model.upper.clone(),
            reference: model.reference.clone(),
            ..Self::default()
        };
        pool.set_blur();
        pool
    }

    /// Forgets the units but keeps the memory.
    pub(crate) fn clear_units(&mut self) {
        self.first = 0;
        self.start.clear();
        self.start.push(0);
        self.unit.clear();
        self.territory.clear();
        self.cost.clear();
        self.weight.clear();
        self.size.clear();
        self.bulk.clear();
        self.spend.clear();
    }

    /// Number of dimensions.
    pub(crate) fn dimensions(&self) -> usize {
        self.territories * self.measures + self.budgets
    }

    /// Adds a unit whose candidates were pushed with [`Pool::push_candidate`] just before.
    pub(crate) fn push_unit(&mut self, model: &Model, unit: usize) {
        self.unit.push(unit as u32);
        self.start.push(self.territory.len() as u32);
        self.weight.extend_from_slice(model.weights(unit));
        self.size.push(model.size[unit]);
        self.bulk.push(model.bulk[unit]);
    }

    /// Adds a candidate to the unit that is added next; `place` is the pool's number for `territory`.
    pub(crate) fn push_candidate(
        &mut self,
        model: &Model,
        unit: usize,
        territory: u32,
        place: u32,
        cost: f64,
    ) {
        self.territory.push(place);
        self.cost.push(cost);
        for budget in 0..self.budgets {
            self.spend.push(model.spends(unit, territory, budget));
        }
    }

    /// Lets the unit that was added last count for several like itself; the costs of its candidates already do.
    pub(crate) fn multiply_last(&mut self, count: f64) {
        let last = self.unit.len() - 1;
        let candidates = self.candidates(last);
        for weight in &mut self.weight[last * self.measures..] {
            *weight *= count;
        }
        for spend in &mut self.spend[candidates.start * self.budgets..] {
            *spend *= count;
        }
        self.size[last] *= count;
        self.bulk[last] *= count;
    }

    /// Adds the units of another pool.
    pub(crate) fn append(&mut self, other: &Self) {
        let base = self.territory.len() as u32;
        self.unit.extend_from_slice(&other.unit);
        let starts = other.start[1..].iter();
        self.start.extend(starts.map(|start| start + base));
        self.territory.extend_from_slice(&other.territory);
        self.cost.extend_from_slice(&other.cost);
        self.weight.extend_from_slice(&other.weight);
        self.size.extend_from_slice(&other.size);
        self.bulk.extend_from_slice(&other.bulk);
        self.spend.extend_from_slice(&other.spend);
    }

    /// A pool of the units at `order`, in that order, with the same bounds.
    pub(crate) fn select(&self, order: &[u32]) -> Self {
        let mut chosen = Self {
            start: vec![0],
            ..Self::default()
        };
        chosen.copy_bounds(self);
        for &at in order {
            chosen.push_from(self, at as usize, |_| true);
        }
        chosen
    }

    /// Adds a unit of another pool with those of its candidates (by their positions there) that are to be kept.
    pub(crate) fn push_from(&mut self, other: &Self, at: usize, keep: impl Fn(usize) -> bool) {
        for candidate in other.candidates(at).filter(|&candidate| keep(candidate)) {
            self.territory.push(other.territory[candidate]);
            self.cost.push(other.cost[candidate]);
            let spends = candidate * other.budgets..(candidate + 1) * other.budgets;
            self.spend.extend_from_slice(&other.spend[spends]);
        }
        self.unit.push(other.unit[at]);
        self.start.push(self.territory.len() as u32);
        let weights = at * other.measures..(at + 1) * other.measures;
        self.weight.extend_from_slice(&other.weight[weights]);
        self.size.push(other.size[at]);
        self.bulk.push(other.bulk[at]);
    }

    /// Charges the unit that was added last to the bounds instead when only one territory may take it.
    pub(crate) fn settle_last(&mut self) {
        let last = self.unit.len() - 1;
        let candidates = self.candidates(last);
        if candidates.len() != 1 {
            return;
        }
        self.charge(last, candidates.start, 1.0);
        self.unit.truncate(last);
        self.start.truncate(last + 1);
        self.territory.truncate(candidates.start);
        self.cost.truncate(candidates.start);
        self.spend.truncate(candidates.start * self.budgets);
        self.weight.truncate(last * self.measures);
        self.size.truncate(last);
        self.bulk.truncate(last);
    }

    /// Takes over the territories of another pool with what is left of their bounds.
    pub(crate) fn copy_bounds(&mut self, other: &Self) {
        (self.measures, self.budgets, self.territories) =
            (other.measures, other.budgets, other.territories);
        self.lower.clone_from(&other.lower);
        self.upper.clone_from(&other.upper);
        self.reference.clone_from(&other.reference);
        self.blur.clone_from(&other.blur);
    }

    /// The candidates of a unit, as positions in `territory`, `cost` and `spend`.
    pub(crate) fn candidates(&self, at: usize) -> std::ops::Range<usize> {
        self.start[at] as usize..self.start[at + 1] as usize
    }

    /// The weights of a unit.
    pub(crate) fn weights(&self, at: usize) -> &[f64] {
        &self.weight[at * self.measures..][..self.measures]
    }

    /// Takes what a unit needs off the bounds (`sign` 1.0), or gives it back (-1.0).
    pub(crate) fn charge(&mut self, at: usize, candidate: usize, sign: f64) {
        let place = self.territory[candidate] as usize;
        for measure in 0..self.measures {
            let weight = sign * self.weight[at * self.measures + measure];
            self.lower[place * self.measures + measure] -= weight;
            self.upper[place * self.measures + measure] -= weight;
        }
        for budget in 0..self.budgets {
            let spend = sign * self.spend[candidate * self.budgets + budget];
            let dimension = self.territories * self.measures + budget;
            self.lower[dimension] -= spend;
            self.upper[dimension] -= spend;
        }
    }

    /// Takes `weights` off the bounds of a territory.
    pub(crate) fn charge_weights(&mut self, weights: &[f64], place: u32) {
        for (measure, weight) in weights.iter().enumerate() {
            let dimension = place as usize * self.measures + measure;
            self.lower[dimension] -= weight;
            self.upper[dimension] -= weight;
        }
    }

    /// Takes what a unit that is not in the pool needs in a territory of the whole off the bounds.
    pub(crate) fn charge_unit(&mut self, model: &Model, unit: usize, territory: u32) {
        self.charge_weights(model.weights(unit), territory);
        for budget in 0..self.budgets {
            let dimension = self.territories * self.measures + budget;
            let spend = model.spends(unit, territory, budget);
            self.lower[dimension] -= spend;
            self.upper[dimension] -= spend;
        }
    }

    /// Derives the temperature of the bands: a band wider than a tenth of its reference is cooled in proportion, or its
    /// smoothing would cost more than that of the units.
    pub(crate) fn set_blur(&mut self) {
        self.blur.clear();
        for dimension in 0..self.lower.len() {
            let width = self.upper[dimension] - self.lower[dimension];
            let narrow = 0.1 * self.reference[dimension];
            self.blur
                .push(if width > narrow { narrow / width } else { 1.0 });
        }
    }

    /// The cost of a candidate with what its spending costs at the budgets' `prices`.
    pub(crate) fn priced_spending(&self, candidate: usize, prices: &[f64]) -> f64 {
        let mut cost = self.cost[candidate];
        for budget in 0..self.budgets {
            cost -= self.spend[candidate * self.budgets + budget]
                * prices[self.territories * self.measures + budget];
        }
        cost
    }

    /// The reduced cost of a candidate at `prices`.
    pub(crate) fn reduced(&self, at: usize, candidate: usize, prices: &[f64]) -> f64 {
        let place = self.territory[candidate] as usize * self.measures;
        let mut cost = self.cost[candidate];
        for measure in 0..self.measures {
            cost -= self.weight[at * self.measures + measure] * prices[place + measure];
        }
        for budget in 0..self.budgets {
            cost -= self.spend[candidate * self.budgets + budget]
                * prices[self.territories * self.measures + budget];
        }
        cost
    }
}
