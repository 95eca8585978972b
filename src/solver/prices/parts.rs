//! The proof again and again: what each unit contributes to it is kept, so that prices which differ in few territories, and plans that have some
//! units in given places, are judged at a fraction of the work. As exact as `bound`.

use super::bound::{Fixed, Proof};
use super::lists::{Lists, reduce_row};
use super::wide::dearest;
use crate::solver::Model;
use crate::solver::rows::RowBuffer;

/// Units that one task sums.
const CHUNK: usize = 2048;

/// What each unit contributes to a proof.
pub(crate) struct Parts<'l, 'a, 'i> {
    lists: &'l Lists<'a, 'i>,
    fixed: Fixed,
    units: Vec<Part>,
}

/// The contribution of one unit.
#[derive(Clone, Copy)]
struct Part {
    /// Its least reduced cost, exact.
    least: i128,
    /// A territory of least reduced cost.
    home: u32,
    /// Its dearest cost.
    dearest: f32,
}

impl<'l, 'a, 'i> Parts<'l, 'a, 'i> {
    /// At dimensionless `prices`.
    pub(crate) fn new(lists: &'l Lists<'a, 'i>, prices: &[f64]) -> Self {
        let model = lists.model;
        let fixed = Fixed::roomy(model, prices);
        let units = model.workers.map_chunks(model.units, CHUNK, |range| {
            let mut buffers = Buffers::default();
            let parts = range.map(|unit| buffers.part(lists, &fixed, unit));
            parts.collect::<Vec<Part>>()
        });
        Self {
            lists,
            units: units.concat(),
            fixed,
        }
    }

    /// The instance.
    pub(crate) fn model(&self) -> &Model<'i> {
        self.lists.model
    }

    /// The proof at other dimensionless `prices` for the plans that have some units (with territories, sorted by unit) where `placed` says.
    pub(crate) fn prove(&self, prices: &[f64], placed: &[(u32, u32)]) -> Proof {
        let model = self.lists.model;
        let fixed = self.fixed.with(model, prices);
        let changed = self.changed(&fixed);
        let mut is_changed = vec![false; model.territories];
        for &territory in &changed {
            is_changed[territory] = true;
        }
        let sums = model.workers.map_chunks(model.units, CHUNK, |range| {
            let mut buffers = Buffers::default();
            let mut sum = 0i128;
            for unit in range {
                let part = &self.units[unit];
                sum += if let Ok(at) = placed.binary_search_by_key(&(unit as u32), |pair| pair.0) {
                    fixed.exact(model, unit, placed[at].1 as usize)
                } else if is_changed[part.home as usize] {
                    buffers.part(self.lists, &fixed, unit).least
                } else {
                    buffers.least(self.lists, &fixed, unit, part, &changed)
                };
            }
            sum
        });
        fixed.proof(model, sums.iter().sum())
    }

    /// The territories where a reduced cost may be another one than here.
    fn changed(&self, fixed: &Fixed) -> Vec<usize> {
        let model = self.lists.model;
        let placed = model.territories * model.measures;
        // what a budget asks may count anywhere
        let everywhere = fixed.prices[placed..] != self.fixed.prices[placed..];
        (0..model.territories)
            .filter(|territory| {
                let range = territory * model.measures..(territory + 1) * model.measures;
                everywhere || fixed.prices[range.clone()] != self.fixed.prices[range]
            })
            .collect()
    }
}

#[derive(Default)]
struct Buffers {
    row: RowBuffer,
    reduced: Vec<f64>,
}

impl Buffers {
    /// The contribution of a unit, from all its territories.
    fn part(&mut self, lists: &Lists, fixed: &Fixed, unit: usize) -> Part {
        let model = lists.model;
        let row = lists.rows.get(unit, &mut self.row);
        reduce_row(model, unit, row, &fixed.floats, &mut self.reduced);
        let dearest = dearest(row);
        let least = self.reduced.iter().fold(f64::INFINITY, |a, &b| a.min(b));
        let limit = least + 2.0 * fixed.slip(model, unit, dearest);
        let exact = (0..row.len())
            .filter(|&at| self.reduced[at] <= limit && self.reduced[at] < f64::INFINITY)
            .map(|at| (fixed.exact(model, unit, at), at as u32))
            .min();
        let (least, home) = exact.unwrap_or_default();
        Part {
            least,
            home,
            dearest,
        }
    }

    /// The least reduced cost of a unit whose home has not `changed`.
    fn least(
        &mut self,
        lists: &Lists,
        fixed: &Fixed,
        unit: usize,
        part: &Part,
        changed: &[usize],
    ) -> i128 {
        let model: &Model = lists.model;
        let row = lists.rows.get(unit, &mut self.row);
        let reduced = |at: usize| model.reduced(unit, at as u32, row[at], &fixed.floats);
        let limit = reduced(part.home as usize) + 2.0 * fixed.slip(model, unit, part.dearest);
        let better = changed
            .iter()
            .filter(|&&at| row[at] < f32::INFINITY && reduced(at) <= limit)
            .map(|&at| fixed.exact(model, unit, at));
        better.fold(part.least, i128::min)
    }
}
