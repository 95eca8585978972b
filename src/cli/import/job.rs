//! One table from its export to its clean file.

use std::sync::Arc;

use crate::{
    cli::{context::Context, problems::thousands, progress::Steps, target},
    import::{self, Cleaned, Kind, Team},
    model::{Diagnostics, Failure, Grid},
    table::{self, Reading},
};

use super::{args::Args, report, rows, settings::Settings};

/// What is to be done.
pub(super) struct Job {
    pub(super) kind: Kind,
    pub(super) paths: Vec<String>,
    pub(super) reps: Option<String>,
    pub(super) target: String,
    pub(super) settings: Settings,
}

/// What became of the rows: they must add up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) read: usize,
    pub(super) left_out: usize,
    pub(super) rejected: usize,
    pub(super) merged: usize,
    pub(super) written: usize,
}

impl Job {
    pub(super) fn run(mut self, args: &Args, cx: &Context) -> Result<(), Failure> {
        let mut inputs: Vec<&str> = self.paths.iter().map(String::as_str).collect();
        inputs.extend(self.reps.as_deref());
        inputs.extend(args.join.iter().map(String::as_str));
        // Targets that cannot be written are known before any work is done.
        let out = target::open(cx, &self.target, &inputs)?;
        inputs.push(&self.target);
        let rejects = match &args.rejects {
            Some(path) => Some(table::Sink::create(path, &inputs)?),
            None => None,
        };
        if args.join.len() != args.on.len() {
            return Err(super::settings::wrong(
                "--on",
                &args.on.join(", "),
                "each --join needs its --on".to_owned(),
            ));
        }
        let options = cx.read_options()?;
        let steps = Steps::new(cx);
        steps.say(&format!("reading {}", self.paths.join(", ")));
        if let Some(reps) = &self.reps {
            let grid = table::read(reps, &options)?;
            let team = Team::new(&grid, &self.settings.clean.nulls, self.settings.clean.as_of);
            self.settings.clean.team = Some(Arc::new(team.map_err(Failure::Data)?));
        }
        let reading = table::read_all(&self.paths, &self.settings.read)?;
        let mut tally = Tally {
            read: reading.grid.rows() + reading.rejected.len(),
            ..Tally::default()
        };
        let Reading {
            mut grid,
            rejected: unreadable,
            notes,
        } = reading;
        let mut found = Vec::new();
        if self.kind == Kind::Accounts {
            for (path, on) in args.join.iter().zip(&args.on) {
                let joined = import::join(&mut grid, &table::read(path, &options)?, on)?;
                found.extend(joined.findings);
                self.settings.clean.joined.extend(joined.columns);
            }
        }
        if let Some(text) = args
            .filter
            .as_deref()
            .filter(|_| self.kind == Kind::Accounts)
        {
            let rows = grid.rows();
            grid = rows::filter(grid, self.kind, text, &self.settings.clean)?;
            tally.left_out = rows - grid.rows();
        }
        steps.say(&format!("cleaning {} rows", thousands(grid.rows())));
        let cleaned = self.clean(&grid, &unreadable)?;
        tally.rejected = unreadable.len() + cleaned.rejected.as_ref().map_or(0, Grid::rows);
        tally.merged = cleaned.merged;
        tally.written = cleaned.grid.rows();
        let mut findings = report::of_reading(&notes, &unreadable);
        findings.extend(found);
        findings.extend(cleaned.findings.iter().cloned());

        if let (Some(sink), Some(rows)) = (rejects, &cleaned.rejected) {
            write_rejects(
                sink,
                args.rejects.as_deref().unwrap_or_default(),
                rows,
                &unreadable,
            )?;
        }
        if let Some(path) = &args.findings {
            report::write(cx, path, &inputs, &findings)?;
        }
        steps.done();
        report::show(cx, &cleaned, &findings, self.paths.len() > 1);
        let columns = cleaned.grid.columns.len();
        steps.say(&format!("writing {}", self.target));
        out.table(cx, &cleaned.grid)?;
        steps.done();
        cx.console
            .note(&report::closing(&self, args, tally, columns));
        Ok(())
    }

    /// Cleans; without `--rejects` every problem of the table, of its rows and of its cells, is told at once.
    fn clean(&self, grid: &Grid, unreadable: &[table::RejectedRow]) -> Result<Cleaned, Failure> {
        let cleaned = import::clean(grid, self.kind, &self.settings.clean);
        if unreadable.is_empty() || self.settings.clean.rejects {
            return cleaned;
        }
        let mut problems = match cleaned {
            Ok(_) => Diagnostics::new(),
            Err(Failure::Data(problems)) => problems,
            Err(other) => return Err(other),
        };
        problems.rows = grid.rows() + unreadable.len();
        problems
            .items
            .extend(unreadable.iter().map(|row| row.problem.clone()));
        problems
            .items
            .sort_by_key(|item| item.site.as_ref().and_then(|site| site.line));
        Err(Failure::Data(problems))
    }
}

/// Bad rows with their reasons, those that could not even be cut into cells included.
fn write_rejects(
    mut sink: table::Sink,
    path: &str,
    rows: &Grid,
    unreadable: &[table::RejectedRow],
) -> Result<(), Failure> {
    let mut rows = rows.clone();
    for row in unreadable {
        let reason = format!("{}: {}", row.problem.code, row.problem.message);
        for (at, column) in rows.columns.iter_mut().enumerate() {
            let cell = match at {
                0 => reason.as_str(),
                at => row.cells.get(at - 1).map_or("", String::as_str),
            };
            column.cells.push(cell);
        }
    }
    let format = table::Format::from_extension(path).unwrap_or(table::Format::Csv);
    table::write(&rows, format, &mut sink)?;
    sink.commit()
}

/// The files that patterns such as `exports/*.csv` name, for shells that do not expand them.
pub(super) fn expand(paths: &[String]) -> Result<Vec<String>, Failure> {
    table::expand(paths)
}
