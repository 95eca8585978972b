//! The plan itself, account by account, every column of its table included.

use super::{Cell, Kind, Sheet, SheetColumn};
use crate::model::{Column, Date, Decimal, Grid};

/// The rows of a plan's table, in its order. Columns of plain numbers become numbers; ids, postal codes and everything with a leading zero
/// or more digits than a spreadsheet keeps stay text.
pub fn assignments(grid: &Grid) -> Sheet {
    let mut sheet = Sheet::new("assignments", "Assignments");
    let kinds: Vec<Kind> = grid.columns.iter().map(kind).collect();
    sheet.columns = grid
        .columns
        .iter()
        .zip(&kinds)
        .map(|(column, &kind)| SheetColumn::new(&*column.name, kind))
        .collect();
    for row in 0..grid.rows() {
        let cells = grid.row(row).zip(&kinds);
        sheet.push(cells.map(|(text, &kind)| cell(text, kind)).collect());
    }
    sheet
}

/// A cell of a table as a typed one.
pub(super) fn cell(text: &str, kind: Kind) -> Cell {
    match kind {
        Kind::Number => Decimal::parse(text).map_or_else(|| Cell::text(text), Cell::Amount),
        Kind::Date => text.parse().map_or_else(|_| Cell::text(text), Cell::Date),
        _ => Cell::text(text),
    }
}

/// What a column of text holds.
pub(super) fn kind(column: &Column) -> Kind {
    let name = column.name.to_ascii_lowercase();
    let ends_in = |word: &str| {
        let before = name.strip_suffix(word);
        before.is_some_and(|before| before.is_empty() || before.ends_with(['_', ' ']))
    };
    if ends_in("id")
        || ["postal", "zip", "phone", "code"]
            .iter()
            .any(|word| name.contains(word))
    {
        return Kind::Id;
    }
    if matches!(name.as_str(), "change" | "reason") {
        return Kind::Key;
    }
    if ends_in("name") {
        return Kind::Text;
    }
    let known = || column.cells.iter().filter(|text| !text.is_empty());
    if known().next().is_none() {
        Kind::Text
    } else if known().all(is_number) {
        Kind::Number
    } else if known().all(|text| text.len() == 10 && text.parse::<Date>().is_ok()) {
        Kind::Date
    } else {
        Kind::Text
    }
}

/// Whether a spreadsheet can hold this number without changing what it says.
fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let long = digits.bytes().filter(u8::is_ascii_digit).count() > 15;
    !padded && !long && !text.starts_with('+') && Decimal::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(name: &str, cells: &[&str]) -> Kind {
        kind(&Column {
            name: name.to_owned(),
            cells: cells.iter().collect(),
            ..Column::default()
        })
    }

    #[test]
    fn ids_and_what_a_spreadsheet_would_change_stay_text() {
        assert_eq!(kind_of("account_id", &["1", "2"]), Kind::Id);
        assert_eq!(kind_of("postal_code", &["02139"]), Kind::Id);
        assert_eq!(kind_of("branch", &["007"]), Kind::Text);
        assert_eq!(kind_of("rep_name", &["279"]), Kind::Text);
        assert_eq!(kind_of("number", &["3152079000000153079"]), Kind::Text);
        assert_eq!(kind_of("potential", &["1.5", "", "-2"]), Kind::Number);
        assert_eq!(kind_of("share", &["0.5", "0"]), Kind::Number);
        assert_eq!(kind_of("renewal_date", &["2026-03-31", ""]), Kind::Date);
        assert_eq!(kind_of("empty", &["", ""]), Kind::Text);
    }
}
