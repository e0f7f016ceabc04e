//! A session of the wall: placing one, moving it without a drag, changing what it says, and settling what was done apart.

use super::{At, clock, day::clash_ui, name_words, spot, spot_text, title_of};
use crate::{
    cx::Cx,
    parts::{
        Field, Press, card as card_ui, choice, divider, gap, heading, muted, notice, row_min, strong, wrapped,
    },
    screens::{gone, head},
    state::{Then, Undo},
    tokens::{semi, tokens},
};
use egui::{RichText, Ui};
use weft_ids::CivilDate;
use weft_view::{
    CardDraft, CardState, CardView, Command, FourSpace, GatheringChange, GatheringCommand, SpotDraft,
    SpotView,
};

/// Lengths that are offered, in minutes.
const LENGTHS: [u32; 6] = [30, 45, 60, 90, 120, 180];
/// Minutes of one step earlier or later.
const STEP: u32 = 15;

/// The page that places a session.
pub(super) fn place(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, day: CivilDate) {
    let words = cx.words;
    let place = format!("card-new-{}", at.one.id);
    head(ui, cx, &words.place_card(), &at.one.name, |_, _| {});
    card_ui(ui, |ui| {
        let fresh = cx.state.fresh;
        words_fields(ui, cx, &place, None, fresh);
        gap(ui, 10.0);
        let first =
            SpotDraft { day, start: "10:00".to_owned(), space: FourSpace::Subgroup, site: String::new() };
        spot::fields(ui, cx, at, &place, &first);
        gap(ui, 14.0);
        let at_spot = spot::read(cx, at, &place, &first);
        let title = cx.state.forms.get(&format!("{place}/title"));
        let ready = !title.is_empty() && !cx.state.is_pending(&place);
        wrapped(ui, |ui| {
            let press = Press::primary(words.card_place_do()).enabled(ready && at_spot.is_some());
            if press.show(ui)
                && let Some(spot) = at_spot
            {
                let (host, note, minutes) = typed(cx, &place);
                let said = words.card_placed(&title);
                let card = CardDraft { title, host, minutes, note, spot };
                let gathering = at.one.id.clone();
                let command = GatheringCommand::Place { space: at.space.id, gathering, card };
                cx.state.send_then(&place, Command::Gathering(command), said, Then::Back, Undo::Never);
            }
            if Press::ghost(words.cancel()).show(ui) {
                cx.state.forms.clear(&place);
                cx.state.back();
            }
        });
        cx.refusal_ui(ui, &place);
    });
}

/// The page of a session.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, id: &str) {
    let Some(card) = at.one.card(id) else { return gone(ui, cx) };
    let words = cx.words;
    let t = tokens(ui);
    let below = card.spot.as_ref().map(|spot| spot_text(cx, &t, spot, card.minutes)).unwrap_or_default();
    head(ui, cx, &title_of(cx, card), &below, |_, _| {});
    if let CardState::TakenOff { .. } = card.state {
        return off_ui(ui, cx, at, card);
    }
    apart_ui(ui, cx, at, card);
    unsettled_ui(ui, cx, at, card);
    for clash in at.one.clashes.iter().filter(|clash| clash.cards.iter().any(|one| one == id)) {
        clash_ui(ui, cx, at, clash);
    }
    other_words_ui(ui, cx, at, card);
    if !at.is_writable() {
        card_ui(ui, |ui| {
            strong(ui, &card.host);
            muted(ui, &card.note);
        });
        return;
    }
    move_ui(ui, cx, at, card);
    edit_ui(ui, cx, at, card);
    let title = title_of(cx, card);
    if Press::ghost(words.card_take_off()).said(words.card_take_off_said(&title)).show(ui) {
        take_off(cx, at, card, Then::Back);
    }
    cx.refusal_ui(ui, &place_of(card, "off"));
}

fn place_of(card: &CardView, what: &str) -> String {
    format!("card-{}-{what}", card.id)
}

fn take_off(cx: &mut Cx<'_>, at: &At<'_>, card: &CardView, then: Then) {
    let said = cx.words.card_taken_off(&title_of(cx, card));
    let undo = Undo::By(at.command(GatheringChange::Keep { card: card.id.clone() }));
    let command = at.command(GatheringChange::TakeOff { card: card.id.clone() });
    cx.state.send_then(&place_of(card, "off"), command, said, then, undo);
}

fn keep(cx: &mut Cx<'_>, at: &At<'_>, card: &CardView) {
    let said = cx.words.card_back(&title_of(cx, card));
    let command = at.command(GatheringChange::Keep { card: card.id.clone() });
    cx.state.send(&place_of(card, "off"), command, said);
}

