//! Sums by segment and tier, and how concentrated a measure is. Sums are exact, so the order of rows does not matter.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use rayon::prelude::*;

use crate::model::{Column, Failure, Grid};

use super::{
    Settings, Tiers,
    columns::{Numbers, PART, Working, unknown},
    tiers::micros,
};

/// What the summary shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// One per segment that occurs, in the order of the rules, others by name, and the accounts without one last.
    pub segments: Vec<GroupFigures>,
    /// One per tier, the best first.
    pub tiers: Vec<GroupFigures>,
    /// How the tier measure is concentrated; `None` where it is unknown.
    pub concentration: Option<Concentration>,
}

/// The sums of a group of accounts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GroupFigures {
    /// Its name; empty for the accounts without one.
    pub name: String,
    /// Accounts.
    pub accounts: usize,
    /// Sum of potential; `None` where the table has no such column, or it is unknown for all of them.
    pub potential: Option<f64>,
    /// Sum of workload in hours a year, in the same way.
    pub workload: Option<f64>,
}

/// How a measure is spread over accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// Share of accounts (largest first) and the share of the measure that they carry.
    pub curve: Vec<(f64, f64)>,
    /// 0: all alike; near 1: one has everything. Its largest value is (n − 1) / n.
    pub gini: f64,
    /// Accounts with a known value.
    pub accounts: usize,
}

/// Accounts, potential and workload in millionths as far as known.
type Sum = (usize, Option<i128>, Option<i128>);

/// What is known, added up.
fn plus(sum: Option<i128>, more: Option<i128>) -> Option<i128> {
    sum.map_or(more, |sum| Some(sum + more.unwrap_or(0)))
}

/// The numbers that [`Figures`] are made of: they can be added up while the table is being written.
#[derive(Debug, Clone, Default)]
pub(super) struct Measured {
    potential: Option<Numbers>,
    workload: Option<Numbers>,
    /// The measure that tiers are cut by, the largest first.
    ranked: Vec<i128>,
    /// Segments and tiers in the order of the settings.
    segments: Vec<String>,
    tiers: Vec<String>,
}

impl Measured {
    /// Takes what is needed of a table that is complete.
    pub(super) fn new(
        table: &Working,
        settings: &Settings,
        ranked: Vec<i128>,
    ) -> Result<Self, Failure> {
        let labels = settings.tiers.iter().flat_map(Tiers::labels);
        Ok(Self {
            potential: table.numbers("potential")?,
            workload: table.numbers("workload")?,
            ranked,
            segments: settings.segment_names().map(str::to_owned).collect(),
            tiers: labels.map(str::to_owned).collect(),
        })
    }

    /// Adds up.
    pub(super) fn figures(&self, grid: &Grid, nulls: &[String]) -> Figures {
        let (segments, (tiers, concentration)) = rayon::join(
            || self.groups(grid, nulls, "segment", &self.segments),
            || {
                rayon::join(
                    || self.groups(grid, nulls, "tier", &self.tiers),
                    || concentration(&self.ranked),
                )
            },
        );
        Figures {
            segments,
            tiers,
            concentration,
        }
    }

