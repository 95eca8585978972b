//! The tables of `terr.toml` that are too rich for flags: `[[segment.rules]]` and `[[segment.score]]`.

use std::{ops::Range, sync::Arc};

use toml_edit::{Document, Item, Table, Value};

use super::{Scale, SegmentRule, Term};
use crate::{
    frame::{self, Rule},
    model::{Diagnostic, Diagnostics, Failure, Site},
};

const RULE_KEYS: [&str; 8] = [
    "name",
    "when",
    "visits_per_year",
    "minutes_per_visit",
    "complexity",
    "admin_hours",
    "travel_minutes",
    "skills",
];

/// The rules in the text of a settings file; none where it has none.
///
/// # Errors
/// Usage, with every problem at its line.
pub fn rules(file: &str, text: &str) -> Result<Vec<SegmentRule>, Failure> {
    let mut reader = Reader::new(file, text);
    let tables = reader.tables("rules")?;
    let rules: Vec<SegmentRule> = tables
        .iter()
        .filter_map(|table| reader.rule(table))
        .collect();
    for (at, rule) in rules.iter().enumerate() {
        if rules[..at].iter().any(|earlier| earlier.name == rule.name) {
            let span = tables
                .iter()
                .filter(|table| table.text("name") == Some(&rule.name))
                .nth(1)
                .map_or(0..0, |table| table.span("name"));
            reader.problem(
                Diagnostic::error("E412", format!("two rules are named `{}`", rule.name))
                    .fix("join the conditions with OR, or give one another name"),
                span,
            );
        }
    }
    reader.finish(rules)
}

/// The terms of the score in the text of a settings file; none where it has none.
///
/// # Errors
/// Usage, with every problem at its line.
pub fn score(file: &str, text: &str) -> Result<Vec<Term>, Failure> {
    let mut reader = Reader::new(file, text);
    let tables = reader.tables("score")?;
    let terms = tables
        .iter()
        .filter_map(|table| reader.term(table))
        .collect();
    reader.finish(terms)
}

/// A table of the file, and where it begins.
pub(super) struct Entry {
    table: Table,
    at: Range<usize>,
}

impl Entry {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.table.get(key).and_then(Item::as_value)
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::as_str)
    }

    /// Where the value of a key stands; the table itself where there is none.
    pub(super) fn span(&self, key: &str) -> Range<usize> {
        self.get(key)
            .and_then(Value::span)
            .unwrap_or_else(|| self.at.clone())
    }
}

/// Reads tables and collects what is wrong with them.
pub(super) struct Reader {
    file: String,
    text: Arc<str>,
    problems: Diagnostics,
}

impl Reader {
    pub(super) fn new(file: &str, text: &str) -> Self {
        Self {
            file: file.to_owned(),
            text: text.into(),
            problems: Diagnostics::new(),
        }
    }

    /// The tables `[[segment.NAME]]`.
    pub(super) fn tables(&mut self, name: &str) -> Result<Vec<Entry>, Failure> {
        let document = Document::parse(self.text.to_string()).map_err(|error| {
            let problem = Diagnostic::error("E604", format!("not valid TOML: {}", error.message()));
            Failure::usage(self.locate(problem, error.span().unwrap_or(0..0)))
        })?;
        let Some(item) = document
            .get("segment")
            .and_then(Item::as_table_like)
            .and_then(|section| section.get(name))
        else {
            return Ok(Vec::new());
        };
        if let Some(tables) = item.as_array_of_tables() {
            return Ok(tables
                .iter()
                .map(|table| Entry {
                    at: table.span().unwrap_or(0..0),
                    table: table.clone(),
                })
                .collect());
        }
        let inline = item.as_array().map(|array| {
            array
                .iter()
                .map(|value| {
                    value.as_inline_table().map(|table| Entry {
                        at: value.span().unwrap_or(0..0),
                        table: table.clone().into_table(),
                    })
                })
                .collect::<Option<Vec<_>>>()
        });
        inline.flatten().ok_or_else(|| {
            let problem = Diagnostic::error("E410", format!("`{name}` is not a list of tables"))
                .expected(format!("[[segment.{name}]] before each of them"));
            Failure::usage(self.locate(problem, item.span().unwrap_or(0..0)))
        })
    }

