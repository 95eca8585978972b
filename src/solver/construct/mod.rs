//! The first plan: units fixed in the order of size while prices are raised again and again.

mod fix;
mod giants;
mod near;
mod response;

pub(super) use fix::{Fixing, fix_all};
pub(super) use giants::Branching;
use giants::place_giants;

use std::cmp::Reverse;

use super::Model;
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

/// Where giants move prices further than this, in natural costs, what they leave is priced and listed anew.
const FAR: f64 = 3.0;

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
    let mut assignment = vec![u32::MAX; lists.model.units];
    let mut values = prices.to_vec();
    let mut pool = free_units(lists, &values, &[], manner, rng, &mut assignment);
    let stopped = || run.stopped();
    if manner.branching.trials > 0 {
        let too_large = lists.model.has_too_large();
        let giants = place_giants(
            run,
            &mut pool,
            &mut values,
            newton,
            &manner.branching,
            &manner.fixing,
            &mut |pool, values, newton, giants| {
                let far = lists.moved(values) > FAR && !too_large && !run.stopped();
                if far {
                    reprice(lists, values, newton, giants, manner, &stopped);
                    *pool = free_units(lists, values, giants, manner, rng, &mut assignment);
                }
                far
            },
        );
        cool(&mut pool, &mut values, newton, &stopped);
        for (unit, territory) in giants {
            assignment[unit as usize] = territory;
        }
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

/// All units but the giants, with what those leave of the bounds.
fn without(model: &Model, giants: &[(u32, u32)]) -> Pool {
    let mut pool = Pool::whole(model);
    let mut is_giant = vec![false; model.units];
    for &(unit, territory) in giants {
        is_giant[unit as usize] = true;
        pool.charge_unit(model, unit as usize, territory);
    }
    let units = 0..model.units as u32;
    pool.unit = units.filter(|&unit| !is_giant[unit as usize]).collect();
    pool
}

/// Raises the prices of what the giants leave, on lists that follow them. A territory that a giant fills in one measure needs units from far away
/// that bring more of the other: prices move further than any list reaches.
fn reprice(
    lists: &mut Lists,
    prices: &mut Vec<f64>,
    newton: &mut Newton,
    giants: &[(u32, u32)],
    manner: &Manner,
    stopped: &dyn Fn() -> bool,
) {
    let mut pool = without(lists.model, giants);
    let goal = Goal {
        tau: manner.branching.tau,
        tolerance: 1e-3,
        steps: 40,
        enough: f64::INFINITY,
    };
    let guard = &mut |pool: &mut Pool, at: &[f64]| lists.guard(pool, at, goal.tau);
    newton.maximise(&mut pool, prices, goal, None, guard, stopped);
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

/// Gives every unit with a single candidate near `prices` to it and returns a pool of the others, largest first, with bounds a little tighter than
/// asked. The giants have their places already.
fn free_units(
    lists: &mut Lists,
    prices: &[f64],
    giants: &[(u32, u32)],
    manner: &Manner,
    rng: &mut Rng,
    assignment: &mut [u32],
) -> Pool {
    let model = lists.model;
    let mut whole = without(model, giants);
    let spread = (MANY / model.units as f64).min(1.0).sqrt();
    lists.build(&mut whole, prices, NARROW + (RADIUS - NARROW) * spread);
    if manner.noise > 0.0 {
        for bulk in &mut whole.bulk {
            *bulk *= 1.0 + manner.noise * (2.0 * rng.unit() - 1.0);
        }
    }
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
    // no bulk is negative, so bits compare as numbers do
    model.workers.sort_by_key(&mut order, |at: u32| {
        (Reverse(whole.bulk[at as usize].to_bits()), at)
    });
    let mut pool = whole.select(&order);
    for dimension in 0..pool.lower.len() {
        let margin = (MARGIN * pool.reference[dimension])
            .min(0.25 * (pool.upper[dimension] - pool.lower[dimension]));
        pool.lower[dimension] += margin;
        pool.upper[dimension] -= margin;
    }
    pool
}
