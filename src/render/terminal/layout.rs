//! How wide each column is, and which columns stand together when they do not fit side by side.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Blanks beside a cell: its padding and the gap to the next column.
pub(super) const PADDING: usize = 2;
/// The widest that a text column grows.
const WIDEST_TEXT: usize = 40;
/// The narrowest that a text column shrinks.
const NARROWEST_TEXT: usize = 10;
/// Text that is no wider is not cut in a table that stands in several blocks: there is room for more blocks.
const SHORT_TEXT: usize = 12;

/// A column with its texts, ready to be measured.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the column"
)]
pub(super) struct Strip {
    /// The lines of the heading.
    pub(super) heading: Vec<String>,
    /// The cells.
    pub(super) cells: Vec<String>,
    /// Whether cells stand at the right edge.
    pub(super) right: bool,
    /// Whether it is text that may be cut.
    pub(super) cut: bool,
    /// Whether it only illustrates the column before it.
    pub(super) bar: bool,
    /// Whether it is left out where there is no room.
    pub(super) optional: bool,
    /// The group that it stays together with; empty: none.
    pub(super) group: String,
    /// The fewest columns that its text should have; 0: it does not matter.
    pub(super) least: usize,
    /// The width decided on.
    pub(super) width: usize,
}

impl Strip {
    /// A column of cells under a label and a unit; the label is broken at blanks where the cells are narrow.
    pub(super) fn new(label: &str, unit: &str, cells: Vec<String>, right: bool) -> Self {
        let content = cells.iter().map(|cell| cell.width()).max().unwrap_or(0);
        let content = if right {
            content
        } else {
            content.min(WIDEST_TEXT)
        };
        let mut heading = broken(label, content.max(9));
        if !unit.is_empty() {
            match heading.last_mut() {
                Some(last) if last.width() + unit.width() + 2 <= content => {
                    last.push_str(", ");
                    last.push_str(unit);
                }
                _ => heading.push(unit.to_owned()),
            }
        }
        let title = heading.iter().map(|line| line.width()).max().unwrap_or(0);
        let mut strip = Self {
            heading,
            cells,
            right,
            cut: !right,
            bar: false,
            optional: false,
            group: String::new(),
            least: 0,
            width: content.max(title),
        };
        if strip.cut && title > WIDEST_TEXT {
            strip.width = WIDEST_TEXT;
        }
        strip
    }

    /// The narrowest that it may become.
    fn narrowest(&self) -> usize {
        let title = self.heading.iter().map(|line| line.width()).max();
        if self.cut {
            let least = NARROWEST_TEXT.max(self.least);
            self.width.min(least.max(title.unwrap_or(0).min(16)))
        } else {
            self.width
        }
    }
}

/// Decides the widths and the blocks: each block is a list of columns that fit side by side; the first `keys` columns stand in each.
pub(super) fn blocks(strips: &mut [Strip], keys: usize, width: usize) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..strips.len()).collect();
    let narrowest = |strips: &[Strip], block: &[usize]| -> usize {
        block
            .iter()
            .map(|&at| strips[at].narrowest() + PADDING)
            .sum()
    };
    let without = |left_out: &dyn Fn(&Strip) -> bool| -> Vec<usize> {
        all.iter()
            .copied()
            .filter(|&at| !left_out(&strips[at]))
            .collect()
    };
    // What only illustrates goes first, then what can be missed; what is left stands in blocks one below the other.
    let choices = [
        all.clone(),
        without(&|strip| strip.bar),
        without(&|strip| strip.bar || strip.optional),
    ];
    let fits = |strips: &[Strip], block: &[usize]| narrowest(strips, block) <= width;
    let mut one = choices.iter().find(|block| fits(strips, block)).cloned();
    if one.is_none() {
        // Text that is cut short is better than a table that is cut in two.
        for strip in strips.iter_mut() {
            strip.least = 0;
        }
        one = Some(choices[2].clone()).filter(|block| fits(strips, block));
    }
    let blocks = if let Some(block) = one {
        vec![block]
    } else {
        for strip in strips.iter_mut().filter(|strip| strip.width <= SHORT_TEXT) {
            strip.least = strip.width;
        }
        let (head, rest) = choices[2].split_at(keys.min(choices[2].len()));
        let fits = |unit: &[usize]| narrowest(strips, &[head, unit].concat()) <= width;
        let units = units(rest, |at| strips[at].group.as_str(), fits);
        split(head, &units, width, |block| narrowest(strips, block))
    };
    for block in &blocks {
        shrink(strips, block, width);
    }
    blocks
}

