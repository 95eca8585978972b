//! The first plan: units fixed in the order of size while prices are raised again and again.

mod fix;
mod giants;

pub(super) use giants::Branching;
pub(super) use fix::{Fixing, fix_all};

use super::prices::{Lists, Newton, Pool, Prices};
use super::run::Run;

/// How much tighter than asked the bounds are while fixing, relative to the reference: cheaper than repairing later.
const MARGIN: f64 = 1e-4;

/// Builds a full assignment from `prices`. When stopped early the rest follow the prices.
pub(crate) fn construct(run: &mut Run, lists: &mut Lists, newton: &mut Newton, prices: &Prices, branching: &Branching, fixing: &Fixing) -> Vec<u32> {
    let model = lists.model;
    let mut assignment = vec![u32::MAX; model.units];
    let mut values = prices.values.clone();
    let mut whole = Pool::whole(model);
    whole.unit = (0..model.units as u32).collect();
    if branching.units > 0 {
        lists.build(&mut whole, &values, super::knob("GRAD", 2.0));
        let mut order: Vec<u32> = whole.unit.clone();
        order.sort_by(|&a, &b| model.bulk[b as usize].total_cmp(&model.bulk[a as usize]).then(a.cmp(&b)));
        whole = whole.select(&order);
        let count = giants::count_giants(&whole, branching);
        let mut places = Vec::with_capacity(count);
        fix_all(&mut whole, count, &mut values, newton, fixing, &mut |_, _| {}, &|| false, &mut |_, territory| places.push(territory));
        let mut chosen: Vec<usize> = places
            .iter()
            .enumerate()
            .filter_map(|(at, &territory)| whole.candidates(at).find(|&candidate| whole.territory[candidate] == territory))
            .collect();
        if super::knob("BACK", 1.0) > 0.0 { values.clone_from(&prices.values); }
        giants::improve_giants(run, &mut whole, &mut chosen, &mut values, newton, branching);
        for (at, &candidate) in chosen.iter().enumerate() {
            assignment[whole.unit[at] as usize] = whole.territory[candidate];
        }
        if super::knob("BACK2", 0.0) > 0.0 { values.clone_from(&prices.values); }
    }
    lists.build(&mut whole, &values, super::knob("RAD", 1.0));
    let mut pool = free_units(&mut whole, &mut assignment);
    drop(whole);
    for dimension in 0..pool.lower.len() {
        let margin = (MARGIN * pool.reference[dimension]).min(0.25 * (pool.upper[dimension] - pool.lower[dimension]));
        pool.lower[dimension] += margin;
        pool.upper[dimension] -= margin;
    }
    let stopped = || run.stopped();
    let all = pool.unit.len();
    fix_all(
        &mut pool,
        all,
        &mut values,
        newton,
        fixing,
        &mut |pool, at| if super::knob("GUARD", 0.0) > 0.0 { lists.guard(pool, at, fixing.tau) },
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
