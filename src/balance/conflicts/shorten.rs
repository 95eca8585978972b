//! Proofs by prices made short: as few reps, measures and caps as prove it still.

use super::joint::{Joint, Room};

/// Proofs are shortened rep by rep where reps of the proof times pairs are no more than this.
const SHORTENED: usize = 400_000;

impl Joint<'_> {
    /// The prices of one territory.
    pub(super) fn of<'p>(&self, territory: usize, prices: &'p [i64]) -> &'p [i64] {
        &prices[territory * self.measures..][..self.measures]
    }

    /// As few sums as prove it still. Small prices are dropped; then, where that is quick, the bounds of one rep after the other, of one measure
    /// of a rep after the other and of one cap after the other are taken away, and stay away where there is a proof without them.
    pub(super) fn shortened(&self, prices: &[i64], room: &Room) -> Vec<i64> {
        let placed = self.territories() * self.measures;
        let sizes: Vec<f64> = (0..placed)
            .map(|d| prices[d].unsigned_abs() as f64 * room.reference[d] as f64)
            .collect();
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        let mut short = prices.to_vec();
        for share in [0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.003] {
            let fewer = dropped(prices, |d| d < placed && sizes[d] < share * largest);
            if self.excess(&fewer, room) > 0 {
                short = fewer;
                break;
            }
        }
        let mut team: Vec<usize> = self.team(&short);
        if team.len() * self.units() * self.territories() > SHORTENED {
            return short;
        }
        let weight = |territory: usize| -> f64 {
            sizes[territory * self.measures..][..self.measures]
                .iter()
                .sum()
        };
        team.sort_by(|&a, &b| weight(a).total_cmp(&weight(b)).then(a.cmp(&b)));
        let mut groups: Vec<Vec<usize>> = team
            .iter()
            .map(|territory| (territory * self.measures..(territory + 1) * self.measures).collect())
            .collect();
        let singles: Vec<Vec<usize>> = groups.iter().flatten().map(|&d| vec![d]).collect();
        groups.extend((placed..prices.len()).map(|budget| vec![budget]));
        groups.extend(singles);
        let mut open: Vec<bool> = short.iter().map(|&price| price == 0).collect();
        for group in groups {
            if group.iter().all(|&dimension| open[dimension]) {
                continue;
            }
            let mut more = open.clone();
            for &dimension in &group {
                more[dimension] = true;
            }
            let Some(found) = self.seek(&self.opened(room, &|dimension| more[dimension])) else {
                continue;
            };
            let found = dropped(&found, |dimension| more[dimension]);
            if self.excess(&found, room) > 0 {
                (short, open) = (found, more);
            }
        }
        short
    }

    /// The territories that have a price.
    pub(super) fn team(&self, prices: &[i64]) -> Vec<usize> {
        let has_price =
            |territory: &usize| self.of(*territory, prices).iter().any(|&price| price != 0);
        (0..self.territories()).filter(has_price).collect()
    }
}

/// Prices with some of them dropped.
fn dropped(prices: &[i64], drop: impl Fn(usize) -> bool) -> Vec<i64> {
    let prices = prices.iter().enumerate();
    prices
        .map(|(dimension, &price)| if drop(dimension) { 0 } else { price })
        .collect()
}
