//! One crew: its next meeting, its rhythm, its place, its notes, and what was set twice.

use crate::{
    cx::Cx,
    dates, icons,
    parts::{
        Field, Mark, Press, avatar, card, chip, divider, dots, gap, heading, muted, notice, row, row_min,
        small, strong, sunken, tile, tone_of, trouble, two, wrapped,
    },
    screens::{gone, head, matters::field_name, rhythm::beat_text, today::meeting_ui},
    state::{Screen, Then, Undo},
    tokens::{semi, tokens},
};
use egui::Ui;
use weft_ids::SpaceId;
use weft_view::{
    Command, CrewView, MemberState, PageEdit, SpaceView,
    today::{TodayMeeting, days_between},
};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let people = cx.people_line(space);
    head(ui, cx, &space.name, &people, |ui, cx| {
        if Press::ghost(words.history()).said(words.history_of(&space.name)).show(ui) {
            cx.state.open_log(space.id);
        }
        if Press::secondary(words.page_people())
            .icon(icons::USERS)
            .said(words.people_of(&space.name))
            .show(ui)
        {
            cx.go(Screen::Members(space.id));
        }
    });
    if let Some(why) = &space.read_only {
        let t = tokens(ui);
        notice(ui, t.plum, |ui| drop(trouble(ui, why)));
        gap(ui, 12.0);
    }
    if let Some(line) = cx.not_yet_with(space) {
        small(ui, &line);
        gap(ui, 8.0);
    }
    let Some(crew) = &space.crew else { return };
    for clash in &crew.clashes {
        clash_ui(ui, cx, space, clash);
    }
    next_ui(ui, cx, space, crew);
    intention_ui(ui, cx, space, crew);
    rhythm_ui(ui, cx, space, crew);
    notes_ui(ui, cx, space);
    super::files::show(ui, cx, space, &weft_view::AboutView::Space);
    if space.people.iter().filter(|member| member.state == MemberState::In).count() < 3 {
        small(ui, &words.crew_small());
    }
}

fn clash_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, clash: &weft_view::Clash) {
    let words = cx.words;
    let t = tokens(ui);
    notice(ui, t.honey, |ui| {
        ui.label(
            egui::RichText::new(words.clash_head(&field_name(cx, &clash.field)))
                .font(semi(15.0))
                .color(t.honey.fg),
        );
        muted(ui, &words.clash_line());
        for (person, value) in &clash.others {
            let line = match person {
                Some(person) => words.clash_other(&cx.name(space, person), value),
                None => words.clash_other_unknown(value),
            };
            strong(ui, &line);
        }
        gap(ui, 4.0);
        let target = match clash.field.as_str() {
            "rhythm" => Some(Screen::Rhythm(space.id)),
            "meeting" => Some(Screen::Meeting(space.id)),
            _ => None,
        };
        let place = format!("page-{}", space.id);
        let again = words.clash_set_again();
        let said = words.clash_set_again_said(&field_name(cx, &clash.field));
        if Press::secondary(&again).said(&said).show(ui) {
            match target {
                Some(screen) => cx.go(screen),
                None => cx.state.forms.set_open(&place, true),
            }
        }
    });
    gap(ui, 12.0);
}

fn next_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, crew: &CrewView) {
    let words = cx.words;
    let t = tokens(ui);
    card(ui, |ui| {
        let next = crew.next.as_ref().filter(|next| days_between(cx.today, next.date) >= 0);
        let Some(next) = next else {
            row(
                ui,
                cx,
                44.0,
                |ui, cx| {
                    tile(ui, icons::CALENDAR_DOTS, t.honey, 44.0);
                    gap(ui, 6.0);
                    let below = match &crew.next {
                        Some(past) => words.last_met(&cx.day(past.date)),
                        None => words.no_meeting_line(),
                    };
                    two(ui, |ui| drop(heading(ui, &words.no_meeting_set())), |ui| drop(muted(ui, &below)));
                },
                |ui, cx| set_button(ui, cx, space, true),
            );
            return;
        };
        let answered: Vec<_> = next.answers.iter().map(|(person, _)| *person).collect();
        let here = space.people.iter().filter(|member| member.state == MemberState::In);
        let shown = TodayMeeting {
            space: space.id,
            meeting: next.clone(),
            days: days_between(cx.today, next.date),
            mine: next.answers.iter().find(|(person, _)| *person == space.me).map(|(_, answer)| *answer),
            unanswered: here.map(|m| m.person).filter(|person| !answered.contains(person)).collect(),
        };
        meeting_ui(ui, cx, space, &shown);
        gap(ui, 10.0);
        divider(ui);
        gap(ui, 6.0);
        let behind: Vec<String> = space
            .people
            .iter()
            .filter(|member| !member.is_me && member.lacks_mine > 0 && member.state == MemberState::In)
            .map(|member| space.name_of(&member.person))
            .collect();
        row(
            ui,
            cx,
            38.0,
            |ui, _| {
                if shown.days <= 2 && !behind.is_empty() {
                    small(ui, &words.ring(&crate::cx::join_names(words, &behind)));
                } else {
                    small(ui, &words.meeting_change_line());
                }
            },
            |ui, cx| set_button(ui, cx, space, false),
        );
    });
    gap(ui, 16.0);
}

