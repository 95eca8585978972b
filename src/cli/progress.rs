//! The progress bar: on standard error, only where a person watches.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    model::printable,
    solver::{Observer, Phase, Progress},
};

use super::context::Context;

/// Between lines of progress with `-v` where no terminal watches.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Says which step of a short job runs; gone when it ends, also by an error.
#[derive(Debug)]
pub(crate) struct Steps(Option<ProgressBar>);

impl Steps {
    /// A spinner on a terminal, nothing elsewhere.
    pub(crate) fn new(cx: &Context) -> Self {
        let console = &cx.console;
        let hidden = console.quiet > 0
            || console.verbose > 0
            || cx.global.no_progress
            || !console.stderr_is_terminal;
        Self((!hidden).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            let style = ProgressStyle::with_template("{spinner} {elapsed:>4} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        }))
    }

    /// The step that runs now.
    pub(crate) fn say(&self, step: &str) {
        if let Some(bar) = &self.0 {
            bar.set_message(printable(step).into_owned());
        }
    }

    /// Takes the line away, so that messages can follow.
    pub(crate) fn done(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.done();
    }
}

/// Shows what the search is doing.
#[derive(Debug)]
pub(crate) enum SearchProgress {
    /// A bar on a terminal.
    Bar(ProgressBar),
    /// A line now and then (`-v` off a terminal).
    Lines(Instant),
    /// Nothing.
    Hidden,
}

impl SearchProgress {
    /// What suits the console and the flags.
    pub(crate) fn new(cx: &Context) -> Self {
        let console = &cx.console;
        if console.quiet > 0 || cx.global.no_progress {
            return Self::Hidden;
        }
        if console.verbose > 0 {
            return Self::Lines(Instant::now());
        }
        if !console.stderr_is_terminal {
            return Self::Hidden;
        }
        let bar = ProgressBar::with_draw_target(Some(1000), ProgressDrawTarget::stderr_with_hz(10));
        let style = ProgressStyle::with_template("{elapsed:>4} {bar:30} {percent:>3} % {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self::Bar(bar)
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

impl Observer for SearchProgress {
    fn progress(&mut self, progress: &Progress) {
        match self {
            Self::Bar(bar) => {
                bar.set_position((progress.done.clamp(0.0, 1.0) * 1000.0) as u64);
                bar.set_message(describe(progress));
            }
            Self::Lines(last) if last.elapsed() >= LINE_EVERY => {
                *last = Instant::now();
                let _ = writeln!(
                    std::io::stderr(),
                    "{:3.0} % {}",
                    progress.done * 100.0,
                    describe(progress)
                );
            }
            Self::Lines(_) | Self::Hidden => {}
        }
    }
}

/// The state of the search in a few words.
fn describe(progress: &Progress) -> String {
    let phase = match progress.phase {
        Phase::Prices => "finding prices",
        Phase::Construction => "first plan",
        Phase::Search => "improving",
    };
    match (progress.best, progress.bound) {
        (Some(best), Some(bound)) if best.is_feasible() && bound > 0 => {
            let gap = (best.cost - bound) as f64 / bound as f64 * 100.0;
            format!("{phase}: within bounds, at most {gap:.2} % above the best possible")
        }
        (Some(best), _) if best.is_feasible() => format!("{phase}: within bounds"),
        (Some(_), _) => format!("{phase}: not within bounds yet"),
        (None, _) => phase.to_owned(),
    }
}
