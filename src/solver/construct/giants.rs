//! Where the few largest units go, decided together by the bound of what remains.
//!
//! Where a unit fills a large part of a territory its placement decides how good any plan can be. Given the places of all
//! giants, the dual of the rest plus the giants' costs is a lower bound `B` on every plan that agrees with them. `B` is
//! lowered by moving one giant or two that answer each other. `response` ranks such changes by what the dual does to second
//! order; a trial first raises only the prices near the change (`near`), and most fail there at little cost; one that does not is confirmed by
//! the dual of all. Either ends as soon as the dual has climbed past the present `B`.

use super::fix::{Fixing, fix_all};
use super::near::{Near, Touching};
use super::response::{Change, rank};
use crate::solver::model::mean_reference;
use crate::solver::prices::{Anchor, Goal, Newton, Pool};
use crate::solver::run::Run;

/// The manner of placing giants.
#[derive(Clone, Copy)]
pub(crate) struct Branching {
    /// Units larger than these shares of a mean territory are giants: level by level.
    pub(crate) shares: [f64; 3],
    /// At most this many units.
    pub(crate) units: usize,
    /// Temperature of the bounds compared.
    pub(crate) tau: f64,
    /// Trials per level at most.
    pub(crate) trials: usize,
    /// Trials in a row that may fail: at the first level, and at the others, as the largest decide most.
    pub(crate) patience: [usize; 2],
    /// Trials that may fail of one giant: the one whose place is worst promises most, and yet no change may help it.
    pub(crate) failures: usize,
    /// Territories around a change that a trial looks at first.
    pub(crate) near: usize,
    /// Pull towards the first prices.
    pub(crate) anchor: f64,
}

/// Makes another pool, sorted by falling bulk, of what the giants given (units with territories) leave, and raises its prices; false when there is
/// no need to.
pub(crate) type Anew<'a> =
    dyn FnMut(&mut Pool, &mut Vec<f64>, &mut Newton, &[(u32, u32)]) -> bool + 'a;

/// Places the giants of `pool` (sorted by falling bulk): level by level fixed in the order of size, then improved together with those
/// before. Returns them with their territories; what they need is charged to the pool's bounds, and `prices` become those of what remains.
/// `anew` is asked after each level; where it makes another pool the giants so far stay where they are.
pub(crate) fn place_giants(
    run: &Run,
    pool: &mut Pool,
    prices: &mut Vec<f64>,
    newton: &mut Newton,
    branching: &Branching,
    fixing: &Fixing,
    anew: &mut Anew,
) -> Vec<(u32, u32)> {
    let mut giants = Giants {
        run,
        branching: *branching,
        patience: branching.patience[0],
        anchor: Anchor {
            prices: prices.clone(),
            strength: branching.anchor,
        },
        chosen: Vec::new(),
        bound: 0.0,
        near: Near::default(),
        local: Newton::default(),
    };
    let mut settled = Vec::new();
    for &share in &branching.shares {
        let count = count_giants(pool, share, branching.units);
        if count > giants.chosen.len() && !giants.level(pool, prices, newton, count, fixing) {
            break;
        }
        let mut places = settled.clone();
        places.extend(giants.places(pool));
        if anew(pool, prices, newton, &places) {
            settled = places;
            giants.chosen.clear();
            giants.anchor.prices.clone_from(prices);
        }
    }
    settled.extend(giants.places(pool));
    settled
}

/// The giants placed so far.
struct Giants<'r, 'a> {
    run: &'a Run<'r>,
    branching: Branching,
    patience: usize,
    anchor: Anchor,
    chosen: Vec<usize>,
    /// The smoothed bound that their places leave.
    bound: f64,
    near: Near,
    local: Newton,
}

impl Giants<'_, '_> {
    /// The dual at the temperature of the bounds compared, up to `enough`.
    fn goal(&self, enough: f64) -> Goal {
        Goal {
            tau: self.branching.tau,
            tolerance: 1e-3,
            steps: 40,
            enough,
        }
    }

