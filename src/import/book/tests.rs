//! Tests of the folder above: small tables, each with one thing to show.

use super::*;
use crate::{
    model::{Owner, PlaceKind, RepIndex},
    table::{ReadOptions, read},
};

/// A grid from text, by way of a file, as users have it.
fn grid(text: &str) -> Grid {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, text).unwrap();
    read(path.to_str().unwrap(), &ReadOptions::default()).unwrap()
}

fn codes(failure: &Failure) -> Vec<&'static str> {
    match failure {
        Failure::Data(problems) => problems.items.iter().map(|item| item.code).collect(),
        other => panic!("{other}"),
    }
}

fn request(measures: &[&str]) -> BookRequest {
    BookRequest {
        measures: measures.iter().map(|&name| name.to_owned()).collect(),
        ..BookRequest::default()
    }
}

const REPS: &str = "rep_id,name,email,capacity\nR1,Ann,ann@x.org,1600\nR2,Bo,,800.5\n";

#[test]
fn reads_raw_headers_owners_and_measures_in_fixed_point() {
    let accounts = "Id,Name,OwnerId,BillingLatitude,BillingLongitude,AnnualRevenue,beds\n\
                    1,Mercy,R2,42.36,-71.1,1200.50,\n2,,ann@x.org,,,7,-3\n3,X,gone,1,2,,5\n";
    let (book, notes) = book(
        &grid(accounts),
        &grid(REPS),
        &request(&["annual_revenue", "BEDS", "count"]),
    )
    .unwrap();
    assert_eq!(book.accounts.names.get(1), "2");
    assert_eq!(
        book.accounts.owners,
        [
            Owner::Rep(RepIndex(1)),
            Owner::Rep(RepIndex(0)),
            Owner::Unknown("gone".into())
        ]
    );
    let codes: Vec<&str> = notes.items.iter().map(|note| note.code).collect();
    assert_eq!(codes, ["W257", "W212"]);
    assert_eq!(book.places, PlaceKind::Degrees);
    assert_eq!(book.accounts.points[1], None);
    assert_eq!(book.measures[0].decimals, 2);
    assert_eq!(book.measures[0].amounts, [Some(120_050), Some(700), None]);
    assert_eq!(book.measures[1].amounts, [None, Some(-3), Some(5)]);
    assert_eq!(book.reps[1].capacity.unwrap().to_string(), "800.5");
}

#[test]
fn a_column_called_owner_counts_only_if_reps_stand_in_it() {
    let accounts = "id,OWNER\n1,PROPRIETARY\n2,GOVERNMENT\n";
    let (found, notes) = book(&grid(accounts), &grid(REPS), &request(&["count"])).unwrap();
    assert_eq!(found.accounts.owners, [Owner::Nobody, Owner::Nobody]);
    assert_eq!(notes.items[0].code, "W211");
    assert!(notes.items[0].message.starts_with("`OWNER` holds no rep"));
    let fix = notes.items[0].fix.as_deref().unwrap();
    assert!(fix.ends_with("--map owner_id=\"OWNER\""), "{fix}");
    let accounts = "id,OWNER\n1,Ann\n2,GOVERNMENT\n";
    let (found, _) = book(&grid(accounts), &grid(REPS), &request(&["count"])).unwrap();
    assert_eq!(found.accounts.owners[0], Owner::Rep(RepIndex(0)));
}

#[test]
fn a_plan_is_read_as_todays_owners_or_as_the_plan_it_is() {
    let plan = "account_id,name,rep_id,rep_name,previous_rep_id,change,reason,distance\n\
                1,A,R1,Ann,R2,moved,balance,3\n";
    let (now, _) = book(&grid(plan), &grid(REPS), &request(&["count"])).unwrap();
    assert_eq!(now.accounts.owners, [Owner::Rep(RepIndex(0))]);
    let judged = BookRequest {
        as_plan: true,
        ..request(&["count"])
    };
    let (before, _) = book(&grid(plan), &grid(REPS), &judged).unwrap();
    assert_eq!(before.accounts.owners, [Owner::Rep(RepIndex(1))]);
}

#[test]
fn parents_and_their_accounts_stay_together() {
    let accounts = "account_id,parent_id,zip\nB,A,1\nA,,2\nC,,2\nD,,3\n";
    let together = |columns: &[&str]| {
        let request = BookRequest {
            together: columns.iter().map(|&name| name.to_owned()).collect(),
            ..request(&["count"])
        };
        book(&grid(accounts), &grid(REPS), &request)
            .unwrap()
            .0
            .groups
    };
    assert_eq!(together(&[]), None);
    assert_eq!(together(&["parent_id"]), Some(vec![0, 0, 1, 2]));
    assert_eq!(together(&["parent_id", "zip"]), Some(vec![0, 0, 0, 1]));
}

#[test]
fn problems_of_both_tables_come_at_once() {
    let accounts = "account_id,lat,lon,potential\n1,95,0,x\n1,0,0,NaN\n,1,2,3\n";
    let reps = "rep_id,capacity\nR1,-5\nR1,5\n";
    let failure = book(&grid(accounts), &grid(reps), &request(&["potential"])).unwrap_err();
    assert_eq!(
        codes(&failure),
        ["E116", "E112", "E113", "E206", "E205", "E114", "E206"]
    );
}

#[test]
fn a_column_that_is_missing_is_named_with_the_nearest_one() {
    let accounts = "account_id,potential\n1,2\n";
    let failure = book(&grid(accounts), &grid(REPS), &request(&["potentail"])).unwrap_err();
    let Failure::Data(problems) = &failure else {
        panic!("{failure}")
    };
    assert_eq!(problems.items[0].code, "E203");
    assert_eq!(
        problems.items[0].fix.as_deref(),
        Some("did you mean `potential`?")
    );
}

#[test]
fn amounts_that_cannot_be_summed_exactly_are_refused() {
    for amounts in [
        "12345678901234567890",
        "9000000000000000000\n2,9000000000000000000",
    ] {
        let accounts = format!("account_id,potential\n1,{amounts}\n");
        let failure = book(&grid(&accounts), &grid(REPS), &request(&["potential"])).unwrap_err();
        assert!(matches!(codes(&failure)[0], "E120" | "E215"));
    }
}

#[test]
fn degrees_and_planes_do_not_mix() {
    let failure = book(
        &grid("account_id,lat,lon\n1,2,3\n"),
        &grid("rep_id,x,y\nR1,1,2\n"),
        &request(&["count"]),
    )
    .unwrap_err();
    assert_eq!(codes(&failure), ["E209"]);
}
