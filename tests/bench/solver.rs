//! Quality and speed of the heart: `cargo bench --no-default-features --bench solver -- [--instances DIR]... [options]`.

#![allow(missing_docs, clippy::print_stdout, clippy::print_stderr)]

mod folder;
mod measure;

use std::path::PathBuf;

use terr::solver::{Effort, NeverStop, Quiet, Settings, solve};

fn main() {
    let mut folders: Vec<PathBuf> = Vec::new();
    let (mut keep, mut effort, mut threads, mut seed, mut plan) =
        (0.0, Effort::Standard, 1, 0, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value");
        match argument.as_str() {
            "--instances" => folders.push(value().into()),
            "--keep" => keep = value().parse().expect("km"),
            "--threads" => threads = value().parse().expect("a number"),
            "--seed" => seed = value().parse().expect("a number"),
            "--plan" => plan = Some(PathBuf::from(value())),
            "--effort" => {
                effort = match value().as_str() {
                    "quick" => Effort::Quick,
                    "thorough" => Effort::Thorough,
                    _ => Effort::Standard,
                }
            }
            _ => {}
        }
    }
    println!(
        "instance    kind feasible worst_dev  cost_km       bound_km      gap_%    cpu_s  wall_s peak_mb passes rounds moves hash"
    );
    for folder in &folders {
        let book = folder::Book::read(folder);
        let costs = folder::Travel::new(&book, keep);
        let instance = folder::instance(&book, &costs);
        let before = measure::cpu_seconds();
        let start = std::time::Instant::now();
        let outcome = solve(
            &instance,
            &Settings {
                seed,
                effort,
                threads,
            },
            &NeverStop,
            &mut Quiet,
        );
        let (cpu, wall) = (
            measure::cpu_seconds() - before,
            start.elapsed().as_secs_f64(),
        );
        let unit = 100_000.0;
        let cost = outcome.score.cost as f64 / unit;
        let bound = outcome.bound.unwrap_or(0) as f64 / unit;
        println!(
            "{:<11} {:<4} {:<8} {:>8.4}% {:>13.1} {:>13.1} {:>8.4} {:>7.2} {:>7.2} {:>6.0} {:>6} {:>6} {:>6} {:016x}",
            folder
                .file_name()
                .map_or(String::new(), |name| name.to_string_lossy().into_owned()),
            if keep > 0.0 { "P2" } else { "P1" },
            if outcome.score.is_feasible() {
                "yes"
            } else {
                "no"
            },
            folder::worst_deviation(&book, &outcome.assignment) * 100.0,
            cost,
            bound,
            (cost / bound - 1.0) * 100.0,
            cpu,
            wall,
            measure::peak_megabytes(),
            outcome.stats.price_passes,
            outcome.stats.rounds,
            outcome.stats.moves,
            outcome.stats.trajectory_hash,
        );
        if let Some(path) = &plan {
            folder::write_plan(path, &book, &outcome.assignment);
        }
    }
}
