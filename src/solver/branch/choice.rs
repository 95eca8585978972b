//! What to branch on: the unit whose placing raises the least of its children's bounds most, by the dual's answer to second order.

use super::TAU;
use crate::solver::linear::Inverse;
use crate::solver::prices::{Newton, Pool};

/// How many of the largest contested units are compared.
const COMPARED: usize = 40;

/// Chooses what to branch on.
pub(super) struct Chooser {
    /// The units of the pool, the largest first.
    order: Vec<u32>,
}

impl Chooser {
    /// For the units of `pool`.
    pub(super) fn new(pool: &Pool) -> Self {
        let mut order: Vec<u32> = (0..pool.unit.len() as u32).collect();
        let bulk = |unit: u32| pool.bulk[unit as usize];
        order.sort_by(|&a, &b| bulk(b).total_cmp(&bulk(a)).then(a.cmp(&b)));
        Self { order }
    }

    /// The unit to place next where `newton` is, at `prices`; none of those `placed` (sorted by unit). `room`: by how much less a better
    /// plan may cost.
    pub(super) fn decisive(
        &self,
        newton: &Newton,
        pool: &Pool,
        prices: &[f64],
        placed: &[(u32, u32)],
        room: f64,
    ) -> Option<usize> {
        let is_free = |unit: &u32| placed.binary_search_by_key(unit, |pair| pair.0).is_err();
        let free = self.order.iter().copied().filter(is_free);
        let contested = free
            .map(|unit| (unit as usize, options(pool, unit as usize, prices, room)))
            .filter(|(_, options)| options.len() > 1)
            .take(COMPARED);
        let mut answer = Answer::new(newton, pool);
        let mut best: Option<(f64, usize)> = None;
        for (unit, options) in contested {
            let rise = match &mut answer {
                Some(answer) => answer.least_rise(pool, unit, &options),
                None => pool.bulk[unit],
            };
            if best.is_none_or(|(most, _)| rise > most) {
                best = Some((rise, unit));
            }
        }
        best.map(|(_, unit)| unit)
    }
}

/// A territory that a unit may take.
struct Choice {
    territory: usize,
    regret: f64,
    share: f64,
}

/// The candidates of a unit that leave room for a better plan, with regrets and soft shares.
fn options(pool: &Pool, unit: usize, prices: &[f64], room: f64) -> Vec<Choice> {
    let mut options: Vec<Choice> = pool
        .candidates(unit)
        .map(|candidate| Choice {
            territory: pool.territory[candidate] as usize,
            regret: pool.reduced(unit, candidate, prices),
            share: 0.0,
        })
        .collect();
    let least = options.iter().fold(f64::INFINITY, |a, b| a.min(b.regret));
    options.retain_mut(|option| {
        option.regret -= least;
        option.regret < room
    });
    let heat = (TAU * pool.size[unit]).max(f64::MIN_POSITIVE);
    let mut sum = 0.0;
    for option in &mut options {
        option.share = libm::exp(-option.regret / heat);
        sum += option.share;
    }
    for option in &mut options {
        option.share /= sum;
    }
    options
}

/// The dual's answer to a change of loads: the inverse of its curvature.
struct Answer(Inverse);

impl Answer {
    fn new(newton: &Newton, pool: &Pool) -> Option<Self> {
        let dimensions = pool.dimensions();
        let mut curvature = newton.current.curvature.clone();
        for dimension in 0..dimensions {
            // a dimension that nothing contests answers with nothing
            let diagonal = &mut curvature[dimension * dimensions + dimension];
            *diagonal += 1e-6 * (*diagonal + pool.reference[dimension]);
        }
        Inverse::new(curvature, dimensions).map(Self)
    }

    /// The least over the options of the regret plus half of `d' H^-1 d`, `d` being the change of loads when the unit goes there instead of where it
    /// softly is.
    fn least_rise(&mut self, pool: &Pool, unit: usize, options: &[Choice]) -> f64 {
        let rises = options.iter().map(|option| {
            let change: Vec<(usize, f64)> = options
                .iter()
                .flat_map(|other| {
                    let here = f64::from(u8::from(other.territory == option.territory));
                    (0..pool.measures).map(move |measure| {
                        let weight = pool.weight[unit * pool.measures + measure];
                        let dimension = other.territory * pool.measures + measure;
                        (dimension, (here - other.share) * weight)
                    })
                })
                .collect();
            let mut sum = 0.0;
            for &(row, one) in &change {
                let column = self.0.column(row);
                sum += change
                    .iter()
                    .map(|&(at, other)| one * other * column[at])
                    .sum::<f64>();
            }
            option.regret + 0.5 * sum
        });
        rises.fold(f64::INFINITY, f64::min)
    }
}