fn set_button(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, first: bool) {
    let words = cx.words;
    if space.read_only.is_some() {
        return;
    }
    let (text, said) = if first {
        (words.set_meeting(), words.set_meeting_said(&space.name))
    } else {
        (words.move_meeting(), words.move_meeting_said(&space.name))
    };
    let press = if first { Press::primary(&text) } else { Press::ghost(&text) };
    if press.said(&said).show(ui) {
        cx.go(Screen::Meeting(space.id));
    }
}

fn intention_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, crew: &CrewView) {
    let words = cx.words;
    let t = tokens(ui);
    let place = format!("page-{}", space.id);
    card(ui, |ui| {
        if !cx.state.forms.is_open(&place) {
            let intention =
                if crew.intention.is_empty() { words.no_intention() } else { crew.intention.clone() };
            let where_met = if crew.place.is_empty() { words.no_place() } else { crew.place.clone() };
            row(
                ui,
                cx,
                44.0,
                |ui, _| {
                    tile(ui, icons::LEAF, t.moss, 44.0);
                    gap(ui, 6.0);
                    two(ui, |ui| drop(strong(ui, &intention)), |ui| drop(muted(ui, &where_met)));
                },
                |ui, cx| {
                    crate::screens::history::button(ui, cx, space, weft_view::PageKind::Crew, "");
                    let change = Press::ghost(words.change()).said(words.change_page(&space.name));
                    if space.read_only.is_none() && change.show(ui) {
                        cx.state.forms.set_open(&place, true);
                    }
                },
            );
            return;
        }
        heading(ui, &words.about_crew());
        gap(ui, 6.0);
        let (first, second) = (format!("{place}/intention"), format!("{place}/place"));
        Field::new(words.field_intention())
            .hint(words.intention_hint())
            .show(ui, cx.state.forms.text_from(&first, || crew.intention.clone()));
        gap(ui, 8.0);
        Field::new(words.field_place())
            .hint(words.place_hint())
            .show(ui, cx.state.forms.text_from(&second, || crew.place.clone()));
        gap(ui, 12.0);
        wrapped(ui, |ui| {
            if Press::primary(words.save()).said(words.save_page(&space.name)).show(ui) {
                save_page(cx, space, crew, &place);
            }
            if Press::ghost(words.cancel()).said(words.cancel_page(&space.name)).show(ui) {
                cx.state.forms.clear(&place);
            }
        });
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 16.0);
}

fn save_page(cx: &mut Cx<'_>, space: &SpaceView, crew: &CrewView, place: &str) {
    let intention = cx.state.forms.get(&format!("{place}/intention"));
    let where_met = cx.state.forms.get(&format!("{place}/place"));
    // A field with a clash is set again even where its words stay: that is what settles it.
    let clash = |field: &str| crew.clashes.iter().any(|clash| clash.field == field);
    let said = cx.words.saved();
    let mut edits = Vec::new();
    if intention != crew.intention || clash("intention") {
        edits.push(PageEdit::Intention(intention));
    }
    if where_met != crew.place || clash("place") {
        edits.push(PageEdit::Place(where_met));
    }
    if edits.is_empty() {
        cx.state.forms.clear(place);
    }
    for edit in edits {
        cx.state.send(place, Command::Edit { space: space.id, edit }, said.clone());
    }
}

fn rhythm_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, crew: &CrewView) {
    let words = cx.words;
    let t = tokens(ui);
    card(ui, |ui| {
        row(
            ui,
            cx,
            44.0,
            |ui, cx| {
                tile(ui, icons::REPEAT, t.moss, 44.0);
                gap(ui, 6.0);
                let (first, second) = match &crew.beat {
                    None => (words.no_rhythm(), words.no_rhythm_line()),
                    Some(beat) => (
                        beat_text(cx, beat),
                        words.rhythm_line(i64::from(crew.minutes), i64::from(crew.meetings)),
                    ),
                };
                two(ui, |ui| drop(heading(ui, &first)), |ui| drop(muted(ui, &second)));
            },
            |ui, cx| {
                if space.read_only.is_some() {
                    return;
                }
                let text = if crew.beat.is_some() { words.change() } else { words.set_rhythm() };
                if Press::secondary(&text).said(words.set_rhythm_said(&space.name)).show(ui) {
                    cx.go(Screen::Rhythm(space.id));
                }
            },
        );
        let Some(review) = crew.review else { return };
        gap(ui, 8.0);
        sunken(ui, |ui| {
            let days = days_between(cx.today, review);
            let line = words.review_on(&cx.day(review), &dates::distance(words, days));
            row(
                ui,
                cx,
                26.0,
                |ui, _| {
                    crate::parts::glyph(ui, icons::PLANT, crate::tokens::icon(18.0), t.honey.fg);
                    small(ui, &line);
                },
                |ui, cx| {
                    if let Some((past, count)) = meetings_past(cx, crew) {
                        dots(ui, past, count, &words.rhythm_said(i64::from(past), i64::from(count)));
                    }
                },
            );
        });
    });
    gap(ui, 16.0);
}

