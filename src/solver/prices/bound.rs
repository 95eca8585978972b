//! The proven lower bound: the unsmoothed dual at given prices, over all allowed pairs, in exact arithmetic.
//!
//! ```text
//! L(y) = sum_i min_j ( c_ij - sum_q y_jq w_iq ) + sum_d ( lo_d if y_d > 0 else hi_d ) y_d   <=   cost of any plan within bounds
//! ```
//!
//! Prices are rounded to fixed point first, which changes `y` but not the validity of `L(y)`; from there on everything is
//! integers. Floats only pick the candidates for each minimum, with a margin wider than their error. As costs are
//! integers so is the optimum, and `L(y)` may be rounded up.

use super::lists::{Candidates, Lists, Wish};
use super::wide::dearest;
use crate::solver::{FORBIDDEN, Model};

/// Units that one task sums.
const CHUNK: usize = 2048;

/// Prices as multiples of `2^-bits` cost units per weight unit, and the bound they prove.
pub(crate) struct Proof {
    /// The bound in cost units.
    pub(crate) bound: i128,
    /// The rounded prices, per dimension, in cost units per weight unit.
    pub(crate) prices: Vec<f64>,
    /// The bound as a multiple of `2^-bits` cost units.
    sum: i128,
    bits: i32,
    fixed: Vec<i64>,
}

impl Proof {
    /// The bounds when one more unit, free so far, is placed: each allowed territory with the bound of the plans that have it there.
    pub(crate) fn when_placed(&self, model: &Model, unit: usize) -> Vec<(u32, i128)> {
        let reduced: Vec<(u32, i128)> = (0..model.territories)
            .filter(|&territory| model.instance.costs().cost(unit, territory) != FORBIDDEN)
            .map(|territory| {
                let exact = exact_reduced(model, unit, territory, &self.fixed, self.bits);
                (territory as u32, exact)
            })
            .collect();
        let least = reduced.iter().map(|pair| pair.1).min().unwrap_or(0);
        reduced
            .into_iter()
            .map(|(territory, exact)| (territory, round_up(self.sum + exact - least, self.bits)))
            .collect()
    }
}

/// A multiple of `2^-bits` as a whole number: costs are whole, so a bound may be rounded up.
fn round_up(sum: i128, bits: i32) -> i128 {
    let scale = 1i128 << bits;
    sum.div_euclid(scale) + i128::from(sum.rem_euclid(scale) > 0)
}

/// Prices in fixed point.
pub(super) struct Fixed {
    /// Multiples of `2^-bits` cost units per weight unit, per dimension.
    pub(super) prices: Vec<i64>,
    pub(super) bits: i32,
    /// The same prices without dimensions.
    pub(super) floats: Vec<f64>,
    highest: f64,
}

impl Fixed {
    /// With as many bits as keep the largest of `prices` below 2^40.
    fn new(model: &Model, prices: &[f64]) -> Self {
        let raw = bounded(model, prices);
        let highest = raw.iter().fold(0.0f64, |most, y| most.max(y.abs()));
        Self::rounded(model, &raw, bits_for(highest))
    }

    /// With room for prices of a thousand natural costs.
    pub(super) fn roomy(model: &Model, prices: &[f64]) -> Self {
        let raw = bounded(model, prices);
        let scales =
            (0..model.measures + model.budgets).map(|measure| 1e3 * model.price_scale(measure));
        let highest = raw
            .iter()
            .map(|y| y.abs())
            .chain(scales)
            .fold(0.0, f64::max);
        Self::rounded(model, &raw, bits_for(highest))
    }

    /// Other prices with the bits of these.
    pub(super) fn with(&self, model: &Model, prices: &[f64]) -> Self {
        Self::rounded(model, &bounded(model, prices), self.bits)
    }

    fn rounded(model: &Model, raw: &[f64], bits: i32) -> Self {
        let limit = 9.0e15;
        let prices: Vec<i64> = raw
            .iter()
            .map(|y| libm::round(libm::ldexp(*y, bits)).clamp(-limit, limit) as i64)
            .collect();
        let step = libm::ldexp(1.0, -bits);
        let floats: Vec<f64> = prices
            .iter()
            .enumerate()
            .map(|(d, &y)| {
                let scale = model.price_scale(model.measure_of(d));
                if scale > 0.0 {
                    y as f64 * step / scale
                } else {
                    0.0
                }
            })
            .collect();
        Self {
            highest: floats.iter().fold(0.0f64, |most, y| most.max(y.abs())),
            prices,
            bits,
            floats,
        }
    }

    /// By how much the reduced cost of a unit may be off in floats: f32 costs by 2^-24 of themselves, the sums by far less.
    pub(super) fn slip(&self, model: &Model, unit: usize, dearest: f32) -> f64 {
        2.5e-7 * f64::from(dearest) + 1e-12 * model.total(unit) * self.highest
    }

