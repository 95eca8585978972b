//! What to branch on: the unit whose placing raises the least of its children's bounds most, by the dual's answer to second order.

use crate::solver::linear::Inverse;
use crate::solver::prices::{Newton, Pool};

/// How many of the largest contested units are compared.
const COMPARED: usize = 16;

/// The unit to place next where `newton` is, at `prices` of `pool`: one of the first `giants`, which are in the order of size. `room`: by how much
/// less a better plan may cost.
pub(super) fn decisive(
    newton: &Newton,
    pool: &Pool,
    giants: usize,
    tau: f64,
    prices: &[f64],
    room: f64,
) -> Option<usize> {
    let contested = (0..giants)
        .map(|at| (at, options(pool, at, tau, prices, room)))
        .filter(|(_, options)| options.len() > 1)
        .take(COMPARED);
    let mut answer = Answer::new(newton, pool);
    let mut best: Option<(f64, usize)> = None;
    for (at, options) in contested {
        let rise = match &mut answer {
            Some(answer) => answer.least_rise(pool, at, &options),
            None => pool.bulk[at],
        };
        if best.is_none_or(|(most, _)| rise > most) {
            best = Some((rise, at));
        }
    }
    best.map(|(_, at)| pool.unit[at] as usize)
}

/// A territory that a unit may take.
pub(super) struct Choice {
    pub(super) territory: usize,
    regret: f64,
    /// At the temperature asked for.
    pub(super) share: f64,
}

/// The candidates of a unit that leave room for a better plan, with regrets and soft shares.
pub(super) fn options(
    pool: &Pool,
    unit: usize,
    tau: f64,
    prices: &[f64],
    room: f64,
) -> Vec<Choice> {
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
    let heat = (tau * pool.size[unit]).max(f64::MIN_POSITIVE);
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
struct Answer {
    inverse: Inverse,
    /// Of the unit where it softly is.
    mean: Vec<f64>,
    /// Of the unit in one territory.
    sum: Vec<f64>,
}

impl Answer {
    fn new(newton: &Newton, pool: &Pool) -> Option<Self> {
        let dimensions = pool.dimensions();
        let mut curvature = newton.current.curvature.clone();
        for dimension in 0..dimensions {
            // a dimension that nothing contests answers with nothing
            let diagonal = &mut curvature[dimension * dimensions + dimension];
            *diagonal += 1e-6 * (*diagonal + pool.reference[dimension]);
        }
        Some(Self {
            inverse: Inverse::new(curvature, dimensions)?,
            mean: vec![0.0; dimensions],
            sum: vec![0.0; dimensions],
        })
    }

    /// The least over the options of the regret plus half of `d' H^-1 d`, `d` being the change of loads when the unit goes there instead of where it
    /// softly is.
    fn least_rise(&mut self, pool: &Pool, unit: usize, options: &[Choice]) -> f64 {
        self.mean.fill(0.0);
        for option in options {
            add_half(
                &mut self.inverse,
                pool,
                unit,
                option.territory,
                option.share,
                &mut self.mean,
            );
        }
        let mut least = f64::INFINITY;
        for option in options {
            self.sum.fill(0.0);
            add_half(
                &mut self.inverse,
                pool,
                unit,
                option.territory,
                1.0,
                &mut self.sum,
            );
            let pairs = self.sum.iter().zip(&self.mean);
            let square: f64 = pairs
                .map(|(here, mean)| (here - mean) * (here - mean))
                .sum();
            least = least.min(option.regret + 0.5 * square);
        }
        least
    }
}

/// Adds the half of the answer to a `share` of a unit in a territory.
fn add_half(
    inverse: &mut Inverse,
    pool: &Pool,
    unit: usize,
    territory: usize,
    share: f64,
    sum: &mut [f64],
) {
    for measure in 0..pool.measures {
        let change = share * pool.weight[unit * pool.measures + measure];
        let half = inverse.half(territory * pool.measures + measure);
        for (slot, entry) in sum.iter_mut().zip(half) {
            *slot += change * entry;
        }
    }
}
