//! The smoothed dual: value, gradient and Hessian in one pass over a pool.
//!
//! The Lagrangian dual of the assignment problem is piecewise linear. Each minimum over territories is replaced by a
//! soft minimum at temperature `s_i = tau * size_i`, each band term by its logistic smoothing (Nesterov 2005):
//!
//! ```text
//! F(y) = sum_i -s_i ln sum_j exp(-r_ij / s_i) + sum_d [ lo_d y_d - t_d (hi_d - lo_d) ln(1 + exp(-y_d / t_d)) ]
//! r_ij = c_ij - sum_q a_iq y_jq,      t_d = tau * blur_d
//! ```
//!
//! `F` is concave, smooth, and at most the unsmoothed dual, so at most the optimum. With `x_ij` the softmax of `-r_ij / s_i`
//! the gradient is the bound that binds minus the expected load, and minus the Hessian is a covariance, which Newton's
//! method inverts. A unit's temperature is proportional to the mean of its weights: were it proportional to one of
//! them, units heavy in another would be far colder and steps would overshoot.

use super::Pool;
use super::curvature::{Blocks, Curvature, Dense};
use super::newton::DENSE;
use super::soft::{BLOCK, Soft};
use crate::solver::parallel::Workers;

/// Pools with more candidates than this are evaluated in chunks that may run in parallel.
const SERIAL_CANDIDATES: usize = 100_000;
/// Number of chunks then, and where territories are many: fixed, so that sums do not depend on the number of threads.
const CHUNKS: usize = 4;
const MANY_CHUNKS: usize = 16;

/// Where systems are solved roughly anyway, candidates with less than this share of a unit add nothing to the curvature: the work grows with
/// the square of their number, the error with their share.
const FAINT: f64 = 1e-4;

/// Value and derivatives of the smoothed dual at one point.
#[derive(Default, Clone)]
pub(crate) struct Smoothed {
    /// `F(y)`.
    pub(crate) value: f64,
    /// Gradient of `F`.
    pub(crate) gradient: Vec<f64>,
    /// Minus the Hessian of `F`, row-major, lower triangle.
    pub(crate) curvature: Vec<f64>,
    soft: Soft,
    buffer: Buffer,
}

#[derive(Default, Clone)]
struct Buffer {
    /// Territories of the candidates that count for the curvature, with their shares.
    strong: Vec<(u32, f64)>,
    /// The weights of the unit by its temperature.
    cooled: Vec<f64>,
}

/// Sums over a part of the units of a large pool; kept from pass to pass for the memory.
#[derive(Default)]
pub(super) struct Part(Sums<Blocks>);

/// Sums over units.
#[derive(Default)]
struct Sums<C> {
    value: f64,
    gradient: Vec<f64>,
    curvature: C,
    soft: Soft,
    buffer: Buffer,
}

impl Smoothed {
    /// Evaluates the dual of `pool` at `prices` and temperature `tau`.
    pub(super) fn evaluate(
        &mut self,
        pool: &Pool,
        prices: &[f64],
        tau: f64,
        parts: &mut Vec<Part>,
        workers: &Workers,
    ) {
        let dimensions = pool.dimensions();
        self.value = 0.0;
        self.gradient.clear();
        self.gradient.resize(dimensions, 0.0);
        self.curvature.clear();
        self.curvature.resize(dimensions * dimensions, 0.0);
        let candidates = pool.territory.len() - pool.start[pool.first] as usize;
        if candidates <= SERIAL_CANDIDATES {
            self.add_serially(pool, prices, tau);
        } else {
            self.add_parts(pool, prices, tau, parts, workers);
        }
        self.add_bands(pool, prices, tau);
    }

    fn add_serially(&mut self, pool: &Pool, prices: &[f64], tau: f64) {
        let mut sums = Sums {
            value: 0.0,
            gradient: std::mem::take(&mut self.gradient),
            curvature: Dense {
                dimensions: pool.dimensions(),
                entries: std::mem::take(&mut self.curvature),
            },
            soft: std::mem::take(&mut self.soft),
            buffer: std::mem::take(&mut self.buffer),
        };
        sums.add_units(pool, prices, tau, pool.first..pool.unit.len());
        self.value = sums.value;
        self.gradient = sums.gradient;
        self.curvature = sums.curvature.entries;
        self.soft = sums.soft;
        self.buffer = sums.buffer;
    }

