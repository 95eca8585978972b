//! Why bounds are missed: what is proven impossible and by which accounts and reps, and how far tolerances would have to give.

mod caps;
mod climb;
mod company;
mod flow;
mod joint;
mod levels;
mod proofs;
mod sentence;
mod shorten;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt::Write as _};

use super::{Problem, requests::Duty};
use crate::{model::Alignment, solver::Stop};
use joint::{Fit, Joint};
use levels::Ladder;
use proofs::{Facts, Frame};

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictKind {
    /// An account, or a group kept whole, that is larger than every bound.
    TooLarge,
    /// Pins and locks that fill a rep beyond the bound.
    Bound,
    /// Accounts whose reps have too little room for them.
    NoRoom,
    /// Reps who cannot reach their lower bounds.
    TooLittle,
    /// `max_accounts` of all reps together is less than the accounts.
    Places,
    /// A `--max-moved` that allows less than must move.
    MaxMoved,
    /// Bounds of several measures, or bounds and caps, that cannot be met together.
    Together,
    /// What the relaxation of tolerances is known to need.
    Bracket,
    /// Nothing is proven.
    Unproven,
}

/// One reason why bounds are missed.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Its kind.
    pub kind: ConflictKind,
    /// The accounts that it is about.
    pub accounts: Vec<u32>,
    /// The reps that it is about.
    pub reps: Vec<u32>,
    /// The measure that it is about.
    pub measure: Option<String>,
    /// One sentence without a final period.
    pub message: String,
}

/// How far tolerances must and may be relaxed, in steps of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bracket {
    /// No plan exists on any rung below this one.
    necessary: u64,
    /// A plan was found on this rung.
    sufficient: u64,
}

/// The most sentences of one kind.
const SHOWN: usize = 5;

/// Names what keeps a plan out of its bounds. `attempt` solves the problem anew with wider tolerances (one per balanced measure; `None`: as
/// asked) and answers the plan, if there is time. Where the plan breaks a cap (`keeps_caps` is false), caps are left out of the bracket.
pub(super) fn name(
    problem: &Problem,
    alignment: &Alignment,
    keeps_caps: bool,
    stop: &dyn Stop,
    attempt: &mut dyn FnMut(&[Option<f64>]) -> Option<Alignment>,
) -> Vec<Conflict> {
    let facts = Facts::new(problem);
    let frame = |ladder| Frame {
        facts: &facts,
        ladder,
    };
    let asked = frame(None);
    let joint = Joint::new(problem, stop);
    let mut conflicts = bound_reps(problem);
    let explained = !conflicts.is_empty();
    conflicts.extend(shortened(asked.too_large()));
    if !explained {
        conflicts.extend(asked.no_room());
        conflicts.extend(asked.too_little());
    }
    conflicts.extend(places(problem));
    conflicts.extend(caps::too_tight(problem));
    if let Some(joint) = joint.as_ref().filter(|_| conflicts.is_empty()) {
        // no single measure is the reason
        let rooms = [Fit::Alone, Fit::Beside].map(|fit| joint.room(&asked, fit));
        let mut proofs =
            (rooms.iter()).filter_map(|room| Some(joint.conflict(&joint.seek(room)?, room)));
        conflicts.extend(proofs.next());
    }
    if let Some(ladder) = Ladder::new(problem) {
        let on_rung = |rung| frame(Some((&ladder, rung)));
        let joint = joint.as_ref().filter(|_| keeps_caps);
        let bracket = bracket(problem, &ladder, alignment, attempt, &|low, high| {
            necessary(joint, low, high, &on_rung)
        });
        if bracket.sufficient > ladder.start() {
            conflicts.push(bracket_conflict(&ladder, bracket, keeps_caps));
        }
    }
    let proven = |conflict: &Conflict| {
        !matches!(
            conflict.kind,
            ConflictKind::Bracket | ConflictKind::Unproven
        )
    };
    if !conflicts.iter().any(proven) {
        conflicts.push(Conflict {
            kind: ConflictKind::Unproven,
            accounts: Vec::new(),
            reps: Vec::new(),
            measure: None,
            message: "no single account, rep or rule forbids a plan within all bounds; none was found: try --effort thorough or wider tolerances"
                .to_owned(),
        });
    }
    conflicts
}

