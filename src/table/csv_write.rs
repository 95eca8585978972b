//! Delimited text out: cells as they are, quotes only where they are needed, `\n` at the end of each line.

use std::io::{self, Write};

use crate::model::Grid;

/// Writes header and rows.
pub(super) fn write(grid: &Grid, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let alone = grid.columns.len() == 1;
    let mut buffer: Vec<u8> = Vec::with_capacity(1 << 17);
    for (at, name) in grid.headers().enumerate() {
        if at > 0 {
            buffer.push(delimiter);
        }
        cell(name, delimiter, alone, &mut buffer);
    }
    buffer.push(b'\n');
    for row in 0..grid.rows() {
        for (at, column) in grid.columns.iter().enumerate() {
            if at > 0 {
                buffer.push(delimiter);
            }
            cell(column.cells.get(row), delimiter, alone, &mut buffer);
        }
        buffer.push(b'\n');
        if buffer.len() > 1 << 16 {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)
}

/// One cell. An empty cell that is alone in its line needs quotes, or the line would be blank and be skipped.
fn cell(text: &str, delimiter: u8, alone: bool, buffer: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let special = |&byte: &u8| byte == delimiter || byte == b'"' || byte == b'\n' || byte == b'\r';
    let needs_quotes = bytes.iter().any(special) || (alone && bytes.is_empty());
    if !needs_quotes {
        buffer.extend_from_slice(bytes);
        return;
    }
    buffer.push(b'"');
    for &byte in bytes {
        if byte == b'"' {
            buffer.push(b'"');
        }
        buffer.push(byte);
    }
    buffer.push(b'"');
}
