//! How the command line behaves, whatever the command.

use crate::support::Folder;

#[test]
fn no_command_is_wrong_usage_and_shows_help_on_stderr() {
    let answer = Folder::new("conduct").terr([""; 0]).exits(2);
    assert_eq!(answer.stdout, "");
    answer.says([
        "Usage: terr",
        "import",
        "segment",
        "balance",
        "report",
        "init",
    ]);
}

#[test]
fn help_and_version_are_data() {
    let folder = Folder::new("conduct");
    assert!(
        folder
            .terr(["--help"])
            .ok()
            .stdout
            .contains("Exit codes: 0 done")
    );
    assert!(
        folder
            .terr(["--version"])
            .ok()
            .stdout
            .starts_with(concat!("terr ", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn unknown_flags_are_wrong_usage() {
    Folder::new("conduct")
        .terr(["balance", "--nonsense"])
        .exits(2)
        .says(["--nonsense"]);
}

#[test]
fn a_missing_file_is_exit_4() {
    Folder::new("conduct")
        .terr(["balance", "nowhere.csv", "--reps", "nowhere.csv"])
        .exits(4)
        .says(["nowhere.csv"]);
}
