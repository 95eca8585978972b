//! Large-neighbourhood search: the units of a few neighbouring territories are freed, fixed anew with some noise, and
//! improved by exchanges; the result is kept when the guide's value falls (Shaw 1998).

use super::exchange::Exchange;
use super::state::State;
use crate::solver::construct::{Fixing, fix_all};
use crate::solver::plan::Move;
use crate::solver::prices::{Newton, Pool};
use crate::solver::rng::Rng;

/// Temperatures drawn from, relative to that of a construction.
const HEATS: [f64; 4] = [0.3, 0.5, 1.0, 2.0];

/// What was fixed anew is given up where it costs so many times what was there before: exchanges would have to repair nearly all of it.
const HOPELESS: f64 = 100.0;

/// Buffers of the rebuilding.
#[derive(Default)]
pub(crate) struct Rebuild {
    newton: Newton,
    pool: Pool,
    local: Vec<u32>,
    freed: Vec<(u32, u32)>,
    order: Vec<(f64, u32)>,
}

impl Rebuild {
    /// Rebuilds `territories`; true when the plan changed for the better.
    pub(crate) fn attempt(
        &mut self,
        state: &mut State,
        rng: &mut Rng,
        exchange: &mut Exchange,
        prices: &[f64],
        territories: &[u32],
    ) -> bool {
        self.local.clear();
        self.local.resize(state.model.territories, u32::MAX);
        for (place, &territory) in territories.iter().enumerate() {
            self.local[territory as usize] = place as u32;
        }
        self.free(state, rng, territories);
        if self.freed.len() < 2 {
            return false;
        }
        let inside = |state: &State| -> f64 {
            let units = territories
                .iter()
                .flat_map(|&t| state.plan.members[t as usize].iter().copied());
            state.energy_of(units) + state.territories_value(territories)
        };
        let before = inside(state);
        let undo: Vec<(u32, u32)> = territories
            .iter()
            .flat_map(|&territory| {
                state.plan.members[territory as usize]
                    .iter()
                    .map(move |&unit| (unit, territory))
            })
            .collect();
        let mut values = self.fill(state, rng, prices, territories);
        let fixing = Fixing {
            tau: 0.025 * HEATS[rng.below(4)],
            class: 0.3 + 0.4 * rng.unit(),
            share: 1.0,
            steps: 2,
            anchor: 4e-3,
        };
        let mut placed = Vec::with_capacity(self.freed.len());
        let visits = self.newton.visits;
        let all = self.pool.unit.len();
        fix_all(
            &mut self.pool,
            all,
            &mut values,
            &mut self.newton,
            &fixing,
            &|| false,
            &mut |unit, place| placed.push((unit, place)),
        );
        state.work += 25 * (self.newton.visits - visits);
        for (unit, place) in placed {
            state.apply(Move {
                unit,
                to: territories[place as usize],
            });
        }
        // which of them changed since all exchanges with them were tried
        let mut fresh = vec![true; territories.len()];
        for _ in 0..2 {
            if inside(state) > HOPELESS * before {
                break;
            }
            let mut changed = vec![false; territories.len()];
            for (index, &a) in territories.iter().enumerate() {
                for (other, &b) in territories.iter().enumerate().skip(index + 1) {
                    let near = || state.near[a as usize].iter().any(|&(near, _)| near == b);
                    if (fresh[index] || fresh[other] || changed[index] || changed[other])
                        && near()
                        && exchange.pair(state, rng, a, b)
                    {
                        changed[index] = true;
                        changed[other] = true;
                    }
                }
            }
            if !changed.contains(&true) {
                break;
            }
            fresh = changed;
        }
        if inside(state) < before - 1e-9 * (1.0 + before.abs()) {
            return true;
        }
        for (unit, territory) in undo {
            if state.plan.assignment[unit as usize] != territory {
                state.apply(Move {
                    unit,
                    to: territory,
                });
            }
        }
        false
    }

