//! The page of a gathering: when and where it is, who comes, and its days.

use super::{At, call, spaces_in, stage_word, title_of};
use crate::{
    cx::Cx,
    dates, icons,
    parts::{
        Press, card, choice, divider, gap, heading, muted, notice, row_min, small, strong, tile, toggle,
        trouble, two, wrapped,
    },
    screens::{head, matters::field_name},
    state::Undo,
    tokens::{semi, tokens},
};
use egui::{RichText, Ui};
use weft_ids::CivilDate;
use weft_view::{Clash, Coming, ComingView, DatesView, DayView, GatheringChange, GatheringNote, Stage};

/// Seconds that one voice takes in a round.
const VOICE_S: i64 = 90;

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>) {
    head(ui, cx, &at.one.name, &at.one.question, |_, _| {});
    if let Some(why) = at.space.read_only.as_ref().or(at.one.closed.as_ref()) {
        let t = tokens(ui);
        notice(ui, t.plum, |ui| drop(trouble(ui, why)));
        gap(ui, 12.0);
    }
    if let Some(line) = cx.not_yet_with(at.space) {
        small(ui, &line);
        gap(ui, 8.0);
    }
    for clash in &at.one.field_clashes {
        clash_ui(ui, cx, at, clash);
    }
    notes_ui(ui, cx, at);
    when_ui(ui, cx, at);
    coming_ui(ui, cx, at);
    days_ui(ui, cx, at);
}

fn place_of(at: &At<'_>, what: &str) -> String {
    format!("gathering-{}-{what}", at.one.id)
}

fn clash_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, clash: &Clash) {
    let words = cx.words;
    let t = tokens(ui);
    let field = match clash.field.as_str() {
        "name" => words.field_name(),
        "question" => words.field_question(),
        "dates" => words.field_dates(),
        "ring" => words.field_ring(),
        "stage" => words.field_stage(),
        other => field_name(cx, other),
    };
    notice(ui, t.honey, |ui| {
        ui.label(RichText::new(words.clash_head(&field)).font(semi(15.0)).color(t.honey.fg));
        muted(ui, &words.clash_line());
        for (person, value) in &clash.others {
            let line = match person {
                Some(person) => words.clash_other(&cx.name(at.space, person), value),
                None => words.clash_other_unknown(value),
            };
            strong(ui, &line);
        }
        gap(ui, 4.0);
        let said = words.clash_set_again_said(&field);
        if at.is_writable() && Press::secondary(words.clash_set_again()).said(&said).show(ui) {
            cx.state.forms.set_open(&place_of(at, "change"), true);
        }
    });
    gap(ui, 12.0);
}

fn notes_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    let mut lines: Vec<String> = at
        .one
        .notes
        .iter()
        .map(|note| match note {
            GatheringNote::FewNights(nights) => words.note_few_nights(i64::from(*nights)),
            GatheringNote::RingSize(people) => words.note_ring_size(i64::from(*people)),
            GatheringNote::RingFull(yes) => words.note_ring_full(i64::from(*yes)),
        })
        .collect();
    let meetings = at.one.meetings.iter();
    lines.extend(meetings.map(|within| words.note_meeting_within(&within.name, &cx.day(within.date))));
    if lines.is_empty() {
        return;
    }
    notice(ui, t.honey, |ui| lines.iter().for_each(|line| drop(muted(ui, line))));
    gap(ui, 12.0);
}

fn when_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    let place = place_of(at, "change");
    card(ui, |ui| {
        if cx.state.forms.is_open(&place) {
            return change_ui(ui, cx, at, &place);
        }
        row_min(
            ui,
            cx,
            52.0,
            280.0,
            |ui, cx| {
                tile(ui, icons::TENT, t.moss, 44.0);
                gap(ui, 6.0);
                let when = match &at.one.dates {
                    None => words.gathering_no_days(),
                    Some(dates) => words.gathering_when(
                        &cx.day(dates.first),
                        &cx.day(dates.last),
                        &words.nights(i64::from(dates.nights)),
                    ),
                };
                let site =
                    if at.one.place.is_empty() { words.gathering_no_place() } else { at.one.place.clone() };
                two(ui, |ui| drop(strong(ui, &when)), |ui| drop(muted(ui, &site)));
            },
            |ui, cx| {
                let change = Press::ghost(words.change()).said(words.gathering_change(&at.one.name));
                if at.is_writable() && change.show(ui) {
                    cx.state.forms.set_open(&place, true);
                }
            },
        );
        if let Some(dates) = at.one.dates.as_ref().filter(|dates| dates.zone != cx.zone) {
            small(ui, &words.gathering_zone_other(&dates.zone));
        }
        gap(ui, 10.0);
        let stages = Stage::ALL.map(|stage| (stage, stage_word(cx, stage)));
        let mut stage = at.one.stage;
        if !at.is_writable() {
            small(ui, &stage_word(cx, stage));
        } else if choice(ui, &words.gathering_how_far(), &mut stage, &stages) {
            let said = words.stage_set(&at.one.name, &stage_word(cx, stage));
            let undo = Undo::By(at.command(GatheringChange::Stage(at.one.stage)));
            let command = at.command(GatheringChange::Stage(stage));
            cx.state.send_then(&place_of(at, "stage"), command, said, Default::default(), undo);
        }
        cx.refusal_ui(ui, &place_of(at, "stage"));
    });
    gap(ui, 16.0);
}

