//! The order of a run: prices, proof, construction, search; several starts where instances are small; more of the same
//! when the effort is thorough.

use super::branch::{Reach, raise_bound};
use super::construct::{Branching, Fixing, Manner, construct};
use super::exact;
use super::parallel::Workers;
use super::prices::{Lists, Newton, RADIUS, prove, raise};
use super::rows::Rows;
use super::run::Run;
use super::search::{Kept, PER_TERRITORY, Start, improve};
use super::{Effort, Instance, Model, Observer, Outcome, Phase, Score, Settings, Stop};

/// Instances with at most this many units get several starts.
const SMALL: usize = 3_000;
/// Instances with at most this many units are planned as thoroughly by a quick run as by a standard one.
const FEW: usize = 100;
/// Instances with at most this many units are searched exactly at the end.
const TINY: usize = 40;
/// Bounds that are missed by less than this in all are worth more attempts.
const NEARLY: i64 = Score::ONE / 100;

/// Work in steps of about a nanosecond.
struct Budget {
    /// Further starts after the first.
    starts: usize,
    /// Starts beyond these while no plan is within bounds; thrice as many where one is nearly.
    rescues: usize,
    /// Of each start's search.
    start: u64,
    /// Of the search from the best start.
    last: u64,
    /// Rounds of a thorough run after the standard one: fresh starts, and searches from the best.
    rounds: u64,
    /// One of so many rounds starts afresh; none where 0.
    fresh: u64,
    /// Of the search after each fresh start.
    afresh: u64,
    /// Of each search from the best.
    again: u64,
    /// Trials of the giants' places per start.
    trials: usize,
    /// How many of them in a row may fail among the largest giants, and among the others.
    patience: [usize; 2],
    /// How many of one giant may fail.
    failures: usize,
    /// Nodes of the exact search.
    nodes: u64,
    /// Nodes of the search that raises the bound: of a standard run, and of a thorough one.
    branches: (usize, usize),
    /// Into how many stretches those are cut; each has to gain something for the next to come.
    stretches: usize,
    /// Territories of a part of the map that has a tree of its own, at most.
    part: usize,
    /// Size classes reach down to at least this share of their largest unit: finer where units are few.
    class: f64,
    /// Size classes hold at most this share of what is free: where units are many the last ones would else hold nearly all of it, and
    /// nothing could make up for their errors.
    share: f64,
}

impl Budget {
    fn of(effort: Effort, units: usize) -> Self {
        let count = units as u64;
        let mut budget = if units <= SMALL {
            let start = 5_000_000 + 200_000 * count.min(1_000);
            Self {
                starts: 3,
                rescues: 2,
                start,
                last: 2 * start,
                rounds: 40,
                fresh: 2,
                afresh: 3 * start,
                again: 6 * start,
                trials: 100,
                patience: [60, 20],
                failures: 20,
                nodes: 2_000_000,
                branches: (800, 10_000),
                stretches: 1,
                part: 25,
                class: 1.0,
                share: 1.0,
            }
        } else {
            // the curve is flat: a search twice as long is better by a fifteenth
            let pace = if units <= 20_000 {
                3_600_000
            } else {
                5_000_000
            };
            let start = pace * count.isqrt();
            // giants matter where territories are small; trials are dear where they are many
            let trials = if units <= 20_000 { 400 } else { 0 };
            Self {
                starts: 0,
                rescues: 2,
                start,
                last: 0,
                rounds: 24,
                // other places of the giants are what a search does not find
                fresh: if units <= 20_000 { 4 } else { 0 },
                afresh: start,
                again: start,
                trials,
                patience: [30, 30],
                failures: 6,
                nodes: 0,
                branches: match units {
                    0..=20_000 => (800, 10_000),
                    20_001..=200_000 => (300, 3_000),
                    _ => (0, 0),
                },
                stretches: if units <= 20_000 { 4 } else { 2 },
                part: 20,
                class: if units <= 300_000 { 1.0 } else { 0.6 },
                share: if units <= 20_000 { 1.0 } else { 0.25 },
            }
        };
        match effort {
            // so few that all of it takes no time
            Effort::Quick if units <= FEW => budget.rounds = 0,
            Effort::Quick => {
                budget = Self {
                    rounds: 0,
                    starts: 0,
                    rescues: 0,
                    start: budget.start / 4,
                    last: 0,
                    trials: budget.trials / 5,
                    nodes: budget.nodes / 20,
                    branches: (0, 0),
                    ..budget
                }
            }
            Effort::Standard => budget.rounds = 0,
            Effort::Thorough => {}
        }
        budget
    }

    /// The search work of the whole run.
    fn work(&self) -> u64 {
        let fresh = (1..=self.rounds).filter(|&round| self.is_fresh(round));
        let fresh = fresh.count() as u64;
        (self.starts as u64 + 1) * self.start
            + self.last
            + fresh * self.afresh
            + (self.rounds - fresh) * self.again
    }

