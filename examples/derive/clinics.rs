//! Makes the planning folder `examples/clinics`: fictitious clinics in the towns of `examples/superstore`.
//!
//! Everything but the places is made up here by fixed rules and a fixed seed: kind, ownership, beds, staff, sales of twelve
//! quarters with a season and a trend, owners and reps.
//!
//! ```text
//! cargo run --release --example derive_clinics -- examples/superstore/crm_accounts.csv examples/clinics
//! ```

use std::{collections::BTreeMap, env, error::Error, path::Path};

use rand::{RngExt as _, SeedableRng as _};

/// Kind, share of clinics, median beds, sales per bed and year.
const KINDS: [(&str, f64, f64, f64); 5] = [
    ("General hospital", 0.35, 160.0, 900.0),
    ("Rural hospital", 0.25, 30.0, 700.0),
    ("Psychiatric clinic", 0.15, 90.0, 350.0),
    ("Rehabilitation clinic", 0.15, 60.0, 500.0),
    ("Children's hospital", 0.10, 120.0, 1200.0),
];
const OWNERS: [&str; 3] = ["Public", "Church", "Private"];
const REPS: [(&str, &str); 14] = [
    ("V01", "Anouk Berger"),
    ("V02", "Bilal Hussain"),
    ("V03", "Chiara Conti"),
    ("V04", "Daniel Osei"),
    ("V05", "Eva Lindqvist"),
    ("V06", "Femi Adeyemi"),
    ("V07", "Gita Raman"),
    ("V08", "Henrik Vos"),
    ("V09", "Iris Tanaka"),
    ("V10", "Jonas Keller"),
    ("V11", "Kira Novak"),
    ("V12", "Liam Doyle"),
    ("V13", "Mina Farouk"),
    ("V14", "Noah Petit"),
];

/// A town: postal code, name, state, latitude, longitude.
type Town = (String, String, String, f64, f64);

