//! Units by the territory that is cheapest for them: neighbours lie side by side in memory, and every so many-th unit is a sample that is right in
//! every region.

use super::parallel::Workers;
use super::{Budget, Costs, Instance, Observer, Progress, Score};

/// Units whose homes one task looks up.
const CHUNK: usize = 1024;

/// The units of an instance, cheapest territory by cheapest territory, the largest of each first.
pub(crate) fn by_home(instance: &Instance, workers: &Workers) -> Vec<u32> {
    let homes = workers.map_chunks(instance.units(), CHUNK, |range| {
        let mut row = vec![0; instance.territories()];
        let home = |unit: usize| {
            instance.costs().row(unit, &mut row);
            (0..row.len()).min_by_key(|&at| row[at]).unwrap_or(0) as u32
        };
        range.map(home).collect::<Vec<u32>>()
    });
    let homes = homes.concat();
    let mut order: Vec<u32> = (0..instance.units() as u32).collect();
    workers.sort_by_key(&mut order, |unit: u32| {
        let largest = instance.weights(unit as usize).iter().max();
        (
            homes[unit as usize],
            std::cmp::Reverse(largest.copied()),
            unit,
        )
    });
    order
}

/// Costs of units in another order.
pub(crate) struct OrderedCosts<'a> {
    /// The costs in the order that was given.
    pub(crate) inner: &'a dyn Costs,
    /// The unit that comes at each place.
    pub(crate) order: &'a [u32],
}

impl Costs for OrderedCosts<'_> {
    fn row(&self, unit: usize, row: &mut [i64]) {
        self.inner.row(self.order[unit] as usize, row);
    }

    fn cost(&self, unit: usize, territory: usize) -> i64 {
        self.inner.cost(self.order[unit] as usize, territory)
    }
}

impl Instance<'_> {
    /// The same instance with the units in the order of `costs`.
    pub(crate) fn ordered<'a>(&self, costs: &'a OrderedCosts<'a>) -> Instance<'a> {
        let units = || costs.order.iter().map(|&unit| unit as usize);
        let sides = |of: &dyn Fn(usize, usize) -> i64| -> Vec<i64> {
            let measures = self.measures();
            (0..self.territories() * measures)
                .map(|at| of(at / measures, at % measures))
                .collect()
        };
        let budget = |budget: &Budget| Budget {
            amount: units().map(|unit| budget.amount[unit]).collect(),
            home: units().map(|unit| budget.home[unit]).collect(),
            partly: {
                let at = given(costs.order, &(0..self.units() as u32).collect::<Vec<u32>>());
                let mut partly: Vec<(u32, u32, i64)> = budget
                    .partly
                    .iter()
                    .map(|&(unit, territory, spent)| (at[unit as usize], territory, spent))
                    .collect();
                partly.sort_unstable();
                partly
            },
            cap: budget.cap,
        };
        Instance::new(
            self.territories(),
            self.measures(),
            units()
                .flat_map(|unit| self.weights(unit))
                .copied()
                .collect(),
            sides(&|territory, measure| self.lower(territory, measure)),
            sides(&|territory, measure| self.upper(territory, measure)),
            sides(&|territory, measure| self.reference(territory, measure)),
            (0..self.measures())
                .map(|measure| self.is_hard(measure))
                .collect(),
            self.budgets().iter().map(budget).collect(),
            costs,
        )
    }
}

/// An assignment in the order that was given.
pub(crate) fn given(order: &[u32], assignment: &[u32]) -> Vec<u32> {
    let mut given = vec![0; assignment.len()];
    for (&unit, &territory) in order.iter().zip(assignment) {
        given[unit as usize] = territory;
    }
    given
}

/// Tells an observer in the order that was given.
pub(crate) struct OrderedObserver<'a> {
    /// Who is told.
    pub(crate) inner: &'a mut dyn Observer,
    /// The unit that comes at each place.
    pub(crate) order: &'a [u32],
}

impl Observer for OrderedObserver<'_> {
    fn progress(&mut self, progress: &Progress) {
        self.inner.progress(progress);
    }

    fn improved(&mut self, assignment: &[u32], score: &Score) {
        self.inner.improved(&given(self.order, assignment), score);
    }
}