    fn rule(&mut self, table: &Entry) -> Option<SegmentRule> {
        self.keys(table, "segment.rules", &RULE_KEYS);
        let name = self.required(table, "rules", "name");
        let when = self.required(table, "rules", "when");
        let numbers = [
            "visits_per_year",
            "minutes_per_visit",
            "complexity",
            "admin_hours",
            "travel_minutes",
        ]
        .map(|key| self.number(table, key));
        let skills = self.words(table, "skills");
        let [
            visits_per_year,
            minutes_per_visit,
            complexity,
            admin_hours,
            travel_minutes,
        ] = numbers;
        Some(SegmentRule {
            name: name?,
            when: self.expression(table, "when", &when?),
            visits_per_year,
            minutes_per_visit,
            complexity,
            admin_hours,
            travel_minutes,
            skills,
        })
    }

    fn term(&mut self, table: &Entry) -> Option<Term> {
        self.keys(
            table,
            "segment.score",
            &["name", "of", "weight", "scale", "reverse", "missing"],
        );
        let name = self.required(table, "score", "name");
        let of = self.required(table, "score", "of");
        let weight = self.number(table, "weight").unwrap_or(1.0);
        if weight <= 0.0 {
            self.problem(
                Diagnostic::error("E413", "`weight` is not above 0")
                    .fix("leave the term out, or write reverse = true where less is better"),
                table.span("weight"),
            );
        }
        let scale = match table.text("scale") {
            None if table.get("scale").is_none() => Scale::Rank,
            Some("rank") => Scale::Rank,
            Some("range") => Scale::Range,
            _ => {
                self.problem(
                    Diagnostic::error("E413", "`scale` is not one that terr knows")
                        .expected("\"rank\" or \"range\""),
                    table.span("scale"),
                );
                Scale::Rank
            }
        };
        let reverse = table.get("reverse").map_or(Some(false), Value::as_bool);
        if reverse.is_none() {
            self.problem(
                Diagnostic::error("E413", "`reverse` is not true or false"),
                table.span("reverse"),
            );
        }
        let missing = self.number(table, "missing");
        Some(Term {
            name: name?,
            of: self.expression(table, "of", &of?),
            weight,
            scale,
            reverse: reverse?,
            missing,
        })
    }

    /// An expression that knows its place.
    pub(super) fn expression(&self, table: &Entry, key: &str, text: &str) -> Rule {
        Rule::config(&self.file, self.text.clone(), table.span(key), text)
    }

    /// Every key must be known.
    pub(super) fn keys(&mut self, table: &Entry, name: &str, known: &[&str]) {
        for (key, _) in &table.table {
            if !known.contains(&key) {
                let span = table
                    .table
                    .get_key_value(key)
                    .and_then(|(key, _)| key.span())
                    .unwrap_or_else(|| table.at.clone());
                self.problem(
                    Diagnostic::error("E410", format!("[[{name}]] has no key `{key}`")).expected(
                        format!(
                            "{}one of {}",
                            frame::did_you_mean(key, known.iter().copied()),
                            known.join(", ")
                        ),
                    ),
                    span,
                );
            }
        }
    }

    /// A text that must be there and not empty.
    pub(super) fn required(&mut self, table: &Entry, name: &str, key: &str) -> Option<String> {
        match table.get(key) {
            Some(Value::String(text)) if !text.value().trim().is_empty() => {
                Some(text.value().clone())
            }
            found => {
                let message = match found {
                    None => format!("an entry of [[segment.{name}]] has no `{key}`"),
                    Some(_) => format!("`{key}` is not a text"),
                };
                self.problem(
                    Diagnostic::error("E411", message).fix(format!("add {key} = \"...\"")),
                    table.span(key),
                );
                None
            }
        }
    }

