//! Which territories to rebuild together: neighbours of a dear one, or a chain from a violated one to one with slack.

use super::state::State;
use crate::solver::rng::Rng;

/// Neighbours looked at from each territory.
const NEAR: usize = 8;

/// A territory, drawn in proportion to what it costs above the bound.
pub(crate) fn dear_one(state: &mut State, rng: &mut Rng) -> u32 {
    let energies = state.energies();
    let all: f64 = energies.iter().sum();
    if all <= 0.0 {
        // what is left are the regrets of giants
        return state.territories[rng.below(energies.len())];
    }
    let mut left = rng.unit() * all;
    let drawn = energies.iter().position(|energy| {
        left -= energy;
        left <= 0.0
    });
    state.territories[drawn.unwrap_or(0)]
}

/// A random group of 3 to 6 neighbouring territories, most of 3: one in ten of these helps; of those of 6 one in sixteen, and they take five
/// times as long.
pub(crate) fn around_a_dear_one(state: &mut State, rng: &mut Rng) -> Vec<u32> {
    let mut chosen = vec![dear_one(state, rng)];
    let size = 3 + (4.0 * rng.unit() * rng.unit()) as usize;
    extend(state, rng, &mut chosen, size);
    chosen
}

/// Adds random neighbours of random members until there are `size`.
fn extend(state: &State, rng: &mut Rng, chosen: &mut Vec<u32>, size: usize) {
    for _ in 0..8 * size {
        if chosen.len() >= size {
            break;
        }
        let from = chosen[rng.below(chosen.len())] as usize;
        let near = &state.near[from];
        if near.is_empty() {
            continue;
        }
        let next = near[rng.below(near.len().min(NEAR))].0;
        if !chosen.contains(&next) {
            chosen.push(next);
        }
    }
}

/// A path from the violated `from` to the nearest territories that can take what is too much (or give what lacks), with a few neighbours.
pub(crate) fn path_to_slack(state: &State, rng: &mut Rng, from: u32) -> Vec<u32> {
    let measures = state.model.measures;
    // the measure that is furthest outside, and how far: positive when there is too much
    let mut worst = (0.0f64, 0usize);
    for measure in 0..measures {
        let dimension = from as usize * measures + measure;
        let above = state.above(dimension);
        let excess = if above < 0.0 {
            above
        } else {
            (above - state.guide.bands[dimension].width).max(0.0)
        };
        if excess.abs() > worst.0.abs() {
            worst = (excess, measure);
        }
    }
    let (excess, measure) = worst;
    let has_slack = |territory: u32| {
        let dimension = territory as usize * measures + measure;
        let above = state.above(dimension);
        if excess > 0.0 {
            state.guide.bands[dimension].width - above > excess
        } else {
            above > -excess
        }
    };
    let mut skip = rng.below(3);
    let mut parent: Vec<u32> = vec![u32::MAX; state.model.territories];
    let mut queue = vec![from];
    parent[from as usize] = from;
    let mut end = from;
    let mut head = 0;
    while head < queue.len() {
        let at = queue[head];
        head += 1;
        if at != from && has_slack(at) {
            end = at;
            if skip == 0 {
                break;
            }
            skip -= 1;
        }
        for &(next, _) in state.near[at as usize].iter().take(NEAR) {
            if parent[next as usize] == u32::MAX {
                parent[next as usize] = at;
                queue.push(next);
            }
        }
    }
    let mut chosen = vec![end];
    while let Some(&last) = chosen.last() {
        if last == from {
            break;
        }
        chosen.push(parent[last as usize]);
    }
    let size = chosen.len() + rng.below(5);
    extend(state, rng, &mut chosen, size.max(3));
    chosen
}
