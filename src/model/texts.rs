//! A column of text in few allocations: a million cells cost their bytes and four more each, and a copy costs nothing until it is changed.

use std::sync::Arc;

use rayon::prelude::*;

/// A list of strings held in one buffer. Clones share it; the first change of a clone makes it its own.
#[derive(Debug, Clone, Default)]
pub struct Texts(Arc<Buffer>);

/// Cells one behind the other, in pieces: what several threads read is put together without being copied.
#[derive(Debug, Clone, Default)]
struct Buffer {
    /// Where each piece begins, and its text; no cell stands in two.
    pieces: Vec<(u32, String)>,
    /// Where each cell ends, counted through all pieces.
    ends: Vec<u32>,
}

impl Buffer {
    /// The text from `start` to `end`.
    #[inline]
    fn text(&self, start: u32, end: u32) -> &str {
        let (base, piece) = match &self.pieces[..] {
            [] => return "",
            [(_, piece)] => (0, piece),
            pieces => {
                let behind = pieces.partition_point(|&(base, _)| base <= start);
                let (base, piece) = &pieces[behind - 1];
                (*base, piece)
            }
        };
        &piece[(start - base) as usize..(end - base) as usize]
    }

    /// The end of all cells.
    fn end(&self) -> u32 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The piece that grows.
    fn last(&mut self) -> &mut String {
        if self.pieces.is_empty() {
            self.pieces.push((0, String::new()));
        }
        let at = self.pieces.len() - 1;
        &mut self.pieces[at].1
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.0.ends == other.0.ends && self.iter().eq(other.iter()))
    }
}

impl Eq for Texts {}

impl Texts {
    /// The most bytes that one column holds.
    pub const MAX_BYTES: usize = u32::MAX as usize;

    /// An empty column.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a cell. Where there are many, [`TextsBuilder`] is quicker.
    ///
    /// # Panics
    /// Beyond [`Texts::MAX_BYTES`]; readers check the size of a file first.
    #[inline]
    pub fn push(&mut self, text: &str) {
        let buffer = Arc::make_mut(&mut self.0);
        let end = end(buffer.end() as usize + text.len());
        buffer.last().push_str(text);
        buffer.ends.push(end);
    }

    /// Adds all cells of another column.
    ///
    /// # Panics
    /// Beyond [`Texts::MAX_BYTES`].
    pub fn append(&mut self, other: &Self) {
        let buffer = Arc::make_mut(&mut self.0);
        let shift = buffer.end();
        end(shift as usize + other.0.end() as usize);
        for (_, piece) in &other.0.pieces {
            buffer.last().push_str(piece);
        }
        let ends = other.0.ends.iter();
        buffer.ends.extend(ends.map(|end| end + shift));
    }

    /// The cell of a row.
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        let ends = &self.0.ends;
        let start = if row == 0 { 0 } else { ends[row - 1] };
        self.0.text(start, ends[row])
    }

    /// All cells one behind the other, in a few parts.
    pub fn parts(&self) -> impl Iterator<Item = &str> + '_ {
        self.0.pieces.iter().map(|(_, piece)| piece.as_str())
    }

    /// Number of cells.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.ends.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.0.ends.is_empty()
    }

    /// The cells in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone + '_ {
        let mut start = 0;
        self.0.ends.iter().map(move |&end| {
            let cell = self.0.text(start, end);
            start = end;
            cell
        })
    }

    /// Whether each cell is greater than the one before, as the ids of most exports are.
    pub fn ascend(&self) -> bool {
        (1..self.len())
            .into_par_iter()
            .all(|row| self.get(row - 1) < self.get(row))
    }

    /// The cells of `rows`, in that order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        rows.iter().map(|&row| self.get(row)).collect()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Texts {
    /// # Panics
    /// Beyond [`Texts::MAX_BYTES`].
    fn from_iter<I: IntoIterator<Item = S>>(iter: I) -> Self {
        let mut texts = TextsBuilder::default();
        for text in iter {
            texts.push(text.as_ref());
        }
        texts.finish()
    }
}

/// The end of a cell.
#[inline]
fn end(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("a column holds at most 4 GiB of text")
}

/// A column of text that grows.
#[derive(Debug, Clone, Default)]
pub struct TextsBuilder {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// What stands in front of `bytes`, each piece with where it begins; and where `bytes` do.
    before: Vec<(u32, Vec<u8>)>,
    base: u32,
}

