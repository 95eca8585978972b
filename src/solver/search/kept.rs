//! The pairs that the search considers: few per unit, yet enough coming into and going out of every territory.

use crate::solver::prices::{Lists, Pool, reduce_row};
use crate::solver::rows::RowBuffer;

/// The radius of the lists that pairs are drawn from, in natural costs.
const RADIUS: f64 = 3.0;
/// The radius where units are countless: there are enough of least regret then.
const NARROW: f64 = 0.5;
/// From this many units on the radius shrinks.
const MANY: f64 = 200_000.0;
/// Instances with at most this many pairs draw from all of them.
const SMALL: usize = 50_000;
/// Pairs kept per unit, those of least regret.
const PER_UNIT: usize = 16;
/// Pairs kept per territory and direction, by least regret, and again by least regret per size. A cut by regret over all would
/// starve remote territories, where every regret is large.
pub(crate) const PER_TERRITORY: usize = 120;

/// Kept pairs with their regrets, and which territories share units.
pub(crate) struct Kept {
    start: Vec<u32>,
    /// Kept territories of the units.
    pub(crate) territory: Vec<u32>,
    /// Regret of each kept pair.
    pub(crate) regret: Vec<f64>,
    /// Per territory the others that it shares kept units with, and how many; the most shared first.
    pub(crate) neighbours: Vec<Vec<(u32, u32)>>,
}

impl Kept {
    /// Keeps pairs around `prices`, about `per_territory` a territory and direction; the pairs of `assignment` are always kept.
    pub(crate) fn new(
        lists: &mut Lists,
        prices: &[f64],
        assignment: &[u32],
        per_territory: usize,
    ) -> Self {
        let model = lists.model;
        let everything = model.units * model.territories <= SMALL;
        let spread = (MANY / model.units as f64).min(1.0).sqrt();
        let radius = NARROW + (RADIUS - NARROW) * spread;
        let radius = if everything { 1e12 } else { radius };
        let mut chosen = Chosen::new(model.territories, per_territory);
        lists.each_few(prices, radius, PER_UNIT, &mut |pool| {
            chosen.add(pool, prices);
        });
        let mut kept = Self {
            start: vec![0],
            territory: Vec::new(),
            regret: Vec::new(),
            neighbours: Vec::new(),
        };
        let (mut buffer, mut reduced) = (RowBuffer::default(), Vec::new());
        let best = std::mem::take(&mut chosen.best);
        let mut pairs = chosen.into_pairs().into_iter().peekable();
        for (unit, &best) in best.iter().enumerate() {
            let first = kept.territory.len();
            while let Some(pair) = pairs.next_if(|pair| pair.unit as usize == unit) {
                kept.push_best(best, first, pair.territory);
                kept.territory.push(pair.territory);
                kept.regret.push(pair.regret);
            }
            kept.push_best(best, first, u32::MAX);
            if !kept.territory[first..].contains(&assignment[unit]) {
                reduce_row(
                    model,
                    unit,
                    lists.rows.get(unit, &mut buffer),
                    prices,
                    &mut reduced,
                );
                let least = reduced.iter().fold(f64::INFINITY, |a, &b| a.min(b));
                kept.territory.push(assignment[unit]);
                kept.regret.push(reduced[assignment[unit] as usize] - least);
            }
            kept.start.push(kept.territory.len() as u32);
        }
        kept.neighbours = kept.shared(model.territories);
        kept
    }

    /// Adds the pair of least reduced cost of the unit whose pairs start at `first`, if it comes before `next` and is not there yet.
    fn push_best(&mut self, best: u32, first: usize, next: u32) {
        let last = self.territory[first..].last();
        if best < next && last.is_none_or(|&last| last < best) {
            self.territory.push(best);
            self.regret.push(0.0);
        }
    }

    /// The kept pairs of a unit, as positions in `territory` and `regret`.
    pub(crate) fn pairs(&self, unit: u32) -> std::ops::Range<usize> {
        self.start[unit as usize] as usize..self.start[unit as usize + 1] as usize
    }

    /// The regret of a pair, if it is kept.
    pub(crate) fn regret(&self, unit: u32, territory: u32) -> Option<f64> {
        self.pairs(unit)
            .find(|&at| self.territory[at] == territory)
            .map(|at| self.regret[at])
    }

    fn shared(&self, territories: usize) -> Vec<Vec<(u32, u32)>> {
        let mut links: Vec<Vec<u32>> = vec![Vec::new(); territories];
        for unit in 0..self.start.len() - 1 {
            let of_unit = &self.territory[self.start[unit] as usize..self.start[unit + 1] as usize];
            // the few closest pairs make neighbours; all pairs would link everything with everything
            for (index, &one) in of_unit.iter().enumerate() {
                for &other in &of_unit[index + 1..] {
                    links[one as usize].push(other);
                    links[other as usize].push(one);
                }
            }
        }
        links
            .into_iter()
            .map(|mut list| {
                list.sort_unstable();
                let mut counted: Vec<(u32, u32)> = list
                    .chunk_by(|a, b| a == b)
                    .map(|run| (run[0], run.len() as u32))
                    .collect();
                counted.sort_by_key(|&(territory, count)| (std::cmp::Reverse(count), territory));
                counted
            })
            .collect()
    }
}

