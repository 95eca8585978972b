//! Plans, overrides and distances against a small book.

use super::*;
use crate::{
    model::{Action, Book, Change, Failure, Grid, Reason, RepIndex},
    table::{ReadOptions, read},
};

fn grid(text: &str) -> Grid {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, text).unwrap();
    read(path.to_str().unwrap(), &ReadOptions::default()).unwrap()
}

fn small_book() -> Book {
    book(
        &grid("account_id,x,y\nA,1,1\nB,2,2\n"),
        &grid("rep_id\nR1\nR2\n"),
        &BookRequest::default(),
    )
    .unwrap()
    .0
}

fn codes<T>(result: Result<T, Failure>) -> Vec<&'static str> {
    match result {
        Err(Failure::Data(problems)) => problems.items.iter().map(|item| item.code).collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => Vec::new(),
    }
}

#[test]
fn plans_are_matched_by_account() {
    let text = "account_id,rep_id,change,reason,distance\nB,,unassigned,nobody_eligible,\n\
                A,R2,moved,balance,1.5\n";
    let plan = plan(&grid(text), &small_book(), &[]).unwrap();
    assert_eq!(plan.alignment.0, [Some(RepIndex(1)), None]);
    assert_eq!(plan.changes, [Change::Moved, Change::Unassigned]);
    assert_eq!(plan.reasons[0], Reason::Balance);
    assert!(
        plan.distances.is_empty(),
        "measured anew where they are wanted"
    );
}

#[test]
fn plans_with_words_of_their_own_are_refused() {
    let text = "account_id,rep_id,change,reason\nA,R9,gone,why\nC,R1,kept,kept\n";
    assert_eq!(
        codes(plan(&grid(text), &small_book(), &[])),
        ["E222", "E223", "E224", "E221"]
    );
    assert_eq!(
        codes(plan(&grid("account_id\nA\n"), &small_book(), &[])),
        ["E203", "E203", "E203"]
    );
}

#[test]
fn overrides_name_accounts_and_reps_of_the_book() {
    let text = "account_id,rep_id,action,reason,expires\nA,R2,Pin,asked,2026-12-31\nB,,lock,,\n\
                closed,R1,prefer,,\n";
    let (requests, notes) = overrides(&grid(text), &small_book(), &[]).unwrap();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].rep, Some(RepIndex(1)));
    assert_eq!((requests[1].line, requests[1].action), (3, Action::Lock));
    assert_eq!(notes.items[0].code, "W227");
    let bad =
        "account_id,rep_id,action,expires\nA,R9,pin,\nA,,exclude,\nA,R1,keep,\nA,R1,pin,soon\n";
    assert_eq!(
        codes(overrides(&grid(bad), &small_book(), &[])),
        ["E226", "E226", "E225", "E118"]
    );
}

#[test]
fn distances_are_read_in_either_direction() {
    let text = "from,to,distance\nA,R1,1.5\nR2,A,0\nX,R1,3\n";
    let (matrix, notes) = distances(&grid(text), &small_book()).unwrap();
    assert_eq!(matrix.thousandths, [Some(1500), Some(0), None, None]);
    assert_eq!(notes.items[0].code, "W231");
    let bad = "from,to,distance\nA,R1,-1\nA,R2,far\nB,R1,1\nR1,B,2\n";
    assert_eq!(
        codes(distances(&grid(bad), &small_book())),
        ["E229", "E229", "E230"]
    );
}
