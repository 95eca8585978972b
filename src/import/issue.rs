//! What can be wrong with one cell: code, sentence, what was expected, the way out. Light, so that a million of them do no harm.

use crate::{
    model::{Diagnostic, Grid},
    table::{place, site},
};

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Issue {
    pub(super) code: &'static str,
    /// What follows "`column` ".
    pub(super) what: &'static str,
    pub(super) expected: &'static str,
    pub(super) fix: &'static str,
}

/// A problem of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellIssue {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) issue: &'static Issue,
}

/// So many problems are shown with their line; of more, nobody reads the lines.
pub(super) const SHOWN: usize = 500;

impl CellIssue {
    /// The diagnostic, with the line around the cell unless `bare`.
    pub(super) fn diagnostic(&self, grid: &Grid, bare: bool) -> Diagnostic {
        let name = &grid.columns[self.column].name;
        let problem = Diagnostic::error(self.issue.code, format!("`{name}` {}", self.issue.what));
        if bare {
            return problem.at(site(grid, self.row, self.column));
        }
        let value = grid.columns[self.column].cells.get(self.row);
        let mut fix = self.issue.fix.to_owned();
        if self.issue.fix == CORRECT_OR_NULL && !value.trim().is_empty() && value.len() < 40 {
            fix = format!(
                "correct the cell, or pass --null \"{}\" to treat it as missing",
                value.trim()
            );
        }
        place(problem, grid, self.row, self.column)
            .expected(self.issue.expected)
            .fix(fix)
    }
}

/// The usual way out; the value is put into the sentence.
const CORRECT_OR_NULL: &str = "correct the cell, or pass --null to treat such values as missing";

pub(super) const NOT_A_NUMBER: Issue = Issue {
    code: "E112",
    what: "is not a number",
    expected: "a number such as 125000 or 125000.50; currency signs and thousands separators are understood",
    fix: CORRECT_OR_NULL,
};
pub(super) const NOT_FINITE: Issue = Issue {
    code: "E113",
    what: "is not a finite number",
    expected: "a number such as 125000; an empty cell where it is not known",
    fix: CORRECT_OR_NULL,
};
pub(super) const NEGATIVE: Issue = Issue {
    code: "E114",
    what: "is negative",
    expected: "a number that is not below 0",
    fix: CORRECT_OR_NULL,
};
pub(super) const NOT_WHOLE: Issue = Issue {
    code: "E115",
    what: "is not a whole number",
    expected: "a whole number such as 250, or a range such as 51-200",
    fix: CORRECT_OR_NULL,
};
pub(super) const LATITUDE: Issue = Issue {
    code: "E116",
    what: "is not a latitude",
    expected: "degrees north between -90 and 90",
    fix: "correct the cell; if latitude and longitude are swapped, say so: --map latitude=\"…\" --map longitude=\"…\"",
};
pub(super) const LONGITUDE: Issue = Issue {
    code: "E116",
    what: "is not a longitude",
    expected: "degrees east between -180 and 180",
    fix: "correct the cell; if latitude and longitude are swapped, say so: --map latitude=\"…\" --map longitude=\"…\"",
};
pub(super) const NOT_YES_NO: Issue = Issue {
    code: "E117",
    what: "is neither yes nor no",
    expected: "true or false, yes or no, 1 or 0",
    fix: CORRECT_OR_NULL,
};
pub(super) const NOT_A_DATE: Issue = Issue {
    code: "E118",
    what: "is not a date",
    expected: "a date such as 2026-03-31",
    fix: CORRECT_OR_NULL,
};
pub(super) const NO_ID: Issue = Issue {
    code: "E205",
    what: "is empty",
    expected: "an id in each row",
    fix: "give the row an id, or --rejects FILE to set such rows aside",
};
pub(super) const NO_PLACE: Issue = Issue {
    code: "E208",
    what: "has no place",
    expected: "coordinates, a postal code that is known, or a city with its state",
    fix: "complete the address, or --rejects FILE to set such rows aside",
};
pub(super) const HALF_A_PLACE: Issue = Issue {
    code: "E207",
    what: "is empty and the other coordinate is not",
    expected: "both coordinates, or neither",
    fix: "fill in the missing coordinate, or empty both",
};
pub(super) const TOO_MANY_DIGITS: Issue = Issue {
    code: "E120",
    what: "has more digits than can be summed exactly",
    expected: "a number of at most 18 digits",
    fix: "use a larger unit, such as thousands",
};
