//! Who there is and who comes into which space, when and by whom; late ones and further devices included.

use super::{Broken, DAY, Device, Event, HOUR, Intent, MINUTE, World};
use crate::faults::Fault;
use weft_ids::SpaceId;
use weft_view::{Command, JoinState, SpaceKind};

impl World {
    /// Makes four to six people with a device each, and up to two further devices of theirs.
    pub(super) fn populate(&mut self) -> Result<(), Broken> {
        let people = 4 + self.dice.below(3);
        for person in 0..people {
            let device = Device::new(person, "laptop", &mut self.dice)?;
            self.devices.push(device);
        }
        for _ in 0..self.dice.below(3) {
            let owner = self.dice.below(people);
            let device = Device::new(owner, "phone", &mut self.dice)?;
            self.devices.push(device);
        }
        // At most two devices are ever cloned, put back or dishonest; what the others say must hold all the same.
        for _ in 0..self.dice.below(3) {
            let rogue = self.dice.below(self.devices.len());
            if let Some(device) = self.devices.get_mut(rogue) {
                device.rogue = true;
            }
        }
        Ok(())
    }

    /// A space was founded: its people come, most at once and some days later.
    pub(super) fn gather(&mut self, founder: usize, space: SpaceId, kind: SpaceKind) {
        let founders = self.person_of(founder);
        for guest in 0..self.devices.len() {
            let person = self.person_of(guest);
            let invited = match kind {
                SpaceKind::Pair => person == founders || person == 2,
                SpaceKind::Own => person == founders,
                SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
                    founder == 0 || person < 4
                }
            };
            if guest == founder || !invited {
                continue;
            }
            let own = person == founders
                || self.devices.get(..guest).is_some_and(|d| d.iter().any(|d| d.person == person));
            let late = own || self.dice.happens(300);
            if late {
                self.after_about(2 * DAY, Event::Come { space, guest });
            } else {
                self.after_about(30 * MINUTE, Event::Come { space, guest });
            }
        }
    }

    /// Invites somebody who is to come and is not in, or waits a little longer where they have a ticket.
    pub(super) fn come(&mut self, space: SpaceId, guest: usize) -> Result<(), Broken> {
        let Some(view) = self.devices.get(guest).and_then(Device::view) else {
            self.after_about(4 * HOUR, Event::Come { space, guest });
            return Ok(());
        };
        if view.space(&space).is_some_and(|space| space.read_only.is_none()) {
            return Ok(());
        }
        self.after_about(8 * HOUR, Event::Come { space, guest });
        // Who left stays away; who was put back or cloned may come anew.
        let ended =
            view.space(&space).is_some() && !self.devices.get(guest).is_some_and(|device| device.spoiled);
        let waits =
            view.joins.iter().any(|join| join.space == space && !matches!(join.state, JoinState::Refused(_)));
        if ended || waits && self.dice.happens(700) {
            return Ok(());
        }
        let person = self.person_of(guest);
        let is_pair = self
            .devices
            .iter()
            .filter_map(Device::view)
            .any(|view| view.space(&space).is_some_and(|space| space.kind == SpaceKind::Pair));
        let own_in = (0..self.devices.len())
            .any(|at| at != guest && self.person_of(at) == person && self.is_in(at, &space));
        let further =
            self.devices.get(..guest).is_some_and(|earlier| earlier.iter().any(|d| d.person == person));
        if further && !own_in {
            return Ok(());
        }
        let hosts: Vec<usize> = (0..self.devices.len())
            .filter(|at| *at != guest && self.is_in(*at, &space))
            .filter(|at| {
                if own_in { self.person_of(*at) == person } else { !is_pair || self.person_of(*at) != person }
            })
            .collect();
        let Some(host) = self.dice.one(&hosts).copied() else { return Ok(()) };
        if waits {
            self.count(Fault::TwoTickets);
        }
        let name = if own_in { "phone".to_owned() } else { format!("P{person}") };
        self.command(host, Command::Invite { space, person: name, own_device: own_in }, Intent::Invite(guest))
    }

    fn person_of(&self, at: usize) -> usize {
        self.devices.get(at).map_or(usize::MAX, |device| device.person)
    }

    fn is_in(&self, at: usize, space: &SpaceId) -> bool {
        let view = self.devices.get(at).and_then(Device::view);
        view.is_some_and(|view| view.space(space).is_some_and(|space| space.read_only.is_none()))
    }
}
