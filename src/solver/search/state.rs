//! The state of a search: the plan, the guide, the best plan so far, buffers.

use super::kept::Kept;
use super::subset::Attached;
use crate::solver::guide::Guide;
use crate::solver::plan::{Move, Plan};
use crate::solver::run::Trail;
use crate::solver::{Model, Score, Stop};

/// A regret that only a giant has, in natural costs.
const GIANT: f64 = 1.0;

/// The best plan so far, kept up to date by the units that changed since.
struct Best {
    /// Its assignment; empty in a copy, of which only the present plan is asked for.
    assignment: Vec<u32>,
    /// Its score.
    score: Score,
    changed: Vec<u32>,
}

/// The state of a search: of the whole, or of a copy in which only the territories of a region may change.
pub(crate) struct State<'a, 'i> {
    /// The instance.
    pub(crate) model: &'a Model<'i>,
    /// The pairs considered.
    pub(crate) kept: &'a Kept,
    /// Who is asked whether to end.
    stop: &'a dyn Stop,
    /// The territories that may change.
    pub(crate) territories: Vec<u32>,
    /// Per territory the others among them that it shares kept units with, and how many; the most shared first.
    pub(crate) near: Vec<Vec<(u32, u32)>>,
    /// The present plan.
    pub(crate) plan: Plan<'a, 'i>,
    /// The objective.
    pub(super) guide: Guide,
    /// What each territory costs above the bound; not a number where that is to be summed up again.
    energy: Vec<f64>,
    /// What was done so far.
    pub(crate) trail: Trail,
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
        stop: &'a dyn Stop,
    ) -> Self {
        let plan = Plan::new(model, assignment, |unit| kept.pairs(unit).len() > 1);
        let best = Best {
            assignment: plan.assignment.clone(),
            score: plan.score(),
            changed: Vec::new(),
        };
        Self {
            model,
            kept,
            plan,
            stop,
            territories: (0..model.territories as u32).collect(),
            near: kept.neighbours.clone(),
            guide,
            energy: vec![f64::NAN; model.territories],
            trail: Trail::default(),
            work: 0,
            best,
        }
    }

    /// A copy in which nothing may change until it [`State::enter`]s a region.
    pub(crate) fn copy(&self) -> Self {
        Self {
            model: self.model,
            kept: self.kept,
            stop: self.stop,
            territories: Vec::new(),
            near: vec![Vec::new(); self.near.len()],
            plan: self.plan.clone(),
            guide: self.guide.clone(),
            energy: vec![f64::NAN; self.energy.len()],
            trail: Trail::default(),
            work: 0,
            best: Best {
                assignment: Vec::new(),
                score: self.best.score,
                changed: Vec::new(),
            },
        }
    }

    /// Lets `region` change in this copy of `whole`.
    pub(crate) fn enter(&mut self, whole: &Self, region: &[u32]) {
        self.territories = region.to_vec();
        for &territory in region {
            let inside = whole.near[territory as usize]
                .iter()
                .filter(|(other, _)| region.binary_search(other).is_ok());
            self.near[territory as usize].extend(inside);
        }
    }

    /// Makes a copy of `whole` what it was before it entered its region.
    pub(crate) fn leave(&mut self, whole: &Self) {
        let region = std::mem::take(&mut self.territories);
        for &territory in &region {
            self.near[territory as usize].clear();
            self.energy[territory as usize] = f64::NAN;
        }
        self.plan.restore(&whole.plan, &region);
        self.guide.clone_from(&whole.guide);
        (self.trail, self.work) = (Trail::default(), 0);
        self.best.score = whole.best.score;
        self.best.changed.clear();
    }

    /// Changes the objective: to the guide at `prices`, with the two parts of the `penalty` of violations.
    pub(crate) fn set_guide(&mut self, prices: &[f64], penalty: (f64, f64)) {
        self.guide = Guide::new(self.model, prices, penalty.0, penalty.1);
        self.energy.fill(f64::NAN);
    }

    /// What a territory costs above the bound: the guide's value of its sums, and the regrets of its units, but for giants, which stay where
    /// they are.
    pub(crate) fn energy(&mut self, territory: u32) -> f64 {
        let known = self.energy[territory as usize];
        if !known.is_nan() {
            return known;
        }
        let members = self.plan.members[territory as usize].iter();
        let regrets = members.map(|&unit| self.regret(unit));
        let small = regrets.filter(|&regret| regret < GIANT);
        let energy = self.territory_value(territory) + small.sum::<f64>();
        self.energy[territory as usize] = energy;
        energy
    }

    /// The same of each territory that may change.
    pub(crate) fn energies(&mut self) -> Vec<f64> {
        (0..self.territories.len())
            .map(|at| self.energy(self.territories[at]))
            .collect()
    }

    /// Whether to end now with the best so far.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.is_stopped()
    }

    /// How far the present sum of a dimension is above its lower bound.
    pub(crate) fn above(&self, dimension: usize) -> f64 {
        self.guide
            .above(self.model, dimension, self.plan.loads[dimension])
    }

    /// The guide's value of the present sum of a dimension.
    pub(crate) fn value(&self, dimension: usize) -> f64 {
        self.guide.bands[dimension].value(self.above(dimension))
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

    /// A sum of a territory as something that an axis moves, with the axis (`sign` 1.0) or against it.
    pub(crate) fn attach(&self, territory: u32, measure: usize, sign: f64) -> Attached {
        self.attach_sum(territory as usize * self.model.measures + measure, sign)
    }

    /// A budget as something that an axis moves.
    pub(crate) fn attach_budget(&self, budget: usize) -> Attached {
        self.attach_sum(self.model.territories * self.model.measures + budget, 1.0)
    }

    fn attach_sum(&self, dimension: usize, sign: f64) -> Attached {
        Attached {
            band: self.guide.bands[dimension],
            above: self.above(dimension),
            sign,
        }
    }

    /// All sums of a territory.
    pub(crate) fn attached(&self, territory: u32) -> Vec<Attached> {
        (0..self.model.measures)
            .map(|measure| self.attach(territory, measure, 1.0))
            .collect()
    }

    /// All budgets.
    pub(crate) fn attached_budgets(&self) -> Vec<Attached> {
        (0..self.model.budgets)
            .map(|budget| self.attach_budget(budget))
            .collect()
    }

    /// Whether a territory has a sum outside its bounds: in integers, since a sum on its bound is common.
    pub(crate) fn is_outside(&self, territory: u32) -> bool {
        let first = territory as usize * self.model.measures;
        (first..first + self.model.measures).any(|dimension| self.plan.is_outside(dimension))
    }

    /// Moves a unit.
    pub(crate) fn apply(&mut self, step: Move) {
        self.trail.moves += 1;
        let from = self.plan.assignment[step.unit as usize];
        for territory in [from, step.to] {
            self.energy[territory as usize] = f64::NAN;
        }
        self.plan.apply(step);
        self.best.changed.push(step.unit);
    }

    /// Takes note of the present plan: true when it is the best so far.
    pub(crate) fn settle(&mut self) -> bool {
        if self.plan.score() >= self.best.score {
            return false;
        }
        self.best.score = self.plan.score();
        for unit in self.best.changed.drain(..) {
            if let Some(best) = self.best.assignment.get_mut(unit as usize) {
                *best = self.plan.assignment[unit as usize];
            }
        }
        let score = self.best.score;
        self.trail
            .note(score.cost as u64 ^ (score.violation as u64).rotate_left(32));
        true
    }

    /// Where the plan of a copy differs from that of `self`: its moves.
    pub(crate) fn moves_to(&self, copy: &Self) -> Vec<Move> {
        let members = copy
            .territories
            .iter()
            .flat_map(|&territory| self.plan.members[territory as usize].iter());
        members
            .filter_map(|&unit| {
                let to = copy.plan.assignment[unit as usize];
                (to != self.plan.assignment[unit as usize]).then_some(Move { unit, to })
            })
            .collect()
    }

    /// The best assignment so far.
    pub(crate) fn best_assignment(&self) -> &[u32] {
        &self.best.assignment
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