    /// Picks the units to free: those with two kept pairs inside, half of the time only the small ones.
    fn free(&mut self, state: &State, rng: &mut Rng, territories: &[u32]) {
        self.freed.clear();
        for &territory in territories {
            for &unit in &state.plan.members[territory as usize] {
                let inside = state
                    .kept
                    .pairs(unit)
                    .filter(|&at| self.local[state.kept.territory[at] as usize] != u32::MAX)
                    .count();
                if inside > 1 {
                    self.freed.push((unit, territory));
                }
            }
        }
        if rng.below(2) == 0 && !self.freed.is_empty() {
            let limit = state.model.bulk[self.freed[rng.below(self.freed.len())].0 as usize];
            self.freed
                .retain(|&(unit, _)| state.model.bulk[unit as usize] <= limit);
        }
    }

    /// Fills the pool with the freed units, largest first up to noise; returns the prices to start from.
    fn fill(
        &mut self,
        state: &State,
        rng: &mut Rng,
        prices: &[f64],
        territories: &[u32],
    ) -> Vec<f64> {
        let model = state.model;
        let measures = model.measures;
        self.order.clear();
        for &(unit, _) in &self.freed {
            self.order
                .push((model.bulk[unit as usize] * (0.7 + 0.6 * rng.unit()), unit));
        }
        self.order
            .sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let pool = &mut self.pool;
        pool.clear_units();
        (pool.measures, pool.budgets, pool.territories) =
            (measures, model.budgets, territories.len());
        let dimensions: Vec<usize> = territories
            .iter()
            .flat_map(|&territory| {
                (0..measures).map(move |measure| territory as usize * measures + measure)
            })
            .chain(model.territories * measures..model.dimensions())
            .collect();
        let mut inside: Vec<(u32, u32)> = Vec::new();
        let placed = model.territories * measures;
        for &(bulk, unit) in &self.order {
            inside.clear();
            for at in state.kept.pairs(unit) {
                let place = self.local[state.kept.territory[at] as usize];
                if place != u32::MAX {
                    inside.push((place, at as u32));
                }
            }
            inside.sort_unstable();
            for &(place, at) in &inside {
                let territory = territories[place as usize];
                // regrets are reduced costs at the prices: add the prices back
                let mut cost = state.kept.regret[at as usize];
                for (measure, weight) in model.weights(unit as usize).iter().enumerate() {
                    cost += weight * prices[territory as usize * measures + measure];
                }
                for budget in 0..model.budgets {
                    cost +=
                        model.spends(unit as usize, territory, budget) * prices[placed + budget];
                }
                pool.push_candidate(model, unit as usize, territory, place, cost);
            }
            pool.push_unit(model, unit as usize);
            if let Some(last) = pool.bulk.last_mut() {
                *last = bulk;
            }
        }
        self.set_bounds(state, &dimensions);
        dimensions
            .iter()
            .map(|&dimension| prices[dimension])
            .collect()
    }

    /// What the freed units have to fill: the bounds minus what stays.
    fn set_bounds(&mut self, state: &State, dimensions: &[usize]) {
        let (model, pool) = (state.model, &mut self.pool);
        pool.lower.clear();
        pool.upper.clear();
        pool.reference.clear();
        for &dimension in dimensions {
            let above = state.above(dimension);
            pool.lower.push(-above);
            pool.upper.push(state.guide.bands[dimension].width - above);
            pool.reference.push(model.reference[dimension]);
        }
        for &(unit, territory) in &self.freed {
            let place = self.local[territory as usize] as usize;
            for (measure, weight) in model.weights(unit as usize).iter().enumerate() {
                pool.lower[place * pool.measures + measure] += weight;
                pool.upper[place * pool.measures + measure] += weight;
            }
            for budget in 0..model.budgets {
                let at = pool.territories * pool.measures + budget;
                let spent = model.spends(unit as usize, territory, budget);
                pool.lower[at] += spent;
                pool.upper[at] += spent;
            }
        }
        pool.set_blur();
    }
}
