//! Chains of exchanges through several territories.
//!
//! An exchange between two territories has to suit both at once. In a chain each territory is settled by the exchange with the next one,
//! which takes over what is left; so the errors of all territories on the way shrink together, until one is found that can take the rest
//! because a bound of it does not bind. Partial chains are kept in a beam, the cheapest first; every step joins them
//! with the subsets of the units that the next two territories both want, as in `subset` (ejection chains: Glover 1996).

use super::exchange::Exchange;
use super::state::State;
use super::subset::{AXES, Attached, Item, Sum, grow, spread};
use crate::solver::Model;
use crate::solver::rng::Rng;

/// Partial chains kept per step.
const BEAM: usize = 256;
/// Steps at most.
const STEPS: usize = 6;
/// Subsets per step.
const ENTRIES: usize = 1024;
/// Units considered per step.
const ITEMS: usize = 10;
/// Neighbours that a chain may go on to.
const NEAR: usize = 8;
/// What the territories further on may be counted upon to yield, as a share of what they cost now.
const HOPE: f64 = 0.5;

/// A partial chain.
#[derive(Clone, Copy)]
struct Link {
    /// What the last territory gains so far, by measure, and what the budgets do.
    open: [f64; AXES],
    /// Extra costs on the way plus the guide's value of the territories that are settled.
    settled: f64,
    /// The items of the last step that are on their dear side.
    mask: u64,
    /// The partial chain that it continues.
    parent: u32,
}

/// One step of a chain: from the last territory of the partial chains to the next.
struct Step<'s> {
    /// Measures of the two; further axes are budgets.
    measures: usize,
    from: &'s [Attached],
    to: &'s [Attached],
    budgets: &'s [Attached],
    /// The energy of all territories and items up to here, as they are now.
    now: f64,
    /// Partial chains dearer than this are given up.
    limit: f64,
}

/// The best way to end a chain.
#[derive(Clone, Copy)]
struct End {
    gain: f64,
    steps: usize,
    link: Link,
}

/// Buffers of chains.
#[derive(Default)]
pub(crate) struct Chains {
    levels: Vec<Vec<Link>>,
    items: Vec<Vec<Item>>,
}

impl Chains {
    /// Whether the subset search can hold all sums of the instance.
    pub(crate) fn fit(model: &Model) -> bool {
        model.measures + model.budgets <= AXES
    }

    /// Improves the plan along a random path from `start`; true when it did.
    pub(crate) fn attempt(
        &mut self,
        state: &mut State,
        rng: &mut Rng,
        exchange: &mut Exchange,
        start: u32,
    ) -> bool {
        let path = random_path(state, rng, start);
        let end = match state.model.measures + state.model.budgets {
            1 => self.search::<1>(state, rng, exchange, &path),
            2 => self.search::<2>(state, rng, exchange, &path),
            3 => self.search::<3>(state, rng, exchange, &path),
            _ => self.search::<4>(state, rng, exchange, &path),
        };
        if let Some(end) = end {
            self.carry_out(state, end);
        }
        end.is_some()
    }

    fn search<const K: usize>(
        &mut self,
        state: &mut State,
        rng: &mut Rng,
        exchange: &mut Exchange,
        path: &[u32],
    ) -> Option<End> {
        let hope = hopes(state, path);
        self.items.clear();
        self.levels.clear();
        self.levels.push(vec![Link {
            open: [0.0; AXES],
            settled: 0.0,
            mask: 0,
            parent: 0,
        }]);
        let budgets = state.attached_budgets();
        let mut now = state.territory_value(path[0]) + state.budget_value();
        let mut end = None;
        for (step, ends) in path.windows(2).enumerate() {
            let items = self.items_between(state, rng, exchange, ends[0], ends[1]);
            if items.is_empty() {
                break;
            }
            let placed = items.iter().filter(|item| item.flipped);
            now += placed.map(|item| item.extra).sum::<f64>() + state.territory_value(ends[1]);
            let (from, to) = (state.attached(ends[0]), state.attached(ends[1]));
            let joint = Step {
                measures: state.model.measures,
                from: &from,
                to: &to,
                budgets: &budgets,
                now,
                limit: now + hope[step + 2],
            };
            let (links, best) = join::<K>(&joint, &self.levels[step], &items, &mut state.work);
            self.items.push(items);
            let gain = end.map_or(1e-9 * (1.0 + now), |end: End| end.gain);
            if let Some((better, link)) = best.filter(|best| best.0 > gain) {
                end = Some(End {
                    gain: better,
                    steps: step + 1,
                    link,
                });
            }
            if links.is_empty() {
                break;
            }
            self.levels.push(links);
        }
        end
    }

    /// The most promising units that both territories want and no earlier step has.
    fn items_between(
        &self,
        state: &mut State,
        rng: &mut Rng,
        exchange: &mut Exchange,
        a: u32,
        b: u32,
    ) -> Vec<Item> {
        let taken = |unit: u32| self.items.iter().flatten().any(|item| item.unit == unit);
        let wanted = exchange.gather(state, rng, a, b);
        wanted
            .iter()
            .map(|(_, item)| *item)
            .filter(|item| !taken(item.unit))
            .take(ITEMS)
            .collect()
    }

