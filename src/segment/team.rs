//! The work against the people who are to do it: hours needed, hours there are, headcount.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    frame::Rule,
    model::{Decimal, Failure, Grid},
};

use super::{
    columns::{Numbers, Working},
    tiers::micros,
};

/// The team to check against.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// The rep table.
    pub reps: Grid,
    /// The columns that are held against each other, the widest first: each in the accounts and, where it is called
    /// differently, in the reps. Empty: `region`, where both tables have it.
    pub by: Vec<(String, Option<String>)>,
    /// Hours a year of one full-time rep where the rep table has no `capacity`.
    pub hours_per_rep: Option<f64>,
}

/// Hours against capacity, in a group of accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamFigures {
    /// What stands in the columns of [`TeamCheck::columns`]; fewer values than columns are a subtotal, none is everything.
    pub group: Vec<String>,
    /// Accounts.
    pub accounts: usize,
    /// Hours a year that they need, as far as known; `None` where nothing is known of any.
    pub hours: Option<f64>,
    /// Reps of the group, and the hours a year that they have for it: capacity x fte x ramp. `None` where the rep table does
    /// not say who belongs to the group.
    pub team: Option<(usize, f64)>,
    /// Full-time reps that the hours are worth, rounded up; `None` where no capacity is known.
    pub needed: Option<u64>,
}

/// The hours needed against the hours that there are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TeamCheck {
    /// The columns of the accounts that groups are made of.
    pub columns: Vec<String>,
    /// A subtotal before its groups, everything last.
    pub rows: Vec<TeamFigures>,
}

/// Accounts that are not worth a visit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NotWorth {
    /// How many.
    pub accounts: usize,
    /// Hours a year that would be free, as far as known; `None` where nothing is known.
    pub hours: Option<f64>,
    /// The potential that would not be visited, in the same way.
    pub potential: Option<f64>,
}

/// What a group sums up to; hours are millionths.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    accounts: usize,
    needed: i128,
    /// Accounts whose hours are unknown.
    unknown: usize,
    reps: usize,
    capacity: i128,
}

/// One row per group, subtotals of the wider columns, and everything.
///
/// A rep whose cell names several groups (`Bank;Insurance`) belongs to each of them and gives each the same part of his hours. One
/// whose cell of a finer column is empty belongs to the wider group alone: there the finer ones have no capacity of their own.
pub(super) fn check(table: &Working, team: &Team) -> Result<TeamCheck, Failure> {
    let reps = Working::new(
        team.reps.clone(),
        table.nulls.clone(),
        super::Overwrite::default(),
    );
    let columns = columns(table, &reps, &team.by)?;
    let mut sums: BTreeMap<Vec<&str>, Sum> = BTreeMap::new();
    sums.insert(Vec::new(), Sum::default());

    let hours = table.numbers("workload")?.unwrap_or_default();
    let mut group: Vec<&str> = Vec::new();
    for row in 0..table.rows() {
        group.clear();
        let cells = columns.iter().map(|column| table.cell(column.own, row));
        group.extend(cells.map(Option::unwrap_or_default));
        if !sums.contains_key(group.as_slice()) {
            sums.insert(group.clone(), Sum::default());
        }
        if let Some(sum) = sums.get_mut(group.as_slice()) {
            sum.accounts += 1;
            let needed = hours.get(row).copied().flatten();
            sum.needed += needed.map_or(0, micros);
            sum.unknown += usize::from(needed.is_none());
        }
    }
    if !columns.is_empty() {
        add_subtotals(&mut sums, columns.len());
    }
    let known: Vec<usize> = columns.iter().map_while(|column| column.of_reps).collect();
    let workers = workers(&reps, team.hours_per_rep)?;
    let mut shared: BTreeSet<Vec<&str>> = BTreeSet::new();
    for worker in &workers {
        let groups = groups_of(&reps, &known, worker.row);
        let levels = groups.first().map_or(0, Vec::len);
        if levels < known.len() {
            shared.extend(groups.iter().cloned());
        }
        for level in 0..=levels {
            let own: BTreeSet<&[&str]> = groups.iter().map(|group| &group[..level]).collect();
            for part in &own {
                let times = groups
                    .iter()
                    .filter(|group| group.starts_with(part))
                    .count();
                let sum = sums.entry(part.to_vec()).or_default();
                sum.reps += 1;
                sum.capacity += micros(worker.hours * times as f64 / groups.len() as f64);
            }
        }
    }
    let mut years: Vec<f64> = workers.iter().filter_map(|worker| worker.year).collect();
    years.sort_by(f64::total_cmp);
    let typical = super::rates::quantile(&years, 0.5).filter(|hours| *hours > 0.0);
    let mut rows: Vec<TeamFigures> = sums
        .iter()
        .map(|(group, sum)| {
            let nothing = sum.accounts > 0 && sum.unknown == sum.accounts;
            let hours = (!nothing).then(|| sum.needed as f64 / 1e6);
            let told = group.len() <= known.len()
                && !(0..group.len()).any(|level| shared.contains(&group[..level]));
            TeamFigures {
                group: group.iter().map(|&cell| cell.to_owned()).collect(),
                accounts: sum.accounts,
                hours,
                team: told.then_some((sum.reps, sum.capacity as f64 / 1e6)),
                needed: hours
                    .zip(typical)
                    .map(|(hours, typical)| (hours / typical - 1e-9).ceil().max(0.0) as u64),
            }
        })
        .collect();
    rows.rotate_left(1);
    Ok(TeamCheck {
        columns: columns.into_iter().map(|column| column.name).collect(),
        rows,
    })
}

