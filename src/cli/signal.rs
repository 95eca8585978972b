//! Ctrl-C and the clock, as the heart sees them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{model::Failure, solver::Stop};

use super::console::Console;

/// Stops a search on Ctrl-C or when its time is up.
#[derive(Debug, Clone)]
pub(crate) struct SearchStop {
    interrupted: Arc<AtomicBool>,
    deadline: Option<Instant>,
}

impl SearchStop {
    /// Listens to Ctrl-C (and to TERM and HUP): the first one stops the search, the second one the program.
    pub(crate) fn listen(console: &Console, max_seconds: Option<f64>) -> Result<Self, Failure> {
        let interrupted = Arc::new(AtomicBool::new(false));
        let (flag, console) = (Arc::clone(&interrupted), console.clone());
        ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                // Nothing half-written can exist: outputs are renamed into place.
                #[allow(clippy::exit, reason = "the user asked twice")]
                std::process::exit(130);
            }
            console.alert("stopping; press Ctrl-C again to quit without writing");
        })
        .map_err(|error| Failure::Internal(format!("cannot listen to Ctrl-C: {error}")))?;
        let limit = max_seconds.map(|seconds| Duration::from_secs_f64(seconds.clamp(0.0, 1e9)));
        Ok(Self {
            interrupted,
            deadline: limit.and_then(|limit| Instant::now().checked_add(limit)),
        })
    }

    /// Whether Ctrl-C was pressed.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }
}

impl Stop for SearchStop {
    fn is_stopped(&self) -> bool {
        self.is_interrupted()
            || self
                .deadline
                .is_some_and(|deadline| Instant::now() >= deadline)
    }
}
