//! A few seeds with every change; hundreds run by `cargo run --release -p weft-sim -- --seeds N`.

use weft_sim::{Fault, run};

#[test]
fn a_few_seeds_hold_through_chaos_and_level_after_it() {
    for seed in 1..=2 {
        let run = run(seed, false);
        assert_eq!(run.failure, None, "repeat: cargo run --release -p weft-sim -- --seed {seed} --trace");
        assert!(run.acknowledged > 0 && run.frames > 0, "seed {seed} did nothing");
        assert!(Fault::ALL.iter().any(|fault| run.faults.of(*fault) > 0), "seed {seed} had no fault");
    }
}

#[test]
fn the_same_seed_gives_the_same_run_byte_for_byte() {
    assert_eq!(run(5, false).digest, run(5, false).digest);
}
