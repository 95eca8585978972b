//! Delimited text out: cells as they are, quotes only where they are needed, `\n` at the end of each line.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::model::Grid;

/// Rows that are put into words in one go.
const CHUNK: usize = 1 << 12;

/// Chunks that wait in memory to be written.
const SIDE_BY_SIDE: usize = 16;

/// Writes header and rows.
pub(super) fn write(grid: &Grid, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let alone = grid.columns.len() == 1;
    let mut header = Vec::new();
    for (at, name) in grid.headers().enumerate() {
        if at > 0 {
            header.push(delimiter);
        }
        cell(name, delimiter, alone, &mut header);
    }
    header.push(b'\n');
    out.write_all(&header)?;
    let chunks = grid.rows().div_ceil(CHUNK);
    for first in (0..chunks).step_by(SIDE_BY_SIDE) {
        let parts: Vec<Vec<u8>> = (first..(first + SIDE_BY_SIDE).min(chunks))
            .into_par_iter()
            .map(|chunk| rows(grid, delimiter, chunk * CHUNK))
            .collect();
        for part in parts {
            out.write_all(&part)?;
        }
    }
    Ok(())
}

/// The text of a chunk of rows.
fn rows(grid: &Grid, delimiter: u8, first: usize) -> Vec<u8> {
    let alone = grid.columns.len() == 1;
    let mut buffer: Vec<u8> = Vec::with_capacity(1 << 18);
    for row in first..(first + CHUNK).min(grid.rows()) {
        for (at, column) in grid.columns.iter().enumerate() {
            if at > 0 {
                buffer.push(delimiter);
            }
            cell(column.cells.get(row), delimiter, alone, &mut buffer);
        }
        buffer.push(b'\n');
    }
    buffer
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
