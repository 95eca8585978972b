//! What is wrong with rules, rates, sales files and measures: each message to the letter.

use std::fmt::Write as _;

use crate::support::Folder;

const ACCOUNTS: &str = "account_id,name,employees,industry,sales\n\
    A1,Alpha,1200,Bank,100\nA2,Beta,0,Shop,0\nA3,Gamma,,Bank,\nA4,Delta,50,Farm,20\n";

/// Runs each command line in a folder of its own; what it says, its exit code, and whether it wrote.
fn said(cases: &[(&[&str], &str)]) -> String {
    let mut out = String::new();
    for (flags, sales) in cases {
        let folder = Folder::new("segment-bad");
        folder.write("accounts.csv", ACCOUNTS);
        let sales = format!("account_id,period,amount\n{sales}");
        folder.write("sales.csv", &sales);
        let fixed = ["segment", "accounts.csv", "-q", "-o", "out.csv"];
        let answer = folder
            .terr(fixed.into_iter().chain(flags.iter().copied()))
            .run();
        let wrote = if folder.has("out.csv") {
            "written"
        } else {
            "nothing written"
        };
        let code = answer.code.unwrap_or(-1);
        let _ = write!(out, "## {}", flags.join(" "));
        for row in sales.lines().skip(1) {
            let _ = write!(out, " | {row}");
        }
        let _ = writeln!(out, "\n{}exit {code}, {wrote}\n", answer.stderr);
    }
    out
}

#[test]
fn sales_files_that_are_wrong() {
    let history: &[&str] = &["--history=sales.csv"];
    insta::assert_snapshot!(said(&[
        // twice, two ways, no period, no number: nothing is written
        (
            history,
            "A1,2025-Q1,5\nA1,2025-Q1,6\nA2,2025-02,6\nA2,soon,6\nA2,2025-Q1,five\n"
        ),
        (history, "A1,2025-01-31,5\nA1,28.02.2025,5\n"),
        (history, "A1,1/2/2025,5\nA1,3/4/2025,5\n"),
        // odd, and counted
        (history, "A1,2025-Q1,5\nZZ,2025-Q1,5\nYY,2025-Q1,5\n"),
        (history, "A1,2025-Q1,-5\nA1,2025-Q2,5\n"),
        (history, "A1,2024-Q1,5\nA1,2025-Q1,5\nA2,2024-Q1,5\n"),
        (history, "A1,2025-Q1,5\n"),
        (history, "A1,2025-12-30,5\nA1,2026-01-03,5\nA1,,5\n"),
        (
            &[
                "--history=sales.csv",
                "--history-map=period=when",
                "--history-map=amount=Amount"
            ],
            "A1,2025-Q1,5\n"
        ),
    ]));
}

#[test]
fn rules_rates_and_measures_that_are_wrong() {
    insta::assert_snapshot!(said(&[
        (&["--where=employes > 1 AND sector = 'Bank'"], ""),
        (
            &[
                "--rate-size=employees",
                "--rate-by=industry",
                "--rate=Bank=120",
                "--rate=Shop=5"
            ],
            ""
        ),
        (
            &[
                "--rate-size=employees",
                "--rate-by=sector",
                "--rate=Bank=120"
            ],
            ""
        ),
        (&["--potential=name"], ""),
        // a division by zero and a missing cell are unknown, and counted
        (&["--potential=sales / employees"], ""),
        (&["--potential=sales - 50"], ""),
        // no potential
        (&["--tiers=A:80%,B", "--sales=sales"], ""),
    ]));
}

#[test]
fn an_empty_table_is_said_to_be_empty_by_import_and_segment_alike() {
    let folder = Folder::new("segment-empty");
    folder.write("empty.csv", "account_id,employees\n");
    for command in ["import", "segment"] {
        for filter in [
            None,
            Some("--where=employees > 1"),
            Some("--where=nobody > 1"),
        ] {
            let arguments = [command, "empty.csv"].into_iter().chain(filter);
            folder.terr(arguments).exits(3).says([
                "error[E102]: the file has a header and no rows",
                "--> empty.csv",
            ]);
        }
    }
}
