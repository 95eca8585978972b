//! Improving a plan: exchanges between neighbours until none helps, then chains and rebuilding of small groups for the budget left, region
//! by region.
//!
//! The territories are cut into regions that are searched side by side, each on a copy of the plan in which only its own territories
//! change; their moves are put together and the next cut is another one, the last ones around what costs most. How many regions there are
//! depends on the instance, not on the number of threads.

mod chain;
mod exchange;
mod group;
mod kept;
mod local;
mod rebuild;
mod region;
mod state;
mod subset;

pub(super) use kept::{Kept, PER_TERRITORY};
use state::State;
use std::sync::{Mutex, PoisonError};

use super::guide::Guide;
use super::plan::Move;
use super::rng::Rng;
use super::run::{Run, Trail};
use super::{Model, Score};

/// How often the territories are cut anew.
const CUTS: usize = 8;
/// How often they are cut around what costs most, and the work of all of that relative to the rest.
const DEAR_CUTS: usize = 4;
const DEAR: f64 = 0.4;
/// Cuts for the sweeps of larger exchanges at the end.
const LAST_CUTS: usize = 2;

/// What an improvement starts from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// A fresh construction: violations are repaired gently first.
    Rough,
    /// The best plan of an earlier search.
    Polished,
}

/// What one region did.
struct Found {
    moves: Vec<Move>,
    trail: Trail,
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
    let guide = Guide::new(model, prices, local::HARD.0, local::HARD.1);
    let mut state = State::new(model, kept, guide, assignment, run.stop());
    let regions = region::count(model.territories);
    for cut in 0..CUTS {
        run.advance(budget * cut as u64 / CUTS as u64, Some(state.best_score()));
        let rough = start == Start::Rough && cut == 0;
        let before = state.best_score();
        let territories = random_regions(&state, rng, regions);
        each_region(run, &mut state, rng, &territories, &|own, rng| {
            if rough || cut > 0 {
                local::descend(own, rng, prices, rough);
            }
            let share = own.territories.len() as f64 / model.territories as f64;
            let work = (budget as f64 * share / CUTS as f64) as u64;
            local::explore(own, rng, prices, work, 0);
        });
        // the same region again would find as little
        if regions == 1 && state.best_score() == before {
            break;
        }
        if regions > 1 && cut == 0 {
            repair(run, &mut state, rng, prices, budget / 2);
        }
    }
    repair(run, &mut state, rng, prices, budget / 2);
    if regions > 1 {
        search_dear(run, &mut state, rng, prices, (DEAR * budget as f64) as u64);
        repair(run, &mut state, rng, prices, budget / 2);
    }
    for _ in 0..LAST_CUTS {
        let cut = random_regions(&state, rng, regions);
        each_region(run, &mut state, rng, &cut, &|own, rng| {
            local::refine(own, rng);
        });
    }
    run.finish(budget);
    state.into_best()
}

/// Regions that grow from random territories.
fn random_regions(state: &State, rng: &mut Rng, regions: usize) -> Vec<Vec<u32>> {
    let order = region::shuffled(state.near.len(), rng);
    region::cut(&state.near, &order, regions)
}

/// Searches on where the plan costs most above the bound: regions grow from there, and each gets its share of the work. A single territory
/// that lacks what only a chain across many others can bring may hold a quarter of all that is lost.
fn search_dear(run: &mut Run, state: &mut State, rng: &mut Rng, prices: &[f64], budget: u64) {
    let regions = region::count(state.territories.len());
    for _ in 0..DEAR_CUTS {
        let energies = state.energies();
        let per_energy = budget as f64 / DEAR_CUTS as f64 / energies.iter().sum::<f64>();
        let order = region::dear_first(&energies, rng);
        let cut = region::cut(&state.near, &order, regions);
        each_region(run, state, rng, &cut, &|own, rng| {
            let energies = own.territories.iter().map(|&t| energies[t as usize]);
            let work = per_energy * energies.sum::<f64>();
            local::explore(own, rng, prices, work as u64, 0);
        });
    }
}

/// Goes on for the budget while a sum is outside its bounds, in the whole: a region may lack what a violation in it needs.
fn repair(run: &mut Run, state: &mut State, rng: &mut Rng, prices: &[f64], budget: u64) {
    let before = state.best_score();
    local::explore(state, rng, prices, 0, budget);
    run.follow(&std::mem::take(&mut state.trail));
    state.settle();
    tell(run, state, before);
}

/// Tells the observer when there is a better plan than `before`. Not more often than that: a plan of millions of units is put in another order
/// for it.
fn tell(run: &mut Run, state: &State, before: Score) {
    if state.best_score() < before {
        run.improved(state.best_assignment(), &state.best_score());
    }
}

/// Lets `search` improve each region of `cut`, and puts together what they found.
fn each_region(
    run: &mut Run,
    state: &mut State,
    rng: &mut Rng,
    cut: &[Vec<u32>],
    search: &(dyn Fn(&mut State, &mut Rng) + Sync),
) {
    let best_before = state.best_score();
    let seed = Rng::new(rng.below(usize::MAX) as u64);
    let whole = &*state;
    // one copy for each thread, as it was again after each region: a plan of millions of units takes longer to copy than to search
    let copies = Mutex::new(Vec::new());
    let copies = || copies.lock().unwrap_or_else(PoisonError::into_inner);
    let found = state.model.workers.map_chunks(cut.len(), 1, |range| {
        let copy = copies().pop();
        let mut own = copy.unwrap_or_else(|| whole.copy());
        own.enter(whole, &cut[range.start]);
        search(&mut own, &mut seed.fork(range.start as u64));
        let found = Found {
            moves: whole.moves_to(&own),
            trail: std::mem::take(&mut own.trail),
        };
        own.leave(whole);
        copies().push(own);
        found
    });
    for Found { moves, trail } in found {
        run.follow(&trail);
        let hard = state.plan.score().hard;
        let before: Vec<Move> = moves
            .iter()
            .map(|step| Move {
                unit: step.unit,
                to: state.plan.assignment[step.unit as usize],
            })
            .collect();
        for &step in &moves {
            state.apply(step);
        }
        state.settle();
        if state.plan.score().hard > hard {
            // two regions that spend the same budget may not go together
            for step in before {
                state.apply(step);
            }
        }
    }
    tell(run, state, best_before);
}
