//! A plan's problem, sorted out: who is planned, who may hold what, targets, units. What solving, explaining and checking share.

use super::{
    Options, Roster,
    eligibility::{Block, SetPool, barred, ineligible, standing_sets},
    requests::{Duty, Requests},
    targets::{Targets, settle_shares},
    units::Units,
};
use crate::{
    model::{BitSet, Book, Diagnostic, Diagnostics, Failure, Measure, Owner, PlaceKind, RepIndex},
    spatial::{Distances, RepPlace},
};

/// Everything between the book and the heart.
#[derive(Debug)]
pub struct Problem<'a> {
    /// The book.
    pub book: &'a Book,
    /// The settings.
    pub options: &'a Options,
    /// Who is planned.
    pub roster: Roster,
    /// Distances between accounts and reps.
    pub distances: Distances<'a>,
    /// Targets and bounds.
    pub targets: Targets,
    /// The travel measure's position in the book.
    pub travel: usize,
    /// What leaving the owner costs, in the unit of [`Problem::term`].
    pub keep: u64,
    /// What not following a preference costs, likewise.
    pub prefer: u64,
    pub(super) pool: SetPool,
    pub(super) sets: Vec<u32>,
    pub(super) requests: Requests,
    pub(super) units: Units,
    /// Warnings met on the way.
    pub warnings: Diagnostics,
}

impl<'a> Problem<'a> {
    /// Sorts out `book` under `options`.
    ///
    /// # Errors
    /// [`Failure::Data`] with every problem found (codes E301 to E313).
    pub fn new(book: &'a Book, options: &'a Options) -> Result<Self, Failure> {
        let travel = travel_measure(book, options).map_err(Failure::data)?;
        let distances = Distances::new(book, &book.measures[travel]);
        let roster = Roster::new(book, &distances, options.as_of);
        let (roster, rules) = settle_shares(book, options, roster).map_err(data)?;
        let mut requests = Requests::new(book, options, &distances, &roster).map_err(data)?;
        let mut pool = SetPool::default();
        let mut sets = standing_sets(book, &distances, &roster, &mut pool);
        if requests.bind_anybody() {
            for (account, set) in sets.iter_mut().enumerate() {
                *set = narrowed(*set, account as u32, &requests, &mut pool);
            }
        }
        let is_planned = |account: usize| !pool.get(sets[account]).is_none();
        let targets = Targets::new(book, options, &roster, rules, is_planned).map_err(data)?;
        let units = Units::new(book, &sets, &mut pool, &mut requests).map_err(data)?;
        let (keep, prefer) = worth(book, options);
        let mut problem = Self {
            book,
            options,
            roster,
            distances,
            targets,
            travel,
            keep,
            prefer,
            pool,
            sets,
            requests,
            units,
            warnings: Diagnostics::new(),
        };
        problem.warn();
        Ok(problem)
    }

    /// The reps that may hold an account by itself.
    pub fn allowed(&self, account: usize) -> &BitSet {
        self.pool.get(self.sets[account])
    }

    /// The reps that may hold an account's unit; `None` where nobody may.
    pub fn allowed_whole(&self, account: usize) -> Option<&BitSet> {
        Some(self.pool.get(self.units.set(self.units.of(account)?)))
    }

    /// The accounts that are assigned together with this one, itself included, by id; empty where nobody may hold it.
    pub fn together_with(&self, account: usize) -> &[u32] {
        self.units
            .of(account)
            .map_or(&[], |unit| self.units.members(unit))
    }

    /// What binds an account.
    pub fn duty(&self, account: usize) -> Duty {
        self.requests.duties[account]
    }

    /// The rep that an override prefers for an account.
    pub fn preferred(&self, account: usize) -> Option<usize> {
        self.requests
            .preferred
            .get(&(account as u32))
            .map(|&rep| rep as usize)
    }

    /// Why a rep may not hold an account by itself; `None`: may. The strongest rule is named.
    pub fn block(&self, account: usize, rep: usize) -> Option<Block> {
        let bound = |block: Option<Block>| match block {
            // A pin or a lock to this very rep overrules skills, segments and expressions.
            None if self.duty(account).rep() == Some(rep as u32) => None,
            None => ineligible(self.book, account, rep),
            some => some,
        };
        barred(&self.distances, &self.roster, account, rep)
            .or_else(|| bound(self.requests.block(account, rep)))
    }

    /// Distance to the power of the objective, in our unit (metres or thousandths, squared for inertia); 0 without a place.
    pub fn term(&self, account: usize, rep: usize) -> u64 {
        let distance = self.distances.between(account, rep).unwrap_or(0);
        match self.options.compactness.power() {
            1 => distance,
            _ => distance.saturating_mul(distance),
        }
    }

