//! The rows of a file, read by all threads at once.
//!
//! The file is cut into as many stretches as there are threads, each where a record seems to begin. Whether one does is certain only once everything before
//! it is read: a line end may stand inside quotes. Each stretch is therefore read to the end of the record that reaches past it, and counts only if the
//! stretch before it ends where it began; where a guess was wrong, one thread reads on from there.

use rayon::prelude::*;

use super::{MAX_RECORD, cutter::Cutter, lines::LineCounter};
use crate::model::TextsBuilder;

/// A thread is worth its trouble for so many bytes.
const WORTHWHILE: usize = 1 << 20;

/// So many rows tell how much room the others need.
const SAMPLE: usize = 1 << 10;

/// A record begins where so many records in a row have the right number of cells.
const CONVINCING: usize = 4;

/// So many line ends are tried for the beginning of a stretch.
const TRIES: usize = 1 << 10;

/// Where the rows stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    /// The whole file.
    pub(super) bytes: &'a [u8],
    pub(super) delimiter: u8,
    /// How many cells each row should have.
    pub(super) columns: usize,
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
    /// Where the last record begins, whether it fits or not.
    pub(super) last: Option<Misfit>,
    /// Where the stretch begins, and where the record behind it does.
    from: usize,
    to: usize,
    /// The line of `to`.
    line: u64,
}

/// Reads the rows from the record that begins at `from`, on `line`.
pub(super) fn read(body: Body<'_>, from: usize, line: u64) -> Rows {
    let worthwhile = (body.bytes.len() - from.min(body.bytes.len())) / WORTHWHILE;
    read_in(
        body,
        from,
        line,
        rayon::current_num_threads().min(worthwhile),
    )
}

/// The same in at most so many stretches.
fn read_in(body: Body<'_>, from: usize, line: u64, stretches: usize) -> Rows {
    let end = body.bytes.len();
    let mut begins = vec![from];
    for stretch in 1..stretches {
        let near = from + (end - from) / stretches * stretch;
        begins.extend(
            body.record_near(near)
                .filter(|begin| begins.last() < Some(begin)),
        );
    }
    let ends: Vec<usize> = begins.iter().skip(1).copied().chain([end]).collect();
    let mut read: Vec<Rows> = (&begins, &ends)
        .into_par_iter()
        .map(|(&begin, &until)| {
            // What the others read is added to the first.
            let (line, room) = if begin == from {
                (line, end)
            } else {
                (1, until)
            };
            body.stretch(begin, until, line, room)
        })
        .collect();
    let mut whole = read.remove(0);
    for next in read {
        if whole.to == next.from {
            whole.append(next, 1);
        } else {
            // What followed began inside a record.
            let rest = body.stretch(whole.to, end, whole.line, end);
            whole.append(rest, whole.line);
            break;
        }
    }
    whole
}

impl Body<'_> {
    /// Where a record seems to begin, behind a line end near `at`.
    fn record_near(&self, at: usize) -> Option<usize> {
        let mut from = at;
        (0..TRIES).find_map(|_| {
            from += self
                .bytes
                .get(from..)?
                .iter()
                .position(|&byte| byte == b'\n')?
                + 1;
            let mut cutter = Cutter::new(self.bytes, self.delimiter, from, 0);
            let begin = cutter.begin()?;
            (0..CONVINCING)
                .all(|_| cutter.next().is_none() || cutter.len() == self.columns)
                .then_some(begin)
        })
    }

    /// Reads the records that begin from `from` on and before `until`, with room for those up to `room`.
    fn stretch(&self, from: usize, until: usize, line: u64, room: usize) -> Rows {
        let mut rows = Rows {
            columns: vec![TextsBuilder::default(); self.columns],
            lines: LineCounter::default(),
            misfits: Vec::new(),
            last: None,
            from,
            to: from,
            line,
        };
        let part = &self.bytes[from..until];
        let has_nul = part.contains(&0);
        let text = std::str::from_utf8(part).ok();
        let mut cutter = Cutter::new(self.bytes, self.delimiter, from, line);
        while cutter.begin().is_some_and(|begin| begin < until)
            && let Some(record) = cutter.next()
        {
            let place = Misfit {
                byte: record.byte,
                line: record.line,
            };
            rows.last = Some(place);
            // What is known of the stretch holds for all its records but the last, which may reach past it.
            let inside = record.end <= until;
            let bytes = &self.bytes[record.byte..record.end];
            let fits = cutter.len() == self.columns
                && bytes.len() <= MAX_RECORD
                && !((has_nul || !inside) && bytes.contains(&0));
            let text = match text {
                _ if !fits => None,
                Some(text) if inside => Some((text, from)),
                _ => std::str::from_utf8(bytes)
                    .ok()
                    .map(|text| (text, record.byte)),
            };
            let Some((text, shift)) = text else {
                rows.misfits.push(place);
                continue;
            };
            cutter.add_to(&mut rows.columns, text, shift);
            rows.lines.push(record.line);
            if rows.lines.rows == SAMPLE {
                let times = (room - from) as f64 / (record.end - from) as f64;
                for column in &mut rows.columns {
                    column.expect_times(times * 1.02);
                }
            }
        }
        rows.to = cutter.begin().unwrap_or(self.bytes.len());
        rows.line = cutter.line();
        rows
    }
}

impl Rows {
    /// Adds what stands behind: its lines are counted from `from`.
    fn append(&mut self, next: Self, from: u64) {
        let shift = self.line - from;
        (&mut self.columns, &next.columns)
            .into_par_iter()
            .for_each(|(column, more)| column.append(more));
        self.lines.append(next.lines, shift);
        let moved = |place: Misfit| Misfit {
            line: place.line + shift,
            ..place
        };
        self.misfits.extend(next.misfits.into_iter().map(moved));
        self.last = next.last.map(moved).or(self.last);
        self.to = next.to;
        self.line = next.line + shift;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, stretches: usize) -> Rows {
        let body = Body {
            bytes: text.as_bytes(),
            delimiter: b',',
            columns: 2,
        };
        read_in(body, 0, 1, stretches)
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
            delimiter: b',',
            columns: 2,
        };
        assert!(body.record_near(text.len() / 2).is_some());
        let whole = rows(&text, 2);
        assert_eq!(whole.lines.rows, 1 + 50 + 1 + 50);
        assert_eq!(shown(whole), shown(rows(&text, 1)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_the_same_in_any_number_of_stretches(
            parts in prop::collection::vec(prop::sample::select(
                vec!["a,b\n", "1,\"x\ny\"\r\n", "\n", "ragged\n", "\"", "n\0l,\n", "é,\"5\"\" pipe\"\n", "c,d\n"],
            ), 0..60),
            stretches in 2_usize..6,
        ) {
            let text = parts.concat();
            prop_assert_eq!(shown(rows(&text, stretches)), shown(rows(&text, 1)));
        }
    }
}
