//! `terr report`: figures of a plan, looked at, compared, checked.

mod compare;
mod explain;
mod gates;
mod input;
mod log;
mod manifest;
mod market;
mod output;
mod overlaps;
mod packs;
mod settings;
mod verify;
mod view;

use clap::ValueEnum;

use crate::{
    balance::{self, Fate, Problem},
    model::{Failure, MoveCap},
    render::Format,
    report::{self, Basis, By, Ledger, Roads, Sheet},
};

use super::{context::Context, exit::Status};
use input::{Loaded, Scope, load, plan_path};
use output::Output;
use settings::PlanArgs;
use view::View;

/// Flags of `terr report`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "Views:
  summary      the team before and after, one row per territory (the default)
  territories  each territory in full; what it gains and loses
  changes      the accounts that change, from whom, to whom, why; flows
  handover     what each rep gives to whom, with what is open; --packs: a file per rep
  overrides    the fate of each row of the overrides
  explain      PLAN ACCOUNT: what every other rep would mean for the account, and which rules say no
  moves        from today to the plan one move at a time, the most useful first
  compare      two plans or more side by side, and what differs; --diff: only that
  overlaps     double claims, split parents, shared postal codes; also of an account export
  profile      the market by segment, tier, industry: sums, growth, concentration; each territory against the team.
               Also of an account export or a segmented table
  coverage     accounts without a rep or activity, potential that nobody holds, reps without accounts; of any account table
  check        the gates: exit 1 where one is violated, a row for each reason
  verify       every hash and figure of the manifest computed again: exit 1 if one is wrong

Shares are fractions in csv, tsv, json and parquet (0.05), per cent for people (5.0%).
With [files] in terr.toml, PLAN and --reps can be left out.")]
pub(crate) struct Args {
    /// A view (default summary), or the plan
    #[arg(value_name = "VIEW")]
    pub(crate) view: Option<String>,
    /// The plan; `-` is standard input
    #[arg(value_name = "PLAN")]
    pub(crate) plans: Vec<String>,
    /// The rep table
    #[arg(long, value_name = "FILE")]
    pub(crate) reps: Option<String>,
    /// The manifest, where it does not lie beside the plan
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<String>,
    /// One row for each
    #[arg(
        long,
        value_enum,
        default_value = "rep",
        help_heading = "What is shown"
    )]
    pub(crate) by: Grouping,
    /// compare: only what differs, as stable text
    #[arg(long, help_heading = "What is shown")]
    pub(crate) diff: bool,
    /// handover: write a file for each rep into this folder
    #[arg(long, value_name = "FOLDER", help_heading = "What is shown")]
    pub(crate) packs: Option<String>,
    /// profile, coverage: a column to look through (repeat); default: segment, tier, industry, type, region or state
    #[arg(long, value_name = "COLUMN", help_heading = "What is shown")]
    pub(crate) dimension: Vec<String>,
    /// coverage: an account without activity for longer counts as not worked
    #[arg(
        long,
        value_name = "DAYS",
        default_value_t = 90,
        help_heading = "What is shown"
    )]
    pub(crate) active_days: i64,
    /// changes: also accounts that stay with their owner
    #[arg(long, help_heading = "What is shown")]
    pub(crate) all: bool,
    /// Road distance = straight distance x N, instead of the published factors by length
    #[arg(long, value_name = "N", value_parser = circuity, help_heading = "What is shown")]
    pub(crate) circuity: Option<u32>,
    /// CSV: leave cells that a spreadsheet would take for a formula as they are
    #[arg(long, help_heading = "What is shown")]
    pub(crate) raw: bool,
    /// CSV for Excel: byte order mark and CRLF
    #[arg(long, help_heading = "What is shown")]
    pub(crate) excel: bool,
    /// Gate: no balanced measure further from target than this
    #[arg(
        long,
        value_name = "[MEASURE:]15%",
        help_heading = "Gates of the view check"
    )]
    pub(crate) max_deviation: Vec<MoveCap>,
    /// Gate: no more than this leaves available owners
    #[arg(
        long,
        value_name = "[MEASURE:]10%",
        help_heading = "Gates of the view check"
    )]
    pub(crate) max_moved: Vec<MoveCap>,
    /// Gate: at least this has a rep
    #[arg(
        long,
        value_name = "[MEASURE:]98%",
        help_heading = "Gates of the view check"
    )]
    pub(crate) min_coverage: Vec<MoveCap>,
    /// Gate: no rep busier than this
    #[arg(long, value_name = "110%", value_parser = percent, help_heading = "Gates of the view check")]
    pub(crate) max_utilisation: Option<u32>,
    /// check: append a row with the figures of this run to a CSV file
    #[arg(long, value_name = "FILE", help_heading = "Gates of the view check")]
    pub(crate) log: Option<String>,
    #[command(flatten)]
    pub(crate) made_with: PlanArgs,
}

