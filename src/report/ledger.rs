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
}

impl Sums {
    /// Nothing yet, for so many measures.
    fn new(measures: usize) -> Self {
        Self {
            amounts: vec![0; measures],
            ..Self::default()
        }
    }

    /// The amount of a measure, for figures that are `i64` everywhere else.
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

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        self.accounts += other.accounts;
        for (sum, more) in self.amounts.iter_mut().zip(&other.amounts) {
            *sum += more;
        }
        self.placed += other.placed;
        self.metres += other.metres;
        self.road += other.road;
        self.weighted += other.weighted;
        self.weight += other.weight;
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
    fn new(measures: usize) -> Self {
        let sums = Sums::new(measures);
        Self {
            before: sums.clone(),
            after: sums.clone(),
            gained: sums.clone(),
            lost: sums,
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
        let parts: Vec<Self> = (0..accounts.div_ceil(part).max(1))
            .into_par_iter()
            .map(|at| Self::of(basis, at * part..((at + 1) * part).min(accounts)))
            .collect();
        let mut parts = parts.into_iter();
        let mut ledger = parts.next().unwrap_or_else(|| Self::of(basis, 0..0));
        for part in parts {
            ledger.add(&part);
        }
        ledger
    }

    /// Adds another: integers, so the order plays no part.
    fn add(&mut self, other: &Self) {
        for (page, more) in self.reps.iter_mut().zip(&other.reps) {
            page.add(more);
        }
        self.all.add(&other.all);
        self.owned.add(&other.owned);
        self.kept.add(&other.kept);
        self.moved.add(&other.moved);
        self.held.add(&other.held);
        self.leaving.add(&other.leaving);
        self.assigned.add(&other.assigned);
        self.strangers += other.strangers;
    }

    /// Some accounts.
    fn of(basis: &Basis, accounts: Range<usize>) -> Self {
        let book = basis.book;
        let measures = book.measures.len();
        let sums = Sums::new(measures);
        let mut ledger = Self {
            reps: vec![Page::new(measures); book.reps.len()],
            all: sums.clone(),
            owned: sums.clone(),
            kept: sums.clone(),
            moved: sums.clone(),
            held: sums.clone(),
            leaving: sums.clone(),
            assigned: sums,
            strangers: 0,
        };
        let mut amounts = vec![0i128; measures];
        for account in accounts {
            for (amount, measure) in amounts.iter_mut().zip(&book.measures) {
                *amount = i128::from(measure.amount(account));
            }
            ledger.enter(basis, account, &amounts);
        }
        ledger
    }

    /// One account.
    fn enter(&mut self, basis: &Basis, account: usize, amounts: &[i128]) {
        let owner = &basis.book.accounts.owners[account];
        let from = owner.rep().map(crate::model::RepIndex::at);
        let to = basis.plan.alignment.0[account].map(crate::model::RepIndex::at);
        let stays = from.is_some() && from == to;
        let weight = amounts[basis.travel];
        let entry = |rep: Option<usize>| {
            let metres = rep.and_then(|rep| (basis.distance)(account, rep));
            let road = metres.and_then(|metres| basis.roads.metres(metres));
            Entry {
                amounts,
                weight,
                metres,
                road,
            }
        };
        let after = entry(to);
        let before = if stays { after } else { entry(from) };
        before.enter(&mut self.all);
        if *owner != Owner::Nobody {
            before.enter(&mut self.owned);
            if stays {
                after.enter(&mut self.kept);
            } else if to.is_some() {
                after.enter(&mut self.moved);
            }
        }
        self.strangers += u64::from(matches!(owner, Owner::Unknown(_)));
        if let Some(from) = from {
            before.enter(&mut self.reps[from].before);
            if !stays {
                before.enter(&mut self.reps[from].lost);
            }
            if basis.available[from] {
                before.enter(&mut self.held);
                if !stays {
                    before.enter(&mut self.leaving);
                }
            }
        }
        if let Some(to) = to {
            after.enter(&mut self.assigned);
            after.enter(&mut self.reps[to].after);
            if !stays {
                after.enter(&mut self.reps[to].gained);
            }
        }
    }
}

/// What one account adds to a sum.
#[derive(Clone, Copy)]
struct Entry<'a> {
    amounts: &'a [i128],
    weight: i128,
    metres: Option<u64>,
    road: Option<u64>,
}

impl Entry<'_> {
    fn enter(self, sums: &mut Sums) {
        sums.accounts += 1;
        for (sum, amount) in sums.amounts.iter_mut().zip(self.amounts) {
            *sum += amount;
        }
        if let Some(metres) = self.metres {
            sums.placed += 1;
            sums.metres += u128::from(metres);
            sums.road += u128::from(self.road.unwrap_or(0));
            sums.weighted += i128::from(metres) * self.weight;
            sums.weight += self.weight;
        }
    }
}
