//! Stage 3: the domain meets the heart.
//!
//! [`balance`] sorts out who is planned and who may hold what ([`Problem`]), sets targets and bounds ([`targets`]), translates accounts
//! and reps into the units, territories and whole numbers of [`crate::solver`], and translates the outcome back into a plan with reasons.
//!
//! Who wins where rules clash, strongest first: unavailable rep, exclude, pin, locked, required skills / segments / expressions, group,
//! caps on moves and on the number of accounts, tolerances, cost.

mod conflicts;
mod costs;
mod decode;
mod eligibility;
mod encode;
pub mod explain;
mod fates;
mod figures;
mod ledger;
pub mod moves;
mod options;
mod problem;
mod reasons;
mod requests;
mod roster;
mod settings;
mod settle;
mod shares;
mod standings;
pub mod targets;
mod units;
mod warnings;

use std::collections::BTreeMap;

pub use conflicts::{Conflict, ConflictKind};
pub use eligibility::Block;
pub use fates::settle as fates;
pub use figures::{CostParts, leaving_available, measures, moved, objective, to_user_unit};
pub use options::{Compactness, Options, default_measures, default_travel_measure};
pub use problem::Problem;
pub use requests::{Clash, Duty, Fate, FateOutcome, RuleKind};
pub use roster::{Roster, Standing};
pub use settings::Record;
pub use standings::Standings;
pub use targets::{Bounds, MeasureTargets, Targets};

use crate::{
    model::{Book, Diagnostics, Failure, MeasureRecord, MovedRecord, ObjectiveRecord, Plan},
    solver::{self, Observer, Outcome, Score, Settings, Stats, Stop},
};

/// A plan with its figures and its proof.
#[derive(Debug)]
pub struct Balanced {
    /// Who holds what, and why.
    pub plan: Plan,
    /// Targets and bounds per measure and rep.
    pub targets: Targets,
    /// Who is planned.
    pub roster: Roster,
    /// The costs of the plan.
    pub objective: ObjectiveRecord,
    /// A proven lower bound on the cost of every plan within the bounds.
    pub bound: Option<f64>,
    /// `(total - bound) / bound` of a feasible plan.
    pub gap: Option<f64>,
    /// Whether every bound and cap is met.
    pub feasible: bool,
    /// Dual prices by rep id and measure.
    pub prices: BTreeMap<String, BTreeMap<String, f64>>,
    /// Each balanced measure.
    pub measures: Vec<MeasureRecord>,
    /// What moves.
    pub moved: MovedRecord,
    /// Counters of the search.
    pub stats: Stats,
    /// `keep` in force, in the user's distance unit.
    pub keep: f64,
    /// `prefer` in force, likewise.
    pub prefer: f64,
    /// Rules that asked for different things.
    pub clashes: Vec<Clash>,
    /// What became of each row of the overrides.
    pub fates: Vec<Fate>,
    /// Why bounds are missed, where they are.
    pub conflicts: Vec<Conflict>,
    /// Accounts that have no place and cost nothing to serve.
    pub without_place: usize,
    /// Accounts that no planned rep may hold.
    pub unassigned: usize,
    /// Warnings.
    pub warnings: Diagnostics,
}

