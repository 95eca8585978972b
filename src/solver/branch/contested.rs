//! The units that more than one territory may take: what a node's prices are raised on.

use crate::solver::Model;
use crate::solver::prices::{Lists, Pool};

/// How many of the largest units may be placed.
const GIANTS: usize = 400;
/// The radius of their lists, in natural costs: prices move far where one is placed.
const RADIUS: f64 = 2.0;
/// The same of the other units.
const NARROW: f64 = 0.6;
/// How far a node's prices are expected to move from its parent's.
const NEAR: f64 = 0.3;

/// Units by falling bulk with their candidates; what only one territory may take is charged to the bounds.
pub(super) struct Contested {
    pool: Pool,
    /// How many may be placed: the first.
    giants: usize,
}

impl Contested {
    /// Around `prices`.
    pub(super) fn new(lists: &mut Lists, prices: &[f64]) -> Self {
        let model = lists.model;
        let mut order: Vec<u32> = (0..model.units as u32).collect();
        let bulk = |unit: u32| model.bulk[unit as usize];
        order.sort_by(|&a, &b| bulk(b).total_cmp(&bulk(a)).then(a.cmp(&b)));
        let giants = GIANTS.min(order.len());
        let mut listed = |units: &[u32], radius: f64| {
            let mut pool = Pool::whole(model);
            pool.unit = units.to_vec();
            lists.build(&mut pool, prices, radius);
            pool
        };
        let mut pool = listed(&order[..giants], RADIUS);
        let others = listed(&order[giants..], NARROW);
        for at in 0..others.unit.len() {
            pool.push_from(&others, at, |_| true);
            pool.settle_last();
        }
        Self { pool, giants }
    }

    /// Fills `near` with the units that are contested close to `prices`, by falling bulk, and returns how many of them may be placed. Those
    /// `placed` (sorted by unit) and those that only one territory may take are charged to the bounds.
    pub(super) fn near(
        &self,
        near: &mut Pool,
        model: &Model,
        prices: &[f64],
        placed: &[(u32, u32)],
    ) -> usize {
        let pool = &self.pool;
        near.clear_units();
        near.copy_bounds(pool);
        let mut giants = 0;
        for (at, &unit) in pool.unit.iter().enumerate() {
            if at >= self.giants {
                let reduced = |candidate: usize| pool.reduced(at, candidate, prices);
                let all = pool.candidates(at).map(reduced);
                let limit = all.fold(f64::INFINITY, f64::min) + NEAR * model.total(unit as usize);
                near.push_from(pool, at, |candidate| reduced(candidate) <= limit);
                near.settle_last();
            } else if let Ok(place) = placed.binary_search_by_key(&unit, |pair| pair.0) {
                near.charge_unit(model, unit as usize, placed[place].1);
            } else {
                near.push_from(pool, at, |_| true);
                giants += 1;
            }
        }
        giants
    }
}
