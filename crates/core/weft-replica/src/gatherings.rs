//! Gatherings: calling one, saying whether one comes, and the cards of its wall.

use crate::{
    effects::Effects,
    home::Home,
    pages::refusal,
    replica::{Replica, random},
};
use rand_chacha::ChaCha20Rng;
use weft_ids::{Item, SpaceId, bytes::to_hex, text};
use weft_practice::TimeOfDay;
use weft_space::page::{
    Answer, CardField, Coming, Dates, EditError, GatheringField, Page, PageChange, PageName, Spot, Stage,
};
use weft_view::{
    CardDraft, Coming as ComingView, FourSpace, GatheringCall, GatheringChange, GatheringCommand, Outcome,
    Refusal, Reply, SpotDraft, Stage as StageView,
};

impl Replica {
    /// Carries out what concerns gatherings.
    pub(crate) fn gathering(
        &mut self,
        command: GatheringCommand,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        match command {
            GatheringCommand::Call { space, call } => self.call_gathering(space, &call, rng, effects),
            GatheringCommand::Change { space, gathering, change } => {
                let home = self.writable(&space)?;
                let page = begun(home, &gathering)?;
                let changes = changed(home, &page, &change)?;
                self.put_changes(&space, &changes, effects)?;
                Ok(Reply::Done)
            }
            GatheringCommand::Place { space, gathering, card } => {
                let home = self.writable(&space)?;
                let page = begun(home, &gathering)?;
                let id = drawn(rng);
                let changes = page.set_card(&home.device(), &id, &card_fields(&card)?);
                let changes = changes.map_err(|error| refusal(&error))?;
                self.put_changes(&space, &changes, effects)?;
                Ok(Reply::Made(id))
            }
        }
    }

    fn call_gathering(
        &mut self,
        space: SpaceId,
        call: &GatheringCall,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        let home = self.writable(&space)?;
        if matches!(home.space.roster().kind, weft_roster::SpaceKind::Pair | weft_roster::SpaceKind::Own) {
            return Err(Refusal::new(
                "no_gathering_here",
                "a gathering is called in a congregation or a crew",
            )
            .hint("found one with `weft found congregation NAME`"));
        }
        let id = drawn(rng);
        let name = PageName::gathering(&id);
        let page = home.space.pages().page_to_write(&name).map_err(|error| refusal(&error))?;
        let mut fields = vec![
            GatheringField::Name(call.name.clone()),
            GatheringField::Dates(dates(call.first, call.last, &call.zone)?),
            GatheringField::Stage(stage(call.stage)),
        ];
        if !call.question.trim().is_empty() {
            fields.push(GatheringField::Question(call.question.clone()));
        }
        if !call.place.trim().is_empty() {
            fields.push(GatheringField::Place(call.place.clone()));
        }
        fields.extend(call.ring.map(GatheringField::Ring));
        let changes = page.set_gathering(&home.device(), &fields).map_err(|error| refusal(&error))?;
        self.put_changes(&space, &changes, effects)?;
        Ok(Reply::Made(id))
    }

    /// A space of this device in which it can write.
    fn writable(&self, space: &SpaceId) -> Result<&Home, Refusal> {
        let home = self.home(space)?;
        match home.read_only() {
            Some(why) => Err(Refusal::new("read_only", why).hint("what is here can still be read")),
            None => Ok(home),
        }
    }

    fn put_changes(
        &mut self,
        space: &SpaceId,
        changes: &[PageChange],
        effects: &mut Effects,
    ) -> Result<(), Refusal> {
        if changes.is_empty() {
            return Ok(());
        }
        let items: Vec<Item> = changes.iter().map(PageChange::to_item).collect();
        self.write(space, items, effects).map(|_| ())
    }
}

/// Sixteen hex digits at random.
fn drawn(rng: &mut ChaCha20Rng) -> String {
    to_hex(&random::<8>(rng))
}

/// The page of a gathering that somebody called.
fn begun(home: &Home, id: &str) -> Result<Page, Refusal> {
    home.space.pages().page(&PageName::gathering(id)).cloned().ok_or_else(|| {
        Refusal::new("no_such_gathering", format!("there is no gathering {:?} here", text::shown(id)))
            .hint("`weft gathering show SPACE` lists the gatherings of a space")
    })
}

