//! Gatherings: calling one, who comes, and its wall.

use crate::{
    answer::{Answer, Failure},
    args::{
        AddArgs, CallArgs, CardArgs, ComeArgs, EditArgs, GatheringSetArgs, GatheringVerb, MoveArgs, WallVerb,
        WhichArg,
    },
    open::{call, unexpected},
    show, zone,
};
use std::sync::Arc;
use weft_engine::Engine;
use weft_ids::SpaceId;
use weft_view::{
    CardDraft, CardView, Command, GatheringCall, GatheringChange, GatheringCommand, GatheringView, Reply,
    SpaceView, SpotDraft, Stage, gathering::find, resolve,
};

/// `weft gathering`.
pub(super) fn gathering(engine: &Engine, verb: &GatheringVerb) -> Result<Answer, Failure> {
    match verb {
        GatheringVerb::Call(args) => call_one(engine, args),
        GatheringVerb::Show(args) => {
            let view = engine.view();
            let space = resolve::space(&view, &args.space)?;
            match (&args.gathering, space.gatherings.as_slice()) {
                (None, [_, _, ..] | []) => Ok(show::gathering::list(space)),
                (typed, _) => {
                    Ok(show::gathering::gathering(space, find::gathering(space, typed.as_deref())?))
                }
            }
        }
        GatheringVerb::Set(args) => set(engine, args),
        GatheringVerb::Come(args) => come(engine, args),
        GatheringVerb::Stage { space, stage, which } => {
            let at = At::find(engine, space, which)?;
            at.change(engine, GatheringChange::Stage(stage.stage()))?;
            at.shown(engine)
        }
        GatheringVerb::Journal { space, day, question, which } => {
            let at = At::find(engine, space, which)?;
            at.change(engine, GatheringChange::Journal { day: *day, question: question.clone() })?;
            at.shown(engine)
        }
    }
}

/// `weft wall`.
pub(super) fn wall(engine: &Engine, verb: &WallVerb) -> Result<Answer, Failure> {
    match verb {
        WallVerb::Show { space, day, which } => {
            let view = engine.view();
            let space = resolve::space(&view, space)?;
            let gathering = find::gathering(space, which.gathering.as_deref())?;
            Ok(show::wall::wall(space, gathering, *day))
        }
        WallVerb::Add(args) => add(engine, args),
        WallVerb::Move(args) => move_card(engine, args),
        WallVerb::Edit(args) => edit(engine, args),
        WallVerb::Remove(args) => {
            let (at, card) = card_at(engine, args)?;
            at.change(engine, GatheringChange::TakeOff { card: card.id.clone() })?;
            at.card(engine, &card.id)
        }
        WallVerb::Keep(args) => {
            let (at, card) = card_at(engine, args)?;
            at.change(engine, GatheringChange::Keep { card: card.id.clone() })?;
            at.card(engine, &card.id)
        }
    }
}

/// A gathering and where it is.
struct At {
    space: Arc<SpaceView>,
    gathering: GatheringView,
}

impl At {
    fn find(engine: &Engine, space: &str, which: &WhichArg) -> Result<Self, Failure> {
        let view = engine.view();
        let space = Arc::clone(resolve::space(&view, space)?);
        let gathering = find::gathering(&space, which.gathering.as_deref())?.clone();
        Ok(Self { space, gathering })
    }

    fn change(&self, engine: &Engine, change: GatheringChange) -> Result<(), Failure> {
        let gathering = self.gathering.id.clone();
        let command = GatheringCommand::Change { space: self.space.id, gathering, change };
        call(engine, Command::Gathering(command)).map(|_| ())
    }

    /// The gathering as it stands after a change.
    fn shown(&self, engine: &Engine) -> Result<Answer, Failure> {
        shown(engine, &self.space.id, &self.gathering.id)
    }

    /// A card as it stands after a change.
    fn card(&self, engine: &Engine, card: &str) -> Result<Answer, Failure> {
        let view = engine.view();
        let space = view.space(&self.space.id).ok_or_else(gone)?;
        let gathering = find::gathering(space, Some(&self.gathering.id))?;
        let card = gathering.card(card).ok_or_else(gone)?;
        Ok(show::wall::card(space, gathering, card))
    }
}

fn gone() -> Failure {
    Failure::new("no_such_gathering", "the gathering is not here any more")
}

fn shown(engine: &Engine, space: &SpaceId, gathering: &str) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = view.space(space).ok_or_else(gone)?;
    Ok(show::gathering::gathering(space, find::gathering(space, Some(gathering))?))
}

fn made(engine: &Engine, command: GatheringCommand) -> Result<String, Failure> {
    match call(engine, Command::Gathering(command))? {
        Reply::Made(id) => Ok(id),
        other => Err(unexpected(&other)),
    }
}

fn call_one(engine: &Engine, args: &CallArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?.id;
    let call = GatheringCall {
        name: args.name.clone(),
        question: args.question.clone(),
        first: args.from,
        last: args.to,
        zone: args.zone.clone().map_or_else(zone::local, Ok)?,
        place: args.place.clone(),
        ring: args.ring,
        stage: if args.idea { Stage::Idea } else { Stage::Called },
    };
    let id = made(engine, GatheringCommand::Call { space, call })?;
    shown(engine, &space, &id)
}

