//! `terr report profile` and `coverage`: the market as a plan, a segmented table or a raw account export shows it.

use crate::{
    cli::{
        config::suggestion,
        context::{Context, missing_input},
        exit::Status,
    },
    import::{self, Kind, Mapping, Team},
    model::{Date, Decimal, Diagnostic, Failure, Grid},
    report::{self, Holder, Market},
};

use super::{Args, Output, manifest, view::View};

/// Columns that are looked through where the table has them and none is named.
const DIMENSIONS: [&str; 5] = ["segment", "tier", "industry", "type", "region"];

/// The account table that was named, else that of `[files]`: the plan, the segmented accounts, the clean ones.
pub(super) fn path(plans: &[String], cx: &Context) -> Result<String, Failure> {
    let exists = |path: Option<&str>| {
        path.filter(|path| std::path::Path::new(path).exists())
            .map(str::to_owned)
    };
    plans
        .first()
        .cloned()
        .or_else(|| exists(cx.files.plan.as_deref()))
        .or_else(|| exists(cx.files.to_balance()))
        .or_else(|| cx.files.accounts().map(str::to_owned))
        .ok_or_else(|| missing_input("account table", "FILE"))
}

/// Reads the table and writes the view.
pub(super) fn run(
    view: View,
    args: &Args,
    cx: &Context,
    path: &str,
    output: &Output,
) -> Result<Status, Failure> {
    let grid = manifest::read_table(path, args.manifest.as_deref(), cx)?;
    // A plan's manifest knows its reps, its day and what means "missing".
    let found = if import::is_plan(&grid) {
        manifest::read(path, args.manifest.as_deref())?
    } else {
        None
    };
    let own = found.filter(|found| found.belongs_to(&grid));
    let recorded = || {
        own.as_ref()
            .and_then(|own| Some(own.path_of(own.input("reps")?)))
    };
    let named = args.reps.as_deref().or(cx.files.reps());
    let reps = match named.map(str::to_owned).or_else(recorded) {
        Some(path) => Some((path.clone(), cx.read(&path)?)),
        None => None,
    };
    let told = own.as_ref().map(|own| &own.manifest);
    let mut nulls = cx.global.null.clone();
    if let (true, Some(told)) = (nulls.is_empty(), told) {
        nulls.extend(told.settings.get("null").into_iter().flatten().cloned());
    }
    let mapping = import::recognise(&grid, Kind::Accounts, &[], None).map_err(Failure::Data)?;
    let table = Table {
        grid: &grid,
        mapping: &mapping,
        nulls: &nulls,
    };
    let day_of_plan = told.and_then(|told| told.as_of.as_deref()?.parse().ok());
    let as_of = match args.made_with.as_of.or(day_of_plan) {
        Some(day) => day,
        None => Context::today()?,
    };
    let team = match &reps {
        Some((_, reps)) => Some(Team::new(reps, &nulls, Some(as_of)).map_err(Failure::Data)?),
        None => None,
    };
    let market = Market {
        accounts: grid.rows(),
        dimensions: dimensions(args, &table)?,
        holders: table.holders(team.as_ref()),
        potential: table.numbers("potential"),
        sales: table.numbers("sales_last"),
        before: table.numbers("sales_prev"),
        workload: table.numbers("workload"),
        last_activity: table.days("last_activity"),
        reps: match (&reps, &team) {
            (Some((_, reps)), Some(team)) => Some(holders(reps, team, as_of, &nulls)?),
            _ => None,
        },
        as_of: Some(as_of),
        active_days: args.active_days,
    };
    let sheets = match view {
        View::Coverage => report::coverage(&market),
        _ => report::profile(&market),
    };
    let mut files = vec![path.to_owned()];
    files.extend(reps.map(|(path, _)| path));
    output.write(&sheets, args, cx, &files)?;
    Ok(Status::Done)
}

/// A table with its columns recognised.
struct Table<'a> {
    grid: &'a Grid,
    mapping: &'a Mapping,
    nulls: &'a [String],
}

impl<'a> Table<'a> {
    fn at(&self, name: &str) -> Option<usize> {
        self.grid
            .position(name)
            .or_else(|| self.mapping.column(name))
    }