    /// How far the search that raises the bound goes with so many nodes.
    fn reach(&self, nodes: usize) -> Reach {
        Reach {
            nodes,
            stretch: nodes / self.stretches,
            part: self.part,
        }
    }

    /// Whether a round of a thorough run starts afresh.
    fn is_fresh(&self, round: u64) -> bool {
        self.fresh > 0 && round % self.fresh == 1
    }
}

/// The parts of a run.
pub(super) struct Schedule<'r, 'a, 'i> {
    run: Run<'r>,
    model: &'a Model<'i>,
    rows: &'a Rows<'a, 'i>,
    lists: Lists<'a, 'i>,
    newton: Newton,
    prices: Vec<f64>,
    /// The bound that `prices` prove; the run's may be higher by now.
    root: Option<i128>,
    best: Option<(Score, Vec<u32>)>,
    /// The prices that guided the search to the best plan.
    guide: Vec<f64>,
}

impl<'r> Schedule<'r, '_, '_> {
    /// Solves `instance`.
    pub(super) fn run(
        instance: &Instance,
        settings: &Settings,
        workers: Workers,
        stop: &'r dyn Stop,
        observer: &'r mut dyn Observer,
    ) -> Outcome {
        let mut run = Run::new(settings, stop, observer);
        let model = Model::new(instance, workers);
        let rows = Rows::new(&model);
        let mut lists = Lists::new(&model, &rows, RADIUS);
        let mut newton = Newton::new(model.workers.clone());
        run.report(Phase::Prices, 0.0, None);
        let prices = raise(&mut run, &mut lists, &mut newton);
        let proof = prove(&lists, &prices, &|| stop.is_stopped());
        run.bound = proof.as_ref().map(|proof| proof.bound);
        let budget = Budget::of(settings.effort, model.units);
        run.set_budget(budget.work());
        let mut schedule = Schedule {
            run,
            model: &model,
            rows: &rows,
            lists,
            newton,
            root: proof.as_ref().map(|proof| proof.bound),
            guide: prices.clone(),
            prices,
            best: None,
        };
        schedule.standard(&budget);
        if settings.effort == Effort::Thorough {
            schedule.thorough(&budget);
        }
        let placed = model.territories * model.measures;
        let raw = proof.map_or_else(|| vec![0.0; model.dimensions()], |proof| proof.prices);
        let (score, assignment) = schedule.best.unwrap_or_default();
        Outcome {
            assignment,
            score,
            bound: schedule.run.bound,
            prices: raw[..placed].to_vec(),
            // a budget's price is what one more unit of it would save
            budget_prices: raw[placed..].iter().map(|price| -price).collect(),
            stats: schedule.run.stats,
        }
    }

    /// The run of the standard effort.
    fn standard(&mut self, budget: &Budget) {
        for start in 0..=budget.starts {
            if start == 0 || !self.is_done() {
                let manner = manner(start, budget);
                self.start(start as u64, &manner, budget.start);
            }
        }
        self.rescue(budget);
        self.polish(100, budget.last, PER_TERRITORY);
        self.branch(budget.reach(budget.branches.0));
        self.search_exactly(budget.nodes);
    }

    /// Starts again, in other manners, or searches on while a plan within bounds may exist and none is known: where a few giants decide, some
    /// luck helps.
    fn rescue(&mut self, budget: &Budget) {
        for rescue in 0..3 * budget.rescues {
            let Some((score, _)) = self.best.as_ref() else {
                return;
            };
            // prices that climb without end: not even split units are within bounds
            let endless = self.run.bound.is_some_and(|bound| bound > 2 * score.cost);
            let hopeless = endless || self.model.has_too_large();
            let nearly = score.hard == 0 && score.violation < NEARLY;
            let tired = rescue >= budget.rescues && !nearly;
            if score.is_feasible() || hopeless || tired || self.is_done() {
                return;
            }
            let purpose = 500 + rescue as u64;
            if budget.trials > 0 {
                let manner = manner(budget.starts + 1 + rescue, budget);
                self.start(purpose, &manner, budget.start);
            } else {
                // no giants to place otherwise: what is missed needs more pairs, where many accounts share a place and are alike
                self.polish(
                    purpose,
                    budget.start,
                    PER_TERRITORY << (2 + 2 * rescue.min(2)),
                );
            }
        }
    }

    /// What a thorough run does beyond.
    fn thorough(&mut self, budget: &Budget) {
        for round in 1..=budget.rounds {
            if self.is_done() {
                return;
            }
            if budget.is_fresh(round) {
                let manner = manner(3 + round.div_ceil(budget.fresh) as usize, budget);
                self.start(1000 + round, &manner, budget.afresh);
            } else {
                self.polish(1000 + round, budget.again, PER_TERRITORY);
            }
        }
        self.branch(budget.reach(budget.branches.1));
        self.search_exactly(20 * budget.nodes);
    }

