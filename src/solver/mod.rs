//! THE HEART: which unit goes to which territory.
//!
//! A pure optimiser over slices, integers and `u32` indices. It knows no accounts, reps, files, clocks or strings;
//! `balance` translates the domain into an [`Instance`] and the [`Outcome`] back.

/// TEMPORARY tuning knob.
#[allow(clippy::all)]
pub(crate) fn knob(name: &str, default: f64) -> f64 {
    std::env::var(name)
        .ok()
        .and_then(|v| v.parse().ok())
        .unwrap_or(default)
}
#[allow(clippy::all, clippy::print_stderr)]
pub(crate) fn lap(name: &str, cpu0: f64) -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let cpu = text
        .split_whitespace()
        .next()
        .and_then(|t| t.parse::<f64>().ok())
        .unwrap_or(0.0)
        / 1e9;
    if std::env::var("LAP").is_ok() {
        eprintln!("   {name}: {:.3}", cpu - cpu0);
    }
    cpu
}
mod construct;
mod exact;
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
mod schedule;
mod search;
mod settings;

pub use instance::{Budget, Costs, FORBIDDEN, Instance, TableCosts};
pub use outcome::{Outcome, Score, Stats};
pub use settings::{Effort, NeverStop, Observer, Phase, Progress, Quiet, Settings, Stop};

use model::Model;

/// Solves `instance` within the budget of work of `settings.effort`.
///
/// Every unit must have at least one allowed territory. The same instance and settings give the same outcome on any machine
/// and any number of threads, unless `stop` ends the run early.
pub fn solve(
    instance: &Instance,
    settings: &Settings,
    stop: &dyn Stop,
    observer: &mut dyn Observer,
) -> Outcome {
    schedule::Schedule::run(instance, settings, stop, observer)
}
