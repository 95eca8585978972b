//! The flags of `terr import`; each is a key of `[import]` in `terr.toml` too.

use crate::{
    import::{DayOrder, DecimalStyle, Kind},
    model::Date,
    table::schema::System,
};

/// Flags of `terr import`.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent flags of a command"
)]
#[command(
    before_help = "Examples:\n  terr import crm_accounts.csv --reps reps.csv -o accounts.csv\n  terr import crm_users.csv --as reps -o reps.csv\n  terr import hospitals.csv --null -999 --where \"STATUS = 'OPEN'\" -o accounts.csv\n  terr import stations.csv --encoding cp850 --map account_id=EVA_NR -o accounts.csv\n  terr import            # with [files] in terr.toml: both tables"
)]
pub(crate) struct Args {
    /// The export; `-` is standard input. Several files, or a pattern such as `exports/*.csv`, are read as one table. Default: what terr.toml names
    #[arg(value_name = "FILE")]
    pub(crate) file: Vec<String>,

    /// What the file holds
    #[arg(
        long = "as",
        value_enum,
        value_name = "WHAT",
        default_value = "accounts",
        help_heading = "What is read"
    )]
    pub(crate) kind: What,
    /// The rep table, to check owners against
    #[arg(long, value_name = "FILE", help_heading = "What is read")]
    pub(crate) reps: Option<String>,
    /// Which column is which (repeat): `--map account_id="Acct No"`; an empty header leaves a column out of it
    #[arg(long, value_name = "NAME=HEADER", help_heading = "What is read")]
    pub(crate) map: Vec<String>,
    /// Whose headers to expect: salesforce, hubspot, dynamics, zoho, pipedrive; `auto` knows all
    #[arg(
        long,
        value_name = "CRM",
        default_value = "auto",
        help_heading = "What is read"
    )]
    pub(crate) crm: String,
    /// Leave out rows for which this expression is not true
    #[arg(long = "where", value_name = "EXPR", help_heading = "What is read")]
    pub(crate) filter: Option<String>,

    /// Decimal sign of numbers, for all columns or for one (repeat): --decimal , or --decimal REVENUE=.
    #[arg(long, value_name = "[COLUMN=]SIGN", help_heading = "How it is read")]
    pub(crate) decimal: Vec<String>,
    /// Order of day and month in dates such as 04/08/2026
    #[arg(
        long,
        value_enum,
        value_name = "ORDER",
        help_heading = "How it is read"
    )]
    pub(crate) dates: Option<Days>,

    /// Encoding of text files: utf-8, utf-16le, windows-1252, cp850, cp437 …; found by looking where not given
    #[arg(long, value_name = "NAME", help_heading = "How it is read")]
    pub(crate) encoding: Option<String>,
    /// Sheet of a workbook; the first where not given
    #[arg(long, value_name = "NAME", help_heading = "How it is read")]
    pub(crate) sheet: Option<String>,
    /// The first row is data: columns are called `column_1`, `column_2`, …
    #[arg(long, help_heading = "How it is read")]
    pub(crate) no_header: bool,
    /// What ends a row beside the line end, with a --delimiter of several characters: --delimiter "+|" --row-end "&|"
    #[arg(long, value_name = "MARK", help_heading = "How it is read")]
    pub(crate) row_end: Option<String>,
    /// The most that a compressed file may unpack to
    #[arg(
        long,
        value_name = "SIZE",
        default_value = "1GiB",
        help_heading = "How it is read"
    )]
    pub(crate) max_memory: String,

    /// Postal codes beside the embedded US ones: a postal file of GeoNames, or a table with `postal_code`, latitude, longitude
    #[arg(long, value_name = "FILE", help_heading = "Places")]
    pub(crate) gazetteer: Option<String>,
    /// The country of rows that name none
    #[arg(long, value_name = "NAME", help_heading = "Places")]
    pub(crate) country: Option<String>,
    /// Take coordinates as the file has them; look nothing up
    #[arg(long, help_heading = "Places")]
    pub(crate) no_places: bool,
    /// What makes a row bad if it is missing: place
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Places")]
    pub(crate) require: Option<Required>,

    /// Rows of the same id
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        default_value = "error",
        help_heading = "Rows become accounts"
    )]
    pub(crate) on_duplicate: Duplicates,
    /// The file holds order lines or opportunities: one row per `account_id`, amounts summed, lines counted, the last of each date
    #[arg(
        long,
        conflicts_with = "on_duplicate",
        help_heading = "Rows become accounts"
    )]
    pub(crate) rollup: bool,
    /// Columns that are amounts, beside the canonical ones (repeat): read as numbers, summed by --rollup and --on-duplicate sum
    #[arg(long, value_name = "COLUMN", help_heading = "Rows become accounts")]
    pub(crate) sum: Vec<String>,
    /// Which line's address counts with --rollup
    #[arg(
        long,
        value_enum,
        value_name = "WHICH",
        default_value = "most",
        help_heading = "Rows become accounts"
    )]
    pub(crate) address: Address,
    /// Number the rows if there is no id
    #[arg(long, help_heading = "Rows become accounts")]
    pub(crate) row_ids: bool,
    /// Add the columns of another table by key (repeat, each with its --on)
    #[arg(long, value_name = "FILE", help_heading = "Rows become accounts")]
    pub(crate) join: Vec<String>,
    /// The key of --join: a header, or HERE=THERE (repeat)
    #[arg(long, value_name = "COLUMN", help_heading = "Rows become accounts")]
    pub(crate) on: Vec<String>,

    /// Set bad rows aside in this file, with the reason, instead of stopping
    #[arg(long, value_name = "FILE", help_heading = "Bad rows")]
    pub(crate) rejects: Option<String>,

    /// What was found, as a table in this file (csv, json, md, xlsx)
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub(crate) findings: Option<String>,
    /// The day that counts as today for dates in the data
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Report")]
    pub(crate) as_of: Option<Date>,
}

