//! Bars of block characters: they show at a glance what the figures beside them say.

use crate::report::{Cell, Kind, Sheet};

/// Columns that a bar of shares takes.
const SHARE: usize = 8;
/// Columns on each side of the axis of a signed bar.
const SIDE: usize = 4;

/// One bar per row of a column, all of the same width and scale.
pub(super) fn bars(sheet: &Sheet, column: usize, rows: &[usize]) -> Vec<String> {
    let share = |row: &usize| match sheet.rows[*row][column] {
        Cell::Percent(share) => Some(share),
        _ => None,
    };
    let largest = rows
        .iter()
        .filter_map(share)
        .map(f64::abs)
        .fold(0.0, f64::max);
    let signed = sheet.columns[column].kind == Kind::Deviation;
    rows.iter()
        .map(|row| match share(row) {
            Some(share) if signed => signed_bar(share, largest),
            Some(share) => filled(share / largest.max(1.0), SHARE),
            None => String::new(),
        })
        .collect()
}

/// The width of the bars of a column.
pub(super) fn width(kind: Kind) -> usize {
    if kind == Kind::Deviation {
        2 * SIDE + 1
    } else {
        SHARE
    }
}

/// A bar to the right, in eighths of a column.
fn filled(part: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (part.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// A bar to the left or right of an axis; to the left in halves, as there are no finer blocks.
fn signed_bar(share: f64, largest: f64) -> String {
    if largest == 0.0 || share >= 0.0 {
        let part = if largest == 0.0 { 0.0 } else { share / largest };
        return format!("{}│{}", " ".repeat(SIDE), filled(part, SIDE));
    }
    let halves = (-share / largest * SIDE as f64 * 2.0).round() as usize;
    let left = format!(
        "{}{}",
        if halves % 2 == 1 { "▐" } else { "" },
        "█".repeat(halves / 2)
    );
    format!("{}{left}│", " ".repeat(SIDE - halves.div_ceil(2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_bars_grow_from_the_axis() {
        assert_eq!(signed_bar(0.1, 0.2), "    │██");
        assert_eq!(signed_bar(-0.2, 0.2), "████│");
        assert_eq!(signed_bar(-0.075, 0.2), "  ▐█│");
        assert_eq!(signed_bar(0.0, 0.0), "    │");
    }

    #[test]
    fn shares_fill_their_columns() {
        assert_eq!(filled(0.5, 8), "████");
        assert_eq!(filled(1.0, 8), "████████");
        assert_eq!(filled(1.0 / 64.0, 8), "▏");
    }
}
