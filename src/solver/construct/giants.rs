//! Where the few largest units go, decided together by the bound of what remains.
//!
//! Where a unit fills a large part of a territory its placement decides how good any plan can be. Given the places of all
//! giants, the dual of the rest plus the giants' costs is a lower bound `B` on every plan that agrees with them. `B` is
//! improved by moving one giant or exchanging two. At the prices `y` that give the present `B`, weak duality says
//!
//! ```text
//! B(after moving unit i from j to k)  >=  B + r_ik(y) - r_ij(y)
//! ```
//!
//! so only moves that lower the reduced cost can help, few are left to try, and a trial ends as soon as the dual has
//! climbed past the present `B`.

use crate::solver::prices::{Anchor, Goal, Newton, Pool};
use crate::solver::run::Run;

/// The manner of placing giants.
#[derive(Clone, Copy)]
pub(crate) struct Branching {
    /// Units larger than this share of a mean territory are giants.
    pub(crate) share: f64,
    /// At most this many giants.
    pub(crate) units: usize,
    /// Temperature of the bounds compared.
    pub(crate) tau: f64,
    /// Trials at most.
    pub(crate) trials: usize,
    /// Pull towards the first prices.
    pub(crate) anchor: f64,
}

/// A change of the giants' places: up to two giants, each with its new candidate.
#[derive(Clone, Copy)]
struct Change {
    /// What the reduced costs say it gains at least; negative.
    promise: f64,
    /// The giants and their new candidates.
    steps: [(usize, usize); 2],
    /// How many of `steps` count.
    count: usize,
}

/// How many giants a pool has, sorted by falling bulk.
pub(crate) fn count_giants(pool: &Pool, branching: &Branching) -> usize {
    let placed = pool.territories * pool.measures;
    let mean = pool.reference[..placed].iter().sum::<f64>() / placed as f64;
    pool.bulk
        .iter()
        .take(branching.units)
        .take_while(|&&bulk| bulk > branching.share * mean)
        .count()
}

/// Improves the places `chosen` of the giants at the front of `pool`, which are candidates charged to its bounds already.
/// Prices follow.
pub(crate) fn improve_giants(
    run: &Run,
    pool: &mut Pool,
    chosen: &mut [usize],
    prices: &mut Vec<f64>,
    newton: &mut Newton,
    branching: &Branching,
) {
    pool.first = chosen.len();
    let anchor = Anchor {
        prices: prices.clone(),
        strength: branching.anchor,
    };
    let goal = Goal {
        tau: branching.tau,
        tolerance: 1e-3,
        steps: 40,
        enough: f64::INFINITY,
    };
    let stopped = || run.stopped();
    newton.maximise(pool, prices, goal, Some(&anchor), &mut |_, _| {}, &stopped);
    let mut bound = newton.current.value
        + chosen
            .iter()
            .map(|&candidate| pool.cost[candidate])
            .sum::<f64>();
    let mut tried = 0;
    'improved: loop {
        let changes = promising(pool, chosen, prices);
        for change in changes {
            if tried >= branching.trials || run.stopped() {
                return;
            }
            tried += 1;
            let before: Vec<usize> = change.steps[..change.count]
                .iter()
                .map(|&(at, _)| chosen[at])
                .collect();
            place(pool, chosen, &change.steps[..change.count]);
            let costs: f64 = chosen.iter().map(|&candidate| pool.cost[candidate]).sum();
            let mut trial = prices.clone();
            let enough = bound - costs - 1e-5 * bound.abs();
            newton.maximise(
                pool,
                &mut trial,
                Goal { enough, ..goal },
                Some(&anchor),
                &mut |_, _| {},
                &stopped,
            );
            if newton.current.value < enough && !run.stopped() {
                bound = newton.current.value + costs;
                *prices = trial;
                continue 'improved;
            }
            let back: Vec<(usize, usize)> = change.steps[..change.count]
                .iter()
                .zip(&before)
                .map(|(&(at, _), &old)| (at, old))
                .collect();
            place(pool, chosen, &back);
        }
        return;
    }
}

/// Moves giants to new candidates and keeps the bounds right.
fn place(pool: &mut Pool, chosen: &mut [usize], steps: &[(usize, usize)]) {
    for &(at, candidate) in steps {
        pool.charge(at, chosen[at], -1.0);
        pool.charge(at, candidate, 1.0);
        chosen[at] = candidate;
    }
}

/// All moves and exchanges that lower the reduced cost, the most promising first.
fn promising(pool: &Pool, chosen: &[usize], prices: &[f64]) -> Vec<Change> {
    let mut changes = Vec::new();
    // what it changes to take giant `at` to `territory`
    let step = |at: usize, territory: u32| {
        let found = pool
            .candidates(at)
            .find(|&candidate| pool.territory[candidate] == territory)?;
        Some((
            found,
            pool.reduced(at, found, prices) - pool.reduced(at, chosen[at], prices),
        ))
    };
    for at in 0..chosen.len() {
        for candidate in pool.candidates(at) {
            let promise =
                pool.reduced(at, candidate, prices) - pool.reduced(at, chosen[at], prices);
            if promise < 0.0 {
                changes.push(Change {
                    promise,
                    steps: [(at, candidate), (at, candidate)],
                    count: 1,
                });
            }
        }
        for other in at + 1..chosen.len() {
            let (here, there) = (pool.territory[chosen[at]], pool.territory[chosen[other]]);
            if here == there {
                continue;
            }
            if let (Some((one, gain)), Some((two, more))) = (step(at, there), step(other, here))
                && gain + more < 0.0
            {
                changes.push(Change {
                    promise: gain + more,
                    steps: [(at, one), (other, two)],
                    count: 2,
                });
            }
        }
    }
    changes.sort_by(|a, b| a.promise.total_cmp(&b.promise));
    changes
}
