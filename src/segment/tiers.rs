//! Tiers: A accounts are the few that carry most of a measure. By cumulative share, by quantile or by thresholds.

use std::str::FromStr;

use rayon::prelude::*;

/// How tiers are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TierBy {
    /// The accounts that together carry the first share of the measure (ABC analysis).
    Share,
    /// The first share of the accounts, the largest first.
    Count,
    /// At least so much.
    Value,
}

/// The tiers asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiers {
    /// How they are cut.
    pub by: TierBy,
    /// Label and limit of each tier, the best first. The limit is a share in millionths or a value in millionths.
    pub bands: Vec<(String, i128)>,
    /// The label of all others.
    pub last: String,
}

impl Tiers {
    /// Parses `A:80%,B:95%,C` (shares) or `A:100000,B:20000,C` (values). With `by_count` the shares are of accounts.
    ///
    /// # Errors
    /// A sentence for the user.
    pub fn parse(text: &str, by_count: bool) -> Result<Self, String> {
        let mut bands: Vec<(String, i128)> = Vec::new();
        let mut last = None;
        let mut percent = None;
        for part in text.split(',').map(str::trim) {
            if last.is_some() {
                return Err(format!(
                    "only the last tier has no limit, but `{part}` follows one"
                ));
            }
            let Some((label, limit)) = part.rsplit_once(':') else {
                last = Some(part.to_owned());
                continue;
            };
            let (number, is_percent) = match limit.trim().strip_suffix('%') {
                Some(number) => (number, true),
                None => (limit.trim(), false),
            };
            if *percent.get_or_insert(is_percent) != is_percent {
                return Err("limits are all shares (80%) or all values (100000)".to_owned());
            }
            let limit = crate::model::Decimal::parse(number)
                .map(|number| micros(number.to_f64()))
                .ok_or_else(|| format!("`{limit}` is not a limit such as 80% or 100000"))?;
            let limit = if is_percent { limit / 100 } else { limit };
            bands.push((label.trim().to_owned(), limit));
        }
        let by = match (percent, by_count) {
            (None, _) => return Err("no tier has a limit: write A:80%,B:95%,C".to_owned()),
            (Some(true), true) => TierBy::Count,
            (Some(true), false) => TierBy::Share,
            (Some(false), _) => TierBy::Value,
        };
        let sorted = bands.windows(2).all(|pair| match by {
            TierBy::Value => pair[0].1 > pair[1].1,
            _ => pair[0].1 < pair[1].1,
        });
        if !sorted {
            return Err(match by {
                TierBy::Value => "values fall from tier to tier: A:100000,B:20000,C",
                _ => "shares are cumulative and rise from tier to tier: A:80%,B:95%,C",
            }
            .to_owned());
        }
        if by != TierBy::Value
            && bands
                .iter()
                .any(|(_, limit)| !(1..=1_000_000).contains(limit))
        {
            return Err("shares lie between 0% and 100%".to_owned());
        }
        let last = match last {
            Some(label) => label,
            // `A:80%,B:100%`: everything is in a band, the last one takes what rounding leaves over.
            None => bands.pop().map_or_else(String::new, |(label, _)| label),
        };
        let mut labels: Vec<&String> = bands
            .iter()
            .map(|(label, _)| label)
            .chain([&last])
            .collect();
        labels.sort();
        labels.dedup();
        if labels.len() != bands.len() + 1 || labels.iter().any(|label| label.is_empty()) {
            return Err("each tier has a name of its own".to_owned());
        }
        Ok(Self { by, bands, last })
    }

    /// The labels, the best first.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.bands
            .iter()
            .map(|(label, _)| label.as_str())
            .chain([self.last.as_str()])
    }

    /// The tier of each value, as an index into the labels; `None` where the value is unknown.
    ///
    /// Values are taken largest first. A value belongs to the first band whose limit is not yet reached *before* it, so the
    /// account that crosses 80 % is still an A. Equal values always share a tier.
    pub fn assign(&self, values: &[Option<f64>]) -> Vec<Option<u32>> {
        self.cut(values, &ranked(values))
    }

    /// As [`Tiers::assign`], given the values in falling order too.
    pub(super) fn cut(&self, values: &[Option<f64>], ranked: &[i128]) -> Vec<Option<u32>> {
        // The smallest value of each band.
        let floors = self.floors(ranked);
        let tier = |value: f64| {
            let value = micros(value);
            let band = floors
                .iter()
                .position(|floor| floor.is_some_and(|floor| value >= floor));
            band.unwrap_or(self.bands.len()) as u32
        };
        values.par_iter().map(|value| value.map(tier)).collect()
    }

    /// The smallest value that belongs to each band, given all values in falling order; `None` where a band is empty.
    fn floors(&self, sorted: &[i128]) -> Vec<Option<i128>> {
        if self.by == TierBy::Value {
            return self.bands.iter().map(|(_, limit)| Some(*limit)).collect();
        }
        // What a value weighs: itself, or one account. Negative values carry nothing.
        let weight = |value: i128| match self.by {
            TierBy::Share => value.max(0),
            _ => 1,
        };
        let total: i128 = sorted.iter().map(|&value| weight(value)).sum();
        self.bands
            .iter()
            .map(|(_, limit)| {
                let mut before = 0;
                let mut floor = None;
                for &value in sorted {
                    // before / total >= limit: the band is full.
                    if before * 1_000_000 >= limit * total {
                        break;
                    }
                    floor = Some(value);
                    before += weight(value);
                }
                floor
            })
            .collect()
    }
}

