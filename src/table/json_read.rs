//! NDJSON and JSON arrays: an object per row. Nested objects become `outer.inner`, lists of plain values are joined by `;`.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::read::{Reading, RejectedRow};
use crate::model::{Column, Diagnostic, Diagnostics, Excerpt, Grid, Lines, Origin, Site, Texts};

/// Whether text looks like JSON objects.
pub(super) fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("{\"")
        || text.starts_with("{ ")
        || text
            .strip_prefix('[')
            .is_some_and(|rest| rest.trim_start().starts_with('{'))
}

/// The table in JSON text.
pub(super) fn parse(text: &str, file: &str) -> Result<Reading, Diagnostics> {
    let mut table = Table::default();
    let mut rejected = Vec::new();
    let mut lines = Vec::new();
    let is_array = text.trim_start().starts_with('[');
    if is_array {
        let rows: Vec<Value> = serde_json::from_str(text).map_err(|error| {
            Diagnostics::from(bad(file, error.line() as u64, &error.to_string(), ""))
        })?;
        for (at, row) in rows.iter().enumerate() {
            if let Value::Object(object) = row {
                table.row(object);
            } else {
                let message = format!("row {} is not an object", at + 1);
                return Err(bad(file, 0, &message, "").into());
            }
        }
    } else {
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<Map<String, Value>>(line) {
                Ok(object) => {
                    table.row(&object);
                    lines.push(at as u64 + 1);
                }
                Err(error) => rejected.push(RejectedRow {
                    cells: vec![line.chars().take(10_000).collect()],
                    problem: bad(file, at as u64 + 1, &error.to_string(), line),
                }),
            }
        }
    }
    if table.rows == 0 && rejected.is_empty() {
        return Err(Diagnostic::error("E102", "the file has no rows")
            .in_file(file)
            .into());
    }
    if table.columns.len() > super::csv_read::MAX_COLUMNS {
        return Err(Diagnostic::error(
            "E107",
            format!("the rows have {} keys", table.columns.len()),
        )
        .in_file(file)
        .into());
    }
    if table.rows == 0 {
        return Err(Diagnostics {
            rows: rejected.len(),
            items: rejected.into_iter().map(|row| row.problem).collect(),
        });
    }
    for row in &mut rejected {
        row.cells.resize(table.columns.len().max(1), String::new());
    }
    Ok(Reading {
        grid: Grid {
            columns: table.finish(),
            origin: Origin {
                file: file.to_owned(),
                lines: if is_array {
                    Lines::Unnumbered
                } else {
                    Lines::Listed(lines)
                },
                sha256: String::new(),
                delimiter: None,
            },
        },
        rejected,
        notes: Diagnostics::new(),
    })
}

fn bad(file: &str, line: u64, message: &str, text: &str) -> Diagnostic {
    let problem = Diagnostic::error("E122", format!("not a JSON object: {message}"))
        .at(Site {
            file: file.to_owned(),
            line: (line > 0).then_some(line),
            ..Site::default()
        })
        .expected("one JSON object a line, or one array of objects")
        .fix("correct the line, or export the file again");
    if text.is_empty() {
        return problem;
    }
    let text: String = text.chars().take(90).collect();
    let len = text.chars().count().max(1);
    problem.excerpt(Excerpt {
        text,
        start: 0,
        len,
    })
}

/// Columns in the order in which their keys first appear.
#[derive(Default)]
struct Table {
    positions: HashMap<String, usize>,
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    fn row(&mut self, object: &Map<String, Value>) {
        for (key, value) in object {
            self.cell(key, value);
        }
        self.rows += 1;
    }

    fn cell(&mut self, key: &str, value: &Value) {
        if let Value::Object(inner) = value {
            for (name, value) in inner {
                self.cell(&format!("{key}.{name}"), value);
            }
            return;
        }
        let at = if let Some(&at) = self.positions.get(key) {
            at
        } else {
            self.positions.insert(key.to_owned(), self.columns.len());
            self.columns.push(Column {
                name: key.to_owned(),
                ..Column::default()
            });
            self.columns.len() - 1
        };
        let cells = &mut self.columns[at].cells;
        fill(cells, self.rows);
        if cells.len() == self.rows {
            cells.push(&text(value));
        }
    }

    fn finish(mut self) -> Vec<Column> {
        for column in &mut self.columns {
            fill(&mut column.cells, self.rows);
        }
        self.columns
    }
}

fn fill(cells: &mut Texts, rows: usize) {
    while cells.len() < rows {
        cells.push("");
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(";"),
        Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_and_arrays() {
        let text = "{\"id\":3152079000000153079,\"a\":{\"zip\":\"02139\"}}\n\n{\"id\":\"x\",\"n\":1.5,\"tags\":[\"a\",\"b\"]}\n";
        let grid = parse(text, "t.ndjson").unwrap().grid;
        let headers: Vec<&str> = grid.headers().collect();
        assert_eq!(headers, ["id", "a.zip", "n", "tags"]);
        assert_eq!(
            grid.row(0).collect::<Vec<_>>(),
            ["3152079000000153079", "02139", "", ""]
        );
        assert_eq!(grid.row(1).collect::<Vec<_>>(), ["x", "", "1.5", "a;b"]);
        assert_eq!(grid.origin.line(1), Some(3));
        let array = parse("[{\"id\":1},{\"id\":null}]", "t.json").unwrap().grid;
        assert_eq!(array.rows(), 2);
    }

    #[test]
    fn bad_lines_are_placed() {
        let reading = parse("{\"id\":1}\n{\"id\":\n", "t.ndjson").unwrap();
        assert_eq!(
            reading.rejected[0].problem.site.as_ref().unwrap().line,
            Some(2)
        );
        assert!(parse("[{\"id\":1}, 2]", "t.json").is_err());
    }
}
