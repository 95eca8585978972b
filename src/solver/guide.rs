//! The objective that guides the search: regrets at the prices plus what each bound's slack or violation is worth.
//!
//! With regret `r_ij - min_j r_ij` at prices `y`,
//!
//! ```text
//! E(plan) = sum_i regret_i + sum_d ( |y_d| * slack to the bound that y_d binds  +  slope_d * violation )
//! ```
//!
//! is exactly cost minus lower bound when the plan is within bounds: a plan with `E = 0` is proven optimal. It tells the
//! search which slack is worth closing, which cost alone does not.

use super::Model;

/// One dimension's part of the guide.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band {
    /// The price; positive binds the lower bound, negative the upper.
    pub(crate) price: f64,
    /// What a unit of violation costs.
    pub(crate) slope: f64,
    /// Distance between the bounds.
    pub(crate) width: f64,
    per_slope: f64,
    per_price: f64,
}

impl Band {
    /// A band with `slope` > 0.
    pub(crate) fn new(price: f64, slope: f64, width: f64) -> Self {
        Self {
            price,
            slope,
            width,
            per_slope: 1.0 / slope,
            per_price: 1.0 / price.abs(),
        }
    }

    /// The guide's value where the load is `above` the lower bound (and `width - above` under the upper).
    pub(crate) fn value(&self, above: f64) -> f64 {
        let outside = (-above).max(above - self.width).max(0.0);
        let inside = above.clamp(0.0, self.width);
        let slack = if self.price > 0.0 {
            inside
        } else {
            self.width - inside
        };
        self.price.abs() * slack + self.slope * outside
    }

    /// The interval of `above` in which [`Band::value`] is at most `room`; empty when `room` is negative.
    pub(crate) fn within(&self, room: f64) -> (f64, f64) {
        if room < 0.0 {
            return (1.0, -1.0);
        }
        let across = self.price.abs() * self.width;
        let near = room * self.per_slope;
        let far = if across <= room {
            self.width + (room - across) * self.per_slope
        } else {
            room * self.per_price
        };
        if self.price > 0.0 {
            (-near, far)
        } else {
            (self.width - far, self.width + near)
        }
    }
}

/// All dimensions' parts.
#[derive(Clone)]
pub(crate) struct Guide {
    /// Per dimension.
    pub(crate) bands: Vec<Band>,
    lower: Vec<i64>,
}

impl Guide {
    /// The guide at dimensionless `prices`; a violation as large as the mean reference costs `penalty` per weight plus `steep` times
    /// the price. Hard measures and budgets cost a hundred times as much.
    pub(crate) fn new(model: &Model, prices: &[f64], penalty: f64, steep: f64) -> Self {
        let placed = model.territories * model.measures;
        let mut mean = vec![0.0; model.measures];
        for dimension in 0..placed {
            mean[dimension % model.measures] +=
                model.reference[dimension] / model.territories as f64;
        }
        let (mut bands, mut lower) = (Vec::new(), Vec::new());
        for (dimension, &price) in prices.iter().enumerate() {
            let measure = model.measure_of(dimension);
            let price = if model.is_idle(dimension, price) {
                0.0
            } else {
                price
            };
            let (hard, share) = if dimension < placed {
                (
                    model.instance.is_hard(measure),
                    mean[measure] / model.reference[dimension],
                )
            } else {
                (true, 1.0)
            };
            let slope = (penalty * share + steep * price.abs()) * if hard { 100.0 } else { 1.0 };
            bands.push(Band::new(
                price,
                slope,
                model.upper[dimension] - model.lower[dimension],
            ));
            lower.push(integer_lower(model, dimension));
        }
        Self { bands, lower }
    }

    /// How far a load is above the lower bound.
    pub(crate) fn above(&self, model: &Model, dimension: usize, load: i64) -> f64 {
        model.normal(model.measure_of(dimension), load - self.lower[dimension])
    }
}

/// The integer behind `model.lower`.
fn integer_lower(model: &Model, dimension: usize) -> i64 {
    let placed = model.territories * model.measures;
    if dimension >= placed {
        return 0;
    }
    let (territory, measure) = (dimension / model.measures, dimension % model.measures);
    let (lower, upper) = (
        model.instance.lower(territory, measure),
        model.instance.upper(territory, measure),
    );
    lower.min(upper).clamp(0, model.totals[measure])
}
