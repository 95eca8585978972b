//! One worksheet: headings, typed cells, widths, filters, bars.

use rust_xlsxwriter::{
    Color, ConditionalFormatDataBar, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet,
    XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::{
    model::Decimal,
    report::{Cell, Kind, Sheet},
};

use super::super::words;

/// The most characters that Excel keeps in a cell.
const LONGEST: usize = 32_767;
/// Rows that are looked at to decide how wide a column is.
const MEASURED: usize = 500;
/// So many characters beside each other can still be read on a printed page.
const PAGE: f64 = 240.0;
/// Blue, for the bars of what is above, and of shares.
const BLUE: Color = Color::RGB(0x9D_BD_EE);
/// Orange, for the bars of what is below.
const ORANGE: Color = Color::RGB(0xF3_BF_8D);

/// Writes a sheet into its tab.
pub(super) fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    headings(worksheet, sheet)?;
    let formats: Vec<Formats> = (0..sheet.columns.len())
        .map(|at| Formats::new(sheet, at))
        .collect();
    for (at, row) in sheet.rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            put(
                worksheet,
                at as u32 + 1,
                column as u16,
                cell,
                &formats[column],
            )?;
        }
    }
    let last_row = sheet.rows.len() as u32;
    if !sheet.columns.is_empty() && last_row > 0 {
        worksheet.autofilter(0, 0, last_row, sheet.columns.len() as u16 - 1)?;
        for (at, column) in sheet.columns.iter().enumerate() {
            if column.bar {
                let bar = ConditionalFormatDataBar::new()
                    .set_fill_color(BLUE)
                    .set_negative_fill_color(ORANGE)
                    .set_solid_fill(true)
                    .set_border_off(true);
                worksheet.add_conditional_format(1, at as u16, last_row, at as u16, &bar)?;
            }
        }
    }
    let keys = sheet
        .columns
        .iter()
        .take_while(|column| column.kind == Kind::Id)
        .count();
    worksheet.set_freeze_panes(1, keys.min(1) as u16)?;
    worksheet.set_repeat_rows(0, 0)?;
    worksheet.set_landscape();
    let characters: f64 = (0..sheet.columns.len()).map(|at| width(sheet, at)).sum();
    worksheet.set_print_fit_to_pages((characters / PAGE).ceil().max(1.0) as u16, 0);
    if let (1.., false) = (keys, sheet.columns.is_empty()) {
        worksheet.set_repeat_columns(0, 0)?;
    }
    let small = Format::new()
        .set_italic()
        .set_font_color(Color::RGB(0x55_55_55));
    for (at, note) in sheet.notes.iter().enumerate() {
        worksheet.write_string_with_format(last_row + 2 + at as u32, 0, cut(note), &small)?;
    }
    Ok(())
}

/// Writes the headings, as high as the longest of them needs.
fn headings(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let left = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Left)
        .set_align(FormatAlign::Bottom)
        .set_background_color(Color::RGB(0xE8_EC_F2))
        .set_border_bottom(FormatBorder::Thin);
    let right = left.clone().set_align(FormatAlign::Right);
    let mut lines = 1;
    for (at, column) in sheet.columns.iter().enumerate() {
        let width = width(sheet, at);
        let text = words::heading(column);
        // The button of the filter takes the room of about three letters.
        lines = lines.max(lines_needed(&text, width as usize - 3));
        worksheet.set_column_width(at as u16, width)?;
        let format = if column.kind.is_numeric() {
            &right
        } else {
            &spaced(left.clone(), sheet, at)
        };
        worksheet.write_string_with_format(0, at as u16, text, format)?;
    }
    worksheet.set_row_height(0, 15.0 * lines as f64 + 3.0)?;
    Ok(())
}

/// Text behind a column of numbers keeps away from them: those end where it begins.
fn spaced(format: Format, sheet: &Sheet, at: usize) -> Format {
    let behind_numbers = at > 0 && sheet.columns[at - 1].kind.is_numeric();
    if behind_numbers && !sheet.columns[at].kind.is_numeric() {
        format.set_indent(1)
    } else {
        format
    }
}

/// How many lines a heading takes when it is broken at blanks.
fn lines_needed(text: &str, width: usize) -> usize {
    let mut lines = 1;
    let mut used = 0;
    for word in text.split(' ') {
        let word = word.width();
        if used > 0 && used + 1 + word > width {
            lines += 1;
            used = word;
        } else {
            used += word + usize::from(used > 0);
        }
    }
    lines.min(5)
}

/// The formats of a column.
struct Formats {
    kind: Kind,
    text: Format,
    integer: Format,
    amount: Option<Format>,
    good: Format,
    bad: Format,
}

