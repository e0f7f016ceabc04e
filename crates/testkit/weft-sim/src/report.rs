//! What a number of runs came to, for people and for a gate.

use crate::faults::{Counts, Fault};
use std::fmt;

/// Runs added up.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many runs.
    pub runs: u64,
    /// Simulated time, in milliseconds.
    pub simulated_ms: i64,
    /// Events handled.
    pub events: u64,
    /// Commands acknowledged.
    pub acknowledged: u64,
    /// Frames delivered.
    pub frames: u64,
    /// Runs that were made twice and compared.
    pub repeated: u64,
    /// In how many runs each fault happened at least once, and how often in all.
    faults: Vec<(Fault, u64, u64)>,
}

impl Report {
    /// Adds the faults of one run.
    pub fn add(&mut self, counts: &Counts) {
        if self.faults.is_empty() {
            self.faults = Fault::ALL.iter().map(|fault| (*fault, 0, 0)).collect();
        }
        for (fault, runs, times) in &mut self.faults {
            let here = counts.of(*fault);
            *runs += u64::from(here > 0);
            *times += here;
        }
    }

    /// Kinds that happened in fewer than one in a hundred runs: the generator does not reach them.
    pub fn rare(&self) -> Vec<&'static str> {
        let rare = self.faults.iter().filter(|(_, runs, _)| runs * 100 < self.runs);
        rare.map(|(fault, _, _)| fault.name()).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.simulated_ms as f64 / 86_400_000.0;
        writeln!(
            f,
            "{} runs, {days:.0} simulated days, {} events, {} frames",
            self.runs, self.events, self.frames
        )?;
        writeln!(
            f,
            "{} commands acknowledged, none lost; {} runs repeated byte for byte",
            self.acknowledged, self.repeated
        )?;
        for (fault, runs, times) in &self.faults {
            writeln!(f, "  {:<22} {times:>8} times in {runs:>6} runs", fault.name())?;
        }
        Ok(())
    }
}
