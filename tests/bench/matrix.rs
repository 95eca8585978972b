//! Instances with a table of distances: `accounts.csv` (`account_id,index,...`), `reps.csv`, `distances.csv` (`from,to,distance`) and
//! absolute bounds on the index in `instance.json`.

use std::path::Path;

use terr::solver::{FORBIDDEN, Instance, TableCosts};

/// Index in 1/10,000, distances in metres.
pub(crate) struct Matrix {
    weights: Vec<i64>,
    bounds: (i64, i64),
    territories: usize,
    pub(crate) costs: TableCosts,
}

fn rows(folder: &Path, file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder.join(file)).expect("a readable file");
    text.lines()
        .skip(1)
        .map(|line| line.trim().split(',').map(str::to_owned).collect())
        .collect()
}

/// The number after `"key":`, which is all that is needed of the JSON.
fn number(text: &str, key: &str) -> f64 {
    let after = text.split(&format!("\"{key}\":")).nth(1).expect("the key");
    after
        .trim()
        .split([',', '\n', '}'])
        .next()
        .expect("a value")
        .trim()
        .parse()
        .expect("a number")
}

impl Matrix {
    pub(crate) fn read(folder: &Path) -> Self {
        let (accounts, reps) = (rows(folder, "accounts.csv"), rows(folder, "reps.csv"));
        let mut costs = vec![FORBIDDEN; accounts.len() * reps.len()];
        for row in rows(folder, "distances.csv") {
            let from = accounts
                .iter()
                .position(|account| account[0] == row[0])
                .expect("a known account");
            let to = reps
                .iter()
                .position(|rep| rep[0] == row[1])
                .expect("a known rep");
            costs[from * reps.len() + to] =
                (row[2].parse::<f64>().expect("a distance") * 1000.0).round() as i64;
        }
        let scaled = |index: f64| (index * 10_000.0).round() as i64;
        let text = std::fs::read_to_string(folder.join("instance.json")).expect("instance.json");
        Self {
            weights: accounts
                .iter()
                .map(|row| scaled(row[1].parse().expect("an index")))
                .collect(),
            bounds: (
                scaled(number(&text, "lower")),
                scaled(number(&text, "upper")),
            ),
            territories: reps.len(),
            costs: TableCosts::new(reps.len(), costs),
        }
    }

    pub(crate) fn instance(&self) -> Instance<'_> {
        let (lower, upper) = self.bounds;
        let all = |value: i64| vec![value; self.territories];
        Instance::new(
            self.territories,
            1,
            self.weights.clone(),
            all(lower),
            all(upper),
            all(10_000),
            vec![false],
            Vec::new(),
            &self.costs,
        )
    }
}