fn change_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, place: &str) {
    let words = cx.words;
    heading(ui, &words.gathering_when_where());
    gap(ui, 6.0);
    call::fields(ui, cx, place, Some(at.one));
    gap(ui, 14.0);
    let typed = call::read(cx, place);
    wrapped(ui, |ui| {
        let ready = typed.is_some() && !cx.state.is_pending(place);
        if Press::primary(words.save()).said(words.gathering_change(&at.one.name)).enabled(ready).show(ui)
            && let Some(typed) = typed
        {
            save(cx, at, place, typed);
        }
        if Press::ghost(words.cancel()).show(ui) {
            cx.state.forms.clear(place);
        }
    });
    cx.refusal_ui(ui, place);
}

/// Sends what is different, and again what two set apart: that is what settles it.
fn save(cx: &mut Cx<'_>, at: &At<'_>, place: &str, typed: weft_view::GatheringCall) {
    let one = at.one;
    let apart = |field: &str| one.field_clashes.iter().any(|clash| clash.field == field);
    let mut changes = Vec::new();
    let dates = DatesView { first: typed.first, last: typed.last, nights: 0, zone: typed.zone.clone() };
    let same_dates =
        one.dates.as_ref().is_some_and(|known| DatesView { nights: 0, ..known.clone() } == dates);
    if typed.name != one.name || apart("name") {
        changes.push(GatheringChange::Name(typed.name));
    }
    if typed.question != one.question || apart("question") {
        changes.push(GatheringChange::Question(typed.question));
    }
    if typed.place != one.place || apart("place") {
        changes.push(GatheringChange::Place(typed.place));
    }
    if !same_dates || apart("dates") {
        changes.push(GatheringChange::Dates { first: typed.first, last: typed.last, zone: typed.zone });
    }
    if let Some(ring) = typed.ring.filter(|ring| one.ring != Some(*ring) || apart("ring")) {
        changes.push(GatheringChange::Ring(ring));
    }
    if changes.is_empty() {
        cx.state.forms.clear(place);
    }
    let said = cx.words.gathering_saved(&one.name);
    for change in changes {
        cx.state.send(place, at.command(change), said.clone());
    }
}

fn coming_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>) {
    let words = cx.words;
    let mine = at.one.coming.iter().find(|coming| coming.person == at.space.me);
    card(ui, |ui| {
        heading(ui, &words.who_comes());
        let yes = at.one.count(Coming::Yes) as i64;
        let counted = match at.one.ring {
            Some(ring) => words.coming_of_ring(yes, i64::from(ring)),
            None => words.gathering_coming(yes),
        };
        muted(ui, &counted);
        if yes > 1 {
            small(ui, &words.voices_line(yes, (yes * VOICE_S + 59) / 60));
        }
        for (answer, said) in
            [Coming::Yes, Coming::Maybe, Coming::No].map(|answer| (answer, names(cx, at, answer)))
        {
            match answer {
                _ if said.is_empty() => {}
                Coming::Yes => drop(small(ui, &words.comes_yes(&said))),
                Coming::Maybe => drop(small(ui, &words.comes_maybe(&said))),
                Coming::No => drop(small(ui, &words.comes_no(&said))),
            }
        }
        if at.is_writable() && at.one.stage != Stage::Closed {
            gap(ui, 10.0);
            divider(ui);
            gap(ui, 8.0);
            answer_ui(ui, cx, at, mine);
        }
    });
    gap(ui, 16.0);
}

/// The people of one answer, each with the nights they stay where not all.
fn names(cx: &Cx<'_>, at: &At<'_>, answer: Coming) -> String {
    let words = cx.words;
    let all = at.one.coming.iter().filter(|coming| coming.answer == answer);
    let name = |coming: &ComingView| {
        let who = cx.name(at.space, &coming.person);
        match coming.nights.as_ref().filter(|_| answer != Coming::No) {
            None => who,
            Some(nights) if nights.is_empty() => words.comes_by_day(&who),
            Some(nights) => words.comes_with_nights(&who, &words.nights(nights.len() as i64)),
        }
    };
    all.map(name).collect::<Vec<_>>().join(", ")
}

