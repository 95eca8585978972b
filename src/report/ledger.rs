//! Who holds how much before and after, and what passes from whom to whom: one pass over the accounts, all sums exact.

use std::ops::Range;

use rayon::prelude::*;

use super::Basis;
use crate::model::Owner;

/// A thread is worth its trouble for so many accounts.
const PART: usize = 1 << 14;

/// Sums over some accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many.
    pub accounts: u64,
    /// Of each measure of the book, in units of its fixed point. Unknown amounts add nothing.
    pub amounts: Vec<i128>,
    /// Of each measure, how many accounts have an unknown amount.
    pub unknown: Vec<u64>,
    /// How many of them have a distance.
    pub placed: u64,
    /// Straight metres (thousandths of the user's unit), each account once.
    pub metres: u128,
    /// The same by road, estimated.
    pub road: u128,
    /// Metres times the travel measure.
    pub weighted: i128,
    /// The travel measure of the accounts that have a distance.
    pub weight: i128,
    /// How many accounts have a distance and an unknown amount of the travel measure.
    pub unweighed: u64,
}

impl Sums {
    /// Nothing yet, for so many measures.
    fn new(measures: usize) -> Self {
        Self {
            amounts: vec![0; measures],
            unknown: vec![0; measures],
            ..Self::default()
        }
    }

    /// The sum of a measure as far as it is known: 0 of no accounts, `None` where there are accounts and nothing is known of them.
    pub fn known(&self, measure: usize) -> Option<i64> {
        let nothing = self.accounts > 0 && self.unknown[measure] == self.accounts;
        (!nothing).then(|| self.amount(measure))
    }

    /// The sum of a measure, where unknown amounts are nothing: what bounds are held against.
    pub fn amount(&self, measure: usize) -> i64 {
        let sum = self.amounts[measure];
        i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
    }

    /// Mean straight distance of an account, in the user's unit.
    pub fn mean_distance(&self) -> Option<f64> {
        (self.placed > 0).then(|| self.metres as f64 / self.placed as f64 / 1000.0)
    }

    /// Mean estimated road distance of an account.
    pub fn mean_road(&self) -> Option<f64> {
        (self.placed > 0 && self.road > 0).then(|| self.road as f64 / self.placed as f64 / 1000.0)
    }

    /// The sum of all; of none: nothing of any measure.
    pub fn total<'a>(measures: usize, all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut total = Self::new(measures);
        for sums in all {
            total.add(sums);
        }
        total
    }

    /// The sum of both.
    fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.add(other);
        sum
    }

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        self.accounts += other.accounts;
        for (sum, more) in self.amounts.iter_mut().zip(&other.amounts) {
            *sum += more;
        }
        for (unknown, more) in self.unknown.iter_mut().zip(&other.unknown) {
            *unknown += more;
        }
        self.placed += other.placed;
        self.metres += other.metres;
        self.road += other.road;
        self.weighted += other.weighted;
        self.weight += other.weight;
        self.unweighed += other.unweighed;
    }
}

/// One rep's side of the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// What the rep owns today.
    pub before: Sums,
    /// What the plan gives.
    pub after: Sums,
    /// What comes: `after` but not `before`.
    pub gained: Sums,
    /// What goes: `before` but not `after`.
    pub lost: Sums,
}

impl Page {
    /// From what stays, what goes and what comes.
    fn new(kept: &Sums, lost: Sums, gained: Sums) -> Self {
        Self {
            before: kept.plus(&lost),
            after: kept.plus(&gained),
            gained,
            lost,
        }
    }

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        self.before.add(&other.before);
        self.after.add(&other.after);
        self.gained.add(&other.gained);
        self.lost.add(&other.lost);
    }
}

/// All sums of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// One per rep of the book.
    pub reps: Vec<Page>,
    /// All accounts.
    pub all: Sums,
    /// Accounts with an owner today, known to the rep table or not.
    pub owned: Sums,
    /// Of these, the ones that stay with their owner.
    pub kept: Sums,
    /// Of these, the ones that another rep gets.
    pub moved: Sums,
    /// Accounts whose owner is in the rep table and available.
    pub held: Sums,
    /// Of these, the ones that leave him.
    pub leaving: Sums,
    /// Accounts with a rep in the plan.
    pub assigned: Sums,
    /// Accounts of owners whom the rep table does not know.
    pub strangers: u64,
}

impl Ledger {
    /// Adds everything up: each thread a part of the accounts, and then the parts.
    pub fn new(basis: &Basis) -> Self {
        let accounts = basis.book.accounts.len();
        let part = accounts.div_ceil(rayon::current_num_threads()).max(PART);
        let parts: Vec<Tally> = (0..accounts.div_ceil(part))
            .into_par_iter()
            .map(|at| Tally::of(basis, at * part..((at + 1) * part).min(accounts)))
            .collect();
        let mut tally = Tally::new(basis);
        for part in parts {
            tally.add(&part);
        }
        Self::from(basis, tally)
    }

