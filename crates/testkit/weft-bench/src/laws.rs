//! How costs may grow: laws that are counted where they can be, and else compared within one run with a wide margin.
//!
//! No law names a time: a shared machine would break it for reasons of its own.

use crate::{
    device::Device,
    dice::Dice,
    jobs::{Bench, append, meet, same},
    link::Net,
    meter::cpu_of,
    shape::Shape,
    town::{Town, opened},
};
use anyhow::{Context, anyhow, ensure};
use std::{fmt, path::Path};
use weft_ids::DeviceSecret;
use weft_space::{
    Received, Record, Space,
    page::{PageChange, PageName},
};
use weft_view::{Command, Reply, SpaceKind};

/// One law, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    /// What must hold.
    pub name: String,
    /// The two figures that are compared.
    pub figures: (f64, f64),
    /// The most that the second may be, times the first.
    pub factor_max: f64,
}

impl Law {
    fn new(name: &str, small: f64, large: f64, factor_max: f64) -> Self {
        Self { name: name.to_owned(), figures: (small, large), factor_max }
    }

    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.figures.1 <= self.figures.0 * self.factor_max
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (small, large) = self.figures;
        let verdict = if self.holds() { "holds" } else { "BROKEN" };
        write!(
            f,
            "{verdict}  {}: {large:.2} against {small:.2}, at most {} times",
            self.name, self.factor_max
        )
    }
}

/// Entries of the small and of the large history.
const SMALL: usize = 200;
const LARGE: usize = 20_000;

/// Judges every law.
///
/// # Errors
/// When the shipped code does not do what it must at all.
pub fn judge(keep: &Path) -> anyhow::Result<Vec<Law>> {
    let mut laws = Vec::new();
    with_history(keep, &mut laws)?;
    pages(&mut laws)?;
    spaces(&mut laws)?;
    Ok(laws)
}

/// What must not grow with the history.
fn with_history(keep: &Path, laws: &mut Vec<Law>) -> anyhow::Result<()> {
    let mut seen = Vec::new();
    for entries in [SMALL, LARGE] {
        let town = Town::kept(keep, &Shape::CREW.with_entries(entries), 1)?;
        let folder = tempfile::tempdir_in(keep)?;
        let bench = Bench { town, folder: folder.path().to_owned() };
        seen.push(seen_at(&bench)?);
    }
    let [small, large] = seen.as_slice() else { return Err(anyhow!("two histories are compared")) };
    laws.push(Law::new(
        "bytes of a reconnect with nothing new, at 100 times the history",
        small.reconnect,
        large.reconnect,
        1.0,
    ));
    laws.push(Law::new(
        "frames of a reconnect with nothing new, at 100 times the history",
        small.frames,
        large.frames,
        1.0,
    ));
    laws.push(Law::new("bytes of one change, at 100 times the history", small.bytes, large.bytes, 1.1));
    laws.push(Law::new(
        "fsyncs per command, at 100 times the history",
        small.command_syncs,
        large.command_syncs,
        1.0,
    ));
    laws.push(Law::new("fsyncs per command, against two", 2.0, large.command_syncs, 1.0));
    laws.push(Law::new(
        "fsyncs per received batch, at 100 times the history",
        small.batch_syncs,
        large.batch_syncs,
        1.0,
    ));
    laws.push(Law::new(
        "work of one received change, at 100 times the history",
        small.change_us,
        large.change_us,
        CHANGE_FACTOR,
    ));
    Ok(())
}

/// How much more the work of one change may be at a hundred times the history: 8 is measured, 1 is aimed at.
const CHANGE_FACTOR: f64 = 25.0;

struct Seen {
    reconnect: f64,
    frames: f64,
    bytes: f64,
    command_syncs: f64,
    batch_syncs: f64,
    change_us: f64,
}

fn seen_at(bench: &Bench) -> anyhow::Result<Seen> {
    let space = bench.town.space;
    let (mut devices, mut net) = bench.pair()?;
    meet(&mut devices, &mut net, 0, 1)?;
    let (reconnect, frames) = (net.traffic.wire_bytes as f64, net.traffic.frames as f64);
    net.connect(&mut devices, 0, 1)?;
    net.settle(&mut devices)?;
    append(&mut devices, &mut net, 0, space, "Laws", "begins")?;
    net.settle(&mut devices)?;
    net.reset();
    let syncs = |devices: &[Device], at: usize| devices.get(at).map_or(0, Device::syncs);
    let (mut times, rounds) = (Vec::new(), 9);
    let (before, mut own) = (syncs(&devices, 1), 0);
    for _ in 0..rounds {
        let first = syncs(&devices, 0);
        append(&mut devices, &mut net, 0, space, "Laws", "soup on Tuesday evening")?;
        own += syncs(&devices, 0) - first;
        let spent = devices.get(1).map_or(0, |device| device.cpu_us);
        net.settle(&mut devices)?;
        times.push(devices.get(1).map_or(0, |device| device.cpu_us) - spent);
    }
    same(&devices, &space)?;
    let each = |total: u64| total as f64 / f64::from(rounds);
    Ok(Seen {
        reconnect,
        frames,
        bytes: each(net.traffic.wire_bytes),
        command_syncs: each(own),
        batch_syncs: each(syncs(&devices, 1) - before),
        change_us: median(times),
    })
}

