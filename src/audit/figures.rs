//! The figures of a plan, recomputed in plain numbers.

use super::{Permission, Rules, Team};
use crate::{
    model::{Book, ObjectiveRecord, Owner, Plan, RepIndex, Tolerance},
    spatial::Distances,
};

/// How far beyond a bound a sum in binary fractions may lie through rounding alone.
const SLACK: f64 = 1e-9;

/// Recomputed figures.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Each balanced measure.
    pub measures: Vec<MeasureFigures>,
    /// Costs in distance unit x travel measure.
    pub objective: ObjectiveRecord,
    /// Accounts with a rep.
    pub assigned: usize,
    /// Accounts with an owner, known or not.
    pub owned: usize,
    /// Owned accounts with another rep than before.
    pub moved: usize,
    /// Which reps are planned.
    pub planned: Vec<bool>,
}

/// One measure; one entry per rep of the book.
#[derive(Debug, Clone)]
pub struct MeasureFigures {
    /// Name.
    pub name: String,
    /// Sum over the accounts that somebody may hold.
    pub total: f64,
    /// What each rep holds.
    pub loads: Vec<f64>,
    /// Targets; `None` for reps that are not planned and with absolute bounds.
    pub targets: Vec<Option<f64>>,
    /// `load / target - 1`.
    pub deviations: Vec<Option<f64>>,
    /// What lies outside the bounds, relative to the target or the bound; 0 inside.
    pub violations: Vec<f64>,
}

impl MeasureFigures {
    /// The largest absolute deviation; `None` without targets.
    pub fn max_deviation(&self) -> Option<f64> {
        self.deviations
            .iter()
            .flatten()
            .map(|deviation| deviation.abs())
            .reduce(f64::max)
    }
}

impl Figures {
    pub(super) fn new(
        book: &Book,
        plan: &Plan,
        rules: &Rules,
        distances: &Distances,
        team: &Team,
        permission: &Permission,
    ) -> Self {
        let holdable: Vec<bool> = (0..book.accounts.len())
            .map(|account| permission.somebody(account))
            .collect();
        let owners = &book.accounts.owners;
        let leaves = |account: usize| {
            let rep = plan.alignment.0[account];
            owners[account] != Owner::Nobody && rep.is_some() && owners[account].rep() != rep
        };
        let measures = rules.measures.iter().enumerate();
        Self {
            measures: measures
                .map(|(at, _)| measure(book, plan, rules, team, &holdable, at))
                .collect(),
            objective: objective(book, plan, rules, distances, permission),
            assigned: plan.alignment.0.iter().flatten().count(),
            owned: owners
                .iter()
                .filter(|owner| **owner != Owner::Nobody)
                .count(),
            moved: (0..owners.len()).filter(|&account| leaves(account)).count(),
            planned: team.planned.clone(),
        }
    }
}

fn measure(
    book: &Book,
    plan: &Plan,
    rules: &Rules,
    team: &Team,
    holdable: &[bool],
    at: usize,
) -> MeasureFigures {
    let request = &rules.measures[at];
    let measure = &book.measures[book
        .measure(&request.name)
        .expect("the book holds what rules name")];
    let amount = |account: usize| measure.to_f64(measure.amount(account));
    let total: f64 = (0..holdable.len())
        .filter(|&a| holdable[a])
        .map(amount)
        .sum();
    let mut loads = vec![0.0; book.reps.len()];
    for (account, rep) in plan.alignment.0.iter().enumerate() {
        if let Some(rep) = rep {
            loads[rep.at()] += amount(account);
        }
    }
    let reps = 0..book.reps.len();
    let targets: Vec<Option<f64>> = reps
        .clone()
        .map(|rep| {
            let shares = team.shares[at].as_ref()?;
            team.planned[rep].then(|| shares[rep] * total)
        })
        .collect();
    let deviations = targets
        .iter()
        .zip(&loads)
        .map(|(target, load)| target.map(|target| load / target - 1.0));
    let deviations: Vec<Option<f64>> = deviations.collect();
    let violation = |rep: usize| -> f64 {
        if !team.planned[rep] {
            return 0.0;
        }
        let outside = match request.tolerance {
            Tolerance::Share(millionths) => deviations[rep].map_or(0.0, |deviation| {
                deviation.abs() - f64::from(millionths) / 1e6
            }),
            Tolerance::Bounds(low, high) => {
                let low = low.map(crate::model::Decimal::to_f64);
                let high = high.map(crate::model::Decimal::to_f64);
                let relative = high.or(low).filter(|bound| *bound > 0.0).unwrap_or(1.0);
                let below = low.map_or(0.0, |low| low - loads[rep]);
                let above = high.map_or(0.0, |high| loads[rep] - high);
                below.max(above) / relative
            }
        };
        if outside > SLACK { outside } else { 0.0 }
    };
    MeasureFigures {
        name: request.name.clone(),
        total,
        violations: reps.map(violation).collect(),
        loads,
        targets,
        deviations,
    }
}

fn objective(
    book: &Book,
    plan: &Plan,
    rules: &Rules,
    distances: &Distances,
    permission: &Permission,
) -> ObjectiveRecord {
    let travel_measure =
        &book.measures[book.measure(&rules.travel_measure).expect("checked before")];
    let (mut travel, mut continuity, mut misfit) = (0.0, 0.0, 0.0);
    for (account, rep) in plan.alignment.0.iter().enumerate() {
        let Some(rep) = rep.map(RepIndex::at) else {
            continue;
        };
        let weight = travel_measure.to_f64(travel_measure.amount(account));
        let distance = distances.in_units(account, rep).unwrap_or(0.0);
        travel += weight
            * if rules.power == 2 {
                distance * distance
            } else {
                distance
            };
        if book.accounts.owners[account]
            .rep()
            .is_some_and(|owner| owner.at() != rep)
        {
            continuity += weight * rules.keep;
        }
        if permission
            .preferred
            .get(&(account as u32))
            .is_some_and(|&wanted| wanted as usize != rep)
        {
            misfit += weight * rules.prefer;
        }
    }
    ObjectiveRecord {
        total: travel + continuity + misfit,
        travel,
        continuity,
        misfit,
    }
}
