//! How fast a session is read: a bucket of bytes and one of frames; an empty bucket means to read later, not to close.

use std::time::{Duration, Instant};

/// Bytes a second that one session may bring once its burst is used up; more than a laptop can vet.
pub(crate) const BYTES_PER_SECOND: u64 = 8 << 20;
/// Bytes a session may bring at once: a cold join of a large space passes without waiting.
pub(crate) const BYTES_BURST: u64 = 64 << 20;
/// Frames a second that one session may bring once its burst is used up.
pub(crate) const FRAMES_PER_SECOND: u64 = 200;
/// Frames a session may bring at once.
pub(crate) const FRAMES_BURST: u64 = 2_000;

/// Tokens that fill up with time and never above `burst`.
#[derive(Debug)]
pub(crate) struct Bucket {
    tokens: u64,
    burst: u64,
    per_second: u64,
    filled_at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub(crate) fn new(burst: u64, per_second: u64, now: Instant) -> Self {
        Self { tokens: burst, burst, per_second: per_second.max(1), filled_at: now }
    }

    /// Takes `wanted` tokens (at most the burst counts), or says how long to wait before asking again.
    pub(crate) fn take(&mut self, wanted: u64, now: Instant) -> Result<(), Duration> {
        let wanted = wanted.min(self.burst);
        self.fill(now);
        match self.tokens.checked_sub(wanted) {
            Some(rest) => {
                self.tokens = rest;
                Ok(())
            }
            None => {
                let missing = wanted - self.tokens;
                Err(Duration::from_millis((missing.saturating_mul(1_000) / self.per_second).max(1)))
            }
        }
    }

    /// Whether nothing of it is used up.
    pub(crate) fn is_full(&mut self, now: Instant) -> bool {
        self.fill(now);
        self.tokens >= self.burst
    }

    fn fill(&mut self, now: Instant) {
        let millis =
            u64::try_from(now.saturating_duration_since(self.filled_at).as_millis()).unwrap_or(u64::MAX);
        let gained = millis.saturating_mul(self.per_second) / 1_000;
        if gained > 0 {
            self.tokens = self.tokens.saturating_add(gained).min(self.burst);
            self.filled_at = now;
        }
    }
}

/// The two buckets of one session.
#[derive(Debug)]
pub(crate) struct Pace {
    bytes: Bucket,
    frames: Bucket,
}

impl Pace {
    /// A session that just began.
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            bytes: Bucket::new(BYTES_BURST, BYTES_PER_SECOND, now),
            frames: Bucket::new(FRAMES_BURST, FRAMES_PER_SECOND, now),
        }
    }

    /// Counts one frame of `bytes` and waits until it may be read.
    pub(crate) async fn wait(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        while let Err(pause) = self.bytes.take(bytes, Instant::now()) {
            tokio::time::sleep(pause).await;
        }
        while let Err(pause) = self.frames.take(1, Instant::now()) {
            tokio::time::sleep(pause).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_what_comes_after_waits_for_its_turn() {
        let start = Instant::now();
        let mut bucket = Bucket::new(100, 10, start);
        assert_eq!(bucket.take(100, start), Ok(()));
        assert_eq!(bucket.take(5, start), Err(Duration::from_millis(500)));
        assert_eq!(bucket.take(5, start + Duration::from_millis(500)), Ok(()));
        assert!(bucket.take(1, start + Duration::from_millis(500)).is_err());
    }

    #[test]
    fn a_bucket_never_holds_more_than_its_burst_and_one_frame_above_it_still_passes() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10, 10, start);
        let later = start + Duration::from_secs(3_600);
        assert_eq!(bucket.take(25, later), Ok(()));
        assert!(bucket.take(1, later).is_err());
    }

    #[test]
    fn many_small_steps_of_time_fill_as_much_as_one() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10, 10, start);
        assert_eq!(bucket.take(10, start), Ok(()));
        for step in 1..=1_000 {
            bucket.fill(start + Duration::from_millis(step));
        }
        assert_eq!(bucket.take(9, start + Duration::from_secs(1)), Ok(()));
    }
}
