//! The manifest: what a plan was made from, what it achieves, how to repeat it. Deterministic but for [`RunRecord`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `plan.manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of terr.
    pub terr: String,
    /// The settings in force, by the name of the long flag, defaults included.
    pub settings: BTreeMap<String, Vec<String>>,
    /// The files read, in the order of the command line.
    pub inputs: Vec<InputRecord>,
    /// The plan file.
    pub output: OutputRecord,
    /// Seed of the search.
    pub seed: u64,
    /// `quick`, `standard` or `thorough`.
    pub effort: String,
    /// The day that rules with dates were judged on, where one mattered.
    pub as_of: Option<String>,
    /// Whether every bound is met.
    pub feasible: bool,
    /// The costs of the plan, in distance unit x travel measure.
    pub objective: ObjectiveRecord,
    /// A proven lower bound on `objective.total` of every plan within the bounds.
    pub bound: Option<f64>,
    /// (total - bound) / bound; absent where the bound is 0 or missing, or the plan is not feasible.
    pub gap: Option<f64>,
    /// Dual prices: rep, then measure, in distance unit x travel measure per unit of the measure.
    pub prices: BTreeMap<String, BTreeMap<String, f64>>,
    /// Each balanced measure.
    pub measures: Vec<MeasureRecord>,
    /// What moves away from its owner.
    pub moved: MovedRecord,
    /// Counters of the search.
    pub stats: BTreeMap<String, StatRecord>,
    /// Why the plan is outside its bounds, where it is: sentences for people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<String>,
    /// What differs from run to run.
    pub run: RunRecord,
}

/// A figure of the statistics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StatRecord {
    /// A count.
    Count(u64),
    /// A hash in hexadecimal, as text: it does not fit the numbers of every JSON reader.
    Hash(String),
}

/// A file read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// What it was: `accounts`, `reps`, `overrides`, `distances`, `config`.
    pub role: String,
    /// Path relative to the manifest; `-` is standard input.
    pub path: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Rows.
    pub rows: u64,
}

/// The plan file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputRecord {
    /// Path relative to the manifest; `-` is standard output.
    pub path: String,
    /// SHA-256 of its bytes, hexadecimal: binds plan and manifest.
    pub sha256: String,
    /// Rows.
    pub rows: u64,
}

/// The costs of a plan, in distance unit x travel measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveRecord {
    /// The sum of the three below.
    pub total: f64,
    /// Travel.
    pub travel: f64,
    /// `keep` x what leaves its owner.
    pub continuity: f64,
    /// What preferences not granted cost.
    pub misfit: f64,
}

/// A balanced measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureRecord {
    /// Name.
    pub name: String,
    /// Tolerance as given: `5%`, `0.8..1.2`.
    pub tolerance: String,
    /// `equal`, `capacity` or a column of the rep table.
    pub target: String,
    /// Largest absolute deviation from target before; absent with absolute bounds.
    pub max_deviation_before: Option<f64>,
    /// Largest absolute deviation from target after.
    pub max_deviation_after: Option<f64>,
    /// Sum over the accounts that some planned rep may hold.
    pub total: f64,
    /// Share of accounts with a known value.
    pub known: f64,
    /// How many territories lie outside their bounds.
    pub outside: u64,
}

/// What moves away from its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MovedRecord {
    /// Owned accounts with another rep than before.
    pub accounts: u64,
    /// Their share of all owned accounts.
    pub share: f64,
    /// The share of each balanced measure that moves.
    pub by_measure: BTreeMap<String, f64>,
}

/// What differs from run to run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// When the run began, UTC.
    pub started: String,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Threads.
    pub threads: u64,
    /// The command line, without the name of the program.
    pub arguments: Vec<String>,
    /// Whether the search was cut short: `max-seconds` or `interrupt`, and after how many rounds. Then the run cannot be repeated exactly
    /// from `effort` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}