/// `--by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Grouping {
    /// Each rep
    Rep,
    /// Each manager, by `manager_id`
    Manager,
    /// Each region
    Region,
}

impl From<Grouping> for By {
    fn from(grouping: Grouping) -> Self {
        match grouping {
            Grouping::Rep => Self::Rep,
            Grouping::Manager => Self::Manager,
            Grouping::Region => Self::Region,
        }
    }
}

/// Parses `110%` into millionths.
fn percent(text: &str) -> Result<u32, String> {
    let cap: MoveCap = text.parse()?;
    match cap.measure {
        None => Ok(cap.millionths),
        Some(_) => Err(format!("`{text}` is not a share such as 110%")),
    }
}

/// Parses `1.3` into hundredths.
fn circuity(text: &str) -> Result<u32, String> {
    match text.parse::<f64>() {
        Ok(factor) if (1.0..=10.0).contains(&factor) => Ok((factor * 100.0).round() as u32),
        _ => Err("a factor from 1 to 10, such as 1.3".to_owned()),
    }
}

/// How road distance is estimated.
fn roads(args: &Args) -> Roads {
    args.circuity.map_or(Roads::Banded, Roads::Factor)
}

/// Runs the command.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Status, Failure> {
    let (view, plans) = view::resolve(args.view.as_deref(), &args.plans)?;
    let output = Output::new(cx)?;
    match view {
        View::Compare => compare::run(args, cx, &plans, &output),
        View::Explain => explain::run(args, cx, &plans, &output),
        View::Overlaps => overlaps::run(args, cx, &plan_path(&plans, cx)?, &output),
        View::Profile | View::Coverage => {
            market::run(view, args, cx, &market::path(&plans, cx)?, &output)
        }
        View::Verify => verify::run(args, cx, &plan_path(&plans, cx)?, &output),
        view => one(view, args, cx, &plan_path(&plans, cx)?, &output),
    }
}

/// How much of a plan a view looks at.
fn scope(view: View, format: Format) -> Scope {
    match view {
        View::Handover => Scope::Table,
        View::Summary if format == Format::Xlsx => Scope::Table,
        View::Summary | View::Territories => Scope::Figures,
        _ => Scope::Book,
    }
}

/// A view of one plan.
fn one(
    view: View,
    args: &Args,
    cx: &Context,
    path: &str,
    output: &Output,
) -> Result<Status, Failure> {
    let loaded = load(path, args, cx, scope(view, output.format))?;
    cx.console.warn(&loaded.warnings);
    let problem = Problem::new(&loaded.book, &loaded.settings.options)?;
    let distance = |account, rep| problem.distances.between(account, rep);
    let basis = Basis::new(&problem, &loaded.plan, &distance, roads(args));
    let ledger = Ledger::new(&basis);
    if view == View::Check {
        return gates::run(args, cx, &loaded, &problem, &basis, &ledger, output);
    }
    if let (View::Handover, Some(folder)) = (view, &args.packs) {
        packs::write(folder, args, cx, &loaded, &basis, output.format)?;
        if cx.global.output.is_none() {
            return Ok(Status::Done);
        }
    }
    let fates = balance::fates(&problem, &loaded.plan);
    let scene = Scene {
        args,
        problem: &problem,
        loaded: &loaded,
        basis: &basis,
        ledger: &ledger,
        fates: &fates,
    };
    output.write(&scene.sheets(view, output.format), args, cx, &loaded.files)?;
    Ok(Status::Done)
}

/// What the sheets of one plan are made from.
struct Scene<'a> {
    args: &'a Args,
    problem: &'a Problem<'a>,
    loaded: &'a Loaded,
    basis: &'a Basis<'a>,
    ledger: &'a Ledger,
    fates: &'a [Fate],
}

impl Scene<'_> {
    /// The sheets of a view. A workbook of the summary holds the whole plan.
    fn sheets(&self, view: View, format: Format) -> Vec<Sheet> {
        let by = By::from(self.args.by);
        let (basis, ledger) = (self.basis, self.ledger);
        let changes = || report::changes(basis, ledger, by, self.args.all);
        let overrides = || report::overrides(basis, self.fates);
        match view {
            View::Territories => report::territories(basis, ledger, by),
            View::Changes => changes(),
            View::Handover => vec![report::handover(basis, &self.loaded.grid)],
            View::Overrides => vec![overrides()],
            View::Moves => {
                let curve = balance::moves::moves(self.problem, &self.loaded.plan.alignment);
                vec![report::moves(basis, &curve)]
            }
            _ if format == Format::Xlsx => {
                let mut sheets = report::summary(basis, ledger, by, true);
                sheets.push(report::assignments(&self.loaded.grid));
                sheets.extend(changes());
                sheets.push(overrides());
                sheets
            }
            _ => report::summary(basis, ledger, by, false),
        }
    }
}
