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
const COLDEST: f64 = 1e-8;
/// How much colder each stage is.
const COOLING: f64 = 0.3;
/// The temperature at which another search of the same shape starts.
const WARM: f64 = 2e-3;
/// Where no bound is missed by a larger share than this, nothing is looked for any more.
const SMALL: f64 = 2e-5;
/// Bits of the largest price.
const BITS: i32 = 48;

/// Looks for prices that prove that no assignment is within all bounds and budgets.
#[derive(Debug, Clone)]
pub struct Refuter {
    threads: usize,
    work: u64,
    warm: Vec<f64>,
}

impl Refuter {
    /// One that ends after about `work` visits of candidate pairs, over all instances.
    pub fn new(threads: usize, work: u64) -> Self {
        Self {
            threads,
            work,
            warm: Vec::new(),
        }
    }

    /// Offers whole-numbered prices, one per bounded sum (`territory * measures + measure`, then budgets), of growing precision, until
    /// `is_enough`. Nothing here is a proof: the caller judges them exactly. Costs are not looked at but for [`super::FORBIDDEN`]. An instance
    /// of the same shape as the one before should differ little from it: the search starts from there.
    pub fn offer(
        &mut self,
        instance: &Instance,
        stop: &dyn Stop,
        is_enough: &mut dyn FnMut(&[i64]) -> bool,
    ) {
        let model = Model::new(instance, Workers::new(self.threads));
        let rows = Rows::new(&model);
        let mut lists = Lists::new(&model, &rows, 0.0);
        let mut newton = Newton::new(model.workers.clone());
        let mut pool = Pool::whole(&model);
        pool.unit = (0..model.units as u32).collect();
        let anchor = Anchor {
            prices: vec![0.0; model.dimensions()],
            strength: 1.0,
        };
        let is_warm = self.warm.len() == model.dimensions();
        let (mut prices, mut tau) = if is_warm {
            (self.warm.clone(), WARM)
        } else {
            (anchor.prices.clone(), HOTTEST)
        };
        let mut seen = 0;
        while tau > COLDEST && seen < self.work && !stop.is_stopped() {
            let goal = Goal {
                tau,
                tolerance: 1e-9,
                steps: 12,
                enough: f64::INFINITY,
            };
            let guard = &mut |pool: &mut Pool, at: &[f64]| lists.guard(pool, at, tau);
            let stopped = || stop.is_stopped();
            newton.maximise(&mut pool, &mut prices, goal, Some(&anchor), guard, &stopped);
            seen = newton.visits;
            if tau >= WARM {
                self.warm.clone_from(&prices);
            }
            let whole = whole(&model, &prices);
            let missed = prices
                .iter()
                .fold(0.0f64, |most, price| most.max(price.abs()));
            if missed < SMALL || (whole.iter().any(|&price| price != 0) && is_enough(&whole)) {
                break;
            }
            tau *= COOLING;
        }
        self.work = self.work.saturating_sub(seen);
    }
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
