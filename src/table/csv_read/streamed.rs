//! Large files of plain text, a window at a time: they are never held as a whole. Whatever is odd is left to the reader of whole files, who knows what to say.

use std::{
    fs::{self, File},
    io::{self, Read},
    mem,
};

use sha2::{Digest, Sha256};

use super::{
    Parser, ends_in_quotes,
    stretches::{Body, Misfit, Rounds},
};
use crate::{
    model::Texts,
    table::{ReadOptions, Reading, Wants, read::plain_delimiter, source::hex},
};

/// From this size on a file is worth the trouble.
const LARGE: u64 = 4 << 20;

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The table in a large file, if it is as most are: UTF-8 with a header in the first line, each row with as many cells, nothing above or below, every cell
/// that is `wanted` to be checked as it should be.
pub(in crate::table) fn read_large(
    path: &str,
    options: &ReadOptions,
    wanted: &Wants,
) -> Option<Reading> {
    let meta = fs::metadata(path).ok()?;
    let fits = (LARGE..=Texts::MAX_BYTES as u64).contains(&meta.len());
    if !meta.is_file() || !fits {
        return None;
    }
    let file = File::open(path).ok()?;
    let length = meta.len() as usize;
    stream(file, length, path, options, wanted, Rounds::bytes())
}

/// The table in about so many bytes, of which a window holds so many at a time.
fn stream(
    mut source: impl Read + Send,
    length: usize,
    path: &str,
    options: &ReadOptions,
    wanted: &Wants,
    window: usize,
) -> Option<Reading> {
    if options.no_header || options.marks.is_some() || options.encoding.is_some() {
        return None;
    }
    let (mut now, mut next) = (Window::new(window), Window::new(window));
    now.fill(&mut source).ok()?;
    if now.bytes().starts_with(MARK) {
        now.begin += MARK.len();
    }
    let delimiter = plain_delimiter(now.bytes(), path, options)?;
    let mut parser = Parser::new(path, delimiter);
    let top = parser.top(now.bytes(), true).ok()?;
    if !top.outside.is_empty() || top.byte == now.bytes().len() {
        return None;
    }
    let wants = wanted(&parser.columns);
    let mut rounds = Rounds::new(wants.len(), top.byte, top.line, length);
    let mut hash = options.hashed.then(Sha256::new);
    let body = Body {
        bytes: b"",
        sound: false,
        goes_on: true,
        delimiter,
        wants: &wants,
    };
    loop {
        let cut = || {
            rayon::join(
                || hash.as_mut().map(|hash| hash.update(now.fresh())),
                || {
                    rounds.read(Body {
                        bytes: now.bytes(),
                        ..body
                    });
                },
            )
        };
        let (filled, _) = rayon::join(|| next.fill(&mut source), cut);
        filled.ok()?;
        if next.bytes().is_empty() {
            rounds.read(Body {
                bytes: now.bytes(),
                goes_on: false,
                ..body
            });
        }
        if !rounds.rows.misfits.is_empty() || !rounds.rows.as_said {
            return None;
        }
        if next.bytes().is_empty() {
            break;
        }
        next.put_before(&now.bytes()[rounds.rows.to..])?;
        rounds.go_on();
        mem::swap(&mut now, &mut next);
    }
    if let Some(Misfit { byte, .. }) = parser.take(rounds.rows, now.bytes(), &wants)
        && ends_in_quotes(&now.bytes()[byte..], delimiter)
    {
        return None;
    }
    if parser.lines.rows == 0 || parser.drop_lines_below(&mut Vec::new()) > 0 {
        return None;
    }
    let mut reading = parser.finish();
    reading.grid.origin.sha256 = hash.map_or(String::new(), |hash| hex(&hash.finalize()));
    Some(reading)
}

/// A part of a file, with room before it for the record that the part before it had no end of.
struct Window {
    room: Vec<u8>,
    begin: usize,
    end: usize,
}

impl Window {
    fn new(length: usize) -> Self {
        Self {
            room: vec![0; length * 2],
            begin: length,
            end: length,
        }
    }

    fn bytes(&self) -> &[u8] {
        &self.room[self.begin..self.end]
    }

    /// Without what was put before them.
    fn fresh(&self) -> &[u8] {
        &self.room[self.room.len() / 2..self.end]
    }

