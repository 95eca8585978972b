//! The market as an account table shows it, with or without a plan: what `profile` and `coverage` are computed from.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Date, Texts};

/// Somebody who may hold accounts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Holder {
    /// The rep's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether the rep is there on the day of the report.
    pub available: bool,
    /// Hours a year: capacity x fte x ramp; `None` where the table has none.
    pub capacity: Option<f64>,
}

/// An account table, by what its columns mean. All columns have the same length.
#[derive(Debug, Clone, Default)]
pub struct Market<'a> {
    /// Number of accounts.
    pub accounts: usize,
    /// The columns to look through: segment, tier, industry and so on.
    pub dimensions: Vec<(String, &'a Texts)>,
    /// Who holds each account: the rep of a plan, else the owner; `None`: nobody.
    pub holders: Vec<Option<&'a str>>,
    /// Potential a year, where known; `None` where the table has no such column.
    pub potential: Option<Vec<Option<f64>>>,
    /// Sales of the last year.
    pub sales: Option<Vec<Option<f64>>>,
    /// Sales of the year before.
    pub before: Option<Vec<Option<f64>>>,
    /// Hours a year.
    pub workload: Option<Vec<Option<f64>>>,
    /// The day of the last activity.
    pub last_activity: Option<Vec<Option<Date>>>,
    /// The reps; `None` without a rep table.
    pub reps: Option<Vec<Holder>>,
    /// The day of the report.
    pub as_of: Option<Date>,
    /// An account without activity for longer than this counts as not worked.
    pub active_days: i64,
}

/// A sum of what is known, in millionths; missing is never zero: where there are accounts and nothing is known of them, there is no sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum {
    micros: i128,
    known: usize,
    unknown: usize,
}

impl Sum {
    /// Adds an amount, where it is known.
    fn add(&mut self, amount: Option<i128>) {
        self.micros += amount.unwrap_or(0);
        self.known += usize::from(amount.is_some());
        self.unknown += usize::from(amount.is_none());
    }

    fn merge(&mut self, other: Self) {
        self.micros += other.micros;
        self.known += other.known;
        self.unknown += other.unknown;
    }

    fn get(self) -> Option<f64> {
        (self.known > 0 || self.unknown == 0).then(|| self.micros as f64 / 1e6)
    }
}

/// Sums over some accounts; exact, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) accounts: usize,
    pub(super) held: usize,
    potential: Sum,
    potential_held: Sum,
    potential_unheld: Sum,
    sales: Sum,
    /// Sales of both years, of accounts where both are known: growth compares like with like.
    now: i128,
    then: i128,
    whitespace: Sum,
    workload: Sum,
    /// Accounts with activity in the last days.
    pub(super) active: usize,
}

fn micros(value: f64) -> i128 {
    (value * 1e6).round() as i128
}

/// The amount of a row, where there is such a column and the cell is known.
fn amount(column: Option<&Vec<Option<f64>>>, row: usize) -> Option<i128> {
    column.and_then(|column| column[row]).map(micros)
}

