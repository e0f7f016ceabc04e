//! Today: the next meetings, what waits for a word of mine, who is near, and then that is all.

use crate::{
    cx::Cx,
    dates, icons,
    parts::{
        Mark, Press, avatar, card, chip, divider, gap, heading, line, muted, progress, row, row_min, small,
        strong, tile, title, tone_of, two, wrapped,
    },
    screens::matters,
    state::{Screen, Undo},
    tokens::{body, medium, tokens},
};
use egui::{RichText, Ui};
use weft_view::{
    Coming, Command, MemberState, PageEdit, SpaceKind, SpaceView,
    today::{Matter, Today, TodayMeeting},
};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, rail: bool) {
    let words = cx.words;
    let t = tokens(ui);
    gap(ui, 8.0);
    ui.label(RichText::new(cx.day(cx.today)).font(medium(14.0)).color(t.ink3));
    let name = cx.view.me.as_ref().map(|me| me.name.clone()).unwrap_or_default();
    let greeting = match dates::hour(cx.now_ms, cx.zone) {
        4..=11 => words.good_morning(&name),
        12..=17 => words.good_afternoon(&name),
        _ => words.good_evening(&name),
    };
    row_min(
        ui,
        cx,
        44.0,
        220.0,
        |ui, _| drop(title(ui, &greeting)),
        |ui, cx| {
            let hint = words.with_key(&words.search_title(), "Ctrl+F");
            if Press::ghost(words.search_title()).icon(icons::MAGNIFYING_GLASS).hint(hint).show(ui) {
                crate::screens::search::begin(cx);
            }
        },
    );
    if let Some(why) = cx.view.me.as_ref().and_then(|me| me.read_only.clone()) {
        crate::parts::trouble(ui, &why);
    }
    if cx.view.spaces.is_empty() {
        doors(ui, cx);
        return;
    }
    let today = weft_view::today::today(cx.view, cx.today, &cx.prefs.not_now);
    muted(ui, &summary(cx, &today));
    gap(ui, 16.0);
    for meeting in &today.meetings {
        if let Some(space) = cx.view.space(&meeting.space) {
            card(ui, |ui| meeting_ui(ui, cx, space, meeting));
            gap(ui, 16.0);
        }
    }
    waits(ui, cx, &today);
    if !rail {
        crate::screens::near::rail(ui, cx);
    }
    gap(ui, 8.0);
    moon_ui(ui, cx);
    small(ui, &words.thats_all());
}

/// The moon as it stands, and when it is next new or full.
fn moon_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(coming) = dates::next_moon(cx.words, cx.now_ms, cx.today, cx.zone) else { return };
    line(ui, |ui| {
        crate::parts::moon(ui, weft_practice::moon_phase(cx.now_ms).of_cycle, 18.0, &coming);
        small(ui, &coming);
    });
    gap(ui, 4.0);
}

fn summary(cx: &Cx<'_>, today: &Today) -> String {
    let words = cx.words;
    let waiting = today.matters.len() + today.more;
    match (today.meetings.first(), waiting) {
        (None, 0) => words.summary_quiet(),
        (None, count) => words.summary_waiting(count as i64),
        (Some(next), 0) => words.summary_meeting(&dates::distance(words, next.days)),
        (Some(next), count) => words.summary_both(&dates::distance(words, next.days), count as i64),
    }
}

/// The ways in, while there is nothing yet.
fn doors(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    muted(ui, &words.doors_line());
    gap(ui, 16.0);
    let t = tokens(ui);
    let doors = [
        (icons::CAMPFIRE, t.moss, words.door_crew(), words.door_crew_line(), Screen::Start(SpaceKind::Crew)),
        (icons::HANDSHAKE, t.clay, words.door_pair(), words.door_pair_line(), Screen::Start(SpaceKind::Pair)),
        (icons::DOWNLOAD_SIMPLE, t.sky, words.door_join(), words.door_join_line(), Screen::Join),
    ];
    for (index, (mark, tone, name, about, screen)) in doors.into_iter().enumerate() {
        card(ui, |ui| {
            row(
                ui,
                cx,
                48.0,
                |ui, _| {
                    tile(ui, mark, tone, 44.0);
                    gap(ui, 6.0);
                    two(ui, |ui| drop(heading(ui, &name)), |ui| drop(muted(ui, &about)));
                },
                |ui, cx| {
                    let press = if index == 0 { Press::primary(&name) } else { Press::secondary(&name) };
                    if press.show(ui) {
                        cx.go(screen.clone());
                    }
                },
            );
        });
        gap(ui, 12.0);
    }
    for join in &cx.view.joins {
        small(ui, &words.joining_waits(&join.name));
    }
    if !cx.is_sample {
        wrapped(ui, |ui| {
            if Press::ghost(words.look_around()).show(ui) {
                cx.state.actions.push(crate::UiAction::LookAround);
            }
            small(ui, &words.look_around_line());
        });
    }
}

