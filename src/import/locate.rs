//! Places: coordinates from the file win; else the postal code, else city and state. How each was found is a column and a count.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use super::{
    Gazetteer,
    columns::Mapping,
    country, distant,
    finding::Finding,
    postcode::{self, Change},
};
use crate::{
    model::{Column, Grid, Texts},
    reference,
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

/// The address columns of a table.
pub(super) struct Address<'a> {
    pub(super) postal: Option<&'a Column>,
    pub(super) city: Option<&'a Column>,
    pub(super) state: Option<&'a Column>,
    country: Option<&'a Column>,
    assumed: Option<&'static str>,
}

impl<'a> Address<'a> {
    fn new(grid: &'a Grid, mapping: &Mapping, wanted: Option<&str>) -> Self {
        let column = |name| mapping.column(name).map(|at| &grid.columns[at]);
        let mut address = Self {
            postal: column("postal_code"),
            city: column("city"),
            state: column("state"),
            country: column("country"),
            assumed: None,
        };
        address.assumed = match wanted {
            Some(name) => country::code(name),
            None if address.country.is_none() => address.guess(),
            None => None,
        };
        address
    }

    /// The United States, if the states are theirs, or if there are none and the codes are.
    fn guess(&self) -> Option<&'static str> {
        let share = |column: &Column, fits: &dyn Fn(&str) -> bool| {
            let known: Vec<&str> = column
                .cells
                .iter()
                .filter(|c| !c.is_empty())
                .take(5000)
                .collect();
            !known.is_empty()
                && known.iter().filter(|cell| fits(cell)).count() * 10 >= known.len() * 8
        };
        let is_us = match (self.state, self.postal) {
            (Some(state), _) => share(state, &|cell| country::us_state(cell).is_some()),
            (None, Some(postal)) => share(postal, &|cell| {
                let (code, _) = postcode::normal(cell, Some("US"));
                code.len() == 5 && us_point(&code).is_some()
            }),
            (None, None) => false,
        };
        is_us.then_some("US")
    }

    pub(super) fn country(&self, row: usize) -> Option<&'static str> {
        match self.country.map(|column| column.cells.get(row)) {
            Some(cell) if !cell.trim().is_empty() => country::code(cell),
            _ => self.assumed,
        }
    }
}

