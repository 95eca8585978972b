//! The sales of the next four quarters of each account.
//!
//! Long histories are forecast one by one ([`crate::forecast`]). Shorter ones take the growth of their pool (segment or industry);
//! what has nothing to go by stays unknown: nothing is extrapolated silently, and the method stands in every row.

use std::collections::BTreeMap;

use super::{columns::Working, quarters::History};
use crate::{
    forecast::{Backtest, Outlook, YEAR, outlook},
    model::{ColumnKind, Diagnostic, Diagnostics, Failure},
};

/// How a method did.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastFigures {
    /// The method.
    pub method: String,
    /// Accounts that it was taken for.
    pub accounts: usize,
    /// Their backtest errors together, as a share of their sales together: small series do not drown the others. `None` where
    /// nothing was backtested, or nothing sold.
    pub error: Option<f64>,
    /// The same of seasonal naive, for the same accounts.
    pub naive_error: Option<f64>,
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
    notes: &mut Diagnostics,
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
                backtest: None,
            });
        }
    }
    let sold = series.iter().filter(|series| series.is_some()).count();
    let thought = outlooks.iter().filter(|outlook| outlook.is_some()).count();
    if thought < sold {
        notes.push(
            Diagnostic::warning(
                "W437",
                format!(
                    "nothing is forecast for {} of {sold} accounts with sales",
                    sold - thought
                ),
            )
            .expected("two years of quarters, or two quarters and a group with a longer history")
            .fix("export a longer history, or let groups be wider: --pool-by COLUMN"),
        );
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
        &column(|outlook| {
            let done = outlook.backtest.filter(|done| done.sales > 0.0)?;
            Some(done.error / done.sales)
        }),
        4,
    );
    Ok(figures(&outlooks))
}

fn figures(outlooks: &[Option<Outlook>]) -> Vec<ForecastFigures> {
    let mut found: BTreeMap<&str, (usize, Backtest)> = BTreeMap::new();
    for outlook in outlooks.iter().flatten() {
        let (accounts, sum) = found.entry(outlook.method).or_default();
        *accounts += 1;
        if let Some(done) = outlook.backtest {
            sum.error += done.error;
            sum.naive += done.naive;
            sum.sales += done.sales;
        }
    }
    let share = |error: f64, sales: f64| (sales > 0.0).then_some(error / sales);
    found
        .into_iter()
        .map(|(method, (accounts, sum))| ForecastFigures {
            method: method.to_owned(),
            accounts,
            error: share(sum.error, sum.sales),
            naive_error: share(sum.naive, sum.sales),
        })
        .collect()
}
