//! Which reps are planned, and why the others are not.

use crate::{
    model::{Book, Date, RepIndex},
    spatial::Distances,
};

/// Whether a rep gets accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Planned,
    /// Inactive, not yet started or ended.
    Unavailable,
    /// No place, and no account to measure from.
    NoPlace,
    /// A share of 0 in a target.
    NoShare,
}

/// The reps of a book, sorted into planned ones and others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    standing: Vec<Standing>,
    territories: Vec<usize>,
    territory_of: Vec<Option<u32>>,
}

impl Roster {
    /// All reps that are available on `as_of` and can be measured from somewhere.
    pub fn new(book: &Book, distances: &Distances, as_of: Date) -> Self {
        let standing = book
            .reps
            .iter()
            .enumerate()
            .map(|(rep, row)| {
                if !row.is_available(as_of) {
                    Standing::Unavailable
                } else if !distances.is_placed(rep) {
                    Standing::NoPlace
                } else {
                    Standing::Planned
                }
            })
            .collect();
        Self::from_standing(book, standing)
    }

    fn from_standing(book: &Book, standing: Vec<Standing>) -> Self {
        let mut territories: Vec<usize> = (0..standing.len())
            .filter(|&rep| standing[rep] == Standing::Planned)
            .collect();
        // By id, so that the order of rows does not change the plan.
        territories.sort_by(|&a, &b| book.reps[a].id.cmp(&book.reps[b].id));
        let mut territory_of = vec![None; standing.len()];
        for (territory, &rep) in territories.iter().enumerate() {
            territory_of[rep] = Some(territory as u32);
        }
        Self {
            standing,
            territories,
            territory_of,
        }
    }

    /// The same without `reps`, which have no share of a target.
    pub(super) fn without_share(&self, book: &Book, reps: &[usize]) -> Self {
        let mut standing = self.standing.clone();
        for &rep in reps {
            standing[rep] = Standing::NoShare;
        }
        Self::from_standing(book, standing)
    }

    /// The standing of a rep.
    pub fn standing(&self, rep: usize) -> Standing {
        self.standing[rep]
    }

    /// Whether a rep gets accounts.
    pub fn is_planned(&self, rep: RepIndex) -> bool {
        self.standing[rep.at()] == Standing::Planned
    }

    /// The planned reps, sorted by id: territory `t` of the heart is `territories()[t]`.
    pub fn territories(&self) -> &[usize] {
        &self.territories
    }

    /// The territory of a rep; `None` when not planned.
    pub fn territory_of(&self, rep: usize) -> Option<u32> {
        self.territory_of[rep]
    }

    /// Number of reps, planned or not.
    pub fn reps(&self) -> usize {
        self.standing.len()
    }
}
