//! The pairs that the search considers: few per unit, yet enough coming into and going out of every territory.

use crate::solver::Model;
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
const PER_TERRITORY: usize = 120;

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
    /// Keeps pairs around `prices`; the pairs of `assignment` are always kept.
    pub(crate) fn new(lists: &mut Lists, prices: &[f64], assignment: &[u32]) -> Self {
        let model = lists.model;
        let mut pool = Pool::whole(model);
        pool.unit = (0..model.units as u32).collect();
        let everything = model.units * model.territories <= SMALL;
        let spread = (MANY / model.units as f64).min(1.0).sqrt();
        let radius = NARROW + (RADIUS - NARROW) * spread;
        lists.build(&mut pool, prices, if everything { 1e12 } else { radius });
        let regrets = all_regrets(&pool, prices);
        let chosen = select(model, &pool, &regrets);
        let mut kept = Self {
            start: vec![0],
            territory: Vec::new(),
            regret: Vec::new(),
            neighbours: Vec::new(),
        };
        let (mut buffer, mut reduced) = (RowBuffer::default(), Vec::new());
        for unit in 0..model.units {
            let mut found = false;
            for candidate in pool.candidates(unit).filter(|&candidate| chosen[candidate]) {
                found |= pool.territory[candidate] == assignment[unit];
                kept.territory.push(pool.territory[candidate]);
                kept.regret.push(regrets[candidate]);
            }
            if !found {
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

fn all_regrets(pool: &Pool, prices: &[f64]) -> Vec<f64> {
    let mut regrets = vec![0.0; pool.territory.len()];
    for unit in 0..pool.unit.len() {
        let range = pool.candidates(unit);
        for candidate in range.clone() {
            regrets[candidate] = pool.reduced(unit, candidate, prices);
        }
        let least = regrets[range.clone()]
            .iter()
            .fold(f64::INFINITY, |a, &b| a.min(b));
        for regret in &mut regrets[range] {
            *regret -= least;
        }
    }
    regrets
}

/// Which candidates of the pool are kept.
fn select(model: &Model, pool: &Pool, regrets: &[f64]) -> Vec<bool> {
    let mut chosen = vec![false; pool.territory.len()];
    // per candidate the territory that the unit would leave for it; none for the best and for those of too high a rank
    let mut home = vec![u32::MAX; pool.territory.len()];
    let mut order = Vec::new();
    for unit in 0..pool.unit.len() {
        order.clear();
        order.extend(pool.candidates(unit));
        order.sort_by(|&a, &b| regrets[a].total_cmp(&regrets[b]).then(a.cmp(&b)));
        chosen[order[0]] = true;
        for &candidate in order.iter().take(PER_UNIT).skip(1) {
            home[candidate] = pool.territory[order[0]];
        }
    }
    let sizes: Vec<u32> = (0..pool.unit.len())
        .flat_map(|unit| pool.candidates(unit).map(move |_| unit as u32))
        .collect();
    for ends in [&pool.territory, &home] {
        let (start, list) = by_territory(model.territories, ends, &home);
        for territory in 0..model.territories {
            for by_size in [false, true] {
                let mut keyed: Vec<(f64, u32)> = list[start[territory]..start[territory + 1]]
                    .iter()
                    .map(|&candidate| {
                        let size = if by_size {
                            pool.size[sizes[candidate as usize] as usize].max(1e-12)
                        } else {
                            1.0
                        };
                        (regrets[candidate as usize] / size, candidate)
                    })
                    .collect();
                if keyed.len() > PER_TERRITORY {
                    keyed.select_nth_unstable_by(PER_TERRITORY, |a, b| {
                        a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
                    });
                    keyed.truncate(PER_TERRITORY);
                }
                for (_, candidate) in keyed {
                    chosen[candidate as usize] = true;
                }
            }
        }
    }
    chosen
}

/// Groups the candidates that have a home by their territory in `ends`, in compressed rows.
fn by_territory(territories: usize, ends: &[u32], home: &[u32]) -> (Vec<usize>, Vec<u32>) {
    let listed = || {
        ends.iter()
            .zip(home)
            .enumerate()
            .filter(|(_, (_, home))| **home != u32::MAX)
            .map(|(at, (&end, _))| (at, end as usize))
    };
    let mut start = vec![0usize; territories + 1];
    for (_, end) in listed() {
        start[end + 1] += 1;
    }
    for territory in 0..territories {
        start[territory + 1] += start[territory];
    }
    let (mut next, mut list) = (start.clone(), vec![0u32; start[territories]]);
    for (at, end) in listed() {
        list[next[end]] = at as u32;
        next[end] += 1;
    }
    (start, list)
}
