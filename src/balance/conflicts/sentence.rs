//! What a proof by prices says, as a sentence: which reps, which measures, how much is missing.

use super::joint::{Joint, Room};
use super::{Conflict, ConflictKind, company::Company};
use crate::model::Measure;

impl Joint<'_> {
    /// The conflict that `prices` prove in `room`.
    pub(super) fn conflict(&self, prices: &[i64], room: &Room) -> Conflict {
        let prices = self.shortened(prices, room);
        let team = self.team(&prices);
        let (message, accounts) = self
            .company_of(&team, &prices, room)
            .unwrap_or_else(|| self.in_general(&team, &prices, room));
        let measures: Vec<usize> = self.priced(&prices);
        let reps = self.problem.roster.territories();
        Conflict {
            kind: ConflictKind::Together,
            accounts: accounts
                .into_iter()
                .flat_map(|unit| self.problem.units.members(unit))
                .copied()
                .collect(),
            reps: team
                .iter()
                .map(|&territory| reps[territory] as u32)
                .collect(),
            measure: match measures[..] {
                [measure] => Some(self.name(measure).to_owned()),
                _ => None,
            },
            message,
        }
    }

    /// The measures that have a price somewhere.
    fn priced(&self, prices: &[i64]) -> Vec<usize> {
        let somewhere = |measure: &usize| {
            (0..self.territories()).any(|territory| self.of(territory, prices)[*measure] != 0)
        };
        (0..self.measures).filter(somewhere).collect()
    }

    fn name(&self, measure: usize) -> &str {
        let targets = self.problem.targets.measures.get(measure);
        targets.map_or(Measure::COUNT, |targets| &targets.request.name)
    }

    /// Units that fit only the team, and those that fit it among others.
    fn shared(&self, team: &[usize], room: &Room) -> (Vec<usize>, Vec<usize>) {
        let (mut only, mut also) = (Vec::new(), Vec::new());
        for (unit, fits) in room.fits.chunks_exact(self.territories()).enumerate() {
            let inside = team.iter().filter(|&&territory| fits[territory]).count();
            if inside > 0 && inside == fits.iter().filter(|&&fits| fits).count() {
                only.push(unit);
            } else if inside > 0 {
                also.push(unit);
            }
        }
        (only, also)
    }

    /// The team must hold so much of one measure that it gets too much of another: the shortest sentence, where it is the reason.
    fn company_of(
        &self,
        team: &[usize],
        prices: &[i64],
        room: &Room,
    ) -> Option<(String, Vec<usize>)> {
        if prices[self.territories() * self.measures..]
            .iter()
            .any(|&price| price != 0)
        {
            return None;
        }
        let (only, also) = self.shared(team, room);
        let sum = |bounds: &[i64], measure: usize| {
            let own = team
                .iter()
                .map(|&territory| bounds[territory * self.measures + measure]);
            own.fold(0, i64::saturating_add)
        };
        let measures = self.priced(prices);
        let pairs = measures
            .iter()
            .flat_map(|&wanted| measures.iter().map(move |&brought| (wanted, brought)));
        for (wanted, brought) in pairs.filter(|pair| pair.0 != pair.1) {
            let pair = |&unit: &usize| {
                let weights = self.weights_of(unit);
                (weights[wanted], weights[brought])
            };
            let (mut has, mut with) = (0i64, 0i64);
            for (wanted, brought) in only.iter().map(pair) {
                has = has.saturating_add(wanted);
                with = with.saturating_add(brought);
            }
            let needed = sum(&room.lower, wanted);
            let least = Company::new(also.iter().map(pair)).least(needed - has);
            let most = sum(&room.upper, brought);
            if least == i64::MAX || with.saturating_add(least) <= most {
                continue;
            }
            let forced = match only.len() {
                0 => String::new(),
                units => format!(" ({} fit nobody else)", self.counted(units)),
            };
            let verb = if team.len() == 1 { "" } else { " together" };
            let message = format!(
                "{} must hold at least {}{verb}, and of the accounts that may go there{forced} that brings at least {}; the most allowed is {}",
                self.names(team),
                self.amount(wanted, needed),
                self.amount(brought, with + least),
                self.shown(brought, most),
            );
            return Some((message, only));
        }
        None
    }

    /// Any proof.
    fn in_general(&self, team: &[usize], prices: &[i64], room: &Room) -> (String, Vec<usize>) {
        let placed = self.territories() * self.measures;
        let measures: Vec<&str> = self
            .priced(prices)
            .into_iter()
            .map(|at| self.name(at))
            .collect();
        let both = if measures.len() > 1 { " together" } else { "" };
        let caps: Vec<String> = (self.problem.options.max_moved.iter().zip(&prices[placed..]))
            .filter(|(_, price)| **price != 0)
            .map(|(cap, _)| format!("`--max-moved {cap}`"))
            .collect();
        let caps = if caps.is_empty() {
            String::new()
        } else {
            format!(" under {}", caps.join(" and "))
        };
        if measures.is_empty() {
            let message = format!("too many accounts cannot stay with their owners{caps}");
            return (message, Vec::new());
        }
        let forced = match self.shared(team, room).0.len() {
            units if units == self.units() || units == 0 => String::new(),
            units => format!("{} fit nobody else, and ", self.counted(units)),
        };
        // sum |y_d| violation_d is at least the excess
        let dearest = (0..placed)
            .map(|d| i128::from(prices[d].unsigned_abs()) * i128::from(room.reference[d]))
            .max()
            .unwrap_or(0);
        let missed = self.excess(prices, room) as f64 / (dearest.max(1) as f64);
        let missed = (missed * 10_000.0).floor() / 100.0;
        let by = if missed > 0.0 && missed.is_finite() {
            format!(" by at least {missed:.2} % of a target in sum")
        } else {
            String::new()
        };
        let message = format!(
            "{} cannot be kept within bounds{both} by {}{caps}: {forced}however accounts are shared out, even in parts, bounds are missed{by}",
            listed(&measures),
            self.names(team),
        );
        let burden = (0..self.units()).filter(|&unit| {
            self.brings(prices, room, unit)
                .is_some_and(|brings| brings < 0)
        });
        (message, burden.collect())
    }

    fn names(&self, team: &[usize]) -> String {
        let reps = self.problem.roster.territories();
        if team.len() == reps.len() {
            return format!("all {} reps", reps.len());
        }
        let team: Vec<usize> = team.iter().map(|&territory| reps[territory]).collect();
        crate::balance::shares::names(self.problem.book, &team)
    }

    fn counted(&self, units: usize) -> String {
        let noun = if self.problem.book.groups.is_some() {
            "groups"
        } else {
            "accounts"
        };
        format!("{units} {noun}")
    }

    /// `36 of workload`, `4 accounts`.
    fn amount(&self, measure: usize, amount: i64) -> String {
        let shown = self.shown(measure, amount);
        match self.problem.targets.measures.get(measure) {
            Some(_) => format!("{shown} of {}", self.name(measure)),
            None => format!("{shown} accounts"),
        }
    }

    fn shown(&self, measure: usize, amount: i64) -> String {
        let targets = self.problem.targets.measures.get(measure);
        targets.map_or(amount.to_string(), |targets| {
            self.problem.book.measures[targets.measure].format(amount)
        })
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
}
