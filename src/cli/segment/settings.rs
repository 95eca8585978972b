//! From flags and `terr.toml` to the settings of the stage.

use crate::{
    frame::Rule,
    model::{Diagnostic, Failure},
    segment::{ByTier, Effort, Overwrite, Potential, Settings, Tiers, rules_from_toml},
};

use super::{
    super::context::Context,
    args::{Args, TierBy},
};

/// The columns that this stage may overwrite.
const COLUMNS: [&str; 7] = [
    "segment",
    "tier",
    "potential",
    "workload",
    "visits_per_year",
    "minutes_per_visit",
    "complexity",
];

/// The settings that flags and file ask for.
pub(super) fn settings(args: &Args, cx: &Context) -> Result<Settings, Failure> {
    let rules = match &cx.config {
        Some(config) => rules_from_toml(&config.path.to_string_lossy(), &config.text)?,
        None => Vec::new(),
    };
    let expression =
        |flag: &str, text: &Option<String>| text.as_deref().map(|text| Rule::flag(flag, text));
    Ok(Settings {
        nulls: cx.global.null.clone(),
        overwrite: overwrite(args)?,
        potential: expression("--potential", &args.potential).map(Potential::Expression),
        tiers: tiers(args)?,
        tier_measure: expression("--tier-measure", &args.tier_measure),
        rules,
        default: args.default.clone(),
        effort: Effort {
            visits_per_year: by_tier("--visits-per-year", &args.visits_per_year)?,
            minutes_per_visit: by_tier("--minutes-per-visit", &args.minutes_per_visit)?,
            complexity: by_tier("--complexity", &args.complexity)?,
            admin_hours: by_tier("--admin-hours", &args.admin_hours)?,
        },
        min_cell: args.min_cell,
    })
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
