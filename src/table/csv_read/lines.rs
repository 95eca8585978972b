//! The line of each row, kept only where rows are not one after the other.

use crate::model::Lines;

/// Lines that grow.
#[derive(Debug, Default)]
pub(super) struct LineCounter {
    first: u64,
    /// How many rows there are.
    pub(super) rows: usize,
    listed: Option<Vec<u64>>,
}

impl LineCounter {
    pub(super) fn push(&mut self, line: u64) {
        if self.rows == 0 {
            self.first = line;
        }
        if let Some(listed) = &mut self.listed {
            listed.push(line);
        } else if line != self.first + self.rows as u64 {
            self.list().push(line);
        }
        self.rows += 1;
    }

    /// Adds the rows of another, whose lines are counted from a line that is `shift` further down.
    pub(super) fn append(&mut self, other: Self, shift: u64) {
        let next = self.first + self.rows as u64;
        match other.listed {
            _ if other.rows == 0 => {}
            None if self.rows == 0 => self.first = other.first + shift,
            None if self.listed.is_none() && other.first + shift == next => {}
            None => self.list().extend((other.first + shift..).take(other.rows)),
            Some(lines) => self.list().extend(lines.iter().map(|line| line + shift)),
        }
        self.rows += other.rows;
    }

    pub(super) fn last(&self) -> Option<u64> {
        let row = self.rows.checked_sub(1)?;
        Some(match &self.listed {
            Some(listed) => listed[row],
            None => self.first + row as u64,
        })
    }

    pub(super) fn pop(&mut self) {
        self.rows = self.rows.saturating_sub(1);
        if let Some(listed) = &mut self.listed {
            listed.pop();
        }
    }

    pub(super) fn finish(self) -> Lines {
        self.listed
            .map_or(Lines::Regular { first: self.first }, Lines::Listed)
    }

    fn list(&mut self) -> &mut Vec<u64> {
        let (first, rows) = (self.first, self.rows);
        self.listed
            .get_or_insert_with(|| (first..).take(rows).collect())
    }
}
