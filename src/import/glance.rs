//! Cells that are as they should be, seen at a glance: most tables were written by programs.

use super::number;
use crate::{model::Date, table::schema::FieldKind};

/// A question that tells at a glance of each cell of such a column that it stays as it is, unless fields are cut by semicolons, where a point may mean
/// thousands; `None` where there is no such question.
pub(super) fn glance(kind: FieldKind) -> Option<fn(&[u8]) -> bool> {
    Some(match kind {
        FieldKind::Number => |cell| cell.is_empty() || number::are_plain(cell),
        FieldKind::Amount => |cell| cell.is_empty() || is_plain_amount(cell),
        FieldKind::Count => is_plain_count,
        FieldKind::Date => |cell| cell.is_empty() || is_plain_date(cell),
        _ => return None,
    })
}

/// Digits and at most one point.
pub(super) fn is_plain_amount(cell: &[u8]) -> bool {
    !cell.starts_with(b"-") && number::are_plain(cell)
}

/// Digits alone, no more than are exact.
pub(super) fn is_plain_count(cell: &[u8]) -> bool {
    cell.len() <= 18 && cell.iter().all(u8::is_ascii_digit)
}

/// Year, month, day, of a year that is no day of a month.
fn is_plain_date(cell: &[u8]) -> bool {
    let date = str::from_utf8(cell).ok().filter(|text| text.len() == 10);
    date.is_some_and(|text| text.starts_with(['1', '2']) && text.parse::<Date>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{CleanOptions, cells::clean},
        *,
    };
    use crate::model::{Column, Grid};

    #[test]
    fn what_passes_stays_as_it_is() {
        let texts = [
            "",
            "5",
            "-5",
            "1.5",
            "1.234",
            ".",
            "-",
            " 5",
            "5 ",
            "1e3",
            "2026-03-31",
            "2026-02-30",
            "0012-03-31",
            "2026-03-31T00:00",
            "31/3/2026",
            "x",
            "123456789012345678",
            "1234567890123456789",
            "é",
        ];
        let options = CleanOptions::default();
        for kind in [
            FieldKind::Number,
            FieldKind::Amount,
            FieldKind::Count,
            FieldKind::Date,
        ] {
            let passes = glance(kind).unwrap();
            let passing = texts.iter().filter(|text| passes(text.as_bytes()));
            for text in passing.clone() {
                let column = Column {
                    cells: [text].into_iter().collect(),
                    ..Column::default()
                };
                let grid = Grid::of_headers(std::slice::from_ref(&column));
                let read = clean(0, &column, kind, &grid, &options).unwrap();
                assert_eq!(read.column, column, "{kind:?}");
                assert!(
                    read.issues.is_empty() && read.ranges == 0,
                    "{kind:?} {text}"
                );
            }
            assert!((2..8).contains(&passing.count()), "{kind:?}");
        }
    }
}
