//! Several files, or a pattern, as one table.

use super::{ReadOptions, Reading, RejectedRow, read_keeping};
use crate::model::{Column, Diagnostic, Diagnostics, Failure, Grid, Lines, Origin, Part, Texts};

/// The column that tells which file a row came from.
const SOURCE: &str = "source_file";

/// The files that paths and patterns such as `exports/*.csv` name; a pattern's files are sorted.
///
/// # Errors
/// A pattern that is malformed or names no file.
pub fn expand(paths: &[String]) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        let is_pattern = path.contains(['*', '?', '[']) && !std::path::Path::new(path).exists();
        if !is_pattern {
            found.push(path.clone());
            continue;
        }
        let wrong = |what: String| {
            Failure::usage(
                Diagnostic::error("E702", what)
                    .value(path)
                    .fix("name existing files"),
            )
        };
        let matches = glob::glob(path).map_err(|error| wrong(error.to_string()))?;
        let before = found.len();
        found.extend(
            matches
                .flatten()
                .filter(|path| path.is_file())
                .map(|path| path.to_string_lossy().into_owned()),
        );
        if found.len() == before {
            return Err(wrong(format!("no file fits `{path}`")));
        }
    }
    Ok(found)
}

/// Reads files as one table: columns are matched by their headers, a column that a file lacks is empty there, and `source_file` tells where each row is
/// from. One file is read as it is.
///
/// # Errors
/// As [`super::read_keeping`], for all files at once.
pub fn read_all(paths: &[String], options: &ReadOptions) -> Result<Reading, Failure> {
    if let [path] = paths {
        return read_keeping(path, options);
    }
    let mut readings = Vec::new();
    let mut problems = Diagnostics::new();
    for path in paths {
        match read_keeping(path, options) {
            Ok(reading) => readings.push(reading),
            Err(Failure::Data(found)) => problems.extend(found),
            Err(other) => return Err(other),
        }
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    Ok(combine(readings))
}

/// Where each row stands in its own file.
fn lines(readings: &[Reading]) -> Lines {
    let mut rows = Vec::new();
    for (file, reading) in readings.iter().enumerate() {
        let origin = &reading.grid.origin;
        rows.extend(
            (0..reading.grid.rows())
                .map(|row| (file as u32, origin.line(row).unwrap_or(row as u64 + 1))),
        );
    }
    Lines::Several {
        files: readings
            .iter()
            .map(|reading| Part {
                file: reading.grid.origin.file.clone(),
                has_lines: reading.grid.origin.line(0).is_some(),
            })
            .collect(),
        rows,
    }
}

/// The rejected rows of a file with their cells under the headers of the whole table.
fn aligned(reading: &Reading, whole: &Grid) -> Vec<RejectedRow> {
    let own: Vec<&str> = reading.grid.headers().collect();
    let align = |row: &RejectedRow| {
        let cell = |header: &str| {
            let at = own.iter().position(|own| *own == header);
            at.and_then(|at| row.cells.get(at).cloned())
        };
        let cells = whole.headers().map(|header| match cell(header) {
            Some(cell) => cell,
            None if header == SOURCE => reading.grid.origin.file.clone(),
            None => String::new(),
        });
        RejectedRow {
            cells: cells.collect(),
            problem: row.problem.clone(),
        }
    };
    reading.rejected.iter().map(align).collect()
}

fn combine(readings: Vec<Reading>) -> Reading {
    let mut headers: Vec<String> = Vec::new();
    for reading in &readings {
        for header in reading.grid.headers() {
            if !headers.iter().any(|known| known == header) {
                headers.push(header.to_owned());
            }
        }
    }
    let mut notes = Diagnostics::new();
    let mut columns: Vec<Column> = Vec::new();
    for header in &headers {
        let mut cells = Texts::new();
        let mut lacking = Vec::new();
        for reading in &readings {
            if let Some(column) = reading.grid.column(header) {
                for cell in column.cells.iter() {
                    cells.push(cell);
                }
            } else {
                lacking.push(reading.grid.origin.file.as_str());
                for _ in 0..reading.grid.rows() {
                    cells.push("");
                }
            }
        }
        if let Some(first) = lacking.first() {
            notes.push(
                Diagnostic::warning(
                    "W107",
                    format!(
                        "{} of {} files lack the column `{header}`",
                        lacking.len(),
                        readings.len()
                    ),
                )
                .in_file(*first)
                .fix("its cells are empty there"),
            );
        }
        columns.push(Column {
            name: header.clone(),
            cells,
            ..Column::default()
        });
    }
    if !headers.iter().any(|header| header == SOURCE) {
        columns.push(Column {
            name: SOURCE.to_owned(),
            cells: readings
                .iter()
                .flat_map(|reading| {
                    std::iter::repeat_n(&reading.grid.origin.file, reading.grid.rows())
                })
                .collect(),
            ..Column::default()
        });
    }
    let files: Vec<&str> = readings
        .iter()
        .map(|r| r.grid.origin.file.as_str())
        .collect();
    let hashes: Vec<&str> = readings
        .iter()
        .map(|r| r.grid.origin.sha256.as_str())
        .collect();
    let grid = Grid {
        columns,
        origin: Origin {
            file: files.join(" + "),
            lines: lines(&readings),
            sha256: if hashes.iter().all(|hash| hash.is_empty()) {
                String::new()
            } else {
                super::source::sha256(hashes.join("\n").as_bytes())
            },
            delimiter: readings.iter().find_map(|r| r.grid.origin.delimiter),
        },
    };
    let mut rejected = Vec::new();
    for reading in readings {
        rejected.extend(aligned(&reading, &grid));
        notes.extend(reading.notes);
    }
    Reading {
        grid,
        rejected,
        notes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_become_one_table_by_their_headers() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(path("b.csv"), "id,zip\n3,4\n").unwrap();
        std::fs::write(path("a.csv"), "id,city\n1,Rome\n").unwrap();
        let files = expand(&[path("*.csv")]).unwrap();
        assert_eq!(files, [path("a.csv"), path("b.csv")]);
        let reading = read_all(&files, &ReadOptions::default()).unwrap();
        let headers: Vec<&str> = reading.grid.headers().collect();
        assert_eq!(headers, ["id", "city", "zip", "source_file"]);
        let first: Vec<&str> = reading.grid.row(1).take(3).collect();
        assert_eq!(first, ["3", "", "4"]);
        assert_eq!(reading.notes.items.len(), 2);
        let site = crate::table::site(&reading.grid.select(&[1]), 0, 2);
        assert_eq!((site.file, site.line), (path("b.csv"), Some(2)));
        assert!(expand(&[path("*.xlsx")]).is_err());
    }
}
