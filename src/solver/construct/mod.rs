//! The first plan: units fixed in the order of size while prices are raised again and again.

mod fix;

pub(super) use fix::{Fixing, fix_all};

use super::prices::{Lists, Newton, Pool, Prices};
use super::run::Run;

/// How much tighter than asked the bounds are while fixing, relative to the reference: cheaper than repairing later.
const MARGIN: f64 = 1e-4;

/// Builds a full assignment from `prices`. When stopped early the rest follow the prices.
pub(crate) fn construct(run: &mut Run, lists: &mut Lists, newton: &mut Newton, prices: &Prices, fixing: &Fixing) -> Vec<u32> {
    let model = lists.model;
    let mut assignment = vec![u32::MAX; model.units];
    let mut values = prices.values.clone();
    let mut whole = Pool::whole(model);
    whole.unit = (0..model.units as u32).collect();
    lists.build(&mut whole, &values, lists.radius);
    let mut pool = free_units(&mut whole, &mut assignment);
    drop(whole);
    for dimension in 0..pool.lower.len() {
        let margin = (MARGIN * pool.reference[dimension]).min(0.25 * (pool.upper[dimension] - pool.lower[dimension]));
        pool.lower[dimension] += margin;
        pool.upper[dimension] -= margin;
    }
    let stopped = || run.stopped();
    fix_all(
        &mut pool,
        &mut values,
        newton,
        fixing,
        &mut |pool, at| lists.guard(pool, at, fixing.tau),
        &stopped,
        &mut |unit, territory| assignment[unit as usize] = territory,
    );
    for at in pool.first..pool.unit.len() {
        let cheapest = pool.candidates(at).min_by(|&a, &b| pool.reduced(at, a, &values).total_cmp(&pool.reduced(at, b, &values)));
        if let Some(candidate) = cheapest {
            assignment[pool.unit[at] as usize] = pool.territory[candidate];
        }
    }
    assignment
}

/// Fixes every unit with a single candidate and returns a pool of the others, largest first.
fn free_units(whole: &mut Pool, assignment: &mut [u32]) -> Pool {
    let mut order = Vec::new();
    for at in 0..whole.unit.len() {
        let candidates = whole.candidates(at);
        if candidates.len() == 1 {
            assignment[whole.unit[at] as usize] = whole.territory[candidates.start];
            whole.charge(at, candidates.start, 1.0);
        } else {
            order.push(at as u32);
        }
    }
    order.sort_by(|&a, &b| whole.bulk[b as usize].total_cmp(&whole.bulk[a as usize]).then(a.cmp(&b)));
    whole.select(&order)
}
