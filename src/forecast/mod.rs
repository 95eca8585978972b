//! The sales of the next year, from the quarters before: pure numbers, no tables.
//!
//! A series of two years and more is backtested: from several earlier quarters the following ones are forecast, and the errors of
//! each method are compared with those of the seasonal naive one (the same quarter a year before). A method is taken only where
//! it is better, and its name and error go with the forecast: nothing is extrapolated silently.

mod methods;
#[cfg(feature = "forecast")]
mod models;

use self::methods::{METHODS, Method};

/// Quarters in a year.
pub const YEAR: usize = 4;
/// The fewest quarters that are backtested: one year to learn from, one to test on.
const LONG: usize = 2 * YEAR;
/// The most years that the interval is learnt from; they overlap, a quarter apart.
const YEARS: usize = 8;
/// Student's t of an interval of 80 %, for 1 to 8 errors.
const T: [f64; YEARS] = [3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397];

/// The next year of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// What is thought to be sold in the next four quarters together.
    pub amount: f64,
    /// The ends of an interval that holds the truth four times in five; `None` for pooled series.
    pub interval: Option<(f64, f64)>,
    /// The method, by its name.
    pub method: &'static str,
    /// How the method would have done; `None` for pooled series.
    pub backtest: Option<Backtest>,
}

/// Mean absolute errors of a quarter, on the last year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Backtest {
    /// Of the method that was taken.
    pub error: f64,
    /// Of seasonal naive.
    pub naive: f64,
    /// The mean sales of a quarter of that year: what the errors are held against.
    pub sales: f64,
}

/// The forecast of one series of two years and more.
pub fn outlook(series: &[f64]) -> Option<Outlook> {
    if series.len() < LONG {
        return None;
    }
    let level = series[series.len() - YEAR..]
        .iter()
        .map(|value| value.abs())
        .sum::<f64>()
        / YEAR as f64;
    let mut naive = None;
    let mut best: Option<(usize, f64, f64)> = None;
    for (at, (_, method)) in METHODS.iter().enumerate() {
        let Some((error, spread)) = backtest(series, *method) else {
            continue;
        };
        if at == 0 {
            naive = Some(error);
        }
        if best.is_none_or(|(_, least, _)| error < least) {
            best = Some((at, error, spread));
        }
    }
    let (at, error, spread) = best?;
    let (name, method) = METHODS[at];
    let amount: f64 = method(series, YEAR)?.iter().sum();
    let half = half_width(series, method, spread);
    Some(Outlook {
        amount,
        interval: Some(((amount - half).max(0.0), amount + half)),
        method: name,
        backtest: naive.map(|naive| Backtest {
            error,
            naive,
            sales: level,
        }),
    })
}

/// Half of the interval: what the method would have missed of whole years, from as many origins as there are, at least what quarters
/// with such errors miss when each errs by itself. Few years make it wide.
fn half_width(series: &[f64], method: Method, spread: f64) -> f64 {
    let origins = (YEAR..=series.len() - YEAR).rev().take(YEARS);
    let squares: Vec<f64> = origins
        .filter_map(|origin| {
            let thought: f64 = method(&series[..origin], YEAR)?.iter().sum();
            let was: f64 = series[origin..origin + YEAR].iter().sum();
            Some((was - thought) * (was - thought))
        })
        .collect();
    let n = squares.len().max(1);
    let year = (squares.iter().sum::<f64>() / n as f64).sqrt();
    T[n - 1] * year.max(spread * (YEAR as f64).sqrt())
}

