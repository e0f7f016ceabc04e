//! The verdict on an act of authority, in the past of the entry that says it: it is the same everywhere and for ever.

use super::{
    History,
    authority::{Authority, Invited},
    chains::Clock,
};
use crate::{
    RULES_VERSION,
    acts::{Admit, AuthorityAct, Invite, LastKnown, Leave, Revoke, SwitchOff},
    draft::Draft,
    roster::{DeviceState, Refusal},
};
use weft_ids::{DeviceId, InvitationId, PersonId, RollHash, limits, text::check_name};

/// Says whether `device` may say `act`, given what its past amounts to.
pub(super) fn judge(
    history: &History,
    authority: &Authority,
    device: &DeviceId,
    act: &AuthorityAct,
    past: &Clock,
) -> Result<(), Refusal> {
    let person = match authority.devices.get(device) {
        Some(known) if known.state == DeviceState::Stands => known.person,
        Some(_) | None => return Err(Refusal::AfterTheEnd),
    };
    let known = |last: &LastKnown| is_known(history, authority, past, last);
    match act {
        AuthorityAct::Founding(_) => Err(Refusal::FoundedAlready),
        AuthorityAct::Invite(invite) => judge_invite(authority, invite),
        AuthorityAct::Revoke(revoke) => judge_revoke(authority, &person, revoke),
        AuthorityAct::Admit(admit) => judge_admit(history, authority, admit),
        AuthorityAct::Leave(leave) => judge_leave(authority, device, &person, leave, known),
        AuthorityAct::SwitchOff(off) => judge_switch_off(authority, device, &person, off, known),
        AuthorityAct::Draft(draft) => judge_draft(history, authority, &person, draft, past),
        AuthorityAct::Yes(yes) => {
            judge_answer(history, authority, device, &yes.roll, yes.is_by(device), past)?;
            judge_yes(history, device, &yes.roll, past)
        }
        AuthorityAct::Door(act) => super::door::judge(history, authority, &person, act),
        AuthorityAct::No(no) => judge_answer(history, authority, device, &no.roll, no.is_by(device), past),
    }
}

/// A draft is by somebody who has a voice, and fits the rolls that it follows.
fn judge_draft(
    history: &History,
    authority: &Authority,
    person: &PersonId,
    draft: &Draft,
    past: &Clock,
) -> Result<(), Refusal> {
    if draft.rules != RULES_VERSION {
        return Err(Refusal::UnknownRules(draft.rules));
    }
    let followed = || draft.follows.iter().filter_map(|hash| Some((hash, history.rolls.get(hash)?)));
    let carried = draft.follows.iter().all(|hash| history.rolls.is_carried(hash, past));
    if !carried || !followed().any(|(hash, _)| history.rolls.is_before(&authority.roll, hash)) {
        return Err(Refusal::UnknownDraft);
    }
    if !followed().any(|(_, known)| known.roll.has_voice(person)) {
        return Err(Refusal::NoVoice);
    }
    history.plan_roll(draft, past).map(|_| ())
}

/// An answer is by the device that speaks a voice of a roll that the one answered follows; the first is for good.
fn judge_answer(
    history: &History,
    authority: &Authority,
    device: &DeviceId,
    roll: &RollHash,
    signed: bool,
    past: &Clock,
) -> Result<(), Refusal> {
    let known =
        history.rolls.get(roll).filter(|known| known.is_drafted(past)).ok_or(Refusal::UnknownDraft)?;
    let follows = &known.roll.follows;
    if !follows.iter().any(|followed| history.rolls.is_before(&authority.roll, followed)) {
        return Err(Refusal::UnknownDraft);
    }
    let mut followed = follows.iter().filter_map(|followed| history.rolls.get(followed));
    if !followed.any(|followed| followed.roll.voice_of(device).is_some()) {
        return Err(Refusal::NoVoice);
    }
    if !signed {
        return Err(Refusal::NotByVoice);
    }
    if known.has_yes(device, past) {
        return Err(Refusal::SaidYes);
    }
    if known.has_no(device, past) { Err(Refusal::SaidNo) } else { Ok(()) }
}

/// A voice says yes to one roll, and to another only when the first cannot be carried any more.
fn judge_yes(history: &History, device: &DeviceId, roll: &RollHash, past: &Clock) -> Result<(), Refusal> {
    let mut rivals = history.rolls.rivals(roll);
    let bound = rivals.any(|(hash, rival)| rival.has_yes(device, past) && !history.rolls.is_dead(hash, past));
    if bound { Err(Refusal::SaidYes) } else { Ok(()) }
}

fn judge_invite(authority: &Authority, invite: &Invite) -> Result<(), Refusal> {
    judge_new_invitation(authority, &invite.invitation, &invite.name)
}

/// Whether an invitation may be made with this key and this name on it.
pub(super) fn judge_new_invitation(
    authority: &Authority,
    invitation: &InvitationId,
    on_it: &str,
) -> Result<(), Refusal> {
    if !check_name(on_it).is_ok_and(|name| name == on_it) {
        return Err(Refusal::BadName);
    }
    if !invitation.is_sound() {
        return Err(Refusal::WeakKey);
    }
    if authority.invited.contains_key(invitation) {
        return Err(Refusal::InvitationTaken);
    }
    let open = authority
        .invited
        .iter()
        .filter(|(id, invited)| {
            !authority.used.contains_key(id) && invited.iter().any(|one| !one.is_revoked())
        })
        .count();
    if open >= limits::INVITATIONS_MAX { Err(Refusal::TooManyInvitations) } else { Ok(()) }
}