    /// How many of our units of [`Problem::term`] make one of the user.
    pub fn per_unit(&self) -> f64 {
        match self.options.compactness.power() {
            1 => Distances::PER_UNIT,
            _ => Distances::PER_UNIT * Distances::PER_UNIT,
        }
    }

    /// The owner of an account, where he is a rep of the book.
    pub fn owner(&self, account: usize) -> Option<usize> {
        self.book.accounts.owners[account].rep().map(RepIndex::at)
    }

    /// What a unit has of a measure of the book.
    pub(super) fn weight(&self, unit: usize, measure: usize) -> i64 {
        let measure = &self.book.measures[measure];
        let members = self.units.members(unit).iter();
        members
            .map(|&account| measure.amount(account as usize))
            .sum()
    }

    fn warn(&mut self) {
        let mut warnings = Vec::new();
        for (rep, place) in self.distances.places().iter().enumerate() {
            let id = &self.book.reps[rep].id;
            if *place == RepPlace::Unknown
                && !self.distances.is_placed(rep)
                && self.book.reps[rep].is_available(self.options.as_of)
            {
                warnings.push(
                    Diagnostic::warning("W301", format!("rep `{id}` is not planned: no place, and no account to measure from"))
                        .fix("give the rep a latitude and longitude (or a postal code for `terr import`)"),
                );
            }
        }
        if !self.distances.has_travel() {
            warnings.push(
                Diagnostic::warning(
                    "W302",
                    "nobody has a place: the plan is made without travel",
                )
                .fix("add latitude and longitude, x and y, or --distances"),
            );
        }
        if !self.requests.preferred.is_empty() && self.prefer == 0 {
            warnings.push(
                Diagnostic::warning("W303", "preferences of the overrides weigh nothing")
                    .fix("say what granting one is worth: --prefer DISTANCE"),
            );
        }
        warnings.extend(super::warnings::lost_requests(self));
        self.warnings.items.extend(warnings);
    }
}

/// The allowed set of an account after its duty and its exclusions.
fn narrowed(set: u32, account: u32, requests: &Requests, pool: &mut SetPool) -> u32 {
    if let Some(rep) = requests.duties[account as usize].rep() {
        // Barred and excluded reps have been refused before, so the duty holds whatever the standing rules say.
        let mut only = BitSet::filled(pool.get(set).len(), false);
        only.set(rep as usize, true);
        return pool.number(only);
    }
    let Some(excluded) = requests.excluded.get(&account) else {
        return set;
    };
    let mut less = pool.get(set).clone();
    for &rep in excluded {
        less.set(rep as usize, false);
    }
    pool.number(less)
}

fn travel_measure(book: &Book, options: &Options) -> Result<usize, Diagnostic> {
    let name = &options.travel_measure;
    let Some(at) = book.measure(name) else {
        return Err(Diagnostic::error(
            "E302",
            format!("no measure `{name}` to weigh travel with"),
        ));
    };
    if let Some(account) = book.measures[at].first_negative() {
        let id = book.accounts.ids.get(account);
        return Err(Diagnostic::error(
            "E303",
            format!("travel measure `{name}` is negative for account `{id}`"),
        )
        .fix("correct the cell, or weigh travel with another --travel-measure"));
    }
    Ok(at)
}

/// `keep` and `prefer` in our units.
fn worth(book: &Book, options: &Options) -> (u64, u64) {
    let owned = book
        .accounts
        .owners
        .iter()
        .any(|owner| *owner != Owner::Nobody);
    let per_unit = Distances::PER_UNIT.powi(options.compactness.power() as i32);
    let in_units = |value: f64| (value * per_unit + 0.5) as u64;
    let natural = book.distances.is_none() && book.places != PlaceKind::Planar;
    let keep = options.keep.map_or(
        if natural && owned { 50.0 } else { 0.0 },
        crate::model::Decimal::to_f64,
    );
    let prefer = options.prefer.map_or(
        if natural { 50.0 } else { 0.0 },
        crate::model::Decimal::to_f64,
    );
    (in_units(keep), in_units(prefer))
}

fn data(items: Vec<Diagnostic>) -> Failure {
    Failure::Data(Diagnostics { items, rows: 0 })
}

/// A measure's amounts without the powers of ten that all of them share, so that another unit of the same measure gives the same plan.
pub(super) fn common_power_of_ten(measure: &Measure) -> i64 {
    let mut power = 1;
    while power < 1_000_000_000_000_000_000
        && measure
            .amounts
            .iter()
            .flatten()
            .all(|amount| amount % (power * 10) == 0)
        && measure.amounts.iter().flatten().any(|&amount| amount != 0)
    {
        power *= 10;
    }
    power
}
