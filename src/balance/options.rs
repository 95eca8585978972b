//! What the user asks of a plan, beside what stands in the book.

use crate::{
    audit::Rules,
    model::{Date, Decimal, Measure, MeasureRequest, MoveCap, TargetRequest, Tolerance},
    solver::Effort,
};

/// How the spread of a territory is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compactness {
    /// Distance to the rep's place.
    #[default]
    Distance,
    /// Squared distance: far accounts count more (moment of inertia).
    Inertia,
}

impl Compactness {
    /// As written on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Distance => "distance",
            Self::Inertia => "inertia",
        }
    }

    /// The power of the distance.
    pub fn power(self) -> u32 {
        match self {
            Self::Distance => 1,
            Self::Inertia => 2,
        }
    }
}

/// The settings of a plan. Groups, overrides, expressions and distances stand in the book.
#[derive(Debug, Clone)]
pub struct Options {
    /// The measures that are balanced, each once.
    pub measures: Vec<MeasureRequest>,
    /// Where targets come from.
    pub targets: Vec<TargetRequest>,
    /// What weighs distances: a measure of the book.
    pub travel_measure: String,
    /// What it is worth to leave an account with its owner, in the user's distance unit (squared for inertia) per unit of the travel
    /// measure. `None`: 50 where accounts have owners and places are degrees (or nobody has a place), else 0.
    pub keep: Option<Decimal>,
    /// What a preference of the overrides is worth, likewise. `None`: 50 for degrees, else 0.
    pub prefer: Option<Decimal>,
    /// Distance or squared distance.
    pub compactness: Compactness,
    /// The least share of accounts with a known value that a balanced measure needs, in millionths.
    pub min_known: u32,
    /// Caps on what leaves available owners.
    pub max_moved: Vec<MoveCap>,
    /// Owned accounts stay; only accounts without an owner (or whose owner left) are placed.
    pub only_new: bool,
    /// The day that start and end dates and expiries are judged on.
    pub as_of: Date,
    /// Budget of work.
    pub effort: Effort,
    /// Seed of the search.
    pub seed: u64,
    /// Number of threads; changes the time, never the plan.
    pub threads: usize,
}

impl Options {
    /// `--min-known` where none is given: 90 %.
    pub const MIN_KNOWN: u32 = 900_000;

    /// The defaults, for a table in which `has` says which measures are there.
    pub fn new(as_of: Date, has: impl Fn(&str) -> bool) -> Self {
        Self {
            measures: default_measures(&has),
            targets: Vec::new(),
            travel_measure: default_travel_measure(&has).to_owned(),
            keep: None,
            prefer: None,
            compactness: Compactness::Distance,
            min_known: Self::MIN_KNOWN,
            max_moved: Vec::new(),
            only_new: false,
            as_of,
            effort: Effort::Standard,
            seed: 0,
            threads: 1,
        }
    }

    /// The names of all measures that the book must hold: balanced ones, the travel measure, capped ones; each once.
    pub fn measure_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let balanced = self.measures.iter().map(|measure| &measure.name);
        let capped = self.max_moved.iter().filter_map(|cap| cap.measure.as_ref());
        for name in balanced.chain([&self.travel_measure]).chain(capped) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// The same rules for the independent checker. `keep` and `prefer` are the values in force ([`super::Balanced::keep`]).
    pub fn rules(&self, keep: f64, prefer: f64) -> Rules {
        Rules {
            measures: self.measures.clone(),
            targets: self.targets.clone(),
            travel_measure: self.travel_measure.clone(),
            keep,
            prefer,
            power: self.compactness.power(),
            max_moved: self.max_moved.clone(),
            only_new: self.only_new,
            as_of: self.as_of,
        }
    }

    /// The columns of the rep table that targets name; each once.
    pub fn share_columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        for request in &self.targets {
            if let crate::model::TargetRule::Column(column) = &request.rule
                && !columns.contains(column)
            {
                columns.push(column.clone());
            }
        }
        columns
    }
}

/// What is balanced where nothing is asked: potential and workload where the table has them, else the number of accounts.
pub fn default_measures(has: impl Fn(&str) -> bool) -> Vec<MeasureRequest> {
    let mut names: Vec<&str> = ["potential", "workload"]
        .into_iter()
        .filter(|name| has(name))
        .collect();
    if names.is_empty() {
        names.push(Measure::COUNT);
    }
    names
        .into_iter()
        .map(|name| MeasureRequest {
            name: name.to_owned(),
            tolerance: Tolerance::DEFAULT,
        })
        .collect()
}

/// What weighs distances where nothing is asked: workload where the table has it, else every account alike.
pub fn default_travel_measure(has: impl Fn(&str) -> bool) -> &'static str {
    if has("workload") {
        "workload"
    } else {
        Measure::COUNT
    }
}
