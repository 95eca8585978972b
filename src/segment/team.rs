//! The work against the people who are to do it: hours needed, hours there are, headcount.

use std::collections::BTreeMap;

use crate::{
    frame::Rule,
    model::{Decimal, Failure, Grid},
};

use super::{
    columns::{Numbers, Working},
    tiers::micros,
};

/// The team to check against.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// The rep table.
    pub reps: Grid,
    /// The column of the accounts and the column of the reps that are held against each other; `None`: `region`, where both tables have it.
    pub by: Option<(String, String)>,
    /// Hours a year of one full-time rep where the rep table has no `capacity`.
    pub hours_per_rep: Option<f64>,
}

/// Hours against capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamFigures {
    /// The region; empty for all.
    pub region: String,
    /// Accounts.
    pub accounts: usize,
    /// Hours a year that they need, as far as known.
    pub hours: f64,
    /// Reps of the region.
    pub reps: usize,
    /// Hours a year that they have: capacity x fte x ramp.
    pub capacity: f64,
    /// Full-time reps that the hours are worth, rounded up; `None` where no capacity is known.
    pub needed: Option<u64>,
}

/// Accounts that are not worth a visit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NotWorth {
    /// How many.
    pub accounts: usize,
    /// Hours a year that would be free.
    pub hours: f64,
    /// The potential that would not be visited.
    pub potential: f64,
}

/// One row per region where both tables name it, and one for all.
pub(super) fn check(table: &Working, team: &Team) -> Result<Vec<TeamFigures>, Failure> {
    let reps = Working::new(
        team.reps.clone(),
        table.nulls.clone(),
        super::Overwrite::default(),
    );
    let capacity = reps.numbers("capacity")?;
    let fte = reps.numbers("fte")?;
    let ramp = reps.numbers("ramp")?;
    let active = reps.grid.position("active");
    let factor = |column: &Option<Numbers>, row: usize| {
        column
            .as_ref()
            .and_then(|values| values[row])
            .unwrap_or(1.0)
    };
    let hours = table.numbers("workload")?.unwrap_or_default();
    let columns = match &team.by {
        Some((own, of_reps)) => Some((
            table.position(own, "--team-by")?,
            reps.position(of_reps, "--team-by")?,
        )),
        None => table
            .grid
            .position("region")
            .zip(reps.grid.position("region")),
    };

    let mut sums: BTreeMap<String, (usize, i128, usize, i128)> = BTreeMap::new();
    let mut total = (0, 0, 0, 0);
    let mut full_time: Vec<f64> = Vec::new();
    for row in 0..reps.rows() {
        let gone = active
            .and_then(|at| reps.cell(at, row))
            .is_some_and(|cell| {
                matches!(
                    cell.to_ascii_lowercase().as_str(),
                    "false" | "no" | "0" | "n"
                )
            });
        if gone {
            continue;
        }
        let year = capacity
            .as_ref()
            .and_then(|values| values[row])
            .or(team.hours_per_rep);
        full_time.extend(year);
        let own = micros(year.unwrap_or(0.0) * factor(&fte, row) * factor(&ramp, row));
        total.2 += 1;
        total.3 += own;
        if let Some((_, at)) = columns {
            let sum = sums
                .entry(reps.cell(at, row).unwrap_or_default().to_owned())
                .or_default();
            sum.2 += 1;
            sum.3 += own;
        }
    }
    for row in 0..table.rows() {
        let own = hours.get(row).copied().flatten().map_or(0, micros);
        total.0 += 1;
        total.1 += own;
        if let Some((at, _)) = columns {
            let sum = sums
                .entry(table.cell(at, row).unwrap_or_default().to_owned())
                .or_default();
            sum.0 += 1;
            sum.1 += own;
        }
    }
    full_time.sort_by(f64::total_cmp);
    let typical = super::rates::quantile(&full_time, 0.5).filter(|hours| *hours > 0.0);
    let row = |region: &str, (accounts, hours, reps, capacity): (usize, i128, usize, i128)| {
        let hours = hours as f64 / 1e6;
        TeamFigures {
            region: region.to_owned(),
            accounts,
            hours,
            reps,
            capacity: capacity as f64 / 1e6,
            needed: typical.map(|typical| (hours / typical - 1e-9).ceil().max(0.0) as u64),
        }
    };
    let mut found: Vec<TeamFigures> = sums.iter().map(|(region, sum)| row(region, *sum)).collect();
    found.push(row("", total));
    Ok(found)
}

/// Fills `worth_visiting` with `no` where the expression is true and `yes` elsewhere, and counts what that frees.
pub(super) fn not_worth(
    table: &mut Working,
    rule: Option<&Rule>,
) -> Result<Option<NotWorth>, Failure> {
    let Some(rule) = rule else {
        return Ok(None);
    };
    let mask = crate::frame::Frame::new(&table.grid, &table.nulls)?.mask(rule)?;
    table.fill(
        "worth_visiting",
        crate::model::ColumnKind::Text,
        |row, out| {
            out.push_str(if mask[row] { "no" } else { "yes" });
        },
    );
    let sum = |name: &str| -> Result<f64, Failure> {
        let Some(at) = table.grid.position(name) else {
            return Ok(0.0);
        };
        let cells = mask.iter().enumerate().filter(|(_, no)| **no);
        let parts = cells.filter_map(|(row, _)| Decimal::parse(table.cell(at, row)?));
        Ok(parts.map(|part| micros(part.to_f64())).sum::<i128>() as f64 / 1e6)
    };
    Ok(Some(NotWorth {
        accounts: mask.iter().filter(|no| **no).count(),
        hours: sum("workload")?,
        potential: sum("potential")?,
    }))
}
