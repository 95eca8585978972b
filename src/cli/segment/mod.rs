//! `terr segment`.

mod args;
#[cfg(feature = "polars")]
mod settings;
#[cfg(feature = "polars")]
mod show;
#[cfg(feature = "polars")]
mod stage;

pub(crate) use args::Args;

use crate::model::Failure;

use super::{context::Context, exit::Status};

/// Runs the command.
#[cfg(feature = "polars")]
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Status, Failure> {
    stage::run(args, cx)
}

/// Runs the command.
#[cfg(not(feature = "polars"))]
pub(super) fn run(_: &Args, _: &mut Context) -> Result<Status, Failure> {
    Err(Failure::usage(
        crate::model::Diagnostic::error("E400", "this build of terr has no expressions")
            .fix("build terr with its default features"),
    ))
}
