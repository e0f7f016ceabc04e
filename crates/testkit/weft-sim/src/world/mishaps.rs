//! What goes wrong on one device: power, disks, clocks, copies, sticks.

use super::{Broken, Device, Event, HOUR, Intent, World};
use crate::{device::Rows, faults::Fault};
use weft_replica::Output;
use weft_view::Command;

impl World {
    pub(super) fn mishap(&mut self, at: usize) -> Result<(), Broken> {
        let backup = self.dice.happens(300).then(|| self.devices.get(at).map(|d| d.rows.clone())).flatten();
        if let (Some(rows), Some(device)) = (backup, self.devices.get_mut(at)) {
            device.backup.get_or_insert(rows);
        }
        if self.dice.happens(200) {
            self.partitions.clear();
        }
        self.clock(at);
        if self.fault(Fault::Kill) {
            self.down(at, false)?;
        }
        if self.fault(Fault::Stick) {
            self.carry_stick(at)?;
        }
        if !self.devices.get(at).is_some_and(|device| device.rogue) {
            return Ok(());
        }
        if self.swarm.rate(Fault::RolledBack) > 0 && self.dice.happens(150) {
            let old: Option<Rows> = self.devices.get_mut(at).and_then(|device| device.backup.take());
            if let Some(rows) = old {
                self.count(Fault::RolledBack);
                self.down(at, false)?;
                if let Some(device) = self.devices.get_mut(at) {
                    (device.rows, device.spoiled) = (rows, true);
                }
            }
        }
        if self.swarm.rate(Fault::Cloned) > 0 && self.dice.happens(100) {
            self.clone_writes(at)?;
        }
        Ok(())
    }

    fn clock(&mut self, at: usize) {
        let year = 365 * 24 * HOUR;
        let mut skew = None;
        if self.fault(Fault::ClockSkew) {
            skew = Some((self.dice.below(100) as i64 - 50) * year);
        }
        if self.fault(Fault::ClockJump) {
            skew = Some(self.dice.below(48) as i64 * HOUR);
        }
        if self.fault(Fault::ClockBackwards) {
            skew = Some(-(self.dice.below(1_000) as i64) * 24 * HOUR);
        }
        if let (Some(skew), Some(device)) = (skew, self.devices.get_mut(at)) {
            device.skew_ms = skew;
        }
    }

    fn carry_stick(&mut self, at: usize) -> Result<(), Broken> {
        let stale = self.fault(Fault::StickStale);
        let stick = if stale { self.sticks.first().cloned() } else { self.sticks.last().cloned() };
        let Some(mut bytes) = stick else { return Ok(()) };
        if self.fault(Fault::StickCut) {
            let keep = self.dice.below(bytes.len());
            bytes.truncate(keep);
        }
        self.command(at, Command::StickRead { bytes }, Intent::Other)
    }

    /// A copy of the profile writes something of its own that reaches another device by stick, and is gone again.
    fn clone_writes(&mut self, at: usize) -> Result<(), Broken> {
        let now = self.now;
        let Some(original) = self.devices.get(at) else { return Ok(()) };
        let (rows, person) = (original.rows.clone(), original.person);
        let mut copy = Device::new(person, "copy", &mut self.dice)?;
        copy.rows = rows;
        copy.up()?;
        let spaces = copy.view().map(|view| view.spaces).unwrap_or_default();
        let Some(space) = self.dice.one(&spaces).map(|space| space.id) else { return Ok(()) };
        self.count(Fault::Cloned);
        if let Some(original) = self.devices.get_mut(at) {
            original.spoiled = true;
        }
        let edit = weft_view::PageEdit::Append { title: "Plans".into(), text: "said by a copy".into() };
        for command in
            [Command::Edit { space, edit }, Command::StickWrite { spaces: vec![space], files: true }]
        {
            let (_, input) = copy.next_command(command);
            let mut outputs = copy.handle(input, now)?;
            outputs.extend(copy.commit(now)?);
            for output in outputs {
                if let Output::Reply { outcome: Ok(weft_view::Reply::Stick { bytes, .. }), .. } = output {
                    self.sticks.push(bytes);
                }
            }
        }
        Ok(())
    }

    /// A device goes down; what was on its way to the disk is lost, or `durable` with nobody told.
    pub(super) fn down(&mut self, at: usize, durable: bool) -> Result<(), Broken> {
        let Some(device) = self.devices.get_mut(at).filter(|device| device.replica.is_some()) else {
            return Ok(());
        };
        let view = device.view();
        let joining = view.as_ref().is_some_and(|view| !view.joins.is_empty());
        device.down(durable);
        if joining && !self.calm {
            self.count(Fault::KilledWhileJoining);
        }
        self.note(|| format!("{at} goes down"));
        // Whether what was asked and not answered happened is open, so paper and books part ways.
        let open: Vec<(usize, u64)> = self.pending.keys().filter(|(of, _)| *of == at).copied().collect();
        for intent in open.iter().filter_map(|key| self.pending.remove(key)).collect::<Vec<_>>() {
            intent.unanswered(at, view.as_ref(), &self.devices, &mut self.model);
        }
        let sessions: Vec<u64> =
            self.links.iter().filter(|(_, l)| l.a == at || l.b == at).map(|(s, _)| *s).collect();
        for session in sessions {
            self.part(session)?;
        }
        self.after_about(HOUR, Event::Up(at));
        Ok(())
    }

    pub(super) fn up(&mut self, at: usize) -> Result<(), Broken> {
        if self.devices.get(at).is_some_and(|device| device.replica.is_some() && !device.full) {
            return Ok(());
        }
        self.down(at, false)?;
        let again = self.fault(Fault::DoubleCut);
        let Some(device) = self.devices.get_mut(at) else { return Ok(()) };
        device.up()?;
        self.note(|| format!("{at} is up"));
        self.changed(at)?;
        if again {
            self.down(at, false)?;
        }
        Ok(())
    }
}
