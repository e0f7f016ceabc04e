//! The small pieces that samples are built from.

use std::collections::BTreeMap;
use weft_ids::{
    ActId, CivilDate, DeviceId, EndpointId, EntryHash, InvitationId, PersonId, RollHash, SpaceId,
};
use weft_view::{
    Deed, DeviceState, DeviceView, InvitationView, LedgerView, LogLine, MeView, MemberState, MemberView,
    Money, RollView, SpaceKind, SpaceView,
};

pub(super) fn day(year: u16, month: u8, day: u8) -> CivilDate {
    CivilDate::new(year, month, day).expect("the samples' days exist")
}

pub(super) fn person(number: u8) -> PersonId {
    PersonId([number; 32])
}

pub(super) fn device(number: u8) -> DeviceId {
    DeviceId([number; 32])
}

pub(super) fn endpoint(number: u8) -> EndpointId {
    EndpointId([number; 32])
}

pub(super) fn space(number: u8) -> SpaceId {
    SpaceId([number; 32])
}

pub(super) fn act(number: u8) -> ActId {
    ActId([number; 32])
}

/// One of many entries, told apart by the first digits of its name.
pub(super) fn numbered_entry(number: usize) -> EntryHash {
    let mut hash = [0x5e; 32];
    let digits = (number as u32).wrapping_mul(0x9e37_79b1).to_be_bytes();
    hash.iter_mut().zip(digits).for_each(|(byte, digit)| *byte = digit);
    EntryHash(hash)
}

pub(super) fn entry(number: u8) -> EntryHash {
    EntryHash([number; 32])
}

pub(super) fn invitation(number: u8) -> InvitationId {
    InvitationId([number; 32])
}

pub(super) fn me(name: &str, device_name: &str) -> MeView {
    MeView {
        name: name.to_owned(),
        device_name: device_name.to_owned(),
        endpoint: endpoint(1),
        read_only: None,
    }
}

pub(super) fn euro(minor: i64) -> Money {
    Money { unit: "EUR".to_owned(), exponent: 2, minor }
}

pub(super) fn device_view(number: u8, name: &str, is_this: bool) -> DeviceView {
    DeviceView {
        device: device(number),
        name: name.to_owned(),
        endpoint: endpoint(number),
        is_this,
        state: DeviceState::Stands,
        lacks: 0,
    }
}

pub(super) fn member(number: u8, name: &str, device_name: &str, is_me: bool) -> MemberView {
    MemberView {
        person: person(number),
        name: name.to_owned(),
        is_me,
        state: MemberState::In,
        let_in_by: (number != 1).then(|| person(1)),
        devices: vec![device_view(number, device_name, is_me)],
        lacks: 0,
        lacks_mine: 0,
    }
}

pub(super) fn invitation_view(number: u8, name: &str) -> InvitationView {
    InvitationView {
        invitation: invitation(number),
        name: name.to_owned(),
        by: person(1),
        own_device: false,
        claims: None,
        entrance: None,
        ticket: Some(ticket()),
    }
}

/// A proposal by one to go on without others, with the yeses so far and my own word.
pub(super) fn proposal(by: u8, without: &[u8], yes: &[u8], mine: Option<bool>) -> weft_view::ProposalView {
    weft_view::ProposalView {
        roll: RollHash([by; 32]),
        act: weft_ids::ActId([by; 32]),
        by: person(by),
        leaves_out: without.iter().copied().map(person).collect(),
        devices_out: Vec::new(),
        gives_voice: Vec::new(),
        takes_voice: Vec::new(),
        yes: yes.iter().copied().map(person).collect(),
        no: if mine == Some(false) { vec![person(1)] } else { Vec::new() },
        needs: 3,
        voices: 5,
        mine,
        may_say_yes: mine.is_none(),
        may_say_no: mine.is_none(),
        state: weft_view::ProposalState::Open,
    }
}

/// A text as long as a ticket may be.
pub(super) fn ticket() -> String {
    let letters = "abcdefghijklmnopqrstuvwxyz234567".chars().cycle();
    format!("weft:{}", letters.take(320).collect::<String>())
}

pub(super) fn space_view(number: u8, kind: SpaceKind, name: &str) -> SpaceView {
    SpaceView {
        id: space(number),
        kind,
        name: name.to_owned(),
        me: person(1),
        my_device: device(1),
        read_only: None,
        roll: RollView {
            hash: RollHash([number; 32]),
            number: 0,
            voices: vec![person(1)],
            rules: 0,
            proposals: vec![],
            said_twice: vec![],
        },
        people: Vec::new(),
        entries: 41,
        view_digest: "0".repeat(64),
        set_aside: Vec::new(),
        refused: Vec::new(),
        forks: Vec::new(),
        invitations: Vec::new(),
        crew: None,
        notes: Vec::new(),
        profiles: BTreeMap::new(),
        gatherings: Vec::new(),
        pages: Vec::new(),
        beside: weft_view::BesideView::default(),
        ledger: LedgerView::default(),
    }
}

pub(super) fn log_line(index: usize) -> LogLine {
    let number = (index % 5) as u8 + 1;
    let names = ["Ana", "Ben", "Chi", "Dev", "Mara"];
    let deeds = [
        Deed::Wrote(weft_view::PageKind::Note, "Shopping for Sunday".to_owned()),
        Deed::Wrote(weft_view::PageKind::Crew, String::new()),
        Deed::LetIn("Mara".to_owned()),
        Deed::Repaid(euro(4_000)),
    ];
    LogLine {
        entry: numbered_entry(index),
        device: device(number),
        n: index as u64,
        person: Some(person(number)),
        name: names.get(index % 5).copied().unwrap_or("Ana").to_owned(),
        deeds: deeds.get(index % 4).cloned().into_iter().collect(),
        kept: !index.is_multiple_of(17),
        came: Some(super::NOW_MS - index as i64 * 40_000_000),
    }
}
