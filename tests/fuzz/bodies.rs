//! What is fuzzed: any bytes as a file, any text as cells. Called by `cargo fuzz` and by the test beside it.

use terr::{
    import::{CleanOptions, DayOrder, DecimalStyle, Kind, clean},
    model::{Column, Failure, Grid, Lines, Origin},
    table::{Format, ReadOptions, read_bytes, write},
};

/// Any bytes are a table, or problems with their places; says which.
pub fn tables(bytes: &[u8]) -> bool {
    let options = ReadOptions {
        max_memory: 1 << 22,
        ..ReadOptions::default()
    };
    match read_bytes(bytes, "fuzz", &options) {
        Ok(reading) => {
            let rows = reading.grid.rows();
            assert!(rows > 0 || !reading.rejected.is_empty());
            for column in &reading.grid.columns {
                assert_eq!(column.cells.len(), rows, "column {}", column.name);
            }
            for row in &reading.rejected {
                assert_eq!(row.cells.len(), reading.grid.columns.len(), "{row:?}");
            }
            cleaned(&reading.grid);
            true
        }
        Err(Failure::Data(problems)) => {
            assert!(problems.has_errors());
            // UTF-16 may count a line where bytes do not show one.
            let lines = bytes.len() as u64 + 1;
            for item in &problems.items {
                let line = item.site.as_ref().and_then(|site| site.line);
                assert!(line.unwrap_or(1) <= lines, "{item:?}");
                assert!(!item.message.is_empty());
            }
            false
        }
        Err(other) => panic!("{other}"),
    }
}

/// Any text in columns that terr reads, nine of them.
pub fn cells(texts: &[String]) {
    const HEADERS: [&str; 9] = [
        "account_id",
        "postal_code",
        "country",
        "latitude",
        "longitude",
        "employees",
        "annual_revenue",
        "last_activity",
        "locked",
    ];
    let columns = HEADERS
        .iter()
        .enumerate()
        .map(|(at, name)| Column {
            name: (*name).to_owned(),
            cells: texts.chunks_exact(9).map(|row| &row[at]).collect(),
            ..Column::default()
        })
        .collect();
    cleaned(&Grid {
        columns,
        origin: Origin {
            file: "fuzz".to_owned(),
            lines: Lines::Regular { first: 2 },
            sha256: String::new(),
            delimiter: Some(b','),
        },
    });
}

/// Cleans a table in every way: rows add up, and what is written can be written.
fn cleaned(grid: &Grid) {
    for (row_ids, style, days) in [
        (false, None, None),
        (true, Some(DecimalStyle::Point), Some(DayOrder::DayFirst)),
        (true, Some(DecimalStyle::Comma), Some(DayOrder::MonthFirst)),
    ] {
        let options = CleanOptions {
            survey: true,
            rejects: true,
            row_ids,
            decimal: style.map(|style| (None, style)).into_iter().collect(),
            dates: days,
            ..CleanOptions::default()
        };
        match clean(grid, Kind::Accounts, &options) {
            Ok(cleaned) => {
                let set_aside = cleaned.rejected.as_ref().map_or(0, Grid::rows);
                assert_eq!(cleaned.grid.rows() + set_aside, grid.rows(), "{grid:?}");
                let mut out = Vec::new();
                write(&cleaned.grid, Format::Csv, &mut out).unwrap();
            }
            Err(Failure::Data(problems)) => assert!(problems.has_errors()),
            Err(other) => panic!("{other}"),
        }
    }
}
