//! Soft minima of a few units at a time: each step over all of them before the next, so that none waits for the one before.

use std::ops::Range;

use super::Pool;
use crate::solver::smoothmath;

/// Units at a time.
pub(super) const BLOCK: usize = 64;
/// Beyond this many temperatures above the minimum a candidate weighs nothing (e^-14 is under 1e-6).
pub(super) const NEGLIGIBLE: f64 = 14.0;

/// The soft minima of some units.
#[derive(Default, Clone)]
pub(super) struct Soft {
    /// Units that have one place to go, with it, and what they cost there.
    pub(super) alone: Vec<(u32, u32)>,
    pub(super) alone_cost: f64,
    /// The others.
    pub(super) contested: Vec<Contested>,
    /// Their candidates that weigh something, unit by unit, as positions in the pool.
    active: Vec<u32>,
    /// The shares of these.
    share: Vec<f64>,
    /// What each is above the least of its unit is measured in.
    heat: Vec<f64>,
    reduced: Vec<f64>,
}

/// A unit that may go to more than one place.
#[derive(Clone)]
pub(super) struct Contested {
    /// Its position in the pool.
    pub(super) unit: u32,
    /// Where its active candidates end.
    end: u32,
    /// Its temperature.
    pub(super) heat: f64,
    /// Its least reduced cost.
    pub(super) least: f64,
    /// The sum of `exp(-(reduced - least) / heat)`, and in the end its logarithm.
    pub(super) log: f64,
}

impl Soft {
    /// Of the units `range` of `pool` at `prices`. `Q` is the number of measures where it is known at compile time (then there are no
    /// budgets), else 0.
    pub(super) fn fill<const Q: usize>(
        &mut self,
        pool: &Pool,
        prices: &[f64],
        tau: f64,
        range: Range<usize>,
    ) {
        self.alone.clear();
        self.alone_cost = 0.0;
        self.contested.clear();
        let most = (pool.start[range.end] - pool.start[range.start]) as usize;
        if self.active.len() < most {
            self.active.resize(most, 0);
            self.share.resize(most, 0.0);
            self.heat.resize(most, 0.0);
        }
        let mut count = 0;
        for unit in range {
            let heat = tau * pool.size[unit];
            let least = self.reduce::<Q>(pool, unit, prices);
            let reach = NEGLIGIBLE * heat;
            if Q > 0 && least.second - least.value > reach {
                let best = pool.start[unit] as usize + least.at;
                self.alone.push((unit as u32, pool.territory[best]));
                self.alone_cost += least.value;
                continue;
            }
            // what weighs nothing has no temperature either
            let divisor = heat.max(f64::MIN_POSITIVE);
            // every candidate is written down, and kept by going on: there is nothing to predict
            for (candidate, &reduced) in (pool.start[unit]..).zip(&self.reduced) {
                let above = reduced - least.value;
                self.active[count] = candidate;
                self.share[count] = above;
                self.heat[count] = divisor;
                count += usize::from(above <= reach);
            }
            self.contested.push(Contested {
                unit: unit as u32,
                end: count as u32,
                heat,
                least: least.value,
                log: 0.0,
            });
        }
        self.soften(count);
    }

    /// Turns what the first `count` active candidates cost above the least into shares.
    fn soften(&mut self, count: usize) {
        for (share, heat) in self.share[..count].iter_mut().zip(&self.heat) {
            *share = smoothmath::exp(-*share / heat);
        }
        let mut first = 0;
        for unit in &mut self.contested {
            let shares = &mut self.share[first..unit.end as usize];
            unit.log = shares.iter().sum();
            for share in shares {
                *share /= unit.log;
            }
            first = unit.end as usize;
        }
        for unit in &mut self.contested {
            unit.log = smoothmath::ln(unit.log);
        }
    }

    /// The candidates of the contested unit at a place that weigh something, as positions in the pool, and their shares.
    pub(super) fn shares(&self, place: usize) -> (&[u32], &[f64]) {
        let first = place.checked_sub(1).map_or(0, |at| self.contested[at].end);
        let range = first as usize..self.contested[place].end as usize;
        (&self.active[range.clone()], &self.share[range])
    }

