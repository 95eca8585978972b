//! Prices that prove that no plan is within all bounds and budgets, whatever it costs: a Farkas ray of the relaxation in which units may be split.
//!
//! Without costs the dual is 0 at prices of 0, and above 0 somewhere only if no split assignment meets all bounds. Then it grows without end
//! in that direction, so it is raised with a pull towards 0, as strong as the reference of each sum: the prices at its top are the relative
//! violations of the split assignment that violates least in the sum of squares,
//!
//! ```text
//! max_y  sum_i min_j ( - sum_q y_jq w_iq ) + sum_d ( lo_d if y_d > 0 else hi_d ) y_d - sum_d ref_d y_d^2 / 2
//! ```
//!
//! and where that assignment violates nothing the top is at 0. The method is that of `prices`: Newton on the smoothed dual, cooling down.

use super::parallel::Workers;
use super::prices::{Anchor, Goal, Lists, Newton, Pool};
use super::rows::Rows;
use super::{Instance, Model, Stop};

/// The first temperature; prices are relative violations.
const HOTTEST: f64 = 0.25;
/// The last temperature.
const COLDEST: f64 = 1e-6;
/// How much colder each stage is.
const COOLING: f64 = 0.3;
/// Bits of the largest price.
const BITS: i32 = 48;

/// Looks for prices that prove that no assignment of `instance` is within all bounds and budgets. Costs are not looked at but for
/// [`super::FORBIDDEN`]. `is_proof` is offered whole-numbered prices, one per bounded sum (`territory * measures + measure`, then budgets), of
/// growing precision, and judges them exactly: nothing here is a proof. Answers the first that it accepts.
pub fn refute(
    instance: &Instance,
    threads: usize,
    stop: &dyn Stop,
    is_proof: &mut dyn FnMut(&[i64]) -> bool,
) -> Option<Vec<i64>> {
    let model = Model::new(instance, Workers::new(threads));
    let rows = Rows::new(&model);
    let mut lists = Lists::new(&model, &rows, 0.0);
    let mut newton = Newton::new(model.workers.clone());
    let mut pool = Pool::whole(&model);
    pool.unit = (0..model.units as u32).collect();
    let mut prices = vec![0.0; model.dimensions()];
    let anchor = Anchor {
        prices: prices.clone(),
        strength: 1.0,
    };
    let mut tau = HOTTEST;
    while tau > COLDEST && !stop.is_stopped() {
        let goal = Goal {
            tau,
            tolerance: 1e-9,
            steps: 12,
            enough: f64::INFINITY,
        };
        let guard = &mut |pool: &mut Pool, at: &[f64]| lists.guard(pool, at, tau);
        let stopped = || stop.is_stopped();
        newton.maximise(&mut pool, &mut prices, goal, Some(&anchor), guard, &stopped);
        let whole = whole(&model, &prices);
        if whole.iter().any(|&price| price != 0) && is_proof(&whole) {
            return Some(whole);
        }
        tau *= COOLING;
    }
    None
}

/// Prices per unit of weight as whole numbers; only their ratios matter. A budget is never paid for spending.
fn whole(model: &Model, prices: &[f64]) -> Vec<i64> {
    let placed = model.territories * model.measures;
    let raw: Vec<f64> = prices
        .iter()
        .enumerate()
        .map(|(dimension, &price)| {
            let price = if dimension < placed {
                price
            } else {
                price.min(0.0)
            };
            price * model.price_scale(model.measure_of(dimension))
        })
        .collect();
    let highest = raw.iter().fold(0.0f64, |most, price| most.max(price.abs()));
    if !highest.is_normal() {
        return vec![0; raw.len()];
    }
    let (_, exponent) = libm::frexp(highest);
    raw.iter()
        .map(|&price| libm::round(libm::ldexp(price, BITS - exponent)) as i64)
        .collect()
}
