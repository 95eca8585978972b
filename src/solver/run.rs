//! What every part of a run shares: the budget, the stop, the observer, counters, random numbers.

use super::rng::Rng;
use super::{Observer, Phase, Progress, Score, Settings, Stats, Stop};

/// The share of a run that prices and construction are taken for.
const BEFORE_SEARCH: f64 = 0.3;

/// The state of one run that is not the problem and not the plan.
pub(crate) struct Run<'a> {
    /// Counters.
    pub(crate) stats: Stats,
    /// Random numbers.
    pub(crate) rng: Rng,
    /// The bound, once proven.
    pub(crate) bound: Option<i128>,
    budget: u64,
    spent: u64,
    stop: &'a dyn Stop,
    observer: &'a mut dyn Observer,
}

impl<'a> Run<'a> {
    /// A fresh run.
    pub(crate) fn new(
        settings: &Settings,
        stop: &'a dyn Stop,
        observer: &'a mut dyn Observer,
    ) -> Self {
        Self {
            stats: Stats::default(),
            rng: Rng::new(settings.seed),
            bound: None,
            budget: 1,
            spent: 0,
            stop,
            observer,
        }
    }

    /// Whether to end now with the best so far.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.is_stopped()
    }

    /// Who is asked whether to end.
    pub(crate) fn stop(&self) -> &'a dyn Stop {
        self.stop
    }

    /// Tells the observer.
    pub(crate) fn report(&mut self, phase: Phase, done: f64, best: Option<Score>) {
        let bound = self.bound;
        self.observer.progress(&Progress {
            phase,
            done: done.clamp(0.0, 1.0),
            best,
            bound,
        });
    }

    /// Says how much search work the whole run may do.
    pub(crate) fn set_budget(&mut self, work: u64) {
        self.budget = work.max(1);
    }

    /// Tells the observer that the search goes on, `work` into its present part.
    pub(crate) fn advance(&mut self, work: u64, best: Option<Score>) {
        let done =
            BEFORE_SEARCH + (1.0 - BEFORE_SEARCH) * (self.spent + work) as f64 / self.budget as f64;
        self.report(Phase::Search, done, best);
    }

    /// Notes that a part of the search with this budget is over.
    pub(crate) fn finish(&mut self, work: u64) {
        self.spent += work;
    }

    /// Tells the observer of a better plan.
    pub(crate) fn improved(&mut self, assignment: &[u32], score: &Score) {
        self.observer.improved(assignment, score);
    }

    /// Mixes an accepted step into the trajectory hash.
    pub(crate) fn trace(&mut self, step: u64) {
        self.stats.trajectory_hash = mixed(self.stats.trajectory_hash, step);
    }

    /// Adds what a part of the run did.
    pub(crate) fn follow(&mut self, trail: &Trail) {
        self.stats.rounds += trail.rounds;
        self.stats.moves += trail.moves;
        self.trace(trail.hash);
    }
}

/// What a part of a run did: counters and a hash of its accepted steps.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Trail {
    /// Attempts.
    pub(crate) rounds: u64,
    /// Moves applied, also those taken back.
    pub(crate) moves: u64,
    hash: u64,
}

impl Trail {
    /// Mixes an accepted step into the hash.
    pub(crate) fn note(&mut self, step: u64) {
        self.hash = mixed(self.hash, step);
    }
}

/// One step of FNV-1a over words.
fn mixed(hash: u64, step: u64) -> u64 {
    (hash ^ step)
        .wrapping_mul(0x0000_0100_0000_01B3)
        .rotate_left(29)
}
