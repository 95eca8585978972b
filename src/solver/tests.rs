//! Properties of the heart as a whole: against brute force, across threads, scales, efforts and stops.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::rng::Rng;
use super::*;

mod branching;
mod shapes;

/// A random instance as plain tables, so that tests can scale and enumerate it.
#[derive(Clone, Debug)]
struct Table {
    territories: usize,
    measures: usize,
    weights: Vec<i64>,
    lower: Vec<i64>,
    upper: Vec<i64>,
    reference: Vec<i64>,
    hard: Vec<bool>,
    budgets: Vec<Budget>,
    costs: Vec<i64>,
}

impl Table {
    /// Ugly on purpose: forbidden pairs, pins, zero weights, open sides, caps, budgets, crossed or impossible bounds.
    fn random(rng: &mut Rng, units: usize, territories: usize, measures: usize) -> Self {
        let places = |rng: &mut Rng, count: usize| -> Vec<(i64, i64)> {
            (0..count)
                .map(|_| (rng.below(100) as i64, rng.below(100) as i64))
                .collect()
        };
        let (homes, points) = (places(rng, territories), places(rng, units));
        let mut weights = Vec::new();
        for _ in 0..units {
            let big = if rng.below(6) == 0 { 20 } else { 1 };
            for _ in 0..measures {
                weights.push(if rng.below(10) == 0 {
                    0
                } else {
                    big * (1 + rng.below(30) as i64)
                });
            }
        }
        let mut hard = vec![false; measures];
        if measures > 1 && rng.below(3) == 0 {
            // the last measure counts units and is capped
            hard[measures - 1] = true;
            (0..units).for_each(|unit| weights[unit * measures + measures - 1] = 1);
        }
        let totals: Vec<i64> = (0..measures)
            .map(|q| (0..units).map(|unit| weights[unit * measures + q]).sum())
            .collect();
        let (mut lower, mut upper, mut reference) = (Vec::new(), Vec::new(), Vec::new());
        let width = [0.05, 0.2, 0.5, 0.9][rng.below(4)];
        for _ in 0..territories {
            for measure in 0..measures {
                let target = totals[measure] as f64 / territories as f64;
                reference.push((target.round() as i64).max(1));
                lower.push(if hard[measure] || rng.below(8) == 0 {
                    0
                } else {
                    (target * (1.0 - width)).ceil() as i64
                });
                upper.push(if rng.below(8) == 0 {
                    i64::MAX
                } else {
                    (target * (1.0 + width)).floor() as i64
                });
            }
        }
        let mut costs = Vec::new();
        for (unit, point) in points.iter().enumerate() {
            let pin = (rng.below(8) == 0).then(|| rng.below(territories));
            let safe = rng.below(territories);
            for (territory, home) in homes.iter().enumerate() {
                let forbidden = pin.map_or(territory != safe && rng.below(5) == 0, |pin| {
                    pin != territory
                });
                let distance = (point.0 - home.0).abs() + (point.1 - home.1).abs();
                costs.push(if forbidden {
                    FORBIDDEN
                } else {
                    weights[unit * measures] * distance
                });
            }
        }
        let mut budgets = Vec::new();
        if rng.below(3) == 0 {
            let home: Vec<u32> = (0..units)
                .map(|_| {
                    if rng.below(4) == 0 {
                        u32::MAX
                    } else {
                        rng.below(territories) as u32
                    }
                })
                .collect();
            let amount: Vec<i64> = (0..units).map(|_| rng.below(5) as i64).collect();
            let cap = rng.below(1 + amount.iter().sum::<i64>() as usize) as i64;
            let partly = Self::partly(rng, territories, &amount, &home);
            budgets.push(Budget {
                amount,
                home,
                partly,
                cap,
            });
        }
        Self {
            territories,
            measures,
            weights,
            lower,
            upper,
            reference,
            hard,
            budgets,
            costs,
        }
    }

    /// Some units have parts at home elsewhere, as groups of several owners have.
    fn partly(rng: &mut Rng, count: usize, amount: &[i64], home: &[u32]) -> Vec<(u32, u32, i64)> {
        let pairs = (0..home.len()).flat_map(|unit| (0..count as u32).map(move |at| (unit, at)));
        pairs
            .filter(|&(unit, at)| home[unit] != u32::MAX && home[unit] != at)
            .filter_map(|(unit, at)| {
                let spent = rng.below(3 * (amount[unit] as usize + 1)) as i64;
                (spent <= amount[unit]).then_some((unit as u32, at, spent))
            })
            .collect()
    }

    fn with<R>(&self, work: impl FnOnce(&Instance) -> R) -> R {
        let costs = TableCosts::new(self.territories, self.costs.clone());
        let t = self.clone();
        work(&Instance::new(
            t.territories,
            t.measures,
            t.weights,
            t.lower,
            t.upper,
            t.reference,
            t.hard,
            t.budgets,
            &costs,
        ))
    }

