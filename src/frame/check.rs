//! From the text of a rule to an expression that is known to look at one row and at columns that exist.

use std::sync::Arc;

use polars::prelude::{AggExpr, Expr, LiteralValue, Operator, lit, when};

use super::{
    Rule, functions,
    guard::guard,
    words::{self, Kind, Token},
};
use crate::model::{Diagnostic, Failure, Grid};

/// An expression that parses.
pub(super) struct Parsed {
    pub(super) expr: Expr,
    /// The columns that it names, each once.
    pub(super) columns: Vec<String>,
}

const EXAMPLE: &str =
    "an SQL expression such as employees >= 1000 AND industry IN ('Bank', 'Insurance')";

/// Parses a rule and refuses whatever does not look at one row at a time.
pub(super) fn parse(rule: &Rule) -> Result<Parsed, Failure> {
    let tokens = words::tokens(rule.text());
    let dot = tokens.iter().position(|token| token.is_symbol("."));
    if let Some([table, dot]) = dot.and_then(|at| tokens.get(at.checked_sub(1)?..=at)) {
        let problem = Diagnostic::error("E401", "a column name has no dot here")
            .expected("columns of the account table, by their own names")
            .fix("quote a name that holds a dot: \"a.b\"; rep.region works in --eligible only");
        let span = table.start..dot.span().end;
        return Err(Failure::usage(rule.locate(problem, span)));
    }
    parse_as(rule, rule.text())
}

/// Parses `sql`, which is the text of the rule with some names quoted.
pub(super) fn parse_as(rule: &Rule, sql: &str) -> Result<Parsed, Failure> {
    let tokens = words::tokens(rule.text());
    brackets(rule, &tokens)?;
    calls(rule, &tokens)?;
    let expr = guard(rule, || polars::sql::sql_expr(sql))?
        .map_err(|error| Failure::usage(syntax(rule, &tokens, &first_line(&error.to_string()))))?;
    let mut columns: Vec<String> = Vec::new();
    for part in &expr {
        match part {
            Expr::Column(name) if !columns.iter().any(|known| known == name.as_str()) => {
                columns.push(name.to_string());
            }
            Expr::Agg(AggExpr::Implode { input, .. }) if matches!(**input, Expr::Literal(_)) => {}
            Expr::Agg(_)
            | Expr::Over { .. }
            | Expr::Sort { .. }
            | Expr::SortBy { .. }
            | Expr::Gather { .. }
            | Expr::Explode { .. }
            | Expr::Filter { .. }
            | Expr::Slice { .. }
            | Expr::Len
            | Expr::Selector(_)
            | Expr::SubPlan(..)
            | Expr::Eval { .. } => {
                return Err(Failure::usage(rule.locate_all(many_rows(
                    "the expression looks at more than one row",
                ))));
            }
            _ => {}
        }
    }
    // polars walks from the end; a user reads from the start.
    columns.sort_by_key(|name| {
        let named = |token: &&Token| token.name().as_ref() == Some(name);
        tokens
            .iter()
            .find(named)
            .map_or(usize::MAX, |token| token.start)
    });
    Ok(Parsed {
        expr: expr.map_expr(unknown_over_zero),
        columns,
    })
}

/// `a / 0` is unknown, not infinite.
fn unknown_over_zero(expr: Expr) -> Expr {
    match expr {
        Expr::BinaryExpr {
            left,
            op:
                op @ (Operator::TrueDivide
                | Operator::RustDivide
                | Operator::FloorDivide
                | Operator::Modulus),
            right,
        } => Expr::BinaryExpr {
            left,
            op,
            right: Arc::new(
                when((*right).clone().eq(lit(0)))
                    .then(lit(LiteralValue::untyped_null()))
                    .otherwise((*right).clone()),
            ),
        },
        other => other,
    }
}

fn brackets(rule: &Rule, tokens: &[Token]) -> Result<(), Failure> {
    let fail = |message: String, token: &Token| {
        let problem = Diagnostic::error("E401", message).expected(EXAMPLE);
        Err(Failure::usage(rule.locate(problem, token.span())))
    };
    let Some(last) = tokens.last() else {
        let problem = Diagnostic::error("E401", "the expression is empty").expected(EXAMPLE);
        return Err(Failure::usage(rule.locate_all(problem)));
    };
    if last.kind == Kind::Open {
        return fail("a quote is opened and never closed".to_owned(), last);
    }
    let mut open: Vec<&Token> = Vec::new();
    for token in tokens {
        if token.is_symbol("(") {
            open.push(token);
        } else if token.is_symbol(")") && open.pop().is_none() {
            return fail("`)` closes nothing".to_owned(), token);
        }
    }
    match open.last() {
        Some(token) => fail("`(` is never closed".to_owned(), token),
        None => Ok(()),
    }
}

