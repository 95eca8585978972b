//! Bad input: the code, the place, the fix, the exit code of the contract, and no output touched.

use crate::support::Folder;

/// Two good reps.
const REPS: &str =
    "rep_id,name,latitude,longitude,capacity\nR1,Rita,40,-75,100\nR2,Ravi,41,-74,100\n";
/// Three good accounts.
const ACCOUNTS: &str = "account_id,name,owner_id,latitude,longitude,potential,workload\nA1,a,R1,40,-75,1,1\nA2,b,R1,40,-75,2,2\nA3,c,R2,41,-74,3,3\n";

/// Runs balance on the two tables with an old plan in place; the old plan must survive.
#[track_caller]
fn refused<const N: usize>(
    accounts: impl AsRef<[u8]>,
    reps: &str,
    flags: &[&str],
    code: i32,
    says: [&str; N],
) {
    let folder = Folder::new("bad-input");
    folder
        .write("accounts.csv", accounts)
        .write("reps.csv", reps)
        .write("plan.csv", "the old plan");
    let mut line = vec![
        "balance",
        "accounts.csv",
        "--reps",
        "reps.csv",
        "-o",
        "plan.csv",
    ];
    line.extend(flags);
    let answer = folder.terr(line).exits(code);
    assert_eq!(answer.stdout, "");
    answer.says(says);
    assert_eq!(folder.read("plan.csv"), "the old plan");
    assert_eq!(
        folder.names(),
        ["accounts.csv", "plan.csv", "reps.csv"],
        "nothing half-written stays behind"
    );
}

/// The accounts with one cell of row 2 (line 3) replaced.
fn with_cell(column: usize, value: &str) -> String {
    let mut rows: Vec<Vec<&str>> = ACCOUNTS
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    rows[2][column] = value;
    rows.iter().map(|row| row.join(",") + "\n").collect()
}

#[test]
fn a_missing_accounts_file_is_exit_4() {
    let folder = Folder::new("bad-input");
    folder.write("reps.csv", REPS);
    folder
        .terr(["balance", "nowhere.csv", "--reps", "reps.csv"])
        .exits(4)
        .says(["cannot read nowhere.csv"]);
}

#[test]
fn an_empty_file_is_exit_3() {
    refused("", REPS, &[], 3, ["accounts.csv", "empty"]);
}

#[test]
fn a_header_alone_is_exit_3() {
    refused(
        "account_id,potential\n",
        REPS,
        &[],
        3,
        ["accounts.csv", "no rows"],
    );
}

#[test]
fn no_id_column_is_exit_3_with_a_suggestion() {
    refused(
        "acount_id,potential\nA1,5\n",
        REPS,
        &[],
        3,
        ["account_id", "acount_id", "--map"],
    );
}

#[test]
fn a_duplicate_id_names_both_lines() {
    refused(
        with_cell(0, "A1"),
        REPS,
        &[],
        3,
        ["A1", "accounts.csv:3", "line 2"],
    );
}

#[test]
fn a_ragged_row_is_placed() {
    refused(
        format!("{ACCOUNTS}A4,d,R1\n"),
        REPS,
        &[],
        3,
        ["accounts.csv:5", "3 fields", "7"],
    );
}

#[test]
fn invalid_utf8_is_placed() {
    let mut bytes = ACCOUNTS.as_bytes().to_vec();
    bytes.extend_from_slice(b"A4,M\xfcller,R1,40,-75,1,1\n");
    // Windows-1252 is read where it can be told; what is left is refused with its place.
    let folder = Folder::new("bad-input");
    folder.write("accounts.csv", &bytes).write("reps.csv", REPS);
    let answer = folder
        .terr(["balance", "accounts.csv", "--reps", "reps.csv"])
        .run();
    assert!(
        answer.code == Some(3) && answer.stderr.contains("accounts.csv:5")
            || answer.stdout.contains("Müller"),
        "{answer:?}"
    );
}

#[test]
fn nan_and_infinity_are_no_numbers() {
    for value in ["NaN", "inf", "-Infinity"] {
        refused(
            with_cell(5, value),
            REPS,
            &[],
            3,
            ["`potential`", "accounts.csv:3:6", value],
        );
    }
}

#[test]
fn latitude_95_is_out_of_range() {
    refused(
        with_cell(3, "95"),
        REPS,
        &[],
        3,
        ["latitude", "accounts.csv:3:4", "95"],
    );
}

#[test]
fn zero_reps_is_exit_3() {
    refused(ACCOUNTS, "rep_id,name\n", &[], 3, ["reps.csv", "no rows"]);
}

#[test]
fn a_negative_capacity_is_exit_3() {
    refused(
        ACCOUNTS,
        "rep_id,capacity\nR1,-5\nR2,10\n",
        &[],
        3,
        ["capacity", "reps.csv:2:2", "-5"],
    );
}

#[test]
fn a_measure_that_the_file_lacks_gets_a_suggestion() {
    refused(
        ACCOUNTS,
        REPS,
        &["--measure", "potental:5%"],
        3,
        ["potental", "did you mean `potential`"],
    );
}

