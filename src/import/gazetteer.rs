//! `--gazetteer`: postal codes and their places from a file of the user.

use std::collections::{HashMap, HashSet};

use super::{Kind, columns::recognise, country, postcode};
use crate::{
    model::{Diagnostic, Failure, Grid},
    reference, table,
};

/// Places of one name further apart than this (degrees) are several places.
const ONE_PLACE: f64 = 0.6;

/// Postal codes and where they are.
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// By country and code; the country is empty where the file has none. Sums and counts of the places of a code.
    points: HashMap<String, (f64, f64, f64)>,
    /// By country and city, and by country, city and state.
    cities: HashMap<String, Spread>,
    countries: HashSet<String>,
}

/// Sums and extremes of the points of a name.
#[derive(Debug, Clone, Copy)]
struct Spread {
    sum: (f64, f64, f64),
    south_west: (f64, f64),
    north_east: (f64, f64),
}

impl Spread {
    fn add(&mut self, (latitude, longitude): (f64, f64)) {
        self.sum = (
            self.sum.0 + latitude,
            self.sum.1 + longitude,
            self.sum.2 + 1.0,
        );
        self.south_west = (
            self.south_west.0.min(latitude),
            self.south_west.1.min(longitude),
        );
        self.north_east = (
            self.north_east.0.max(latitude),
            self.north_east.1.max(longitude),
        );
    }

    /// The middle, if the name means one place.
    fn middle(&self) -> Option<(f64, f64)> {
        let one = self.north_east.0 - self.south_west.0 <= ONE_PLACE
            && self.north_east.1 - self.south_west.1 <= 2.0 * ONE_PLACE;
        one.then_some((self.sum.0 / self.sum.2, self.sum.1 / self.sum.2))
    }
}

/// A line of a gazetteer.
struct Line<'a> {
    country: &'a str,
    code: &'a str,
    city: &'a str,
    state: &'a str,
    latitude: &'a str,
    longitude: &'a str,
}

impl Gazetteer {
    /// Reads a GeoNames postal file (12 columns, no header, also as the zip that GeoNames offers) or any table with a postal code, a latitude and a
    /// longitude; places and states are taken where they are there.
    ///
    /// # Errors
    /// The 19-column dump of GeoNames, which holds places and no postal codes; a table without the three columns.
    pub fn read(path: &str, options: &table::ReadOptions) -> Result<Self, Failure> {
        let refuse = |what: String, fix: &str| {
            Err(Failure::data(
                Diagnostic::error("E241", what)
                    .in_file(path)
                    .expected("a postal file of GeoNames (12 columns), or a table with a header: postal_code, latitude, longitude, and country if it holds several")
                    .fix(fix),
            ))
        };
        // GeoNames' files have no header.
        let bare = table::ReadOptions {
            no_header: true,
            ..options.clone()
        };
        if let Ok(grid) = table::read(path, &bare) {
            match grid.columns.len() {
                12 if is_geonames(&grid) => return Ok(Self::geonames(&grid)),
                19 => {
                    return refuse(
                        "this is GeoNames' list of places (19 columns); it has no postal codes"
                            .to_owned(),
                        "take the file of the same name from download.geonames.org/export/zip",
                    );
                }
                _ => {}
            }
        }
        let grid = table::read(path, options)?;
        let mapping = recognise(&grid, Kind::Accounts, &[], None).map_err(Failure::Data)?;
        let find = |canonical: &str, other: &str| {
            mapping.column(canonical).or_else(|| grid.position(other))
        };
        let (Some(code), Some(latitude), Some(longitude)) = (
            find("postal_code", "postal"),
            mapping.column("latitude"),
            mapping.column("longitude"),
        ) else {
            return refuse(
                "the gazetteer lacks postal codes or coordinates".to_owned(),
                "rename its columns to postal_code, latitude and longitude",
            );
        };
        let mut gazetteer = Self::default();
        let country = mapping.column("country");
        let (city, state) = (find("city", "place"), find("state", "admin1"));
        for row in 0..grid.rows() {
            let cell = |at: usize| grid.columns[at].cells.get(row);
            let optional = |at: Option<usize>| at.map_or("", cell);
            gazetteer.add(&Line {
                country: optional(country),
                code: cell(code),
                city: optional(city),
                state: optional(state),
                latitude: cell(latitude),
                longitude: cell(longitude),
            });
        }
        Ok(gazetteer)
    }

    fn geonames(grid: &Grid) -> Self {
        let mut gazetteer = Self::default();
        for row in 0..grid.rows() {
            let cell = |at: usize| grid.columns[at].cells.get(row);
            gazetteer.add(&Line {
                country: cell(0),
                code: cell(1),
                city: cell(2),
                state: cell(4),
                latitude: cell(9),
                longitude: cell(10),
            });
        }
        gazetteer
    }

    fn add(&mut self, line: &Line<'_>) {
        let (Ok(latitude), Ok(longitude)) =
            (line.latitude.parse::<f64>(), line.longitude.parse::<f64>())
        else {
            return;
        };
        let country = reference::country(line.country)
            .map_or_else(|| line.country.trim().to_uppercase(), str::to_owned);
        let (code, _) = postcode::normal(line.code, Some(&country));
        let key = format!("{country}|{}", postcode::keys(&code, &country).0);
        let sum = self.points.entry(key).or_default();
        *sum = (sum.0 + latitude, sum.1 + longitude, sum.2 + 1.0);
        if !line.city.is_empty() {
            let point = (latitude, longitude);
            for state in ["", line.state] {
                let spread = self
                    .cities
                    .entry(city_key(&country, line.city, state))
                    .or_insert(Spread {
                        sum: (0.0, 0.0, 0.0),
                        south_west: point,
                        north_east: point,
                    });
                spread.add(point);
                if line.state.is_empty() {
                    break;
                }
            }
        }
        if !self.countries.contains(&country) {
            self.countries.insert(country);
        }
    }

    /// The place of a code of a country, exactly as given.
    pub(super) fn find(&self, country: &str, code: &str) -> Option<(f64, f64)> {
        let get = |country: &str| self.points.get(&format!("{country}|{code}"));
        let overseas = || country::overseas(country).iter().find_map(|part| get(part));
        let &(latitude, longitude, count) = get(country).or_else(|| get("")).or_else(overseas)?;
        Some((latitude / count, longitude / count))
    }

    /// The middle of a city: by its state, or where all places of that name lie together.
    pub(super) fn city(&self, country: &str, city: &str, state: &str) -> Option<(f64, f64)> {
        let get = |country: &str, state: &str| {
            self.cities
                .get(&city_key(country, city, state))
                .and_then(Spread::middle)
        };
        let of = |country: &str| {
            (!state.is_empty())
                .then(|| get(country, state))
                .flatten()
                .or_else(|| get(country, ""))
        };
        of(country)
            .or_else(|| of(""))
            .or_else(|| country::overseas(country).iter().find_map(|part| of(part)))
    }

    /// Whether it has codes of a country.
    pub(super) fn has(&self, country: &str) -> bool {
        self.countries.contains(country) || self.countries.contains("")
    }
}

fn city_key(country: &str, city: &str, state: &str) -> String {
    format!("{country}|{}", reference::city_key(city, state))
}

fn is_geonames(grid: &Grid) -> bool {
    let first: Vec<&str> = grid.row(0).collect();
    first[0].len() == 2 && first[9].parse::<f64>().is_ok() && first[10].parse::<f64>().is_ok()
}
