//! The order of a run: prices, proof, construction, search; several starts where instances are small; more of the same
//! when the effort is thorough.

use super::construct::{Branching, Fixing, Manner, construct};
use super::exact;
use super::parallel::Workers;
use super::prices::{Lists, Newton, RADIUS, prove, raise};
use super::rng::Rng;
use super::rows::Rows;
use super::run::Run;
use super::search::{Kept, Start, improve};
use super::{Effort, Instance, Model, Observer, Outcome, Phase, Score, Settings, Stop, knob, lap};

/// Instances with at most this many units get several starts.
const SMALL: usize = 3_000;
/// Instances with at most this many units are searched exactly at the end.
const TINY: usize = 40;

/// Work in steps of about a nanosecond.
struct Budget {
    /// Further starts after the first.
    starts: usize,
    /// Of each start's search.
    start: u64,
    /// Of the search from the best start.
    last: u64,
    /// Trials of the giants' places per start.
    trials: usize,
    /// Nodes of the exact search.
    nodes: u64,
}

impl Budget {
    fn of(effort: Effort, units: usize) -> Self {
        let large = (units as u64).saturating_mul(20_000);
        match (effort, units <= SMALL) {
            (Effort::Quick, true) => Self {
                starts: 0,
                start: 50_000_000,
                last: 0,
                trials: 20,
                nodes: 100_000,
            },
            (Effort::Quick, false) => Self {
                starts: 0,
                start: large / 4,
                last: 0,
                trials: 0,
                nodes: 0,
            },
            (_, true) => Self {
                starts: knob("STARTS", 3.0) as usize,
                start: (1e9 * knob("BSTART", 0.2)) as u64,
                last: (1e9 * knob("BLAST", 0.4)) as u64,
                trials: knob("TRIALS", 100.0) as usize,
                nodes: 2_000_000,
            },
            (_, false) => Self {
                starts: 0,
                start: 200_000_000
                    + (knob("BLARGE", 1.0) * large.min(4 * units as u64 * 20_000) as f64) as u64
                        * 2,
                last: 0,
                trials: knob("TRIALS", 60.0) as usize,
                nodes: 0,
            },
        }
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
    best: Option<(Score, Vec<u32>)>,
}

impl<'r> Schedule<'r, '_, '_> {
    /// Solves `instance`.
    pub(super) fn run(
        instance: &Instance,
        settings: &Settings,
        stop: &'r dyn Stop,
        observer: &'r mut dyn Observer,
    ) -> Outcome {
        let mut run = Run::new(*settings, stop, observer);
        let t = lap("start", 0.0);
        let model = Model::new(instance, Workers::new(settings.threads));
        let rows = Rows::new(&model);
        let t = lap("rows", t);
        let mut lists = Lists::new(&model, &rows, RADIUS);
        let mut newton = Newton::new(model.workers.clone());
        run.report(Phase::Prices, 0.0, None);
        let prices = raise(&mut run, &mut lists, &mut newton);
        let t = lap("prices", t);
        let proof = prove(&model, &rows, &prices, &|| stop.is_stopped());
        run.bound = proof.as_ref().map(|proof| proof.bound);
        lap("proof", t);
        let budget = Budget::of(settings.effort, model.units);
        let mut schedule = Schedule {
            run,
            model: &model,
            rows: &rows,
            lists,
            newton,
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
                let manner = manner(start, budget.trials);
                self.start(start as u64, &manner, budget.start);
            }
        }
        self.polish(100, budget.last);
        self.search_exactly(budget.nodes);
    }

    /// What a thorough run does beyond.
    fn thorough(&mut self, budget: &Budget) {
        let rounds = if self.model.units <= SMALL { 40 } else { 10 };
        for round in 1..=rounds {
            if self.is_done() {
                return;
            }
            if self.model.units <= SMALL && round % 2 == 1 {
                let manner = manner(3 + round as usize, 3 * budget.trials);
                self.start(1000 + round, &manner, 3 * budget.start);
            } else {
                self.polish(
                    1000 + round,
                    if self.model.units <= SMALL {
                        6 * budget.start
                    } else {
                        budget.start
                    },
                );
            }
        }
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
        let t = lap("", 0.0);
        self.run.advance(
            Phase::Construction,
            0.1,
            self.best.as_ref().map(|best| best.0),
        );
        let assignment = construct(
            &mut self.run,
            &mut self.lists,
            &mut self.newton,
            &self.prices,
            manner,
            &mut rng,
        );
        let t = lap("construct", t);
        let kept = Kept::new(&mut self.lists, &self.prices, &assignment);
        let t = lap("kept", t);
        let (assignment, score) = improve(
            &mut self.run,
            self.model,
            &kept,
            &self.prices,
            assignment,
            Start::Rough,
            work,
            &mut rng,
        );
        lap("improve", t);
        self.offer(score, assignment);
    }

    /// Goes on from the best plan.
    fn polish(&mut self, purpose: u64, work: u64) {
        if work == 0 || self.is_done() {
            return;
        }
        let mut rng = self.run.rng.fork(10 + purpose);
        let Some((_, assignment)) = self.best.clone() else {
            return;
        };
        let kept = Kept::new(&mut self.lists, &self.prices, &assignment);
        let (assignment, score) = improve(
            &mut self.run,
            self.model,
            &kept,
            &self.prices,
            assignment,
            Start::Polished,
            work,
            &mut rng,
        );
        self.offer(score, assignment);
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
            self.run.bound,
            assignment,
            nodes,
        );
        if found.complete && found.score.is_feasible() {
            self.run.bound = Some(found.score.cost);
        }
        self.offer(found.score, found.assignment);
    }

    fn offer(&mut self, score: Score, assignment: Vec<u32>) {
        if std::env::var("LAP").is_ok() {
            lap(&format!("offer {score:?}"), 0.0);
        }
        if self.best.as_ref().is_none_or(|best| score < best.0) {
            self.run.trace(score.cost as u64);
            self.run.improved(&assignment, &score);
            self.best = Some((score, assignment));
        }
    }
}

/// The manner of the `start`-th construction.
fn manner(start: usize, trials: usize) -> Manner {
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
            share,
            units: 100,
            tau: 2.0 * tau,
            trials,
            anchor: 1e-4,
        },
        fixing: Fixing {
            tau,
            class,
            steps: 3,
            anchor: 4e-3,
        },
        noise,
    }
}
