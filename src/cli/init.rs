//! `terr init`.

use crate::model::Failure;

use super::{context::Context, exit::Status};

/// Flags of `terr init`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The table to work on; `-` is standard input
    pub(crate) file: Option<String>,
}

/// Runs the command.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Status, Failure> {
    let path = args
        .file
        .as_deref()
        .ok_or_else(|| super::context::missing_input("table", "FILE"))?;
    let _ = cx.read(path)?;
    Ok(Status::Done)
}
