//! Single steps: `cargo bench --no-default-features --features table --bench micro -- [ACCOUNTSxREPS]...`
//!
//! For generated books (or those asked for): the change of a score by a move, its application, one pass of the dual, the exact bound, one
//! construction, and a plan as CSV. One line a step: the median of five runs in microseconds a step, and a checksum that a change of speed alone keeps.

#![allow(missing_docs, clippy::print_stdout, clippy::expect_used)]

#[allow(dead_code)]
mod folder;
mod generate;

use std::{hint::black_box, time::Instant};

use terr::{
    model::{Column, ColumnKind, Grid, Lines, Origin, Texts},
    solver::{
        Effort, Settings,
        micro::{self, Clock},
    },
    table::{self, Format},
};

/// A run is repeated until it takes this long, so that the clock's steps do not matter.
const LEAST: f64 = 0.02;

fn main() {
    // `cargo test --all-targets` runs this without arguments and wants no figures
    if std::env::args().len() == 1 {
        return;
    }
    let mut sizes: Vec<(usize, usize)> = std::env::args()
        .skip(1)
        .filter_map(|text| {
            let (accounts, reps) = text.split_once('x')?;
            Some((accounts.parse().ok()?, reps.parse().ok()?))
        })
        .collect();
    if sizes.is_empty() {
        sizes = vec![(1_000, 20), (10_000, 100)];
    }
    println!("instance     step                        us a step checksum");
    for (accounts, reps) in sizes {
        let name = format!("{accounts}x{reps}");
        let book = generate::book(accounts, reps, 1);
        let costs = folder::Travel::new(&book, 0.0);
        let instance = folder::instance(&book, &costs);
        let settings = Settings {
            seed: 1,
            effort: Effort::Standard,
            threads: 1,
        };
        let mut printed = Printed(&name);
        micro::steps(&instance, &settings, &mut printed);
        let plan = plan(&book);
        printed.time("encoding of a plan row", accounts, &mut || {
            let mut bytes = Vec::new();
            table::write(&plan, Format::Csv, &mut bytes).expect("memory takes all");
            bytes.len() as u64
        });
    }
}

/// Prints the median of five runs for the book of this name.
struct Printed<'a>(&'a str);

impl Clock for Printed<'_> {
    fn time(&mut self, what: &str, steps: usize, run: &mut dyn FnMut() -> u64) {
        let mut checksum = 0;
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let (begin, mut runs) = (Instant::now(), 0);
                while runs == 0 || begin.elapsed().as_secs_f64() < LEAST {
                    checksum = black_box(run());
                    runs += 1;
                }
                begin.elapsed().as_secs_f64() / f64::from(runs)
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let each = times[2] * 1e6 / steps.max(1) as f64;
        println!("{:<12} {what:<24} {each:>12.3} {checksum:016x}", self.0);
    }
}

/// A plan table: the columns in front, each account with its owner.
fn plan(book: &folder::Book) -> Grid {
    let of = |account: usize| {
        let owner = book.owner[account] as usize;
        book.rep_ids.get(owner).map_or("", String::as_str)
    };
    let ids = || book.account_ids.iter().map(String::as_str);
    let reps = || (0..book.account_ids.len()).map(of);
    let columns: [(&str, Texts); 8] = [
        ("account_id", ids().collect()),
        (
            "name",
            ids().map(|id| format!("Account {id}, Inc.")).collect(),
        ),
        ("rep_id", reps().collect()),
        ("rep_name", reps().map(|id| format!("Rep {id}")).collect()),
        ("previous_rep_id", reps().collect()),
        ("change", ids().map(|_| "kept").collect()),
        ("reason", ids().map(|_| "kept").collect()),
        ("distance", ids().map(|_| "123.456").collect()),
    ];
    Grid {
        columns: columns
            .into_iter()
            .map(|(name, cells)| Column {
                name: name.to_owned(),
                kind: ColumnKind::Text,
                cells,
            })
            .collect(),
        origin: Origin {
            file: String::new(),
            lines: Lines::Regular { first: 2 },
            sha256: String::new(),
            delimiter: None,
        },
    }
}
