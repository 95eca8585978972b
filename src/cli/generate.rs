//! `--generate`: man page and completions, for packagers; hidden because it is no fifth thing to learn.

use std::io::{self, Write};

use clap::{CommandFactory as _, ValueEnum};
use clap_complete::Shell;

use super::args::Cli;

/// What can be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Artefact {
    /// The man page
    Man,
    /// Completions for bash
    CompleteBash,
    /// Completions for zsh
    CompleteZsh,
    /// Completions for fish
    CompleteFish,
}

/// Writes the artefact.
pub(super) fn write(artefact: Artefact, out: &mut dyn Write) -> io::Result<()> {
    let mut command = Cli::command();
    let shell = match artefact {
        Artefact::Man => return clap_mangen::Man::new(command).render(out),
        Artefact::CompleteBash => Shell::Bash,
        Artefact::CompleteZsh => Shell::Zsh,
        Artefact::CompleteFish => Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "terr", &mut script);
    out.write_all(&script)
}
