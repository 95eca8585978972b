//! The only place that prints. Standard output is data, everything else goes to standard error.

use std::{
    env,
    io::{self, BufWriter, IsTerminal, Write},
};

use crate::model::{Diagnostics, Failure};

use super::{args::ColorChoice, problems};

/// Where messages and data go, and how they may look.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about two streams"
)]
pub(crate) struct Console {
    /// 0: messages; 1 (`-q`): warnings and errors only; 2 (`-qq`): nothing at all.
    pub(crate) quiet: u8,
    /// `-v`: say more.
    pub(crate) verbose: u8,
    /// Whether tables on standard output may use colour.
    pub(crate) color_stdout: bool,
    /// Whether messages may use colour.
    pub(crate) color_stderr: bool,
    /// Whether standard output is a terminal.
    pub(crate) stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub(crate) stderr_is_terminal: bool,
    /// How many problems are printed in full; 0: all.
    pub(crate) max_errors: usize,
    /// Whether problems are printed as JSON, one object a line.
    pub(crate) json_problems: bool,
}

impl Console {
    /// What an early failure (before flags are known) is printed with.
    pub(super) fn plain() -> Self {
        Self::new(0, 0, ColorChoice::Auto, 20, false)
    }

    /// A console with the given flags; colour is decided for each stream by itself.
    pub(super) fn new(
        quiet: u8,
        verbose: u8,
        color: ColorChoice,
        max_errors: usize,
        json_problems: bool,
    ) -> Self {
        let stdout_is_terminal = io::stdout().is_terminal();
        let stderr_is_terminal = io::stderr().is_terminal();
        let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        let decide = |terminal: bool| match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !unwanted,
        };
        Self {
            quiet,
            verbose,
            color_stdout: decide(stdout_is_terminal),
            color_stderr: decide(stderr_is_terminal),
            stdout_is_terminal,
            stderr_is_terminal,
            max_errors,
            json_problems,
        }
    }

    /// The width for tables: `COLUMNS`, else the terminal's, else 100.
    pub(crate) fn width(&self) -> usize {
        let from_environment = env::var("COLUMNS")
            .ok()
            .and_then(|text| text.trim().parse().ok());
        let from_terminal = || {
            self.stdout_is_terminal
                .then(terminal_size::terminal_size)
                .flatten()
                .map(|(width, _)| usize::from(width.0))
        };
        from_environment
            .filter(|&width: &usize| width >= 20)
            .or_else(from_terminal)
            .unwrap_or(100)
    }

    /// Writes data to standard output.
    #[expect(clippy::unused_self, reason = "the console is the only way to print")]
    pub(crate) fn data(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        write(&mut out)
            .and_then(|()| out.flush())
            .map_err(|source| Failure::writing("standard output", source))
    }

    /// A message for people: what was done, what comes next. Silent with `-q`.
    pub(crate) fn note(&self, text: &str) {
        if self.quiet == 0 {
            Self::stderr(text);
        }
    }

    /// A message that only `-v` shows.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose > 0 {
            Self::stderr(text);
        }
    }

    /// Problems that do not stop the command. Silent with `-qq`.
    pub(crate) fn warn(&self, problems: &Diagnostics) {
        if self.quiet < 2 && !problems.items.is_empty() {
            Self::stderr(&problems::render(problems, self, None));
        }
    }

    /// A message that stays unless `-qq`: what an exit code other than 0 needs.
    pub(crate) fn alert(&self, text: &str) {
        if self.quiet < 2 {
            Self::stderr(text);
        }
    }

    /// Why the command failed.
    pub(super) fn failure(&self, failure: &Failure) {
        if self.quiet < 2 {
            Self::stderr(&problems::render_failure(failure, self));
        }
    }

    /// Help and version: on standard output when asked for.
    pub(super) fn help(&self, text: &str, asked_for: bool) -> Result<(), Failure> {
        if asked_for {
            return self.data(|out| out.write_all(text.as_bytes()));
        }
        self.alert(text.trim_end());
        Ok(())
    }

    /// Writes lines to standard error. A closed or full standard error is nobody's problem.
    fn stderr(text: &str) {
        let mut out = io::stderr().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
    }
}
