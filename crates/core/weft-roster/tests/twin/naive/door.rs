//! The door of a congregation and people who are written in, once more from scratch.

use super::{End, Naive, Scope, Status};
use std::collections::BTreeSet;
use weft_ids::{InvitationId, PersonId};
use weft_roster::{AuthorityAct, DoorAct, Open, SpaceKind};

impl Naive<'_> {
    /// Whether newcomers pass vouches and a host's door.
    pub(super) fn has_door(&self) -> bool {
        let AuthorityAct::Founding(founding) = &self.entries[0].acts[0].act else { panic!("a founding") };
        founding.kind == SpaceKind::Congregation
    }

    /// Whether all the vouches that a door names count and were said before it.
    pub(super) fn is_vouched(
        &self,
        scope: Scope,
        status: &Status,
        ends: &[End],
        (at, index): (usize, usize),
        open: &Open,
    ) -> bool {
        let before = Scope { held: scope.held & self.with_past(at), first: Some((at, index)), ..scope };
        open.vouches.iter().all(|vouch| {
            self.acts(before).any(|(said_at, place, act)| {
                let said_now = self.roll_at(said_at) == scope.roll && self.may_speak(status, ends, said_at);
                matches!(act, AuthorityAct::Door(DoorAct::Vouch(_)))
                    && self.entries[said_at].act(place) == *vouch
                    && (status.settled.contains(&(said_at, place)) || said_now)
            })
        })
    }

    /// Whether somebody was written in by words that count, or before the roll.
    pub(super) fn is_written(&self, scope: Scope, status: &Status, ends: &[End], person: &PersonId) -> bool {
        self.rolls[&scope.roll].written.contains_key(person)
            || self.acts(scope).any(|(at, _, act)| match act {
                AuthorityAct::Door(DoorAct::WriteIn(act)) => {
                    act.person(&self.space()) == *person
                        && self.roll_at(at) == scope.roll
                        && self.may_speak(status, ends, at)
                }
                _ => false,
            })
    }

    pub(super) fn fits(
        &self,
        invited_at: usize,
        own_device: bool,
        claims: Option<PersonId>,
        own_device_of: Option<PersonId>,
    ) -> bool {
        if own_device { own_device_of == self.person[invited_at] } else { own_device_of == claims }
    }

    pub(super) fn verdict_door(
        &self,
        scope: Scope,
        status: &Status,
        person: PersonId,
        door: &DoorAct,
    ) -> &'static str {
        let has_door = self.has_door();
        let counted = || self.acts(scope).filter(|(at, index, _)| status.counts(*at, *index));
        match door {
            DoorAct::Vouch(vouch) => {
                let again = counted().any(|(at, _, act)| {
                    self.person[at] == Some(person)
                        && matches!(act, AuthorityAct::Door(DoorAct::Vouch(other)) if other.invitation == vouch.invitation)
                });
                match self.about(scope, status, vouch.invitation) {
                    _ if !has_door => "no_hosts_door",
                    Some(rule) => rule,
                    None if again => "vouched_already",
                    None => "counts",
                }
            }
            DoorAct::Open(open) => self.verdict_open(scope, status, person, open),
            DoorAct::WriteIn(act) if status.people.contains(&act.person(&self.space())) => {
                "written_in_already"
            }
            DoorAct::WriteIn(_) => "counts",
            DoorAct::InviteAs(invite) => match status.written.get(&invite.person) {
                _ if !self.invites(scope, status, invite.invitation).is_empty() => "invitation_taken",
                None => "not_written_in",
                Some(by) if !by.contains(&person) => "not_by_writer",
                Some(_) if status.has_device(&invite.person) => "claimed_already",
                Some(_) => "counts",
            },
        }
    }

    fn verdict_open(&self, scope: Scope, status: &Status, person: PersonId, open: &Open) -> &'static str {
        let counted = || self.acts(scope).filter(|(at, index, _)| status.counts(*at, *index));
        let again = counted().any(|(_, _, act)| {
            matches!(act, AuthorityAct::Door(DoorAct::Open(other)) if other.invitation == open.invitation)
        });
        let by: Vec<Option<PersonId>> = open
            .vouches
            .iter()
            .map(|vouch| {
                let said = counted().find(|(at, index, act)| {
                    self.entries[*at].act(*index) == *vouch
                        && matches!(act, AuthorityAct::Door(DoorAct::Vouch(of)) if of.invitation == open.invitation)
                });
                said.and_then(|(at, ..)| self.person[at])
            })
            .collect();
        let people: BTreeSet<_> = by.iter().flatten().collect();
        let standing: BTreeSet<_> =
            status.standing.iter().filter_map(|device| status.speaks[device].first()).collect();
        let here = standing.iter().filter(|person| !status.left.contains(person)).count();
        let sorted = open.vouches.windows(2).all(|pair| pair[0] < pair[1]);
        match self.about(scope, status, open.invitation) {
            _ if !self.has_door() => "no_hosts_door",
            _ if !self.rolls[&scope.roll].roll.has_voice(&person) => "not_host",
            Some(rule) => rule,
            None if again => "opened_already",
            None if !sorted || by.contains(&None) => "unknown_vouch",
            None if people.len() < here.min(2) => "needs_vouches",
            None => "counts",
        }
    }

    /// Why an act about an invitation to a person breaks a rule, where it does.
    fn about(&self, scope: Scope, status: &Status, invitation: InvitationId) -> Option<&'static str> {
        let invites = self.invites(scope, status, invitation);
        let people: Vec<_> = invites.iter().filter(|(_, own, _)| !own).collect();
        let back = |at: usize| self.is_revoked(scope, status, invitation, self.person[at].expect("valid"));
        match () {
            () if people.is_empty() => Some("unknown_invitation"),
            () if self.is_used(scope, status, invitation) => Some("invitation_used"),
            () if people.iter().all(|(at, ..)| back(*at)) => Some("invitation_revoked"),
            () => None,
        }
    }

    /// Whether a host's door that counts is in scope.
    pub(super) fn opened(&self, scope: Scope, status: &Status, invitation: InvitationId) -> bool {
        self.acts(scope).filter(|(at, index, _)| status.counts(*at, *index)).any(|(_, _, act)| {
            matches!(act, AuthorityAct::Door(DoorAct::Open(open)) if open.invitation == invitation)
        })
    }
}
