//! THE HEART: which unit goes to which territory.
//!
//! A pure optimiser over slices, integers and `u32` indices. It knows no accounts, reps, files, clocks or strings;
//! `balance` translates the domain into an [`Instance`] and the [`Outcome`] back.

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

#[cfg(test)]
mod tests;
