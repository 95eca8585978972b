//! Stage 2: which segment and tier an account is in, what it is worth, and how much work it is.
//!
//! A table goes in, the same table with more columns comes out: `segment`, `tier`, `potential`, `workload` and what they are
//! made of. Everything else passes through. A value that stands in the file is respected unless [`Overwrite`] says otherwise.
//!
//! Order of work: sales and forecast → potential → headroom, growth → score → micro-territories → tiers → segments by rules → workload; each step
//! may use the columns of those before it, so rules may name `potential`, `score` or `tier`. Rules that name none of them
//! run first, so that rates may go by `segment`.

mod cells;
mod columns;
mod config;
mod figures;
mod forecast;
mod headroom;
mod history;
mod period;
mod potential;
mod quarters;
mod rates;
mod rules;
mod score;
mod settings;
mod team;
mod tiers;
mod travel;
mod warnings;
mod workload;

#[cfg(test)]
mod tests;

pub use cells::Cell as MicroTerritory;
pub use columns::{Filled, Overwrite};
pub use config::{rules as rules_from_toml, score as score_from_toml};
pub use figures::{Concentration, Figures, GroupFigures};
pub use forecast::ForecastFigures;
pub use history::Sales;
pub use potential::Potential;
pub use rates::{EVERYBODY_ELSE, RateFigures, RateSource, Rates};
pub use rules::{Matched, RuleFigures, SegmentRule, Tried, overlapping};
pub use score::{Scale, Term};
pub use settings::Settings;
pub use team::{NotWorth, Team, TeamCheck, TeamFigures};
pub use tiers::{TierBy, Tiers};
pub use travel::Travel;
pub use workload::{ByTier, Effort};

use std::collections::BTreeSet;

use crate::{
    frame::{self, Frame},
    model::{ColumnKind, Diagnostic, Diagnostics, Failure, Grid, Texts},
};

use self::{columns::Working, figures::Measured, workload::Placed};

/// The table with its new columns, and what there is to say about it.
#[derive(Debug, Clone)]
pub struct Segmented {
    /// The table.
    pub grid: Grid,
    /// What the rules matched.
    pub matched: Matched,
    /// The rates that potential is made of.
    pub rates: Vec<RateFigures>,
    /// How the forecasts were made.
    pub forecasts: Vec<ForecastFigures>,
    /// The micro-territories.
    pub micro: Vec<MicroTerritory>,
    /// Hours needed against capacity.
    pub team: TeamCheck,
    /// Accounts that are not worth a visit.
    pub not_worth: Option<NotWorth>,
    /// What happened to each column, in the order of work.
    pub filled: Vec<Filled>,
    /// Warnings.
    pub diagnostics: Diagnostics,
    nulls: Vec<String>,
    measured: Measured,
}

impl Segmented {
    /// Sums by segment and tier. They take a while on a large table: time enough to write it beside them.
    pub fn figures(&self) -> Figures {
        self.measured.figures(&self.grid, &self.nulls)
    }
}

/// Segments a table.
///
/// # Errors
/// Usage: an expression that does not parse or is of the wrong type. Data: a column that does not exist, a cell that is not
/// a number.
pub fn run(grid: Grid, settings: &Settings) -> Result<Segmented, Failure> {
    let mut table = Working::new(grid, settings.nulls.clone(), settings.overwrite.clone());
    let waits = waits(&table.grid, settings)?;
    let mut matched = Matched::default();
    if !waits {
        matched = segments(&mut table, settings)?;
    }
    let mut notes = Diagnostics::new();
    let forecasts = match &settings.history {
        Some(sales) => fill_forecast(&mut table, settings, sales, &mut notes)?,
        None => Vec::new(),
    };
    let rates = potential::fill(&mut table, settings.potential.as_ref())?;
    headroom::fill(
        &mut table,
        settings.sales.as_ref(),
        settings.sales_before.as_ref(),
    )?;
    score::fill(&mut table, &settings.score)?;
    let micro = cells::fill(&mut table, &settings.by, settings.min_cell)?;
    let (tiers, ranked) = fill_tiers(&mut table, settings)?;
    if waits {
        matched = segments(&mut table, settings)?;
    }
    let placed = Placed {
        rules: &settings.rules,
        of_row: &matched.of_row,
        tiers: &tiers,
    };
    let travel = settings
        .travel
        .as_ref()
        .map(|how| travel::minutes(&table, how, &matched.of_row))
        .transpose()?;
    workload::fill(&mut table, &placed, &settings.effort, travel.as_deref())?;
    fill_skills(&mut table, settings, &matched);
    let not_worth = team::not_worth(&mut table, settings.not_worth.as_ref())?;
    let team = match &settings.team {
        Some(team) => team::check(&table, team)?,
        None => TeamCheck::default(),
    };

    let mut diagnostics = notes;
    diagnostics.extend(warnings::all(&table, settings, &matched)?);
    Ok(Segmented {
        measured: Measured::new(&table, settings, ranked)?,
        nulls: settings.nulls.clone(),
        matched,
        rates,
        forecasts,
        micro,
        team,
        not_worth,
        filled: table.filled,
        grid: table.grid,
        diagnostics,
    })
}

