//! The units that may go to more than one place of a part: what a node's prices are raised on.

use super::part::Part;
use crate::solver::Model;
use crate::solver::prices::Pool;

/// The radius of the lists of units that may be placed, in natural costs: prices move far where one is placed.
const RADIUS: f64 = 2.0;
/// The same of the other units.
const NARROW: f64 = 0.6;
/// How far a node's prices are expected to move from its parent's.
const NEAR: f64 = 0.3;

/// Units by falling bulk with their candidates; what may go to only one place is charged to the bounds.
pub(super) struct Contested {
    pool: Pool,
    /// How many may be placed: the first.
    giants: usize,
}

impl Contested {
    /// Around the part's prices. Units of at least the bulk `giant` may be placed.
    pub(super) fn new(part: &Part, model: &Model, giant: f64) -> Self {
        let mut order: Vec<u32> = (0..part.unit.len() as u32).collect();
        let bulk = |at: u32| model.bulk[part.unit[at as usize] as usize];
        order.sort_by(|&a, &b| bulk(b).total_cmp(&bulk(a)).then(a.cmp(&b)));
        let giants = order.partition_point(|&at| bulk(at) >= giant);
        let mut pool = part.pool(model);
        let mut reduced = Vec::new();
        for (index, &at) in order.iter().enumerate() {
            let unit = part.unit[at as usize] as usize;
            let radius = if index < giants { RADIUS } else { NARROW };
            let least = part.reduce(at as usize, &part.prices, &mut reduced);
            let limit = least + radius * model.total(unit);
            for (place, &cost) in reduced.iter().enumerate() {
                if cost <= limit && cost < f64::INFINITY {
                    let at_place = &part.prices[place * pool.measures..];
                    let pairs = model.weights(unit).iter().zip(at_place);
                    let charge: f64 = pairs.map(|(weight, price)| weight * price).sum();
                    pool.territory.push(place as u32);
                    pool.cost.push(cost + charge);
                }
            }
            pool.push_unit(model, unit);
            if let Some(last) = pool.unit.last_mut() {
                *last = at;
            }
            if index >= giants {
                pool.settle_last();
            }
        }
        Self { pool, giants }
    }

    /// Fills `near` with the units that are contested close to `prices`, by falling bulk, and returns how many of them may be placed. Those
    /// `placed` (sorted by unit) and those that may go to only one place are charged to the bounds.
    pub(super) fn near(&self, near: &mut Pool, prices: &[f64], placed: &[(u32, u32)]) -> usize {
        let pool = &self.pool;
        near.clear_units();
        near.copy_bounds(pool);
        let mut giants = 0;
        for (at, unit) in pool.unit.iter().enumerate() {
            if at >= self.giants {
                let reduced = |candidate: usize| pool.reduced(at, candidate, prices);
                let least = pool.candidates(at).map(reduced);
                let total = pool.size[at] * pool.measures as f64;
                let limit = least.fold(f64::INFINITY, f64::min) + NEAR * total;
                near.push_from(pool, at, |candidate| reduced(candidate) <= limit);
                near.settle_last();
            } else if let Ok(of) = placed.binary_search_by_key(unit, |pair| pair.0) {
                near.charge_weights(pool.weights(at), placed[of].1);
            } else {
                near.push_from(pool, at, |_| true);
                giants += 1;
            }
        }
        giants
    }
}
