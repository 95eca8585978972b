//! The address columns of a table, and the country of each row.

use std::collections::BTreeMap;

use super::{columns::Mapping, country, finding::Finding, postcode};
use crate::{
    model::{Column, Grid},
    reference,
    table::site,
};

/// The address columns of a table.
pub(super) struct Address<'a> {
    pub(super) postal: Option<&'a Column>,
    pub(super) city: Option<&'a Column>,
    pub(super) state: Option<&'a Column>,
    country: Option<usize>,
    /// The country of each row, where a column names it.
    countries: Vec<Option<&'static str>>,
    assumed: Option<&'static str>,
    /// Names that mean no country: rows, the first of them.
    strangers: BTreeMap<&'a str, (usize, usize)>,
}

impl<'a> Address<'a> {
    pub(super) fn new(grid: &'a Grid, mapping: &Mapping, wanted: Option<&str>) -> Self {
        let column = |name| mapping.column(name).map(|at| &grid.columns[at]);
        let mut address = Self {
            postal: column("postal_code"),
            city: column("city"),
            state: column("state"),
            country: mapping.column("country"),
            countries: Vec::new(),
            assumed: None,
            strangers: BTreeMap::new(),
        };
        address.assumed = match wanted {
            Some(name) => reference::country(name),
            None if address.country.is_none() => address.guess(),
            None => None,
        };
        if let Some(column) = column("country") {
            address.read_countries(column);
        }
        address
    }

    fn read_countries(&mut self, column: &'a Column) {
        // Exports name the same country row after row.
        let mut last = ("", self.assumed);
        self.countries.reserve(column.cells.len());
        for (row, cell) in column.cells.iter().enumerate() {
            if cell != last.0 {
                let trimmed = cell.trim();
                let code = if trimmed.is_empty() {
                    self.assumed
                } else {
                    reference::country(trimmed)
                };
                last = (cell, code);
            }
            if last.1.is_none() && !cell.trim().is_empty() {
                self.strangers.entry(cell).or_insert((0, row)).0 += 1;
            }
            self.countries.push(last.1);
        }
    }

    /// The United States, if the states are theirs, or if there are none and the codes are.
    fn guess(&self) -> Option<&'static str> {
        let share = |column: &Column, fits: &dyn Fn(&str) -> bool| {
            let known: Vec<&str> = column
                .cells
                .iter()
                .filter(|c| !c.is_empty())
                .take(5000)
                .collect();
            !known.is_empty()
                && known.iter().filter(|cell| fits(cell)).count() * 10 >= known.len() * 8
        };
        let is_us = match (self.state, self.postal) {
            (Some(state), _) => share(state, &|cell| country::us_state(cell).is_some()),
            (None, Some(postal)) => share(postal, &|cell| {
                let (code, _) = postcode::normal(cell, Some("US"));
                super::atlas::Atlas::new(None)
                    .code(Some("US"), &code)
                    .is_some()
            }),
            (None, None) => false,
        };
        is_us.then_some("US")
    }

    /// The country of a row.
    pub(super) fn country(&self, row: usize) -> Option<&'static str> {
        self.countries.get(row).copied().unwrap_or(self.assumed)
    }

    /// The country that was taken for all rows because no column names one.
    pub(super) fn assumed(&self) -> Option<&'static str> {
        self.assumed.filter(|_| self.country.is_none())
    }

    /// The city and the state of a row.
    pub(super) fn city(&self, row: usize) -> (&str, &str) {
        let cell = |column: Option<&'a Column>| column.map_or("", |column| column.cells.get(row));
        (cell(self.city), cell(self.state))
    }

    /// W259: names of countries that nobody knows.
    pub(super) fn report(&self, grid: &Grid, findings: &mut Vec<Finding>) {
        let Some((at, (&name, &(_, row)))) = self.country.zip(self.strangers.iter().next()) else {
            return;
        };
        let names: Vec<&str> = self.strangers.keys().copied().take(5).collect();
        findings.push(
            Finding::new(
                "W259",
                self.strangers.values().map(|&(rows, _)| rows).sum(),
                format!(
                    "`{}` is no country: {}",
                    grid.columns[at].name,
                    names.join(", ")
                ),
            )
            .at(site(grid, row, at), name)
            .fix("correct the name, or write the two letters of ISO 3166"),
        );
    }
}