fn fill_forecast(
    table: &mut Working,
    settings: &Settings,
    sales: &Sales,
    notes: &mut Diagnostics,
) -> Result<Vec<ForecastFigures>, Failure> {
    let ids = table.position("account_id", "--history")?;
    let known: BTreeSet<&str> = table.grid.columns[ids].cells.iter().collect();
    let history = history::read(sales, &|id| known.contains(id), notes)?;
    forecast::fill_sales(table, &history)?;
    forecast::fill(table, &history, settings.pool_by.as_deref(), notes)
}

/// What only exists once rules have been passed over: rules that name one of these run late.
const LATE: [&str; 8] = [
    "potential",
    "tier",
    "score",
    "headroom",
    "potential_existing",
    "potential_new",
    "growth",
    "micro_territory",
];

/// Whether the rules need columns of other steps.
fn waits(table: &Grid, settings: &Settings) -> Result<bool, Failure> {
    let from_history =
        |name: &str| settings.history.is_some() && ["sales_last", "sales_prev"].contains(&name);
    let is_late = |name: &str| {
        LATE.contains(&name)
            || name.starts_with("score_")
            || name.starts_with("forecast")
            || from_history(name) && table.position(name).is_none()
    };
    // Rules that do not parse are reported by the checks of all rules together.
    let late = settings
        .rules
        .iter()
        .filter_map(|rule| frame::columns(&rule.when).ok())
        .flatten()
        .any(|name| is_late(&name));
    match &settings.potential {
        Some(Potential::Rates(Rates { by: Some(by), .. })) if late && by == "segment" => {
            Err(Failure::usage(
                Diagnostic::error(
                    "E421",
                    "rates go by `segment`, but the rules of the segments name what comes after potential",
                )
                .fix("let rates go by a column of the file, or rules name only columns of the file"),
            ))
        }
        _ => Ok(late),
    }
}

fn segments(table: &mut Working, settings: &Settings) -> Result<Matched, Failure> {
    let matched = rules::assign(&Frame::new(&table.grid, &table.nulls)?, &settings.rules)?;
    fill_segment(table, settings, &matched);
    Ok(matched)
}

/// Gives the tier of each account, and the measure that tiers are cut by in falling order.
fn fill_tiers(table: &mut Working, settings: &Settings) -> Result<(Texts, Vec<i128>), Failure> {
    let measure = match &settings.tier_measure {
        Some(rule) => {
            let frame = Frame::new(&table.grid, &table.nulls)?;
            Some(frame.numbers(rule)?.into())
        }
        None => table.numbers("potential")?,
    };
    let ranked = measure
        .as_ref()
        .map_or_else(Vec::new, |measure| tiers::ranked(measure));
    if let (Some(tiers), Some(measure)) = (&settings.tiers, &measure) {
        let labels: Vec<&str> = tiers.labels().collect();
        let of_row = tiers.cut(measure, &ranked);
        table.fill("tier", ColumnKind::Text, |row, out| {
            if let Some(tier) = of_row[row] {
                out.push_str(labels[tier as usize]);
            }
        });
    }
    // What stands in the column counts: cells that were there before are respected.
    let tiers = match table.grid.column("tier") {
        Some(column) => column.cells.clone(),
        None => Texts::new(),
    };
    Ok((tiers, ranked))
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
        out.push_str(&joined[row]);
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
