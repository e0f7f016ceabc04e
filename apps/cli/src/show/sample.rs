//! A hand-made view for tests: Ana's device with a crew and a pair with Ben.

use std::{collections::BTreeMap, sync::Arc};
use weft_ids::{
    ActId, CivilDate, DeviceId, EndpointId, EntryHash, InvitationId, PersonId, RollHash, SpaceId,
};
use weft_view::{
    AsideView, AskKind, AskView, BalanceView, Beat, Coming, CrewView, DeviceState, DeviceView, DraftView,
    FactKind, FactView, InvitationView, LedgerView, LoanState, LoanStep, LoanView, MeView, MeetingView,
    MemberState, MemberView, Money, NearView, NoteView, OfferView, PeerState, PeerView, PlanView,
    RefusedView, RollView, SpaceKind, SpaceView, Standing, View, WaitingFor, WaitingView, Weekday,
};

/// Ana in the crew and in the pair.
pub(crate) const ANA: PersonId = PersonId([0xa1; 32]);
/// Ben in the crew and in the pair.
pub(crate) const BEN: PersonId = PersonId([0xb1; 32]);

/// So many euros.
pub(crate) fn eur(whole: i64) -> Money {
    Money { unit: "EUR".into(), exponent: 2, minor: whole * 100 }
}

/// Ana's device.
pub(crate) fn crew_and_pair() -> View {
    View {
        revision: 1,
        me: Some(MeView {
            name: "Ana".into(),
            device_name: "laptop".into(),
            endpoint: EndpointId([0xaa; 32]),
            read_only: None,
        }),
        spaces: vec![Arc::new(crew()), Arc::new(pair())],
        joins: Vec::new(),
        near: NearView {
            listening: vec!["127.0.0.1:47700".into()],
            peers: vec![PeerView {
                endpoint: EndpointId([0xbb; 32]),
                person: "Ben".into(),
                device: "laptop".into(),
                spaces: vec![SpaceId([0x11; 32])],
                state: PeerState::Connected { at: "127.0.0.1:40000".into(), level: true },
            }],
            waiting: vec![WaitingFor {
                person: "Chi".into(),
                space: SpaceId([0x11; 32]),
                space_name: "Thursday table".into(),
                entries: 2,
            }],
            ..NearView::default()
        },
        ..View::default()
    }
}

fn device(byte: u8, is_this: bool) -> DeviceView {
    DeviceView {
        device: DeviceId([byte; 32]),
        name: "laptop".into(),
        endpoint: EndpointId([byte; 32]),
        is_this,
        state: DeviceState::Stands,
        lacks: 0,
    }
}

fn member(person: PersonId, name: &str, is_me: bool) -> MemberView {
    MemberView {
        person,
        name: name.into(),
        is_me,
        state: MemberState::In,
        let_in_by: (!is_me).then_some(ANA),
        devices: vec![device(if is_me { 0xaa } else { 0xbb }, is_me)],
        lacks: if is_me { 0 } else { 3 },
        lacks_mine: if is_me { 0 } else { 2 },
    }
}

