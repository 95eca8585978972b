//! `--log FILE`: one row a run, so that drift can be seen.

use std::{fmt::Write as _, fs::OpenOptions, io::Write as _};

use crate::{
    model::Failure,
    report::{Checked, Drift},
};

/// The headings of the log.
const HEADER: &str =
    "time,plan,plan_sha256,passed,gates,violated,max_deviation,moved,coverage,busiest\n";

/// Appends a row; a new file begins with the headings. One write, so that rows of two runs do not mix.
pub(super) fn append(
    path: &str,
    plan: &str,
    sha256: &str,
    checked: &Checked,
    drift: Drift,
) -> Result<(), Failure> {
    let fail = |source| Failure::writing(path, source);
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(fail)?;
    let mut text = String::new();
    if file.metadata().map_err(fail)?.len() == 0 {
        text.push_str(HEADER);
    }
    let share = |share: Option<f64>| share.map_or_else(String::new, |share| format!("{share:.6}"));
    let _ = writeln!(
        text,
        "{:.0},{},{sha256},{},{},{},{},{},{},{}",
        jiff::Timestamp::now(),
        quoted(plan),
        checked.passed(),
        checked.gates,
        checked.violated,
        share(drift.max_deviation),
        share(drift.moved),
        share(drift.coverage),
        share(drift.busiest),
    );
    file.write_all(text.as_bytes()).map_err(fail)
}

/// A path as a cell.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
