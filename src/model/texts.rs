//! A column of text in two allocations: a million cells cost their bytes and four more each, and a copy costs nothing until it is changed.

use std::sync::Arc;

use rayon::prelude::*;

/// A list of strings held in one buffer. Clones share it; the first change of a clone makes it its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(Arc<Buffer>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Buffer {
    bytes: String,
    ends: Vec<u32>,
}

impl Texts {
    /// The most bytes that one column holds.
    pub const MAX_BYTES: usize = u32::MAX as usize;

    /// An empty column.
    pub fn new() -> Self {
        Self::default()
    }

    /// So many empty cells.
    pub fn blank(cells: usize) -> Self {
        Self(Arc::new(Buffer {
            bytes: String::new(),
            ends: vec![0; cells],
        }))
    }

    /// Adds a cell. Where there are many, [`TextsBuilder`] is quicker.
    ///
    /// # Panics
    /// Beyond [`Texts::MAX_BYTES`]; readers check the size of a file first.
    #[inline]
    pub fn push(&mut self, text: &str) {
        let buffer = Arc::make_mut(&mut self.0);
        buffer.bytes.push_str(text);
        buffer.ends.push(end(buffer.bytes.len()));
    }

    /// Adds all cells of another column.
    ///
    /// # Panics
    /// Beyond [`Texts::MAX_BYTES`].
    pub fn append(&mut self, other: &Self) {
        let buffer = Arc::make_mut(&mut self.0);
        let shift = end(buffer.bytes.len());
        buffer.bytes.push_str(&other.0.bytes);
        end(buffer.bytes.len());
        let ends = other.0.ends.iter();
        buffer.ends.extend(ends.map(|end| end + shift));
    }

    /// The cell of a row.
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        let ends = &self.0.ends;
        let start = if row == 0 { 0 } else { ends[row - 1] as usize };
        &self.0.bytes[start..ends[row] as usize]
    }

    /// All cells, one behind the other.
    pub fn joined(&self) -> &str {
        &self.0.bytes
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
            let cell = &self.0.bytes[start..end as usize];
            start = end as usize;
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextsBuilder {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl TextsBuilder {
    /// Adds a cell.
    ///
    /// # Panics
    /// Beyond [`Texts::MAX_BYTES`]; readers check the size of a file first.
    #[inline]
    pub fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(end(self.bytes.len()));
    }

    /// Adds cells, each a part `from..to` of other bytes, quicker than [`TextsBuilder::push`] does one by one. They must be text, of which
    /// [`TextsBuilder::finish`] makes sure.
    ///
    /// # Panics
    /// As [`TextsBuilder::push`].
    pub fn push_parts<'a>(
        &mut self,
        parts: impl ExactSizeIterator<Item = (&'a [u8], usize, usize)> + Clone,
    ) {
        const WINDOW: usize = 16;
        let more: usize = parts.clone().map(|(_, from, to)| to - from).sum();
        let mut at = self.bytes.len();
        let until = end(at + more) as usize;
        self.bytes.resize(until + WINDOW, 0);
        self.ends.reserve(parts.len());
        for (bytes, from, to) in parts {
            let length = to - from;
            let (cell, room) = (&bytes[from..], &mut self.bytes[at..]);
            match (cell.first_chunk::<WINDOW>(), room.first_chunk_mut()) {
                // A copy whose length is known beforehand is one instruction; what is too much is overwritten.
                (Some(cell), Some(room)) if length <= WINDOW => *room = *cell,
                _ => room[..length].copy_from_slice(&cell[..length]),
            }
            at += length;
            self.ends.push(at as u32);
        }
        self.bytes.truncate(until);
    }

    /// Adds all cells of another column.
    ///
    /// # Panics
    /// As [`TextsBuilder::push`].
    pub fn append(&mut self, other: &Self) {
        let shift = end(self.bytes.len());
        self.bytes.extend_from_slice(&other.bytes);
        end(self.bytes.len());
        self.ends.extend(other.ends.iter().map(|end| end + shift));
    }

    /// Takes all cells out again; the room stays.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Makes room for so many times the cells that there are, each as long as they are on average.
    pub fn expect_times(&mut self, times: f64) {
        let more = |length: usize| (length as f64 * (times - 1.0).max(0.0)) as usize;
        self.ends.reserve(more(self.ends.len()));
        self.bytes.reserve(more(self.bytes.len()));
    }

    /// The column.
    ///
    /// # Panics
    /// Where [`TextsBuilder::push_parts`] was given something else than text.
    pub fn finish(self) -> Texts {
        let bytes = String::from_utf8(self.bytes).expect("whole texts were added");
        let ends = self.ends;
        Texts(Arc::new(Buffer { bytes, ends }))
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
    fn gives_back_what_was_pushed_empty_cells_included() {
        let texts: Texts = ["a", "", "żółć"].into_iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "", "żółć"]);
        assert_eq!(
            texts.select(&[2, 0]).iter().collect::<Vec<_>>(),
            ["żółć", "a"]
        );
    }
}
