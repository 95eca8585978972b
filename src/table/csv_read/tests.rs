//! Tests of the folder above: small tables, each with one thing to show.

use super::*;
use crate::model::Lines;

fn rows(text: &str) -> Vec<Vec<String>> {
    let grid = parse(text.as_bytes(), false, "t.csv", b',', true)
        .unwrap()
        .grid;
    (0..grid.rows())
        .map(|row| grid.row(row).map(str::to_owned).collect())
        .collect()
}

fn problems(text: &[u8]) -> Vec<(&'static str, Option<u64>, Option<u32>)> {
    let items: Vec<Diagnostic> = match parse(text, false, "t.csv", b',', true) {
        Ok(reading) => reading
            .rejected
            .into_iter()
            .map(|row| row.problem)
            .collect(),
        Err(problems) => problems.items,
    };
    items
        .into_iter()
        .map(|item| {
            let site = item.site.unwrap();
            (item.code, site.line, site.field)
        })
        .collect()
}

#[test]
fn keeps_cells_as_they_stand() {
    assert_eq!(
        rows("id,zip\r\n 1 ,02139\r\n\"a\"\"b\",\"x,\ny\"\r\n"),
        [[" 1 ", "02139"], ["a\"b", "x,\ny"]]
    );
}

#[test]
fn counts_lines_through_line_breaks_in_quotes_and_blank_lines() {
    let grid = parse(b"a,b\n1,\"x\ny\"\n\n2,z\n", false, "t.csv", b',', true)
        .unwrap()
        .grid;
    assert_eq!(grid.origin.lines, Lines::Listed(vec![2, 5]));
    let grid = parse(b"a,b\r\n1,x\r\n2,z\r\n", false, "t.csv", b',', true)
        .unwrap()
        .grid;
    assert_eq!(grid.origin.lines, Lines::Regular { first: 2 });
    let grid = parse(b"a,b\n1,x\n2,z", false, "t.csv", b',', true)
        .unwrap()
        .grid;
    assert_eq!(grid.origin.lines, Lines::Regular { first: 2 });
}

#[test]
fn reports_every_ragged_row_with_its_line() {
    assert_eq!(
        problems(b"a,b\n1\n1,2\n1,2,3\n"),
        [("E103", Some(2), Some(1)), ("E103", Some(4), Some(3))]
    );
}

#[test]
fn reports_text_that_is_not_utf8_with_its_field() {
    assert_eq!(problems(b"a,b\n1,caf\xe9\n"), [("E104", Some(2), Some(2))]);
    assert_eq!(problems(b"a,\xff\n1,2\n"), [("E104", Some(1), Some(2))]);
    // A character cut in two by a delimiter is whole again once the delimiter is gone.
    assert_eq!(problems(b"a,b\n\xc3,\xa9\n"), [("E104", Some(2), Some(1))]);
}

#[test]
fn reports_nul_characters() {
    assert_eq!(problems(b"a,b\n1,x\0\n"), [("E106", Some(2), Some(2))]);
}

#[test]
fn refuses_empty_files_headers_alone_and_headers_twice() {
    assert_eq!(problems(b""), [("E101", None, None)]);
    assert_eq!(problems(b"\n\n"), [("E101", None, None)]);
    assert_eq!(problems(b"a,b\n"), [("E102", None, None)]);
    assert_eq!(problems(b"a,b,a\n1,2,3\n"), [("E105", Some(1), Some(3))]);
}

#[test]
fn reports_a_quote_that_is_never_closed_once() {
    assert_eq!(
        problems(b"a,b\n1,2\n3,\"x\n4,5\n"),
        [("E111", Some(3), Some(2))]
    );
    assert_eq!(
        problems(b"a,b\n1,2\n\"3,x\n4,5\n"),
        [("E111", Some(3), Some(1))]
    );
    assert_eq!(problems(b"a,b\n1,2\n3,\"x\"\n"), []);
    assert_eq!(problems(b"a,b\n1,2\n3,5\" pipe\n"), []);
}

#[test]
fn rejected_rows_keep_their_cells_for_the_rejects_file() {
    let reading = parse(b"a,b\n1\n1,2,3\n4,5\n", false, "t.csv", b',', true).unwrap();
    assert_eq!(reading.grid.rows(), 1);
    assert_eq!(reading.rejected[0].cells, ["1", ""]);
    assert_eq!(reading.rejected[1].cells, ["1", "2,3"]);
}

#[test]
fn refuses_rows_and_headers_of_absurd_size() {
    let mut long = b"a,b\n1,".to_vec();
    long.extend(vec![b'x'; MAX_RECORD + 1]);
    assert_eq!(problems(&long), [("E107", Some(2), None)]);
    let wide = "x,".repeat(100_000);
    assert_eq!(problems(wide.as_bytes()), [("E107", Some(1), None)]);
}
