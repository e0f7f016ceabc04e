//! Views made by hand: for tests, for pictures, and for looking at a screen without an engine.

mod beside;
mod build;
mod gathering;
mod look;
mod money;

pub use look::{an_entry, look};

use std::sync::Arc;
use weft_ids::CivilDate;
use weft_view::{
    AsideView, Beat, Clash, Coming, CrewView, ForkView, JoinState, JoinView, MeetingView, NearView, NoteView,
    PageKind, PageState, PeerState, PeerView, ProfileView, RefusedView, SpaceKind, SpaceView, View,
    WaitingFor,
};

/// The day on which the sample is set: a Saturday.
pub fn today() -> CivilDate {
    build::day(2026, 11, 21)
}

pub use gathering::{gathering, gathering_apart, gathering_full};

/// The moment at which the sample is set, in milliseconds since 1970 UTC: 09:12 in Berlin.
pub const NOW_MS: i64 = 1_795_248_720_000;

/// The zone of the sample's reader.
pub const ZONE: &str = "Europe/Berlin";

/// The sample that shows a page best, and the page's own name where it is not Today.
///
/// `apart-gathering-day` is the day of a gathering on which people worked apart, `full-gathering-day` one that is full.
pub fn for_picture(page: &str) -> (View, Option<String>) {
    let friday = build::day(2026, 11, 20);
    let named = |name: &str| Some(name.to_owned());
    match page.split_once('-') {
        Some(("apart", rest)) => (gathering_apart(friday), named(rest)),
        Some(("full", rest)) => (gathering_full(friday), named(rest)),
        // Somebody proposes that another is in no longer.
        Some(("asked", rest)) => (asked(), named(rest)),
        _ if page.starts_with("gathering") => (gathering(friday), named(page)),
        _ => (rich(), Some(page).filter(|page| *page != "today").and_then(named)),
    }
}

/// Nobody yet: the first run.
pub fn first_run() -> View {
    View::default()
}

/// Ana, who has only just given her name.
pub fn empty() -> View {
    View { revision: 1, me: Some(build::me("Ana", "kitchen laptop")), ..View::default() }
}

/// Ana in a crew of five and three pairs, with something in every state.
pub fn rich() -> View {
    let crew = crew();
    let spaces = vec![
        Arc::new(crew),
        Arc::new(money::with_ben()),
        Arc::new(money::with_chi()),
        Arc::new(money::with_dev()),
    ];
    View {
        revision: 7,
        me: Some(build::me("Ana", "kitchen laptop")),
        near: near(&spaces),
        joins: vec![JoinView {
            invitation: build::invitation(9),
            space: build::space(9),
            name: "Harbour Crew".to_owned(),
            state: JoinState::Waiting,
        }],
        spaces,
        ..View::default()
    }
}

/// The rich sample with names and texts as long as they may be.
pub fn long_names() -> View {
    let mut view = rich();
    let long = |text: &str| {
        format!("{text} Bartholomew-Maximilian von und zu Hohenstein-Ried")
            .chars()
            .take(60)
            .collect::<String>()
    };
    let spaces = view.spaces.iter().map(|space| {
        let mut space = SpaceView::clone(space);
        space.name = long(&space.name);
        for member in &mut space.people {
            member.name = long(&member.name);
            for device in &mut member.devices {
                device.name = long(&device.name);
            }
        }
        for invitation in &mut space.invitations {
            invitation.name = long(&invitation.name);
        }
        if let Some(crew) = &mut space.crew {
            crew.intention =
                "To cook together, to mend what breaks, and to finish one thing each month ".repeat(6);
            crew.place = format!("https://example.org/{}", "room".repeat(60));
        }
        for note in &mut space.notes {
            note.title = long(&note.title);
        }
        for ask in &mut space.ledger.asks {
            ask.why = "because the cargo bike’s gearbox broke on the hill and ".repeat(8);
            ask.money.minor = 99_999_999_999_900;
        }
        Arc::new(space)
    });
    view.spaces = spaces.collect();
    for peer in &mut view.near.peers {
        peer.person = long(&peer.person);
        peer.device = long(&peer.device);
    }
    for waiting in &mut view.near.waiting {
        waiting.person = long(&waiting.person);
    }
    if let Some(me) = &mut view.me {
        me.name = long(&me.name);
        me.device_name = long(&me.device_name);
    }
    view
}

/// The rich sample where things went wrong: clashes, forks, what is set aside, only to read, and no network.
pub fn troubled() -> View {
    let mut view = rich();
    let spaces = view.spaces.iter().map(|space| {
        let mut space = SpaceView::clone(space);
        let ben = space.people.get(1).map(|member| member.person);
        if let Some(crew) = &mut space.crew {
            crew.clashes = vec![
                Clash { field: "place".to_owned(), others: vec![(ben, "The workshop".to_owned())] },
                Clash { field: "rhythm".to_owned(), others: vec![(None, "Every Monday, 18:00".to_owned())] },
            ];
            crew.review = Some(build::day(2026, 11, 18));
            crew.next = None;
            space.set_aside = vec![AsideView {
                entry: build::entry(3),
                person: ben,
                n: 12,
                why: "it was written after the device was switched off".to_owned(),
            }];
            space.refused = vec![RefusedView {
                act: build::act(77),
                person: ben,
                code: "not_yours".to_owned(),
                why: "only the lender can let go".to_owned(),
            }];
            space.forks = vec![ForkView { device: build::device(8), person: ben, n: 4 }];
        } else {
            space.read_only = Some("You have left; what was written stays to read.".to_owned());
        }
        Arc::new(space)
    });
    view.spaces = spaces.collect();
    view.near.trouble = Some("No network was found. Switch Wi-Fi on, or connect a cable.".to_owned());
    view.near.peers.iter_mut().for_each(|peer| peer.state = PeerState::NotMet);
    view
}

