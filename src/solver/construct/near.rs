//! The part of a pool around a few territories: a trial that changes little elsewhere is evaluated here, at a fraction of
//! the cost of the whole.
//!
//! Prices of the territories outside stay as they are. What a unit would pay there, softly, becomes one candidate `elsewhere` of
//! fixed cost, so the smoothed dual over the territories inside is that of the whole with the other prices held: a
//! value that is reached here is reached by the whole, and a trial that fails here fails.

use crate::solver::prices::{Anchor, Newton, Pool};
use crate::solver::smoothmath;

/// Which units may go to which territory of a pool.
pub(crate) struct Touching {
    start: Vec<u32>,
    unit: Vec<u32>,
}

impl Touching {
    /// Of the free units of `pool`.
    pub(crate) fn new(pool: &Pool) -> Self {
        let mut start = vec![0u32; pool.territories + 1];
        let free = pool.start[pool.first] as usize..;
        for &territory in &pool.territory[free] {
            start[territory as usize + 1] += 1;
        }
        for territory in 0..pool.territories {
            start[territory + 1] += start[territory];
        }
        let mut next = start.clone();
        let mut unit = vec![0; start[pool.territories] as usize];
        for at in pool.first..pool.unit.len() {
            for &territory in &pool.territory[pool.candidates(at)] {
                unit[next[territory as usize] as usize] = at as u32;
                next[territory as usize] += 1;
            }
        }
        Self { start, unit }
    }

    fn of(&self, territory: u32) -> &[u32] {
        &self.unit
            [self.start[territory as usize] as usize..self.start[territory as usize + 1] as usize]
    }
}

/// The part of a pool around a few territories.
#[derive(Default)]
pub(crate) struct Near {
    /// The free units that may go there; the last territory is `elsewhere`, with a price that is held.
    pub(crate) pool: Pool,
    /// Prices of its dimensions.
    pub(crate) prices: Vec<f64>,
    /// The territories inside, in the numbering of the whole.
    pub(crate) territories: Vec<u32>,
    /// The anchor's part.
    pub(crate) anchor: Anchor,
    place: Vec<u32>,
    seen: Vec<u32>,
    stamp: u32,
}

