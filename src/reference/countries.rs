//! Countries by their letters and names: `data/countries.tsv`, made by `examples/derive/countries.rs`.

use std::{collections::HashMap, sync::OnceLock};

/// A line a country: two letters, three letters, names in small letters.
static TABLE: &str = include_str!("data/countries.tsv");

/// Names that the table lacks and exports use.
const MORE: [(&str, &str); 9] = [
    ("US", "u.s."),
    ("US", "u.s.a."),
    ("GB", "uk"),
    ("GB", "u.k."),
    ("GB", "england"),
    ("GB", "scotland"),
    ("GB", "wales"),
    ("GB", "northern ireland"),
    ("KR", "korea"),
];

/// The two letters (ISO 3166) of a country, by two or three letters or by its name in English, German, French, Spanish, Italian, Dutch or
/// Portuguese; `None` for anything else.
pub fn country(text: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names = HashMap::new();
        for line in TABLE.lines() {
            let mut cells = line.split('\t');
            let Some(code) = cells.next() else { continue };
            names.insert(code.to_lowercase(), code);
            names.extend(cells.map(|cell| (cell.to_lowercase(), code)));
        }
        names.extend(MORE.iter().map(|&(code, name)| (name.to_owned(), code)));
        names
    });
    names.get(text.trim().to_lowercase().as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_countries_by_letters_and_by_names() {
        for (name, code) in [
            ("us", "US"),
            ("USA", "US"),
            ("United States", "US"),
            ("Vereinigte Staaten von Amerika", "US"),
            ("Deutschland", "DE"),
            ("España", "ES"),
            ("Suisse", "CH"),
            ("UK", "GB"),
            (" Scotland ", "GB"),
            ("South Korea", "KR"),
            ("Namibia", "NA"),
            ("NA", "NA"),
            ("PRI", "PR"),
        ] {
            assert_eq!(country(name), Some(code), "{name}");
        }
        assert_eq!(country("Philipines"), None);
        assert_eq!(country(""), None);
    }
}
