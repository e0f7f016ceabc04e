//! Fills the view: what a member sees of each space, from what is stored.

mod gatherings;
mod ledger;
mod pages;

use crate::{beside, home::Home, replica::Replica};
use std::{collections::BTreeMap, sync::Arc};
use weft_ids::{DeviceId, EntryHash, PersonId, text, to_canonical};
use weft_roster::{DeviceState, InvitationState, PersonState};
use weft_space::Tip;
use weft_view::{
    AsideView, DeviceState as DeviceStateView, DeviceView, ForkView, InvitationView, MeView, MemberState,
    MemberView, NearView, RefusedView, SpaceKind, SpaceView, View,
};

pub(crate) use ledger::{MoneySide, money_of};
pub(crate) use pages::{meeting_in_words, rhythm_in_words};

impl Replica {
    /// Makes the newest snapshot, of what is stored.
    pub(crate) fn publish(&mut self) {
        // What my devices tell each other is shown as my devices, and a pair that was given up not at all.
        let shown = |home: &&Home| {
            home.space.roster().kind != weft_roster::SpaceKind::Own && !crate::pairs::is_husk(home)
        };
        let mut spaces: Vec<Arc<SpaceView>> =
            self.spaces.values().filter(shown).map(|home| self.shown(home)).collect();
        spaces.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        self.published = View {
            revision: self.published.revision + 1,
            me: Some(MeView {
                name: self.me.name.clone(),
                device_name: self.me.device_name.clone(),
                endpoint: self.endpoint(),
                read_only: self.read_only.clone(),
            }),
            spaces,
            joins: self.join_views(),
            near: NearView::default(),
            devices: self.my_devices(),
            own: self.own_space(),
            later: self.later_views(),
            door: self.door_view(),
            doors_near: self.doors_near(),
        };
    }

    /// The view of a space, the one shown before where nothing changed.
    fn shown(&self, home: &Home) -> Arc<SpaceView> {
        let view = self.space_view(home);
        match self.published.spaces.iter().find(|old| old.id == view.id) {
            Some(old) if **old == view => Arc::clone(old),
            Some(_) | None => Arc::new(view),
        }
    }

    /// The name to show for a space: a pair's is the other person's, once they came.
    pub(crate) fn space_name(&self, home: &Home) -> String {
        let roster = home.space.roster();
        let me = home.me();
        let pair = roster.kind == weft_roster::SpaceKind::Pair;
        if pair && home.is_copy {
            let both = roster.people_in_order().into_iter().map(|(_, person)| text::shown(&person.name));
            return both.collect::<Vec<_>>().join(" & ");
        }
        let other = roster.people_in_order().into_iter().find(|(id, _)| pair && Some(**id) != me);
        other.map_or_else(|| text::shown(&roster.name), |(_, person)| text::shown(&person.name))
    }

    pub(crate) fn space_view(&self, home: &Home) -> SpaceView {
        let roster = home.space.roster();
        let me = home.me().unwrap_or(PersonId([0; 32]));
        SpaceView {
            id: home.id(),
            kind: kind_of(roster.kind),
            name: self.space_name(home),
            me,
            my_device: home.device(),
            read_only: self.read_only.clone().or_else(|| home.read_only()),
            roll: crate::rolls::roll_view(home),
            people: people(home, &me),
            entries: home.space.kept().len() as u64,
            view_digest: digest(home),
            set_aside: set_aside(home),
            refused: refused(home),
            forks: roster
                .forks
                .iter()
                .map(|fork| ForkView {
                    device: fork.device,
                    person: roster.person_of(&fork.device),
                    n: fork.n,
                })
                .collect(),
            invitations: self.invitations(home),
            crew: pages::crew(home),
            notes: self.notes(home),
            profiles: pages::profiles(home),
            gatherings: self.gatherings(home),
            pages: pages::states(home),
            ledger: ledger::ledger(home, &me),
            beside: beside::view(home, &me),
        }
    }

    fn invitations(&self, home: &Home) -> Vec<InvitationView> {
        let open = home.space.roster().invitations.iter().filter(|(_, i)| i.state == InvitationState::Open);
        open.map(|(id, invitation)| InvitationView {
            invitation: *id,
            name: text::shown(&invitation.name),
            by: invitation.by,
            own_device: invitation.own_device,
            ticket: self.doors.invitations.get(id).map(|row| row.ticket.clone()),
            claims: invitation.claims,
            entrance: crate::entrance::entrance_view(home, invitation),
        })
        .collect()
    }
}

/// A space's kind as members see it.
fn kind_of(kind: weft_roster::SpaceKind) -> SpaceKind {
    match kind {
        weft_roster::SpaceKind::Own => SpaceKind::Own,
        weft_roster::SpaceKind::Pair => SpaceKind::Pair,
        weft_roster::SpaceKind::Congregation => SpaceKind::Congregation,
        weft_roster::SpaceKind::Gathering => SpaceKind::Gathering,
        // The others are founded by later versions; they have a crew's pages and no rules of their own here.
        weft_roster::SpaceKind::Crew | weft_roster::SpaceKind::Pool | weft_roster::SpaceKind::Assembly => {
            SpaceKind::Crew
        }
    }
}

