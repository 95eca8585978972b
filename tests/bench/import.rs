//! Speed of import: `cargo bench --bench import`, or `cargo bench --bench import -- FILE.csv` for a table of one's own.
//!
//! A table of a million accounts is read, cleaned and written; a bare read-and-rewrite of the `csv` crate in the same run is the yardstick. Wall time and
//! processor time are shown for both: on a shared machine only the latter can be trusted. With the feature `parquet` the same table as Parquet follows.

#![allow(clippy::unchecked_time_subtraction)]
#![allow(missing_docs, clippy::print_stdout)]

#[path = "measure.rs"]
mod measure;

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{BufReader, BufWriter, Write as _},
    path::Path,
    time::Instant,
};

use measure::{cpu_seconds, peak_megabytes};
use terr::{
    import::{CleanOptions, Kind, clean},
    table::{Format, ReadOptions, read, write},
};

fn main() {
    let wanted = std::env::args().skip(1).find(|text| !text.starts_with('-'));
    let rows: Option<usize> = wanted
        .as_deref()
        .map_or(Some(1_000_000), |text| text.parse().ok());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = match (rows, wanted) {
        (None, Some(path)) => path.into(),
        _ => folder.path().join("accounts.csv"),
    };
    if let Some(rows) = rows {
        fs::write(&path, table(rows)).expect("space for the table");
    }
    println!(
        "{} MB",
        fs::metadata(&path).map_or(0, |meta| meta.len()) / 1_000_000
    );
    let clock = Clock::start();
    bare(&path, &folder.path().join("bare.csv"));
    let bare = clock.read();
    println!(
        "bare csv loop  wall {:>8.3} s           processor {:>8.3} s",
        bare.0, bare.1
    );
    import(&path, &folder.path().join("clean.csv"), bare);
    if cfg!(feature = "parquet") {
        let grid = read(path.to_str().expect("a path"), &ReadOptions::default()).expect("a table");
        let packed = folder.path().join("accounts.parquet");
        let mut out = BufWriter::new(File::create(&packed).expect("a file"));
        write(&grid, Format::Parquet, &mut out).expect("space");
        out.flush().expect("space");
        drop(grid);
        println!(
            "Parquet, {} MB",
            fs::metadata(&packed).map_or(0, |meta| meta.len()) / 1_000_000
        );
        import(&packed, &folder.path().join("clean.csv"), bare);
    }
}

/// Wall and processor time of this process.
struct Clock(Instant, f64);

impl Clock {
    fn start() -> Self {
        Self(Instant::now(), cpu_seconds())
    }

    fn read(&self) -> (f64, f64) {
        (self.0.elapsed().as_secs_f64(), cpu_seconds() - self.1)
    }
}

/// What any program must do that reads and writes a table.
fn bare(from: &Path, to: &Path) {
    let mut reader = csv::Reader::from_reader(BufReader::new(File::open(from).expect("the table")));
    let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(to).expect("a file")));
    writer
        .write_byte_record(reader.byte_headers().expect("a header"))
        .expect("space");
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).expect("a record") {
        writer.write_byte_record(&record).expect("space");
    }
    writer.flush().expect("space");
}

/// As the command does, and how much longer than the bare loop it took.
fn import(from: &Path, to: &Path, bare: (f64, f64)) {
    let clock = Clock::start();
    let grid = read(from.to_str().expect("a path"), &ReadOptions::default()).expect("a table");
    let reading = clock.read();
    let options = CleanOptions {
        survey: true,
        ..CleanOptions::default()
    };
    let cleaned = clean(&grid, Kind::Accounts, &options).expect("clean rows");
    let cleaning = clock.read();
    let mut out = BufWriter::new(File::create(to).expect("a file"));
    write(&cleaned.grid, Format::Csv, &mut out).expect("space");
    out.flush().expect("space");
    let all = clock.read();
    let line = |what: &str, (wall, processor): (f64, f64), ratio: bool| {
        let times = |part: f64, whole: f64| {
            if ratio {
                format!("= {:5.2} x", part / whole)
            } else {
                " ".repeat(9)
            }
        };
        println!(
            "{what:14} wall {wall:>8.3} s {}  processor {processor:>8.3} s {}",
            times(wall, bare.0),
            times(processor, bare.1)
        );
    };
    line("import", all, true);
    line("  reading", reading, false);
    line(
        "  cleaning",
        (cleaning.0 - reading.0, cleaning.1 - reading.1),
        false,
    );
    line("  writing", (all.0 - cleaning.0, all.1 - cleaning.1), false);
    println!("  peak memory so far {:.0} MB", peak_megabytes());
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
