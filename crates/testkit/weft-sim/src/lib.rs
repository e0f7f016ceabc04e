//! Many replicas in one thread, from one seed, running the shipped core beside a naive model.
//!
//! A run has two parts. First chaos: members act, devices meet, and disks, networks, clocks and people misbehave,
//! with safety checked at every step. Then everything heals, every two devices meet at most three times, and all must
//! be equal. The same seed gives the same run, byte for byte; a failure names the seed that repeats it.

pub mod acts;
pub mod check;
pub mod device;
pub mod dice;
pub mod faults;
pub mod hostile;
pub mod model;
pub mod report;
pub mod shown;
pub mod world;

pub use faults::{Counts, Fault};
pub use report::Report;
pub use world::{Run, run, run_for};
