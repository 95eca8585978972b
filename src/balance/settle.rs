//! Tidying up after the search: nobody moves for nothing.
//!
//! Sends a unit back to an owner of one of its accounts wherever that makes the plan no worse. So the reasons of a plan are true:
//! `cost` means that going back is allowed and costs more, `balance` that it would break a bound.

use super::{Problem, ledger::Ledger};
use crate::solver::{Instance, Outcome};

/// Tidies `outcome`; its score becomes that of the tidied assignment.
pub(super) fn settle(problem: &Problem, instance: &Instance, outcome: &mut Outcome) {
    let mut ledger = Ledger::new(instance, std::mem::take(&mut outcome.assignment));
    let homes: Vec<(usize, Vec<u32>)> = (0..instance.units())
        .map(|unit| (unit, homes(problem, unit)))
        .filter(|(_, homes)| !homes.is_empty())
        .collect();
    let mut changed = false;
    loop {
        let mut again = false;
        for (unit, homes) in &homes {
            let at = ledger.assignment()[*unit];
            let is_home = homes.contains(&at);
            let better = homes.iter().filter(|&&home| home != at).find(|&&home| {
                ledger.delta(*unit, home).is_some_and(|delta| {
                    let change = (delta.hard, delta.violation, delta.cost);
                    change < (0, 0, 0) || (change == (0, 0, 0) && !is_home)
                })
            });
            if let Some(&home) = better {
                ledger.apply(*unit, home);
                again = true;
            }
        }
        if !again {
            break;
        }
        changed = true;
    }
    outcome.assignment = ledger.into_assignment();
    if changed {
        outcome.score = instance.evaluate(&outcome.assignment);
    }
}

/// The territories of the owners of a unit's accounts, ascending.
pub(super) fn homes(problem: &Problem, unit: usize) -> Vec<u32> {
    let members = problem.units.members(unit).iter();
    let mut homes: Vec<u32> = members
        .filter_map(|&account| {
            problem
                .roster
                .territory_of(problem.owner(account as usize)?)
        })
        .collect();
    homes.sort_unstable();
    homes.dedup();
    homes
}
