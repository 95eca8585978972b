//! The flags of `terr segment`; each is a key of `[segment]` in `terr.toml` too.

/// Flags of `terr segment`.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "Examples:\n  terr segment accounts.csv -o segmented.csv\n  terr segment accounts.csv --potential annual_revenue --tiers A:80%,B:95%,C --visits-per-year A=24 --visits-per-year 6 --minutes-per-visit 60\n  terr segment accounts.csv --explain 0014000000LmabcAAB\n\nRules stand in terr.toml: [[segment.rules]] with name, when and per-segment settings; the first match decides."
)]
pub(crate) struct Args {
    /// The account table; `-` is standard input. Default: the clean accounts that terr.toml names
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

    /// Potential = size x rate: the size, a column or an expression
    #[arg(long, value_name = "EXPR", help_heading = "Potential by rates")]
    pub(crate) rate_size: Option<String>,
    /// The column that rates go by, such as industry; without it there is one rate
    #[arg(long, value_name = "COLUMN", help_heading = "Potential by rates")]
    pub(crate) rate_by: Option<String>,
    /// A rate that is given (repeat); `*` is everybody else
    #[arg(long, value_name = "GROUP=NUMBER", help_heading = "Potential by rates")]
    pub(crate) rate: Vec<String>,
    /// Known sales a year, from which the other rates are estimated: the median of sales / size in the group
    #[arg(long, value_name = "EXPR", help_heading = "Potential by rates")]
    pub(crate) rate_from: Option<String>,
    /// The quantile of sales / size that is the rate: 75% is what a good customer buys
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "50%",
        help_heading = "Potential by rates"
    )]
    pub(crate) rate_quantile: String,
    /// Groups with fewer known accounts take the rate of all groups together
    #[arg(
        long,
        value_name = "N",
        default_value_t = 5,
        help_heading = "Potential by rates"
    )]
    pub(crate) rate_min: usize,
    /// Sales of the last year: adds headroom, and the potential of existing and of new business
    #[arg(long, value_name = "EXPR", help_heading = "Tiers and potential")]
    pub(crate) sales: Option<String>,
    /// Sales of the year before: adds growth
    #[arg(long, value_name = "EXPR", help_heading = "Tiers and potential")]
    pub(crate) sales_before: Option<String>,
    /// Sales by account and period, or order lines (columns as in the README): adds the forecast of the next four quarters, with its method, interval and backtest error
    #[arg(long, value_name = "FILE", help_heading = "Tiers and potential")]
    pub(crate) history: Option<String>,
    /// Which column of the history is which, where its names are others (repeat): `--history-map period="Order Date"`
    #[arg(long, value_name = "NAME=HEADER", help_heading = "Tiers and potential")]
    pub(crate) history_map: Vec<String>,
    /// Short histories take the growth of their group in this column
    #[arg(long, value_name = "COLUMN", help_heading = "Tiers and potential")]
    pub(crate) pool_by: Option<String>,
    /// Columns of micro-territories, the widest first (region,industry); cells below --min-cell are merged
    #[arg(
        long,
        value_name = "COLUMNS",
        value_delimiter = ',',
        help_heading = "Segments"
    )]
    pub(crate) by: Vec<String>,

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

    /// Minutes of travel a visit, for all accounts or for a tier (repeat); with --travel for accounts without a place
    #[arg(long, value_name = "[TIER=]N", help_heading = "Workload")]
    pub(crate) travel_minutes: Vec<String>,
    /// Estimate the travel of a visit from local density and the way to the rep's home (--reps) or the segment's centre
    #[arg(long, help_heading = "Workload")]
    pub(crate) travel: bool,
    /// Road distance over straight distance; default: 1.58 up to 5 km falling to 1.20 from 45 km
    #[arg(long, value_name = "FACTOR", help_heading = "Workload")]
    pub(crate) circuity: Option<f64>,
    /// Kilometres an hour; default: 30 up to 5 km of road, 45 to 15, 65 to 45, 85 beyond
    #[arg(long, value_name = "KMH", help_heading = "Workload")]
    pub(crate) speed: Option<f64>,
    /// Visits on one trip
    #[arg(
        long,
        value_name = "N",
        default_value_t = 4.0,
        help_heading = "Workload"
    )]
    pub(crate) stops_per_trip: f64,
    /// Accounts for which this is true are not worth a visit: they are marked, and the hours freed are counted
    #[arg(long, value_name = "EXPR", help_heading = "Workload")]
    pub(crate) not_worth: Option<String>,
    /// The rep table: checks the hours needed against the capacity, and gives homes to --travel
    #[arg(long, value_name = "FILE", help_heading = "Team")]
    pub(crate) reps: Option<String>,
    /// The columns by which hours and capacity are compared, the widest first (region,segment); ACCOUNTS=REPS where the rep table calls one differently. Default: region, where both tables have it
    #[arg(
        long,
        value_name = "COLUMNS",
        value_delimiter = ',',
        help_heading = "Team"
    )]
    pub(crate) team_by: Vec<String>,
    /// Hours a year of a full-time rep where the rep table has no capacity
    #[arg(long, value_name = "HOURS", help_heading = "Team")]
    pub(crate) hours_per_rep: Option<f64>,

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
