//! Guarded candidate lists: short, yet exact as long as prices stay near those they were made at.
//!
//! The list of a unit holds every territory whose reduced cost is within `radius * total_i` of the least, `total_i` being the sum
//! of the unit's weights. A price move of at most `D` changes a difference of reduced costs by at most `2 D total_i`, so while
//! `2 D` plus the reach of the soft minimum stays within the radius nothing outside the list matters. Beyond, the lists
//! are built anew: the dual can never run away on a truncated problem.

use super::Pool;
use super::soft::NEGLIGIBLE;
use super::wide::{Shifted, Wide};
use crate::solver::Model;
use crate::solver::rows::{RowBuffer, Rows};

/// Units that one task lists.
const CHUNK: usize = 1024;
/// Units that are listed before their lists are put where they belong.
const WAVE: usize = 64 * CHUNK;
/// The radius of wide lists.
const WIDE: f64 = 4.0;
/// The radius where units are countless: there is not room for more, and prices that come from a larger sample move less.
const LESS_WIDE: f64 = 2.0;
/// From this many units on.
pub(super) const COUNTLESS: usize = 2_000_000;

/// Builds lists and knows how long they hold.
pub(crate) struct Lists<'a, 'i> {
    /// The instance.
    pub(crate) model: &'a Model<'i>,
    /// Its costs.
    pub(crate) rows: &'a Rows<'a, 'i>,
    /// The smallest radius.
    pub(crate) radius: f64,
    /// How many units like itself each unit counts for; empty where each counts for itself alone.
    pub(super) counts: Vec<f64>,
    prices: Vec<f64>,
    built_radius: f64,
    wide: Option<Wide>,
    /// How often lists were built over all pairs.
    pub(crate) builds: u64,
}

impl<'a, 'i> Lists<'a, 'i> {
    /// Lists of at least `radius`.
    pub(crate) fn new(model: &'a Model<'i>, rows: &'a Rows<'a, 'i>, radius: f64) -> Self {
        Self {
            model,
            rows,
            radius,
            counts: Vec::new(),
            prices: Vec::new(),
            built_radius: 0.0,
            wide: None,
            builds: 0,
        }
    }

    /// The reach of the soft minimum at `tau`, as a radius.
    fn reach(&self, tau: f64) -> f64 {
        NEGLIGIBLE * tau / (self.model.measures + self.model.budgets) as f64
    }

    /// How far prices are from those that the lists were built at.
    pub(crate) fn moved(&self, prices: &[f64]) -> f64 {
        let pairs = prices.iter().zip(&self.prices);
        pairs.fold(0.0, |most, (a, b)| most.max((a - b).abs()))
    }

    /// Whether the lists still hold at `prices`.
    fn hold(&self, prices: &[f64], tau: f64) -> bool {
        self.prices.len() == prices.len()
            && 2.0 * self.moved(prices) + self.reach(tau) <= self.built_radius
    }

    /// Makes the lists of the free units of `pool` hold at `prices` and `tau`.
    pub(crate) fn guard(&mut self, pool: &mut Pool, prices: &[f64], tau: f64) {
        if !self.hold(prices, tau) {
            self.build(pool, prices, self.radius.max(self.reach(tau) * 1.5));
        }
    }

    /// Lists the free units of `pool` anew, in their order, within `radius` at `prices`. Fixed units are dropped.
    pub(crate) fn build(&mut self, pool: &mut Pool, prices: &[f64], radius: f64) {
        let order: Vec<u32> = pool.unit[pool.first..].to_vec();
        self.widen(order.len(), prices, radius);
        pool.clear_units();
        let wish = Wish {
            prices,
            radius,
            most: usize::MAX,
            wide: self.shifted(prices, radius),
        };
        self.each_part(&order, &wish, &mut |part| pool.append(part));
        drop(wish);
        self.note(prices, radius);
    }

    /// Lists all units within `radius` at `prices`, at most the `most` of least reduced cost each, and hands the lists of some at a time to
    /// `take`, in order: they are never in memory all at once.
    pub(crate) fn each_few(
        &mut self,
        prices: &[f64],
        radius: f64,
        most: usize,
        take: &mut dyn FnMut(&Pool),
    ) {
        // lists that are not complete within the radius still hold `most` territories of most units
        self.widen(self.model.units, prices, 0.0);
        let units: Vec<u32> = (0..self.model.units as u32).collect();
        let wish = Wish {
            prices,
            radius,
            most,
            wide: self.shifted(prices, 0.0),
        };
        self.each_part(&units, &wish, take);
        drop(wish);
        self.note(prices, radius);
    }

