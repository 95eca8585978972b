//! What became of each row of the overrides, and what it costs.

use super::{
    CostParts, Fate, FateOutcome, Problem,
    eligibility::{barred, ineligible},
    figures::to_user_unit,
};
use crate::model::{Action, Plan};

/// The fate of each row of the book's overrides under `plan`, in their order.
pub fn settle(problem: &Problem, plan: &Plan) -> Vec<Fate> {
    let mut fates = problem.requests.fates.clone();
    for fate in &mut fates {
        if fate.outcome != FateOutcome::Honoured {
            continue;
        }
        let row = &problem.book.overrides[fate.row];
        let account = row.account as usize;
        let Some(rep) = plan.alignment.0[account] else {
            continue;
        };
        if row.action == Action::Prefer && row.rep != Some(rep) {
            fate.outcome = FateOutcome::NotGranted;
            continue;
        }
        fate.cost = Some(to_user_unit(problem, cost(problem, account, rep.at())));
    }
    fates
}

/// Travel and continuity of `account` with `rep`, over the cheapest rep that standing rules allow.
fn cost(problem: &Problem, account: usize, rep: usize) -> i128 {
    let price = |rep: usize| {
        let parts = CostParts::of(problem, account, rep);
        parts.travel + parts.continuity
    };
    let free = problem.roster.territories().iter().filter(|&&rep| {
        barred(&problem.distances, &problem.roster, account, rep).is_none()
            && ineligible(problem.book, account, rep).is_none()
    });
    let cheapest = free.map(|&rep| price(rep)).min();
    (price(rep) - cheapest.unwrap_or_else(|| price(rep))).max(0)
}
