//! What surrounds the table in a report export: titles above it, totals and notices below it.

use crate::model::Diagnostic;

/// How many records above the header are looked at.
const MAX_ABOVE: usize = 20;

/// How many records below the table are looked at.
const MAX_BELOW: usize = 12;

/// Words with which a total or a notice begins.
const BELOW: [&str; 14] = [
    "grand total",
    "total",
    "subtotal",
    "sum",
    "summe",
    "gesamt",
    "count",
    "copyright",
    "confidential",
    "generated",
    "report",
    "exported",
    "source:",
    "filtered by",
];

/// How many records stand above the header: a title, the name of who ran the report, blank cells. `filled` is the number of filled cells of each of the
/// first records.
pub(super) fn above(filled: &[usize]) -> usize {
    let mut later: Vec<usize> = filled.iter().copied().skip(1).collect();
    later.sort_unstable();
    let Some(&usual) = later.get(later.len() * 3 / 4) else {
        return 0;
    };
    if usual < 3 {
        return 0;
    }
    let above = filled
        .iter()
        .take(MAX_ABOVE)
        .take_while(|&&cells| cells <= 1 || cells * 3 < usual)
        .count();
    if above < filled.len() && above < MAX_ABOVE {
        above
    } else {
        0
    }
}

/// Which of the last records are totals and notices: counted from the end. Each record is its cells.
pub(super) fn below<'a>(
    columns: usize,
    last: impl DoubleEndedIterator<Item = Vec<&'a str>>,
) -> usize {
    if columns < 3 {
        return 0;
    }
    last.rev()
        .take(MAX_BELOW)
        .take_while(|cells| is_below(cells))
        .count()
}

fn is_below(cells: &[&str]) -> bool {
    let filled: Vec<&&str> = cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .collect();
    let Some(first) = filled.first() else {
        return true;
    };
    let lower = first.trim().to_lowercase();
    let total = BELOW[..7].iter().any(|word| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(char::is_alphabetic) || rest.starts_with('s'))
    });
    let notice = filled.len() == 1
        && (BELOW.iter().any(|word| lower.starts_with(word))
            || first.split_whitespace().count() > 3);
    // A total fills few cells: a customer called Total has an address too.
    notice || (total && filled.len() * 2 <= cells.len().max(2))
}

/// W103: what was left out, in its own words.
pub(super) fn note(path: &str, above: usize, below: usize, outside: &[String]) -> Diagnostic {
    let mut shown: String = outside
        .iter()
        .filter(|text| !text.is_empty())
        .take(3)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" / ");
    shown.truncate(
        shown
            .char_indices()
            .nth(100)
            .map_or(shown.len(), |(at, _)| at),
    );
    Diagnostic::warning(
        "W103",
        format!("{above} lines above the header and {below} below the table are not data"),
    )
    .in_file(path)
    .value(shown)
    .fix("they are left out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_above_the_header_are_found() {
        assert_eq!(above(&[1, 1, 5, 5, 4, 5]), 2);
        assert_eq!(above(&[5, 5, 4]), 0);
        assert_eq!(above(&[1, 1, 1]), 0);
        assert_eq!(above(&[3, 8, 8]), 0);
        assert_eq!(above(&[]), 0);
    }

    #[test]
    fn totals_and_notices_below_the_table_are_found() {
        let records = vec![
            vec!["A1", "Total Energies", "5", "Paris"],
            vec!["Grand Totals (35 records)", "", "5", ""],
            vec!["Copyright (c) 2026 salesforce.com, inc."],
            vec!["Confidential Information - Do Not Distribute"],
        ];
        assert_eq!(below(4, records.into_iter()), 3);
        assert_eq!(below(4, vec![vec!["A-1043"]].into_iter()), 0);
    }
}
