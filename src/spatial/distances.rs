//! Distances between accounts and reps of a book, whatever they are measured by.

use rayon::prelude::*;

use super::{Places, RepPlace, UnitVector, planar};
use crate::model::{Book, DistanceMatrix, Measure, PlaceKind, Point};

/// Distances from every account to every rep: metres for degrees, else thousandths of the user's unit.
#[derive(Debug, Clone)]
pub struct Distances<'a> {
    metric: Metric<'a>,
    places: Vec<RepPlace>,
}

#[derive(Debug, Clone)]
enum Metric<'a> {
    /// No place anywhere: no travel.
    Nowhere,
    Sphere {
        accounts: Vec<Option<UnitVector>>,
        reps: Vec<Option<UnitVector>>,
    },
    Plane {
        accounts: &'a [Option<Point>],
        reps: Vec<Option<Point>>,
    },
    Matrix(&'a DistanceMatrix),
}

/// Reps that rows of distances go to, in their order.
#[derive(Debug, Clone)]
pub struct Targets {
    reps: Vec<usize>,
    /// Where they are, when all are somewhere on the globe.
    places: Option<Places>,
}

impl<'a> Distances<'a> {
    /// How many of our units make one unit of the user: metres in a kilometre, thousandths in one.
    pub const PER_UNIT: f64 = 1000.0;

    /// Measures `book`; `travel` weighs the accounts of reps without a home. A file of distances wins over places.
    pub fn new(book: &'a Book, travel: &Measure) -> Self {
        if let Some(matrix) = &book.distances {
            return Self {
                metric: Metric::Matrix(matrix),
                places: vec![RepPlace::Unknown; book.reps.len()],
            };
        }
        let places = RepPlace::of_all(book, travel);
        let metric = match book.places {
            PlaceKind::None => Metric::Nowhere,
            PlaceKind::Degrees => {
                let vector = |point: Option<Point>| point.map(UnitVector::from_degrees);
                Metric::Sphere {
                    accounts: book
                        .accounts
                        .points
                        .par_iter()
                        .map(|&point| vector(point))
                        .collect(),
                    reps: places.iter().map(|place| vector(place.point())).collect(),
                }
            }
            PlaceKind::Planar => Metric::Plane {
                accounts: &book.accounts.points,
                reps: places.iter().map(|place| place.point()).collect(),
            },
        };
        Self { metric, places }
    }

    /// The distance of one pair; `None` where the account or the rep has no place, or the file has no such pair.
    pub fn between(&self, account: usize, rep: usize) -> Option<u64> {
        match &self.metric {
            Metric::Nowhere => None,
            Metric::Sphere { accounts, reps } => Some(accounts[account]?.metres(reps[rep]?)),
            Metric::Plane { accounts, reps } => {
                Some(planar::thousandths(accounts[account]?, reps[rep]?))
            }
            Metric::Matrix(matrix) => {
                matrix.thousandths[account * matrix.reps + rep].map(u64::from)
            }
        }
    }

    /// The reps that rows of distances are asked for.
    pub fn targets(&self, reps: &[usize]) -> Targets {
        let places = match &self.metric {
            // one rep without a place and the pairs are looked up one by one
            Metric::Sphere { reps: all, .. } => reps.iter().map(|&rep| all[rep]).collect(),
            _ => None,
        };
        Targets {
            reps: reps.to_vec(),
            places,
        }
    }

    /// The distances of one account to `targets`, in their order; 0 where there is none.
    pub fn row(&self, account: usize, targets: &Targets, row: &mut [u64]) {
        if let (Metric::Sphere { accounts, .. }, Some(places)) = (&self.metric, &targets.places) {
            match accounts[account] {
                Some(from) => places.metres_from(from, row),
                None => row.fill(0),
            }
            return;
        }
        for (distance, &rep) in row.iter_mut().zip(&targets.reps) {
            *distance = self.between(account, rep).unwrap_or(0);
        }
    }

