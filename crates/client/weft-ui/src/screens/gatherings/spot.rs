//! The fields that say where a session stands: a day, a time, one of the four spaces, a place.

use super::{At, four};
use crate::{
    cx::Cx,
    dates,
    parts::{Field, choice, gap, trouble},
    tokens::tokens,
};
use egui::Ui;
use weft_ids::CivilDate;
use weft_view::{FourSpace, SpotDraft, SpotView};

/// Draws the fields, beginning at `first`.
pub(super) fn fields(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>, place: &str, first: &SpotDraft) {
    let words = cx.words;
    let key = |field: &str| format!("{place}/{field}");
    let days = days_of(at, first.day);
    let now = days.iter().position(|day| *day == first.day).unwrap_or(0);
    let tab = |day: CivilDate| words.day_tab(&dates::weekday_of(words, day), i64::from(day.parts().2));
    let options: Vec<(u32, String)> = (0..).zip(days.iter().map(|day| tab(*day))).collect();
    let chosen = cx.state.forms.number(&key("day"), now as u32);
    choice(ui, &words.card_day_label(), chosen, &options);
    gap(ui, 8.0);
    let time = cx.state.forms.text_from(&key("time"), || first.start.clone());
    Field::new(words.card_time_label()).hint("10:00").width(140.0).show(ui, time);
    let time = cx.state.forms.get(&key("time"));
    if !dates::is_time(&time) {
        trouble(ui, &words.time_unknown(&time));
    }
    gap(ui, 8.0);
    let t = tokens(ui);
    let index = FourSpace::ALL.iter().position(|space| *space == first.space).unwrap_or(0);
    let options: Vec<(u32, String)> = (0..).zip(FourSpace::ALL.map(|space| four(cx, &t, space).2)).collect();
    let space = cx.state.forms.number(&key("space"), index as u32);
    choice(ui, &words.card_space_label(), space, &options);
    gap(ui, 8.0);
    Field::new(words.card_site_label())
        .hint(words.card_site_hint())
        .show(ui, cx.state.forms.text_from(&key("site"), || first.site.clone()));
}

/// What the fields say, where it can be.
pub(super) fn read(cx: &mut Cx<'_>, at: &At<'_>, place: &str, first: &SpotDraft) -> Option<SpotDraft> {
    let key = |field: &str| format!("{place}/{field}");
    let day = *cx.state.forms.number(&key("day"), 0);
    let space = *cx.state.forms.number(&key("space"), 0);
    let start = cx.state.forms.get(&key("time"));
    let day = days_of(at, first.day).get(usize::try_from(day).ok()?).copied()?;
    let space = FourSpace::ALL.get(usize::try_from(space).ok()?).copied()?;
    let site = cx.state.forms.get(&key("site"));
    dates::is_time(&start).then_some(SpotDraft { day, start, space, site })
}

/// A shown place as it is sent.
pub(super) fn draft(spot: &SpotView) -> SpotDraft {
    SpotDraft { day: spot.day, start: spot.start.clone(), space: spot.space, site: spot.site.clone() }
}

/// The days of the gathering, and the one on which a session stands where that is none of them.
fn days_of(at: &At<'_>, stands: CivilDate) -> Vec<CivilDate> {
    let mut days: Vec<CivilDate> = at.one.days.iter().map(|day| day.date).collect();
    if !days.contains(&stands) {
        days.push(stands);
    }
    days
}
