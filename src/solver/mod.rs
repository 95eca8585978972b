//! THE HEART: which unit goes to which territory.
//!
//! A pure optimiser over slices, integers and `u32` indices. It knows no accounts, reps, files, clocks or strings;
//! `balance` translates the domain into an [`Instance`] and the [`Outcome`] back.

mod instance;
mod outcome;
mod settings;

pub use instance::{Budget, Costs, FORBIDDEN, Instance, TableCosts};
pub use outcome::{Outcome, Score, Stats};
pub use settings::{Effort, NeverStop, Observer, Phase, Progress, Quiet, Settings, Stop};

/// Solves `instance` within the budget of work of `settings.effort`.
///
/// The same instance and settings give the same outcome on any machine and any number of threads, unless `stop` ends the
/// run early.
pub fn solve(
    instance: &Instance,
    settings: &Settings,
    stop: &dyn Stop,
    observer: &mut dyn Observer,
) -> Outcome {
    let _ = (settings, stop, observer);
    let mut assignment = Vec::with_capacity(instance.units());
    let mut row = vec![0; instance.territories()];
    for unit in 0..instance.units() {
        instance.costs().row(unit, &mut row);
        let best = (0..row.len()).min_by_key(|&j| row[j]).unwrap_or(0);
        assignment.push(best as u32);
    }
    let score = instance.evaluate(&assignment);
    Outcome {
        assignment,
        score,
        bound: None,
        prices: vec![0.0; instance.territories() * instance.measures()],
        budget_prices: vec![0.0; instance.budgets().len()],
        stats: Stats::default(),
    }
}
