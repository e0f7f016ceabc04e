//! The gathering of the sample: Ana calls it and fills its wall, and Ben says that he comes.

use std::time::Duration;
use weft_engine::Engine;
use weft_ids::{CivilDate, SpaceId};
use weft_view::{
    CardDraft, Coming, Command, FourSpace, GatheringCall, GatheringChange, GatheringCommand, Reply,
    SpotDraft, Stage, View,
};

/// A session of the wall: days after the first, beginning, minutes, space, title, place, host.
type Row = (i64, &'static str, u32, FourSpace, &'static str, &'static str, &'static str);

const WALL: [Row; 11] = [
    (0, "17:00", 120, FourSpace::Whole, "Arrivals and soup", "Kitchen", "the kitchen"),
    (0, "20:00", 60, FourSpace::Whole, "Opening circle", "Barn", "Chi"),
    (1, "08:00", 60, FourSpace::Solo, "Morning walk or quiet", "Anywhere", ""),
    (1, "09:00", 60, FourSpace::Whole, "Morning circle", "Barn", "Chi"),
    (1, "10:00", 80, FourSpace::Pair, "Pairs: listen and be heard", "", "Ben"),
    (1, "11:30", 90, FourSpace::Subgroup, "Money talk", "Loft", "Ana"),
    (1, "11:30", 55, FourSpace::Subgroup, "Case clinic", "Yard", "Ben"),
    (1, "13:00", 90, FourSpace::Whole, "Lunch", "Kitchen", "Kiln Crew"),
    (1, "15:00", 90, FourSpace::Subgroup, "Bread for thirty", "Kitchen", "Ana"),
    (1, "15:30", 60, FourSpace::Pair, "Soup for the evening", "Kitchen", "Chi"),
    (2, "10:00", 90, FourSpace::Whole, "What comes next", "Barn", "Ana"),
];

/// Calls the gathering on Ana's laptop, and answers it on Ben's.
pub(crate) fn furnish(
    ana: &Engine,
    ben: &Engine,
    space: SpaceId,
    days: impl Fn(i64) -> CivilDate,
    zone: &str,
    patience: Duration,
) -> Result<(), String> {
    let call = GatheringCall {
        name: "Winter fire".to_owned(),
        question: "What holds us?".to_owned(),
        first: days(0),
        last: days(3),
        zone: zone.to_owned(),
        place: "Long Barn".to_owned(),
        ring: Some(24),
        stage: Stage::Called,
    };
    let gathering = made(ana, GatheringCommand::Call { space, call })?;
    for (ahead, start, minutes, four, title, site, host) in WALL {
        let spot =
            SpotDraft { day: days(ahead), start: start.to_owned(), space: four, site: site.to_owned() };
        let card =
            CardDraft { title: title.to_owned(), host: host.to_owned(), minutes, note: String::new(), spot };
        made(ana, GatheringCommand::Place { space, gathering: gathering.clone(), card })?;
    }
    let question = "What do I carry that is not mine?".to_owned();
    let change = |change| GatheringCommand::Change { space, gathering: gathering.clone(), change };
    done(ana, change(GatheringChange::Journal { day: days(1), question }))?;
    let there = |view: &View| view.space(&space).is_some_and(|space| !space.gatherings.is_empty());
    ben.wait_for(patience, there).ok_or("the gathering did not reach Ben’s laptop")?;
    done(ben, change(GatheringChange::Come { answer: Coming::Yes, nights: None }))
}

fn made(engine: &Engine, command: GatheringCommand) -> Result<String, String> {
    match engine.call(Command::Gathering(command)) {
        Ok(Reply::Made(id)) => Ok(id),
        other => Err(format!("{other:?}")),
    }
}

fn done(engine: &Engine, command: GatheringCommand) -> Result<(), String> {
    engine.call(Command::Gathering(command)).map(|_| ()).map_err(|refusal| refusal.message)
}
