//! Builds a workload: everybody comes in by the shipped replica over connections, then writes through the shipped space.
//!
//! Two hundred replicas that each hold everything do not fit one machine, so after the coming in each of a few groups
//! shares one [`Space`] in which its devices write their own signed entries; the groups merge every
//! [`ROUND`] entries, so that between two meetings people write apart.

use crate::{
    device::{Device, Rows, secret_in},
    dice::Dice,
    hand::{Deed, Hand, Loan},
    link::Net,
    shape::{LANES, ROUND, Shape},
};
use anyhow::{Context, anyhow, ensure};
use serde::{Deserialize, Serialize};
use std::path::Path;
use weft_ids::{DeviceSecret, PersonId, SpaceId, Table, from_canonical, to_canonical};
use weft_space::{Received, Record, Space};
use weft_view::{Command, Reply, SpaceKind};

/// Rows of a profile: the table's number, the key and the value.
pub type BareRows = Vec<(u8, Vec<u8>, Vec<u8>)>;

/// A workload, ready to be measured.
#[derive(Debug, Serialize, Deserialize)]
pub struct Town {
    /// The space in which all of it happens.
    pub space: SpaceId,
    /// All records, each after its past, the founding first.
    pub records: Vec<Vec<u8>>,
    /// The rows of two devices as they were when everybody had come in, without the entries: the founder's, and the
    /// second person's.
    pub profiles: Vec<BareRows>,
    /// What was done, in plain words, for peers to do as well; coming in is left out.
    pub deeds: Vec<Deed>,
    /// Bits of all choices that made the deeds: the floor for any encoding.
    pub entropy_bits: f64,
}

/// One who writes.
#[derive(Debug)]
struct Member {
    person: PersonId,
    secret: [u8; 32],
}

impl Town {
    /// Builds a workload of this shape.
    ///
    /// # Errors
    /// When the shipped code refuses what an honest member does: a bug.
    pub fn build(shape: &Shape, seed: u64) -> anyhow::Result<Self> {
        let mut dice = Dice::new(seed);
        let (space, members, records, profiles) = come_in(shape, &mut dice)?;
        let before = dice.bits();
        let mut lanes = Vec::new();
        for _ in 0..LANES {
            lanes.push(opened(&records)?);
        }
        let mut writing =
            Writing { shape: *shape, lanes, members, records, deeds: Vec::new(), loans: Vec::new() };
        while writing.deeds.len() < shape.entries {
            writing.round(&mut dice)?;
        }
        let records = writing.records.iter().map(|record| record.bytes().to_vec()).collect();
        let entropy_bits = dice.bits() - before;
        Ok(Self { space, records, profiles, deeds: writing.deeds, entropy_bits })
    }

    /// As [`Town::build`], or read from `folder` where it was built before.
    ///
    /// # Errors
    /// As [`Town::build`], and when the folder cannot be used.
    pub fn kept(folder: &Path, shape: &Shape, seed: u64) -> anyhow::Result<Self> {
        let path = folder.join(format!("{}-{}-{seed}.town", shape.name, shape.entries));
        if let Ok(bytes) = std::fs::read(&path)
            && let Ok(town) = from_canonical(&bytes)
        {
            return Ok(town);
        }
        let town = Self::build(shape, seed)?;
        std::fs::create_dir_all(folder)?;
        std::fs::write(&path, to_canonical(&town))?;
        Ok(town)
    }

    /// The rows of one of the kept devices, with the first `records` of all records.
    pub fn rows(&self, device: usize, records: usize) -> Rows {
        let mut rows = Rows::new();
        for (table, key, value) in self.profiles.get(device).into_iter().flatten() {
            if let Some(table) = Table::ALL.get(usize::from(*table)) {
                rows.insert((*table, key.clone()), value.clone());
            }
        }
        for (number, record) in self.records.iter().take(records).enumerate() {
            let key = [self.space.0.as_slice(), &(number as u64).to_be_bytes()].concat();
            rows.insert((Table::Entries, key), record.clone());
        }
        rows
    }

    /// Bytes of all records.
    pub fn record_bytes(&self) -> u64 {
        self.records.iter().map(|record| record.len() as u64).sum()
    }
}

/// A space with these records.
///
/// # Errors
/// When one of them is refused.
pub fn opened(records: &[Record]) -> anyhow::Result<Space> {
    let (founding, rest) = records.split_first().context("no founding")?;
    let mut space = Space::open(founding.clone())?;
    for record in rest {
        receive(&mut space, record)?;
    }
    space.fold();
    Ok(space)
}

fn receive(space: &mut Space, record: &Record) -> anyhow::Result<()> {
    match space.receive(record.clone()) {
        Received::New | Received::Known => Ok(()),
        other @ (Received::Missing(_) | Received::Invalid(_) | Received::Unable(_)) => {
            Err(anyhow!("an honest entry was refused: {other:?}"))
        }
    }
}

type CameIn = (SpaceId, Vec<Member>, Vec<Record>, Vec<BareRows>);

