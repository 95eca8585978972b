//! Broken rules, each named with what it is about.

use std::collections::BTreeMap;

use super::{Figures, Permission, Rules};
use crate::{
    model::{Book, Change, Measure, Plan, RepIndex},
    spatial::Distances,
};

/// Which rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// The rep is inactive, not yet started or ended.
    RepUnavailable,
    /// The rep has no place or no share of a target.
    RepNotPlanned,
    /// An override excludes the pair.
    Excluded,
    /// A pinned account is elsewhere.
    PinBroken,
    /// A locked account has left its owner.
    LockBroken,
    /// An owned account has moved although only new ones may.
    OwnedMoved,
    /// Skills, segment, an expression or a missing distance say no.
    NotEligible,
    /// Nobody has the account although somebody may.
    Unassigned,
    /// A group is split although one rep may hold all of it.
    GroupSplit,
    /// A rep has more accounts than allowed.
    TooManyAccounts,
    /// More leaves available owners than allowed.
    TooMuchMoved,
    /// A territory's sum lies outside its bounds.
    OutsideBounds,
    /// The plan's `change` is not what the owner and the rep say.
    WrongChange,
    /// The plan's `distance` is not the distance.
    WrongDistance,
}

impl FindingKind {
    /// As machines read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RepUnavailable => "rep_unavailable",
            Self::RepNotPlanned => "rep_not_planned",
            Self::Excluded => "excluded",
            Self::PinBroken => "pin_broken",
            Self::LockBroken => "lock_broken",
            Self::OwnedMoved => "owned_moved",
            Self::NotEligible => "not_eligible",
            Self::Unassigned => "unassigned",
            Self::GroupSplit => "group_split",
            Self::TooManyAccounts => "too_many_accounts",
            Self::TooMuchMoved => "too_much_moved",
            Self::OutsideBounds => "outside_bounds",
            Self::WrongChange => "wrong_change",
            Self::WrongDistance => "wrong_distance",
        }
    }
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which.
    pub kind: FindingKind,
    /// The account it is about.
    pub account: Option<u32>,
    /// The rep it is about.
    pub rep: Option<u32>,
    /// The measure it is about, and how far off it is (relative to the target or bound).
    pub measure: Option<(String, f64)>,
    /// One sentence.
    pub message: String,
}

/// The judgement.
#[derive(Debug, Clone)]
pub struct Findings {
    /// Broken rules: by account, then groups, caps, bounds.
    pub list: Vec<Finding>,
    /// The figures, recomputed.
    pub figures: Figures,
}

impl Findings {
    /// Whether nothing is broken.
    pub fn is_clean(&self) -> bool {
        self.list.is_empty()
    }

    /// How many of a kind.
    pub fn count(&self, kind: FindingKind) -> usize {
        self.list
            .iter()
            .filter(|finding| finding.kind == kind)
            .count()
    }
}

/// Checks every account: its rep, its `change`, its `distance`.
pub(super) fn per_account(
    book: &Book,
    plan: &Plan,
    distances: &Distances,
    permission: &Permission,
    list: &mut Vec<Finding>,
) {
    for account in 0..book.accounts.len() {
        let id = book.accounts.ids.get(account);
        let rep = plan.alignment.0[account].map(RepIndex::at);
        let mut push = |kind, message| {
            list.push(Finding {
                kind,
                account: Some(account as u32),
                rep: rep.map(|rep| rep as u32),
                measure: None,
                message,
            });
        };
        match rep {
            None if permission.somebody(account) => {
                push(
                    FindingKind::Unassigned,
                    format!("account `{id}` has no rep although somebody may hold it"),
                );
            }
            None => {}
            Some(rep) => {
                let name = &book.reps[rep].id;
                if let Some(kind) = permission.broken(account, rep) {
                    let rule = kind.as_str().replace('_', " ");
                    push(
                        kind,
                        format!("account `{id}` may not be with rep `{name}`: {rule}"),
                    );
                }
            }
        }
        let change = Change::between(&book.accounts.owners[account], plan.alignment.0[account]);
        if let Some(&written) = plan.changes.get(account)
            && written != change
        {
            let (written, change) = (written.as_str(), change.as_str());
            push(
                FindingKind::WrongChange,
                format!("account `{id}` says `{written}` and is `{change}`"),
            );
        }
        let distance = rep.and_then(|rep| distances.in_units(account, rep));
        if let Some(&written) = plan.distances.get(account)
            && let (Some(written), Some(distance)) = (written, distance)
            && (written - distance).abs() > 0.0015
        {
            push(
                FindingKind::WrongDistance,
                format!("account `{id}` says {written} and is {distance} away"),
            );
        }
    }
}

