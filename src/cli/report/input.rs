//! Everything that a view is made from, read once: plan, reps, manifest, overrides, distances.

use crate::{
    cli::balance::eligibility,
    cli::context::{Context, missing_input},
    import::{self, BookRequest},
    model::{Book, Column, Diagnostic, Diagnostics, Failure, Grid, Plan},
    table::Want,
};

use super::{
    Args,
    manifest::{self, Found},
    settings::Settings,
};

/// A plan with all that belongs to it.
pub(super) struct Loaded {
    /// The plan's table.
    pub(super) grid: Grid,
    /// Accounts with the owners of before, reps, measures.
    pub(super) book: Book,
    /// Who gets what.
    pub(super) plan: Plan,
    /// What it is judged by.
    pub(super) settings: Settings,
    /// Its manifest, if it is its own.
    pub(super) manifest: Option<Found>,
    /// What was odd.
    pub(super) warnings: Diagnostics,
    /// The files read, for the check that none of them is overwritten.
    pub(super) files: Vec<String>,
}

/// The plan that was named, else that of `[files]`.
pub(super) fn plan_path(plans: &[String], cx: &Context) -> Result<String, Failure> {
    plans
        .first()
        .cloned()
        .or_else(|| cx.files.plan.clone())
        .ok_or_else(|| missing_input("plan", "PLAN"))
}

/// How much of a plan's table a view looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Every column.
    Table,
    /// What a book is made of.
    Book,
    /// The same without the names of accounts.
    Figures,
}

/// Reads a plan.
pub(super) fn load(path: &str, args: &Args, cx: &Context, scope: Scope) -> Result<Loaded, Failure> {
    if let Some(loaded) = in_brief(path, args, cx, scope) {
        return Ok(loaded);
    }
    let grid = manifest::read_table(path, args.manifest.as_deref(), cx)?;
    assemble(path, grid, args, cx)
}

/// Reads of a plan what the view looks at. Most plans are in order; if there is anything to say about this one, it is read as a whole.
fn in_brief(path: &str, args: &Args, cx: &Context, scope: Scope) -> Option<Loaded> {
    let made_with = &args.made_with;
    let files = [&args.reps, &made_with.overrides, &made_with.distances];
    // Standard input is read once, and what is odd is told only to those who ask for more.
    let once = path == "-" || files.into_iter().flatten().any(|file| file == "-");
    if scope == Scope::Table || once || cx.console.verbose > 0 {
        return None;
    }
    let found = manifest::read(path, args.manifest.as_deref()).ok()?;
    let told = found.as_ref().map(|found| &found.manifest);
    let today = Context::today().ok()?;
    let wanted = |columns: &[Column]| {
        let headers = Grid::of_headers(columns);
        match Settings::new(made_with, told, &cx.global.null, &headers, today) {
            Ok(settings) if settings.eligible.is_empty() => {
                let mut names = settings.measures(&headers);
                names.extend(settings.together);
                import::needed(columns, &names, scope == Scope::Book)
            }
            _ => vec![Want::Keep; columns.len()],
        }
    };
    let grid = cx.read_wanted(path, found.is_some(), &wanted).ok()?;
    if grid.origin.delimiter == Some(b';') {
        return None;
    }
    assemble(path, grid, args, cx).ok()
}

