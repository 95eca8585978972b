//! From flags and `terr.toml` to the settings of the stage.

use std::{collections::BTreeMap, path::Path};

use crate::{
    frame::Rule,
    import::{self, CleanOptions},
    model::{Decimal, Diagnostic, Failure, Grid},
    segment::{
        ByTier, Effort, Overwrite, Potential, Rates, Sales, Settings, Team, Tiers, Travel,
        rules_from_toml, score_from_toml,
    },
};

use super::{
    super::context::Context,
    args::{Args, TierBy},
};

/// The columns that this stage may overwrite.
const COLUMNS: [&str; 18] = [
    "segment",
    "tier",
    "potential",
    "workload",
    "visits_per_year",
    "minutes_per_visit",
    "complexity",
    "travel_minutes",
    "headroom",
    "potential_existing",
    "potential_new",
    "growth",
    "score",
    "micro_territory",
    "worth_visiting",
    "forecast",
    "sales_last",
    "sales_prev",
];

/// The settings that flags and file ask for.
pub(super) fn settings(args: &Args, cx: &Context) -> Result<Settings, Failure> {
    let (rules, score) = match &cx.config {
        Some(config) => {
            let file = config.path.to_string_lossy();
            (
                rules_from_toml(&file, &config.text)?,
                score_from_toml(&file, &config.text)?,
            )
        }
        None => (Vec::new(), Vec::new()),
    };
    let reps = reps(args, cx)?;
    Ok(Settings {
        nulls: cx.global.null.clone(),
        overwrite: overwrite(args)?,
        potential: potential(args)?,
        tiers: tiers(args)?,
        tiers_by_default: args.tiers.is_none(),
        tier_measure: expression("--tier-measure", args.tier_measure.as_ref()),
        rules,
        default: args.default.clone(),
        effort: Effort {
            visits_per_year: by_tier("--visits-per-year", &args.visits_per_year)?,
            minutes_per_visit: by_tier("--minutes-per-visit", &args.minutes_per_visit)?,
            complexity: by_tier("--complexity", &args.complexity)?,
            admin_hours: by_tier("--admin-hours", &args.admin_hours)?,
            travel_minutes: by_tier("--travel-minutes", &args.travel_minutes)?,
        },
        min_cell: args.min_cell,
        history: history(args, cx)?,
        pool_by: args.pool_by.clone(),
        sales: expression("--sales", args.sales.as_ref()),
        sales_before: expression("--sales-before", args.sales_before.as_ref()),
        score,
        by: args.by.clone(),
        travel: travel(args, reps.as_ref())?,
        not_worth: expression("--not-worth", args.not_worth.as_ref()),
        team: reps.map(|reps| Team {
            reps,
            by: args.team_by.iter().map(|text| named(text)).collect(),
            hours_per_rep: args.hours_per_rep,
        }),
    })
}

/// The sales file, its dates and amounts made plain.
fn history(args: &Args, cx: &Context) -> Result<Option<Sales>, Failure> {
    let mut names = [
        ("account_id", "account_id".to_owned()),
        ("period", "period".to_owned()),
        ("amount", "amount".to_owned()),
    ];
    for text in &args.history_map {
        let found = text.split_once('=').and_then(|(name, header)| {
            let known = names.iter_mut().find(|(known, _)| *known == name.trim())?;
            header.clone_into(&mut known.1);
            Some(())
        });
        if found.is_none() {
            let said = format!(
                "`{text}` is not NAME=HEADER with account_id, period or amount, such as period=\"Order Date\""
            );
            return Err(wrong("--history-map", text, said));
        }
    }
    let Some(path) = &args.history else {
        return match args.history_map.first() {
            None => Ok(None),
            Some(text) => {
                let said = "there is no sales file: name it with --history".to_owned();
                Err(wrong("--history-map", text, said))
            }
        };
    };
    let [account, period, amount] = names.map(|(_, header)| header);
    let options = CleanOptions {
        nulls: cx.global.null.clone(),
        ..CleanOptions::default()
    };
    let grid = import::sales(cx.read(&beside(cx, path))?, &period, &amount, &options)?;
    Ok(Some(Sales {
        grid,
        account,
        period,
        amount,
    }))
}

/// A path as typed; one that does not exist there is looked for beside `terr.toml`, where settings name it.
fn beside(cx: &Context, path: &str) -> String {
    let folder = cx.config.as_ref().and_then(|config| config.path.parent());
    match folder.map(|folder| folder.join(path)) {
        Some(there) if path != "-" && !Path::new(path).exists() && there.exists() => {
            there.to_string_lossy().into_owned()
        }
        _ => path.to_owned(),
    }
}

/// `COLUMN`, or `ACCOUNTS=REPS`.
fn named(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((own, of_reps)) => (own.trim().to_owned(), Some(of_reps.trim().to_owned())),
        None => (text.trim().to_owned(), None),
    }
}

