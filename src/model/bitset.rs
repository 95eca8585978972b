//! A set of small numbers: which reps may hold a class of accounts.

/// A fixed-size set of bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BitSet {
    words: Vec<u64>,
    len: usize,
}

impl BitSet {
    /// `len` bits, all `value`.
    ///
    /// # Panics
    /// Never: a last word exists where the length asks for one.
    pub fn filled(len: usize, value: bool) -> Self {
        let mut set = Self {
            words: vec![if value { u64::MAX } else { 0 }; len.div_ceil(64)],
            len,
        };
        if value && !len.is_multiple_of(64) {
            *set.words.last_mut().expect("len > 0") = (1 << (len % 64)) - 1;
        }
        set
    }

    /// Number of bits.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the set has no bits at all (length 0).
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One bit.
    ///
    /// # Panics
    /// Beyond the length.
    pub fn get(&self, at: usize) -> bool {
        assert!(at < self.len, "bit {at} of {}", self.len);
        self.words[at / 64] >> (at % 64) & 1 == 1
    }

    /// Sets one bit.
    ///
    /// # Panics
    /// Beyond the length.
    pub fn set(&mut self, at: usize, value: bool) {
        assert!(at < self.len, "bit {at} of {}", self.len);
        let bit = 1 << (at % 64);
        if value {
            self.words[at / 64] |= bit;
        } else {
            self.words[at / 64] &= !bit;
        }
    }

    /// How many bits are set.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// The bits that are set in both.
    ///
    /// # Panics
    /// When lengths differ.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        assert_eq!(self.len, other.len, "sets over the same things");
        let words = self.words.iter().zip(&other.words);
        Self {
            words: words.map(|(a, b)| a & b).collect(),
            len: self.len,
        }
    }

    /// Whether no bit is set.
    pub fn is_none(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// The numbers of the set bits, ascending.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len).filter(|&at| self.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_lists_what_was_set() {
        let mut set = BitSet::filled(70, true);
        set.set(3, false);
        assert_eq!(set.count(), 69);
        assert!(!set.get(3) && set.get(69));
        assert_eq!(set.ones().last(), Some(69));
    }
}
