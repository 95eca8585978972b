//! Which changes of the giants' places are worth a trial: the dual's answer to second order.
//!
//! At the prices `y` that give the present bound `B`, moving giants changes the loads that are left for the other units by
//! `d` (what is taken away from a territory is left there, what is brought is no longer to be filled). To second order
//!
//! ```text
//! B(after)  ~  B + sum (r_ik(y) - r_ij(y)) + 1/2 d' H^-1 d,      H = curvature of the smoothed dual
//! ```
//!
//! and by weak duality `B(after) >= B + sum (r_ik(y) - r_ij(y))`, so only changes whose sum is negative can help.

use crate::solver::linear::Inverse;
use crate::solver::prices::{Newton, Pool};

/// Changes kept in a ranking.
const RANKED: usize = 1_000;

/// One giant's move to another candidate.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// Its position in the pool.
    pub(crate) at: usize,
    /// Its new candidate.
    pub(crate) candidate: usize,
    from: usize,
    to: usize,
    /// What its reduced cost rises by.
    promise: f64,
    /// What the dual rises by in answer, alone.
    rise: f64,
}

/// A change of the giants' places: one giant's move, or two that answer each other.
#[derive(Clone, Copy)]
pub(crate) struct Change {
    /// What the bound should change by.
    pub(crate) estimate: f64,
    steps: [Step; 2],
    count: usize,
}

impl Change {
    /// The moves.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps[..self.count]
    }

    /// The position of the giant whose move promises most.
    pub(crate) fn leader(&self) -> usize {
        let [one, two] = &self.steps;
        if two.promise < one.promise {
            two.at
        } else {
            one.at
        }
    }
}

/// Ranks all changes that may lower the bound, the best estimate first. `newton` is at its last point; none when its curvature
/// cannot be inverted.
pub(crate) fn rank(newton: &Newton, pool: &Pool, chosen: &[usize], prices: &[f64]) -> Vec<Change> {
    let Some(response) = Response::new(newton, pool, chosen) else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    for (at, &present) in chosen.iter().enumerate() {
        let from = pool.territory[present] as usize;
        let now = pool.reduced(at, present, prices);
        for candidate in pool.candidates(at) {
            let to = pool.territory[candidate] as usize;
            if to != from {
                let mut step = Step {
                    at,
                    candidate,
                    from,
                    to,
                    promise: pool.reduced(at, candidate, prices) - now,
                    rise: 0.0,
                };
                step.rise = 0.5 * response.product(pool, &step, &step);
                steps.push(step);
            }
        }
    }
    let mut changes: Vec<Change> = steps
        .iter()
        .filter(|step| step.promise < 0.0)
        .map(|&step| Change {
            estimate: step.promise + step.rise,
            steps: [step; 2],
            count: 1,
        })
        .collect();
    // pairs that answer each other: one leaves where the other goes to
    let mut leaving: Vec<Vec<u32>> = vec![Vec::new(); pool.territories];
    for (index, step) in steps.iter().enumerate() {
        leaving[step.from].push(index as u32);
    }
    for one in &steps {
        for &index in &leaving[one.to] {
            let two = steps[index as usize];
            // an exchange is met from both sides: count it once
            if two.at == one.at
                || (two.to == one.from && two.at < one.at)
                || one.promise + two.promise >= 0.0
            {
                continue;
            }
            let both = response.product(pool, one, &two);
            if both < 0.0 {
                changes.push(Change {
                    estimate: one.promise + two.promise + one.rise + two.rise + both,
                    steps: [*one, two],
                    count: 2,
                });
            }
        }
    }
    let order = |a: &Change, b: &Change| a.estimate.total_cmp(&b.estimate);
    if changes.len() > RANKED {
        changes.select_nth_unstable_by(RANKED, order);
        changes.truncate(RANKED);
    }
    // ties keep a fixed order whatever the selection did
    changes.sort_by(|a, b| {
        order(a, b)
            .then(a.steps[0].candidate.cmp(&b.steps[0].candidate))
            .then(a.steps[1].candidate.cmp(&b.steps[1].candidate))
    });
    changes
}

/// Columns of the inverse of the curvature, for the dimensions that giants may change.
struct Response {
    column: Vec<Vec<f64>>,
}

impl Response {
    fn new(newton: &Newton, pool: &Pool, chosen: &[usize]) -> Option<Self> {
        let mut inverse = Inverse::new(newton.current.curvature.clone(), pool.dimensions())?;
        for at in 0..chosen.len() {
            for candidate in pool.candidates(at) {
                let place = pool.territory[candidate] as usize * pool.measures;
                for dimension in place..place + pool.measures {
                    inverse.column(dimension);
                }
            }
        }
        Some(Self {
            column: inverse.into_columns(),
        })
    }

    /// `d' H^-1 e` for the changes of loads that two moves make.
    fn product(&self, pool: &Pool, one: &Step, two: &Step) -> f64 {
        let measures = pool.measures;
        let mut sum = 0.0;
        for p in 0..measures {
            let (from, to) = (
                &self.column[one.from * measures + p],
                &self.column[one.to * measures + p],
            );
            for q in 0..measures {
                let (left, brought) = (two.from * measures + q, two.to * measures + q);
                sum += pool.weight[one.at * measures + p]
                    * pool.weight[two.at * measures + q]
                    * (from[left] - from[brought] - to[left] + to[brought]);
            }
        }
        sum
    }
}
