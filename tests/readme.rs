//! The README's tour runs as written.
//!
//! In a block marked `console`, a line that begins with `$ ` is a command; the lines up to the next one are what it prints, standard output first.
//! `TERR_UPDATE=1 cargo test readme` writes what the commands print now into the README: review it like code.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::{Folder, project};

/// Copies a folder with everything in it.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The words of a command line as a shell would split them: quotes group, nothing else is special.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut open) = (Vec::new(), String::new(), None, false);
    for character in line.chars() {
        match (quote, character) {
            (Some(end), c) if c == end => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                open = true;
            }
            (None, c) if c.is_whitespace() => {
                if open {
                    words.push(std::mem::take(&mut word));
                    open = false;
                }
            }
            (_, c) => {
                word.push(c);
                open = true;
            }
        }
    }
    if open {
        words.push(word);
    }
    words
}

/// Runs every command of every `console` block of a text and puts what it prints behind it.
fn replay(text: &str, folder: &Folder) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside {
            let Some(command) = line.strip_prefix("$ ") else {
                continue;
            };
            let mut arguments = words(command);
            assert_eq!(arguments.remove(0), "terr", "{line}");
            let answer = folder.terr(&arguments).run();
            out += &format!("{line}\n");
            for printed in [answer.stdout, answer.stderr] {
                out += printed.trim_end();
                if !printed.trim_end().is_empty() {
                    out.push('\n');
                }
            }
            assert_eq!(answer.code, Some(0), "{line}\n{out}");
            continue;
        }
        out += line;
        out.push('\n');
    }
    out
}

#[cfg(feature = "polars")]
#[test]
fn the_tour_prints_what_the_readme_shows() {
    let folder = Folder::new("readme");
    copy_folder(
        &project("examples/superstore"),
        &folder.path().join("examples/superstore"),
    );
    let path = project("README.md");
    let written = fs::read_to_string(&path).unwrap();
    let replayed = replay(&written, &folder);
    if std::env::var_os("TERR_UPDATE").is_some() {
        fs::write(path, replayed).unwrap();
        return;
    }
    for (at, (shown, printed)) in written.lines().zip(replayed.lines()).enumerate() {
        assert_eq!(shown, printed, "README.md:{}", at + 1);
    }
    assert_eq!(written.lines().count(), replayed.lines().count());
}

#[test]
fn words_are_split_like_a_shell_does() {
    assert_eq!(
        words(r#"terr balance --where "STATUS = 'OPEN'" -o plan.csv"#),
        [
            "terr",
            "balance",
            "--where",
            "STATUS = 'OPEN'",
            "-o",
            "plan.csv"
        ]
    );
}

/// The codes that a text names, ranges such as `W210–W216` included.
fn codes(text: &str) -> BTreeSet<String> {
    let code = |at: usize| {
        let code = text.get(at..at + 4)?;
        let digits = code.get(1..)?;
        let known =
            matches!(code.as_bytes()[0], b'E' | b'W') && digits.bytes().all(|b| b.is_ascii_digit());
        known.then(|| {
            (
                code.chars().next().unwrap_or('E'),
                digits.parse::<u32>().unwrap_or(0),
            )
        })
    };
    let mut found = BTreeSet::new();
    for at in 0..text.len() {
        let Some((letter, first)) = code(at) else {
            continue;
        };
        let rest = text[at + 4..].trim_start_matches(' ');
        let last = rest
            .strip_prefix('–')
            .map(|rest| text.len() - rest.trim_start_matches(' ').len())
            .and_then(code);
        for number in first
            ..=last
                .filter(|last| last.0 == letter)
                .map_or(first, |last| last.1)
        {
            found.insert(format!("{letter}{number}"));
        }
    }
    found
}

#[test]
fn every_code_stands_in_the_index_of_errors() {
    let readme = fs::read_to_string(project("README.md")).unwrap();
    let index = codes(&readme[readme.find("## Errors").unwrap()..]);
    let mut missing = BTreeSet::new();
    let mut folders = vec![project("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                let quoted = source
                    .split('"')
                    .filter(|text| text.len() == 4)
                    .collect::<Vec<_>>()
                    .join(" ");
                missing.extend(codes(&quoted).difference(&index).cloned());
            }
        }
    }
    assert!(missing.is_empty(), "not in the README's index: {missing:?}");
}
