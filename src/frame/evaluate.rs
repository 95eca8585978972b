//! The answers of an expression for each row: yes or no, or a number.

use polars::prelude::{Column as Series, DataFrame, DataType, Expr, IntoLazy, LazyFrame};

use super::{
    Frame, Rule,
    check::{self, Parsed, first_line},
    guard::guard,
    types::Type,
};
use crate::model::{Diagnostic, Failure};

/// What a rule must give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    YesNo,
    Number,
}

impl Frame<'_> {
    /// Which rows match. Unknown (NULL) is not a match.
    ///
    /// # Errors
    /// Usage: the text does not parse or is not yes/no. Data: a column does not exist. Internal: polars panicked.
    pub fn mask(&self, rule: &Rule) -> Result<Vec<bool>, Failure> {
        let answers = self.evaluate(rule, Wanted::YesNo)?;
        Ok(booleans(&answers, self.rows()))
    }

    /// Which rows match each of several rules, in one pass: parts that rules share are computed once.
    ///
    /// # Errors
    /// As [`Frame::mask`], for the first rule that has a problem.
    pub fn masks(&self, rules: &[&Rule]) -> Result<Vec<Vec<bool>>, Failure> {
        let Some(first) = rules.first() else {
            return Ok(Vec::new());
        };
        let mut positions: Vec<usize> = Vec::new();
        let mut answers = Vec::with_capacity(rules.len());
        for (number, rule) in rules.iter().enumerate() {
            let Parsed { expr, columns } = check::parse(rule)?;
            for at in self.require(rule, &columns)? {
                if !positions.contains(&at) {
                    positions.push(at);
                }
            }
            answers.push(expr.alias(format!("answer{number}")));
        }
        let series = self.series(&positions)?;
        let one_by_one = || rules.iter().map(|rule| self.mask(rule)).collect();
        // With an answer for each row from each rule it is done; anything else is told rule by rule.
        let Ok(frame) = DataFrame::new(self.rows(), series) else {
            return one_by_one();
        };
        let done = guard(first, || frame.lazy().with_columns(answers).collect())?;
        let Ok(done) = done else {
            return one_by_one();
        };
        let mut masks = Vec::with_capacity(rules.len());
        for number in 0..rules.len() {
            match done.column(&format!("answer{number}")) {
                Ok(answer) if answer.dtype() == &DataType::Boolean => {
                    masks.push(booleans(answer, self.rows()));
                }
                _ => return one_by_one(),
            }
        }
        Ok(masks)
    }

    /// The number of each row; `None` where a part of it is unknown or it divides by zero.
    ///
    /// # Errors
    /// As [`Frame::mask`]; usage also when the expression is not a number.
    pub fn numbers(&self, rule: &Rule) -> Result<Vec<Option<f64>>, Failure> {
        let answers = self.evaluate(rule, Wanted::Number)?;
        let cells = answers
            .cast(&DataType::Float64)
            .map_err(|error| types_clash(self, rule, &[], &first_line(&error.to_string())))?;
        let Ok(cells) = cells.f64() else {
            return Err(Failure::Internal(format!(
                "`{}` gave no numbers",
                rule.text()
            )));
        };
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        Ok(match cells.len() {
            1 => vec![finite(cells.get(0)); self.rows()],
            _ => cells.iter().map(finite).collect(),
        })
    }

    /// Checks a rule without running it: syntax, columns, yes/no.
    pub fn check_mask(&self, rule: &Rule) -> Result<(), Failure> {
        self.prepare(rule, Wanted::YesNo).map(|_| ())
    }

    /// Checks a rule without running it: syntax, columns, a number.
    pub fn check_numbers(&self, rule: &Rule) -> Result<(), Failure> {
        self.prepare(rule, Wanted::Number).map(|_| ())
    }

    /// The expression ready to run, and the columns that it names.
    fn prepare(&self, rule: &Rule, wanted: Wanted) -> Result<(LazyFrame, Vec<usize>), Failure> {
        let Parsed { expr, columns } = check::parse(rule)?;
        let positions = self.require(rule, &columns)?;
        let series = self.series(&positions)?;
        match typed(rule, self.rows(), series, expr, wanted) {
            Ok(lazy) => Ok((lazy, positions)),
            Err(said) => Err(said.into_failure(self, rule, &positions, wanted)),
        }
    }

    fn evaluate(&self, rule: &Rule, wanted: Wanted) -> Result<Series, Failure> {
        let (lazy, positions) = self.prepare(rule, wanted)?;
        run(rule, lazy, self.rows())
            .map_err(|said| said.into_failure(self, rule, &positions, wanted))
    }
}

