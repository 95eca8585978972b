//! The rows of a file, read by all threads at once.
//!
//! The file is read in rounds. In each one every thread takes a stretch that is small enough to stay close to it, and what all of them read is put to what
//! there is. A stretch begins where a record seems to begin. Whether one does is certain only once everything before it is read: a line end may stand inside
//! quotes. Each stretch is therefore read to the end of the record that reaches past it, and counts only if the stretch before it ends where it began;
//! where a guess was wrong, the next round goes on from there.

use rayon::prelude::*;

use super::{MAX_RECORD, cutter::Cutter, lines::LineCounter};
use crate::{
    model::TextsBuilder,
    table::{Want, decode::sound_until},
};

/// So many bytes make a stretch.
const STRETCH: usize = 1 << 19;

/// A record begins where so many records in a row have the right number of cells.
const CONVINCING: usize = 4;

/// So many line ends are tried for the beginning of a stretch.
const TRIES: usize = 1 << 10;

/// Where the rows stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    /// The whole file, or a part of it that begins with a record.
    pub(super) bytes: &'a [u8],
    /// Whether all of it is known to be text: valid UTF-8 without NUL characters.
    pub(super) sound: bool,
    /// Whether the file goes on behind them: a record that reaches their end is not whole.
    pub(super) goes_on: bool,
    pub(super) delimiter: u8,
    /// What becomes of each cell of a row: as many as there should be.
    pub(super) wants: &'a [Want],
}

/// A row that does not fit: where it stands, to be judged by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) byte: usize,
    pub(super) line: u64,
}

/// What was read.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) columns: Vec<TextsBuilder>,
    pub(super) lines: LineCounter,
    pub(super) misfits: Vec<Misfit>,
    /// Whether all cells were as they were said to be that are checked and not kept.
    pub(super) as_said: bool,
    /// Where the last record begins, whether it fits or not.
    pub(super) last: Option<Misfit>,
    /// Where the stretch begins, and where the record behind it does.
    from: usize,
    pub(super) to: usize,
    /// The line of `to`.
    line: u64,
}

/// Rows that grow, round by round.
pub(super) struct Rounds {
    pub(super) rows: Rows,
    /// How many bytes of rows there are.
    expected: usize,
    stretch: usize,
    stretches: usize,
    /// Columns that no stretch needs now.
    spare: Vec<Vec<TextsBuilder>>,
}

impl Rounds {
    /// No rows yet: the first begins at `from`, on `line`, and about so many bytes of them are `expected`.
    pub(super) fn new(columns: usize, from: usize, line: u64, expected: usize) -> Self {
        // More stretches than threads: one that is done sooner takes another.
        let stretches = rayon::current_num_threads() * 2;
        Self::of(columns, from, line, expected, (STRETCH, stretches))
    }

    /// The same in rounds of so many stretches, each of so many bytes.
    fn of(
        columns: usize,
        from: usize,
        line: u64,
        expected: usize,
        (stretch, stretches): (usize, usize),
    ) -> Self {
        Self {
            rows: Rows::new(vec![TextsBuilder::default(); columns], from, line),
            expected,
            stretch,
            stretches,
            spare: Vec::new(),
        }
    }

    /// How many bytes make a round.
    pub(super) fn bytes() -> usize {
        STRETCH * rayon::current_num_threads() * 2
    }

    /// Goes on in another part of the file, whose first byte is the next to be read.
    pub(super) fn go_on(&mut self) {
        self.rows.from = 0;
        self.rows.to = 0;
        self.rows.last = None;
    }

    /// Reads the rows from where it stands to the end of `body`.
    pub(super) fn read(&mut self, body: Body<'_>) {
        let end = body.bytes.len();
        while self.rows.to < end {
            let before = self.rows.to;
            self.round(body, end.min(before + self.stretch * self.stretches));
            if self.rows.to == before {
                break;
            }
            if self.expected > 0 {
                let times = self.expected as f64 / (self.rows.to - before) as f64;
                for column in &mut self.rows.columns {
                    column.expect_times(times * 1.02);
                }
                self.expected = 0;
            }
        }
    }

    /// Reads the records that begin before `until`.
    fn round(&mut self, body: Body<'_>, until: usize) {
        let begins = body.begins(self.rows.to, self.stretch, self.stretches);
        let ends = begins.iter().skip(1).copied().chain([until]);
        let columns = || vec![TextsBuilder::default(); body.wants.len()];
        let tasks: Vec<_> = begins
            .iter()
            .zip(ends)
            .map(|(&begin, end)| (begin, end, self.spare.pop().unwrap_or_else(columns)))
            .collect();
        let pieces: Vec<Rows> = tasks
            .into_par_iter()
            .map(|(begin, end, columns)| body.stretch(begin, end, columns))
            .collect();
        for piece in pieces {
            // Otherwise it began inside a record.
            let mut columns = if piece.from == self.rows.to {
                self.rows.append(piece)
            } else {
                piece.columns
            };
            columns.iter_mut().for_each(TextsBuilder::clear);
            self.spare.push(columns);
        }
    }
}