impl Market<'_> {
    /// Whether each account has a holder who is there; without a rep table any holder counts.
    pub(super) fn held(&self) -> Vec<bool> {
        let reps = self.reps.as_ref().map(|reps| {
            let there = reps.iter().filter(|rep| rep.available);
            there.map(|rep| rep.id.as_str()).collect::<BTreeSet<_>>()
        });
        let is_there = |id: &str| reps.as_ref().is_none_or(|reps| reps.contains(id));
        let holders = self.holders.iter();
        holders.map(|holder| holder.is_some_and(is_there)).collect()
    }

    /// Whether an account had activity in the last days; `None` where the table or the report has no days.
    pub(super) fn is_active(&self, row: usize) -> Option<bool> {
        let (days, as_of) = (self.last_activity.as_ref()?, self.as_of?);
        Some(days[row].is_some_and(|day| as_of.days() - day.days() <= self.active_days))
    }

    /// Adds an account to a tally; whether it is held, [`Market::held`] says.
    pub(super) fn add(&self, tally: &mut Tally, row: usize, held: bool) {
        tally.accounts += 1;
        tally.held += usize::from(held);
        tally.active += usize::from(self.is_active(row) == Some(true));
        let sold = amount(self.sales.as_ref(), row);
        let potential = amount(self.potential.as_ref(), row);
        tally.potential.add(potential);
        if held {
            tally.potential_held.add(potential);
        } else {
            tally.potential_unheld.add(potential);
        }
        let unsold = potential.zip(sold);
        tally
            .whitespace
            .add(unsold.map(|(potential, sold)| (potential - sold).max(0)));
        tally.sales.add(sold);
        if let (Some(now), Some(then)) = (sold, amount(self.before.as_ref(), row)) {
            tally.now += now;
            tally.then += then;
        }
        tally.workload.add(amount(self.workload.as_ref(), row));
    }

    /// All accounts.
    pub(super) fn total(&self) -> Tally {
        let mut total = Tally::default();
        for (row, held) in self.held().into_iter().enumerate() {
            self.add(&mut total, row, held);
        }
        total
    }

    /// The tallies of the values of a column, the largest potential (else the most accounts) first.
    pub(super) fn by(&self, value: impl Fn(usize) -> String) -> Vec<(String, Tally)> {
        let mut found: BTreeMap<String, Tally> = BTreeMap::new();
        for (row, held) in self.held().into_iter().enumerate() {
            self.add(found.entry(value(row)).or_default(), row, held);
        }
        let mut found: Vec<(String, Tally)> = found.into_iter().collect();
        found.sort_by(|(a, x), (b, y)| {
            (y.potential.micros, y.accounts)
                .cmp(&(x.potential.micros, x.accounts))
                .then_with(|| a.cmp(b))
        });
        found
    }
}

impl Tally {
    /// Adds another.
    pub(super) fn merge(&mut self, other: &Self) {
        self.accounts += other.accounts;
        self.held += other.held;
        self.potential.merge(other.potential);
        self.potential_held.merge(other.potential_held);
        self.potential_unheld.merge(other.potential_unheld);
        self.sales.merge(other.sales);
        self.now += other.now;
        self.then += other.then;
        self.whitespace.merge(other.whitespace);
        self.workload.merge(other.workload);
        self.active += other.active;
    }

    /// The accounts whose potential is known.
    pub(super) fn known(&self) -> usize {
        self.potential.known
    }

    pub(super) fn potential(&self) -> Option<f64> {
        self.potential.get()
    }

    pub(super) fn sales(&self) -> Option<f64> {
        self.sales.get()
    }

    pub(super) fn workload(&self) -> Option<f64> {
        self.workload.get()
    }

    /// Potential that is not yet sold, of accounts where both are known.
    pub(super) fn whitespace(&self) -> Option<f64> {
        self.whitespace.get()
    }

    /// Potential that somebody holds.
    pub(super) fn held_potential(&self) -> Option<f64> {
        self.potential_held.get()
    }

    /// Potential that nobody holds.
    pub(super) fn unheld(&self) -> Option<f64> {
        self.potential_unheld.get()
    }

    /// Share of the potential that somebody holds.
    pub(super) fn potential_coverage(&self) -> Option<f64> {
        let (held, all) = (self.potential_held.micros, self.potential.micros);
        (all > 0).then(|| held as f64 / all as f64)
    }

    /// Share of the accounts with activity in the last days.
    pub(super) fn activity(&self) -> Option<f64> {
        (self.accounts > 0).then(|| self.active as f64 / self.accounts as f64)
    }

    /// Share of the accounts that somebody holds.
    pub(super) fn coverage(&self) -> Option<f64> {
        (self.accounts > 0).then(|| self.held as f64 / self.accounts as f64)
    }

    /// Sales over those of the year before, less one.
    pub(super) fn growth(&self) -> Option<f64> {
        (self.then > 0).then(|| self.now as f64 / self.then as f64 - 1.0)
    }
}
