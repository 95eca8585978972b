//! The book: accounts, reps and measures, checked once, ready to be planned or reported.

use super::{Accounts, BitSet, Measure, Override, PlaceKind, Rep};

/// A yes/no expression over account and rep columns, evaluated before the heart sees it.
#[derive(Debug, Clone)]
pub struct Expression {
    /// The text of the rule, for explanations.
    pub text: String,
    /// The class of each account: accounts of one class agree in all columns that the rule names.
    pub class: Vec<u32>,
    /// For each class, the reps that the rule lets hold its accounts.
    pub allowed: Vec<BitSet>,
}

/// Distances from a file, in the user's unit; a missing pair means "cannot serve".
#[derive(Debug, Clone)]
pub struct DistanceMatrix {
    /// Number of reps.
    pub reps: usize,
    /// Account-major `[account * reps + rep]`, in thousandths of the user's unit; `None` where the file has no such pair.
    pub thousandths: Vec<Option<u32>>,
}

/// Everything that a plan is made from or judged by.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The accounts, in the order of the file.
    pub accounts: Accounts,
    /// The reps, in the order of their file; ids are unique.
    pub reps: Vec<Rep>,
    /// The measures asked for (balanced ones and the travel measure), each once.
    pub measures: Vec<Measure>,
    /// What the points mean.
    pub places: PlaceKind,
    /// Names of the rep columns in [`Rep::shares`].
    pub share_columns: Vec<String>,
    /// Accounts that stay whole: the group of each account (`--together`); `None`: each by itself.
    /// Group numbers are dense and ordered by the smallest account id in the group.
    pub groups: Option<Vec<u32>>,
    /// Eligibility rules given as expressions.
    pub expressions: Vec<Expression>,
    /// Overrides that are in force.
    pub overrides: Vec<Override>,
    /// Distances given as a file.
    pub distances: Option<DistanceMatrix>,
}

impl Book {
    /// The position of a measure, by exact name.
    pub fn measure(&self, name: &str) -> Option<usize> {
        self.measures
            .iter()
            .position(|measure| measure.name == name)
    }
}
