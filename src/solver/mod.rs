//! THE HEART: which unit goes to which territory.
//!
//! A pure optimiser over slices, integers and `u32` indices. It knows no accounts, reps, files, clocks or strings;
//! `balance` translates the domain into an [`Instance`] and the [`Outcome`] back.
//!
//! # Reading order
//!
//! 1. `instance`, `outcome`, `settings`: what goes in and comes out. `schedule`: the order of a run.
//! 2. `order`: the units of large instances home by home. `model`: the instance without dimensions. A *dimension* is one bounded sum: a measure of
//!    a territory, or a budget.
//! 3. `prices`: the dual of the bounds is raised by Newton's method on a smoothing of it (`smooth`, `curvature`, `newton`), on candidate lists that are
//!    exact while prices stay near (`lists`, `wide`); `bound` evaluates the result in integers: the proof.
//! 4. `construct`: the largest units are placed together by the bound of the rest (`giants`, with `response` and `near` to find and try
//!    changes cheaply), the others in falling order of size while prices are raised again after each size class (`fix`).
//! 5. `search`: regions (`region`) are searched side by side (`local`): exchanges between two or three territories by meeting in the middle
//!    (`exchange`, `subset`), chains of them through several (`chain`), small groups of territories rebuilt (`group`, `rebuild`). `guide` is the
//!    objective: regrets plus what slack and violation are worth, which is cost minus bound where the plan is within bounds. `plan` keeps the
//!    exact sums, `kept` the pairs that are considered.
//! 6. `branch`: the places of the largest units are enumerated as far as they matter, which raises the bound: in a `tree` for each `part` of the map
//!    (`partition`), whose bounds add up (`worth`); `choice` says which unit comes next, `contested` what else has a choice. `exact`: branch and bound over all units where instances are tiny.
//! 7. `refute`: where no plan is within bounds, prices that prove it.
//!
//! Everything is deterministic: work is counted, not timed; parallel sums run in a fixed order; `exp` and `log` come from
//! `libm`, in the innermost loops from `smoothmath`.

mod branch;
mod construct;
mod exact;
mod guide;
mod instance;
mod linear;
#[doc(hidden)]
pub mod micro;
mod model;
mod order;
mod outcome;
mod parallel;
mod plan;
mod prices;
mod refute;
mod rng;
mod rows;
mod run;
mod schedule;
mod search;
mod settings;
mod smoothmath;

pub use instance::{Budget, Costs, FORBIDDEN, Instance, TableCosts};
pub use outcome::{Outcome, Score, Stats};
pub use refute::Refuter;
pub use settings::{Effort, NeverStop, Observer, Phase, Progress, Quiet, Settings, Stop};

use model::Model;
use order::{OrderedCosts, OrderedObserver};
use parallel::Workers;
use schedule::Schedule;

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
    let workers = Workers::new(settings.threads);
    if rows::fit(instance.units(), instance.territories()) {
        return Schedule::run(instance, settings, workers, stop, observer);
    }
    solve_by_home(instance, settings, workers, stop, observer)
}

/// Solves `instance` with its units in the order of their cheapest territories.
fn solve_by_home(
    instance: &Instance,
    settings: &Settings,
    workers: Workers,
    stop: &dyn Stop,
    observer: &mut dyn Observer,
) -> Outcome {
    let order = order::by_home(instance, &workers);
    let costs = OrderedCosts {
        inner: instance.costs(),
        order: &order,
    };
    let mut observer = OrderedObserver {
        inner: observer,
        order: &order,
    };
    let ordered = instance.ordered(&costs);
    let mut outcome = Schedule::run(&ordered, settings, workers, stop, &mut observer);
    outcome.assignment = order::given(&order, &outcome.assignment);
    outcome
}

#[cfg(test)]
mod tests;
