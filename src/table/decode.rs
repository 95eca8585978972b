//! Bytes become text: by the encoding that the user names, by a byte order mark, or by looking.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use rayon::prelude::*;

use crate::model::{Diagnostic, Failure};

/// Text, and what the user should know about how it was read. Bytes that are not UTF-8 stay as they are, for the reader to report with their place.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// Whether they are known to be valid UTF-8 without NUL characters.
    pub(super) sound: bool,
    pub(super) note: Option<Diagnostic>,
}

impl<'a> Decoded<'a> {
    /// Bytes that should be UTF-8.
    fn plain(bytes: &'a [u8]) -> Self {
        Self {
            bytes: Cow::Borrowed(bytes),
            sound: is_sound(bytes),
            note: None,
        }
    }

    /// Text that was in another encoding.
    fn text(text: String, note: Option<Diagnostic>) -> Self {
        Self {
            bytes: Cow::Owned(text.into_bytes()),
            sound: false,
            note,
        }
    }
}

/// How many of the first bytes are valid UTF-8 without NUL characters.
pub(super) fn sound_until(bytes: &[u8]) -> usize {
    let until = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    match std::str::from_utf8(&bytes[..until]) {
        Ok(_) => until,
        Err(error) => error.valid_up_to(),
    }
}

/// Decodes a file.
///
/// # Errors
/// An encoding that nobody knows; bytes that are not in the encoding named; bytes that could be of several code pages.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    path: &str,
    named: Option<&str>,
) -> Result<Decoded<'a>, Failure> {
    if let Some(name) = named {
        return by_name(bytes, path, name);
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        if encoding == UTF_8 {
            return Ok(Decoded::plain(&bytes[length..]));
        }
        return by_encoding(&bytes[length..], path, encoding);
    }
    if let Some(encoding) = wide(bytes) {
        return by_encoding(bytes, path, encoding);
    }
    let plain = Decoded::plain(bytes);
    // Valid UTF-8 beyond ASCII somewhere, but not everywhere: a damaged file, of which the reader reports each bad cell.
    if plain.sound || std::str::from_utf8(bytes).is_ok() || has_utf8_letters(bytes) {
        return Ok(plain);
    }
    guess(bytes, path)
}

/// Whether all is valid UTF-8 without NUL characters; each thread looks at parts that begin where a character does, and are small enough to be looked at
/// twice in passing.
fn is_sound(bytes: &[u8]) -> bool {
    const PART: usize = 1 << 18;
    let continues = |byte: &&u8| (0x80..0xc0).contains(*byte);
    let begin = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        bytes
            .len()
            .min(at + rest.iter().take_while(continues).count())
    };
    (0..bytes.len().div_ceil(PART)).into_par_iter().all(|part| {
        let from = if part == 0 { 0 } else { begin(part * PART) };
        let to = begin((part + 1) * PART);
        from >= to || sound_until(&bytes[from..to]) == to - from
    })
}

/// UTF-16 without a mark: every other byte of Western text is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match half {
        0..=3 => None,
        _ if odd * 10 >= half * 6 && even * 10 < half => Some(UTF_16LE),
        _ if even * 10 >= half * 6 && odd * 10 < half => Some(UTF_16BE),
        _ => None,
    }
}

fn by_name<'a>(bytes: &'a [u8], path: &str, name: &str) -> Result<Decoded<'a>, Failure> {
    if let Some(page) = code_page(name) {
        let text = match oem_cp::code_table::DECODING_TABLE_CP_MAP.get(&page) {
            Some(table) => table.decode_string_lossy(bytes),
            None => return Err(unknown(name)),
        };
        return Ok(Decoded::text(text, None));
    }
    let Some(encoding) = Encoding::for_label(name.trim().as_bytes()) else {
        return Err(unknown(name));
    };
    let (by_mark, length) = Encoding::for_bom(bytes).unwrap_or((encoding, 0));
    let bytes = if by_mark == encoding {
        &bytes[length..]
    } else {
        bytes
    };
    if encoding == UTF_8 {
        return Ok(Decoded::plain(bytes));
    }
    by_encoding(bytes, path, encoding)
}

/// `cp850`, `850`, `ibm437`.
fn code_page(name: &str) -> Option<u16> {
    let lower = name.trim().to_ascii_lowercase();
    let digits = ["cp", "ibm", "dos-", "oem"]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix))
        .unwrap_or(&lower);
    let page: u16 = digits.trim_start_matches('-').parse().ok()?;
    // 125x are Windows' own; encoding_rs knows them better.
    (!(1250..=1258).contains(&page)).then_some(page)
}

fn by_encoding<'a>(
    bytes: &'a [u8],
    path: &str,
    encoding: &'static Encoding,
) -> Result<Decoded<'a>, Failure> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken {
        let line = text
            .split('\u{fffd}')
            .next()
            .unwrap_or_default()
            .matches('\n')
            .count()
            + 1;
        return Err(Failure::data(
            Diagnostic::error("E104", format!("the text is not valid {}", encoding.name()))
                .at(crate::model::Site {
                    file: path.to_owned(),
                    line: Some(line as u64),
                    ..crate::model::Site::default()
                })
                .fix("name another encoding: --encoding windows-1252, --encoding cp850"),
        ));
    }
    Ok(Decoded::text(text.into_owned(), None))
}

