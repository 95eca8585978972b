//! Prices: what one more unit of a measure is worth at a territory, and the lower bound that they prove.
//!
//! The Lagrangian dual of the bounds is raised by Newton's method on a smoothing of it (`smooth`, `curvature`, `newton`) whose
//! temperature falls from stage to stage, first on a sample, then on all units with guarded candidate lists (`lists`). `bound` evaluates the result
//! exactly.

mod bound;
mod curvature;
mod lists;
mod newton;
mod pool;
mod smooth;
mod soft;
mod wide;

pub(super) use bound::prove;
use lists::COUNTLESS;
pub(super) use lists::{Lists, reduce_row};
pub(super) use newton::{Anchor, Goal, Newton};
pub(super) use pool::Pool;
use smooth::Smoothed;
pub(super) use wide::dearest;

use super::rng::Rng;
use super::run::Run;

/// The first temperature, in natural costs per mean weight.
const HOTTEST: f64 = 0.25;
/// The temperature at which prices have to converge.
const SETTLED: f64 = HOTTEST / 32.0;
/// How often the temperature is raised again where they do not.
const REHEATS: usize = 2;
/// The last temperature: from the one above on few steps a stage bring the bound close to the exact dual's, however they end.
const COLDEST: f64 = HOTTEST / 256.0;
/// Stages hotter than this climb on a sample of the units.
const SAMPLED: f64 = 0.05;
/// The same where units are countless: a stage on all of them is dear, and so are wide lists, which prices that are still far off outrun.
const LONG_SAMPLED: f64 = 0.0125;
/// Pairs of a sample at most, as their costs are kept (4 bytes each).
const SAMPLED_PAIRS: usize = 1_000_000_000;
/// The smallest radius of candidate lists.
pub(super) const RADIUS: f64 = 0.5;

/// Territories that lengthen a stage by one step: what one of them needs passes from neighbour to neighbour.
const PER_STEP: usize = 50;

/// Raises the dual of the whole instance; returns one dimensionless price per dimension.
pub(crate) fn raise(run: &mut Run, lists: &mut Lists, newton: &mut Newton) -> Vec<f64> {
    let model = lists.model;
    let mut prices = vec![0.0; model.dimensions()];
    let mut pool = Pool::whole(model);
    let mut tau = HOTTEST;
    let mut rng = run.rng.fork(1);
    let more = model.territories / PER_STEP;
    let sampled_until = if model.units < COUNTLESS {
        SAMPLED
    } else {
        LONG_SAMPLED
    };
    while tau > sampled_until {
        let wanted = 10.0 * model.territories as f64 * libm::pow(1.0 / tau, 0.7);
        let wanted = (wanted as usize)
            .min(SAMPLED_PAIRS / model.territories)
            .max(500);
        if wanted * 2 > model.units {
            break;
        }
        let mut sample = sampled(lists, &mut rng, wanted);
        let rows = lists.rows.sample(&sample.pool.unit);
        let mut sampler = Lists::new(model, &rows, RADIUS);
        sampler.counts = sample.counts;
        climb(
            run,
            &mut sampler,
            newton,
            &mut sample.pool,
            &mut prices,
            Goal {
                tau,
                tolerance: 5e-3,
                steps: 8 + more,
                enough: f64::INFINITY,
            },
        );
        tau *= 0.5;
    }
    pool.unit = (0..model.units as u32).collect();
    // no plan is within bounds then, and those found from colder prices miss them by more
    let coldest = if model.has_too_large() {
        SETTLED
    } else {
        COLDEST
    };
    let mut reheated = 0;
    loop {
        // temperatures are halved from `HOTTEST`, so they meet the others exactly
        let (tolerance, steps) = if tau > SETTLED {
            (3e-3, 12 * (1 + reheated))
        } else if tau < SETTLED {
            (1e-3, 8)
        } else {
            (1e-3, 25)
        };
        let goal = Goal {
            tau,
            tolerance,
            steps: steps + more,
            enough: f64::INFINITY,
        };
        climb(run, lists, newton, &mut pool, &mut prices, goal);
        let stuck = tau.total_cmp(&SETTLED).is_eq() && !newton.converged && reheated < REHEATS;
        if run.stopped() || (tau <= coldest && !stuck) {
            break;
        }
        if stuck {
            // on the way down: up again, slower
            reheated += 1;
            tau *= 16.0;
        }
        tau *= 0.5;
    }
    run.stats.price_passes += newton.passes;
    prices
}

