//! From flags to the options of the library.

use crate::{
    cli::context::Context,
    import::CleanOptions,
    model::{Diagnostic, Failure},
};

use super::args::{self, Args};

/// The options of a run.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) clean: CleanOptions,
}

impl Settings {
    pub(super) fn new(args: &Args, cx: &Context) -> Result<Self, Failure> {
        let as_of = match args.as_of {
            Some(day) => day,
            None => Context::today()?,
        };
        Ok(Self {
            clean: CleanOptions {
                map: each("--map", &args.map, args::pair)?,
                crm: args::crm(&args.crm).map_err(|said| wrong("--crm", &args.crm, said))?,
                nulls: cx.global.null.clone(),
                rejects: args.rejects.is_some(),
                decimal: each("--decimal", &args.decimal, args::decimal)?,
                dates: args.dates.map(Into::into),
                as_of: Some(as_of),
                ..CleanOptions::default()
            },
        })
    }

    /// Only the entries of `--map` that concern a table.
    pub(super) fn with_map(&self, keep: impl Fn(&str) -> bool) -> Self {
        let mut settings = self.clone();
        settings.clean.map.retain(|(name, _)| keep(name));
        settings
    }
}

fn each<T>(
    flag: &str,
    values: &[String],
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, Failure> {
    values
        .iter()
        .map(|text| parse(text).map_err(|said| wrong(flag, text, said)))
        .collect()
}

/// E603: a value that a flag does not take.
pub(super) fn wrong(flag: &str, value: &str, said: String) -> Failure {
    Failure::usage(
        Diagnostic::error("E603", said)
            .value(value)
            .fix(format!("correct {flag}; terr import --help explains it")),
    )
}
