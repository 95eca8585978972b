//! Runs the fuzz bodies on seeds of every format, whole, cut, and with bytes changed. With a nightly compiler, `cargo fuzz run --fuzz-dir tests/fuzz
//! tables` goes on for as long as one likes.

mod bodies;

use std::io::Write as _;

use proptest::prelude::*;

const TABLE: &str = "account_id,name,zip,lat,lon,potential\nA-1,\"Acme, Inc\",02139,42.36,-71.1,\"1,200\"\nA-2,Bolt,97015-6403,45.4,-122.5,7\n";

/// A small file of every format that terr reads.
fn seeds() -> Vec<Vec<u8>> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(TABLE.as_bytes()).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let plain = TABLE
        .replace("\"Acme, Inc\"", "Acme")
        .replace("\"1,200\"", "1200");
    for (row, line) in plain.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write_string(row as u32, column as u16, cell).unwrap();
        }
    }
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("t.csv", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(TABLE.as_bytes()).unwrap();
    let wide: Vec<u8> = TABLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        TABLE.as_bytes().to_vec(),
        TABLE.replace(',', ";").into_bytes(),
        TABLE.replace('\n', "\r\n").into_bytes(),
        b"id;name\n1;M\xfcller\n2;Ren\xe9\n".to_vec(),
        b"id;name\n1;M\x81ller\n".to_vec(),
        wide,
        b"{\"id\":1,\"zip\":\"501\"}\n{\"id\":2,\"a\":{\"b\":[1,2]}}\n".to_vec(),
        b"[{\"id\":3152079000000153079},{\"id\":null}]".to_vec(),
        gzip.finish().unwrap(),
        zstd::encode_all(TABLE.as_bytes(), 3).unwrap(),
        book.save_to_buffer().unwrap(),
        zip.finish().unwrap().into_inner(),
    ]
    .into_iter()
    .chain(parquet())
    .collect()
}

#[cfg(feature = "parquet")]
fn parquet() -> Vec<Vec<u8>> {
    let options = terr::table::ReadOptions::default();
    let reading = terr::table::read_bytes(TABLE.as_bytes(), "t.csv", &options).unwrap();
    let mut bytes = Vec::new();
    terr::table::write(&reading.grid, terr::table::Format::Parquet, &mut bytes).unwrap();
    vec![bytes]
}

#[cfg(not(feature = "parquet"))]
fn parquet() -> Vec<Vec<u8>> {
    Vec::new()
}

#[test]
fn seeds_of_every_format_are_tables_whole_and_never_a_panic_cut() {
    let seeds = seeds();
    for (at, seed) in seeds.iter().enumerate() {
        let known = bodies::tables(seed);
        // Code page 850 is for the user to name.
        assert_eq!(known, at != 4, "seed {at}");
        for cut in (0..seed.len()).step_by(seed.len().div_ceil(40)) {
            bodies::tables(&seed[..cut]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a bad disk does to a file: rows, or problems; never a panic.
    #[test]
    fn changed_bytes_never_make_it_panic(
        seed in prop::sample::select(seeds()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = seed;
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bodies::tables(&bytes);
    }

    /// Cells of any text through the whole of import.
    #[test]
    fn any_text_in_known_columns_is_cleaned_or_refused(cells in prop::collection::vec(cell(), 9..90)) {
        bodies::cells(&cells);
    }
}

/// Text that looks like numbers, dates, codes, countries, and now and then like nothing.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[-+($€ ]{0,2}[0-9]{0,7}[.,/-]?[0-9]{0,4}[)%Ee+ -]{0,2}[0-9]{0,3}",
        1 => prop::sample::select(vec!["US", "Germany", "NA", "", " ", "02139", "N/A", "2026-02-30", "29.2.2024", "1/13/26", "E+5", "=1+1", "0,0", "GTX\u{a0}Pro"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}
