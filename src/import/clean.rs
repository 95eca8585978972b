//! Raw export in, clean table out.

use rayon::prelude::*;

use super::{
    DayOrder, DecimalStyle, Kind,
    cells::{self, Read, Style},
    checks,
    columns::{Mapping, find_column, recognise},
    issue::{CellIssue, SHOWN},
};
use crate::{
    model::{Column, Date, Diagnostic, Diagnostics, Failure, Grid},
    table::schema::{FieldKind, System},
};

/// How to clean a table.
#[derive(Debug, Clone, Default)]
pub struct CleanOptions {
    /// `--map`: canonical name and header.
    pub map: Vec<(String, String)>,
    /// `--crm`: whose headers to expect; all of them where absent.
    pub crm: Option<System>,
    /// `--null`: cells that mean "missing", beside empty ones.
    pub nulls: Vec<String>,
    /// `--rejects`: bad rows are set aside instead of stopping the run.
    pub rejects: bool,
    /// Columns to read as numbers although they are not canonical: measures.
    pub numbers: Vec<String>,
    /// `--decimal`: the decimal sign of a column, or of all.
    pub decimal: Vec<(Option<String>, DecimalStyle)>,
    /// `--dates`: the order of day and month where the cells do not tell.
    pub dates: Option<DayOrder>,
    /// Today, for stale dates.
    pub as_of: Option<Date>,
}

/// A clean table.
#[derive(Debug, Clone)]
pub struct Cleaned {
    /// Canonical headers where recognised; all other columns in place and unchanged.
    pub grid: Grid,
    /// The bad rows as they came, with a leading `reject_reason`; `None` unless asked for.
    pub rejected: Option<Grid>,
    /// Which column is which.
    pub mapping: Mapping,
    /// Canonical name and header of each recognised column.
    pub renamed: Vec<(String, String)>,
    /// Warnings; errors too where the bad rows were set aside.
    pub diagnostics: Diagnostics,
    /// Rows read.
    pub rows_in: usize,
}

/// Cleans a table.
///
/// # Errors
/// [`Failure::Data`] with all problems of the table.
pub fn clean(grid: &Grid, kind: Kind, options: &CleanOptions) -> Result<Cleaned, Failure> {
    let mapping = recognise(grid, kind, &options.map, options.crm).map_err(Failure::Data)?;
    let (columns, mut issues, mut warnings) =
        read_columns(grid, &mapping, options).map_err(Failure::Data)?;
    let mut cleaned = Grid {
        columns,
        origin: grid.origin.clone(),
    };
    let id = checks::id_column(grid, kind, &mapping).map_err(Failure::data)?;
    checks::empty_ids(&cleaned, id, &mut issues);
    checks::half_places(&cleaned, &mapping, &mut issues);
    let mut problems: Vec<(usize, Diagnostic)> = Vec::new();
    issues.sort_by_key(|issue| (issue.row, issue.column));
    for (at, issue) in issues.iter().enumerate() {
        problems.push((issue.row, issue.diagnostic(grid, at >= SHOWN)));
    }
    checks::repeated_ids(grid, &cleaned, id, &mut problems);
    problems.sort_by_key(|&(row, _)| row);
    let rows_in = grid.rows();
    if !problems.is_empty() && !options.rejects {
        return Err(Failure::Data(Diagnostics {
            items: problems.into_iter().map(|(_, problem)| problem).collect(),
            rows: rows_in,
        }));
    }
    let rejected = options.rejects.then(|| rejected_rows(grid, &problems));
    if !problems.is_empty() {
        let mut keep = vec![true; rows_in];
        for &(row, _) in &problems {
            keep[row] = false;
        }
        let rows: Vec<usize> = (0..rows_in).filter(|&row| keep[row]).collect();
        cleaned = cleaned.select(&rows);
    }
    warnings
        .items
        .extend(problems.into_iter().map(|(_, problem)| problem));
    warnings.rows = rows_in;
    let renamed = rename(&mut cleaned, grid, &mapping);
    Ok(Cleaned {
        grid: cleaned,
        rejected,
        mapping,
        renamed,
        diagnostics: warnings,
        rows_in,
    })
}