    /// Reads the next bytes: fewer than there is room for at the end of the file only.
    fn fill(&mut self, source: &mut impl Read) -> io::Result<()> {
        self.begin = self.room.len() / 2;
        self.end = self.begin;
        while self.end < self.room.len() {
            match source.read(&mut self.room[self.end..]) {
                Ok(0) => break,
                Ok(more) => self.end += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Puts the beginning of a record before the bytes, if it is not too long.
    fn put_before(&mut self, record: &[u8]) -> Option<()> {
        self.begin = self.begin.checked_sub(record.len())?;
        self.room[self.begin..][..record.len()].copy_from_slice(record);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        model::Column,
        table::{read_bytes, wants::keep_all},
    };

    /// Such small windows tell nothing of the delimiter.
    fn options(hashed: bool) -> ReadOptions {
        ReadOptions {
            delimiter: Some(b','),
            hashed,
            ..ReadOptions::default()
        }
    }

    fn streamed(bytes: &[u8], window: usize, hashed: bool) -> Option<Reading> {
        stream(
            bytes,
            bytes.len(),
            "t.csv",
            &options(hashed),
            &keep_all,
            window,
        )
    }

    #[test]
    fn cells_that_nobody_wants_are_empty_and_those_that_are_checked_must_pass() {
        use crate::table::Want;
        let wants = |check: fn(&[u8]) -> bool| {
            move |columns: &[Column]| {
                assert_eq!(columns[2].name, "c");
                vec![Want::Keep, Want::Skip, Want::Check(check)]
            }
        };
        let text = b"a,b,c\n1,x,5\n2,\"y\nz\",6\n3,,7\n";
        let with =
            |wanted: &Wants| stream(&text[..], text.len(), "t.csv", &options(true), wanted, 16);
        let reading = with(&wants(|cell| cell.len() == 1)).unwrap();
        let cells: Vec<Vec<&str>> = (0..3).map(|row| reading.grid.row(row).collect()).collect();
        assert_eq!(cells, [["1", "", ""], ["2", "", ""], ["3", "", ""]]);
        assert_eq!(reading.grid.origin.line(2), Some(5));
        assert_eq!(reading.grid.origin.sha256, hex(&Sha256::digest(text)));
        assert!(with(&wants(|cell| cell != b"6")).is_none());
    }

    #[test]
    fn plain_text_is_read_in_windows_and_hashed_on_the_way() {
        let text = "\u{feff}id,name\r\n1,\"a, \"\"b\"\"\"\r\n2,\"c\nd\"\r\n3,é";
        let whole = read_bytes(text.as_bytes(), "t.csv", &options(false)).unwrap();
        for window in 14..50 {
            let mut reading = streamed(text.as_bytes(), window, true)
                .unwrap_or_else(|| panic!("a window of {window}"));
            let hash = mem::take(&mut reading.grid.origin.sha256);
            assert_eq!(hash, hex(&Sha256::digest(text)));
            assert_eq!(reading.grid, whole.grid);
        }
    }

    #[test]
    fn what_is_odd_is_left_to_others() {
        let odd: [&[u8]; 10] = [
            b"a,b\n1,2\n3\n",
            b"a,b\n1,2\n3,\"4\n",
            b"a,b\n1,2\n3,\0\n",
            b"a,b\n1,2\n3,caf\xe9\n",
            b"a,b\n1,2\n3,\xc3",
            b"a,a\n1,2\n",
            b"a,b\n",
            b"PAR1,b\n1,2\n",
            b"a,b,c,d\n1,2,3,4\nTotal,,,4\n",
            b"a,b\n1,a record that no window holds\n",
        ];
        for bytes in odd {
            assert!(streamed(bytes, 14, false).is_none(), "{bytes:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_in_windows_as_it_reads_the_whole(
            parts in prop::collection::vec(prop::sample::select(
                vec!["1,2\n", "a,\"x\ny\"\r\n", "\n", "\r\n", "é,\"5\"\" pipe\"\n", "c,\"d\"\r", ",\n", "\"", "ragged\n"],
            ), 0..40),
            window in 8_usize..80,
        ) {
            let text = format!("id,name\n{}", parts.concat());
            if let Some(reading) = streamed(text.as_bytes(), window, false) {
                let whole = read_bytes(text.as_bytes(), "t.csv", &options(false)).unwrap();
                prop_assert!(whole.rejected.is_empty() && whole.notes.items.is_empty());
                prop_assert_eq!(reading.grid, whole.grid);
            }
        }
    }
}
