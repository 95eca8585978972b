//! Figures of spread over territories. Each value is a territory's load over its target, so that unequal targets compare.

/// Coefficient of variation: standard deviation (of the whole team, not of a sample) over mean. `None` where the mean is 0.
pub fn variation(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    if values.is_empty() || mean <= 0.0 {
        return None;
    }
    let variance = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f64>()
        / n;
    Some(variance.sqrt() / mean)
}

/// Gini coefficient: `2 sum(k x_(k)) / (n sum x) - (n + 1) / n`, `x` ascending. 0: all alike; at most `(n - 1) / n`, so small teams cannot
/// reach 1 and `n` belongs beside the figure. `None` where all are 0.
pub fn gini(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().sum();
    if sorted.is_empty() || sum <= 0.0 {
        return None;
    }
    let ranked: f64 = sorted
        .iter()
        .enumerate()
        .map(|(rank, value)| (rank as f64 + 1.0) * value)
        .sum();
    Some((2.0 * ranked / (n * sum) - (n + 1.0) / n).max(0.0))
}

/// The largest value over the smallest; `None` where the smallest is 0.
pub fn spread(values: &[f64]) -> Option<f64> {
    let largest = values.iter().copied().reduce(f64::max)?;
    let smallest = values.iter().copied().reduce(f64::min)?;
    (smallest > 0.0).then(|| largest / smallest)
}

/// The share of values that lie within `1 - band ..= 1 + band`; a hair beyond still counts, as binary fractions are not exact.
pub fn within(values: &[f64], band: f64) -> Option<f64> {
    let inside = values
        .iter()
        .filter(|value| (**value - 1.0).abs() <= band + 1e-12)
        .count();
    (!values.is_empty()).then(|| inside as f64 / values.len() as f64)
}

/// The largest distance from 1.
pub fn worst(values: &[f64]) -> Option<f64> {
    values
        .iter()
        .map(|value| (value - 1.0).abs())
        .reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Equal to nine decimals.
    fn close(a: Option<f64>, b: f64) {
        assert!((a.unwrap() - b).abs() < 1e-9, "{a:?} is not {b}");
    }

    #[test]
    fn spread_of_three_territories() {
        // 0.8, 1.0, 1.2: mean 1, variance (0.04 + 0 + 0.04) / 3
        let values = [1.0, 1.2, 0.8];
        close(variation(&values), (0.08f64 / 3.0).sqrt());
        // ranked sum 0.8 + 2 + 3.6 = 6.4: 12.8 / 9 - 4 / 3
        close(gini(&values), 12.8 / 9.0 - 4.0 / 3.0);
        close(spread(&values), 1.5);
        close(within(&values, 0.15), 1.0 / 3.0);
        close(within(&values, 0.2), 1.0);
        close(worst(&values), 0.2);
    }

    #[test]
    fn one_who_has_everything_reaches_the_largest_gini() {
        close(gini(&[0.0, 0.0, 0.0, 5.0]), 0.75);
        close(gini(&[2.0, 2.0]), 0.0);
    }

    #[test]
    fn figures_without_meaning_are_missing() {
        assert_eq!(variation(&[]), None);
        assert_eq!(gini(&[0.0, 0.0]), None);
        assert_eq!(spread(&[0.0, 1.0]), None);
        assert_eq!(within(&[], 0.1), None);
    }
}
