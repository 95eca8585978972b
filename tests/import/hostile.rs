//! Input and output that nobody means well with: each ends in a clear error.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::support::Folder;

#[test]
fn bad_rows_stop_the_run_or_are_set_aside_with_the_reason() {
    let folder = Folder::new("import-rejects");
    folder.write(
        "a.csv",
        "account_id,potential,latitude,longitude\nA,5,1,1\nB,x,1,1\nC,1\nD,1,95,1\nA,7,1,1\n",
    );
    folder
        .terr(["import", "a.csv", "-o", "out.csv"])
        .exits(3)
        .says([
            "error[E112]: `potential` is not a number",
            "a.csv:3:2",
            "E103",
            "a.csv:4",
            "E116",
            "a.csv:5:3",
            "E206",
            "line 2",
        ]);
    assert!(!folder.has("out.csv"));
    let answer = folder
        .terr(["import", "a.csv", "--rejects", "bad.csv", "-o", "out.csv"])
        .ok();
    answer.says(["5 rows read, 4 set aside, 1 written", "bad.csv"]);
    assert_eq!(
        folder.read("out.csv"),
        "account_id,potential,latitude,longitude\nA,5,1,1\n"
    );
    let bad = folder.read("bad.csv");
    assert!(bad.starts_with("reject_reason,account_id,potential,latitude,longitude\n"));
    assert_eq!(bad.lines().count(), 5);
    assert!(bad.contains("`potential` is not a number,B,x,1,1"), "{bad}");
    assert!(bad.contains(",C,1,,"), "{bad}");
}

#[test]
fn hostile_inputs_end_in_a_clear_error() {
    let folder = Folder::new("import-hostile");
    let mut wide = String::new();
    for at in 0..100_000 {
        let _ = write!(wide, "c{at},");
    }
    folder
        .write("wide.csv", format!("{wide}z\n{wide}z\n"))
        .write("long.csv", format!("id,name\n1,{}\n", "x".repeat(17 << 20)))
        .write("bomb.csv.gz", bomb())
        .write("quote.csv", "id,name\n1,\"open\n2,x\n")
        .write("nul.csv", "id,name\n1,a\0b\n")
        .write("empty.csv", "")
        .write("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        .write("broken.xlsx", b"PK\x03\x04 nonsense");
    for (name, code, says) in [
        ("wide.csv", 3, "E107"),
        ("long.csv", 3, "E107"),
        ("bomb.csv.gz", 3, "E109"),
        ("quote.csv", 3, "E111"),
        ("nul.csv", 3, "E106"),
        ("empty.csv", 3, "E101"),
        ("old.xls", 3, "E108"),
        ("broken.xlsx", 3, "E108"),
        (".", 4, "folder"),
        ("nowhere.csv", 4, "nowhere.csv"),
    ] {
        let line = ["import", name, "--max-memory", "64MiB"];
        folder.terr(line).exits(code).says([says]);
    }
}

/// 100 MiB of zeros in a few bytes: the system's gzip makes them.
fn bomb() -> Vec<u8> {
    use std::{
        io::Write as _,
        process::{Command, Stdio},
    };
    let mut gzip = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = gzip.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(&vec![b'0'; 100 << 20]));
    let output = gzip.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output.stdout
}

#[cfg(unix)]
#[test]
fn pipes_and_folders_as_output_and_a_full_disk_are_exit_4() {
    let folder = Folder::new("import-output");
    folder.write("a.csv", "account_id\n1\n");
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for target in ["pipe", ".", "/dev/full", "no/such/folder.csv"] {
        folder.terr(["import", "a.csv", "-o", target]).exits(4);
    }
    folder
        .terr(["import", "pipe"])
        .exits(4)
        .says(["named pipe"]);
    assert_eq!(folder.names(), ["a.csv", "pipe"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any bytes: rows, or problems with a line that the file has; never a panic.
    #[test]
    fn any_bytes_give_rows_or_placed_problems(bytes in hostile_bytes()) {
        let folder = tempfile_folder();
        let path = folder.path().join("any.csv");
        std::fs::write(&path, &bytes).unwrap();
        let lines = bytes.split(|&byte| byte == b'\n').count() as u64 + bytes.iter().filter(|&&b| b == b'\r').count() as u64;
        let options = terr::table::ReadOptions::default();
        match terr::table::read(path.to_str().unwrap(), &options) {
            Ok(grid) => {
                prop_assert!(grid.rows() > 0);
                let _ = terr::import::clean(&grid, terr::import::Kind::Accounts, &terr::import::CleanOptions { survey: true, rejects: true, ..Default::default() });
                // What is written reads back the same.
                let mut out = Vec::new();
                terr::table::write(&grid, terr::table::Format::Csv, &mut out).unwrap();
                let again = folder.path().join("again.csv");
                std::fs::write(&again, &out).unwrap();
                let comma = terr::table::ReadOptions { delimiter: Some(b','), encoding: Some("utf-8".to_owned()), ..options };
                if let Ok(back) = terr::table::read(again.to_str().unwrap(), &comma) {
                    prop_assert!(back.rows() <= grid.rows());
                }
            }
            Err(terr::model::Failure::Data(problems)) => {
                for item in &problems.items {
                    let line = item.site.as_ref().and_then(|site| site.line).unwrap_or(1);
                    prop_assert!(line <= lines, "{item:?}");
                }
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

fn tempfile_folder() -> Folder {
    Folder::new("import-any")
}

/// Bytes that look enough like a table to reach the far corners.
fn hostile_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![&b","[..], b"\n", b"\"", b"\r\n", b";", b"\t", b"id", b"zip", b"lat", b"1", b"02139", b"x", b"", b"\xe9", b"\xc3\xa9", b"\0", b"-", b"1,5", b"{", b"[{\"a\":1}]"]).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}
