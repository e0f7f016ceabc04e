//! Calling a gathering, or writing down the idea of one; also the fields with which one is changed.

use super::callable;
use crate::{
    cx::Cx,
    dates,
    parts::{Field, Press, card, choice, gap, muted, trouble, wrapped},
    screens::{gone, head, meeting::date_field},
    state::{Then, Undo},
};
use egui::Ui;
use weft_ids::CivilDate;
use weft_view::{Command, GatheringCall, GatheringCommand, GatheringView, Stage, today::days_between};

const PLACE: &str = "gathering-call";

/// Days between the first and the last that a gathering has at most.
const NIGHTS_MAX: i64 = 30;

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let spaces = callable(cx);
    let Some(first) = spaces.first() else { return gone(ui, cx) };
    head(ui, cx, &words.gathering_call(), &words.gathering_call_line(), |_, _| {});
    card(ui, |ui| {
        let mut chosen = first.id;
        if spaces.len() > 1 {
            let place = cx.state.forms.number("gathering-call/space", 0);
            let options: Vec<(u32, String)> =
                (0..).zip(&spaces).map(|(place, space)| (place, space.name.clone())).collect();
            choice(ui, &words.gathering_where(), place, &options);
            let picked = usize::try_from(*place).ok().and_then(|place| spaces.get(place));
            chosen = picked.map_or(first.id, |space| space.id);
            gap(ui, 8.0);
        }
        fields(ui, cx, PLACE, None);
        gap(ui, 8.0);
        let idea = cx.state.forms.number("gathering-call/idea", 0);
        choice(ui, &words.gathering_how_far(), idea, &[(0, words.stage_called()), (1, words.stage_idea())]);
        let is_idea = *idea == 1;
        gap(ui, 14.0);
        let typed = read(cx, PLACE);
        wrapped(ui, |ui| {
            let ready = typed.is_some() && !cx.state.is_pending(PLACE);
            let text = if is_idea { words.gathering_note_do() } else { words.gathering_call_do() };
            if Press::primary(text).enabled(ready).show(ui)
                && let Some(mut call) = typed
            {
                call.stage = if is_idea { Stage::Idea } else { Stage::Called };
                let said = match call.stage {
                    Stage::Idea => words.gathering_noted(&call.name),
                    Stage::Called | Stage::Gathering | Stage::Closed => words.gathering_called(&call.name),
                };
                let command = Command::Gathering(GatheringCommand::Call { space: chosen, call });
                let then = Then::OpenGathering(chosen);
                cx.state.send_then(PLACE, command, said, then, Undo::Never);
            }
            if Press::ghost(words.cancel()).show(ui) {
                cx.state.forms.clear(PLACE);
                cx.state.back();
            }
        });
        cx.refusal_ui(ui, PLACE);
    });
}

/// The fields of a gathering, filled with what it says.
pub(super) fn fields(ui: &mut Ui, cx: &mut Cx<'_>, place: &str, one: Option<&GatheringView>) {
    let words = cx.words;
    let key = |field: &str| format!("{place}/{field}");
    let said = |read: fn(&GatheringView) -> &String| one.map(|one| read(one).clone()).unwrap_or_default();
    let name = Field::new(words.gathering_name_label()).hint(words.gathering_name_hint());
    let name = name.show(ui, cx.state.forms.text_from(&key("name"), || said(|one| &one.name)));
    if cx.state.fresh && one.is_none() {
        name.request_focus();
    }
    gap(ui, 8.0);
    Field::new(words.gathering_question_label())
        .hint(words.gathering_question_hint())
        .show(ui, cx.state.forms.text_from(&key("question"), || said(|one| &one.question)));
    gap(ui, 8.0);
    Field::new(words.gathering_place_label())
        .hint(words.gathering_place_hint())
        .show(ui, cx.state.forms.text_from(&key("place"), || said(|one| &one.place)));
    gap(ui, 8.0);
    let known = one.and_then(|one| one.dates.as_ref());
    let first = known.map_or_else(|| dates::after(cx.today, 30), |dates| dates.first);
    date_field(ui, cx, &words.gathering_first_label(), &key("first"), first, &[]);
    gap(ui, 8.0);
    let begins = CivilDate::parse(&cx.state.forms.get(&key("first"))).unwrap_or(first);
    let last = known.map_or_else(|| dates::after(begins, 3), |dates| dates.last);
    date_field(ui, cx, &words.gathering_last_label(), &key("last"), last, &[]);
    let ends = CivilDate::parse(&cx.state.forms.get(&key("last")));
    match ends.map(|ends| days_between(begins, ends)) {
        Some(nights) if (0..=NIGHTS_MAX).contains(&nights) => {
            muted(ui, &words.nights(nights));
            if nights < 3 {
                muted(ui, &words.note_few_nights(nights));
            }
        }
        Some(_) => drop(trouble(ui, &words.gathering_days_wrong())),
        None => {}
    }
    gap(ui, 8.0);
    let zone = known.map_or_else(|| cx.zone.to_owned(), |dates| dates.zone.clone());
    Field::new(words.zone_label())
        .below(words.gathering_zone_below())
        .show(ui, cx.state.forms.text_from(&key("zone"), || zone));
    let zone = cx.state.forms.get(&key("zone"));
    if !dates::is_zone(&zone) {
        trouble(ui, &words.zone_unknown(&zone));
    }
    gap(ui, 8.0);
    let holds = one.and_then(|one| one.ring).unwrap_or(24);
    let ring = cx.state.forms.number(&key("ring"), holds);
    let mut sizes = vec![12, 18, 24, 30, 40];
    if !sizes.contains(&holds) {
        sizes.push(holds);
        sizes.sort_unstable();
    }
    let options: Vec<(u32, String)> =
        sizes.into_iter().map(|size| (size, words.gathering_ring_choice(i64::from(size)))).collect();
    choice(ui, &words.gathering_ring_label(), ring, &options);
}

/// What the fields say, where all of it can be.
pub(super) fn read(cx: &mut Cx<'_>, place: &str) -> Option<GatheringCall> {
    let get = |field: &str| cx.state.forms.get(&format!("{place}/{field}"));
    let (name, zone) = (get("name"), get("zone"));
    let (first, last) = (CivilDate::parse(&get("first"))?, CivilDate::parse(&get("last"))?);
    let well =
        !name.is_empty() && dates::is_zone(&zone) && (0..=NIGHTS_MAX).contains(&days_between(first, last));
    let (question, at) = (get("question"), get("place"));
    let ring = Some(*cx.state.forms.number(&format!("{place}/ring"), 24));
    well.then_some(GatheringCall { name, question, first, last, zone, place: at, ring, stage: Stage::Called })
}
