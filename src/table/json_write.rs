//! JSON out: an object per row, in one array or one a line; missing values are `null`.

use std::io::{self, Write};

use super::types::{is_json_number, written_kind};
use crate::model::{ColumnKind, Grid};

/// Writes all rows: as an array, or with `lines` as one object a line.
pub(super) fn write(grid: &Grid, lines: bool, out: &mut dyn Write) -> io::Result<()> {
    let kinds: Vec<ColumnKind> = grid.columns.iter().map(written_kind).collect();
    let keys: Vec<String> = grid.headers().map(quoted).collect();
    let mut buffer = String::with_capacity(1 << 17);
    let rows = grid.rows();
    if !lines {
        buffer.push_str("[\n");
    }
    for row in 0..rows {
        buffer.push('{');
        for (at, column) in grid.columns.iter().enumerate() {
            if at > 0 {
                buffer.push(',');
            }
            buffer.push_str(&keys[at]);
            buffer.push(':');
            value(column.cells.get(row), kinds[at], &mut buffer);
        }
        buffer.push('}');
        if !lines && row + 1 < rows {
            buffer.push(',');
        }
        buffer.push('\n');
        if buffer.len() > 1 << 16 {
            out.write_all(buffer.as_bytes())?;
            buffer.clear();
        }
    }
    if !lines {
        buffer.push_str("]\n");
    }
    out.write_all(buffer.as_bytes())
}

fn value(cell: &str, kind: ColumnKind, buffer: &mut String) {
    match kind {
        _ if cell.is_empty() => buffer.push_str("null"),
        ColumnKind::Integer | ColumnKind::Float if is_json_number(cell) => buffer.push_str(cell),
        ColumnKind::Boolean => buffer.push_str(cell),
        _ => buffer.push_str(&quoted(cell)),
    }
}

/// The text in quotes, escaped.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
