//! Where a report goes and in which format.

use std::path::Path;

use crate::{
    cli::{args::OutputFormat, context::Context},
    model::{Diagnostic, Failure},
    render::{self, CsvStyle, Format, RenderOptions},
    report::Sheet,
    table::Sink,
};

use super::Args;

/// A destination.
#[derive(Debug, Clone)]
pub(super) struct Output {
    /// The path; `-` is standard output.
    pub(super) target: String,
    /// The format.
    pub(super) format: Format,
}

impl Output {
    /// What `--output` and `--format` say: the format by name, else by extension, else a table on a terminal and CSV otherwise.
    pub(super) fn new(cx: &Context) -> Result<Self, Failure> {
        let target = cx.global.output.clone().unwrap_or_else(|| "-".to_owned());
        let named = match cx.global.format {
            OutputFormat::Auto => None,
            OutputFormat::Table => Some(Format::Table),
            OutputFormat::Csv => Some(Format::Csv),
            OutputFormat::Tsv => Some(Format::Tsv),
            OutputFormat::Json => Some(Format::Json),
            OutputFormat::Md => Some(Format::Md),
            OutputFormat::Xlsx => Some(Format::Xlsx),
            OutputFormat::Parquet => Some(Format::Parquet),
        };
        let format = match named {
            Some(format) => format,
            None if target == "-" && cx.console.stdout_is_terminal => Format::Table,
            None if target == "-" => Format::Csv,
            None => Format::from_extension(Path::new(&target)).ok_or_else(|| {
                Failure::usage(
                    Diagnostic::error("E506", "the extension of --output names no format")
                        .value(&*target)
                        .expected(Format::ALL.map(Format::as_str).join(", "))
                        .fix("use such an extension, or say --format"),
                )
            })?,
        };
        let binary = matches!(format, Format::Xlsx | Format::Parquet);
        if binary && target == "-" && cx.console.stdout_is_terminal {
            return Err(Failure::usage(
                Diagnostic::error(
                    "E506",
                    format!("a terminal cannot show {}", format.as_str()),
                )
                .fix(format!("write a file: -o report.{}", format.as_str())),
            ));
        }
        Ok(Self { target, format })
    }

    /// Whether the result goes to standard output.
    pub(super) fn is_stdout(&self) -> bool {
        self.target == "-"
    }

    /// Writes sheets.
    pub(super) fn write(
        &self,
        sheets: &[Sheet],
        args: &Args,
        cx: &Context,
        inputs: &[String],
    ) -> Result<(), Failure> {
        let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
        let mut sink = Sink::create(&self.target, &inputs)?;
        let stdout = self.is_stdout();
        let options = RenderOptions {
            width: cx.console.width(),
            color: stdout && cx.console.color_stdout,
            shorten: stdout && cx.console.stdout_is_terminal,
            csv: CsvStyle {
                raw: args.raw,
                excel: args.excel,
                delimiter: b',',
            },
            ..RenderOptions::default()
        };
        render::render(sheets, self.format, &options, &mut sink)?;
        sink.commit()?;
        if self.format.holds_one_table() && sheets.len() > 1 {
            let rest: Vec<&str> = sheets[1..]
                .iter()
                .map(|sheet| sheet.name.as_str())
                .collect();
            cx.console.detail(&format!(
                "{} holds one table, `{}`; {} in json, md, xlsx and on a terminal",
                self.format.as_str(),
                sheets[0].name,
                rest.join(", ")
            ));
        }
        Ok(())
    }
}
