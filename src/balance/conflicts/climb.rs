//! How far tolerances must be relaxed at the least: prices that rule out a rung of the ladder rule out more of them, and above those prices are
//! sought again. This is Dinkelbach's method, so few climbs lead close to the tolerance at which accounts that may be split fit.

use super::joint::{Fit, Joint};
use super::proofs::Frame;

/// How often a rung is proven and prices are sought again above it.
const CLIMBS: usize = 12;
/// The work of all climbs, in visits of pairs.
const WORK: u64 = 400_000_000;
/// Rungs (hundredths of a per cent are 100) that are not worth another climb.
const STEP: u64 = 10;

impl Joint<'_> {
    /// The lowest rung from `low` to `high` that prices do not rule out. `frame` makes the frame of a rung.
    pub(super) fn climb<'f>(
        &self,
        mut low: u64,
        high: u64,
        frame: &dyn Fn(u64) -> Frame<'f>,
    ) -> u64 {
        let mut refuter = self.refuter(WORK);
        for _ in 0..CLIMBS {
            let (start, mut gains) = (low, 0);
            if start >= high {
                break;
            }
            let room = self.room(&frame(start), Fit::Beside);
            self.offer(&mut refuter, &room, &mut |prices| {
                let end = self.proven_below(prices, low, high, frame);
                // prices of the rung they were sought for are the best for it, not for those above
                gains += u32::from(end > start);
                let little = end <= low + (low - start) / 50;
                low = low.max(end);
                low >= high || (gains > 1 && little)
            });
            if low <= start + STEP {
                break;
            }
        }
        low
    }

    /// The lowest rung from `low` to `high` that `prices` do not rule out.
    fn proven_below<'f>(
        &self,
        prices: &[i64],
        low: u64,
        high: u64,
        frame: &dyn Fn(u64) -> Frame<'f>,
    ) -> u64 {
        let end = |brought: i128, high: u64| {
            let (mut first, mut last) = (low, high);
            while first < last {
                let middle = first + (last - first) / 2;
                if self.asked(prices, &self.bounds(&frame(middle))) > brought {
                    first = middle + 1;
                } else {
                    last = middle;
                }
            }
            first
        };
        let brought = |rung: u64| self.brought(prices, &self.room(&frame(rung), Fit::Beside));
        // accounts bring more on higher rungs, where more fits: the end is at most here
        let mut most = brought(low).map_or(high, |brought| end(brought, high));
        for _ in 0..4 {
            if most <= low {
                break;
            }
            // what they bring on the last of these rungs is what they bring at most on all
            let proven = brought(most - 1).map_or(most, |brought| end(brought, most));
            if proven > low {
                return proven;
            }
            most = low + (most - low) / 2;
        }
        low
    }
}