/// The middle of a US postal code.
pub(super) fn us_point(code: &str) -> Option<(f64, f64)> {
    let number = (code.len() == 5).then(|| code.parse().ok()).flatten()?;
    reference::us()
        .find(number)
        .map(|found| (found.latitude, found.longitude))
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
    if address.postal.is_none() && (address.city.is_none() || address.state.is_none()) {
        return;
    }
    let mut normal = Normal::new(grid, &address, findings);
    let (latitude, longitude) = (mapping.column("latitude"), mapping.column("longitude"));
    if let (Some(latitude), Some(longitude)) = (latitude, longitude) {
        distant::check(
            grid,
            &address,
            &normal.codes,
            (latitude, longitude),
            findings,
        );
    }
    let rows = grid.rows();
    let mut tally: BTreeMap<Match, usize> = BTreeMap::new();
    let (mut latitudes, mut longitudes, mut matches) = (Texts::new(), Texts::new(), Texts::new());
    let mut memory: Option<(String, (f64, f64), Match)> = None;
    let given = |at: Option<usize>, row| at.map_or("", |at| grid.columns[at].cells.get(row));
    let nowhere = |row| {
        let (first, second) = (given(latitude, row), given(longitude, row));
        let zero = |text: &str| text.parse::<f64>().is_ok_and(|value| value == 0.0);
        let small = |text: &str| matches!(text.as_bytes()[0], b'-' | b'.' | b'0');
        first.is_empty()
            || second.is_empty()
            || (small(first) && small(second) && zero(first) && zero(second))
    };
    // Most tables that have places have them all, and nothing is to be written.
    let missing = (0..rows).any(nowhere);
    if !missing {
        tally.insert(Match::Given, rows);
    }
    let to_find = if missing { rows } else { 0 };
    for row in 0..to_find {
        let found = if nowhere(row) {
            let (point, how) = find(&address, &normal, locating, row, &mut memory);
            let text = |value: f64| format!("{value:.4}");
            latitudes.push(&point.map_or_else(String::new, |point| text(point.0)));
            longitudes.push(&point.map_or_else(String::new, |point| text(point.1)));
            how
        } else {
            latitudes.push(given(latitude, row));
            longitudes.push(given(longitude, row));
            Match::Given
        };
        *tally.entry(found).or_default() += 1;
        matches.push(found.as_str());
    }
    report(&tally, &address, rows, findings);
    if let (Some(column), Some(codes)) = (mapping.column("postal_code"), normal.changed.take()) {
        grid.columns[column].cells = codes;
    }
    append(grid, "postal_code_raw", normal.raw.take());
    let looked_up = tally
        .keys()
        .any(|how| !matches!(how, Match::Given | Match::None));
    // A point that is 0,0 is none, found or not.
    let replaced = tally.keys().any(|&how| how != Match::Given);
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) if replaced => {
            grid.columns[latitude].cells = latitudes;
            grid.columns[longitude].cells = longitudes;
        }
        (None, _) | (_, None) if looked_up => {
            append(grid, "latitude", Some(latitudes));
            append(grid, "longitude", Some(longitudes));
        }
        _ => {}
    }
    if looked_up {
        append(grid, MATCH, Some(matches));
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

fn find(
    address: &Address<'_>,
    normal: &Normal,
    locating: &Locating,
    row: usize,
    memory: &mut Option<(String, (f64, f64), Match)>,
) -> (Option<(f64, f64)>, Match) {
    let code = normal.codes.get(row);
    let country = address.country(row);
    let exact = if normal.padded.get(row).copied().unwrap_or(false) {
        Match::Padded
    } else {
        Match::Exact
    };
    if !code.is_empty() {
        // Exports are often sorted: the same code comes many times in a row.
        if let Some((last, point, how)) = memory
            && last == code
            && *how == exact
        {
            return (Some(*point), exact);
        }
        let (whole, prefix) = postcode::keys(code, country.unwrap_or_default());
        let user = locating.gazetteer.as_deref();
        let in_file = |key: &str| user.and_then(|user| user.find(country.unwrap_or_default(), key));
        let embedded = || (country == Some("US")).then(|| us_point(&whole)).flatten();
        if let Some(point) = in_file(&whole).or_else(embedded) {
            *memory = Some((code.to_owned(), point, exact));
            return (Some(point), exact);
        }
        if let Some(point) = prefix.as_deref().and_then(in_file) {
            return (Some(point), Match::Prefix);
        }
    }
    match city_point(address, row, country) {
        Some(point) => (Some(point), Match::City),
        None => (None, Match::None),
    }
}

/// The middle of a US city.
pub(super) fn city_point(
    address: &Address<'_>,
    row: usize,
    country: Option<&str>,
) -> Option<(f64, f64)> {
    let (city, state) = (address.city?.cells.get(row), address.state?.cells.get(row));
    if country != Some("US") || city.is_empty() {
        return None;
    }
    reference::us().city(city, country::us_state(state)?)
}

/// Postal codes in the form of their countries.
struct Normal {
    codes: Texts,
    padded: Vec<bool>,
    /// The new column, if a code changed.
    changed: Option<Texts>,
    /// The codes as they came, where something was cut off.
    raw: Option<Texts>,
}

impl Normal {
    fn new(grid: &Grid, address: &Address<'_>, findings: &mut Vec<Finding>) -> Self {
        let rows = grid.rows();
        let Some(column) = address.postal else {
            return Self {
                codes: std::iter::repeat_n("", rows).collect(),
                padded: Vec::new(),
                changed: None,
                raw: None,
            };
        };
        let mut codes = Texts::new();
        let mut padded = vec![false; rows];
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (row, cell) in column.cells.iter().enumerate() {
            let (code, change): (Cow<'_, str>, Change) =
                postcode::normal(cell, address.country(row));
            codes.push(&code);
            let code = match change {
                Change::None => continue,
                Change::Padded => "W251",
                Change::Cut => "W252",
                Change::Several => "W253",
                Change::Zero => "W254",
            };
            padded[row] = change == Change::Padded;
            counts.entry(code).or_insert((0, row)).0 += 1;
        }
        let at = grid
            .columns
            .iter()
            .position(|c| c.name == column.name)
            .unwrap_or(0);
        for (&code, &(count, row)) in &counts {
            let (code, message, fix) = match code {
                "W251" => (
                    "W251",
                    "the postal code has lost its leading zeros",
                    "they are put back",
                ),
                "W252" => (
                    "W252",
                    "the postal code is longer than its place needs",
                    "cut; the whole is kept in postal_code_raw",
                ),
                "W253" => (
                    "W253",
                    "the cell holds several postal codes",
                    "the first counts; all are kept in postal_code_raw",
                ),
                _ => ("W254", "the postal code is zero", "read as missing"),
            };
            findings.push(
                Finding::new(code, count, message)
                    .at(site(grid, row, at), column.cells.get(row))
                    .fix(fix),
            );
        }
        let cut = counts.contains_key("W252") || counts.contains_key("W253");
        Self {
            changed: (!counts.is_empty()).then(|| codes.clone()),
            raw: cut.then(|| column.cells.clone()),
            codes,
            padded,
        }
    }
}

fn report(
    tally: &BTreeMap<Match, usize>,
    address: &Address<'_>,
    rows: usize,
    findings: &mut Vec<Finding>,
) {
    let count = |how: Match| tally.get(&how).copied().unwrap_or(0);
    let found: usize = rows - count(Match::Given) - count(Match::None);
    if found > 0 {
        let parts: Vec<String> = [Match::Exact, Match::Padded, Match::Prefix, Match::City]
            .into_iter()
            .filter(|&how| count(how) > 0)
            .map(|how| format!("{} {}", how.as_str(), count(how)))
            .collect();
        findings.push(
            Finding::new("W255", found, "the place was found by postal code or city")
                .example(parts.join(", "))
                .fix("place_match tells how"),
        );
        if let Some(country) = address.assumed.filter(|_| address.country.is_none()) {
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
    if count(Match::None) > 0 {
        let fix = if address.assumed == Some("US") {
            "correct the address, or give coordinates; --require place makes this an error"
        } else {
            "give postal codes of the country: --gazetteer FILE (GeoNames)"
        };
        findings.push(Finding::new("W257", count(Match::None), "the place is not known").fix(fix));
    }
}
