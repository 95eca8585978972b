//! Native charts beside a table: they follow when somebody edits the figures.

use rust_xlsxwriter::{
    Chart as Native, ChartFormat, ChartLegendPosition, ChartLine, ChartSeries, ChartSolidFill,
    ChartType, Color, Worksheet, XlsxError,
};

use crate::report::{Chart, Kind, Sheet};

/// What was is grey, what will be is blue.
const COLORS: [Color; 2] = [Color::RGB(0xB8_BE_C8), Color::RGB(0x3B_6F_C4)];
/// What was wanted.
const LINE: Color = Color::RGB(0xD9_7B_29);
/// Rows that a chart is high.
const HEIGHT: u32 = 18;

/// Inserts the charts of a sheet to the right of its columns, one below the other.
pub(super) fn insert(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    sheets: &[Sheet],
    names: &[String],
) -> Result<(), XlsxError> {
    for (at, chart) in sheet.charts.iter().enumerate() {
        let source = sheets.iter().position(|other| other.name == chart.sheet);
        let Some(native) = source.and_then(|at| native(chart, &sheets[at], &names[at])) else {
            continue;
        };
        let column = sheet.columns.len() as u16 + 1;
        worksheet.insert_chart(1 + at as u32 * HEIGHT, column, &native)?;
    }
    Ok(())
}

/// The chart; `None` where the sheet has no rows or not these columns.
fn native(chart: &Chart, sheet: &Sheet, tab: &str) -> Option<Native> {
    let last = u32::try_from(sheet.rows.len())
        .ok()
        .filter(|rows| *rows > 0)?;
    let labels = sheet.position(&chart.labels)? as u16;
    let mut native = Native::new(ChartType::Column);
    for (name, color) in chart.columns.iter().zip(COLORS) {
        let column = sheet.position(name)? as u16;
        series(&mut native, tab, column, labels, last)
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(color)));
    }
    if let Some(name) = &chart.line {
        let mut line = Native::new(ChartType::Line);
        let column = sheet.position(name)? as u16;
        let stroke = ChartLine::new().set_color(LINE).set_width(2.0).clone();
        series(&mut line, tab, column, labels, last)
            .set_format(ChartFormat::new().set_line(&stroke));
        native.combine(&line);
    }
    native.title().set_name(&chart.title);
    let shares = sheet.columns[sheet.position(chart.columns.first()?)?].kind == Kind::Percent;
    native
        .y_axis()
        .set_num_format(if shares { "0%" } else { "#,##0" });
    native.legend().set_position(ChartLegendPosition::Bottom);
    native.set_width(720).set_height(340);
    Some(native)
}

fn series<'a>(
    chart: &'a mut Native,
    tab: &str,
    column: u16,
    labels: u16,
    last: u32,
) -> &'a mut ChartSeries {
    chart
        .add_series()
        .set_name((tab, 0, column))
        .set_categories((tab, 1, labels, last, labels))
        .set_values((tab, 1, column, last, column))
}
