//! Levenberg-Marquardt steps on the smoothed dual.

use super::smooth::Part;
use super::{Pool, Smoothed};
use crate::solver::linear::{Sparse, cholesky, solve_factored};
use crate::solver::parallel::Workers;

/// Above this many dimensions conjugate gradients replace the dense factor.
pub(super) const DENSE: usize = 300;
/// Above this many, steps are solved for less exactly: an iteration is dear and more steps are not.
const HUGE: usize = 1_000;

/// Damping once a step has failed, relative to the curvature: less seldom helps the next.
const LEAST_DAMPING: f64 = 0.01;

/// A weak pull towards given prices: without it prices run off where the rest of a half-fixed problem cannot balance.
#[derive(Default)]
pub(crate) struct Anchor {
    /// Where it pulls to.
    pub(crate) prices: Vec<f64>,
    /// How strongly, relative to the reference of each dimension.
    pub(crate) strength: f64,
}

/// How far to go at one temperature.
#[derive(Clone, Copy)]
pub(crate) struct Goal {
    /// The temperature.
    pub(crate) tau: f64,
    /// Stop when the gradient, summed and relative to all weight, is below this.
    pub(crate) tolerance: f64,
    /// Stop after this many steps.
    pub(crate) steps: usize,
    /// Stop when the value is at least this.
    pub(crate) enough: f64,
}

/// Buffers of the method, and the last accepted point.
#[derive(Default)]
pub(crate) struct Newton {
    /// Value and derivatives at the last accepted prices, with the anchor's.
    pub(crate) current: Smoothed,
    /// Passes over the pool so far.
    pub(crate) passes: u64,
    /// Whether the last climb reached its tolerance.
    pub(crate) converged: bool,
    /// Work so far: candidates visited.
    pub(crate) visits: u64,
    /// The threads for large pools.
    pub(crate) workers: Workers,
    trial: Smoothed,
    parts: Vec<Part>,
    factor: Vec<f64>,
    step: Vec<f64>,
    candidate: Vec<f64>,
    diagonal: Vec<f64>,
}

impl Newton {
    /// With threads for large pools.
    pub(crate) fn new(workers: Workers) -> Self {
        Self {
            workers,
            ..Self::default()
        }
    }

    /// Raises the smoothed dual of `pool` from `prices`. `guard` is asked before each pass to make the pool's lists
    /// valid at the prices given; `stopped` ends the climb.
    pub(crate) fn maximise(
        &mut self,
        pool: &mut Pool,
        prices: &mut Vec<f64>,
        goal: Goal,
        anchor: Option<&Anchor>,
        guard: &mut dyn FnMut(&mut Pool, &[f64]),
        stopped: &dyn Fn() -> bool,
    ) {
        let mut damping = 0.0;
        self.pass(pool, prices, goal.tau, anchor, guard);
        std::mem::swap(&mut self.current, &mut self.trial);
        let weight = ((pool.unit.len() - pool.first) * pool.measures).max(1) as f64;
        let mut tries = 0;
        self.converged = false;
        let mut taken = 0;
        while taken < goal.steps && tries < 8 && self.current.value < goal.enough && !stopped() {
            // dimensions with a huge reference are frozen by the anchor and do not count
            let moving = self
                .current
                .gradient
                .iter()
                .zip(&pool.reference)
                .filter(|&(_, &reference)| reference < 1e9);
            let residual: f64 = moving.map(|(g, _)| g.abs()).sum();
            if residual <= goal.tolerance * weight {
                self.converged = true;
                break;
            }
            let Some(predicted) = self.direction(pool, goal.tau, damping) else {
                damping = f64::max(damping * 10.0, LEAST_DAMPING);
                tries += 1;
                continue;
            };
            self.candidate.clear();
            self.candidate.extend(
                prices
                    .iter()
                    .zip(&self.step)
                    .map(|(price, step)| price + step),
            );
            let candidate = std::mem::take(&mut self.candidate);
            self.pass(pool, &candidate, goal.tau, anchor, guard);
            self.candidate = candidate;
            let ratio = (self.trial.value - self.current.value) / predicted.max(f64::MIN_POSITIVE);
            if ratio > 0.05 {
                std::mem::swap(prices, &mut self.candidate);
                std::mem::swap(&mut self.current, &mut self.trial);
                if ratio > 0.7 {
                    damping *= 0.2;
                } else if ratio < 0.25 {
                    damping = f64::max(damping * 4.0, 1e-3);
                }
                taken += 1;
                tries = 0;
            } else {
                damping = f64::max(damping * 10.0, LEAST_DAMPING);
                tries += 1;
            }
        }
    }

