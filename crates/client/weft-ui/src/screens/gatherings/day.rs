//! One day of a gathering: its wall as a timetable, what clashes, and the question of the day.

use super::{At, list, name_words, spaces_in, spots_on, table, title_of, when_and_where};
use crate::{
    cx::Cx,
    dates, icons,
    parts::{Field, Press, choice, gap, muted, notice, row_min, small, strong, title, wrapped},
    state::{Screen, Undo},
    tokens::{semi, tokens},
};
use egui::{RichText, Ui};
use weft_ids::CivilDate;
use weft_view::{CardState, CardView, DayView, GatheringChange, SharedView, WallClashView};

/// Sessions of one day that are drawn at most, so that no wall can stall the window.
const DRAWN_MAX: usize = 120;

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, date: CivilDate) {
    let words = cx.words;
    let empty = DayView { date, journal: String::new(), journal_others: Vec::new(), empty: Vec::new() };
    let day = at.one.days.iter().find(|day| day.date == date).unwrap_or(&empty);
    head_ui(ui, cx, at, date);
    tabs(ui, cx, at, date);
    gap(ui, 12.0);
    let on_day: Vec<&CardView> =
        at.one.cards.iter().filter(|card| spots_on(card, date).next().is_some()).collect();
    for clash in &at.one.clashes {
        if clash.cards.iter().any(|id| on_day.iter().any(|card| card.id == *id)) {
            clash_ui(ui, cx, at, clash);
        }
    }
    for card in on_day.iter().filter(|card| is_apart(card)).take(8) {
        apart_ui(ui, cx, at, card);
    }
    journal_ui(ui, cx, at, day);
    if !day.empty.is_empty() {
        small(ui, &words.nothing_yet_sentence(&spaces_in(cx, &day.empty)));
        gap(ui, 8.0);
    }
    let drawn: Vec<&CardView> = on_day.iter().copied().take(DRAWN_MAX).collect();
    let fits = table::fits(ui.available_width(), &drawn, date);
    let mut as_list = 0;
    if fits {
        let look = cx.state.forms.number("gathering-look/list", 0);
        choice(ui, "", look, &[(0, words.wall_as_table()), (1, words.wall_as_list())]);
        as_list = *look;
        gap(ui, 10.0);
    }
    let pressed = if fits && as_list == 0 {
        table::show(ui, cx, at, day, &drawn)
    } else {
        list::show(ui, cx, at, day, &drawn)
    };
    if let Some(card) = pressed {
        cx.go(at.card(&card));
    }
    if on_day.len() > DRAWN_MAX {
        small(ui, &words.more_not_drawn((on_day.len() - DRAWN_MAX) as i64));
    }
    taken_off_ui(ui, cx, at, date);
}

/// Where it belongs, the weekday, and the button that places a session.
fn head_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, date: CivilDate) {
    let words = cx.words;
    let hint = words.with_key(&words.back(), "Alt+Left");
    if Press::ghost(words.back()).icon(icons::CARET_RIGHT).hint(hint).flip().show(ui) {
        cx.state.back();
    }
    muted(ui, &format!("{}  ·  {}", at.one.name, when_and_where(cx, at.one)));
    let name = dates::weekday_of(words, date);
    row_min(
        ui,
        cx,
        44.0,
        220.0,
        |ui, _| drop(title(ui, &name)),
        |ui, cx| {
            let said = words.place_card_on(&cx.day(date));
            let place = Press::primary(words.place_card()).icon(icons::PLUS).said(&said);
            if at.is_writable() && place.show(ui) {
                let (space, id) = (at.space.id, at.one.id.clone());
                cx.go(Screen::Gathering(super::GatheringScreen::Place(space, id, date)));
            }
        },
    );
    gap(ui, 6.0);
}

/// The days of the gathering side by side.
fn tabs(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, date: CivilDate) {
    let words = cx.words;
    let tab = |day: CivilDate| words.day_tab(&dates::weekday_of(words, day), i64::from(day.parts().2));
    let mut days: Vec<(CivilDate, String)> =
        at.one.days.iter().map(|day| (day.date, tab(day.date))).collect();
    if !days.iter().any(|(day, _)| *day == date) {
        days.push((date, tab(date)));
    }
    let mut chosen = date;
    if choice(ui, "", &mut chosen, &days) {
        cx.state.replace(at.day(chosen));
    }
}

fn is_apart(card: &CardView) -> bool {
    !card.other_spots.is_empty() || matches!(card.state, CardState::Unsettled { .. })
}

