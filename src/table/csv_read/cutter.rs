//! Cuts records at full speed, by the rules of the `csv` crate: a quote counts at the beginning of a cell only, a quote inside quotes is written
//! twice, `\n`, `\r` and `\r\n` end a record, blank lines are none. The tests hold it against that crate.

use crate::model::TextsBuilder;

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

/// A cell of the record cut last: a part of the bytes, or of the cells that had to be written anew.
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
    cells: Vec<Cell>,
    rewritten: Vec<u8>,
}

impl<'a> Cutter<'a> {
    /// Begins where a record begins; its line is `line`.
    pub(super) fn new(bytes: &'a [u8], delimiter: u8, at: usize, line: u64) -> Self {
        Self {
            bytes,
            delimiter,
            at,
            line,
            cells: Vec::new(),
            rewritten: Vec::new(),
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
        self.cells.clear();
        self.rewritten.clear();
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
        self.cells.len()
    }

    /// Adds the cells of the record to `columns`; `text` is the bytes from `shift` on.
    pub(super) fn add_to(&self, columns: &mut [TextsBuilder], text: &str, shift: usize) {
        for (column, cell) in columns.iter_mut().zip(&self.cells) {
            if cell.rewritten {
                let cell = std::str::from_utf8(&self.rewritten[cell.from..cell.to]);
                column.push(cell.unwrap_or_default());
            } else {
                column.push_part(text, cell.from - shift, cell.to - shift);
            }
        }
    }

    /// The end of a cell without quotes: the next delimiter or line end.
    fn cell_end(&self, from: usize) -> usize {
        find(self.bytes, from, [self.delimiter, b'\n', b'\r'])
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
        let close = find(self.bytes, from, [b'"']);
        let inside = &self.bytes[from.min(close)..close];
        self.line += inside
            .iter()
            .map(|&byte| u64::from(byte == b'\n'))
            .sum::<u64>();
        close
    }
}

/// The position of the first byte from `from` on that is one of `wanted`, or the length: eight bytes at a time.
fn find<const N: usize>(bytes: &[u8], from: usize, wanted: [u8; N]) -> usize {
    const LOW: u64 = u64::MAX / 255;
    const HIGH: u64 = LOW << 7;
    let masks = wanted.map(|byte| u64::from(byte) * LOW);
    let mut at = from;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*eight);
        // A byte that is wanted is zero once the mask is taken off; subtracting one from it borrows. The lowest such bit is exact.
        let hits = masks.iter().fold(0, |hits, mask| {
            let off = word ^ mask;
            hits | (off.wrapping_sub(LOW) & !off & HIGH)
        });
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    (at..bytes.len())
        .find(|&at| wanted.contains(&bytes[at]))
        .unwrap_or(bytes.len())
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
            cutter.add_to(&mut cells, text, 0);
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
    fn lines_are_counted_inside_quotes_too() {
        let text = "a\n\"b\n\n\",c\r\n\nd";
        let mut cutter = Cutter::new(text.as_bytes(), b',', 0, 7);
        let lines = std::iter::from_fn(|| cutter.next().map(|record| record.line));
        assert_eq!(lines.collect::<Vec<_>>(), [7, 8, 12]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn cuts_as_the_csv_crate_does(parts in prop::collection::vec(
            prop::sample::select(vec!["\"", "\"\"", ",", "\n", "\r", "\r\n", "a", "bcdefghij", " ", "é", "\"x\"", ",\"", "\","]), 0..40)
        ) {
            let text = parts.concat();
            prop_assert_eq!(cut(&text), by_the_csv_crate(&text));
        }
    }
}