    /// What the giants cost where they are.
    fn costs(&self, pool: &Pool) -> f64 {
        self.chosen
            .iter()
            .map(|&candidate| pool.cost[candidate])
            .sum()
    }

    /// Places the giants before `count`, then improves all. False when stopped.
    fn level(
        &mut self,
        pool: &mut Pool,
        prices: &mut Vec<f64>,
        newton: &mut Newton,
        count: usize,
        fixing: &Fixing,
    ) -> bool {
        let mut values = prices.clone();
        let mut places = Vec::new();
        let first = self.chosen.len();
        let finished = fix_all(
            pool,
            count,
            &mut values,
            newton,
            fixing,
            &|| self.run.stopped(),
            &mut |_, territory| places.push(territory),
        );
        for (at, territory) in (first..).zip(places) {
            // a place is always one of the unit's candidates
            self.chosen.extend(
                pool.candidates(at)
                    .find(|&candidate| pool.territory[candidate] == territory),
            );
        }
        if !finished {
            return false;
        }
        self.settle(pool, prices, newton);
        self.improve(pool, prices, newton);
        self.patience = self.branching.patience[1];
        true
    }

    /// The giants with their territories.
    fn places(&self, pool: &Pool) -> Vec<(u32, u32)> {
        let chosen = self.chosen.iter().zip(&pool.unit);
        chosen
            .map(|(&candidate, &unit)| (unit, pool.territory[candidate]))
            .collect()
    }

    /// Raises the prices of what the giants leave.
    fn settle(&mut self, pool: &mut Pool, prices: &mut Vec<f64>, newton: &mut Newton) {
        pool.first = self.chosen.len();
        let goal = self.goal(f64::INFINITY);
        newton.maximise(
            pool,
            prices,
            goal,
            Some(&self.anchor),
            &mut |_, _| {},
            &|| self.run.stopped(),
        );
        self.bound = newton.current.value + self.costs(pool);
    }

    /// Local search: changes are tried in the order of their estimates and made when the bound falls; ranked anew after each
    /// round, until a round brings nothing or too many trials in a row fail, and never the same giant's again and again.
    fn improve(&mut self, pool: &mut Pool, prices: &mut Vec<f64>, newton: &mut Newton) {
        let touching = Touching::new(pool);
        let (mut tried, mut failed) = (0, 0);
        let mut failures = vec![0; self.chosen.len()];
        loop {
            let mut moved = vec![false; self.chosen.len()];
            let changes = rank(newton, pool, &self.chosen, prices);
            let mut helped = false;
            for change in &changes {
                if tried >= self.branching.trials || failed >= self.patience || self.run.stopped() {
                    return;
                }
                // prices have moved since the ranking: weak duality may rule the change out by now
                let stale = change.steps().iter().any(|step| moved[step.at]);
                let hopeless = failures[change.leader()] >= self.branching.failures;
                if stale || hopeless || (helped && self.promise(pool, prices, change) >= 0.0) {
                    continue;
                }
                tried += 1;
                failed += 1;
                // the territories of the change alone rule most out, and at little cost
                let sizes = [0, self.branching.near];
                if sizes
                    .iter()
                    .all(|&size| self.is_promising(pool, &touching, prices, newton, change, size))
                    && self.confirm(pool, prices, newton, change)
                {
                    for step in change.steps() {
                        moved[step.at] = true;
                    }
                    helped = true;
                    failed = 0;
                } else {
                    failures[change.leader()] += 1;
                }
            }
            if !helped {
                return;
            }
        }
    }

    /// What the reduced costs of the changed giants rise by: the least that the bound can change by.
    fn promise(&self, pool: &Pool, prices: &[f64], change: &Change) -> f64 {
        change
            .steps()
            .iter()
            .map(|step| {
                pool.reduced(step.at, step.candidate, prices)
                    - pool.reduced(step.at, self.chosen[step.at], prices)
            })
            .sum()
    }

