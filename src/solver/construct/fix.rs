//! Sequential fixing: the largest free units are given to a territory for good, then prices are raised again for the rest.
//!
//! Within a size class a unit takes the territory that minimises its reduced cost plus the second-order effect on the
//! dual of what has been fixed beyond the expected loads:
//!
//! ```text
//! (r_ij - r_min) + 1/2 sum_q h_jq (2 e_jq a_iq + a_iq^2),     h = 1 / diag(curvature),  e = fixed minus expected so far
//! ```
//!
//! so that errors diffuse to where they are cheap. Re-pricing after each class is what keeps the loss small; the anchor
//! stops prices from running off where the rest cannot balance.

use crate::solver::prices::{Anchor, Goal, Newton, Pool};
use crate::solver::smoothmath;

/// The manner of fixing.
#[derive(Clone, Copy)]
pub(crate) struct Fixing {
    /// Temperature while re-pricing.
    pub(crate) tau: f64,
    /// A class reaches down to this share of its largest unit.
    pub(crate) class: f64,
    /// A class holds at most this share of what is still free, or one unit: what it leaves has to make up for its errors.
    pub(crate) share: f64,
    /// Newton steps per class.
    pub(crate) steps: usize,
    /// Pull towards the prices at the start of the class.
    pub(crate) anchor: f64,
}

/// Fixes the free units of `pool` (sorted by falling bulk) before `until`, calling `place(unit, territory of the pool)` for each.
/// False when it was stopped before the end.
pub(crate) fn fix_all(
    pool: &mut Pool,
    until: usize,
    prices: &mut Vec<f64>,
    newton: &mut Newton,
    fixing: &Fixing,
    stopped: &dyn Fn() -> bool,
    place: &mut dyn FnMut(u32, u32),
) -> bool {
    let goal = Goal {
        tau: fixing.tau,
        tolerance: 2e-4,
        steps: fixing.steps,
        enough: f64::INFINITY,
    };
    let mut anchor = Anchor {
        prices: Vec::new(),
        strength: fixing.anchor,
    };
    let (mut stiffness, mut excess, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    while pool.first < until {
        if stopped() {
            return false;
        }
        anchor.prices.clear();
        anchor.prices.extend_from_slice(prices);
        newton.maximise(pool, prices, goal, Some(&anchor), &mut |_, _| {}, stopped);
        let dimensions = pool.dimensions();
        stiffness.clear();
        stiffness.extend((0..dimensions).map(|d| {
            1.0 / (newton.current.curvature[d * dimensions + d]
                + 1e-4 * pool.reference[d] / fixing.tau)
        }));
        excess.clear();
        excess.resize(dimensions, 0.0);
        let end = end_of_class(pool, fixing).min(until);
        for at in pool.first..end {
            soft_shares(pool, at, prices, fixing.tau, &mut shares);
            let chosen = choose(pool, at, prices, &shares, &stiffness, &excess);
            for (offset, candidate) in pool.candidates(at).enumerate() {
                let off = if candidate == chosen { 1.0 } else { 0.0 } - shares[offset];
                add_load(pool, at, candidate, off, &mut excess);
            }
            place(pool.unit[at], pool.territory[chosen]);
            pool.charge(at, chosen, 1.0);
        }
        pool.first = end;
    }
    true
}

/// Where the class of the first free unit ends.
fn end_of_class(pool: &Pool, fixing: &Fixing) -> usize {
    let free = pool.first..pool.unit.len();
    let smallest = pool.bulk[pool.first] * fixing.class;
    let most = fixing.share * pool.size[free.clone()].iter().sum::<f64>();
    let mut held = 0.0;
    let next = free.clone().find(|&at| {
        held += pool.size[at];
        pool.bulk[at] < smallest || (held > most && at > pool.first)
    });
    next.unwrap_or(free.end)
}

/// The softmax of minus the reduced costs of a unit.
pub(crate) fn soft_shares(pool: &Pool, at: usize, prices: &[f64], tau: f64, shares: &mut Vec<f64>) {
    shares.clear();
    shares.extend(
        pool.candidates(at)
            .map(|candidate| pool.reduced(at, candidate, prices)),
    );
    let least = shares.iter().fold(f64::INFINITY, |a, &b| a.min(b));
    let heat = (tau * pool.size[at]).max(f64::MIN_POSITIVE);
    let mut sum = 0.0;
    for share in shares.iter_mut() {
        *share = if *share > least {
            smoothmath::exp((-(*share - least) / heat).max(-700.0))
        } else {
            1.0
        };
        sum += *share;
    }
    for share in shares.iter_mut() {
        *share /= sum;
    }
}

fn choose(
    pool: &Pool,
    at: usize,
    prices: &[f64],
    shares: &[f64],
    stiffness: &[f64],
    excess: &[f64],
) -> usize {
    let mut best = (f64::INFINITY, pool.candidates(at).start);
    let largest = shares.iter().fold(0.0f64, |a, &b| a.max(b));
    for (offset, candidate) in pool.candidates(at).enumerate() {
        if shares[offset] <= 0.001 * largest {
            continue;
        }
        let mut value = pool.reduced(at, candidate, prices);
        let place = pool.territory[candidate] as usize * pool.measures;
        for measure in 0..pool.measures {
            let weight = pool.weight[at * pool.measures + measure];
            value += 0.5
                * stiffness[place + measure]
                * weight
                * (2.0 * excess[place + measure] + weight);
        }
        for budget in 0..pool.budgets {
            let dimension = pool.territories * pool.measures + budget;
            let spend = pool.spend[candidate * pool.budgets + budget];
            value += 0.5 * stiffness[dimension] * spend * (2.0 * excess[dimension] + spend);
        }
        if value < best.0 {
            best = (value, candidate);
        }
    }
    best.1
}

fn add_load(pool: &Pool, at: usize, candidate: usize, factor: f64, excess: &mut [f64]) {
    let place = pool.territory[candidate] as usize * pool.measures;
    for measure in 0..pool.measures {
        excess[place + measure] += factor * pool.weight[at * pool.measures + measure];
    }
    for budget in 0..pool.budgets {
        excess[pool.territories * pool.measures + budget] +=
            factor * pool.spend[candidate * pool.budgets + budget];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_ends_where_units_are_small_or_enough_is_held() {
        let mut pool = Pool {
            unit: (0..6).collect(),
            bulk: vec![8.0, 5.0, 4.0, 1.0, 1.0, 1.0],
            ..Pool::default()
        };
        pool.size.clone_from(&pool.bulk);
        let fixing = |class, share| Fixing {
            tau: 0.025,
            class,
            share,
            steps: 3,
            anchor: 4e-3,
        };
        let end = |pool: &Pool, class, share| end_of_class(pool, &fixing(class, share));
        assert_eq!(end(&pool, 0.5, 1.0), 3);
        assert_eq!(end(&pool, 0.6, 1.0), 2);
        // 13 of 20
        assert_eq!(end(&pool, 0.1, 0.65), 2);
        assert_eq!(end(&pool, 0.1, 0.64), 1);
        // at least one unit, at most all
        assert_eq!(end(&pool, 0.1, 0.25), 1);
        assert_eq!(end(&pool, 0.1, 1.0), 6);
        pool.first = 3;
        assert_eq!(end(&pool, 0.5, 0.7), 5);
    }
}