    fn solve(&self, effort: Effort, threads: usize) -> Outcome {
        self.with(|instance| {
            solve(
                instance,
                &Settings {
                    seed: 7,
                    effort,
                    threads,
                },
                &NeverStop,
                &mut Quiet,
            )
        })
    }

    /// The best score of all assignments.
    fn brute(&self) -> Score {
        self.with(|instance| {
            let units = instance.units();
            let mut assignment = vec![0u32; units];
            let mut best: Option<Score> = None;
            loop {
                let allowed = (0..units).all(|unit| {
                    instance.costs().cost(unit, assignment[unit] as usize) != FORBIDDEN
                });
                if allowed {
                    let score = instance.evaluate(&assignment);
                    best = Some(best.map_or(score, |best| best.min(score)));
                }
                let Some(next) =
                    (0..units).find(|&unit| (assignment[unit] as usize) + 1 < self.territories)
                else {
                    break;
                };
                assignment[..next].fill(0);
                assignment[next] += 1;
            }
            best.expect("every unit has an allowed territory")
        })
    }

    fn scaled(&self, factor: i64) -> Self {
        let times = |list: &[i64], of_measure: &dyn Fn(usize) -> bool| -> Vec<i64> {
            list.iter()
                .enumerate()
                .map(|(at, &x)| {
                    if x == i64::MAX || !of_measure(at) {
                        x
                    } else {
                        x * factor
                    }
                })
                .collect()
        };
        let first = |at: usize| at.is_multiple_of(self.measures);
        Self {
            weights: times(&self.weights, &first),
            lower: times(&self.lower, &first),
            upper: times(&self.upper, &first),
            reference: times(&self.reference, &first),
            costs: times(&self.costs, &|_| true),
            ..self.clone()
        }
    }
}

fn check(table: &Table, outcome: &Outcome) {
    table.with(|instance| {
        assert_eq!(
            outcome.score,
            instance.evaluate(&outcome.assignment),
            "the score is that of the assignment"
        );
    });
    if let (true, Some(bound)) = (outcome.score.is_feasible(), outcome.bound) {
        assert!(
            bound <= outcome.score.cost,
            "bound {bound} above cost {}",
            outcome.score.cost
        );
    }
}

#[test]
fn tiny_instances_are_solved_to_the_optimum_and_bounded_by_it() {
    for seed in 0..300 {
        let mut rng = Rng::new(seed);
        let (units, territories, measures) = (1 + rng.below(8), 1 + rng.below(3), 1 + rng.below(3));
        let table = Table::random(&mut rng, units, territories, measures);
        let optimum = table.brute();
        for effort in [Effort::Quick, Effort::Standard, Effort::Thorough] {
            let outcome = table.solve(effort, 1);
            check(&table, &outcome);
            assert_eq!(outcome.score, optimum, "seed {seed} {effort:?}");
            if let (true, Some(bound)) = (optimum.is_feasible(), outcome.bound) {
                assert!(
                    bound <= optimum.cost,
                    "seed {seed}: bound {bound} above the optimum {}",
                    optimum.cost
                );
            }
        }
    }
}

/// Small random tables that have a plan within bounds, with their optimum by brute force.
fn on_feasible_tables(
    seeds: std::ops::Range<u64>,
    shape: fn(&mut Rng) -> (usize, usize, usize),
    check: &mut dyn FnMut(u64, &mut Rng, Score, &Model, prices::Lists),
) {
    for seed in seeds {
        let mut rng = Rng::new(seed);
        let (units, territories, measures) = shape(&mut rng);
        let table = Table::random(&mut rng, units, territories, measures);
        let optimum = table.brute();
        if !optimum.is_feasible() {
            continue;
        }
        table.with(|instance| {
            let model = Model::new(instance, parallel::Workers::new(1));
            let rows = rows::Rows::new(&model);
            let lists = prices::Lists::new(&model, &rows, 0.5);
            check(seed, &mut rng, optimum, &model, lists);
        });
    }
}

/// Without the exact search: what prices, construction and search find on their own, and that the price bound holds.
#[test]
fn the_price_bound_alone_never_exceeds_the_optimum() {
    let shape = |rng: &mut Rng| (2 + rng.below(6), 2 + rng.below(2), 1 + rng.below(3));
    on_feasible_tables(
        1_000..1_300,
        shape,
        &mut |seed, rng, optimum, model, lists| {
            for scale in [0.0, 0.1, 1.0, 30.0] {
                let prices: Vec<f64> = (0..model.dimensions())
                    .map(|_| scale * (rng.unit() - 0.5))
                    .collect();
                let proof = prices::prove(&lists, &prices, &|| false).expect("not stopped");
                assert!(proof.bound <= optimum.cost, "seed {seed} scale {scale}");
            }
        },
    );
}