    fn add_parts(
        &mut self,
        pool: &Pool,
        prices: &[f64],
        tau: f64,
        parts: &mut Vec<Part>,
        workers: &Workers,
    ) {
        let dimensions = pool.dimensions();
        let end = pool.unit.len();
        let chunks = if dimensions > DENSE {
            MANY_CHUNKS
        } else {
            CHUNKS
        };
        let size = (end - pool.first).div_ceil(chunks);
        parts.resize_with(chunks, Part::default);
        workers.each(parts, |chunk, Part(sums)| {
            sums.value = 0.0;
            sums.gradient.clear();
            sums.gradient.resize(dimensions, 0.0);
            sums.curvature.reset(pool);
            let first = (pool.first + chunk * size).min(end);
            sums.add_units(pool, prices, tau, first..(first + size).min(end));
        });
        for Part(sums) in parts {
            self.value += sums.value;
            for (sum, add) in self.gradient.iter_mut().zip(&sums.gradient) {
                *sum += add;
            }
            sums.curvature.add_to(&mut self.curvature);
        }
    }

    fn add_bands(&mut self, pool: &Pool, prices: &[f64], tau: f64) {
        let dimensions = prices.len();
        for (dimension, &price) in prices.iter().enumerate() {
            let width = pool.upper[dimension] - pool.lower[dimension];
            let heat = tau * pool.blur[dimension];
            self.value += pool.lower[dimension] * price;
            self.gradient[dimension] += pool.lower[dimension];
            if width > 0.0 {
                // sigma(-y/t), and softplus(-y/t) computed without overflow
                let decay = libm::exp(-price.abs() / heat);
                let sigma = if price > 0.0 {
                    decay / (1.0 + decay)
                } else {
                    1.0 / (1.0 + decay)
                };
                self.value -= width * ((-price).max(0.0) + heat * libm::log1p(decay));
                self.gradient[dimension] += width * sigma;
                self.curvature[dimension * dimensions + dimension] +=
                    width * sigma * (1.0 - sigma) / heat;
            }
        }
    }
}

/// Takes a share of a unit's weights off what is left of a territory.
#[inline]
fn take_off(gradient: &mut [f64], territory: u32, share: f64, weights: &[f64]) {
    let first = territory as usize * weights.len();
    for (sum, weight) in gradient[first..first + weights.len()]
        .iter_mut()
        .zip(weights)
    {
        *sum -= share * weight;
    }
}

impl<C: Curvature> Sums<C> {
    fn add_units(&mut self, pool: &Pool, prices: &[f64], tau: f64, range: std::ops::Range<usize>) {
        match (pool.measures, pool.budgets) {
            (1, 0) => self.add_units_of::<1>(pool, prices, tau, range),
            (2, 0) => self.add_units_of::<2>(pool, prices, tau, range),
            (3, 0) => self.add_units_of::<3>(pool, prices, tau, range),
            _ => self.add_units_of::<0>(pool, prices, tau, range),
        }
    }

    /// `Q` is the number of measures where it is known at compile time (then there are no budgets), else 0.
    fn add_units_of<const Q: usize>(
        &mut self,
        pool: &Pool,
        prices: &[f64],
        tau: f64,
        range: std::ops::Range<usize>,
    ) {
        let measures = if Q == 0 { pool.measures } else { Q };
        let mut soft = std::mem::take(&mut self.soft);
        for first in range.clone().step_by(BLOCK) {
            let block = first..range.end.min(first + BLOCK);
            soft.fill::<Q>(pool, prices, tau, block);
            self.value += soft.alone_cost;
            for &(unit, territory) in &soft.alone {
                let weights = &pool.weight[unit as usize * measures..][..measures];
                take_off(&mut self.gradient, territory, 1.0, weights);
            }
            for (place, unit) in soft.contested.iter().enumerate() {
                self.value += unit.least - unit.heat * unit.log;
                let shares = soft.shares(place);
                self.add_shares::<Q>(pool, unit.unit as usize, unit.heat, shares);
            }
        }
        self.soft = soft;
    }

    /// Adds a unit's expected load to the gradient and its covariance to the curvature.
    fn add_shares<const Q: usize>(
        &mut self,
        pool: &Pool,
        unit: usize,
        heat: f64,
        (active, shares): (&[u32], &[f64]),
    ) {
        let measures = if Q == 0 { pool.measures } else { Q };
        // a length that the compiler knows
        let weights = &pool.weight[unit * measures..][..measures];
        let faint = if self.gradient.len() > DENSE {
            FAINT
        } else {
            0.0
        };
        let buffer = &mut self.buffer;
        buffer.strong.clear();
        for (&candidate, &share) in active.iter().zip(shares) {
            let territory = pool.territory[candidate as usize];
            take_off(&mut self.gradient, territory, share, weights);
            if share >= faint {
                buffer.strong.push((territory, share));
            }
        }
        let contested = active.len() > 1 && heat > 0.0;
        if contested {
            let per_heat = 1.0 / heat;
            buffer.cooled.clear();
            buffer.cooled.extend(weights.iter().map(|w| w * per_heat));
            let cooled = &buffer.cooled[..measures];
            // all prices of a neighbourhood moved alike change nothing: rows have to add up to 0, or prices come too slowly from far away
            let all: f64 = buffer.strong.iter().map(|pair| pair.1).sum();
            for (index, &(row, share)) in buffer.strong.iter().enumerate() {
                let row = row as usize;
                for &(column, other) in &buffer.strong[..index] {
                    let factor = -share * other;
                    self.curvature
                        .add(row, column as usize, factor, cooled, weights);
                }
                let factor = share * (all - share);
                self.curvature.add(row, row, factor, cooled, weights);
            }
        }
        if Q == 0 && pool.budgets > 0 {
            self.add_spending(pool, active, shares, weights, heat, contested);
        }
    }