    /// The reduced cost of a unit in a territory that it may take, as a multiple of `2^-bits` cost units.
    pub(super) fn exact(&self, model: &Model, unit: usize, territory: usize) -> i128 {
        exact_reduced(model, unit, territory, &self.prices, self.bits)
    }

    /// The proof when the units contribute `sum`.
    pub(super) fn proof(self, model: &Model, mut sum: i128) -> Proof {
        for (dimension, &price) in self.prices.iter().enumerate() {
            let (lower, upper) = bounds(model, dimension);
            sum += i128::from(price) * i128::from(if price > 0 { lower } else { upper });
        }
        let step = libm::ldexp(1.0, -self.bits);
        Proof {
            bound: round_up(sum, self.bits),
            prices: self.prices.iter().map(|&y| y as f64 * step).collect(),
            sum,
            bits: self.bits,
            fixed: self.prices,
        }
    }
}

/// Evaluates the bound at dimensionless `prices`. `stopped` is asked per chunk; `None` when it answered yes.
pub(crate) fn prove(
    lists: &Lists,
    prices: &[f64],
    stopped: &(dyn Fn() -> bool + Sync),
) -> Option<Proof> {
    let model = lists.model;
    let fixed = Fixed::new(model, prices);
    let wish = Wish {
        prices: &fixed.floats,
        radius: 0.0,
        most: usize::MAX,
        wide: lists.shifted(&fixed.floats, 0.0),
    };
    let parts = model.workers.map_chunks(model.units, CHUNK, |range| {
        if stopped() {
            return None;
        }
        let mut found = Candidates::default();
        let mut sum = 0i128;
        for unit in range {
            let slip = |dearest| fixed.slip(model, unit, dearest);
            let known = wish.wide.as_ref().map(|wide| slip(wide.dearest(unit)));
            let within = 2.0 * known.unwrap_or(0.0);
            found.fill(lists, &wish, unit, within);
            let margin = known.unwrap_or_else(|| slip(dearest(&found.cost)));
            let (reduced, least) = (&found.reduced, found.least());
            let exact = (0..reduced.len())
                .filter(|&at| reduced[at] <= least + 2.0 * margin && reduced[at] < f64::INFINITY)
                .map(|at| fixed.exact(model, unit, found.territory[at] as usize))
                .min();
            sum += exact.unwrap_or(0);
        }
        Some(sum)
    });
    let mut sum = 0i128;
    for part in parts {
        sum += part?;
    }
    Some(fixed.proof(model, sum))
}

/// The bounds of a dimension as integers, closed by what any plan meets anyway.
fn bounds(model: &Model, dimension: usize) -> (i64, i64) {
    let total = model.totals[model.measure_of(dimension)];
    let placed = model.territories * model.measures;
    if dimension < placed {
        let (territory, measure) = (dimension / model.measures, dimension % model.measures);
        let (lower, upper) = (
            model.instance.lower(territory, measure),
            model.instance.upper(territory, measure),
        );
        // crossed bounds are relaxed, as in the model
        (
            lower.min(upper).clamp(0, total),
            upper.max(lower).clamp(0, total),
        )
    } else {
        (
            0,
            model.instance.budgets()[dimension - placed]
                .cap
                .clamp(0, total),
        )
    }
}

/// How many bits keep prices up to `highest` below 2^40.
fn bits_for(highest: f64) -> i32 {
    let (_, exponent) = libm::frexp(highest.max(1e-9));
    (40 - exponent).clamp(0, 50)
}

/// Prices in cost units per weight unit; 0 where they would bind an open side.
fn bounded(model: &Model, prices: &[f64]) -> Vec<f64> {
    prices
        .iter()
        .enumerate()
        .map(|(dimension, &price)| {
            let measure = model.measure_of(dimension);
            let (lower, upper) = bounds(model, dimension);
            let idle =
                (price > 0.0 && lower <= 0) || (price < 0.0 && upper >= model.totals[measure]);
            if idle || !price.is_finite() {
                0.0
            } else {
                price * model.price_scale(measure)
            }
        })
        .collect()
}

fn exact_reduced(model: &Model, unit: usize, territory: usize, fixed: &[i64], bits: i32) -> i128 {
    let cost = model.instance.costs().cost(unit, territory);
    debug_assert!(cost != FORBIDDEN, "infinite costs are never least");
    let mut reduced = i128::from(cost) << bits;
    let place = territory * model.measures;
    for (measure, &weight) in model.instance.weights(unit).iter().enumerate() {
        reduced -= i128::from(weight) * i128::from(fixed[place + measure]);
    }
    for budget in 0..model.budgets {
        let spent = model.spent(unit, territory as u32, budget);
        reduced -=
            i128::from(spent) * i128::from(fixed[model.territories * model.measures + budget]);
    }
    reduced
}