#[test]
fn a_negative_measure_is_exit_3() {
    refused(with_cell(5, "-1"), REPS, &[], 3, ["potential", "-1"]);
}

#[test]
fn all_problems_of_a_file_are_collected() {
    let accounts = "account_id,potential,workload\nA1,x,1\nA2,1,y\n,1,1\n";
    refused(
        accounts,
        REPS,
        &[],
        3,
        [
            "accounts.csv:2:2",
            "accounts.csv:3:3",
            "accounts.csv:4:1",
            "3 problems in accounts.csv",
        ],
    );
}

#[test]
fn a_tolerance_that_is_none_is_exit_2() {
    refused(
        ACCOUNTS,
        REPS,
        &["--measure", "potential:abc%"],
        2,
        ["abc%"],
    );
}

#[cfg(feature = "polars")]
#[test]
fn an_expression_that_does_not_parse_or_is_not_yes_or_no_is_exit_2() {
    refused(
        ACCOUNTS,
        REPS,
        &["--where", "potential >="],
        2,
        ["potential >="],
    );
    refused(ACCOUNTS, REPS, &["--where", "potential + 1"], 2, ["yes"]);
}

#[cfg(feature = "polars")]
#[test]
fn an_expression_on_a_missing_column_is_exit_3() {
    refused(
        ACCOUNTS,
        REPS,
        &["--where", "potental > 1"],
        3,
        ["potental", "did you mean `potential`"],
    );
}

#[test]
fn an_unknown_key_of_terr_toml_points_to_its_line() {
    let folder = Folder::new("bad-input");
    folder
        .write("accounts.csv", ACCOUNTS)
        .write("reps.csv", REPS)
        .write(
            "terr.toml",
            "[balance]\nseed = 1\nmesure = [\"potential\"]\n",
        );
    folder
        .terr(["balance", "accounts.csv", "--reps", "reps.csv"])
        .exits(2)
        .says(["terr.toml:3:1", "mesure", "did you mean `measure`?"]);
}

#[test]
fn a_value_of_terr_toml_that_no_flag_takes_points_to_its_line() {
    let folder = Folder::new("bad-input");
    folder
        .write("accounts.csv", ACCOUNTS)
        .write("reps.csv", REPS)
        .write("terr.toml", "[balance]\nmeasure = \"potential:x%\"\n");
    folder
        .terr(["balance", "accounts.csv", "--reps", "reps.csv"])
        .exits(2)
        .says(["terr.toml:2:1", "x%"]);
}

#[test]
fn writing_onto_an_input_is_refused() {
    let folder = Folder::new("bad-input");
    folder
        .write("accounts.csv", ACCOUNTS)
        .write("reps.csv", REPS);
    folder
        .terr([
            "balance",
            "accounts.csv",
            "--reps",
            "reps.csv",
            "-o",
            "./accounts.csv",
        ])
        .exits(2)
        .says(["accounts.csv", "input"]);
    assert_eq!(folder.read("accounts.csv"), ACCOUNTS);
}

#[test]
fn a_full_disk_is_exit_4() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let folder = Folder::new("bad-input");
    folder
        .write("accounts.csv", ACCOUNTS)
        .write("reps.csv", REPS);
    let mut command = folder
        .terr(["balance", "accounts.csv", "--reps", "reps.csv"])
        .command();
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{output:?}");
}

#[test]
fn odd_but_possible_inputs_get_a_plan() {
    let odd = [
        // More reps than accounts.
        ("account_id,potential\nA1,5\n".to_owned(), REPS),
        // One rep.
        (ACCOUNTS.to_owned(), "rep_id\nR1\n"),
        // All accounts at one point.
        (
            "account_id,latitude,longitude,potential\nA1,40,-75,5\nA2,40,-75,5\nA3,40,-75,5\n"
                .to_owned(),
            REPS,
        ),
        // An account larger than any target.
        (
            "account_id,latitude,longitude,potential\nA1,40,-75,500\nA2,40,-75,5\nA3,40,-75,5\n"
                .to_owned(),
            REPS,
        ),
    ];
    for (accounts, reps) in odd {
        let folder = Folder::new("bad-input");
        folder
            .write("accounts.csv", &accounts)
            .write("reps.csv", reps);
        let answer = folder
            .terr(["balance", "accounts.csv", "--reps", "reps.csv", "-f", "csv"])
            .ok();
        assert_eq!(
            answer.stdout.lines().count(),
            accounts.lines().count(),
            "{answer:?}"
        );
    }
}

#[test]
fn what_is_out_of_tolerance_is_said_and_strict_makes_it_exit_1() {
    let accounts =
        "account_id,latitude,longitude,potential\nA1,40,-75,500\nA2,40,-75,5\nA3,40,-75,5\n";
    let folder = Folder::new("bad-input");
    folder
        .write("accounts.csv", accounts)
        .write("reps.csv", REPS);
    let line = [
        "balance",
        "accounts.csv",
        "--reps",
        "reps.csv",
        "-o",
        "plan.csv",
    ];
    folder.terr(line).ok().says(["A1"]);
    folder.terr(line.into_iter().chain(["--strict"])).exits(1);
    assert!(folder.has("plan.csv"));
}
