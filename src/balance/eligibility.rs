//! Which reps may hold which accounts after the standing rules: availability, distances, skills, segments, expressions.

use std::collections::BTreeMap;

use super::{Roster, Standing};
use crate::{
    model::{BitSet, Book, Rep},
    spatial::Distances,
};

/// Why a rep may not hold an account, in order of precedence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The rep is inactive, not yet started or ended.
    Unavailable,
    /// The rep has no place and no accounts to be measured from.
    NoPlace,
    /// The rep has no share of a target.
    NoShare,
    /// The file of distances has no such pair.
    NoDistance,
    /// An override excludes the pair.
    Excluded,
    /// An override puts the account elsewhere.
    PinnedElsewhere,
    /// The account must stay with its owner.
    LockedElsewhere,
    /// `--only-new`: owned accounts stay.
    OwnedElsewhere,
    /// The rep lacks a required skill.
    Skill(String),
    /// The rep serves other segments.
    Segment,
    /// An expression says no: its text.
    Expression(String),
}

impl Block {
    /// The rule in a few words.
    pub fn describe(&self) -> String {
        match self {
            Self::Unavailable => "unavailable rep".to_owned(),
            Self::NoPlace => "rep without a place".to_owned(),
            Self::NoShare => "no share of the target".to_owned(),
            Self::NoDistance => "no distance in the file".to_owned(),
            Self::Excluded => "excluded".to_owned(),
            Self::PinnedElsewhere => "pinned elsewhere".to_owned(),
            Self::LockedElsewhere => "locked to its owner".to_owned(),
            Self::OwnedElsewhere => "owned accounts stay (--only-new)".to_owned(),
            Self::Skill(skill) => format!("lacks skill {skill}"),
            Self::Segment => "serves other segments".to_owned(),
            Self::Expression(text) => format!("not {text}"),
        }
    }
}

/// What bars a pair whatever anybody asks for: the rep's standing, a missing distance.
pub(super) fn barred(
    distances: &Distances,
    roster: &Roster,
    account: usize,
    rep: usize,
) -> Option<Block> {
    match roster.standing(rep) {
        Standing::Unavailable => Some(Block::Unavailable),
        Standing::NoPlace => Some(Block::NoPlace),
        Standing::NoShare => Some(Block::NoShare),
        Standing::Planned => distances
            .is_barred(account, rep)
            .then_some(Block::NoDistance),
    }
}

/// What the rules about skills, segments and expressions say of a pair.
pub(super) fn ineligible(book: &Book, account: usize, rep: usize) -> Option<Block> {
    let accounts = &book.accounts;
    let row = &book.reps[rep];
    let required = accounts.skills.get(account).map_or(0, |&set| set as usize);
    if let Some(required) = accounts.skill_sets.get(required)
        && let Some(lacking) = lacking_skill(required, row)
    {
        return Some(Block::Skill(lacking.clone()));
    }
    let segment = accounts.segments.get(account).copied().flatten();
    if !serves(book, segment, row) {
        return Some(Block::Segment);
    }
    let broken = book
        .expressions
        .iter()
        .find(|expression| !expression.allowed[expression.class[account] as usize].get(rep));
    broken.map(|expression| Block::Expression(expression.text.clone()))
}

fn lacking_skill<'a>(required: &'a [String], rep: &Rep) -> Option<&'a String> {
    required
        .iter()
        .find(|skill| rep.skills.binary_search(skill).is_err())
}

/// Whether a rep serves a segment. A rep without a list serves all; where accounts have no segments the lists say nothing; an
/// account without a segment is no match for a list.
fn serves(book: &Book, segment: Option<u32>, rep: &Rep) -> bool {
    if rep.segments.is_empty() || book.accounts.segment_names.is_empty() {
        return true;
    }
    segment.is_some_and(|segment| {
        let name = &book.accounts.segment_names[segment as usize];
        rep.segments.binary_search(name).is_ok()
    })
}

/// Distinct sets of reps, each held once.
#[derive(Debug, Clone, Default)]
pub(super) struct SetPool {
    numbers: BTreeMap<BitSet, u32>,
    sets: Vec<BitSet>,
}

impl SetPool {
    /// The number of a set, new or known.
    pub(super) fn number(&mut self, set: BitSet) -> u32 {
        let next = self.sets.len() as u32;
        *self.numbers.entry(set).or_insert_with_key(|set| {
            self.sets.push(set.clone());
            next
        })
    }

    pub(super) fn get(&self, number: u32) -> &BitSet {
        &self.sets[number as usize]
    }
}

/// The set of planned reps that the standing rules allow each account, as numbers in `pool`.
pub(super) fn standing_sets(
    book: &Book,
    distances: &Distances,
    roster: &Roster,
    pool: &mut SetPool,
) -> Vec<u32> {
    let accounts = book.accounts.len();
    let by_matrix = distances.is_matrix();
    let allowed = |account: usize| {
        let mut set = BitSet::filled(roster.reps(), false);
        for &rep in roster.territories() {
            set.set(rep, ineligible(book, account, rep).is_none());
        }
        set
    };
    let all_alike = book.accounts.skills.is_empty()
        && book.accounts.segments.is_empty()
        && book.expressions.is_empty();
    if accounts > 0 && all_alike && !by_matrix {
        return vec![pool.number(allowed(0)); accounts];
    }
    let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut numbers = Vec::with_capacity(accounts);
    let mut last = (Vec::new(), 0);
    for account in 0..accounts {
        // Accounts that agree in skills, segment and the classes of all expressions share one set.
        let skills = book.accounts.skills.get(account).copied().unwrap_or(0);
        let segment = book.accounts.segments.get(account).copied().flatten();
        let segment = segment.map_or(0, |segment| segment + 1);
        let classes = book.expressions.iter();
        let classes = classes.map(|expression| expression.class[account]);
        let key = || [skills, segment].into_iter().chain(classes.clone());
        if !key().eq(last.0.iter().copied()) {
            let key: Vec<u32> = key().collect();
            let number = *known
                .entry(key.clone())
                .or_insert_with(|| pool.number(allowed(account)));
            last = (key, number);
        }
        let mut number = last.1;
        if by_matrix {
            let mut set = pool.get(number).clone();
            for &rep in roster.territories() {
                if distances.is_barred(account, rep) {
                    set.set(rep, false);
                }
            }
            number = pool.number(set);
        }
        numbers.push(number);
    }
    numbers
}
