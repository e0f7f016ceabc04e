//! The system's clock and randomness, read here and handed to the core as arguments.

use crate::EngineError;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use weft_ids::Millis;

/// Milliseconds since 1970 by the system's clock, which may be wrong by years; before 1970 it is negative.
pub(crate) fn wall() -> Millis {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    }
}

/// Milliseconds since the engine started; never goes back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A generator seeded by the operating system.
pub(crate) fn fresh_rng() -> Result<ChaCha20Rng, EngineError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .map_err(|error| EngineError::System { what: format!("random numbers: {error}") })?;
    Ok(ChaCha20Rng::from_seed(seed))
}
