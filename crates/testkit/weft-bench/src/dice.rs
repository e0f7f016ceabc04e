//! Choices from a seed, and how much information they held.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// A seeded generator that counts the bits of what it chose: the floor for any encoding of the workload.
#[derive(Debug)]
pub struct Dice {
    rng: ChaCha20Rng,
    bits: f64,
}

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { rng: ChaCha20Rng::seed_from_u64(seed), bits: 0.0 }
    }

    /// A number below `bound`; 0 where `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1);
        self.bits += (bound as f64).log2();
        (self.rng.next_u64() % bound as u64) as usize
    }

    /// One of a slice; `None` where it is empty.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(of.len());
        of.get(at)
    }

    /// A generator for a device of its own.
    pub fn rng(&mut self) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.rng.next_u64())
    }

    /// Bits of all choices so far.
    pub fn bits(&self) -> f64 {
        self.bits
    }
}