fn off_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, card: &CardView) {
    let words = cx.words;
    let title = title_of(cx, card);
    card_ui(ui, |ui| {
        let line = match &card.state {
            CardState::TakenOff { by: Some(by) } => words.card_off_by(&cx.name_first(at.space, by)),
            CardState::TakenOff { by: None } | CardState::Stands | CardState::Unsettled { .. } => {
                words.card_off_by_nobody()
            }
        };
        muted(ui, &line);
        gap(ui, 8.0);
        let back = Press::primary(words.card_put_back()).said(words.card_put_back_said(&title));
        if at.is_writable() && back.show(ui) {
            keep(cx, at, card);
        }
        cx.refusal_ui(ui, &place_of(card, "off"));
    });
}

/// Where two people moved it apart: both places, one act chooses.
fn apart_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, card: &CardView) {
    if card.other_spots.is_empty() {
        return;
    }
    let words = cx.words;
    let t = tokens(ui);
    let place = place_of(card, "settle");
    let shown = card.spot.iter().map(|spot| (card.moved_by, spot));
    let all = shown.chain(card.other_spots.iter().map(|(who, spot)| (*who, spot)));
    notice(ui, t.honey, |ui| {
        ui.label(RichText::new(words.card_moved_apart()).font(semi(15.0)).color(t.honey.fg));
        muted(ui, &words.card_moved_apart_line());
        gap(ui, 4.0);
        for (index, (who, spot)) in all.take(8).enumerate() {
            if index > 0 {
                divider(ui);
            }
            let at_text = spot_text(cx, &t, spot, card.minutes);
            row_min(
                ui,
                cx,
                44.0,
                240.0,
                |ui, cx| {
                    let who = name_words(cx, at, who.as_ref());
                    muted(ui, &words.card_place_by(&at_text, &who));
                },
                |ui, cx| {
                    let said = words.card_keep_place_said(&title_of(cx, card), &at_text);
                    let press = Press::secondary(words.card_keep_place()).said(said);
                    if at.is_writable() && press.enabled(!cx.state.is_pending(&place)).show(ui) {
                        move_to(cx, at, card, &place, spot::draft(spot), Undo::Never);
                    }
                },
            );
        }
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 12.0);
}

fn unsettled_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, card: &CardView) {
    let CardState::Unsettled { by } = &card.state else { return };
    let words = cx.words;
    let t = tokens(ui);
    let title = title_of(cx, card);
    notice(ui, t.honey, |ui| {
        ui.label(RichText::new(words.card_unsettled()).font(semi(15.0)).color(t.honey.fg));
        let line = match by {
            Some(by) => words.card_unsettled_line(&cx.name_first(at.space, by)),
            None => words.card_unsettled_nobody(),
        };
        muted(ui, &line);
        gap(ui, 4.0);
        if !at.is_writable() {
            return;
        }
        wrapped(ui, |ui| {
            if Press::secondary(words.card_keep()).said(words.card_keep_said(&title)).show(ui) {
                keep(cx, at, card);
            }
        });
    });
    gap(ui, 12.0);
}

fn other_words_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, card: &CardView) {
    if card.other_words.is_empty() {
        return;
    }
    let words = cx.words;
    let t = tokens(ui);
    notice(ui, t.honey, |ui| {
        ui.label(RichText::new(words.card_words_apart()).font(semi(15.0)).color(t.honey.fg));
        muted(ui, &words.card_words_line());
        for clash in &card.other_words {
            let field = match clash.field.as_str() {
                "title" => words.field_title(),
                "host" => words.field_host(),
                "minutes" => words.field_minutes(),
                _ => words.field_note(),
            };
            for (who, value) in clash.others.iter().take(8) {
                let line = match who {
                    Some(who) => words.card_words_other_by(&field, value, &cx.name(at.space, who)),
                    None => words.card_words_other(&field, value),
                };
                strong(ui, &line);
            }
        }
    });
    gap(ui, 12.0);
}

fn move_to(cx: &mut Cx<'_>, at: &At<'_>, card: &CardView, place: &str, to: SpotDraft, undo: Undo) {
    let said = cx.words.card_moved(&title_of(cx, card));
    let command = at.command(GatheringChange::Move { card: card.id.clone(), to });
    cx.state.send_then(place, command, said, Then::Stay, undo);
}

/// What moves a card back to where it is shown; nothing where people moved it apart.
fn undo_move(at: &At<'_>, card: &CardView) -> Undo {
    match &card.spot {
        Some(spot) if card.other_spots.is_empty() => {
            Undo::By(at.command(GatheringChange::Move { card: card.id.clone(), to: spot::draft(spot) }))
        }
        Some(_) | None => Undo::Never,
    }
}

