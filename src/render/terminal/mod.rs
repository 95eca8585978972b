//! Tables for people: units in the headings, numbers at the right edge, bars where there is room, long tables shortened.

mod bars;
mod layout;

use std::io;

use comfy_table::{
    Attribute, Cell as Drawn, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table,
    TableStyle, Width,
};
use unicode_width::UnicodeWidthStr;

use crate::{
    model::{Failure, printable},
    report::{Cell, Kind, Sheet},
};

use super::{RenderOptions, words, written};
use layout::{Strip, fit};

/// A table longer than this is shortened on a terminal.
const LONG: usize = 40;
/// What it is shortened to: so many rows at the head and at the foot.
const SHOWN: (usize, usize) = (20, 5);
/// One rule under the headings, blanks between columns: reads well without colour.
const STYLE: TableStyle =
    TableStyle::new().header_separator(comfy_table::LineStyle::none().fill('─').junction('─'));

/// Writes all sheets.
pub(super) fn write(
    sheets: &[Sheet],
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> Result<(), Failure> {
    for (at, sheet) in sheets.iter().enumerate() {
        if at > 0 {
            written(out.write_all(b"\n"))?;
        }
        let title = printable(&sheet.title);
        if options.color {
            written(writeln!(out, "\u{1b}[1m{title}\u{1b}[0m"))?;
        } else {
            written(writeln!(out, "{title}"))?;
        }
        if !sheet.rows.is_empty() {
            table(sheet, options, out)?;
        }
        for note in &sheet.notes {
            for line in wrapped(&printable(note), options.width) {
                written(writeln!(out, "{line}"))?;
            }
        }
    }
    Ok(())
}

/// The rows that are shown: all, or head and foot.
fn shown(rows: usize, shorten: bool) -> Vec<usize> {
    if shorten && rows > LONG {
        (0..SHOWN.0).chain(rows - SHOWN.1..rows).collect()
    } else {
        (0..rows).collect()
    }
}

/// Writes the table of one sheet, in as many blocks as the width asks for.
fn table(sheet: &Sheet, options: &RenderOptions, out: &mut dyn io::Write) -> Result<(), Failure> {
    let rows = shown(sheet.rows.len(), options.shorten);
    let (mut strips, sources) = strips(sheet, &rows);
    let keys = sources
        .iter()
        .take_while(|&&at| !sheet.columns[at].kind.is_numeric())
        .count()
        .clamp(1, 2);
    // Two keys that take half of the page leave too little for what they are the keys of.
    let wide = keys == 2 && strips[0].width + strips[1].width > options.width / 2;
    let keys = if wide { 1 } else { keys };
    let left_out = sheet.rows.len() - rows.len();
    for (at, block) in layout::blocks(&mut strips, keys, options.width)
        .iter()
        .enumerate()
    {
        if at > 0 {
            written(out.write_all(b"\n"))?;
        }
        let drawn = draw(sheet, &rows, &strips, &sources, block, options.color);
        let head = drawn.len() - rows.len();
        for (at, line) in drawn.iter().enumerate() {
            if left_out > 0 && at == head + SHOWN.0 {
                let count = Cell::count(left_out);
                let count = words::people(&count, Kind::Number, None);
                written(writeln!(out, " … {count} more{}", options.rest))?;
            }
            written(writeln!(out, "{}", line.trim_end()))?;
        }
    }
    Ok(())
}

/// The columns as texts, bars as columns of their own; and the column of the sheet that each comes from.
fn strips(sheet: &Sheet, rows: &[usize]) -> (Vec<Strip>, Vec<usize>) {
    let mut strips = Vec::new();
    let mut sources = Vec::new();
    for (at, column) in sheet.columns.iter().enumerate() {
        if says_nothing(sheet, at) {
            continue;
        }
        let decimals = words::decimals_shown(sheet, at);
        let mut cells: Vec<String> = rows
            .iter()
            .map(|&row| words::people(&sheet.rows[row][at], column.kind, decimals).into_owned())
            .collect();
        if column.once {
            for row in (1..rows.len()).rev() {
                if sheet.rows[rows[row]][at] == sheet.rows[rows[row - 1]][at] {
                    cells[row].clear();
                }
            }
        }
        strips.push(Strip {
            group: column.group.clone(),
            optional: column.optional,
            least: column.least,
            ..Strip::new(
                &printable(&column.label),
                &printable(&column.unit),
                cells,
                column.kind.is_numeric(),
            )
        });
        sources.push(at);
        if column.bar && rows.len() > 1 {
            strips.push(Strip {
                heading: Vec::new(),
                cells: bars::bars(sheet, at, rows),
                right: false,
                cut: false,
                bar: true,
                optional: true,
                least: 0,
                group: column.group.clone(),
                width: bars::width(column.kind),
            });
            sources.push(at);
        }
    }
    (strips, sources)
}

/// Whether people miss nothing without a column: nothing stands in it, or names that are all the ids beside them.
fn says_nothing(sheet: &Sheet, at: usize) -> bool {
    let column = &sheet.columns[at];
    let repeats = at > 0 && column.kind == Kind::Text && sheet.columns[at - 1].kind == Kind::Id;
    sheet.rows.len() > 1
        && (at > 0 && sheet.rows.iter().all(|row| row[at] == Cell::Missing)
            || repeats && sheet.rows.iter().all(|row| row[at] == row[at - 1]))
}

/// The lines of one block.
fn draw(
    sheet: &Sheet,
    rows: &[usize],
    strips: &[Strip],
    sources: &[usize],
    block: &[usize],
    color: bool,
) -> Vec<String> {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Disabled);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let height = block.iter().map(|&at| strips[at].heading.len()).max();
    let height = height.unwrap_or(1).max(1);
    table.set_header(block.iter().map(|&at| {
        let strip = &strips[at];
        let mut lines = vec![String::new(); height - strip.heading.len().min(height)];
        lines.extend(strip.heading.iter().map(|line| fit(line, strip.width)));
        let heading = Drawn::new(lines.join("\n")).set_alignment(side(strip));
        if color {
            heading.add_attribute(Attribute::Bold)
        } else {
            heading
        }
    }));
    for (position, &row) in rows.iter().enumerate() {
        table.add_row(block.iter().map(|&at| {
            let strip = &strips[at];
            let cell =
                Drawn::new(fit(&strip.cells[position], strip.width)).set_alignment(side(strip));
            match &sheet.rows[row][sources[at]] {
                Cell::Verdict(good, _) if color => {
                    cell.fg(if *good { Color::Green } else { Color::Red })
                }
                _ => cell,
            }
        }));
    }
    table.set_constraints(block.iter().map(|&at| {
        let width = strips[at].width + 1;
        ColumnConstraint::Absolute(Width::Fixed(u16::try_from(width).unwrap_or(u16::MAX)))
    }));
    for column in table.column_iter_mut() {
        column.set_padding((1, 0));
    }
    table.lines().collect()
}

/// Where the cells of a column stand.
fn side(strip: &Strip) -> CellAlignment {
    if strip.right {
        CellAlignment::Right
    } else {
        CellAlignment::Left
    }
}

/// A sentence in lines of at most so many columns.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(fit(word, width.max(2))),
        }
    }
    lines
}
