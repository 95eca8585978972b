//! From the heart's outcome back to a plan of accounts and reps.

use std::collections::BTreeMap;

use super::{Problem, costs::PairCosts, encode::Encoded, ledger::Ledger, reasons};
use crate::{
    model::{Alignment, Plan, RepIndex},
    solver::Outcome,
};

/// Who holds what.
pub(super) fn alignment(problem: &Problem, outcome: &Outcome) -> Alignment {
    alignment_of(problem, &outcome.assignment)
}

/// The same of territories by unit.
pub(super) fn alignment_of(problem: &Problem, assignment: &[u32]) -> Alignment {
    let rep_of = |account: usize| {
        let unit = problem.units.of(account)?;
        let rep = problem.roster.territories()[assignment[unit] as usize];
        Some(RepIndex(rep as u32))
    };
    Alignment((0..problem.book.accounts.len()).map(rep_of).collect())
}

/// The plan that `outcome` stands for.
pub(super) fn plan(problem: &Problem, encoded: &Encoded, outcome: &Outcome) -> Plan {
    let alignment = alignment(problem, outcome);
    let ledger = Ledger::new(&encoded.instance, outcome.assignment.clone());
    let mut plan = Plan::default();
    for (account, rep) in alignment.0.iter().enumerate() {
        let rep = rep.map(RepIndex::at);
        let (change, reason) = reasons::of(problem, &ledger, account, rep);
        plan.changes.push(change);
        plan.reasons.push(reason);
        plan.distances
            .push(rep.and_then(|rep| problem.distances.in_units(account, rep)));
    }
    plan.alignment = alignment;
    plan
}

/// Prices by rep and measure, in distance unit x travel measure per unit of the measure.
pub(super) fn prices(
    problem: &Problem,
    encoded: &Encoded,
    costs: &PairCosts,
    outcome: &Outcome,
) -> BTreeMap<String, BTreeMap<String, f64>> {
    let measures = encoded.instance.measures();
    let reps = problem.roster.territories().iter().enumerate();
    let of_rep = |(territory, &rep): (usize, &usize)| {
        let targets = problem.targets.measures.iter().enumerate();
        let of_measure = targets.map(|(at, targets)| {
            let measure = &problem.book.measures[targets.measure];
            let per_unit = 10f64.powi(i32::from(measure.decimals)) / encoded.powers[at] as f64;
            let price = outcome.prices[territory * measures + at] * costs.unit_value() * per_unit;
            // Nine digits say all there is to say, and -0 reads badly.
            (measure.name.clone(), rounded(price) + 0.0)
        });
        (problem.book.reps[rep].id.clone(), of_measure.collect())
    };
    reps.map(of_rep).collect()
}

fn rounded(value: f64) -> f64 {
    format!("{value:.8e}").parse().unwrap_or(value)
}

/// The heart's bound in distance unit x travel measure.
pub(super) fn bound(costs: &PairCosts, outcome: &Outcome) -> Option<f64> {
    let bound = outcome.bound?;
    Some(((bound - costs.rounding()) as f64 * costs.unit_value()).max(0.0))
}
