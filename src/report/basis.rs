//! What every view is computed from: the book, the plan, and what territories should hold.

use crate::{
    balance::{Bounds, Problem},
    model::{Book, PlaceKind, Plan, RepIndex, Tolerance},
};

/// What one territory should hold of a measure, in units of the measure's fixed point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// The target; `None` with absolute bounds.
    pub target: Option<f64>,
    /// The least allowed sum.
    pub lower: i64,
    /// The largest allowed sum.
    pub upper: i64,
}

impl Goal {
    /// `load / target - 1`; `None` without a target.
    pub fn deviation(&self, load: i64) -> Option<f64> {
        self.target.map(|target| load as f64 / target - 1.0)
    }

    /// `in`, `over` or `under` its bounds.
    pub fn verdict(&self, load: i64) -> (bool, &'static str) {
        if load > self.upper {
            (false, "over")
        } else if load < self.lower {
            (false, "under")
        } else {
            (true, "in")
        }
    }
}

/// A balanced measure and its goals.
#[derive(Debug, Clone, PartialEq)]
pub struct Balanced {
    /// The measure's position in the book.
    pub measure: usize,
    /// The tolerance.
    pub tolerance: Tolerance,
    /// Where targets come from, in the words of `--target`; `None` with absolute bounds.
    pub rule: Option<String>,
    /// One per rep of the book; `None` for reps that are not planned.
    pub goals: Vec<Option<Goal>>,
}

/// How far an account is from a rep: account, rep; in metres (thousandths of the user's unit). `None` where that is unknown.
pub type DistanceOf<'a> = dyn Fn(usize, usize) -> Option<u64> + Sync + 'a;

/// What every view is computed from.
pub struct Basis<'a> {
    /// Accounts, reps, measures.
    pub book: &'a Book,
    /// The plan.
    pub plan: &'a Plan,
    /// The balanced measures, in the order of the request.
    pub balanced: Vec<Balanced>,
    /// The travel measure's position in the book.
    pub travel: usize,
    /// Whether each rep gets a territory.
    pub planned: Vec<bool>,
    /// Whether each rep is there on the day of the plan.
    pub available: Vec<bool>,
    /// Distances.
    pub distance: &'a DistanceOf<'a>,
    /// How road kilometres are estimated.
    pub roads: super::Roads,
}

impl<'a> Basis<'a> {
    /// What planning makes of the book: who is planned, targets, bounds.
    pub fn new(
        problem: &Problem<'a>,
        plan: &'a Plan,
        distance: &'a DistanceOf<'a>,
        roads: super::Roads,
    ) -> Self {
        let book = problem.book;
        let reps = 0..book.reps.len();
        let as_of = problem.options.as_of;
        let goal = |bounds: &Bounds| Goal {
            target: bounds.target,
            lower: bounds.lower,
            upper: bounds.upper,
        };
        Self {
            book,
            plan,
            balanced: problem
                .targets
                .measures
                .iter()
                .map(|targets| Balanced {
                    measure: targets.measure,
                    tolerance: targets.request.tolerance,
                    rule: targets.rule.as_ref().map(ToString::to_string),
                    goals: targets
                        .bounds
                        .iter()
                        .map(|bounds| bounds.as_ref().map(goal))
                        .collect(),
                })
                .collect(),
            travel: problem.travel,
            planned: reps
                .map(|rep| problem.roster.is_planned(RepIndex(rep as u32)))
                .collect(),
            available: book
                .reps
                .iter()
                .map(|rep| rep.is_available(as_of))
                .collect(),
            distance,
            roads: if book.distances.is_some() || book.places != PlaceKind::Degrees {
                super::Roads::None
            } else {
                roads
            },
        }
    }

    /// The unit of distances.
    pub fn unit(&self) -> &'static str {
        let planar = self.book.distances.is_some() || self.book.places == PlaceKind::Planar;
        if planar { "units" } else { "km" }
    }

    /// The position among the measures of the book of the one that capacities are in: hours of work.
    pub fn workload(&self) -> Option<usize> {
        self.book.measure("workload")
    }

    /// The unit of a measure, for headings.
    pub fn unit_of(&self, measure: usize) -> &'static str {
        match self.book.measures[measure].name.as_str() {
            "workload" => "h",
            crate::model::Measure::COUNT => "accounts",
            _ => "",
        }
    }

    /// The measures of the book that are shown: balanced ones first, then the others, without the bare count of accounts.
    pub fn shown(&self) -> Vec<usize> {
        let mut shown: Vec<usize> = self.balanced.iter().map(|one| one.measure).collect();
        for (at, measure) in self.book.measures.iter().enumerate() {
            if !shown.contains(&at) && measure.name != crate::model::Measure::COUNT {
                shown.push(at);
            }
        }
        shown
    }
}