    fn cell(&self, at: usize, row: usize) -> Option<&'a str> {
        let cell = self.grid.columns[at].cells.get(row).trim();
        (!cell.is_empty() && !self.nulls.iter().any(|null| null == cell)).then_some(cell)
    }

    fn parsed<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<Option<T>>> {
        let at = self.at(name)?;
        Some(
            (0..self.grid.rows())
                .map(|row| parse(self.cell(at, row)?))
                .collect(),
        )
    }

    fn numbers(&self, name: &str) -> Option<Vec<Option<f64>>> {
        self.parsed(name, |cell| Decimal::parse(cell).map(Decimal::to_f64))
    }

    fn days(&self, name: &str) -> Option<Vec<Option<Date>>> {
        self.parsed(name, |cell| cell.parse().ok())
    }

    /// Who holds each row: the rep of a plan, else the owner, whom an export may give by name or e-mail. A column that is taken for the owner's by its
    /// name alone is none where no rep stands in it.
    fn holders(&self, team: Option<&'a Team>) -> Vec<Option<&'a str>> {
        let is_plan = import::is_plan(self.grid);
        let at = if is_plan {
            self.grid.position("rep_id")
        } else {
            self.mapping.column("owner_id")
        };
        let mut known = team.is_none() || is_plan || !self.mapping.owner_is_a_guess;
        let holders = (0..self.grid.rows())
            .map(|row| {
                let cell = self.cell(at?, row)?;
                let rep = team.and_then(|team| team.find(cell));
                known |= rep.is_some();
                Some(rep.unwrap_or(cell))
            })
            .collect();
        if known {
            holders
        } else {
            vec![None; self.grid.rows()]
        }
    }
}

/// The columns named, else the usual ones that the table has.
fn dimensions<'a>(
    args: &Args,
    table: &Table<'a>,
) -> Result<Vec<(String, &'a crate::model::Texts)>, Failure> {
    let cells = |name: &str| table.at(name).map(|at| &table.grid.columns[at].cells);
    if args.dimension.is_empty() {
        let found = DIMENSIONS
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), cells(name)?)));
        let found: Vec<_> = found.collect();
        let state = cells("state").filter(|_| !found.iter().any(|(name, _)| name == "region"));
        return Ok(found
            .into_iter()
            .chain(state.map(|cells| ("state".to_owned(), cells)))
            .collect());
    }
    args.dimension
        .iter()
        .map(|name| {
            let found = cells(name).ok_or_else(|| {
                let headers: Vec<&str> = table.grid.headers().collect();
                Failure::data(
                    Diagnostic::error("E402", format!("no column `{name}`"))
                        .in_file(&table.grid.origin.file)
                        .expected(format!("columns: `{}`", headers.join("`, `")))
                        .fix(suggestion(name, headers.into_iter()).unwrap_or_else(|| {
                            "name a column that the table has: --dimension COLUMN".to_owned()
                        })),
                )
            })?;
            Ok((name.clone(), found))
        })
        .collect()
}

fn holders(
    reps: &Grid,
    team: &Team,
    as_of: Date,
    nulls: &[String],
) -> Result<Vec<Holder>, Failure> {
    let mapping = import::recognise(reps, Kind::Reps, &[], None).map_err(Failure::Data)?;
    let table = Table {
        grid: reps,
        mapping: &mapping,
        nulls,
    };
    let text = |name: &str, row: usize| table.at(name).and_then(|at| table.cell(at, row));
    let number = |name: &str, row| {
        text(name, row)
            .and_then(Decimal::parse)
            .map(Decimal::to_f64)
    };
    let day = |name: &str, row| text(name, row).and_then(|cell| cell.parse::<Date>().ok());
    Ok((0..reps.rows())
        .map(|row| {
            let id = &team.ids()[row];
            let gone = text("active", row).is_some_and(|cell| {
                matches!(
                    cell.to_ascii_lowercase().as_str(),
                    "false" | "no" | "0" | "n"
                )
            });
            Holder {
                id: id.clone(),
                name: text("name", row).unwrap_or(id).to_owned(),
                available: !gone
                    && day("start_date", row).is_none_or(|start| start <= as_of)
                    && day("end_date", row).is_none_or(|end| end >= as_of),
                capacity: number("capacity", row).map(|capacity| {
                    capacity
                        * number("fte", row).unwrap_or(1.0)
                        * number("ramp", row).unwrap_or(1.0)
                }),
            }
        })
        .collect())
}