/// Mean absolute error and standard deviation of the errors, over forecasts of up to a year from every quarter of the last
/// year but the last.
fn backtest(series: &[f64], method: Method) -> Option<(f64, f64)> {
    let mut errors = Vec::new();
    let first = (series.len() - YEAR).max(YEAR);
    for origin in first..series.len() {
        let ahead = series.len() - origin;
        let forecast = method(&series[..origin], ahead)?;
        errors.extend(
            forecast
                .iter()
                .zip(&series[origin..])
                .map(|(thought, was)| was - thought),
        );
    }
    let n = errors.len() as f64;
    let absolute = errors.iter().map(|error| error.abs()).sum::<f64>() / n;
    let square = errors.iter().map(|error| error * error).sum::<f64>() / n;
    Some((absolute, square.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_that_repeats_is_repeated_exactly() {
        let series: Vec<f64> = [10.0, 20.0, 30.0, 40.0].repeat(3);
        let found = outlook(&series).unwrap();
        assert_eq!((found.amount, found.method), (100.0, "seasonal_naive"));
        assert_eq!(found.interval, Some((100.0, 100.0)));
        let expected = Backtest {
            error: 0.0,
            naive: 0.0,
            sales: 25.0,
        };
        assert_eq!(found.backtest, Some(expected));
    }

    /// Passengers of international airlines in thousands, by quarter from 1949 to 1960 (Box and Jenkins, series G).
    const AIR: [f64; 48] = [
        362.0, 385.0, 432.0, 341.0, 382.0, 409.0, 498.0, 387.0, 473.0, 513.0, 582.0, 474.0, 544.0,
        582.0, 681.0, 557.0, 628.0, 707.0, 773.0, 592.0, 627.0, 725.0, 854.0, 661.0, 742.0, 854.0,
        1023.0, 789.0, 878.0, 1005.0, 1173.0, 883.0, 972.0, 1125.0, 1336.0, 988.0, 1020.0, 1146.0,
        1400.0, 1006.0, 1108.0, 1288.0, 1570.0, 1174.0, 1227.0, 1468.0, 1736.0, 1283.0,
    ];

    /// Earnings of Johnson & Johnson in dollars a share, by quarter from 1971 to 1980 (Shumway and Stoffer).
    const EARNINGS: [f64; 40] = [
        3.60, 4.32, 4.32, 4.05, 4.86, 5.04, 5.04, 4.41, 5.58, 5.85, 6.57, 5.31, 6.03, 6.39, 6.93,
        5.85, 6.93, 7.74, 7.83, 6.12, 7.74, 8.91, 8.28, 6.84, 9.54, 10.26, 9.54, 8.73, 11.88,
        12.06, 12.15, 8.91, 14.04, 12.96, 14.85, 9.99, 16.20, 14.67, 16.02, 11.61,
    ];

    /// The forecast of the last year from all years before it, what came, and what the year before had.
    fn last_year(series: &[f64]) -> (Outlook, f64, f64) {
        let (before, year) = series.split_at(series.len() - YEAR);
        let found = outlook(before).unwrap();
        let came = year.iter().sum();
        (found, came, before[before.len() - YEAR..].iter().sum())
    }

    #[cfg(feature = "forecast")]
    #[test]
    fn airline_passengers_of_1960_are_foreseen_better_than_by_the_year_before() {
        let (found, came, year_before) = last_year(&AIR);
        assert_eq!(found.method, "auto_ets");
        assert!((found.amount / came - 1.0).abs() < 0.02, "{found:?} {came}");
        assert!(year_before / came < 0.91);
        let done = found.backtest.unwrap();
        assert!(done.error < 0.5 * done.naive, "{done:?}");
    }

    #[test]
    fn growing_earnings_are_foreseen_better_than_by_the_year_before() {
        let (found, came, year_before) = last_year(&EARNINGS);
        assert!((found.amount / came - 1.0).abs() < 0.06, "{found:?} {came}");
        assert!(year_before / came < 0.9);
    }

    #[test]
    fn about_four_intervals_of_five_hold_what_came() {
        let (mut held, mut all) = (0, 0);
        for series in [&AIR[..], &EARNINGS[..]] {
            for quarters in LONG + YEAR..=series.len() {
                let (found, came, _) = last_year(&series[..quarters]);
                let (low, high) = found.interval.unwrap();
                held += usize::from(low <= came && came <= high);
                all += 1;
            }
        }
        // Two series that grow faster and faster: the hardest case.
        assert_eq!(all, 66);
        assert!((46..=60).contains(&held), "{held} of {all}");
    }

    #[test]
    fn a_method_is_taken_only_where_it_beats_the_season_of_last_year() {
        // Twice as much each year: the year before is far off, growth halves the miss.
        let series = [
            10.0, 20.0, 10.0, 20.0, 20.0, 40.0, 20.0, 40.0, 40.0, 80.0, 40.0, 80.0,
        ];
        let found = outlook(&series).unwrap();
        assert_ne!(found.method, "seasonal_naive");
        let done = found.backtest.unwrap();
        assert!(done.error < done.naive, "{done:?}");
        assert!(outlook(&series[..7]).is_none());
    }
}
