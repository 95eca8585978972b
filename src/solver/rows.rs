//! Dimensionless costs of a unit in all territories: kept in memory where they fit, else computed again on each visit.

use super::Model;

/// Most pairs that are kept (as `f32`, so 4 bytes each).
const KEPT_PAIRS: usize = 16_000_000;

/// Access to rows of costs.
pub(crate) struct Rows<'a, 'i> {
    model: &'a Model<'i>,
    kept: Option<Vec<f32>>,
    /// The row of each unit in `kept`; empty where every unit has its own.
    index: Vec<u32>,
}

/// Buffers for [`Rows::get`].
#[derive(Default)]
pub(crate) struct RowBuffer {
    costs: Vec<i64>,
    scaled: Vec<f32>,
}

/// Whether the rows of so many units and territories fit into memory.
pub(super) fn fit(units: usize, territories: usize) -> bool {
    units * territories <= KEPT_PAIRS
}

impl<'a, 'i> Rows<'a, 'i> {
    /// Computes the table when it is small enough.
    pub(crate) fn new(model: &'a Model<'i>) -> Self {
        let mut rows = Self {
            model,
            kept: None,
            index: Vec::new(),
        };
        if fit(model.units, model.territories) {
            let mut table = vec![0f32; model.units * model.territories];
            model
                .workers
                .fill_rows(&mut table, model.territories, |unit, out| {
                    let mut buffer = RowBuffer::default();
                    out.copy_from_slice(rows.get(unit, &mut buffer));
                });
            rows.kept = Some(table);
        }
        rows
    }

    /// The rows of a few units, kept; other units are not to be asked for.
    pub(super) fn sample(&self, units: &[u32]) -> Self {
        let mut table = vec![0f32; units.len() * self.model.territories];
        self.model
            .workers
            .fill_rows(&mut table, self.model.territories, |at, out| {
                out.copy_from_slice(self.get(units[at] as usize, &mut RowBuffer::default()));
            });
        let mut index = vec![0; self.model.units];
        for (at, &unit) in units.iter().enumerate() {
            index[unit as usize] = at as u32;
        }
        Self {
            model: self.model,
            kept: Some(table),
            index,
        }
    }

    /// Whether rows are in memory.
    pub(super) fn is_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// The costs of `unit`; infinite where not allowed.
    pub(crate) fn get<'b>(&'b self, unit: usize, buffer: &'b mut RowBuffer) -> &'b [f32] {
        let territories = self.model.territories;
        if let Some(kept) = &self.kept {
            let row = self.index.get(unit).map_or(unit, |&row| row as usize);
            return &kept[row * territories..][..territories];
        }
        buffer.costs.resize(territories, 0);
        buffer.scaled.clear();
        self.model.instance.costs().row(unit, &mut buffer.costs);
        buffer.scaled.extend(
            buffer
                .costs
                .iter()
                .map(|&cost| self.model.normal_cost(cost) as f32),
        );
        &buffer.scaled
    }
}
