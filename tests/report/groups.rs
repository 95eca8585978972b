//! Tables by manager and region, and rep tables that are not the plan's.

use super::{of_team, team};

#[test]
fn regions_are_the_sums_of_their_reps() {
    let folder = team();
    let column = |by: &str, name: &str| -> Vec<f64> {
        let answer = of_team(
            &folder,
            &["report", "territories", "plan.csv", by, "-f=csv"],
        );
        let mut reader = csv::Reader::from_reader(answer.stdout.as_bytes());
        let at = reader
            .headers()
            .unwrap()
            .iter()
            .position(|header| header == name)
            .unwrap();
        let cell = |record: csv::StringRecord| record[at].parse().unwrap_or(0.0);
        reader
            .records()
            .map(|record| cell(record.unwrap()))
            .collect()
    };
    for figure in ["accounts", "potential", "potential_before", "workload"] {
        let sum = |by| column(by, figure).iter().sum::<f64>();
        assert!(
            (sum("--by=rep") - sum("--by=region")).abs() < 1e-9,
            "{figure}"
        );
        assert!(
            (sum("--by=rep") - sum("--by=manager")).abs() < 1e-9,
            "{figure}"
        );
        assert_eq!(column("--by=region", figure).len(), 2, "{figure}");
        assert_eq!(column("--by=manager", figure).len(), 1, "{figure}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_by_region_holds_what_csv_holds() {
    let folder = team();
    for view in ["territories", "changes", "summary"] {
        for by in ["--by=region", "--by=manager", "--by=rep"] {
            let file = folder.path().join("by.parquet");
            let answer = of_team(&folder, &["report", view, "plan.csv", by, "-o=by.parquet"]);
            assert_eq!(answer.code, Some(0), "{}", answer.stderr);
            let parquet =
                terr::table::read(file.to_str().unwrap(), &terr::table::ReadOptions::default())
                    .unwrap();
            let csv = of_team(
                &folder,
                &["report", view, "plan.csv", by, "-f=csv", "--raw"],
            )
            .stdout;
            let mut reader = csv::Reader::from_reader(csv.as_bytes());
            let headers: Vec<String> = reader
                .headers()
                .unwrap()
                .iter()
                .map(str::to_owned)
                .collect();
            assert_eq!(
                parquet.headers().collect::<Vec<_>>(),
                headers,
                "{view} {by}"
            );
            let mut rows = 0;
            for (row, record) in reader.records().enumerate() {
                for (found, stated) in parquet.row(row).zip(&record.unwrap()) {
                    // The same number may be written with other zeros.
                    let same = match (found.parse::<f64>(), stated.parse::<f64>()) {
                        (Ok(found), Ok(stated)) => (found - stated).abs() < 1e-6,
                        _ => found == stated,
                    };
                    assert!(same, "{view} {by}: {found:?} is not {stated:?}");
                }
                rows += 1;
            }
            assert_eq!(parquet.rows(), rows);
        }
    }
}

#[test]
fn reps_other_than_the_plans_are_said() {
    let folder = super::example();
    let quiet = folder.terr(["report", "plan.csv", "--no-config"]).ok();
    assert!(!quiet.stderr.contains("W502"), "{}", quiet.stderr);
    let changed = folder
        .read("crm_users.csv")
        .replace("Ada Whitfield", "Ada W.");
    folder.write("other.csv", changed);
    folder
        .terr(["report", "plan.csv", "--reps=other.csv", "--no-config"])
        .ok()
        .says([
            "W502",
            "the rep table is not the one that the plan was made with",
            "other.csv",
        ]);
}
