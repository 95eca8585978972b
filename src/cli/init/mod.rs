//! `terr init`: a commented `terr.toml` for the exports that it is given.

mod template;

use std::{io::Write as _, path::Path};

use crate::{
    model::{Diagnostic, Failure},
    table::Sink,
};

use super::{
    context::{Context, missing_input},
    exit::Status,
    paths::relative,
};

/// The file that is written where `-o` names none.
const TARGET: &str = "terr.toml";

/// Flags of `terr init`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "Examples:\n  terr init crm_accounts.csv --reps crm_users.csv\n  terr init crm_accounts.csv --reps crm_users.csv -o -"
)]
pub(crate) struct Args {
    /// The account export
    pub(crate) file: Option<String>,
    /// The rep table
    #[arg(long, value_name = "FILE")]
    pub(crate) reps: Option<String>,
    /// Replace a terr.toml that is already there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Status, Failure> {
    let accounts = args
        .file
        .as_deref()
        .ok_or_else(|| missing_input("account export", "FILE"))?;
    let reps = args
        .reps
        .as_deref()
        .ok_or_else(|| missing_input("rep table", "--reps FILE"))?;
    let target = cx
        .global
        .output
        .clone()
        .unwrap_or_else(|| TARGET.to_owned());
    if target != "-" && !args.force && Path::new(&target).exists() {
        return Err(Failure::usage(
            Diagnostic::error("E606", format!("{target} is already there"))
                .fix("pass --force to replace it, or -o - to look at the new one first"),
        ));
    }
    let account_grid = cx.read(accounts)?;
    let rep_grid = cx.read(reps)?;
    // `[files]` is relative to the file that it stands in.
    let folder = Path::new(&target).parent().unwrap_or(Path::new(""));
    let seen = |path: &str| relative(Path::new(path), folder);
    let text = template::Template::new(
        (&seen(accounts), &account_grid),
        (&seen(reps), &rep_grid),
        &cx.global.null,
    )?
    .write();
    if target == "-" {
        cx.console.data(|out| out.write_all(text.as_bytes()))?;
        return Ok(Status::Done);
    }
    let mut sink = Sink::create(&target, &[accounts, reps])?;
    sink.write_all(text.as_bytes())
        .map_err(|source| Failure::writing(&target, source))?;
    sink.commit()?;
    cx.console.note(&format!(
        "{target} written. Next: read it, then terr import && terr balance && terr report"
    ));
    Ok(Status::Done)
}
