//! Single steps of the heart, for the micro benchmarks in `tests/bench` and nothing else: not part of the interface.

use super::construct::construct;
use super::parallel::Workers;
use super::plan::{Move, Plan};
use super::prices::{Goal, Lists, Newton, Pool, RADIUS, prove, raise};
use super::rng::Rng;
use super::rows::Rows;
use super::run::Run;
use super::schedule::first_manner;
use super::{FORBIDDEN, Instance, Model, NeverStop, Quiet, Settings};

/// Moves in a row of moves.
const MOVES: usize = 10_000;

/// Who takes the time of a step.
pub trait Clock {
    /// Runs a step as often as it likes: `steps` is how many of the step one run is; a run answers a checksum.
    fn time(&mut self, what: &str, steps: usize, run: &mut dyn FnMut() -> u64);
}

/// Has `clock` time each step.
pub fn steps(instance: &Instance, settings: &Settings, clock: &mut dyn Clock) {
    let model = Model::new(instance, Workers::new(settings.threads));
    let rows = Rows::new(&model);
    let mut lists = Lists::new(&model, &rows, RADIUS);
    let mut newton = Newton::new(model.workers.clone());
    let (stop, mut quiet) = (NeverStop, Quiet);
    let mut run = Run::new(settings, &stop, &mut quiet);
    let prices = raise(&mut run, &mut lists, &mut newton);

    let mut pool = Pool::whole(&model);
    pool.unit = (0..model.units as u32).collect();
    lists.build(&mut pool, &prices, RADIUS);
    // no step allowed: one pass at the prices, value, gradient and curvature
    let goal = Goal {
        tau: 0.25 / 32.0,
        tolerance: 0.0,
        steps: 0,
        enough: f64::INFINITY,
    };
    clock.time("pass of the dual", 1, &mut || {
        let mut at = prices.clone();
        newton.maximise(&mut pool, &mut at, goal, None, &mut |_, _| {}, &|| false);
        newton.current.value.to_bits()
    });
    clock.time("exact bound", 1, &mut || {
        prove(&lists, &prices, &|| false).map_or(0, |proof| proof.bound as u64)
    });

    let manner = first_manner(settings.effort, model.units);
    let mut assignment = Vec::new();
    clock.time("construction", 1, &mut || {
        let (lists, newton, mut rng) = (&mut lists, &mut newton, Rng::new(settings.seed));
        assignment = construct(&mut run, lists, newton, &prices, &manner, &mut rng).0;
        instance.evaluate(&assignment).cost as u64
    });

    let mut plan = Plan::new(&model, assignment, |_| true);
    let moves = moves(instance, settings.seed);
    clock.time("delta of a move", moves.len(), &mut || {
        let costs = moves.iter().map(|&step| plan.delta(step).cost as u64);
        costs.fold(0, u64::wrapping_add)
    });
    clock.time("apply of a move", 2 * moves.len(), &mut || {
        for &step in &moves {
            let back = Move {
                to: plan.assignment[step.unit as usize],
                ..step
            };
            plan.apply(step);
            plan.apply(back);
        }
        plan.score().cost as u64
    });
}

/// Random allowed moves.
fn moves(instance: &Instance, seed: u64) -> Vec<Move> {
    let mut rng = Rng::new(seed);
    let any = (0..MOVES).map(|_| Move {
        unit: rng.below(instance.units()) as u32,
        to: rng.below(instance.territories()) as u32,
    });
    let costs = instance.costs();
    any.filter(|step| costs.cost(step.unit as usize, step.to as usize) != FORBIDDEN)
        .collect()
}
