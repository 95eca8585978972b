//! Proofs that no plan can meet the bounds. Each looks at one obstacle, is sound by itself, and names what it is about.

use std::collections::BTreeMap;

use super::{Conflict, ConflictKind, company::Company, flow::Network, levels::Ladder};
use crate::balance::Problem;

/// Targets are binary fractions here; bounds are widened by more than their rounding, so that proofs hold.
const SLACK: f64 = 1e-12;

/// The bounds that a proof is about: those asked for, or wider ones on a rung of the ladder.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) ladder: Option<(&'a Ladder, u64)>,
}

/// What the proofs of all rungs look at.
pub(super) struct Facts<'a> {
    pub(super) problem: &'a Problem<'a>,
    /// Classes of units that may go to the same reps: number of the set, units.
    classes: Vec<(u32, Vec<usize>)>,
    /// `[wanted][brought]`: what an amount of one measure brings of another.
    companies: Vec<Vec<Company>>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(problem: &'a Problem<'a>) -> Self {
        let mut classes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for unit in 0..problem.units.len() {
            classes
                .entry(problem.units.set(unit))
                .or_default()
                .push(unit);
        }
        let weights: Vec<Vec<i64>> = (problem.targets.measures.iter())
            .map(|targets| {
                let units = 0..problem.units.len();
                units
                    .map(|unit| problem.weight(unit, targets.measure))
                    .collect()
            })
            .collect();
        let companies = weights
            .iter()
            .map(|wanted| {
                let with = weights.iter().map(|brought| {
                    Company::new(wanted.iter().copied().zip(brought.iter().copied()))
                });
                with.collect()
            })
            .collect();
        Self {
            problem,
            classes: classes.into_iter().collect(),
            companies,
        }
    }
}

/// Why a unit cannot be with a rep.
struct Obstacle {
    /// The measure that there is no room for.
    measure: usize,
    /// Another measure, how much of it the rep must hold beside the unit, and how much of `measure` that brings; `None`: the unit alone is
    /// too large.
    must: Option<(usize, i64, i64)>,
    /// The upper bound, or what is left of it beside the unit.
    room: i64,
}

/// By rep and measure: up to this amount of a unit nothing that the rep must hold beside it lacks room.
pub(super) struct Limits(Vec<i64>);

impl Limits {
    /// Whether a unit of these weights is known not to fit a rep whose bounds it keeps by itself.
    pub(super) fn stands_in_the_way(&self, frame: &Frame, weights: &[i64], rep: usize) -> bool {
        let limits = &self.0[rep * weights.len()..];
        let is_above = weights
            .iter()
            .zip(limits)
            .any(|(weight, limit)| weight > limit);
        is_above && frame.obstacle(weights, rep).is_some()
    }
}

impl<'a> Frame<'a> {
    /// The most that a rep may hold of a measure. Never less than the exact bound, so that proofs hold.
    pub(super) fn upper(&self, measure: usize, rep: usize) -> i64 {
        let Some(bounds) = self.problem().targets.measures[measure].bounds[rep] else {
            return 0;
        };
        match (self.relaxed(measure), bounds.target) {
            (Some(tolerance), Some(target)) => {
                (target * (1.0 + tolerance) * (1.0 + SLACK)).floor() as i64
            }
            _ => bounds.upper,
        }
    }

    /// The least that a rep must hold of a measure. Never more than the exact bound.
    pub(super) fn lower(&self, measure: usize, rep: usize) -> i64 {
        let Some(bounds) = self.problem().targets.measures[measure].bounds[rep] else {
            return 0;
        };
        match (self.relaxed(measure), bounds.target) {
            (Some(tolerance), Some(target)) => {
                (target * (1.0 - tolerance) * (1.0 - SLACK)).ceil().max(0.0) as i64
            }
            _ => bounds.lower,
        }
    }

    fn relaxed(&self, measure: usize) -> Option<f64> {
        let (ladder, rung) = self.ladder?;
        ladder.tolerance(measure, rung)
    }

    fn problem(&self) -> &'a Problem<'a> {
        self.facts.problem
    }

    fn measures(&self) -> usize {
        self.problem().targets.measures.len()
    }