/// A column of the accounts, and the one of the reps that says the same.
struct Pair {
    name: String,
    own: usize,
    of_reps: Option<usize>,
}

/// The columns asked for. The first must be in both tables; a finer one may be in the accounts alone: then there are hours
/// needed by it, and no capacity.
fn columns(
    table: &Working,
    reps: &Working,
    by: &[(String, Option<String>)],
) -> Result<Vec<Pair>, Failure> {
    if by.is_empty() {
        let both = alike(&table.grid, "region").zip(alike(&reps.grid, "region"));
        let pair = both.map(|(own, of_reps)| Pair {
            name: table.grid.columns[own].name.clone(),
            own,
            of_reps: Some(of_reps),
        });
        return Ok(pair.into_iter().collect());
    }
    by.iter()
        .enumerate()
        .map(|(at, (name, of_reps))| {
            let own = table.position(name, "--team-by")?;
            let there = match of_reps {
                Some(named) => Some(reps.position(named, "--team-by")?),
                // The rep table lists segments in `segments`.
                None => alike(&reps.grid, name).or_else(|| alike(&reps.grid, &format!("{name}s"))),
            };
            if at == 0 && there.is_none() {
                reps.position(name, "--team-by")?;
            }
            Ok(Pair {
                name: name.clone(),
                own,
                of_reps: there,
            })
        })
        .collect()
}

/// A column of this name; else one that is called so but for capitals, as exports have it.
fn alike(grid: &Grid, name: &str) -> Option<usize> {
    let ignoring_case = || {
        grid.headers()
            .position(|header| header.eq_ignore_ascii_case(name))
    };
    grid.position(name).or_else(ignoring_case)
}

/// Adds each group to the wider ones that it is part of.
fn add_subtotals(sums: &mut BTreeMap<Vec<&str>, Sum>, columns: usize) {
    let groups: Vec<(Vec<&str>, Sum)> = sums
        .iter()
        .filter(|(group, _)| group.len() == columns)
        .map(|(group, sum)| (group.clone(), *sum))
        .collect();
    for (group, sum) in groups {
        for level in 0..columns {
            let wider = sums.entry(group[..level].to_vec()).or_default();
            wider.accounts += sum.accounts;
            wider.needed += sum.needed;
            wider.unknown += sum.unknown;
        }
    }
}

/// Somebody who works.
struct Worker {
    row: usize,
    /// Hours a year of a full-time rep, where known.
    year: Option<f64>,
    /// Hours a year that he has: part time and ramp counted.
    hours: f64,
}

/// The reps who are active.
fn workers(reps: &Working, hours_per_rep: Option<f64>) -> Result<Vec<Worker>, Failure> {
    let capacity = reps.numbers("capacity")?;
    let (fte, ramp) = (reps.numbers("fte")?, reps.numbers("ramp")?);
    let active = reps.grid.position("active");
    let of = |column: &Option<Numbers>, row: usize| column.as_ref().and_then(|all| all[row]);
    let is_gone = |row: usize| {
        let cell = active.and_then(|at| reps.cell(at, row));
        cell.is_some_and(|cell| {
            matches!(
                cell.to_ascii_lowercase().as_str(),
                "false" | "no" | "0" | "n"
            )
        })
    };
    let worker = |row: usize| {
        let year = of(&capacity, row).or(hours_per_rep);
        let part = of(&fte, row).unwrap_or(1.0) * of(&ramp, row).unwrap_or(1.0);
        Worker {
            row,
            year,
            hours: year.unwrap_or(0.0) * part,
        }
    };
    Ok((0..reps.rows())
        .filter(|&row| !is_gone(row))
        .map(worker)
        .collect())
}

/// The groups of a rep: every combination of what his cells list, up to the first finer column that says nothing.
fn groups_of<'r>(reps: &'r Working, columns: &[usize], row: usize) -> Vec<Vec<&'r str>> {
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    for (level, &column) in columns.iter().enumerate() {
        let cell = reps.cell(column, row).unwrap_or_default();
        if level > 0 && cell.is_empty() {
            break;
        }
        let listed: BTreeSet<&str> = cell.split(';').map(str::trim).collect();
        groups = groups
            .iter()
            .flat_map(|group| {
                listed.iter().map(move |one| {
                    let mut longer = group.clone();
                    longer.push(one);
                    longer
                })
            })
            .collect();
    }
    groups
}