    /// A number that is not negative.
    pub(super) fn number(&mut self, table: &Entry, key: &str) -> Option<f64> {
        let value = table.get(key)?;
        let number = match value {
            Value::Integer(number) => Some(*number.value() as f64),
            Value::Float(number) => Some(*number.value()),
            _ => None,
        };
        let number = number.filter(|number| number.is_finite() && *number >= 0.0);
        if number.is_none() {
            self.problem(
                Diagnostic::error("E413", format!("`{key}` is not a number of 0 or more"))
                    .value(
                        value
                            .span()
                            .and_then(|span| self.text.get(span))
                            .unwrap_or_default(),
                    )
                    .expected("a number such as 12 or 1.5, without quotes"),
                table.span(key),
            );
        }
        number
    }

    /// A list of words; one text is a list of one, separated by `;`.
    fn words(&mut self, table: &Entry, key: &str) -> Vec<String> {
        let words = match table.get(key) {
            None => return Vec::new(),
            Some(Value::String(text)) => text.value().split(';').map(str::to_owned).collect(),
            Some(Value::Array(list)) => list
                .iter()
                .map(|word| word.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .unwrap_or_default(),
            Some(_) => Vec::new(),
        };
        let words: Vec<String> = words
            .into_iter()
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            self.problem(
                Diagnostic::error("E413", format!("`{key}` is not a list of words"))
                    .expected("skills = [\"hospital\", \"lang:fr\"]"),
                table.span(key),
            );
        }
        words
    }

    pub(super) fn problem(&mut self, problem: Diagnostic, span: Range<usize>) {
        let problem = self.locate(problem, span);
        self.problems.push(problem);
    }

    fn locate(&self, problem: Diagnostic, span: Range<usize>) -> Diagnostic {
        let (line, column, excerpt) = frame::line_around(&self.text, span);
        problem
            .at(Site {
                file: self.file.clone(),
                line: Some(line),
                field: Some(column),
                ..Site::default()
            })
            .excerpt(excerpt)
    }

    /// The result, unless something was wrong.
    pub(super) fn finish<T>(self, result: T) -> Result<T, Failure> {
        if self.problems.items.is_empty() {
            Ok(result)
        } else {
            Err(Failure::Usage(self.problems))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rules_in_order() {
        let found = rules(
            "terr.toml",
            "[segment]\ntiers = \"A:80%,B\"\n[[segment.rules]]\nname = \"Big\"\nwhen = \"employees >= 1000\"\nvisits_per_year = 24\n\
             skills = [\"lang:fr\"]\n[[segment.rules]]\nname = \"Rest\"\nwhen = 'TRUE'\ncomplexity = 1.5\n",
        )
        .unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].visits_per_year, Some(24.0));
        assert_eq!(found[0].skills, ["lang:fr"]);
        assert_eq!(found[1].when.text(), "TRUE");
        assert_eq!(found[1].complexity, Some(1.5));
        assert!(rules("terr.toml", "[files]\n").unwrap().is_empty());
    }

    #[test]
    fn collects_every_problem_with_its_line() {
        let Err(Failure::Usage(problems)) = rules(
            "terr.toml",
            "[[segment.rules]]\nname = \"A\"\nwen = \"x\"\nvisits_per_year = -1\n[[segment.rules]]\nwhen = \"x > 1\"\n",
        ) else {
            panic!("not refused");
        };
        let found: Vec<_> = problems
            .items
            .iter()
            .map(|item| (item.code, item.site.as_ref().unwrap().line.unwrap()))
            .collect();
        assert_eq!(found, [("E410", 3), ("E411", 1), ("E413", 4), ("E411", 5)]);
        assert_eq!(
            problems.items[0]
                .expected
                .as_deref()
                .unwrap()
                .split('?')
                .next(),
            Some("did you mean `when`")
        );
    }
}
