//! Who can hold a territory, and with which share of each measure.

use super::Rules;
use crate::{
    model::{Book, Rep, TargetRule, Tolerance},
    spatial::Distances,
};

/// The planned reps and their shares.
pub(super) struct Team {
    /// Whether each rep is planned.
    pub(super) planned: Vec<bool>,
    /// Per balanced measure, the share of each rep (0 for others); `None` with absolute bounds or without a share for everybody.
    pub(super) shares: Vec<Option<Vec<f64>>>,
}

impl Team {
    pub(super) fn new(book: &Book, distances: &Distances, rules: &Rules) -> Self {
        let mut planned: Vec<bool> = (0..book.reps.len())
            .map(|rep| book.reps[rep].is_available(rules.as_of) && distances.is_placed(rep))
            .collect();
        // The default rule looks at all who are available, before those without a share drop out.
        let asked: Vec<Option<TargetRule>> = rules
            .measures
            .iter()
            .map(|request| match request.tolerance {
                Tolerance::Bounds(..) => None,
                Tolerance::Share(_) => Some(rule(book, &planned, rules, &request.name)),
            })
            .collect();
        let weight = |rule: &TargetRule, rep: usize| weight(book, rule, &book.reps[rep]);
        for rule in asked.iter().flatten() {
            for (rep, planned) in planned.iter_mut().enumerate() {
                *planned &= weight(rule, rep) != Some(0.0);
            }
        }
        let shares = asked.iter().map(|rule| {
            let rule = rule.as_ref()?;
            let weights: Option<Vec<f64>> = (0..book.reps.len())
                .map(|rep| {
                    if planned[rep] {
                        weight(rule, rep)
                    } else {
                        Some(0.0)
                    }
                })
                .collect();
            let weights = weights?;
            let sum: f64 = weights.iter().sum();
            Some(weights.iter().map(|weight| weight / sum).collect())
        });
        let shares = shares.collect();
        Self { planned, shares }
    }
}

/// The rule of a measure: its own, else the general one, else capacity where every planned rep has one, else equal.
fn rule(book: &Book, planned: &[bool], rules: &Rules, measure: &str) -> TargetRule {
    let find = |wanted: Option<&str>| {
        let mut targets = rules.targets.iter().rev();
        targets.find(|target| target.measure.as_deref() == wanted)
    };
    if let Some(target) = find(Some(measure)).or_else(|| find(None)) {
        return target.rule.clone();
    }
    let mut team = book
        .reps
        .iter()
        .zip(planned)
        .filter(|(_, planned)| **planned);
    if team.all(|(rep, _)| rep.capacity.is_some()) {
        TargetRule::Capacity
    } else {
        TargetRule::Equal
    }
}

fn weight(book: &Book, rule: &TargetRule, rep: &Rep) -> Option<f64> {
    match rule {
        TargetRule::Equal => Some(1.0),
        TargetRule::Capacity => rep.effective_capacity(),
        TargetRule::Column(name) => {
            let at = book
                .share_columns
                .iter()
                .position(|column| column == name)?;
            rep.shares.get(at)?.map(crate::model::Decimal::to_f64)
        }
    }
}
