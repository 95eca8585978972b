//! Which delimiter a text file uses.

/// The delimiters that are tried, in order of preference.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many records are looked at.
const RECORDS: usize = 100;

/// How many bytes are looked at.
const BYTES: usize = 1 << 16;

/// The delimiter that cuts the beginning of a file into records of equal length, header included; a comma for a file of one column.
pub(super) fn sniff(text: &str) -> u8 {
    let mut end = text.len().min(BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let whole = end == text.len();
    let head = &text[..end];
    CANDIDATES
        .into_iter()
        .map(|delimiter| (score(head, delimiter, whole), delimiter))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map_or(b',', |(_, delimiter)| delimiter)
}

/// (the header has the usual number of fields, per mille of records that have it, that number); zeros when it is one.
fn score(head: &str, delimiter: u8, whole: bool) -> (bool, usize, usize) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(head.as_bytes());
    let mut lengths: Vec<usize> = Vec::new();
    let mut record = csv::ByteRecord::new();
    while lengths.len() < RECORDS && matches!(reader.read_byte_record(&mut record), Ok(true)) {
        lengths.push(record.len());
    }
    if !whole && lengths.len() > 1 && lengths.len() < RECORDS {
        lengths.pop(); // the last one may be cut
    }
    let mut sorted = lengths.clone();
    sorted.sort_unstable();
    let (usual, times) = sorted
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], run.len()))
        .max_by_key(|&(length, times)| (times, length))
        .unwrap_or((1, 0));
    if usual < 2 {
        return (false, 0, 0);
    }
    (
        lengths.first() == Some(&usual),
        times * 1000 / lengths.len(),
        usual,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_delimiter() {
        for (text, delimiter) in [
            ("a,b\n1,2\n", b','),
            ("a;b;c\n1,5;2,5;x\n1,5;2,5;x\n", b';'),
            ("a\tb\n1, 2\t3\n", b'\t'),
            ("a|b\n1|\"x,y\"\n", b'|'),
            ("id\n1\n2\n", b','),
            ("", b','),
            ("name,lines\n\"a;b\nc;d\",2\n", b','),
        ] {
            assert_eq!(sniff(text), delimiter, "{text:?}");
        }
    }
}