    /// The distance of one pair in the user's unit (kilometres for degrees).
    pub fn in_units(&self, account: usize, rep: usize) -> Option<f64> {
        self.between(account, rep)
            .map(|distance| distance as f64 / Self::PER_UNIT)
    }

    /// Whether the file of distances says that this rep cannot serve this account.
    pub fn is_barred(&self, account: usize, rep: usize) -> bool {
        matches!(self.metric, Metric::Matrix(_)) && self.between(account, rep).is_none()
    }

    /// Whether distances come from a file.
    pub fn is_matrix(&self) -> bool {
        matches!(self.metric, Metric::Matrix(_))
    }

    /// Whether there is any travel: somebody has a place, or distances come from a file.
    pub fn has_travel(&self) -> bool {
        !matches!(self.metric, Metric::Nowhere)
    }

    /// Whether a rep can be measured from somewhere (always so without travel and with a file).
    pub fn is_placed(&self, rep: usize) -> bool {
        match self.metric {
            Metric::Nowhere | Metric::Matrix(_) => true,
            Metric::Sphere { .. } | Metric::Plane { .. } => self.places[rep].point().is_some(),
        }
    }

    /// Where each rep is measured from.
    pub fn places(&self) -> &[RepPlace] {
        &self.places
    }

    /// A number that no distance between an account and one of `reps` exceeds, without looking at all pairs where places allow that:
    /// the triangle inequality over the first rep.
    pub fn at_most(&self, account: usize, reps: &[usize]) -> u64 {
        let widest = |of: &dyn Fn(usize) -> Option<u64>| {
            reps.iter().filter_map(|&rep| of(rep)).max().unwrap_or(0)
        };
        match &self.metric {
            Metric::Nowhere => 0,
            Metric::Matrix(_) => widest(&|rep| self.between(account, rep)),
            Metric::Sphere { .. } | Metric::Plane { .. } => {
                let Some(&first) = reps.first() else {
                    return 0;
                };
                let (Some(there), spread) = (
                    self.between(account, first),
                    widest(&|rep| self.between_reps(first, rep)),
                ) else {
                    return 0;
                };
                // Each of the two is rounded.
                there.saturating_add(spread).saturating_add(2)
            }
        }
    }

    fn between_reps(&self, a: usize, b: usize) -> Option<u64> {
        match &self.metric {
            Metric::Nowhere | Metric::Matrix(_) => None,
            Metric::Sphere { reps, .. } => Some(reps[a]?.metres(reps[b]?)),
            Metric::Plane { reps, .. } => Some(planar::thousandths(reps[a]?, reps[b]?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Accounts, Owner, Rep, RepIndex};

    fn book() -> Book {
        let point = |first, second| Some(Point { first, second });
        Book {
            accounts: Accounts {
                ids: ["a", "b", "c"].into_iter().collect(),
                names: ["a", "b", "c"].into_iter().collect(),
                owners: vec![
                    Owner::Rep(RepIndex(1)),
                    Owner::Rep(RepIndex(1)),
                    Owner::Nobody,
                ],
                points: vec![point(0.0, 0.0), point(4.0, 0.0), None],
                ..Accounts::default()
            },
            reps: vec![
                Rep {
                    point: point(3.0, 4.0),
                    ..Rep::default()
                },
                Rep::default(),
                Rep::default(),
            ],
            places: PlaceKind::Planar,
            ..Book::default()
        }
    }

    #[test]
    fn a_rep_without_a_place_is_measured_from_the_weighted_mean_of_the_accounts() {
        let book = book();
        let travel = Measure {
            name: "workload".to_owned(),
            decimals: 0,
            amounts: vec![Some(1), Some(3), Some(9)],
        };
        let distances = Distances::new(&book, &travel);
        // the mean of 0 (weight 1) and 4 (weight 3) is 3
        assert_eq!(distances.between(0, 1), Some(3000));
        assert_eq!(distances.between(0, 0), Some(5000));
        assert_eq!(distances.between(2, 0), None, "no place");
        assert!(!distances.is_placed(2), "neither place nor accounts");
        assert!(distances.at_most(1, &[0, 1]) >= 4123);
    }
}