/// Plans `book` under `options`.
///
/// # Errors
/// [`Failure::Data`] when the request cannot be planned: see [`Problem::new`].
pub fn balance(
    book: &Book,
    options: &Options,
    stop: &dyn Stop,
    observer: &mut dyn Observer,
) -> Result<Balanced, Failure> {
    let problem = Problem::new(book, options)?;
    let costs = costs::PairCosts::new(&problem);
    let encoded = encode::encode(&problem, &costs);
    let settings = Settings {
        seed: options.seed,
        effort: options.effort,
        threads: options.threads.max(1),
    };
    let mut outcome = solver::solve(&encoded.instance, &settings, stop, observer);
    settle::settle(&problem, &encoded.instance, &mut outcome);
    let conflicts = if is_within(&problem, &outcome) {
        Vec::new()
    } else {
        let alignment = decode::alignment(&problem, &outcome);
        let score = outcome.score;
        let mut better: Option<(Score, Vec<u32>)> = None;
        let keeps_caps = score.hard == 0 && keeps_caps(&problem);
        let conflicts =
            conflicts::name(&problem, &alignment, keeps_caps, stop, &mut |tolerances| {
                let assignment = attempt(&problem, &costs, tolerances, &settings, stop)?;
                let tried = encoded.instance.evaluate(&assignment);
                if keeps_caps && tried.hard > 0 {
                    return None;
                }
                if tried < better.as_ref().map_or(score, |better| better.0) {
                    better = Some((tried, assignment.clone()));
                }
                Some(decode::alignment_of(&problem, &assignment))
            });
        // A plan made for wider tolerances may miss the asked ones by less.
        if let Some((score, assignment)) = better {
            (outcome.score, outcome.assignment) = (score, assignment);
            settle::settle(&problem, &encoded.instance, &mut outcome);
        }
        conflicts
    };
    let feasible = is_within(&problem, &outcome);
    let plan = decode::plan(&problem, &encoded, &outcome);
    let objective = objective(&problem, &plan.alignment);
    let measures = measures(&problem, &plan.alignment);
    let bound = decode::bound(&costs, &outcome);
    let gap = bound
        .filter(|&bound| feasible && bound > 0.0)
        .map(|bound| ((objective.total - bound) / bound).max(0.0));
    let unassigned = plan.alignment.0.iter().filter(|rep| rep.is_none()).count();
    let placeless = |account: &usize| book.accounts.points[*account].is_none();
    let by_place = problem.distances.has_travel() && !problem.distances.is_matrix();
    Ok(Balanced {
        moved: moved(&problem, &plan.alignment),
        prices: decode::prices(&problem, &encoded, &costs, &outcome),
        fates: fates::settle(&problem, &plan),
        keep: problem.keep as f64 / problem.per_unit(),
        prefer: problem.prefer as f64 / problem.per_unit(),
        without_place: if by_place {
            (0..book.accounts.len()).filter(placeless).count()
        } else {
            0
        },
        conflicts,
        stats: outcome.stats,
        targets: problem.targets,
        roster: problem.roster,
        clashes: problem.requests.clashes,
        warnings: problem.warnings,
        plan,
        objective,
        bound,
        gap,
        feasible,
        measures,
        unassigned,
    })
}

/// The most unit-territory pairs for which plans with wider tolerances are tried.
const ATTEMPT_PAIRS: usize = 2_000_000;

/// A plan for wider tolerances, where that is quick.
fn attempt(
    problem: &Problem,
    costs: &costs::PairCosts,
    tolerances: &[Option<f64>],
    settings: &Settings,
    stop: &dyn Stop,
) -> Option<Vec<u32>> {
    let pairs = problem.units.len() * problem.roster.territories().len();
    if pairs > ATTEMPT_PAIRS || stop.is_stopped() {
        return None;
    }
    let encoded = encode::encode_relaxed(problem, costs, tolerances);
    let settings = Settings {
        effort: solver::Effort::Quick,
        ..*settings
    };
    let outcome = solver::solve(&encoded.instance, &settings, stop, &mut solver::Quiet);
    Some(outcome.assignment)
}

/// Whether a plan meets every bound as it was asked for, and every cap, also one that nothing can meet.
fn is_within(problem: &Problem, outcome: &Outcome) -> bool {
    let alignment = decode::alignment(problem, outcome);
    let measures = measures(problem, &alignment);
    outcome.score.hard == 0
        && measures.iter().all(|measure| measure.outside == 0)
        && keeps_caps(problem)
}

/// Whether no cap on movement is broken by what moves for sure.
fn keeps_caps(problem: &Problem) -> bool {
    !encode::caps(problem).iter().any(encode::Cap::is_broken)
}

#[cfg(test)]
mod tests;
