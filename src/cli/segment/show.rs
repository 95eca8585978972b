//! What the user reads while the table goes to its file: rules, tiers, columns, the next command.

use crate::{
    model::{Failure, Grid},
    report::{Cell, Kind, Sheet, SheetColumn},
    segment::{Figures, GroupFigures, MicroTerritory, RateSource, Segmented, Settings, Tried},
};

use super::super::{context::Context, problems::thousands, target as output};

/// Tables about rules, segments and tiers, on standard error.
pub(super) fn summary(
    cx: &Context,
    settings: &Settings,
    segmented: &Segmented,
    figures: &Figures,
) -> Result<(), Failure> {
    let mut sheets = Vec::new();
    if !settings.rules.is_empty() {
        sheets.push(rules(settings, segmented));
    }
    if !segmented.forecasts.is_empty() {
        sheets.push(forecasts(segmented));
    }
    if !segmented.rates.is_empty() {
        sheets.push(rates(segmented));
    }
    if !segmented.micro.is_empty() {
        sheets.push(micro(segmented, settings.min_cell));
    }
    for (name, title, groups) in [
        ("segments", "Segments", &figures.segments),
        ("tiers", "Tiers", &figures.tiers),
    ] {
        if !groups.is_empty() {
            sheets.push(self::groups(name, title, groups));
        }
    }
    // Of fewer than twenty accounts 5 % are no account.
    let many = figures
        .concentration
        .as_ref()
        .filter(|found| found.accounts >= 20);
    if let (Some(found), Some(last)) = (many, sheets.last_mut()) {
        let points: Vec<String> = found
            .curve
            .iter()
            .filter(|(share, _)| (0.05..0.9).contains(share))
            .map(|(share, part)| {
                format!(
                    "{:.0}% of accounts carry {:.0}%",
                    share * 100.0,
                    part * 100.0
                )
            })
            .collect();
        last.note(format!("{}; Gini {:.2}", points.join(", "), found.gini));
    }
    if !segmented.team.rows.is_empty() {
        sheets.push(team(segmented));
    }
    output::note(cx, &sheets)
}

/// How the next year was forecast, and how well that would have worked last year.
fn forecasts(segmented: &Segmented) -> Sheet {
    let mut sheet =
        Sheet::new("forecast", "Forecast of the next four quarters").with_columns(vec![
            SheetColumn::new("method", Kind::Text),
            SheetColumn::new("accounts", Kind::Number),
            SheetColumn::new("backtest_error", Kind::Percent),
            SheetColumn::new("seasonal_naive_error", Kind::Percent).label("seasonal naive"),
        ]);
    for row in &segmented.forecasts {
        sheet.push(vec![
            Cell::text(&row.method),
            Cell::count(row.accounts),
            Cell::percent(row.error),
            Cell::percent(row.naive_error),
        ]);
    }
    sheet.note(
        "errors: absolute errors of a quarter over sales, of all these accounts, on the last year",
    );
    sheet
}

/// What potential is made of.
fn rates(segmented: &Segmented) -> Sheet {
    let mut sheet = Sheet::new("rates", "Rates").with_columns(vec![
        SheetColumn::new("group", Kind::Text),
        SheetColumn::new("accounts", Kind::Number),
        SheetColumn::new("known", Kind::Number),
        SheetColumn::new("rate", Kind::Number),
        SheetColumn::new("lower_quartile", Kind::Number),
        SheetColumn::new("upper_quartile", Kind::Number),
        SheetColumn::new("source", Kind::Text),
    ]);
    for rate in &segmented.rates {
        let source = match rate.source {
            RateSource::Given => "given",
            RateSource::Estimated => "estimated",
            RateSource::Pooled => "all groups: too few known",
        };
        sheet.push(vec![
            Cell::text(if rate.group.is_empty() {
                "(none)"
            } else {
                &rate.group
            }),
            Cell::count(rate.accounts),
            match rate.source {
                RateSource::Given => Cell::Missing,
                _ => Cell::count(rate.known),
            },
            Cell::number(rate.rate, 2),
            Cell::number(rate.quartiles.map(|(low, _)| low), 2),
            Cell::number(rate.quartiles.map(|(_, high)| high), 2),
            Cell::text(source),
        ]);
    }
    sheet
}

