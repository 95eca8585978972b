//! How a run is steered from outside: effort, seed, threads, stopping, watching.

use super::Score;

/// How much work a run may do. A count of work, not a clock: the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// A first answer.
    Quick,
    /// About a second for teams of usual size.
    #[default]
    Standard,
    /// Starts with exactly the run of [`Effort::Standard`] and goes on for about a minute; never ends worse.
    Thorough,
}

/// The settings of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Seed of the random generator.
    pub seed: u64,
    /// Budget of work.
    pub effort: Effort,
    /// Number of threads, at least 1. Changes the time, never the outcome.
    pub threads: usize,
}

/// Asked now and then whether to stop early (a clock, Ctrl-C); stays true once true.
pub trait Stop: Sync {
    /// Whether to stop now with the best plan so far.
    fn is_stopped(&self) -> bool;
}

/// Never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct NeverStop;

impl Stop for NeverStop {
    fn is_stopped(&self) -> bool {
        false
    }
}

/// What the run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Raising prices.
    Prices,
    /// Building the first plan.
    Construction,
    /// Improving it.
    Search,
}

/// One notice of progress.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// What the run is doing.
    pub phase: Phase,
    /// Share of the whole budget of work that is spent, 0..=1.
    pub done: f64,
    /// The best score so far, once there is a plan.
    pub best: Option<Score>,
    /// The bound so far, once there is one.
    pub bound: Option<i128>,
}

/// Watches a run.
pub trait Observer {
    /// Called at least once a phase, at most a few thousand times a run.
    fn progress(&mut self, progress: &Progress);
    /// Called with every better plan (best so far) during the search; default: ignored. For step tests.
    fn improved(&mut self, _assignment: &[u32], _score: &Score) {}
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Observer for Quiet {
    fn progress(&mut self, _: &Progress) {}
}
