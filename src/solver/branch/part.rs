//! A part of the map by itself: what its units cost there, and what it proves at any prices.

use super::worth::Worths;
use crate::solver::Model;
use crate::solver::prices::Pool;

/// How far a node's prices may go from the root's: units that the part cannot want within that distance are left out.
const REACH: f64 = 4.0;
/// More than the error of a few floating-point operations, relative to what goes into them.
pub(super) const SLIP: f64 = 4e-15;
/// The reference of what has no bounds: an anchor as weak as [`HELD`] holds its price where it is.
const UNBOUNDED: f64 = 1e21;
/// How strong an anchor has to be for that; it does nothing to other prices.
pub(super) const HELD: f64 = 1e-12;

/// A part: its territories, and after them a place for units that are left to the other parts. Places are numbered in that order.
pub(super) struct Part {
    /// The territory of each place but the last.
    territories: Vec<u32>,
    measures: usize,
    /// The root's prices of its dimensions; 0 for those of the last place.
    pub(super) prices: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// Whether prices above and below 0 are idle, by dimension.
    idle: Vec<(bool, bool)>,
    /// The units that it can want, by how far prices have to move before it does. Elsewhere units are named by their positions here.
    pub(super) unit: Vec<u32>,
    distance: Vec<f64>,
    worth: Vec<f64>,
    weight: Vec<f64>,
    /// What each costs in each territory.
    cost: Vec<f64>,
    /// The sum of all that prices act on.
    total: f64,
}

impl Part {
    /// The `index`-th of the parts.
    pub(super) fn new(
        model: &Model,
        worths: &Worths,
        index: usize,
        territories: &[u32],
        prices: &[f64],
    ) -> Self {
        let measures = model.measures;
        let mut units: Vec<(f64, u32)> = (0..model.units)
            .map(|unit| (worths.distance(model, index, unit), unit as u32))
            .filter(|&(distance, _)| distance < REACH)
            .collect();
        units.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut part = Self {
            territories: territories.to_vec(),
            measures,
            prices: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            idle: Vec::new(),
            unit: units.iter().map(|pair| pair.1).collect(),
            distance: units.iter().map(|pair| pair.0).collect(),
            worth: Vec::with_capacity(units.len()),
            weight: Vec::with_capacity(units.len() * measures),
            cost: Vec::with_capacity(units.len() * territories.len()),
            total: 0.0,
        };
        for &territory in territories {
            for measure in 0..measures {
                let dimension = territory as usize * measures + measure;
                part.prices.push(prices[dimension]);
                part.lower.push(model.lower[dimension]);
                part.upper.push(model.upper[dimension]);
                let idle = |price| model.is_idle(dimension, price);
                part.idle.push((idle(1.0), idle(-1.0)));
            }
        }
        part.prices.resize(part.prices.len() + measures, 0.0);
        let placed = model.territories * measures;
        for (_, unit) in units {
            let unit = unit as usize;
            for &territory in territories {
                let cost = model.instance.costs().cost(unit, territory as usize);
                // budgets stay at the root's prices
                let spent = (0..model.budgets)
                    .map(|budget| model.spends(unit, territory, budget) * prices[placed + budget]);
                part.cost.push(model.normal_cost(cost) - spent.sum::<f64>());
            }
            part.worth.push(worths.worth[unit]);
            part.weight.extend(model.weights(unit));
            part.total += model.total(unit);
        }
        part
    }

    /// Gives back the prices that nothing can earn: of the place for units that are left, and of bounds that any plan meets.
    pub(super) fn rest(&self, prices: &mut [f64]) {
        prices[self.idle.len()..].fill(0.0);
        for (price, &(above, below)) in prices.iter_mut().zip(&self.idle) {
            if (*price > 0.0 && above) || (*price < 0.0 && below) {
                *price = 0.0;
            }
        }
    }

    /// What a unit costs at each place at `prices`, infinite where it may not be; returns the least.
    pub(super) fn reduce(&self, at: usize, prices: &[f64], reduced: &mut Vec<f64>) -> f64 {
        let count = self.territories.len();
        reduced.clear();
        reduced.extend_from_slice(&self.cost[at * count..][..count]);
        let weights = &self.weight[at * self.measures..][..self.measures];
        for (cost, prices) in reduced.iter_mut().zip(prices.chunks_exact(self.measures)) {
            for (weight, price) in weights.iter().zip(prices) {
                *cost -= weight * price;
            }
        }
        reduced.push(self.worth[at]);
        reduced.iter().fold(f64::INFINITY, |a, &b| a.min(b))
    }

    /// What the part proves at `prices` for the plans that have the units `placed` (with places) there; `None` where the prices are too far
    /// from the root's or the numbers too large.
    pub(super) fn value(&self, prices: &[f64], placed: &[(u32, u32)]) -> Option<f64> {
        let pairs = prices.iter().zip(&self.prices);
        let moved = pairs.fold(0.0f64, |most, (a, b)| most.max((a - b).abs()));
        if moved >= 0.99 * REACH || !prices.iter().all(|price| price.is_finite()) {
            return None;
        }
        let (mut sum, mut all, mut highest) = (0.0, 0.0, 0.0f64);
        let mut add = |term: f64, of: f64| {
            sum += term;
            all += term.abs() + of.abs();
        };
        for (&price, (&lower, &upper)) in prices.iter().zip(self.lower.iter().zip(&self.upper)) {
            add(price * if price > 0.0 { lower } else { upper }, 0.0);
            highest = highest.max(price.abs());
        }
        let wanted = self.distance.partition_point(|&far| far < moved / 0.99);
        let mut reduced = Vec::new();
        for at in 0..wanted {
            let worth = self.worth[at];
            let worth = if worth < f64::INFINITY { worth } else { 0.0 };
            add(self.reduce(at, prices, &mut reduced) - worth, worth);
        }
        for &(at, place) in placed {
            let least = self.reduce(at as usize, prices, &mut reduced);
            add(reduced[place as usize] - least, least);
        }
        all += 2.0 * highest * self.total;
        let terms = wanted + prices.len() + placed.len();
        let proven = sum - SLIP * terms as f64 * all;
        proven.is_finite().then_some(proven)
    }

    /// A pool without units over the places.
    pub(super) fn pool(&self, model: &Model) -> Pool {
        let mut pool = Pool {
            measures: self.measures,
            territories: self.territories.len() + 1,
            start: vec![0],
            lower: self.lower.clone(),
            upper: self.upper.clone(),
            ..Pool::default()
        };
        for &territory in &self.territories {
            let first = territory as usize * self.measures;
            let references = &model.reference[first..first + self.measures];
            pool.reference.extend(references);
        }
        let dimensions = pool.dimensions();
        pool.lower.resize(dimensions, 0.0);
        pool.upper.resize(dimensions, 0.0);
        pool.reference.resize(dimensions, UNBOUNDED);
        pool.set_blur();
        pool
    }
}
