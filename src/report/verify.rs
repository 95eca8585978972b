//! Every figure of a manifest against what it should be: nothing is believed.

use std::collections::BTreeMap;

use super::{Basis, Cell, Kind, Sheet, SheetColumn};
use crate::{
    audit::{Findings, MeasureFigures},
    model::{Manifest, Owner, Plan},
};

/// How far a figure may be off through rounding alone: a part in a billion.
const SLACK: f64 = 1e-9;

/// The answer: one row per thing verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The rows.
    pub sheet: Sheet,
    /// How many are wrong.
    pub wrong: usize,
}

impl Verified {
    /// Nothing verified yet.
    pub fn new() -> Self {
        Self {
            sheet: Sheet::new("verify", "Verify").with_columns(vec![
                SheetColumn::new("what", Kind::Key).once(),
                SheetColumn::new("name", Kind::Text),
                SheetColumn::new("stated", Kind::Text),
                SheetColumn::new("found", Kind::Text),
                SheetColumn::new("result", Kind::Key),
            ]),
            wrong: 0,
        }
    }

    /// A thing that is as stated or not.
    pub fn add(&mut self, what: &str, name: &str, stated: &str, found: &str, good: bool) {
        self.wrong += usize::from(!good);
        let result = if good { "ok" } else { "wrong" };
        self.sheet.push(vec![
            Cell::text(what),
            Cell::text(name),
            Cell::text(stated),
            Cell::text(found),
            Cell::Verdict(good, result.into()),
        ]);
    }

    /// Two texts that must be equal.
    pub fn same(&mut self, what: &str, name: &str, stated: &str, found: &str) {
        self.add(what, name, stated, found, stated == found);
    }

    /// Two figures that must be equal but for rounding.
    fn close(&mut self, what: &str, name: &str, stated: Option<f64>, found: Option<f64>) {
        let good = match (stated, found) {
            (Some(stated), Some(found)) => {
                (stated - found).abs() <= SLACK * stated.abs().max(found.abs()).max(1.0)
            }
            (stated, found) => stated.is_none() && found.is_none(),
        };
        let text = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        self.add(what, name, &text(stated), &text(found), good);
    }
}

impl Default for Verified {
    fn default() -> Self {
        Self::new()
    }
}

/// Verifies the figures of a manifest. `now` is the audit of the plan, `before` that of today's owners.
pub fn figures(
    verified: &mut Verified,
    basis: &Basis,
    manifest: &Manifest,
    now: &Findings,
    before: &[MeasureFigures],
) {
    let objective = &manifest.objective;
    let found = &now.figures.objective;
    for (name, stated, found) in [
        ("total", objective.total, found.total),
        ("travel", objective.travel, found.travel),
        ("continuity", objective.continuity, found.continuity),
        ("misfit", objective.misfit, found.misfit),
    ] {
        verified.close("objective", name, Some(stated), Some(found));
    }
    let names = |list: Vec<&str>| list.join(", ");
    verified.same(
        "measures",
        "names",
        &names(
            manifest
                .measures
                .iter()
                .map(|one| one.name.as_str())
                .collect(),
        ),
        &names(
            now.figures
                .measures
                .iter()
                .map(|one| one.name.as_str())
                .collect(),
        ),
    );
    for record in &manifest.measures {
        let of = |list: &[MeasureFigures]| list.iter().find(|one| one.name == record.name).cloned();
        let (Some(after), Some(before)) = (of(&now.figures.measures), of(before)) else {
            continue;
        };
        let name = |figure: &str| format!("{} {figure}", record.name);
        let known = basis.book.measure(&record.name).map(|at| {
            basis.book.measures[at].known() as f64 / basis.book.accounts.len().max(1) as f64
        });
        let outside = after
            .violations
            .iter()
            .filter(|violation| **violation > 0.0)
            .count();
        verified.close(
            "measures",
            &name("total"),
            Some(record.total),
            Some(after.total),
        );
        verified.close("measures", &name("known"), Some(record.known), known);
        verified.close(
            "measures",
            &name("max_deviation_before"),
            record.max_deviation_before,
            before.max_deviation(),
        );
        verified.close(
            "measures",
            &name("max_deviation_after"),
            record.max_deviation_after,
            after.max_deviation(),
        );
        verified.same(
            "measures",
            &name("outside"),
            &record.outside.to_string(),
            &outside.to_string(),
        );
    }
    moved(verified, basis, manifest);
    proof(verified, manifest, now);
}

/// What moves, counted again.
fn moved(verified: &mut Verified, basis: &Basis, manifest: &Manifest) {
    let owners = &basis.book.accounts.owners;
    let owned = |account: &usize| owners[*account] != Owner::Nobody;
    let leaves = |account: &usize| {
        let rep = basis.plan.alignment.0[*account];
        owned(account) && rep.is_some() && owners[*account].rep() != rep
    };
    let accounts = || 0..owners.len();
    let moved = accounts().filter(leaves).count();
    let all = accounts().filter(owned).count();
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let stated = &manifest.moved;
    verified.same(
        "moved",
        "accounts",
        &stated.accounts.to_string(),
        &moved.to_string(),
    );
    let found = share(moved as f64, all as f64);
    verified.close("moved", "share", Some(stated.share), Some(found));
    let mut found: BTreeMap<&str, f64> = BTreeMap::new();
    for balanced in &basis.balanced {
        let measure = &basis.book.measures[balanced.measure];
        let sum = |which: &dyn Fn(&usize) -> bool| -> f64 {
            accounts()
                .filter(which)
                .map(|account| measure.amount(account) as f64)
                .sum()
        };
        found.insert(&measure.name, share(sum(&leaves), sum(&owned)));
    }
    for (name, share) in &stated.by_measure {
        verified.close(
            "moved",
            name,
            Some(*share),
            found.get(name.as_str()).copied(),
        );
    }
}

/// Feasibility, the bound below the cost, the gap between them, and every rule.
fn proof(verified: &mut Verified, manifest: &Manifest, now: &Findings) {
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    let outside = now
        .figures
        .measures
        .iter()
        .any(|one| one.violations.iter().any(|off| *off > 0.0));
    let hard = now.list.iter().any(|finding| finding.measure.is_none());
    let feasible = !outside && !hard;
    verified.same("proof", "feasible", yes(manifest.feasible), yes(feasible));
    if let Some(bound) = manifest.bound {
        let total = now.figures.objective.total;
        // The bound holds for plans within the bounds only.
        let below = !feasible || bound <= total * (1.0 + SLACK) + SLACK;
        verified.add(
            "proof",
            "bound_not_above_cost",
            &bound.to_string(),
            &total.to_string(),
            below,
        );
        let gap = (feasible && bound > 0.0).then(|| ((total - bound) / bound).max(0.0));
        verified.close("proof", "gap", manifest.gap, gap);
    }
    for finding in now.list.iter().filter(|finding| finding.measure.is_none()) {
        verified.add("rules", finding.kind.as_str(), "", &finding.message, false);
    }
}

/// A plan that leaves every account with its owner, as far as planned reps own them: what "before" means.
pub fn as_today(basis: &Basis) -> Plan {
    let mut plan = basis.plan.clone();
    for (rep, owner) in plan.alignment.0.iter_mut().zip(&basis.book.accounts.owners) {
        *rep = owner.rep();
    }
    plan.changes.clear();
    plan.distances.clear();
    plan
}