/// A pair that may be kept.
#[derive(Clone, Copy)]
struct Pair {
    /// What it is chosen by: its regret, or that per size.
    key: f64,
    unit: u32,
    territory: u32,
    regret: f64,
}

/// The pairs of least key among those offered.
struct Least {
    /// How many.
    most: usize,
    pairs: Vec<Pair>,
    /// A pair of this key or above is not among them.
    bar: Option<f64>,
}

impl Least {
    fn new(most: usize) -> Self {
        Self {
            most,
            pairs: Vec::new(),
            bar: None,
        }
    }

    fn offer(&mut self, pair: Pair) {
        // units come in order, so the first of equals are there already
        if self.bar.is_some_and(|bar| pair.key >= bar) {
            return;
        }
        self.pairs.push(pair);
        if self.pairs.len() >= 2 * self.most {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.pairs.len() <= self.most {
            return;
        }
        self.pairs.select_nth_unstable_by(self.most - 1, |a, b| {
            let places = (a.unit, a.territory).cmp(&(b.unit, b.territory));
            a.key.total_cmp(&b.key).then(places)
        });
        self.pairs.truncate(self.most);
        self.bar = Some(self.pairs[self.most - 1].key);
    }
}

/// The pairs to keep, found while the lists of all units go by.
struct Chosen {
    /// The territory of least reduced cost of each unit.
    best: Vec<u32>,
    /// Four by territory: those coming into it by regret and by regret per size, and those going out.
    least: Vec<Least>,
}

impl Chosen {
    fn new(territories: usize, most: usize) -> Self {
        Self {
            best: Vec::new(),
            least: (0..4 * territories).map(|_| Least::new(most)).collect(),
        }
    }

    /// Looks at the next units, with the territories of least reduced cost of each.
    fn add(&mut self, pool: &Pool, prices: &[f64]) {
        let mut regrets = Vec::new();
        for (at, &unit) in pool.unit.iter().enumerate() {
            let range = pool.candidates(at);
            regrets.clear();
            regrets.extend(range.clone().map(|c| pool.reduced(at, c, prices)));
            let best = (0..regrets.len()).fold(0, |best, at| {
                if regrets[at] < regrets[best] {
                    at
                } else {
                    best
                }
            });
            let home = pool.territory[range.start + best];
            self.best.push(home);
            let least = regrets[best];
            for (offset, value) in regrets.iter().enumerate().filter(|other| other.0 != best) {
                let territory = pool.territory[range.start + offset];
                let regret = value - least;
                for by_size in [false, true] {
                    let size = if by_size {
                        pool.size[at].max(1e-12)
                    } else {
                        1.0
                    };
                    let pair = Pair {
                        key: regret / size,
                        unit,
                        territory,
                        regret,
                    };
                    for (end, out) in [(territory, 0), (home, 2)] {
                        self.least[4 * end as usize + out + usize::from(by_size)].offer(pair);
                    }
                }
            }
        }
    }

    /// The pairs but the best ones, by unit and territory.
    fn into_pairs(mut self) -> Vec<Pair> {
        self.least.iter_mut().for_each(Least::cut);
        let mut pairs: Vec<Pair> = self
            .least
            .iter()
            .flat_map(|least| &least.pairs)
            .copied()
            .collect();
        pairs.sort_unstable_by_key(|pair| (pair.unit, pair.territory));
        pairs.dedup_by_key(|pair| (pair.unit, pair.territory));
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::rng::Rng;

    #[test]
    fn the_pairs_of_least_key_stay_the_first_of_equals() {
        let mut rng = Rng::new(2);
        let mut least = Least::new(PER_TERRITORY);
        let mut all: Vec<Pair> = Vec::new();
        for unit in 0..2_000 {
            let pair = Pair {
                key: rng.below(400) as f64,
                unit,
                territory: 0,
                regret: 0.0,
            };
            all.push(pair);
            least.offer(pair);
        }
        least.cut();
        // a stable sort leaves equals in the order of units
        all.sort_by(|a, b| a.key.total_cmp(&b.key));
        let units = |pairs: &[Pair]| {
            let mut units: Vec<u32> = pairs.iter().map(|pair| pair.unit).collect();
            units.sort_unstable();
            units
        };
        assert_eq!(units(&least.pairs), units(&all[..PER_TERRITORY]));
    }
}
