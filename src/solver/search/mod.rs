//! Improving a plan: exchanges between neighbours until none helps, then rebuilding of small groups for the budget left.

mod exchange;
mod kept;
mod rebuild;
mod region;
mod state;
mod subset;

pub(super) use kept::Kept;
use state::State;

use exchange::Exchange;
use rebuild::Rebuild;

use super::guide::Guide;
use super::rng::Rng;
use super::run::Run;
use super::{Model, Score};

/// Penalty of violations while the plan is still rough, in natural costs per weight.
const SOFT: (f64, f64) = (1.25, 1.0);
/// Penalty after that.
const HARD: (f64, f64) = (25.0, 30.0);

/// Sweeps at the end at most.
const REFINING: usize = 10;

/// What an improvement starts from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// A fresh construction: violations are repaired gently first.
    Rough,
    /// The best plan of an earlier search.
    Polished,
}

/// Improves `assignment` with `budget` of work.
#[allow(clippy::too_many_arguments)]
pub(crate) fn improve(
    run: &mut Run,
    model: &Model,
    kept: &Kept,
    prices: &[f64],
    assignment: Vec<u32>,
    start: Start,
    budget: u64,
    rng: &mut Rng,
) -> (Vec<u32>, Score) {
    let mut state = State::new(
        model,
        kept,
        Guide::new(model, prices, HARD.0, HARD.1),
        assignment,
    );
    let mut exchange = Exchange::new(256, 300, 9);
    if start == Start::Rough {
        descend(run, &mut state, rng, &mut exchange, prices);
    }
    run.advance(0, Some(state.best_score()));
    rebuild_groups(run, &mut state, rng, &mut exchange, prices, budget);
    refine(run, &mut state, rng);
    run.finish(budget);
    state.into_best()
}

/// Sweeps of exchanges until they no longer help, with soft penalties first.
fn descend(
    run: &mut Run,
    state: &mut State,
    rng: &mut Rng,
    exchange: &mut Exchange,
    prices: &[f64],
) {
    for (round, penalty) in [SOFT, SOFT, HARD, HARD, HARD, HARD].into_iter().enumerate() {
        state.guide = Guide::new(state.model, prices, penalty.0, penalty.1);
        let helped = sweep(run, state, rng, exchange);
        state.settle(run);
        if run.stopped() || (helped == 0 && round > 2) {
            break;
        }
    }
}

/// Sweeps of larger exchanges at the end, while they still help.
fn refine(run: &mut Run, state: &mut State, rng: &mut Rng) {
    let mut exchange = Exchange::new(1024, 600, 11);
    for _ in 0..REFINING {
        let helped = sweep(run, state, rng, &mut exchange);
        state.settle(run);
        if run.stopped() || 20 * helped < state.model.territories {
            break;
        }
    }
}

/// Rebuilds small groups of territories for the budget. While a sum is outside its bounds most groups are chains from it to
/// one with slack, and violations become dearer.
fn rebuild_groups(
    run: &mut Run,
    state: &mut State,
    rng: &mut Rng,
    exchange: &mut Exchange,
    prices: &[f64],
    budget: u64,
) {
    let model = state.model;
    let mut rebuild = Rebuild::default();
    let mut penalty = HARD;
    state.guide = Guide::new(model, prices, penalty.0, penalty.1);
    let outside = |state: &State| -> Vec<u32> {
        (0..model.territories as u32)
            .filter(|&t| state.is_outside(t))
            .collect()
    };
    let mut violated = outside(state);
    let (mut rounds, mut helped_at) = (0u64, 0u64);
    let patience = 200 + 20 * model.territories as u64;
    // a plan that is nearly within its bounds gets half as much time again
    while (state.work < budget || (!violated.is_empty() && state.work < budget + budget / 2))
        && rounds - helped_at < patience
        && !run.stopped()
        && model.territories > 1
    {
        rounds += 1;
        state.work += 2_000;
        let group = if !violated.is_empty() && rng.unit() < 0.7 {
            let from = violated[rng.below(violated.len())];
            region::chain(state, rng, from)
        } else {
            region::group(state, rng)
        };
        if group.len() > 1 && rebuild.attempt(state, run, rng, exchange, prices, &group) {
            state.settle(run);
            violated = outside(state);
            helped_at = rounds;
            if violated.is_empty() && penalty.0 > HARD.0 {
                penalty = HARD;
                state.guide = Guide::new(model, prices, penalty.0, penalty.1);
            }
        }
        if !violated.is_empty() && rounds.is_multiple_of(100) && penalty.0 < 1e5 {
            penalty = (penalty.0 * 3.0, penalty.1 * 3.0);
            state.guide = Guide::new(model, prices, penalty.0, penalty.1);
        }
        if rounds.is_multiple_of(64) {
            run.advance(state.work, Some(state.best_score()));
        }
    }
    run.stats.rounds += rounds;
}

/// Exchanges between all neighbouring pairs of which one changed since they were last looked at, in random order, half of
/// them as triples; returns how many helped.
fn sweep(run: &mut Run, state: &mut State, rng: &mut Rng, exchange: &mut Exchange) -> usize {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (a, near) in state.kept.neighbours.iter().enumerate() {
        pairs.extend(
            near.iter()
                .filter(|&&(b, shared)| b as usize > a && shared >= 2)
                .map(|&(b, _)| (a as u32, b)),
        );
    }
    rng.shuffle(&mut pairs);
    let mut helped = 0;
    for (a, b) in pairs {
        if run.stopped() {
            break;
        }
        let near = &state.kept.neighbours[b as usize];
        let third = near[rng.below(near.len().min(8))].0;
        let better = if rng.below(2) == 0 && third != a {
            exchange.triple(state, run, rng, a, b, third)
        } else {
            exchange.pair(state, run, rng, a, b)
        };
        helped += usize::from(better);
    }
    helped
}
