//! `terr import`.

mod args;
mod job;
mod report;
mod rows;
mod settings;

pub(crate) use args::Args;
#[cfg(feature = "polars")]
pub(in crate::cli) use rows::keep;

use crate::{import::Kind, model::Failure, table::schema};

use super::{
    context::{Context, missing_input},
    exit::Status,
};

/// Runs the command: the file given, or both tables of `[files]`, the reps first.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Status, Failure> {
    let settings = settings::Settings::new(args, cx)?;
    if !args.file.is_empty() {
        let reps = match args.kind.into() {
            Kind::Reps => None,
            _ => args.reps.clone(),
        };
        let job = job::Job {
            kind: args.kind.into(),
            paths: job::expand(&args.file)?,
            reps,
            target: cx.global.output.clone().unwrap_or_else(|| "-".to_owned()),
            settings,
        };
        return job.run(args, cx).map(|()| Status::Done);
    }
    let files = cx.files.clone();
    let mut done = false;
    if let (Some(raw), Some(clean)) = (&files.reps_raw, &files.reps_clean) {
        let of_accounts = |name: &str| schema::account(name).is_some();
        let job = job::Job {
            kind: Kind::Reps,
            paths: vec![raw.clone()],
            reps: None,
            target: clean.clone(),
            settings: settings.with_map(|name| !of_accounts(name)).one_row_each(),
        };
        job.run(args, cx)?;
        done = true;
    }
    if let (Some(raw), Some(clean)) = (&files.accounts_raw, &files.accounts_clean) {
        let job = job::Job {
            kind: Kind::Accounts,
            paths: vec![raw.clone()],
            reps: args
                .reps
                .clone()
                .or_else(|| files.reps().map(str::to_owned)),
            target: clean.clone(),
            settings: settings
                .with_map(|name| schema::rep(name).is_none() || schema::account(name).is_some()),
        };
        job.run(args, cx)?;
        done = true;
    }
    if done {
        Ok(Status::Done)
    } else {
        Err(missing_input("table", "FILE"))
    }
}
