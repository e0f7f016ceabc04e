//! The jobs of the quality page, one function each.

pub mod home;
pub mod join;
pub mod money;
pub mod room;
pub mod talk;

use crate::{device::Device, figures::Figure, link::Net, town::Town};
use anyhow::{anyhow, bail};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::path::PathBuf;
use weft_ids::SpaceId;
use weft_view::{Command, PageEdit};

/// What a job runs on.
#[derive(Debug)]
pub struct Bench {
    /// The workload.
    pub town: Town,
    /// A folder of its own, for profiles.
    pub folder: PathBuf,
}

/// All jobs, by name.
pub const JOBS: [&str; 9] =
    ["join", "change", "reconnect", "week", "room", "start", "commit", "disk", "ledger"];

/// Runs a job.
///
/// # Errors
/// When there is none of that name, or the shipped code does not do what it must.
pub fn run(job: &str, bench: &Bench) -> anyhow::Result<Vec<Figure>> {
    Ok(match job {
        "join" => join::cold_join(bench)?,
        "change" => talk::one_change(bench)?,
        "reconnect" => talk::reconnect(bench)?,
        "week" => talk::week_apart(bench)?,
        "room" => room::forty(bench)?,
        "start" => home::start(bench)?,
        "commit" => home::commit(bench)?,
        "disk" => home::disk(bench)?,
        "ledger" => money::ledger()?,
        other => bail!("there is no job called {other}; there are {}", JOBS.join(", ")),
    }
    .list())
}

impl Bench {
    /// How many entries the workload has.
    pub fn entries(&self) -> usize {
        self.town.records.len()
    }

    /// One of the two devices that hold everything: 0 for the founder's, 1 for the second person's.
    ///
    /// # Errors
    /// When its profile cannot be made.
    pub fn device(&self, which: usize, records: usize) -> anyhow::Result<Device> {
        let rng = ChaCha20Rng::seed_from_u64(77 + which as u64);
        Device::on_disk(&self.folder.join(format!("device-{which}")), &self.town.rows(which, records), rng)
    }

    /// Two devices that hold everything, and met once so that each knows what the other has.
    ///
    /// # Errors
    /// When they do not come to show the same.
    pub fn pair(&self) -> anyhow::Result<(Vec<Device>, Net)> {
        let mut devices = vec![self.device(0, self.entries())?, self.device(1, self.entries())?];
        let mut net = Net::counting();
        meet(&mut devices, &mut net, 0, 1)?;
        same(&devices, &self.town.space)?;
        net.reset();
        Ok((devices, net))
    }
}

/// Two devices meet until nothing is left to say, and part.
///
/// # Errors
/// When a disk refuses.
pub fn meet(devices: &mut [Device], net: &mut Net, a: usize, b: usize) -> anyhow::Result<()> {
    let session = net.connect(devices, a, b)?;
    net.settle(devices)?;
    net.disconnect(devices, session)
}

/// Checks that all devices show the same.
///
/// # Errors
/// Where they do not.
pub fn same(devices: &[Device], space: &SpaceId) -> anyhow::Result<()> {
    let first = devices.first().and_then(|device| device.digest(space));
    for device in devices {
        if first.is_none() || device.digest(space) != first {
            bail!("devices that have met do not show the same");
        }
    }
    Ok(())
}

/// Adds a line to a note; what the device then wants to send is handed to the net.
///
/// # Errors
/// When it is refused.
pub fn append(
    devices: &mut [Device],
    net: &mut Net,
    who: usize,
    space: SpaceId,
    title: &str,
    text: &str,
) -> anyhow::Result<()> {
    let edit = PageEdit::Append { title: title.to_owned(), text: text.to_owned() };
    let device = devices.get_mut(who).ok_or_else(|| anyhow!("no such device"))?;
    let (outcome, left) = device.ask(Command::Edit { space, edit })?;
    outcome.map_err(|refusal| anyhow!("{}: {}", refusal.code, refusal.message))?;
    net.carry(who, left, 1);
    Ok(())
}
