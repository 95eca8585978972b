//! Pins, locks, exclusions and preferences: what was asked account by account, and what stronger rules leave of it.

use std::collections::BTreeMap;

use super::{
    Options, Roster,
    eligibility::{Block, barred, ineligible},
};
use crate::{
    model::{Action, Book, Diagnostic, Override},
    spatial::Distances,
};

/// What binds an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Nothing.
    Free,
    /// A pin to this rep.
    Pinned(u32),
    /// A lock to its owner.
    Locked(u32),
    /// `--only-new`: it has an owner who is available.
    Stays(u32),
}

impl Duty {
    /// The rep that the account is bound to.
    pub fn rep(self) -> Option<u32> {
        match self {
            Self::Free => None,
            Self::Pinned(rep) | Self::Locked(rep) | Self::Stays(rep) => Some(rep),
        }
    }
}

/// A rule that takes part in clashes. Stronger ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleKind {
    /// A rep who cannot be planned, or cannot serve the account.
    Unavailable,
    /// An exclusion.
    Exclude,
    /// A pin.
    Pin,
    /// A lock.
    Locked,
    /// Required skills, segments, expressions.
    Eligibility,
    /// A group kept whole.
    Group,
    /// A preference.
    Preference,
}

impl RuleKind {
    /// As in the list of precedence of the README.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable rep",
            Self::Exclude => "exclude",
            Self::Pin => "pin",
            Self::Locked => "locked",
            Self::Eligibility => "skills, segments and expressions",
            Self::Group => "group",
            Self::Preference => "preference",
        }
    }
}

/// Two rules that ask for different things of one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clash {
    /// The rule that holds.
    pub winner: RuleKind,
    /// The rule that gives way.
    pub loser: RuleKind,
    /// The account.
    pub account: u32,
    /// The rep that the losing rule asked for.
    pub rep: Option<u32>,
}

/// What became of one row of the overrides.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// The row: its position in [`Book::overrides`].
    pub row: usize,
    /// The outcome.
    pub outcome: FateOutcome,
    /// What the row costs: the plan's cost of this account over its cheapest permitted rep without the row, in distance unit x travel
    /// measure. `None` where it was not honoured.
    pub cost: Option<f64>,
}

/// Whether a row was honoured.
#[derive(Debug, Clone, PartialEq)]
pub enum FateOutcome {
    /// Yes.
    Honoured,
    /// No: a stronger rule.
    Refused(RuleKind),
    /// No: the plan has a better use (preferences only).
    NotGranted,
    /// The day of expiry has passed.
    Expired,
    /// Nothing to do: no owner to stay with.
    NoOwner,
}

/// Everything that was asked, sorted out.
#[derive(Debug, Default)]
pub(super) struct Requests {
    /// One per account.
    pub(super) duties: Vec<Duty>,
    /// Excluded reps, by account.
    pub(super) excluded: BTreeMap<u32, Vec<u32>>,
    /// Preferred reps, by account.
    pub(super) preferred: BTreeMap<u32, u32>,
    pub(super) clashes: Vec<Clash>,
    /// One per row of the overrides; preferences are settled after planning.
    pub(super) fates: Vec<Fate>,
}