/// Reads every column by what stands in it.
fn read_columns(
    grid: &Grid,
    mapping: &Mapping,
    options: &CleanOptions,
) -> Result<(Vec<Column>, Vec<CellIssue>, Diagnostics), Diagnostics> {
    let mut kinds: Vec<Option<FieldKind>> = vec![None; grid.columns.len()];
    let mut problems = Diagnostics::new();
    for &(at, field) in &mapping.fields {
        kinds[at] = Some(field.kind);
    }
    for name in &options.numbers {
        match find_column(grid, mapping, name) {
            Ok(at) if kinds[at].is_some_and(FieldKind::is_number) => {}
            Ok(at) => kinds[at] = Some(FieldKind::Number),
            Err(problem) => problems.push(problem),
        }
    }
    let read: Vec<Result<Read, Diagnostic>> = grid
        .columns
        .par_iter()
        .enumerate()
        .map(|(at, column)| {
            let Some(kind) = kinds[at] else {
                return Ok(Read {
                    column: cells::pass_through(column, &options.nulls),
                    issues: Vec::new(),
                    ranges: 0,
                });
            };
            let style = style(grid, column, kind, options)?;
            Ok(cells::read(at, column, kind, &options.nulls, style))
        })
        .collect();
    let (mut columns, mut issues, mut warnings) = (Vec::new(), Vec::new(), Diagnostics::new());
    for read in read {
        match read {
            Ok(read) => {
                if read.ranges > 0 {
                    warnings.push(checks::ranges(grid, &read.column.name, read.ranges));
                }
                columns.push(read.column);
                issues.extend(read.issues);
            }
            Err(problem) => problems.push(problem.in_file(&grid.origin.file)),
        }
    }
    if problems.has_errors() {
        problems.rows = grid.rows();
        return Err(problems);
    }
    Ok((columns, issues, warnings))
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
            None => cells::decimal_style(column, grid.origin.delimiter, &options.nulls)?,
        };
    }
    if kind == FieldKind::Date {
        style.days = match options.dates {
            Some(order) => order,
            None => cells::day_order(column)?,
        };
    }
    Ok(style)
}

/// Gives the recognised columns their canonical names. A column that has such a name already, and another meaning, keeps its own under `…_raw`.
fn rename(cleaned: &mut Grid, grid: &Grid, mapping: &Mapping) -> Vec<(String, String)> {
    let mut renamed = Vec::new();
    for &(at, field) in &mapping.fields {
        if mapping.owner_is_a_guess && field.name == "owner_id" {
            continue;
        }
        if let Some(other) = cleaned.position(field.name)
            && other != at
        {
            let mut name = format!("{}_raw", field.name);
            while cleaned.position(&name).is_some() {
                name.push('_');
            }
            cleaned.columns[other].name = name;
        }
        field.name.clone_into(&mut cleaned.columns[at].name);
        renamed.push((field.name.to_owned(), grid.columns[at].name.clone()));
    }
    renamed
}

/// The rows with problems as they came, each with its reasons in front.
fn rejected_rows(grid: &Grid, problems: &[(usize, Diagnostic)]) -> Grid {
    let mut rows: Vec<usize> = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    for (row, problem) in problems {
        let reason = format!("{}: {}", problem.code, problem.message);
        if rows.last() == Some(row) {
            if let Some(last) = reasons.last_mut() {
                last.push_str("; ");
                last.push_str(&reason);
            }
        } else {
            rows.push(*row);
            reasons.push(reason);
        }
    }
    let mut rejected = grid.select(&rows);
    rejected.columns.insert(
        0,
        Column {
            name: "reject_reason".to_owned(),
            cells: reasons.iter().collect(),
            ..Column::default()
        },
    );
    rejected
}
