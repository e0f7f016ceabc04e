//! What every device shows of every space, in lines: for whoever looks into a run that failed.

use crate::device::Device;
use std::collections::BTreeMap;
use weft_view::{ProposalView, SpaceView};

/// What each device shows, space by space.
pub fn shown(devices: &[Device]) -> String {
    let mut lines = Vec::new();
    for (at, device) in devices.iter().enumerate() {
        let flags = if device.spoiled { ", spoiled" } else { "" };
        for space in device.view().into_iter().flat_map(|view| view.spaces) {
            lines.push(format!("{at} {}{flags}: {}", device.name, space_line(&space)));
            lines.extend(space.people.iter().map(|person| {
                let devices = person.devices.iter().map(|device| {
                    let at = devices.iter().position(|one| one.endpoint() == device.endpoint);
                    format!("{at:?} {} {:?}", device.device.short(), device.state)
                });
                let devices: Vec<String> = devices.collect();
                let by = person.let_in_by.map(|by| by.short().to_string());
                let id = person.person.short();
                format!("    {id} {} {:?} by {by:?}: {}", person.name, person.state, devices.join("; "))
            }));
            lines.extend(space.roll.proposals.iter().map(proposal_line));
        }
    }
    lines.join("\n")
}

fn space_line(space: &SpaceView) -> String {
    let mut aside: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in &space.set_aside {
        let by = one.person.map(|person| person.short().to_string()).unwrap_or_default();
        aside.entry(&one.why).or_default().push(format!("{by}/{}", one.n));
    }
    let mut refused: BTreeMap<&str, u64> = BTreeMap::new();
    for one in &space.refused {
        *refused.entry(&one.code).or_default() += 1;
    }
    format!(
        "{} {} under roll {} ({}) with {} voices, {} entries, read-only {:?}, forks {:?}, aside {aside:?}, refused {refused:?}",
        space.id.short(),
        space.name,
        space.roll.number,
        space.roll.hash.short(),
        space.roll.voices.len(),
        space.entries,
        space.read_only,
        space.forks.len(),
    )
}

fn proposal_line(proposal: &ProposalView) -> String {
    format!(
        "    proposal {} {:?}: {} yes, {} no of {}, leaves out {}, gives {} voices, takes {}, devices out {}",
        proposal.roll.short(),
        proposal.state,
        proposal.yes.len(),
        proposal.no.len(),
        proposal.voices,
        proposal.leaves_out.len(),
        proposal.gives_voice.len(),
        proposal.takes_voice.len(),
        proposal.devices_out.len(),
    )
}
