//! Wide candidate lists for instances too large to keep every pair: one pass over all pairs serves many list builds, and
//! the proof too.
//!
//! What is outside the wide list of a unit has a reduced cost more than `radius * total_i` above the least at the prices it was
//! made at. At prices that moved by at most `D` it is still `(radius - 2 D) total_i` above, so it can neither enter a narrower list
//! nor be the minimum in the bound.

use super::lists::reduce_row;
use crate::solver::Model;
use crate::solver::rows::{RowBuffer, Rows};

/// Units that one task lists.
const CHUNK: usize = 1024;

/// Candidates of all units around some prices.
pub(crate) struct Wide {
    prices: Vec<f64>,
    radius: f64,
    start: Vec<usize>,
    territory: Vec<u32>,
    cost: Vec<f32>,
    /// The dearest allowed cost of each unit, listed or not.
    dearest: Vec<f32>,
}

impl Wide {
    /// Lists every unit within `radius` at `prices`.
    pub(crate) fn new(model: &Model, rows: &Rows, prices: &[f64], radius: f64) -> Self {
        let parts = model.workers.map_chunks(model.units, CHUNK, |range| {
            let (mut buffer, mut reduced) = (RowBuffer::default(), Vec::new());
            let (mut counts, mut territory, mut cost, mut dearest) =
                (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for unit in range {
                let row = rows.get(unit, &mut buffer);
                reduce_row(model, unit, row, prices, &mut reduced);
                let least = reduced.iter().fold(f64::INFINITY, |a, &b| a.min(b));
                let limit = least + radius * model.total(unit);
                let before = territory.len();
                for (at, &value) in reduced.iter().enumerate() {
                    if value <= limit && value < f64::INFINITY {
                        territory.push(at as u32);
                        cost.push(row[at]);
                    }
                }
                counts.push(territory.len() - before);
                dearest.push(
                    row.iter()
                        .filter(|c| c.is_finite())
                        .fold(0.0f32, |a, &b| a.max(b)),
                );
            }
            (counts, territory, cost, dearest)
        });
        let pairs = parts.iter().map(|part| part.1.len()).sum();
        let mut wide = Self {
            prices: prices.to_vec(),
            radius,
            start: Vec::with_capacity(model.units + 1),
            territory: Vec::with_capacity(pairs),
            cost: Vec::with_capacity(pairs),
            dearest: Vec::with_capacity(model.units),
        };
        wide.start.push(0);
        for (counts, territory, cost, dearest) in parts {
            let mut end = wide.territory.len();
            for count in counts {
                end += count;
                wide.start.push(end);
            }
            wide.territory.extend_from_slice(&territory);
            wide.cost.extend_from_slice(&cost);
            wide.dearest.extend_from_slice(&dearest);
        }
        wide
    }

    /// The radius within which the lists are complete at `prices`; negative when they say nothing.
    pub(crate) fn covers(&self, prices: &[f64]) -> f64 {
        let moved = prices
            .iter()
            .zip(&self.prices)
            .fold(0.0f64, |most, (a, b)| most.max((a - b).abs()));
        self.radius - 2.0 * moved
    }

    /// The territories and costs listed for a unit.
    pub(crate) fn of(&self, unit: usize) -> (&[u32], &[f32]) {
        let range = self.start[unit]..self.start[unit + 1];
        (&self.territory[range.clone()], &self.cost[range])
    }

    /// The dearest allowed cost of a unit.
    pub(crate) fn dearest(&self, unit: usize) -> f32 {
        self.dearest[unit]
    }
}
