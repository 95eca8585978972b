//! Raw export in, clean table out.

use std::sync::Arc;

use rayon::prelude::*;

use super::{
    DayOrder, DecimalStyle, Kind,
    cells::{self, Read},
    checks,
    columns::{Mapping, find_column, recognise},
    finding::Finding,
    ids,
    issue::{CellIssue, SHOWN},
    locate::{self, Locating},
    merge::{self, OnDuplicate},
    owners::{self, Team},
    survey,
    totals::{self, Total},
};
use crate::{
    model::{Column, Date, Diagnostic, Diagnostics, Failure, Grid},
    table::schema::{FieldKind, System},
};

/// How to clean a table.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent flags of the command"
)]
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
    /// Columns that came from another table: they describe a row, and `--rollup` does not sum them.
    pub joined: Vec<String>,
    /// What happens to rows of the same id.
    pub on_duplicate: OnDuplicate,
    /// A table without ids gets numbers for ids.
    pub row_ids: bool,
    /// Add columns of amounts up before and after.
    pub reconcile: bool,
    /// Look at the whole table for what is worth a look.
    pub survey: bool,
    /// How places are found.
    pub locating: Locating,
    /// A row without a place is bad.
    pub require_place: bool,
    /// The reps, to check owners against.
    pub team: Option<Arc<Team>>,
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
    /// What was found, the bad rows that were set aside included.
    pub findings: Vec<Finding>,
    /// Sums before and after, where [`CleanOptions::reconcile`] asks for them.
    pub totals: Vec<Total>,
    /// Rows that went into another row of the same id.
    pub merged: usize,
    /// Rows read.
    pub rows_in: usize,
}

/// Cleans a table.
///
/// # Errors
/// [`Failure::Data`] with all problems of the table.
pub fn clean(grid: &Grid, kind: Kind, options: &CleanOptions) -> Result<Cleaned, Failure> {
    if options.row_ids && checks::lacks_ids(grid, kind, options) {
        let numbered = checks::numbered(grid, kind);
        let mut cleaned = clean(
            &numbered,
            kind,
            &CleanOptions {
                row_ids: false,
                ..options.clone()
            },
        )?;
        cleaned.findings.insert(0, checks::row_ids(grid, kind));
        if options.survey {
            cleaned.findings.extend(checks::repeated_rows(grid));
        }
        return Ok(cleaned);
    }
    let mut mapping = recognise(grid, kind, &options.map, options.crm).map_err(Failure::Data)?;
    let (columns, issues, mut findings) =
        read_columns(grid, &mapping, options).map_err(Failure::Data)?;
    let mut cleaned = Grid {
        columns,
        origin: grid.origin.clone(),
    };
    let id = checks::id_column(grid, kind, &mapping).map_err(Failure::data)?;
    ids::check(&mut cleaned, &mapping, &mut findings);
    locate::locate(&mut cleaned, &mapping, &options.locating, &mut findings);
    let problems = problems(grid, &cleaned, &mapping, id, issues, options);
    let rows_in = grid.rows();
    if !problems.is_empty() && !options.rejects {
        return Err(Failure::Data(Diagnostics {
            items: problems.into_iter().map(|(_, problem)| problem).collect(),
            rows: rows_in,
        }));
    }
    let numbers: Vec<usize> = options
        .numbers
        .iter()
        .filter_map(|name| find_column(grid, &mapping, name).ok())
        .collect();
    let rolled = matches!(options.on_duplicate, OnDuplicate::Rollup(_));
    let summed = totals::summed(grid, &mapping, &numbers, rolled, &options.joined);
    let reconciled = if options.reconcile { &summed[..] } else { &[] };
    let before = totals::sums(&cleaned, reconciled);
    let rejected = options.rejects.then(|| rejected_rows(grid, &problems));
    if !problems.is_empty() {
        let mut keep = vec![true; rows_in];
        for &(row, _) in &problems {
            keep[row] = false;
        }
        let rows: Vec<usize> = (0..rows_in).filter(|&row| keep[row]).collect();
        cleaned = cleaned.select(&rows);
    }
    findings.extend(Finding::grouped(&problems));
    let merged = merge_rows(&mut cleaned, &mapping, id, &summed, options, &mut findings);
    settle_owner(
        grid,
        &mut cleaned,
        &mut mapping,
        kind,
        options,
        &mut findings,
    );
    if options.survey {
        findings.extend(survey::survey(
            &survey::Survey {
                raw: grid,
                clean: &cleaned,
                mapping: &mapping,
                numbers: &numbers,
                nulls: &options.nulls,
                as_of: options.as_of,
            },
            kind,
        ));
    }
    let after = if problems.is_empty() && merged == 0 {
        before.clone()
    } else {
        totals::sums(&cleaned, reconciled)
    };
    let renamed = rename(&mut cleaned, grid, &mapping);
    let totals = totals::compare(&cleaned, reconciled, &before, &after);
    Ok(Cleaned {
        grid: cleaned,
        rejected,
        mapping,
        renamed,
        findings,
        totals,
        merged,
        rows_in,
    })
}

