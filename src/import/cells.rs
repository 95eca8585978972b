//! One column of cells, read by what should stand in it.

use std::borrow::Cow;

use super::{
    CleanOptions,
    day::{self, DayOrder},
    glance::{is_plain_amount, is_plain_count},
    issue::{self, CellIssue, Issue},
    number::{self, DecimalStyle, Evidence},
};
use crate::{
    model::{Column, ColumnKind, Decimal, Diagnostic, Grid, Texts, trimmed},
    table::schema::FieldKind,
};

/// What the user or the column itself says about how to read it.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    decimal: DecimalStyle,
    days: DayOrder,
}

/// Whether a cell is missing: empty, blank, or one of the `--null` values.
pub(super) fn is_missing(cell: &str, nulls: &[String]) -> bool {
    let cell = trimmed(cell);
    cell.is_empty() || nulls.iter().any(|null| null.trim() == cell)
}

/// A column read.
pub(super) struct Read {
    pub(super) column: Column,
    pub(super) issues: Vec<CellIssue>,
    /// How many cells held a range and were read as its middle.
    pub(super) ranges: usize,
}

impl Read {
    /// A column whose cells stay as they are.
    pub(super) fn unchanged(column: &Column) -> Self {
        Self {
            column: column.clone(),
            issues: Vec::new(),
            ranges: 0,
        }
    }
}

/// Reads a column as its cells and the user say.
///
/// # Errors
/// E119, E121: numbers or dates that can be read in two ways.
pub(super) fn clean(
    at: usize,
    column: &Column,
    kind: FieldKind,
    grid: &Grid,
    options: &CleanOptions,
) -> Result<Read, Diagnostic> {
    if column.cells.joined().is_empty() {
        return Ok(Read::unchanged(column));
    }
    // Most columns of numbers are plain, which one look tells. Where fields are cut by semicolons, a point may mean thousands.
    let point = Style::default();
    let obvious = kind.is_number()
        && options.decimal.is_empty()
        && grid.origin.delimiter != Some(b';')
        && all_stay(column, kind, point, &options.nulls);
    let style = if obvious {
        point
    } else {
        style(grid, column, kind, options)?
    };
    if obvious || all_stay(column, kind, style, &options.nulls) {
        return Ok(Read::unchanged(column));
    }
    Ok(read(at, column, kind, &options.nulls, style))
}

/// Reads a column: missing cells become empty, numbers plain, dates ISO, yes and no `true` and `false`. A cell that cannot be read becomes
/// empty and is an issue.
fn read(at: usize, column: &Column, kind: FieldKind, nulls: &[String], style: Style) -> Read {
    let mut read = Read {
        column: Column {
            name: column.name.clone(),
            kind: column.kind,
            cells: Texts::new(),
        },
        issues: Vec::new(),
        ranges: 0,
    };
    for (row, cell) in column.cells.iter().enumerate() {
        if is_missing(cell, nulls) {
            read.column.cells.push("");
            continue;
        }
        match convert(cell, kind, style, &mut read.ranges) {
            Ok(text) => read.column.cells.push(&text),
            Err(issue) => {
                read.column.cells.push("");
                read.issues.push(CellIssue {
                    row,
                    column: at,
                    issue,
                });
            }
        }
    }
    read
}

/// Whether every cell stays as it is.
fn all_stay(column: &Column, kind: FieldKind, style: Style, nulls: &[String]) -> bool {
    if kind.is_number() && kind != FieldKind::Count && style.decimal != DecimalStyle::Point {
        return false;
    }
    // One loop for each kind: the question is the same for all cells.
    match kind {
        FieldKind::Id | FieldKind::Postal => {
            all(column, nulls, |cell| trimmed(cell).len() == cell.len())
        }
        FieldKind::Text | FieldKind::Tags => all(column, nulls, |cell| !trimmed(cell).is_empty()),
        FieldKind::Number => all(column, nulls, number::is_plain),
        FieldKind::Amount => all(column, nulls, |cell| is_plain_amount(cell.as_bytes())),
        FieldKind::Count => all(column, nulls, |cell| is_plain_count(cell.as_bytes())),
        FieldKind::Latitude => all(column, nulls, |cell| is_plain_within(cell, 90.0)),
        FieldKind::Longitude => all(column, nulls, |cell| is_plain_within(cell, 180.0)),
        FieldKind::Boolean | FieldKind::Date => all(column, nulls, |_| false),
    }
}