/// How many of the agreed meetings lie before the next one, counted back from the review by the beat.
fn meetings_past(cx: &Cx<'_>, crew: &CrewView) -> Option<(u32, u32)> {
    let review = crew.review?;
    let apart: i64 = match crew.beat.as_ref()? {
        weft_view::Beat::Weekly { .. } => 7,
        weft_view::Beat::Fortnightly { .. } => 14,
        weft_view::Beat::Monthly { .. } => 30,
        weft_view::Beat::ByHand => return None,
    };
    let left = days_between(cx.today, review).max(0) / apart;
    let count = i64::from(crew.meetings);
    let past = (count - left - 1).clamp(0, count);
    Some((u32::try_from(past).ok()?, crew.meetings))
}

fn notes_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let words = cx.words;
    let t = tokens(ui);
    let place = format!("newnote-{}", space.id);
    card(ui, |ui| {
        heading(ui, &words.notes());
        muted(ui, &words.notes_line());
        gap(ui, 6.0);
        for (index, note) in space.notes.iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            row_min(
                ui,
                cx,
                48.0,
                200.0,
                |ui, cx| {
                    tile(ui, icons::NOTEBOOK, t.sky, 34.0);
                    gap(ui, 4.0);
                    let writers: Vec<String> =
                        note.writers.iter().map(|person| cx.name(space, person)).collect();
                    let below = if writers.is_empty() {
                        words.note_empty()
                    } else {
                        words.note_by(&crate::cx::join_names(words, &writers))
                    };
                    two(ui, |ui| drop(strong(ui, &note.title)), |ui| drop(small(ui, &below)));
                },
                |ui, cx| {
                    if note.has_draft {
                        chip(ui, icons::PENCIL_SIMPLE, &words.draft_here(), t.plum);
                    }
                    if Press::ghost(words.open()).said(words.open_note(&note.title)).show(ui) {
                        cx.go(Screen::Note(space.id, note.title.clone()));
                    }
                },
            );
        }
        if space.read_only.is_some() {
            return;
        }
        gap(ui, 6.0);
        new_note_ui(ui, cx, space, &place);
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 12.0);
}

fn new_note_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, place: &str) {
    let words = cx.words;
    let key = format!("{place}/title");
    let hint = words.note_title_hint();
    row_min(
        ui,
        cx,
        62.0,
        200.0,
        |ui, cx| {
            Field::new(words.note_title()).hint(&hint).show(ui, cx.state.forms.text(&key));
        },
        |ui, cx| {
            let title = cx.state.forms.get(&key);
            let ready = !title.is_empty() && !cx.state.is_pending(place);
            ui.vertical(|ui| {
                gap(ui, 20.0);
                if Press::secondary(words.note_begin()).icon(icons::PLUS).enabled(ready).show(ui) {
                    let edit = PageEdit::NewNote { title: title.clone() };
                    let then = Then::Go(Screen::Note(space.id, title));
                    let command = Command::Edit { space: space.id, edit };
                    cx.state.send_then(place, command, String::new(), then, Undo::Never);
                }
            });
        },
    );
}

/// The faces of a space's people in one line.
pub(crate) fn faces(ui: &mut Ui, space: &SpaceView) {
    let t = tokens(ui);
    for member in space.people.iter().filter(|member| member.state == MemberState::In).take(8) {
        let name = space.name_of(&member.person);
        avatar(ui, &name, tone_of(&t, &name), 30.0, Mark::None, &name);
    }
}
