//! Postal codes of a table in the form of their countries.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    address::Address,
    finding::Finding,
    postcode::{self, Change},
};
use crate::{
    model::{Grid, Texts},
    table::site,
};

/// The codes of all rows.
pub(super) struct Normal {
    pub(super) codes: Texts,
    pub(super) padded: Vec<bool>,
    /// The new column, if a code changed.
    pub(super) changed: Option<Texts>,
    /// The codes as they came, where something was cut off.
    pub(super) raw: Option<Texts>,
}

impl Normal {
    pub(super) fn new(grid: &Grid, address: &Address<'_>, findings: &mut Vec<Finding>) -> Self {
        let rows = grid.rows();
        let Some(column) = address.postal else {
            return Self {
                codes: Texts::blank(rows),
                padded: Vec::new(),
                changed: None,
                raw: None,
            };
        };
        let mut codes = Texts::new();
        let mut padded = vec![false; rows];
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (row, cell) in column.cells.iter().enumerate() {
            let (code, change): (Cow<'_, str>, Change) =
                postcode::normal(cell, address.country(row));
            codes.push(&code);
            let code = match change {
                Change::None => continue,
                Change::Padded => "W251",
                Change::Cut => "W252",
                Change::Several => "W253",
                Change::Zero => "W254",
            };
            padded[row] = change == Change::Padded;
            counts.entry(code).or_insert((0, row)).0 += 1;
        }
        let at = grid
            .columns
            .iter()
            .position(|c| c.name == column.name)
            .unwrap_or(0);
        for (&code, &(count, row)) in &counts {
            let (code, message, fix) = match code {
                "W251" => (
                    "W251",
                    "the postal code has lost its leading zeros",
                    "they are put back",
                ),
                "W252" => (
                    "W252",
                    "the postal code is longer than its place needs",
                    "cut; the whole is kept in postal_code_raw",
                ),
                "W253" => (
                    "W253",
                    "the cell holds several postal codes",
                    "the first counts; all are kept in postal_code_raw",
                ),
                _ => ("W254", "the postal code is zero", "read as missing"),
            };
            findings.push(
                Finding::new(code, count, message)
                    .at(site(grid, row, at), column.cells.get(row))
                    .fix(fix),
            );
        }
        let cut = counts.contains_key("W252") || counts.contains_key("W253");
        Self {
            changed: (!counts.is_empty()).then(|| codes.clone()),
            raw: cut.then(|| column.cells.clone()),
            codes,
            padded,
        }
    }
}
