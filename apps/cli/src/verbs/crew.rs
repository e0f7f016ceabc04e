//! A crew's page and whether I come.

use crate::{
    answer::{Answer, Failure},
    args::{BeatArg, ComingArgs, CrewArgs, CrewSetArgs, CrewVerb},
    open::call,
    show, zone,
};
use weft_engine::Engine;
use weft_ids::SpaceId;
use weft_view::{Command, CrewView, PageEdit, SpaceView, View, resolve};

/// `weft crew`.
pub(super) fn crew(engine: &Engine, args: &CrewArgs) -> Result<Answer, Failure> {
    match (&args.change, &args.space) {
        (Some(CrewVerb::Set(set)), _) => change(engine, set),
        (None, Some(space)) => {
            let view = engine.view();
            page(resolve::space(&view, space)?)
        }
        (None, None) => Err(Failure::new("no_such_space", "it does not say which crew")),
    }
}

fn page(space: &SpaceView) -> Result<Answer, Failure> {
    Ok(show::crew::crew(space, crew_of(space)?))
}

fn crew_of(space: &SpaceView) -> Result<&CrewView, Failure> {
    space.crew.as_ref().ok_or_else(|| {
        Failure::new("not_a_crew", format!("{} is a {}, and has no crew page", space.name, space.kind.name()))
            .hint("`weft status` lists your crews")
    })
}

fn page_again(view: &View, id: &SpaceId) -> Result<Answer, Failure> {
    match view.space(id) {
        Some(space) => page(space),
        None => Err(Failure::new("no_such_space", "the crew is not here any more")),
    }
}

fn change(engine: &Engine, set: &CrewSetArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &set.space)?;
    let crew = crew_of(space)?;
    let mut edits = Vec::new();
    edits.extend(set.intention.clone().map(PageEdit::Intention));
    edits.extend(set.place.clone().map(PageEdit::Place));
    // Where no rhythm was ever set, `none` has nothing to take away; else the day that stands there stays.
    let review = set.review.or(crew.review);
    if let (Some(BeatArg(beat)), Some(review)) = (&set.rhythm, review) {
        edits.push(PageEdit::Rhythm {
            beat: beat.clone(),
            minutes: set.minutes,
            meetings: set.meetings,
            review,
        });
    }
    if let Some(next) = &set.next {
        let zone = set.zone.clone().map_or_else(zone::local, Ok)?;
        let place = set.at.clone().or_else(|| set.place.clone()).unwrap_or_else(|| crew.place.clone());
        edits.push(PageEdit::NextMeeting { date: next.date, time: next.time.clone(), zone, place });
    }
    for edit in edits {
        call(engine, Command::Edit { space: space.id, edit })?;
    }
    page_again(&engine.view(), &space.id)
}

/// `weft coming`.
pub(super) fn coming(engine: &Engine, args: &ComingArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let Some(next) = &crew_of(space)?.next else {
        return Err(Failure::new("no_meeting", format!("{} has no next meeting", space.name))
            .hint("set one with `weft crew set SPACE --next \"YYYY-MM-DD HH:MM\"`"));
    };
    let edit = PageEdit::Coming { meeting: next.id.clone(), answer: args.answer.coming() };
    call(engine, Command::Edit { space: space.id, edit })?;
    page_again(&engine.view(), &space.id)
}
