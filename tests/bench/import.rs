//! Speed of import: `cargo bench --bench import`.
//!
//! A table of a million accounts is generated; reading, cleaning and writing it is compared with a bare read-and-rewrite of the `csv` crate in the same run.

#![allow(clippy::unchecked_time_subtraction)]
#![allow(missing_docs, clippy::print_stdout)]

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{BufReader, BufWriter, Write as _},
    time::Instant,
};

use terr::{
    import::{CleanOptions, Kind, clean},
    table::{Format, ReadOptions, read, write},
};

fn main() {
    let rows = std::env::args()
        .skip(1)
        .find_map(|text| text.parse().ok())
        .unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("accounts.csv");
    fs::write(&path, table(rows)).expect("space for the table");
    let bytes = fs::metadata(&path).map_or(0, |meta| meta.len());
    println!("{rows} rows, {} MB", bytes / 1_000_000);

    let start = Instant::now();
    let mut reader =
        csv::Reader::from_reader(BufReader::new(File::open(&path).expect("the table")));
    let out = File::create(folder.path().join("bare.csv")).expect("a file");
    let mut writer = csv::Writer::from_writer(BufWriter::new(out));
    writer
        .write_byte_record(reader.byte_headers().expect("a header"))
        .expect("space");
    for record in reader.byte_records() {
        writer
            .write_byte_record(&record.expect("a record"))
            .expect("space");
    }
    writer.flush().expect("space");
    let bare = start.elapsed();

    let start = Instant::now();
    let grid = read(path.to_str().expect("a path"), &ReadOptions::default()).expect("a table");
    let reading = start.elapsed();
    let cleaned = clean(
        &grid,
        Kind::Accounts,
        &CleanOptions {
            survey: true,
            ..CleanOptions::default()
        },
    )
    .expect("clean rows");
    let cleaning = start.elapsed() - reading;
    let mut out = BufWriter::new(File::create(folder.path().join("clean.csv")).expect("a file"));
    write(&cleaned.grid, Format::Csv, &mut out).expect("space");
    out.flush().expect("space");
    let all = start.elapsed();

    println!("bare csv loop   {bare:>10.3?}");
    println!(
        "import          {all:>10.3?}  = {:.2} x",
        all.as_secs_f64() / bare.as_secs_f64()
    );
    println!("  reading       {reading:>10.3?}");
    println!("  cleaning      {cleaning:>10.3?}");
    println!("  writing       {:>10.3?}", all - reading - cleaning);
}

/// Accounts with an address, coordinates, an owner and amounts: about 95 bytes a row.
fn table(rows: usize) -> String {
    let mut text = String::from(
        "Id,Name,OwnerId,BillingPostalCode,BillingCity,BillingState,lat,lon,AnnualRevenue,NumberOfEmployees,Type,note\n",
    );
    let places = [
        ("02139", "Cambridge", "MA", 42.36, -71.10),
        ("10001", "New York", "NY", 40.75, -73.99),
        ("60601", "Chicago", "IL", 41.88, -87.62),
        ("97201", "Portland", "OR", 45.50, -122.69),
    ];
    for row in 0..rows {
        let (zip, city, state, lat, lon) = places[row % places.len()];
        let shift = (row % 1000) as f64 / 10_000.0;
        let _ = writeln!(
            text,
            "A-{row:07},Account number {row},R{:03},{zip},{city},{state},{:.5},{:.5},{}.50,{},Customer,",
            row % 200,
            lat + shift,
            lon - shift,
            (row * 7919) % 5_000_000,
            row % 900,
        );
    }
    text
}