#[allow(clippy::too_many_lines)]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [source, folder] = arguments.as_slice() else {
        return Err("usage: derive_clinics ACCOUNTS.csv FOLDER".into());
    };
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    let towns = towns(source)?;
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(6);
    let homes: Vec<&Town> = (0..REPS.len())
        .map(|at| &towns[at * towns.len() / REPS.len()])
        .collect();

    let mut reps = csv::Writer::from_path(folder.join("reps.csv"))?;
    reps.write_record([
        "rep_id",
        "name",
        "region",
        "latitude",
        "longitude",
        "capacity",
        "fte",
        "skills",
    ])?;
    for (at, ((id, name), home)) in REPS.iter().zip(&homes).enumerate() {
        let fte = if at % 5 == 4 { "0.8" } else { "1" };
        let skills = if at % 3 == 1 { "" } else { "teaching" };
        let place = (home.3.to_string(), home.4.to_string());
        reps.write_record([
            id,
            name,
            region(&home.2),
            &place.0,
            &place.1,
            "1300",
            fte,
            skills,
        ])?;
    }
    reps.flush()?;

    let mut accounts = csv::Writer::from_path(folder.join("accounts.csv"))?;
    accounts.write_record([
        "account_id",
        "name",
        "owner_id",
        "postal_code",
        "city",
        "state",
        "region",
        "latitude",
        "longitude",
        "industry",
        "ownership",
        "beds",
        "employees",
        "type",
        "sales_last",
        "sales_prev",
        "last_activity",
    ])?;
    let mut history = csv::Writer::from_path(folder.join("history.csv"))?;
    history.write_record(["account_id", "period", "amount"])?;
    for number in 0..1200 {
        let town = &towns[random.random_range(0..towns.len())];
        let mut draw: f64 = random.random();
        let kind = KINDS.iter().find(|kind| {
            draw -= kind.1;
            draw < 0.0
        });
        let kind = kind.unwrap_or(&KINDS[0]);
        // The product of three uniforms has the long tail that sizes have.
        let spread: f64 = (0..3).map(|_| random.random_range(0.5..1.9)).product();
        let beds = (kind.2 * spread).round().max(5.0);
        let employees = (beds * random.random_range(2.2..4.8)).round();
        let ownership = OWNERS[random.random_range(0..OWNERS.len())];
        let id = format!("C{:05}", number + 1);
        let customer = random.random_range(0.0..1.0) < 0.7;
        let (mut last, mut prev) = (0.0, 0.0);
        if customer {
            let level = beds * kind.3 * random.random_range(0.2..1.0) / 4.0;
            let trend: f64 = random.random_range(-0.02..0.04);
            // A third of the customers came later: their history is short.
            let first = if number % 3 == 0 {
                random.random_range(0..11)
            } else {
                0
            };
            for quarter in first..12 {
                let season = [0.85, 1.0, 0.9, 1.25][quarter % 4];
                let noise: f64 = random.random_range(0.85..1.15);
                let amount = (level * (1.0 + trend * quarter as f64) * season * noise).round();
                let period = format!("{}-Q{}", 2023 + quarter / 4, quarter % 4 + 1);
                history.write_record([&id, &period, &amount.to_string()])?;
                match quarter / 4 {
                    2 => last += amount,
                    1 => prev += amount,
                    _ => {}
                }
            }
        }
        let nearest = homes.iter().enumerate().min_by(|(_, a), (_, b)| {
            let square = |home: &Town| (home.3 - town.3).powi(2) + (home.4 - town.4).powi(2);
            square(a).total_cmp(&square(b))
        });
        let owner = if number % 12 == 7 {
            ""
        } else {
            nearest.map_or("", |(at, _)| REPS[at].0)
        };
        let beds_known = if number % 25 == 3 {
            String::new()
        } else {
            beds.to_string()
        };
        let sales = |amount: f64| {
            if customer {
                amount.to_string()
            } else {
                String::new()
            }
        };
        accounts.write_record([
            id.as_str(),
            &format!("{} of {}", kind.0, town.1),
            owner,
            &town.0,
            &town.1,
            &town.2,
            region(&town.2),
            &town.3.to_string(),
            &town.4.to_string(),
            kind.0,
            ownership,
            &beds_known,
            &employees.to_string(),
            if customer { "customer" } else { "prospect" },
            &sales(last),
            &sales(prev),
            &if customer {
                format!("2025-{:02}-15", random.random_range(1..=12))
            } else {
                String::new()
            },
        ])?;
    }
    accounts.flush()?;
    history.flush()?;
    Ok(())
}

/// The towns of an account table, each postal code once.
fn towns(path: &str) -> Result<Vec<Town>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let at = |name: &str| {
        let found = headers.iter().position(|header| header == name);
        found.ok_or_else(|| format!("{path} has no column {name}"))
    };
    let columns = [
        at("Billing Zip/Postal Code")?,
        at("Billing City")?,
        at("Billing State/Province")?,
        at("Billing Latitude")?,
        at("Billing Longitude")?,
    ];
    let mut found: BTreeMap<String, Town> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let cell = |column: usize| record[columns[column]].to_owned();
        if let (Ok(latitude), Ok(longitude)) = (cell(3).parse(), cell(4).parse()) {
            found
                .entry(cell(0))
                .or_insert((cell(0), cell(1), cell(2), latitude, longitude));
        }
    }
    Ok(found.into_values().collect())
}

/// The sales region of a state.
fn region(state: &str) -> &'static str {
    const EAST: &str = "Connecticut Delaware District-of-Columbia Maine Maryland Massachusetts New-Hampshire New-Jersey New-York \
        Ohio Pennsylvania Rhode-Island Vermont West-Virginia";
    const SOUTH: &str = "Alabama Arkansas Florida Georgia Kentucky Louisiana Mississippi North-Carolina South-Carolina Tennessee \
        Virginia";
    const WEST: &str = "Arizona California Colorado Idaho Montana Nevada New-Mexico Oregon Utah Washington Wyoming";
    let state = state.replace(' ', "-");
    let is_in = |list: &str| list.split_whitespace().any(|name| name == state);
    match () {
        () if is_in(EAST) => "East",
        () if is_in(SOUTH) => "South",
        () if is_in(WEST) => "West",
        () => "Central",
    }
}
