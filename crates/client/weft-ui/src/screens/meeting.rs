//! Setting the next meeting.

use crate::{
    cx::Cx,
    dates,
    parts::{Field, Press, card, gap, small, trouble, wrapped},
    screens::{gone, head},
    state::{Then, Undo},
};
use egui::Ui;
use weft_ids::{CivilDate, SpaceId};
use weft_view::{Command, PageEdit, today::days_between};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let place = format!("meeting-{id}");
    head(ui, cx, &words.set_meeting(), &space.name, |_, _| {});
    let crew = space.crew.clone().unwrap_or_default();
    let coming = crew.next.clone().filter(|next| days_between(cx.today, next.date) >= 0);
    let by_beat = crew.beat.as_ref().and_then(|beat| dates::next_by(beat, dates::after(cx.today, 1)));
    let (day, time) = match (&coming, &by_beat) {
        (Some(next), _) => (next.date, next.time.clone()),
        (None, Some((day, time))) => (*day, time.clone()),
        (None, None) => (dates::after(cx.today, 7), "19:00".to_owned()),
    };
    let key = |field: &str| format!("{place}/{field}");
    card(ui, |ui| {
        date_field(ui, cx, &words.day_label(), &key("day"), day, &[1, 7, 14]);
        gap(ui, 8.0);
        let hour = cx.state.forms.text_from(&key("time"), || time);
        Field::new(words.time_label()).hint("19:00").width(140.0).show(ui, hour);
        gap(ui, 8.0);
        let zone = cx.zone.to_owned();
        Field::new(words.zone_label())
            .below(words.zone_below())
            .show(ui, cx.state.forms.text_from(&key("zone"), || zone));
        gap(ui, 8.0);
        let at = coming.as_ref().map_or_else(|| crew.place.clone(), |next| next.place.clone());
        Field::new(words.field_place())
            .hint(words.place_hint())
            .show(ui, cx.state.forms.text_from(&key("place"), || at));
        gap(ui, 14.0);
        let date = CivilDate::parse(&cx.state.forms.get(&key("day")));
        let (time, zone) = (cx.state.forms.get(&key("time")), cx.state.forms.get(&key("zone")));
        let fits = dates::is_time(&time) && dates::is_zone(&zone);
        if !dates::is_zone(&zone) {
            trouble(ui, &words.zone_unknown(&zone));
        } else if !dates::is_time(&time) {
            trouble(ui, &words.time_unknown(&time));
        }
        wrapped(ui, |ui| {
            let ready = fits && date.is_some() && !cx.state.is_pending(&place);
            if Press::primary(words.set_meeting_do()).enabled(ready).show(ui)
                && let Some(date) = date
            {
                let edit =
                    PageEdit::NextMeeting { date, time, zone, place: cx.state.forms.get(&key("place")) };
                let command = Command::Edit { space: *id, edit };
                cx.state.send_then(&place, command, words.meeting_set(), Then::Back, Undo::Never);
            }
            if Press::ghost(words.cancel()).show(ui) {
                cx.state.forms.clear(&place);
                cx.state.back();
            }
        });
        cx.refusal_ui(ui, &place);
        gap(ui, 6.0);
        small(ui, &words.meeting_line());
    });
}

/// A day: typed as `2026-11-22` and read back in words, with near days at a tap.
pub(crate) fn date_field(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    label: &str,
    key: &str,
    first: CivilDate,
    ahead: &[i64],
) {
    let words = cx.words;
    let typed = cx.state.forms.text_from(key, || first.to_string()).clone();
    let below = match CivilDate::parse(&typed) {
        Some(date) => {
            let distance = dates::distance(words, days_between(cx.today, date));
            words.day_read(&cx.day(date), &distance)
        }
        None => words.day_unknown(),
    };
    Field::new(label).hint("2026-11-22").width(200.0).below(&below).show(ui, cx.state.forms.text(key));
    wrapped(ui, |ui| {
        for days in ahead {
            let text = dates::distance(words, *days);
            let said = words.day_choose(label, &text);
            if Press::ghost(&text).said(&said).show(ui) {
                *cx.state.forms.text(key) = dates::after(cx.today, *days).to_string();
            }
        }
    });
}
