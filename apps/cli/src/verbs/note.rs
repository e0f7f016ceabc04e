//! Shared notes, and what people say of themselves.

use crate::{
    answer::{Answer, Failure},
    args::{AboutArgs, NoteArgs},
    open::call,
    show,
};
use weft_engine::Engine;
use weft_view::{Command, PageEdit, SpaceView, resolve};

/// `weft note`.
pub(super) fn note(engine: &Engine, args: &NoteArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let Some(typed) = &args.page else {
        return Ok(show::crew::notes(space));
    };
    let Some(text) = &args.append else {
        return shown(space, typed);
    };
    // A title that exists in another case is the same note to whoever types it.
    let title = title_of(space, typed).unwrap_or_else(|| typed.trim().to_owned());
    let edit = PageEdit::Append { title: title.clone(), text: text.clone() };
    call(engine, Command::Edit { space: space.id, edit })?;
    let view = engine.view();
    let space = view.space(&space.id).unwrap_or(space);
    shown(space, &title)
}

fn title_of(space: &SpaceView, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let exact = space.notes.iter().find(|note| note.title == typed);
    let same = |title: &str| resolve::same(title, typed);
    exact.or_else(|| space.notes.iter().find(|note| same(&note.title))).map(|note| note.title.clone())
}

fn shown(space: &SpaceView, typed: &str) -> Result<Answer, Failure> {
    let title = title_of(space, typed);
    match title.and_then(|title| space.notes.iter().find(|note| note.title == title)) {
        Some(note) => Ok(show::crew::note(space, note)),
        None => {
            let titles: Vec<_> = space.notes.iter().map(|note| note.title.clone()).collect();
            let hint = if titles.is_empty() {
                "begin one with --append TEXT".to_owned()
            } else {
                format!("there is: {}", titles.join(", "))
            };
            Err(Failure::new("no_such_note", format!("{} has no note {:?}", space.name, typed.trim()))
                .hint(hint))
        }
    }
}

/// `weft about`.
pub(super) fn about(engine: &Engine, args: &AboutArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let person = match &args.person {
        Some(typed) => resolve::person(space, typed)?,
        None => space.me,
    };
    let line = args.line.clone().map(PageEdit::About);
    let ask_me = args.ask_me.clone().map(PageEdit::AskMeAbout);
    for edit in line.into_iter().chain(ask_me) {
        call(engine, Command::Edit { space: space.id, edit })?;
    }
    let view = engine.view();
    Ok(show::crew::about(view.space(&space.id).unwrap_or(space), &person))
}