/// A meeting: when and where, who comes, and my answer. Also drawn on the crew's page.
pub(crate) fn meeting_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, next: &TodayMeeting) {
    let t = tokens(ui);
    let words = cx.words;
    let when = dates::distance(words, next.days);
    let on_crew_page = cx.state.screen == Screen::Crew(space.id);
    let head = if on_crew_page { words.next_meeting() } else { words.crew_meets(&space.name, &when) };
    row_min(
        ui,
        cx,
        44.0,
        260.0,
        |ui, cx| {
            tile(ui, icons::CAMPFIRE, t.moss, 44.0);
            gap(ui, 6.0);
            two(ui, |ui| drop(heading(ui, &head)), |ui| drop(muted(ui, &when_and_where(cx, next))));
        },
        |ui, cx| {
            if on_crew_page {
                chip(ui, icons::CLOCK, &when, t.moss);
            } else if Press::ghost(words.open()).said(words.open_crew(&space.name)).show(ui) {
                cx.go(Screen::Crew(space.id));
            }
        },
    );
    gap(ui, 12.0);
    row_min(ui, cx, 40.0, 300.0, |ui, cx| faces(ui, cx, space, next), |ui, cx| answer(ui, cx, space, next));
    cx.refusal_ui(ui, &format!("coming-{}", space.id));
}

fn when_and_where(cx: &Cx<'_>, next: &TodayMeeting) -> String {
    let words = cx.words;
    let meeting = &next.meeting;
    let here = dates::local(meeting.at, cx.zone);
    let (day, time) = match here {
        Some((date, time)) => (cx.day(date), time),
        None => (cx.day(meeting.date), meeting.time.clone()),
    };
    let when = words.day_and_time(&day, &time);
    let when = if meeting.zone != cx.zone && time != meeting.time {
        words.time_elsewhere(&when, &meeting.time, &meeting.zone)
    } else {
        when
    };
    if meeting.place.is_empty() { when } else { format!("{when}  ·  {}", meeting.place) }
}

fn faces(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, next: &TodayMeeting) {
    let t = tokens(ui);
    let words = cx.words;
    // From the top of the row downward: several lines of faces then push the card, not one another.
    ui.vertical(|ui| {
        gap(ui, 3.0);
        wrapped(ui, |ui| {
            ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
            for member in space.people.iter().filter(|member| member.state == MemberState::In).take(9) {
                let name = space.name_of(&member.person);
                let answer = next.meeting.answers.iter().find(|(person, _)| *person == member.person);
                let (mark, said) = match answer.map(|(_, answer)| answer) {
                    Some(Coming::Yes) => (Mark::Coming, words.face_coming(&name)),
                    Some(Coming::No) => (Mark::NotComing, words.face_not_coming(&name)),
                    Some(Coming::Maybe) => (Mark::Unsure, words.face_unsure(&name)),
                    None => (Mark::Unanswered, words.face_unanswered(&name)),
                };
                avatar(ui, &name, tone_of(&t, &name), 30.0, mark, &said);
            }
            let coming = next.meeting.answers.iter().filter(|(_, answer)| *answer == Coming::Yes).count();
            let count = words.coming_count(coming as i64, next.unanswered.len() as i64);
            let count = RichText::new(count).font(body(13.0)).color(t.ink3);
            // Whole on this line, or whole on the next.
            ui.add(egui::Label::new(count).extend());
        });
    });
}

