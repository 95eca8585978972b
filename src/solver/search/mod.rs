//! Improving a plan: exchanges between neighbours until none helps, then rebuilding of small groups for the budget left.

mod exchange;
mod kept;
mod rebuild;
mod region;
mod state;
mod subset;

pub(super) use kept::Kept;
pub(super) use state::State;

use exchange::Exchange;
use rebuild::Rebuild;

use super::guide::Guide;
use super::rng::Rng;
use super::run::Run;
use super::{Model, Phase, Score};

/// Penalty of violations while the plan is still rough, in natural costs per weight.
const SOFT: (f64, f64) = (1.25, 1.0);
/// Penalty after that.
const HARD: (f64, f64) = (25.0, 30.0);

/// Improves `assignment` with `budget` of work.
pub(crate) fn improve(run: &mut Run, model: &Model, kept: &Kept, prices: &[f64], assignment: Vec<u32>, budget: u64) -> (Vec<u32>, Score) {
    let mut rng = run.rng.fork(2);
    let guide = Guide::new(model, prices, SOFT.0, SOFT.1);
    let mut state = State::new(model, kept, guide, assignment);
    let mut exchange = Exchange::new(super::knob("ENTRIES",1024.0) as usize, super::knob("PARTNERS",300.0) as usize, super::knob("ITEMS",16.0) as usize);
    let mut rebuild = Rebuild::default();
    for (round, penalty) in [SOFT, SOFT, HARD, HARD, HARD, HARD].into_iter().enumerate() {
        state.guide = Guide::new(model, prices, penalty.0, penalty.1);
        if round == 2 {
            state.clock += 1;
            let clock = state.clock;
            state.changed_at.iter_mut().for_each(|at| *at = clock);
        }
        if sweep(run, &mut state, &mut rng, &mut exchange) == 0 && round > 2 {
            break;
        }
        state.settle(run);
    }
    let t0 = super::lap("sweeps", 0.0);
    if std::env::var("LAP").is_ok() { eprintln!("   sweeps end: work {} score {:?}", state.work, state.best_score()); }
    let mut penalty = HARD;
    let mut rounds = 0u64;
    let outside = |state: &State| -> Vec<u32> { (0..model.territories as u32).filter(|&t| state.is_outside(t)).collect() };
    let mut violated = outside(&state);
    let mut stale = 0;
    while state.work < budget && !run.stopped() && model.territories > 1 {
        rounds += 1;
        let group = if !violated.is_empty() && rng.unit() < 0.7 {
            let from = violated[rng.below(violated.len())];
            region::chain(&state, &mut rng, from)
        } else {
            region::group(&state, &mut rng)
        };
        if group.len() < 2 {
            stale += 1;
            if stale > 1000 {
                break;
            }
            continue;
        }
        stale = 0;
        state.work += 2000;
        if rebuild.attempt(&mut state, run, &mut rng, &mut exchange, prices, &group) {
            state.settle(run);
            violated = outside(&state);
        }
        if !violated.is_empty() && rounds.is_multiple_of(100) && penalty.0 < 1e6 {
            penalty = (penalty.0 * 3.0, penalty.1 * 3.0);
            state.guide = Guide::new(model, prices, penalty.0, penalty.1);
        }
        if rounds.is_multiple_of(64) {
            run.report(Phase::Search, state.work as f64 / budget as f64, Some(state.best_score()));
        }
    }
    super::lap("lns", t0);
    run.stats.rounds += rounds;
    state.into_best()
}

/// Exchanges between all neighbouring pairs of which one changed since they were last looked at, in random order, half of
/// them as triples; returns how many helped.
fn sweep(run: &mut Run, state: &mut State, rng: &mut Rng, exchange: &mut Exchange) -> usize {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (a, near) in state.kept.neighbours.iter().enumerate() {
        pairs.extend(near.iter().filter(|&&(b, shared)| b as usize > a && shared >= 2).map(|&(b, _)| (a as u32, b)));
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
