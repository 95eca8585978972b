//! Options as the manifest records them, and back: by the names of the long flags.

use std::{collections::BTreeMap, str::FromStr};

use super::{Compactness, Options};
use crate::{
    model::{Date, Decimal, Tolerance},
    solver::Effort,
};

/// Settings by the name of the long flag, defaults included.
pub type Record = BTreeMap<String, Vec<String>>;

impl Effort {
    /// All, from least to most.
    pub const ALL: [Self; 3] = [Self::Quick, Self::Standard, Self::Thorough];

    /// As written on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Thorough => "thorough",
        }
    }
}

impl Options {
    /// The settings in force; `keep` and `prefer` as resolved.
    pub fn record(&self, keep: f64, prefer: f64) -> Record {
        let mut record = Record::new();
        let mut put = |flag: &str, values: Vec<String>| {
            if !values.is_empty() {
                record.insert(flag.to_owned(), values);
            }
        };
        put(
            "measure",
            self.measures.iter().map(ToString::to_string).collect(),
        );
        put(
            "target",
            self.targets.iter().map(ToString::to_string).collect(),
        );
        put("travel-measure", vec![self.travel_measure.clone()]);
        put("keep", vec![keep.to_string()]);
        put("prefer", vec![prefer.to_string()]);
        put("compactness", vec![self.compactness.as_str().to_owned()]);
        put(
            "min-known",
            vec![Tolerance::Share(self.min_known).to_string()],
        );
        put(
            "max-moved",
            self.max_moved.iter().map(ToString::to_string).collect(),
        );
        if self.only_new {
            put("only-new", vec!["true".to_owned()]);
        }
        put("effort", vec![self.effort.as_str().to_owned()]);
        put("seed", vec![self.seed.to_string()]);
        record
    }

    /// The options that a manifest records.
    ///
    /// # Errors
    /// A sentence about the first value that cannot be read.
    pub fn from_record(record: &Record, as_of: Date) -> Result<Self, String> {
        let mut options = Self::new(as_of, |_| false);
        options.measures = all(record, "measure")?;
        options.targets = all(record, "target")?;
        options.max_moved = all(record, "max-moved")?;
        if let Some(name) = one(record, "travel-measure") {
            name.clone_into(&mut options.travel_measure);
        }
        options.keep = decimal(record, "keep")?;
        options.prefer = decimal(record, "prefer")?;
        options.compactness = match one(record, "compactness") {
            Some("inertia") => Compactness::Inertia,
            _ => Compactness::Distance,
        };
        if let Some(text) = one(record, "min-known") {
            match text.parse()? {
                Tolerance::Share(share) => options.min_known = share,
                Tolerance::Bounds(..) => {
                    return Err(format!("`{text}` is not a share such as 90%"));
                }
            }
        }
        options.only_new = one(record, "only-new") == Some("true");
        let effort = one(record, "effort");
        let effort = Effort::ALL
            .into_iter()
            .find(|known| Some(known.as_str()) == effort);
        options.effort = effort.unwrap_or_default();
        if let Some(seed) = one(record, "seed") {
            options.seed = seed
                .parse()
                .map_err(|_| format!("`{seed}` is not a seed"))?;
        }
        Ok(options)
    }
}

fn one<'a>(record: &'a Record, flag: &str) -> Option<&'a str> {
    record.get(flag)?.first().map(String::as_str)
}

fn all<T: FromStr<Err = String>>(record: &Record, flag: &str) -> Result<Vec<T>, String> {
    record
        .get(flag)
        .into_iter()
        .flatten()
        .map(|text| text.parse())
        .collect()
}

fn decimal(record: &Record, flag: &str) -> Result<Option<Decimal>, String> {
    let Some(text) = one(record, flag) else {
        return Ok(None);
    };
    let value = Decimal::parse(text).ok_or_else(|| format!("`{text}` is not a number"))?;
    Ok(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_back_as_they_were_recorded() {
        let day = "2026-01-15".parse().unwrap();
        let mut options = Options::new(day, |name| name == "workload");
        options.targets = vec!["workload=quota".parse().unwrap()];
        options.max_moved = vec!["10%".parse().unwrap(), "workload:7.5%".parse().unwrap()];
        options.keep = Decimal::parse("12.5");
        options.compactness = Compactness::Inertia;
        options.only_new = true;
        options.seed = 7;
        let record = options.record(12.5, 50.0);
        let back = Options::from_record(&record, day).unwrap();
        assert_eq!(back.record(12.5, 50.0), record);
        assert_eq!(record["keep"], ["12.5"]);
        assert_eq!(record["min-known"], ["90%"]);
    }
}
