//! The rep table as reps of the book.

use super::{accounts::tags, position};
use crate::{
    import::Cleaned,
    model::{Decimal, Diagnostics, Grid, Rep},
};

/// Reads the reps; places are added by the caller.
pub(super) fn reps(
    table: &Cleaned,
    share_columns: &[String],
    raw: &Grid,
    problems: &mut Diagnostics,
) -> Vec<Rep> {
    let column = |name: &str| table.mapping.column(name).map(|at| &table.grid.columns[at]);
    let shares: Vec<usize> = share_columns
        .iter()
        .filter_map(|name| position(name, raw, table, problems))
        .collect();
    let (ids, names, emails) = (column("rep_id"), column("name"), column("email"));
    let (roles, managers, regions) = (column("role"), column("manager_id"), column("region"));
    let (active, starts, ends) = (column("active"), column("start_date"), column("end_date"));
    let (capacities, ftes, ramps) = (column("capacity"), column("fte"), column("ramp"));
    let (skills, segments) = (column("skills"), column("segments"));
    let (maxima, quotas) = (column("max_accounts"), column("quota"));
    (0..table.grid.rows())
        .map(|row| {
            let cell = |column: Option<&'_ crate::model::Column>| {
                column.map_or(String::new(), |column| {
                    column.cells.get(row).trim().to_owned()
                })
            };
            let text = |column| Some(cell(column)).filter(|text| !text.is_empty());
            let number = |column| Decimal::parse(&cell(column));
            let id = cell(ids);
            Rep {
                name: text(names).unwrap_or_else(|| id.clone()),
                id,
                email: text(emails),
                role: text(roles),
                manager_id: text(managers),
                region: text(regions),
                inactive: cell(active) == "false",
                start_date: cell(starts).parse().ok(),
                end_date: cell(ends).parse().ok(),
                point: None,
                capacity: number(capacities),
                fte: number(ftes),
                ramp: number(ramps),
                skills: tags(&cell(skills)),
                segments: tags(&cell(segments)),
                max_accounts: cell(maxima).parse().ok(),
                quota: number(quotas),
                shares: shares
                    .iter()
                    .map(|&at| Decimal::parse(table.grid.columns[at].cells.get(row)))
                    .collect(),
            }
        })
        .collect()
}
