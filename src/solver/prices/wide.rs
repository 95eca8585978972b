//! Wide candidate lists for instances too large to keep every pair: one pass over all pairs serves many list builds, and
//! the proof too.
//!
//! What is outside the wide list of a unit has a reduced cost more than `radius * total_i` above that of the best, its home `k`, at the
//! prices it was made at. For a territory `j` and all units of one home the least such gap `G_kj` is known too, and far from home it is far
//! wider. A gap shrinks by at most `total_i` times what the price of `j` has risen by more than that of `k`; so
//!
//! ```text
//! slack_k = min_j ( max(radius, G_kj) - max_q (dy_jq - dy_kq)+ )
//! ```
//!
//! says how far above its home everything outside a unit's list still is. Prices of a whole region often drift together, which costs no
//! slack; units whose slack is used up are looked up in full.

use super::lists::reduce_row;
use crate::solver::Model;
use crate::solver::rows::{RowBuffer, Rows};

/// Number of tasks that list: fixed, as each holds a table of gaps.
const TASKS: usize = 8;
/// Lists are of no more use when more than one unit in so many would be looked up in full.
const STALE: usize = 10;
/// Gaps are rounded to 24 bits.
const SURE: f64 = 1.0 - 1e-6;

/// Candidates of all units around some prices.
pub(crate) struct Wide {
    prices: Vec<f64>,
    radius: f64,
    /// Units of every part but the last.
    size: usize,
    parts: Vec<Part>,
    /// By home and territory, the least gap between the two of a unit, over its total weight.
    gaps: Vec<f32>,
    /// Units of each home.
    at_home: Vec<usize>,
}

/// What one task lists. The parts stay apart: to put them together would take room for both.
struct Part {
    start: Vec<u32>,
    territory: Vec<u16>,
    cost: Vec<f32>,
    /// The territory of least reduced cost of each unit.
    home: Vec<u16>,
    /// The dearest allowed cost of each unit, listed or not.
    dearest: Vec<f32>,
    gaps: Vec<f32>,
}

impl Wide {
    /// Whether there are few enough territories for wide lists.
    pub(crate) fn fits(model: &Model) -> bool {
        u16::try_from(model.territories).is_ok()
    }

    /// Lists every unit within `radius` at `prices`.
    pub(crate) fn new(model: &Model, rows: &Rows, prices: &[f64], radius: f64) -> Self {
        let territories = model.territories;
        // so that the places in the lists of a part fit 32 bits
        let most = u32::MAX as usize / territories;
        let size = model.units.div_ceil(TASKS).min(most);
        let mut parts = model.workers.map_chunks(model.units, size, |range| {
            let (mut buffer, mut reduced) = (RowBuffer::default(), Vec::new());
            let mut part = Part::new(range.len(), territories);
            for unit in range {
                let row = rows.get(unit, &mut buffer);
                reduce_row(model, unit, row, prices, &mut reduced);
                part.list(&reduced, row, model.total(unit), radius);
            }
            part
        });
        let mut gaps = vec![f32::INFINITY; territories * territories];
        let mut at_home = vec![0; territories];
        for part in &mut parts {
            for (gap, other) in gaps.iter_mut().zip(std::mem::take(&mut part.gaps)) {
                *gap = gap.min(other);
            }
            for &home in &part.home {
                at_home[usize::from(home)] += 1;
            }
        }
        Self {
            prices: prices.to_vec(),
            radius,
            size,
            parts,
            gaps,
            at_home,
        }
    }

    /// The part of a unit, and its place there.
    fn part(&self, unit: usize) -> (&Part, usize) {
        (&self.parts[unit / self.size], unit % self.size)
    }

    /// The lists as seen from `prices`; `None` where too few are still complete within `radius`.
    pub(crate) fn at(&self, model: &Model, prices: &[f64], radius: f64) -> Option<Shifted<'_>> {
        let (territories, measures) = (model.territories, model.measures);
        let moved: Vec<f64> = prices
            .iter()
            .zip(&self.prices)
            .map(|(now, then)| now - then)
            .collect();
        let (placed, budgets) = moved.split_at(territories * measures);
        // what a budget asks may count at either of the two
        let least = budgets.iter().fold(0.0f64, |most, by| most.max(by.abs()));
        let slack: Vec<f64> = (0..territories)
            .map(|home| {
                let of_home = &placed[home * measures..][..measures];
                let gaps = &self.gaps[home * territories..][..territories];
                placed
                    .chunks_exact(measures)
                    .zip(gaps)
                    .enumerate()
                    .filter(|&(territory, _)| territory != home)
                    .map(|(_, (moves, &gap))| {
                        let closer = moves
                            .iter()
                            .zip(of_home)
                            .fold(least, |most, (there, here)| most.max(there - here));
                        self.radius.max(f64::from(gap) * SURE) - closer
                    })
                    .fold(f64::INFINITY, f64::min)
            })
            .collect();
        let stale: usize = slack
            .iter()
            .zip(&self.at_home)
            .filter(|(slack, _)| **slack <= radius)
            .map(|(_, units)| units)
            .sum();
        (stale * STALE <= model.units).then_some(Shifted { wide: self, slack })
    }
}

impl Part {
    /// For so many units.
    fn new(units: usize, territories: usize) -> Self {
        let mut start = Vec::with_capacity(units + 1);
        start.push(0);
        Self {
            start,
            territory: Vec::new(),
            cost: Vec::new(),
            home: Vec::with_capacity(units),
            dearest: Vec::with_capacity(units),
            gaps: vec![f32::INFINITY; territories * territories],
        }
    }