    /// Lists `units` and hands the lists of some at a time to `take`, in their order: there is not room for all of them twice.
    fn each_part(&self, units: &[u32], wish: &Wish, take: &mut dyn FnMut(&Pool)) {
        for wave in units.chunks(WAVE) {
            let parts = self.model.workers.map_chunks(wave.len(), CHUNK, |range| {
                let mut part = Pool {
                    measures: self.model.measures,
                    budgets: self.model.budgets,
                    territories: self.model.territories,
                    start: vec![0],
                    ..Pool::default()
                };
                let mut found = Candidates::default();
                for &unit in &wave[range] {
                    self.list(&mut part, unit as usize, wish, &mut found);
                }
                part
            });
            parts.iter().for_each(&mut *take);
        }
    }

    /// Takes note of what lists were built last.
    fn note(&mut self, prices: &[f64], radius: f64) {
        self.prices.clear();
        self.prices.extend_from_slice(prices);
        self.built_radius = radius;
        self.builds += 1;
    }

    /// Makes sure that there are wide lists for `radius` at `prices`, where rows are not in memory and enough units are to be listed.
    fn widen(&mut self, units: usize, prices: &[f64], radius: f64) {
        if self.rows.is_kept()
            || !Wide::fits(self.model)
            || units * 2 < self.model.units
            || self.shifted(prices, radius).is_some()
        {
            return;
        }
        // the old lists go first: there is not room for two
        self.wide = None;
        let least = if self.model.units < COUNTLESS {
            WIDE
        } else {
            LESS_WIDE
        };
        self.wide = Some(Wide::new(
            self.model,
            self.rows,
            prices,
            least.max(1.5 * radius),
        ));
    }

    /// The wide lists as seen from `prices`, where there are any that say something about `radius`.
    pub(super) fn shifted(&self, prices: &[f64], radius: f64) -> Option<Shifted<'_>> {
        self.wide.as_ref()?.at(self.model, prices, radius)
    }

    fn list(&self, pool: &mut Pool, unit: usize, wish: &Wish, found: &mut Candidates) {
        let within = wish.radius * self.model.total(unit);
        found.fill(self, wish, unit, within);
        found.keep(wish.most);
        let limit = found.least() + within;
        let count = self.counts.get(unit).copied();
        for (at, &value) in found.reduced.iter().enumerate() {
            if value <= limit && value < f64::INFINITY {
                let territory = found.territory[at];
                let cost = f64::from(found.cost[at]) * count.unwrap_or(1.0);
                pool.push_candidate(self.model, unit, territory, territory, cost);
            }
        }
        pool.push_unit(self.model, unit);
        if let Some(count) = count {
            pool.multiply_last(count);
        }
    }
}

/// What is asked of lists.
pub(super) struct Wish<'w> {
    /// The prices that territories are compared at.
    pub(super) prices: &'w [f64],
    /// How far above the least reduced cost a list reaches, per total weight of its unit.
    pub(super) radius: f64,
    /// How many territories of least reduced cost are enough.
    pub(super) most: usize,
    /// The wide lists as seen from those prices, where there are any of use.
    pub(super) wide: Option<Shifted<'w>>,
}

/// The territories that may be the best of a unit at some prices, with costs and reduced costs.
#[derive(Default)]
pub(super) struct Candidates {
    /// In ascending order.
    pub(super) territory: Vec<u32>,
    /// As in the row of the unit.
    pub(super) cost: Vec<f32>,
    /// At the prices asked for.
    pub(super) reduced: Vec<f64>,
    order: Vec<u32>,
    buffer: RowBuffer,
}

impl Candidates {
    /// Lists every territory whose reduced cost is within `within` of the least, or as many as are enough, and perhaps others: from the
    /// wide lists where they are complete for this unit, else from its whole row.
    pub(super) fn fill(&mut self, lists: &Lists, wish: &Wish, unit: usize, within: f64) {
        let model = lists.model;
        self.territory.clear();
        self.cost.clear();
        if let Some(wide) = &wish.wide {
            let (territories, costs) = wide.of(unit);
            self.territory
                .extend(territories.iter().map(|&territory| u32::from(territory)));
            self.cost.extend_from_slice(costs);
            self.reduced.clear();
            self.reduced.extend(
                self.territory
                    .iter()
                    .zip(&self.cost)
                    .map(|(&territory, &cost)| model.reduced(unit, territory, cost, wish.prices)),
            );
            let floor = wide.floor(model, unit, &self.reduced);
            if self.least() + within < floor || self.is_enough(floor, wish.most) {
                return;
            }
            self.territory.clear();
            self.cost.clear();
        }
        let row = lists.rows.get(unit, &mut self.buffer);
        reduce_row(model, unit, row, wish.prices, &mut self.reduced);
        self.cost.extend_from_slice(row);
        self.territory.extend(0..row.len() as u32);
    }