    /// The groups of a column: those of `order` first, then others by name, then the accounts without one.
    fn groups(
        &self,
        grid: &Grid,
        nulls: &[String],
        column: &str,
        order: &[String],
    ) -> Vec<GroupFigures> {
        let Some(column) = grid.column(column) else {
            return Vec::new();
        };
        let parts: Vec<Vec<(&str, Sum)>> = (0..grid.rows())
            .into_par_iter()
            .step_by(PART)
            .map(|first| self.sums(column, nulls, first..(first + PART).min(grid.rows())))
            .collect();
        let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
        for (name, part) in parts.into_iter().flatten() {
            let sum = sums.entry(name).or_default();
            *sum = (sum.0 + part.0, plus(sum.1, part.1), plus(sum.2, part.2));
        }
        let mut names: Vec<&str> = Vec::new();
        let ordered = order.iter().map(String::as_str);
        for name in ordered.filter(|name| sums.contains_key(name)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let others: Vec<&str> = sums
            .keys()
            .copied()
            .filter(|name| !name.is_empty() && !names.contains(name))
            .collect();
        names.extend(others);
        if sums.contains_key("") && !names.contains(&"") {
            names.push("");
        }
        let figures = |name: &str| {
            let (accounts, potential, workload) = sums[name];
            GroupFigures {
                name: name.to_owned(),
                accounts,
                potential: potential.map(|sum| sum as f64 / 1e6),
                workload: workload.map(|sum| sum as f64 / 1e6),
            }
        };
        names.into_iter().map(figures).collect()
    }

    /// The sums of some rows by what stands in a column.
    fn sums<'g>(
        &self,
        column: &'g Column,
        nulls: &[String],
        rows: Range<usize>,
    ) -> Vec<(&'g str, Sum)> {
        // Found by hash, row after row; read in order only.
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut found: Vec<(&str, Sum)> = Vec::new();
        for row in rows {
            let cell = column.cells.get(row);
            let name = if unknown(cell, nulls) { "" } else { cell };
            let number = *numbers.entry(name).or_insert_with(|| {
                found.push((name, Sum::default()));
                found.len() - 1
            });
            let sum = &mut found[number].1;
            let amount = |measure: &Option<Numbers>| measure.as_ref()?[row].map(micros);
            sum.0 += 1;
            sum.1 = plus(sum.1, amount(&self.potential));
            sum.2 = plus(sum.2, amount(&self.workload));
        }
        found
    }
}

/// The Pareto figures of a measure, given its values in millionths in falling order; `None` when it has no positive sum.
/// Negative values count as 0.
fn concentration(ranked: &[i128]) -> Option<Concentration> {
    let sorted: Vec<i128> = ranked.iter().map(|&value| value.max(0)).collect();
    let total: i128 = sorted.iter().sum();
    if total <= 0 {
        return None;
    }
    let n = sorted.len();
    let mut sums = Vec::with_capacity(n + 1);
    sums.push(0);
    for value in &sorted {
        sums.push(sums[sums.len() - 1] + value);
    }
    let curve = [0.01, 0.05, 0.1, 0.2, 0.5, 1.0]
        .into_iter()
        .map(|share| {
            let count = ((share * n as f64).ceil() as usize).clamp(1, n);
            (share, sums[count] as f64 / total as f64)
        })
        .collect();
    // G = (2 sum k x_(k)) / (n sum x) − (n + 1) / n with x ascending: rank n − at for the at-th largest.
    let weighted: f64 = sorted
        .iter()
        .enumerate()
        .map(|(at, &value)| (n - at) as f64 * (value as f64 / total as f64))
        .sum();
    Some(Concentration {
        curve,
        gini: (2.0 * weighted / n as f64 - (n as f64 + 1.0) / n as f64).max(0.0),
        accounts: n,
    })
}

#[cfg(test)]
mod tests {
    use super::{super::tiers::ranked, *};

    #[test]
    fn the_curve_and_gini_of_a_hand_made_case() {
        // 70, 10, 10, 10: the first of four (25 %) has 70 %; Gini = 2 (4·0.7·... by hand) = 0.45.
        let values = [Some(10.0), Some(70.0), None, Some(10.0), Some(10.0)];
        let found = concentration(&ranked(&values)).unwrap();
        assert_eq!(found.accounts, 4);
        assert_eq!(found.curve[0], (0.01, 0.7));
        assert_eq!(found.curve[4], (0.5, 0.8));
        // ascending 10, 10, 10, 70: 2 (1·10 + 2·10 + 3·10 + 4·70) / (4 · 100) − 5/4 = 680/400 − 1.25
        assert!((found.gini - 0.45).abs() < 1e-12);
        assert!(concentration(&ranked(&[Some(0.0), None])).is_none());
    }
}
