//! Rules over two tables: may this rep hold this account?

use std::collections::BTreeMap;

use polars::prelude::Column as Series;

use super::{
    Frame, Rule,
    check::{self, Parsed},
    evaluate::{Wanted, booleans, run, typed},
    words::{Kind, tokens},
};
use crate::model::{BitSet, Diagnostic, Expression, Failure};

/// The most combinations of account and rep values that one rule may have.
const MAX_COMBINATIONS: usize = 10_000_000;

/// How many of them are evaluated at a time.
const BLOCK: usize = 1_000_000;

/// How a rule writes the columns of the rep table.
const PREFIX: &str = "rep.";

/// Which reps a rule lets hold which accounts. Columns of the rep table are written `rep.region`; all other names are
/// columns of the account table. Evaluated once for each distinct combination of the values that the rule names.
///
/// # Errors
/// As [`Frame::mask`]; data also when there are more than 10 million combinations.
pub fn pairs(accounts: &Frame, reps: &Frame, rule: &Rule) -> Result<Expression, Failure> {
    let Parsed { expr, columns } = check::parse_as(rule, &quote_rep_columns(rule.text()))?;
    let (of_reps, of_accounts): (Vec<&str>, Vec<&str>) = columns
        .iter()
        .map(String::as_str)
        .partition(|name| name.starts_with(PREFIX));
    let account_columns = of_accounts
        .iter()
        .map(|name| {
            let found = accounts.grid().position(name);
            found.ok_or_else(|| missing_account_column(rule, name, accounts, reps))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let rep_columns = of_reps
        .iter()
        .map(|name| {
            let name = &name[PREFIX.len()..];
            let found = reps.grid().position(name);
            found.ok_or_else(|| Failure::data(check::missing(rule, name, name, reps.grid())))
        })
        .collect::<Result<Vec<_>, _>>()?;

    let account_classes = classes(accounts, &account_columns);
    let rep_classes = classes(reps, &rep_columns);
    let (n, m) = (account_classes.firsts.len(), rep_classes.firsts.len());
    if n.saturating_mul(m) > MAX_COMBINATIONS {
        return Err(Failure::data(too_many(rule, n, m, &of_accounts)));
    }

    let mut allowed = Vec::with_capacity(n);
    let step = (BLOCK / m.max(1)).max(1);
    for from in (0..n).step_by(step) {
        let block = &account_classes.firsts[from..(from + step).min(n)];
        let rows = block.len() * m;
        let repeated: Vec<usize> = block.iter().flat_map(|&row| vec![row; m]).collect();
        let cycled = rep_classes.firsts.repeat(block.len());
        let mut series: Vec<Series> = Vec::new();
        for &at in &account_columns {
            series.push(accounts.build(at, repeated.iter().copied())?);
        }
        for &at in &rep_columns {
            let column = reps.build(at, cycled.iter().copied())?;
            let name = format!("{PREFIX}{}", column.name());
            series.push(column.with_name(name.into()));
        }
        let answers = typed(rule, rows, series, expr.clone(), Wanted::YesNo)
            .and_then(|lazy| run(rule, lazy, rows))
            .map_err(|said| said.into_failure(accounts, rule, &account_columns, Wanted::YesNo))?;
        let answers = booleans(&answers, rows);
        for row in answers.chunks(m.max(1)).take(block.len()) {
            let mut set = BitSet::filled(reps.rows(), false);
            for (rep, &class) in rep_classes.of_row.iter().enumerate() {
                set.set(rep, row[class as usize]);
            }
            allowed.push(set);
        }
    }
    Ok(Expression {
        text: rule.text().to_owned(),
        class: account_classes.of_row,
        allowed,
    })
}

/// Rows that agree in some columns.
struct Classes {
    /// The class of each row.
    of_row: Vec<u32>,
    /// The first row of each class.
    firsts: Vec<usize>,
}

fn classes(frame: &Frame, columns: &[usize]) -> Classes {
    let mut numbers: BTreeMap<Vec<&str>, u32> = BTreeMap::new();
    let mut found = Classes {
        of_row: Vec::with_capacity(frame.rows()),
        firsts: Vec::new(),
    };
    let mut key = Vec::with_capacity(columns.len());
    for row in 0..frame.rows() {
        key.clear();
        key.extend(
            columns
                .iter()
                .map(|&at| frame.grid().columns[at].cells.get(row)),
        );
        let class = if let Some(&class) = numbers.get(&key) {
            class
        } else {
            let class = found.firsts.len() as u32;
            numbers.insert(key.clone(), class);
            found.firsts.push(row);
            class
        };
        found.of_row.push(class);
    }
    found
}

/// `rep.region` becomes the one name `"rep.region"`; offsets of everything before stay the same.
fn quote_rep_columns(text: &str) -> String {
    let found = tokens(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut copied = 0;
    for window in found.windows(3) {
        let [table, dot, column] = window else {
            continue;
        };
        let is_rep = table.kind == Kind::Word && table.text == "rep" && dot.is_symbol(".");
        if let (true, Some(name)) = (is_rep && table.start >= copied, column.name()) {
            out.push_str(&text[copied..table.start]);
            out.push('"');
            out.push_str(&format!("{PREFIX}{name}").replace('"', "\"\""));
            out.push('"');
            copied = column.span().end;
        }
    }
    out.push_str(&text[copied..]);
    out
}

fn missing_account_column(rule: &Rule, name: &str, accounts: &Frame, reps: &Frame) -> Failure {
    let mut problem = check::missing(rule, name, name, accounts.grid());
    if reps.grid().position(name).is_some() {
        problem.fix = Some(format!(
            "`{name}` is a column of the rep table: write rep.{name}"
        ));
    }
    Failure::data(problem)
}

fn too_many(rule: &Rule, accounts: usize, reps: usize, named: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(
        "E409",
        format!(
            "the rule has {accounts} x {reps} combinations of account and rep values, more than 10 million"
        ),
    )
    .fix(format!(
        "compare columns with few values: {} {} {accounts} distinct combinations; a segment or a skill made by \
         `terr segment` has a handful",
        named.join(", "),
        if named.len() == 1 { "has" } else { "have" },
    ));
    rule.locate_all(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rep_columns_become_one_name() {
        assert_eq!(
            quote_rep_columns("rep.region = state AND rep.\"sales area\" <> 'rep.x'"),
            "\"rep.region\" = state AND \"rep.sales area\" <> 'rep.x'"
        );
        assert_eq!(quote_rep_columns("reps.x = rep"), "reps.x = rep");
    }
}
