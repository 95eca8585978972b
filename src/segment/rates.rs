//! Potential by rates: `potential = size x rate[group]`, with rates given or estimated from customers whose sales are known.
//!
//! The estimate is the median (or another quantile) of sales / size within the group: a few giants and a few typing errors
//! do not move it. Every rate comes with the number of accounts that it rests on and their quartiles.

use std::collections::BTreeMap;

use crate::{
    frame::{Frame, Rule},
    model::{Diagnostic, Diagnostics, Failure},
};

use super::columns::Working;

/// The group of accounts for which no other rate is given.
pub const EVERYBODY_ELSE: &str = "*";

/// How potential follows from size.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// The size: a column or an expression.
    pub size: Rule,
    /// The column that names the group; `None`: one group.
    pub by: Option<String>,
    /// Rates given by group; `*` is everybody else.
    pub given: BTreeMap<String, f64>,
    /// Known sales, from which the other rates are estimated.
    pub from: Option<Rule>,
    /// Which quantile of sales / size is the rate; 0.5 is the median.
    pub quantile: f64,
    /// Groups with fewer known accounts than this take the rate of all groups together.
    pub min: usize,
}

/// Where a rate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateSource {
    /// The user gave it.
    Given,
    /// Estimated within the group.
    Estimated,
    /// Estimated from all groups together: the group has too few known accounts.
    Pooled,
}

/// One rate and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct RateFigures {
    /// The group.
    pub group: String,
    /// Accounts in it.
    pub accounts: usize,
    /// Accounts with known size and sales.
    pub known: usize,
    /// The rate; `None` where there is nothing to estimate from.
    pub rate: Option<f64>,
    /// Quartiles of sales / size within the group.
    pub quartiles: Option<(f64, f64)>,
    /// Where it comes from.
    pub source: RateSource,
}

/// Fills `potential`, rounded to 2 decimals.
pub(super) fn fill(table: &mut Working, rates: &Rates) -> Result<Vec<RateFigures>, Failure> {
    let frame = Frame::new(&table.grid, &table.nulls)?;
    let size = frame.numbers(&rates.size)?;
    let sales = rates
        .from
        .as_ref()
        .map(|rule| frame.numbers(rule))
        .transpose()?;
    let column = match &rates.by {
        Some(name) => Some(table.position(name, "--rate-by")?),
        None => None,
    };
    let group = |row: usize| column.map_or("", |at| table.cell(at, row).unwrap_or_default());

    let mut ratios: BTreeMap<&str, (usize, Vec<f64>)> = BTreeMap::new();
    for row in 0..table.rows() {
        let entry = ratios.entry(group(row)).or_default();
        entry.0 += 1;
        let known = sales.as_ref().and_then(|sales| sales[row]);
        if let (Some(size), Some(sales)) = (size[row], known)
            && size > 0.0
            && sales > 0.0
        {
            entry.1.push(sales / size);
        }
    }
    let mut all: Vec<f64> = ratios
        .values()
        .flat_map(|(_, ratios)| ratios)
        .copied()
        .collect();
    all.sort_by(f64::total_cmp);
    let figures: Vec<RateFigures> = ratios
        .into_iter()
        .map(|(group, (accounts, mut own))| {
            own.sort_by(f64::total_cmp);
            let given = rates
                .given
                .get(group)
                .or_else(|| rates.given.get(EVERYBODY_ELSE));
            let (rate, source) = match given {
                Some(&rate) => (Some(rate), RateSource::Given),
                None if own.len() >= rates.min.max(1) => {
                    (quantile(&own, rates.quantile), RateSource::Estimated)
                }
                None => (quantile(&all, rates.quantile), RateSource::Pooled),
            };
            RateFigures {
                group: group.to_owned(),
                accounts,
                known: own.len(),
                rate,
                quartiles: quantile(&own, 0.25).zip(quantile(&own, 0.75)),
                source,
            }
        })
        .collect();
    refuse_missing(table, rates, &figures, column)?;

    let of_group: BTreeMap<&str, Option<f64>> = figures
        .iter()
        .map(|figures| (figures.group.as_str(), figures.rate))
        .collect();
    let values: Vec<Option<f64>> = (0..table.rows())
        .map(|row| Some(size[row]? * of_group.get(group(row)).copied().flatten()?))
        .collect();
    table.fill_numbers("potential", &values, 2);
    Ok(figures)
}

/// A table of rates must name every group that occurs, unless the rest is estimated.
fn refuse_missing(
    table: &Working,
    rates: &Rates,
    figures: &[RateFigures],
    column: Option<usize>,
) -> Result<(), Failure> {
    let Some(column) = column.filter(|_| rates.from.is_none()) else {
        return Ok(());
    };
    let mut problems = Diagnostics::new();
    problems.rows = table.rows();
    for missing in figures
        .iter()
        .filter(|figures| figures.rate.is_none() && !figures.group.is_empty())
    {
        let row = (0..table.rows()).find(|&row| table.cell(column, row) == Some(&missing.group));
        let problem = Diagnostic::error(
            "E420",
            format!(
                "no rate for `{}` ({} account{})",
                missing.group,
                missing.accounts,
                if missing.accounts == 1 { "" } else { "s" }
            ),
        )
        .value(&missing.group)
        .expected(format!(
            "a rate for each value of `{}`; given: {}",
            table.grid.columns[column].name,
            rates.given.keys().cloned().collect::<Vec<_>>().join(", ")
        ))
        .fix(format!(
            "add --rate \"{}=NUMBER\", --rate \"*=NUMBER\" for everybody else, or --rate-from SALES to estimate it",
            missing.group
        ));
        problems.push(match row {
            Some(row) => problem.at(table.site(column, row)),
            None => problem,
        });
    }
    if problems.items.is_empty() {
        Ok(())
    } else {
        Err(Failure::Data(problems))
    }
}

/// A quantile of sorted values, linear between neighbours (Hyndman and Fan's type 7, as spreadsheets compute it).
pub(super) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = share.clamp(0.0, 1.0) * last as f64;
    let (low, part) = (at.floor() as usize, at.fract());
    let high = (low + 1).min(last);
    Some(sorted[low] + part * (sorted[high] - sorted[low]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_a_spreadsheet() {
        // PERCENTILE.INC of 1, 2, 4, 8: 0.25 is 1.75, the median is 3, 0.75 is 5.
        let values = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&values, 0.25), Some(1.75));
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 0.75), Some(5.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