impl Near {
    /// Takes the `size` territories of `pool` that hang together most with `around`, as the curvature of `newton` says.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn cut(
        &mut self,
        pool: &Pool,
        touching: &Touching,
        newton: &Newton,
        prices: &[f64],
        tau: f64,
        anchor: &Anchor,
        around: &[u32],
        size: usize,
    ) {
        self.grow(pool, newton, around, size);
        let inside = self.territories.len() as u32;
        let measures = pool.measures;
        let near = &mut self.pool;
        near.clear_units();
        (near.measures, near.budgets, near.territories) = (measures, 0, self.territories.len() + 1);
        near.lower.clear();
        near.upper.clear();
        near.reference.clear();
        near.blur.clear();
        self.prices.clear();
        self.anchor.prices.clear();
        self.anchor.strength = anchor.strength;
        for &territory in &self.territories {
            let range = territory as usize * measures..(territory as usize + 1) * measures;
            near.lower.extend_from_slice(&pool.lower[range.clone()]);
            near.upper.extend_from_slice(&pool.upper[range.clone()]);
            near.reference
                .extend_from_slice(&pool.reference[range.clone()]);
            near.blur.extend_from_slice(&pool.blur[range.clone()]);
            self.prices.extend_from_slice(&prices[range.clone()]);
            self.anchor.prices.extend_from_slice(&anchor.prices[range]);
        }
        for _ in 0..measures {
            near.lower.push(0.0);
            near.upper.push(0.0);
            near.reference.push(HELD);
            near.blur.push(1.0);
            self.prices.push(0.0);
            self.anchor.prices.push(0.0);
        }
        self.seen.resize(pool.unit.len(), 0);
        self.stamp += 1;
        for &territory in &self.territories {
            for &at in touching.of(territory) {
                if std::mem::replace(&mut self.seen[at as usize], self.stamp) == self.stamp {
                    continue;
                }
                let at = at as usize;
                let heat = (tau * pool.size[at]).max(f64::MIN_POSITIVE);
                let outside =
                    |candidate: usize| self.place[pool.territory[candidate] as usize] == u32::MAX;
                let least = pool
                    .candidates(at)
                    .filter(|&candidate| outside(candidate))
                    .map(|candidate| pool.reduced(at, candidate, prices))
                    .fold(f64::INFINITY, f64::min);
                for candidate in pool.candidates(at).filter(|&candidate| !outside(candidate)) {
                    near.territory
                        .push(self.place[pool.territory[candidate] as usize]);
                    near.cost.push(pool.priced_spending(candidate, prices));
                }
                if least < f64::INFINITY {
                    let sum: f64 = pool
                        .candidates(at)
                        .filter(|&candidate| outside(candidate))
                        .map(|candidate| {
                            smoothmath::exp(
                                ((least - pool.reduced(at, candidate, prices)) / heat).max(-700.0),
                            )
                        })
                        .sum();
                    near.territory.push(inside);
                    near.cost.push(least - heat * smoothmath::ln(sum));
                }
                near.unit.push(pool.unit[at]);
                near.start.push(near.territory.len() as u32);
                near.weight
                    .extend_from_slice(&pool.weight[at * measures..][..measures]);
                near.size.push(pool.size[at]);
                near.bulk.push(pool.bulk[at]);
            }
        }
    }

    /// Grows the set of territories from `around` by the strongest links.
    fn grow(&mut self, pool: &Pool, newton: &Newton, around: &[u32], size: usize) {
        let (measures, dimensions) = (pool.measures, pool.dimensions());
        let curvature = &newton.current.curvature;
        let link = |a: usize, b: usize| -> f64 {
            let (low, high) = (a.min(b), a.max(b));
            (0..measures)
                .map(|q| curvature[(high * measures + q) * dimensions + low * measures + q].abs())
                .sum()
        };
        self.place.clear();
        self.place.resize(pool.territories, u32::MAX);
        self.territories.clear();
        let mut strength = vec![0.0f64; pool.territories];
        let mut next = around.iter().copied();
        while self.territories.len() < size {
            let territory = next.next().or_else(|| {
                (0..pool.territories)
                    .filter(|&t| self.place[t] == u32::MAX && strength[t] > 0.0)
                    .max_by(|&a, &b| strength[a].total_cmp(&strength[b]).then(b.cmp(&a)))
                    .map(|t| t as u32)
            });
            let Some(territory) = territory else { break };
            if self.place[territory as usize] != u32::MAX {
                continue;
            }
            self.place[territory as usize] = self.territories.len() as u32;
            self.territories.push(territory);
            for (other, sum) in strength.iter_mut().enumerate() {
                if other != territory as usize {
                    *sum += link(other, territory as usize);
                }
            }
        }
    }

    /// Takes the weights of the whole pool's unit `at` off a territory's bounds (`sign` 1.0), or gives them back.
    pub(crate) fn charge(&mut self, pool: &Pool, at: usize, territory: u32, sign: f64) {
        let place = self.place[territory as usize] as usize * pool.measures;
        for measure in 0..pool.measures {
            let weight = sign * pool.weight[at * pool.measures + measure];
            self.pool.lower[place + measure] -= weight;
            self.pool.upper[place + measure] -= weight;
        }
    }

    /// Writes the prices inside into those of the whole.
    pub(crate) fn merge(&self, prices: &mut [f64]) {
        for (&territory, values) in self
            .territories
            .iter()
            .zip(self.prices.chunks(self.pool.measures))
        {
            prices[territory as usize * self.pool.measures..][..self.pool.measures]
                .copy_from_slice(values);
        }
    }
}

/// The reference of a dimension whose price is held: the anchor makes it immovable.
pub(crate) const HELD: f64 = 1e12;
