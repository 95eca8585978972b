//! `terr balance`: accounts and reps in, a plan and its manifest out.

mod args;
mod inputs;
mod output;
mod record;
mod summary;
mod table_of_plan;

use std::time::Instant;

pub(crate) use args::Args;
pub(super) use inputs::eligibility;

use super::{context::Context, exit::Status, progress::SearchProgress, signal::SearchStop};
use crate::{
    balance::balance,
    model::{Diagnostics, Failure},
};
use inputs::Inputs;
use output::Output;

/// Runs the command.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Status, Failure> {
    let begun = Instant::now();
    let started = jiff::Timestamp::now();
    let inputs = Inputs::read(args, cx)?;
    // Before a long search: can the answer be written at all?
    let output = Output::open(args, cx, &inputs)?;
    let stop = SearchStop::listen(&cx.console, args.max_seconds)?;
    let mut progress = SearchProgress::new(cx);
    let options = &inputs.options;
    let balanced = balance(&inputs.book, options, &stop, &mut progress);
    progress.finish();
    let balanced = balanced?;
    warn(cx, &inputs, &balanced.warnings);
    let interrupted = stop.is_interrupted();
    let stopped = interrupted.then_some("interrupt").or_else(|| {
        use crate::solver::Stop as _;
        stop.is_stopped().then_some("max-seconds")
    });
    let table = table_of_plan::build(&inputs, &balanced.plan);
    let run = record::Run {
        started: started.to_string(),
        seconds: begun.elapsed().as_secs_f64(),
        stopped: stopped.map(|why| format!("{why} after {} rounds", balanced.stats.rounds)),
    };
    output.write(&table, cx, |written, folder| {
        record::manifest(args, cx, &inputs, &balanced, written, folder, run)
    })?;
    summary::print(args, cx, &inputs, &balanced, stopped);
    Ok(if interrupted {
        Status::Interrupted
    } else if args.strict && !balanced.feasible {
        Status::No
    } else {
        Status::Done
    })
}

/// Warnings of reading and of planning together.
fn warn(cx: &Context, inputs: &Inputs, of_plan: &Diagnostics) {
    let mut all = inputs.warnings.clone();
    all.extend(of_plan.clone());
    cx.console.warn(&all);
}
