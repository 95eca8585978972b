//! Problems in what the user gave us: each with its place, the value, what was expected and how to fix it.

use std::{fmt, io, path::PathBuf};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The command goes on.
    Warning,
    /// The command stops and writes nothing.
    Error,
}

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Site {
    /// The file as the user named it; `-` is standard input.
    pub file: String,
    /// The line, 1-based; `None` when the whole file is meant, or a format without lines.
    pub line: Option<u64>,
    /// The row of a format without lines (Parquet), 1-based.
    pub row: Option<u64>,
    /// The number of the field in its row, 1-based.
    pub field: Option<u32>,
    /// The header of the field.
    pub column: Option<String>,
}

/// The line cut around a problem, with the part to underline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// The text shown, without line breaks.
    pub text: String,
    /// Where the underlined part begins, in characters.
    pub start: usize,
    /// How many characters are underlined, at least 1.
    pub len: usize,
}

impl Excerpt {
    /// What is underlined, for tests.
    #[cfg(all(test, feature = "table"))]
    pub(crate) fn underlined(&self) -> String {
        let marked = self.text.chars().skip(self.start).take(self.len);
        marked.collect()
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code, such as `E112`; explained in the README, "Errors".
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a final period; names and values in backticks.
    pub message: String,
    /// Where.
    pub site: Option<Site>,
    /// The line around it.
    pub excerpt: Option<Excerpt>,
    /// The value found.
    pub value: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// How to fix it.
    pub fix: Option<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            site: None,
            excerpt: None,
            value: None,
            expected: None,
            fix: None,
        }
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// With its place.
    #[must_use]
    pub fn at(mut self, site: Site) -> Self {
        self.site = Some(site);
        self
    }

    /// With the file it is about, no line.
    #[must_use]
    pub fn in_file(self, file: impl Into<String>) -> Self {
        self.at(Site {
            file: file.into(),
            ..Site::default()
        })
    }

    /// With the line around it.
    #[must_use]
    pub fn excerpt(mut self, excerpt: Excerpt) -> Self {
        self.excerpt = Some(excerpt);
        self
    }

    /// With the value found.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// With what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// With the way out.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

/// Problems, in the order in which they stand in the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// The problems.
    pub items: Vec<Diagnostic>,
    /// How many rows were looked at, for the closing line.
    pub rows: usize,
}

impl Diagnostics {
    /// No problems.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds all of another.
    pub fn extend(&mut self, other: Self) {
        self.rows += other.rows;
        self.items.extend(other.items);
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.items
            .iter()
            .any(|item| item.severity == Severity::Error)
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            items: vec![diagnostic],
            rows: 0,
        }
    }
}

/// Why a command cannot do its job. Each kind has its exit code.
#[derive(Debug)]
pub enum Failure {
    /// Wrong usage or configuration: exit 2.
    Usage(Diagnostics),
    /// Bad input data: exit 3.
    Data(Diagnostics),
    /// A file cannot be read or written: exit 4.
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried: `read`, `write`, `replace`.
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A bug: exit 70.
    Internal(String),
}

impl Failure {
    /// Wrong usage, one problem.
    pub fn usage(diagnostic: Diagnostic) -> Self {
        Self::Usage(diagnostic.into())
    }

    /// Bad data, one problem.
    pub fn data(diagnostic: Diagnostic) -> Self {
        Self::Data(diagnostic.into())
    }

    /// A file that cannot be read.
    pub fn reading(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            action: "read",
            source,
        }
    }

    /// A file that cannot be written.
    pub fn writing(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            action: "write",
            source,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problems) | Self::Data(problems) => {
                for (at, item) in problems.items.iter().enumerate() {
                    write!(
                        f,
                        "{}{}: {}",
                        if at > 0 { "\n" } else { "" },
                        item.code,
                        item.message
                    )?;
                }
                Ok(())
            }
            Self::Io {
                path,
                action,
                source,
            } => write!(f, "cannot {action} {}: {source}", path.display()),
            Self::Internal(what) => write!(f, "internal error: {what}"),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
