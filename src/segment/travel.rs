//! Travel for one visit, from how dense the accounts lie and how far the base is.
//!
//! `minutes = hop + 2 x way / stops`: the hop from one stop to the next, and the share of the way out and back that one of
//! the stops of a trip carries. The hop is the tour of Beardwood, Halton and Hammersley: `0.7124 x sqrt(area / accounts)` in
//! the account's neighbourhood of at most 32 accounts. Straight distances become road distances by circuity bands (Levinson
//! and El-Geneidy 2009: 1.58 up to 5 km, 1.42 to 10, 1.34 to 15, 1.30 to 20, 1.20 from 45; 1.25 between is interpolated).
//! The speeds are an assumption: 30 km/h up to 5 km of road, 45 to 15, 65 to 45, 85 beyond. It is an estimate for planning
//! hours, not a route.

use std::collections::BTreeMap;

use crate::{
    model::{Failure, Grid, Point},
    spatial::UnitVector,
};

use super::columns::Working;

/// How travel is estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Travel {
    /// Road distance over straight distance; `None`: by bands.
    pub circuity: Option<f64>,
    /// Kilometres an hour; `None`: by bands.
    pub speed: Option<f64>,
    /// Visits on one trip from the base.
    pub stops: f64,
    /// The rep table: trips begin at the owner's home, else at the nearest home. Without homes, at the centre of the micro-territory, else of
    /// the owner's accounts, else of the segment.
    pub reps: Option<Grid>,
}

/// The most accounts of a neighbourhood.
const NEIGHBOURS: usize = 32;
/// The constant of Beardwood, Halton and Hammersley for random points on a plane.
const TOUR: f64 = 0.7124;

/// A place on the globe or on a plane of kilometres.
#[derive(Clone, Copy)]
enum Place {
    Globe(UnitVector),
    Plane(f64, f64),
}

impl Place {
    fn kilometres(self, other: Self) -> f64 {
        match (self, other) {
            (Self::Globe(a), Self::Globe(b)) => a.metres(b) as f64 / 1000.0,
            (Self::Plane(x, y), Self::Plane(a, b)) => libm::hypot(x - a, y - b),
            _ => 0.0,
        }
    }
}

/// Minutes of travel for one visit of each account; `None` for accounts without a place.
pub(super) fn minutes(
    table: &Working,
    travel: &Travel,
    segments: &[Option<u32>],
) -> Result<Vec<Option<f64>>, Failure> {
    let points = points(table)?;
    let hops = hops(table, &points);
    let bases = bases(table, travel, &points, segments)?;
    Ok((0..table.rows())
        .map(|row| {
            let (hop, way) = (hops[row]?, bases[row]?);
            Some(travel.drive(hop) + 2.0 * travel.drive(way) / travel.stops)
        })
        .collect())
}

impl Travel {
    /// Minutes on the road for a straight distance.
    fn drive(&self, straight: f64) -> f64 {
        let circuity = self.circuity.unwrap_or(match straight {
            d if d <= 5.0 => 1.58,
            d if d <= 10.0 => 1.42,
            d if d <= 15.0 => 1.34,
            d if d <= 20.0 => 1.30,
            d if d < 45.0 => 1.25,
            _ => 1.20,
        });
        let road = straight * circuity;
        let speed = self.speed.unwrap_or(match road {
            d if d <= 5.0 => 30.0,
            d if d <= 15.0 => 45.0,
            d if d <= 45.0 => 65.0,
            _ => 85.0,
        });
        road / speed * 60.0
    }
}

/// Coordinates as they stand: degrees, else `x` and `y`.
fn points(table: &Working) -> Result<Vec<Option<(bool, Point)>>, Failure> {
    for (globe, first, second) in [(true, "latitude", "longitude"), (false, "x", "y")] {
        if let (Some(first), Some(second)) = (table.numbers(first)?, table.numbers(second)?) {
            return Ok(first
                .iter()
                .zip(second.iter())
                .map(|(first, second)| {
                    Some((
                        globe,
                        Point {
                            first: (*first)?,
                            second: (*second)?,
                        },
                    ))
                })
                .collect());
        }
    }
    Ok(vec![None; table.rows()])
}

fn place((globe, point): (bool, Point)) -> Place {
    if globe {
        Place::Globe(UnitVector::from_degrees(point))
    } else {
        Place::Plane(point.first, point.second)
    }
}

