//! Exit codes: the contract with scripts and cron.

use std::{io, process::ExitCode};

use crate::model::Failure;

/// How a command ended that did its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done: 0.
    Done,
    /// The answer is no (gates, `--strict`); the output is written: 1.
    No,
    /// Interrupted; the best plan so far is written: 130.
    Interrupted,
}

impl Status {
    /// The exit code.
    pub(super) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Interrupted => 130,
        })
    }
}

/// Wrong usage or configuration.
pub(super) const USAGE: u8 = 2;
/// A bug.
pub(super) const INTERNAL: u8 = 70;

/// The exit code of a failure. A reader that closed the pipe has seen enough: 0.
pub(super) fn code(failure: &Failure) -> u8 {
    match failure {
        Failure::Usage(_) => USAGE,
        Failure::Data(_) => 3,
        Failure::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe => 0,
        Failure::Io { .. } => 4,
        Failure::Internal(_) => INTERNAL,
    }
}