    /// Evaluates into `trial`.
    fn pass(
        &mut self,
        pool: &mut Pool,
        prices: &[f64],
        tau: f64,
        anchor: Option<&Anchor>,
        guard: &mut dyn FnMut(&mut Pool, &[f64]),
    ) {
        guard(pool, prices);
        self.trial
            .evaluate(pool, prices, tau, &mut self.parts, &self.workers);
        self.passes += 1;
        self.visits += (pool.territory.len() - pool.start[pool.first] as usize) as u64;
        if let Some(anchor) = anchor {
            let dimensions = prices.len();
            for (dimension, (price, centre)) in prices.iter().zip(&anchor.prices).enumerate() {
                let pull = anchor.strength * pool.reference[dimension];
                let away = price - centre;
                self.trial.value -= 0.5 * pull * away * away;
                self.trial.gradient[dimension] -= pull * away;
                self.trial.curvature[dimension * dimensions + dimension] += pull;
            }
        }
    }

    /// Solves for the damped step, clips it, and returns the gain that the quadratic model predicts for it.
    fn direction(&mut self, pool: &Pool, tau: f64, damping: f64) -> Option<f64> {
        let dimensions = self.current.gradient.len();
        let curvature = &self.current.curvature;
        self.diagonal.clear();
        self.diagonal.extend((0..dimensions).map(|d| {
            let floor = 1e-3 * pool.reference[d] / tau;
            (damping + 1e-9) * curvature[d * dimensions + d].max(floor)
        }));
        self.step.clear();
        self.step.extend_from_slice(&self.current.gradient);
        if dimensions <= DENSE {
            self.factor.clear();
            self.factor.extend_from_slice(curvature);
            for (d, extra) in self.diagonal.iter().enumerate() {
                self.factor[d * dimensions + d] += extra;
            }
            if !cholesky(&mut self.factor, dimensions) {
                return None;
            }
            solve_factored(&self.factor, dimensions, &mut self.step);
        } else {
            let (tolerance, iterations) = if dimensions <= HUGE {
                (1e-3, 300)
            } else {
                (1e-2, 150)
            };
            let (shift, rhs, workers) = (&self.diagonal, &self.current.gradient, &self.workers);
            self.step = workers.within(|| {
                Sparse::from_lower(curvature, dimensions)
                    .solve(shift, rhs, tolerance, iterations, workers)
            });
        }
        let longest = self
            .step
            .iter()
            .fold(0.0f64, |most, step| most.max(step.abs()));
        if !longest.is_finite() {
            return None;
        }
        let mut scale = 1.0;
        if longest > 30.0 * tau {
            scale = 30.0 * tau / longest;
            for step in &mut self.step {
                *step *= scale;
            }
        }
        // step solves (H + D) s = g, clipped by `scale`: gain = g's - s'Hs/2 with s'(H + D)s = scale * g's
        let slope: f64 = self
            .step
            .iter()
            .zip(&self.current.gradient)
            .map(|(s, g)| s * g)
            .sum();
        let damped: f64 = self
            .step
            .iter()
            .zip(&self.diagonal)
            .map(|(s, d)| s * s * d)
            .sum();
        let predicted = slope - 0.5 * (scale * slope - damped);
        (predicted > 0.0).then_some(predicted)
    }
}
