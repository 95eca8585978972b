//! The manifest of a plan.

use std::{collections::BTreeMap, path::Path};

use super::{
    Args,
    inputs::{Inputs, Source},
    output::Place,
};
use crate::{
    balance::Balanced,
    cli::{context::Context, paths::relative},
    model::{InputRecord, Manifest, OutputRecord, RunRecord, StatRecord},
    solver::Stats,
};

/// What differs from run to run.
pub(super) struct Run {
    pub(super) started: String,
    pub(super) seconds: f64,
    pub(super) stopped: Option<String>,
}

/// The manifest of `balanced`, whose plan has been written.
pub(super) fn manifest(
    args: &Args,
    cx: &Context,
    inputs: &Inputs,
    balanced: &Balanced,
    plan_sha256: &str,
    place: &Place,
    run: Run,
) -> Manifest {
    let options = &inputs.options;
    let mut files: Vec<InputRecord> = inputs
        .sources
        .iter()
        .map(|source| input(source, place))
        .collect();
    if let Some(config) = &cx.config {
        files.push(InputRecord {
            role: "config".to_owned(),
            path: relative(&config.path, &place.folder),
            sha256: sha256(config.text.as_bytes()),
            rows: config.text.lines().count() as u64,
        });
    }
    let mut settings = options.record(balanced.keep, balanced.prefer);
    let mut put = |flag: &str, values: Vec<String>| {
        if !values.is_empty() {
            settings.insert(flag.to_owned(), values);
        }
    };
    put("together", args.together.clone());
    put("eligible", args.eligible.clone());
    put("where", args.condition.iter().cloned().collect());
    put(
        "map",
        args.map
            .iter()
            .map(|(name, header)| format!("{name}={header}"))
            .collect(),
    );
    put("null", cx.global.null.clone());
    put("overrides", args.overrides.iter().cloned().collect());
    put("distances", args.distances.iter().cloned().collect());
    Manifest {
        terr: env!("CARGO_PKG_VERSION").to_owned(),
        settings,
        inputs: files,
        output: OutputRecord {
            path: relative(Path::new(&place.target), &place.folder),
            sha256: plan_sha256.to_owned(),
            rows: inputs.book.accounts.len() as u64,
        },
        seed: options.seed,
        effort: options.effort.as_str().to_owned(),
        as_of: (inputs.dated || args.as_of.is_some()).then(|| options.as_of.to_string()),
        feasible: balanced.feasible,
        objective: balanced.objective,
        bound: balanced.bound,
        gap: balanced.gap,
        prices: balanced.prices.clone(),
        measures: balanced.measures.clone(),
        moved: balanced.moved.clone(),
        stats: stats(&balanced.stats),
        conflicts: balanced
            .conflicts
            .iter()
            .map(|conflict| conflict.message.clone())
            .collect(),
        run: RunRecord {
            started: run.started,
            seconds: run.seconds,
            threads: options.threads as u64,
            arguments: cx.arguments.clone(),
            stopped: run.stopped,
        },
    }
}

fn stats(stats: &Stats) -> BTreeMap<String, StatRecord> {
    [
        ("price_passes", StatRecord::Count(stats.price_passes)),
        ("rounds", StatRecord::Count(stats.rounds)),
        ("moves", StatRecord::Count(stats.moves)),
        (
            "trajectory_hash",
            StatRecord::Hash(format!("{:016x}", stats.trajectory_hash)),
        ),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn input(source: &Source, place: &Place) -> InputRecord {
    InputRecord {
        role: source.role.to_owned(),
        path: relative(Path::new(&source.path), &place.folder),
        sha256: source.sha256.clone(),
        rows: source.rows as u64,
    }
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
    }
    text
}
