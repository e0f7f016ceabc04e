//! Verbs about what was: the steps of a page, one entry in full, and putting a page back.

use crate::{
    answer::{Answer, Failure},
    args::{HistoryArgs, PutBackArgs},
    open::{call, unexpected},
    show::{self, history::PageTold},
};
use weft_engine::Engine;
use weft_ids::SpaceId;
use weft_view::{
    BackTo, Command, HistoryView, LookCommand, PageKind, Reply, SpaceView, StepChange, StepView, resolve,
};

/// Steps that are asked for at once.
const PART: usize = 200;

/// `weft history`.
pub(super) fn history(engine: &Engine, args: &HistoryArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let page = page_of(space, &args.page)?;
    if let Some(number) = args.step {
        let found = step_numbered(engine, space.id, &page, number)?;
        let told = step(engine, space.id, &page, &found)?;
        return Ok(show::history::step(space, &page, &told));
    }
    let skip = match args.before {
        None => 0,
        Some(before) => {
            let total = part(engine, space.id, &page, 0, 0)?.total;
            total.saturating_sub(before.saturating_sub(1))
        }
    };
    let mut told = part(engine, space.id, &page, skip, args.limit)?;
    while told.steps.len() < args.limit {
        let more = part(engine, space.id, &page, skip + told.steps.len(), args.limit - told.steps.len())?;
        if more.steps.is_empty() {
            break;
        }
        told.steps.extend(more.steps);
    }
    Ok(show::history::history(space, &page, &told))
}

/// `weft put-back`.
pub(super) fn put_back(engine: &Engine, args: &PutBackArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let page = page_of(space, &args.page)?;
    let number = args.step.or(args.undo).unwrap_or_default();
    let found = step_numbered(engine, space.id, &page, number)?;
    let to = if args.undo.is_some() { BackTo::Without(found.entry) } else { BackTo::After(found.entry) };
    let command = Command::PutBack { space: space.id, kind: page.kind, key: page.key.clone(), to };
    let entry = match call(engine, command)? {
        Reply::Wrote(entry) => entry,
        other => return Err(unexpected(&other)),
    };
    let newest = part(engine, space.id, &page, 0, PART)?;
    let own = newest.steps.iter().find(|step| step.entry == entry).map(|step| step.number);
    Ok(show::history::put_back(space, &page, number, &entry, own))
}

fn part(
    engine: &Engine,
    space: SpaceId,
    page: &PageTold,
    skip: usize,
    limit: usize,
) -> Result<HistoryView, Failure> {
    let look = LookCommand::History { space, kind: page.kind, key: page.key.clone(), skip, limit };
    match call(engine, Command::Look(look))? {
        Reply::History(history) => Ok(history),
        other => Err(unexpected(&other)),
    }
}

fn step_numbered(
    engine: &Engine,
    space: SpaceId,
    page: &PageTold,
    number: usize,
) -> Result<StepView, Failure> {
    let total = part(engine, space, page, 0, 0)?.total;
    let missing = || {
        Failure::new("no_such_step", format!("{} has no step {number}", page.name))
            .hint(format!("its steps are numbered from 1 to {total}"))
    };
    let skip = total.checked_sub(number).filter(|_| number > 0).ok_or_else(missing)?;
    part(engine, space, page, skip, 1)?.steps.into_iter().next().ok_or_else(missing)
}

fn step(engine: &Engine, space: SpaceId, page: &PageTold, found: &StepView) -> Result<StepChange, Failure> {
    let look = LookCommand::Step { space, kind: page.kind, key: page.key.clone(), entry: found.entry };
    match call(engine, Command::Look(look))? {
        Reply::Step(step) => Ok(*step),
        other => Err(unexpected(&other)),
    }
}

/// Finds a page as typed: a note, the crew's page, a gathering, or what somebody says of themselves.
fn page_of(space: &SpaceView, typed: &str) -> Result<PageTold, Failure> {
    let typed = typed.trim();
    let (only, name) = match typed.split_once(':') {
        Some((only @ ("note" | "gathering" | "about"), name)) => (Some(only), name.trim()),
        Some(_) | None => (None, typed),
    };
    let wants = |kind: &str| only.is_none_or(|only| only == kind);
    let same = |title: &str| resolve::same(title, name);
    let note = || {
        let exact = space.notes.iter().find(|note| note.title == name);
        let note = exact.or_else(|| space.notes.iter().find(|note| same(&note.title)))?;
        Some(PageTold { kind: PageKind::Note, key: note.title.clone(), name: note.title.clone() })
    };
    let crew = || {
        let is_crew = space.crew.is_some() && only.is_none() && (same("crew") || same(&space.name));
        is_crew.then(|| PageTold { kind: PageKind::Crew, key: String::new(), name: space.name.clone() })
    };
    let gathering = || {
        let mut all = space.gatherings.iter();
        let found = all.find(|one| same(&one.name) || name.len() >= 4 && one.id.starts_with(name))?;
        Some(PageTold { kind: PageKind::Gathering, key: found.id.clone(), name: found.name.clone() })
    };
    let about = || {
        let person = resolve::person(space, name).ok()?;
        Some(PageTold { kind: PageKind::Profile, key: person.to_string(), name: space.name_of(&person) })
    };
    let found = note().filter(|_| wants("note")).or_else(crew);
    let found = found.or_else(|| gathering().filter(|_| wants("gathering")));
    found.or_else(|| about().filter(|_| wants("about"))).ok_or_else(|| {
        let titles: Vec<_> = space.notes.iter().map(|note| note.title.clone()).collect();
        let hint = if titles.is_empty() {
            "name a note, a gathering or a person, or say `crew`".to_owned()
        } else {
            format!("there are the notes {}; or say `crew`, or a person's name", titles.join(", "))
        };
        Failure::new("no_such_page", format!("{} has no page {name:?}", space.name)).hint(hint)
    })
}
