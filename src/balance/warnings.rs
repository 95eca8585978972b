//! Warnings about what was asked and cannot be had.

use std::collections::BTreeMap;

use super::{Problem, requests::RuleKind};
use crate::model::Diagnostic;

/// Clashes as warnings: each lost pin and lock by name, the others counted with an example.
pub(super) fn lost_requests(problem: &Problem) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let mut others: BTreeMap<(RuleKind, RuleKind), (usize, u32)> = BTreeMap::new();
    for clash in &problem.requests.clashes {
        let id = problem.book.accounts.ids.get(clash.account as usize);
        let rep = clash
            .rep
            .map_or("", |rep| problem.book.reps[rep as usize].id.as_str());
        match clash.loser {
            RuleKind::Pin | RuleKind::Locked => {
                let (code, what) = match clash.loser {
                    RuleKind::Pin => ("W304", "the pin"),
                    _ => ("W305", "the lock"),
                };
                let then = match clash.winner {
                    RuleKind::Pin => "the pin holds",
                    _ => "the account is planned freely",
                };
                warnings.push(Diagnostic::warning(
                    code,
                    format!("{what} of account `{id}` to rep `{rep}` gives way to a stronger rule ({}): {then}", clash.winner.as_str()),
                ));
            }
            _ => {
                others
                    .entry((clash.winner, clash.loser))
                    .or_insert((0, clash.account))
                    .0 += 1;
            }
        }
    }
    for ((winner, loser), (count, account)) in others {
        let id = problem.book.accounts.ids.get(account as usize);
        let noun = if count == 1 { "account" } else { "accounts" };
        warnings.push(Diagnostic::warning(
            "W306",
            format!(
                "{} wins over {} for {count} {noun}, such as `{id}`",
                winner.as_str(),
                loser.as_str()
            ),
        ));
    }
    warnings
}
