//! What was typed: the flags that every command has, and the commands.

use clap::{Args, Parser, Subcommand, ValueEnum, builder::Styles};

use super::{balance, import, init, report, segment};

/// Sales territories from CRM exports: balanced, compact, explained, proven.
#[derive(Debug, Parser)]
#[command(
    name = "terr",
    disable_help_subcommand = true,
    styles = Styles::plain(),
    max_term_width = 100,
    before_help = "Examples:\n  terr balance accounts.csv --reps reps.csv -o plan.csv\n  terr report plan.csv --reps reps.csv",
    after_help = "Exit codes: 0 done; 1 the answer is no (gates, --strict); 2 wrong usage or configuration; 3 bad input data, nothing written;\n4 cannot read or write; 70 a bug; 130 interrupted (balance has written the best plan so far)."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Write a man page or a completion script to standard output.
    #[arg(long, value_name = "WHAT", value_enum, hide = true)]
    pub(super) generate: Option<super::generate::Artefact>,
    /// Print version, embedded data and their licences, features.
    #[arg(short = 'V', long, action = clap::ArgAction::SetTrue)]
    pub(super) version: bool,
    #[command(flatten)]
    pub(super) global: GlobalArgs,
}

/// The commands, in the order in which data flows.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Clean CRM exports: headers, types, ids, owners, places
    Import(Box<import::Args>),
    /// Put accounts into segments and tiers; estimate potential and workload
    Segment(Box<segment::Args>),
    /// Assign accounts to reps: balanced, near, steady, by the rules
    Balance(Box<balance::Args>),
    /// Show a plan: summary, territories, changes, gates
    Report(Box<report::Args>),
    /// Write a commented terr.toml for the exports given
    Init(Box<init::Args>),
}

impl Command {
    /// The name, as typed and as in `terr.toml`.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Import(_) => "import",
            Self::Segment(_) => "segment",
            Self::Balance(_) => "balance",
            Self::Report(_) => "report",
            Self::Init(_) => "init",
        }
    }
}

/// Flags that every command understands.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Files and formats")]
pub(crate) struct GlobalArgs {
    /// Write the result here; `-` is standard output. The format follows from the extension unless --format says otherwise
    #[arg(short, long, global = true, value_name = "PATH")]
    pub(crate) output: Option<String>,
    /// Format of the result; `auto` is a table on a terminal and CSV otherwise
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        default_value = "auto",
        hide_default_value = true
    )]
    pub(crate) format: OutputFormat,
    /// Delimiter of text inputs, one character or `\t`; found by looking where not given
    #[arg(long, global = true, value_name = "CHAR")]
    pub(crate) delimiter: Option<String>,
    /// A value that means "missing", besides an empty cell (repeat)
    #[arg(long, global = true, value_name = "VALUE", allow_hyphen_values = true)]
    pub(crate) null: Vec<String>,
    /// Settings to read instead of ./terr.toml
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "TERR_CONFIG",
        hide_env_values = true
    )]
    pub(crate) config: Option<String>,
    /// Read no terr.toml
    #[arg(long, global = true, conflicts_with = "config")]
    pub(crate) no_config: bool,
    /// No messages, only warnings and errors; -qq: nothing but the exit code
    #[arg(short, long, global = true, action = clap::ArgAction::Count, conflicts_with = "verbose", help_heading = "Messages")]
    pub(crate) quiet: u8,
    /// Say more
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Messages")]
    pub(crate) verbose: u8,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Messages"
    )]
    pub(crate) color: ColorChoice,
    /// No progress bar
    #[arg(long, global = true, env = "TERR_NO_PROGRESS", value_parser = clap::builder::FalseyValueParser::new(), action = clap::ArgAction::SetTrue, help_heading = "Messages")]
    pub(crate) no_progress: bool,
    /// Print at most N problems in full; 0: all. The count is always full
    #[arg(
        long,
        global = true,
        value_name = "N",
        default_value_t = 20,
        help_heading = "Messages"
    )]
    pub(crate) max_errors: usize,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// By the extension of --output; else a table on a terminal and CSV otherwise
    Auto,
    /// A table for people
    Table,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// JSON
    Json,
    /// Markdown
    Md,
    /// An Excel workbook
    Xlsx,
    /// Apache Parquet
    Parquet,
}
