//! What a plan is made from: the tables, read and checked, and the options.

use crate::{
    balance::{Options, default_measures, default_travel_measure},
    cli::context::{Context, missing_input},
    import::{self, BookRequest, Kind, Mapping},
    model::{Book, Date, Diagnostic, Diagnostics, Failure, Grid},
};

use super::Args;

/// A table that was read, for the manifest.
pub(super) struct Source {
    pub(super) role: &'static str,
    pub(super) path: String,
    pub(super) sha256: String,
    pub(super) rows: usize,
}

/// Everything that was read.
pub(super) struct Inputs {
    pub(super) accounts: Grid,
    pub(super) mapping: Mapping,
    pub(super) reps_path: String,
    pub(super) book: Book,
    pub(super) options: Options,
    pub(super) warnings: Diagnostics,
    pub(super) sources: Vec<Source>,
    /// Rows that `--where` left out.
    pub(super) left_out: usize,
    /// Whether the day matters: some rep or override has a date.
    pub(super) dated: bool,
}

impl Inputs {
    pub(super) fn read(args: &Args, cx: &Context) -> Result<Self, Failure> {
        let path = args.file.as_deref().or_else(|| cx.files.to_balance());
        let path = path.ok_or_else(|| missing_input("account table", "FILE"))?;
        let reps_path = args.reps.as_deref().or_else(|| cx.files.reps());
        let reps_path = reps_path.ok_or_else(|| missing_input("rep table", "--reps FILE"))?;
        let mut sources = Vec::new();
        let mut read = |role: &'static str, path: &str| -> Result<Grid, Failure> {
            let grid = cx.read_with_hash(path, true)?;
            sources.push(Source {
                role,
                path: path.to_owned(),
                sha256: grid.origin.sha256.clone(),
                rows: grid.rows(),
            });
            Ok(grid)
        };
        let accounts = read("accounts", path)?;
        let reps = read("reps", reps_path)?;
        let overrides = args
            .overrides
            .as_deref()
            .map(|path| read("overrides", path))
            .transpose()?;
        let distances = args
            .distances
            .as_deref()
            .map(|path| read("distances", path))
            .transpose()?;
        let rows = accounts.rows();
        let nulls = &cx.global.null;
        let accounts = match &args.condition {
            Some(condition) => select(accounts, condition, nulls)?,
            None => accounts,
        };
        let left_out = rows - accounts.rows();
        let mapping =
            import::recognise(&accounts, Kind::Accounts, &args.map, None).map_err(Failure::Data)?;
        let as_of = args.as_of.map_or_else(Context::today, Ok)?;
        let options = options(args, as_of, |name| {
            mapping.column(name).is_some() || accounts.position(name).is_some()
        });
        let request = BookRequest {
            measures: options.measure_names(),
            share_columns: options.share_columns(),
            together: args.together.clone(),
            nulls: nulls.clone(),
            map: args.map.clone(),
            as_of: Some(as_of),
            ..BookRequest::default()
        };
        let (mut book, mut warnings) = import::book(&accounts, &reps, &request)?;
        if let Some(grid) = distances {
            let (matrix, problems) = import::distances(&grid, &book)?;
            book.distances = Some(matrix);
            warnings.extend(problems);
        }
        if let Some(grid) = overrides {
            let (rows, problems) = import::overrides(&grid, &book, nulls)?;
            book.overrides = rows;
            warnings.extend(problems);
        }
        for text in &args.eligible {
            book.expressions
                .push(eligibility(&accounts, &reps, text, nulls)?);
        }
        let dated = book
            .reps
            .iter()
            .any(|rep| rep.start_date.is_some() || rep.end_date.is_some())
            || book.overrides.iter().any(|row| row.expires.is_some());
        Ok(Self {
            accounts,
            mapping,
            reps_path: reps_path.to_owned(),
            book,
            options,
            warnings,
            sources,
            left_out,
            dated,
        })
    }

    /// The paths of all files read, which the output must not replace.
    pub(super) fn paths(&self) -> Vec<&str> {
        self.sources
            .iter()
            .map(|source| source.path.as_str())
            .collect()
    }
}

fn options(args: &Args, as_of: Date, has: impl Fn(&str) -> bool) -> Options {
    let measures = if args.measure.is_empty() {
        default_measures(&has)
    } else {
        args.measure.clone()
    };
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Options {
        measures,
        targets: args.target.clone(),
        travel_measure: args
            .travel_measure
            .clone()
            .unwrap_or_else(|| default_travel_measure(&has).to_owned()),
        keep: args.keep,
        prefer: args.prefer,
        compactness: args.compactness.into(),
        min_known: args.min_known,
        max_moved: args.max_moved.clone(),
        only_new: args.only_new,
        as_of,
        effort: args.effort.into(),
        seed: args.seed,
        threads: args.threads.unwrap_or(processors).max(1),
    }
}

/// The rows for which the expression is true.
#[cfg(feature = "polars")]
#[allow(
    clippy::needless_pass_by_value,
    reason = "the rows that are left out are dropped at once"
)]
fn select(grid: Grid, condition: &str, nulls: &[String]) -> Result<Grid, Failure> {
    use crate::frame::{Frame, Rule};
    let mask = Frame::new(&grid, nulls)?.mask(&Rule::flag("--where", condition))?;
    let rows: Vec<usize> = (0..grid.rows()).filter(|&row| mask[row]).collect();
    if rows.is_empty() {
        return Err(Failure::data(
            Diagnostic::error("E310", "--where leaves no account")
                .in_file(&grid.origin.file)
                .value(condition)
                .fix("check the spelling of values; text is compared exactly, and an empty cell is no match"),
        ));
    }
    Ok(grid.select(&rows))
}

/// A yes/no expression over account and rep columns, evaluated.
#[cfg(feature = "polars")]
pub(in crate::cli) fn eligibility(
    accounts: &Grid,
    reps: &Grid,
    text: &str,
    nulls: &[String],
) -> Result<crate::model::Expression, Failure> {
    use crate::frame::{Frame, Rule, pairs};
    pairs(
        &Frame::new(accounts, nulls)?,
        &Frame::new(reps, nulls)?,
        &Rule::flag("--eligible", text),
    )
}

#[cfg(not(feature = "polars"))]
fn select(_: Grid, _: &str, _: &[String]) -> Result<Grid, Failure> {
    Err(without_expressions("--where"))
}

#[cfg(not(feature = "polars"))]
pub(in crate::cli) fn eligibility(
    _: &Grid,
    _: &Grid,
    _: &str,
    _: &[String],
) -> Result<crate::model::Expression, Failure> {
    Err(without_expressions("--eligible"))
}

#[cfg(not(feature = "polars"))]
fn without_expressions(flag: &str) -> Failure {
    Failure::usage(
        Diagnostic::error(
            "E605",
            format!("{flag} needs a terr built with the feature `polars`"),
        )
        .fix("install terr with its default features"),
    )
}
