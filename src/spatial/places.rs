//! Where each rep is measured from: home, else the mean of the accounts owned today.

use super::{UnitVector, planar};
use crate::model::{Book, Measure, PlaceKind, Point};

/// The place that a rep's distances are measured from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RepPlace {
    /// The place in the rep table.
    Home(Point),
    /// The travel-weighted mean of the accounts owned today: the table has no place.
    OwnAccounts(Point),
    /// Neither.
    Unknown,
}

impl RepPlace {
    /// The point, if there is one.
    pub fn point(self) -> Option<Point> {
        match self {
            Self::Home(point) | Self::OwnAccounts(point) => Some(point),
            Self::Unknown => None,
        }
    }

    /// The place of every rep of `book`, in its order. `travel` weighs the accounts.
    pub(super) fn of_all(book: &Book, travel: &Measure) -> Vec<Self> {
        let mut owned: Vec<Vec<usize>> = vec![Vec::new(); book.reps.len()];
        let homeless = |rep: usize| book.reps[rep].point.is_none();
        if (0..book.reps.len()).any(homeless) {
            // By id, so that the order of rows does not change the sums.
            for account in book.accounts.by_id() {
                if let Some(rep) = book.accounts.owners[account].rep()
                    && homeless(rep.at())
                    && book.accounts.points[account].is_some()
                {
                    owned[rep.at()].push(account);
                }
            }
        }
        book.reps
            .iter()
            .zip(&owned)
            .map(|(rep, owned)| match rep.point {
                Some(point) if book.places != PlaceKind::None => Self::Home(point),
                _ => mean(book, travel, owned).map_or(Self::Unknown, Self::OwnAccounts),
            })
            .collect()
    }
}

/// The mean place of `accounts`, by travel weight; all alike where none of them has a weight.
fn mean(book: &Book, travel: &Measure, accounts: &[usize]) -> Option<Point> {
    let weightless = accounts.iter().all(|&account| travel.amount(account) == 0);
    let weighted = || {
        accounts.iter().filter_map(|&account| {
            let weight = if weightless {
                1.0
            } else {
                travel.amount(account) as f64
            };
            Some((book.accounts.points[account]?, weight))
        })
    };
    match book.places {
        PlaceKind::None => None,
        PlaceKind::Planar => planar::mean(weighted()),
        PlaceKind::Degrees => UnitVector::mean(
            weighted().map(|(point, weight)| (UnitVector::from_degrees(point), weight)),
        )
        .map(UnitVector::to_degrees)
        // Accounts at opposite ends of the world have no mean: the first by id stands for all.
        .or_else(|| weighted().next().map(|(point, _)| point)),
    }
}
