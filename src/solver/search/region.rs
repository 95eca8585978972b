//! Cutting the territories into regions that are searched side by side: connected where possible, of about equal size, different each time.

use crate::solver::rng::Rng;

/// Territories of a region.
const SIZE: usize = 25;

/// The number of regions; depends on the instance alone, so that threads change nothing.
pub(super) fn count(territories: usize) -> usize {
    (territories / SIZE).max(1)
}

/// Cuts the territories into `count` regions that grow from random ones to their neighbours in turn.
pub(super) fn cut(near: &[Vec<(u32, u32)>], rng: &mut Rng, count: usize) -> Vec<Vec<u32>> {
    let mut order: Vec<u32> = (0..near.len() as u32).collect();
    rng.shuffle(&mut order);
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
    for territory in order {
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
            let regions = cut(&near, &mut rng, parts);
            assert_eq!(regions.len(), parts);
            let mut all: Vec<u32> = regions.concat();
            all.sort_unstable();
            assert_eq!(all, (0..67).collect::<Vec<u32>>());
        }
    }
}