/// The micro-territories, the largest first; of many only the first.
fn micro(segmented: &Segmented, min_cell: usize) -> Sheet {
    const SHOWN: usize = 15;
    let mut sheet = Sheet::new("micro_territories", "Micro-territories").with_columns(vec![
        SheetColumn::new("micro_territory", Kind::Text),
        SheetColumn::new("accounts", Kind::Number),
        SheetColumn::new("merged", Kind::Text),
    ]);
    let mut cells: Vec<&MicroTerritory> = segmented.micro.iter().collect();
    cells.sort_by(|a, b| {
        b.accounts
            .cmp(&a.accounts)
            .then_with(|| a.name.cmp(&b.name))
    });
    for cell in cells.iter().take(SHOWN) {
        let merged: Vec<String> = cell
            .merged
            .iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        sheet.push(vec![
            Cell::text(&cell.name),
            Cell::count(cell.accounts),
            Cell::text(merged.join(", ")),
        ]);
    }
    let merged: usize = cells.iter().map(|cell| cell.merged.len()).sum();
    let largest = if cells.len() > SHOWN {
        ", the largest are shown"
    } else {
        ""
    };
    let small = match merged {
        0 => "none had to be merged".to_owned(),
        merged => format!(
            "{} small cells were merged (--min-cell {min_cell})",
            thousands(merged)
        ),
    };
    sheet.note(format!(
        "{} micro-territories{largest}; {small}",
        thousands(cells.len())
    ));
    sheet
}

/// The hours needed against the hours there are. A subtotal has dashes in the finer columns.
fn team(segmented: &Segmented) -> Sheet {
    let check = &segmented.team;
    let mut columns: Vec<SheetColumn> = match check.columns.as_slice() {
        [] => vec![SheetColumn::new("group", Kind::Text)],
        names => names
            .iter()
            .map(|name| SheetColumn::new(name, Kind::Text))
            .collect(),
    };
    let groups = columns.len();
    columns.extend([
        SheetColumn::new("accounts", Kind::Number),
        SheetColumn::new("hours_needed", Kind::Number).unit("h"),
        SheetColumn::new("reps", Kind::Number),
        SheetColumn::new("capacity", Kind::Number).unit("h"),
        SheetColumn::new("needed_share", Kind::Percent).label("used"),
        SheetColumn::new("reps_needed", Kind::Number),
    ]);
    let mut sheet = Sheet::new("team", "Team").with_columns(columns);
    for row in &check.rows {
        let mut cells: Vec<Cell> = row
            .group
            .iter()
            .map(|cell| Cell::text(if cell.is_empty() { "(none)" } else { cell }))
            .collect();
        if cells.len() < groups {
            cells.push(Cell::text("all"));
        }
        cells.resize(groups, Cell::Missing);
        let capacity = row
            .team
            .map(|(_, hours)| hours)
            .filter(|hours| *hours > 0.0);
        cells.extend([
            Cell::count(row.accounts),
            Cell::number(row.hours, 0),
            row.team
                .map_or(Cell::Missing, |(reps, _)| Cell::count(reps)),
            Cell::number(capacity, 0),
            Cell::percent(
                row.hours
                    .zip(capacity)
                    .map(|(hours, capacity)| hours / capacity),
            ),
            row.needed
                .map_or(Cell::Missing, |needed| Cell::Integer(needed as i64)),
        ]);
        sheet.push(cells);
    }
    if let Some(found) = &segmented.not_worth {
        let mut parts = Vec::new();
        if let Some(hours) = found.hours {
            parts.push(format!("{} h a year free", whole(hours)));
        }
        if let Some(potential) = found.potential {
            parts.push(format!("{} of potential left", whole(potential)));
        }
        let what = if parts.is_empty() { "" } else { ": " };
        sheet.note(format!(
            "{} accounts are not worth a visit{what}{}",
            thousands(found.accounts),
            parts.join(", ")
        ));
    }
    sheet
}

/// A sum without its fraction, for people.
fn whole(sum: f64) -> String {
    thousands(sum.round() as usize)
}

/// The audit of the rules.
fn rules(settings: &Settings, segmented: &Segmented) -> Sheet {
    let mut sheet = Sheet::new("rules", "Rules").with_columns(vec![
        SheetColumn::new("rule", Kind::Text),
        SheetColumn::new("matches", Kind::Number),
        SheetColumn::new("decides", Kind::Number),
        SheetColumn::new("taken_by_earlier_rules", Kind::Text),
    ]);
    for figures in &segmented.matched.figures {
        let taken: Vec<String> = figures
            .taken_by
            .iter()
            .map(|(rule, count)| format!("{} {}", settings.rules[*rule].name, thousands(*count)))
            .collect();
        sheet.push(vec![
            Cell::text(&figures.name),
            Cell::count(figures.matches),
            Cell::count(figures.decided),
            Cell::text(taken.join(", ")),
        ]);
    }
    if segmented.matched.several > 0 {
        sheet.note(format!(
            "{} accounts match several rules; the first decides",
            thousands(segmented.matched.several)
        ));
    }
    sheet
}