fn changed(home: &Home, page: &Page, change: &GatheringChange) -> Result<Vec<PageChange>, Refusal> {
    let device = home.device();
    let done = |changes: Result<Vec<PageChange>, EditError>| changes.map_err(|error| refusal(&error));
    let field = |field: GatheringField| done(page.set_gathering(&device, &[field]));
    match change {
        GatheringChange::Name(name) => field(GatheringField::Name(name.clone())),
        GatheringChange::Question(question) => field(GatheringField::Question(question.clone())),
        GatheringChange::Place(place) => field(GatheringField::Place(place.clone())),
        GatheringChange::Dates { first, last, zone } => {
            field(GatheringField::Dates(dates(*first, *last, zone)?))
        }
        GatheringChange::Ring(people) => field(GatheringField::Ring(*people)),
        GatheringChange::Stage(to) => field(GatheringField::Stage(stage(*to))),
        GatheringChange::Come { answer, nights } => {
            let me = home.me().ok_or_else(|| Refusal::new("read_only", "you are not in this space"))?;
            let mut nights = nights.clone();
            if let Some(nights) = &mut nights {
                nights.sort_unstable();
                nights.dedup();
            }
            let answer = match answer {
                ComingView::Yes => Answer::Yes,
                ComingView::No => Answer::No,
                ComingView::Maybe => Answer::Maybe,
            };
            done(page.set_coming(&device, &me, &Coming { answer, nights }))
        }
        GatheringChange::Journal { day, question } => done(page.set_journal(&device, *day, question)),
        GatheringChange::Move { card, to } => {
            known(page, card)?;
            done(page.set_card(&device, card, &[CardField::Spot(spot(to)?)]))
        }
        GatheringChange::Edit { card, title, host, minutes, note } => {
            known(page, card)?;
            let fields = [
                title.clone().map(CardField::Title),
                host.clone().map(CardField::Host),
                minutes.map(CardField::Minutes),
                note.clone().map(CardField::Note),
            ];
            done(page.set_card(&device, card, &fields.into_iter().flatten().collect::<Vec<_>>()))
        }
        GatheringChange::TakeOff { card } => {
            known(page, card)?;
            done(page.take_card_off(&device, card))
        }
        GatheringChange::Keep { card } => {
            known(page, card)?;
            done(page.keep_card(&device, card))
        }
    }
}

/// Only what stands on the wall is moved and changed; a card is placed under an id of its own.
fn known(page: &Page, card: &str) -> Result<(), Refusal> {
    match page.card(card) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(Refusal::new(
            "no_such_card",
            format!("there is no card {:?} on this wall", text::shown(card)),
        )
        .hint("`weft wall show SPACE` lists the cards")),
        Err(fault) => Err(refusal(&EditError::Engine(fault))),
    }
}

fn card_fields(card: &CardDraft) -> Result<Vec<CardField>, Refusal> {
    let mut fields = vec![
        CardField::Spot(spot(&card.spot)?),
        CardField::Title(card.title.clone()),
        CardField::Minutes(card.minutes),
    ];
    if !card.host.trim().is_empty() {
        fields.push(CardField::Host(card.host.clone()));
    }
    if !card.note.trim().is_empty() {
        fields.push(CardField::Note(card.note.clone()));
    }
    Ok(fields)
}

fn spot(draft: &SpotDraft) -> Result<Spot, Refusal> {
    let start = TimeOfDay::parse(&draft.start)
        .map_err(|error| Refusal::new("bad_time", error.to_string()).hint("write it like 10:00"))?;
    let space = match draft.space {
        FourSpace::Solo => weft_practice::FourSpace::Solo,
        FourSpace::Pair => weft_practice::FourSpace::Pair,
        FourSpace::Subgroup => weft_practice::FourSpace::Subgroup,
        FourSpace::Whole => weft_practice::FourSpace::Whole,
    };
    Ok(Spot { day: draft.day, start, space, site: draft.site.trim().to_owned() })
}

fn dates(first: weft_ids::CivilDate, last: weft_ids::CivilDate, zone: &str) -> Result<Dates, Refusal> {
    let zone = zone.trim();
    if !weft_practice::is_zone(zone) {
        return Err(Refusal::new("bad_time", format!("there is no time zone {:?}", text::shown(zone)))
            .hint("write a zone such as Europe/Berlin"));
    }
    Ok(Dates { first, last, zone: zone.to_owned() })
}

fn stage(stage: StageView) -> Stage {
    match stage {
        StageView::Idea => Stage::Idea,
        StageView::Called => Stage::Called,
        StageView::Gathering => Stage::Gathering,
        StageView::Closed => Stage::Closed,
    }
}
