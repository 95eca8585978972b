//! Every format of every view, on the team that fits in the head.

use super::{of_team, team};

#[track_caller]
fn shown(arguments: &[&str]) -> String {
    let answer = of_team(&team(), arguments);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    answer.stdout
}

#[test]
fn summary_as_a_table() {
    insta::assert_snapshot!(shown(&["report", "plan.csv", "-f=table"]));
}

#[test]
fn summary_as_csv() {
    insta::assert_snapshot!(shown(&["report", "plan.csv"]));
}

#[test]
fn territories_as_json() {
    let json = shown(&["report", "territories", "plan.csv", "-f=json"]);
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
    insta::assert_snapshot!(json);
}

#[test]
fn territories_by_region_as_a_table() {
    insta::assert_snapshot!(shown(&[
        "report",
        "territories",
        "plan.csv",
        "--by=region",
        "-f=table"
    ]));
}

#[test]
fn changes_as_csv_have_their_formulas_neutralised() {
    insta::assert_snapshot!(shown(&["report", "changes", "plan.csv", "--all", "-f=csv"]));
}

#[test]
fn changes_as_markdown() {
    insta::assert_snapshot!(shown(&["report", "changes", "plan.csv", "--all", "-f=md"]));
}

#[test]
fn changes_as_a_table() {
    insta::assert_snapshot!(shown(&[
        "report", "changes", "plan.csv", "--all", "-f=table"
    ]));
}

#[test]
fn handover_as_tsv() {
    insta::assert_snapshot!(shown(&["report", "handover", "plan.csv", "-f=tsv"]));
}

#[test]
fn overrides_as_a_table() {
    insta::assert_snapshot!(shown(&["report", "overrides", "plan.csv", "-f=table"]));
}

#[test]
fn overlaps_as_a_table() {
    insta::assert_snapshot!(shown(&["report", "overlaps", "plan.csv", "-f=table"]));
}

#[test]
fn no_control_character_reaches_a_terminal() {
    for view in [
        "summary",
        "territories",
        "changes",
        "handover",
        "overrides",
        "overlaps",
    ] {
        let table = shown(&["report", view, "plan.csv", "-f=table"]);
        let harmful = |c: char| c.is_control() && c != '\n';
        assert!(!table.contains(harmful), "{view}:\n{table}");
    }
}

#[test]
fn raw_and_excel_change_the_dialect() {
    let raw = shown(&["report", "changes", "plan.csv", "--all", "--raw"]);
    assert!(raw.contains("\"=HYPERLINK(\"\"http://x\"\")\""));
    let excel = shown(&["report", "changes", "plan.csv", "--excel"]);
    assert!(excel.starts_with("\u{FEFF}account_id,"));
    assert!(excel.contains("\r\n"));
}

#[test]
fn the_format_follows_from_the_extension() {
    let folder = team();
    for (name, start) in [
        ("out.csv", "topic,figure"),
        ("out.tsv", "topic\tfigure"),
        ("out.md", "## Summary"),
        ("out.json", "{"),
        ("out.txt", "Summary\n"),
        ("out.xlsx", "PK"),
    ] {
        let answer = of_team(&folder, &["report", "plan.csv", "-o", name]);
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (Some(0), ""),
            "{}",
            answer.stderr
        );
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        assert!(bytes.starts_with(start.as_bytes()), "{name}");
    }
    let answer = of_team(&folder, &["report", "plan.csv", "-o", "out.nonsense"]);
    assert_eq!(answer.code, Some(2));
    answer.says(["error[E506]", "out.nonsense"]);
}

#[test]
fn packs_are_a_file_per_rep() {
    let folder = team();
    let answer = of_team(
        &folder,
        &["report", "handover", "plan.csv", "--packs", "packs"],
    );
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (Some(0), ""),
        "{}",
        answer.stderr
    );
    let mut names: Vec<String> = std::fs::read_dir(folder.path().join("packs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["L.csv", "N.csv", "S.csv"]);
    assert!(
        folder
            .read("packs/L.csv")
            .contains("gives,L,Lena,S,Sven,a5")
    );
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = team();
    let before = folder.read("reps.csv");
    let answer = of_team(&folder, &["report", "plan.csv", "-o", "reps.csv"]);
    assert_eq!(answer.code, Some(2), "{}", answer.stderr);
    assert_eq!(folder.read("reps.csv"), before);
}