/// Reps whose pinned and locked accounts alone exceed an upper bound.
fn bound_reps(problem: &Problem) -> Vec<Conflict> {
    let mut held: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for account in 0..problem.book.accounts.len() {
        let duty = problem.duty(account);
        if let Some(rep) = duty.rep()
            && problem.units.of(account).is_some()
            && duty != Duty::Free
        {
            held.entry(rep).or_default().push(account as u32);
        }
    }
    let mut conflicts = Vec::new();
    for (rep, accounts) in held {
        for targets in &problem.targets.measures {
            let measure = &problem.book.measures[targets.measure];
            let load: i64 = accounts
                .iter()
                .map(|&account| measure.amount(account as usize))
                .sum();
            let Some(bounds) = targets.bounds[rep as usize].filter(|bounds| load > bounds.upper)
            else {
                continue;
            };
            let (name, id) = (&measure.name, &problem.book.reps[rep as usize].id);
            let (load, upper) = (measure.format(load), measure.format(bounds.upper));
            conflicts.push(Conflict {
                kind: ConflictKind::Bound,
                message: format!(
                    "pins, locks and accounts that stay give rep `{id}` {load} of {name} in {} accounts, at most {upper} is allowed",
                    accounts.len()
                ),
                accounts: accounts.clone(),
                reps: vec![rep],
                measure: Some(name.clone()),
            });
        }
    }
    shortened(conflicts)
}

/// More accounts than `max_accounts` of all reps allow.
fn places(problem: &Problem) -> Option<Conflict> {
    let reps = problem.roster.territories();
    let most = reps
        .iter()
        .map(|&rep| problem.book.reps[rep].max_accounts.map(u64::from));
    let most: u64 = most.sum::<Option<u64>>()?;
    let accounts = problem.units.all_members().len() as u64;
    (accounts > most).then(|| Conflict {
        kind: ConflictKind::Places,
        accounts: Vec::new(),
        reps: reps.iter().map(|&rep| rep as u32).collect(),
        measure: None,
        message: format!(
            "`max_accounts` of all reps add up to {most}, and there are {accounts} accounts"
        ),
    })
}

/// The first few, and a count of the rest.
fn shortened(mut conflicts: Vec<Conflict>) -> Vec<Conflict> {
    let more = conflicts.len().saturating_sub(SHOWN);
    conflicts.truncate(SHOWN);
    if more > 0
        && let Some(last) = conflicts.last_mut()
    {
        // Writing to a string cannot fail.
        let _ = write!(last.message, "; and {more} more of this kind");
    }
    conflicts
}

/// The lowest rung from `low` to `high` that no proof rules out.
fn necessary<'f>(
    joint: Option<&Joint>,
    mut low: u64,
    high: u64,
    frame: &dyn Fn(u64) -> Frame<'f>,
) -> u64 {
    let mut possible = high;
    while low < possible {
        let middle = low + (possible - low) / 2;
        if frame(middle).is_impossible() {
            low = middle + 1;
        } else {
            possible = middle;
        }
    }
    joint.map_or(low, |joint| joint.climb(low, high, frame))
}

/// Brackets the tolerance that is needed: from below by proof (`necessary`), from above by plans.
fn bracket(
    problem: &Problem,
    ladder: &Ladder,
    alignment: &Alignment,
    attempt: &mut dyn FnMut(&[Option<f64>]) -> Option<Alignment>,
    necessary: &dyn Fn(u64, u64) -> u64,
) -> Bracket {
    // on `sufficient` there is a plan
    let mut sufficient = ladder.rung_of(problem, alignment);
    let necessary = necessary(ladder.start(), sufficient);
    // A few tries between the two; each that succeeds lowers what suffices.
    let mut floor = necessary;
    for _ in 0..6 {
        if sufficient.saturating_sub(floor) <= ladder.start() / 100 {
            break;
        }
        let middle = floor + (sufficient - floor) / 2;
        let tolerances: Vec<Option<f64>> = (0..problem.targets.measures.len())
            .map(|measure| ladder.tolerance(measure, middle))
            .collect();
        let Some(plan) = attempt(&tolerances) else {
            break;
        };
        let rung = ladder.rung_of(problem, &plan);
        if rung < sufficient {
            sufficient = rung;
        }
        if rung > middle {
            floor = middle + 1;
        }
        if floor >= sufficient {
            break;
        }
    }
    Bracket {
        necessary,
        sufficient,
    }
}

fn bracket_conflict(ladder: &Ladder, bracket: Bracket, keeps_caps: bool) -> Conflict {
    let shown = ladder.describe(bracket.sufficient, true);
    let message = if bracket.necessary > ladder.start() {
        let needed = ladder.describe(bracket.necessary, false);
        format!(
            "proven: no plan is within less than {needed} of all targets; shown: a plan within {shown}"
        )
    } else {
        format!(
            "shown: a plan within {shown} of all targets; nothing is proven against the tolerance asked for"
        )
    };
    let aside = if keeps_caps {
        ""
    } else {
        "leaving caps aside, "
    };
    Conflict {
        kind: ConflictKind::Bracket,
        accounts: Vec::new(),
        reps: Vec::new(),
        measure: None,
        message: format!("{aside}{message}"),
    }
}
