//! From flags to the options of the library.

use std::sync::Arc;

use crate::{
    cli::context::Context,
    import::{CleanOptions, Gazetteer, Keep, Locating, OnDuplicate},
    model::{Diagnostic, Failure},
    table::ReadOptions,
};

use super::args::{self, Address, Args, Duplicates, Required};

/// The options of a run.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) clean: CleanOptions,
    pub(super) read: ReadOptions,
}

impl Settings {
    pub(super) fn new(args: &Args, cx: &Context) -> Result<Self, Failure> {
        let as_of = match args.as_of {
            Some(day) => day,
            None => Context::today()?,
        };
        let mut read = ReadOptions {
            encoding: args.encoding.clone(),
            sheet: args.sheet.clone(),
            no_header: args.no_header,
            max_memory: args::size(&args.max_memory)
                .map_err(|said| wrong("--max-memory", &args.max_memory, said))?,
            ..cx.read_options()?
        };
        if let Some(mark) = &args.row_end {
            if let Some(marks) = &mut read.marks {
                marks.row.clone_from(mark);
            } else {
                let said = "--row-end goes with a --delimiter of several characters";
                return Err(wrong("--row-end", mark, said.to_owned()));
            }
        }
        let gazetteer = match &args.gazetteer {
            Some(path) => Some(Arc::new(Gazetteer::read(path, &cx.read_options()?)?)),
            None => None,
        };
        Ok(Self {
            read,
            clean: CleanOptions {
                reconcile: true,
                map: each("--map", &args.map, args::pair)?,
                crm: args::crm(&args.crm).map_err(|said| wrong("--crm", &args.crm, said))?,
                nulls: cx.global.null.clone(),
                rejects: args.rejects.is_some(),
                decimal: each("--decimal", &args.decimal, args::decimal)?,
                dates: args.dates.map(Into::into),
                as_of: Some(as_of),
                numbers: args.sum.clone(),
                on_duplicate: on_duplicate(args),
                row_ids: args.row_ids,
                survey: true,
                require_place: args.require == Some(Required::Place),
                locating: Locating {
                    gazetteer,
                    country: args.country.clone(),
                    off: args.no_places,
                },
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

    /// Without what is for order lines that become accounts: a rep has one row.
    pub(super) fn one_row_each(mut self) -> Self {
        self.clean.numbers.clear();
        self.clean.on_duplicate = OnDuplicate::Error;
        self
    }
}

fn on_duplicate(args: &Args) -> OnDuplicate {
    if args.rollup {
        return OnDuplicate::Rollup(match args.address {
            Address::First => Keep::First,
            Address::Last => Keep::Last,
            Address::Most => Keep::Most,
        });
    }
    match args.on_duplicate {
        Duplicates::Error => OnDuplicate::Error,
        Duplicates::First => OnDuplicate::First,
        Duplicates::Sum => OnDuplicate::Sum,
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