/// Every call must be of a known function that looks at one row.
fn calls(rule: &Rule, tokens: &[Token]) -> Result<(), Failure> {
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Word {
            continue;
        }
        let name = token.text.to_ascii_lowercase();
        let name = name.as_str();
        let called = tokens.get(at + 1).is_some_and(|next| next.is_symbol("("));
        let after_dot = at > 0 && tokens[at - 1].is_symbol(".");
        if functions::is_in(functions::REFUSED, name) && !after_dot
            || called && functions::is_in(functions::MANY_ROWS, name)
        {
            let problem = many_rows(&format!("`{}` looks at more than one row", token.text));
            return Err(Failure::usage(rule.locate(problem, token.span())));
        }
        if called
            && !functions::is_in(functions::SCALAR, name)
            && !functions::is_in(functions::BEFORE_BRACKET, name)
        {
            let known = functions::SCALAR.split_whitespace();
            let problem = Diagnostic::error("E407", format!("no function `{}`", token.text))
                .expected(format!(
                    "{}one of {}",
                    meant(name, known.clone()),
                    known.collect::<Vec<_>>().join(", ")
                ));
            return Err(Failure::usage(rule.locate(problem, token.span())));
        }
    }
    Ok(())
}

fn many_rows(message: &str) -> Diagnostic {
    Diagnostic::error("E406", message)
        .expected("an expression that has one answer for each row, without sums, counts or windows")
        .fix("compute the figure first (`terr import --rollup`, a spreadsheet) and name its column")
}

fn syntax(rule: &Rule, tokens: &[Token], said: &str) -> Diagnostic {
    let problem = Diagnostic::error("E401", "the expression is not valid SQL").expected(EXAMPLE);
    let last = tokens.last();
    let cut = last.filter(|token| {
        token.kind == Kind::Symbol && !token.is_symbol(")")
            || token.kind == Kind::Word
                && ["and", "or", "not", "in", "like", "between", "is"]
                    .contains(&token.text.to_ascii_lowercase().as_str())
    });
    if let Some(token) = cut {
        let message = format!("the expression ends after `{}`", token.text);
        return rule.locate(Diagnostic { message, ..problem }, token.span());
    }
    // "found unexpected token 'x'" names the piece that polars stumbled over.
    let stumbled = said
        .rsplit_once("(found ")
        .and_then(|(_, rest)| rest.split('\'').nth(1))
        .and_then(|word| tokens.iter().find(|token| token.text == word));
    match stumbled {
        Some(token) => rule.locate(problem.value(token.text), token.span()),
        None if said.starts_with("unable to parse") => rule.locate_all(problem),
        None => rule.locate_all(Diagnostic {
            message: format!("the expression is not valid SQL: {said}"),
            ..problem
        }),
    }
}

/// A column that the table lacks. `written` is how the rule names it, `name` how the table would.
pub(super) fn missing(rule: &Rule, written: &str, name: &str, grid: &Grid) -> Diagnostic {
    let tokens = words::tokens(rule.text());
    let token = tokens
        .iter()
        .find(|token| token.name().as_deref() == Some(written));
    let file = match grid.origin.file.as_str() {
        "-" => "standard input",
        file => file,
    };
    let problem = Diagnostic::error("E402", format!("no column `{name}` in {file}"));
    let quoted = token.is_some_and(|token| token.kind == Kind::Quoted);
    let suggestion = meant(name, grid.headers());
    let problem = problem.expected(format!("{suggestion}columns: {}", list(grid.headers())));
    let problem = if quoted && suggestion.is_empty() {
        problem.fix(format!(
            "text goes in single quotes: '{name}'; double quotes are for column names with blanks"
        ))
    } else {
        problem
    };
    match token {
        Some(token) => rule.locate(problem, token.span()),
        None => rule.locate_all(problem),
    }
}

/// "did you mean `x`? " for the nearest of some names, or nothing.
pub(crate) fn meant<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let folded = name.to_lowercase();
    let nearest = known
        .map(|candidate| {
            let score = strsim::jaro_winkler(&folded, &candidate.to_lowercase());
            (score, candidate)
        })
        .filter(|(score, _)| *score > 0.84)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
    nearest.map_or_else(String::new, |(_, candidate)| {
        format!("did you mean `{candidate}`? ")
    })
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    match names.len() {
        0..=30 => names.join(", "),
        more => format!("{}, and {} more", names[..30].join(", "), more - 30),
    }
}

/// The first line of what polars says; the rest is a dump of its plan.
pub(super) fn first_line(said: &str) -> String {
    said.lines().next().unwrap_or_default().trim().to_owned()
}
