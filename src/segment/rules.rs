//! Segments by rules: the first rule that matches decides. And the audit of the rules themselves.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    frame::{self, Frame, Rule},
    model::{Diagnostics, Failure, Grid},
};

use super::columns::PART;

/// One `[[segment.rules]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentRule {
    /// The segment.
    pub name: String,
    /// The condition.
    pub when: Rule,
    /// Visits a year for accounts of this segment.
    pub visits_per_year: Option<f64>,
    /// Minutes a visit.
    pub minutes_per_visit: Option<f64>,
    /// Factor on the minutes.
    pub complexity: Option<f64>,
    /// Hours a year beside the visits.
    pub admin_hours: Option<f64>,
    /// Minutes of travel a visit, in place of an estimate.
    pub travel_minutes: Option<f64>,
    /// Skills that a rep must have, in addition to the account's own.
    pub skills: Vec<String>,
}

/// How often a rule matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFigures {
    /// The segment.
    pub name: String,
    /// Accounts that the condition matches.
    pub matches: usize,
    /// Accounts that it decided, because no earlier rule matched.
    pub decided: usize,
    /// Which earlier rules took the others: index and number of accounts, most first.
    pub taken_by: Vec<(usize, usize)>,
}

/// What the rules say about a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matched {
    /// The rule of each account, as an index; `None` where none matches.
    pub of_row: Vec<Option<u32>>,
    /// One per rule.
    pub figures: Vec<RuleFigures>,
    /// Accounts that no rule matches.
    pub unmatched: usize,
    /// Accounts that more than one rule matches.
    pub several: usize,
}

/// Applies the rules. All of them are checked before the first one runs, so that all problems are reported together.
pub(super) fn assign(frame: &Frame, rules: &[SegmentRule]) -> Result<Matched, Failure> {
    together(rules.iter().map(|rule| frame.check_mask(&rule.when)))?;
    let conditions: Vec<_> = rules.iter().map(|rule| &rule.when).collect();
    let masks = frame.masks(&conditions)?;
    let parts: Vec<Part> = (0..frame.rows())
        .into_par_iter()
        .step_by(PART)
        .map(|first| Part::new(&masks, first..(first + PART).min(frame.rows())))
        .collect();
    let mut all = Part::empty(rules.len());
    all.of_row.reserve(frame.rows());
    for part in parts {
        all.add(part);
    }
    let figures = rules.iter().enumerate().map(|(number, rule)| {
        let decided = all.firsts[number][number];
        let mut taken_by: Vec<(usize, usize)> = all.firsts[number][..number]
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, count)| *count > 0)
            .collect();
        taken_by.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        RuleFigures {
            name: rule.name.clone(),
            matches: all.firsts[number].iter().sum(),
            decided,
            taken_by,
        }
    });
    Ok(Matched {
        figures: figures.collect(),
        unmatched: all.of_row.iter().filter(|rule| rule.is_none()).count(),
        several: all.several,
        of_row: all.of_row,
    })
}

/// What the rules say about some of the rows.
struct Part {
    of_row: Vec<Option<u32>>,
    /// For each rule, how many of the rows that it matches each rule decided: itself or an earlier one.
    firsts: Vec<Vec<usize>>,
    several: usize,
}

impl Part {
    fn empty(rules: usize) -> Self {
        Self {
            of_row: Vec::new(),
            firsts: vec![vec![0; rules]; rules],
            several: 0,
        }
    }

    fn new(masks: &[Vec<bool>], rows: Range<usize>) -> Self {
        let mut part = Self::empty(masks.len());
        part.of_row = rows
            .map(|row| {
                let mut matching = (0..masks.len()).filter(|&rule| masks[rule][row]);
                let first = matching.next()?;
                part.firsts[first][first] += 1;
                let mut again = false;
                for rule in matching {
                    part.firsts[rule][first] += 1;
                    again = true;
                }
                part.several += usize::from(again);
                Some(first as u32)
            })
            .collect();
        part
    }

    /// Takes the rows that follow.
    fn add(&mut self, other: Self) {
        self.of_row.extend(other.of_row);
        self.several += other.several;
        for (mine, others) in self
            .firsts
            .iter_mut()
            .flatten()
            .zip(other.firsts.iter().flatten())
        {
            *mine += others;
        }
    }
}

/// All problems of several checks as one failure: usage where one of them is, else data.
pub(super) fn together(results: impl Iterator<Item = Result<(), Failure>>) -> Result<(), Failure> {
    let mut problems = Diagnostics::new();
    let mut usage = false;
    for result in results {
        match result {
            Ok(()) => {}
            Err(Failure::Usage(more)) => {
                usage = true;
                problems.extend(more);
            }
            Err(Failure::Data(more)) => problems.extend(more),
            Err(other) => return Err(other),
        }
    }
    if problems.items.is_empty() {
        Ok(())
    } else if usage {
        Err(Failure::Usage(problems))
    } else {
        Err(Failure::Data(problems))
    }
}

/// The accounts that more than one rule matches, each with its rules in order: the first of them decides.
///
/// # Errors
/// As [`super::run`], of the rules alone.
pub fn overlapping(
    grid: &Grid,
    nulls: &[String],
    rules: &[SegmentRule],
) -> Result<Vec<(usize, Vec<u32>)>, Failure> {
    let frame = Frame::new(grid, nulls)?;
    together(rules.iter().map(|rule| frame.check_mask(&rule.when)))?;
    let conditions: Vec<_> = rules.iter().map(|rule| &rule.when).collect();
    let masks = frame.masks(&conditions)?;
    let of_row = |row: usize| -> Vec<u32> {
        let matching = masks.iter().enumerate().filter(|(_, mask)| mask[row]);
        matching.map(|(rule, _)| rule as u32).collect()
    };
    Ok((0..grid.rows())
        .map(|row| (row, of_row(row)))
        .filter(|(_, rules)| rules.len() > 1)
        .collect())
}

/// One rule's answer for one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The segment.
    pub name: String,
    /// The condition.
    pub when: String,
    /// Whether it matches.
    pub matches: bool,
    /// Whether it decided: the first match.
    pub decided: bool,
    /// What stands in the columns that it names.
    pub values: Vec<(String, String)>,
}

/// Which rules were tried on an account, in order; those after the first match are shown too.
pub(super) fn explain(
    frame: &Frame,
    row: usize,
    cell: impl Fn(&str) -> String,
    rules: &[SegmentRule],
) -> Result<Vec<Tried>, Failure> {
    let mut decided = false;
    rules
        .iter()
        .map(|rule| {
            let matches = frame.mask(&rule.when)?[row];
            let first = matches && !decided;
            decided |= matches;
            Ok(Tried {
                name: rule.name.clone(),
                when: rule.when.text().to_owned(),
                matches,
                decided: first,
                values: frame::columns(&rule.when)?
                    .into_iter()
                    .map(|column| {
                        let value = cell(&column);
                        (column, value)
                    })
                    .collect(),
            })
        })
        .collect()
}
