//! Forty devices in one room, each with a few neighbours: all come in at once, then each writes once.

use super::{Bench, append, same};
use crate::{device::Device, dice::Dice, figures::Figures, link::Net};
use anyhow::{Context, anyhow, ensure};
use weft_view::{Command, Reply, SpaceKind};

/// Devices in the room.
const DEVICES: usize = 40;
/// Neighbours that each looks for besides the next one.
const NEIGHBOURS: usize = 2;

/// Forty come in through one host at once, then each writes once to three to five neighbours.
///
/// # Errors
/// When they do not come to show the same.
pub fn forty(_bench: &Bench) -> anyhow::Result<Figures> {
    let mut figures = Figures::of("room");
    let mut dice = Dice::new(40);
    let mut net = Net::counting();
    let mut devices = vec![Device::in_memory("P0", "laptop", dice.rng())?];
    let (outcome, _) = devices
        .first_mut()
        .context("no host")?
        .ask(Command::Found { kind: SpaceKind::Crew, name: "Room".into() })?;
    let Ok(Reply::Space(space)) = outcome else { return Err(anyhow!("founding answered {outcome:?}")) };
    for person in 1..DEVICES {
        let mut guest = Device::in_memory(&format!("P{person}"), "laptop", dice.rng())?;
        let invite = Command::Invite { space, person: format!("P{person}"), own_device: false };
        let (outcome, _) = devices.first_mut().context("no host")?.ask(invite)?;
        let Ok(Reply::Ticket { text, .. }) = outcome else {
            return Err(anyhow!("inviting answered {outcome:?}"));
        };
        guest.ask(Command::Join { ticket: text })?.0.map_err(|refusal| anyhow!(refusal.message))?;
        devices.push(guest);
    }
    // Everybody scans the host's picture before anybody's words are answered; whom the host has no room for tries again.
    let mut tries = 0;
    loop {
        let waiting: Vec<usize> = (1..DEVICES)
            .filter(|at| devices.get(*at).is_some_and(|d| d.view().space(&space).is_none()))
            .collect();
        if waiting.is_empty() {
            break;
        }
        tries += 1;
        ensure!(tries <= 5, "{} devices did not come in: {:?}", waiting.len(), net.closed);
        let mut sessions = Vec::new();
        for guest in waiting {
            sessions.push(net.connect(&mut devices, guest, 0)?);
        }
        net.settle(&mut devices)?;
        for session in sessions {
            net.disconnect(&mut devices, session)?;
        }
    }
    figures.beside(
        "all come in at once: devices that are in",
        devices.len() as f64,
        "",
        "40",
        "iroh-gossip: the host received nothing, 4 of 4 runs",
    );
    figures.note("tries until the last was in; the host has room for 32 at a time", f64::from(tries), "");
    figures.note("bytes of coming in", net.traffic.wire_bytes as f64, "B");
    figures.note("frames of coming in", net.traffic.frames as f64, "");
    let cpu: u64 = devices.iter().map(|device| device.cpu_us).sum();
    figures.note("processor time of coming in, all devices", cpu as f64, "µs");
    neighbours(&mut devices, &space, &mut dice, &mut figures)?;
    Ok(figures)
}

fn neighbours(
    devices: &mut [Device],
    space: &weft_ids::SpaceId,
    dice: &mut Dice,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let mut net = Net::counting();
    let mut links = std::collections::BTreeSet::new();
    for a in 0..DEVICES {
        links.insert((a, (a + 1) % DEVICES));
        for _ in 0..NEIGHBOURS / 2 {
            let b = dice.below(DEVICES);
            if a != b && !links.contains(&(b, a)) {
                links.insert((a, b));
            }
        }
    }
    for (a, b) in &links {
        net.connect(devices, *a, *b)?;
    }
    net.settle(devices)?;
    same(devices, space)?;
    net.reset();
    devices.iter_mut().for_each(|device| device.cpu_us = 0);
    for who in 0..DEVICES {
        append(devices, &mut net, who, *space, &format!("Table {who}"), "soup on Tuesday evening")?;
    }
    let payload = payload(devices, space)?;
    net.settle(devices)?;
    same(devices, space)?;
    let least = payload * (DEVICES as u64 - 1);
    let cpu: u64 = devices.iter().map(|device| device.cpu_us).sum();
    figures.beside(
        "each writes once: bytes ÷ (payload × 39)",
        net.traffic.wire_bytes as f64 / least as f64,
        "",
        "≤ 3",
        "iroh-gossip 2.6–3.3",
    );
    figures.note("connections", links.len() as f64, "");
    figures.note("frames", net.traffic.frames as f64, "");
    figures.note("bytes", net.traffic.wire_bytes as f64, "B");
    figures.beside(
        "processor time until all are level, all devices",
        cpu as f64,
        "µs",
        "500 ms",
        "iroh-gossip 193–304 ms wall",
    );
    let most = devices.iter().map(|device| device.cpu_us).max().unwrap_or(0);
    figures.note("processor time, the busiest device", most as f64, "µs");
    Ok(())
}

/// Bytes of the newest entry of each device.
fn payload(devices: &[Device], space: &weft_ids::SpaceId) -> anyhow::Result<u64> {
    let mut sum = 0;
    for device in devices {
        let rows = device.rows();
        let mut entries = rows
            .iter()
            .filter(|((table, key), _)| *table == weft_ids::Table::Entries && key.starts_with(&space.0));
        sum += entries.next_back().map(|(_, bytes)| bytes.len() as u64).context("a device holds nothing")?;
    }
    Ok(sum)
}
