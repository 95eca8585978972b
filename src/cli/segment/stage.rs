//! Runs the stage: read, leave out, segment, write, say what happened.

use crate::{
    frame::{Frame, Rule},
    model::{Diagnostic, Failure, Grid},
    segment,
};

use super::{
    super::{
        context::{Context, missing_input},
        exit::Status,
        import::keep,
        target as output,
    },
    args::Args,
    settings, show,
};

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Status, Failure> {
    let path = args
        .file
        .as_deref()
        .or(cx.files.accounts())
        .ok_or_else(|| missing_input("account table", "FILE"))?
        .to_owned();
    let settings = settings::settings(args, cx)?;
    // Where the result goes is settled before any work is done: a target that cannot be written is known at once.
    // An explanation is shown, unless -o names a file.
    let target = match (&cx.global.output, &args.file) {
        (Some(path), _) => Some(path.clone()),
        (None, None) if args.explain.is_none() => cx.files.segmented.clone(),
        (None, _) => None,
    };
    let out = output::open(cx, target.as_deref().unwrap_or("-"), &[&path])?;
    let grid = cx.read(&path)?;
    let rows = grid.rows();
    let grid = filter(grid, args, &settings.nulls)?;
    let left_out = rows - grid.rows();
    if let Some(account) = &args.explain {
        let row = find(&grid, account)?;
        let sheet = show::explained(&grid, row, &segment::explain(grid.clone(), &settings, row)?);
        out.sheets(cx, &[sheet])?;
        return Ok(Status::Done);
    }
    let segmented = segment::run(grid, &settings)?;
    cx.console.warn(&segmented.diagnostics);
    // The sums of the summary are made while the table goes to its file.
    let (written, figures) = rayon::join(|| out.table(cx, &segmented.grid), || segmented.figures());
    show::summary(cx, &settings, &segmented, &figures)?;
    written?;
    cx.console
        .note(&show::closing(&segmented, left_out, target.as_deref(), cx));
    Ok(Status::Done)
}

/// Only the rows for which `--where` is true.
fn filter(grid: Grid, args: &Args, nulls: &[String]) -> Result<Grid, Failure> {
    let Some(text) = &args.filter else {
        return Ok(grid);
    };
    let mask = Frame::new(&grid, nulls)?.mask(&Rule::flag("--where", text))?;
    keep(grid, &mask, text)
}

/// The row of an account, by id or else by name.
fn find(grid: &Grid, account: &str) -> Result<usize, Failure> {
    for name in ["account_id", "name"] {
        if let Some(column) = grid.column(name) {
            let found = column.cells.iter().position(|cell| cell == account);
            if let Some(row) = found {
                return Ok(row);
            }
        }
    }
    Err(Failure::data(
        Diagnostic::error("E416", format!("no account `{account}`"))
            .in_file(&grid.origin.file)
            .expected("an account_id or a name, exactly as in the table")
            .fix("rows that --where leaves out cannot be explained"),
    ))
}
