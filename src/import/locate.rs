//! Places: coordinates from the file win; else the postal code, else city and state. How each was found is a column and a count.

use std::{collections::BTreeMap, fmt::Write as _, ops::Range, sync::Arc};

use rayon::prelude::*;

use super::{
    Gazetteer, address::Address, atlas::Atlas, codes::Normal, columns::Mapping, distant,
    finding::Finding,
};
use crate::{
    model::{Column, Grid, Texts},
    table::site,
};

/// How to find places.
#[derive(Debug, Clone, Default)]
pub struct Locating {
    /// Postal codes beside the embedded ones.
    pub gazetteer: Option<Arc<Gazetteer>>,
    /// The country of rows that name none.
    pub country: Option<String>,
    /// Leave places as the file has them.
    pub off: bool,
}

/// The column that says how a place was found.
const MATCH: &str = "place_match";

/// So many rows are looked up in one go.
const CHUNK: usize = 1 << 14;

/// How a place was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Given,
    Exact,
    Padded,
    Prefix,
    City,
    None,
}

impl Match {
    fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Exact => "exact",
            Self::Padded => "padded",
            Self::Prefix => "prefix",
            Self::City => "city",
            Self::None => "none",
        }
    }
}

/// Brings postal codes into the form of their countries, finds the places that the file lacks, and checks those that it has.
pub(super) fn locate(
    grid: &mut Grid,
    mapping: &Mapping,
    locating: &Locating,
    findings: &mut Vec<Finding>,
) {
    if locating.off || mapping.column("x").is_some() {
        return;
    }
    let address = Address::new(grid, mapping, locating.country.as_deref());
    let (latitude, longitude) = (mapping.column("latitude"), mapping.column("longitude"));
    let has_address = address.postal.is_some() || address.city.is_some();
    if latitude.is_none() && !has_address {
        address.report(grid, findings);
        return;
    }
    let atlas = Atlas::new(locating.gazetteer.as_deref());
    let mut normal = Normal::new(grid, &address, findings);
    if let (Some(latitude), Some(longitude)) = (latitude, longitude) {
        let at = (latitude, longitude);
        distant::check(grid, &address, atlas, &normal.codes, at, findings);
    }
    let search = Search {
        grid,
        address: &address,
        normal: &normal,
        atlas,
        latitude,
        longitude,
    };
    let found = if search.nothing_to_find() {
        Part {
            tally: BTreeMap::from([(Match::Given, grid.rows())]),
            ..Part::default()
        }
    } else {
        let parts: Vec<Part> = (0..grid.rows().div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| search.rows(chunk * CHUNK..((chunk + 1) * CHUNK).min(grid.rows())))
            .collect();
        Part::joined(parts)
    };
    if has_address || found.unknown.is_some() {
        address.report(grid, findings);
    }
    report(grid, mapping, &found, &address, atlas, findings);
    if let (Some(column), Some(codes)) = (mapping.column("postal_code"), normal.changed.take()) {
        grid.columns[column].cells = codes;
    }
    append(grid, "postal_code_raw", normal.raw.take());
    let looked_up = found
        .tally
        .keys()
        .any(|how| !matches!(how, Match::Given | Match::None));
    // A point that is 0,0 is none, found or not.
    let replaced = found.tally.keys().any(|&how| how != Match::Given);
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) if replaced => {
            grid.columns[latitude].cells = found.latitudes;
            grid.columns[longitude].cells = found.longitudes;
        }
        (None, _) | (_, None) if looked_up => {
            append(grid, "latitude", Some(found.latitudes));
            append(grid, "longitude", Some(found.longitudes));
        }
        _ => {}
    }
    if looked_up {
        append(grid, MATCH, Some(found.matches));
    }
}

/// Adds a column at the end, or fills the one of that name that an earlier run has added.
fn append(grid: &mut Grid, name: &str, cells: Option<Texts>) {
    let Some(cells) = cells else {
        return;
    };
    match grid.position(name) {
        Some(at) => grid.columns[at].cells = cells,
        None => grid.columns.push(Column {
            name: name.to_owned(),
            cells,
            ..Column::default()
        }),
    }
}

/// What is known of some rows, one after the other.
#[derive(Default)]
struct Part {
    latitudes: Texts,
    longitudes: Texts,
    matches: Texts,
    tally: BTreeMap<Match, usize>,
    /// Rows without a place, by country.
    unknown: Option<usize>,
    lost: BTreeMap<&'static str, usize>,
}

impl Part {
    fn joined(parts: Vec<Self>) -> Self {
        let mut all = Self::default();
        for part in parts {
            all.latitudes.append(&part.latitudes);
            all.longitudes.append(&part.longitudes);
            all.matches.append(&part.matches);
            for (how, rows) in part.tally {
                *all.tally.entry(how).or_default() += rows;
            }
            for (country, rows) in part.lost {
                *all.lost.entry(country).or_default() += rows;
            }
            all.unknown = all.unknown.or(part.unknown);
        }
        all
    }
}

/// Where everything is looked up.
struct Search<'a> {
    grid: &'a Grid,
    address: &'a Address<'a>,
    normal: &'a Normal,
    atlas: Atlas<'a>,
    latitude: Option<usize>,
    longitude: Option<usize>,
}

