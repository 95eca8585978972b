//! What an import found: one line per kind of thing, with how many rows it concerns and what to do.

use std::collections::BTreeMap;

use crate::model::{Diagnostic, Severity, Site};

/// Something that the user should know about a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The code, such as `W251`; explained in the README.
    pub code: &'static str,
    /// Errors concern rows that were set aside.
    pub severity: Severity,
    /// How many rows (or columns, where the message says so) it concerns.
    pub rows: usize,
    /// One sentence without the number of rows and without a final period.
    pub message: String,
    /// The first place.
    pub site: Option<Site>,
    /// The value there.
    pub example: Option<String>,
    /// What was done, or can be done.
    pub fix: String,
}

impl Finding {
    /// A warning about so many rows.
    pub(super) fn new(code: &'static str, rows: usize, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Warning,
            rows,
            message: message.into(),
            site: None,
            example: None,
            fix: String::new(),
        }
    }

    pub(super) fn at(mut self, site: Site, value: &str) -> Self {
        self.site = Some(site);
        self.example = Some(value.chars().take(60).collect());
        self
    }

    pub(super) fn example(mut self, value: impl Into<String>) -> Self {
        self.example = Some(value.into());
        self
    }

    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The finding as a warning in the words of every other command.
    pub(super) fn warning(&self, file: &str) -> Diagnostic {
        let rows = match self.rows {
            0 => String::new(),
            1 => " (1 row)".to_owned(),
            rows => format!(" ({rows} rows)"),
        };
        let mut warning = Diagnostic::warning(self.code, format!("{}{rows}", self.message));
        warning = match &self.site {
            Some(site) => warning.at(site.clone()),
            None => warning.in_file(file),
        };
        warning.value.clone_from(&self.example);
        if !self.fix.is_empty() {
            warning = warning.fix(self.fix.clone());
        }
        warning
    }

    /// Problems of rows that were set aside, one finding for each kind.
    pub(super) fn grouped(problems: &[(usize, Diagnostic)]) -> Vec<Self> {
        let mut groups: BTreeMap<(&str, &str), Self> = BTreeMap::new();
        for (_, problem) in problems {
            // "… stands on line 7 too" is the same thing each time.
            let sentence = problem.message.split(" stands ").next().unwrap_or_default();
            groups
                .entry((problem.code, sentence))
                .or_insert_with(|| Self {
                    code: problem.code,
                    severity: Severity::Error,
                    rows: 0,
                    message: problem.message.clone(),
                    site: problem.site.clone(),
                    example: problem.value.clone(),
                    fix: "set aside".to_owned(),
                })
                .rows += 1;
        }
        groups.into_values().collect()
    }
}
