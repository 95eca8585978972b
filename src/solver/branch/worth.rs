//! What each unit is worth to the parts of the map: the price at which they may leave it to each other.
//!
//! With a worth `v_i` for each unit the problem falls apart,
//!
//! ```text
//! cost of any plan  >=  sum_i v_i + sum_parts min { sum_i (c_ij - v_i) : i placed in j of the part, or left to the others }
//! ```
//!
//! so what is proven of one part adds to what is proven of the others (Lagrangean decomposition, Guignard & Kim 1987). At the root's prices any worth
//! between what the two parts that want a unit most would have it for makes this sum the bound of the whole.

use crate::solver::Model;
use crate::solver::prices::{Lists, dearest, reduce_row};
use crate::solver::rows::RowBuffer;

/// Where between the two a worth lies: in the middle both parts are held to the unit, at either end one of them gives it up for nothing.
const BETWEEN: f64 = 0.6;
/// Units that one task looks at.
const CHUNK: usize = 1_024;

/// The worths, and what a unit costs each part at least.
pub(super) struct Worths {
    /// Infinite where no other part may have the unit.
    pub(super) worth: Vec<f64>,
    /// The sum of those that are finite, and that of their absolute values.
    pub(super) sums: (f64, f64),
    /// By unit and part, at the root's prices, no more than exactly.
    least: Vec<f32>,
    parts: usize,
}

impl Worths {
    /// At the root's `prices`.
    pub(super) fn new(lists: &Lists, parts: &[Vec<u32>], prices: &[f64]) -> Self {
        let model = lists.model;
        let highest = prices.iter().fold(0.0f64, |most, y| most.max(y.abs()));
        let found = model.workers.map_chunks(model.units, CHUNK, |units| {
            let (mut worth, mut least) = (Vec::new(), Vec::new());
            let (mut buffer, mut reduced) = (RowBuffer::default(), Vec::new());
            for unit in units {
                let row = lists.rows.get(unit, &mut buffer);
                reduce_row(model, unit, row, prices, &mut reduced);
                // f32 costs are off by 2^-24 of themselves, and so is what is kept of the least
                let slip = 2.5e-7 * (f64::from(dearest(row)) + model.total(unit) * highest);
                let (mut first, mut second) = (f64::INFINITY, f64::INFINITY);
                for part in parts {
                    let all = part.iter().map(|&territory| reduced[territory as usize]);
                    let cheapest = all.fold(f64::INFINITY, f64::min);
                    least.push((cheapest - slip) as f32);
                    second = second.min(first.max(cheapest));
                    first = first.min(cheapest);
                }
                worth.push(if second < f64::INFINITY {
                    first + BETWEEN * (second - first)
                } else {
                    f64::INFINITY
                });
            }
            (worth, least)
        });
        let mut worths = Self {
            worth: Vec::with_capacity(model.units),
            sums: (0.0, 0.0),
            least: Vec::with_capacity(model.units * parts.len()),
            parts: parts.len(),
        };
        for (worth, least) in found {
            worths.worth.extend(worth);
            worths.least.extend(least);
        }
        for worth in worths.worth.iter().filter(|worth| worth.is_finite()) {
            worths.sums.0 += worth;
            worths.sums.1 += worth.abs();
        }
        worths
    }

    /// How far prices have to move before a part can want a unit.
    pub(super) fn distance(&self, model: &Model, part: usize, unit: usize) -> f64 {
        let (worth, least) = (self.worth[unit], self.least[unit * self.parts + part]);
        let above = f64::from(least) - worth;
        if worth == f64::INFINITY || above <= 0.0 {
            f64::NEG_INFINITY
        } else {
            above / model.total(unit)
        }
    }
}
