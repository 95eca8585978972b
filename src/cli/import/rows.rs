//! `--where`: which rows are read at all.

use crate::{
    import::{CleanOptions, Kind},
    model::{Diagnostic, Failure, Grid},
};

/// The rows for which the expression is true.
#[cfg(feature = "polars")]
pub(super) fn filter(
    grid: Grid,
    kind: Kind,
    text: &str,
    options: &CleanOptions,
) -> Result<Grid, Failure> {
    use crate::{
        frame::{self, Frame, Rule},
        import,
    };
    let rule = Rule::flag("--where", text);
    let names = frame::columns(&rule)?;
    // Column names of the file, or canonical ones; recognised numbers compare as numbers however they are written.
    let known = |name: &String| {
        import::recognise(&grid, kind, &options.map, options.crm)
            .is_ok_and(|mapping| import::find_column(&grid, &mapping, name).is_ok())
    };
    let mask = if names.iter().all(known) {
        let view = import::view(&grid, kind, &names, options)?;
        Frame::new(&view, &options.nulls)?.mask(&rule)?
    } else {
        Frame::new(&grid, &options.nulls)?.mask(&rule)?
    };
    keep(grid, &mask, text)
}

/// The rows of `grid` that `mask` keeps; an error when `--where` with this `text` leaves none.
#[cfg(feature = "polars")]
pub(in crate::cli) fn keep(grid: Grid, mask: &[bool], text: &str) -> Result<Grid, Failure> {
    let kept: Vec<usize> = (0..grid.rows()).filter(|&row| mask[row]).collect();
    if kept.is_empty() {
        return Err(Failure::data(
            Diagnostic::error("E415", "--where leaves no row")
                .in_file(&grid.origin.file)
                .value(text)
                .fix("a comparison with an unknown value is not true; text is compared exactly, capitals included"),
        ));
    }
    Ok(if kept.len() == grid.rows() {
        grid
    } else {
        grid.select(&kept)
    })
}

/// The rows for which the expression is true.
#[cfg(not(feature = "polars"))]
pub(super) fn filter(_: Grid, _: Kind, _: &str, _: &CleanOptions) -> Result<Grid, Failure> {
    Err(Failure::usage(
        Diagnostic::error("E400", "this build of terr has no expressions")
            .fix("build terr with its default features"),
    ))
}
