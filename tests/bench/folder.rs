//! Instances from folders with `accounts.csv` and `reps.csv`, as the shared generator writes them.

use std::io::Write as _;
use std::path::Path;

use terr::solver::{Costs, Instance};

use terr::model::Point;
use terr::spatial::{Places, UnitVector};

/// Accounts and reps as columns.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) account_ids: Vec<String>,
    pub(crate) rep_ids: Vec<String>,
    pub(crate) account_points: Vec<UnitVector>,
    pub(crate) rep_points: Vec<UnitVector>,
    /// Potential and workload in hundredths, account-major.
    pub(crate) weights: Vec<i64>,
    pub(crate) owner: Vec<u32>,
    /// Share of each rep in the targets.
    pub(crate) share: Vec<f64>,
}

fn split(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.trim_end_matches('\r').chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                field.push('"');
                characters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(c),
        }
    }
    fields.push(field);
    fields
}

fn place(latitude: &str, longitude: &str) -> UnitVector {
    UnitVector::from_degrees(Point {
        first: latitude.parse().expect("latitude"),
        second: longitude.parse().expect("longitude"),
    })
}

fn hundredths(text: &str) -> i64 {
    (text.parse::<f64>().expect("a number") * 100.0).round() as i64
}

impl Book {
    pub(crate) fn read(folder: &Path) -> Self {
        let reps = std::fs::read_to_string(folder.join("reps.csv")).expect("reps.csv");
        let mut book = Self::default();
        for line in reps.lines().skip(1) {
            let fields = split(line);
            book.rep_points.push(place(&fields[2], &fields[3]));
            book.share.push(fields[4].parse::<f64>().expect("a number"));
            book.rep_ids.push(fields[0].clone());
        }
        let all: f64 = book.share.iter().sum();
        book.share.iter_mut().for_each(|s| *s /= all);
        let accounts = std::fs::read_to_string(folder.join("accounts.csv")).expect("accounts.csv");
        for line in accounts.lines().skip(1) {
            let fields = split(line);
            book.account_points.push(place(&fields[2], &fields[3]));
            book.weights.push(hundredths(&fields[8]));
            book.weights.push(hundredths(&fields[9]));
            book.owner.push(
                book.rep_ids
                    .binary_search(&fields[10])
                    .map_or(u32::MAX, |at| at as u32),
            );
            book.account_ids.push(fields[0].clone());
        }
        book
    }
}

/// Cost of a pair: hundredths of hours times metres, plus the price of leaving the owner.
pub(crate) struct Travel<'a> {
    book: &'a Book,
    reps: Places,
    keep_m: i64,
}

impl<'a> Travel<'a> {
    pub(crate) fn new(book: &'a Book, keep_km: f64) -> Self {
        Self {
            book,
            reps: book.rep_points.iter().copied().collect(),
            keep_m: (keep_km * 1000.0).round() as i64,
        }
    }
}

impl Travel<'_> {
    fn leaving(&self, unit: usize, territory: usize) -> i64 {
        let owner = self.book.owner[unit];
        if owner == u32::MAX || owner as usize == territory {
            0
        } else {
            self.keep_m
        }
    }
}

impl Costs for Travel<'_> {
    fn row(&self, unit: usize, row: &mut [i64]) {
        let mut metres = vec![0; row.len()];
        self.reps
            .metres_from(self.book.account_points[unit], &mut metres);
        let weight = self.book.weights[unit * 2 + 1];
        for (territory, (cost, &distance)) in row.iter_mut().zip(&metres).enumerate() {
            *cost = weight * (distance as i64 + self.leaving(unit, territory));
        }
    }

    fn cost(&self, unit: usize, territory: usize) -> i64 {
        let metres = self.book.account_points[unit].metres(self.book.rep_points[territory]);
        self.book.weights[unit * 2 + 1] * (metres as i64 + self.leaving(unit, territory))
    }
}

/// Both measures within 5 % of the capacity shares.
pub(crate) fn instance<'a>(book: &Book, costs: &'a dyn Costs) -> Instance<'a> {
    let mut total = [0i64; 2];
    for (at, weight) in book.weights.iter().enumerate() {
        total[at % 2] += weight;
    }
    let (mut lower, mut upper, mut reference) = (Vec::new(), Vec::new(), Vec::new());
    for share in &book.share {
        for sum in total {
            let target = share * sum as f64;
            lower.push((target * 0.95).ceil() as i64);
            upper.push((target * 1.05).floor() as i64);
            reference.push(target.round() as i64);
        }
    }
    Instance::new(
        book.share.len(),
        2,
        book.weights.clone(),
        lower,
        upper,
        reference,
        vec![false; 2],
        Vec::new(),
        costs,
    )
}

/// The largest relative deviation from target.
pub(crate) fn worst_deviation(book: &Book, assignment: &[u32]) -> f64 {
    let mut load = vec![0.0; book.share.len() * 2];
    let mut total = [0.0; 2];
    for (unit, &territory) in assignment.iter().enumerate() {
        for measure in 0..2 {
            load[territory as usize * 2 + measure] += book.weights[unit * 2 + measure] as f64;
            total[measure] += book.weights[unit * 2 + measure] as f64;
        }
    }
    load.iter()
        .enumerate()
        .map(|(at, x)| (x / (book.share[at / 2] * total[at % 2]) - 1.0).abs())
        .fold(0.0, f64::max)
}

/// Writes `account_id,rep_id`.
pub(crate) fn write_plan(path: &Path, book: &Book, assignment: &[u32]) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    writeln!(out, "account_id,rep_id").expect("written");
    for (id, &territory) in book.account_ids.iter().zip(assignment) {
        writeln!(out, "{id},{}", book.rep_ids[territory as usize]).expect("written");
    }
}