/// The mean hop around each account: space is halved across its longer side until a neighbourhood is small.
fn hops(table: &Working, points: &[Option<(bool, Point)>]) -> Vec<Option<f64>> {
    let mut order: Vec<(u32, [f64; 2], f64)> = points
        .iter()
        .enumerate()
        .filter_map(|(row, point)| {
            let (globe, point) = (*point)?;
            let shrink = if globe {
                libm::cos(point.first.to_radians())
            } else {
                1.0
            };
            Some((row as u32, [point.first, point.second], shrink))
        })
        .collect();
    if let Some(at) = table.grid.position("account_id") {
        let ids = &table.grid.columns[at].cells;
        order.sort_by(|a, b| ids.get(a.0 as usize).cmp(ids.get(b.0 as usize)));
    }
    let globe = points
        .iter()
        .flatten()
        .next()
        .is_some_and(|(globe, _)| *globe);
    // Kilometres of one unit of the first coordinate.
    let unit = if globe {
        6371.0088_f64.to_radians()
    } else {
        1.0
    };
    let mut found = vec![None; table.rows()];
    halve(&mut order, unit, &mut found);
    found
}

fn halve(order: &mut [(u32, [f64; 2], f64)], unit: f64, found: &mut [Option<f64>]) {
    if order.is_empty() {
        return;
    }
    let side = |axis: usize| {
        let (least, most) = order
            .iter()
            .fold((f64::MAX, f64::MIN), |(least, most), entry| {
                (least.min(entry.1[axis]), most.max(entry.1[axis]))
            });
        most - least
    };
    let shrink = order[order.len() / 2].2;
    let sides = [side(0) * unit, side(1) * unit * shrink];
    let axis = usize::from(sides[1] > sides[0]);
    order.sort_by(|a, b| a.1[axis].total_cmp(&b.1[axis]));
    if let Some(at) = gap(order, axis) {
        let (left, right) = order.split_at_mut(at);
        halve(left, unit, found);
        halve(right, unit, found);
        return;
    }
    if order.len() <= NEIGHBOURS {
        let hop = TOUR * (sides[0] * sides[1] / order.len() as f64).sqrt();
        for entry in order {
            found[entry.0 as usize] = Some(hop);
        }
        return;
    }
    let (left, right) = order.split_at_mut(order.len() / 2);
    halve(left, unit, found);
    halve(right, unit, found);
}

/// Where a neighbourhood falls apart into two that have nothing to do with each other (two coasts, two continents): at a gap of half
/// its length and more, with some accounts on either side.
fn gap(sorted: &[(u32, [f64; 2], f64)], axis: usize) -> Option<usize> {
    const SOME: usize = 4;
    if sorted.len() > NEIGHBOURS || sorted.len() < 2 * SOME {
        return None;
    }
    let at = |place: usize| sorted[place].1[axis];
    let length = at(sorted.len() - 1) - at(0);
    (SOME..=sorted.len() - SOME)
        .find(|&place| length > 0.0 && at(place) - at(place - 1) >= length / 2.0)
}

/// Whose centre stands for a home that nobody knows: the micro-territory is what the user made of the map; an owner works around his
/// accounts; a segment may be scattered over the world.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Around<'t> {
    Micro(Option<&'t str>),
    Owner(&'t str),
    Segment(Option<u32>),
}

/// The straight way from the base of each account, in kilometres.
fn bases(
    table: &Working,
    travel: &Travel,
    points: &[Option<(bool, Point)>],
    segments: &[Option<u32>],
) -> Result<Vec<Option<f64>>, Failure> {
    let homes = homes(table, travel)?;
    if !homes.is_empty() {
        let owner = table.grid.position("owner_id");
        let by_id: BTreeMap<&str, Place> = homes
            .iter()
            .map(|(id, place)| (id.as_str(), *place))
            .collect();
        return Ok((0..table.rows())
            .map(|row| {
                let here = place(points[row]?);
                let own = owner
                    .and_then(|at| table.cell(at, row))
                    .and_then(|id| by_id.get(id));
                Some(match own {
                    Some(home) => here.kilometres(*home),
                    None => homes
                        .iter()
                        .map(|(_, home)| here.kilometres(*home))
                        .fold(f64::MAX, f64::min),
                })
            })
            .collect());
    }
    let (micro, owner) = (
        table.grid.position("micro_territory"),
        table.grid.position("owner_id"),
    );
    let around = |row: usize| match micro {
        Some(at) => Around::Micro(table.cell(at, row)),
        None => match owner.and_then(|at| table.cell(at, row)) {
            Some(owner) => Around::Owner(owner),
            None => Around::Segment(segments.get(row).copied().flatten()),
        },
    };
    let mut groups: BTreeMap<Around, Vec<usize>> = BTreeMap::new();
    for (row, _) in points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.is_some())
    {
        groups.entry(around(row)).or_default().push(row);
    }
    let ids = table.grid.position("account_id");
    let mut found = vec![None; table.rows()];
    for rows in groups.values_mut() {
        if let Some(at) = ids {
            let ids = &table.grid.columns[at].cells;
            rows.sort_by(|a, b| ids.get(*a).cmp(ids.get(*b)));
        }
        let places: Vec<Place> = rows
            .iter()
            .filter_map(|&row| points[row].map(place))
            .collect();
        let Some(centre) = centre(&places) else {
            continue;
        };
        for (row, here) in rows.iter().zip(&places) {
            found[*row] = Some(here.kilometres(centre));
        }
    }
    Ok(found)
}