fn answer(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, next: &TodayMeeting) {
    let t = tokens(ui);
    let words = cx.words;
    let place = format!("coming-{}", space.id);
    if space.read_only.is_some() {
        return;
    }
    let open = next.mine.is_none() || cx.state.forms.is_open(&place);
    if let (Some(mine), false) = (next.mine, open) {
        let (mark, text, tone) = match mine {
            Coming::Yes => (icons::CHECK, words.you_come(), t.moss),
            Coming::No => (icons::X, words.you_cannot_come(), t.clay),
            Coming::Maybe => (icons::CLOCK, words.you_are_unsure(), t.honey),
        };
        chip(ui, mark, &text, tone);
        if Press::ghost(words.change()).said(words.change_answer(&space.name)).show(ui) {
            cx.state.forms.set_open(&place, true);
        }
        return;
    }
    let busy = cx.state.is_pending(&place);
    let options = [
        (
            Press::ghost(words.rsvp_maybe()).said(words.rsvp_maybe_said(&space.name)).enabled(!busy).show(ui),
            Coming::Maybe,
        ),
        (
            Press::secondary(words.rsvp_no()).said(words.rsvp_no_said(&space.name)).enabled(!busy).show(ui),
            Coming::No,
        ),
        (
            Press::primary(words.rsvp_yes())
                .icon(icons::CHECK)
                .said(words.rsvp_yes_said(&space.name))
                .enabled(!busy)
                .show(ui),
            Coming::Yes,
        ),
    ];
    if let Some((_, answer)) = options.into_iter().find(|(pressed, _)| *pressed) {
        let edit = |answer| Command::Edit {
            space: space.id,
            edit: PageEdit::Coming { meeting: next.meeting.id.clone(), answer },
        };
        let undo = next.mine.map_or(Undo::Never, |before| Undo::By(edit(before)));
        let said = match answer {
            Coming::Yes => words.said_coming(),
            Coming::No => words.said_not_coming(),
            Coming::Maybe => words.said_unsure(),
        };
        cx.state.send_then(&place, edit(answer), said, crate::state::Then::Stay, undo);
    }
}

/// What waits for a word of mine.
fn waits(ui: &mut Ui, cx: &mut Cx<'_>, today: &Today) {
    let words = cx.words;
    let (reviews, others): (Vec<&Matter>, Vec<&Matter>) =
        today.matters.iter().partition(|matter| matches!(matter, Matter::Review { .. }));
    if !others.is_empty() || today.more > 0 {
        card(ui, |ui| {
            heading(ui, &words.waits_for_you());
            gap(ui, 4.0);
            for (index, matter) in others.iter().enumerate() {
                if index > 0 {
                    gap(ui, 4.0);
                    divider(ui);
                    gap(ui, 4.0);
                }
                matters::row_ui(ui, cx, matter);
            }
            if today.more > 0 {
                gap(ui, 4.0);
                small(ui, &words.more_wait(today.more as i64));
            }
        });
        gap(ui, 16.0);
    }
    for matter in reviews {
        if let Matter::Review { space, days } = matter
            && let Some(space) = cx.view.space(space)
        {
            card(ui, |ui| review_ui(ui, cx, space, *days));
            gap(ui, 16.0);
        }
    }
    if today.meetings.is_empty() && today.matters.is_empty() {
        card(ui, |ui| {
            line(ui, |ui| {
                let t = tokens(ui);
                tile(ui, icons::SUN_HORIZON, t.moss, 36.0);
                gap(ui, 4.0);
                strong(ui, &words.nothing_needs_you());
            });
        });
        gap(ui, 16.0);
    }
}

fn review_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, days: i64) {
    let t = tokens(ui);
    let words = cx.words;
    let (head, part) = if days < 0 {
        (words.review_past(&space.name), 1.0)
    } else {
        let ahead = weft_view::today::REVIEW_AHEAD_DAYS;
        (words.review_in(&space.name, &dates::distance(words, days)), (ahead - days) as f32 / ahead as f32)
    };
    row(
        ui,
        cx,
        44.0,
        |ui, _| {
            tile(ui, icons::PLANT, t.honey, 44.0);
            gap(ui, 6.0);
            two(ui, |ui| drop(heading(ui, &head)), |ui| drop(muted(ui, &words.review_line())));
        },
        |ui, cx| {
            if Press::secondary(words.open()).said(words.open_crew(&space.name)).show(ui) {
                cx.go(Screen::Crew(space.id));
            }
        },
    );
    gap(ui, 10.0);
    progress(ui, part, t.gold, &head);
}
