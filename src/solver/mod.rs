//! THE HEART: which unit goes to which territory.
//!
//! A pure optimiser over slices, integers and `u32` indices. It knows no accounts, reps, files, clocks or strings;
//! `balance` translates the domain into an [`Instance`] and the [`Outcome`] back.

/// TEMPORARY tuning knob.
#[allow(clippy::all)]
pub(crate) fn knob(name: &str, default: f64) -> f64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}
#[allow(clippy::all, clippy::print_stderr)]
pub(crate) fn lap(name: &str, cpu0: f64) -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let cpu = text.split_whitespace().next().and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0) / 1e9;
    if std::env::var("LAP").is_ok() { eprintln!("   {name}: {:.3}", cpu - cpu0); }
    cpu
}
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
    let t = lap("model", 0.0);
    let rows = rows::Rows::new(&model);
    let t = lap("rows", t);
    let mut lists = prices::Lists::new(&model, &rows, 0.5);
    let mut newton = prices::Newton::new(model.workers.clone());
    run.report(Phase::Prices, 0.0, None);
    let found = prices::raise(&mut run, &mut lists, &mut newton);
    let t = lap("prices", t);
    let proof = prices::prove(&model, &rows, &found.values, &|| stop.is_stopped());
    run.bound = proof.as_ref().map(|proof| proof.bound);
    run.report(Phase::Construction, 0.1, None);
    let t = lap("proof", t);
    let branching = construct::Branching { share: knob("SHARE", 0.2), units: knob("GIANTS", 60.0) as usize, tau: knob("BTAU", 0.05), trials: knob("TRIALS", 40.0) as usize, anchor: knob("BANCHOR", 1e-4) };
    let fixing = construct::Fixing { tau: knob("TAU", 0.025), class: knob("CLASS",0.85), steps: knob("STEPS",3.0) as usize, anchor: knob("ANCHOR",4e-3) };
    let assignment = construct::construct(&mut run, &mut lists, &mut newton, &found, &branching, &fixing);
    let t = lap("construct", t);
    let kept = search::Kept::new(&mut lists, &found.values, &assignment);
    let t = lap("kept", t);
    let score = instance.evaluate(&assignment);
    run.report(Phase::Search, 0.2, Some(score));
    let budget = (1e9 * knob("BUDGET", 1.5)) as u64;
    let (assignment, score) = search::improve(&mut run, &model, &kept, &found.values, assignment, budget);
    lap("search", t);
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
