//! The text of a new `terr.toml`: what was found in the exports, what could be set, and why.

use std::fmt::Write as _;

use crate::{
    import::{self, Kind, Mapping},
    model::{Decimal, Failure, Grid},
    table::schema,
};

/// A commented example of a segment rule.
const SEGMENTS: &str = "\
# Segments: the first rule that matches wins. Expressions are SQL over the columns of the accounts.
# [[segment.rules]]
# name = \"Enterprise\"
# when = \"employees >= 1000\"
# visits_per_year = 24
# minutes_per_visit = 60
";

/// Gates that suit most teams.
const CHECK: &str = "\
[check]                                  # gates of `terr report check`: exit 1 when one fails
max-deviation = \"15%\"
min-coverage = \"98%\"
";

/// What the file is written from.
pub(super) struct Template<'a> {
    accounts: (&'a str, &'a Grid, Mapping),
    reps: (&'a str, &'a Grid, Mapping),
    nulls: &'a [String],
}

impl<'a> Template<'a> {
    /// Recognises the columns of both exports, each given with its path.
    ///
    /// # Errors
    /// Two columns that look like the same field.
    pub(super) fn new(
        accounts: (&'a str, &'a Grid),
        reps: (&'a str, &'a Grid),
        nulls: &'a [String],
    ) -> Result<Self, Failure> {
        let recognise =
            |grid: &Grid, kind| import::recognise(grid, kind, &[], None).map_err(Failure::Data);
        let account_map = recognise(accounts.1, Kind::Accounts)?;
        let rep_map = recognise(reps.1, Kind::Reps)?;
        Ok(Self {
            accounts: (accounts.0, accounts.1, account_map),
            reps: (reps.0, reps.1, rep_map),
            nulls,
        })
    }

    /// The whole file.
    pub(super) fn write(&self) -> String {
        let sections = [
            self.files(),
            self.import(),
            SEGMENTS.to_owned(),
            self.balance(),
            CHECK.to_owned(),
        ];
        format!(
            "# Settings of terr for this folder. Each section holds the long flags of the command of that name; a flag that is typed wins.\n\
             # Run: terr import && terr segment && terr balance && terr report check\n\n{}",
            sections.join("\n")
        )
    }

    /// `[files]`.
    fn files(&self) -> String {
        format!(
            "[files]                                  # relative to this file\n\
             accounts  = {{ raw = {}, clean = \"accounts.csv\" }}\n\
             reps      = {{ raw = {}, clean = \"reps.csv\" }}\n\
             segmented = \"segmented.csv\"\n\
             plan      = \"plan.csv\"\n",
            quoted(self.accounts.0),
            quoted(self.reps.0)
        )
    }

    /// `[import]`: what was recognised, so that a new header next year is noticed.
    fn import(&self) -> String {
        let (_, grid, mapping) = &self.accounts;
        let mut text =
            "[import]\n# The headers that were recognised. Correct what is wrong.\n".to_owned();
        for (at, field) in &mapping.fields {
            let header = &grid.columns[*at].name;
            if header != field.name {
                let _ = writeln!(text, "map.{} = {}", field.name, quoted(header));
            }
        }
        if self.nulls.is_empty() {
            text += "# null = [\"n/a\", \"-999\"]              # cells that mean \"missing\", besides empty ones\n";
        } else {
            let list: Vec<String> = self.nulls.iter().map(|null| quoted(null)).collect();
            let _ = writeln!(text, "null = [{}]", list.join(", "));
        }
        text += "# where = \"type = 'customer'\"            # an SQL expression; all other rows are left out and counted\n";
        let unknown: Vec<&str> = (0..grid.columns.len())
            .filter(|&at| mapping.field(at).is_none())
            .map(|at| grid.columns[at].name.as_str())
            .collect();
        if !unknown.is_empty() {
            let _ = writeln!(
                text,
                "# These columns pass through unchanged: {}",
                one_line(&unknown.join(", "))
            );
        }
        // Names that both tables have are the accounts' here; a rep table is recognised anew each time.
        let (_, grid, mapping) = &self.reps;
        for (at, field) in &mapping.fields {
            let header = &grid.columns[*at].name;
            if header != field.name && schema::account(field.name).is_none() {
                let _ = writeln!(
                    text,
                    "map.{} = {}  # of the rep table",
                    field.name,
                    quoted(header)
                );
            }
        }
        let known: Vec<&str> = mapping.fields.iter().map(|(_, field)| field.name).collect();
        let _ = writeln!(text, "# Found in the rep table: {}", known.join(", "));
        text
    }

    /// `[balance]`.
    fn balance(&self) -> String {
        let (_, _, accounts) = &self.accounts;
        let has = |name: &str| accounts.column(name).is_some();
        let candidates = self.numeric_columns();
        let mut wanted: Vec<&str> = ["potential", "workload"]
            .into_iter()
            .filter(|name| has(name))
            .collect();
        if wanted.is_empty() {
            wanted.push(candidates.first().map_or("count", |name| name));
        }
        let measures: Vec<String> = wanted
            .into_iter()
            .map(|name| quoted(&format!("{name}:5%")))
            .collect();
        let mut text = format!("[balance]\nmeasure = [{}]\n", measures.join(", "));
        if !candidates.is_empty() {
            let _ = writeln!(
                text,
                "# Columns of numbers that could be balanced: {}",
                one_line(&candidates.join(", "))
            );
        }
        text += if self.reps.2.column("capacity").is_some() {
            "# target = \"capacity\"                  # or \"equal\", or a column of the rep table\n"
        } else {
            "# target = \"equal\"                     # or a column of the rep table, such as \"quota\"\n"
        };
        if has("owner_id") {
            text += "keep = 50                                # km of travel that it is worth to leave an account with its owner\n";
        }
        text += "# together = \"parent_id\"                 # accounts with the same value stay whole\n\
                 # max-moved = \"10%\"                      # at most so many accounts leave their owner\n";
        text
    }

    /// Columns of the accounts that hold nothing but numbers and are no ids, codes or coordinates, by the names that `balance` knows them by.
    fn numeric_columns(&self) -> Vec<String> {
        let (_, grid, mapping) = &self.accounts;
        let is_measure = |at: &usize| {
            let allowed = mapping.field(*at).is_none_or(|field| {
                field.kind.is_number()
                    && !matches!(field.name, "latitude" | "longitude" | "x" | "y")
            });
            let is_known =
                |cell: &&str| !cell.is_empty() && !self.nulls.iter().any(|null| null == cell);
            let mut known = grid.columns[*at].cells.iter().filter(is_known).peekable();
            allowed
                && known.peek().is_some()
                && known.all(|cell| Decimal::parse(cell).is_some_and(|number| number.mantissa >= 0))
        };
        let name = |at: usize| {
            mapping
                .field(at)
                .map_or(grid.columns[at].name.as_str(), |field| field.name)
                .to_owned()
        };
        (0..grid.columns.len())
            .filter(is_measure)
            .map(name)
            .collect()
    }
}

/// A comment is one line, whatever a header holds.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
