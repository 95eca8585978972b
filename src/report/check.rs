//! The gates: whether a plan is good enough for a script to go on. Every reason has a row.

use super::{Basis, Cell, Kind, Ledger, Sheet, SheetColumn, Sums, changes::owner_id, territories};
use crate::{
    audit::{Finding, FindingKind, Findings},
    model::{Diagnostic, MoveCap},
};

/// What a plan must not exceed. A gate without a measure is for accounts (`max_moved`, `min_coverage`) or for every balanced measure
/// (`max_deviation`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gates {
    /// The largest deviation from target; takes the place of the plan's own tolerance.
    pub max_deviation: Vec<MoveCap>,
    /// The most that may leave available owners, as a share of what they hold.
    pub max_moved: Vec<MoveCap>,
    /// The least that must have a rep.
    pub min_coverage: Vec<MoveCap>,
    /// The busiest rep, in millionths of the hours he has.
    pub max_utilisation: Option<u32>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// One row per gate, and one per reason where it is violated.
    pub sheet: Sheet,
    /// How many gates were judged.
    pub gates: usize,
    /// How many of them are violated.
    pub violated: usize,
}

impl Checked {
    /// Whether all gates hold.
    pub fn passed(&self) -> bool {
        self.violated == 0
    }
}

/// Judges a plan.
///
/// # Errors
/// A gate that cannot be judged: a measure that is not there, no targets, no capacities (E520, E521).
pub fn check(
    basis: &Basis,
    ledger: &Ledger,
    findings: &Findings,
    gates: &Gates,
) -> Result<Checked, Diagnostic> {
    let mut judge = Judge {
        basis,
        ledger,
        sheet: Sheet::new("check", "Check").with_columns(vec![
            SheetColumn::new("gate", Kind::Key).once(),
            SheetColumn::new("measure", Kind::Text),
            SheetColumn::new("rep_id", Kind::Id).label("rep"),
            SheetColumn::new("account_id", Kind::Id).label("account"),
            SheetColumn::new("value", Kind::Mixed),
            SheetColumn::new("limit", Kind::Mixed),
            SheetColumn::new("result", Kind::Key),
            SheetColumn::new("reason", Kind::Text),
        ]),
        gates: 0,
        violated: 0,
    };
    judge.rules(findings, !gates.max_deviation.is_empty());
    judge.deviation(&gates.max_deviation)?;
    judge.moved(&gates.max_moved)?;
    judge.coverage(&gates.min_coverage)?;
    judge.utilisation(gates.max_utilisation)?;
    Ok(Checked {
        sheet: judge.sheet,
        gates: judge.gates,
        violated: judge.violated,
    })
}

/// The rules that have a gate of their own: which gate a finding belongs to.
fn gate_of(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::OutsideBounds => "tolerances",
        FindingKind::WrongChange | FindingKind::WrongDistance => "plan_columns",
        FindingKind::Unassigned => "assigned",
        _ => "rules",
    }
}

struct Judge<'a, 'b> {
    basis: &'a Basis<'b>,
    ledger: &'a Ledger,
    sheet: Sheet,
    gates: usize,
    violated: usize,
}

/// One row of the answer.
#[derive(Default)]
struct Line<'a> {
    gate: &'a str,
    measure: &'a str,
    rep: Option<usize>,
    account: Option<usize>,
    value: Option<Cell>,
    limit: Option<Cell>,
    good: bool,
    reason: String,
}

impl Judge<'_, '_> {
    fn line(&mut self, line: Line) {
        let book = self.basis.book;
        let id = |rep: usize| Cell::text(&book.reps[rep].id);
        let account = |account: usize| Cell::text(book.accounts.ids.get(account));
        let result = if line.good { "ok" } else { "violated" };
        self.sheet.push(vec![
            Cell::text(line.gate),
            Cell::text(line.measure),
            line.rep.map_or(Cell::Missing, id),
            line.account.map_or(Cell::Missing, account),
            line.value.unwrap_or(Cell::Missing),
            line.limit.unwrap_or(Cell::Missing),
            Cell::Verdict(line.good, result.into()),
            Cell::text(line.reason),
        ]);
    }