impl TextsBuilder {
    /// Adds a cell.
    ///
    /// # Panics
    /// Beyond [`Texts::MAX_BYTES`]; readers check the size of a file first.
    #[inline]
    pub fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.close();
    }

    /// Adds a cell that stands in a longer text, `from..to`; short ones, as most cells are, quicker than [`TextsBuilder::push`] does.
    ///
    /// # Panics
    /// As [`TextsBuilder::push`].
    #[inline]
    pub fn push_part(&mut self, text: &str, from: usize, to: usize) {
        let cell = &text[from..to];
        match text.as_bytes()[from..].first_chunk::<16>() {
            // A copy whose length is known beforehand is one instruction; what is too much is cut off again.
            Some(window) if cell.len() <= window.len() => {
                let until = self.bytes.len() + cell.len();
                self.bytes.extend_from_slice(window);
                self.bytes.truncate(until);
                self.close();
            }
            _ => self.push(cell),
        }
    }

    /// Ends a cell here.
    #[inline]
    fn close(&mut self) {
        self.ends.push(end(self.base as usize + self.bytes.len()));
    }

    /// Adds all cells of another column, whose text is not copied.
    ///
    /// # Panics
    /// As [`TextsBuilder::push`].
    pub fn append(&mut self, other: Self) {
        let shift = end(self.base as usize + self.bytes.len());
        end(shift as usize + other.base as usize + other.bytes.len());
        self.ends.extend(other.ends.iter().map(|end| end + shift));
        let bytes = std::mem::replace(&mut self.bytes, other.bytes);
        self.before.push((self.base, bytes));
        let before = other.before.into_iter();
        self.before
            .extend(before.map(|(base, bytes)| (base + shift, bytes)));
        self.base = other.base + shift;
    }

    /// Makes room for so many times the cells that there are, and so many times their text.
    pub fn expect_times(&mut self, cells: f64, text: f64) {
        let more = |length: usize, times: f64| (length as f64 * (times - 1.0).max(0.0)) as usize;
        self.ends.reserve(more(self.ends.len(), cells));
        self.bytes.reserve(more(self.bytes.len(), text));
    }

    /// The column.
    ///
    /// # Panics
    /// Never: only whole texts were added.
    pub fn finish(self) -> Texts {
        let mut pieces = self.before;
        pieces.push((self.base, self.bytes));
        let text = |bytes| String::from_utf8(bytes).expect("whole texts were added");
        Texts(Arc::new(Buffer {
            pieces: pieces
                .into_iter()
                .map(|(base, bytes)| (base, text(bytes)))
                .collect(),
            ends: self.ends,
        }))
    }
}

/// Text without the blanks around it. Most cells have none, which two bytes tell.
#[inline]
pub fn trimmed(text: &str) -> &str {
    let visible = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x7f).contains(byte));
    let bytes = text.as_bytes();
    if visible(bytes.first()) && visible(bytes.last()) {
        text
    } else {
        text.trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_any_kind_are_trimmed() {
        for text in [
            "",
            " ",
            "a",
            " a",
            "a ",
            "\u{a0}a b\t",
            "é",
            "\u{3000}",
            "\u{7f}",
        ] {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }

    #[test]
    fn a_clone_is_its_own_once_it_changes() {
        let first: Texts = ["a", "b"].into_iter().collect();
        let mut second = first.clone();
        second.push("c");
        assert_eq!((first.len(), second.len()), (2, 3));
        assert_eq!(second.get(1), "b");
    }

    #[test]
    fn pieces_read_apart_are_one_column() {
        let builder = |cells: &[&str]| {
            let mut builder = TextsBuilder::default();
            for cell in cells {
                builder.push(cell);
            }
            builder
        };
        let (mut first, mut second) = (builder(&["", "a", ""]), builder(&["", "é"]));
        second.append(builder(&["", ""]));
        first.append(builder(&[]));
        first.append(second);
        first.push("last");
        let texts = first.finish();
        let cells = ["", "a", "", "", "é", "", "", "last"];
        assert_eq!(texts.iter().collect::<Vec<_>>(), cells);
        assert_eq!((0..8).map(|row| texts.get(row)).collect::<Vec<_>>(), cells);
        let whole: Texts = cells.into_iter().collect();
        assert_eq!(texts, whole);
        let mut twice = texts.clone();
        twice.append(&texts);
        twice.push("é");
        assert_eq!((twice.len(), twice.get(12), twice.get(16)), (17, "é", "é"));
    }

    #[test]
    fn gives_back_what_was_pushed_empty_cells_included() {
        let texts: Texts = ["a", "", "żółć"].into_iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "", "żółć"]);
        assert_eq!(
            texts.select(&[2, 0]).iter().collect::<Vec<_>>(),
            ["żółć", "a"]
        );
    }
}
