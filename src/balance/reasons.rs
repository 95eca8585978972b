//! Why each account is where it is: one reason from the closed list.

use super::{Problem, eligibility::ineligible, ledger::Ledger, requests::Duty};
use crate::model::{Change, Owner, Reason};

/// The change and the reason of an account that is now with `rep`.
///
/// The first that applies: pinned; locked; kept; for accounts without an owner preferred or new; owner left; owner excluded; owner not
/// eligible; preferred; group; going back breaks a bound (`balance`); going back costs more (`cost`).
pub(super) fn of(
    problem: &Problem,
    ledger: &Ledger,
    account: usize,
    rep: Option<usize>,
) -> (Change, Reason) {
    let owner = &problem.book.accounts.owners[account];
    let change = Change::between(owner, rep.map(|rep| crate::model::RepIndex(rep as u32)));
    let Some(rep) = rep else {
        return (change, Reason::NobodyEligible);
    };
    let preferred = problem.preferred(account) == Some(rep);
    let reason = match (problem.duty(account), change) {
        (Duty::Pinned(_), _) => Reason::Pinned,
        (Duty::Locked(_), _) => Reason::Locked,
        (_, Change::Kept) => Reason::Kept,
        (_, Change::New) if preferred => Reason::Preferred,
        (_, Change::New) => Reason::New,
        _ => match owner {
            Owner::Rep(owner) => moved(problem, ledger, account, owner.at(), preferred),
            Owner::Unknown(_) | Owner::Nobody => Reason::OwnerLeft,
        },
    };
    (change, reason)
}

fn moved(
    problem: &Problem,
    ledger: &Ledger,
    account: usize,
    owner: usize,
    preferred: bool,
) -> Reason {
    use super::eligibility::Block;
    match problem.block(account, owner) {
        Some(Block::Unavailable) => return Reason::OwnerLeft,
        Some(Block::Excluded) => return Reason::Excluded,
        Some(_) => return Reason::OwnerNotEligible,
        None => debug_assert!(
            ineligible(problem.book, account, owner).is_none(),
            "a free account's block is the standing rules'"
        ),
    }
    if preferred {
        return Reason::Preferred;
    }
    let (Some(unit), Some(home)) = (
        problem.units.of(account),
        problem.roster.territory_of(owner),
    ) else {
        return Reason::OwnerNotEligible;
    };
    let members = problem.units.members(unit);
    let at = problem.roster.territories()[ledger.assignment()[unit] as usize];
    let somebody_is_home = members
        .iter()
        .any(|&member| problem.owner(member as usize) == Some(at));
    match ledger.delta(unit, home) {
        // The owner may hold the account but not all that stays together with it.
        None => Reason::Group,
        Some(_) if somebody_is_home => Reason::Group,
        Some(delta) if delta.breaks_a_bound() => Reason::Balance,
        Some(_) => Reason::Cost,
    }
}