impl FromStr for Tiers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text, false)
    }
}

/// The known values in millionths, the largest first.
pub(super) fn ranked(values: &[Option<f64>]) -> Vec<i128> {
    let mut sorted: Vec<i128> = values
        .iter()
        .flatten()
        .map(|&value| micros(value))
        .collect();
    sorted.par_sort_unstable_by(|a, b| b.cmp(a));
    sorted
}

/// A number in millionths, so that sums are exact and independent of order.
pub(super) fn micros(value: f64) -> i128 {
    let scaled = (value * 1e6).round();
    // Most fit the word of the machine, which is quicker by far.
    if scaled.abs() < 9e18 {
        i128::from(scaled as i64)
    } else {
        scaled as i128
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(tiers: &str, by_count: bool, values: &[f64]) -> String {
        let tiers = Tiers::parse(tiers, by_count).unwrap();
        let labels: Vec<&str> = tiers.labels().collect();
        let values: Vec<_> = values.iter().map(|&value| Some(value)).collect();
        tiers
            .assign(&values)
            .into_iter()
            .map(|tier| labels[tier.unwrap() as usize])
            .collect()
    }

    #[test]
    fn shares_are_cumulative_and_the_account_that_crosses_is_still_in() {
        // 50, 75, 85, 95, 100 % of 100: A until 80 % is reached, so the third is an A too.
        assert_eq!(
            letters("A:80%,B:95%,C", false, &[50.0, 25.0, 10.0, 10.0, 5.0]),
            "AAAAC"
        );
        assert_eq!(
            letters("A:75%,B:95%,C", false, &[50.0, 25.0, 10.5, 9.5, 5.0]),
            "AABBC"
        );
        assert_eq!(
            letters("A:80%,B:95%,C", false, &[5.0, 50.0, 0.0, 25.0, 20.0]),
            "CACAA"
        );
    }

    #[test]
    fn equal_values_share_a_tier_and_negative_ones_are_last() {
        assert_eq!(letters("A:50%,C", false, &[1.0, 1.0, 1.0, 1.0]), "AAAA");
        assert_eq!(letters("A:50%,B:99%,C", false, &[6.0, 4.0, -3.0]), "ABC");
    }

    #[test]
    fn quantiles_count_accounts_and_values_are_thresholds() {
        assert_eq!(
            letters("A:20%,B:60%,C", true, &[9.0, 8.0, 7.0, 6.0, 5.0]),
            "ABBCC"
        );
        assert_eq!(
            letters("A:8,B:6.5,C", false, &[9.0, 8.0, 7.0, 6.0, 5.0]),
            "AABCC"
        );
    }

    #[test]
    fn unknown_has_no_tier_and_zeros_are_last() {
        let tiers: Tiers = "A:80%,B:95%,C".parse().unwrap();
        assert_eq!(
            tiers.assign(&[Some(1.0), None, Some(0.0)]),
            [Some(0), None, Some(2)]
        );
        assert_eq!(tiers.assign(&[Some(0.0), Some(0.0)]), [Some(2), Some(2)]);
    }

    #[test]
    fn refuses_limits_that_make_no_sense() {
        for text in [
            "A,B",
            "A:80%,B:70%,C",
            "A:5,B:7,C",
            "A:80%,B:7,C",
            "A:80%,A",
            "A:x,B",
            "C,A:80%",
            "A:120%,B",
        ] {
            assert!(Tiers::parse(text, false).is_err(), "{text}");
        }
        assert_eq!("A:80%,B:100%".parse::<Tiers>().unwrap().last, "B");
    }
}
