//! What the user reads while the table goes to its file: rules, tiers, columns, the next command.

use crate::{
    model::{Failure, Grid},
    report::{Cell, Kind, Sheet, SheetColumn},
    segment::{GroupFigures, Segmented, Settings, Tried},
};

use super::super::{context::Context, problems::thousands, target as output};

/// Tables about rules, segments and tiers, on standard error.
pub(super) fn summary(
    cx: &Context,
    settings: &Settings,
    segmented: &Segmented,
) -> Result<(), Failure> {
    let mut sheets = Vec::new();
    if !settings.rules.is_empty() {
        sheets.push(rules(settings, segmented));
    }
    for (name, title, groups) in [
        ("segments", "Segments", &segmented.segments),
        ("tiers", "Tiers", &segmented.tiers),
    ] {
        if !groups.is_empty() {
            sheets.push(self::groups(name, title, groups));
        }
    }
    if let (Some(found), Some(last)) = (&segmented.concentration, sheets.last_mut()) {
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
    output::note(cx, &sheets)
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
    let mut parts = vec![format!("{} accounts", thousands(segmented.grid.rows()))];
    for filled in &segmented.filled {
        let mut said = match filled.written {
            0 => format!("{} unknown", filled.column),
            _ => format!("{} set for {}", filled.column, thousands(filled.written)),
        };
        if filled.kept > 0 {
            said.push_str(&format!(" (kept {} of the file)", thousands(filled.kept)));
        }
        parts.push(said);
    }
    if left_out > 0 {
        parts.push(format!("{} rows left out by --where", thousands(left_out)));
    }
    let reps = cx.files.reps().unwrap_or("reps.csv");
    match target {
        Some(target) if target != "-" => format!(
            "{}. Next: terr balance {target} --reps {reps} -o plan.csv",
            parts.join(", ")
        ),
        _ => parts.join(", "),
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
