//! What a view is made of: a table of typed cells with units and notes, so that every format can render every view.

use crate::model::{Date, Decimal};

/// One table of a view.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// A stable name in `snake_case`: the key in JSON, the tab of a workbook.
    pub name: String,
    /// A heading for people.
    pub title: String,
    /// The columns.
    pub columns: Vec<SheetColumn>,
    /// The rows, each with one cell per column.
    pub rows: Vec<Vec<Cell>>,
    /// Sentences under the table: what was assumed, what is unknown.
    pub notes: Vec<String>,
    /// Charts, for formats that have them.
    pub charts: Vec<Chart>,
}

/// A chart of one row per label: columns side by side, and a line where there is something to compare with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chart {
    /// The heading.
    pub title: String,
    /// The name of the sheet whose rows are shown.
    pub sheet: String,
    /// The name of the column of labels.
    pub labels: String,
    /// The names of the columns that are shown side by side.
    pub columns: Vec<String>,
    /// The name of the column that is shown as a line.
    pub line: Option<String>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Ids: text for ever, also in a spreadsheet.
    Id,
    /// Free text.
    #[default]
    Text,
    /// A word of a closed list, in `snake_case`; people see blanks.
    Key,
    /// Numbers of any sort: right-aligned.
    Number,
    /// Shares: fractions in data formats, per cent for people.
    Percent,
    /// Signed shares: how far from a target, or by how much something changed.
    Deviation,
    /// Figures of which each row has its own kind and unit.
    Mixed,
    /// Days.
    Date,
}

impl Kind {
    /// Whether cells stand at the right edge of their column.
    pub fn is_numeric(self) -> bool {
        matches!(
            self,
            Self::Number | Self::Percent | Self::Deviation | Self::Mixed
        )
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetColumn {
    /// A stable name: the header in CSV, the key in JSON.
    pub name: String,
    /// The heading for people.
    pub label: String,
    /// The unit of its numbers: `h`, `km`, `accounts`; empty where there is none or each row has its own.
    pub unit: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether a bar beside the figures helps to compare rows: shares in `0..=1`, or signed deviations.
    pub bar: bool,
    /// Neighbours of one group stay side by side where a table is broken into blocks; empty: none.
    pub group: String,
    /// Whether the column is left out of a page that is too narrow for it.
    pub optional: bool,
    /// Whether people see a value that repeats from row to row only once.
    pub once: bool,
    /// Text is not cut to fewer characters than this, where the page has room for that at all; 0: as the format sees fit.
    pub least: usize,
}

impl SheetColumn {
    /// A column whose label is its name with blanks for underscores.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        let name = name.into();
        Self {
            label: name.replace('_', " "),
            name,
            kind,
            ..Self::default()
        }
    }

    /// With another label.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With a unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// Left out where there is no room.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// In a group with its neighbours.
    #[must_use]
    pub fn in_group(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }

    /// With repeated values shown once.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// With text that is not cut to fewer characters.
    #[must_use]
    pub fn least(mut self, characters: usize) -> Self {
        self.least = characters;
        self
    }

    /// With bars.
    #[must_use]
    pub fn bar(mut self) -> Self {
        self.bar = true;
        self
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Missing,
    /// Text; from files, so never to be trusted.
    Text(Box<str>),
    /// A word that says whether something is as it should be: formats may colour it, none depends on colour.
    Verdict(bool, Box<str>),
    /// A whole number.
    Integer(i64),
    /// An exact amount.
    Amount(Decimal),
    /// A computed figure, shown with so many decimals.
    Number(f64, u8),
    /// A share: 0.05 is 5 %.
    Percent(f64),
    /// A day.
    Date(Date),
}

impl Cell {
    /// Text, or [`Cell::Missing`] where it is empty.
    pub fn text(text: impl AsRef<str>) -> Self {
        match text.as_ref() {
            "" => Self::Missing,
            text => Self::Text(text.into()),
        }
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A sum of amounts of a measure with so many decimals.
    pub fn amount(mantissa: i64, decimals: u8) -> Self {
        Self::Amount(Decimal { mantissa, decimals })
    }

    /// An amount or a sum that may be unknown.
    pub fn known(mantissa: Option<i64>, decimals: u8) -> Self {
        mantissa.map_or(Self::Missing, |mantissa| Self::amount(mantissa, decimals))
    }

    /// A share, or [`Cell::Missing`] where it is unknown or has no meaning.
    pub fn percent(share: Option<f64>) -> Self {
        share
            .filter(|share| share.is_finite())
            .map_or(Self::Missing, Self::Percent)
    }

    /// A figure, or [`Cell::Missing`] where it is unknown or has no meaning.
    pub fn number(value: Option<f64>, decimals: u8) -> Self {
        value
            .filter(|value| value.is_finite())
            .map_or(Self::Missing, |value| Self::Number(value, decimals))
    }
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            ..Self::default()
        }
    }

    /// With these columns.
    #[must_use]
    pub fn with_columns(mut self, columns: Vec<SheetColumn>) -> Self {
        self.columns = columns;
        self
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len(), "sheet {}", self.name);
        self.rows.push(row);
    }

    /// The position of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Says for how many accounts a measure is unknown, unless for none.
    pub(super) fn note_unknown(&mut self, measure: &str, accounts: u64) {
        match accounts {
            0 => {}
            1 => self.note(format!(
                "{measure} is unknown for 1 account, which adds nothing to a sum."
            )),
            many => self.note(format!(
                "{measure} is unknown for {many} accounts, which add nothing to a sum."
            )),
        }
    }

    /// Adds a note.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}