/// Fills `worth_visiting` with `no` where the expression is true and `yes` elsewhere, and counts what that frees.
pub(super) fn not_worth(
    table: &mut Working,
    rule: Option<&Rule>,
) -> Result<Option<NotWorth>, Failure> {
    let Some(rule) = rule else {
        return Ok(None);
    };
    let mask = crate::frame::Frame::new(&table.grid, &table.nulls)?.mask(rule)?;
    table.fill(
        "worth_visiting",
        crate::model::ColumnKind::Text,
        |row, out| {
            out.push_str(if mask[row] { "no" } else { "yes" });
        },
    );
    let accounts = mask.iter().filter(|no| **no).count();
    let sum = |name: &str| -> Option<f64> {
        let at = table.grid.position(name)?;
        let cells = mask.iter().enumerate().filter(|(_, no)| **no);
        let known = cells.filter_map(|(row, _)| Decimal::parse(table.cell(at, row)?));
        let amounts: Vec<i128> = known.map(|part| micros(part.to_f64())).collect();
        let nothing = amounts.is_empty() && accounts > 0;
        (!nothing).then(|| amounts.iter().sum::<i128>() as f64 / 1e6)
    };
    Ok(Some(NotWorth {
        accounts,
        hours: sum("workload"),
        potential: sum("potential"),
    }))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Settings, run, tests::grid},
        *,
    };

    #[test]
    fn hours_and_capacity_meet_by_region_and_segment() {
        let table = grid(
            &["account_id", "region", "segment", "workload"],
            &[
                &["A", "East", "Bank", "30"],
                &["B", "East", "Shop", "50"],
                &["C", "West", "Shop", "20"],
                &["D", "West", "", "5"],
            ],
        );
        // Ann gives half of her 100 hours to each segment; Cy takes any, so the west is told as a whole.
        let reps = grid(
            &["rep_id", "region", "segments", "capacity"],
            &[
                &["Ann", "East", "Bank; Shop", "100"],
                &["Bo", "East", "Shop", "60"],
                &["Cy", "West", "", "40"],
            ],
        );
        let check = |by: &[&str], reps: &Grid| {
            let settings = Settings {
                team: Some(Team {
                    reps: reps.clone(),
                    by: by.iter().map(|name| ((*name).to_owned(), None)).collect(),
                    hours_per_rep: None,
                }),
                ..Settings::default()
            };
            let rows = run(table.clone(), &settings).unwrap().team.rows;
            rows.into_iter()
                .map(|row| (row.group.join("/"), row.accounts, row.hours, row.team))
                .collect::<Vec<_>>()
        };
        let row =
            |group: &str, accounts, hours, team| (group.to_owned(), accounts, Some(hours), team);
        assert_eq!(
            check(&["region", "segment"], &reps),
            [
                row("East", 2, 80.0, Some((2, 160.0))),
                row("East/Bank", 1, 30.0, Some((1, 50.0))),
                row("East/Shop", 1, 50.0, Some((2, 110.0))),
                row("West", 2, 25.0, Some((1, 40.0))),
                row("West/", 1, 5.0, None),
                row("West/Shop", 1, 20.0, None),
                row("", 4, 105.0, Some((3, 200.0))),
            ]
        );
        // A rep table without segments says who works in a region, and no more.
        let reps = grid(
            &["rep_id", "Region", "capacity"],
            &[&["Ann", "East", "100"]],
        );
        let found = check(&["region", "segment"], &reps);
        assert_eq!(found[0], row("East", 2, 80.0, Some((1, 100.0))));
        assert_eq!(found[1], row("East/Bank", 1, 30.0, None));
        assert_eq!(found.last().unwrap().3, Some((1, 100.0)));
    }
    #[test]
    fn hours_of_which_nothing_is_known_are_not_zero() {
        let table = grid(
            &["account_id", "region", "workload"],
            &[&["A", "East", "30"], &["B", "East", ""], &["C", "West", ""]],
        );
        let reps = grid(
            &["rep_id", "region", "capacity"],
            &[&["Ann", "East", "20"], &["Bo", "South", "20"]],
        );
        let settings = Settings {
            team: Some(Team {
                reps,
                by: Vec::new(),
                hours_per_rep: None,
            }),
            ..Settings::default()
        };
        let rows = run(table, &settings).unwrap().team.rows;
        let hours: Vec<_> = rows.iter().map(|row| (row.hours, row.needed)).collect();
        // East, South (nobody to visit), West (nothing known), everything.
        assert_eq!(
            hours,
            [
                (Some(30.0), Some(2)),
                (Some(0.0), Some(0)),
                (None, None),
                (Some(30.0), Some(2))
            ]
        );
    }
}
