//! Sales files and order lines as exports write them: dates and amounts made plain, in place.

use super::{
    CleanOptions,
    cells::{self, is_missing},
};
use crate::{
    model::{Date, Failure, Grid, Texts},
    table::schema::FieldKind,
};

/// Makes dates ISO and amounts plain numbers in two columns of a table; a column that the table lacks is left to whoever
/// needs it. A cell that cannot be read stays as it is, and so does a column of periods that has ISO dates already: what is
/// written in two ways is for a person to settle.
///
/// # Errors
/// [`Failure::Data`]: days and months, or decimal signs, that can be read in two ways.
pub fn sales(
    mut grid: Grid,
    period: &str,
    amount: &str,
    options: &CleanOptions,
) -> Result<Grid, Failure> {
    let iso = |cell: &str| cell.trim().parse::<Date>().is_ok();
    for (name, kind) in [(period, FieldKind::Date), (amount, FieldKind::Number)] {
        let Some(at) = grid.position(name) else {
            continue;
        };
        let column = &grid.columns[at];
        if kind == FieldKind::Date && column.cells.iter().any(iso) {
            continue;
        }
        let read = cells::clean(at, column, kind, &grid, options).map_err(|problem| {
            let fix = match kind {
                FieldKind::Date => "write dates as year-month-day",
                _ => "write amounts with a decimal point and nothing between thousands",
            };
            Failure::data(problem.in_file(&grid.origin.file).fix(fix))
        })?;
        let both = column.cells.iter().zip(read.column.cells.iter());
        let plain: Texts = both
            .map(|(cell, read)| {
                let unreadable = read.is_empty() && !is_missing(cell, &options.nulls);
                if unreadable { cell } else { read }
            })
            .collect();
        grid.columns[at].cells = plain;
    }
    Ok(grid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{ReadOptions, read_bytes};

    fn plain(rows: &str) -> Result<Vec<String>, Failure> {
        let text = format!("when;what\n{rows}");
        let grid = read_bytes(text.as_bytes(), "sales.csv", &ReadOptions::default())?.grid;
        let grid = sales(grid, "when", "what", &CleanOptions::default())?;
        let rows = 0..grid.rows();
        Ok(rows
            .map(|row| grid.row(row).collect::<Vec<_>>().join(" "))
            .collect())
    }

    #[test]
    fn dates_and_amounts_of_exports_become_plain() {
        assert_eq!(
            plain("11/8/2016;$1,250.50\n12/31/2016;(20)\nsoon;much\n;\n").unwrap(),
            ["2016-11-08 1250.50", "2016-12-31 -20", "soon much", " "]
        );
        assert_eq!(
            plain("31.12.2016;1.250,5\n2016 Q3;7\n").unwrap(),
            ["2016-12-31 1250.5", "2016 Q3 7"]
        );
        // Quarters and months are no dates.
        assert_eq!(
            plain("2025-Q3;1\n2025-03;2\n").unwrap(),
            ["2025-Q3 1", "2025-03 2"]
        );
    }

    #[test]
    fn two_ways_of_writing_dates_are_left_for_a_person_to_settle() {
        assert_eq!(
            plain("2016-11-08;1\n12/31/2016;2\n").unwrap(),
            ["2016-11-08 1", "12/31/2016 2"]
        );
        let Err(Failure::Data(problems)) = plain("1/2/2016;1\n3/4/2016;2\n") else {
            panic!("guessed");
        };
        assert_eq!(problems.items[0].code, "E121");
    }
}
