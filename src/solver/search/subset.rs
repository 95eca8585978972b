//! The best exchange between two or three territories, by meeting in the middle.
//!
//! Which of the units that two territories both want goes to which side is a subset-sum problem in as many dimensions as
//! there are measures. The units are cut in two halves, all subset sums of each half are listed, and pairs of sums are
//! joined so that regrets plus the guide's value are least (Horowitz & Sahni 1974). Every unit starts on its cheaper side,
//! so regrets only grow as units are flipped, and a subset as dear as the present state is dropped at once: lists stay
//! short and the search is nearly exact. For three territories a-b-c the left half holds what a and b share, the right half what c and b
//! share, and the join is at b.

use crate::solver::guide::Band;
use crate::solver::plan::Move;

/// Axes that a sum has at most: measures and budgets beyond are checked by the caller.
pub(crate) const AXES: usize = 4;

/// A unit that may go to either of two territories.
#[derive(Clone, Copy)]
pub(crate) struct Item {
    /// The unit.
    pub(crate) unit: u32,
    /// Its territory on the cheaper side.
    pub(crate) cheap: u32,
    /// Its territory on the dearer side.
    pub(crate) dear: u32,
    /// What the dearer side costs more.
    pub(crate) extra: f64,
    /// How the sums change when it goes to the dearer side.
    pub(crate) change: [f64; AXES],
    /// Whether it is on the dearer side now.
    pub(crate) flipped: bool,
}

/// One subset of a half.
#[derive(Clone, Copy)]
pub(super) struct Sum<const K: usize> {
    /// How the sums change.
    pub(super) change: [f64; K],
    /// Extra costs of the items on their dear side.
    pub(super) cost: f64,
    /// Those items.
    pub(super) mask: u64,
}

impl Item {
    /// The move to its other side.
    pub(super) fn flip(&self) -> Move {
        Move {
            unit: self.unit,
            to: if self.flipped { self.cheap } else { self.dear },
        }
    }
}

/// A bounded sum that an axis moves: its band, how far it is above its lower bound, and the sign it follows the axis with.
#[derive(Clone, Copy)]
pub(crate) struct Attached {
    /// The band.
    pub(crate) band: Band,
    /// Where the load is now.
    pub(crate) above: f64,
    /// +1 when the load grows with the axis, -1 when it falls.
    pub(crate) sign: f64,
}

impl Attached {
    /// The guide's value after a change of the axis.
    pub(super) fn value(&self, change: f64) -> f64 {
        self.band.value(self.above + self.sign * change)
    }

    /// The changes of the axis after which the guide's value is at most `room`.
    pub(super) fn within(&self, room: f64) -> (f64, f64) {
        let (low, high) = self.band.within(room);
        if self.sign > 0.0 {
            (low - self.above, high - self.above)
        } else {
            (self.above - high, self.above - low)
        }
    }
}

/// The sums that change: per axis what the left half moves alone, what the right half moves alone, what both move.
#[derive(Default)]
pub(crate) struct Frame {
    /// Moved by the left half alone.
    pub(crate) left: [Vec<Attached>; AXES],
    /// Moved by the right half alone.
    pub(crate) right: [Vec<Attached>; AXES],
    /// Moved by the sum of both.
    pub(crate) both: [Vec<Attached>; AXES],
}

impl Frame {
    /// Forgets everything attached.
    pub(crate) fn clear(&mut self) {
        for axis in self
            .left
            .iter_mut()
            .chain(&mut self.right)
            .chain(&mut self.both)
        {
            axis.clear();
        }
    }
}

/// How long the lists of a half may become, and how many partners are tried per entry.
#[derive(Clone, Copy)]
pub(crate) struct Reach {
    /// Entries per half.
    pub(crate) entries: usize,
    /// Partners tried per entry.
    pub(crate) partners: usize,
}

/// Finds the best way to place the items of both halves; returns its energy and the items that must change sides.
/// `now` is the present energy, of which only a smaller one counts.
pub(crate) fn best_exchange(
    axes: usize,
    left: &[Item],
    right: &[Item],
    frame: &Frame,
    now: f64,
    reach: Reach,
    work: &mut u64,
) -> Option<(f64, Vec<u32>)> {
    match axes {
        1 => search::<1>(left, right, frame, now, reach, work),
        2 => search::<2>(left, right, frame, now, reach, work),
        3 => search::<3>(left, right, frame, now, reach, work),
        _ => search::<4>(left, right, frame, now, reach, work),
    }
}

