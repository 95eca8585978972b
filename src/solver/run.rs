//! What every part of a run shares: the budget, the stop, the observer, counters, random numbers.

use super::rng::Rng;
use super::{Observer, Phase, Progress, Score, Settings, Stats, Stop};

/// The state of one run that is not the problem and not the plan.
pub(crate) struct Run<'a> {
    /// Settings as given.
    pub(crate) settings: Settings,
    /// Counters.
    pub(crate) stats: Stats,
    /// Random numbers.
    pub(crate) rng: Rng,
    /// The bound, once proven.
    pub(crate) bound: Option<i128>,
    done: f64,
    stop: &'a dyn Stop,
    observer: &'a mut dyn Observer,
}

impl<'a> Run<'a> {
    /// A fresh run.
    pub(crate) fn new(
        settings: Settings,
        stop: &'a dyn Stop,
        observer: &'a mut dyn Observer,
    ) -> Self {
        Self {
            settings,
            stats: Stats::default(),
            rng: Rng::new(settings.seed),
            bound: None,
            done: 0.0,
            stop,
            observer,
        }
    }

    /// Whether to end now with the best so far.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.is_stopped()
    }

    /// The stop, for parallel tasks.
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

    /// Tells the observer that a phase goes on.
    pub(crate) fn advance(&mut self, phase: Phase, done: f64, best: Option<Score>) {
        self.done = self.done.max(done);
        let done = self.done;
        self.report(phase, done, best);
    }

    /// Tells the observer of a better plan.
    pub(crate) fn improved(&mut self, assignment: &[u32], score: &Score) {
        self.observer.improved(assignment, score);
    }

    /// Mixes an accepted step into the trajectory hash (FNV-1a over the words).
    pub(crate) fn trace(&mut self, step: u64) {
        self.stats.trajectory_hash = (self.stats.trajectory_hash ^ step)
            .wrapping_mul(0x0000_0100_0000_01B3)
            .rotate_left(29);
    }
}
