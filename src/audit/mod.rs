//! The independent checker: judges a plan from the book, the plan and the rules alone.
//!
//! It knows neither `balance` nor `solver`, recomputes who may hold what, targets, sums and costs in its own plain way (numbers, not fixed
//! point), and names each broken rule. What the planner claims is not evidence; this is.

mod figures;
mod findings;
mod permission;
mod rules;
mod team;

pub use figures::{Figures, MeasureFigures};
pub use findings::{Finding, FindingKind, Findings};
pub use rules::Rules;

use crate::{
    model::{Book, Plan},
    spatial::Distances,
};
use permission::Permission;
use team::Team;

/// Judges `plan`.
///
/// # Panics
/// When the plan is not as long as the book or the book lacks a measure that `rules` name: whoever reads plans checks that.
pub fn audit(book: &Book, plan: &Plan, rules: &Rules) -> Findings {
    assert_eq!(
        plan.alignment.0.len(),
        book.accounts.len(),
        "a plan of this book"
    );
    let travel = book
        .measure(&rules.travel_measure)
        .expect("the book holds the travel measure");
    let distances = Distances::new(book, &book.measures[travel]);
    let team = Team::new(book, &distances, rules);
    let permission = Permission::new(book, &distances, &team, rules);
    let mut list = Vec::new();
    findings::per_account(book, plan, &distances, &permission, &mut list);
    findings::groups(book, plan, &permission, &mut list);
    findings::caps(book, plan, rules, &mut list);
    let figures = Figures::new(book, plan, rules, &distances, &team, &permission);
    findings::bounds(book, &figures, &mut list);
    Findings { list, figures }
}