/// What went wrong in polars, before it is put into words.
pub(super) enum Said {
    /// A panic.
    Failure(Failure),
    /// The types of the parts do not fit together.
    Clash(String),
    /// The result is of this other type.
    Gives(String),
    /// Not one answer per row.
    Rows(usize),
}

impl Said {
    pub(super) fn into_failure(
        self,
        frame: &Frame,
        rule: &Rule,
        positions: &[usize],
        wanted: Wanted,
    ) -> Failure {
        let problem = match (self, wanted) {
            (Self::Failure(failure), _) => return failure,
            (Self::Clash(said), _) => return types_clash(frame, rule, positions, &said),
            (Self::Gives(kind), Wanted::YesNo) => Diagnostic::error(
                "E403",
                format!("the expression gives {kind}, not yes or no"),
            )
            .expected("a comparison such as employees >= 1000"),
            (Self::Gives(kind), Wanted::Number) => {
                Diagnostic::error("E404", format!("the expression gives {kind}, not a number"))
                    .expected("a number such as employees * 120")
            }
            (Self::Rows(rows), _) => Diagnostic::error(
                "E406",
                format!("the expression gives {rows} rows instead of one answer per row"),
            ),
        };
        Failure::usage(rule.locate_all(problem))
    }
}

/// An expression over columns, with the right type of result.
pub(super) fn typed(
    rule: &Rule,
    rows: usize,
    series: Vec<Series>,
    expr: Expr,
    wanted: Wanted,
) -> Result<LazyFrame, Said> {
    let clash = |error: polars::error::PolarsError| Said::Clash(first_line(&error.to_string()));
    let frame = DataFrame::new(rows, series).map_err(clash)?;
    let mut lazy = frame.lazy().select([expr.alias("answer")]);
    let schema = guard(rule, || lazy.collect_schema())
        .map_err(Said::Failure)?
        .map_err(clash)?;
    let kind = schema.get("answer").cloned().unwrap_or(DataType::Null);
    match wanted {
        Wanted::YesNo if kind == DataType::Boolean => Ok(lazy),
        Wanted::Number if kind.is_primitive_numeric() => Ok(lazy),
        _ => Err(Said::Gives(spoken(&kind))),
    }
}

/// Runs a checked expression.
pub(super) fn run(rule: &Rule, lazy: LazyFrame, rows: usize) -> Result<Series, Said> {
    let clash = |error: polars::error::PolarsError| Said::Clash(first_line(&error.to_string()));
    let frame = guard(rule, || lazy.collect())
        .map_err(Said::Failure)?
        .map_err(clash)?;
    let answers = frame.column("answer").map_err(clash)?.clone();
    // An expression without columns, such as TRUE, has one answer for all rows.
    if answers.len() == rows || answers.len() == 1 {
        Ok(answers)
    } else {
        Err(Said::Rows(answers.len()))
    }
}

/// Yes/no answers; NULL is no; one answer stands for all rows.
pub(super) fn booleans(answers: &Series, rows: usize) -> Vec<bool> {
    let Ok(cells) = answers.bool() else {
        return vec![false; rows];
    };
    match cells.len() {
        1 => vec![cells.get(0) == Some(true); rows],
        _ => cells.iter().map(|cell| cell == Some(true)).collect(),
    }
}

fn spoken(kind: &DataType) -> String {
    match kind {
        DataType::String => "text".to_owned(),
        DataType::Boolean => "yes or no".to_owned(),
        DataType::Null => "nothing".to_owned(),
        kind if kind.is_primitive_numeric() => "a number".to_owned(),
        kind => format!("a value of type {kind}"),
    }
}

/// polars' own words about types, with the types of the columns that the rule names.
fn types_clash(frame: &Frame, rule: &Rule, positions: &[usize], said: &str) -> Failure {
    let problem = Diagnostic::error("E405", format!("the types do not fit: {said}"));
    let held: Vec<String> = positions
        .iter()
        .map(|&at| {
            format!(
                "`{}` holds {}",
                frame.grid().columns[at].name,
                frame.kind(at).noun()
            )
        })
        .collect();
    let problem = if held.is_empty() {
        problem
    } else {
        problem.expected(held.join(", "))
    };
    let texts = positions.iter().any(|&at| frame.kind(at) == Type::Text);
    let problem = problem.fix(if texts {
        "compare text with text in single quotes ('02139') and numbers with plain numbers"
    } else {
        "write numbers without quotes, and yes/no columns alone or with NOT"
    });
    Failure::usage(rule.locate_all(problem))
}

#[cfg(test)]
mod tests;
