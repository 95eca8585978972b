//! Stage 2: which segment and tier an account is in, what it is worth, and how much work it is.
//!
//! A table goes in, the same table with more columns comes out: `segment`, `tier`, `potential`, `workload` and what they are
//! made of. Everything else passes through. A value that stands in the file is respected unless [`Overwrite`] says otherwise.
//!
//! Order of work: potential → tiers → segments by rules → workload; each step may use the columns of those before it. Rules
//! may therefore name `potential` and `tier`; what they do not name, they do not wait for.

mod columns;
mod config;
mod figures;
mod potential;
mod rules;
mod settings;
mod tiers;
mod warnings;
mod workload;

#[cfg(test)]
mod tests;

pub use columns::{Filled, Overwrite};
pub use config::rules as rules_from_toml;
pub use figures::{Concentration, GroupFigures, concentration};
pub use potential::Potential;
pub use rules::{Matched, RuleFigures, SegmentRule, Tried};
pub use settings::Settings;
pub use tiers::{TierBy, Tiers};
pub use workload::{ByTier, Effort};

use crate::{
    frame::Frame,
    model::{ColumnKind, Diagnostics, Failure, Grid},
};

use self::{columns::Working, workload::Placed};

/// The table with its new columns, and what there is to say about it.
#[derive(Debug, Clone)]
pub struct Segmented {
    /// The table.
    pub grid: Grid,
    /// What the rules matched.
    pub matched: Matched,
    /// One per segment that occurs, in the order of the rules, others by name, and the accounts without one last.
    pub segments: Vec<GroupFigures>,
    /// One per tier, the best first.
    pub tiers: Vec<GroupFigures>,
    /// How the tier measure is concentrated; `None` where it is unknown.
    pub concentration: Option<Concentration>,
    /// What happened to each column, in the order of work.
    pub filled: Vec<Filled>,
    /// Warnings.
    pub diagnostics: Diagnostics,
}

/// Segments a table.
///
/// # Errors
/// Usage: an expression that does not parse or is of the wrong type. Data: a column that does not exist, a cell that is not
/// a number.
pub fn run(grid: Grid, settings: &Settings) -> Result<Segmented, Failure> {
    let mut table = Working {
        grid,
        nulls: settings.nulls.clone(),
        overwrite: settings.overwrite.clone(),
        filled: Vec::new(),
    };
    potential::fill(&mut table, settings.potential.as_ref())?;
    let (tiers, measure) = fill_tiers(&mut table, settings)?;
    let matched = rules::assign(&Frame::new(&table.grid, &table.nulls)?, &settings.rules)?;
    fill_segment(&mut table, settings, &matched);
    let placed = Placed {
        rules: &settings.rules,
        of_row: &matched.of_row,
        tiers: &tiers,
    };
    workload::fill(&mut table, &placed, &settings.effort, None)?;
    fill_skills(&mut table, settings, &matched);

    let diagnostics = warnings::all(&table, settings, &matched)?;
    Ok(Segmented {
        segments: figures::groups(&table, "segment", settings.segment_names())?,
        tiers: figures::groups(
            &table,
            "tier",
            settings.tiers.iter().flat_map(Tiers::labels),
        )?,
        concentration: measure.as_deref().and_then(concentration),
        matched,
        filled: table.filled,
        grid: table.grid,
        diagnostics,
    })
}

/// The tier of each account, and the measure that it is cut by.
type TiersAndMeasure = (Vec<Option<String>>, Option<Vec<Option<f64>>>);

fn fill_tiers(table: &mut Working, settings: &Settings) -> Result<TiersAndMeasure, Failure> {
    let measure = match &settings.tier_measure {
        Some(rule) => Some(Frame::new(&table.grid, &table.nulls)?.numbers(rule)?),
        None => table.numbers("potential")?,
    };
    if let (Some(tiers), Some(measure)) = (&settings.tiers, &measure) {
        let labels: Vec<&str> = tiers.labels().collect();
        let of_row = tiers.assign(measure);
        table.fill("tier", ColumnKind::Text, |row, out| {
            if let Some(tier) = of_row[row] {
                out.push_str(labels[tier as usize]);
            }
        });
    }
    // What stands in the column counts: cells that were there before are respected.
    let tiers = match table.grid.position("tier") {
        Some(at) => (0..table.rows())
            .map(|row| table.cell(at, row).map(str::to_owned))
            .collect(),
        None => Vec::new(),
    };
    Ok((tiers, measure))
}

fn fill_segment(table: &mut Working, settings: &Settings, matched: &Matched) {
    if settings.rules.is_empty() && settings.default.is_none() {
        return;
    }
    table.fill("segment", ColumnKind::Text, |row, out| {
        match matched.of_row[row] {
            Some(rule) => out.push_str(&settings.rules[rule as usize].name),
            None => out.push_str(settings.default.as_deref().unwrap_or_default()),
        }
    });
}

/// Required skills are added to those that the account has: a rule never takes one away.
fn fill_skills(table: &mut Working, settings: &Settings, matched: &Matched) {
    if settings.rules.iter().all(|rule| rule.skills.is_empty()) {
        return;
    }
    let before = table.grid.position("skills");
    let joined: Vec<String> = (0..table.rows())
        .map(|row| {
            let own = before
                .and_then(|at| table.cell(at, row))
                .unwrap_or_default();
            let of_rule = matched.of_row[row].map(|rule| &settings.rules[rule as usize].skills);
            let mut words: Vec<&str> = own
                .split(';')
                .map(str::trim)
                .filter(|w| !w.is_empty())
                .collect();
            for skill in of_rule.into_iter().flatten() {
                if !words.contains(&skill.as_str()) {
                    words.push(skill);
                }
            }
            words.join(";")
        })
        .collect();
    table.replace("skills", ColumnKind::Text, |row, out| {
        out.push_str(&joined[row])
    });
}

/// Which rules were tried on an account, in order.
///
/// # Errors
/// As [`run`].
pub fn explain(grid: Grid, settings: &Settings, row: usize) -> Result<Vec<Tried>, Failure> {
    let segmented = run(grid, settings)?;
    let grid = &segmented.grid;
    let frame = Frame::new(grid, &settings.nulls)?;
    let cell = |column: &str| {
        grid.column(column)
            .map(|column| column.cells.get(row).to_owned())
            .unwrap_or_default()
    };
    rules::explain(&frame, row, cell, &settings.rules)
}
