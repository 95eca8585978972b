//! Cuts records at full speed, by the rules of the `csv` crate: a quote counts at the beginning of a cell only, a quote inside quotes is written
//! twice, `\n`, `\r` and `\r\n` end a record, blank lines are none. The tests hold it against that crate.

use wide::u8x16;

use crate::{model::TextsBuilder, table::Want};

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// Its first byte.
    pub(super) byte: usize,
    /// The byte behind its last one, the line end not counted.
    pub(super) end: usize,
    /// Its line, counted from that of the cutter.
    pub(super) line: u64,
}

/// A cell: a part of the bytes, or of the cells that had to be written anew.
#[derive(Debug, Clone, Copy)]
struct Cell {
    from: usize,
    to: usize,
    rewritten: bool,
}

impl Cell {
    /// A part of the bytes.
    fn part(from: usize, to: usize) -> Self {
        Self {
            from,
            to,
            rewritten: false,
        }
    }
}

/// Goes through the bytes, a record at a time.
pub(super) struct Cutter<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
    line: u64,
    /// The cells of the records that wait to be stored, and of the last one, from `begun` on.
    cells: Vec<Cell>,
    begun: usize,
    rewritten: Vec<u8>,
    /// Where the block begins that was looked at last, and which of its bytes may end a cell.
    block: usize,
    marks: u64,
}

/// So many cells at most wait to be stored.
const WAITING: usize = 1 << 10;

/// So many bytes are looked at together.
const BLOCK: usize = 64;

impl<'a> Cutter<'a> {
    /// Begins where a record begins; its line is `line`.
    pub(super) fn new(bytes: &'a [u8], delimiter: u8, at: usize, line: u64) -> Self {
        Self {
            bytes,
            delimiter,
            at,
            line,
            cells: Vec::new(),
            begun: 0,
            rewritten: Vec::new(),
            block: usize::MAX,
            marks: 0,
        }
    }

    /// Goes to where the next record begins, past line ends; `None` at the end of the bytes.
    pub(super) fn begin(&mut self) -> Option<usize> {
        loop {
            match self.bytes.get(self.at)? {
                b'\n' => self.line += 1,
                b'\r' => {}
                _ => return Some(self.at),
            }
            self.at += 1;
        }
    }

    /// The line at which it has arrived.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Cuts the next record.
    pub(super) fn next(&mut self) -> Option<Record> {
        let (byte, line) = (self.begin()?, self.line);
        self.cells.truncate(self.begun);
        loop {
            let (cell, next) = if self.bytes.get(self.at) == Some(&b'"') {
                self.quoted(self.at + 1)
            } else {
                let to = self.cell_end(self.at);
                (Cell::part(self.at, to), to)
            };
            self.cells.push(cell);
            self.at = next;
            if self.bytes.get(next) != Some(&self.delimiter) {
                let end = next;
                return Some(Record { byte, end, line });
            }
            self.at += 1;
        }
    }

    /// How many cells the record has.
    pub(super) fn len(&self) -> usize {
        self.cells.len() - self.begun
    }

    /// Keeps the record, which has as many cells as there are columns; it is stored with others, a column at a time. Answers as
    /// [`Cutter::store`] does.
    pub(super) fn keep(&mut self, columns: &mut [TextsBuilder], wants: &[Want]) -> bool {
        self.begun = self.cells.len();
        self.begun < WAITING || self.store(columns, wants)
    }

    /// Stores of the records that wait what is wanted, and answers whether all cells are as they were said to be.
    pub(super) fn store(&mut self, columns: &mut [TextsBuilder], wants: &[Want]) -> bool {
        let of_each = columns.len();
        let mut fits = true;
        for (at, (column, want)) in columns.iter_mut().zip(wants).enumerate() {
            let cells = self.cells[..self.begun].iter().skip(at).step_by(of_each);
            let mut parts = cells.map(|cell| {
                let source = if cell.rewritten {
                    &self.rewritten
                } else {
                    self.bytes
                };
                (source, cell.from, cell.to)
            });
            match want {
                Want::Keep => column.push_parts(parts),
                Want::Check(is_fine) => {
                    fits &= parts.all(|(source, from, to)| is_fine(&source[from..to]));
                }
                Want::Skip => {}
            }
        }
        self.cells.clear();
        self.rewritten.clear();
        self.begun = 0;
        fits
    }

    /// The end of a cell without quotes: the next delimiter or line end.
    #[inline]
    fn cell_end(&mut self, from: usize) -> usize {
        let mut block = from - from % BLOCK;
        if block != self.block {
            self.look_at(block);
        }
        let mut marks = self.marks & (u64::MAX << (from % BLOCK));
        while marks == 0 {
            block += BLOCK;
            if block >= self.bytes.len() {
                return self.bytes.len();
            }
            self.look_at(block);
            marks = self.marks;
        }
        block + marks.trailing_zeros() as usize
    }

    /// Marks the bytes of a block that may end a cell.
    fn look_at(&mut self, block: usize) {
        let rest = self.bytes.get(block..).unwrap_or_default();
        let wanted = [self.delimiter, b'\n', b'\r'];
        self.block = block;
        self.marks = if let Some(bytes) = rest.first_chunk() {
            marks(bytes, wanted)
        } else {
            let mut last = [0; BLOCK];
            last[..rest.len()].copy_from_slice(rest);
            marks(&last, wanted) & !(u64::MAX << rest.len())
        };
    }

    /// The cell whose opening quote stands in front of `from`, and where it ends. Without quotes inside and text behind it is a part of the bytes.
    fn quoted(&mut self, from: usize) -> (Cell, usize) {
        let close = self.closing(from);
        match self.bytes.get(close + 1) {
            Some(&next) if next != self.delimiter && next != b'\n' && next != b'\r' => {
                self.rewrite(from, close)
            }
            _ => (Cell::part(from, close), (close + 1).min(self.bytes.len())),
        }
    }