    /// Counts a gate and writes its row.
    fn gate(&mut self, line: Line) {
        self.gates += 1;
        self.violated += usize::from(!line.good);
        self.line(line);
    }

    /// What the audit found; bounds only where no gate takes their place.
    fn rules(&mut self, findings: &Findings, other_bounds: bool) {
        for gate in ["rules", "assigned", "plan_columns", "tolerances"] {
            if gate == "tolerances" && other_bounds {
                continue;
            }
            let broken: Vec<&Finding> = findings
                .list
                .iter()
                .filter(|finding| gate_of(finding.kind) == gate)
                .collect();
            self.gate(Line {
                gate,
                value: Some(Cell::count(broken.len())),
                limit: Some(Cell::Integer(0)),
                good: broken.is_empty(),
                reason: match broken.len() {
                    0 => String::new(),
                    1 => "1 finding".to_owned(),
                    count => format!("{count} findings"),
                },
                ..Line::default()
            });
            for finding in broken {
                let (measure, off) = match &finding.measure {
                    Some((name, off)) => (name.as_str(), Some(Cell::Percent(*off))),
                    None => ("", None),
                };
                self.line(Line {
                    gate,
                    measure,
                    rep: finding.rep.map(|rep| rep as usize),
                    account: finding.account.map(|account| account as usize),
                    value: off,
                    limit: None,
                    good: false,
                    reason: format!("{}: {}", finding.kind.as_str(), finding.message),
                });
            }
        }
    }

    fn deviation(&mut self, gates: &[MoveCap]) -> Result<(), Diagnostic> {
        let basis = self.basis;
        for balanced in &basis.balanced {
            let name = basis.book.measures[balanced.measure].name.as_str();
            let own = gates
                .iter()
                .rev()
                .find(|gate| gate.measure.as_deref() == Some(name));
            let all = gates.iter().rev().find(|gate| gate.measure.is_none());
            let Some(limit) = own.or(all).map(share) else {
                continue;
            };
            if balanced.rule.is_none() {
                return Err(Diagnostic::error(
                    "E521",
                    format!("--max-deviation cannot judge `{name}`: it has absolute bounds and no target"),
                )
                .fix(format!("name the other measures: --max-deviation MEASURE:{}%", limit * 100.0)));
            }
            // `None`: nothing is known of what the territory holds. That is no pass.
            let off: Vec<(usize, Option<f64>)> = (0..basis.book.reps.len())
                .filter_map(|rep| {
                    let goal = balanced.goals[rep]?;
                    let load = self.ledger.reps[rep].after.known(balanced.measure);
                    Some((rep, load.and_then(|load| goal.deviation(load))))
                })
                .collect();
            let known = off.iter().filter_map(|(_, off)| *off);
            let worst = known.map(f64::abs).reduce(f64::max);
            let beyond: Vec<&(usize, Option<f64>)> = off
                .iter()
                .filter(|(_, off)| off.is_none_or(|off| exceeds(off.abs(), limit)))
                .collect();
            self.gate(Line {
                gate: "max_deviation",
                measure: name,
                value: worst.map(Cell::Percent),
                limit: Some(Cell::Percent(limit)),
                good: beyond.is_empty(),
                reason: if beyond.is_empty() {
                    String::new()
                } else {
                    format!("{} of {} territories", beyond.len(), off.len())
                },
                ..Line::default()
            });
            for (rep, off) in beyond {
                let reason = match off {
                    Some(off) if *off > 0.0 => "over its target".to_owned(),
                    Some(_) => "under its target".to_owned(),
                    None => format!("{name} is unknown for all its accounts"),
                };
                self.line(Line {
                    gate: "max_deviation",
                    measure: name,
                    rep: Some(*rep),
                    value: off.map(Cell::Percent),
                    limit: Some(Cell::Percent(limit)),
                    reason,
                    ..Line::default()
                });
            }
        }
        self.known(gates, "--max-deviation", |name| {
            let of = |one: &super::Balanced| basis.book.measures[one.measure].name == name;
            basis.balanced.iter().any(of)
        })
    }

