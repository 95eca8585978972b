//! `terr report overlaps`: what several reps claim or share, in a plan or in a raw account export.

use crate::{
    cli::{context::Context, exit::Status},
    import::{self, Kind, Mapping},
    model::{Failure, Grid, Texts},
    report::{self, Claims, RuleClaims},
};

use super::{Args, Output, manifest};

/// Reads the table and writes its overlaps.
pub(super) fn run(
    args: &Args,
    cx: &Context,
    path: &str,
    output: &Output,
) -> Result<Status, Failure> {
    let grid = manifest::read_table(path, args.manifest.as_deref(), cx)?;
    let mapping = import::recognise(&grid, Kind::Accounts, &[], None).map_err(Failure::Data)?;
    let together = together(args, path, &grid)?;
    let column = |name: &str| mapping.column(name).map(|at| &grid.columns[at].cells);
    let asked = |name: &str| {
        let header = mapping
            .column(name)
            .map(|at| grid.columns[at].name.as_str());
        header.is_some_and(|header| together.iter().any(|one| one == header))
    };
    let rules = rules(cx, &grid)?;
    let mut sheets = report::overlaps(&Claims {
        ids: column("account_id"),
        names: column("name"),
        holders: holders(&grid, &mapping),
        parents: column("parent_id"),
        postal_codes: column("postal_code"),
        parents_together: asked("parent_id"),
        postal_codes_together: asked("postal_code"),
        rules: match &rules {
            Rules::Tried { names, rows } => Some(RuleClaims {
                names: names.iter().map(String::as_str).collect(),
                rows: rows.clone(),
                segments: column("segment"),
                each: output.format.holds_one_table(),
            }),
            _ => None,
        }
        .as_ref(),
    });
    if let (Rules::NotTried(why), Some(sheet)) = (&rules, sheets.first_mut()) {
        sheet.note(format!(
            "The segment rules of terr.toml were not tried on this table: {why}."
        ));
    }
    output.write(&sheets, args, cx, &[path.to_owned()])?;
    Ok(Status::Done)
}

/// What the segment rules of `terr.toml` say about the table.
#[cfg_attr(
    not(feature = "polars"),
    expect(dead_code, reason = "rules are expressions")
)]
enum Rules {
    /// There are none.
    None,
    /// They name what this table does not have: an export that was not segmented yet, say.
    NotTried(String),
    /// Their names, and the rows that several of them match.
    Tried {
        names: Vec<String>,
        rows: Vec<(usize, Vec<u32>)>,
    },
}

#[cfg(feature = "polars")]
fn rules(cx: &Context, grid: &Grid) -> Result<Rules, Failure> {
    use crate::segment;
    let Some(config) = &cx.config else {
        return Ok(Rules::None);
    };
    let rules = segment::rules_from_toml(&config.path.to_string_lossy(), &config.text)?;
    if rules.is_empty() {
        return Ok(Rules::None);
    }
    match segment::overlapping(grid, &cx.global.null, &rules) {
        Ok(rows) => Ok(Rules::Tried {
            names: rules.into_iter().map(|rule| rule.name).collect(),
            rows,
        }),
        Err(Failure::Data(problems)) => Ok(Rules::NotTried(
            problems
                .items
                .first()
                .map_or_else(String::new, |problem| problem.message.clone()),
        )),
        Err(other) => Err(other),
    }
}

#[cfg(not(feature = "polars"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "as with expressions, which can fail"
)]
fn rules(_: &Context, _: &Grid) -> Result<Rules, Failure> {
    Ok(Rules::None)
}

/// Who holds each row: the rep of a plan, else the owner.
fn holders<'a>(grid: &'a Grid, mapping: &Mapping) -> Option<&'a Texts> {
    let at = if import::is_plan(grid) {
        grid.position("rep_id")
    } else {
        mapping.column("owner_id")
    };
    at.map(|at| &grid.columns[at].cells)
}

/// The columns that the plan was asked to keep whole.
fn together(args: &Args, path: &str, grid: &Grid) -> Result<Vec<String>, Failure> {
    if !args.made_with.together.is_empty() || !import::is_plan(grid) {
        return Ok(args.made_with.together.clone());
    }
    let found = manifest::read(path, args.manifest.as_deref())?;
    let own = found.filter(|found| found.belongs_to(grid));
    Ok(own
        .and_then(|found| found.manifest.settings.get("together").cloned())
        .unwrap_or_default())
}
