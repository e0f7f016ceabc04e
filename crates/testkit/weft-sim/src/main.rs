//! Runs simulations from seeds: `--seeds N [--from S]`, `--minutes M`, or one `--seed S [--trace]`.

use std::process::ExitCode;
use std::time::{Duration, Instant};
use weft_sim::{Report, Run, run};

const USAGE: &str = "usage: weft-sim (--seeds N [--from S] | --minutes M [--from S] | --seed S [--trace])";

/// Failures after which no further seed is tried.
const FAILURES_MAX: u64 = 20;

struct Wish {
    seeds: u64,
    from: u64,
    until: Option<Instant>,
    trace: bool,
}

fn main() -> ExitCode {
    let Some(wish) = wish(std::env::args().skip(1).collect()) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let mut report = Report::default();
    let mut failed = 0_u64;
    for seed in wish.from..wish.from.saturating_add(wish.seeds) {
        if wish.until.is_some_and(|until| Instant::now() >= until) {
            break;
        }
        let first = run(seed, wish.trace);
        // One run in a hundred is made twice: the same seed must give the same trace.
        if wish.seeds > 1 && seed % 100 == wish.from % 100 {
            report.repeated += 1;
            let second = run(seed, false);
            if second.digest != first.digest {
                eprintln!(
                    "seed {seed} gave two different runs\nrepeat: cargo run --release -p weft-sim -- --seed {seed}"
                );
                return ExitCode::FAILURE;
            }
        }
        if let Some(failure) = &first.failure {
            eprintln!(
                "seed {seed}: {failure}\nrepeat: cargo run --release -p weft-sim -- --seed {seed} --trace"
            );
            failed += 1;
            if failed >= FAILURES_MAX {
                break;
            }
        }
        add(&mut report, &first);
    }
    print!("{report}");
    if failed > 0 {
        eprintln!("{failed} of {} runs failed", report.runs);
        return ExitCode::FAILURE;
    }
    let rare = report.rare();
    if report.runs >= 100 && !rare.is_empty() {
        eprintln!("these faults happened in fewer than one run in a hundred: {}", rare.join(", "));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn add(report: &mut Report, run: &Run) {
    report.runs += 1;
    report.simulated_ms += run.simulated_ms;
    report.events += run.events;
    report.acknowledged += run.acknowledged;
    report.frames += run.frames;
    report.add(&run.faults);
}

fn wish(arguments: Vec<String>) -> Option<Wish> {
    let mut wish = Wish { seeds: 0, from: 1, until: None, trace: false };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next()?.parse::<u64>().ok();
        match argument.as_str() {
            "--seeds" => wish.seeds = number()?,
            "--from" => wish.from = number()?,
            "--seed" => (wish.from, wish.seeds) = (number()?, 1),
            "--minutes" => {
                wish.until = Some(Instant::now() + Duration::from_secs(60 * number()?));
                wish.seeds = u64::MAX;
            }
            "--trace" => wish.trace = true,
            _ => return None,
        }
    }
    (wish.seeds > 0).then_some(wish)
}
