//! Workload: hours a year = visits x minutes x complexity / 60, and hours beside the visits.

use std::collections::BTreeMap;

use crate::model::{ColumnKind, Failure, Texts};

use super::{SegmentRule, columns::Working, columns::push_number};

/// A setting for all accounts, with exceptions by tier.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ByTier {
    /// For all tiers that are not listed.
    pub all: Option<f64>,
    /// By tier.
    pub tiers: BTreeMap<String, f64>,
}

impl ByTier {
    /// Parses the values of a repeated flag: `12`, `A=24`.
    ///
    /// # Errors
    /// A sentence for the user.
    pub fn parse<S: AsRef<str>>(values: &[S]) -> Result<Self, String> {
        let mut found = Self::default();
        for value in values {
            let value = value.as_ref();
            let (tier, number) = match value.rsplit_once('=') {
                Some((tier, number)) => (Some(tier.trim()), number),
                None => (None, value),
            };
            let number = crate::model::Decimal::parse(number)
                .map(crate::model::Decimal::to_f64)
                .filter(|number| *number >= 0.0)
                .ok_or_else(|| {
                    format!("`{value}` is not a number of 0 or more such as 12, or A=12 for tier A")
                })?;
            match tier {
                Some(tier) => {
                    found.tiers.insert(tier.to_owned(), number);
                }
                None => found.all = Some(number),
            }
        }
        Ok(found)
    }

    /// The setting for a tier.
    pub fn get(&self, tier: Option<&str>) -> Option<f64> {
        tier.and_then(|tier| self.tiers.get(tier).copied())
            .or(self.all)
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.all.is_none() && self.tiers.is_empty()
    }
}

/// What workload is made of. An account's own columns win, then the rule of its segment, then these.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effort {
    /// Visits a year.
    pub visits_per_year: ByTier,
    /// Minutes a visit.
    pub minutes_per_visit: ByTier,
    /// Factor on the minutes; 1 where nothing is said.
    pub complexity: ByTier,
    /// Hours a year beside the visits; 0 where nothing is said.
    pub admin_hours: ByTier,
    /// Minutes of travel a visit where no estimate is made; 0 where nothing is said.
    pub travel_minutes: ByTier,
}

/// Who is in which segment (as an index into the rules) and tier.
pub(super) struct Placed<'a> {
    pub(super) rules: &'a [SegmentRule],
    pub(super) of_row: &'a [Option<u32>],
    pub(super) tiers: &'a Texts,
}

impl Placed<'_> {
    pub(super) fn rule(&self, row: usize) -> Option<&SegmentRule> {
        self.of_row
            .get(row)
            .copied()
            .flatten()
            .map(|rule| &self.rules[rule as usize])
    }

    pub(super) fn tier(&self, row: usize) -> Option<&str> {
        (row < self.tiers.len())
            .then(|| self.tiers.get(row))
            .filter(|tier| !tier.is_empty())
    }
}

/// Fills the columns that workload is made of, where a rule or a setting says something about them; then `workload`.
/// `estimated` is the travel of one visit in minutes, per account.
///
/// The hours are computed from what then stands in the row, so that anybody can check them with a spreadsheet.
pub(super) fn fill(
    table: &mut Working,
    placed: &Placed,
    effort: &Effort,
    estimated: Option<&[Option<f64>]>,
) -> Result<(), Failure> {
    type OfRule = fn(&SegmentRule) -> Option<f64>;
    let inputs: [(&str, &ByTier, OfRule); 3] = [
        ("visits_per_year", &effort.visits_per_year, |rule| {
            rule.visits_per_year
        }),
        ("minutes_per_visit", &effort.minutes_per_visit, |rule| {
            rule.minutes_per_visit
        }),
        ("complexity", &effort.complexity, |rule| rule.complexity),
    ];
    for (name, setting, of_rule) in inputs {
        if setting.is_empty() && !placed.rules.iter().any(|rule| of_rule(rule).is_some()) {
            continue;
        }
        // A value that nothing replaces stays, also where the column may be overwritten.
        let before = table.numbers(name)?;
        table.fill(name, ColumnKind::Float, |row, out| {
            let value = placed
                .rule(row)
                .and_then(of_rule)
                .or_else(|| setting.get(placed.tier(row)))
                .or_else(|| before.as_ref().and_then(|before| before[row]));
            if let Some(value) = value {
                push_number(out, value, 4);
            }
        });
    }
    let fixed = |rule: &SegmentRule| rule.travel_minutes;
    let by_rule = placed.rules.iter().any(|rule| fixed(rule).is_some());
    // Where nobody asked for an estimate and the file says nothing, what is not set is no travel; otherwise it is unknown.
    let nothing_said = estimated.is_none() && table.grid.position("travel_minutes").is_none();
    if estimated.is_some() || !effort.travel_minutes.is_empty() || by_rule {
        table.fill("travel_minutes", ColumnKind::Float, |row, out| {
            let value = placed
                .rule(row)
                .and_then(fixed)
                .or_else(|| estimated.and_then(|estimated| estimated[row]))
                .or_else(|| effort.travel_minutes.get(placed.tier(row)))
                .or_else(|| nothing_said.then_some(0.0));
            if let Some(value) = value {
                push_number(out, value, 1);
            }
        });
    }
    let travel = table.numbers("travel_minutes")?;
    let visits = table.numbers("visits_per_year")?;
    let minutes = table.numbers("minutes_per_visit")?;
    let complexity = table.numbers("complexity")?;
    let (Some(visits), Some(minutes)) = (visits, minutes) else {
        return Ok(());
    };
    let hours: Vec<Option<f64>> = (0..table.rows())
        .map(|row| {
            let complexity = complexity.as_ref().and_then(|all| all[row]).unwrap_or(1.0);
            let travel = match &travel {
                Some(travel) => travel[row]?,
                None => 0.0,
            };
            let admin = placed
                .rule(row)
                .and_then(|rule| rule.admin_hours)
                .or_else(|| effort.admin_hours.get(placed.tier(row)))
                .unwrap_or(0.0);
            Some(visits[row]? * (minutes[row]? * complexity + travel) / 60.0 + admin)
        })
        .collect();
    table.fill_numbers("workload", &hours, 2);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_of_its_own_wins_over_the_setting_for_all() {
        let setting = ByTier::parse(&["12", "A=24"]).unwrap();
        assert_eq!(setting.get(Some("A")), Some(24.0));
        assert_eq!(setting.get(Some("B")), Some(12.0));
        assert_eq!(setting.get(None), Some(12.0));
        for wrong in ["x", "A=", "-1", "A=-2"] {
            assert!(ByTier::parse(&[wrong]).is_err(), "{wrong}");
        }
    }
}
