//! Where a cell stands in its file, and the line cut around it.

use crate::model::{Diagnostic, Excerpt, Grid, Lines, Site};

/// How many characters of a line are shown around a cell.
const WIDTH: usize = 96;

/// The place of a cell: file, line (or row), field and header.
pub fn site(grid: &Grid, row: usize, column: usize) -> Site {
    let line = grid.origin.line(row);
    Site {
        file: grid.origin.file_of(row).to_owned(),
        line,
        row: line.is_none().then(|| grid.origin.number(row)),
        // Several files need not have their columns in one order.
        field: match grid.origin.lines {
            Lines::Several { .. } => None,
            _ => u32::try_from(column + 1).ok(),
        },
        column: grid.columns.get(column).map(|column| column.name.clone()),
    }
}

/// The row as it would stand in a text file, cut around one cell.
pub fn excerpt(grid: &Grid, row: usize, column: usize) -> Excerpt {
    let cells: Vec<&str> = grid.row(row).collect();
    line_around(&cells, grid.origin.delimiter.unwrap_or(b','), column)
}

/// The diagnostic with the place, the line and the value of a cell.
pub fn place(problem: Diagnostic, grid: &Grid, row: usize, column: usize) -> Diagnostic {
    problem
        .at(site(grid, row, column))
        .excerpt(excerpt(grid, row, column))
        .value(shorten(grid.columns[column].cells.get(row)))
}

/// A value short enough to be shown.
pub(super) fn shorten(value: &str) -> String {
    match value.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}

/// Cells joined by the delimiter and cut around one of them; the cell is what is underlined.
pub(super) fn line_around(cells: &[&str], delimiter: u8, column: usize) -> Excerpt {
    let mut line: Vec<char> = Vec::new();
    let (mut start, mut len) = (0, 1);
    let separator = if delimiter == b'\t' {
        ' '
    } else {
        char::from(delimiter)
    };
    // Far columns of a wide table are not worth joining: a few dozen cells on each side are more than enough.
    let from = column.saturating_sub(40);
    for (at, cell) in cells.iter().enumerate().skip(from).take(80) {
        if at > from {
            line.push(separator);
        }
        let begin = line.len();
        let quoted = cell.contains(char::from(delimiter)) || cell.contains(['"', '\n']);
        if quoted {
            line.push('"');
        }
        line.extend(
            cell.chars()
                .take(4 * WIDTH)
                .map(|c| if c.is_control() { ' ' } else { c }),
        );
        if quoted {
            line.push('"');
        }
        if at == column {
            (start, len) = (begin, (line.len() - begin).max(1));
        }
    }
    if column >= cells.len() {
        start = line.len();
    }
    cut(&line, start, len, from > 0)
}

/// Keeps `WIDTH` characters of a line around `start`.
fn cut(line: &[char], start: usize, len: usize, left_missing: bool) -> Excerpt {
    let len = len.min(WIDTH / 2);
    let begin = if start + len <= WIDTH {
        0
    } else {
        start.saturating_sub(WIDTH / 2)
    };
    let end = (begin + WIDTH).min(line.len()).max(begin);
    let mut text = String::new();
    let mut shift = 0;
    if begin > 0 || left_missing {
        text.push('…');
        shift = 1;
    }
    text.extend(&line[begin..end]);
    if end < line.len() {
        text.push('…');
    }
    Excerpt {
        text,
        start: start - begin + shift,
        len,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underlines_the_cell() {
        let excerpt = line_around(&["A-1", "Mercy, Inc", "n/a"], b',', 2);
        assert_eq!(excerpt.text, "A-1,\"Mercy, Inc\",n/a");
        assert_eq!((excerpt.start, excerpt.len), (17, 3));
    }

    #[test]
    fn cuts_long_lines_around_the_cell() {
        let long = "x".repeat(300);
        let excerpt = line_around(&[&long, "bad", &long], b',', 1);
        assert_eq!(excerpt.underlined(), "bad");
        assert!(excerpt.text.chars().count() < 100);
    }
}
