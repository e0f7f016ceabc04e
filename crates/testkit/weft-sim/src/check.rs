//! What must hold: safety at every step, equality after everything healed.

use crate::{device::Device, model::Model};
use std::collections::BTreeSet;
use weft_ids::SpaceId;
use weft_view::{MemberState, SpaceView, View};

/// Checks what one device shows at any moment.
///
/// # Errors
/// The first rule that is broken, in words.
pub fn view_is_sound(at: usize, devices: &[Device], view: &View, model: &Model) -> Result<(), String> {
    let Some(device) = devices.get(at) else { return Ok(()) };
    for space in &view.spaces {
        money_is_sound(space)?;
        let words: Vec<&str> = words_of(space);
        let unique: BTreeSet<&&str> = words.iter().collect();
        if unique.len() != words.len() {
            return Err(format!("{} shows the same words twice in {}", device.name, space.id.short()));
        }
        if tainted(space, devices).contains(&at) {
            continue;
        }
        for (word, (of, by)) in &model.words {
            if *of == space.id && *by == at && !words.contains(&word.as_str()) {
                let notes: Vec<&str> = space.notes.iter().map(|note| note.text.as_str()).collect();
                return Err(format!("{} lost its own acknowledged words {word}; it shows {notes:?}", device.name));
            }
        }
    }
    Ok(())
}

fn money_is_sound(space: &SpaceView) -> Result<(), String> {
    let mut sum = 0;
    for balance in &space.ledger.balances {
        sum += balance.owed.minor - balance.owes.minor;
    }
    if sum != 0 {
        return Err(format!("balances of {} do not sum to zero but to {sum}", space.id.short()));
    }
    for loan in &space.ledger.loans {
        if loan.outstanding.minor < 0 || loan.outstanding.minor > loan.handed_over.minor {
            return Err(format!("loan {} shows {} outstanding of {}", loan.id.short(), loan.outstanding, loan.handed_over));
        }
    }
    Ok(())
}

/// Devices whose words and presence cannot be counted on in a space: those that forked or were put back, and under
/// roll 0 everyone who came in through them (a later roll lists people by name and ends that).
pub fn tainted(here: &SpaceView, devices: &[Device]) -> BTreeSet<usize> {
    let person_of = |device: &Device| {
        let endpoint = device.endpoint();
        here.people.iter().find(|p| p.devices.iter().any(|d| d.endpoint == endpoint)).map(|p| p.person)
    };
    let any = devices.iter().any(|device| device.spoiled);
    let mut people: BTreeSet<_> = devices.iter().filter(|d| d.spoiled).filter_map(person_of).collect();
    loop {
        let through = here.people.iter().filter(|p| p.let_in_by.is_some_and(|by| people.contains(&by)));
        let more: Vec<_> = through.map(|p| p.person).filter(|person| !people.contains(person)).collect();
        if more.is_empty() {
            break;
        }
        people.extend(more);
    }
    let is_tainted = |device: &Device| {
        device.spoiled || person_of(device).map_or(any, |person| people.contains(&person))
    };
    (0..devices.len()).filter(|at| devices.get(*at).is_none_or(is_tainted)).collect()
}

/// The words that stand in a space's notes: from one bracket to the next, since lines that two people begin a note
/// with apart run together.
pub fn words_of(space: &SpaceView) -> Vec<&str> {
    let pieces = space.notes.iter().flat_map(|note| note.text.split('['));
    pieces.filter_map(|piece| Some(piece.split_once(']')?.0)).filter(|word| word.starts_with("word ")).collect()
}

/// Checks that two devices that know themselves level show the same.
///
/// # Errors
/// When they do not.
pub fn same(space: &SpaceId, a: (&str, &View), b: (&str, &View)) -> Result<(), String> {
    let (Some(left), Some(right)) = (a.1.space(space), b.1.space(space)) else { return Ok(()) };
    if left.entries == right.entries && left.view_digest == right.view_digest {
        return Ok(());
    }
    Err(format!(
        "{} and {} differ in {}: {} and {} entries, views {:.8} and {:.8}",
        a.0,
        b.0,
        space.short(),
        left.entries,
        right.entries,
        left.view_digest,
        right.view_digest
    ))
}

/// Checks everything against the model once all is healed and level.
///
/// # Errors
/// The first difference.
pub fn end(devices: &[Device], model: &Model) -> Result<(), String> {
    for (space, members) in &model.members {
        let mut shown: Option<(usize, View)> = None;
        for at in members {
            let Some((device, view)) = devices.get(*at).and_then(|device| Some((device, device.view()?))) else {
                continue;
            };
            let Some(here) = view.space(space) else {
                // A profile that was put back to before it came in has to be invited again.
                if device.spoiled { continue } else { return Err(format!("{} lost a whole space", device.name)) }
            };
            space_is_as_modelled(here, space, devices, model)?;
            match &shown {
                Some((first, known)) => {
                    let first = devices.get(*first).map_or("", |device| device.name.as_str());
                    same(space, (first, known), (&device.name, &view))?;
                }
                None => shown = Some((*at, view)),
            }
        }
    }
    Ok(())
}

fn space_is_as_modelled(here: &SpaceView, space: &SpaceId, devices: &[Device], model: &Model) -> Result<(), String> {
    let words = words_of(here);
    let tainted = tainted(here, devices);
    let spoiled = |at: &usize| tainted.contains(at);
    for (word, (of, by)) in &model.words {
        if of == space && !spoiled(by) && !words.contains(&word.as_str()) {
            return Err(format!("acknowledged words are missing after everything healed: {word}"));
        }
    }
    let left = model.left.get(space);
    for at in model.members.get(space).into_iter().flatten().filter(|at| !spoiled(at)) {
        let endpoint = devices.get(*at).map(Device::endpoint);
        let of = here.people.iter().find(|p| p.devices.iter().any(|d| Some(d.endpoint) == endpoint));
        let expected = if left.is_some_and(|left| left.contains(at)) { MemberState::Left } else { MemberState::In };
        if of.is_none_or(|person| person.state != expected) {
            return Err(format!("person of device {at} should be {expected:?}"));
        }
    }
    if model.members.get(space).into_iter().flatten().any(spoiled) {
        return Ok(());
    }
    for (id, paper) in model.loans.iter().filter(|(_, loan)| loan.space == *space) {
        let Some(loan) = here.ledger.loans.iter().find(|loan| loan.id == *id) else {
            return Err(format!("agreed loan {} is missing", id.short()));
        };
        let kept = (loan.agreed.minor, loan.handed_over.minor, loan.repaid.minor, loan.forgiven.minor);
        let expected = (paper.agreed, paper.handed_over(), paper.repaid(), paper.let_go());
        if kept != expected {
            return Err(format!("loan {} shows {kept:?}; on paper it is {expected:?}", id.short()));
        }
    }
    Ok(())
}
