//! What reps and managers asked for: `account_id,rep_id,action,reason,expires`.

use super::{
    columns::find,
    lookup::{Lookup, bad_cell, cell, required},
};
use crate::{
    model::{Action, Book, Date, Diagnostic, Diagnostics, Failure, Grid, Override, RepIndex},
    table::place,
};

/// Reads an overrides file; rows that have expired are included (see [`Override::expires`]).
///
/// # Errors
/// [`Failure::Data`]: a rep that does not exist, an unknown action, a bad date. An account that is not in the book is a warning: accounts are closed,
/// and requests about them stay behind.
pub fn overrides(
    grid: &Grid,
    book: &Book,
    nulls: &[String],
) -> Result<(Vec<Override>, Diagnostics), Failure> {
    let [account_at, action_at] = required(grid, ["account_id", "action"])?;
    let (rep_at, reason_at, expires_at) = (
        find(grid, "rep_id").ok(),
        find(grid, "reason").ok(),
        find(grid, "expires").ok(),
    );
    let lookup = Lookup::new(book);
    let mut requests = Vec::new();
    let mut problems = Diagnostics {
        rows: grid.rows(),
        ..Diagnostics::default()
    };
    for row in 0..grid.rows() {
        let text = |at: Option<usize>| at.and_then(|at| cell(grid, row, at, nulls));
        let Ok(action) = cell(grid, row, action_at, nulls)
            .unwrap_or_default()
            .parse()
        else {
            problems.push(bad_cell(
                grid,
                row,
                action_at,
                "E225",
                "`action` is not an action".to_owned(),
                "pin, exclude, prefer or lock",
                "correct the cell, or remove the row",
            ));
            continue;
        };
        let rep = text(rep_at)
            .filter(|_| action != Action::Lock)
            .and_then(|id| lookup.reps.get(id).map(|&rep| RepIndex(rep)));
        if action != Action::Lock && rep.is_none() {
            problems.push(no_rep(
                grid,
                row,
                rep_at.unwrap_or(action_at),
                action,
                text(rep_at),
            ));
        }
        let expires = match text(expires_at).map(str::parse::<Date>) {
            None => None,
            Some(Ok(date)) => Some(date),
            Some(Err(_)) => {
                problems.push(bad_cell(
                    grid,
                    row,
                    expires_at.unwrap_or(action_at),
                    "E118",
                    "`expires` is not a date".to_owned(),
                    "a date such as 2026-03-31",
                    "correct the cell, or leave it empty",
                ));
                continue;
            }
        };
        let id = cell(grid, row, account_at, nulls).unwrap_or_default();
        let Some(&account) = lookup.accounts.get(id) else {
            let problem = Diagnostic::warning(
                "W227",
                format!("account `{id}` is not in the account table; the request is ignored"),
            );
            problems.push(
                place(problem, grid, row, account_at)
                    .expected("an account_id of the account table")
                    .fix("remove the row if the account is closed"),
            );
            continue;
        };
        requests.push(Override {
            line: grid.origin.line(row).unwrap_or(row as u64 + 1),
            account,
            rep,
            action,
            reason: text(reason_at).unwrap_or_default().to_owned(),
            expires,
        });
    }
    if problems.has_errors() {
        return Err(Failure::Data(problems));
    }
    Ok((requests, problems))
}

/// E226: a request for a rep that does not exist.
fn no_rep(grid: &Grid, row: usize, at: usize, action: Action, rep: Option<&str>) -> Diagnostic {
    let message = match rep {
        Some(rep) => format!("rep `{rep}` is not in the rep table"),
        None => format!("`{}` names no rep", action.as_str()),
    };
    bad_cell(
        grid,
        row,
        at,
        "E226",
        message,
        "a rep_id of the rep table",
        "correct the cell, or remove the row",
    )
}
