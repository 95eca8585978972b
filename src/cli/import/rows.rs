//! `--where`: which rows are read at all.

use crate::{
    import::{CleanOptions, Kind},
    model::{Failure, Grid},
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
        model::Diagnostic,
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
        crate::model::Diagnostic::error("E400", "this build of terr has no expressions")
            .fix("build terr with its default features"),
    ))
}
