//! Delimited text out: cells as they are, quotes only where they are needed, `\n` at the end of each line.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::model::Grid;

/// Rows that are put into words in one go.
const CHUNK: usize = 1 << 12;

/// Chunks of a batch.
const SIDE_BY_SIDE: usize = 16;

/// Writes header and rows.
///
/// While one batch of rows goes out, the next is put into words.
pub(super) fn write(grid: &Grid, delimiter: u8, out: &mut (dyn Write + Send)) -> io::Result<()> {
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
    // Of most columns no cell needs quotes; one look at the whole tells.
    let plain: Vec<bool> = grid
        .columns
        .par_iter()
        .map(|column| !alone && !has_special(column.cells.joined().as_bytes(), delimiter))
        .collect();
    let chunks = grid.rows().div_ceil(CHUNK);
    let batch = |first: usize| -> Vec<Vec<u8>> {
        (first..(first + SIDE_BY_SIDE).min(chunks))
            .into_par_iter()
            .map(|chunk| rows(grid, delimiter, &plain, chunk * CHUNK))
            .collect()
    };
    let mut ready = batch(0);
    for next in (SIDE_BY_SIDE..chunks + SIDE_BY_SIDE).step_by(SIDE_BY_SIDE) {
        let mut write = || ready.iter().try_for_each(|part| out.write_all(part));
        let (written, following) = rayon::join(&mut write, || batch(next));
        written?;
        ready = following;
    }
    Ok(())
}

/// The text of a chunk of rows.
fn rows(grid: &Grid, delimiter: u8, plain: &[bool], first: usize) -> Vec<u8> {
    let alone = grid.columns.len() == 1;
    let mut buffer: Vec<u8> = Vec::with_capacity(1 << 18);
    for row in first..(first + CHUNK).min(grid.rows()) {
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
    }
    buffer
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