/// A crew in which Ben proposes to go on without Dev, and Ana is asked.
pub fn asked() -> View {
    let mut view = rich();
    let spaces = view.spaces.iter().map(|space| {
        let mut space = SpaceView::clone(space);
        if space.kind == SpaceKind::Crew {
            space.roll.voices = (1..=5).map(build::person).collect();
            space.roll.proposals =
                vec![build::proposal(2, &[4], &[2, 3], None), build::proposal(4, &[], &[4], Some(false))];
        }
        Arc::new(space)
    });
    view.spaces = spaces.collect();
    view
}

/// A crew of as many people as there may be.
pub fn many_people() -> View {
    let mut view = rich();
    let spaces = view.spaces.iter().map(|space| {
        let mut space = SpaceView::clone(space);
        if space.kind == SpaceKind::Crew {
            for number in 6..=250u8 {
                space.people.push(build::member(number, &format!("Person {number}"), "laptop", false));
            }
        }
        Arc::new(space)
    });
    view.spaces = spaces.collect();
    view
}

fn crew() -> SpaceView {
    let mut space = build::space_view(1, SpaceKind::Crew, "Kiln Crew");
    space.people = vec![
        build::member(1, "Ana", "kitchen laptop", true),
        build::member(2, "Ben", "old ThinkPad", false),
        build::member(3, "Chi", "laptop", false),
        build::member(4, "Dev", "laptop", false),
        build::member(5, "Mara", "desk", false),
    ];
    if let Some(me) = space.people.first_mut() {
        me.devices.push(build::device_view(21, "study", false));
    }
    for (member, lacks) in space.people.iter_mut().zip([0, 0, 2, 0, 2]) {
        member.lacks_mine = lacks;
        member.lacks = lacks;
    }
    space.beside = beside::crew();
    space.invitations = vec![build::invitation_view(1, "Tomás")];
    space.profiles.insert(
        build::person(2),
        ProfileView { about: "I bake, and I mend bicycles".to_owned(), ask_me_about: "sourdough".to_owned() },
    );
    space.crew = Some(CrewView {
        intention: "Cook together, and each finish one thing a month".to_owned(),
        place: "Ben’s kitchen".to_owned(),
        beat: Some(Beat::Fortnightly { from: build::day(2026, 11, 22), time: "19:00".to_owned() }),
        minutes: 90,
        meetings: 6,
        review: Some(build::day(2026, 12, 6)),
        next: Some(MeetingView {
            id: "m1".to_owned(),
            date: build::day(2026, 11, 22),
            time: "19:00".to_owned(),
            zone: ZONE.to_owned(),
            at: 1_795_370_400_000,
            place: "Ben’s kitchen".to_owned(),
            answers: vec![
                (build::person(2), Coming::Yes),
                (build::person(3), Coming::Yes),
                (build::person(4), Coming::Maybe),
            ],
        }),
        clashes: Vec::new(),
    });
    space.notes = vec![
        note("Season letter", "", &[], None),
        note(
            "Shopping for Sunday",
            "Leeks, two kilos\nBread: Ben bakes\nThe good vinegar\nChi brings the big pot",
            &[2, 3, 1],
            Some("Leeks, two kilos\nBread: Ben bakes\nThe good vinegar\nChi brings the big pot\nCandles?"),
        ),
    ];
    let pages = space.notes.iter().map(|note| (PageKind::Note, note.title.clone()));
    space.pages = std::iter::once((PageKind::Crew, String::new()))
        .chain(pages)
        .map(|(kind, key)| PageState { kind, key, changes: 4, closed: None })
        .collect();
    space
}

fn note(title: &str, text: &str, writers: &[u8], draft: Option<&str>) -> NoteView {
    NoteView {
        title: title.to_owned(),
        text: text.to_owned(),
        writers: writers.iter().map(|number| build::person(*number)).collect(),
        draft: weft_view::DraftView { text: draft.unwrap_or(text).to_owned(), heads: vec![[7; 32]] },
        has_draft: draft.is_some(),
    }
}

fn near(spaces: &[Arc<SpaceView>]) -> NearView {
    let crew = spaces.first().map(|space| space.id).unwrap_or(build::space(1));
    let peer = |number: u8, person: &str, device: &str, state: PeerState| PeerView {
        endpoint: build::endpoint(number),
        person: person.to_owned(),
        device: device.to_owned(),
        spaces: vec![crew],
        state,
    };
    let at = || "192.168.8.23:7321".to_owned();
    let waiting = |person: &str, entries| WaitingFor {
        person: person.to_owned(),
        space: crew,
        space_name: "Kiln Crew".to_owned(),
        entries,
    };
    NearView {
        listening: vec!["192.168.8.11:7321".to_owned()],
        networks: vec!["wlan0 192.168.8.0/24".to_owned()],
        announcing: true,
        peers: vec![
            peer(2, "Ben", "old ThinkPad", PeerState::Connected { at: at(), level: true }),
            peer(4, "Dev", "laptop", PeerState::Connected { at: at(), level: false }),
            peer(3, "Chi", "laptop", PeerState::NotMet),
            peer(5, "Mara", "desk", PeerState::Gone),
        ],
        waiting: vec![waiting("Chi", 2), waiting("Mara", 2)],
        trouble: None,
    }
}

/// As many log lines as `count`, for long lists.
pub fn log(count: usize) -> Vec<weft_view::LogLine> {
    (0..count).map(build::log_line).collect()
}