fn judge_revoke(authority: &Authority, person: &PersonId, revoke: &Revoke) -> Result<(), Refusal> {
    let invited = authority.invited.get(&revoke.invitation).ok_or(Refusal::UnknownInvitation)?;
    let own: Vec<&Invited> = invited.iter().filter(|invited| invited.by == *person).collect();
    if own.is_empty() {
        return Err(Refusal::NotOwnInvitation);
    }
    if authority.used.contains_key(&revoke.invitation) {
        return Err(Refusal::InvitationUsed);
    }
    if own.iter().all(|invited| invited.is_revoked()) { Err(Refusal::InvitationRevoked) } else { Ok(()) }
}

fn judge_admit(history: &History, authority: &Authority, admit: &Admit) -> Result<(), Refusal> {
    let said = &admit.joining.statement;
    admit.joining.check(&history.space).map_err(Refusal::BadStatement)?;
    if !history.rolls.is_before(&said.roll, &authority.roll) {
        return Err(Refusal::OtherRoll);
    }
    let invitation = said.invitation.ok_or(Refusal::UnknownInvitation)?;
    judge_invitation(history, authority, &invitation, said.own_device_of)?;
    if authority.devices.contains_key(&said.device) {
        return Err(Refusal::DeviceAlreadyIn);
    }
    let people = authority.people.values().filter(|person| person.state.is_in()).count();
    if said.own_device_of.is_none() && people >= limits::PEOPLE_MAX {
        return Err(Refusal::SpaceFull);
    }
    let devices = authority.devices.values().filter(|device| device.state == DeviceState::Stands).count();
    if devices >= limits::DEVICES_MAX { Err(Refusal::TooManyDevices) } else { Ok(()) }
}

/// Whether somebody may come in by this invitation.
fn judge_invitation(
    history: &History,
    authority: &Authority,
    invitation: &InvitationId,
    own_device_of: Option<PersonId>,
) -> Result<(), Refusal> {
    let invited = authority.invited.get(invitation).map(Vec::as_slice).unwrap_or_default();
    let fitting: Vec<&Invited> = invited.iter().filter(|invited| invited.fits(own_device_of)).collect();
    if fitting.is_empty() {
        return Err(Refusal::UnknownInvitation);
    }
    if authority.used.contains_key(invitation) {
        return Err(Refusal::InvitationUsed);
    }
    let open: Vec<&&Invited> = fitting.iter().filter(|invited| !invited.is_revoked()).collect();
    if open.is_empty() {
        return Err(Refusal::InvitationRevoked);
    }
    let in_still =
        |person: &PersonId| authority.people.get(person).is_some_and(|person| person.state.is_in());
    if !open.iter().any(|invited| in_still(&invited.by)) {
        return Err(Refusal::InviterLeft);
    }
    super::door::judge_entrance(history, authority, invitation, &fitting)
}

fn judge_leave(
    authority: &Authority,
    device: &DeviceId,
    person: &PersonId,
    leave: &Leave,
    known: impl Fn(&LastKnown) -> bool,
) -> Result<(), Refusal> {
    if !leave.last.windows(2).all(|pair| matches!(pair, [a, b] if a.device < b.device)) {
        return Err(Refusal::LastUnknown);
    }
    for last in &leave.last {
        if last.device == *device || !authority.speaks(&last.device, person) {
            return Err(Refusal::NotOwnDevice);
        }
        if !known(last) {
            return Err(Refusal::LastUnknown);
        }
    }
    let left_out = authority.devices.iter().any(|(id, own)| {
        own.person == *person && id != device && !leave.last.iter().any(|last| last.device == *id)
    });
    if left_out { Err(Refusal::DeviceLeftOut) } else { Ok(()) }
}

fn judge_switch_off(
    authority: &Authority,
    device: &DeviceId,
    person: &PersonId,
    off: &SwitchOff,
    known: impl Fn(&LastKnown) -> bool,
) -> Result<(), Refusal> {
    let ended = &off.ended;
    if !authority.speaks(&ended.device, person) {
        return Err(Refusal::NotOwnDevice);
    }
    if !authority.stands(&ended.device) {
        return Err(Refusal::EndedAlready);
    }
    let fits = if ended.device == *device { ended.last.is_none() } else { known(ended) };
    if fits { Ok(()) } else { Err(Refusal::LastUnknown) }
}

/// Whether a last entry covers all that the past holds of its device beyond what is settled, of one that is not forked there.
///
/// Else a person could take back, by an act of their own, what others built on and this act itself builds on.
fn is_known(history: &History, authority: &Authority, past: &Clock, known: &LastKnown) -> bool {
    let mut of_device = history.chains.branches_of(&known.device).map(|(id, _)| (id, past.get(id)));
    let Some(last) = &known.last else { return of_device.all(|(_, newest)| newest == 0) };
    let cut = history.rolls.cut(&authority.roll);
    let goes_on = |(id, newest): &(u32, u32)| {
        *newest > cut.get(*id) && history.chains.is_live(*id, u64::from(*newest), cut)
    };
    history.held.get(last).is_some_and(|held| {
        held.device == known.device
            && past.covers(held.branch, held.n)
            && (authority.is_forked(&known.device)
                || of_device.filter(goes_on).all(|(id, newest)| held.clock.get(id) >= newest))
    })
}
