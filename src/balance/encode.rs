//! From the problem to the heart's instance: units, territories, weights, bounds, caps.

use super::{Bounds, Problem, costs::PairCosts, problem::common_power_of_ten};
use crate::{
    model::Measure,
    solver::{Budget, Instance},
};

/// The powers of ten that were taken out of each measure of the instance.
pub(super) struct Encoded<'a> {
    pub(super) instance: Instance<'a>,
    /// One per measure of the instance; the first ones are the balanced measures, in order.
    pub(super) powers: Vec<i64>,
    /// Whether the caps on movement are exactly those asked for. Groups with several owners make them tighter; then the heart's bound
    /// proves nothing about the plan that was asked for.
    pub(super) exact: bool,
}

/// Builds the instance of `problem`.
pub(super) fn encode<'a>(problem: &'a Problem, costs: &'a PairCosts) -> Encoded<'a> {
    encode_relaxed(problem, costs, &[])
}

/// The same with other tolerances: one per balanced measure, `None` as asked.
pub(super) fn encode_relaxed<'a>(
    problem: &'a Problem,
    costs: &'a PairCosts,
    tolerances: &[Option<f64>],
) -> Encoded<'a> {
    let book = problem.book;
    let reps = problem.roster.territories();
    let balanced = &problem.targets.measures;
    let capped = reps
        .iter()
        .any(|&rep| book.reps[rep].max_accounts.is_some());
    let measures = balanced.len() + usize::from(capped);
    let mut powers: Vec<i64> = balanced
        .iter()
        .map(|targets| common_power_of_ten(&book.measures[targets.measure]))
        .collect();
    if capped {
        powers.push(1);
    }
    let mut weights = Vec::with_capacity(problem.units.len() * measures);
    for unit in 0..problem.units.len() {
        let members = problem.units.members(unit);
        for (targets, power) in balanced.iter().zip(&powers) {
            let measure = &book.measures[targets.measure];
            weights.push(
                members
                    .iter()
                    .map(|&m| measure.amount(m as usize))
                    .sum::<i64>()
                    / power,
            );
        }
        if capped {
            weights.push(members.len() as i64);
        }
    }
    let (mut lower, mut upper, mut reference) = (Vec::new(), Vec::new(), Vec::new());
    for &rep in reps {
        for (at, (targets, &power)) in balanced.iter().zip(&powers).enumerate() {
            let bounds = targets.bounds[rep].expect("every planned rep has bounds");
            let bounds = relaxed(bounds, tolerances.get(at).copied().flatten());
            let low = bounds.lower.div_euclid(power) + i64::from(bounds.lower % power != 0);
            let high = if bounds.upper == i64::MAX {
                i64::MAX
            } else {
                bounds.upper / power
            };
            // A tolerance narrower than one unit leaves no whole number between the bounds: then the two nearest ones are aimed at,
            // and the plan is judged by the true bounds.
            lower.push(low.min(high));
            upper.push(low.max(high));
            reference.push((bounds.reference / power).max(1));
        }
        if capped {
            let most = book.reps[rep].max_accounts.map_or(i64::MAX, i64::from);
            lower.push(0);
            upper.push(most);
            reference.push(if most == i64::MAX { 1 } else { most.max(1) });
        }
    }
    let mut hard = vec![false; balanced.len()];
    hard.extend(capped.then_some(true));
    let (caps, exact) = caps(problem);
    let instance = Instance::new(
        reps.len(),
        measures,
        weights,
        lower,
        upper,
        reference,
        hard,
        caps.into_iter().map(|cap| cap.budget).collect(),
        costs,
    );
    Encoded {
        instance,
        powers,
        exact,
    }
}

fn relaxed(bounds: Bounds, tolerance: Option<f64>) -> Bounds {
    match (bounds.target, tolerance) {
        (Some(target), Some(tolerance)) => Bounds {
            lower: (target * (1.0 - tolerance)).max(0.0).ceil() as i64,
            upper: (target * (1.0 + tolerance)).floor() as i64,
            ..bounds
        },
        _ => bounds,
    }
}

/// One `--max-moved` in amounts.
pub(super) struct Cap {
    /// What the heart sees: what moves for sure is taken off.
    pub(super) budget: Budget,
    /// What may move.
    pub(super) allowed: i64,
    /// What moves for sure.
    pub(super) always: i64,
}

/// One for each `--max-moved`, and whether they are exact.
pub(super) fn caps(problem: &Problem) -> (Vec<Cap>, bool) {
    let book = problem.book;
    let requests = problem.options.max_moved.iter();
    let mut exact = true;
    let caps = requests
        .map(|request| {
            let count = Measure::count(0);
            let measure = match &request.measure {
                None => &count,
                Some(name) => {
                    &book.measures[book.measure(name).expect("the book holds what caps name")]
                }
            };
            let amount_of = |account: u32| match &request.measure {
                None => 1,
                Some(_) => measure.amount(account as usize).max(0),
            };
            let allowed = cap_amount(problem, u64::from(request.millionths), &amount_of);
            let (mut amounts, mut homes, mut always) = (Vec::new(), Vec::new(), 0i64);
            for unit in 0..problem.units.len() {
                let members = problem.units.members(unit);
                let (home, amount, rest) = home(problem, members, &amount_of);
                exact &= rest == 0 || members.len() == 1;
                homes.push(home);
                amounts.push(amount);
                always += rest;
            }
            Cap {
                budget: Budget {
                    amount: amounts,
                    home: homes,
                    cap: (allowed - always).max(0),
                },
                allowed,
                always,
            }
        })
        .collect();
    (caps, exact)
}

/// The cap in amounts: its share of what available owners hold, rounded down.
fn cap_amount(problem: &Problem, millionths: u64, amount_of: &dyn Fn(u32) -> i64) -> i64 {
    let held: i128 = (0..problem.book.accounts.len())
        .filter(|&account| has_available_owner(problem, account))
        .map(|account| i128::from(amount_of(account as u32)))
        .sum();
    (held * i128::from(millionths) / 1_000_000) as i64
}

pub(super) fn has_available_owner(problem: &Problem, account: usize) -> bool {
    problem
        .owner(account)
        .is_some_and(|owner| problem.book.reps[owner].is_available(problem.options.as_of))
}

/// The territory that most of a unit's owned amount calls home, that amount, and the rest. The rest moves wherever the unit goes but to the
/// rest's own owners; counting it always is on the safe side.
fn home(problem: &Problem, members: &[u32], amount_of: &dyn Fn(u32) -> i64) -> (u32, i64, i64) {
    let mut by_owner: Vec<(u32, i64)> = Vec::new();
    let mut homeless = 0;
    for &member in members {
        if !has_available_owner(problem, member as usize) {
            continue;
        }
        let territory = problem
            .owner(member as usize)
            .and_then(|rep| problem.roster.territory_of(rep));
        let Some(territory) = territory else {
            homeless += amount_of(member); // an owner who is available but not planned: it must leave him
            continue;
        };
        match by_owner.iter_mut().find(|(owner, _)| *owner == territory) {
            Some((_, amount)) => *amount += amount_of(member),
            None => by_owner.push((territory, amount_of(member))),
        }
    }
    by_owner.sort_unstable_by_key(|&(owner, amount)| (std::cmp::Reverse(amount), owner));
    let rest = by_owner
        .iter()
        .skip(1)
        .map(|&(_, amount)| amount)
        .sum::<i64>()
        + homeless;
    by_owner
        .first()
        .map_or((u32::MAX, 0, rest), |&(home, amount)| (home, amount, rest))
}
