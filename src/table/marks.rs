//! Files of bulk copies: fields and rows end in marks of several characters, such as `+|` and `&|`, and nothing is quoted.

use std::borrow::Cow;

/// What ends a field, and what ends a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// Between two fields; not empty.
    pub field: String,
    /// After a row, beside the line end that follows it; the line end alone where empty.
    pub row: String,
}

/// The same table as CSV, quoted where it must be; lines stay lines.
pub(super) fn rewrite(bytes: &[u8], marks: &Marks) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    for row in rows(bytes, marks.row.as_bytes()) {
        let mut rest = row;
        loop {
            let end = find(rest, marks.field.as_bytes());
            quote(&rest[..end.unwrap_or(rest.len())], &mut out);
            let Some(end) = end else { break };
            out.push(b',');
            rest = &rest[end + marks.field.len()..];
        }
        out.push(b'\n');
    }
    out
}

/// The rows without what ends them; what follows the last one only if there is something.
fn rows<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mark = if mark.is_empty() { b"\n" } else { mark };
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.iter().all(u8::is_ascii_whitespace) {
            return None;
        }
        let end = find(rest, mark).unwrap_or(rest.len());
        let row = &rest[..end];
        rest = rest.get(end + mark.len()..).unwrap_or_default();
        for line_end in [b"\r\n".as_slice(), b"\n"] {
            if mark != b"\n" && rest.starts_with(line_end) {
                rest = &rest[line_end.len()..];
                break;
            }
        }
        Some(row.strip_suffix(b"\r").unwrap_or(row))
    })
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}

fn quote(field: &[u8], out: &mut Vec<u8>) {
    let special = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    let field = if field.iter().any(special) {
        let mut quoted = vec![b'"'];
        for &byte in field {
            if byte == b'"' {
                quoted.push(b'"');
            }
            quoted.push(byte);
        }
        quoted.push(b'"');
        Cow::Owned(quoted)
    } else {
        Cow::Borrowed(field)
    };
    out.extend_from_slice(&field);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_commas_and_line_ends() {
        let csv = |text: &str, field: &str, row: &str| {
            let marks = Marks {
                field: field.to_owned(),
                row: row.to_owned(),
            };
            String::from_utf8(rewrite(text.as_bytes(), &marks)).unwrap()
        };
        assert_eq!(
            csv("1+|A \"B\"+|<x\n/>&|\r\n2+|+|c,d&|\n", "+|", "&|"),
            "1,\"A \"\"B\"\"\",\"<x\n/>\"\n2,,\"c,d\"\n"
        );
        assert_eq!(csv("a||b\r\n1||2\n", "||", ""), "a,b\n1,2\n");
        assert_eq!(csv("", "||", ""), "");
    }
}