/// What is wrong with rows: their cells, their ids, their places; by row.
fn problems(
    grid: &Grid,
    cleaned: &Grid,
    mapping: &Mapping,
    id: usize,
    mut issues: Vec<CellIssue>,
    options: &CleanOptions,
) -> Vec<(usize, Diagnostic)> {
    checks::empty_ids(cleaned, id, &mut issues);
    checks::half_places(cleaned, mapping, &mut issues);
    if options.require_place {
        checks::missing_places(cleaned, mapping, id, &mut issues);
    }
    issues.sort_by_key(|issue| (issue.row, issue.column));
    let mut problems: Vec<(usize, Diagnostic)> = issues
        .iter()
        .enumerate()
        .map(|(at, issue)| (issue.row, issue.diagnostic(grid, at >= SHOWN)))
        .collect();
    if options.on_duplicate == OnDuplicate::Error {
        checks::repeated_ids(grid, cleaned, id, &mut problems);
    }
    problems.sort_by_key(|&(row, _)| row);
    problems
}

/// Checks the owners against the reps; a column that was taken for the owner by its name alone is let go unless a rep stands in it.
fn settle_owner(
    grid: &Grid,
    cleaned: &mut Grid,
    mapping: &mut Mapping,
    kind: Kind,
    options: &CleanOptions,
    findings: &mut Vec<Finding>,
) {
    let known = match (&options.team, kind) {
        (Some(team), Kind::Accounts) => owners::check(cleaned, mapping, team, findings),
        _ => !mapping.owner_is_a_guess,
    };
    if options.survey && !known && mapping.owner_is_a_guess {
        if options.team.is_none()
            && let Some(at) = mapping.column("owner_id")
        {
            findings.push(owners::unsure(&grid.columns[at].name));
        }
        mapping.fields.retain(|(_, field)| field.name != "owner_id");
    }
}

/// Makes one row of those that share an id, as the user wishes.
fn merge_rows(
    cleaned: &mut Grid,
    mapping: &Mapping,
    id: usize,
    sums: &[usize],
    options: &CleanOptions,
    findings: &mut Vec<Finding>,
) -> usize {
    if options.on_duplicate == OnDuplicate::Error {
        return 0;
    }
    let address: Vec<usize> = ["postal_code", "city", "state"]
        .into_iter()
        .filter_map(|name| mapping.column(name))
        .collect();
    let dates: Vec<usize> = mapping
        .fields
        .iter()
        .filter(|(_, field)| field.kind == FieldKind::Date)
        .map(|&(at, _)| at)
        .collect();
    let plan = merge::Plan {
        how: options.on_duplicate,
        id,
        sums,
        dates: &dates,
        address: &address,
    };
    let several = merge::differing(cleaned, id, &address);
    let owners = match mapping.column("owner_id") {
        Some(owner) if !mapping.owner_is_a_guess => merge::differing(cleaned, id, &[owner]),
        _ => 0,
    };
    let (table, merged) = merge::merge(cleaned, &plan);
    if merged > 0 {
        let names: Vec<&str> = sums
            .iter()
            .map(|&at| cleaned.columns[at].name.as_str())
            .collect();
        let fix = match options.on_duplicate {
            OnDuplicate::First => "the first row of each id counts".to_owned(),
            _ if names.is_empty() => {
                "no column was summed; name amounts with --sum COLUMN".to_owned()
            }
            _ => format!("summed: {}", sums_with_gaps(cleaned, sums, &names)),
        };
        findings.push(
            Finding::new("W290", merged, "the row belongs to an id that has others").fix(fix),
        );
    }
    if several > 0 {
        findings.push(
            Finding::new(
                "W291",
                several,
                "accounts have lines with different addresses",
            )
            .fix("the one that --address asks for counts; --map account_id takes a finer id"),
        );
    }
    if owners > 0 {
        findings.push(
            Finding::new("W293", owners, "accounts have lines of different owners")
                .fix("the owner of the line whose address counts is taken"),
        );
    }
    *cleaned = table;
    merged
}

/// The names of summed columns, with the rows that add nothing.
fn sums_with_gaps(grid: &Grid, sums: &[usize], names: &[&str]) -> String {
    let texts: Vec<String> = sums
        .iter()
        .zip(names)
        .map(|(&at, name)| {
            let cells = grid.columns[at].cells.iter();
            match cells.filter(|cell| cell.is_empty()).count() {
                0 => (*name).to_owned(),
                1 => format!("{name} (1 row without a value)"),
                rows => format!("{name} ({rows} rows without a value)"),
            }
        })
        .collect();
    texts.join(", ")
}

/// Columns read, what is wrong with their cells, what is worth saying.
type Columns = (Vec<Column>, Vec<CellIssue>, Vec<Finding>);

/// Reads every column by what stands in it.
fn read_columns(
    grid: &Grid,
    mapping: &Mapping,
    options: &CleanOptions,
) -> Result<Columns, Diagnostics> {
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
                return Ok(Read::unchanged(&cells::pass_through(
                    column,
                    &options.nulls,
                )));
            };
            cells::clean(at, column, kind, grid, options)
        })
        .collect();
    let (mut columns, mut issues, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for read in read {
        match read {
            Ok(read) => {
                if read.ranges > 0 {
                    findings.push(checks::ranges(&read.column.name, read.ranges));
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
    Ok((columns, issues, findings))
}

/// Gives the recognised columns their canonical names. A column that has such a name already, and another meaning, keeps its own under `…_raw`.
fn rename(cleaned: &mut Grid, grid: &Grid, mapping: &Mapping) -> Vec<(String, String)> {
    let mut renamed = Vec::new();
    for &(at, field) in &mapping.fields {
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