    /// Lists one unit of the given total weight.
    fn list(&mut self, reduced: &[f64], row: &[f32], total: f64, radius: f64) {
        let home = (0..reduced.len()).fold(0, |best, at| {
            if reduced[at] < reduced[best] {
                at
            } else {
                best
            }
        });
        let least = reduced[home];
        let limit = least + radius * total;
        let per_weight = 1.0 / total;
        let gaps = &mut self.gaps[home * reduced.len()..][..reduced.len()];
        for ((at, &value), known) in reduced.iter().enumerate().zip(gaps) {
            if value <= limit && value < f64::INFINITY {
                self.territory.push(at as u16);
                self.cost.push(row[at]);
            }
            let gap = ((value - least) * per_weight) as f32;
            *known = if gap < *known { gap } else { *known };
        }
        self.start.push(self.territory.len() as u32);
        self.home.push(home as u16);
        self.dearest.push(dearest(row));
    }
}

/// Wide lists as seen from other prices than those they were made at.
pub(crate) struct Shifted<'w> {
    wide: &'w Wide,
    slack: Vec<f64>,
}

impl Shifted<'_> {
    /// The dearest allowed cost of a unit.
    pub(crate) fn dearest(&self, unit: usize) -> f32 {
        let (part, at) = self.wide.part(unit);
        part.dearest[at]
    }

    /// The territories and costs listed for a unit.
    pub(crate) fn of(&self, unit: usize) -> (&[u16], &[f32]) {
        let (part, at) = self.wide.part(unit);
        let range = part.start[at] as usize..part.start[at + 1] as usize;
        (&part.territory[range.clone()], &part.cost[range])
    }

    /// What the reduced cost of every territory outside the list is above, given the `reduced` costs of those inside.
    pub(crate) fn floor(&self, model: &Model, unit: usize, reduced: &[f64]) -> f64 {
        let (part, at) = self.wide.part(unit);
        let home = part.home[at];
        self.of(unit)
            .0
            .binary_search(&home)
            .map_or(f64::NEG_INFINITY, |at| {
                reduced[at] + self.slack[usize::from(home)] * model.total(unit)
            })
    }
}

/// The dearest finite cost.
pub(crate) fn dearest(costs: &[f32]) -> f32 {
    // interleaved, so that one comparison need not wait for the other
    let mut lanes = [0.0f32; 8];
    for chunk in costs.chunks(8) {
        for (lane, &cost) in lanes.iter_mut().zip(chunk) {
            let finite = if cost < f32::INFINITY { cost } else { 0.0 };
            *lane = if finite > *lane { finite } else { *lane };
        }
    }
    lanes.iter().fold(0.0, |most, &cost| most.max(cost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::parallel::Workers;
    use crate::solver::rng::Rng;
    use crate::solver::{Instance, TableCosts};

    #[test]
    fn nothing_outside_a_list_is_below_its_floor() {
        let (units, territories) = (300, 12);
        let mut rng = Rng::new(3);
        // two regions, far from each other
        let place = |rng: &mut Rng, at: usize| 1000.0 * (at % 2) as f64 + 100.0 * rng.unit();
        let centres: Vec<f64> = (0..territories).map(|t| place(&mut rng, t)).collect();
        let mut costs = Vec::new();
        let mut weights = Vec::new();
        for unit in 0..units {
            let (at, weight) = (place(&mut rng, unit), 1 + rng.below(9) as i64);
            costs.extend(centres.iter().map(|c| weight * (c - at).abs() as i64));
            weights.extend([weight, 1 + rng.below(9) as i64]);
        }
        let costs = TableCosts::new(territories, costs);
        let sides = |value: i64| vec![value; territories * 2];
        let instance = Instance::new(
            territories,
            2,
            weights,
            sides(0),
            sides(400),
            sides(200),
            vec![false; 2],
            Vec::new(),
            &costs,
        );
        let model = Model::new(&instance, Workers::default());
        let rows = Rows::new(&model);
        let wide = Wide::new(&model, &rows, &vec![0.0; territories * 2], 0.4);
        let (mut narrow, mut of_use) = (0, 0);
        for drift in [0.0, 0.3, 5.0] {
            // every other territory drifts, all a little
            let prices: Vec<f64> = (0..territories * 2)
                .map(|d| drift * ((d / 2) % 2) as f64 + 0.1 * rng.unit())
                .collect();
            let seen = wide.at(&model, &prices, 0.0).expect("regions drift alone");
            let mut reduced = Vec::new();
            for unit in 0..units {
                let row = rows.get(unit, &mut RowBuffer::default()).to_vec();
                reduce_row(&model, unit, &row, &prices, &mut reduced);
                let (listed, _) = seen.of(unit);
                let inside: Vec<f64> = listed.iter().map(|&t| reduced[usize::from(t)]).collect();
                let floor = seen.floor(&model, unit, &inside);
                for (territory, &value) in reduced.iter().enumerate() {
                    assert!(listed.contains(&(territory as u16)) || value >= floor - 1e-9);
                }
                narrow += usize::from(listed.len() < territories);
                of_use += usize::from(floor > inside.iter().fold(f64::INFINITY, |a, &b| a.min(b)));
            }
        }
        assert!(
            narrow > 2 * units && of_use > 2 * units,
            "{narrow} {of_use}"
        );
    }
}