/// Everybody comes in, one after the other, each through the door of one who is in.
fn come_in(shape: &Shape, dice: &mut Dice) -> anyhow::Result<CameIn> {
    let mut net = Net::default();
    let mut founder = vec![Device::in_memory("P0", "laptop", dice.rng())?];
    let (outcome, _) = founder
        .get_mut(0)
        .context("no founder")?
        .ask(Command::Found { kind: SpaceKind::Crew, name: "Congregation".into() })?;
    let Ok(Reply::Space(space)) = outcome else { return Err(anyhow!("founding answered {outcome:?}")) };
    let (mut people, mut further) = (Vec::new(), Vec::new());
    for person in 1..shape.people {
        people.push(join(&mut founder, &mut net, &space, &format!("P{person}"), false, dice)?);
    }
    for owner in 0..shape.devices.saturating_sub(shape.people) {
        if owner == 0 {
            further.push(join(&mut founder, &mut net, &space, "P0", true, dice)?);
            continue;
        }
        let Some(host) = people.get(owner - 1).cloned() else { break };
        let mut hosts = vec![Device::from_rows(host, dice.rng())?];
        further.push(join(&mut hosts, &mut net, &space, &format!("P{owner}"), true, dice)?);
        let host = hosts.pop().context("the host is gone")?;
        founder.push(host);
        let session = net.connect(&mut founder, 1, 0)?;
        net.settle(&mut founder)?;
        net.disconnect(&mut founder, session)?;
        founder.truncate(1);
    }
    ensure!(net.closed.is_empty(), "a connection broke while people came in: {:?}", net.closed);
    let founder = founder.pop().context("no founder")?;
    let records = records_of(&founder.rows(), &space)?;
    let roster = opened(&records)?;
    let profiles = vec![bare(&founder.rows()), bare(people.first().unwrap_or(&founder.rows()))];
    let all = std::iter::once(founder.rows()).chain(people).chain(further);
    let mut members = Vec::new();
    for rows in all {
        let secret = secret_in(&rows, &space).context("a device lost its key")?;
        let device = DeviceSecret::from_bytes(secret).public();
        let person = roster.roster().person_of(&device).context("a device is not in")?;
        members.push(Member { person, secret });
    }
    Ok((space, members, records, profiles))
}

/// A new device comes in by `hosts[0]`; its rows.
fn join(
    hosts: &mut Vec<Device>,
    net: &mut Net,
    space: &SpaceId,
    name: &str,
    own_device: bool,
    dice: &mut Dice,
) -> anyhow::Result<Rows> {
    let host = hosts.get_mut(0).context("no host")?;
    let invite = Command::Invite { space: *space, person: name.to_owned(), own_device };
    let (outcome, left) = host.ask(invite)?;
    net.carry(0, left, 1);
    let Ok(Reply::Ticket { text, .. }) = outcome else {
        return Err(anyhow!("inviting answered {outcome:?}"));
    };
    let mut guest = Device::in_memory(name, if own_device { "phone" } else { "laptop" }, dice.rng())?;
    let (taken, _) = guest.ask(Command::Join { ticket: text })?;
    taken.map_err(|refusal| anyhow!(refusal.message))?;
    hosts.push(guest);
    let session = net.connect(hosts, 1, 0)?;
    net.settle(hosts)?;
    net.disconnect(hosts, session)?;
    let guest = hosts.pop().context("the guest is gone")?;
    ensure!(guest.view().space(space).is_some(), "{name} did not come in: {:?}", net.closed);
    Ok(guest.rows())
}

fn records_of(rows: &Rows, space: &SpaceId) -> anyhow::Result<Vec<Record>> {
    let entries =
        rows.iter().filter(|((table, key), _)| *table == Table::Entries && key.starts_with(&space.0));
    entries.map(|(_, bytes)| Ok(Record::read(bytes)?)).collect()
}

/// A profile without its entries and without what others are known to have.
fn bare(rows: &Rows) -> BareRows {
    let kept = |table: &Table| matches!(table, Table::Me | Table::Spaces);
    let place = |table: &Table| Table::ALL.iter().position(|one| one == table).unwrap_or(0) as u8;
    rows.iter()
        .filter(|((table, _), _)| kept(table))
        .map(|((table, key), value)| (place(table), key.clone(), value.clone()))
        .collect()
}

/// The writing under way.
struct Writing {
    shape: Shape,
    lanes: Vec<Space>,
    members: Vec<Member>,
    records: Vec<Record>,
    deeds: Vec<Deed>,
    loans: Vec<Loan>,
}

impl Writing {
    /// Everybody writes apart for a while, then all meet.
    fn round(&mut self, dice: &mut Dice) -> anyhow::Result<()> {
        let per_lane = ROUND.min(self.shape.entries - self.deeds.len()).div_ceil(LANES);
        let begun = self.records.len();
        for (at, lane) in self.lanes.iter_mut().enumerate() {
            let own: Vec<usize> = (0..self.members.len()).filter(|member| member % LANES == at).collect();
            let mut hand =
                Hand { shape: &self.shape, space: lane, done: self.deeds.len(), fresh: Vec::new() };
            let mut acting = Vec::new();
            for _ in 0..per_lane {
                let Some(who) = dice.one(&own).copied() else { break };
                let Some(member) = self.members.get(who) else { break };
                let secret = DeviceSecret::from_bytes(member.secret);
                if dice.below(100) < crate::shape::ACTS_PERCENT {
                    acting.push((who, secret));
                } else {
                    self.deeds.push(hand.write_page(who, &secret, dice)?);
                }
            }
            // Acts last: the ledger is folded once a round and not once an act.
            let people: Vec<PersonId> = self.members.iter().map(|member| member.person).collect();
            for (who, secret) in acting {
                self.deeds.push(hand.act(who, &secret, &people, &mut self.loans, at, dice)?);
            }
            self.records.append(&mut hand.fresh);
        }
        let fresh: Vec<Record> = self.records.iter().skip(begun).cloned().collect();
        for lane in &mut self.lanes {
            for record in &fresh {
                receive(lane, record)?;
            }
            lane.fold();
        }
        self.loans.iter_mut().for_each(|loan| loan.seen_by = None);
        Ok(())
    }
}
