//! The few figures that are worth following from run to run.

use super::{Basis, Ledger, statistics, territories};

/// How a plan stands today.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// The largest deviation from target of any balanced measure.
    pub max_deviation: Option<f64>,
    /// The share of what available owners hold that leaves them.
    pub moved: Option<f64>,
    /// The share of accounts that has a rep.
    pub coverage: Option<f64>,
    /// The busiest rep's hours over those he has.
    pub busiest: Option<f64>,
}

/// The figures of a plan.
pub fn drift(basis: &Basis, ledger: &Ledger) -> Drift {
    let deviations = basis.balanced.iter().filter_map(|balanced| {
        let ratios: Vec<f64> = balanced
            .goals
            .iter()
            .zip(&ledger.reps)
            .filter_map(|(goal, page)| {
                Some(page.after.known(balanced.measure)? as f64 / (*goal)?.target?)
            })
            .collect();
        statistics::worst(&ratios)
    });
    let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    let used = |rep: usize| {
        let sums = &ledger.reps[rep].after;
        territories::utilised(basis, &[rep], sums, basis.workload()?)
    };
    Drift {
        max_deviation: deviations.reduce(f64::max),
        moved: share(ledger.leaving.accounts, ledger.held.accounts),
        coverage: share(ledger.assigned.accounts, ledger.all.accounts),
        busiest: (0..basis.planned.len())
            .filter(|&rep| basis.planned[rep])
            .filter_map(used)
            .reduce(f64::max),
    }
}
