//! What must hold: safety at every step, equality after everything healed.

use crate::{device::Device, model::Model};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::SpaceId;
use weft_view::{DeviceState, MemberState, MemberView, SpaceView, View};

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
        // Whoever was ended, or never let in by an act that counts, finds late words of theirs set aside.
        if device.spoiled || space.read_only.is_some() {
            continue;
        }
        for (word, (of, by)) in &model.words {
            if *of == space.id && *by == at && !words.contains(&word.as_str()) {
                let notes: Vec<&str> = space.notes.iter().map(|note| note.text.as_str()).collect();
                return Err(format!(
                    "{} lost its own acknowledged words {word}; it shows {notes:?}",
                    device.name
                ));
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
            return Err(format!(
                "loan {} shows {} outstanding of {}",
                loan.id.short(),
                loan.outstanding,
                loan.handed_over
            ));
        }
    }
    Ok(())
}

/// The words that stand in a space's notes: from one bracket to the next, since lines that two people begin a note
/// with apart run together.
pub fn words_of(space: &SpaceView) -> Vec<&str> {
    let pieces = space.notes.iter().flat_map(|note| note.text.split('['));
    pieces
        .filter_map(|piece| Some(piece.split_once(']')?.0))
        .filter(|word| word.starts_with("word "))
        .collect()
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
        let mut views: Vec<(usize, View)> = Vec::new();
        for at in members {
            let Some((device, view)) = devices.get(*at).and_then(|device| Some((device, device.view()?)))
            else {
                continue;
            };
            if view.space(space).is_some() {
                views.push((*at, view));
            } else if !device.spoiled {
                return Err(format!("{} lost a whole space", device.name));
            }
        }
        let whole = |at: &usize| devices.get(*at).is_some_and(|d| !d.spoiled) && !model.is_ended(space, *at);
        // Whoever came in through somebody who was ended meanwhile may find that it did not count.
        let stands = |view: &View| view.space(space).is_some_and(|space| space.read_only.is_none());
        let Some((first, known)) = views.iter().find(|(at, view)| whole(at) && stands(view)) else {
            continue;
        };
        let Some(here) = known.space(space) else { continue };
        for (at, view) in &views {
            if stands_in(here, space, view) {
                same(space, (name(devices, *first), known), (name(devices, *at), view))?;
            }
        }
        Reference { here, space, devices, model, views: &views }.check()?;
    }
    Ok(())
}

fn name(devices: &[Device], at: usize) -> &str {
    devices.get(at).map_or("", |device| device.name.as_str())
}

/// Whether the device that shows `view` stands in a space as another shows it.
fn stands_in(here: &SpaceView, space: &SpaceId, view: &View) -> bool {
    let Some(own) = view.space(space) else { return false };
    let mut all = here.people.iter().flat_map(|person| &person.devices);
    all.any(|device| device.device == own.my_device && device.state == DeviceState::Stands)
}

/// A space as a device shows it whose word can be counted on, with what it is compared to.
struct Reference<'a> {
    here: &'a SpaceView,
    space: &'a SpaceId,
    devices: &'a [Device],
    model: &'a Model,
    views: &'a [(usize, View)],
}