impl Requests {
    /// Sorts out what the book and the options ask.
    ///
    /// # Errors
    /// Two pins of one account to different reps, a pin without a rep.
    pub(super) fn new(
        book: &Book,
        options: &Options,
        distances: &Distances,
        roster: &Roster,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut requests = Self {
            duties: vec![Duty::Free; book.accounts.len()],
            ..Self::default()
        };
        let mut rows: BTreeMap<(u32, Stage), Vec<usize>> = BTreeMap::new();
        for (at, row) in book.overrides.iter().enumerate() {
            let expired = row.expires.is_some_and(|day| day < options.as_of);
            requests.fates.push(Fate {
                row: at,
                outcome: if expired {
                    FateOutcome::Expired
                } else {
                    FateOutcome::Honoured
                },
                cost: None,
            });
            if !expired {
                rows.entry((row.account, Stage::of(row.action)))
                    .or_default()
                    .push(at);
            }
        }
        let scene = Scene {
            book,
            distances,
            roster,
        };
        let mut errors = Vec::new();
        for (&(account, stage), rows) in &rows {
            match stage {
                Stage::Exclude => {
                    let reps = rows
                        .iter()
                        .filter_map(|&at| Some(book.overrides[at].rep?.0));
                    requests.excluded.entry(account).or_default().extend(reps);
                }
                Stage::Pin => errors.extend(requests.pin(&scene, account, rows)),
                Stage::Prefer => requests.prefer(&scene, account, rows),
                Stage::Lock => {}
            }
        }
        for account in 0..book.accounts.len() as u32 {
            let rows = rows
                .get(&(account, Stage::Lock))
                .map_or(&[][..], Vec::as_slice);
            let locked = book
                .accounts
                .locked
                .get(account as usize)
                .copied()
                .unwrap_or(false);
            if locked || !rows.is_empty() {
                requests.lock(&scene, account, rows);
            }
            if options.only_new {
                requests.stay(&scene, account);
            }
        }
        if errors.is_empty() {
            Ok(requests)
        } else {
            Err(errors)
        }
    }

    /// Whether there is an account that may not go to every rep that the standing rules allow.
    pub(super) fn bind_anybody(&self) -> bool {
        !self.excluded.is_empty() || self.duties.iter().any(|&duty| duty != Duty::Free)
    }

    fn is_excluded(&self, account: u32, rep: u32) -> bool {
        self.excluded
            .get(&account)
            .is_some_and(|reps| reps.contains(&rep))
    }

    /// Which rule forbids that the account goes to the rep, among those stronger than a pin.
    fn stronger(&self, scene: &Scene, account: u32, rep: u32) -> Option<RuleKind> {
        if barred(
            scene.distances,
            scene.roster,
            account as usize,
            rep as usize,
        )
        .is_some()
        {
            Some(RuleKind::Unavailable)
        } else {
            self.is_excluded(account, rep).then_some(RuleKind::Exclude)
        }
    }

    fn lose(&mut self, rows: &[usize], winner: RuleKind, loser: RuleKind, account: u32, rep: u32) {
        self.clashes.push(Clash {
            winner,
            loser,
            account,
            rep: Some(rep),
        });
        for &at in rows {
            self.fates[at].outcome = FateOutcome::Refused(winner);
        }
    }

    fn pin(&mut self, scene: &Scene, account: u32, rows: &[usize]) -> Option<Diagnostic> {
        let overrides = &scene.book.overrides;
        let id = scene.book.accounts.ids.get(account as usize);
        let first = overrides[rows[0]].rep;
        for &at in rows {
            let row = &overrides[at];
            if row.rep.is_none() {
                return Some(
                    Diagnostic::error(
                        "E311",
                        format!(
                            "the pin of account `{id}` names no rep (line {} of the overrides)",
                            row.line
                        ),
                    )
                    .fix("give a rep_id, or use `lock` to keep the account with its owner"),
                );
            }
            if row.rep != first {
                return Some(colliding(scene.book, (account, rows[0]), (account, at)));
            }
        }
        let rep = first?.0;
        if let Some(winner) = self.stronger(scene, account, rep) {
            self.lose(rows, winner, RuleKind::Pin, account, rep);
            return None;
        }
        self.duties[account as usize] = Duty::Pinned(rep);
        self.overrule_eligibility(scene, account, rep, RuleKind::Pin);
        None
    }

    /// A pin or lock holds although skills, segments or expressions say no.
    fn overrule_eligibility(&mut self, scene: &Scene, account: u32, rep: u32, winner: RuleKind) {
        if ineligible(scene.book, account as usize, rep as usize).is_some() {
            self.clashes.push(Clash {
                winner,
                loser: RuleKind::Eligibility,
                account,
                rep: Some(rep),
            });
        }
    }

