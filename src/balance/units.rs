//! What is assigned whole: accounts, or the groups that `--together` makes of them.

use std::collections::BTreeMap;

use super::{
    eligibility::SetPool,
    requests::{Clash, Duty, Requests, RuleKind, colliding},
};
use crate::model::{Action, BitSet, Book, Diagnostic};

/// The units of a plan, in the order of their smallest account id.
#[derive(Debug, Default)]
pub(super) struct Units {
    starts: Vec<u32>,
    members: Vec<u32>,
    sets: Vec<u32>,
    of: Vec<u32>,
}

/// Marks an account that nobody may hold.
const NO_UNIT: u32 = u32::MAX;

impl Units {
    /// Gathers accounts into units. `sets` holds the allowed reps of each account, as numbers in `pool`.
    ///
    /// # Errors
    /// Two pins in one group.
    pub(super) fn new(
        book: &Book,
        sets: &[u32],
        pool: &mut SetPool,
        requests: &mut Requests,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut units = Self {
            starts: vec![0],
            of: vec![NO_UNIT; sets.len()],
            ..Self::default()
        };
        let order = book.accounts.by_id();
        let held = |account: usize, pool: &SetPool| !pool.get(sets[account]).is_none();
        let Some(groups) = &book.groups else {
            let held = order.into_iter().filter(|&account| held(account, pool));
            units.members = held.map(|account| account as u32).collect();
            units.starts = (0..=units.members.len() as u32).collect();
            for (unit, &account) in units.members.iter().enumerate() {
                units.sets.push(sets[account as usize]);
                units.of[account as usize] = unit as u32;
            }
            return Ok(units);
        };
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut first_seen = Vec::new();
        for account in order {
            let group = members.entry(groups[account]).or_insert_with(|| {
                first_seen.push(groups[account]);
                Vec::new()
            });
            group.push(account as u32);
        }
        let mut errors = Vec::new();
        let mut parts = Vec::new();
        for group in first_seen {
            let accounts = &members[&group];
            errors.extend(two_pins(book, accounts, requests));
            let split = split(accounts, sets, pool, requests);
            for part in split.iter().skip(1) {
                requests.clashes.push(Clash {
                    winner: part.cause,
                    loser: RuleKind::Group,
                    account: part.accounts[0],
                    rep: None,
                });
            }
            parts.extend(split);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        parts.sort_by(|a, b| {
            let id = |part: &Part| book.accounts.ids.get(part.accounts[0] as usize).to_owned();
            id(a).cmp(&id(b))
        });
        for part in parts {
            if !part.allowed.is_none() {
                let set = pool.number(part.allowed);
                units.push(&part.accounts, set);
            }
        }
        Ok(units)
    }

    fn push(&mut self, accounts: &[u32], set: u32) {
        let unit = self.sets.len() as u32;
        self.members.extend(accounts);
        self.starts.push(self.members.len() as u32);
        self.sets.push(set);
        for &account in accounts {
            self.of[account as usize] = unit;
        }
    }

    /// Number of units.
    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }

    /// The accounts of a unit, by id.
    pub(super) fn members(&self, unit: usize) -> &[u32] {
        &self.members[self.range(unit)]
    }

    /// Where a unit's accounts stand among all members.
    pub(super) fn range(&self, unit: usize) -> std::ops::Range<usize> {
        self.starts[unit] as usize..self.starts[unit + 1] as usize
    }

    /// The accounts of all units, unit by unit.
    pub(super) fn all_members(&self) -> &[u32] {
        &self.members
    }

    /// The number of a unit's set of allowed reps.
    pub(super) fn set(&self, unit: usize) -> u32 {
        self.sets[unit]
    }

    /// The unit of an account; `None` where nobody may hold it.
    pub(super) fn of(&self, account: usize) -> Option<usize> {
        let unit = self.of[account];
        (unit != NO_UNIT).then_some(unit as usize)
    }
}

/// A part of a group that stays whole.
struct Part {
    accounts: Vec<u32>,
    allowed: BitSet,
    /// The rule that keeps it from the first part.
    cause: RuleKind,
}

/// One part where some rep may hold all; else as few as a greedy pass makes, bound accounts first.
fn split(accounts: &[u32], sets: &[u32], pool: &SetPool, requests: &Requests) -> Vec<Part> {
    let mut order: Vec<u32> = accounts.to_vec();
    let rank = |account: u32| match requests.duties[account as usize] {
        Duty::Pinned(_) => 0,
        Duty::Locked(_) => 1,
        Duty::Stays(_) => 2,
        Duty::Free => 3,
    };
    order.sort_by_key(|&account| rank(account)); // stable: by id within a rank
    let mut parts: Vec<Part> = Vec::new();
    for account in order {
        let allowed = pool.get(sets[account as usize]);
        let home = parts
            .iter_mut()
            .find(|part| !part.allowed.and(allowed).is_none());
        if let Some(part) = home {
            part.allowed = part.allowed.and(allowed);
            part.accounts.push(account);
        } else {
            let cause = match requests.duties[account as usize] {
                Duty::Pinned(_) => RuleKind::Pin,
                Duty::Locked(_) | Duty::Stays(_) => RuleKind::Locked,
                Duty::Free if requests.excluded.contains_key(&account) => RuleKind::Exclude,
                Duty::Free => RuleKind::Eligibility,
            };
            parts.push(Part {
                accounts: vec![account],
                allowed: allowed.clone(),
                cause,
            });
        }
    }
    let position: BTreeMap<u32, usize> = accounts
        .iter()
        .enumerate()
        .map(|(at, &a)| (a, at))
        .collect();
    for part in &mut parts {
        part.accounts.sort_by_key(|account| position[account]);
    }
    parts
}

fn two_pins(book: &Book, accounts: &[u32], requests: &Requests) -> Option<Diagnostic> {
    let mut pinned =
        accounts
            .iter()
            .filter_map(|&account| match requests.duties[account as usize] {
                Duty::Pinned(rep) => Some((account, rep)),
                _ => None,
            });
    let (first, rep) = pinned.next()?;
    let (second, _) = pinned.find(|&(_, other)| other != rep)?;
    let row = |account: u32| {
        book.overrides
            .iter()
            .position(|row| row.account == account && row.action == Action::Pin)
            .unwrap_or(0)
    };
    Some(colliding(book, (first, row(first)), (second, row(second))))
}
