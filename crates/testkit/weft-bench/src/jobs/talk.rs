//! Two devices that know each other: one change, nothing new, a week apart.

use super::{Bench, append, meet, same};
use crate::{device::Device, figures::Figures};

/// One line in a note, between two connected devices that are level.
///
/// # Errors
/// When it does not arrive.
pub fn one_change(bench: &Bench) -> anyhow::Result<Figures> {
    let mut figures = Figures::of("change");
    let space = bench.town.space;
    let (mut devices, mut net) = bench.pair()?;
    net.connect(&mut devices, 0, 1)?;
    net.settle(&mut devices)?;
    // The first one begins the note, and is not counted.
    append(&mut devices, &mut net, 0, space, "Benchmark", "begins")?;
    net.settle(&mut devices)?;
    net.reset();
    let before: Vec<(u64, u64)> = devices.iter().map(|device| (device.cpu_us, device.syncs())).collect();
    let rounds = 10;
    for _ in 0..rounds {
        append(&mut devices, &mut net, 0, space, "Benchmark", "soup on Tuesday evening")?;
        net.settle(&mut devices)?;
    }
    same(&devices, &space)?;
    let each = |total: u64| total as f64 / f64::from(rounds);
    let traffic = net.traffic;
    let spent = |at: usize| {
        let (before, _) = before.get(at).copied().unwrap_or_default();
        each(devices.get(at).map_or(0, |device| device.cpu_us) - before)
    };
    figures.beside(
        "bytes, both ways",
        each(traffic.wire_bytes),
        "B",
        "≤ 300 B",
        "samod 393 + 207 B; hypercore 426 + 116 B",
    );
    figures.note("frames, both ways", each(traffic.frames), "");
    figures.beside("trips until it is there", 0.5, "", "0.5", "samod 0.5");
    figures.note("trips until the writer knows", traffic.flights as f64 / 2.0, "");
    figures.note("processor time, writer", spent(0), "µs");
    figures.beside(
        "processor time, reader",
        spent(1),
        "µs",
        "≤ 1 ms",
        "samod 50 ms both ends; automerge sync 43 ms; automerge-repo 232 ms; hypercore 7 ms",
    );
    let syncs = |at: usize| {
        let (_, before) = before.get(at).copied().unwrap_or_default();
        each(devices.get(at).map_or(0, Device::syncs) - before)
    };
    figures.note("fsyncs, writer", syncs(0), "");
    figures.note("fsyncs, reader", syncs(1), "");
    Ok(figures)
}

/// Two level devices meet again.
///
/// # Errors
/// When they find something to say.
pub fn reconnect(bench: &Bench) -> anyhow::Result<Figures> {
    let mut figures = Figures::of("reconnect");
    let (mut devices, mut net) = bench.pair()?;
    let before: u64 = devices.iter().map(|device| device.cpu_us).sum();
    meet(&mut devices, &mut net, 0, 1)?;
    let after: u64 = devices.iter().map(|device| device.cpu_us).sum();
    figures.beside(
        "bytes, both ways",
        net.traffic.wire_bytes as f64,
        "B",
        "≤ 200 B, whatever the history",
        "automerge sync without state: 125 KB each way",
    );
    figures.note("frames, both ways", net.traffic.frames as f64, "");
    figures.note("processor time, both ends", (after - before) as f64, "µs");
    Ok(figures)
}

/// Two devices write a hundred changes each, apart, and meet.
///
/// # Errors
/// When they do not come to show the same.
pub fn week_apart(bench: &Bench) -> anyhow::Result<Figures> {
    let mut figures = Figures::of("week");
    let space = bench.town.space;
    let (mut devices, mut net) = bench.pair()?;
    let texts = texts(200);
    for (at, text) in texts.iter().enumerate() {
        append(&mut devices, &mut net, at % 2, space, ["Left", "Right"][at % 2], text)?;
    }
    devices.iter_mut().for_each(|device| device.cpu_us = 0);
    let syncs: u64 = devices.iter().map(Device::syncs).sum();
    meet(&mut devices, &mut net, 0, 1)?;
    same(&devices, &space)?;
    let cpu: u64 = devices.iter().map(|device| device.cpu_us).sum();
    let after: u64 = devices.iter().map(Device::syncs).sum();
    figures.beside(
        "bytes, both ways",
        net.traffic.wire_bytes as f64,
        "B",
        "≤ 1.2 × zstd with a dictionary + 1 KB",
        "zstd-3 of raw changes with a dictionary 18.4 KB; automerge sync 52 KB with state, 302 KB without",
    );
    figures.note("bytes before compression", net.traffic.plain_bytes as f64, "B");
    figures.beside("round trips until both are level", net.traffic.flights as f64 / 2.0, "", "1.5", "");
    figures.note("frames", net.traffic.frames as f64, "");
    figures.note("processor time, both ends", cpu as f64, "µs");
    figures.note("fsyncs, both ends", (after - syncs) as f64, "");
    Ok(figures)
}

/// Lines that are not all the same.
fn texts(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("line {at}: bring {} chairs to table {}", at * 7 % 13, at * 5 % 11)).collect()
}
