//! Speed of `terr segment` and `terr report summary`, as users run them: `cargo bench --bench commands -- [ROWS]`.
//!
//! A table of a million accounts (or as many as asked for) is generated. Ten segment rules are held against reading and writing the same file with the `csv` crate
//! and nothing else; the summary of a plan against reading the plan so. Wall time and CPU seconds, the median of three runs.

#![allow(missing_docs, clippy::print_stdout, clippy::expect_used)]

mod measure;

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use measure::{children_seconds, cpu_seconds};

fn main() {
    let rows = std::env::args()
        .skip(1)
        .find_map(|text| text.parse().ok())
        .unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    make(folder, rows);
    println!("{rows} rows                    wall s   CPU s   of the csv crate's wall, CPU");

    let bare = median(|| rewrite(&folder.join("accounts.csv"), &folder.join("bare.csv")));
    let ours = median(|| terr(folder, &["segment", "accounts.csv", "-o", "out.csv"]));
    show("csv crate, read and write", bare, bare);
    show("terr segment, ten rules", ours, bare);

    let bare = median(|| read(&folder.join("plan.csv")));
    let summary = ["report", "plan.csv", "--reps", "reps.csv", "-o", "out.json"];
    let ours = median(|| terr(folder, &summary));
    show("csv crate, read", bare, bare);
    show("terr report summary", ours, bare);
}

/// Wall and CPU seconds.
type Seconds = (f64, f64);

fn show(what: &str, (wall, cpu): Seconds, (bare_wall, bare_cpu): Seconds) {
    println!(
        "{what:<27} {wall:>8.3} {cpu:>7.2}   {:>6.2} x {:>6.2} x",
        wall / bare_wall,
        cpu / bare_cpu
    );
}

/// The middle of three runs, by CPU seconds.
fn median(run: impl Fn() -> Seconds) -> Seconds {
    let mut runs = [run(), run(), run()];
    runs.sort_by(|a, b| a.1.total_cmp(&b.1));
    runs[1]
}

/// Times work of this process.
fn timed(work: impl FnOnce()) -> Seconds {
    let (cpu, start) = (cpu_seconds(), Instant::now());
    work();
    (start.elapsed().as_secs_f64(), cpu_seconds() - cpu)
}

fn rewrite(from: &Path, to: &Path) -> Seconds {
    timed(|| {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(from)
            .expect("the table");
        let mut writer = csv::Writer::from_path(to).expect("a file");
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).expect("a record") {
            writer.write_byte_record(&record).expect("space");
        }
        writer.flush().expect("space");
    })
}

fn read(from: &Path) -> Seconds {
    timed(|| {
        let mut reader = csv::Reader::from_path(from).expect("the table");
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).expect("a record") {}
    })
}

/// Runs the program itself, start and end included.
fn terr(folder: &Path, arguments: &[&str]) -> Seconds {
    let (cpu, start) = (children_seconds(), Instant::now());
    let status = Command::new(env!("CARGO_BIN_EXE_terr"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("terr runs");
    assert!(status.success(), "terr {arguments:?}: {status}");
    (start.elapsed().as_secs_f64(), children_seconds() - cpu)
}

/// Writes `accounts.csv`, ten rules, and a plan of it with a rep per thousand accounts.
fn make(folder: &Path, rows: usize) {
    let write = |name: &str, text: String| fs::write(folder.join(name), text).expect("space");
    let reps = rows.div_ceil(1000);
    let mut team = String::from("rep_id,name,latitude,longitude,capacity,region\n");
    for rep in 0..reps {
        let (latitude, longitude) = place(rep * 7919);
        let _ = writeln!(
            team,
            "R{rep:04},Rep {rep},{latitude:.5},{longitude:.5},1600,region {}",
            rep % 10
        );
    }
    write("reps.csv", team);
    let mut rules = String::from("[segment]\ndefault = \"Rest\"\npotential = \"annual_revenue\"\n");
    for rule in 0..10 {
        let _ = write!(
            rules,
            "[[segment.rules]]\nname = \"R{rule}\"\nwhen = \"employees >= {} AND industry IN ('Bank', 'Shop') AND state <> 'S{rule}'\"\n",
            4500 - rule * 450
        );
    }
    write("terr.toml", rules);
    let create = |name| BufWriter::new(File::create(folder.join(name)).expect("a file"));
    let (mut accounts, mut plan) = (create("accounts.csv"), create("plan.csv"));
    let header = "employees,industry,state,annual_revenue,latitude,longitude,note";
    writeln!(accounts, "account_id,name,{header}").expect("space");
    writeln!(
        plan,
        "account_id,name,rep_id,rep_name,previous_rep_id,change,reason,distance,potential,workload,{header}"
    )
    .expect("space");
    for row in 0..rows {
        let mixed = row.wrapping_mul(2_654_435_761) >> 8 & 0xff_ffff;
        let (latitude, longitude) = place(mixed);
        let rest = format!(
            "{},{},S{},{},{latitude:.5},{longitude:.5},\"note, quoted\"",
            mixed % 5000,
            ["Bank", "Shop", "Farm", "School"][mixed % 4],
            mixed % 50,
            mixed
        );
        let (owner, rep) = (mixed % reps, (mixed + usize::from(row % 10 == 0)) % reps);
        let change = if owner == rep {
            "kept,kept"
        } else {
            "moved,cost"
        };
        writeln!(accounts, "A{row:07},Account number {row},{rest}").expect("space");
        writeln!(
            plan,
            "A{row:07},Account number {row},R{rep:04},Rep {rep},R{owner:04},{change},{}.125,{}.50,{}.5,{rest}",
            mixed % 200,
            mixed % 100_000,
            mixed % 20
        )
        .expect("space");
    }
    accounts.flush().expect("space");
    plan.flush().expect("space");
}

/// A place in the United States.
fn place(mixed: usize) -> (f64, f64) {
    let part = |of: usize| (mixed % of) as f64 / of as f64;
    (30.0 + 18.0 * part(9973), -120.0 + 45.0 * part(7907))
}
