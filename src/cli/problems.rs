//! How problems look: code, sentence, place, the line around it, value, what was expected, the fix; the total last.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::json;

use crate::model::{Diagnostic, Diagnostics, Failure, Severity, Site, printable};

use super::console::Console;

/// More problems of one code, sentence and file than this are shown as one with a list of lines.
const GROUP_ABOVE: usize = 5;
/// So many lines are listed for a group.
const LINES_LISTED: usize = 12;

/// Renders a failure with its closing line.
pub(super) fn render_failure(failure: &Failure, console: &Console) -> String {
    match failure {
        Failure::Usage(problems) => render(problems, console, Some("nothing was done")),
        Failure::Data(problems) => render(problems, console, Some("nothing was written")),
        Failure::Io {
            path,
            action,
            source,
        } => {
            format!(
                "{} cannot {action} {}: {source}\n",
                label("error", "E700", console),
                path.display()
            )
        }
        Failure::Internal(what) => format!(
            "{} {}\nThis is a bug in terr. Please report it with the command line, the manifest if there is one, and the version (terr --version).\n",
            label("error", "E799", console),
            printable(what)
        ),
    }
}

/// Renders problems; with `outcome`, a closing line that counts the errors and says what became of the output.
pub(super) fn render(problems: &Diagnostics, console: &Console, outcome: Option<&str>) -> String {
    if console.json_problems {
        let lines: Vec<String> = problems
            .items
            .iter()
            .map(|item| as_json(item).to_string())
            .collect();
        return lines.join("\n") + "\n";
    }
    let mut text = String::new();
    let mut shown = 0;
    let mut groups: BTreeMap<(Severity, &str, &str, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for item in &problems.items {
        groups.entry(group(item)).or_default().push(item);
    }
    for item in &problems.items {
        if console.max_errors > 0 && shown == console.max_errors {
            break;
        }
        let same = &groups[&group(item)];
        if same.len() <= GROUP_ABOVE {
            anatomy(&mut text, item, console);
            shown += 1;
        } else if std::ptr::eq(same[0], item) {
            anatomy(&mut text, item, console);
            also(&mut text, &same[1..], console.max_errors == 0);
            shown += 1;
        }
    }
    if let Some(outcome) = outcome {
        total(&mut text, problems, outcome, console, shown);
    }
    text
}

/// What makes problems the same for a reader.
fn group(item: &Diagnostic) -> (Severity, &str, &str, &str) {
    (
        item.severity,
        item.code,
        &item.message,
        item.site.as_ref().map_or("", |site| &site.file),
    )
}

/// One problem in full.
fn anatomy(text: &mut String, item: &Diagnostic, console: &Console) {
    let word = if item.severity == Severity::Error {
        "error"
    } else {
        "warning"
    };
    let _ = writeln!(
        text,
        "{} {}",
        label(word, item.code, console),
        printable(&item.message)
    );
    if let Some(site) = &item.site {
        let _ = writeln!(text, "  --> {}", place(site));
        if let (Some(excerpt), Some(line)) = (&item.excerpt, site.line.or(site.row)) {
            let line = line.to_string();
            let gutter = " ".repeat(line.len());
            let _ = writeln!(text, "{gutter} |");
            let _ = writeln!(text, "{line} | {}", printable(&excerpt.text));
            let _ = writeln!(
                text,
                "{gutter} | {}{}",
                " ".repeat(excerpt.start),
                "^".repeat(excerpt.len.max(1))
            );
        }
    }
    for (name, content) in [
        ("value:   ", &item.value),
        ("expected:", &item.expected),
        ("fix:     ", &item.fix),
    ] {
        if let Some(content) = content {
            let _ = writeln!(text, "  {name} {}", printable(content));
        }
    }
    text.push('\n');
}

/// The other places of a group.
fn also(text: &mut String, others: &[&Diagnostic], all: bool) {
    text.pop();
    let listed = if all {
        others.len()
    } else {
        others.len().min(LINES_LISTED)
    };
    let lines: Vec<String> = others[..listed]
        .iter()
        .filter_map(|item| item.site.as_ref().and_then(|site| site.line.or(site.row)))
        .map(|line| line.to_string())
        .collect();
    let more = others.len() - listed;
    let tail = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let has_lines = |item: &&Diagnostic| item.site.as_ref().is_some_and(|site| site.line.is_some());
    let place = if others.iter().any(has_lines) {
        "on lines"
    } else {
        "in rows"
    };
    let _ = writeln!(
        text,
        "  also:     {} more of the same, {place} {}{tail}\n",
        others.len(),
        lines.join(", ")
    );
}

/// The closing line: the eye ends there.
fn total(
    text: &mut String,
    problems: &Diagnostics,
    outcome: &str,
    console: &Console,
    shown: usize,
) {
    let errors: Vec<&Diagnostic> = problems
        .items
        .iter()
        .filter(|item| item.severity == Severity::Error)
        .collect();
    if errors.len() < 2 {
        text.truncate(text.trim_end().len());
        text.push('\n');
        return;
    }
    let mut files: Vec<&str> = errors
        .iter()
        .filter_map(|item| item.site.as_ref())
        .map(|site| site.file.as_str())
        .collect();
    files.sort_unstable();
    files.dedup();
    let place = if files.is_empty() {
        String::new()
    } else {
        format!(" in {}", files.join(", "))
    };
    let mut rows: Vec<(&str, u64)> = errors
        .iter()
        .filter_map(|item| item.site.as_ref())
        .filter_map(|site| {
            site.line
                .or(site.row)
                .map(|line| (site.file.as_str(), line))
        })
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let rows = if problems.rows > 0 && !rows.is_empty() {
        format!(
            " ({} of {} rows)",
            thousands(rows.len()),
            thousands(problems.rows)
        )
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        "{} {} problems{place}{rows}; {outcome}",
        paint("error:", console),
        thousands(errors.len())
    );
    if shown < problems.items.len() && console.max_errors > 0 {
        let _ = writeln!(
            text,
            "hint: --max-errors 0 lists them all; README, \"Errors\", explains each code"
        );
    }
}

/// `error[E112]:`
fn label(word: &str, code: &str, console: &Console) -> String {
    paint(&format!("{word}[{code}]:"), console)
}

/// Bold red or yellow, where colour is wanted.
fn paint(text: &str, console: &Console) -> String {
    if !console.color_stderr {
        return text.to_owned();
    }
    let color = if text.starts_with("warning") { 33 } else { 31 };
    format!("\u{1b}[1;{color}m{text}\u{1b}[0m")
}

/// `file:line:field`, openable in an editor.
fn place(site: &Site) -> String {
    let mut text = printable(if site.file == "-" {
        "standard input"
    } else {
        &site.file
    })
    .into_owned();
    if let Some(line) = site.line {
        let _ = write!(text, ":{line}");
        if let Some(field) = site.field {
            let _ = write!(text, ":{field}");
        }
    } else if let Some(row) = site.row {
        let _ = write!(text, ", row {row}");
    }
    if site.line.is_none()
        && let Some(column) = &site.column
    {
        let _ = write!(text, ", column `{}`", printable(column));
    }
    text
}

/// One problem as a JSON object.
fn as_json(item: &Diagnostic) -> serde_json::Value {
    let site = item.site.as_ref();
    json!({
        "severity": if item.severity == Severity::Error { "error" } else { "warning" },
        "code": item.code,
        "message": item.message,
        "file": site.map(|site| &site.file),
        "line": site.and_then(|site| site.line.or(site.row)),
        "field": site.and_then(|site| site.field),
        "column": site.and_then(|site| site.column.as_ref()),
        "value": item.value,
        "expected": item.expected,
        "fix": item.fix,
    })
}

/// A count with thousands separators: `5,000`.
pub(crate) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Excerpt;

    fn console() -> Console {
        Console {
            color_stderr: false,
            ..Console::plain()
        }
    }

    fn not_a_number(line: u64) -> Diagnostic {
        Diagnostic::error("E112", "`annual_revenue` is not a number")
            .at(Site {
                file: "accounts.csv".into(),
                line: Some(line),
                field: Some(3),
                ..Site::default()
            })
            .excerpt(Excerpt {
                text: "A-1,Mercy,n/a".into(),
                start: 10,
                len: 3,
            })
            .value("n/a")
            .fix("correct the cell, or pass --null \"n/a\" to treat it as missing")
    }

    #[test]
    fn a_single_problem_has_its_whole_anatomy() {
        let text = render(
            &not_a_number(1043).into(),
            &console(),
            Some("nothing was written"),
        );
        assert_eq!(
            text,
            "error[E112]: `annual_revenue` is not a number\n  --> accounts.csv:1043:3\n     |\n1043 | A-1,Mercy,n/a\n     |           ^^^\n  \
             value:    n/a\n  fix:      correct the cell, or pass --null \"n/a\" to treat it as missing\n"
        );
    }

    #[test]
    fn many_of_a_kind_become_one_with_a_list_of_lines_and_a_total() {
        let problems = Diagnostics {
            items: (2..=9).map(not_a_number).collect(),
            rows: 5000,
        };
        let text = render(&problems, &console(), Some("nothing was written"));
        assert!(
            text.contains("also:     7 more of the same, on lines 3, 4, 5, 6, 7, 8, 9\n"),
            "{text}"
        );
        assert!(
            text.contains(
                "error: 8 problems in accounts.csv (8 of 5,000 rows); nothing was written\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn counts_get_separators() {
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0, 999, 1000, 1_234_567].map(thousands)
        );
    }
}