fn move_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, card: &CardView) {
    let words = cx.words;
    let place = place_of(card, "move");
    let title = title_of(cx, card);
    card_ui(ui, |ui| {
        heading(ui, &words.card_where());
        gap(ui, 6.0);
        let step = place_of(card, "step");
        if let Some(spot) = &card.spot {
            let (earlier, later) = (shifted(spot, -i64::from(STEP)), shifted(spot, i64::from(STEP)));
            wrapped(ui, |ui| {
                let ways = [
                    (earlier, words.card_earlier(), words.card_earlier_said(&title)),
                    (later, words.card_later(), words.card_later_said(&title)),
                ];
                for (to, text, said) in ways {
                    let free = to.is_some() && !cx.state.is_pending(&step);
                    if Press::secondary(text).said(said).enabled(free).show(ui)
                        && let Some(to) = to
                    {
                        // The fields below would else keep the time from before.
                        cx.state.forms.clear(&place);
                        move_to(cx, at, card, &step, to, undo_move(at, card));
                    }
                }
            });
            gap(ui, 8.0);
        }
        cx.refusal_ui(ui, &step);
        let first = card.spot.as_ref().map_or_else(|| first_spot(cx, at), spot::draft);
        spot::fields(ui, cx, at, &place, &first);
        gap(ui, 12.0);
        let to = spot::read(cx, at, &place, &first);
        let same = card.other_spots.is_empty() && card.spot.is_some() && to.as_ref() == Some(&first);
        let ready = to.is_some() && !same && !cx.state.is_pending(&place);
        if Press::primary(words.card_move_do()).enabled(ready).show(ui)
            && let Some(to) = to
        {
            move_to(cx, at, card, &place, to, undo_move(at, card));
        }
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 16.0);
}

fn first_spot(cx: &Cx<'_>, at: &At<'_>) -> SpotDraft {
    let day = at.one.days.first().map_or(cx.today, |day| day.date);
    SpotDraft { day, start: "10:00".to_owned(), space: FourSpace::Subgroup, site: String::new() }
}

/// The same place so many minutes later on the same day; `None` past its ends.
fn shifted(spot: &SpotView, minutes: i64) -> Option<SpotDraft> {
    let start = u32::try_from(i64::from(spot.start_minute) + minutes).ok().filter(|start| *start < 1_440)?;
    Some(SpotDraft { start: clock(start), ..spot::draft(spot) })
}

fn edit_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, card: &CardView) {
    let words = cx.words;
    let place = place_of(card, "says");
    let shown_title = title_of(cx, card);
    card_ui(ui, |ui| {
        heading(ui, &words.card_says());
        gap(ui, 6.0);
        words_fields(ui, cx, &place, Some(card), false);
        gap(ui, 12.0);
        let title = cx.state.forms.get(&format!("{place}/title"));
        let ready = !title.is_empty() && !cx.state.is_pending(&place);
        let press = Press::secondary(words.card_says_do()).said(words.card_says_said(&shown_title));
        if press.enabled(ready).show(ui) {
            let (host, note, minutes) = typed(cx, &place);
            let apart = |field: &str| card.other_words.iter().any(|clash| clash.field == field);
            // Words with a clash are written again even where they stay: that is what settles it.
            let changed = |field: &str, typed: String, known: &String| {
                (typed != *known || apart(field)).then_some(typed)
            };
            let change = GatheringChange::Edit {
                card: card.id.clone(),
                title: changed("title", title, &card.title),
                host: changed("host", host, &card.host),
                minutes: (minutes != card.minutes || apart("minutes")).then_some(minutes),
                note: changed("note", note, &card.note),
            };
            cx.state.send(&place, at.command(change), words.card_saved(&shown_title));
        }
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 12.0);
}

/// Title, host, length and line, beginning as a card says them.
fn words_fields(ui: &mut Ui, cx: &mut Cx<'_>, place: &str, card: Option<&CardView>, focus: bool) {
    let words = cx.words;
    let key = |field: &str| format!("{place}/{field}");
    let said = |read: fn(&CardView) -> &String| card.map(|card| read(card).clone()).unwrap_or_default();
    let title = Field::new(words.card_title_label()).hint(words.card_title_hint());
    let title = title.show(ui, cx.state.forms.text_from(&key("title"), || said(|card| &card.title)));
    if focus {
        title.request_focus();
    }
    gap(ui, 8.0);
    Field::new(words.card_host_label())
        .hint(words.card_host_hint())
        .show(ui, cx.state.forms.text_from(&key("host"), || said(|card| &card.host)));
    gap(ui, 8.0);
    let first = card.map_or(60, |card| card.minutes);
    let minutes = cx.state.forms.number(&key("minutes"), first);
    let mut lengths = LENGTHS.to_vec();
    if !lengths.contains(&first) {
        lengths.push(first);
        lengths.sort_unstable();
    }
    let options: Vec<(u32, String)> =
        lengths.into_iter().map(|length| (length, words.minutes_choice(i64::from(length)))).collect();
    choice(ui, &words.card_minutes_label(), minutes, &options);
    gap(ui, 8.0);
    Field::new(words.card_note_label())
        .hint(words.card_note_hint())
        .show(ui, cx.state.forms.text_from(&key("note"), || said(|card| &card.note)));
}

/// Host, line and length as they are typed.
fn typed(cx: &mut Cx<'_>, place: &str) -> (String, String, u32) {
    let (host, note) =
        (cx.state.forms.get(&format!("{place}/host")), cx.state.forms.get(&format!("{place}/note")));
    (host, note, *cx.state.forms.number(&format!("{place}/minutes"), 60))
}