    /// Moves what the chain moves, from its end back to its start.
    fn carry_out(&self, state: &mut State, end: End) {
        let mut link = end.link;
        for step in (0..end.steps).rev() {
            for (at, item) in self.items[step].iter().enumerate() {
                if (link.mask >> at & 1 == 1) != item.flipped {
                    state.apply(item.flip());
                }
            }
            link = self.levels[step][link.parent as usize];
        }
    }
}

/// A path from `start` to neighbours of neighbours, none twice.
fn random_path(state: &State, rng: &mut Rng, start: u32) -> Vec<u32> {
    let mut path = vec![start];
    let mut last = start;
    while path.len() <= STEPS {
        let near = &state.near[last as usize];
        if near.is_empty() {
            break;
        }
        let drawn: [u32; 2] = std::array::from_fn(|_| near[rng.below(near.len().min(NEAR))].0);
        let Some(next) = drawn.into_iter().find(|next| !path.contains(next)) else {
            break;
        };
        path.push(next);
        last = next;
    }
    path
}

/// From each place of the path on, what the rest of it may yield.
fn hopes(state: &mut State, path: &[u32]) -> Vec<f64> {
    let mut hopes = vec![0.0; path.len() + 1];
    for (at, &territory) in path.iter().enumerate().rev() {
        hopes[at] = hopes[at + 1] + HOPE * state.energy(territory);
    }
    hopes
}

/// Continues every partial chain by every subset of `items` that suits it. Returns the cheapest, and the gain and link of the best chain that
/// may end here.
fn join<const K: usize>(
    step: &Step,
    beam: &[Link],
    items: &[Item],
    work: &mut u64,
) -> (Vec<Link>, Option<(f64, Link)>) {
    let least = beam
        .iter()
        .fold(f64::INFINITY, |a, link| a.min(link.settled));
    let axis = tightest_axis(step, items);
    let mut sums: Vec<Sum<K>> = grow::<K>(items, step.limit - least, ENTRIES, axis);
    for sum in &mut sums {
        sum.change.swap(0, axis);
    }
    let cheapest = sums.iter().fold(f64::INFINITY, |a, sum| a.min(sum.cost));
    *work += 2 * sums.len() as u64;
    let (mut limit, mut found, mut best) = (step.limit, Vec::new(), None);
    for (parent, link) in beam.iter().enumerate() {
        let room = limit - link.settled - cheapest;
        if room <= 0.0 {
            break;
        }
        // what the territory may give away in this step, by measure
        let mut windows = [(f64::NEG_INFINITY, f64::INFINITY); K];
        for (k, attached) in step.from.iter().enumerate() {
            let (low, high) = attached.within(room);
            windows[k] = (link.open[k] - high, link.open[k] - low);
        }
        let begin = sums.partition_point(|sum| sum.change[axis] < windows[axis].0);
        let fitting = sums[begin..]
            .iter()
            .take_while(|sum| sum.change[axis] <= windows[axis].1);
        for sum in fitting {
            *work += 6;
            let fits = (0..step.measures)
                .all(|k| sum.change[k] >= windows[k].0 && sum.change[k] <= windows[k].1);
            if !fits || link.settled + sum.cost >= limit {
                continue;
            }
            let next = step.follow(link, parent, sum);
            if next.settled >= limit {
                continue;
            }
            let gain = step.now - step.closed(&next);
            if best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, next));
            }
            found.push(next);
            if found.len() >= 4 * BEAM {
                limit = keep_cheapest(&mut found);
            }
        }
    }
    if found.len() > BEAM {
        keep_cheapest(&mut found);
    }
    found.sort_by(|a, b| a.settled.total_cmp(&b.settled));
    (found, best)
}

impl Step<'_> {
    /// The partial chain that goes on from `link` by a subset.
    fn follow<const K: usize>(&self, link: &Link, parent: usize, sum: &Sum<K>) -> Link {
        let mut next = Link {
            open: [0.0; AXES],
            settled: link.settled + sum.cost,
            mask: sum.mask,
            parent: parent as u32,
        };
        for (k, attached) in self.from.iter().enumerate() {
            next.settled += attached.value(link.open[k] - sum.change[k]);
        }
        next.open[..K].copy_from_slice(&sum.change);
        for k in self.measures..K {
            next.open[k] += link.open[k];
        }
        next
    }

    /// The energy when the chain ends with `link`.
    fn closed(&self, link: &Link) -> f64 {
        let bands = self.to.iter().chain(self.budgets);
        link.settled
            + bands
                .zip(link.open)
                .map(|(attached, change)| attached.value(change))
                .sum::<f64>()
    }
}

/// Keeps the cheapest and returns what the dearest of them has settled.
fn keep_cheapest(links: &mut Vec<Link>) -> f64 {
    let (_, &mut last, _) =
        links.select_nth_unstable_by(BEAM - 1, |a, b| a.settled.total_cmp(&b.settled));
    links.truncate(BEAM);
    last.settled
}

/// The measure in which the territory that is settled leaves the least room, relative to what the items move.
fn tightest_axis(step: &Step, items: &[Item]) -> usize {
    let window = |axis: usize| {
        let (low, high) = step.from[axis].within(0.5 * step.now);
        spread(high - low, items.iter(), axis)
    };
    (0..step.measures)
        .min_by(|&a, &b| window(a).total_cmp(&window(b)))
        .unwrap_or(0)
}
