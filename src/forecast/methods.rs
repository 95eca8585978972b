//! The methods that compete, the reference first.

use super::YEAR;

/// A method: given quarters, so many quarters ahead; `None` where it cannot.
pub(super) type Method = fn(&[f64], usize) -> Option<Vec<f64>>;

/// The methods, the reference first.
pub(super) const METHODS: &[(&str, Method)] = &[
    ("seasonal_naive", |series, ahead| {
        let year = series.len().checked_sub(YEAR)?;
        Some((0..ahead).map(|step| series[year + step % YEAR]).collect())
    }),
    ("seasonal_growth", seasonal_growth),
    ("mean_of_year", |series, ahead| {
        let year = series.len().checked_sub(YEAR)?;
        let mean = series[year..].iter().sum::<f64>() / YEAR as f64;
        Some(vec![mean; ahead])
    }),
    #[cfg(feature = "forecast")]
    ("auto_ets", super::models::auto_ets),
    #[cfg(feature = "forecast")]
    ("theta", super::models::theta),
];

/// The year before, each quarter times half of the growth from year to year: growth that is seen rarely goes on in full.
fn seasonal_growth(series: &[f64], ahead: usize) -> Option<Vec<f64>> {
    let at = series.len().checked_sub(2 * YEAR)?;
    let before: f64 = series[at..at + YEAR].iter().sum();
    let now: f64 = series[at + YEAR..].iter().sum();
    if before <= 0.0 {
        return None;
    }
    let factor = 1.0 + ((now / before - 1.0) / 2.0).clamp(-0.5, 0.5);
    Some(
        (0..ahead)
            .map(|step| series[at + YEAR + step % YEAR] * factor)
            .collect(),
    )
}
