//! Reps: who holds territories.

use super::{Date, Decimal, Point};

/// The position of a rep in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepIndex(pub u32);

impl RepIndex {
    /// As an index of slices.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// A salesperson, or a vacant position that is planned like one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rep {
    /// The id: text for ever.
    pub id: String,
    /// The name; the id where the table has none.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// The manager's id.
    pub manager_id: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// `false` only where the table says so.
    pub inactive: bool,
    /// First day, where given.
    pub start_date: Option<Date>,
    /// Last day, where given.
    pub end_date: Option<Date>,
    /// Home.
    pub point: Option<Point>,
    /// Hours a year of a full-time, fully ramped rep.
    pub capacity: Option<Decimal>,
    /// Share of full time; absent is 1.
    pub fte: Option<Decimal>,
    /// Share of full productivity while ramping up; absent is 1.
    pub ramp: Option<Decimal>,
    /// Skills offered, sorted, each once.
    pub skills: Vec<String>,
    /// Segments that the rep serves, sorted; empty: all.
    pub segments: Vec<String>,
    /// The most accounts that the rep may hold.
    pub max_accounts: Option<u32>,
    /// Sales goal.
    pub quota: Option<Decimal>,
    /// The columns that `--target COLUMN` names, in the order of [`super::Book::share_columns`]; `None` where empty.
    pub shares: Vec<Option<Decimal>>,
}

impl Rep {
    /// Whether the rep can hold accounts on `as_of`: active, started, not ended.
    pub fn is_available(&self, as_of: Date) -> bool {
        !self.inactive
            && self.start_date.is_none_or(|start| start <= as_of)
            && self.end_date.is_none_or(|end| end >= as_of)
    }

    /// Hours a year that this rep really has: capacity x fte x ramp; `None` without capacity.
    pub fn effective_capacity(&self) -> Option<f64> {
        let factor = |value: Option<Decimal>| value.map_or(1.0, Decimal::to_f64);
        self.capacity
            .map(|capacity| capacity.to_f64() * factor(self.fte) * factor(self.ramp))
    }
}
