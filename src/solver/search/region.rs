//! Cutting the territories into regions that are searched side by side: connected where possible, of about equal size, different each time.

use crate::solver::rng::Rng;

/// Territories of a region.
const SIZE: usize = 25;

/// The number of regions; depends on the instance alone, so that threads change nothing.
pub(super) fn count(territories: usize) -> usize {
    (territories / SIZE).max(1)
}

/// All territories in random order.
pub(super) fn shuffled(territories: usize, rng: &mut Rng) -> Vec<u32> {
    let mut order: Vec<u32> = (0..territories as u32).collect();
    rng.shuffle(&mut order);
    order
}

/// All territories, drawn one after the other in proportion to what those that are left cost (Efraimidis & Spirakis 2006).
pub(super) fn dear_first(costs: &[f64], rng: &mut Rng) -> Vec<u32> {
    let mut keys: Vec<(f64, u32)> = costs
        .iter()
        .zip(0..)
        .map(|(cost, territory)| {
            let drawn = -libm::log(rng.unit().max(f64::MIN_POSITIVE));
            (drawn / cost.max(f64::MIN_POSITIVE), territory)
        })
        .collect();
    keys.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    keys.into_iter().map(|(_, territory)| territory).collect()
}

/// Cuts the territories into `count` regions that grow from the first of `order` to their neighbours in turn.
pub(super) fn cut(near: &[Vec<(u32, u32)>], order: &[u32], count: usize) -> Vec<Vec<u32>> {
    let mut taken = vec![false; near.len()];
    let mut regions: Vec<Vec<u32>> = order[..count.min(near.len())]
        .iter()
        .map(|&seed| vec![seed])
        .collect();
    for region in &regions {
        taken[region[0] as usize] = true;
    }
    // the first member of each region that may still have a free neighbour
    let mut heads = vec![0; regions.len()];
    let mut growing = true;
    while growing {
        growing = false;
        for (region, head) in regions.iter_mut().zip(&mut heads) {
            while *head < region.len() {
                let free = near[region[*head] as usize]
                    .iter()
                    .find(|(other, _)| !taken[*other as usize]);
                if let Some(&(other, _)) = free {
                    taken[other as usize] = true;
                    region.push(other);
                    growing = true;
                    break;
                }
                *head += 1;
            }
        }
    }
    // islands go to the smallest regions
    for &territory in order {
        if !taken[territory as usize]
            && let Some(smallest) = regions.iter_mut().min_by_key(|region| region.len())
        {
            smallest.push(territory);
        }
    }
    for region in &mut regions {
        region.sort_unstable();
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_costs_most_comes_first_most_often() {
        let (mut rng, mut first) = (Rng::new(3), [0; 4]);
        for _ in 0..2_000 {
            let order = dear_first(&[1.0, 0.0, 8.0, 1.0], &mut rng);
            let mut all = order.clone();
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2, 3]);
            assert_eq!(order[3], 1, "what costs nothing comes last");
            first[order[0] as usize] += 1;
        }
        assert!((1_500..1_700).contains(&first[2]), "{first:?}");
    }

    #[test]
    fn every_territory_is_in_one_region() {
        // a ring of 60 and an island of 7
        let near: Vec<Vec<(u32, u32)>> = (0..67u32)
            .map(|t| {
                if t < 60 {
                    vec![((t + 1) % 60, 5), ((t + 59) % 60, 5)]
                } else {
                    Vec::new()
                }
            })
            .collect();
        let mut rng = Rng::new(1);
        for parts in [1, 2, 5] {
            let regions = cut(&near, &shuffled(near.len(), &mut rng), parts);
            assert_eq!(regions.len(), parts);
            let mut all: Vec<u32> = regions.concat();
            all.sort_unstable();
            assert_eq!(all, (0..67).collect::<Vec<u32>>());
        }
    }
}