/// Makes of a plan's table all that belongs to it.
fn assemble(path: &str, grid: Grid, args: &Args, cx: &Context) -> Result<Loaded, Failure> {
    is_a_plan(&grid)?;
    let mut warnings = Diagnostics::new();
    let found = manifest::read(path, args.manifest.as_deref())?;
    let manifest = manifest::trusted(found, &grid, &mut warnings);
    let reps_path = reps_path(args, cx, manifest.as_ref())?;
    let reps = cx.read_with_hash(&reps_path, manifest.is_some())?;
    other_reps(manifest.as_ref(), &reps, &mut warnings);
    let told = manifest.as_ref().map(|found| &found.manifest);
    let settings = Settings::new(
        &args.made_with,
        told,
        &cx.global.null,
        &grid,
        Context::today()?,
    )?;
    let request = BookRequest {
        measures: settings.measures(&grid),
        share_columns: settings.options.share_columns(),
        together: settings.together.clone(),
        nulls: settings.nulls.clone(),
        as_plan: true,
        as_of: Some(settings.options.as_of),
        ..BookRequest::default()
    };
    let (mut book, problems) = import::book(&grid, &reps, &request)?;
    // What was odd about the accounts was said when the plan was made; a report that runs every night does not repeat it.
    if cx.console.verbose > 0 {
        warnings.extend(problems);
    }
    // Before overrides and distances: a plan of other reps is the first thing to say.
    let plan = import::plan(&grid, &book, &settings.nulls)?;
    let mut files = vec![path.to_owned(), reps_path];
    let side_file = |flag: &Option<String>, role: &str| {
        let recorded = || {
            manifest
                .as_ref()
                .and_then(|found| Some(found.path_of(found.input(role)?)))
        };
        flag.clone().or_else(recorded)
    };
    if let Some(path) = side_file(&args.made_with.overrides, "overrides") {
        let (rows, problems) = import::overrides(&cx.read(&path)?, &book, &settings.nulls)?;
        book.overrides = rows;
        warnings.extend(problems);
        files.push(path);
    }
    if let Some(path) = side_file(&args.made_with.distances, "distances") {
        let (matrix, problems) = import::distances(&cx.read(&path)?, &book)?;
        book.distances = Some(matrix);
        warnings.extend(problems);
        files.push(path);
    }
    for text in &settings.eligible {
        let expression = eligibility(&grid, &reps, text, &settings.nulls)?;
        book.expressions.push(expression);
    }
    Ok(Loaded {
        grid,
        book,
        plan,
        settings,
        manifest,
        warnings,
        files,
    })
}

/// The rep table: the flag, else `[files]`, else what the manifest names.
fn reps_path(args: &Args, cx: &Context, manifest: Option<&Found>) -> Result<String, Failure> {
    let recorded = || manifest.and_then(|found| Some(found.path_of(found.input("reps")?)));
    args.reps
        .clone()
        .or_else(|| cx.files.reps().map(str::to_owned))
        .or_else(recorded)
        .ok_or_else(|| missing_input("rep table", "--reps FILE"))
}

/// A rep table other than the plan's is no error: people leave. But it is said.
fn other_reps(manifest: Option<&Found>, reps: &Grid, warnings: &mut Diagnostics) {
    let Some(input) = manifest.and_then(|found| found.input("reps")) else {
        return;
    };
    if !input.sha256.eq_ignore_ascii_case(&reps.origin.sha256) {
        warnings.push(
            Diagnostic::warning(
                "W502",
                "the rep table is not the one that the plan was made with",
            )
            .in_file(&*reps.origin.file)
            .value(reps.origin.sha256.clone())
            .expected(input.sha256.clone())
            .fix("figures are those of the reps given; for those of the plan name its own file"),
        );
    }
}

/// A table without these columns is not a plan, whatever else it is.
fn is_a_plan(grid: &Grid) -> Result<(), Failure> {
    let missing: Vec<&str> = ["account_id", "rep_id", "previous_rep_id", "change"]
        .into_iter()
        .filter(|name| grid.position(name).is_none())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let headers: Vec<&str> = grid.headers().take(12).collect();
    Err(Failure::data(
        Diagnostic::error("E505", format!("this table is not a plan: it lacks `{}`", missing.join("`, `")))
            .in_file(&*grid.origin.file)
            .value(headers.join(", "))
            .expected("a table written by `terr balance`, with account_id, rep_id, previous_rep_id and change")
            .fix("make a plan first: terr balance accounts.csv --reps reps.csv -o plan.csv"),
    ))
}