fn people(home: &Home, me: &PersonId) -> Vec<MemberView> {
    let roster = home.space.roster();
    let lacks = Lacks::of(home);
    roster
        .people_in_order()
        .into_iter()
        .map(|(id, person)| {
            let devices: Vec<DeviceView> = roster
                .devices_of(id)
                .map(|(device, known)| DeviceView {
                    device: *device,
                    name: text::shown(&known.name),
                    endpoint: known.endpoint,
                    is_this: *device == home.device(),
                    state: match known.state {
                        DeviceState::Stands => DeviceStateView::Stands,
                        DeviceState::Off => DeviceStateView::Off,
                        DeviceState::Left => DeviceStateView::Left,
                        DeviceState::Forked | DeviceState::Twice => DeviceStateView::Forked,
                        DeviceState::Unlisted => DeviceStateView::Unlisted,
                    },
                    lacks: lacks.all(home, device),
                })
                .collect();
            let standing =
                || roster.devices_of(id).filter(|(_, d)| d.state == DeviceState::Stands).map(|(d, _)| d);
            MemberView {
                person: *id,
                name: text::shown(&person.name),
                is_me: id == me,
                state: match person.state {
                    PersonState::In => MemberState::In,
                    PersonState::Left => MemberState::Left,
                    PersonState::NoDevice => MemberState::NoDevice,
                    PersonState::Unlisted => MemberState::Unlisted,
                    PersonState::WrittenIn => MemberState::WrittenIn,
                },
                let_in_by: person.let_in.first().map(|let_in| let_in.by),
                lacks: standing().map(|d| lacks.all(home, d)).min().unwrap_or(0),
                lacks_mine: standing().map(|d| lacks.mine(home, d)).min().unwrap_or(0),
                devices,
            }
        })
        .collect()
}

/// How many kept entries each device is not known to have stored.
struct Lacks {
    all: BTreeMap<DeviceId, u64>,
    mine: BTreeMap<DeviceId, u64>,
}

impl Lacks {
    fn of(home: &Home) -> Self {
        let (mut all, mut mine) = (BTreeMap::new(), BTreeMap::new());
        let own = home.space.tip_of(&home.device());
        let tips = home.space.tips();
        for (device, row) in &home.has {
            let known: Vec<&Tip> = row.newest.iter().collect();
            let lacking = |tip: &Tip| {
                let has = known.iter().filter(|(d, _, _)| *d == tip.0).map(|(_, n, _)| *n).max().unwrap_or(0);
                tip.1.saturating_sub(has)
            };
            all.insert(*device, tips.iter().map(lacking).sum());
            mine.insert(
                *device,
                own.map_or(0, |(n, hash): (u64, EntryHash)| lacking(&(home.device(), n, hash))),
            );
        }
        Self { all, mine }
    }

    fn all(&self, home: &Home, device: &DeviceId) -> u64 {
        if *device == home.device() || home.is_copy {
            return 0;
        }
        self.all.get(device).copied().unwrap_or_else(|| home.space.kept().len() as u64)
    }

    fn mine(&self, home: &Home, device: &DeviceId) -> u64 {
        if *device == home.device() {
            return 0;
        }
        let own = home.space.tip_of(&home.device()).map_or(0, |(n, _)| n);
        self.mine.get(device).copied().unwrap_or(own)
    }
}

fn set_aside(home: &Home) -> Vec<AsideView> {
    let aside = home.space.history().aside().into_iter().map(|aside| AsideView {
        entry: aside.entry,
        person: Some(aside.person),
        n: aside.n,
        why: aside.reason.to_string(),
    });
    let put_off = home.space.put_offs().iter().map(|(entry, put_off)| AsideView {
        entry: *entry,
        person: home.space.roster().person_of(&put_off.device),
        n: put_off.n,
        why: format!("{}; an update reads it", put_off.why),
    });
    aside.chain(put_off).collect()
}

pub(crate) fn refused(home: &Home) -> Vec<RefusedView> {
    let authority = home.space.roster().refused.iter().map(|act| RefusedView {
        act: act.act,
        person: Some(act.person),
        code: act.refusal.code().to_owned(),
        why: act.refusal.to_string(),
    });
    let money = home.space.state().ledger.refused().map(|act| RefusedView {
        act: act.act,
        person: Some(act.by),
        code: act.code().to_owned(),
        why: act.why.to_string(),
    });
    let malformed = home.space.state().malformed.iter().map(|(act, person, kind)| RefusedView {
        act: *act,
        person: Some(*person),
        code: "malformed".to_owned(),
        why: format!("its bytes are not those of an act of kind {}", kind.0),
    });
    let mut refused: Vec<RefusedView> =
        authority.chain(money).chain(malformed).chain(beside::refused(home)).collect();
    refused.sort_by_key(|one| one.act);
    refused
}

/// The digest of what all members see alike: nothing local, no time, nothing set aside.
fn digest(home: &Home) -> String {
    let roster = home.space.roster();
    let people: Vec<_> = roster
        .people
        .iter()
        .map(|(id, person)| (*id, person.name.clone(), person.state == PersonState::In))
        .collect();
    let devices: Vec<_> =
        roster.devices.iter().map(|(id, d)| (*id, d.person, d.state == DeviceState::Stands)).collect();
    let invitations: Vec<_> =
        roster.invitations.iter().map(|(id, i)| (*id, i.by, i.state == InvitationState::Open)).collect();
    let refused: Vec<_> = refused(home).into_iter().map(|r| (r.act, r.code)).collect();
    // That a device forked is the same for all; which of its forks one has seen is not.
    let forked = home.space.forked();
    let money = ledger::digest_form(home);
    let pages = pages::digest_form(home);
    let besides = beside::digest_form(home);
    let form = (roster.roll, people, devices, invitations, refused, forked, money, pages, besides);
    weft_ids::bytes::to_hex(&weft_ids::bytes::hash_bytes("weft 0 view", &to_canonical(&form)))
}
