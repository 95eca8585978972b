//! The text of a rule, and where the user wrote it: so that errors point there.

use std::{ops::Range, sync::Arc};

use crate::model::{Diagnostic, Excerpt, Site};

/// An expression as the user wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    text: String,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// Nowhere in particular: the text itself is shown.
    Text,
    /// The value of a flag.
    Flag(String),
    /// A value of a configuration file: the file, its text and the bytes of the value, quotes included.
    Config(String, Arc<str>, Range<usize>),
}

impl Rule {
    /// A rule without a place.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            place: Place::Text,
        }
    }

    /// The value of a flag such as `--where`.
    pub fn flag(flag: &str, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            place: Place::Flag(flag.to_owned()),
        }
    }

    /// A string of a TOML file: `source` is the text of the whole file, `span` the bytes of the value with its quotes.
    pub fn config(
        file: &str,
        source: Arc<str>,
        span: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            text: text.into(),
            place: Place::Config(file.to_owned(), source, span),
        }
    }

    /// The expression.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts a problem at its place; `span` is what to underline, in bytes of the expression.
    pub(crate) fn locate(&self, problem: Diagnostic, span: Range<usize>) -> Diagnostic {
        let (file, source, span) = match &self.place {
            Place::Text => return problem.excerpt(line_around(&self.text, span).2),
            Place::Flag(flag) => (flag, self.text.as_str(), span),
            Place::Config(file, source, value) => {
                let span = in_source(source, value.clone(), &self.text, span);
                (file, &**source, span)
            }
        };
        let (line, column, excerpt) = line_around(source, span);
        problem
            .at(Site {
                file: file.clone(),
                line: Some(line),
                field: Some(column),
                ..Site::default()
            })
            .excerpt(excerpt)
    }

    /// Puts a problem of the whole rule at its place.
    pub(crate) fn locate_all(&self, problem: Diagnostic) -> Diagnostic {
        self.locate(problem, 0..self.text.len())
    }
}

/// The line (1-based), the column in characters (1-based) and the excerpt of a range of bytes.
pub(crate) fn line_around(source: &str, span: Range<usize>) -> (u64, u32, Excerpt) {
    let start = floor(source, span.start);
    let from = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = source[start..]
        .find('\n')
        .map_or(source.len(), |at| start + at);
    let line = source[..start].matches('\n').count() as u64 + 1;
    let end = floor(source, span.end).clamp(start, to);
    let column = source[from..start].chars().count();
    let excerpt = Excerpt {
        text: source[from..to].trim_end_matches('\r').replace('\t', " "),
        start: column,
        len: source[start..end].chars().count().max(1),
    };
    (line, column as u32 + 1, excerpt)
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where a part of a TOML string stands in its file. Escapes move things: then the same words are looked for, and failing
/// that the whole value is meant.
fn in_source(source: &str, value: Range<usize>, text: &str, span: Range<usize>) -> Range<usize> {
    let Some(raw) = source.get(value.clone()) else {
        return value;
    };
    let quote = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
        3
    } else {
        1
    };
    let part = text.get(span.clone()).unwrap_or_default();
    let whole = span.start == 0 && span.end >= text.len();
    if whole && !text.is_empty() && !text.contains('\n') {
        return value.start + quote..value.end.saturating_sub(quote).max(value.start + quote);
    }
    let skip = quote + usize::from(quote == 3 && raw[3..].starts_with('\n'));
    let direct = value.start + skip + span.start..value.start + skip + span.end;
    if !part.is_empty() && source.get(direct.clone()) == Some(part) {
        return direct;
    }
    match raw.find(part) {
        Some(at) if !part.is_empty() => value.start + at..value.start + at + part.len(),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(source: &str, value: &str, text: &str, part: &str) -> (u64, u32, String) {
        let at = source.find(value).unwrap();
        let rule = Rule::config("terr.toml", source.into(), at..at + value.len(), text);
        let start = text.find(part).unwrap();
        let problem = rule.locate(Diagnostic::error("E400", "x"), start..start + part.len());
        let (site, excerpt) = (problem.site.unwrap(), problem.excerpt.unwrap());
        let (line, column) = (site.line.unwrap(), site.field.unwrap());
        (line, column, excerpt.underlined())
    }

    #[test]
    fn points_at_the_word_in_a_plain_string() {
        let source = "[x]\nwhen = \"a > 1 AND bb = 2\"\n";
        assert_eq!(
            located(source, "\"a > 1 AND bb = 2\"", "a > 1 AND bb = 2", "bb"),
            (2, 19, "bb".into())
        );
    }

    #[test]
    fn points_at_the_word_in_strings_with_escapes_and_over_several_lines() {
        let source = "when = \"\\\"Deal Size\\\" > nope\"\n";
        assert_eq!(
            located(
                source,
                "\"\\\"Deal Size\\\" > nope\"",
                "\"Deal Size\" > nope",
                "nope"
            )
            .2,
            "nope"
        );
        let source = "when = '''\na > 1\nAND nope'''\n";
        assert_eq!(
            located(source, "'''\na > 1\nAND nope'''", "a > 1\nAND nope", "nope"),
            (3, 5, "nope".into())
        );
    }
}