fn centre(places: &[Place]) -> Option<Place> {
    let globe: Vec<UnitVector> = places
        .iter()
        .filter_map(|place| match place {
            Place::Globe(vector) => Some(*vector),
            Place::Plane(..) => None,
        })
        .collect();
    if !globe.is_empty() {
        return UnitVector::mean(globe.into_iter().map(|vector| (vector, 1.0))).map(Place::Globe);
    }
    let (mut x, mut y) = (0.0, 0.0);
    for place in places {
        if let Place::Plane(first, second) = place {
            x += first;
            y += second;
        }
    }
    let n = places.len() as f64;
    Some(Place::Plane(x / n, y / n))
}

/// Where reps live, with their ids.
fn homes(table: &Working, travel: &Travel) -> Result<Vec<(String, Place)>, Failure> {
    let Some(reps) = &travel.reps else {
        return Ok(Vec::new());
    };
    let reps = Working::new(
        reps.clone(),
        table.nulls.clone(),
        super::Overwrite::default(),
    );
    let ids = reps.grid.position("rep_id");
    Ok(points(&reps)?
        .into_iter()
        .enumerate()
        .filter_map(|(row, point)| {
            let id = ids.and_then(|at| reps.cell(at, row)).unwrap_or_default();
            Some((id.to_owned(), place(point?)))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circuity_and_speed_follow_their_bands_unless_given() {
        let mut travel = Travel {
            circuity: None,
            speed: None,
            stops: 4.0,
            reps: None,
        };
        // 2 km x 1.58 = 3.16 km at 30 km/h; 100 km x 1.2 at 85 km/h.
        assert!((travel.drive(2.0) - 6.32).abs() < 1e-9);
        assert!((travel.drive(100.0) - 120.0 / 85.0 * 60.0).abs() < 1e-9);
        travel.circuity = Some(1.0);
        travel.speed = Some(60.0);
        assert!((travel.drive(30.0) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn towns_on_two_continents_are_no_neighbourhood_and_owners_work_around_their_accounts() {
        // Squares of a tenth of a degree at two ends of the equator, an owner each.
        let degrees = ["0", "0.1", "90", "90.1"];
        let rows: Vec<[&str; 4]> = ["0", "0.1"]
            .iter()
            .flat_map(|latitude| {
                degrees.map(|longitude| {
                    let owner = if longitude.starts_with('9') { "E" } else { "W" };
                    [owner, *latitude, longitude, "A"]
                })
            })
            .collect();
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let headers = ["owner_id", "latitude", "longitude", "account_id"];
        let table = Working::new(
            crate::segment::tests::grid(&headers, &rows),
            Vec::new(),
            crate::segment::Overwrite::default(),
        );
        let travel = Travel {
            circuity: Some(1.0),
            speed: Some(60.0),
            stops: 2.0,
            reps: None,
        };
        // 11.119 km a side: a hop of 0.7124 x sqrt(11.119^2 / 4) = 3.961, and half a diagonal of 7.863 to the centre.
        for found in minutes(&table, &travel, &[]).unwrap() {
            assert!((found.unwrap() - 11.824).abs() < 0.01, "{found:?}");
        }
    }
}
