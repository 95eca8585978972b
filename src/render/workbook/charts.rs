//! Native charts beside a table: they follow when somebody edits the figures.

use rust_xlsxwriter::{Chart as Native, ChartType, Worksheet, XlsxError};

use crate::report::{Chart, Sheet};

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
    for name in &chart.columns {
        series(&mut native, tab, sheet.position(name)? as u16, labels, last);
    }
    if let Some(name) = &chart.line {
        let mut line = Native::new(ChartType::Line);
        series(&mut line, tab, sheet.position(name)? as u16, labels, last);
        native.combine(&line);
    }
    native.title().set_name(&chart.title);
    native.set_width(720).set_height(340);
    Some(native)
}

fn series(chart: &mut Native, tab: &str, column: u16, labels: u16, last: u32) {
    chart
        .add_series()
        .set_name((tab, 0, column))
        .set_categories((tab, 1, labels, last, labels))
        .set_values((tab, 1, column, last, column));
}
