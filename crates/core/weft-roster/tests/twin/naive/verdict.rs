//! The verdicts on acts in their own past, once more from scratch.

use super::{Naive, Scope, Status, bit};
use std::collections::BTreeSet;
use weft_ids::{DeviceId, EntryHash, InvitationId, PersonId, RollHash};
use weft_roster::{Admit, AuthorityAct, DoorAct, Draft};

impl Naive<'_> {
    pub(super) fn verdict(&self, at: usize, index: usize) -> &'static str {
        let scope = Scope { roll: self.roll_at(at), held: self.with_past(at), first: Some((at, index)) };
        let cut = self.rolls[&scope.roll].cut;
        let status = self.status(scope);
        let (device, person) = (self.device(at), self.person[at].expect("taken"));
        if !status.standing.contains(&device) {
            return "after_the_end";
        }
        // It covers all that the past holds of a device that is not forked there.
        let is_last = |last: Option<EntryHash>, device: DeviceId| {
            let of_device = self.own(self.past[at], device);
            let Some(last) = last else { return of_device == 0 };
            self.find(&last).is_some_and(|last| {
                let beyond = of_device & !cut & !self.with_past(last);
                of_device & bit(last) != 0
                    && (!self.all(beyond).any(|other| self.is_live(other, cut))
                        || self.is_forked(self.past[at], device, cut))
            })
        };
        let own =
            |device: &DeviceId| status.speaks.get(device).is_some_and(|people| people.contains(&person));
        match &self.entries[at].acts[index].act {
            AuthorityAct::Founding(_) => "founded_already",
            AuthorityAct::Invite(invite) => {
                if self.invites(scope, &status, invite.invitation).is_empty() {
                    "counts"
                } else {
                    "invitation_taken"
                }
            }
            AuthorityAct::Revoke(revoke) => self.verdict_revoke(scope, &status, person, revoke.invitation),
            AuthorityAct::Admit(admit) => self.verdict_admit(scope, &status, admit),
            AuthorityAct::Leave(leave) => {
                let named: Vec<DeviceId> = leave.last.iter().map(|known| known.device).collect();
                let all_own = status.speaks.iter().filter(|(_, people)| people.first() == Some(&person));
                match () {
                    () if named.windows(2).any(|pair| pair[0] >= pair[1]) => "last_unknown",
                    () if named.iter().any(|known| *known == device || !own(known)) => "not_own_device",
                    () if leave.last.iter().any(|known| !is_last(known.last, known.device)) => "last_unknown",
                    () if all_own.clone().any(|(known, _)| *known != device && !named.contains(known)) => {
                        "device_left_out"
                    }
                    () => "counts",
                }
            }
            AuthorityAct::SwitchOff(off) => match off.ended.last {
                _ if !own(&off.ended.device) => "not_own_device",
                _ if !status.standing.contains(&off.ended.device) => "ended_already",
                Some(_) if off.ended.device == device => "last_unknown",
                None if off.ended.device == device => "counts",
                last if !is_last(last, off.ended.device) => "last_unknown",
                Some(_) | None => "counts",
            },
            AuthorityAct::Draft(draft) => self.verdict_draft(scope, person, draft),
            AuthorityAct::Yes(yes) => {
                let answer = self.verdict_answer(scope, device, &yes.roll, yes.is_by(&device));
                let bound = |rival: &RollHash| {
                    self.answered(rival, device, true, scope) && !self.is_dead(rival, scope)
                };
                match answer {
                    "counts" if self.rivals(&yes.roll).iter().any(bound) => "said_yes",
                    answer => answer,
                }
            }
            AuthorityAct::No(no) => self.verdict_answer(scope, device, &no.roll, no.is_by(&device)),
            AuthorityAct::Door(door) => self.verdict_door(scope, &status, person, door),
        }
    }

    fn verdict_revoke(
        &self,
        scope: Scope,
        status: &Status,
        person: PersonId,
        invitation: InvitationId,
    ) -> &'static str {
        let invites = self.invites(scope, status, invitation);
        let own = invites.iter().any(|(invited_at, ..)| self.person[*invited_at] == Some(person));
        match () {
            () if invites.is_empty() => "unknown_invitation",
            () if !own => "not_own_invitation",
            () if self.is_used(scope, status, invitation) => "invitation_used",
            () if self.is_revoked(scope, status, invitation, person) => "invitation_revoked",
            () => "counts",
        }
    }

    pub(super) fn verdict_draft(&self, scope: Scope, person: PersonId, draft: &Draft) -> &'static str {
        let follows = &draft.follows;
        match () {
            () if follows.iter().any(|roll| !self.is_carried(roll, scope)) => "unknown_roll",
            () if !follows.iter().any(|roll| self.is_before(&scope.roll, roll)) => "unknown_roll",
            () if !follows.iter().any(|roll| self.rolls[roll].roll.has_voice(&person)) => "no_voice",
            () => self.plan(draft, scope).map_or_else(|rule| rule, |_| "counts"),
        }
    }

    pub(super) fn verdict_answer(
        &self,
        scope: Scope,
        device: DeviceId,
        roll: &RollHash,
        signed: bool,
    ) -> &'static str {
        if !self.rolls.contains_key(roll) || !self.is_drafted(roll, scope) {
            return "unknown_roll";
        }
        let follows = &self.rolls[roll].roll.follows;
        match () {
            () if !follows.iter().any(|followed| self.is_before(&scope.roll, followed)) => "unknown_roll",
            () if !follows.iter().any(|f| self.rolls[f].roll.voice_of(&device).is_some()) => "no_voice",
            () if !signed => "not_by_voice",
            () if self.answered(roll, device, true, scope) => "said_yes",
            () if self.answered(roll, device, false, scope) => "said_no",
            () => "counts",
        }
    }

    pub(super) fn verdict_admit(&self, scope: Scope, status: &Status, admit: &Admit) -> &'static str {
        let said = &admit.joining.statement;
        if admit.joining.check(&weft_ids::SpaceId(self.entries[0].hash.0)).is_err() {
            return "bad_statement";
        }
        if !self.is_before(&said.roll, &scope.roll) {
            return "other_roll";
        }
        let invitation = said.invitation.expect("checked");
        let mut fitting = self.invites(scope, status, invitation);
        fitting.retain(|(at, own, claims)| self.fits(*at, *own, *claims, said.own_device_of));
        let by: BTreeSet<PersonId> =
            fitting.iter().map(|(at, ..)| self.person[*at].expect("valid")).collect();
        let open = |by: &PersonId| !self.is_revoked(scope, status, invitation, *by);
        let in_still = |by: &PersonId| status.people.contains(by) && !status.left.contains(by);
        match () {
            () if fitting.is_empty() => "unknown_invitation",
            () if self.is_used(scope, status, invitation) => "invitation_used",
            () if !by.iter().any(open) => "invitation_revoked",
            () if by.iter().filter(|by| open(by)).all(|by| !in_still(by)) => "inviter_left",
            () if self.has_door()
                && fitting.iter().any(|(_, own, _)| !own)
                && !self.opened(scope, status, invitation) =>
            {
                "door_shut"
            }
            () if fitting.iter().any(|(_, _, claims)| claims.is_some_and(|one| status.has_device(&one))) => {
                "claimed_already"
            }
            () if status.speaks.contains_key(&said.device) => "device_already_in",
            () => "counts",
        }
    }

    pub(super) fn invites(
        &self,
        scope: Scope,
        status: &Status,
        invitation: InvitationId,
    ) -> Vec<(usize, bool, Option<PersonId>)> {
        self.acts(scope)
            .filter(|(at, index, _)| status.counts(*at, *index))
            .filter_map(|(at, _, act)| match act {
                AuthorityAct::Invite(invite) if invite.invitation == invitation => {
                    Some((at, invite.own_device, None))
                }
                AuthorityAct::Door(DoorAct::InviteAs(invite)) if invite.invitation == invitation => {
                    Some((at, false, Some(invite.person)))
                }
                _ => None,
            })
            .collect()
    }

    pub(super) fn is_used(&self, scope: Scope, status: &Status, invitation: InvitationId) -> bool {
        self.acts(scope).filter(|(at, index, _)| status.counts(*at, *index)).any(|(_, _, act)| {
            matches!(act, AuthorityAct::Admit(admit) if admit.joining.statement.invitation == Some(invitation))
        })
    }

    pub(super) fn is_revoked(
        &self,
        scope: Scope,
        status: &Status,
        invitation: InvitationId,
        by: PersonId,
    ) -> bool {
        self.acts(scope).filter(|(at, index, _)| status.counts(*at, *index)).any(|(at, _, act)| {
            self.person[at] == Some(by)
                && matches!(act, AuthorityAct::Revoke(revoke) if revoke.invitation == invitation)
        })
    }
}
