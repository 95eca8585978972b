//! A full assignment with its sums, kept exact while units move.

use super::{Model, Score};

/// A unit's move to another territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    /// The unit.
    pub(crate) unit: u32,
    /// Where it goes.
    pub(crate) to: u32,
}

/// An assignment, the sums of every dimension and the members of every territory that may move.
#[derive(Clone)]
pub(crate) struct Plan<'a, 'i> {
    model: &'a Model<'i>,
    /// The territory of each unit.
    pub(crate) assignment: Vec<u32>,
    /// The sum of each dimension.
    pub(crate) loads: Vec<i64>,
    /// The units of each territory that may move, in no particular (but reproducible) order: where units are many most have nowhere else to go.
    pub(crate) members: Vec<Vec<u32>>,
    score: Score,
    /// Where each is among the members.
    place: Vec<u32>,
}

impl<'a, 'i> Plan<'a, 'i> {
    /// Sums up `assignment`, in which a unit may move if `may_move` says so.
    pub(crate) fn new(
        model: &'a Model<'i>,
        assignment: Vec<u32>,
        may_move: impl Fn(u32) -> bool,
    ) -> Self {
        let mut plan = Self {
            model,
            loads: vec![0; model.dimensions()],
            members: vec![Vec::new(); model.territories],
            score: Score::default(),
            place: vec![0; model.units],
            assignment,
        };
        for unit in 0..model.units {
            let territory = plan.assignment[unit];
            if may_move(unit as u32) {
                plan.place[unit] = plan.members[territory as usize].len() as u32;
                plan.members[territory as usize].push(unit as u32);
            }
            plan.add(unit, territory, 1);
        }
        plan.score = model.instance.evaluate(&plan.assignment);
        plan
    }

    /// The score: hard violations, violations, cost.
    pub(crate) fn score(&self) -> Score {
        self.score
    }

    /// Moves a unit that may; sums and score follow exactly.
    pub(crate) fn apply(&mut self, step: Move) {
        let (unit, from) = (step.unit as usize, self.assignment[step.unit as usize]);
        if from == step.to {
            return;
        }
        let delta = self.delta(step);
        self.add(unit, from, -1);
        self.add(unit, step.to, 1);
        self.assignment[unit] = step.to;
        let hole = self.place[unit] as usize;
        debug_assert_eq!(
            self.members[from as usize].get(hole),
            Some(&step.unit),
            "it may move"
        );
        self.members[from as usize].swap_remove(hole);
        if let Some(&last) = self.members[from as usize].get(hole) {
            self.place[last as usize] = hole as u32;
        }
        self.place[unit] = self.members[step.to as usize].len() as u32;
        self.members[step.to as usize].push(step.unit);
        self.score = Score {
            hard: self.score.hard + delta.hard,
            violation: self.score.violation + delta.violation,
            cost: self.score.cost + delta.cost,
        };
        // the full evaluation is the oracle; in large tests it would cost more than the search
        #[cfg(debug_assertions)]
        if self.model.units <= 200 {
            assert_eq!(
                self.score,
                self.model.instance.evaluate(&self.assignment),
                "incremental score"
            );
        }
    }

    /// Takes `territories` over from `other`, to the order of their members; all else is the same in both.
    pub(crate) fn restore(&mut self, other: &Self, territories: &[u32]) {
        for &territory in territories {
            let members = &mut self.members[territory as usize];
            members.clone_from(&other.members[territory as usize]);
            for (place, &unit) in members.iter().enumerate() {
                self.assignment[unit as usize] = territory;
                self.place[unit as usize] = place as u32;
            }
        }
        self.loads.clone_from(&other.loads);
        self.score = other.score;
    }

    /// What a move changes in the score, exactly (the parts may be negative).
    pub(crate) fn delta(&self, step: Move) -> Score {
        let model = self.model;
        let (unit, from) = (step.unit as usize, self.assignment[step.unit as usize]);
        let mut delta = Score::default();
        if from == step.to {
            return delta;
        }
        let costs = model.instance.costs();
        delta.cost = i128::from(costs.cost(unit, step.to as usize))
            - i128::from(costs.cost(unit, from as usize));
        for (measure, &weight) in model.instance.weights(unit).iter().enumerate() {
            for (territory, change) in [(from, -weight), (step.to, weight)] {
                let dimension = territory as usize * model.measures + measure;
                let load = self.loads[dimension];
                let by = self.violation(dimension, load + change) - self.violation(dimension, load);
                if model.instance.is_hard(measure) {
                    delta.hard += by;
                } else {
                    delta.violation += by;
                }
            }
        }
        for budget in 0..model.budgets {
            let dimension = model.territories * model.measures + budget;
            let change = model.spent(unit, step.to, budget) - model.spent(unit, from, budget);
            let load = self.loads[dimension];
            delta.hard +=
                self.violation(dimension, load + change) - self.violation(dimension, load);
        }
        delta
    }

    /// Whether a sum is outside its bounds.
    pub(crate) fn is_outside(&self, dimension: usize) -> bool {
        self.violation(dimension, self.loads[dimension]) > 0
    }

    /// The relative violation of a dimension at a load.
    fn violation(&self, dimension: usize, load: i64) -> i64 {
        let (model, instance) = (self.model, self.model.instance);
        let placed = model.territories * model.measures;
        if dimension < placed {
            let (territory, measure) = (dimension / model.measures, dimension % model.measures);
            let outside = (instance.lower(territory, measure) - load)
                .max(load.saturating_sub(instance.upper(territory, measure)))
                .max(0);
            Score::relative(outside, instance.reference(territory, measure))
        } else {
            let cap = instance.budgets()[dimension - placed].cap;
            Score::relative((load - cap).max(0), cap.max(1))
        }
    }

    fn add(&mut self, unit: usize, territory: u32, sign: i64) {
        let model = self.model;
        for (measure, &weight) in model.instance.weights(unit).iter().enumerate() {
            self.loads[territory as usize * model.measures + measure] += sign * weight;
        }
        for budget in 0..model.budgets {
            self.loads[model.territories * model.measures + budget] +=
                sign * model.spent(unit, territory, budget);
        }
    }
}
