//! Where the table goes, and tables for people on standard error.

use std::path::Path;

use crate::{
    model::{ColumnKind, Diagnostic, Failure, Grid},
    render::{self, RenderOptions},
    report::{Cell, Kind, Sheet, SheetColumn},
    table::{self, Sink},
};

use super::{args::OutputFormat, context::Context};

/// How a table is written.
enum Form {
    /// Data: cells pass through byte for byte.
    Data(table::Format),
    /// For people and spreadsheets.
    Shown(render::Format),
}

/// The form that `--format` and the extension of the target ask for.
fn form(cx: &Context, target: &str) -> Form {
    let shown = match cx.global.format {
        OutputFormat::Csv => return Form::Data(table::Format::Csv),
        OutputFormat::Tsv => return Form::Data(table::Format::Tsv),
        OutputFormat::Json => return Form::Data(table::Format::Json),
        OutputFormat::Parquet => return Form::Data(table::Format::Parquet),
        OutputFormat::Table => render::Format::Table,
        OutputFormat::Md => render::Format::Md,
        OutputFormat::Xlsx => render::Format::Xlsx,
        _ if target == "-" && cx.console.stdout_is_terminal => render::Format::Table,
        _ if target == "-" => return Form::Data(table::Format::Csv),
        OutputFormat::Auto => match (
            table::Format::from_extension(target),
            render::Format::from_extension(Path::new(target)),
        ) {
            (Some(format), _) => return Form::Data(format),
            (None, Some(format)) => format,
            (None, None) => return Form::Data(table::Format::Csv),
        },
    };
    Form::Shown(shown)
}

/// A destination that is known to be writable.
pub(crate) struct Target {
    sink: Sink,
    form: Form,
}

/// Opens the destination before the work begins.
pub(crate) fn open(cx: &Context, target: &str, inputs: &[&str]) -> Result<Target, Failure> {
    let form = form(cx, target);
    if target == "-"
        && cx.console.stdout_is_terminal
        && matches!(form, Form::Shown(render::Format::Xlsx))
    {
        return Err(Failure::usage(
            Diagnostic::error("E603", "a workbook does not go to a terminal")
                .fix("name a file: -o FILE.xlsx"),
        ));
    }
    Ok(Target {
        sink: Sink::create(target, inputs)?,
        form,
    })
}

impl Target {
    /// Writes a table and makes it visible.
    pub(crate) fn table(mut self, cx: &Context, grid: &Grid) -> Result<(), Failure> {
        match self.form {
            Form::Data(format) => table::write(grid, format, &mut self.sink)?,
            Form::Shown(format) => {
                render::render(&[as_sheet(grid)], format, &options(cx), &mut self.sink)?;
            }
        }
        self.sink.commit()
    }

    /// Writes sheets and makes them visible.
    pub(crate) fn sheets(mut self, cx: &Context, sheets: &[Sheet]) -> Result<(), Failure> {
        let format = match self.form {
            Form::Shown(format) => format,
            Form::Data(table::Format::Tsv) => render::Format::Tsv,
            Form::Data(table::Format::Json | table::Format::Ndjson) => render::Format::Json,
            Form::Data(table::Format::Parquet) => render::Format::Parquet,
            Form::Data(table::Format::Csv) => render::Format::Csv,
        };
        render::render(sheets, format, &options(cx), &mut self.sink)?;
        self.sink.commit()
    }
}

fn options(cx: &Context) -> RenderOptions {
    RenderOptions {
        width: cx.console.width(),
        color: cx.console.color_stdout,
        shorten: cx.console.stdout_is_terminal,
        ..RenderOptions::default()
    }
}

/// Tables for people, on standard error.
#[cfg(feature = "polars")]
pub(crate) fn note(cx: &Context, sheets: &[Sheet]) -> Result<(), Failure> {
    if cx.console.quiet > 0 || sheets.is_empty() {
        return Ok(());
    }
    let mut bytes = Vec::new();
    let options = RenderOptions {
        color: cx.console.color_stderr,
        shorten: cx.console.verbose == 0,
        rest: "; -v for all",
        ..options(cx)
    };
    render::render(sheets, render::Format::Table, &options, &mut bytes)?;
    cx.console.note(&String::from_utf8_lossy(&bytes));
    Ok(())
}

fn as_sheet(grid: &Grid) -> Sheet {
    let mut sheet = Sheet::new("accounts", "Accounts").with_columns(
        grid.columns
            .iter()
            .map(|column| {
                let kind = match column.kind {
                    ColumnKind::Integer | ColumnKind::Float => Kind::Number,
                    _ => Kind::Text,
                };
                SheetColumn::new(&column.name, kind).label(&column.name)
            })
            .collect(),
    );
    for row in 0..grid.rows() {
        sheet.push(grid.row(row).map(Cell::text).collect());
    }
    sheet
}