    /// Whether at least `most` are below `floor`.
    fn is_enough(&self, floor: f64, most: usize) -> bool {
        self.reduced.len() >= most
            && self.reduced.iter().filter(|&&value| value < floor).count() >= most
    }

    /// Keeps the `most` of least reduced cost, the first of equals.
    fn keep(&mut self, most: usize) {
        if self.reduced.len() <= most {
            return;
        }
        let reduced = &self.reduced;
        self.order.clear();
        self.order.extend(0..reduced.len() as u32);
        self.order.select_nth_unstable_by(most, |&a, &b| {
            reduced[a as usize]
                .total_cmp(&reduced[b as usize])
                .then(a.cmp(&b))
        });
        self.order.truncate(most);
        self.order.sort_unstable();
        for (to, &from) in self.order.iter().enumerate() {
            let from = from as usize;
            self.territory[to] = self.territory[from];
            self.cost[to] = self.cost[from];
            self.reduced[to] = self.reduced[from];
        }
        self.territory.truncate(most);
        self.cost.truncate(most);
        self.reduced.truncate(most);
    }

    /// The least reduced cost.
    pub(super) fn least(&self) -> f64 {
        // interleaved, so that one comparison need not wait for the other
        let mut lanes = [f64::INFINITY; 8];
        let chunks = self.reduced.chunks_exact(8);
        let rest = chunks.remainder();
        for chunk in chunks {
            for (lane, &value) in lanes.iter_mut().zip(chunk) {
                *lane = if value < *lane { value } else { *lane };
            }
        }
        let all = lanes.iter().chain(rest);
        all.fold(f64::INFINITY, |least, &value| least.min(value))
    }
}

/// Reduced costs of a unit in all territories; infinite where not allowed.
pub(crate) fn reduce_row(
    model: &Model,
    unit: usize,
    costs: &[f32],
    prices: &[f64],
    reduced: &mut Vec<f64>,
) {
    reduced.clear();
    let weights = model.weights(unit);
    match *weights {
        [weight] => reduced.extend(
            costs
                .iter()
                .zip(prices)
                .map(|(&c, y)| f64::from(c) - weight * y),
        ),
        [first, second] => reduced.extend(
            costs
                .iter()
                .zip(prices.chunks_exact(2))
                .map(|(&c, y)| f64::from(c) - first * y[0] - second * y[1]),
        ),
        _ => reduced.extend(
            costs
                .iter()
                .zip(prices.chunks_exact(weights.len()))
                .map(|(&c, y)| {
                    weights
                        .iter()
                        .zip(y)
                        .fold(f64::from(c), |sum, (weight, price)| sum - weight * price)
                }),
        ),
    }
    let placed = model.territories * model.measures;
    for budget in 0..model.budgets {
        let home = model.instance.budgets()[budget].home[unit];
        if home == u32::MAX {
            continue;
        }
        let spend = model.amounts(unit)[budget] * prices[placed + budget];
        for (territory, value) in reduced.iter_mut().enumerate() {
            if territory as u32 != home {
                *value -= spend;
            }
        }
        // where a part is at home, less is spent
        for (territory, _) in model.instance.budgets()[budget].partly_at_home(unit) {
            let saved = model.amounts(unit)[budget] - model.spends(unit, territory, budget);
            reduced[territory as usize] += saved * prices[placed + budget];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_few_of_least_reduced_cost_stay_in_order() {
        let mut found = Candidates {
            territory: vec![1, 4, 5, 8, 9],
            cost: vec![10.0, 40.0, 50.0, 80.0, 90.0],
            reduced: vec![3.0, 1.0, 7.0, 3.0, 2.0],
            ..Candidates::default()
        };
        assert!(found.is_enough(3.5, 4) && !found.is_enough(3.0, 3));
        found.keep(7);
        assert_eq!(found.territory.len(), 5);
        found.keep(3);
        assert_eq!(found.territory, [1, 4, 9]);
        assert_eq!(found.cost, [10.0, 40.0, 90.0]);
        assert_eq!(found.reduced, [3.0, 1.0, 2.0]);
    }
}