/// `--as`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum What {
    /// Customers and prospects
    Accounts,
    /// Salespeople
    Reps,
}

impl From<What> for Kind {
    fn from(what: What) -> Self {
        match what {
            What::Accounts => Self::Accounts,
            What::Reps => Self::Reps,
        }
    }
}

/// `--dates`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Days {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
}

impl From<Days> for DayOrder {
    fn from(days: Days) -> Self {
        match days {
            Days::Dmy => Self::DayFirst,
            Days::Mdy => Self::MonthFirst,
        }
    }
}

/// `--require`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Required {
    /// Coordinates, given or found
    Place,
}

/// `--on-duplicate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Duplicates {
    /// They are an error
    Error,
    /// The first counts
    First,
    /// Amounts are summed, all else is taken from the first
    Sum,
}

/// `--address`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Address {
    /// The first line's
    First,
    /// The last line's
    Last,
    /// The most frequent one
    Most,
}

/// `512MiB`, `4GiB`, a number of bytes.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let shift = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return Err(format!("`{text}` is not a size such as 512MiB or 4GiB")),
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(1 << shift))
        .ok_or_else(|| format!("`{text}` is not a size such as 512MiB or 4GiB"))
}

/// `NAME=HEADER`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, header)| (name.trim().to_owned(), header.to_owned()))
        .ok_or_else(|| format!("`{text}` is not NAME=HEADER, such as account_id=\"Acct No\""))
}

/// `[COLUMN=]SIGN`.
pub(super) fn decimal(text: &str) -> Result<(Option<String>, DecimalStyle), String> {
    let (column, sign) = match text.rsplit_once('=') {
        Some((column, sign)) => (Some(column.to_owned()), sign),
        None => (None, text),
    };
    let style = match sign {
        "." | "point" => DecimalStyle::Point,
        "," | "comma" => DecimalStyle::Comma,
        other => return Err(format!("`{other}` is neither . nor ,")),
    };
    Ok((column, style))
}

/// `--crm`.
pub(super) fn crm(text: &str) -> Result<Option<System>, String> {
    match text {
        "auto" => Ok(None),
        name => name.parse().map(Some),
    }
}