    /// Whether the bound falls as far as the `size` territories around the change can tell; 0: those of the change alone.
    fn is_promising(
        &mut self,
        pool: &Pool,
        touching: &Touching,
        prices: &[f64],
        newton: &Newton,
        change: &Change,
        size: usize,
    ) -> bool {
        let mut around = Vec::new();
        for step in change.steps() {
            around.push(pool.territory[self.chosen[step.at]]);
            around.push(pool.territory[step.candidate]);
        }
        let size = if size == 0 {
            around.sort_unstable();
            around.dedup();
            around.len()
        } else {
            size.max(3 * around.len())
        };
        self.near.cut(
            pool,
            touching,
            newton,
            prices,
            self.branching.tau,
            &self.anchor,
            &around,
            size,
        );
        let stopped = || self.run.stopped();
        let mut values = std::mem::take(&mut self.near.prices);
        let goal = self.goal(f64::INFINITY);
        self.local.maximise(
            &mut self.near.pool,
            &mut values,
            Goal { steps: 1, ..goal },
            Some(&self.near.anchor),
            &mut |_, _| {},
            &stopped,
        );
        let mut enough = self.local.current.value - self.least_gain();
        for step in change.steps() {
            let old = self.chosen[step.at];
            enough -=
                pool.priced_spending(step.candidate, prices) - pool.priced_spending(old, prices);
            self.near.charge(pool, step.at, pool.territory[old], -1.0);
            self.near
                .charge(pool, step.at, pool.territory[step.candidate], 1.0);
        }
        self.local.maximise(
            &mut self.near.pool,
            &mut values,
            Goal { enough, ..goal },
            Some(&self.near.anchor),
            &mut |_, _| {},
            &stopped,
        );
        self.near.prices = values;
        self.local.current.value < enough
    }

    /// Makes the change; takes it back when the whole dual climbs past the present bound.
    fn confirm(
        &mut self,
        pool: &mut Pool,
        prices: &mut Vec<f64>,
        newton: &mut Newton,
        change: &Change,
    ) -> bool {
        let back: Vec<(usize, usize)> = change
            .steps()
            .iter()
            .map(|step| (step.at, self.chosen[step.at]))
            .collect();
        for step in change.steps() {
            self.place(pool, step.at, step.candidate);
        }
        let mut values = prices.clone();
        self.near.merge(&mut values);
        let costs = self.costs(pool);
        let enough = self.bound - costs - self.least_gain();
        newton.maximise(
            pool,
            &mut values,
            self.goal(enough),
            Some(&self.anchor),
            &mut |_, _| {},
            &|| self.run.stopped(),
        );
        if newton.current.value < enough && !self.run.stopped() {
            self.bound = newton.current.value + costs;
            *prices = values;
            return true;
        }
        for (at, candidate) in back {
            self.place(pool, at, candidate);
        }
        false
    }

    /// Moves a giant to another candidate and keeps the bounds right.
    fn place(&mut self, pool: &mut Pool, at: usize, candidate: usize) {
        pool.charge(at, self.chosen[at], -1.0);
        pool.charge(at, candidate, 1.0);
        self.chosen[at] = candidate;
    }

    /// What a change has to gain at least: less is noise of the climb.
    fn least_gain(&self) -> f64 {
        1e-6 * self.bound.abs()
    }
}

/// How many of the units at the front of `pool`, sorted by falling bulk, are larger than `share` of a mean territory, at most `most`.
fn count_giants(pool: &Pool, share: f64, most: usize) -> usize {
    let mean = mean_reference(&pool.reference[..pool.territories * pool.measures]);
    pool.bulk
        .iter()
        .take(most)
        .take_while(|&&bulk| bulk > share * mean)
        .count()
}
