//! The columns that an expression names, by their headers or by their canonical names, ready to be compared.

use super::{
    CleanOptions, Kind, cells,
    columns::{find_column, recognise},
};
use crate::model::{Column, Diagnostics, Failure, Grid};

/// A table of the named columns. Recognised numbers, dates and yes-no columns are read; a cell that cannot be read is empty here, and is reported by
/// [`super::clean()`] if its row stays.
///
/// # Errors
/// [`Failure::Data`]: a column that the table lacks.
pub fn view(
    grid: &Grid,
    kind: Kind,
    names: &[String],
    options: &CleanOptions,
) -> Result<Grid, Failure> {
    let mapping = recognise(grid, kind, &options.map, options.crm).map_err(Failure::Data)?;
    let mut problems = Diagnostics::new();
    let mut columns = Vec::new();
    for name in names {
        match find_column(grid, &mapping, name) {
            Err(problem) => problems.push(problem),
            Ok(at) => {
                let column = &grid.columns[at];
                let read = match mapping.field(at).map(|field| field.kind) {
                    Some(kind) => {
                        cells::clean(at, column, kind, grid, options)
                            .map_err(|problem| Failure::data(problem.in_file(&grid.origin.file)))?
                            .column
                    }
                    None => cells::pass_through(column, &options.nulls),
                };
                columns.push(Column {
                    name: name.clone(),
                    ..read
                });
            }
        }
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    if columns.is_empty() {
        columns.extend(grid.columns.first().cloned());
    }
    Ok(Grid {
        columns,
        origin: grid.origin.clone(),
    })
}
