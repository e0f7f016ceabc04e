//! Search: words in everything that can be read here, grouped by space and kind.

use crate::{
    cx::Cx,
    icons,
    parts::{Field, card, gap, heading, marked, muted, pick, small},
    screens::{gatherings::GatheringScreen, head, log::who_and_what},
    state::Screen,
    tokens::{semi, tokens},
};
use egui::{Key, Modifiers, RichText, Ui};
use weft_ids::SpaceId;
use weft_view::{Found, FoundGroup, FoundKind, Hit, LookCommand, PageKind, Place, SpaceKind};

/// The place under which a search is asked; not that of its field, which must keep what is typed.
pub(crate) const PLACE: &str = "look-search";
/// The field's key.
pub(crate) const TYPED: &str = "search/words";
/// Hits of one kind in one space.
const LIMIT: usize = 6;

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    head(ui, cx, &words.search_title(), &words.search_line(), |_, _| {});
    // The field would take these keys for its cursor.
    let step = ui.input_mut(|input| {
        let mut pressed = |key| usize::from(input.consume_key(Modifiers::NONE, key));
        (pressed(Key::ArrowDown), pressed(Key::ArrowUp))
    });
    let (label, hint) = (words.search_field(), words.search_hint());
    let field = Field::new(&label).hint(&hint).show(ui, cx.state.forms.text(TYPED));
    if cx.state.fresh {
        field.request_focus();
    }
    let typed = cx.state.forms.get(TYPED);
    ask(cx, &typed);
    gap(ui, 16.0);
    cx.refusal_ui(ui, PLACE);
    if typed.is_empty() {
        muted(ui, &words.search_empty());
        return;
    }
    let Some((of, found)) = cx.state.found.take() else { return };
    if found.groups.is_empty() && of == typed {
        let t = tokens(ui);
        crate::screens::empty(ui, icons::MAGNIFYING_GLASS, t.sky, "", &words.search_none(&typed), "");
    }
    let count: usize = found.groups.iter().map(|group| group.hits.len()).sum();
    let at = (cx.state.found_at + step.0).saturating_sub(step.1).min(count.saturating_sub(1));
    cx.state.found_at = at;
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let pressed = groups_ui(ui, cx, &found, at);
    let hits = found.groups.iter().flat_map(|group| group.hits.iter().map(move |hit| (group.space, hit)));
    let chosen = pressed.or_else(|| entered.then_some(at)).and_then(|at| hits.clone().nth(at));
    if let Some((space, hit)) = chosen {
        open(cx, space, &hit.place);
    } else if entered {
        field.request_focus();
    }
    if found.cut {
        small(ui, &words.search_cut());
    }
    cx.state.found = Some((of, found));
}

/// Asks for what is typed, where it was not asked yet; one question at a time.
fn ask(cx: &mut Cx<'_>, typed: &str) {
    if cx.state.asked == typed || cx.state.is_pending(PLACE) {
        return;
    }
    cx.state.asked = typed.to_owned();
    cx.state.found_at = 0;
    if typed.is_empty() {
        cx.state.found = None;
        return;
    }
    let look = LookCommand::Search { words: typed.to_owned(), space: None, limit: LIMIT };
    cx.state.look(PLACE, look);
}

/// Draws the groups; the number of the hit that was pressed.
fn groups_ui(ui: &mut Ui, cx: &mut Cx<'_>, found: &Found, at: usize) -> Option<usize> {
    let words = cx.words;
    let mut number = 0;
    let mut pressed = None;
    for group in &found.groups {
        let name = space_name(cx, &group.space);
        card(ui, |ui| {
            heading(ui, &words.found_in(&kind_name(cx, group.kind), &name));
            gap(ui, 6.0);
            for hit in &group.hits {
                if hit_ui(ui, cx, group, hit, &name, number == at) {
                    pressed = Some(number);
                }
                number += 1;
            }
            if group.more > 0 {
                small(ui, &words.found_more(i64::try_from(group.more).unwrap_or(i64::MAX)));
            }
        });
        gap(ui, 12.0);
    }
    pressed
}