impl Reference<'_> {
    fn check(&self) -> Result<(), String> {
        let words: BTreeSet<&str> = words_of(self.here).into_iter().collect();
        for (word, (of, by)) in &self.model.words {
            if of == self.space && self.counts(*by) && !words.contains(word.as_str()) {
                return Err(format!("acknowledged words are missing after everything healed: {word}"));
            }
        }
        for (at, view) in self.views.iter().filter(|(at, _)| !self.is_spoiled_person(*at)) {
            self.person_is_as_modelled(*at, view)?;
        }
        self.money_is_as_modelled()
    }

    /// The person of a device, as the reference shows them.
    fn person(&self, view: &View) -> Option<&MemberView> {
        let own = view.space(self.space)?.my_device;
        self.here.people.iter().find(|person| person.devices.iter().any(|device| device.device == own))
    }

    /// Whether everything that this device was told is done must be there.
    fn counts(&self, at: usize) -> bool {
        let view = self.views.iter().find(|(one, _)| *one == at).map(|(_, view)| view);
        let spoiled = self.devices.get(at).is_none_or(|device| device.spoiled);
        !spoiled
            && view.is_some_and(|view| self.person(view).is_some() && !self.was_missed_for_good(at, view))
    }

    /// Whether the roll missed that this device came in, and whoever let it in cannot say it again.
    ///
    /// What was said under an earlier roll counts within the cut alone; the rest is said again by who said it. Who left,
    /// was switched off, or reads only since a copy wrote beside it says nothing any more, so that whom they let in apart
    /// from the roll has to be invited anew. Whoever can say it has to, or the words are lost: that is what is checked.
    fn was_missed_for_good(&self, at: usize, view: &View) -> bool {
        let Some(own) = view.space(self.space) else { return false };
        let mut all = self.here.people.iter().flat_map(|person| &person.devices);
        let state = all.find(|device| device.device == own.my_device).map(|device| device.state);
        let cannot_say = |by: usize| {
            let spoiled = self.devices.get(by).is_some_and(|device| device.spoiled);
            by != at && (spoiled || self.model.is_ended(self.space, by))
        };
        state == Some(DeviceState::Unlisted) && self.came_by(view, cannot_say)
    }

    /// Whether any device of the same person forked, was put back or lied: what it ended may be undone.
    fn is_spoiled_person(&self, at: usize) -> bool {
        let Some(person) = self.devices.get(at).map(|device| device.person) else { return true };
        self.devices.iter().any(|device| device.person == person && device.spoiled)
    }

    fn person_is_as_modelled(&self, at: usize, view: &View) -> Result<(), String> {
        let Some(person) = self.person(view) else {
            // Then the admission may be late.
            if self.came_by(view, |at| self.model.is_ended(self.space, at)) {
                return Ok(());
            }
            let people = |space: &SpaceView| -> Vec<String> {
                let line = |p: &MemberView| {
                    format!("{} {:?} by {:?}", p.name, p.state, p.let_in_by.map(|by| by.short().to_string()))
                };
                space.people.iter().map(line).collect()
            };
            let own = view.space(self.space).map(|space| people(space)).unwrap_or_default();
            return Err(format!(
                "{} is in space {} no more: {:?}; itself it shows {own:?}",
                name(self.devices, at),
                self.space.short(),
                people(self.here)
            ));
        };
        let is = |ended: &BTreeMap<SpaceId, BTreeSet<usize>>| {
            ended.get(self.space).is_some_and(|devices| devices.contains(&at))
        };
        if is(&self.model.unsure) || self.was_missed_for_good(at, view) {
            return Ok(());
        }
        let left = is(&self.model.left);
        if left != (person.state == MemberState::Left) {
            return Err(format!("{} is shown as {:?}", name(self.devices, at), person.state));
        }
        let state =
            view.space(self.space).and_then(|own| person.devices.iter().find(|d| d.device == own.my_device));
        let off = is(&self.model.off);
        if !left && off != state.is_some_and(|device| device.state == DeviceState::Off) {
            return Err(format!(
                "{} is shown as {:?}",
                name(self.devices, at),
                state.map(|device| device.state)
            ));
        }
        Ok(())
    }

    /// Whether this holds for a device of somebody in the line of those who let this one in.
    fn came_by(&self, view: &View, holds: impl Fn(usize) -> bool) -> bool {
        let Some(own) = view.space(self.space) else { return true };
        let mut next = own.people.iter().find(|person| person.is_me);
        for _ in 0..own.people.len() {
            let Some(person) = next else { return true };
            let theirs = |at: &usize| {
                let endpoint = self.devices.get(*at).map(Device::endpoint);
                person.devices.iter().any(|device| Some(device.endpoint) == endpoint)
            };
            if (0..self.devices.len()).filter(theirs).any(&holds) {
                return true;
            }
            next = person.let_in_by.and_then(|by| own.people.iter().find(|person| person.person == by));
        }
        false
    }

    fn money_is_as_modelled(&self) -> Result<(), String> {
        let members = || self.model.members.get(self.space).into_iter().flatten();
        if members().any(|at| self.is_spoiled_person(*at) || self.model.is_ended(self.space, *at)) {
            return Ok(());
        }
        for (id, paper) in self.model.loans.iter().filter(|(_, loan)| loan.space == *self.space) {
            let Some(loan) = self.here.ledger.loans.iter().find(|loan| loan.id == *id) else {
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
}
