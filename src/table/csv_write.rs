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
    // Of most columns no cell needs quotes; one look at the whole tells.
    let plain: Vec<bool> = grid
        .columns
        .iter()
        .map(|column| !alone && !has_special(column.cells.joined().as_bytes(), delimiter))
        .collect();
    for row in 0..grid.rows() {
        for (at, column) in grid.columns.iter().enumerate() {
            if at > 0 {
                buffer.push(delimiter);
            }
            let text = column.cells.get(row);
            if plain[at] {
                buffer.extend_from_slice(text.as_bytes());
            } else {
                cell(text, delimiter, alone, &mut buffer);
            }
        }
        buffer.push(b'\n');
        if buffer.len() > 1 << 16 {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)
}

/// Whether a byte occurs that only quotes keep.
fn has_special(bytes: &[u8], delimiter: u8) -> bool {
    // Block by block without an early end, so that many bytes are compared at once.
    let special = [delimiter, b'"', b'\n', b'\r'];
    bytes.chunks(256).any(|block| {
        let found = |found: u8, &byte: &u8| {
            special
                .iter()
                .fold(found, |found, &one| found | u8::from(byte == one))
        };
        block.iter().fold(0, found) > 0
    })
}

/// One cell. An empty cell that is alone in its line needs quotes, or the line would be blank and be skipped.
fn cell(text: &str, delimiter: u8, alone: bool, buffer: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let needs_quotes = has_special(bytes, delimiter) || (alone && bytes.is_empty());
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