/// Neither marked nor UTF-8: an old code page. The usual guess is Windows-1252, and a guess that yields control characters is wrong: those bytes are
/// letters in the code pages of DOS.
fn guess<'a>(bytes: &'a [u8], path: &str) -> Result<Decoded<'a>, Failure> {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let controls = text
        .chars()
        .filter(|c| ('\u{80}'..='\u{9f}').contains(c))
        .count();
    let odd = text
        .chars()
        .filter(|c| matches!(c, 'ÿ' | 'þ' | 'ð'))
        .count();
    // Few bytes are no ground to take a file for Chinese: what is not a code page of Windows is named, not taken.
    let usual = encoding.is_single_byte() && encoding.name().starts_with("windows-");
    if broken || controls > 0 || !usual || (odd > 0 && encoding == WINDOWS_1252) {
        return Err(Failure::data(dos(bytes, path, encoding, controls)));
    }
    let note = Diagnostic::warning(
        "W104",
        format!("the text is not UTF-8; it is read as {}", encoding.name()),
    )
    .in_file(path)
    .value(sample(&text))
    .fix("if letters look wrong, name the encoding: --encoding cp850");
    Ok(Decoded::text(text.into_owned(), Some(note)))
}

/// E104: a guess that yields control characters.
fn dos(bytes: &[u8], path: &str, guess: &'static Encoding, controls: usize) -> Diagnostic {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let line = bytes[..first].split(|&byte| byte == b'\n').count();
    let from = bytes[..first]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1);
    let until = bytes[first..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(bytes.len(), |at| first + at);
    let shown = oem_cp::code_table::DECODING_TABLE_CP_MAP
        .get(&850)
        .map(|table| table.decode_string_lossy(&bytes[from..until.min(from + 200)]))
        .unwrap_or_default();
    let mut problem = Diagnostic::error("E104", "the text is not valid UTF-8")
        .at(crate::model::Site {
            file: path.to_owned(),
            line: Some(line as u64),
            ..crate::model::Site::default()
        })
        .expected(format!(
            "UTF-8, or an encoding that is named; by looking it would be {}, with {controls} control characters",
            guess.name()
        ))
        .fix("name the encoding: --encoding cp850 (Western Europe under DOS), --encoding cp437, --encoding windows-1252");
    problem.value = Some(format!("as cp850, line {line} reads: {}", shown.trim()));
    problem
}

/// Whether a valid UTF-8 sequence beyond ASCII stands somewhere.
fn has_utf8_letters(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// The first words with a letter beyond ASCII.
fn sample(text: &str) -> String {
    let at = text.find(|c: char| !c.is_ascii()).unwrap_or(0);
    let from = text[..at]
        .rfind(['\n', ',', ';', '\t'])
        .map_or(0, |found| found + 1);
    text[from..]
        .chars()
        .take_while(|c| !matches!(c, '\n' | ',' | ';' | '\t'))
        .take(40)
        .collect()
}

fn unknown(name: &str) -> Failure {
    Failure::usage(
        Diagnostic::error(
            "E110",
            format!("`{name}` is not an encoding that terr knows"),
        )
        .value(name)
        .expected("utf-8, utf-16le, utf-16be, windows-1252, iso-8859-1, cp437, cp850 and so on")
        .fix("leave --encoding out: it is found by looking"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], name: Option<&str>) -> String {
        let decoded = decode(bytes, "t.csv", name).unwrap();
        String::from_utf8(decoded.bytes.into_owned()).unwrap()
    }

    #[test]
    fn finds_encodings_by_mark_by_zeros_and_by_name() {
        let wide: Vec<u8> = "id,ü\n1,2\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = [&[0xff, 0xfe], &wide[..]].concat();
        assert_eq!(text(&marked, None), "id,ü\n1,2\n");
        assert_eq!(text(&wide, None), "id,ü\n1,2\n");
        assert_eq!(text(b"\xef\xbb\xbfid", None), "id");
        assert_eq!(text(b"K\x94ln", Some("cp850")), "Köln");
        assert_eq!(text(b"K\xf6ln", Some("windows-1252")), "Köln");
        assert!(decode(b"x", "t", Some("klingon")).is_err());
    }

    #[test]
    fn windows_1252_is_guessed_and_said_and_dos_is_not_guessed() {
        let decoded = decode(
            "id,name\n1,M\u{fc}ller\n"
                .chars()
                .map(|c| c as u8)
                .collect::<Vec<_>>()
                .leak(),
            "t",
            None,
        )
        .unwrap();
        assert_eq!(decoded.note.unwrap().code, "W104");
        assert!(String::from_utf8_lossy(&decoded.bytes).contains("Müller"));
        assert!(decode(b"id,name\n1,M\x81ller\n", "t", None).is_err());
        // Valid UTF-8 elsewhere: a damaged file, left to the reader.
        let damaged = "1,é\n2,".bytes().chain([0xff]).collect::<Vec<_>>();
        assert_eq!(decode(&damaged, "t", None).unwrap().bytes, damaged);
    }
}
