//! The one source of chance: everything random in a run comes from here, in order.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Chance from a seed.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha20Rng);

impl Dice {
    /// Chance for a run.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// A number below `below`; 0 where `below` is 0.
    pub fn below(&mut self, below: usize) -> usize {
        if below == 0 { 0 } else { (self.0.next_u64() % below as u64) as usize }
    }

    /// Whether something that happens in `per_mille` of 1,000 cases happens.
    pub fn happens(&mut self, per_mille: u32) -> bool {
        self.below(1_000) < per_mille as usize
    }

    /// One of several; `None` of none.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(of.len());
        of.get(at)
    }

    /// A generator for one device's own randomness.
    pub fn rng(&mut self) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.0.next_u64())
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A byte.
    pub fn byte(&mut self) -> u8 {
        (self.0.next_u32() & 0xff) as u8
    }
}
