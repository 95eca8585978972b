//! What the heart answers: the assignment, its score, the proof.

/// A plan's quality, compared in this order: hard violations, violations of tolerances, cost. Less is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// Sum of relative violations of hard bounds and budgets, in units of [`Score::ONE`].
    pub hard: i64,
    /// Sum of relative violations of tolerances, in units of [`Score::ONE`].
    pub violation: i64,
    /// Sum of the costs of the pairs chosen.
    pub cost: i128,
}

impl Score {
    /// A violation as large as its reference (100 %).
    pub const ONE: i64 = 1 << 30;

    /// `outside / reference` in units of [`Score::ONE`], rounded up so that no violation vanishes; saturates at 2^40.
    pub fn relative(outside: i64, reference: i64) -> i64 {
        let scaled =
            (i128::from(outside) * i128::from(Self::ONE)).div_euclid(i128::from(reference));
        let up = i128::from(
            outside > 0
                && scaled * i128::from(reference) != i128::from(outside) * i128::from(Self::ONE),
        );
        (scaled + up).min(1 << 40) as i64
    }

    /// Whether every bound and budget is met.
    pub fn is_feasible(&self) -> bool {
        self.hard == 0 && self.violation == 0
    }
}

/// Counters of a run; the same for the same instance and settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Passes over the accounts while prices were raised.
    pub price_passes: u64,
    /// Attempts of the iterated search.
    pub rounds: u64,
    /// Moves applied, also those taken back.
    pub moves: u64,
    /// A hash of every accepted step: a refactoring keeps it, a change of the search changes it.
    pub trajectory_hash: u64,
}

/// The answer of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The territory of each unit.
    pub assignment: Vec<u32>,
    /// The score of `assignment`.
    pub score: Score,
    /// A proven lower bound on the cost of every plan that meets all bounds, in cost units, rounded up (costs are whole numbers); `None` when none was computed
    /// (stopped too early).
    pub bound: Option<i128>,
    /// Dual prices, territory-major `[territory * measures + measure]`, in cost units per weight unit: what one more unit of the
    /// measure is worth at the territory (positive: the territory wants more; the price is subtracted from the cost).
    pub prices: Vec<f64>,
    /// Dual prices (>= 0) of the budgets, in cost units per unit of amount.
    pub budget_prices: Vec<f64>,
    /// Counters.
    pub stats: Stats,
}