    fn from(basis: &Basis, tally: Tally) -> Self {
        let measures = basis.book.measures.len();
        let sum = |of: &[Sums]| Sums::total(measures, of);
        let there = |of: &[Sums]| {
            let of = of.iter().zip(&basis.available);
            Sums::total(
                measures,
                of.filter_map(|(sums, there)| there.then_some(sums)),
            )
        };
        let kept = sum(&tally.kept);
        let owned = kept.plus(&sum(&tally.lost)).plus(&tally.of_strangers);
        let leaving = there(&tally.lost);
        Self {
            all: owned.plus(&tally.of_nobody),
            owned,
            held: there(&tally.kept).plus(&leaving),
            leaving,
            assigned: kept.plus(&sum(&tally.gained)),
            kept,
            moved: tally.moved,
            strangers: tally.of_strangers.accounts,
            reps: (tally.kept.iter().zip(tally.lost).zip(tally.gained))
                .map(|((kept, lost), gained)| Page::new(kept, lost, gained))
                .collect(),
        }
    }
}

/// Each account once: where it stays, or where it goes and where it comes from. All else is made of these.
struct Tally {
    /// By rep: what stays.
    kept: Vec<Sums>,
    /// By rep: what goes.
    lost: Vec<Sums>,
    /// By rep: what comes.
    gained: Vec<Sums>,
    /// What comes from an owner, known or not.
    moved: Sums,
    /// What owners hold whom the rep table does not know.
    of_strangers: Sums,
    /// What nobody owns.
    of_nobody: Sums,
}

impl Tally {
    fn new(basis: &Basis) -> Self {
        let sums = Sums::new(basis.book.measures.len());
        let reps = vec![sums.clone(); basis.book.reps.len()];
        Self {
            kept: reps.clone(),
            lost: reps.clone(),
            gained: reps,
            moved: sums.clone(),
            of_strangers: sums.clone(),
            of_nobody: sums,
        }
    }

    /// Some accounts.
    fn of(basis: &Basis, accounts: Range<usize>) -> Self {
        let book = basis.book;
        let mut tally = Self::new(basis);
        let mut amounts = vec![None; book.measures.len()];
        for account in accounts {
            for (amount, measure) in amounts.iter_mut().zip(&book.measures) {
                *amount = measure.amounts[account];
            }
            tally.enter(basis, account, &amounts);
        }
        tally
    }

    /// One account.
    fn enter(&mut self, basis: &Basis, account: usize, amounts: &[Option<i64>]) {
        let owner = &basis.book.accounts.owners[account];
        let to = basis.plan.alignment.0[account].map(crate::model::RepIndex::at);
        let entry = |rep: Option<usize>| {
            let metres = rep.and_then(|rep| (basis.distance)(account, rep));
            let road = metres.and_then(|metres| basis.roads.metres(metres));
            Entry {
                amounts,
                weight: amounts[basis.travel],
                metres,
                road,
            }
        };
        let from = owner.rep().map(crate::model::RepIndex::at);
        match (owner, from) {
            (_, Some(from)) if Some(from) == to => return entry(to).enter(&mut self.kept[from]),
            (_, Some(from)) => entry(Some(from)).enter(&mut self.lost[from]),
            (Owner::Nobody, None) => entry(None).enter(&mut self.of_nobody),
            (_, None) => entry(None).enter(&mut self.of_strangers),
        }
        if let Some(to) = to {
            let after = entry(Some(to));
            after.enter(&mut self.gained[to]);
            if *owner != Owner::Nobody {
                after.enter(&mut self.moved);
            }
        }
    }

    /// Adds another: integers, so the order plays no part.
    fn add(&mut self, other: &Self) {
        for (reps, more) in [
            (&mut self.kept, &other.kept),
            (&mut self.lost, &other.lost),
            (&mut self.gained, &other.gained),
        ] {
            for (sums, more) in reps.iter_mut().zip(more) {
                sums.add(more);
            }
        }
        self.moved.add(&other.moved);
        self.of_strangers.add(&other.of_strangers);
        self.of_nobody.add(&other.of_nobody);
    }
}

/// What one account adds to a sum.
#[derive(Clone, Copy)]
struct Entry<'a> {
    amounts: &'a [Option<i64>],
    weight: Option<i64>,
    metres: Option<u64>,
    road: Option<u64>,
}

impl Entry<'_> {
    fn enter(self, sums: &mut Sums) {
        sums.accounts += 1;
        let sides = sums.amounts.iter_mut().zip(&mut sums.unknown);
        for ((sum, unknown), amount) in sides.zip(self.amounts) {
            *sum += i128::from(amount.unwrap_or(0));
            *unknown += u64::from(amount.is_none());
        }
        if let Some(metres) = self.metres {
            sums.placed += 1;
            sums.metres += u128::from(metres);
            sums.road += u128::from(self.road.unwrap_or(0));
            let weight = i128::from(self.weight.unwrap_or(0));
            sums.weighted += i128::from(metres) * weight;
            sums.weight += weight;
            sums.unweighed += u64::from(self.weight.is_none());
        }
    }
}
