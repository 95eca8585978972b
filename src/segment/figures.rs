//! Sums by segment and tier, and how concentrated a measure is. Sums are exact, so the order of rows does not matter.

use std::collections::{BTreeMap, HashMap};

use crate::model::Failure;

use super::{
    columns::{Numbers, Working},
    tiers::micros,
};

/// The sums of a group of accounts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GroupFigures {
    /// Its name; empty for the accounts without one.
    pub name: String,
    /// Accounts.
    pub accounts: usize,
    /// Sum of potential; `None` where the table has no such column.
    pub potential: Option<f64>,
    /// Sum of workload in hours a year.
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

/// The groups of a column: those of `order` first, then others by name, then the accounts without one.
pub(super) fn groups<'n>(
    table: &Working,
    column: &str,
    order: impl Iterator<Item = &'n str>,
) -> Result<Vec<GroupFigures>, Failure> {
    let Some(at) = table.grid.position(column) else {
        return Ok(Vec::new());
    };
    let potential = table.numbers("potential")?;
    let workload = table.numbers("workload")?;
    // Found by hash, row after row; read in order only.
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut found: Vec<(&str, (usize, i128, i128))> = Vec::new();
    for row in 0..table.rows() {
        let name = table.cell(at, row).unwrap_or_default();
        let number = *numbers.entry(name).or_insert_with(|| {
            found.push((name, (0, 0, 0)));
            found.len() - 1
        });
        let sum = &mut found[number].1;
        let amount = |measure: &Option<Numbers>| {
            measure
                .as_ref()
                .and_then(|values| values[row])
                .map_or(0, micros)
        };
        sum.0 += 1;
        sum.1 += amount(&potential);
        sum.2 += amount(&workload);
    }
    let sums: BTreeMap<&str, (usize, i128, i128)> = found.into_iter().collect();
    let mut names: Vec<&str> = Vec::new();
    for name in order {
        if sums.contains_key(name) && !names.contains(&name) {
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
    Ok(names
        .into_iter()
        .map(|name| {
            let (accounts, p, w) = sums[name];
            GroupFigures {
                name: name.to_owned(),
                accounts,
                potential: potential.as_ref().map(|_| p as f64 / 1e6),
                workload: workload.as_ref().map(|_| w as f64 / 1e6),
            }
        })
        .collect())
}

/// The Pareto figures of a measure; `None` when it has no positive sum. Negative values count as 0.
pub fn concentration(values: &[Option<f64>]) -> Option<Concentration> {
    let mut sorted: Vec<i128> = values
        .iter()
        .flatten()
        .map(|&value| micros(value).max(0))
        .collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
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
    use super::*;

    #[test]
    fn the_curve_and_gini_of_a_hand_made_case() {
        // 70, 10, 10, 10: the first of four (25 %) has 70 %; Gini = 2 (4·0.7·... by hand) = 0.45.
        let found = concentration(&[Some(10.0), Some(70.0), None, Some(10.0), Some(10.0)]).unwrap();
        assert_eq!(found.accounts, 4);
        assert_eq!(found.curve[0], (0.01, 0.7));
        assert_eq!(found.curve[4], (0.5, 0.8));
        // ascending 10, 10, 10, 70: 2 (1·10 + 2·10 + 3·10 + 4·70) / (4 · 100) − 5/4 = 680/400 − 1.25
        assert!((found.gini - 0.45).abs() < 1e-12);
        assert!(concentration(&[Some(0.0), None]).is_none());
    }
}
