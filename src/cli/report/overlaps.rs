//! `terr report overlaps`: what several reps claim or share, in a plan or in a raw account export.

use crate::{
    cli::{context::Context, exit::Status},
    import::{self, Kind, Mapping},
    model::{Failure, Grid, Texts},
    report::{self, Claims},
};

use super::{Args, Output, manifest};

/// Reads the table and writes its overlaps.
pub(super) fn run(
    args: &Args,
    cx: &Context,
    path: &str,
    output: &Output,
) -> Result<Status, Failure> {
    let grid = cx.read(path)?;
    let mapping = import::recognise(&grid, Kind::Accounts, &[], None).map_err(Failure::Data)?;
    let together = together(args, path, &grid)?;
    let column = |name: &str| mapping.column(name).map(|at| &grid.columns[at].cells);
    let asked = |name: &str| {
        let header = mapping
            .column(name)
            .map(|at| grid.columns[at].name.as_str());
        header.is_some_and(|header| together.iter().any(|one| one == header))
    };
    let sheet = report::overlaps(&Claims {
        ids: column("account_id"),
        names: column("name"),
        holders: holders(&grid, &mapping),
        parents: column("parent_id"),
        postal_codes: column("postal_code"),
        parents_together: asked("parent_id"),
        postal_codes_together: asked("postal_code"),
    });
    output.write(&[sheet], args, cx, &[path.to_owned()])?;
    Ok(Status::Done)
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