fn hit_ui(ui: &mut Ui, cx: &Cx<'_>, group: &FoundGroup, hit: &Hit, space: &str, chosen: bool) -> bool {
    let words = cx.words;
    let t = tokens(ui);
    let title = match &hit.place {
        Place::Entry(line) => match cx.space(&group.space) {
            Some(of) => {
                let (who, what) = who_and_what(cx, of, line);
                format!("{who} {what}")
            }
            None => String::new(),
        },
        Place::SetAside(entry) => words.found_entry(&entry.short()),
        Place::Refused(act, _) => words.found_act(&act.short()),
        Place::File(_) if hit.title.text.is_empty() => words.found_file(),
        Place::Person(_)
        | Place::Invitation
        | Place::Note { .. }
        | Place::Page(..)
        | Place::Ask(_)
        | Place::Offer(_)
        | Place::Loan(_)
        | Place::File(_) => String::new(),
    };
    let name = if title.is_empty() { hit.title.text.clone() } else { title.clone() };
    let name = if name.is_empty() { kind_name(cx, group.kind) } else { name };
    let snippet = &hit.snippet.text;
    let said = if snippet.is_empty() {
        words.open_found(&name, space)
    } else {
        words.open_found_with(&name, space, snippet)
    };
    pick(ui, &said, chosen, |ui| {
        if title.is_empty() {
            if !hit.title.text.is_empty() {
                marked(ui, &hit.title, 15.0, true);
            }
        } else {
            ui.add(egui::Label::new(RichText::new(&title).font(semi(15.0)).color(t.ink)).wrap());
        }
        if let Place::Note { draft: true, .. } = hit.place {
            small(ui, &words.draft_only_here());
        }
        if !snippet.is_empty() {
            marked(ui, &hit.snippet, 14.5, false);
        }
    })
}

fn space_name(cx: &Cx<'_>, id: &SpaceId) -> String {
    match cx.space(id) {
        Some(space) if space.kind == SpaceKind::Pair => cx.words.you_and(&cx.other_name(space)),
        Some(space) => space.name.clone(),
        None => String::new(),
    }
}

fn kind_name(cx: &Cx<'_>, kind: FoundKind) -> String {
    let words = cx.words;
    match kind {
        FoundKind::Person => words.found_people(),
        FoundKind::Note => words.found_notes(),
        FoundKind::Page => words.found_pages(),
        FoundKind::Gathering => words.found_gatherings(),
        FoundKind::Loan => words.found_loans(),
        FoundKind::File => words.found_files(),
        FoundKind::Log => words.found_log(),
        FoundKind::SetAside => words.found_aside(),
        FoundKind::Refused => words.found_refused(),
    }
}

/// Goes to where something that was found stands.
fn open(cx: &mut Cx<'_>, id: SpaceId, place: &Place) {
    let is_pair = cx.space(&id).is_some_and(|space| space.kind == SpaceKind::Pair);
    let home = if is_pair { Screen::Pair(id) } else { Screen::Crew(id) };
    match place {
        Place::Person(_) if is_pair => cx.go(home),
        Place::Person(_) | Place::Invitation | Place::Page(PageKind::Profile, _) => {
            cx.go(Screen::Members(id))
        }
        Place::Note { title, .. } => cx.go(Screen::Note(id, title.clone())),
        Place::Page(PageKind::Note, title) => cx.go(Screen::Note(id, title.clone())),
        Place::Page(PageKind::Gathering, key) => {
            cx.go(Screen::Gathering(GatheringScreen::One(id, key.clone())));
        }
        Place::Page(PageKind::Crew, _) | Place::File(_) => cx.go(home),
        Place::Ask(_) | Place::Offer(_) => cx.go(home),
        Place::Loan(loan) => cx.go(Screen::Loan(id, *loan)),
        Place::Entry(line) => cx.state.open_entry(id, line.entry),
        Place::SetAside(entry) | Place::Refused(_, Some(entry)) => cx.state.open_entry(id, *entry),
        Place::Refused(_, None) => cx.state.open_log(id),
    }
}

/// Begins a search; what was typed last stands there still.
pub(crate) fn begin(cx: &mut Cx<'_>) {
    // What was found before may be old by now.
    cx.state.asked.clear();
    cx.go(Screen::Search);
    cx.state.arrived = true;
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_question_and_the_field_have_places_of_their_own() {
        // An answer forgets what was typed under its own place.
        assert!(!super::TYPED.starts_with(super::PLACE));
    }
}
