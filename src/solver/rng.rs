//! The random numbers of a run: a named generator, seeded, forked per purpose so that parts do not disturb one another.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng as _, SeedableRng};

/// A seeded generator.
pub(crate) struct Rng(Pcg64Mcg);

impl Rng {
    /// From a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// A generator for one purpose, which leaves this one as it is.
    pub(crate) fn fork(&self, purpose: u64) -> Self {
        let mut own = self.0.clone();
        Self::new(own.next_u64() ^ purpose.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// An integer below `bound` (> 0): multiply and shift (Lemire 2019), the bias of at most `bound / 2^64` ignored.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.0.next_u64()) * bound as u128) >> 64) as usize
    }

    /// A number in 0..1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Shuffles `items` (Fisher & Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