    /// The same for the budgets, whose weight is the spending of the candidate.
    fn add_spending(
        &mut self,
        pool: &Pool,
        active: &[u32],
        shares: &[f64],
        weights: &[f64],
        heat: f64,
        contested: bool,
    ) {
        let base = pool.territories * pool.measures;
        for budget in 0..pool.budgets {
            let spend =
                |candidate: u32, of: usize| pool.spend[candidate as usize * pool.budgets + of];
            let mean = |of: usize| -> f64 {
                active
                    .iter()
                    .zip(shares)
                    .map(|(&c, x)| x * spend(c, of))
                    .sum()
            };
            let expected = mean(budget);
            self.gradient[base + budget] -= expected;
            if !contested {
                continue;
            }
            for (&candidate, &share) in active.iter().zip(shares) {
                let above = share * (spend(candidate, budget) - expected) / heat;
                let place = pool.territory[candidate as usize] as usize * pool.measures;
                let row = self.curvature.row(base + budget);
                for (measure, weight) in weights.iter().enumerate() {
                    row[place + measure] += above * weight;
                }
                for other in 0..=budget {
                    row[base + other] += above * spend(candidate, other);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three units in two territories; the last has one candidate only, at a cost of 7.
    fn pool() -> Pool {
        Pool {
            measures: 2,
            territories: 2,
            unit: vec![0, 1, 2],
            start: vec![0, 2, 4, 5],
            territory: vec![0, 1, 0, 1, 1],
            cost: vec![1.0, 2.0, 2.5, 1.5, 7.0],
            weight: vec![1.0, 0.5, 0.7, 1.2, 0.9, 0.8],
            size: vec![0.75, 0.95, 0.85],
            bulk: vec![1.0, 1.2, 0.9],
            lower: vec![0.9, 0.8, 1.0, 1.1],
            upper: vec![1.5, 1.4, 1.6, 1.7],
            reference: vec![1.2, 1.1, 1.3, 1.4],
            blur: vec![1.0; 4],
            ..Pool::default()
        }
    }

    fn evaluated(pool: &Pool, prices: &[f64]) -> Smoothed {
        let mut smoothed = Smoothed::default();
        smoothed.evaluate(pool, prices, 0.3, &mut Vec::new(), &Workers::default());
        smoothed
    }

    #[test]
    fn the_gradient_is_the_slope_and_the_curvature_its_change() {
        let (pool, prices, step) = (pool(), [0.3, -0.4, 0.2, 0.5], 1e-5);
        let here = evaluated(&pool, &prices);
        for dimension in 0..prices.len() {
            let mut further = prices;
            further[dimension] += step;
            let there = evaluated(&pool, &further);
            let slope = (there.value - here.value) / step;
            assert!((slope - here.gradient[dimension]).abs() < 1e-4);
            for row in dimension..prices.len() {
                let change = (here.gradient[row] - there.gradient[row]) / step;
                let entry = here.curvature[row * prices.len() + dimension];
                assert!((change - entry).abs() < 1e-4, "{row} {dimension}");
            }
        }
    }

    #[test]
    fn a_unit_without_a_choice_may_be_charged_to_the_bounds() {
        let (whole, prices) = (pool(), [0.3, -0.4, 0.2, 0.5]);
        let mut charged = whole.select(&[0, 1]);
        charged.push_from(&whole, 2, |_| true);
        charged.settle_last();
        assert_eq!((charged.unit.len(), charged.territory.len()), (2, 4));
        let (one, other) = (evaluated(&whole, &prices), evaluated(&charged, &prices));
        assert!((one.value - other.value - 7.0).abs() < 1e-9);
        let pairs = one.gradient.iter().zip(&other.gradient);
        assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-9));
        assert_eq!(one.curvature, other.curvature);
    }
}
