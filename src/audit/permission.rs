//! Whether a rep may hold an account, judged pair by pair.

use std::collections::{BTreeMap, BTreeSet};

use super::{FindingKind, Rules, Team};
use crate::{
    model::{Action, Book, RepIndex},
    spatial::Distances,
};

/// The rules about pairs.
pub(super) struct Permission<'a> {
    book: &'a Book,
    distances: &'a Distances<'a>,
    team: &'a Team,
    rules: &'a Rules,
    excluded: BTreeSet<(u32, u32)>,
    pins: BTreeMap<u32, u32>,
    locks: BTreeSet<u32>,
    pub(super) preferred: BTreeMap<u32, u32>,
}

impl<'a> Permission<'a> {
    pub(super) fn new(
        book: &'a Book,
        distances: &'a Distances,
        team: &'a Team,
        rules: &'a Rules,
    ) -> Self {
        let mut permission = Self {
            book,
            distances,
            team,
            rules,
            excluded: BTreeSet::new(),
            pins: BTreeMap::new(),
            locks: BTreeSet::new(),
            preferred: BTreeMap::new(),
        };
        let in_force =
            |expires: Option<crate::model::Date>| expires.is_none_or(|day| day >= rules.as_of);
        let rows = || book.overrides.iter().filter(|row| in_force(row.expires));
        for row in rows() {
            let pair = row.rep.map(|rep| (row.account, rep.0));
            match (row.action, pair) {
                (Action::Exclude, Some(pair)) => {
                    permission.excluded.insert(pair);
                }
                (Action::Pin, Some((account, rep))) => {
                    permission.pins.insert(account, rep);
                }
                (Action::Lock, _) => {
                    permission.locks.insert(row.account);
                }
                _ => {}
            }
        }
        for row in rows().filter(|row| row.action == Action::Prefer) {
            if let Some(RepIndex(rep)) = row.rep
                && permission
                    .out_of_question(row.account as usize, rep as usize)
                    .is_none()
                && permission
                    .unfit(row.account as usize, rep as usize)
                    .is_none()
            {
                permission.preferred.entry(row.account).or_insert(rep);
            }
        }
        permission
    }

    /// Rules that nothing overrides: availability, a missing distance, an exclusion.
    fn out_of_question(&self, account: usize, rep: usize) -> Option<FindingKind> {
        if !self.book.reps[rep].is_available(self.rules.as_of) {
            Some(FindingKind::RepUnavailable)
        } else if !self.team.planned[rep] {
            Some(FindingKind::RepNotPlanned)
        } else if self.distances.is_barred(account, rep) {
            Some(FindingKind::NotEligible)
        } else if self.excluded.contains(&(account as u32, rep as u32)) {
            Some(FindingKind::Excluded)
        } else {
            None
        }
    }

    /// Skills, segments, expressions.
    fn unfit(&self, account: usize, rep: usize) -> Option<FindingKind> {
        let (accounts, row) = (&self.book.accounts, &self.book.reps[rep]);
        let required = accounts
            .skills
            .get(account)
            .and_then(|&set| accounts.skill_sets.get(set as usize));
        let skilled = required.is_none_or(|set| set.iter().all(|skill| row.skills.contains(skill)));
        let segment = accounts.segments.get(account).copied().flatten();
        let served = row.segments.is_empty()
            || accounts.segment_names.is_empty()
            || segment
                .is_some_and(|at| row.segments.contains(&accounts.segment_names[at as usize]));
        let mut expressions = self.book.expressions.iter();
        let fits = expressions.all(|rule| rule.allowed[rule.class[account] as usize].get(rep));
        (!(skilled && served && fits)).then_some(FindingKind::NotEligible)
    }

    /// The rep that an account is bound to, and which rule broke if it is elsewhere.
    fn bound_to(&self, account: usize) -> Option<(usize, FindingKind)> {
        let possible = |rep: usize| self.out_of_question(account, rep).is_none();
        if let Some(&rep) = self.pins.get(&(account as u32))
            && possible(rep as usize)
        {
            return Some((rep as usize, FindingKind::PinBroken));
        }
        let owner = self.book.accounts.owners[account].rep()?.at();
        let locked = self
            .book
            .accounts
            .locked
            .get(account)
            .copied()
            .unwrap_or(false)
            || self.locks.contains(&(account as u32));
        if locked && possible(owner) {
            return Some((owner, FindingKind::LockBroken));
        }
        (self.rules.only_new && possible(owner)).then_some((owner, FindingKind::OwnedMoved))
    }

    /// Which rule forbids this pair; `None`: allowed.
    pub(super) fn broken(&self, account: usize, rep: usize) -> Option<FindingKind> {
        self.out_of_question(account, rep)
            .or_else(|| match self.bound_to(account) {
                Some((to, _)) if to == rep => None,
                Some((_, kind)) => Some(kind),
                None => self.unfit(account, rep),
            })
    }

    /// Whether some rep may hold an account.
    pub(super) fn somebody(&self, account: usize) -> bool {
        self.common(&[account])
    }

    /// Whether one rep may hold all of these accounts.
    pub(super) fn common(&self, accounts: &[usize]) -> bool {
        (0..self.book.reps.len()).any(|rep| {
            self.team.planned[rep]
                && accounts
                    .iter()
                    .all(|&account| self.broken(account, rep).is_none())
        })
    }
}
