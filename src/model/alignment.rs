//! The alignment (who holds what) and the plan (how that differs from today, and why).

use super::{Owner, RepIndex};

/// The rep of each account, in the order of the book; `None`: nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alignment(pub Vec<Option<RepIndex>>);

/// How an account's rep changes. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The owner keeps it.
    Kept,
    /// Another rep gets it.
    Moved,
    /// It had no owner.
    New,
    /// Nobody gets it.
    Unassigned,
}

impl Change {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Kept, Self::Moved, Self::New, Self::Unassigned];

    /// As written in a plan.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::New => "new",
            Self::Unassigned => "unassigned",
        }
    }

    /// From the text of a plan.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.as_str() == text)
    }

    /// The change from an owner to a rep.
    pub fn between(owner: &Owner, rep: Option<RepIndex>) -> Self {
        match (owner, rep) {
            (_, None) => Self::Unassigned,
            (Owner::Nobody, Some(_)) => Self::New,
            (Owner::Rep(owner), Some(rep)) if *owner == rep => Self::Kept,
            (Owner::Rep(_) | Owner::Unknown(_), Some(_)) => Self::Moved,
        }
    }
}

/// Why an account is where it is. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The owner keeps it, and nothing forced that.
    Kept,
    /// The owner must keep it.
    Locked,
    /// An override puts it there.
    Pinned,
    /// An override prefers this rep.
    Preferred,
    /// An override keeps it from its owner.
    Excluded,
    /// It follows its group.
    Group,
    /// The owner is inactive, has ended or is not in the rep table.
    OwnerLeft,
    /// The owner lacks a skill, the segment, or a rule says no.
    OwnerNotEligible,
    /// Going back to the owner would break a bound.
    Balance,
    /// Going back to the owner is allowed and costs more.
    Cost,
    /// It had no owner.
    New,
    /// No planned rep may hold it.
    NobodyEligible,
}

impl Reason {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::Kept,
        Self::Locked,
        Self::Pinned,
        Self::Preferred,
        Self::Excluded,
        Self::Group,
        Self::OwnerLeft,
        Self::OwnerNotEligible,
        Self::Balance,
        Self::Cost,
        Self::New,
        Self::NobodyEligible,
    ];

    /// As written in a plan.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Locked => "locked",
            Self::Pinned => "pinned",
            Self::Preferred => "preferred",
            Self::Excluded => "excluded",
            Self::Group => "group",
            Self::OwnerLeft => "owner_left",
            Self::OwnerNotEligible => "owner_not_eligible",
            Self::Balance => "balance",
            Self::Cost => "cost",
            Self::New => "new",
            Self::NobodyEligible => "nobody_eligible",
        }
    }

    /// From the text of a plan.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// A plan: the alignment, and for each account the change from today, the reason and the distance.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The rep of each account.
    pub alignment: Alignment,
    /// The change of each account.
    pub changes: Vec<Change>,
    /// The reason of each account.
    pub reasons: Vec<Reason>,
    /// The distance from each account to the place that its rep is measured from: km for degrees, else the user's unit.
    /// `None` without a place or a rep. Empty in a plan that was read from a file.
    pub distances: Vec<Option<f64>>,
}