/// One stage: Newton with guarded lists.
fn climb(
    run: &mut Run,
    lists: &mut Lists,
    newton: &mut Newton,
    pool: &mut Pool,
    prices: &mut Vec<f64>,
    goal: Goal,
) {
    let stopped = || run.stopped();
    newton.maximise(
        pool,
        prices,
        goal,
        None,
        &mut |pool, at| lists.guard(pool, at, goal.tau),
        &stopped,
    );
}

/// A sample of the units that counts for all of them.
struct Sample {
    /// Its units; the bounds are scaled to its totals.
    pool: Pool,
    /// How many units like itself each unit of the instance stands for; 0 where it is not in the sample.
    counts: Vec<f64>,
}

/// Draws about `wanted` units with probabilities in proportion to their sizes, the largest for sure. Each counts for as many as it
/// stands for, so that all weigh the same: a few large units more or less would move the prices of whole regions. The draw is
/// systematic along the units, so it is right in every region where they lie home by home, as those of large instances do (Madow 1949).
fn sampled(lists: &Lists, rng: &mut Rng, wanted: usize) -> Sample {
    let model = lists.model;
    let mut pool = Pool::whole(model);
    let mut counts = vec![0.0; model.units];
    let per_draw = size_per_draw(&model.size, wanted);
    let mut next = rng.unit();
    for (unit, &size) in model.size.iter().enumerate() {
        let chance = (size / per_draw).min(1.0);
        next -= chance;
        if next < 0.0 && chance > 0.0 {
            next += 1.0;
            pool.unit.push(unit as u32);
            counts[unit] = 1.0 / chance;
        }
    }
    let mut share = vec![0.0; model.measures + model.budgets];
    for &unit in &pool.unit {
        let unit = unit as usize;
        for (sum, add) in share
            .iter_mut()
            .zip(model.weights(unit).iter().chain(model.amounts(unit)))
        {
            *sum += counts[unit] * add / model.units as f64;
        }
    }
    for dimension in 0..pool.lower.len() {
        let factor = share[model.measure_of(dimension)];
        pool.lower[dimension] *= factor;
        pool.upper[dimension] *= factor;
        pool.reference[dimension] *= factor;
    }
    Sample { pool, counts }
}

/// The size that one draw stands for when about `wanted` units are drawn, those larger than it for sure.
fn size_per_draw(sizes: &[f64], wanted: usize) -> f64 {
    let mut per_draw = f64::INFINITY;
    loop {
        let (mut sure, mut rest) = (0, 0.0);
        for &size in sizes {
            if size >= per_draw {
                sure += 1;
            } else {
                rest += size;
            }
        }
        let next = rest / wanted.saturating_sub(sure).max(1) as f64;
        if next >= per_draw || next <= 0.0 {
            return per_draw.min(f64::MAX);
        }
        per_draw = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_draw_stands_for_fits_the_draws() {
        let mut sizes = vec![1.0; 900];
        sizes.extend([500.0, 40.0, 3.0]);
        for wanted in [1, 10, 100, 450] {
            let per_draw = size_per_draw(&sizes, wanted);
            let drawn: f64 = sizes.iter().map(|size| (size / per_draw).min(1.0)).sum();
            assert!((drawn - wanted as f64).abs() < 1e-6, "{wanted}: {drawn}");
        }
        // none can be drawn twice
        assert!(size_per_draw(&[2.0, 1.0], 5) <= 1.0);
    }
}