/// Whether every cell stays as it is, seen at a glance: the tables of other programs mostly do. `false` says nothing.
fn all(column: &Column, nulls: &[String], stays: impl Fn(&str) -> bool) -> bool {
    column.cells.iter().all(|cell| {
        cell.is_empty() || ((nulls.is_empty() || !is_missing(cell, nulls)) && stays(cell))
    })
}

/// Whether a number needs no rewriting and is at most so far from zero.
fn is_plain_within(cell: &str, limit: f64) -> bool {
    match Decimal::quick(cell) {
        // What is read quickly is plain.
        Some(value) => value.abs() <= limit,
        None => number::is_plain(cell) && within(cell, limit),
    }
}

/// Whether a number is at most so far from zero.
fn within(number: &str, limit: f64) -> bool {
    Decimal::quick(number)
        .or_else(|| number.parse().ok())
        .is_some_and(|value| value.abs() <= limit)
}

/// A column whose meaning is not known: cells as they are, but for those that mean "missing".
pub(super) fn pass_through(column: &Column, nulls: &[String]) -> Column {
    if nulls.is_empty() || column.cells.joined().is_empty() {
        return column.clone();
    }
    let keep = |cell: &str| nulls.iter().all(|null| null.trim() != cell.trim());
    Column {
        name: column.name.clone(),
        kind: column.kind,
        cells: column
            .cells
            .iter()
            .map(|cell| if keep(cell) { cell } else { "" })
            .collect(),
    }
}

fn convert<'a>(
    cell: &'a str,
    kind: FieldKind,
    style: Style,
    ranges: &mut usize,
) -> Result<Cow<'a, str>, &'static Issue> {
    match kind {
        FieldKind::Id | FieldKind::Postal => Ok(Cow::Borrowed(trimmed(cell))),
        FieldKind::Text | FieldKind::Tags => Ok(Cow::Borrowed(cell)),
        FieldKind::Number => number::read(cell, style.decimal),
        FieldKind::Amount => at_least_zero(number::read(cell, style.decimal)?),
        FieldKind::Count => count(cell, style, ranges),
        FieldKind::Latitude => degrees(cell, style, 90.0, &issue::LATITUDE),
        FieldKind::Longitude => degrees(cell, style, 180.0, &issue::LONGITUDE),
        FieldKind::Boolean => yes_no(cell).map(Cow::Borrowed),
        FieldKind::Date => day::read(cell, style.days)
            .map(|date| Cow::Owned(date.to_string()))
            .ok_or(&issue::NOT_A_DATE),
    }
}

fn at_least_zero(number: Cow<'_, str>) -> Result<Cow<'_, str>, &'static Issue> {
    let negative = number.starts_with('-') && number.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if negative {
        Err(&issue::NEGATIVE)
    } else {
        Ok(number)
    }
}

fn degrees<'a>(
    cell: &'a str,
    style: Style,
    limit: f64,
    problem: &'static Issue,
) -> Result<Cow<'a, str>, &'static Issue> {
    let number = number::read(cell, style.decimal)?;
    if within(&number, limit) {
        Ok(number)
    } else {
        Err(problem)
    }
}

/// A whole number; of a range the middle, of an open one (`10001+`) the end that is known.
fn count<'a>(
    cell: &'a str,
    style: Style,
    ranges: &mut usize,
) -> Result<Cow<'a, str>, &'static Issue> {
    if let Some(number) = range(cell.trim(), style) {
        *ranges += 1;
        return Ok(Cow::Owned(number.to_string()));
    }
    let number = at_least_zero(number::read(cell, style.decimal)?)?;
    match number.split_once('.') {
        None => Ok(number),
        // 250.0 is how a spreadsheet or a data frame writes a whole number beside missing ones.
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') && !whole.is_empty() => {
            Ok(Cow::Owned(whole.to_owned()))
        }
        Some(_) => Err(&issue::NOT_WHOLE),
    }
}

