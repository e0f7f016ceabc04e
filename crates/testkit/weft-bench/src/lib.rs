//! The canonical workloads, and what they cost: bytes, trips, processor time, memory and confirmations by the disk.
//!
//! [`town::Town`] builds a workload from a seed; [`jobs`] measures the shipped replica and store on it;
//! [`laws`] checks how costs grow, by counting, so that it can run anywhere.

pub mod device;
pub mod dice;
pub mod disk;
pub mod figures;
pub mod hand;
pub mod jobs;
pub mod laws;
pub mod link;
pub mod meter;
pub mod shape;
pub mod town;