impl Formats {
    fn new(sheet: &Sheet, at: usize) -> Self {
        let kind = sheet.columns[at].kind;
        let plain = spaced(Format::new(), sheet, at);
        Self {
            kind,
            // `@`: what is typed into the cell later stays text, too.
            text: if kind == Kind::Id {
                plain.clone().set_num_format("@")
            } else {
                plain.clone()
            },
            integer: Format::new().set_num_format("#,##0"),
            amount: if is_coordinate(&sheet.columns[at].name) {
                // Two decimals of a degree are a kilometre.
                Some(Format::new().set_num_format("0.0#####"))
            } else {
                words::decimals_shown(sheet, at).map(number)
            },
            good: plain.clone().set_font_color(Color::RGB(0x1E_7B_34)),
            bad: plain.set_font_color(Color::RGB(0xB0_2A_1E)).set_bold(),
        }
    }
}

/// Whether a column holds degrees.
fn is_coordinate(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("latitude") || name.ends_with("longitude")
}

/// `#,##0.00` with so many decimals.
fn number(decimals: u8) -> Format {
    let zeros = "0".repeat(usize::from(decimals));
    let point = if decimals > 0 { "." } else { "" };
    Format::new().set_num_format(format!("#,##0{point}{zeros}"))
}

/// Writes one cell. Text is written as text whatever it looks like, so nothing becomes a formula or a link.
fn put(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Missing => {}
        Cell::Text(text) if formats.kind == Kind::Key => {
            worksheet.write_string_with_format(
                row,
                column,
                cut(&text.replace('_', " ")),
                &formats.text,
            )?;
        }
        Cell::Text(text) => {
            worksheet.write_string_with_format(row, column, cut(text), &formats.text)?;
        }
        Cell::Verdict(good, text) => {
            let format = if *good { &formats.good } else { &formats.bad };
            worksheet.write_string_with_format(
                row,
                column,
                cut(&text.replace('_', " ")),
                format,
            )?;
        }
        Cell::Integer(value) => {
            worksheet.write_number_with_format(row, column, *value as f64, &formats.integer)?;
        }
        Cell::Amount(amount) => {
            let own = formats
                .amount
                .is_none()
                .then(|| number(own_decimals(*amount)));
            let format = formats
                .amount
                .as_ref()
                .or(own.as_ref())
                .unwrap_or(&formats.integer);
            worksheet.write_number_with_format(row, column, amount.to_f64(), format)?;
        }
        Cell::Number(value, decimals) => {
            worksheet.write_number_with_format(row, column, *value, &number(*decimals))?;
        }
        Cell::Percent(share) => {
            let text = if formats.kind == Kind::Deviation {
                "+0.0%;-0.0%;0.0%"
            } else {
                "0.0%"
            };
            let format = Format::new().set_num_format(text);
            worksheet.write_number_with_format(row, column, *share, &format)?;
        }
        Cell::Date(date) => {
            let text = date.to_string();
            let format = Format::new().set_num_format("yyyy-mm-dd");
            // Excel's calendar begins in 1900; earlier days stay text.
            match ExcelDateTime::parse_from_str(&text) {
                Ok(date) => worksheet.write_datetime_with_format(row, column, &date, &format)?,
                Err(_) => worksheet.write_string(row, column, text)?,
            };
        }
    }
    Ok(())
}

/// The decimals that one amount shows where its column has no common number of them.
fn own_decimals(amount: Decimal) -> u8 {
    let one = 10i64.pow(u32::from(amount.decimals));
    if amount.mantissa % one == 0 {
        0
    } else {
        amount.decimals.min(2)
    }
}

/// Text that fits into a cell.
fn cut(text: &str) -> String {
    if text.len() <= LONGEST || text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

/// A width in characters for the content of the first rows.
fn width(sheet: &Sheet, at: usize) -> f64 {
    let column = &sheet.columns[at];
    let decimals = words::decimals_shown(sheet, at);
    let content = sheet
        .rows
        .iter()
        .take(MEASURED)
        .map(|row| words::people(&row[at], column.kind, decimals).width())
        .max()
        .unwrap_or(0);
    let longest_word = column
        .name
        .split('_')
        .map(UnicodeWidthStr::width)
        .max()
        .unwrap_or(0);
    // A short heading, its unit included, stands in one line.
    let heading = Some(words::heading(column).width()).filter(|width| *width <= 12);
    let content = content.max(longest_word).max(heading.unwrap_or(0));
    (content.clamp(8, 48) + 3) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SheetColumn;

    #[test]
    fn a_short_heading_stands_in_one_line_with_its_unit() {
        let sheet = Sheet::new("flows", "Flows").with_columns(vec![
            SheetColumn::new("workload", Kind::Number).unit("h"),
            SheetColumn::new("mean_distance_before", Kind::Number).unit("km"),
        ]);
        let lines = |at: usize| {
            let text = words::heading(&sheet.columns[at]);
            lines_needed(&text, width(&sheet, at) as usize - 3)
        };
        assert_eq!((lines(0), lines(1)), (1, 4));
    }
}
