//! The flags of `terr balance`.

use crate::{
    balance::Compactness,
    model::{Date, Decimal, MeasureRequest, MoveCap, TargetRequest, Tolerance},
    solver::Effort,
};

/// Assign accounts to reps so that measures are balanced, travel is short and customers keep the rep whom they know.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  terr balance accounts.csv --reps reps.csv -o plan.csv
  terr balance accounts.csv --reps reps.csv --measure potential:5% --measure workload:10% --target potential=quota -o plan.csv
  terr balance plan.csv --reps reps.csv --only-new -o next.csv")]
pub(crate) struct Args {
    /// The accounts, clean or as exported, or a plan to start from; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<String>,
    /// The rep table
    #[arg(long, value_name = "FILE")]
    pub(crate) reps: Option<String>,

    /// Balance this column, or `count` (repeat): within 5 % of target, or `:10%`, or absolute bounds `:LO..HI`.
    /// None given: potential and workload where present, else count
    #[arg(long, value_name = "NAME[:5%|:LO..HI]", help_heading = "Balance")]
    pub(crate) measure: Vec<MeasureRequest>,
    /// Where targets come from: `equal`, `capacity` (x fte x ramp) or a column of the rep table; `MEASURE=RULE` for one measure.
    /// Default: capacity if every planned rep has one, equal if none has
    #[arg(long, value_name = "[MEASURE=]RULE", help_heading = "Balance")]
    pub(crate) target: Vec<TargetRequest>,
    /// The least share of accounts for which a balanced measure must be known
    #[arg(long, value_name = "SHARE", default_value = "90%", value_parser = share, help_heading = "Balance")]
    pub(crate) min_known: u32,

    /// Leaving an account with its owner is worth KM of travel per unit of the travel measure.
    /// Default: 50 where accounts have owners and places are degrees, else 0
    #[arg(long, value_name = "KM", value_parser = distance, help_heading = "Travel and continuity")]
    pub(crate) keep: Option<Decimal>,
    /// Granting a preference of --overrides is worth KM likewise. Default: 50 where places are degrees, else 0
    #[arg(long, value_name = "KM", value_parser = distance, help_heading = "Travel and continuity")]
    pub(crate) prefer: Option<Decimal>,
    /// What weighs distances: a numeric column or `count`. Default: workload where present, else count
    #[arg(long, value_name = "NAME", help_heading = "Travel and continuity")]
    pub(crate) travel_measure: Option<String>,
    /// How spread is measured: distance to the rep, or squared distance
    #[arg(
        long,
        value_name = "KIND",
        value_enum,
        default_value = "distance",
        help_heading = "Travel and continuity"
    )]
    pub(crate) compactness: CompactnessChoice,
    /// Distances from accounts to reps: `from,to,distance`; a missing pair means "cannot serve"
    #[arg(long, value_name = "FILE", help_heading = "Travel and continuity")]
    pub(crate) distances: Option<String>,
    /// At most this share of accounts, or of a measure, leaves an owner who is available (repeat)
    #[arg(
        long,
        value_name = "[MEASURE:]10%",
        help_heading = "Travel and continuity"
    )]
    pub(crate) max_moved: Vec<MoveCap>,
    /// Owned accounts stay; only accounts without an owner, or whose owner left, are placed
    #[arg(long, help_heading = "Travel and continuity")]
    pub(crate) only_new: bool,

    /// Keep accounts with the same value in this column together (repeat)
    #[arg(long, value_name = "COLUMN", help_heading = "Rules")]
    pub(crate) together: Vec<String>,
    /// A yes/no expression over account columns and `rep.` columns: who may hold what (repeat)
    #[arg(long, value_name = "EXPRESSION", help_heading = "Rules")]
    pub(crate) eligible: Vec<String>,
    /// Requests of reps and managers: `account_id,rep_id,action,reason,expires`; action is pin, exclude, prefer or lock
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(crate) overrides: Option<String>,
    /// Plan only the accounts for which this expression is true
    #[arg(long = "where", value_name = "EXPRESSION", help_heading = "Rules")]
    pub(crate) condition: Option<String>,
    /// Which column is what, where the header does not say: `account_id="Acct No"` (repeat)
    #[arg(long, value_name = "NAME=HEADER", value_parser = pair, help_heading = "Rules")]
    pub(crate) map: Vec<(String, String)>,
    /// The day that start dates, end dates and expiries are judged on. Default: today
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Rules")]
    pub(crate) as_of: Option<Date>,

    /// How much work to do: quick, standard (about a second), thorough (about a minute)
    #[arg(
        long,
        value_name = "EFFORT",
        value_enum,
        default_value = "standard",
        help_heading = "Search"
    )]
    pub(crate) effort: EffortChoice,
    /// Seed of the search: the same seed gives the same plan
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Search")]
    pub(crate) seed: u64,
    /// Stop after so many seconds with the best plan so far
    #[arg(long, value_name = "S", value_parser = seconds, help_heading = "Search")]
    pub(crate) max_seconds: Option<f64>,
    /// Threads; they change the time, never the plan. Default: all processors
    #[arg(
        long,
        value_name = "N",
        env = "TERR_THREADS",
        hide_env_values = true,
        help_heading = "Search"
    )]
    pub(crate) threads: Option<usize>,

    /// Exit 1 when a bound is missed; the plan is written all the same
    #[arg(long, help_heading = "Files and formats")]
    pub(crate) strict: bool,
    /// Where the manifest goes. Default: beside the plan, as NAME.manifest.json
    #[arg(long, value_name = "FILE", help_heading = "Files and formats")]
    pub(crate) manifest: Option<String>,
}

/// `--compactness`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CompactnessChoice {
    /// Distance to the rep's place
    Distance,
    /// Squared distance: far accounts count more
    Inertia,
}

impl From<CompactnessChoice> for Compactness {
    fn from(choice: CompactnessChoice) -> Self {
        match choice {
            CompactnessChoice::Distance => Self::Distance,
            CompactnessChoice::Inertia => Self::Inertia,
        }
    }
}

/// `--effort`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum EffortChoice {
    /// A first answer
    Quick,
    /// About a second for teams of usual size
    Standard,
    /// Standard, then about a minute more
    Thorough,
}

impl From<EffortChoice> for Effort {
    fn from(choice: EffortChoice) -> Self {
        match choice {
            EffortChoice::Quick => Self::Quick,
            EffortChoice::Standard => Self::Standard,
            EffortChoice::Thorough => Self::Thorough,
        }
    }
}

fn share(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(Tolerance::Share(share)) if share <= 1_000_000 => Ok(share),
        _ => Err(format!("`{text}` is not a share such as 90%")),
    }
}

fn distance(text: &str) -> Result<Decimal, String> {
    Decimal::parse(text)
        .filter(|value| (0.0..=1e9).contains(&value.to_f64()))
        .ok_or_else(|| format!("`{text}` is not a distance such as 50 or 12.5"))
}

fn seconds(text: &str) -> Result<f64, String> {
    Decimal::parse(text)
        .map(Decimal::to_f64)
        .filter(|seconds| *seconds >= 0.0)
        .ok_or_else(|| format!("`{text}` is not a number of seconds"))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, header) = text
        .split_once('=')
        .ok_or_else(|| format!("`{text}` is not NAME=HEADER, such as account_id=\"Acct No\""))?;
    Ok((name.trim().to_owned(), header.to_owned()))
}