fn range(text: &str, style: Style) -> Option<u64> {
    let whole = |text: &str| -> Option<u64> {
        let text = text.trim();
        text.starts_with(|c: char| c.is_ascii_digit())
            .then_some(())?;
        number::read(text, style.decimal).ok()?.parse().ok()
    };
    if let Some(low) = text.strip_suffix('+') {
        return whole(low);
    }
    if let Some(end) = text.strip_prefix(['<', '>']) {
        return whole(end);
    }
    let (low, high) = text
        .split_once('-')
        .or_else(|| text.split_once('\u{2013}'))
        .or_else(|| text.split_once(" to "))?;
    let (low, high) = (whole(low)?, whole(high)?);
    (low <= high).then(|| low + (high - low).div_ceil(2))
}

pub(super) fn yes_no(cell: &str) -> Result<&'static str, &'static Issue> {
    Ok(match cell.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "t" | "ja" | "j" | "oui" | "o" | "wahr" | "vrai" => "true",
        "false" | "no" | "n" | "0" | "f" | "nein" | "non" | "falsch" | "faux" => "false",
        _ => return Err(&issue::NOT_YES_NO),
    })
}

/// How a column is to be read: what the user says, else what its cells say.
fn style(
    grid: &Grid,
    column: &Column,
    kind: FieldKind,
    options: &CleanOptions,
) -> Result<Style, Diagnostic> {
    let mut style = Style::default();
    if kind.is_number() {
        let named = |wanted: Option<&str>| {
            options
                .decimal
                .iter()
                .rev()
                .find(|(name, _)| name.as_deref() == wanted)
                .map(|&(_, style)| style)
        };
        style.decimal = match named(Some(&column.name)).or_else(|| named(None)) {
            Some(style) => style,
            None => decimal_style(column, grid.origin.delimiter, &options.nulls)?,
        };
    }
    if kind == FieldKind::Date {
        style.days = match options.dates {
            Some(order) => order,
            None => day_order(column)?,
        };
    }
    Ok(style)
}

/// Finds the decimal sign of a column of numbers.
///
/// # Errors
/// E119 when the cells contradict each other, or could be read either way.
fn decimal_style(
    column: &Column,
    delimiter: Option<u8>,
    nulls: &[String],
) -> Result<DecimalStyle, Diagnostic> {
    if matches!(column.kind, ColumnKind::Integer | ColumnKind::Float) {
        return Ok(DecimalStyle::Point);
    }
    let (mut point, mut comma, mut either_comma) = (None, None, None);
    let (mut either_point, mut other_integers) = (None, true);
    for cell in column.cells.iter() {
        let digits_only = cell.bytes().all(|byte| byte.is_ascii_digit());
        if digits_only || is_missing(cell, nulls) {
            other_integers &= cell.len() < 4;
            continue;
        }
        if point.is_some() && number::is_plain(cell) {
            continue;
        }
        match number::evidence(cell) {
            Evidence::None => {}
            Evidence::Point => point = point.or(Some(cell)),
            Evidence::Comma => comma = comma.or(Some(cell)),
            Evidence::EitherComma => either_comma = either_comma.or(Some(cell)),
            Evidence::EitherPoint => either_point = either_point.or(Some(cell)),
        }
    }
    let problem = |message: String, example: &str| {
        Err(Diagnostic::error("E119", message)
            .value(example)
            .expected("one way of writing numbers in a column")
            .fix(format!(
                "say which sign is decimal: --decimal {name}=. or --decimal {name}=,",
                name = column.name
            )))
    };
    match (point, comma) {
        (Some(point), Some(comma)) => problem(
            format!("`{}` mixes `{point}` and `{comma}`", column.name),
            comma,
        ),
        (Some(_), None) => Ok(DecimalStyle::Point),
        (None, Some(_)) => Ok(DecimalStyle::Comma),
        (None, None) => match (either_comma, either_point) {
            (Some(example), _) => problem(
                format!("`{}` can be read in two ways: `{example}`", column.name),
                example,
            ),
            // Where fields are cut by semicolons, 1.234 may well be one thousand: nothing below 1,000 has a point, nothing above lacks one.
            (None, Some(example)) if delimiter == Some(b';') && other_integers => problem(
                format!("`{}` can be read in two ways: `{example}`", column.name),
                example,
            ),
            _ => Ok(DecimalStyle::Point),
        },
    }
}

