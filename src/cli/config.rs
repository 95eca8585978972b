//! `terr.toml`: the flags of each command by name, so that a plan can be repeated by whoever has the folder.
//!
//! A section is turned into flags and parsed by the same parser as the command line, so a key means exactly what the flag means. A flag that
//! was typed wins.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{ArgMatches, CommandFactory as _, parser::ValueSource};
use toml_edit::{Document, Item, Value};

use crate::model::{Diagnostic, Excerpt, Failure, Site};

use super::{
    args::Cli,
    files::{self, Files},
};

/// The file that is read where none is named.
const DEFAULT: &str = "terr.toml";

/// Sections and the command whose flags they hold. `check` holds flags of `report` for its view `check` alone.
const SECTIONS: [(&str, &str); 5] = [
    ("import", "import"),
    ("segment", "segment"),
    ("balance", "balance"),
    ("report", "report"),
    ("check", "report"),
];

/// Keys that hold tables of their own, read by the command itself, not flags: section and key.
const TABLES: &[(&str, &str)] = &[("segment", "rules"), ("segment", "score")];

/// Flags that make no sense in a file.
const NOT_IN_FILE: [&str; 7] = [
    "config",
    "no-config",
    "help",
    "version",
    "generate",
    "quiet",
    "verbose",
];

/// A settings file that was read.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Its path, as given.
    pub(crate) path: PathBuf,
    /// Its text, for excerpts and for tables that commands read themselves.
    pub(crate) text: String,
    /// Its parsed form, with spans.
    pub(crate) document: Document<String>,
}

