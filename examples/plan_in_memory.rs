//! Plans four accounts for two reps without any file: terr as a library, without default features.
//!
//! ```text
//! cargo run --no-default-features --example plan_in_memory
//! ```

use std::{error::Error, io::Write as _};

use terr::{
    balance::{Options, balance},
    model::{Accounts, Book, Date, Measure, Owner, PlaceKind, Point, Rep, RepIndex},
    solver::{NeverStop, Quiet},
};

fn main() -> Result<(), Box<dyn Error>> {
    let rep = |id: &str, first, second| Rep {
        id: id.to_owned(),
        name: id.to_owned(),
        point: Some(Point { first, second }),
        ..Rep::default()
    };
    // Four accounts on a line: three near Rita, one near Ravi; all of them are Rita's today.
    let accounts = Accounts {
        ids: ["A1", "A2", "A3", "A4"].into_iter().collect(),
        names: ["Alder", "Birch", "Cedar", "Dogwood"].into_iter().collect(),
        owners: vec![Owner::Rep(RepIndex(0)); 4],
        points: [0.0, 1.0, 2.0, 9.0]
            .map(|second| {
                Some(Point {
                    first: 50.0,
                    second,
                })
            })
            .to_vec(),
        locked: vec![false; 4],
        skills: vec![0; 4],
        skill_sets: vec![Vec::new()],
        segments: vec![None; 4],
        segment_names: Vec::new(),
    };
    let potential = Measure {
        name: "potential".to_owned(),
        decimals: 0,
        amounts: vec![Some(100); 4],
    };
    let book = Book {
        accounts,
        reps: vec![rep("Rita", 50.0, 0.0), rep("Ravi", 50.0, 9.0)],
        measures: vec![potential, Measure::count(4)],
        places: PlaceKind::Degrees,
        ..Book::default()
    };
    let today = Date::new(2026, 1, 1).ok_or("no such day")?;
    let options = Options::new(today, |name| name == "potential");
    let balanced = balance(&book, &options, &NeverStop, &mut Quiet)?;
    let mut out = std::io::stdout().lock();
    for (account, rep) in balanced.plan.alignment.0.iter().enumerate() {
        let holder = rep.map_or("nobody", |rep| book.reps[rep.at()].name.as_str());
        let change = balanced.plan.changes[account].as_str();
        writeln!(
            out,
            "{} {holder} ({change})",
            book.accounts.names.get(account)
        )?;
    }
    Ok(())
}
