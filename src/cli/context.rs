//! What every command is handed: console, global flags, configuration, the day.

use jiff::Zoned;

use crate::{
    model::{Date, Diagnostic, Failure, Grid},
    table,
};

use super::{args::GlobalArgs, config::Config, console::Console, files::Files};

/// The surroundings of a command.
#[derive(Debug)]
pub(crate) struct Context {
    /// Where messages and data go.
    pub(crate) console: Console,
    /// The flags that every command has.
    pub(crate) global: GlobalArgs,
    /// `terr.toml`, where there is one.
    pub(crate) config: Option<Config>,
    /// The paths of `[files]`, ready to be opened.
    pub(crate) files: Files,
    /// The command line, without the name of the program.
    pub(crate) arguments: Vec<String>,
}

impl Context {
    /// The system's date: what `--as-of` stands for where it is not given.
    ///
    /// # Errors
    /// When the clock shows a year that no calendar has.
    pub(crate) fn today() -> Result<Date, Failure> {
        let today = Zoned::now().date();
        Date::new(today.year(), today.month() as u8, today.day() as u8)
            .ok_or_else(|| Failure::Internal(format!("the clock says {today}")))
    }

    /// How inputs are read, from the global flags.
    pub(crate) fn read_options(&self) -> Result<table::ReadOptions, Failure> {
        let mut options = table::ReadOptions::default();
        match self.global.delimiter.as_deref() {
            None => {}
            Some("\\t" | "\t" | "tab") => options.delimiter = Some(b'\t'),
            Some(text) if text.is_empty() || text.contains(['"', '\n', '\r']) => {
                return Err(Failure::usage(
                    Diagnostic::error("E603", "no file is cut by such a delimiter")
                        .value(text)
                        .expected("a character such as ; or |, \\t, or a mark such as +|")
                        .fix("leave --delimiter out: it is found by looking"),
                ));
            }
            Some(text) => match text.as_bytes() {
                &[one] => options.delimiter = Some(one),
                _ => {
                    options.marks = Some(table::Marks {
                        field: text.to_owned(),
                        row: String::new(),
                    });
                }
            },
        }
        Ok(options)
    }

    /// Reads a table; `-` is standard input.
    pub(crate) fn read(&self, path: &str) -> Result<Grid, Failure> {
        table::read(path, &self.read_options()?)
    }

    /// Reads a table with the SHA-256 of its bytes, where they are `hashed`.
    pub(crate) fn read_with_hash(&self, path: &str, hashed: bool) -> Result<Grid, Failure> {
        table::read(path, &self.hashed(hashed)?)
    }

    /// The same of a large table, without the columns that are not wanted.
    pub(crate) fn read_wanted(
        &self,
        path: &str,
        hashed: bool,
        wanted: &table::Wants,
    ) -> Result<Grid, Failure> {
        table::read_wanted(path, &self.hashed(hashed)?, wanted)
    }

    fn hashed(&self, hashed: bool) -> Result<table::ReadOptions, Failure> {
        Ok(table::ReadOptions {
            hashed,
            ..self.read_options()?
        })
    }
}

/// No file was named, neither on the command line nor in `[files]`.
pub(crate) fn missing_input(what: &str, flag: &str) -> Failure {
    Failure::usage(
        Diagnostic::error("E601", format!("no {what} given"))
            .expected(format!("{flag}, or a path under [files] in terr.toml"))
            .fix(format!("name the file: {flag}")),
    )
}