    /// The cell written anew: a doubled quote once, and what stands behind the closing quote as it is.
    fn rewrite(&mut self, mut from: usize, mut close: usize) -> (Cell, usize) {
        let begin = self.rewritten.len();
        while self.bytes.get(close + 1) == Some(&b'"') {
            self.rewritten.extend_from_slice(&self.bytes[from..=close]);
            from = close + 2;
            close = self.closing(from);
        }
        self.rewritten.extend_from_slice(&self.bytes[from..close]);
        let behind = (close + 1).min(self.bytes.len());
        let end = self.cell_end(behind);
        self.rewritten.extend_from_slice(&self.bytes[behind..end]);
        let cell = Cell {
            from: begin,
            to: self.rewritten.len(),
            rewritten: true,
        };
        (cell, end)
    }

    /// The next quote, or the end of the bytes; the lines on the way are counted.
    fn closing(&mut self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let inside = memchr::memchr(b'"', rest).map_or(rest, |at| &rest[..at]);
        self.line += memchr::memchr_iter(b'\n', inside).count() as u64;
        from.min(self.bytes.len()) + inside.len()
    }
}

/// Which bytes of a block are one of `wanted`, the first as the lowest bit.
#[inline]
fn marks<const N: usize>(block: &[u8; BLOCK], wanted: [u8; N]) -> u64 {
    let wanted = wanted.map(u8x16::splat);
    let (parts, _) = block.as_chunks::<16>();
    parts.iter().rev().fold(0, |marks, part| {
        let bytes = u8x16::new(*part);
        let none = u8x16::splat(0);
        let hits = wanted
            .iter()
            .fold(none, |hits, &wanted| hits | bytes.cmp_eq(wanted));
        marks << 16 | u64::from(hits.move_mask().cast_unsigned())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<Vec<String>> {
        let mut cutter = Cutter::new(text.as_bytes(), b',', 0, 1);
        let mut records = Vec::new();
        while cutter.next().is_some() {
            let mut cells = vec![TextsBuilder::default(); cutter.len()];
            let wants = vec![Want::Keep; cells.len()];
            cutter.keep(&mut cells, &wants);
            cutter.store(&mut cells, &wants);
            let cells = cells.into_iter().map(TextsBuilder::finish);
            records.push(cells.map(|cell| cell.get(0).to_owned()).collect());
        }
        records
    }

    fn by_the_csv_crate(text: &str) -> Vec<Vec<String>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn quotes_count_at_the_beginning_of_a_cell_only() {
        assert_eq!(
            cut("a,5\" pipe,\"b\"\"c\"d\"\n"),
            [["a", "5\" pipe", "b\"cd\""]]
        );
        assert_eq!(
            cut("\"\",\"x,\ny\"\r\n\r\n\n,\n"),
            [["", "x,\ny"], ["", ""]]
        );
        assert_eq!(cut("a,\"never closed\n"), [["a", "never closed\n"]]);
        assert_eq!(cut("a,\"\""), [["a", ""]]);
        assert_eq!(cut("a,\""), [["a", ""]]);
    }

    #[test]
    fn keeps_what_is_wanted_and_checks_what_is_not() {
        let is_digit: fn(&[u8]) -> bool = |cell| cell.iter().all(u8::is_ascii_digit);
        let wants = [Want::Keep, Want::Skip, Want::Check(is_digit)];
        for (text, fits) in [("a,b,1\nc,d,\n", true), ("a,b,1\nc,d,\"x\"\"\"\n", false)] {
            let mut cutter = Cutter::new(text.as_bytes(), b',', 0, 1);
            let mut columns = vec![TextsBuilder::default(); 3];
            while cutter.next().is_some() {
                assert!(cutter.keep(&mut columns, &wants));
            }
            assert_eq!(cutter.store(&mut columns, &wants), fits, "{text}");
            let [kept, skipped, checked] = columns.try_into().unwrap();
            assert_eq!(kept.finish().joined(), "ac");
            assert!(skipped.finish().is_empty() && checked.finish().is_empty());
        }
    }

    #[test]
    fn lines_are_counted_inside_quotes_too() {
        let text = "a\n\"b\n\n\",c\r\n\nd";
        let mut cutter = Cutter::new(text.as_bytes(), b',', 0, 7);
        let lines = std::iter::from_fn(|| cutter.next().map(|record| record.line));
        assert_eq!(lines.collect::<Vec<_>>(), [7, 8, 12]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn marks_the_wanted_bytes_and_no_others(block: [u8; BLOCK], near in 0_u8..3, delimiter: u8) {
            // Bytes one more or less than a wanted one are the ones that a carry could take along.
            let block = block.map(|byte| if byte % 2 == 0 { delimiter.wrapping_add(near).wrapping_sub(1) } else { byte });
            let wanted = [delimiter, b'\n', b'\r'];
            let naive = block.iter().rev().fold(0, |marks, byte| marks << 1 | u64::from(wanted.contains(byte)));
            prop_assert_eq!(marks(&block, wanted), naive);
        }

        #[test]
        fn cuts_as_the_csv_crate_does(parts in prop::collection::vec(
            prop::sample::select(vec!["\"", "\"\"", ",", "\n", "\r", "\r\n", "a", "bcdefghij", " ", "é", "\"x\"", ",\"", "\","]), 0..40)
        ) {
            let text = parts.concat();
            prop_assert_eq!(cut(&text), by_the_csv_crate(&text));
        }
    }
}
