//! Accounts, as columns: customers and prospects with a place, an owner and measures.

use super::{Point, RepIndex, Texts};

/// The position of an account in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountIndex(pub u32);

impl AccountIndex {
    /// As an index of slices.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// Today's rep of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Nobody.
    Nobody,
    /// A rep of the book (who may be inactive).
    Rep(RepIndex),
    /// Somebody who is not in the rep table: the id as it stands in the file.
    Unknown(Box<str>),
}

impl Owner {
    /// The rep, where the owner is one of the book.
    pub fn rep(&self) -> Option<RepIndex> {
        match self {
            Self::Rep(rep) => Some(*rep),
            Self::Nobody | Self::Unknown(_) => None,
        }
    }
}

/// The accounts of a book, in the order of the file; all columns have the same length, but skills and segments may be empty: there are none.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// Ids: text for ever, unique.
    pub ids: Texts,
    /// Names; the id where the table has none.
    pub names: Texts,
    /// Today's owners.
    pub owners: Vec<Owner>,
    /// Places.
    pub points: Vec<Option<Point>>,
    /// Whether the account must stay with its owner.
    pub locked: Vec<bool>,
    /// Required skills: an index into [`Accounts::skill_sets`].
    pub skills: Vec<u32>,
    /// The distinct sets of required skills, each sorted; `skill_sets[0]` is the empty one.
    pub skill_sets: Vec<Vec<String>>,
    /// Segment: an index into [`Accounts::segment_names`]; `None` where empty.
    pub segments: Vec<Option<u32>>,
    /// The distinct segments, in order of first appearance.
    pub segment_names: Vec<String>,
}

impl Accounts {
    /// Number of accounts.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Account indices sorted by id: the order in which the heart sees them, so that shuffling rows changes no plan.
    pub fn by_id(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        if self.ids.ascend() {
            return order;
        }
        order.sort_unstable_by(|&a, &b| self.ids.get(a).cmp(self.ids.get(b)));
        order
    }
}
