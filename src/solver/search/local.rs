//! The search of one region: exchanges until none helps, then chains and rebuilding of small groups for the budget given.

use super::chain::Chains;
use super::exchange::Exchange;
use super::group;
use super::rebuild::Rebuild;
use super::state::State;
use crate::solver::rng::Rng;

/// Penalty of violations while the plan is still rough, in natural costs per weight.
const SOFT: (f64, f64) = (1.25, 1.0);
/// Penalty after that.
pub(super) const HARD: (f64, f64) = (25.0, 30.0);
/// Sweeps of larger exchanges at most.
const REFINING: usize = 10;
/// Attempts after which violations that are still there become dearer.
const STEEPER: u64 = 100;
/// Share of chains among the attempts; the others rebuild a group.
const CHAINS: f64 = 0.8;
/// The same while only violations are repaired.
const REPAIRING: f64 = 0.4;

/// Sweeps of exchanges until they no longer help, with soft penalties first where the plan is `rough`.
pub(super) fn descend(state: &mut State, rng: &mut Rng, prices: &[f64], rough: bool) {
    let mut exchange = small_exchange();
    let penalties = [SOFT, SOFT, HARD, HARD, HARD, HARD];
    let first = if rough { 0 } else { penalties.len() - 1 };
    for (round, penalty) in penalties.into_iter().enumerate().skip(first) {
        state.set_guide(prices, penalty);
        let helped = sweep(state, rng, &mut exchange);
        state.settle();
        if state.stopped() || (helped == 0 && round > 2) {
            break;
        }
    }
}

/// Sweeps of larger exchanges, while they still help.
pub(super) fn refine(state: &mut State, rng: &mut Rng) {
    let mut exchange = Exchange::new(1024, 600, 11);
    for _ in 0..REFINING {
        let helped = sweep(state, rng, &mut exchange);
        state.settle();
        if state.stopped() || 20 * helped < state.territories.len() {
            break;
        }
    }
}

/// Chains, and rebuilding of small groups, for the budget, and for `repair` more as long as a sum is outside its bounds. Then most
/// attempts start there, and violations become dearer.
pub(super) fn explore(state: &mut State, rng: &mut Rng, prices: &[f64], budget: u64, repair: u64) {
    let model = state.model;
    let (mut exchange, mut rebuild, mut chains) =
        (small_exchange(), Rebuild::default(), Chains::default());
    let chained = if Chains::fit(model) { CHAINS } else { 0.0 };
    let mut penalty = HARD;
    state.set_guide(prices, penalty);
    let outside = |state: &State| -> Vec<u32> {
        let territories = state.territories.iter().copied();
        territories.filter(|&t| state.is_outside(t)).collect()
    };
    let mut violated = outside(state);
    let (mut rounds, mut helped_at) = (0u64, 0u64);
    let patience = 400 + 40 * state.territories.len() as u64;
    let until = state.work + budget;
    while (state.work < until || (!violated.is_empty() && state.work < until + repair))
        && rounds - helped_at < patience
        && !state.stopped()
        && state.territories.len() > 1
    {
        rounds += 1;
        state.work += 2_000;
        let from =
            (!violated.is_empty() && rng.unit() < 0.7).then(|| violated[rng.below(violated.len())]);
        let share = if state.work < until {
            chained
        } else {
            chained.min(REPAIRING)
        };
        let helped = if rng.unit() < share {
            let start = from.unwrap_or_else(|| group::dear_one(state, rng));
            chains.attempt(state, rng, &mut exchange, start)
        } else {
            let group = match from {
                Some(from) => group::path_to_slack(state, rng, from),
                None => group::around_a_dear_one(state, rng),
            };
            group.len() > 1 && rebuild.attempt(state, rng, &mut exchange, prices, &group)
        };
        if helped {
            state.settle();
            violated = outside(state);
            helped_at = rounds;
            if violated.is_empty() && penalty.0 > HARD.0 {
                penalty = HARD;
                state.set_guide(prices, penalty);
            }
        }
        if !violated.is_empty() && rounds.is_multiple_of(STEEPER) && penalty.0 < 1e5 {
            penalty = (penalty.0 * 3.0, penalty.1 * 3.0);
            state.set_guide(prices, penalty);
        }
    }
    state.trail.rounds += rounds;
}

fn small_exchange() -> Exchange {
    Exchange::new(256, 300, 9)
}

/// Exchanges between all neighbouring pairs in random order, half of them as triples; returns how many helped.
fn sweep(state: &mut State, rng: &mut Rng, exchange: &mut Exchange) -> usize {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for &a in &state.territories {
        pairs.extend(
            state.near[a as usize]
                .iter()
                .filter(|&&(b, shared)| b > a && shared >= 2)
                .map(|&(b, _)| (a, b)),
        );
    }
    rng.shuffle(&mut pairs);
    let mut helped = 0;
    for (a, b) in pairs {
        if state.stopped() {
            break;
        }
        let near = &state.near[b as usize];
        let third = near[rng.below(near.len().min(8))].0;
        let better = if rng.below(2) == 0 && third != a {
            exchange.triple(state, rng, a, b, third)
        } else {
            exchange.pair(state, rng, a, b)
        };
        helped += usize::from(better);
    }
    helped
}
