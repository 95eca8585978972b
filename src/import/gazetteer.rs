//! `--gazetteer`: postal codes and their places from a file of the user.

use std::collections::HashMap;

use super::{Kind, columns::recognise, country, postcode};
use crate::{
    model::{Diagnostic, Failure, Grid},
    table,
};

/// Postal codes and where they are.
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// By country and code; the country is empty where the file has none. Sums and counts of the places of a code.
    points: HashMap<String, (f64, f64, f64)>,
}

impl Gazetteer {
    /// Reads a GeoNames postal file (12 columns, no header) or any table with a postal code, a latitude and a longitude.
    ///
    /// # Errors
    /// The 19-column dump of GeoNames, which holds places and no postal codes; a table without the three columns.
    pub fn read(path: &str, options: &table::ReadOptions) -> Result<Self, Failure> {
        let grid = table::read(path, options)?;
        let refuse = |what: String, fix: &str| {
            Err(Failure::data(
                Diagnostic::error("E241", what)
                    .in_file(path)
                    .expected("a postal file of GeoNames (12 columns), or a table with a header: postal_code, latitude, longitude, and country if it holds several")
                    .fix(fix),
            ))
        };
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
        let mapping = recognise(&grid, Kind::Accounts, &[], None).map_err(Failure::Data)?;
        let (Some(code), Some(latitude), Some(longitude)) = (
            mapping
                .column("postal_code")
                .or_else(|| grid.position("postal")),
            mapping.column("latitude"),
            mapping.column("longitude"),
        ) else {
            return refuse(
                "the gazetteer lacks postal codes or coordinates".to_owned(),
                "rename its columns to postal_code, latitude and longitude",
            );
        };
        let mut gazetteer = Self::default();
        let country_at = mapping.column("country");
        for row in 0..grid.rows() {
            let cell = |at: usize| grid.columns[at].cells.get(row);
            let country = country_at.map_or("", cell);
            gazetteer.add(country, cell(code), cell(latitude), cell(longitude));
        }
        Ok(gazetteer)
    }

    fn geonames(grid: &Grid) -> Self {
        let mut gazetteer = Self::default();
        // The file has no header: what was taken for one is its first row.
        let first: Vec<&str> = grid.headers().collect();
        gazetteer.add(first[0], first[1], first[9], first[10]);
        for row in 0..grid.rows() {
            let cell = |at: usize| grid.columns[at].cells.get(row);
            gazetteer.add(cell(0), cell(1), cell(9), cell(10));
        }
        gazetteer
    }

    fn add(&mut self, country: &str, code: &str, latitude: &str, longitude: &str) {
        if let (Ok(latitude), Ok(longitude)) = (latitude.parse::<f64>(), longitude.parse::<f64>()) {
            let country =
                country::code(country).map_or_else(|| country.trim().to_uppercase(), str::to_owned);
            let key = format!("{country}|{}", postcode::keys(code, &country).0);
            let sum = self.points.entry(key).or_default();
            *sum = (sum.0 + latitude, sum.1 + longitude, sum.2 + 1.0);
        }
    }

    /// The place of a code of a country, exactly as given.
    pub(super) fn find(&self, country: &str, code: &str) -> Option<(f64, f64)> {
        let get = |country: &str| self.points.get(&format!("{country}|{code}"));
        let overseas = || {
            (country == "US")
                .then(|| ["PR", "VI", "GU", "AS", "MP"].into_iter().find_map(get))
                .flatten()
        };
        let &(latitude, longitude, count) = get(country).or_else(|| get("")).or_else(overseas)?;
        Some((latitude / count, longitude / count))
    }
}

fn is_geonames(grid: &Grid) -> bool {
    let first: Vec<&str> = grid.headers().collect();
    first[0].len() == 2 && first[9].parse::<f64>().is_ok() && first[10].parse::<f64>().is_ok()
}
