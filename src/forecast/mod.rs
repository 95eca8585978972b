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
/// The standard normal quantile of an interval of 80 %.
const Z: f64 = 1.281_552;

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
    let half = Z * spread * (YEAR as f64).sqrt();
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

    /// Passengers of international airlines in thousands, by quarter from 1949 to 1959 (Box and Jenkins, series G); 5,613 came in 1960.
    #[cfg(feature = "forecast")]
    #[test]
    fn airline_passengers_of_1960_are_foreseen_better_than_by_the_year_before() {
        let air = [
            362.0, 385.0, 432.0, 341.0, 382.0, 409.0, 498.0, 387.0, 473.0, 513.0, 582.0, 474.0,
            544.0, 582.0, 681.0, 557.0, 628.0, 707.0, 773.0, 592.0, 627.0, 725.0, 854.0, 661.0,
            742.0, 775.0, 964.0, 770.0, 884.0, 902.0, 1159.0, 927.0, 986.0, 1027.0, 1281.0, 998.0,
            1012.0, 1093.0, 1343.0, 1025.0, 1139.0, 1238.0, 1536.0, 1192.0,
        ];
        let found = outlook(&air).unwrap();
        let done = found.backtest.unwrap();
        let (error, naive) = (done.error / done.sales, done.naive / done.sales);
        assert_eq!(found.method, "auto_ets");
        assert!(error < 0.06 && naive > 0.12, "{error} {naive}");
        let passengers = 1263.0 + 1393.0 + 1687.0 + 1270.0;
        let year_before: f64 = air[40..].iter().sum();
        assert!(
            (found.amount / passengers - 1.0).abs() < 0.02,
            "{}",
            found.amount
        );
        assert!((year_before / passengers - 1.0).abs() > 0.08);
        let (low, high) = found.interval.unwrap();
        assert!(low < passengers && passengers < high, "{low} {high}");
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