/// Sums by segment or tier.
fn groups(name: &str, title: &str, groups: &[GroupFigures]) -> Sheet {
    let mut sheet = Sheet::new(name, title).with_columns(vec![
        SheetColumn::new(title.trim_end_matches('s').to_lowercase(), Kind::Text),
        SheetColumn::new("accounts", Kind::Number),
        SheetColumn::new("accounts_share", Kind::Percent).label("share"),
        SheetColumn::new("potential", Kind::Number),
        SheetColumn::new("potential_share", Kind::Percent).label("share"),
        SheetColumn::new("workload", Kind::Number).unit("h"),
        SheetColumn::new("workload_share", Kind::Percent).label("share"),
    ]);
    let accounts: usize = groups.iter().map(|group| group.accounts).sum();
    let total = |of: fn(&GroupFigures) -> Option<f64>| groups.iter().filter_map(of).sum::<f64>();
    let (potential, workload) = (total(|g| g.potential), total(|g| g.workload));
    let share = |part: Option<f64>, whole: f64| {
        Cell::percent(part.filter(|_| whole > 0.0).map(|part| part / whole))
    };
    for group in groups {
        let name = if group.name.is_empty() {
            "(none)"
        } else {
            &group.name
        };
        sheet.push(vec![
            Cell::text(name),
            Cell::count(group.accounts),
            share(Some(group.accounts as f64), accounts as f64),
            Cell::number(group.potential, 0),
            share(group.potential, potential),
            Cell::number(group.workload, 0),
            share(group.workload, workload),
        ]);
    }
    sheet
}

/// One sentence about what was done, and the next command.
pub(super) fn closing(
    segmented: &Segmented,
    left_out: usize,
    target: Option<&str>,
    cx: &Context,
) -> String {
    let rows = segmented.grid.rows();
    let mut parts = vec![format!("{} accounts", thousands(rows))];
    // Columns of one fate are told together, in the order of work.
    let mut fates: Vec<(usize, usize, Vec<&str>)> = Vec::new();
    for filled in &segmented.filled {
        let (written, kept) = (filled.written, filled.kept);
        match fates
            .iter_mut()
            .find(|fate| (fate.0, fate.1) == (written, kept))
        {
            Some(fate) => fate.2.push(&filled.column),
            None => fates.push((written, kept, vec![&filled.column])),
        }
    }
    for (written, kept, columns) in fates {
        let columns = columns.join(", ");
        let kept = match kept {
            0 => String::new(),
            kept => format!(" (kept {} of the file)", thousands(kept)),
        };
        parts.push(match written {
            0 => format!("{columns} unknown{kept}"),
            all if all == rows => format!("{columns} set for all"),
            some => format!("{columns} set for {}{kept}", thousands(some)),
        });
    }
    if let Some(found) = &segmented.not_worth {
        let freed = found.hours.map_or_else(String::new, |hours| {
            format!(" ({} h a year freed)", whole(hours))
        });
        parts.push(format!(
            "{} not worth a visit{freed}",
            thousands(found.accounts)
        ));
    }
    if left_out > 0 {
        parts.push(format!("{} rows left out by --where", thousands(left_out)));
    }
    let reps = cx.files.reps().unwrap_or("reps.csv");
    match target {
        Some(target) if target != "-" => format!(
            "{}. Next: terr balance {target} --reps {reps} -o plan.csv",
            parts.join("; ")
        ),
        _ => parts.join("; "),
    }
}

/// `--explain`: which rules were tried.
pub(super) fn explained(grid: &Grid, row: usize, tried: &[Tried]) -> Sheet {
    let id = grid.column("account_id").map_or_else(
        || (row + 1).to_string(),
        |column| column.cells.get(row).to_owned(),
    );
    let mut sheet = Sheet::new("explain", format!("Rules tried on {id}")).with_columns(vec![
        SheetColumn::new("rule", Kind::Text),
        SheetColumn::new("matches", Kind::Text),
        SheetColumn::new("when", Kind::Text),
        SheetColumn::new("values", Kind::Text),
    ]);
    for rule in tried {
        let values: Vec<String> = rule
            .values
            .iter()
            .map(|(column, value)| match value.as_str() {
                "" => format!("{column} unknown"),
                value => format!("{column} = {value}"),
            })
            .collect();
        let matches = match (rule.matches, rule.decided) {
            (true, true) => "yes: decides",
            (true, false) => "yes, but an earlier rule decided",
            _ => "no",
        };
        sheet.push(vec![
            Cell::text(&rule.name),
            Cell::Verdict(rule.decided, matches.into()),
            Cell::text(&rule.when),
            Cell::text(values.join(", ")),
        ]);
    }
    if tried.is_empty() {
        sheet.note("terr.toml has no [[segment.rules]]");
    } else if !tried.iter().any(|rule| rule.matches) {
        sheet.note("no rule matches: the segment is the one of --default, or empty");
    }
    sheet
}
