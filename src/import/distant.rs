//! Coordinates against postal codes, with the city as the third vote.

use rayon::prelude::*;

use super::{
    address::Address,
    atlas::{Atlas, Degrees},
    finding::Finding,
};
use crate::{
    model::{Decimal, Grid, Point, Texts},
    spatial::UnitVector,
    table::site,
};

/// Thirty miles in metres: beyond this, point and postal code do not belong together.
const FAR: u64 = 48_280;

/// What is wrong with a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Zero,
    Swapped,
    Sign,
    Point,
    Code,
    Either,
}

impl Wrong {
    /// Code, sentence, what was or can be done.
    const ALL: [(Self, &'static str, &'static str, &'static str); 6] = [
        (Self::Zero, "W260", "the point is 0,0", "read as missing"),
        (
            Self::Swapped,
            "W261",
            "latitude and longitude are swapped",
            "swap them in the source",
        ),
        (
            Self::Sign,
            "W262",
            "the sign of a coordinate is lost",
            "correct it in the source",
        ),
        (
            Self::Point,
            "W263",
            "the point is over 30 miles from its postal code and its city",
            "the point is wrong: empty it, and the postal code counts",
        ),
        (
            Self::Code,
            "W264",
            "the postal code is over 30 miles from the point and the city",
            "the postal code is wrong; the point counts",
        ),
        (
            Self::Either,
            "W265",
            "point and postal code are over 30 miles apart; the city does not tell which is wrong",
            "look at these rows; the point counts",
        ),
    ];
}

fn degrees(cell: &str) -> Option<f64> {
    Decimal::quick(cell).or_else(|| cell.parse().ok())
}

/// Reports points that are 0,0, swapped, without their minus, or further than 30 miles from their postal code.
pub(super) fn check(
    grid: &Grid,
    address: &Address<'_>,
    atlas: Atlas<'_>,
    codes: &Texts,
    (latitude, longitude): (usize, usize),
    findings: &mut Vec<Finding>,
) {
    let (latitudes, longitudes) = (
        &grid.columns[latitude].cells,
        &grid.columns[longitude].cells,
    );
    let suspects: Vec<(usize, Wrong)> = (0..grid.rows())
        .into_par_iter()
        .with_min_len(1 << 12)
        .filter_map(|row| {
            let (latitude, code) = (latitudes.get(row), codes.get(row));
            if code.is_empty() && is_off_zero(latitude) {
                return None;
            }
            let point = (degrees(latitude)?, degrees(longitudes.get(row))?);
            Some((row, judge(address, atlas, code, row, point)?))
        })
        .collect();
    for (wrong, code, message, fix) in Wrong::ALL {
        let mut rows = suspects.iter().filter(|(_, found)| *found == wrong);
        let Some(&(row, _)) = rows.next() else {
            continue;
        };
        let example = format!(
            "{},{} at {}",
            latitudes.get(row),
            longitudes.get(row),
            codes.get(row)
        );
        findings.push(
            Finding::new(code, 1 + rows.count(), message)
                .at(site(grid, row, latitude), &example)
                .fix(fix),
        );
    }
}

/// Whether a number is clearly not zero, as most are; `false` says nothing.
fn is_off_zero(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    digits.starts_with(|first: char| matches!(first, '1'..='9')) && !digits.contains(['e', 'E'])
}

fn judge(
    address: &Address<'_>,
    atlas: Atlas<'_>,
    code: &str,
    row: usize,
    point: Degrees,
) -> Option<Wrong> {
    let (lat, lon) = point;
    if lat.abs() < 1e-9 && lon.abs() < 1e-9 {
        return Some(Wrong::Zero);
    }
    if code.is_empty() {
        return None;
    }
    let country = address.country(row);
    // The beginning of a code may stand for a whole county.
    let Some((home, false)) = atlas.code(country, code) else {
        return None;
    };
    if is_near(point, home) {
        return None;
    }
    if is_near((lon, lat), home) {
        return Some(Wrong::Swapped);
    }
    if is_near((lat, -lon), home) || is_near((-lat, lon), home) {
        return Some(Wrong::Sign);
    }
    let (city, state) = address.city(row);
    Some(match atlas.city(country, city, state) {
        Some(city) if is_near(point, city) => Wrong::Code,
        Some(city) if is_near(home, city) => Wrong::Point,
        _ => Wrong::Either,
    })
}

/// Whether two points are within thirty miles. Most are near: degrees settle that without trigonometry.
fn is_near(a: (f64, f64), b: (f64, f64)) -> bool {
    let (north, east) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
    if north > 0.5 {
        return false;
    }
    (north < 0.25 && east < 0.25) || metres(a, b) <= FAR
}

fn metres(a: (f64, f64), b: (f64, f64)) -> u64 {
    let on_sphere = |(first, second)| UnitVector::from_degrees(Point { first, second });
    on_sphere(a).metres(on_sphere(b))
}
