//! One device alone: starting, saving, and the room it takes on disk.

use super::{Bench, append};
use crate::{
    device::Device,
    figures::Figures,
    link::Net,
    meter::{cpu_of, peak_bytes, resident_bytes},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

/// Opens a profile that holds everything.
///
/// # Errors
/// When it cannot be read.
pub fn start(bench: &Bench) -> anyhow::Result<Figures> {
    let mut figures = Figures::of("start");
    let folder = bench.folder.join("device-0");
    drop(bench.device(0, bench.entries())?);
    let empty = bench.folder.join("empty");
    let rng = || ChaCha20Rng::seed_from_u64(5);
    let first = Device::in_memory("Ana", "laptop", rng())?.rows();
    drop(Device::on_disk(&empty, &first, rng())?);
    let (nothing, nothing_us) = cpu_of(|| Device::open(&empty, rng()));
    drop(nothing?);
    let before = resident_bytes();
    let (device, all_us) = cpu_of(|| Device::open(&folder, rng()));
    let device = device?;
    let held = resident_bytes().saturating_sub(before);
    figures.note("entries", bench.entries() as f64, "");
    figures.beside(
        "processor time until everything is there",
        all_us as f64,
        "µs",
        "< 1.5 s",
        "automerge: load 1.23 s + hydrate 0.62 s",
    );
    figures.note("the same with an empty profile", nothing_us as f64, "µs");
    figures.beside("memory it holds then", held as f64, "B", "< 200 MiB", "automerge 91 MiB");
    figures.note("peak memory of the process", peak_bytes() as f64, "B");
    drop(device);
    Ok(figures)
}

/// Counts confirmations by the disk.
///
/// # Errors
/// When a disk refuses.
pub fn commit(bench: &Bench) -> anyhow::Result<Figures> {
    let mut figures = Figures::of("commit");
    let mut devices = vec![bench.device(0, bench.entries())?];
    let mut net = Net::default();
    append(&mut devices, &mut net, 0, bench.town.space, "Benchmark", "begins")?;
    let before = devices.first().map_or(0, Device::syncs);
    let commands = 20;
    for _ in 0..commands {
        append(&mut devices, &mut net, 0, bench.town.space, "Benchmark", "soup on Tuesday evening")?;
    }
    let after = devices.first().map_or(0, Device::syncs);
    figures.beside(
        "fsyncs per command",
        (after - before) as f64 / f64::from(commands),
        "",
        "2",
        "redb 1 without two-phase commit; SQLite WAL 1, its default journal 4",
    );
    Ok(figures)
}

/// Measures the database's file.
///
/// # Errors
/// When a disk refuses.
pub fn disk(bench: &Bench) -> anyhow::Result<Figures> {
    let mut figures = Figures::of("disk");
    let device = bench.device(0, bench.entries())?;
    drop(device);
    let file = std::fs::metadata(bench.folder.join("device-0").join(weft_store::DATABASE_FILE))?.len();
    let entries = bench.town.record_bytes();
    figures.note("bytes of all entries", entries as f64, "B");
    figures.note("bytes of the file", file as f64, "B");
    figures.beside(
        "bytes ÷ entries",
        file as f64 / entries as f64,
        "",
        "≤ 1.5",
        "redb: 100,000 small rows in 50 MB",
    );
    Ok(figures)
}
