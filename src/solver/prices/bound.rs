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
}

/// A multiple of `2^-bits` as a whole number: costs are whole, so a bound may be rounded up.
fn round_up(sum: i128, bits: i32) -> i128 {
    let scale = 1i128 << bits;
    sum.div_euclid(scale) + i128::from(sum.rem_euclid(scale) > 0)
}

/// Evaluates the bound at dimensionless `prices`. `stopped` is asked per chunk; `None` when it answered yes.
pub(crate) fn prove(
    lists: &Lists,
    prices: &[f64],
    stopped: &(dyn Fn() -> bool + Sync),
) -> Option<Proof> {
    let model = lists.model;
    let (bits, fixed) = fixed_point(model, prices);
    let unit_of_price = libm::ldexp(1.0, -bits);
    let floats: Vec<f64> = fixed
        .iter()
        .enumerate()
        .map(|(d, &y)| {
            let scale = model.price_scale(model.measure_of(d));
            if scale > 0.0 {
                y as f64 * unit_of_price / scale
            } else {
                0.0
            }
        })
        .collect();
    let highest = floats.iter().fold(0.0f64, |most, y| most.max(y.abs()));
    let wish = Wish {
        prices: &floats,
        radius: 0.0,
        most: usize::MAX,
        wide: lists.shifted(&floats, 0.0),
    };
    let parts = model.workers.map_chunks(model.units, CHUNK, |range| {
        if stopped() {
            return None;
        }
        let mut found = Candidates::default();
        let mut sum = 0i128;
        for unit in range {
            // f32 costs are off by 2^-24 of themselves, the float sums by far less
            let slip =
                |dearest: f32| 2.5e-7 * f64::from(dearest) + 1e-12 * model.total(unit) * highest;
            let known = wish.wide.as_ref().map(|wide| slip(wide.dearest(unit)));
            let within = 2.0 * known.unwrap_or(0.0);
            found.fill(lists, &wish, unit, within);
            let margin = known.unwrap_or_else(|| slip(dearest(&found.cost)));
            let (reduced, least) = (&found.reduced, found.least());
            let exact = (0..reduced.len())
                .filter(|&at| reduced[at] <= least + 2.0 * margin && reduced[at] < f64::INFINITY)
                .map(|at| exact_reduced(model, unit, found.territory[at] as usize, &fixed, bits))
                .min();
            sum += exact.unwrap_or(0);
        }
        Some(sum)
    });
    let mut sum = 0i128;
    for part in parts {
        sum += part?;
    }
    for (dimension, &price) in fixed.iter().enumerate() {
        let (lower, upper) = bounds(model, dimension);
        sum += i128::from(price) * i128::from(if price > 0 { lower } else { upper });
    }
    Some(Proof {
        bound: round_up(sum, bits),
        prices: fixed.iter().map(|&y| y as f64 * unit_of_price).collect(),
    })
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

/// Rounds prices to multiples of `2^-bits`, with as many bits as keep the largest below 2^40; a price that would bind an
/// open side is 0.
fn fixed_point(model: &Model, prices: &[f64]) -> (i32, Vec<i64>) {
    let raw: Vec<f64> = prices
        .iter()
        .enumerate()
        .map(|(dimension, &price)| {
            let measure = model.measure_of(dimension);
            if model.is_idle(dimension, price) || !price.is_finite() {
                0.0
            } else {
                price * model.price_scale(measure)
            }
        })
        .collect();
    let highest = raw.iter().fold(0.0f64, |most, y| most.max(y.abs()));
    let (_, exponent) = libm::frexp(highest.max(1e-9));
    let bits = (40 - exponent).clamp(0, 50);
    let limit = 9.0e15;
    let fixed = raw
        .iter()
        .map(|y| libm::round(libm::ldexp(*y, bits)).clamp(-limit, limit) as i64)
        .collect();
    (bits, fixed)
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
