//! US postal codes with place, state and county: `data/postal_us.bin.zst`, made by `examples/derive/postal_us.rs`.
//!
//! The file is one Zstandard frame of columns, each value as a variable-length integer (7 bits a byte, the low ones first; signed ones zigzag):
//! the number of codes; codes as differences; latitudes and longitudes in ten-thousandths of a degree as differences; the number of each code's state,
//! county (FIPS, three digits) and city; then the states and the cities, one a line.

use std::{collections::HashMap, sync::OnceLock};

/// What is known of a postal code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Postal<'a> {
    /// Degrees north of where its people are.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// The state's two letters; empty for military post offices.
    pub state: &'a str,
    /// The county's FIPS code within the state; 0 where there is none.
    pub county: u16,
    /// The city.
    pub city: &'a str,
}

/// Postal codes of a country.
#[derive(Debug, Default)]
pub struct PostalTable {
    codes: Vec<u32>,
    latitudes: Vec<i32>,
    longitudes: Vec<i32>,
    states: Vec<u16>,
    counties: Vec<u16>,
    cities: Vec<u16>,
    state_names: Vec<String>,
    city_names: Vec<String>,
    /// The middle of each city's codes, by [`city_key`].
    by_city: HashMap<String, (f64, f64)>,
}

static US: &[u8] = include_bytes!("data/postal_us.bin.zst");

/// The postal codes of the United States.
pub fn us() -> &'static PostalTable {
    static TABLE: OnceLock<PostalTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        zstd::decode_all(US)
            .ok()
            .and_then(|bytes| PostalTable::decode(&bytes))
            // The file is compiled in and a test reads it: an empty table cannot happen.
            .unwrap_or_default()
    })
}

impl PostalTable {
    /// Number of codes.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// What is known of a code, given as a number (leading zeros are not part of it).
    pub fn find(&self, code: u32) -> Option<Postal<'_>> {
        let at = self.codes.binary_search(&code).ok()?;
        Some(Postal {
            latitude: f64::from(self.latitudes[at]) / 1e4,
            longitude: f64::from(self.longitudes[at]) / 1e4,
            state: &self.state_names[usize::from(self.states[at])],
            county: self.counties[at],
            city: &self.city_names[usize::from(self.cities[at])],
        })
    }

    /// The middle of a city's postal codes; `state` is its two letters.
    pub fn city(&self, city: &str, state: &str) -> Option<(f64, f64)> {
        self.by_city.get(&city_key(city, state)).copied()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut bytes = bytes;
        let rows = usize::try_from(varint(&mut bytes)?).ok()?;
        let mut table = Self::default();
        let mut code = 0;
        for _ in 0..rows {
            code += varint(&mut bytes)? as u32;
            table.codes.push(code);
        }
        for column in [&mut table.latitudes, &mut table.longitudes] {
            let mut value = 0;
            for _ in 0..rows {
                let raw = varint(&mut bytes)?;
                value += ((raw >> 1) as i64 ^ -((raw & 1) as i64)) as i32;
                column.push(value);
            }
        }
        for column in [&mut table.states, &mut table.counties, &mut table.cities] {
            for _ in 0..rows {
                column.push(u16::try_from(varint(&mut bytes)?).ok()?);
            }
        }
        let states = varint(&mut bytes)? as usize;
        let mut lines = std::str::from_utf8(bytes).ok()?.lines().map(str::to_owned);
        table.state_names = lines.by_ref().take(states).collect();
        table.city_names = lines.collect();
        table.index_cities();
        Some(table)
    }

    fn index_cities(&mut self) {
        let mut sums: HashMap<String, (f64, f64, f64)> = HashMap::new();
        for at in 0..self.codes.len() {
            let city = &self.city_names[usize::from(self.cities[at])];
            let state = &self.state_names[usize::from(self.states[at])];
            let sum = sums.entry(city_key(city, state)).or_default();
            sum.0 += f64::from(self.latitudes[at]) / 1e4;
            sum.1 += f64::from(self.longitudes[at]) / 1e4;
            sum.2 += 1.0;
        }
        self.by_city = sums
            .into_iter()
            .map(|(key, (latitude, longitude, count))| (key, (latitude / count, longitude / count)))
            .collect();
    }
}

/// City and state as they are compared: letters and digits without accents, `Saint` and `Fort` shortened as exports do.
pub fn city_key(city: &str, state: &str) -> String {
    let mut key = state.trim().to_ascii_uppercase();
    key.push('|');
    for word in city.split(|c: char| !c.is_alphanumeric()) {
        let upper = word.to_uppercase();
        match upper.as_str() {
            "SAINT" => key.push_str("ST"),
            "FORT" => key.push_str("FT"),
            "MOUNT" => key.push_str("MT"),
            plain if plain.is_ascii() => key.push_str(plain),
            accented => accented
                .chars()
                .for_each(|letter| push_plain(letter, &mut key)),
        }
    }
    key
}

/// A capital without its accent, as people write it who lack the key.
fn push_plain(letter: char, into: &mut String) {
    match letter {
        'Ä' | 'Æ' => into.push_str("AE"),
        'Ö' | 'Ø' | 'Œ' => into.push_str("OE"),
        'Ü' => into.push_str("UE"),
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' => into.push('A'),
        'Ç' => into.push('C'),
        'È' | 'É' | 'Ê' | 'Ë' => into.push('E'),
        'Ì' | 'Í' | 'Î' | 'Ï' => into.push('I'),
        'Ñ' => into.push('N'),
        'Ò' | 'Ó' | 'Ô' | 'Õ' => into.push('O'),
        'Ù' | 'Ú' | 'Û' => into.push('U'),
        'Ł' => into.push('L'),
        other => into.push(other),
    }
}

/// Takes a variable-length integer off the front.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_us_codes_and_cities() {
        let table = us();
        assert!(table.len() > 41_000);
        let cambridge = table.find(2139).unwrap();
        assert_eq!((cambridge.city, cambridge.state), ("Cambridge", "MA"));
        assert_eq!(cambridge.county, 17);
        assert!((cambridge.latitude - 42.36).abs() < 0.05, "{cambridge:?}");
        assert!((cambridge.longitude + 71.10).abs() < 0.05);
        assert!(table.find(0).is_none());
        let (latitude, _) = table.city("SAINT LOUIS", "mo").unwrap();
        assert!((latitude - 38.6).abs() < 0.3);
        let san_juan = table.find(901).unwrap();
        assert_eq!((san_juan.city, san_juan.state), ("San Juan", "PR"));
        assert_eq!(table.find(96_910).unwrap().state, "GU");
        assert_eq!(city_key("Düsseldorf", ""), city_key("Duesseldorf", ""));
    }
}
