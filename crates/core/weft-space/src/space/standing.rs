//! Why a device does not stand, by the entries that say so.

use super::{Said, Space};
use std::collections::BTreeSet;
use weft_ids::{DeviceId, EntryHash, InvitationId, limits};
use weft_roster::{AuthorityAct, DeviceState};

impl Space {
    /// The entries by which anybody sees that a device does not stand here: what ends it or, where it was let in by
    /// acts that do not count, what ends those who invited it and let it in. Empty for one that stands, or is not known.
    pub fn why_not(&self, device: &DeviceId) -> Vec<EntryHash> {
        let mut why: BTreeSet<EntryHash> = BTreeSet::new();
        let (mut seen, mut next) = (BTreeSet::new(), vec![*device]);
        while let Some(device) = next.pop().filter(|_| seen.len() < limits::DEVICES_MAX) {
            if !seen.insert(device) {
                continue;
            }
            let admissions = self.admissions.get(&device).map(Vec::as_slice).unwrap_or_default();
            match self.roster().devices.get(&device).map(|known| known.state) {
                Some(DeviceState::Stands) => {}
                Some(DeviceState::Off | DeviceState::Left | DeviceState::Forked | DeviceState::Unlisted) => {
                    why.extend(self.endings_of(&device));
                }
                Some(DeviceState::Twice) => why.extend(admissions),
                None => {
                    for hash in admissions {
                        next.extend(self.record(hash).map(|record| record.entry().device));
                        next.extend(self.inviters_in(hash));
                    }
                }
            }
        }
        why.into_iter().collect()
    }

    /// The devices that made the invitations on which the admissions in an entry rest.
    fn inviters_in(&self, admission: &EntryHash) -> Vec<DeviceId> {
        let of_admit = |act: &AuthorityAct| {
            if let AuthorityAct::Admit(admit) = act { admit.joining.statement.invitation } else { None }
        };
        let acts = |hash: &EntryHash| self.said(hash).iter().filter_map(|(_, said)| authority_in(said));
        let used: BTreeSet<InvitationId> = acts(admission).filter_map(of_admit).collect();
        let invites = |act: &AuthorityAct| matches!(act, AuthorityAct::Invite(invite) if used.contains(&invite.invitation));
        let inviting = self.records.iter().filter(|(hash, _)| acts(hash).any(invites));
        inviting.map(|(_, held)| held.record.entry().device).collect()
    }

    /// The entries that say why a device does not stand any more: the leavings and switch-offs that end it, or two
    /// entries of its fork. Empty for one that stands, or is not known.
    fn endings_of(&self, device: &DeviceId) -> Vec<EntryHash> {
        let Some(known) = self.roster().devices.get(device) else { return Vec::new() };
        match known.state {
            DeviceState::Stands | DeviceState::Twice => Vec::new(),
            DeviceState::Unlisted => self.history.unlisted_by(device),
            DeviceState::Forked => {
                let fork = self.roster().forks.iter().find(|fork| fork.device == *device);
                fork.into_iter().flat_map(|fork| fork.entries.iter().copied()).take(2).collect()
            }
            DeviceState::Off | DeviceState::Left => {
                let ends = |act: &AuthorityAct| {
                    matches!(act, AuthorityAct::Leave(_))
                        || matches!(act, AuthorityAct::SwitchOff(off) if off.ended.device == *device)
                };
                let kept = self.kept().in_order().filter(|hash| {
                    self.history.entry(hash).is_some_and(|facts| facts.person == known.person)
                        && self
                            .said(hash)
                            .iter()
                            .any(|(_, said)| matches!(said, Said::Authority(act) if ends(act)))
                });
                kept.take(limits::DEVICES_MAX).copied().collect()
            }
        }
    }
}

fn authority_in(said: &Said) -> Option<&AuthorityAct> {
    if let Said::Authority(act) = said { Some(act) } else { None }
}
