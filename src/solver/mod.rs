//! THE HEART: which unit goes to which territory.
//!
//! A pure optimiser over slices, integers and `u32` indices. It knows no accounts, reps, files, clocks or strings;
//! `balance` translates the domain into an [`Instance`] and the [`Outcome`] back.

mod construct;
mod guide;
mod instance;
mod linear;
mod model;
mod outcome;
mod parallel;
mod plan;
mod prices;
mod rng;
mod rows;
mod run;
mod search;
mod settings;

pub use instance::{Budget, Costs, FORBIDDEN, Instance, TableCosts};
pub use outcome::{Outcome, Score, Stats};
pub use settings::{Effort, NeverStop, Observer, Phase, Progress, Quiet, Settings, Stop};

use model::Model;
use run::Run;

/// Solves `instance` within the budget of work of `settings.effort`.
///
/// The same instance and settings give the same outcome on any machine and any number of threads, unless `stop` ends the
/// run early.
pub fn solve(instance: &Instance, settings: &Settings, stop: &dyn Stop, observer: &mut dyn Observer) -> Outcome {
    let mut run = Run::new(*settings, stop, observer);
    let model = Model::new(instance, parallel::Workers::new(settings.threads));
    let rows = rows::Rows::new(&model);
    let mut lists = prices::Lists::new(&model, &rows, 0.5);
    let mut newton = prices::Newton::new(model.workers.clone());
    run.report(Phase::Prices, 0.0, None);
    let found = prices::raise(&mut run, &mut lists, &mut newton);
    let proof = prices::prove(&model, &rows, &found.values, &|| stop.is_stopped());
    run.bound = proof.as_ref().map(|proof| proof.bound);
    run.report(Phase::Construction, 0.1, None);
    let fixing = construct::Fixing { tau: 0.025, class: 0.85, steps: 6, anchor: 4e-3 };
    let assignment = construct::construct(&mut run, &mut lists, &mut newton, &found, &fixing);
    let kept = search::Kept::new(&mut lists, &found.values, &assignment);
    let score = instance.evaluate(&assignment);
    run.report(Phase::Search, 0.2, Some(score));
    let budget = 1_500_000_000;
    let (assignment, score) = search::improve(&mut run, &model, &kept, &found.values, assignment, budget);
    let placed = model.territories * model.measures;
    let prices = proof.as_ref().map_or_else(|| vec![0.0; model.dimensions()], |proof| proof.prices.clone());
    Outcome {
        assignment,
        score,
        bound: run.bound,
        prices: prices[..placed].to_vec(),
        budget_prices: prices[placed..].iter().map(|price| -price).collect(),
        stats: run.stats,
    }
}
