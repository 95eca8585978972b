//! The sales of the next four quarters, from the sales of the quarters before.
//!
//! Each series with two years and more is backtested: from several earlier quarters the following ones are forecast, and the
//! errors of each method are compared with those of the seasonal naive one (the same quarter a year before). A method is taken
//! only where it is better. Shorter series take the growth of their pool (segment or industry); what has nothing to go by
//! stays unknown: nothing is extrapolated silently, and the method stands in every row.

use std::collections::BTreeMap;

use super::{
    columns::Working,
    quarters::{History, YEAR},
};
use crate::model::{ColumnKind, Failure};

/// The fewest quarters that are backtested: one year to learn from, one to test on.
const LONG: usize = 2 * YEAR;
/// The standard normal quantile of an interval of 80 %.
const Z: f64 = 1.281_552;

/// A method: given quarters, so many quarters ahead; `None` where it cannot.
type Method = fn(&[f64], usize) -> Option<Vec<f64>>;

/// The methods, the reference first.
const METHODS: &[(&str, Method)] = &[
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

/// The next year of one account.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outlook {
    pub(super) amount: f64,
    /// The ends of an interval that holds the truth four times in five; `None` for pooled series.
    pub(super) interval: Option<(f64, f64)>,
    pub(super) method: &'static str,
    /// Mean absolute error of the backtest over mean sales; the same of seasonal naive.
    pub(super) errors: Option<(f64, f64)>,
}

/// How a method did.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastFigures {
    /// The method.
    pub method: String,
    /// Accounts that it was taken for.
    pub accounts: usize,
    /// The mean of their backtest errors, as a share of sales; `None` where nothing was backtested.
    pub error: Option<f64>,
    /// The mean error of seasonal naive for the same accounts.
    pub naive_error: Option<f64>,
}

/// The forecast of one series of two years and more.
pub(super) fn outlook(series: &[f64]) -> Option<Outlook> {
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
        errors: naive
            .filter(|_| level > 0.0)
            .map(|naive| (error / level, naive / level)),
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

/// Fills `sales_last` and `sales_prev` with what the history says about the last year and the one before.
pub(super) fn fill_sales(table: &mut Working, history: &History) -> Result<(), Failure> {
    let ids = table.position("account_id", "--history")?;
    for (back, name) in ["sales_last", "sales_prev"].into_iter().enumerate() {
        let sold: Vec<Option<f64>> = (0..table.rows())
            .map(|row| history.year(table.cell(ids, row)?, back))
            .collect();
        if sold.iter().any(Option::is_some) {
            table.fill_numbers(name, &sold, 2);
        }
    }
    Ok(())
}

/// Fills `forecast`, `forecast_low`, `forecast_high`, `forecast_method` and `forecast_error`.
pub(super) fn fill(
    table: &mut Working,
    history: &History,
    pool_by: Option<&str>,
) -> Result<Vec<ForecastFigures>, Failure> {
    let ids = table.position("account_id", "--history")?;
    let pool = pool_by
        .map(|name| table.position(name, "--pool-by"))
        .transpose()?;
    let group = |row: usize| pool.map_or("", |at| table.cell(at, row).unwrap_or_default());
    let series: Vec<Option<&Vec<f64>>> = (0..table.rows())
        .map(|row| history.series.get(table.cell(ids, row)?))
        .collect();
    let mut outlooks: Vec<Option<Outlook>> = series
        .iter()
        .map(|series| series.and_then(|series| outlook(series)))
        .collect();
    // The growth of a pool: what its long series are thought to sell, over what they sold.
    let mut pools: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (row, outlook) in outlooks.iter().enumerate() {
        if let (Some(outlook), Some(series)) = (outlook, series[row]) {
            let sum = pools.entry(group(row)).or_default();
            sum.0 += outlook.amount;
            sum.1 += series[series.len() - YEAR..].iter().sum::<f64>();
        }
    }
    for (row, outlook) in outlooks.iter_mut().enumerate() {
        if outlook.is_some() {
            continue;
        }
        let Some(series) = series[row] else { continue };
        let recent = &series[series.len().saturating_sub(YEAR)..];
        // One quarter says too little about a year.
        if recent.len() < 2 {
            continue;
        }
        if let Some((thought, sold)) = pools.get(group(row)).filter(|(_, sold)| *sold > 0.0) {
            let year = recent.iter().sum::<f64>() / recent.len() as f64 * YEAR as f64;
            *outlook = Some(Outlook {
                amount: year * thought / sold,
                interval: None,
                method: "pooled",
                errors: None,
            });
        }
    }
    let column = |of: fn(&Outlook) -> Option<f64>| -> Vec<Option<f64>> {
        outlooks
            .iter()
            .map(|outlook| outlook.as_ref().and_then(of))
            .collect()
    };
    table.fill_numbers("forecast", &column(|outlook| Some(outlook.amount)), 2);
    table.fill_numbers(
        "forecast_low",
        &column(|outlook| Some(outlook.interval?.0)),
        2,
    );
    table.fill_numbers(
        "forecast_high",
        &column(|outlook| Some(outlook.interval?.1)),
        2,
    );
    table.fill("forecast_method", ColumnKind::Text, |row, out| {
        if let Some(outlook) = &outlooks[row] {
            out.push_str(outlook.method);
        }
    });
    table.fill_numbers(
        "forecast_error",
        &column(|outlook| Some(outlook.errors?.0)),
        4,
    );
    Ok(figures(&outlooks))
}

/// Accounts of a method, and the errors of those that were backtested: its own and that of seasonal naive.
type Taken = (usize, Vec<(f64, f64)>);

fn figures(outlooks: &[Option<Outlook>]) -> Vec<ForecastFigures> {
    let mut found: BTreeMap<&str, Taken> = BTreeMap::new();
    for outlook in outlooks.iter().flatten() {
        let entry = found.entry(outlook.method).or_default();
        entry.0 += 1;
        entry.1.extend(outlook.errors);
    }
    found
        .into_iter()
        .map(|(method, (accounts, errors))| {
            let mean = |of: fn(&(f64, f64)) -> f64| {
                (!errors.is_empty())
                    .then(|| errors.iter().map(of).sum::<f64>() / errors.len() as f64)
            };
            ForecastFigures {
                method: method.to_owned(),
                accounts,
                error: mean(|pair| pair.0),
                naive_error: mean(|pair| pair.1),
            }
        })
        .collect()
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
        assert_eq!(found.errors, Some((0.0, 0.0)));
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
        let (error, naive) = found.errors.unwrap();
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
        let (error, naive) = found.errors.unwrap();
        assert!(error < naive, "{error} {naive}");
        assert!(outlook(&series[..7]).is_none());
    }
}
