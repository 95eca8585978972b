//! What a user should know about rules and unknown values, one function per code.

use crate::model::{Diagnostic, Diagnostics, Failure, Site};

use super::{Matched, Settings, columns::Working};

pub(super) fn all(
    table: &Working,
    settings: &Settings,
    matched: &Matched,
) -> Result<Diagnostics, Failure> {
    let mut found = Diagnostics::new();
    found.rows = table.rows();
    for item in idle_rules(settings, matched)
        .into_iter()
        .chain(small_segments(settings, matched))
        .chain(unmatched(table, settings, matched))
        .chain(unknown(table, "potential", "W404"))
        .chain(unknown(table, "workload", "W405"))
        .chain(negative(table)?)
        .chain(no_potential(table, settings))
    {
        found.push(item);
    }
    Ok(found)
}

/// W401: a rule matches nothing. W402: it is never reached.
fn idle_rules(settings: &Settings, matched: &Matched) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (rule, figures) in settings.rules.iter().zip(&matched.figures) {
        if matched.of_row.is_empty() || figures.decided > 0 {
            continue;
        }
        let problem = if figures.matches == 0 {
            Diagnostic::warning("W401", format!("rule `{}` matches no account", rule.name))
                .fix("check its condition; a comparison with an unknown value never matches")
        } else {
            let earlier: Vec<String> = figures
                .taken_by
                .iter()
                .map(|(rule, count)| format!("`{}` ({count})", settings.rules[*rule].name))
                .collect();
            Diagnostic::warning(
                "W402",
                format!(
                    "rule `{}` is never reached: earlier rules take all {} accounts that it matches",
                    rule.name, figures.matches
                ),
            )
            .value(earlier.join(", "))
            .fix("put it before them, or remove it")
        };
        found.push(rule.when.locate_all(problem));
    }
    found
}

/// W403: accounts without a segment.
fn unmatched(table: &Working, settings: &Settings, matched: &Matched) -> Option<Diagnostic> {
    if settings.rules.is_empty() || settings.default.is_some() || matched.unmatched == 0 {
        return None;
    }
    Some(
        Diagnostic::warning(
            "W403",
            format!(
                "no rule matches {} of {} accounts: their segment stays empty",
                matched.unmatched,
                table.rows()
            ),
        )
        .fix("add a rule, or name a segment for the rest: --default \"Other\""),
    )
}

/// W404, W405: a column is unknown for some accounts.
fn unknown(table: &Working, column: &str, code: &'static str) -> Option<Diagnostic> {
    let filled = table.filled.iter().find(|filled| filled.column == column)?;
    let at = table.grid.position(column)?;
    let first = (0..table.rows()).find(|&row| table.cell(at, row).is_none())?;
    let place = row_alone(table, at, first);
    (filled.unknown > 0).then(|| {
        Diagnostic::warning(
            code,
            format!(
                "{column} is unknown for {} of {} accounts: a value that it is made of is missing, or a division by zero",
                filled.unknown,
                table.rows()
            ),
        )
        .at(place)
        .fix("unknown is not zero: the cells stay empty, and each report counts them")
    })
}

/// The place of a row: the column may be new, and then stands nowhere in the file.
fn row_alone(table: &Working, column: usize, row: usize) -> Site {
    Site {
        field: None,
        column: None,
        ..table.site(column, row)
    }
}

/// W409: what is made of potential cannot be made.
fn no_potential(table: &Working, settings: &Settings) -> Option<Diagnostic> {
    let tiers = settings.tiers.is_some() && !settings.tiers_by_default;
    let what = match (tiers && settings.tier_measure.is_none(), &settings.sales) {
        (true, Some(_)) => "tiers, no headroom",
        (true, None) => "tiers",
        (false, Some(_)) => "headroom",
        (false, None) => return None,
    };
    table.grid.position("potential").is_none().then(|| {
        Diagnostic::warning("W409", format!("no {what}: the table has no `potential`"))
            .in_file(&table.grid.origin.file)
            .fix("say what an account may be worth: --potential COLUMN, an expression, or --rate-size")
    })
}

/// W406: segments too small to measure.
fn small_segments(settings: &Settings, matched: &Matched) -> Option<Diagnostic> {
    let small: Vec<String> = matched
        .figures
        .iter()
        .filter(|figures| (1..settings.min_cell).contains(&figures.decided))
        .map(|figures| format!("`{}` ({})", figures.name, figures.decided))
        .collect();
    (!small.is_empty()).then(|| {
        Diagnostic::warning(
            "W406",
            format!(
                "{} of {} segments have fewer than {} accounts: too few to measure",
                small.len(),
                matched.figures.len(),
                settings.min_cell
            ),
        )
        .value(small.join(", "))
        .fix("keep it simple: join small segments; --min-cell sets the limit")
    })
}

/// W408: negative potential, which no plan can balance.
fn negative(table: &Working) -> Result<Option<Diagnostic>, Failure> {
    let Some(values) = table.numbers("potential")? else {
        return Ok(None);
    };
    let mut negative =
        (0..values.len()).filter(|&row| values[row].is_some_and(|value| value < 0.0));
    let Some((first, at)) = negative.next().zip(table.grid.position("potential")) else {
        return Ok(None);
    };
    let count = negative.count() + 1;
    let accounts = if count == 1 { "account" } else { "accounts" };
    let message = format!("potential is negative for {count} {accounts}");
    Ok(Some(
        Diagnostic::warning("W408", message)
            .at(row_alone(table, at, first))
            .value(table.cell(at, first).unwrap_or_default())
            .fix("`terr balance` refuses negative measures: use an expression such as GREATEST(sales, 0)"),
    ))
}
