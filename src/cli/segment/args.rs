//! The flags of `terr segment`; each is a key of `[segment]` in `terr.toml` too.

/// Flags of `terr segment`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "Examples:\n  terr segment accounts.csv -o segmented.csv\n  terr segment accounts.csv --potential annual_revenue --tiers A:80%,B:95%,C --visits-per-year A=24 --visits-per-year 6 --minutes-per-visit 60\n  terr segment accounts.csv --explain 0014000000LmabcAAB\n\nRules stand in terr.toml: [[segment.rules]] with name, when and per-segment settings; the first match decides."
)]
pub(crate) struct Args {
    /// The account table; `-` is standard input. Default: the clean accounts of [files]
    pub(crate) file: Option<String>,

    /// Leave out rows for which this expression is not true
    #[arg(long = "where", value_name = "EXPR", help_heading = "Segments")]
    pub(crate) filter: Option<String>,
    /// The segment of accounts that no rule matches; without it they stay empty
    #[arg(long, value_name = "NAME", help_heading = "Segments")]
    pub(crate) default: Option<String>,
    /// Warn about segments with fewer accounts than this
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Segments")]
    pub(crate) min_cell: usize,
    /// Show which rules were tried on this account (id or name), and write nothing else
    #[arg(long, value_name = "ACCOUNT", help_heading = "Segments")]
    pub(crate) explain: Option<String>,

    /// What an account may be worth a year: a column, or an expression such as `employees * 120`
    #[arg(
        long,
        value_name = "EXPR",
        help_heading = "Tiers and potential",
        allow_hyphen_values = true
    )]
    pub(crate) potential: Option<String>,
    /// Tiers, the best first: cumulative shares (A:80%,B:95%,C) or values (A:100000,B:20000,C)
    #[arg(long, value_name = "LIST", help_heading = "Tiers and potential")]
    pub(crate) tiers: Option<String>,
    /// What the shares of --tiers are shares of
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        default_value = "share",
        help_heading = "Tiers and potential"
    )]
    pub(crate) tier_by: TierBy,
    /// What tiers are cut by: a column or an expression; default: potential
    #[arg(
        long,
        value_name = "EXPR",
        help_heading = "Tiers and potential",
        allow_hyphen_values = true
    )]
    pub(crate) tier_measure: Option<String>,

    /// Visits a year, for all accounts or for a tier (repeat)
    #[arg(long, value_name = "[TIER=]N", help_heading = "Workload")]
    pub(crate) visits_per_year: Vec<String>,
    /// Minutes a visit, for all accounts or for a tier (repeat)
    #[arg(long, value_name = "[TIER=]N", help_heading = "Workload")]
    pub(crate) minutes_per_visit: Vec<String>,
    /// Factor on the minutes, for all accounts or for a tier (repeat)
    #[arg(long, value_name = "[TIER=]N", help_heading = "Workload")]
    pub(crate) complexity: Vec<String>,
    /// Hours a year beside the visits, for all accounts or for a tier (repeat)
    #[arg(long, value_name = "[TIER=]HOURS", help_heading = "Workload")]
    pub(crate) admin_hours: Vec<String>,

    /// A column whose values in the file are replaced, or `all` (repeat); otherwise a cell that has a value keeps it
    #[arg(long, value_name = "COLUMN", help_heading = "Files and formats")]
    pub(crate) overwrite: Vec<String>,
}

/// `--tier-by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TierBy {
    /// Of the measure: A accounts carry the first 80 % of it
    Share,
    /// Of the accounts: A accounts are the first 80 % of them
    Count,
}
