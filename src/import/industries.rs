//! Industries that are misspelt: a rule such as `industry = 'technology'` never finds `technolgy`.

use std::collections::BTreeMap;

use super::finding::Finding;
use crate::{model::Grid, table::site};

/// Words of the industry lists that CRMs ship, long enough that one wrong letter is a slip.
const WORDS: [&str; 40] = [
    "aerospace",
    "agriculture",
    "apparel",
    "automotive",
    "banking",
    "biotechnology",
    "chemicals",
    "communications",
    "construction",
    "consulting",
    "distribution",
    "education",
    "electronics",
    "employment",
    "energy",
    "engineering",
    "entertainment",
    "environmental",
    "finance",
    "financial",
    "government",
    "healthcare",
    "hospitality",
    "insurance",
    "logistics",
    "machinery",
    "manufacturing",
    "marketing",
    "medical",
    "pharmaceuticals",
    "recreation",
    "restaurants",
    "retail",
    "services",
    "shipping",
    "software",
    "technology",
    "telecommunications",
    "transportation",
    "utilities",
];

/// Distinct values up to which a column is a list of industries and not free text.
const LISTED: usize = 500;

/// W296: values of the industry column `at` with a word that is one slip away from a usual one.
pub(super) fn misspelt(grid: &Grid, at: usize) -> Option<Finding> {
    let column = &grid.columns[at];
    let mut values: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (row, cell) in column.cells.iter().enumerate() {
        values.entry(cell).or_insert((0, row)).0 += 1;
        if values.len() > LISTED {
            return None;
        }
    }
    let slips: Vec<(&str, &str, usize, usize)> = values
        .iter()
        .filter_map(|(&value, &(cells, row))| Some((value, meant(value)?, cells, row)))
        .collect();
    let first = slips.iter().map(|slip| slip.3).min()?;
    let shown: Vec<String> = slips
        .iter()
        .take(5)
        .map(|(value, word, cells, _)| format!("{value} ({cells}): {word}?"))
        .collect();
    Some(
        Finding::new(
            "W296",
            slips.iter().map(|slip| slip.2).sum(),
            format!("`{}` holds industries that look misspelt", column.name),
        )
        .at(site(grid, first, at), &shown.join(", "))
        .fix("they pass through, and rules see them as they stand: correct them in the CRM, or name them in the rules as they are"),
    )
}

/// The usual word that a word of `value` is one slip away from.
fn meant(value: &str) -> Option<&'static str> {
    let lower = value.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphabetic());
    words
        .filter(|word| word.len() >= 6 && !WORDS.contains(word))
        .find_map(|word| {
            WORDS.iter().copied().find(|&usual| {
                // one or many is no slip
                let number =
                    usual.strip_suffix('s') == Some(word) || word.strip_suffix('s') == Some(usual);
                !number && strsim::damerau_levenshtein(word, usual) == 1
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_seen_and_other_words_are_not() {
        assert_eq!(meant("technolgy"), Some("technology"));
        assert_eq!(meant("Financal Services"), Some("financial"));
        assert_eq!(meant("Retial"), Some("retail"));
        for fine in [
            "Technology",
            "Chemical",
            "Utility",
            "Service",
            "sector",
            "Retail & Wholesale",
            "Marketing",
            "Media",
            "",
        ] {
            assert_eq!(meant(fine), None, "{fine}");
        }
    }
}