impl Config {
    /// Reads the file named, or `terr.toml` where there is one. Nothing is read from the home folder: plans must not depend on whose machine it is.
    pub(super) fn load(named: Option<&str>) -> Result<Option<Self>, Failure> {
        let path = PathBuf::from(named.unwrap_or(DEFAULT));
        if named.is_none() && !path.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path).map_err(|source| Failure::reading(&path, source))?;
        let document = Document::parse(text.clone()).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            Failure::usage(
                site(
                    &path,
                    &text,
                    at..at,
                    Diagnostic::error(
                        "E604",
                        format!(
                            "terr.toml does not parse: {}",
                            error.message().trim().replace('\n', ", ")
                        ),
                    ),
                )
                .fix("correct the line; text is written in quotes"),
            )
        })?;
        let config = Self {
            path,
            text,
            document,
        };
        config.check_sections()?;
        Ok(Some(config))
    }

    /// The folder that paths are relative to.
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The paths of `[files]`.
    pub(super) fn files(&self) -> Result<Files, Failure> {
        let Some(section) = self.document.get("files") else {
            return Ok(Files::default());
        };
        Files::read(section, self.folder()).map_err(|key| {
            let (_, last) = key.rsplit_once('.').unwrap_or(("", &key));
            self.problem(section, last, "E602", format!("`{key}` under [files] is not a path that terr knows"))
                .expected("accounts = { raw = \"…\", clean = \"…\" }, reps = { raw = \"…\", clean = \"…\" }, segmented = \"…\", plan = \"…\"")
                .fix(suggestion(last, files::KEYS.into_iter()).unwrap_or_else(|| "remove the key".to_owned()))
                .into_usage()
        })
    }

    /// Every top-level key is a section that terr knows.
    fn check_sections(&self) -> Result<(), Failure> {
        for (name, _) in self.document.iter() {
            if name != "files" && !SECTIONS.iter().any(|(section, _)| *section == name) {
                let names = || {
                    SECTIONS
                        .iter()
                        .map(|(section, _)| *section)
                        .chain(["files"])
                };
                return Err(self
                    .problem(
                        self.document.as_item(),
                        name,
                        "E602",
                        format!("terr.toml has no section `{name}`"),
                    )
                    .expected(format!("[{}]", names().collect::<Vec<_>>().join("], [")))
                    .fix(
                        suggestion(name, names())
                            .unwrap_or_else(|| "remove the section".to_owned()),
                    )
                    .into_usage());
            }
        }
        for (section, command) in SECTIONS {
            for (key, _) in self.entries(section) {
                self.flag(section, command, key)?;
            }
        }
        Ok(())
    }

    /// The keys of a section that are flags.
    fn entries(&self, section: &str) -> Vec<(&str, &Item)> {
        self.document
            .get(section)
            .and_then(Item::as_table_like)
            .map(|table| {
                table
                    .iter()
                    .filter(|(key, _)| !TABLES.contains(&(section, key)))
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The flag that a key names.
    fn flag(&self, section: &str, command: &str, key: &str) -> Result<clap::Arg, Failure> {
        let cli = Cli::command();
        let long = |arg: &clap::Arg| arg.get_long().map(str::to_owned);
        let flags: Vec<clap::Arg> = cli
            .find_subcommand(command)
            .into_iter()
            .flat_map(clap::Command::get_arguments)
            .chain(cli.get_arguments().filter(|arg| arg.is_global_set()))
            .filter(|arg| long(arg).is_some_and(|long| !NOT_IN_FILE.contains(&long.as_str())))
            .cloned()
            .collect();
        if let Some(flag) = flags.iter().find(|arg| long(arg).as_deref() == Some(key)) {
            return Ok(flag.clone());
        }
        let names: Vec<String> = flags.iter().filter_map(long).collect();
        let section_item = self
            .document
            .get(section)
            .unwrap_or(self.document.as_item());
        Err(self
            .problem(
                section_item,
                key,
                "E602",
                format!("[{section}] has no key `{key}`"),
            )
            .expected(format!("a long flag of `terr {command}`"))
            .fix(
                suggestion(key, names.iter().map(String::as_str))
                    .unwrap_or_else(|| format!("see `terr {command} --help`")),
            )
            .into_usage())
    }

    /// The flags that the file adds to a command line: those that were not typed.
    pub(super) fn flags(
        &self,
        command: &str,
        matches: &ArgMatches,
    ) -> Result<Vec<String>, Failure> {
        let view = matches
            .try_get_raw("view")
            .ok()
            .flatten()
            .and_then(|mut values| values.next())
            .map(std::ffi::OsStr::to_owned);
        let mut added = Vec::new();
        for (section, _) in SECTIONS.into_iter().filter(|(section, of)| {
            *of == command && (*section != "check" || view.as_deref() == Some("check".as_ref()))
        }) {
            for (key, item) in self.entries(section) {
                let flag = self.flag(section, command, key)?;
                let typed = matches
                    .value_source(flag.get_id().as_str())
                    .is_some_and(|source| source != ValueSource::DefaultValue);
                if typed {
                    continue;
                }
                let flags = self.as_flags(section, key, item, &flag)?;
                self.try_flags(section, command, key, &flags)?;
                added.extend(flags);
            }
        }
        Ok(added)
    }

    /// One key as flags: `key = ["a", "b"]` is `--key=a --key=b`, `key.x = "y"` is `--key=x=y`, `key = true` is `--key`.
    fn as_flags(
        &self,
        section: &str,
        key: &str,
        item: &Item,
        flag: &clap::Arg,
    ) -> Result<Vec<String>, Failure> {
        let takes_value = flag.get_action().takes_values();
        let wrong = || {
            let section_item = self
                .document
                .get(section)
                .unwrap_or(self.document.as_item());
            self.problem(
                section_item,
                key,
                "E605",
                format!("`{key}` in [{section}] has the wrong type"),
            )
            .expected(if takes_value {
                "text, a number, or a list of them"
            } else {
                "true or false"
            })
            .fix(format!(
                "see `terr {} --help`",
                SECTIONS
                    .iter()
                    .find(|(name, _)| *name == section)
                    .map_or("", |(_, of)| of)
            ))
            .into_usage()
        };
        let one = |value: &Value| -> Option<String> {
            match value {
                Value::String(text) => Some(text.value().clone()),
                Value::Integer(number) => Some(number.value().to_string()),
                Value::Float(number) => Some(number.value().to_string()),
                Value::Boolean(yes) => Some(yes.value().to_string()),
                Value::Datetime(date) => Some(date.value().to_string()),
                Value::Array(_) | Value::InlineTable(_) => None,
            }
        };
        if !takes_value {
            return match item.as_bool() {
                Some(true) => Ok(vec![format!("--{key}")]),
                Some(false) => Ok(Vec::new()),
                None => Err(wrong()),
            };
        }
        if let Some(list) = item.as_array() {
            return list
                .iter()
                .map(|value| one(value).map(|text| format!("--{key}={text}")))
                .collect::<Option<_>>()
                .ok_or_else(wrong);
        }
        if let Some(table) = item.as_table_like() {
            return table
                .iter()
                .map(|(name, value)| {
                    value
                        .as_value()
                        .and_then(one)
                        .map(|text| format!("--{key}={name}={text}"))
                })
                .collect::<Option<_>>()
                .ok_or_else(wrong);
        }
        item.as_value()
            .and_then(one)
            .map(|text| vec![format!("--{key}={text}")])
            .ok_or_else(wrong)
    }

    /// Whether the parser takes the flags; if not, the problem points into the file.
    fn try_flags(
        &self,
        section: &str,
        command: &str,
        key: &str,
        flags: &[String],
    ) -> Result<(), Failure> {
        let line = ["terr", command]
            .into_iter()
            .map(str::to_owned)
            .chain(flags.iter().cloned());
        match Cli::command().try_get_matches_from(line) {
            Ok(_) => Ok(()),
            Err(error) => {
                let section_item = self
                    .document
                    .get(section)
                    .unwrap_or(self.document.as_item());
                let said = error.render().to_string();
                let reason = said
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .trim_start_matches("error: ")
                    .to_owned();
                Err(self
                    .problem(
                        section_item,
                        key,
                        "E605",
                        format!("`{key}` in [{section}]: {reason}"),
                    )
                    .fix(format!("see `terr {command} --help`"))
                    .into_usage())
            }
        }
    }

    /// A problem with a key, placed at its line.
    fn problem(
        &self,
        section: &Item,
        key: &str,
        code: &'static str,
        message: String,
    ) -> PlacedProblem {
        let span = key_span(section, key).unwrap_or(0..0);
        PlacedProblem(site(
            &self.path,
            &self.text,
            span,
            Diagnostic::error(code, message),
        ))
    }
}

/// A diagnostic that ends as wrong usage.
struct PlacedProblem(Diagnostic);

impl PlacedProblem {
    fn expected(self, text: impl Into<String>) -> Self {
        Self(self.0.expected(text))
    }

    fn fix(self, text: impl Into<String>) -> Self {
        Self(self.0.fix(text))
    }

    fn into_usage(self) -> Failure {
        Failure::usage(self.0)
    }
}

/// The span of a key in a section, dotted keys included.
fn key_span(section: &Item, key: &str) -> Option<std::ops::Range<usize>> {
    let table = section.as_table_like()?;
    if let Some((name, _)) = table.get_key_value(key) {
        return name.span();
    }
    table.iter().find_map(|(_, item)| key_span(item, key))
}

/// Places a diagnostic at a span of the file.
pub(crate) fn site(
    path: &Path,
    text: &str,
    span: std::ops::Range<usize>,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let start = span.start.min(text.len());
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_text = text[line_start..].lines().next().unwrap_or_default();
    let line = text[..start].matches('\n').count() as u64 + 1;
    let column = text[line_start..start].chars().count();
    let len = text.get(span).map_or(1, |part| {
        part.lines().next().unwrap_or_default().chars().count()
    });
    let place = Site {
        file: path.display().to_string(),
        line: Some(line),
        field: Some(column as u32 + 1),
        ..Site::default()
    };
    diagnostic.at(place).excerpt(Excerpt {
        text: line_text.to_owned(),
        start: column,
        len,
    })
}

/// "did you mean", where one name is close.
pub(crate) fn suggestion<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let lower = typed.to_lowercase();
    names
        .map(|name| (strsim::jaro_winkler(&lower, &name.to_lowercase()), name))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_holds_flags_of_a_command_that_exists() {
        let cli = Cli::command();
        for (section, command) in SECTIONS {
            assert!(cli.find_subcommand(command).is_some(), "[{section}]");
        }
    }

    #[test]
    fn the_keys_of_each_section_are_the_flags_of_its_command() {
        let cli = Cli::command();
        let config = Config {
            path: PathBuf::from(DEFAULT),
            text: String::new(),
            document: Document::parse(String::new()).unwrap(),
        };
        for (section, name) in SECTIONS {
            let command = cli.find_subcommand(name).unwrap();
            let flags = command
                .get_arguments()
                .chain(cli.get_arguments().filter(|arg| arg.is_global_set()));
            for long in flags.filter_map(clap::Arg::get_long) {
                let is_key = config.flag(section, name, long).is_ok();
                assert_eq!(is_key, !NOT_IN_FILE.contains(&long), "[{section}] {long}");
            }
            assert!(config.flag(section, name, "no-such-flag").is_err());
        }
    }
}
