//! Accounts that lie in another region than their rep's.

use super::{finding::Finding, owners::Team};
use crate::{
    model::{Column, Grid},
    table::site,
};

/// The region of accounts beside that of their owners.
pub(super) struct Regions<'a> {
    /// The account table's column and the reps' regions.
    pair: Option<(usize, &'a Column, &'a [String])>,
    same: usize,
    outside: Vec<usize>,
}

impl<'a> Regions<'a> {
    /// The accounts' column is the one that is called as the reps' column is, or `region`.
    pub(super) fn new(accounts: &'a Grid, team: &'a Team) -> Self {
        let pair = team.region.as_ref().and_then(|(name, regions)| {
            let at = accounts
                .position(name)
                .or_else(|| accounts.position("region"))?;
            Some((at, &accounts.columns[at], regions.as_slice()))
        });
        Self {
            pair,
            same: 0,
            outside: Vec::new(),
        }
    }

    /// Looks at an account and its owner.
    pub(super) fn compare(&mut self, row: usize, rep: usize) {
        let Some((_, column, regions)) = self.pair else {
            return;
        };
        let (here, there) = (column.cells.get(row).trim(), regions[rep].as_str());
        if here.is_empty() || there.is_empty() {
            return;
        }
        if here.eq_ignore_ascii_case(there) {
            self.same += 1;
        } else {
            self.outside.push(row);
        }
    }

    /// W220: said only where most accounts lie in the region of their rep: else the two columns mean different things.
    pub(super) fn report(&self, accounts: &Grid) -> Option<Finding> {
        let (at, column, _) = self.pair?;
        let row = *self.outside.first()?;
        if self.same <= self.outside.len() {
            return None;
        }
        Some(
            Finding::new(
                "W220",
                self.outside.len(),
                format!("the account lies outside its rep's `{}`", column.name),
            )
            .at(site(accounts, row, at), column.cells.get(row))
            .fix(format!(
                "nothing, unless regions bind: terr balance --eligible '\"{}\" = rep.region' keeps to them",
                column.name
            )),
        )
    }
}