impl Search<'_> {
    /// Whether every row has its coordinates.
    fn nothing_to_find(&self) -> bool {
        let (Some(latitude), Some(longitude)) = (self.latitude, self.longitude) else {
            return false;
        };
        let columns = &self.grid.columns;
        let (firsts, seconds) = (&columns[latitude].cells, &columns[longitude].cells);
        (0..firsts.len())
            .into_par_iter()
            .all(|row| !is_nowhere(firsts.get(row), seconds.get(row)))
    }

    fn rows(&self, rows: Range<usize>) -> Part {
        let mut part = Part::default();
        let mut text = String::new();
        for row in rows {
            let given =
                |at: Option<usize>| at.map_or("", |at| self.grid.columns[at].cells.get(row));
            let (first, second) = (given(self.latitude), given(self.longitude));
            let how = if is_nowhere(first, second) {
                let (point, how) = self.find(row);
                for (texts, value) in [
                    (&mut part.latitudes, point.map(|point| point.0)),
                    (&mut part.longitudes, point.map(|point| point.1)),
                ] {
                    text.clear();
                    if let Some(value) = value {
                        degrees(value, &mut text);
                    }
                    texts.push(&text);
                }
                how
            } else {
                part.latitudes.push(first);
                part.longitudes.push(second);
                Match::Given
            };
            if how == Match::None {
                part.unknown.get_or_insert(row);
                let country = self.address.country(row).unwrap_or_default();
                *part.lost.entry(country).or_default() += 1;
            }
            *part.tally.entry(how).or_default() += 1;
            part.matches.push(how.as_str());
        }
        part
    }

    fn find(&self, row: usize) -> (Option<(f64, f64)>, Match) {
        let code = self.normal.codes.get(row);
        let country = self.address.country(row);
        if !code.is_empty()
            && let Some((point, prefix)) = self.atlas.code(country, code)
        {
            let how = match (prefix, self.normal.padded.get(row)) {
                (true, _) => Match::Prefix,
                (false, Some(true)) => Match::Padded,
                (false, _) => Match::Exact,
            };
            return (Some(point), how);
        }
        let (city, state) = self.address.city(row);
        match self.atlas.city(country, city, state) {
            Some(point) => (Some(point), Match::City),
            None => (None, Match::None),
        }
    }
}

/// A coordinate is missing, or both are zero.
fn is_nowhere(first: &str, second: &str) -> bool {
    first.is_empty() || second.is_empty() || (is_zero(first) && is_zero(second))
}

fn is_zero(text: &str) -> bool {
    // Most begin with another digit: no need to read them.
    text.starts_with(['0', '-', '.']) && text.parse::<f64>().is_ok_and(|value| value == 0.0)
}

/// Four decimals: eleven metres.
fn degrees(value: f64, into: &mut String) {
    let units = (value * 1e4).round() as i64;
    let sign = if units < 0 { "-" } else { "" };
    let (whole, rest) = (units.unsigned_abs() / 10_000, units.unsigned_abs() % 10_000);
    let _ = write!(into, "{sign}{whole}.{rest:04}");
}

fn report(
    grid: &Grid,
    mapping: &Mapping,
    found: &Part,
    address: &Address<'_>,
    atlas: Atlas<'_>,
    findings: &mut Vec<Finding>,
) {
    let count = |how: Match| found.tally.get(&how).copied().unwrap_or(0);
    let by_lookup: usize = grid.rows() - count(Match::Given) - count(Match::None);
    if by_lookup > 0 {
        let parts: Vec<String> = [Match::Exact, Match::Padded, Match::Prefix, Match::City]
            .into_iter()
            .filter(|&how| count(how) > 0)
            .map(|how| format!("{} {}", how.as_str(), count(how)))
            .collect();
        findings.push(
            Finding::new(
                "W255",
                by_lookup,
                "the place was found by postal code or city",
            )
            .example(parts.join(", "))
            .fix("place_match tells how"),
        );
        if let Some(country) = address.assumed() {
            findings.push(
                Finding::new(
                    "W256",
                    0,
                    format!("no column names the country; {country} is taken"),
                )
                .fix("if that is wrong: --country NAME"),
            );
        }
    }
    let Some(row) = found.unknown else { return };
    let mut largest: Vec<(&str, usize)> = found.lost.iter().map(|(&c, &rows)| (c, rows)).collect();
    largest.sort_by_key(|&(country, rows)| (std::cmp::Reverse(rows), country));
    let names: Vec<String> = largest
        .iter()
        .take(3)
        .map(|&(country, rows)| match country {
            "" => format!("no country {rows}"),
            country => format!("{country} {rows}"),
        })
        .collect();
    let missing: Vec<&str> = largest
        .iter()
        .map(|&(country, _)| country)
        .filter(|country| !country.is_empty() && !atlas.has(country))
        .take(5)
        .collect();
    let fix = if !missing.is_empty() {
        format!(
            "give postal codes of {}: --gazetteer FILE (GeoNames)",
            missing.join(", ")
        )
    } else if largest.iter().all(|&(country, _)| country.is_empty()) && address.postal.is_some() {
        "say which country it is: --country NAME, and its postal codes: --gazetteer FILE".to_owned()
    } else {
        "correct the address, or give coordinates; --require place makes this an error".to_owned()
    };
    let mut finding = Finding::new(
        "W257",
        count(Match::None),
        format!("the place is not known ({})", names.join(", ")),
    )
    .fix(fix);
    let at = mapping.column("postal_code").or(mapping.column("city"));
    if let Some(at) = at.or(mapping.column("latitude")) {
        finding = finding.at(site(grid, row, at), grid.columns[at].cells.get(row));
    }
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_have_four_decimals() {
        for (value, text) in [
            (42.364_7, "42.3647"),
            (-71.104_21, "-71.1042"),
            (0.0, "0.0000"),
            (-0.05, "-0.0500"),
        ] {
            let mut written = String::new();
            degrees(value, &mut written);
            assert_eq!(written, text);
        }
    }
}
