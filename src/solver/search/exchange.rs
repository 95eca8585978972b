//! Exchanges between neighbouring territories: picks the units worth considering, asks `subset` for the best way to place
//! them, and carries it out.

use super::state::State;
use super::subset::{AXES, Frame, Item, Reach, best_exchange};
use crate::solver::plan::Move;
use crate::solver::rng::Rng;

/// Buffers and limits of exchanges.
pub(crate) struct Exchange {
    /// Limits of the search in subsets.
    pub(crate) reach: Reach,
    /// Units considered per half.
    pub(crate) items: usize,
    left: Vec<Item>,
    right: Vec<Item>,
    pool: Vec<(f64, Item)>,
    frame: Frame,
}

impl Exchange {
    /// Limits as given.
    pub(crate) fn new(entries: usize, partners: usize, items: usize) -> Self {
        Self {
            reach: Reach { entries, partners },
            items,
            left: Vec::new(),
            right: Vec::new(),
            pool: Vec::new(),
            frame: Frame::default(),
        }
    }

    /// Improves the split between `a` and `b`; true when it did.
    pub(crate) fn pair(&mut self, state: &mut State, rng: &mut Rng, a: u32, b: u32) -> bool {
        self.gather(state, rng, a, b);
        let mut pool = std::mem::take(&mut self.pool);
        pool.truncate(2 * self.items);
        self.left.clear();
        self.right.clear();
        for (index, (_, item)) in pool.iter().enumerate() {
            if index % 2 == 0 {
                self.left.push(*item);
            } else {
                self.right.push(*item);
            }
        }
        self.pool = pool;
        self.frame.clear();
        for axis in 0..axes(state) {
            if axis < state.model.measures {
                self.frame.both[axis].push(state.attach(a, axis, -1.0));
                self.frame.both[axis].push(state.attach(b, axis, 1.0));
            } else {
                self.frame.both[axis].push(state.attach_budget(axis - state.model.measures));
            }
        }
        let sums = state.territory_value(a) + state.territory_value(b) + state.budget_value();
        self.carry_out(state, sums)
    }

    /// Improves how `a`, `b` and `c` share, through `b`; true when it did.
    pub(crate) fn triple(
        &mut self,
        state: &mut State,
        rng: &mut Rng,
        a: u32,
        b: u32,
        c: u32,
    ) -> bool {
        self.left.clear();
        self.right.clear();
        for (outer, is_left) in [(a, true), (c, false)] {
            self.gather(state, rng, outer, b);
            // a unit that both halves list belongs to one of them only
            let taken: Vec<u32> = self.left.iter().map(|item| item.unit).collect();
            let chosen = self
                .pool
                .iter()
                .map(|(_, item)| *item)
                .filter(|item| !taken.contains(&item.unit))
                .take(self.items);
            if is_left {
                self.left.extend(chosen);
            } else {
                self.right.extend(chosen);
            }
        }
        self.frame.clear();
        for axis in 0..axes(state) {
            if axis < state.model.measures {
                self.frame.left[axis].push(state.attach(a, axis, -1.0));
                self.frame.right[axis].push(state.attach(c, axis, -1.0));
                self.frame.both[axis].push(state.attach(b, axis, 1.0));
            } else {
                self.frame.both[axis].push(state.attach_budget(axis - state.model.measures));
            }
        }
        let sums = state.territory_value(a)
            + state.territory_value(b)
            + state.territory_value(c)
            + state.budget_value();
        self.carry_out(state, sums)
    }

    /// Lists the units of `a` and `b` that both may take, the most promising first, as movements from `a` to `b`.
    pub(super) fn gather(
        &mut self,
        state: &mut State,
        rng: &mut Rng,
        a: u32,
        b: u32,
    ) -> &[(f64, Item)] {
        self.pool.clear();
        let model = state.model;
        for (here, there) in [(a, b), (b, a)] {
            state.work += 4 * state.plan.members[here as usize].len() as u64;
            for &unit in &state.plan.members[here as usize] {
                let Some(away) = state.kept.regret(unit, there) else {
                    continue;
                };
                let home = state.kept.regret(unit, here).unwrap_or(f64::INFINITY);
                let flipped = away < home;
                let (cheap, dear) = if flipped {
                    (there, here)
                } else {
                    (here, there)
                };
                // positive when flipping moves the unit from a to b
                let sign = if cheap == a { 1.0 } else { -1.0 };
                let mut change = [0.0; AXES];
                for (slot, weight) in change.iter_mut().zip(model.weights(unit as usize)) {
                    *slot = sign * weight;
                }
                for (budget, slot) in change
                    .iter_mut()
                    .skip(model.measures)
                    .take(model.budgets)
                    .enumerate()
                {
                    let spends = |territory| model.spends(unit as usize, territory, budget);
                    *slot = spends(dear) - spends(cheap);
                }
                let extra = (away - home).abs();
                let item = Item {
                    unit,
                    cheap,
                    dear,
                    extra,
                    change,
                    flipped,
                };
                // noise varies which units are considered from one visit to the next
                let key = extra * (0.6 + 0.8 * rng.unit()) * if flipped { 0.5 } else { 1.0 };
                self.pool.push((key, item));
            }
        }
        self.pool
            .sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.unit.cmp(&y.1.unit)));
        &self.pool
    }

    /// Searches and applies. `sums` is the guide's value of the sums concerned.
    fn carry_out(&mut self, state: &mut State, sums: f64) -> bool {
        let placed: f64 = self
            .left
            .iter()
            .chain(&self.right)
            .filter(|item| item.flipped)
            .map(|item| item.extra)
            .sum();
        let now = placed + sums;
        let mut work = 0;
        let found = best_exchange(
            axes(state),
            &self.left,
            &self.right,
            &self.frame,
            now,
            self.reach,
            &mut work,
        );
        state.work += 6 * work;
        let Some((_, flips)) = found else {
            return false;
        };
        let item = |flip: &u32| {
            let flip = *flip as usize;
            if flip < self.left.len() {
                self.left[flip]
            } else {
                self.right[flip - self.left.len()]
            }
        };
        // sums beyond the axes of the subset search are judged here
        let unseen = state.model.measures + state.model.budgets > AXES;
        let before = if unseen {
            state.energy_of(flips.iter().map(|flip| item(flip).unit))
        } else {
            0.0
        };
        let touched: Vec<u32> = flips
            .iter()
            .flat_map(|flip| [item(flip).cheap, item(flip).dear])
            .collect();
        let sums_before = if unseen {
            state.territories_value(&touched)
        } else {
            0.0
        };
        for flip in &flips {
            state.apply(item(flip).flip());
        }
        if unseen
            && state.energy_of(flips.iter().map(|flip| item(flip).unit))
                + state.territories_value(&touched)
                >= before + sums_before
        {
            for flip in &flips {
                let item = item(flip);
                let back = if item.flipped { item.dear } else { item.cheap };
                state.apply(Move {
                    unit: item.unit,
                    to: back,
                });
            }
            return false;
        }
        true
    }
}

/// Axes of the subset search: measures, then budgets, as many as it can hold.
fn axes(state: &State) -> usize {
    (state.model.measures + state.model.budgets).min(AXES)
}
