//! Caps on movement that are too tight: how much must move whatever the plan.
//!
//! A rep whose accounts of today exceed an upper bound must give some away; reps who lack for a lower bound must get some, and what
//! accounts without an owner cannot bring has to move. How little of the capped amount that takes is a fractional knapsack
//! ([`Company`]), so a bound that no choice of whole units can beat.

use super::company::Company;
use super::{Conflict, ConflictKind};
use crate::balance::{Problem, encode::caps};
use crate::model::Measure;
use crate::solver::Budget;

/// One conflict for each `--max-moved` that allows less than must move.
pub(super) fn too_tight(problem: &Problem) -> Vec<Conflict> {
    let caps = caps(problem);
    caps.iter()
        .zip(&problem.options.max_moved)
        .filter_map(|(cap, request)| {
            let (settled, leaving) = without_leavers(problem, &cap.budget);
            let (least, reps) = least_moved(problem, &settled);
            let needed = least.saturating_add(cap.always).saturating_add(leaving);
            if needed <= cap.allowed {
                return None;
            }
            let count = Measure::count(0);
            let measure = request
                .measure
                .as_ref()
                .and_then(|name| problem.book.measure(name))
                .map_or(&count, |at| &problem.book.measures[at]);
            let ids: Vec<&str> = reps
                .iter()
                .take(3)
                .map(|&rep| problem.book.reps[rep as usize].id.as_str())
                .collect();
            let named = if ids.is_empty() {
                String::new()
            } else {
                let more = if reps.len() > ids.len() { ", …" } else { "" };
                format!(
                    " (reps over an upper bound today: `{}`{more})",
                    ids.join("`, `")
                )
            };
            let of = request
                .measure
                .as_ref()
                .map_or(String::new(), |name| format!(" of {name}"));
            Some(Conflict {
                kind: ConflictKind::MaxMoved,
                accounts: Vec::new(),
                message: format!(
                    "`--max-moved {request}` allows {}{of} to move, and at least {} must{named}",
                    measure.format(cap.allowed),
                    measure.format(needed),
                ),
                reps,
                measure: request.measure.clone(),
            })
        })
        .collect()
}

/// The budget with units that may not stay at home counted as homeless, and the least that these spend.
fn without_leavers(problem: &Problem, budget: &Budget) -> (Budget, i64) {
    let reps = problem.roster.territories();
    let (mut settled, mut leaving) = (budget.clone(), 0i64);
    for unit in 0..problem.units.len() {
        let allowed = problem.pool.get(problem.units.set(unit));
        let home = budget.home[unit] as usize;
        if reps.get(home).is_some_and(|&rep| !allowed.get(rep)) {
            let spent = reps
                .iter()
                .enumerate()
                .filter(|(_, rep)| allowed.get(**rep));
            let spent = spent.map(|(territory, _)| budget.spent(unit, territory as u32));
            leaving = leaving.saturating_add(spent.min().unwrap_or(0));
            settled.home[unit] = u32::MAX;
        }
    }
    (settled, leaving)
}

/// What a unit spends at the least when it leaves its home: less than its amount where a part of it is at home elsewhere.
fn least_spent(budget: &Budget, unit: usize) -> i64 {
    let partly = budget.partly_at_home(unit).map(|(_, spent)| spent);
    partly.min().unwrap_or(budget.amount[unit])
}

/// The least amount of `budget` that moves in any plan within bounds, and the reps who must give something away.
fn least_moved(problem: &Problem, budget: &Budget) -> (i64, Vec<u32>) {
    let reps = problem.roster.territories();
    let (mut out, mut into) = (vec![0i64; reps.len()], 0i64);
    for targets in &problem.targets.measures {
        let weight = |unit: usize| problem.weight(unit, targets.measure);
        let mut owned: Vec<Vec<(i64, i64)>> = vec![Vec::new(); reps.len()];
        let mut free = 0i64;
        for unit in 0..problem.units.len() {
            match owned.get_mut(budget.home[unit] as usize) {
                Some(units) => units.push((weight(unit), least_spent(budget, unit))),
                None => free = free.saturating_add(weight(unit)),
            }
        }
        let (mut lack, mut settled) = (0i64, Vec::new());
        for (territory, &rep) in reps.iter().enumerate() {
            let load: i64 = owned[territory].iter().map(|unit| unit.0).sum();
            let Some(bounds) = targets.bounds[rep] else {
                continue;
            };
            if load > bounds.upper {
                let least =
                    Company::new(owned[territory].iter().copied()).least(load - bounds.upper);
                out[territory] = out[territory].max(least);
            }
            lack = lack.saturating_add((bounds.lower - load).max(0));
            settled.extend_from_slice(&owned[territory]);
        }
        if lack > free {
            into = into.max(Company::new(settled.into_iter()).least(lack - free));
        }
    }
    let giving = (0..reps.len()).filter(|&territory| out[territory] > 0);
    let giving = giving.map(|territory| reps[territory] as u32).collect();
    let given = out
        .iter()
        .fold(0i64, |sum, &amount| sum.saturating_add(amount));
    (given.max(into), giving)
}
