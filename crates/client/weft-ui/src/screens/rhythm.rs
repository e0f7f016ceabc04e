//! When a crew meets, and when it looks back: no rhythm without a review.

use crate::{
    cx::Cx,
    dates,
    parts::{Field, Press, card, choice, gap, muted, trouble, wrapped},
    screens::{gone, head, meeting::date_field},
    state::{Then, Undo},
};
use egui::Ui;
use weft_ids::{CivilDate, SpaceId};
use weft_view::{Beat, Command, CrewView, PageEdit, Weekday};

/// A beat in words: *Every second Sunday, 19:00*.
pub(crate) fn beat_text(cx: &Cx<'_>, beat: &Beat) -> String {
    let words = cx.words;
    match beat {
        Beat::Weekly { day, time } => words.beat_weekly(&dates::weekday(words, *day), time),
        Beat::Fortnightly { from, time } => {
            let day = dates::weekday_of(words, *from);
            words.beat_fortnightly(&day, time)
        }
        Beat::Monthly { nth, day, time } => {
            words.beat_monthly(&words.nth_name(i64::from(*nth)), &dates::weekday(words, *day), time)
        }
        Beat::ByHand => words.beat_by_hand(),
    }
}

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let place = format!("rhythm-{id}");
    head(ui, cx, &words.set_rhythm(), &space.name, |_, _| {});
    let crew = space.crew.clone().unwrap_or_default();
    card(ui, |ui| {
        let beat = beat_form(ui, cx, &place, &crew);
        gap(ui, 10.0);
        let minutes = cx.state.forms.number(&format!("{place}/minutes"), crew.minutes.max(60));
        let options = [60, 90].map(|n| (n, words.minutes_choice(i64::from(n))));
        choice(ui, &words.minutes_label(), minutes, &options);
        let minutes = *minutes;
        gap(ui, 10.0);
        let first = if crew.meetings == 0 { 6 } else { crew.meetings };
        let meetings = cx.state.forms.number(&format!("{place}/meetings"), first);
        let options = [5, 6, 8, 10].map(|n| (n, words.meetings_choice(i64::from(n))));
        choice(ui, &words.meetings_label(), meetings, &options);
        let meetings = *meetings;
        gap(ui, 10.0);
        let review = review_default(cx, beat.as_ref(), &crew, meetings);
        date_field(ui, cx, &words.review_label(), &format!("{place}/review"), review, &[42, 70, 84]);
        muted(ui, &words.review_why());
        gap(ui, 12.0);
        let review = CivilDate::parse(&cx.state.forms.get(&format!("{place}/review")));
        if beat.is_none() {
            trouble(ui, &words.rhythm_time_unknown());
        }
        wrapped(ui, |ui| {
            let ready = beat.is_some() && review.is_some() && !cx.state.is_pending(&place);
            if Press::primary(words.set_rhythm_do()).enabled(ready).show(ui)
                && let Some(review) = review
            {
                let edit = PageEdit::Rhythm { beat, minutes, meetings, review };
                let command = Command::Edit { space: *id, edit };
                cx.state.send_then(&place, command, words.rhythm_set(), Then::Back, Undo::Never);
            }
            if Press::ghost(words.cancel()).show(ui) {
                cx.state.forms.clear(&place);
                cx.state.back();
            }
        });
        cx.refusal_ui(ui, &place);
    });
}

fn review_default(cx: &Cx<'_>, beat: Option<&Beat>, crew: &CrewView, meetings: u32) -> CivilDate {
    if let Some(review) = crew.review {
        return review;
    }
    let apart = match beat {
        Some(Beat::Weekly { .. } | Beat::ByHand) | None => 7,
        Some(Beat::Fortnightly { .. }) => 14,
        Some(Beat::Monthly { .. }) => 30,
    };
    dates::after(cx.today, apart * i64::from(meetings))
}

/// The beat as it stands in the form; `None` while its time cannot be read.
fn beat_form(ui: &mut Ui, cx: &mut Cx<'_>, place: &str, crew: &CrewView) -> Option<Beat> {
    let words = cx.words;
    let (kind, day, nth, time) = match &crew.beat {
        Some(Beat::Weekly { day, time }) => (0, index_of(*day), 1, time.clone()),
        Some(Beat::Fortnightly { from, time }) => {
            (1, index_of(dates::weekday_number(*from)), 1, time.clone())
        }
        Some(Beat::Monthly { nth, day, time }) => (2, index_of(*day), u32::from(*nth), time.clone()),
        Some(Beat::ByHand) => (3, 0, 1, "19:00".to_owned()),
        None => (0, 6, 1, "19:00".to_owned()),
    };
    let value = cx.state.forms.number(&format!("{place}/kind"), kind);
    let kinds = [words.every_week(), words.every_second_week(), words.every_month(), words.by_hand()];
    choice(ui, &words.how_often(), value, &numbered(kinds));
    let kind = *value;
    if kind == 3 {
        return Some(Beat::ByHand);
    }
    if kind == 2 {
        gap(ui, 8.0);
        let value = cx.state.forms.number(&format!("{place}/nth"), nth);
        let options: Vec<(u32, String)> = (1..=5).map(|n| (n, words.nth_name(i64::from(n)))).collect();
        choice(ui, &words.which_week(), value, &options);
    }
    gap(ui, 8.0);
    let value = cx.state.forms.number(&format!("{place}/weekday"), day);
    let days: Vec<(u32, String)> =
        Weekday::ALL.iter().enumerate().map(|(i, d)| (i as u32, dates::weekday(words, *d))).collect();
    choice(ui, &words.weekday_label(), value, &days);
    let day = *value;
    gap(ui, 8.0);
    let text = cx.state.forms.text_from(&format!("{place}/time"), || time);
    Field::new(words.time_label()).hint("19:00").width(140.0).show(ui, text);
    let time = text.trim().to_owned();
    if !dates::is_time(&time) {
        return None;
    }
    let day = Weekday::ALL.get(day as usize).copied().unwrap_or(Weekday::Sunday);
    Some(match kind {
        0 => Beat::Weekly { day, time },
        1 => {
            let weekly = Beat::Weekly { day, time: time.clone() };
            let from = dates::next_by(&weekly, cx.today).map_or(cx.today, |(from, _)| from);
            let from = match &crew.beat {
                Some(Beat::Fortnightly { from, .. }) if dates::weekday_number(*from) == day => *from,
                _ => from,
            };
            Beat::Fortnightly { from, time }
        }
        _ => {
            let nth = *cx.state.forms.number(&format!("{place}/nth"), nth);
            Beat::Monthly { nth: u8::try_from(nth).unwrap_or(1), day, time }
        }
    })
}

fn numbered<const N: usize>(texts: [String; N]) -> Vec<(u32, String)> {
    texts.into_iter().enumerate().map(|(index, text)| (index as u32, text)).collect()
}

fn index_of(day: Weekday) -> u32 {
    Weekday::ALL.iter().position(|other| *other == day).unwrap_or(0) as u32
}
