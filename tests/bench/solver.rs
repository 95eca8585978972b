//! Quality and speed of the heart:
//!
//! ```text
//! cargo bench --no-default-features --bench solver -- [--instances DIR]... [--generated 1000x20]... [--keep KM]
//!     [--effort quick|standard|thorough] [--threads N] [--seed N] [--plan FILE] [--phases]
//! ```
//!
//! One line per instance: feasible, worst deviation, cost, bound, gap, CPU seconds, peak memory, counters, trajectory hash.
//! `DIR` holds `accounts.csv` and `reps.csv` (and perhaps `distances.csv`). Without instances it generates a few. `--phases` adds CPU seconds per phase, per pass of
//! the dual and per round of the search. `--plan` writes the last plan for a judge to read.

#![allow(missing_docs, clippy::print_stdout, clippy::expect_used)]

mod folder;
mod generate;
mod matrix;
mod measure;

use std::path::PathBuf;

use terr::solver::{Effort, NeverStop, Observer, Phase, Progress, Settings, solve};

#[derive(Default)]
struct Options {
    folders: Vec<PathBuf>,
    generated: Vec<(usize, usize)>,
    keep_km: f64,
    effort: Effort,
    threads: usize,
    seed: u64,
    plan: Option<PathBuf>,
    phases: bool,
}

fn options() -> Options {
    let mut options = Options {
        threads: 1,
        ..Options::default()
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--instances" => options.folders.push(value().into()),
            "--generated" => {
                let text = value();
                let (accounts, reps) = text.split_once('x').expect("ACCOUNTSxREPS");
                options.generated.push((
                    accounts.parse().expect("accounts"),
                    reps.parse().expect("reps"),
                ));
            }
            "--keep" => options.keep_km = value().parse().expect("km"),
            "--threads" => options.threads = value().parse().expect("a number"),
            "--seed" => options.seed = value().parse().expect("a number"),
            "--plan" => options.plan = Some(value().into()),
            "--phases" => options.phases = true,
            "--effort" => {
                options.effort = match value().as_str() {
                    "quick" => Effort::Quick,
                    "thorough" => Effort::Thorough,
                    _ => Effort::Standard,
                }
            }
            // cargo passes --bench
            _ => {}
        }
    }
    if options.folders.is_empty() && options.generated.is_empty() {
        options.generated = vec![(300, 8), (1_000, 20), (10_000, 100)];
    }
    options
}

/// CPU seconds at which each phase was first heard of.
#[derive(Default)]
struct Phases(Vec<(Phase, f64)>);

impl Observer for Phases {
    fn progress(&mut self, progress: &Progress) {
        if self.0.last().is_none_or(|last| last.0 != progress.phase) {
            self.0.push((progress.phase, measure::cpu_seconds()));
        }
    }
}

fn main() {
    // `cargo test --all-targets` runs this without arguments and wants no figures
    if std::env::args().len() == 1 {
        return;
    }
    let options = options();
    println!(
        "instance    kind feasible worst_dev       cost_km      bound_km    gap_%   cpu_s  wall_s peak_mb passes rounds  moves hash"
    );
    for folder in &options.folders {
        let name = folder
            .file_name()
            .map_or(String::new(), |name| name.to_string_lossy().into_owned());
        if folder.join("distances.csv").exists() {
            run_matrix(&name, &matrix::Matrix::read(folder), &options);
        } else {
            run(&name, &folder::Book::read(folder), &options);
        }
    }
    for &(accounts, reps) in &options.generated {
        run(
            &format!("{accounts}x{reps}"),
            &generate::book(accounts, reps, options.seed + 1),
            &options,
        );
    }
}

/// One line for an instance with a table of distances, in its own unit.
fn run_matrix(name: &str, matrix: &matrix::Matrix, options: &Options) {
    let before = measure::cpu_seconds();
    let settings = Settings {
        seed: options.seed,
        effort: options.effort,
        threads: options.threads,
    };
    let outcome = solve(
        &matrix.instance(),
        &settings,
        &NeverStop,
        &mut Phases::default(),
    );
    println!(
        "{name:<16} feasible {} distance {:.2} bound {:.2} {:.2} CPU s {:016x}",
        outcome.score.is_feasible(),
        outcome.score.cost as f64 / 1e3,
        outcome.bound.unwrap_or(0) as f64 / 1e3,
        measure::cpu_seconds() - before,
        outcome.stats.trajectory_hash,
    );
}

fn run(name: &str, book: &folder::Book, options: &Options) {
    let costs = folder::Travel::new(book, options.keep_km);
    let instance = folder::instance(book, &costs);
    let (before, start) = (measure::cpu_seconds(), std::time::Instant::now());
    let mut phases = Phases::default();
    let settings = Settings {
        seed: options.seed,
        effort: options.effort,
        threads: options.threads,
    };
    let outcome = solve(&instance, &settings, &NeverStop, &mut phases);
    let (after, wall) = (measure::cpu_seconds(), start.elapsed().as_secs_f64());
    // costs are hundredths of hours times metres
    let (cost, bound) = (
        outcome.score.cost as f64 / 1e5,
        outcome.bound.unwrap_or(0) as f64 / 1e5,
    );
    println!(
        "{name:<11} {:<4} {:<8} {:>8.4}% {cost:>13.1} {bound:>13.1} {:>8.4} {:>7.2} {wall:>7.2} {:>7.0} {:>6} {:>6} {:>6} {:016x}",
        if options.keep_km > 0.0 { "P2" } else { "P1" },
        if outcome.score.is_feasible() {
            "yes"
        } else {
            "no"
        },
        folder::worst_deviation(book, &outcome.assignment) * 100.0,
        (cost / bound - 1.0) * 100.0,
        after - before,
        measure::peak_megabytes(),
        outcome.stats.price_passes,
        outcome.stats.rounds,
        outcome.stats.moves,
        outcome.stats.trajectory_hash,
    );
    if options.phases {
        let ends = phases.0.iter().skip(1).map(|phase| phase.1).chain([after]);
        for (&(phase, begin), end) in phases.0.iter().zip(ends) {
            println!("    {phase:?}: {:.2} CPU s", end - begin);
        }
        let of = |phase: Phase| {
            phases
                .0
                .iter()
                .zip(phases.0.iter().skip(1))
                .filter(|(one, _)| one.0 == phase)
                .map(|(one, next)| next.1 - one.1)
                .sum::<f64>()
        };
        println!(
            "    per pass of the dual: {:.3} ms",
            of(Phase::Prices) * 1e3 / outcome.stats.price_passes.max(1) as f64
        );
        let evaluations = 100;
        let begin = measure::cpu_seconds();
        let same = (0..evaluations)
            .filter(|_| instance.evaluate(&outcome.assignment) == outcome.score)
            .count();
        println!(
            "    full evaluation: {:.3} ms ({same} of {evaluations} agree with the outcome)",
            (measure::cpu_seconds() - begin) * 1e3 / f64::from(evaluations)
        );
    }
    if let Some(path) = &options.plan {
        folder::write_plan(path, book, &outcome.assignment);
    }
}