impl Body<'_> {
    /// Where the stretches of a round begin, the first at `from`.
    fn begins(&self, from: usize, stretch: usize, stretches: usize) -> Vec<usize> {
        let mut begins = vec![from];
        for at in 1..stretches {
            let near = from + stretch * at;
            if near < self.bytes.len() {
                begins.extend(
                    self.record_near(near, stretch)
                        .filter(|begin| begins.last() < Some(begin)),
                );
            }
        }
        begins
    }

    /// Where a record seems to begin, behind a line end in the `stretch` from `at` on.
    fn record_near(&self, at: usize, stretch: usize) -> Option<usize> {
        let end = self.bytes.len().min(at + stretch);
        let mut from = at;
        for _ in 0..TRIES {
            from += memchr::memchr(b'\n', self.bytes.get(from..end)?)? + 1;
            let mut cutter = Cutter::new(self.bytes, self.delimiter, from, 0);
            let begin = cutter.begin()?;
            if (0..CONVINCING).all(|_| cutter.next().is_none() || cutter.len() == self.wants.len())
            {
                return Some(begin);
            }
        }
        None
    }

    /// Reads the records that begin from `from` on and before `until` into `columns`; the line of `from` is called 1.
    fn stretch(&self, from: usize, until: usize, columns: Vec<TextsBuilder>) -> Rows {
        let mut rows = Rows::new(columns, from, 1);
        let mut cutter = Cutter::new(self.bytes, self.delimiter, from, 1);
        let sound = if self.sound {
            self.bytes.len()
        } else {
            from + sound_until(self.bytes.get(from..until).unwrap_or_default())
        };
        while cutter.begin().is_some_and(|begin| begin < until)
            && let Some(record) = cutter.next()
        {
            if self.goes_on && record.end == self.bytes.len() {
                rows.as_said &= cutter.store(&mut rows.columns, self.wants);
                (rows.to, rows.line) = (record.byte, record.line);
                return rows;
            }
            let place = Misfit {
                byte: record.byte,
                line: record.line,
            };
            rows.last = Some(place);
            let bytes = &self.bytes[record.byte..record.end];
            let fits = cutter.len() == self.wants.len()
                && bytes.len() <= MAX_RECORD
                && (record.end <= sound || sound_until(bytes) == bytes.len());
            if !fits {
                rows.misfits.push(place);
                continue;
            }
            rows.as_said &= cutter.keep(&mut rows.columns, self.wants);
            rows.lines.push(record.line);
        }
        rows.as_said &= cutter.store(&mut rows.columns, self.wants);
        rows.to = cutter.begin().unwrap_or(self.bytes.len());
        rows.line = cutter.line();
        rows
    }
}

impl Rows {
    /// No rows yet.
    fn new(columns: Vec<TextsBuilder>, from: usize, line: u64) -> Self {
        Self {
            columns,
            lines: LineCounter::default(),
            misfits: Vec::new(),
            as_said: true,
            last: None,
            from,
            to: from,
            line,
        }
    }

    /// Adds what stands behind, whose lines are counted from 1. Its columns are handed back.
    fn append(&mut self, next: Self) -> Vec<TextsBuilder> {
        let shift = self.line - 1;
        (&mut self.columns, &next.columns)
            .into_par_iter()
            .for_each(|(column, more)| column.append(more));
        self.lines.append(next.lines, shift);
        let moved = |place: Misfit| Misfit {
            line: place.line + shift,
            ..place
        };
        self.misfits.extend(next.misfits.into_iter().map(moved));
        self.as_said &= next.as_said;
        self.last = next.last.map(moved).or(self.last);
        self.to = next.to;
        self.line = next.line + shift;
        next.columns
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, stretch: usize, stretches: usize) -> Rows {
        let body = Body {
            bytes: text.as_bytes(),
            sound: false,
            goes_on: false,
            delimiter: b',',
            wants: &[Want::Keep; 2],
        };
        let mut rounds = Rounds::of(2, 0, 1, text.len(), (stretch, stretches));
        rounds.read(body);
        rounds.rows
    }

    fn shown(
        rows: Rows,
    ) -> (
        Vec<TextsBuilder>,
        crate::model::Lines,
        Vec<Misfit>,
        Option<Misfit>,
    ) {
        (rows.columns, rows.lines.finish(), rows.misfits, rows.last)
    }

    #[test]
    fn a_stretch_that_begins_inside_quotes_is_read_again() {
        let inside = "1,2\n".repeat(50);
        let text = format!("a,b\n{inside}x,\"{inside}\"\n{inside}");
        let body = Body {
            bytes: text.as_bytes(),
            sound: false,
            goes_on: false,
            delimiter: b',',
            wants: &[Want::Keep; 2],
        };
        assert!(body.record_near(text.len() / 2, text.len()).is_some());
        let whole = rows(&text, text.len() / 2, 2);
        assert_eq!(whole.lines.rows, 1 + 50 + 1 + 50);
        assert_eq!(shown(whole), shown(rows(&text, text.len(), 1)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_the_same_in_any_number_of_stretches(
            parts in prop::collection::vec(prop::sample::select(
                vec!["a,b\n", "1,\"x\ny\"\r\n", "\n", "ragged\n", "\"", "n\0l,\n", "é,\"5\"\" pipe\"\n", "c,d\n"],
            ), 0..60),
            stretch in 1_usize..40,
            stretches in 1_usize..6,
        ) {
            let text = parts.concat();
            prop_assert_eq!(shown(rows(&text, stretch, stretches)), shown(rows(&text, usize::MAX / 8, 1)));
        }
    }
}