    /// Whether nothing can be gained any more, or the run is to stop.
    fn is_done(&self) -> bool {
        let proven = self.best.as_ref().is_some_and(|(score, _)| {
            score.is_feasible() && self.run.bound.is_some_and(|bound| score.cost <= bound)
        });
        proven || (self.best.is_some() && self.run.stopped())
    }

    /// Builds a plan in the given manner and improves it.
    fn start(&mut self, purpose: u64, manner: &Manner, work: u64) {
        let mut rng = self.run.rng.fork(10 + purpose);
        if self.best.is_none() {
            self.run.report(Phase::Construction, 0.1, None);
        }
        let (assignment, guide) = construct(
            &mut self.run,
            &mut self.lists,
            &mut self.newton,
            &self.prices,
            manner,
            &mut rng,
        );
        if self.run.stopped() {
            self.offer(self.model.instance.evaluate(&assignment), assignment);
            return;
        }
        let kept = Kept::new(&mut self.lists, &guide, &assignment, PER_TERRITORY);
        let (assignment, score) = improve(
            &mut self.run,
            self.model,
            &kept,
            &guide,
            assignment,
            Start::Rough,
            work,
            &mut rng,
        );
        if self.offer(score, assignment) {
            self.guide = guide;
        }
    }

    /// Goes on from the best plan, with about `per_territory` pairs a territory and direction.
    fn polish(&mut self, purpose: u64, work: u64, per_territory: usize) {
        if work == 0 || self.is_done() {
            return;
        }
        let mut rng = self.run.rng.fork(10 + purpose);
        let Some((_, assignment)) = self.best.clone() else {
            return;
        };
        let kept = Kept::new(&mut self.lists, &self.guide, &assignment, per_territory);
        let (assignment, score) = improve(
            &mut self.run,
            self.model,
            &kept,
            &self.guide,
            assignment,
            Start::Polished,
            work,
            &mut rng,
        );
        self.offer(score, assignment);
    }

    /// Raises the bound by enumerating the places of the units that decide most.
    fn branch(&mut self, reach: Reach) {
        let Some((score, _)) = self.best.as_ref().filter(|best| best.0.is_feasible()) else {
            return;
        };
        if let Some(bound) = self
            .run
            .bound
            .filter(|&bound| bound < score.cost && reach.nodes > 0)
        {
            let raised = raise_bound(
                self.run.stop(),
                &mut self.lists,
                &self.prices,
                bound,
                score.cost,
                reach,
            );
            self.run.bound = self.run.bound.max(Some(raised));
        }
    }

    /// Searches tiny instances exactly; a completed search is a proof.
    fn search_exactly(&mut self, nodes: u64) {
        if self.model.units > TINY || nodes == 0 || self.is_done() {
            return;
        }
        let Some((_, assignment)) = self.best.clone() else {
            return;
        };
        let found = exact::search(
            &self.run,
            self.model,
            self.rows,
            &self.prices,
            self.root,
            assignment,
            nodes,
        );
        if found.complete && found.score.is_feasible() {
            self.run.bound = Some(found.score.cost);
        }
        self.offer(found.score, found.assignment);
    }

    /// Keeps a plan when it is the best so far, and says whether it is.
    fn offer(&mut self, score: Score, assignment: Vec<u32>) -> bool {
        let better = self.best.as_ref().is_none_or(|best| score < best.0);
        if better {
            self.run.trace(score.cost as u64);
            self.run.improved(&assignment, &score);
            self.best = Some((score, assignment));
        }
        better
    }
}

/// The manner of a run's first construction.
pub(super) fn first_manner(effort: Effort, units: usize) -> Manner {
    manner(0, &Budget::of(effort, units))
}

/// The manner of the `start`-th construction.
fn manner(start: usize, budget: &Budget) -> Manner {
    let (share, tau, class, noise) = match start {
        0 => (0.15, 0.025, 0.85, 0.0),
        1 => (0.05, 0.0125, 0.8, 0.0),
        2 => (0.3, 0.05, 0.85, 0.1),
        _ => {
            // later starts walk through the same settings with more noise
            let (share, tau) =
                [(0.1, 0.025), (0.05, 0.0125), (0.2, 0.05), (0.03, 0.025)][start % 4];
            (share, tau, [0.85, 0.75, 0.8][start % 3], 0.25)
        }
    };
    Manner {
        branching: Branching {
            shares: [share, 0.5 * share, 0.2 * share],
            units: 400,
            tau: 2.0 * tau,
            trials: budget.trials,
            patience: budget.patience,
            failures: budget.failures,
            near: 8,
            anchor: 1e-4,
        },
        fixing: Fixing {
            tau,
            class: f64::min(class, budget.class),
            share: budget.share,
            steps: 3,
            anchor: 4e-3,
        },
        noise,
    }
}