/// Checks that groups are whole where they can be.
pub(super) fn groups(book: &Book, plan: &Plan, permission: &Permission, list: &mut Vec<Finding>) {
    let Some(groups) = &book.groups else {
        return;
    };
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (account, &group) in groups.iter().enumerate() {
        if plan.alignment.0[account].is_some() {
            members.entry(group).or_default().push(account);
        }
    }
    for accounts in members.values() {
        let rep = plan.alignment.0[accounts[0]];
        let split = accounts
            .iter()
            .find(|&&account| plan.alignment.0[account] != rep);
        if let Some(&other) = split
            && permission.common(accounts)
        {
            let (a, b) = (
                book.accounts.ids.get(accounts[0]),
                book.accounts.ids.get(other),
            );
            list.push(Finding {
                kind: FindingKind::GroupSplit,
                account: Some(other as u32),
                rep: plan.alignment.0[other].map(|rep| rep.0),
                measure: None,
                message: format!(
                    "accounts `{a}` and `{b}` belong together and are with different reps"
                ),
            });
        }
    }
}

/// Checks `max_accounts` and `--max-moved`.
pub(super) fn caps(book: &Book, plan: &Plan, rules: &Rules, list: &mut Vec<Finding>) {
    let mut held = vec![0u32; book.reps.len()];
    for rep in plan.alignment.0.iter().flatten() {
        held[rep.at()] += 1;
    }
    for (rep, (row, &held)) in book.reps.iter().zip(&held).enumerate() {
        if let Some(most) = row.max_accounts
            && held > most
        {
            list.push(Finding {
                kind: FindingKind::TooManyAccounts,
                account: None,
                rep: Some(rep as u32),
                measure: Some((
                    Measure::COUNT.to_owned(),
                    f64::from(held) / f64::from(most.max(1)) - 1.0,
                )),
                message: format!("rep `{}` has {held} accounts, {most} allowed", row.id),
            });
        }
    }
    for cap in &rules.max_moved {
        let measure = cap.measure.as_ref().and_then(|name| book.measure(name));
        let amount = |account: usize| measure.map_or(1, |at| book.measures[at].amount(account));
        let (mut all, mut moved) = (0i128, 0i128);
        for (account, owner) in book.accounts.owners.iter().enumerate() {
            let Some(owner) = owner
                .rep()
                .filter(|rep| book.reps[rep.at()].is_available(rules.as_of))
            else {
                continue;
            };
            all += i128::from(amount(account));
            if plan.alignment.0[account] != Some(owner) {
                moved += i128::from(amount(account));
            }
        }
        if moved * 1_000_000 > all * i128::from(cap.millionths) {
            let share = moved as f64 / all as f64;
            let what = cap.measure.as_deref().unwrap_or(Measure::COUNT);
            list.push(Finding {
                kind: FindingKind::TooMuchMoved,
                account: None,
                rep: None,
                measure: Some((what.to_owned(), share)),
                message: format!(
                    "{:.2} % of {what} leaves available owners, {cap} allowed",
                    share * 100.0
                ),
            });
        }
    }
}

/// Checks every territory's sums.
pub(super) fn bounds(book: &Book, figures: &Figures, list: &mut Vec<Finding>) {
    for measure in &figures.measures {
        for (rep, &violation) in measure.violations.iter().enumerate() {
            if violation > 0.0 {
                let id = &book.reps[rep].id;
                let load = measure.loads[rep];
                let off = match measure.deviations[rep] {
                    Some(deviation) => format!("{:+.2} % off its target", deviation * 100.0),
                    None => format!("{:.2} % outside its bounds", violation * 100.0),
                };
                list.push(Finding {
                    kind: FindingKind::OutsideBounds,
                    account: None,
                    rep: Some(rep as u32),
                    measure: Some((measure.name.clone(), violation)),
                    message: format!("rep `{id}` holds {load} of {}: {off}", measure.name),
                });
            }
        }
    }
}