fn answer_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, mine: Option<&ComingView>) {
    let words = cx.words;
    let place = place_of(at, "come");
    let answers = [
        (Some(Coming::Yes), words.come_yes()),
        (Some(Coming::Maybe), words.come_maybe()),
        (Some(Coming::No), words.come_no()),
    ];
    let mut answer = mine.map(|mine| mine.answer);
    let known = mine.and_then(|mine| mine.nights.clone());
    if choice(ui, &words.do_you_come(), &mut answer, &answers)
        && let Some(answer) = answer
    {
        come(cx, at, answer, known.clone());
    }
    let nights = nights_of(at);
    let Some(answer) =
        mine.map(|mine| mine.answer).filter(|answer| *answer != Coming::No && !nights.is_empty())
    else {
        return cx.refusal_ui(ui, &place);
    };
    gap(ui, 8.0);
    let first = match &known {
        None => 0,
        Some(some) if some.is_empty() => 1,
        Some(_) => 2,
    };
    let mut which = first;
    let ways = [(0, words.night_all()), (1, words.night_by_day()), (2, words.night_some())];
    if choice(ui, &words.which_nights(), &mut which, &ways) {
        come(
            cx,
            at,
            answer,
            match which {
                0 => None,
                1 => Some(Vec::new()),
                _ => Some(nights.iter().take(1).copied().collect()),
            },
        );
    }
    if first == 2
        && let Some(some) = known
    {
        for night in nights {
            let mut stays = some.contains(&night);
            if toggle(ui, &words.night_of(&cx.day(night)), &mut stays) {
                let mut some: Vec<CivilDate> = some.iter().copied().filter(|one| *one != night).collect();
                some.extend(stays.then_some(night));
                come(cx, at, answer, Some(some));
            }
        }
    }
    cx.refusal_ui(ui, &place);
}

/// The evenings of a gathering's nights.
fn nights_of(at: &At<'_>) -> Vec<CivilDate> {
    let days: Vec<CivilDate> = at.one.days.iter().map(|day| day.date).collect();
    days.split_last().map(|(_, nights)| nights.to_vec()).unwrap_or_default()
}

fn come(cx: &mut Cx<'_>, at: &At<'_>, answer: Coming, nights: Option<Vec<CivilDate>>) {
    let said = cx.words.come_said();
    cx.state.send(&place_of(at, "come"), at.command(GatheringChange::Come { answer, nights }), said);
}

fn days_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.the_days());
        if at.one.days.is_empty() {
            muted(ui, &words.gathering_no_days());
        }
        for (index, day) in at.one.days.iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            day_row(ui, cx, at, day);
        }
        let known = |day: CivilDate| at.one.days.iter().any(|shown| shown.date == day);
        let elsewhere = at.one.cards.iter();
        let elsewhere: Vec<_> = elsewhere
            .filter(|card| !card.spot.as_ref().is_some_and(|spot| known(spot.day)))
            .take(40)
            .collect();
        if !elsewhere.is_empty() {
            divider(ui);
            gap(ui, 6.0);
            muted(ui, &words.cards_elsewhere(elsewhere.len() as i64));
            wrapped(ui, |ui| {
                for card in elsewhere {
                    let title = title_of(cx, card);
                    if Press::ghost(&title).said(words.clash_open(&title)).show(ui) {
                        cx.go(at.card(&card.id));
                    }
                }
            });
        }
    });
}

fn day_row(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, day: &DayView) {
    let words = cx.words;
    let t = tokens(ui);
    let count = at
        .one
        .cards
        .iter()
        .filter(|card| card.spot.as_ref().is_some_and(|spot| spot.day == day.date))
        .count();
    row_min(
        ui,
        cx,
        52.0,
        220.0,
        |ui, cx| {
            tile(ui, icons::CALENDAR_DOTS, t.sky, 34.0);
            gap(ui, 4.0);
            let mut below = vec![words.sessions_count(count as i64)];
            if count > 0 && !day.empty.is_empty() {
                below.push(words.nothing_yet_in(&spaces_in(cx, &day.empty)));
            }
            two(ui, |ui| drop(strong(ui, &cx.day(day.date))), |ui| drop(small(ui, &below.join("  ·  "))));
        },
        |ui, cx| {
            let name = dates::weekday_of(words, day.date);
            let said = words.open_day(&format!("{name}, {}", cx.day_short(day.date)));
            if Press::secondary(words.open()).said(&said).show(ui) {
                cx.go(at.day(day.date));
            }
        },
    );
}
