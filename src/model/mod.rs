//! The domain: plain types with their invariants in the constructors. No files, no clocks, no formatting of tables.

mod account;
mod alignment;
mod bitset;
mod book;
mod date;
mod decimal;
mod diagnostic;
mod grid;
mod location;
mod manifest;
mod measure;
mod overrides;
mod printable;
mod rep;
mod request;
mod texts;

pub use account::{AccountIndex, Accounts, Owner};
pub use alignment::{Alignment, Change, Plan, Reason};
pub use bitset::BitSet;
pub use book::{Book, DistanceMatrix, Expression};
pub use date::Date;
pub use decimal::Decimal;
pub use diagnostic::{Diagnostic, Diagnostics, Excerpt, Failure, Severity, Site};
pub use grid::{Column, ColumnKind, Grid, Lines, Origin, Part};
pub use location::{PlaceKind, Point};
pub use manifest::{
    InputRecord, Manifest, MeasureRecord, MovedRecord, ObjectiveRecord, OutputRecord, RunRecord,
    StatRecord,
};
pub use measure::Measure;
pub use overrides::{Action, Override};
pub use printable::printable;
pub use rep::{Rep, RepIndex};
pub use request::{MeasureRequest, MoveCap, TargetRequest, TargetRule, Tolerance};
pub use texts::{Texts, TextsBuilder, trimmed};