fn search<const K: usize>(
    left: &[Item],
    right: &[Item],
    frame: &Frame,
    now: f64,
    reach: Reach,
    work: &mut u64,
) -> Option<(f64, Vec<u32>)> {
    let axis = tightest_axis(left, right, frame, now, K);
    let mut lefts = grow::<K>(left, now, reach.entries, axis);
    let mut rights = grow::<K>(right, now, reach.entries, axis);
    let at = |axis_of: usize| {
        if axis_of == 0 {
            axis
        } else if axis_of == axis {
            0
        } else {
            axis_of
        }
    };
    settle(&mut lefts, &frame.left, now, &at);
    settle(&mut rights, &frame.right, now, &at);
    lefts.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.mask.cmp(&b.mask)));
    *work += (lefts.len() + rights.len()) as u64;
    let cheapest_right = rights.iter().fold(f64::INFINITY, |a, s| a.min(s.cost));
    let tolerance = 1e-9 * (1.0 + now.abs());
    let mut best = (now - tolerance, None);
    for sum in &lefts {
        let room = best.0 - sum.cost - cheapest_right;
        if room <= 0.0 {
            break;
        }
        // the partner's part of each axis must lie in these windows, or the guide alone costs more than the room
        let mut windows = [(f64::NEG_INFINITY, f64::INFINITY); K];
        for (axis_of, (low, high)) in windows.iter_mut().enumerate() {
            for attached in &frame.both[at(axis_of)] {
                let (from, to) = attached.within(room);
                *low = low.max(from - sum.change[axis_of]);
                *high = high.min(to - sum.change[axis_of]);
            }
        }
        let begin = rights.partition_point(|r| r.change[0] < windows[0].0);
        let end = begin + rights[begin..].partition_point(|r| r.change[0] <= windows[0].1);
        let stride = ((end - begin) / reach.partners).max(1);
        *work += 4 + ((end - begin) / stride) as u64;
        for partner in rights[begin..end].iter().step_by(stride) {
            let mut energy = sum.cost + partner.cost;
            let fits = (1..K)
                .all(|k| partner.change[k] >= windows[k].0 && partner.change[k] <= windows[k].1);
            if energy >= best.0 || !fits {
                continue;
            }
            for axis_of in 0..K {
                let change = sum.change[axis_of] + partner.change[axis_of];
                for attached in &frame.both[at(axis_of)] {
                    energy += attached.value(change);
                }
            }
            if energy < best.0 {
                best = (energy, Some((sum.mask, partner.mask)));
            }
        }
    }
    let (energy, masks) = best;
    let (left_mask, right_mask) = masks?;
    let changed = |items: &[Item], mask: u64| -> Vec<u32> {
        (0..items.len())
            .filter(|&at| (mask >> at & 1 == 1) != items[at].flipped)
            .map(|at| at as u32)
            .collect()
    };
    let mut flips = changed(left, left_mask);
    flips.extend(
        changed(right, right_mask)
            .iter()
            .map(|at| at + left.len() as u32),
    );
    Some((energy, flips))
}

/// The axis along which fewest partners fit: the window that half the present energy leaves open, relative to the spread
/// of the items.
fn tightest_axis(left: &[Item], right: &[Item], frame: &Frame, now: f64, axes: usize) -> usize {
    let window = |axis: usize| {
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for attached in &frame.both[axis] {
            let (from, to) = attached.within(0.5 * now);
            low = low.max(from);
            high = high.min(to);
        }
        spread(high - low, left.iter().chain(right), axis)
    };
    (0..axes)
        .min_by(|&a, &b| window(a).total_cmp(&window(b)))
        .unwrap_or(0)
}

/// A window relative to what the items can move along an axis.
pub(super) fn spread<'i>(window: f64, items: impl Iterator<Item = &'i Item>, axis: usize) -> f64 {
    let most: f64 = items.map(|item| item.change[axis].abs()).sum();
    if most > 0.0 {
        window / most
    } else {
        f64::INFINITY
    }
}

/// All subset sums of `items` cheaper than `room`, sorted by the first axis after swapping in `axis`. When the list would
/// outgrow `entries` the items left stay where they are now.
pub(super) fn grow<const K: usize>(
    items: &[Item],
    room: f64,
    entries: usize,
    axis: usize,
) -> Vec<Sum<K>> {
    let mut start = Sum {
        change: [0.0; K],
        cost: 0.0,
        mask: 0,
    };
    let swapped = |item: &Item| {
        let mut change = [0.0; K];
        change.copy_from_slice(&item.change[..K]);
        change.swap(0, axis);
        change
    };
    // the sums are relative to the present state, the masks to the cheap sides
    for item in items.iter().filter(|item| item.flipped) {
        for (sum, change) in start.change.iter_mut().zip(swapped(item)) {
            *sum -= change;
        }
    }
    let mut sums = vec![start];
    let mut grown = Vec::with_capacity(2 * entries.min(4096));
    for (at, item) in items.iter().enumerate() {
        let change = swapped(item);
        let flip = |sum: &Sum<K>| {
            let mut next = *sum;
            for (total, add) in next.change.iter_mut().zip(change) {
                *total += add;
            }
            next.cost += item.extra;
            next.mask |= 1 << at;
            next
        };
        if sums.len() * 2 > entries {
            // full: this item keeps its side
            if item.flipped {
                for sum in &mut sums {
                    *sum = flip(sum);
                }
                sums.retain(|sum| sum.cost < room);
            }
            continue;
        }
        grown.clear();
        let mut kept = sums.iter().peekable();
        for sum in sums.iter().filter(|sum| sum.cost + item.extra < room) {
            let next = flip(sum);
            while let Some(&other) = kept.next_if(|other| other.change[0] <= next.change[0]) {
                grown.push(other);
            }
            grown.push(next);
        }
        grown.extend(kept);
        std::mem::swap(&mut sums, &mut grown);
    }
    sums
}

/// Adds what each sum of a half costs alone and drops those that cost as much as now.
fn settle<const K: usize>(
    sums: &mut Vec<Sum<K>>,
    alone: &[Vec<Attached>; AXES],
    room: f64,
    at: &dyn Fn(usize) -> usize,
) {
    if alone.iter().all(Vec::is_empty) {
        return;
    }
    for sum in sums.iter_mut() {
        for axis in 0..K {
            for attached in &alone[at(axis)] {
                sum.cost += attached.value(sum.change[axis]);
            }
        }
    }
    sums.retain(|sum| sum.cost < room);
}