fn space(id: u8, kind: SpaceKind, name: &str) -> SpaceView {
    SpaceView {
        id: SpaceId([id; 32]),
        kind,
        name: name.into(),
        me: ANA,
        my_device: DeviceId([0xaa; 32]),
        read_only: None,
        roll: RollView {
            hash: RollHash([0x22; 32]),
            number: 0,
            voices: vec![ANA],
            rules: 1,
            proposals: vec![],
            said_twice: vec![],
        },
        people: vec![member(ANA, "Ana", true), member(BEN, "Ben", false)],
        entries: 7,
        view_digest: "d".repeat(64),
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

fn crew() -> SpaceView {
    SpaceView {
        set_aside: vec![AsideView {
            entry: EntryHash([0x31; 32]),
            person: Some(BEN),
            n: 9,
            why: "its device is switched off".into(),
        }],
        refused: vec![RefusedView {
            act: ActId([0x32; 32]),
            person: Some(BEN),
            code: "invitation_used".into(),
            why: "the invitation was used before".into(),
        }],
        invitations: vec![InvitationView {
            invitation: InvitationId([0x33; 32]),
            name: "Chi".into(),
            by: ANA,
            own_device: false,
            claims: None,
            entrance: None,
            ticket: Some("weft:abc".into()),
        }],
        crew: Some(CrewView {
            intention: "cook for the street".into(),
            place: "the yard".into(),
            beat: Some(Beat::Weekly { day: Weekday::Thursday, time: "19:00".into() }),
            minutes: 90,
            meetings: 6,
            review: CivilDate::new(2026, 12, 17),
            next: Some(MeetingView {
                id: "m1".into(),
                date: CivilDate::new(2026, 11, 19).expect("a real day"),
                time: "19:00".into(),
                zone: "Europe/Lisbon".into(),
                at: 1_795_000_000_000,
                place: "the yard".into(),
                answers: vec![(ANA, Coming::Yes)],
            }),
            clashes: Vec::new(),
        }),
        notes: vec![NoteView {
            title: "Plans".into(),
            text: "soup\nbread".into(),
            writers: vec![ANA, BEN],
            draft: DraftView::default(),
            has_draft: false,
        }],
        ..space(0x11, SpaceKind::Crew, "Thursday table")
    }
}

fn pair() -> SpaceView {
    SpaceView { ledger: ledger(), ..space(0x12, SpaceKind::Pair, "Ben") }
}

fn ledger() -> LedgerView {
    LedgerView {
        asks: vec![AskView {
            id: ActId([0x41; 32]),
            by: ANA,
            mine: true,
            money: eur(1000),
            agreed: eur(1000),
            kind: AskKind::Loan,
            why: "my car exploded".into(),
            needed_by: None,
            payback: "100 a month".into(),
            on: None,
            standing: Standing::Agreed,
            offers: vec![OfferView {
                id: ActId([0x42; 32]),
                ask: Some(ActId([0x41; 32])),
                by: BEN,
                mine: false,
                money: eur(1000),
                why: "my car exploded".into(),
                on: None,
                standing: Standing::Agreed,
            }],
        }],
        acts: BTreeMap::new(),
        offers: Vec::new(),
        loans: vec![loan()],
        balances: vec![
            BalanceView { person: ANA, owes: eur(750), owed: eur(0) },
            BalanceView { person: BEN, owes: eur(0), owed: eur(750) },
        ],
    }
}

fn loan() -> LoanView {
    LoanView {
        id: ActId([0x43; 32]),
        lender: BEN,
        borrower: ANA,
        i_lend: false,
        i_borrow: true,
        why: "my car exploded".into(),
        agreed: eur(1000),
        handed_over: eur(1000),
        repaid: eur(250),
        forgiven: eur(0),
        outstanding: eur(750),
        excess: None,
        state: LoanState::Open,
        waiting: vec![WaitingView {
            half: ActId([0x44; 32]),
            kind: FactKind::Repayment,
            by: ANA,
            for_me: false,
            money: eur(100),
            on: None,
            differs_from: None,
            note: String::new(),
        }],
        plan: Some(PlanView {
            id: ActId([0x45; 32]),
            by: ANA,
            for_me: false,
            each: Some(eur(100)),
            from: CivilDate::new(2027, 1, 1),
            every_days: 30,
            note: String::new(),
        }),
        proposed_plan: None,
        facts: vec![FactView {
            id: ActId([0x46; 32]),
            kind: FactKind::Repayment,
            by: ANA,
            money: eur(250),
            stated: None,
            on: CivilDate::new(2026, 12, 1),
            reversed: false,
            note: String::new(),
        }],
        steps: vec![LoanStep::Repay, LoanStep::Plan],
    }
}
