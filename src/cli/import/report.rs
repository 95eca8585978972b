//! The import report: what was found, what became of the rows, what comes next.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    cli::{context::Context, problems::thousands, target::open},
    import::{Cleaned, Finding, Kind, Total},
    model::{Diagnostics, Failure, Severity, printable},
    report::{Cell, Kind as Shows, Sheet, SheetColumn},
    table::RejectedRow,
};

use super::{
    args::Args,
    job::{Job, Tally},
};

/// What the reader noted, and the rows that it could not read.
pub(super) fn of_reading(notes: &Diagnostics, unreadable: &[RejectedRow]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = notes
        .items
        .iter()
        .map(|note| Finding {
            code: note.code,
            severity: note.severity,
            rows: 0,
            message: note.message.clone(),
            site: note.site.clone(),
            example: note.value.clone(),
            fix: note.fix.clone().unwrap_or_default(),
        })
        .collect();
    let mut groups: BTreeMap<&str, (usize, &RejectedRow)> = BTreeMap::new();
    for row in unreadable {
        groups.entry(row.problem.code).or_insert((0, row)).0 += 1;
    }
    findings.extend(groups.into_iter().map(|(code, (rows, first))| Finding {
        code,
        severity: Severity::Error,
        rows,
        message: first.problem.message.clone(),
        site: first.problem.site.clone(),
        example: first.problem.value.clone(),
        fix: "set aside".to_owned(),
    }));
    findings
}

/// The findings as a table.
fn sheet(findings: &[Finding]) -> Sheet {
    let mut sheet = Sheet::new("findings", "Findings").with_columns(vec![
        SheetColumn::new("code", Shows::Id).label("code"),
        SheetColumn::new("rows", Shows::Number).label("rows"),
        SheetColumn::new("finding", Shows::Text).label("finding"),
        SheetColumn::new("example", Shows::Text).label("example"),
        SheetColumn::new("file", Shows::Text).label("file"),
        SheetColumn::new("line", Shows::Number).label("line"),
        SheetColumn::new("done", Shows::Text).label("what was or can be done"),
    ]);
    for finding in findings {
        let line = finding
            .site
            .as_ref()
            .and_then(|site| site.line.or(site.row));
        sheet.push(vec![
            Cell::text(finding.code),
            if finding.rows > 0 {
                Cell::count(finding.rows)
            } else {
                Cell::text("")
            },
            Cell::text(&finding.message),
            Cell::text(finding.example.as_deref().unwrap_or_default()),
            Cell::text(finding.site.as_ref().map_or("", |site| &site.file)),
            line.map_or_else(|| Cell::text(""), |line| Cell::count(line as usize)),
            Cell::text(&finding.fix),
        ]);
    }
    sheet
}

/// `--findings FILE`.
pub(super) fn write(
    cx: &Context,
    path: &str,
    inputs: &[&str],
    findings: &[Finding],
) -> Result<(), Failure> {
    open(cx, path, inputs)?.sheets(cx, &[sheet(findings)])
}

/// The findings for people, and which column was taken for which.
pub(super) fn show(cx: &Context, cleaned: &Cleaned, findings: &[Finding], several: bool) {
    let renamed: Vec<String> = cleaned
        .renamed
        .iter()
        .map(|(canonical, header)| {
            if canonical == header {
                canonical.clone()
            } else {
                format!("{canonical} = {header}")
            }
        })
        .collect();
    cx.console.note(&format!("columns: {}", renamed.join(", ")));
    if !cleaned.totals.is_empty() {
        let totals: Vec<String> = cleaned.totals.iter().map(Total::sentence).collect();
        cx.console.note(&format!("sums: {}", totals.join("; ")));
    }
    for finding in findings {
        cx.console.note(&line(finding, several));
    }
}

/// A finding in one line: code, rows, what, an example with its line, what was or can be done.
/// With several files the place names its file.
fn line(finding: &Finding, several: bool) -> String {
    let rows = match finding.rows {
        0 => String::new(),
        rows => thousands(rows),
    };
    let mut text = format!(
        "  {} {rows:>9}  {}",
        finding.code,
        printable(&finding.message)
    );
    let line = finding.site.as_ref().and_then(|site| {
        let row = || site.row.map(|row| format!("row {row}"));
        let place = site.line.map(|line| format!("line {line}")).or_else(row)?;
        Some(if several {
            format!("{}, {place}", printable(&site.file))
        } else {
            place
        })
    });
    let example = finding
        .example
        .as_deref()
        .filter(|value| !value.trim().is_empty());
    match (example, line) {
        (Some(value), Some(line)) => {
            let _ = write!(text, " ({line}: {})", printable(value));
        }
        (Some(value), None) => {
            let _ = write!(text, " ({})", printable(value));
        }
        (None, Some(line)) => {
            let _ = write!(text, " ({line})");
        }
        (None, None) => {}
    }
    if !finding.fix.is_empty() {
        let _ = write!(text, ": {}", finding.fix);
    }
    text
}

/// The last line: rows in and out, and the next command.
pub(super) fn closing(job: &Job, args: &Args, tally: Tally, columns: usize) -> String {
    let mut parts = vec![format!("{} rows read", thousands(tally.read))];
    for (count, what) in [
        (tally.left_out, "left out by --where"),
        (tally.merged, "merged"),
        (tally.rejected, "set aside"),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", thousands(count)));
        }
    }
    parts.push(format!(
        "{} written, {columns} columns",
        thousands(tally.written)
    ));
    let mut text = format!("{}: {}.", job.paths.join(", "), parts.join(", "));
    if let Some(path) = args.rejects.as_deref().filter(|_| tally.rejected > 0) {
        let _ = write!(text, " Rows set aside: {path}.");
    }
    if job.target != "-" && job.kind == Kind::Accounts {
        let reps = job.reps.as_deref().unwrap_or("reps.csv");
        let _ = write!(text, " Next: terr balance {} --reps {reps}", job.target);
    }
    text
}