/// What may grow with a page, and how much.
fn pages(laws: &mut Vec<Law>) -> anyhow::Result<()> {
    let records = one_page(2_000 - 5)?;
    let mut times = Vec::new();
    for size in [500, records.len() - 9] {
        let mut space = opened(records.get(..size).context("too few records")?)?;
        let name = PageName::note("Laws");
        let before = space.pages().page(&name).context("no page")?.work();
        let mut each = Vec::new();
        for record in records.iter().skip(size).take(9) {
            let (received, spent) = cpu_of(|| {
                let received = space.receive(record.clone());
                space.fold();
                received
            });
            ensure!(received == Received::New, "an honest entry was refused: {received:?}");
            each.push(spent);
        }
        let after = space.pages().page(&name).context("no page")?.work();
        laws.push(Law::new(
            &format!("changes given to automerge for nine that came, on a page of {size}"),
            9.0,
            (after.changes - before.changes) as f64,
            1.0,
        ));
        times.push(median(each));
    }
    let [small, large] = times.as_slice() else { return Err(anyhow!("two pages are compared")) };
    // Five times is what is aimed at; the rest is room for a busy machine.
    laws.push(Law::new("work of one change on a page of 2,000 against one of 500", *small, *large, 10.0));
    Ok(())
}

/// A space with one long note that its founder wrote line by line.
fn one_page(changes: usize) -> anyhow::Result<Vec<Record>> {
    let mut dice = Dice::new(3);
    let mut founder = Device::in_memory("Ana", "laptop", dice.rng())?;
    let id = found(&mut founder, "Laws")?;
    let rows = founder.rows();
    let secret = crate::device::secret_in(&rows, &id).context("no key")?;
    let secret = DeviceSecret::from_bytes(secret);
    let founding =
        rows.iter().find(|((table, _), _)| *table == weft_ids::Table::Entries).context("no founding")?;
    let mut records = vec![Record::read(founding.1)?];
    let mut space = Space::open(records.first().context("no founding")?.clone())?;
    for _ in 0..changes {
        let page = space.pages().page_to_write(&PageName::note("Laws")).map_err(|e| anyhow!("{e}"))?;
        let changes = page.append_text(&secret.public(), "soup").map_err(|e| anyhow!("{e}"))?;
        let record = space.write(&secret, changes.iter().map(PageChange::to_item).collect());
        ensure!(space.receive(record.clone()) == Received::New, "an honest entry was refused");
        space.fold();
        records.push(record);
    }
    Ok(records)
}

fn found(device: &mut Device, name: &str) -> anyhow::Result<weft_ids::SpaceId> {
    match device.ask(Command::Found { kind: SpaceKind::Crew, name: name.to_owned() })?.0 {
        Ok(Reply::Space(space)) => Ok(space),
        other => Err(anyhow!("founding answered {other:?}")),
    }
}

/// Messages of a reconnect grow with the spaces that two devices share, and with nothing else.
fn spaces(laws: &mut Vec<Law>) -> anyhow::Result<()> {
    let mut frames = Vec::new();
    for count in [1, 8] {
        let mut dice = Dice::new(4);
        let mut devices = vec![
            Device::in_memory("Ana", "laptop", dice.rng())?,
            Device::in_memory("Ben", "laptop", dice.rng())?,
        ];
        let mut net = Net::default();
        for number in 0..count {
            let space = found(devices.first_mut().context("no device")?, &format!("Crew {number}"))?;
            let invite = Command::Invite { space, person: "Ben".into(), own_device: false };
            let (outcome, _) = devices.first_mut().context("no device")?.ask(invite)?;
            let Ok(Reply::Ticket { text, .. }) = outcome else {
                return Err(anyhow!("no ticket: {outcome:?}"));
            };
            let (taken, _) = devices.get_mut(1).context("no device")?.ask(Command::Join { ticket: text })?;
            taken.map_err(|refusal| anyhow!(refusal.message))?;
            meet(&mut devices, &mut net, 1, 0)?;
        }
        net.reset();
        meet(&mut devices, &mut net, 0, 1)?;
        frames.push(net.traffic.frames as f64);
    }
    let [one, eight] = frames.as_slice() else { return Err(anyhow!("two counts are compared")) };
    laws.push(Law::new("frames of a reconnect over one space, against two and two a space", 4.0, *one, 1.0));
    laws.push(Law::new(
        "frames of a reconnect over eight spaces, against two and two a space",
        18.0,
        *eight,
        1.0,
    ));
    Ok(())
}

fn median(mut times: Vec<u64>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or(0).max(1) as f64
}
