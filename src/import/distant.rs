//! Coordinates against postal codes, with the city as the third vote.

use super::{
    finding::Finding,
    locate::{Address, city_point, us_point},
};
use crate::{
    model::{Decimal, Grid, Point, Texts},
    spatial::UnitVector,
    table::site,
};

/// Thirty miles in metres: beyond this, point and postal code do not belong together.
const FAR: u64 = 48_280;

/// What is wrong with a point.
#[derive(Default)]
struct Suspects {
    zero: Vec<usize>,
    swapped: Vec<usize>,
    sign: Vec<usize>,
    point: Vec<usize>,
    code: Vec<usize>,
    either: Vec<usize>,
}

fn degrees(cell: &str) -> Option<f64> {
    Decimal::quick(cell).or_else(|| cell.parse().ok())
}

/// Reports points that are 0,0, swapped, without their minus, or further than 30 miles from their postal code.
pub(super) fn check(
    grid: &Grid,
    address: &Address<'_>,
    codes: &Texts,
    (latitude, longitude): (usize, usize),
    findings: &mut Vec<Finding>,
) {
    let mut suspects = Suspects::default();
    let (latitudes, longitudes) = (
        &grid.columns[latitude].cells,
        &grid.columns[longitude].cells,
    );
    for row in 0..grid.rows() {
        let (Some(lat), Some(lon)) = (degrees(latitudes.get(row)), degrees(longitudes.get(row)))
        else {
            continue;
        };
        let point = (lat, lon);
        if lat.abs() < 1e-9 && lon.abs() < 1e-9 {
            suspects.zero.push(row);
            continue;
        }
        let country = address.country(row);
        let Some(home) = (country == Some("US"))
            .then(|| us_point(codes.get(row)))
            .flatten()
        else {
            continue;
        };
        if is_near(point, home) {
            continue;
        }
        let list = if is_near((lon, lat), home) {
            &mut suspects.swapped
        } else if is_near((lat, -lon), home) || is_near((-lat, lon), home) {
            &mut suspects.sign
        } else {
            match city_point(address, row, country) {
                Some(city) if is_near(point, city) => &mut suspects.code,
                Some(city) if is_near(home, city) => &mut suspects.point,
                _ => &mut suspects.either,
            }
        };
        list.push(row);
    }
    for (code, rows, message, fix) in [
        (
            "W260",
            &suspects.zero,
            "the point is 0,0",
            "read as missing",
        ),
        (
            "W261",
            &suspects.swapped,
            "latitude and longitude are swapped",
            "swap them in the source",
        ),
        (
            "W262",
            &suspects.sign,
            "the sign of a coordinate is lost",
            "correct it in the source",
        ),
        (
            "W263",
            &suspects.point,
            "the point is over 30 miles from its postal code and its city",
            "the point is wrong: empty it, and the postal code counts",
        ),
        (
            "W264",
            &suspects.code,
            "the postal code is over 30 miles from the point and the city",
            "the postal code is wrong; the point counts",
        ),
        (
            "W265",
            &suspects.either,
            "point and postal code are over 30 miles apart; the city does not tell which is wrong",
            "look at these rows; the point counts",
        ),
    ] {
        if let Some(&row) = rows.first() {
            findings.push(
                Finding::new(code, rows.len(), message)
                    .at(
                        site(grid, row, latitude),
                        &format!(
                            "{},{} at {}",
                            latitudes.get(row),
                            longitudes.get(row),
                            codes.get(row)
                        ),
                    )
                    .fix(fix),
            );
        }
    }
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
