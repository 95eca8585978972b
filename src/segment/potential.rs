//! Potential: what an account may be worth a year.

use crate::{
    frame::{Frame, Rule},
    model::{ColumnKind, Failure},
};

use super::{RateFigures, Rates, columns::Working, rates};

/// Where potential comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Potential {
    /// A column, taken as it stands, or an expression over columns.
    Expression(Rule),
    /// Size times a rate of the group.
    Rates(Rates),
}

/// Fills `potential`. A column is copied text for text; a computed number is rounded to 2 decimals.
pub(super) fn fill(
    table: &mut Working,
    source: Option<&Potential>,
) -> Result<Vec<RateFigures>, Failure> {
    match source {
        None => Ok(Vec::new()),
        Some(Potential::Expression(rule)) => expression(table, rule).map(|()| Vec::new()),
        Some(Potential::Rates(rates)) => rates::fill(table, rates),
    }
}

fn expression(table: &mut Working, rule: &Rule) -> Result<(), Failure> {
    match table.grid.position(rule.text()) {
        Some(at) if rule.text() == "potential" => {
            table.numbers(&table.grid.columns[at].name).map(|_| ())
        }
        Some(at) => {
            table.numbers(rule.text())?;
            let cells = table.grid.columns[at].cells.clone();
            let nulls = table.nulls.clone();
            table.fill("potential", ColumnKind::Float, |row, out| {
                let cell = cells.get(row).trim();
                if !nulls.iter().any(|null| null == cell) {
                    out.push_str(cell);
                }
            });
            Ok(())
        }
        None => {
            let values = Frame::new(&table.grid, &table.nulls)?.numbers(rule)?;
            table.fill_numbers("potential", &values, 2);
            Ok(())
        }
    }
}