#[test]
fn threads_do_not_change_the_outcome() {
    let mut rng = Rng::new(3);
    // the second has several regions
    for (units, territories) in [(120, 6), (600, 60)] {
        let table = Table::random(&mut rng, units, territories, 2);
        let one = table.solve(Effort::Quick, 1);
        check(&table, &one);
        for threads in [2, 4] {
            let other = table.solve(Effort::Quick, threads);
            assert_eq!(
                (one.assignment.clone(), one.bound, one.stats),
                (other.assignment, other.bound, other.stats)
            );
        }
    }
}

#[test]
fn powers_of_ten_do_not_change_the_plan() {
    for seed in 0..6 {
        let mut rng = Rng::new(40 + seed);
        let table = Table::random(&mut rng, 60, 4, 2);
        let plain = table.solve(Effort::Quick, 1);
        for factor in [10, 1000] {
            assert_eq!(
                plain.assignment,
                table.scaled(factor).solve(Effort::Quick, 1).assignment,
                "seed {seed} factor {factor}"
            );
        }
    }
}

#[test]
fn more_effort_is_never_worse() {
    for seed in 0..3 {
        let mut rng = Rng::new(70 + seed);
        let table = Table::random(&mut rng, 45, 4, 2);
        let (standard, thorough) = (
            table.solve(Effort::Standard, 1),
            table.solve(Effort::Thorough, 1),
        );
        check(&table, &standard);
        check(&table, &thorough);
        assert!(thorough.score <= standard.score, "seed {seed}");
    }
}

/// Stops at the n-th question.
struct StopAt(usize, AtomicUsize);

impl Stop for StopAt {
    fn is_stopped(&self) -> bool {
        self.1.fetch_add(1, Ordering::Relaxed) >= self.0
    }
}

#[derive(Default)]
struct Watch(Vec<Score>);

impl Observer for Watch {
    fn progress(&mut self, progress: &Progress) {
        assert!((0.0..=1.0).contains(&progress.done));
    }
    fn improved(&mut self, _: &[u32], score: &Score) {
        self.0.push(*score);
    }
}

#[test]
fn a_stopped_run_still_answers_with_a_full_plan() {
    let mut rng = Rng::new(9);
    let table = Table::random(&mut rng, 80, 5, 2);
    for polls in [0, 1, 5, 20, 60, 200, 600] {
        table.with(|instance| {
            let settings = Settings {
                seed: 1,
                effort: Effort::Standard,
                threads: 1,
            };
            let outcome = solve(
                instance,
                &settings,
                &StopAt(polls, AtomicUsize::new(0)),
                &mut Quiet,
            );
            assert_eq!(outcome.score, instance.evaluate(&outcome.assignment));
        });
    }
}

#[test]
fn ugly_shapes_are_answered() {
    let same = |units: usize, territories: usize, weight: i64, cost: i64| Table {
        territories,
        measures: 1,
        weights: vec![weight; units],
        lower: vec![0; territories],
        upper: vec![i64::MAX; territories],
        reference: vec![1; territories],
        hard: vec![false],
        budgets: Vec::new(),
        costs: vec![cost; units * territories],
    };
    // no units; one territory; more territories than units; no weight; no cost; equal points; huge weights
    for table in [
        same(0, 3, 1, 1),
        same(5, 1, 1, 1),
        same(2, 9, 1, 5),
        same(50, 4, 0, 5),
        same(50, 4, 3, 0),
        same(60, 3, 1 << 52, 1 << 39),
    ] {
        check(&table, &table.solve(Effort::Quick, 1));
    }
}

#[test]
fn equal_units_at_one_place_are_balanced() {
    let territories = 5;
    let table = Table {
        territories,
        measures: 1,
        weights: vec![1; 60],
        lower: vec![12; territories],
        upper: vec![12; territories],
        reference: vec![12; territories],
        hard: vec![false],
        budgets: Vec::new(),
        costs: vec![0; 60 * territories],
    };
    let outcome = table.solve(Effort::Standard, 1);
    assert!(outcome.score.is_feasible(), "{:?}", outcome.score);
    assert_eq!(outcome.bound, Some(0));
}

#[test]
fn the_observer_sees_the_plan_improve_within_each_start() {
    let mut rng = Rng::new(12);
    let table = Table::random(&mut rng, 120, 5, 2);
    let mut watch = Watch::default();
    let outcome = table.with(|instance| {
        solve(
            instance,
            &Settings {
                seed: 1,
                effort: Effort::Quick,
                threads: 1,
            },
            &NeverStop,
            &mut watch,
        )
    });
    assert!(
        watch.0.windows(2).all(|pair| pair[1] <= pair[0]),
        "never worse"
    );
    assert_eq!(watch.0.last(), Some(&outcome.score));
}