    fn lock(&mut self, scene: &Scene, account: u32, rows: &[usize]) {
        let Some(owner) = scene.book.accounts.owners[account as usize].rep() else {
            for &at in rows {
                self.fates[at].outcome = FateOutcome::NoOwner;
            }
            return;
        };
        let owner = owner.0;
        let winner = match self.duties[account as usize] {
            Duty::Pinned(rep) if rep != owner => Some(RuleKind::Pin),
            _ => self.stronger(scene, account, owner),
        };
        if let Some(winner) = winner {
            self.lose(rows, winner, RuleKind::Locked, account, owner);
        } else if self.duties[account as usize] == Duty::Free {
            self.duties[account as usize] = Duty::Locked(owner);
            self.overrule_eligibility(scene, account, owner, RuleKind::Locked);
        }
    }

    fn stay(&mut self, scene: &Scene, account: u32) {
        if self.duties[account as usize] == Duty::Free
            && let Some(owner) = scene.book.accounts.owners[account as usize].rep()
            && self.stronger(scene, account, owner.0).is_none()
        {
            self.duties[account as usize] = Duty::Stays(owner.0);
        }
    }

    fn prefer(&mut self, scene: &Scene, account: u32, rows: &[usize]) {
        for &at in rows {
            let Some(rep) = scene.book.overrides[at].rep.map(|rep| rep.0) else {
                continue;
            };
            let winner = self.stronger(scene, account, rep).or_else(|| {
                let no = ineligible(scene.book, account as usize, rep as usize);
                no.map(|_| RuleKind::Eligibility)
            });
            let taken = self
                .preferred
                .get(&account)
                .is_some_and(|&other| other != rep);
            match winner {
                Some(winner) => self.lose(&[at], winner, RuleKind::Preference, account, rep),
                None if taken => self.lose(
                    &[at],
                    RuleKind::Preference,
                    RuleKind::Preference,
                    account,
                    rep,
                ),
                None => {
                    self.preferred.insert(account, rep);
                }
            }
        }
    }

    /// What the requests say of a pair that the standing rules do not bar.
    pub(super) fn block(&self, account: usize, rep: usize) -> Option<Block> {
        if self.is_excluded(account as u32, rep as u32) {
            return Some(Block::Excluded);
        }
        match self.duties[account] {
            Duty::Pinned(to) if to as usize != rep => Some(Block::PinnedElsewhere),
            Duty::Locked(to) if to as usize != rep => Some(Block::LockedElsewhere),
            Duty::Stays(to) if to as usize != rep => Some(Block::OwnedElsewhere),
            _ => None,
        }
    }
}

/// What requests are judged against.
struct Scene<'a> {
    book: &'a Book,
    distances: &'a Distances<'a>,
    roster: &'a Roster,
}

/// Overrides are taken in this order: exclusions first, as they are stronger than pins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Exclude,
    Pin,
    Lock,
    Prefer,
}

impl Stage {
    fn of(action: Action) -> Self {
        match action {
            Action::Exclude => Self::Exclude,
            Action::Pin => Self::Pin,
            Action::Lock => Self::Lock,
            Action::Prefer => Self::Prefer,
        }
    }
}

/// Two pins that cannot both hold. Each is an account and a row of the overrides.
pub(super) fn colliding(book: &Book, a: (u32, usize), b: (u32, usize)) -> Diagnostic {
    let describe = |(account, at): (u32, usize)| {
        let Override { line, rep, .. } = &book.overrides[at];
        let rep = rep.map_or("nobody", |rep| book.reps[rep.at()].id.as_str());
        let id = book.accounts.ids.get(account as usize);
        format!("`{id}` to `{rep}` (line {line})")
    };
    let place = if a.0 == b.0 {
        "one account"
    } else {
        "one group"
    };
    Diagnostic::error(
        "E308",
        format!(
            "two pins in {place} collide: {} and {}",
            describe(a),
            describe(b)
        ),
    )
    .expected("one rep for an account, and for all accounts that --together keeps whole")
    .fix("remove one of the two rows of the overrides, or the --together column")
}
