//! The house as `src/lib.rs` draws it: arrows point one way, files stay small, nothing is left lying about.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::support::project;

/// What a module may `use crate::`, besides itself. The table of `src/lib.rs`.
const ARROWS: [(&str, &[&str]); 14] = [
    ("model", &[]),
    ("solver", &[]),
    ("forecast", &[]),
    ("spatial", &["model"]),
    ("audit", &["model", "spatial"]),
    ("table", &["model"]),
    ("frame", &["model", "table"]),
    ("reference", &["model"]),
    ("import", &["model", "table", "spatial", "reference"]),
    (
        "segment",
        &["model", "frame", "table", "spatial", "forecast"],
    ),
    ("balance", &["model", "spatial", "solver", "audit"]),
    ("report", &["model", "spatial", "audit", "balance"]),
    ("render", &["model", "report", "table", "reference"]),
    (
        "cli",
        &[
            "model",
            "solver",
            "spatial",
            "audit",
            "table",
            "frame",
            "reference",
            "import",
            "segment",
            "balance",
            "report",
            "render",
        ],
    ),
];

/// The most lines of a file.
const MAX_LINES: usize = 500;

/// Every Rust file under a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Code without comments, so that prose may name other rooms.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The modules that `crate::` is followed by, in lists too: `crate::{model::X, table}`.
fn mentioned(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let mut depth = 0;
        let mut word = String::new();
        let mut take = true;
        for character in rest.chars() {
            match character {
                '{' => {
                    depth += 1;
                    take = depth == 1;
                }
                '}' => {
                    depth -= 1;
                }
                ',' if depth == 1 => take = true,
                c if (c.is_alphanumeric() || c == '_') && take => {
                    word.push(c);
                    continue;
                }
                _ => {}
            }
            if !word.is_empty() {
                found.insert(std::mem::take(&mut word));
                take = false;
            }
            if depth <= 0 && !character.is_whitespace() && character != '{' {
                break;
            }
        }
        if !word.is_empty() {
            found.insert(word);
        }
    }
    found
}

#[test]
fn arrows_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let src = project("src");
    let mut wrong = Vec::new();
    for path in rust_files(&src) {
        let inside = path.strip_prefix(&src).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap();
        if room.ends_with(".rs") {
            continue;
        }
        let may = allowed
            .get(room)
            .unwrap_or_else(|| panic!("{room} is not in the table"));
        for module in mentioned(&code(&path)) {
            if allowed.contains_key(module.as_str())
                && module != room
                && !may.contains(&module.as_str())
            {
                wrong.push(format!("{} uses crate::{module}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_arrow_test_sees_through_lists() {
    let code = "use crate::{\n    model::{Grid, table},\n    solver,\n};\nuse crate::spatial::km;";
    assert_eq!(
        mentioned(code).into_iter().collect::<Vec<_>>(),
        ["model", "solver", "spatial"]
    );
}

#[test]
fn only_frame_and_parquet_name_polars() {
    let src = project("src");
    for path in rust_files(&src) {
        let inside = path
            .strip_prefix(&src)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if inside.starts_with("frame/")
            || inside == "table/parquet.rs"
            || inside.starts_with("table/parquet/")
        {
            continue;
        }
        for name in ["polars::", "polars_io"] {
            assert!(!code(&path).contains(name), "{inside} names {name}");
        }
    }
}

#[test]
fn files_stay_small_and_say_what_they_are_for() {
    let mut lengths = Vec::new();
    for path in rust_files(&project("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        assert!(
            lines <= MAX_LINES,
            "{} has {lines} lines: split it",
            path.display()
        );
        assert!(
            text.starts_with("//!"),
            "{} does not begin with what it is for",
            path.display()
        );
        lengths.push(lines);
    }
    lengths.sort_unstable();
    assert!(
        lengths[lengths.len() / 2] < 170,
        "the median file has {} lines",
        lengths[lengths.len() / 2]
    );
}

#[test]
fn nothing_is_left_lying_about() {
    for path in rust_files(&project("src")) {
        let code = code(&path);
        for word in ["todo!", "unimplemented!", "dbg!", "#[ignore"] {
            assert!(!code.contains(word), "{} holds {word}", path.display());
        }
        let text = fs::read_to_string(&path).unwrap();
        for word in ["FIXME", "XXX", "TODO"] {
            assert!(!text.contains(word), "{} holds {word}", path.display());
        }
    }
}

#[test]
fn the_lock_file_holds_the_pinned_polars() {
    let lock = fs::read_to_string(project("Cargo.lock")).unwrap();
    assert!(lock.contains("name = \"polars\"\nversion = \"0.55.2\""));
}
