//! The state of a search: the plan, the guide, the best plan so far, buffers.

use super::kept::Kept;
use crate::solver::guide::Guide;
use crate::solver::plan::{Move, Plan};
use crate::solver::run::Run;
use crate::solver::{Model, Score};

/// The best plan so far, kept up to date by the units that changed since.
pub(crate) struct Best {
    /// Its assignment.
    pub(crate) assignment: Vec<u32>,
    /// Its score.
    pub(crate) score: Score,
    changed: Vec<u32>,
}

/// The state of a search.
pub(crate) struct State<'a, 'i> {
    /// The instance.
    pub(crate) model: &'a Model<'i>,
    /// The pairs considered.
    pub(crate) kept: &'a Kept,
    /// The present plan.
    pub(crate) plan: Plan<'a, 'i>,
    /// The objective.
    pub(crate) guide: Guide,
    /// When each territory last changed, in steps.
    pub(crate) changed_at: Vec<u64>,
    /// Steps so far.
    pub(crate) clock: u64,
    /// Work so far, in steps of about a nanosecond.
    pub(crate) work: u64,
    best: Best,
}

impl<'a, 'i> State<'a, 'i> {
    /// Starts from `assignment`.
    pub(crate) fn new(
        model: &'a Model<'i>,
        kept: &'a Kept,
        guide: Guide,
        assignment: Vec<u32>,
    ) -> Self {
        let plan = Plan::new(model, assignment);
        let best = Best {
            assignment: plan.assignment.clone(),
            score: plan.score(),
            changed: Vec::new(),
        };
        Self {
            model,
            kept,
            plan,
            guide,
            changed_at: vec![1; model.territories],
            clock: 1,
            work: 0,
            best,
        }
    }

    /// The guide's value of the present sum of a dimension.
    pub(crate) fn value(&self, dimension: usize) -> f64 {
        self.guide
            .value(self.model, dimension, self.plan.loads[dimension])
    }

    /// The guide's value of all sums of a territory.
    pub(crate) fn territory_value(&self, territory: u32) -> f64 {
        let measures = self.model.measures;
        (0..measures)
            .map(|measure| self.value(territory as usize * measures + measure))
            .sum()
    }

    /// The guide's value of all budgets.
    pub(crate) fn budget_value(&self) -> f64 {
        (self.model.territories * self.model.measures..self.model.dimensions())
            .map(|d| self.value(d))
            .sum()
    }

    /// The regrets of `units` where they are now.
    pub(crate) fn energy_of(&self, units: impl Iterator<Item = u32>) -> f64 {
        units.map(|unit| self.regret(unit)).sum()
    }

    /// The guide's value of all sums of `territories`, each counted once, and of the budgets.
    pub(crate) fn territories_value(&self, territories: &[u32]) -> f64 {
        let mut once = territories.to_vec();
        once.sort_unstable();
        once.dedup();
        once.iter()
            .map(|&territory| self.territory_value(territory))
            .sum::<f64>()
            + self.budget_value()
    }

    /// The regret of a unit where it is now.
    pub(crate) fn regret(&self, unit: u32) -> f64 {
        self.kept
            .regret(unit, self.plan.assignment[unit as usize])
            .unwrap_or(f64::INFINITY)
    }

    /// Whether a territory has a sum outside its bounds.
    pub(crate) fn is_outside(&self, territory: u32) -> bool {
        let measures = self.model.measures;
        (0..measures).any(|measure| {
            let dimension = territory as usize * measures + measure;
            let above = self
                .guide
                .above(self.model, dimension, self.plan.loads[dimension]);
            above < 0.0 || above > self.guide.bands[dimension].width
        })
    }

    /// Moves a unit.
    pub(crate) fn apply(&mut self, step: Move) {
        let from = self.plan.assignment[step.unit as usize];
        self.clock += 1;
        self.changed_at[from as usize] = self.clock;
        self.changed_at[step.to as usize] = self.clock;
        self.plan.apply(step);
        self.best.changed.push(step.unit);
    }

    /// Takes note of the present plan: true when it is the best so far.
    pub(crate) fn settle(&mut self, run: &mut Run) -> bool {
        if self.plan.score() >= self.best.score {
            return false;
        }
        self.best.score = self.plan.score();
        for unit in self.best.changed.drain(..) {
            self.best.assignment[unit as usize] = self.plan.assignment[unit as usize];
        }
        run.trace(self.best.score.cost as u64 ^ (self.best.score.violation as u64).rotate_left(32));
        run.improved(&self.best.assignment, &self.best.score);
        true
    }

    /// The best score so far.
    pub(crate) fn best_score(&self) -> Score {
        self.best.score
    }

    /// Ends the search.
    pub(crate) fn into_best(self) -> (Vec<u32>, Score) {
        (self.best.assignment, self.best.score)
    }
}