/// Columns that stay side by side: neighbours of one group, where they fit; else each by itself.
fn units<'a>(
    columns: &[usize],
    group: impl Fn(usize) -> &'a str,
    fits: impl Fn(&[usize]) -> bool,
) -> Vec<Vec<usize>> {
    columns
        .chunk_by(|&a, &b| !group(a).is_empty() && group(a) == group(b))
        .flat_map(|unit| {
            if fits(unit) {
                vec![unit.to_vec()]
            } else {
                unit.iter().map(|&at| vec![at]).collect()
            }
        })
        .collect()
}

/// Breaks units of columns into blocks that fit, each beginning with the key columns.
fn split(
    head: &[usize],
    units: &[Vec<usize>],
    width: usize,
    needs: impl Fn(&[usize]) -> usize,
) -> Vec<Vec<usize>> {
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    let mut block = head.to_vec();
    for unit in units {
        let longer = [&block[..], unit].concat();
        if block.len() > head.len() && needs(&longer) > width {
            blocks.push(std::mem::replace(&mut block, [head, unit].concat()));
        } else {
            block = longer;
        }
    }
    blocks.push(block);
    blocks
}

/// Takes width from the widest text column until the block fits.
fn shrink(strips: &mut [Strip], block: &[usize], width: usize) {
    let mut total: usize = block.iter().map(|&at| strips[at].width + PADDING).sum();
    while total > width {
        let widest = block
            .iter()
            .copied()
            .filter(|&at| strips[at].width > strips[at].narrowest())
            .max_by_key(|&at| (strips[at].width, std::cmp::Reverse(at)));
        let Some(at) = widest else { return };
        strips[at].width -= 1;
        total -= 1;
    }
}

/// A label in lines of about so many columns, broken at blanks.
fn broken(label: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(fit(word, WIDEST_TEXT)),
        }
    }
    lines
}

/// Text cut to so many columns, an ellipsis in place of what is missing.
pub(super) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 0;
    for character in text.chars() {
        let next = character.width().unwrap_or(0);
        if used + next + 1 > width {
            break;
        }
        used += next;
        short.push(character);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_columns_not_at_bytes() {
        assert_eq!(fit("東京都庁", 5), "東京…");
        assert_eq!(fit("Łódź", 4), "Łódź");
        assert_eq!(fit("Łódź!", 4), "Łód…");
    }

    #[test]
    fn columns_that_do_not_fit_stand_below_with_the_key_repeated() {
        let column = |right| Strip::new("x", "", vec!["123456789012".to_owned()], right);
        let mut strips = vec![column(false), column(true), column(true), column(true)];
        assert_eq!(blocks(&mut strips, 1, 42), [vec![0, 1, 2], vec![0, 3]]);
    }

    #[test]
    fn short_texts_are_cut_for_a_table_in_one_piece_only() {
        let column = |text: &str, right| Strip::new("x", "", vec![text.to_owned()], right);
        let number = "123456789012";
        let widths = |width| {
            let mut strips = vec![
                column("Home Office", false),
                column(number, true),
                column(number, true),
            ];
            let blocks = blocks(&mut strips, 1, width).len();
            (blocks, strips[0].width)
        };
        assert_eq!(widths(41), (1, 11));
        assert_eq!(widths(40), (1, 10));
        assert_eq!(widths(39), (2, 11));
    }
}