fn expression(flag: &str, text: Option<&String>) -> Option<Rule> {
    text.map(|text| Rule::flag(flag, text))
}

/// The rep table: the one named, or the one of `[files]` where that exists.
fn reps(args: &Args, cx: &Context) -> Result<Option<Grid>, Failure> {
    let of_files = || {
        let path = cx.files.reps().filter(|path| Path::new(path).exists());
        path.filter(|_| args.file.is_none())
    };
    args.reps
        .as_deref()
        .or_else(of_files)
        .map(|path| cx.read(path))
        .transpose()
}

fn potential(args: &Args) -> Result<Option<Potential>, Failure> {
    let Some(size) = &args.rate_size else {
        if args.rate_by.is_some() || args.rate_from.is_some() || !args.rate.is_empty() {
            let said = "rates need a size: name it with --rate-size, such as --rate-size employees";
            return Err(wrong("--rate-size", "", said.to_owned()));
        }
        return Ok(expression("--potential", args.potential.as_ref()).map(Potential::Expression));
    };
    if let Some(potential) = &args.potential {
        let said = "potential comes from --potential or from --rate-size, not from both";
        return Err(wrong("--potential", potential, said.to_owned()));
    }
    if args.rate.is_empty() && args.rate_from.is_none() {
        return Err(wrong(
            "--rate-size",
            size,
            "there are no rates: give them with --rate, or estimate them with --rate-from"
                .to_owned(),
        ));
    }
    let mut given = BTreeMap::new();
    for rate in &args.rate {
        let parsed = rate
            .rsplit_once('=')
            .and_then(|(group, number)| Some((group.trim(), Decimal::parse(number)?.to_f64())))
            .filter(|(_, number)| *number >= 0.0);
        let Some((group, number)) = parsed else {
            return Err(wrong(
                "--rate",
                rate,
                format!("`{rate}` is not a rate such as Bank=120"),
            ));
        };
        given.insert(group.to_owned(), number);
    }
    let quantile = args
        .rate_quantile
        .strip_suffix('%')
        .and_then(Decimal::parse)
        .map(|share| share.to_f64() / 100.0)
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| {
            let said = "a quantile is a share between 0% and 100%".to_owned();
            wrong("--rate-quantile", &args.rate_quantile, said)
        })?;
    Ok(Some(Potential::Rates(Rates {
        size: Rule::flag("--rate-size", size),
        by: args.rate_by.clone(),
        given,
        from: expression("--rate-from", args.rate_from.as_ref()),
        quantile,
        min: args.rate_min,
    })))
}

fn travel(args: &Args, reps: Option<&Grid>) -> Result<Option<Travel>, Failure> {
    if !args.travel {
        return Ok(None);
    }
    for (flag, value, least) in [
        ("--circuity", args.circuity, 1.0),
        ("--speed", args.speed, 1.0),
        ("--stops-per-trip", Some(args.stops_per_trip), 1.0),
    ] {
        if let Some(value) = value
            && !(value >= least && value.is_finite())
        {
            return Err(wrong(
                flag,
                &value.to_string(),
                format!("{flag} is at least {least}"),
            ));
        }
    }
    Ok(Some(Travel {
        circuity: args.circuity,
        speed: args.speed,
        stops: args.stops_per_trip,
        reps: reps.cloned(),
    }))
}

/// Without `--tiers`, potential or a measure to cut by gives A, B and C.
fn tiers(args: &Args) -> Result<Option<Tiers>, Failure> {
    let by_count = args.tier_by == TierBy::Count;
    let text = args.tiers.as_deref().unwrap_or("A:80%,B:95%,C");
    Tiers::parse(text, by_count)
        .map(Some)
        .map_err(|said| wrong("--tiers", text, said))
}

fn by_tier(flag: &str, values: &[String]) -> Result<ByTier, Failure> {
    ByTier::parse(values).map_err(|said| wrong(flag, &values.join(", "), said))
}

fn overwrite(args: &Args) -> Result<Overwrite, Failure> {
    let mut found = Overwrite::default();
    for column in args.overwrite.iter().flat_map(|list| list.split(',')) {
        match column.trim() {
            "all" => found.all = true,
            column if COLUMNS.contains(&column) => {
                found.columns.insert(column.to_owned());
            }
            column => {
                return Err(wrong(
                    "--overwrite",
                    column,
                    format!(
                        "`{column}` is not a column that `terr segment` fills: {}, or all",
                        COLUMNS.join(", ")
                    ),
                ));
            }
        }
    }
    Ok(found)
}

fn wrong(flag: &str, value: &str, said: String) -> Failure {
    Failure::usage(Diagnostic::error("E414", said).in_file(flag).value(value))
}