/// Finds the order of day and month of a column of dates.
///
/// # Errors
/// E121 when the cells contradict each other, or could be read either way.
fn day_order(column: &Column) -> Result<DayOrder, Diagnostic> {
    let (mut found, mut ambiguous) = (None, None);
    for cell in column.cells.iter() {
        match (day::evidence(cell), found) {
            (Some(order), None) => found = Some(order),
            (Some(order), Some(before)) if order != before => {
                return Err(Diagnostic::error(
                    "E121",
                    format!("`{}` has days and months in both orders", column.name),
                )
                .value(cell)
                .expected("dates such as 2026-03-31")
                .fix("write dates as year-month-day"));
            }
            (None, None) if ambiguous.is_none() && day::is_ambiguous(cell) => {
                ambiguous = Some(cell);
            }
            _ => {}
        }
    }
    match (found, ambiguous) {
        (Some(order), _) => Ok(order),
        (None, Some(example)) => Err(Diagnostic::error(
            "E121",
            format!("`{}` can be read in two ways: `{example}`", column.name),
        )
        .value(example)
        .expected("dates such as 2026-03-31")
        .fix("say which comes first: --dates dmy or --dates mdy")),
        (None, None) => Ok(DayOrder::MonthFirst),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(cells: &[&str]) -> Column {
        Column {
            name: "revenue".to_owned(),
            kind: ColumnKind::Text,
            cells: cells.iter().collect(),
        }
    }

    fn cells(kind: FieldKind, input: &[&str]) -> (Vec<String>, Vec<&'static str>) {
        let read = read(
            0,
            &column(input),
            kind,
            &["-999".to_owned()],
            Style::default(),
        );
        (
            read.column.cells.iter().map(str::to_owned).collect(),
            read.issues.iter().map(|issue| issue.issue.code).collect(),
        )
    }

    #[test]
    fn missing_is_never_zero() {
        let (cells, codes) = cells(FieldKind::Number, &["", " ", "-999", "0", "n/a"]);
        assert_eq!(cells, ["", "", "", "0", ""]);
        assert_eq!(codes, ["E112"]);
    }

    #[test]
    fn each_kind_has_its_own_refusals() {
        assert_eq!(cells(FieldKind::Amount, &["-1", "-0.0"]).1, ["E114"]);
        assert_eq!(cells(FieldKind::Count, &["1.5", "2.0"]).1, ["E115"]);
        assert_eq!(cells(FieldKind::Latitude, &["95", "90"]).1, ["E116"]);
        assert_eq!(cells(FieldKind::Longitude, &["-181", "180"]).1, ["E116"]);
        assert_eq!(cells(FieldKind::Boolean, &["maybe", "Yes"]).1, ["E117"]);
        assert_eq!(cells(FieldKind::Date, &["soon", "1/31/26"]).1, ["E118"]);
        assert_eq!(
            cells(FieldKind::Number, &["NaN", "inf"]).1,
            ["E113", "E113"]
        );
    }

    #[test]
    fn employee_ranges_become_their_middle() {
        let (cells, codes) = cells(
            FieldKind::Count,
            &["51-200", "10,001+", "1 to 10", "<5", "7"],
        );
        assert_eq!(cells, ["126", "10001", "6", "5", "7"]);
        assert!(codes.is_empty());
    }

    #[test]
    fn decimal_signs_are_found_per_column_and_ambiguity_is_an_error() {
        let style = |cells: &[&str], delimiter| decimal_style(&column(cells), delimiter, &[]);
        assert_eq!(style(&["1,234", "50,5"], None), Ok(DecimalStyle::Comma));
        assert_eq!(
            style(&["1,234", "1,234,567"], None),
            Ok(DecimalStyle::Point)
        );
        assert_eq!(style(&["1.234", "5"], None), Ok(DecimalStyle::Point));
        assert_eq!(style(&["1,234"], None).unwrap_err().code, "E119");
        assert_eq!(style(&["1.234", "5"], Some(b';')).unwrap_err().code, "E119");
        assert_eq!(style(&["1,5", "1.5"], None).unwrap_err().code, "E119");
    }
}