fn set(engine: &Engine, args: &GatheringSetArgs) -> Result<Answer, Failure> {
    let at = At::find(engine, &args.space, &args.which)?;
    let mut changes = Vec::new();
    changes.extend(args.name.clone().map(GatheringChange::Name));
    changes.extend(args.question.clone().map(GatheringChange::Question));
    changes.extend(args.place.clone().map(GatheringChange::Place));
    changes.extend(args.ring.map(GatheringChange::Ring));
    if args.from.is_some() || args.to.is_some() || args.zone.is_some() {
        let known = at.gathering.dates.as_ref();
        let first = args.from.or(known.map(|dates| dates.first));
        let last = args.to.or(known.map(|dates| dates.last));
        let zone = args.zone.clone().or(known.map(|dates| dates.zone.clone()));
        let (Some(first), Some(last)) = (first, last) else {
            return Err(Failure::new("no_such_day", "it does not say from when to when")
                .hint("say both, --from and --to"));
        };
        let zone = zone.map_or_else(zone::local, Ok)?;
        changes.push(GatheringChange::Dates { first, last, zone });
    }
    for change in changes {
        at.change(engine, change)?;
    }
    at.shown(engine)
}

fn come(engine: &Engine, args: &ComeArgs) -> Result<Answer, Failure> {
    let at = At::find(engine, &args.space, &args.which)?;
    let nights = (args.by_day || !args.night.is_empty()).then(|| args.night.clone());
    at.change(engine, GatheringChange::Come { answer: args.answer.coming(), nights })?;
    at.shown(engine)
}

fn add(engine: &Engine, args: &AddArgs) -> Result<Answer, Failure> {
    let at = At::find(engine, &args.space, &args.which)?;
    let spot = SpotDraft {
        day: args.day,
        start: args.at.clone(),
        space: args.four.space(),
        site: args.place.clone(),
    };
    let card = CardDraft {
        title: args.title.clone(),
        host: args.host.clone(),
        minutes: args.minutes,
        note: args.note.clone(),
        spot,
    };
    let gathering = at.gathering.id.clone();
    let id = made(engine, GatheringCommand::Place { space: at.space.id, gathering, card })?;
    at.card(engine, &id)
}

fn card_at(engine: &Engine, args: &CardArgs) -> Result<(At, CardView), Failure> {
    let at = At::find(engine, &args.space, &args.which)?;
    let card = find::card(&at.gathering, &args.card)?.clone();
    Ok((at, card))
}

fn move_card(engine: &Engine, args: &MoveArgs) -> Result<Answer, Failure> {
    let at = At::find(engine, &args.space, &args.which)?;
    let card = find::card(&at.gathering, &args.card)?;
    let known = card.spot.as_ref();
    let day = args.day.or(known.map(|spot| spot.day));
    let start = args.at.clone().or(known.map(|spot| spot.start.clone()));
    let space = args.four.map(|four| four.space()).or(known.map(|spot| spot.space));
    let site = args.place.clone().or(known.map(|spot| spot.site.clone())).unwrap_or_default();
    let (Some(day), Some(start), Some(space)) = (day, start, space) else {
        return Err(Failure::new("no_such_day", "the card has no place yet, and it does not say all of one")
            .hint("say --day, --at and --in"));
    };
    let to = SpotDraft { day, start, space, site };
    at.change(engine, GatheringChange::Move { card: card.id.clone(), to })?;
    at.card(engine, &card.id)
}

fn edit(engine: &Engine, args: &EditArgs) -> Result<Answer, Failure> {
    let at = At::find(engine, &args.space, &args.which)?;
    let card = find::card(&at.gathering, &args.card)?;
    let change = GatheringChange::Edit {
        card: card.id.clone(),
        title: args.title.clone(),
        host: args.host.clone(),
        minutes: args.minutes,
        note: args.note.clone(),
    };
    at.change(engine, change)?;
    at.card(engine, &card.id)
}

/// What a verb of gatherings does, as it fits after *could not*.
pub(super) fn doing(verb: &GatheringVerb) -> &'static str {
    match verb {
        GatheringVerb::Call(_) => "call it",
        GatheringVerb::Show(_) => "show it",
        GatheringVerb::Set(_) | GatheringVerb::Stage { .. } | GatheringVerb::Journal { .. } => "set it",
        GatheringVerb::Come(_) => "answer",
    }
}

/// What a verb of the wall does, as it fits after *could not*.
pub(super) fn doing_wall(verb: &WallVerb) -> &'static str {
    match verb {
        WallVerb::Show { .. } => "show the wall",
        WallVerb::Add(_) => "place the card",
        WallVerb::Move(_) => "move the card",
        WallVerb::Edit(_) => "change the card",
        WallVerb::Remove(_) => "take the card off",
        WallVerb::Keep(_) => "keep the card",
    }
}