    fn name(&self, measure: usize) -> &'a str {
        &self.problem().targets.measures[measure].request.name
    }

    fn shown(&self, measure: usize, amount: i64) -> String {
        let at = self.problem().targets.measures[measure].measure;
        self.problem().book.measures[at].format(amount)
    }

    fn weight(&self, unit: usize, measure: usize) -> i64 {
        let measure = self.problem().targets.measures[measure].measure;
        self.problem().weight(unit, measure)
    }

    fn reps_of(&self, set: u32) -> Vec<usize> {
        self.problem().pool.get(set).ones().collect()
    }

    fn id(&self, account: u32) -> &'a str {
        self.problem().book.accounts.ids.get(account as usize)
    }

    /// Accounts (or groups) that fit no rep who may hold them: larger than the bound, or so large in one measure that what the rep must hold
    /// of another finds no room beside them.
    pub(super) fn too_large(&self) -> Vec<Conflict> {
        let mut found = Vec::new();
        for (set, units) in &self.facts.classes {
            let reps = self.reps_of(*set);
            for &unit in units {
                let weights: Vec<i64> = (0..self.measures())
                    .map(|measure| self.weight(unit, measure))
                    .collect();
                let obstacles: Option<Vec<Obstacle>> = reps
                    .iter()
                    .map(|&rep| self.obstacle(&weights, rep))
                    .collect();
                if let Some(obstacles) = obstacles {
                    found.push(self.too_large_conflict(unit, &reps, &weights, &obstacles));
                }
            }
        }
        found
    }

    /// Why a unit cannot be with a rep; `None`: nothing is known against it.
    fn obstacle(&self, weights: &[i64], rep: usize) -> Option<Obstacle> {
        let measures = 0..weights.len();
        if let Some(measure) = measures
            .clone()
            .find(|&measure| weights[measure] > self.upper(measure, rep))
        {
            return Some(Obstacle {
                measure,
                must: None,
                room: self.upper(measure, rep),
            });
        }
        for measure in measures.clone() {
            let room = self.upper(measure, rep) - weights[measure];
            for other in measures.clone().filter(|&other| other != measure) {
                let must = self.lower(other, rep) - weights[other];
                let brings = self.facts.companies[other][measure].least(must);
                if brings > room {
                    return Some(Obstacle {
                        measure,
                        must: Some((other, must, brings)),
                        room,
                    });
                }
            }
        }
        None
    }

    /// Amounts that no unit is refused for, quickly: see [`Limits`].
    pub(super) fn limits(&self) -> Limits {
        let measures = self.measures();
        let mut amounts = vec![i64::MAX; self.problem().roster.reps() * measures];
        for &rep in self.problem().roster.territories() {
            for measure in 0..measures {
                for other in (0..measures).filter(|&other| other != measure) {
                    let brings = self.facts.companies[other][measure].least(self.lower(other, rep));
                    let amount = &mut amounts[rep * measures + measure];
                    *amount = (*amount).min(self.upper(measure, rep).saturating_sub(brings));
                }
            }
        }
        Limits(amounts)
    }

    fn too_large_conflict(
        &self,
        unit: usize,
        reps: &[usize],
        weights: &[i64],
        obstacles: &[Obstacle],
    ) -> Conflict {
        let members = self.problem().units.members(unit);
        let what = match members {
            [account] => format!("account `{}`", self.id(*account)),
            [first, ..] => format!(
                "the group of account `{}` ({} accounts)",
                self.id(*first),
                members.len()
            ),
            [] => String::new(),
        };
        let who = match reps {
            [rep] => format!(
                "rep `{}`, the only one who may hold it,",
                self.problem().book.reps[*rep].id
            ),
            _ if reps.len() == self.problem().roster.territories().len() => "any rep".to_owned(),
            _ => format!("any of the {} reps who may hold it", reps.len()),
        };
        // The rep who comes closest stands for all.
        let nearest = obstacles
            .iter()
            .max_by_key(|obstacle| (obstacle.must.is_some(), obstacle.room));
        let message = nearest.map_or_else(String::new, |obstacle| {
            let (name, has) = (self.name(obstacle.measure), self.shown(obstacle.measure, weights[obstacle.measure]));
            let room = self.shown(obstacle.measure, obstacle.room);
            match obstacle.must {
                None => format!("{what} alone has {has} of {name}, more than {who} may hold (at most {room})"),
                Some((other, must, brings)) => {
                    let must = self.shown(other, must);
                    let with = if brings == i64::MAX {
                        "is more than there is".to_owned()
                    } else {
                        format!("brings at least {} with it", self.shown(obstacle.measure, brings))
                    };
                    format!(
                        "{what} has {has} of {name} and leaves room for {room} with {who}, and the {must} of {} that must be there too {with}",
                        self.name(other)
                    )
                }
            }
        });
        Conflict {
            kind: ConflictKind::TooLarge,
            accounts: members.to_vec(),
            reps: reps.iter().map(|&rep| rep as u32).collect(),
            measure: nearest.map(|obstacle| self.name(obstacle.measure).to_owned()),
            message,
        }
    }

    /// Accounts that may only go to a few reps, who have too little room for them: a smallest cut of the flow of each measure.
    pub(super) fn no_room(&self) -> Vec<Conflict> {
        (0..self.measures())
            .filter_map(|measure| self.cut(measure, true))
            .collect()
    }

    /// Reps who cannot reach their lower bounds with all accounts that they may hold.
    pub(super) fn too_little(&self) -> Vec<Conflict> {
        (0..self.measures())
            .filter_map(|measure| self.cut(measure, false))
            .collect()
    }

    /// `above`: everything must fit below the upper bounds; else: the lower bounds must be filled.
    fn cut(&self, measure: usize, above: bool) -> Option<Conflict> {
        let reps = self.problem().roster.territories();
        let class_node = |class: usize| 2 + class;
        let rep_node = |at: usize| 2 + self.facts.classes.len() + at;
        let mut network = Network::new(2 + self.facts.classes.len() + reps.len());
        let mut position = vec![usize::MAX; self.problem().roster.reps()];
        let mut wanted = 0i64;
        for (at, &rep) in reps.iter().enumerate() {
            position[rep] = at;
            let bound = if above {
                self.upper(measure, rep)
            } else {
                self.lower(measure, rep)
            };
            network.edge(rep_node(at), Network::SINK, bound);
            if !above {
                wanted = wanted.saturating_add(bound);
            }
        }
        let weight = |class: usize| {
            self.facts.classes[class]
                .1
                .iter()
                .map(|&unit| self.weight(unit, measure))
                .sum::<i64>()
        };
        let weights: Vec<i64> = (0..self.facts.classes.len()).map(weight).collect();
        for (class, (set, _)) in self.facts.classes.iter().enumerate() {
            network.edge(Network::SOURCE, class_node(class), weights[class]);
            for rep in self.reps_of(*set) {
                network.edge(class_node(class), rep_node(position[rep]), i64::MAX / 4);
            }
            if above {
                wanted += weights[class];
            }
        }
        if network.run() >= wanted {
            return None;
        }
        let reached = network.reached();
        // Above: what the source still reaches is too much for the reps it reaches. Below: the others' classes are too little for theirs.
        let side = above;
        let inside: Vec<usize> = (0..self.facts.classes.len())
            .filter(|&class| reached[class_node(class)] == side)
            .collect();
        let team: Vec<usize> = (0..reps.len())
            .filter(|&at| reached[rep_node(at)] == side)
            .map(|at| reps[at])
            .collect();
        let load: i64 = inside.iter().map(|&class| weights[class]).sum();
        let bound = |rep: usize| {
            if above {
                self.upper(measure, rep)
            } else {
                self.lower(measure, rep)
            }
        };
        let room: i64 = team
            .iter()
            .map(|&rep| bound(rep))
            .fold(0, i64::saturating_add);
        let units = inside
            .iter()
            .flat_map(|&class| &self.facts.classes[class].1);
        let accounts: Vec<u32> = units
            .flat_map(|&unit| self.problem().units.members(unit))
            .copied()
            .collect();
        let names = crate::balance::shares::names(self.problem().book, &team);
        let (name, load, room) = (
            self.name(measure),
            self.shown(measure, load),
            self.shown(measure, room),
        );
        let all = team.len() == reps.len();
        let message = match (above, all) {
            (true, true) => format!(
                "all accounts together have {load} of {name}, and the upper bounds of all reps add up to {room}"
            ),
            (true, false) => format!(
                "{} accounts with {load} of {name} may only go to {names}, whose upper bounds add up to {room}",
                accounts.len()
            ),
            (false, true) => format!(
                "the lower bounds of all reps add up to {room} of {name}, and all accounts have {load}"
            ),
            (false, false) => format!(
                "{names} must hold {room} of {name} together, and all accounts that they may hold have {load}"
            ),
        };
        Some(Conflict {
            kind: if above {
                ConflictKind::NoRoom
            } else {
                ConflictKind::TooLittle
            },
            accounts,
            reps: team.iter().map(|&rep| rep as u32).collect(),
            measure: Some(name.to_owned()),
            message,
        })
    }

    /// Whether some proof rules out every plan within these bounds.
    pub(super) fn is_impossible(&self) -> bool {
        !self.too_large().is_empty() || !self.no_room().is_empty() || !self.too_little().is_empty()
    }
}