    fn moved(&mut self, gates: &[MoveCap]) -> Result<(), Diagnostic> {
        self.known(gates, "--max-moved", |name| {
            self.basis.book.measure(name).is_some()
        })?;
        for gate in gates {
            let moved = self.part("--max-moved", gate, &self.ledger.leaving, &self.ledger.held)?;
            let limit = share(gate);
            self.gate(Line {
                gate: "max_moved",
                measure: gate.measure.as_deref().unwrap_or("accounts"),
                value: moved.value(0.0),
                limit: Some(Cell::Percent(limit)),
                good: !exceeds(moved.share.unwrap_or(0.0), limit),
                reason: format!(
                    "{} of {} accounts leave available owners{}",
                    self.ledger.leaving.accounts, self.ledger.held.accounts, moved.remark
                ),
                ..Line::default()
            });
        }
        Ok(())
    }

    fn coverage(&mut self, gates: &[MoveCap]) -> Result<(), Diagnostic> {
        self.known(gates, "--min-coverage", |name| {
            self.basis.book.measure(name).is_some()
        })?;
        for gate in gates {
            let (assigned, all) = (&self.ledger.assigned, &self.ledger.all);
            let covered = self.part("--min-coverage", gate, assigned, all)?;
            let limit = share(gate);
            let missing = all.accounts - assigned.accounts;
            let good = !exceeds(limit, covered.share.unwrap_or(1.0));
            self.gate(Line {
                gate: "min_coverage",
                measure: gate.measure.as_deref().unwrap_or("accounts"),
                value: covered.value(1.0),
                limit: Some(Cell::Percent(limit)),
                good,
                reason: format!("{missing} accounts without a rep{}", covered.remark),
                ..Line::default()
            });
        }
        Ok(())
    }

    fn utilisation(&mut self, gate: Option<u32>) -> Result<(), Diagnostic> {
        let Some(limit) = gate.map(|millionths| f64::from(millionths) / 1e6) else {
            return Ok(());
        };
        let basis = self.basis;
        let Some(workload) = basis.workload() else {
            return Err(Diagnostic::error(
                "E521",
                "--max-utilisation needs the measure `workload`, which the plan lacks",
            )
            .fix("add workload in hours a year: `terr segment`, or a column"));
        };
        let mut each = Vec::new();
        for rep in (0..basis.book.reps.len()).filter(|&rep| basis.planned[rep]) {
            let sums = &self.ledger.reps[rep].after;
            let hours = basis.book.reps[rep].effective_capacity();
            if hours.is_none_or(|hours| hours <= 0.0) {
                let id = &basis.book.reps[rep].id;
                return Err(Diagnostic::error(
                    "E521",
                    format!("--max-utilisation cannot judge rep `{id}`: no capacity"),
                )
                .expected("hours a year in the column `capacity` of the rep table")
                .fix("fill in `capacity` for every planned rep"));
            }
            each.push((rep, territories::utilised(basis, &[rep], sums, workload)));
        }
        let beyond: Vec<&(usize, Option<f64>)> = each
            .iter()
            .filter(|(_, used)| used.is_none_or(|used| exceeds(used, limit)))
            .collect();
        self.gate(Line {
            gate: "max_utilisation",
            measure: "workload",
            value: each
                .iter()
                .filter_map(|(_, used)| *used)
                .reduce(f64::max)
                .map(Cell::Percent),
            limit: Some(Cell::Percent(limit)),
            good: beyond.is_empty(),
            reason: if beyond.is_empty() {
                String::new()
            } else {
                format!("{} of {} reps", beyond.len(), each.len())
            },
            ..Line::default()
        });
        for (rep, used) in beyond {
            self.line(Line {
                gate: "max_utilisation",
                measure: "workload",
                rep: Some(*rep),
                value: used.map(Cell::Percent),
                limit: Some(Cell::Percent(limit)),
                reason: match used {
                    Some(_) => "more hours planned than the rep has".to_owned(),
                    None => "workload is unknown for all accounts of the rep".to_owned(),
                },
                ..Line::default()
            });
        }
        Ok(())
    }

