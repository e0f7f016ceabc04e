//! Cold join: a new device comes in and gets everything there is.

use super::{Bench, same};
use crate::{
    device::Device,
    figures::Figures,
    link::Net,
    meter::{cpu_of, peak_bytes, resident_bytes},
};
use anyhow::{anyhow, ensure};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use weft_view::{Command, Reply};

const OTHERS: &str = "samod 0.16: 4.0 MB, 2.55 s; automerge-repo: 8.1 MB, 8.7 s; git: 58 MB, 6.3 s (performance.md, 100,000 changes)";

/// A new device comes in by the founder's.
///
/// # Errors
/// When it does not come to show the same.
pub fn cold_join(bench: &Bench) -> anyhow::Result<Figures> {
    let mut figures = Figures::of("join");
    let space = bench.town.space;
    let mut host = bench.device(0, bench.entries())?;
    let held = resident_bytes();
    let (outcome, _) = host.ask(Command::Invite { space, person: "Newcomer".into(), own_device: false })?;
    let Ok(Reply::Ticket { text, .. }) = outcome else {
        return Err(anyhow!("inviting answered {outcome:?}"));
    };
    let rng = ChaCha20Rng::seed_from_u64(4_711);
    let profile = Device::in_memory("Newcomer", "laptop", rng.clone())?.rows();
    let mut guest = Device::on_disk(&bench.folder.join("guest"), &profile, rng)?;
    let (taken, _) = guest.ask(Command::Join { ticket: text })?;
    taken.map_err(|refusal| anyhow!(refusal.message))?;
    let mut devices = vec![guest, host];
    devices.iter_mut().for_each(|device| device.cpu_us = 0);
    let syncs = devices.first().map_or(0, Device::syncs);
    let mut net = Net::counting();
    let (joined, all_us) = cpu_of(|| -> anyhow::Result<()> {
        net.connect(&mut devices, 0, 1)?;
        net.settle(&mut devices)
    });
    joined?;
    ensure!(net.closed.is_empty(), "a connection broke: {:?}", net.closed);
    same(&devices, &space)?;
    let [guest, host] = devices.as_slice() else { return Err(anyhow!("a device is gone")) };
    let entries = bench.entries() as f64;
    figures.note("entries", entries, "");
    figures.beside("bytes on the wire", net.traffic.wire_bytes as f64, "B", "≤ 5 MB", OTHERS);
    figures.note("bytes before compression", net.traffic.plain_bytes as f64, "B");
    figures.note("bytes on the wire per entry", net.traffic.wire_bytes as f64 / entries, "B");
    figures.note("information in the choices", bench.town.entropy_bits / 8.0, "B");
    figures.note("frames", net.traffic.frames as f64, "");
    figures.note("round trips", net.traffic.flights as f64 / 2.0, "");
    figures.note("processor time, newcomer", guest.cpu_us as f64, "µs");
    figures.note("processor time, host", host.cpu_us as f64, "µs");
    figures.note("processor time, compression", net.traffic.zstd_us as f64, "µs");
    figures.beside("processor time, both ends", all_us as f64, "µs", "≤ half of samod's", OTHERS);
    figures.note("fsyncs, newcomer", (guest.syncs() - syncs) as f64, "");
    figures.note("memory before, with the host's copy", held as f64, "B");
    figures.beside(
        "peak memory, both ends",
        peak_bytes() as f64,
        "B",
        "",
        "samod 468 MiB; automerge-repo 1.15 GB",
    );
    Ok(figures)
}
