//! What must hold for the tree as a whole: who may know whom, what is pure, how long things are, and that pages are true.
//!
//! 1. The crate table in `docs/ARCHITECTURE.md` is the workspace's real crates and edges; each technology has one owner.
//! 2. `crates/core` has no clock, disk, network, thread, environment, randomness of its own, nor hash-map order.
//! 3. Files and functions stay short; every Rust file says first what it owns.
//! 4. What we pull in has an allowed licence and one source; automerge is exact; panics unwind.
//! 5. Lints are the workspace's in every crate.
//! 6. Pages tell the truth: links resolve, rules name tests that exist, the README's commands are what CI runs.
//! 7. Nothing is left unfinished, and nothing names the machine it was written on.
//! 8. Members read plain words.

mod code;
mod crates;
mod outside;
mod pages;
mod words;
