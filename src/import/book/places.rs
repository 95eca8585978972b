//! Where accounts and reps are: degrees, or a plane, the same kind for both.

use rayon::prelude::*;

use crate::{
    import::Cleaned,
    model::{Decimal, Diagnostic, PlaceKind, Point},
};

/// The places of one table.
struct Points {
    kind: PlaceKind,
    points: Vec<Option<Point>>,
}

/// The place of each account and of each rep, and what the two numbers mean.
///
/// # Errors
/// E209 when one table has degrees and the other a plane.
#[expect(clippy::type_complexity, reason = "two lists and their kind")]
pub(super) fn places(
    accounts: &Cleaned,
    reps: &Cleaned,
) -> Result<(Vec<Option<Point>>, Vec<Option<Point>>, PlaceKind), Diagnostic> {
    let (of_accounts, of_reps) = (points(accounts), points(reps));
    let kind = match (of_accounts.kind, of_reps.kind) {
        (PlaceKind::None, kind) | (kind, PlaceKind::None) => kind,
        (first, second) if first == second => first,
        _ => {
            return Err(Diagnostic::error(
                "E209",
                "accounts and reps have different kinds of places",
            )
            .in_file(&reps.grid.origin.file)
            .expected("latitude and longitude in both tables, or x and y in both")
            .fix("give the reps the columns that the accounts have"));
        }
    };
    Ok((of_accounts.points, of_reps.points, kind))
}

fn number(cell: &str) -> Option<f64> {
    Decimal::quick(cell).or_else(|| cell.parse().ok())
}

fn points(table: &Cleaned) -> Points {
    for (kind, first, second) in [
        (PlaceKind::Degrees, "latitude", "longitude"),
        (PlaceKind::Planar, "x", "y"),
    ] {
        // Also what was found by postal code.
        let (Some(first), Some(second)) = (table.grid.position(first), table.grid.position(second))
        else {
            continue;
        };
        let (firsts, seconds) = (
            &table.grid.columns[first].cells,
            &table.grid.columns[second].cells,
        );
        let points: Vec<Option<Point>> = (0..firsts.len())
            .into_par_iter()
            .map(|row| {
                Some(Point {
                    first: number(firsts.get(row))?,
                    second: number(seconds.get(row))?,
                })
            })
            .collect();
        if points.iter().any(Option::is_some) {
            return Points { kind, points };
        }
    }
    Points {
        kind: PlaceKind::None,
        points: vec![None; table.grid.rows()],
    }
}
