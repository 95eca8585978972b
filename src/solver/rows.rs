//! Dimensionless costs of a unit in all territories: kept in memory where they fit, else computed again on each visit.

use super::Model;

/// Most pairs that are kept (as `f32`, so 4 bytes each).
const KEPT_PAIRS: usize = 40_000_000;

/// Access to rows of costs.
pub(crate) struct Rows<'a, 'i> {
    model: &'a Model<'i>,
    kept: Option<Vec<f32>>,
}

/// Buffers for [`Rows::get`].
#[derive(Default)]
pub(crate) struct RowBuffer {
    costs: Vec<i64>,
    scaled: Vec<f32>,
}

impl<'a, 'i> Rows<'a, 'i> {
    /// Computes the table when it is small enough.
    pub(crate) fn new(model: &'a Model<'i>) -> Self {
        let mut rows = Self { model, kept: None };
        if model.units * model.territories <= KEPT_PAIRS {
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

    /// The costs of `unit`; infinite where not allowed.
    pub(crate) fn get<'b>(&'b self, unit: usize, buffer: &'b mut RowBuffer) -> &'b [f32] {
        let territories = self.model.territories;
        if let Some(kept) = &self.kept {
            return &kept[unit * territories..][..territories];
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