/// Sessions that share a place, or ask for everyone, at one time.
pub(super) fn clash_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, clash: &WallClashView) {
    let words = cx.words;
    let t = tokens(ui);
    let heading = match &clash.shared {
        SharedView::Site(site) => words.clash_site(site),
        SharedView::Everyone => words.clash_everyone(),
    };
    notice(ui, t.clay, |ui| {
        ui.label(RichText::new(heading).font(semi(15.0)).color(t.clay.fg));
        muted(ui, &words.clash_both_stay());
        wrapped(ui, |ui| {
            for card in clash.cards.iter().take(12).filter_map(|id| at.one.card(id)) {
                let title = title_of(cx, card);
                let start = card.spot.as_ref().map(|spot| spot.start.clone()).unwrap_or_default();
                let text = words.clash_card(&title, &start);
                if Press::secondary(&text).said(words.clash_open(&text)).show(ui) {
                    cx.go(at.card(&card.id));
                }
            }
        });
    });
    gap(ui, 10.0);
}

/// A session that two people moved, or one took off and another changed, apart.
fn apart_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, card: &CardView) {
    let words = cx.words;
    let t = tokens(ui);
    let title = title_of(cx, card);
    let what = if card.other_spots.is_empty() { words.card_unsettled() } else { words.card_moved_apart() };
    notice(ui, t.honey, |ui| {
        row_min(
            ui,
            cx,
            38.0,
            200.0,
            |ui, _| {
                ui.vertical(|ui| {
                    ui.label(RichText::new(&title).font(semi(15.0)).color(t.honey.fg));
                    small(ui, &what);
                });
            },
            |ui, cx| {
                let open = words.clash_open(&title);
                if Press::secondary(words.open()).said(format!("{open} ({what})")).show(ui) {
                    cx.go(at.card(&card.id));
                }
            },
        );
    });
    gap(ui, 10.0);
}

/// The question of the day, to take along when alone.
fn journal_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, day: &DayView) {
    let words = cx.words;
    let t = tokens(ui);
    let place = format!("gathering-{}-journal-{}", at.one.id, day.date);
    notice(ui, t.plum, |ui| {
        if cx.state.forms.is_open(&place) {
            let key = format!("{place}/question");
            Field::new(words.journal_label())
                .hint(words.journal_hint())
                .show(ui, cx.state.forms.text_from(&key, || day.journal.clone()));
            gap(ui, 8.0);
            wrapped(ui, |ui| {
                let said = words.journal_change(&cx.day(day.date));
                if Press::primary(words.save()).said(&said).enabled(!cx.state.is_pending(&place)).show(ui) {
                    let question = cx.state.forms.get(&key);
                    let change = GatheringChange::Journal { day: day.date, question };
                    cx.state.send(&place, at.command(change), words.journal_saved());
                }
                if Press::ghost(words.cancel()).show(ui) {
                    cx.state.forms.clear(&place);
                }
            });
            return cx.refusal_ui(ui, &place);
        }
        row_min(
            ui,
            cx,
            38.0,
            200.0,
            |ui, cx| {
                ui.vertical(|ui| {
                    let question =
                        if day.journal.is_empty() { words.journal_none() } else { day.journal.clone() };
                    strong(ui, &question);
                    small(ui, &words.journal_take());
                    for (who, other) in &day.journal_others {
                        small(ui, &words.journal_also(&name_words(cx, at, who.as_ref()), other));
                    }
                });
            },
            |ui, cx| {
                let said = words.journal_change(&cx.day(day.date));
                if at.is_writable() && Press::ghost(words.change()).said(&said).show(ui) {
                    cx.state.forms.set_open(&place, true);
                }
            },
        );
    });
    gap(ui, 10.0);
}

/// What was taken off on this day, to be put back.
fn taken_off_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, date: CivilDate) {
    let words = cx.words;
    let off = at.one.taken_off.iter().filter(|card| card.spot.as_ref().is_some_and(|spot| spot.day == date));
    let off: Vec<&CardView> = off.take(20).collect();
    if off.is_empty() {
        return;
    }
    gap(ui, 12.0);
    strong(ui, &words.cards_off());
    for card in off {
        let title = title_of(cx, card);
        let place = format!("card-{}-back", card.id);
        row_min(
            ui,
            cx,
            38.0,
            180.0,
            |ui, cx| {
                let line = match &card.state {
                    CardState::TakenOff { by: Some(by) } => words.card_off_by(&cx.name_first(at.space, by)),
                    CardState::TakenOff { by: None } | CardState::Stands | CardState::Unsettled { .. } => {
                        words.card_off_by_nobody()
                    }
                };
                muted(ui, &format!("{title}  ·  {line}"));
            },
            |ui, cx| {
                let back = Press::ghost(words.card_put_back()).said(words.card_put_back_said(&title));
                if at.is_writable() && back.show(ui) {
                    let change = |change| at.command(change);
                    let undo = Undo::By(change(GatheringChange::TakeOff { card: card.id.clone() }));
                    let command = change(GatheringChange::Keep { card: card.id.clone() });
                    cx.state.send_then(&place, command, words.card_back(&title), Default::default(), undo);
                }
            },
        );
        cx.refusal_ui(ui, &place);
    }
}