    /// The share of a gate's measure, or of accounts, that `part` has of `whole`; unknown amounts add nothing to either.
    ///
    /// # Errors
    /// Nothing at all is known of the whole (E521).
    fn part(
        &self,
        flag: &str,
        gate: &MoveCap,
        part: &Sums,
        whole: &Sums,
    ) -> Result<Part, Diagnostic> {
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        let named = gate.measure.as_deref();
        let Some((name, measure)) =
            named.and_then(|name| Some((name, self.basis.book.measure(name)?)))
        else {
            return Ok(Part {
                share: share(part.accounts as f64, whole.accounts as f64),
                known: true,
                remark: String::new(),
            });
        };
        if whole.known(measure).is_none() {
            return Err(Diagnostic::error(
                "E521",
                format!("{flag} cannot judge `{name}`: it is unknown for all accounts"),
            )
            .fix("fill in the column, or name another measure"));
        }
        Ok(Part {
            share: share(part.amounts[measure] as f64, whole.amounts[measure] as f64),
            known: part.known(measure).is_some(),
            remark: match part.unknown[measure] {
                0 => String::new(),
                unknown => format!("; {name} is unknown for {unknown}"),
            },
        })
    }

    /// Every measure that a gate names is there.
    fn known(
        &self,
        gates: &[MoveCap],
        flag: &str,
        is_there: impl Fn(&str) -> bool,
    ) -> Result<(), Diagnostic> {
        let unknown = gates
            .iter()
            .filter_map(|gate| gate.measure.as_deref())
            .find(|name| !is_there(name));
        match unknown {
            None => Ok(()),
            Some(name) => {
                let names: Vec<&str> = self
                    .basis
                    .book
                    .measures
                    .iter()
                    .map(|one| one.name.as_str())
                    .collect();
                Err(Diagnostic::error(
                    "E520",
                    format!("{flag} names `{name}`, which the plan does not balance or weigh"),
                )
                .expected(names.join(", "))
                .fix(format!("correct the name, or add --measure {name}")))
            }
        }
    }
}

/// A part of a whole.
struct Part {
    /// `None` where the whole is 0.
    share: Option<f64>,
    /// Whether anything is known of the part.
    known: bool,
    /// For how many accounts of the part the measure is unknown, for people.
    remark: String,
}

impl Part {
    /// What is shown: nothing where nothing is known, `otherwise` where the whole is 0.
    fn value(&self, otherwise: f64) -> Option<Cell> {
        self.known
            .then(|| Cell::Percent(self.share.unwrap_or(otherwise)))
    }
}

/// A gate's limit as a share.
fn share(gate: &MoveCap) -> f64 {
    f64::from(gate.millionths) / 1e6
}

/// Whether a value lies above a limit by more than binary fractions make of it.
fn exceeds(value: f64, limit: f64) -> bool {
    value > limit + 1e-9
}

/// The accounts without a rep: what stands behind a coverage below its gate.
pub fn uncovered(basis: &Basis) -> Sheet {
    let mut sheet = Sheet::new("unassigned", "Accounts without a rep").with_columns(vec![
        SheetColumn::new("account_id", Kind::Id).label("account"),
        SheetColumn::new("name", Kind::Text),
        SheetColumn::new("previous_rep_id", Kind::Id).label("from"),
        SheetColumn::new("reason", Kind::Key),
    ]);
    for (account, rep) in basis.plan.alignment.0.iter().enumerate() {
        if rep.is_none() {
            sheet.push(vec![
                Cell::text(basis.book.accounts.ids.get(account)),
                Cell::text(basis.book.accounts.names.get(account)),
                Cell::text(owner_id(basis, account)),
                Cell::text(basis.plan.reasons[account].as_str()),
            ]);
        }
    }
    sheet
}
