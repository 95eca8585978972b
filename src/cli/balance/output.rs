//! Where plan and manifest go: both opened before the search, the plan renamed first, the manifest second.

use std::{
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    cli::{args::OutputFormat, context::Context, seal},
    model::{Column, Failure, Grid, Manifest},
    render::{RenderOptions, render},
    report::{Cell, Kind, Sheet, SheetColumn},
    table::{self, Format, Hashed, Sink},
};

use super::{Args, inputs::Inputs};

/// The destinations.
pub(super) struct Output {
    target: String,
    format: PlanFormat,
    plan: Sink,
    manifest: Option<(String, Sink)>,
}

/// How the plan is written.
#[derive(Clone, Copy)]
enum PlanFormat {
    Table(Format),
    /// For people: as wide as the terminal.
    Sheet(crate::render::Format),
}

/// Where the plan goes and under which path it stands in the manifest.
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) target: String,
}

impl Output {
    pub(super) fn open(args: &Args, cx: &Context, inputs: &Inputs) -> Result<Self, Failure> {
        let from_files = args.file.is_none().then(|| cx.files.plan.clone()).flatten();
        let target = cx
            .global
            .output
            .clone()
            .or(from_files)
            .unwrap_or_else(|| "-".to_owned());
        let format = plan_format(cx, &target);
        let mut taken = inputs.paths();
        let plan = Sink::create(&target, &taken)?;
        let manifest = args
            .manifest
            .clone()
            .or_else(|| (target != "-").then(|| beside(&target)));
        taken.push(&target);
        let manifest = manifest
            .map(|path| {
                let sink = Sink::create(&path, &taken)?;
                Ok((path, sink))
            })
            .transpose()?;
        Ok(Self {
            target,
            format,
            plan,
            manifest,
        })
    }

    /// Writes the plan, then the manifest that `record` makes of the SHA-256 of what was written.
    pub(super) fn write(
        self,
        table: &Grid,
        cx: &Context,
        record: impl FnOnce(&str, &Place) -> Manifest,
    ) -> Result<(), Failure> {
        let mut plan = Hashed::new(self.plan);
        match self.format {
            PlanFormat::Table(format) => {
                let mut buffer = BufWriter::with_capacity(1 << 16, &mut plan);
                table::write(table, format, &mut buffer)?;
                buffer
                    .flush()
                    .map_err(|source| Failure::writing(&self.target, source))?;
            }
            PlanFormat::Sheet(format) => {
                render(&[sheet(table)], format, &render_options(cx), &mut plan)?;
            }
        }
        let (plan, sha256) = plan.finish();
        plan.commit()?;
        let Some((path, mut sink)) = self.manifest else {
            return Ok(());
        };
        let folder = Path::new(&path)
            .parent()
            .map(Path::to_path_buf)
            .unwrap_or_default();
        let place = Place {
            folder,
            target: self.target,
        };
        let manifest = record(&sha256, &place);
        let text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| Failure::Internal(error.to_string()))?;
        let text = seal::sealed(&format!("{text}\n"));
        let fail = |source| Failure::writing(&path, source);
        sink.write_all(text.as_bytes()).map_err(fail)?;
        sink.commit()?;
        Ok(())
    }
}

/// The format that is asked for, else the one of the extension; without either a table on a terminal and CSV otherwise.
fn plan_format(cx: &Context, target: &str) -> PlanFormat {
    use crate::render::Format as Sheets;
    let by_name = |name: Sheets| match name {
        Sheets::Csv => PlanFormat::Table(Format::Csv),
        Sheets::Tsv => PlanFormat::Table(Format::Tsv),
        Sheets::Json => PlanFormat::Table(Format::Json),
        Sheets::Parquet => PlanFormat::Table(Format::Parquet),
        people => PlanFormat::Sheet(people),
    };
    let asked = match cx.global.format {
        OutputFormat::Auto => None,
        OutputFormat::Table => Some(Sheets::Table),
        OutputFormat::Csv => Some(Sheets::Csv),
        OutputFormat::Tsv => Some(Sheets::Tsv),
        OutputFormat::Json => Some(Sheets::Json),
        OutputFormat::Md => Some(Sheets::Md),
        OutputFormat::Xlsx => Some(Sheets::Xlsx),
        OutputFormat::Parquet => Some(Sheets::Parquet),
    };
    match asked {
        Some(format) => by_name(format),
        None if target == "-" && cx.console.stdout_is_terminal => PlanFormat::Sheet(Sheets::Table),
        None => Format::from_extension(target)
            .map(PlanFormat::Table)
            .or_else(|| Sheets::from_extension(Path::new(target)).map(by_name))
            .unwrap_or(PlanFormat::Table(Format::Csv)),
    }
}

fn render_options(cx: &Context) -> RenderOptions {
    RenderOptions {
        width: cx.console.width(),
        color: cx.console.color_stdout,
        shorten: cx.console.stdout_is_terminal,
        ..RenderOptions::default()
    }
}

/// The plan as formats for people take it.
fn sheet(table: &Grid) -> Sheet {
    let columns = table.columns.iter().map(|column| {
        let kind = match column.name.as_str() {
            "account_id" | "rep_id" | "previous_rep_id" => Kind::Id,
            "change" | "reason" => Kind::Key,
            "distance" => Kind::Number,
            _ => Kind::Text,
        };
        SheetColumn::new(column.name.clone(), kind)
    });
    let cell = |column: &Column, row: usize| match column.cells.get(row) {
        text if column.name == "distance" => text
            .parse()
            .map_or(Cell::Missing, |value| Cell::Number(value, 1)),
        text => Cell::text(text),
    };
    Sheet {
        name: "plan".to_owned(),
        title: "Plan".to_owned(),
        columns: columns.collect(),
        rows: (0..table.rows())
            .map(|row| {
                table
                    .columns
                    .iter()
                    .map(|column| cell(column, row))
                    .collect()
            })
            .collect(),
        ..Sheet::default()
    }
}

/// `plans/q3.csv` has its manifest in `plans/q3.manifest.json`.
fn beside(target: &str) -> String {
    let path = Path::new(target);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}.manifest.json"))
        .to_string_lossy()
        .into_owned()
}
