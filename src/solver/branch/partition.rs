//! Which territories belong together: parts of the map that few large units contest across their borders.

use super::choice::options;
use crate::solver::prices::{Lists, Pool};
use std::collections::BTreeMap;

/// The radius of the lists that tell, in natural costs.
const RADIUS: f64 = 0.3;
/// How warm a unit's shares are.
const HEAT: f64 = 0.1;

/// Cuts the territories into parts of at most `most`, each in ascending order: the two are joined that contest most between them, again and
/// again.
pub(super) fn parts(lists: &mut Lists, prices: &[f64], most: usize) -> Vec<Vec<u32>> {
    let model = lists.model;
    let mut parts: Vec<Vec<u32>> = (0..model.territories as u32).map(|t| vec![t]).collect();
    if model.territories <= most {
        return vec![parts.concat()];
    }
    let mut pool = Pool::whole(model);
    pool.unit = (0..model.units as u32).collect();
    lists.build(&mut pool, prices, RADIUS);
    let mut part: Vec<usize> = (0..parts.len()).collect();
    for (_, one, other) in contests(&pool, prices) {
        let (into, from) = (part[one].min(part[other]), part[one].max(part[other]));
        if into != from && parts[into].len() + parts[from].len() <= most {
            let joined = std::mem::take(&mut parts[from]);
            for &territory in &joined {
                part[territory as usize] = into;
            }
            parts[into].extend(joined);
        }
    }
    parts.retain(|part| !part.is_empty());
    for part in &mut parts {
        part.sort_unstable();
    }
    parts
}

/// How strongly any two territories contest units, the strongest first: by the squares of the units' weights, as the dual answers to them.
fn contests(pool: &Pool, prices: &[f64]) -> Vec<(f64, usize, usize)> {
    let mut contests: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for at in 0..pool.unit.len() {
        let options = options(pool, at, HEAT, prices, f64::INFINITY);
        let square = pool.bulk[at] * pool.bulk[at];
        for (index, one) in options.iter().enumerate() {
            for rival in &options[..index] {
                let contest = contests.entry((rival.territory, one.territory));
                *contest.or_default() += square * one.share * rival.share;
            }
        }
    }
    let mut contests: Vec<(f64, usize, usize)> = contests
        .into_iter()
        .map(|((one, other), strength)| (strength, one, other))
        .collect();
    contests.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    contests
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::parallel::Workers;
    use crate::solver::rows::Rows;
    use crate::solver::{Instance, Model, TableCosts};

    #[test]
    fn what_is_contested_stays_together() {
        // six territories; units want 0 or 3, 1 or 4, 2 or 5
        let costs =
            (0..30).flat_map(|unit| (0..6).map(move |t| if t % 3 == unit % 3 { 0 } else { 1_000 }));
        let costs = TableCosts::new(6, costs.collect());
        let (weights, bounds) = (vec![1; 30], |bound| vec![bound; 6]);
        let instance = Instance::new(
            6,
            1,
            weights,
            bounds(0),
            bounds(30),
            bounds(5),
            vec![false],
            Vec::new(),
            &costs,
        );
        let model = Model::new(&instance, Workers::default());
        let rows = Rows::new(&model);
        let mut lists = Lists::new(&model, &rows, RADIUS);
        let cut = |lists: &mut Lists, most| parts(lists, &[0.0; 6], most);
        assert_eq!(cut(&mut lists, 6), [[0, 1, 2, 3, 4, 5]]);
        assert_eq!(cut(&mut lists, 2), [[0, 3], [1, 4], [2, 5]]);
        assert_eq!(cut(&mut lists, 1).len(), 6);
    }
}
