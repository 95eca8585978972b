//! From the problem to the heart's instance: units, territories, weights, bounds, caps.

use super::{Bounds, Problem, costs::PairCosts, problem::common_power_of_ten};
use crate::solver::{Budget, Instance};

/// The powers of ten that were taken out of each measure of the instance.
pub(super) struct Encoded<'a> {
    pub(super) instance: Instance<'a>,
    /// One per measure of the instance; the first ones are the balanced measures, in order.
    pub(super) powers: Vec<i64>,
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
        for (targets, power) in balanced.iter().zip(&powers) {
            weights.push(problem.weight(unit, targets.measure) / power);
        }
        if capped {
            weights.push(problem.units.members(unit).len() as i64);
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
    let instance = Instance::new(
        reps.len(),
        measures,
        weights,
        lower,
        upper,
        reference,
        hard,
        caps(problem).into_iter().map(|cap| cap.budget).collect(),
        costs,
    );
    Encoded { instance, powers }
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

impl Cap {
    /// Whether more moves for sure than may.
    pub(super) fn is_broken(&self) -> bool {
        self.always > self.allowed
    }
}

/// One for each `--max-moved`.
pub(super) fn caps(problem: &Problem) -> Vec<Cap> {
    let book = problem.book;
    let requests = problem.options.max_moved.iter();
    requests
        .map(|request| {
            let measure = request.measure.as_ref().map(|name| {
                &book.measures[book.measure(name).expect("the book holds what caps name")]
            });
            let amount_of =
                |account: usize| measure.map_or(1, |measure| measure.amount(account).max(0));
            let owned =
                (0..book.accounts.len()).filter(|&account| has_available_owner(problem, account));
            let (mut held, mut always) = (0i128, 0i64);
            for account in owned {
                held += i128::from(amount_of(account));
                // whoever nobody may hold leaves, and so does what an owner who is not planned holds
                if problem.units.of(account).is_none() || home_of(problem, account).is_none() {
                    always += amount_of(account);
                }
            }
            let allowed = (held * i128::from(request.millionths) / 1_000_000) as i64;
            let mut budget = Budget::default();
            for unit in 0..problem.units.len() {
                always += add_unit(problem, &mut budget, unit, &amount_of);
            }
            budget.cap = (allowed - always).max(0);
            Cap {
                budget,
                allowed,
                always,
            }
        })
        .collect()
}

pub(super) fn has_available_owner(problem: &Problem, account: usize) -> bool {
    problem
        .owner(account)
        .is_some_and(|owner| problem.book.reps[owner].is_available(problem.options.as_of))
}

/// The territory of an account's owner, if he is available and planned.
fn home_of(problem: &Problem, account: usize) -> Option<u32> {
    let owner = problem.owner(account)?;
    let territory = problem.roster.territory_of(owner)?;
    has_available_owner(problem, account).then_some(territory)
}

/// Adds a unit to `budget`: its home is with the owner of most of it, and other owners of a part count as partly home. Answers what moves
/// wherever the unit goes, and is not in the budget.
fn add_unit(
    problem: &Problem,
    budget: &mut Budget,
    unit: usize,
    amount_of: &dyn Fn(usize) -> i64,
) -> i64 {
    let mut by_owner: Vec<(u32, i64)> = Vec::new();
    for &member in problem.units.members(unit) {
        let member = member as usize;
        let Some(territory) = home_of(problem, member) else {
            continue;
        };
        match by_owner.iter_mut().find(|(owner, _)| *owner == territory) {
            Some((_, amount)) => *amount += amount_of(member),
            None => by_owner.push((territory, amount_of(member))),
        }
    }
    let most = by_owner
        .iter()
        .max_by_key(|&&(owner, amount)| (amount, std::cmp::Reverse(owner)));
    let (home, most) = most.copied().unwrap_or((u32::MAX, 0));
    budget.home.push(home);
    budget.amount.push(most);
    by_owner.retain(|&(owner, _)| owner != home);
    by_owner.sort_unstable();
    let parts = by_owner.iter();
    budget
        .partly
        .extend(parts.map(|&(owner, amount)| (unit as u32, owner, most - amount)));
    by_owner.iter().map(|&(_, amount)| amount).sum()
}