    /// Writes down the reduced costs of a unit's candidates.
    fn reduce<const Q: usize>(&mut self, pool: &Pool, unit: usize, prices: &[f64]) -> Least {
        let measures = if Q == 0 { pool.measures } else { Q };
        let weights = &pool.weight[unit * measures..][..measures];
        let candidates = pool.candidates(unit);
        let costs = &pool.cost[candidates.clone()];
        let territories = &pool.territory[candidates.clone()];
        self.reduced.resize(costs.len(), 0.0);
        let mut least = Least {
            value: f64::INFINITY,
            second: f64::INFINITY,
            at: 0,
        };
        for (at, (slot, (&cost, &territory))) in self
            .reduced
            .iter_mut()
            .zip(costs.iter().zip(territories))
            .enumerate()
        {
            let place = territory as usize * measures;
            let mut reduced = cost;
            for (weight, price) in weights.iter().zip(&prices[place..place + measures]) {
                reduced -= weight * price;
            }
            if Q == 0 {
                let spends = (candidates.start + at) * pool.budgets;
                for budget in 0..pool.budgets {
                    reduced -=
                        pool.spend[spends + budget] * prices[pool.territories * measures + budget];
                }
            }
            least.meet(at, reduced);
            *slot = reduced;
        }
        least
    }
}

/// The two least of some values.
struct Least {
    value: f64,
    second: f64,
    /// Where the least is.
    at: usize,
}

impl Least {
    /// Takes note of the value at a place; without a branch, as either outcome is as likely.
    #[inline]
    fn meet(&mut self, at: usize, value: f64) {
        let dearer = if value > self.value {
            value
        } else {
            self.value
        };
        self.second = if dearer < self.second {
            dearer
        } else {
            self.second
        };
        self.at = if value < self.value { at } else { self.at };
        self.value = if value < self.value {
            value
        } else {
            self.value
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::rng::Rng;

    #[test]
    fn shares_are_those_of_the_definition() {
        let mut rng = Rng::new(4);
        let mut pool = Pool {
            measures: 2,
            territories: 6,
            start: vec![0],
            ..Pool::default()
        };
        for unit in 0..BLOCK as u32 {
            let candidates = 1 + rng.below(6) as u32;
            pool.territory.extend(0..candidates);
            pool.cost.extend((0..candidates).map(|_| 4.0 * rng.unit()));
            pool.start.push(pool.territory.len() as u32);
            pool.unit.push(unit);
            // one unit weighs nothing
            let size = if unit == 7 { 0.0 } else { 0.1 + rng.unit() };
            pool.weight.extend([size, size]);
            pool.size.push(size);
        }
        let prices: Vec<f64> = (0..12).map(|_| rng.unit()).collect();
        let (tau, mut soft) = (0.3, Soft::default());
        soft.fill::<2>(&pool, &prices, tau, 0..BLOCK);
        assert!(soft.alone.len() > 5 && soft.contested.len() > 20);
        let least = |unit: usize| {
            let reduced = pool
                .candidates(unit)
                .map(|at| pool.reduced(unit, at, &prices));
            reduced.fold(f64::INFINITY, f64::min)
        };
        let mut alone_cost = 0.0;
        for &(unit, territory) in &soft.alone {
            let best = pool.candidates(unit as usize).start + territory as usize;
            assert!(pool.reduced(unit as usize, best, &prices) <= least(unit as usize));
            alone_cost += least(unit as usize);
        }
        assert!((alone_cost - soft.alone_cost).abs() < 1e-9);
        for (place, contested) in soft.contested.iter().enumerate() {
            let unit = contested.unit as usize;
            let weight = |at: usize| {
                let above = pool.reduced(unit, at, &prices) - least(unit);
                libm::exp(-above / (tau * pool.size[unit]).max(1e-300))
            };
            let sum: f64 = pool.candidates(unit).map(weight).sum();
            assert!((contested.log - libm::log(sum)).abs() < 1e-5);
            let (active, shares) = soft.shares(place);
            for (&at, share) in active.iter().zip(shares) {
                assert!((share - weight(at as usize) / sum).abs() < 1e-5);
            }
        }
    }
}
