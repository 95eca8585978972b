//! Raw export in, clean table out.

use super::{Kind, columns::Mapping};
use crate::{
    model::{Date, Diagnostics, Failure, Grid},
    table::schema::System,
};

/// How to clean a table.
#[derive(Debug, Clone, Default)]
pub struct CleanOptions {
    /// `--map`: canonical name and header.
    pub map: Vec<(String, String)>,
    /// `--crm`: whose headers to expect; all of them where absent.
    pub crm: Option<System>,
    /// `--null`: cells that mean "missing", beside empty ones.
    pub nulls: Vec<String>,
    /// `--rejects`: bad rows are set aside instead of stopping the run.
    pub rejects: bool,
    /// Columns to read as numbers although they are not canonical: measures.
    pub numbers: Vec<String>,
    /// Today, for stale dates.
    pub as_of: Option<Date>,
}

/// A clean table.
#[derive(Debug, Clone)]
pub struct Cleaned {
    /// Canonical headers where recognised; all other columns in place and unchanged.
    pub grid: Grid,
    /// The bad rows as they came, with a leading `reject_reason`; `None` unless asked for.
    pub rejected: Option<Grid>,
    /// Which column is which.
    pub mapping: Mapping,
    /// Canonical name and header of each recognised column.
    pub renamed: Vec<(String, String)>,
    /// Warnings; errors too where the bad rows were set aside.
    pub diagnostics: Diagnostics,
    /// Rows read.
    pub rows_in: usize,
}

/// Cleans a table.
///
/// # Errors
/// [`Failure::Data`] with all problems of the table.
pub fn clean(grid: &Grid, kind: Kind, options: &CleanOptions) -> Result<Cleaned, Failure> {
    let mapping = super::recognise(grid, kind, &options.map, options.crm).map_err(Failure::Data)?;
    Ok(Cleaned {
        grid: grid.clone(),
        rejected: None,
        renamed: Vec::new(),
        mapping,
        diagnostics: Diagnostics::new(),
        rows_in: grid.rows(),
    })
}
