//! The pairs that the search considers: few per unit, yet enough coming into and going out of every territory.

use crate::solver::Model;
use crate::solver::prices::{Lists, Pool, reduce_row};
use crate::solver::rows::RowBuffer;

/// The radius of the lists that pairs are drawn from, in natural costs.
const RADIUS: f64 = 3.0;
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
        lists.build(&mut pool, prices, RADIUS);
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
    // candidates by territory they come into, and by territory they would leave (the unit's best)
    let (mut coming, mut going): (Vec<Vec<(f64, f64, u32)>>, Vec<_>) = (
        vec![Vec::new(); model.territories],
        vec![Vec::new(); model.territories],
    );
    let mut best_of = vec![false; pool.territory.len()];
    let mut rank = vec![0u32; pool.territory.len()];
    let mut order = Vec::new();
    for unit in 0..pool.unit.len() {
        order.clear();
        order.extend(pool.candidates(unit));
        order.sort_by(|&a, &b| regrets[a].total_cmp(&regrets[b]).then(a.cmp(&b)));
        let home = pool.territory[order[0]] as usize;
        best_of[order[0]] = true;
        for (position, &candidate) in order.iter().enumerate().skip(1) {
            rank[candidate] = position as u32;
            let entry = (
                regrets[candidate],
                regrets[candidate] / pool.size[unit].max(1e-12),
                candidate as u32,
            );
            coming[pool.territory[candidate] as usize].push(entry);
            going[home].push(entry);
        }
    }
    let mut chosen = best_of;
    for list in coming.iter_mut().chain(&mut going) {
        for by_size in [false, true] {
            let key = |e: &(f64, f64, u32)| if by_size { e.1 } else { e.0 };
            list.sort_by(|a, b| key(a).total_cmp(&key(b)).then(a.2.cmp(&b.2)));
            for &(_, _, candidate) in list.iter().take(PER_TERRITORY) {
                chosen[candidate as usize] |= (rank[candidate as usize] as usize) < PER_UNIT;
            }
        }
    }
    chosen
}
