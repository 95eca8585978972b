//! The command line: flags become options, options become library calls, answers become bytes and exit codes.

mod args;
mod balance;
mod config;
mod console;
mod context;
mod exit;
mod files;
mod generate;
mod hint;
mod import;
mod init;
mod paths;
mod problems;
mod progress;
mod report;
mod seal;
mod segment;
mod signal;
mod target;
mod version;

use std::{env, ffi::OsString, panic, process::ExitCode, sync::Mutex};

use clap::{CommandFactory as _, FromArgMatches as _, error::ErrorKind};

use crate::model::{Diagnostic, Failure};

use self::{
    args::{Cli, Command, OutputFormat},
    config::Config,
    console::Console,
    context::Context,
    exit::Status,
};

/// The text of the last panic, kept for the report of a bug.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        if let Ok(mut text) = PANIC.lock() {
            *text = info.to_string();
        }
    }));
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    panic::catch_unwind(|| run(&arguments)).unwrap_or_else(|_| {
        let text = PANIC.lock().map(|text| text.clone()).unwrap_or_default();
        Console::plain().failure(&Failure::Internal(text));
        ExitCode::from(exit::INTERNAL)
    })
}

/// Parses, adds what `terr.toml` says, runs, maps the answer to an exit code.
fn run(arguments: &[OsString]) -> ExitCode {
    let parsed = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(code) => return code,
    };
    let Parsed {
        cli,
        console,
        config,
        arguments,
    } = parsed;
    let result = dispatch(cli, console.clone(), config, arguments);
    match result {
        Ok(status) => status.code(),
        Err(failure) => {
            let code = exit::code(&failure);
            if code != 0 {
                console.failure(&failure);
            }
            ExitCode::from(code)
        }
    }
}

/// What the command line and the settings file say together.
struct Parsed {
    cli: Cli,
    console: Console,
    config: Option<Config>,
    arguments: Vec<String>,
}

/// Parses the command line, then again with the flags of `terr.toml` added.
fn parse(arguments: &[OsString]) -> Result<Parsed, ExitCode> {
    let typed = arguments
        .iter()
        .map(|text| text.to_string_lossy().into_owned())
        .collect();
    let line = |more: Vec<String>| {
        let end = arguments
            .iter()
            .position(|text| text == "--")
            .unwrap_or(arguments.len());
        let mut line: Vec<OsString> = vec!["terr".into()];
        line.extend(arguments[..end].iter().cloned());
        line.extend(more.into_iter().map(OsString::from));
        line.extend(arguments[end..].iter().cloned());
        line
    };
    let matches = Cli::command()
        .try_get_matches_from(line(Vec::new()))
        .map_err(|error| refuse(&error))?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(|error| refuse(&error))?;
    let console = console(&cli);
    let fail = |failure: &Failure| {
        console.failure(failure);
        ExitCode::from(exit::code(failure))
    };
    let wanted = cli.command.is_some() && !cli.global.no_config && !cli.version;
    let config = if wanted && !matches!(cli.command, Some(Command::Init(_))) {
        Config::load(cli.global.config.as_deref()).map_err(|failure| fail(&failure))?
    } else {
        None
    };
    if let (Some(config), Some((name, of_command))) = (&config, matches.subcommand()) {
        console.detail(&format!("settings: {}", config.path.display()));
        let more = config
            .flags(name, of_command)
            .map_err(|failure| fail(&failure))?;
        if !more.is_empty() {
            let matches = Cli::command()
                .try_get_matches_from(line(more))
                .map_err(|error| refuse(&error))?;
            cli = Cli::from_arg_matches(&matches).map_err(|error| refuse(&error))?;
        }
    }
    let console = self::console(&cli);
    Ok(Parsed {
        cli,
        console,
        config,
        arguments: typed,
    })
}

/// Prints what the parser says: help and version are data, everything else is wrong usage.
fn refuse(error: &clap::Error) -> ExitCode {
    let asked_for = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    let printed = Console::plain().help(&error.render().to_string(), asked_for);
    match (asked_for, printed) {
        (true, Ok(())) => ExitCode::SUCCESS,
        (true, Err(failure)) => ExitCode::from(exit::code(&failure)),
        (false, _) => ExitCode::from(exit::USAGE),
    }
}

/// The console that the flags describe.
fn console(cli: &Cli) -> Console {
    let global = &cli.global;
    Console::new(
        global.quiet,
        global.verbose,
        global.color,
        global.max_errors,
        global.format == OutputFormat::Json,
    )
}

/// Runs the command.
fn dispatch(
    cli: Cli,
    console: Console,
    config: Option<Config>,
    arguments: Vec<String>,
) -> Result<Status, Failure> {
    if let Some(artefact) = cli.generate {
        console.data(|out| generate::write(artefact, out))?;
        return Ok(Status::Done);
    }
    if cli.version {
        console.data(|out| out.write_all(version::text().as_bytes()))?;
        return Ok(Status::Done);
    }
    let Some(command) = cli.command else {
        console.help(&Cli::command().render_help().to_string(), false)?;
        return Err(Failure::usage(
            Diagnostic::error("E601", "no command given")
                .expected("import, segment, balance, report or init"),
        ));
    };
    let files = config
        .as_ref()
        .map(Config::files)
        .transpose()?
        .unwrap_or_default();
    let mut cx = Context {
        console,
        global: cli.global,
        config,
        files,
        arguments,
    };
    cx.console.detail(&format!("command: {}", command.name()));
    match &command {
        Command::Import(args) => import::run(args, &mut cx),
        Command::Segment(args) => segment::run(args, &mut cx).map_err(hint::import_first),
        Command::Balance(args) => balance::run(args, &mut cx).map_err(hint::import_first),
        Command::Report(args) => report::run(args, &mut cx).map_err(hint::import_first),
        Command::Init(args) => init::run(args, &mut cx).map_err(hint::import_first),
    }
}
