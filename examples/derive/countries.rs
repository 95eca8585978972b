//! Makes `src/reference/data/countries.tsv` from npm `i18n-iso-countries` 7.14.0 (MIT):
//!
//! ```text
//! npm pack i18n-iso-countries@7.14.0 && tar xzf i18n-iso-countries-7.14.0.tgz
//! cargo run --example derive_countries -- package src/reference/data/countries.tsv
//! ```
//!
//! A line a country: its two letters, its three letters, and its names in seven languages in small letters. A name that two countries share is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fs,
};

use serde_json::Value;

const LANGUAGES: [&str; 7] = ["en", "de", "fr", "es", "it", "nl", "pt"];

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = env::args().skip(1).collect();
    let [from, to] = &paths[..] else {
        return Err("usage: derive_countries FOLDER countries.tsv".into());
    };
    let json = |name: &str| -> Result<Value, Box<dyn Error>> {
        Ok(serde_json::from_str(&fs::read_to_string(format!(
            "{from}/{name}"
        ))?)?)
    };
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut letters: BTreeMap<String, String> = BTreeMap::new();
    for row in json("codes.json")?.as_array().into_iter().flatten() {
        let cell = |at: usize| row[at].as_str().unwrap_or_default().to_owned();
        letters.insert(cell(0), cell(1));
    }
    for language in LANGUAGES {
        let file = json(&format!("langs/{language}.json"))?;
        for (code, value) in file["countries"].as_object().into_iter().flatten() {
            let texts = match value {
                Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
                one => one.as_str().into_iter().collect::<Vec<_>>(),
            };
            let known = names.entry(code.clone()).or_default();
            known.extend(texts.into_iter().map(|text| text.trim().to_lowercase()));
        }
    }
    let mut holders: BTreeMap<String, usize> = BTreeMap::new();
    for name in names.values().flatten() {
        *holders.entry(name.clone()).or_default() += 1;
    }
    let mut table = String::new();
    for (code, three) in &letters {
        let mut line = vec![code.as_str(), three.as_str()];
        for name in names.get(code).into_iter().flatten() {
            if holders[name] == 1 && name.len() > 3 {
                line.push(name);
            }
        }
        table += &line.join("\t");
        table.push('\n');
    }
    fs::write(to, table)?;
    Ok(())
}
