//! The first plan: units fixed in the order of size while prices are raised again and again.

mod fix;
mod giants;
mod near;
mod response;

pub(super) use fix::{Fixing, fix_all};
pub(super) use giants::Branching;

use super::prices::{Goal, Lists, Newton, Pool};
use super::rng::Rng;
use super::run::Run;

/// How much tighter than asked the bounds are while fixing, relative to the reference: cheaper than repairing later.
const MARGIN: f64 = 1e-4;
/// The radius of the lists that units are fixed from, in natural costs: beyond it a territory is too dear.
const RADIUS: f64 = 1.0;
/// Where units are many, prices move less while they are fixed: from here on the radius shrinks towards [`NARROW`].
const MANY: f64 = 20_000.0;
/// The radius where units are countless.
const NARROW: f64 = 0.15;

/// Temperatures on the way from the giants' bound to the prices that guide the search.
const COOLING: [f64; 2] = [0.03, 0.015];

/// The manner of a construction.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    /// How giants are placed.
    pub(crate) branching: Branching,
    /// How the others are fixed.
    pub(crate) fixing: Fixing,
    /// Relative noise on the order of fixing.
    pub(crate) noise: f64,
}

/// Builds a full assignment from `prices`; returns it with the prices of what the giants leave, which guide the search better than those of the
/// whole. When stopped early the rest follow the prices.
pub(super) fn construct(
    run: &mut Run,
    lists: &mut Lists,
    newton: &mut Newton,
    prices: &[f64],
    manner: &Manner,
    rng: &mut Rng,
) -> (Vec<u32>, Vec<f64>) {
    let model = lists.model;
    let mut assignment = vec![u32::MAX; model.units];
    let mut values = prices.to_vec();
    let mut whole = Pool::whole(model);
    whole.unit = (0..model.units as u32).collect();
    let spread = (MANY / model.units as f64).min(1.0).sqrt();
    lists.build(&mut whole, &values, NARROW + (RADIUS - NARROW) * spread);
    if manner.noise > 0.0 {
        for bulk in &mut whole.bulk {
            *bulk *= 1.0 + manner.noise * (2.0 * rng.unit() - 1.0);
        }
    }
    let mut pool = free_units(&mut whole, &mut assignment);
    drop(whole);
    for dimension in 0..pool.lower.len() {
        let margin = (MARGIN * pool.reference[dimension])
            .min(0.25 * (pool.upper[dimension] - pool.lower[dimension]));
        pool.lower[dimension] += margin;
        pool.upper[dimension] -= margin;
    }
    let stopped = || run.stopped();
    if manner.branching.trials > 0 {
        giants::place_giants(
            run,
            lists,
            &mut pool,
            &mut values,
            newton,
            &manner.branching,
            &manner.fixing,
            &mut |unit, territory| assignment[unit as usize] = territory,
        );
        cool(&mut pool, &mut values, newton, &stopped);
    }
    let guide = values.clone();
    let all = pool.unit.len();
    fix_all(
        &mut pool,
        all,
        &mut values,
        newton,
        &manner.fixing,
        &stopped,
        &mut |unit, territory| {
            assignment[unit as usize] = territory;
        },
    );
    for at in pool.first..pool.unit.len() {
        let cheapest = pool.candidates(at).min_by(|&a, &b| {
            pool.reduced(at, a, &values)
                .total_cmp(&pool.reduced(at, b, &values))
        });
        if let Some(candidate) = cheapest {
            assignment[pool.unit[at] as usize] = pool.territory[candidate];
        }
    }
    (assignment, guide)
}

/// Takes the prices of what the giants leave down to a temperature at which they may guide the search.
fn cool(pool: &mut Pool, prices: &mut Vec<f64>, newton: &mut Newton, stopped: &dyn Fn() -> bool) {
    // without an anchor: even a weak one holds prices back that the search needs right
    for tau in COOLING {
        let goal = Goal {
            tau,
            tolerance: 1e-3,
            steps: 12,
            enough: f64::INFINITY,
        };
        newton.maximise(pool, prices, goal, None, &mut |_, _| {}, stopped);
    }
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
    order.sort_by(|&a, &b| {
        whole.bulk[b as usize]
            .total_cmp(&whole.bulk[a as usize])
            .then(a.cmp(&b))
    });
    whole.select(&order)
}
