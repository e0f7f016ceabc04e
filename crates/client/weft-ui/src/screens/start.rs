//! Beginning a crew or a pair.

use crate::{
    cx::Cx,
    icons,
    parts::{Field, Press, card, choice, gap, muted, wrapped},
    screens::head,
    state::{Screen, Then, Undo},
};
use egui::Ui;
use weft_view::{Command, SpaceKind};

/// Where its refusals are shown.
const PLACE: &str = "start";

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, kind: SpaceKind) {
    let words = cx.words;
    head(ui, cx, &words.start_title(), "", |_, _| {});
    card(ui, |ui| {
        let mut chosen = kind;
        let kinds = [(SpaceKind::Crew, words.kind_crew()), (SpaceKind::Pair, words.kind_pair())];
        if choice(ui, &words.start_what(), &mut chosen, &kinds) {
            cx.state.screen = Screen::Start(chosen);
        }
        gap(ui, 6.0);
        muted(ui, &if kind == SpaceKind::Crew { words.kind_crew_line() } else { words.kind_pair_line() });
        gap(ui, 10.0);
        let (label, hint) = match kind {
            SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
                (words.crew_name(), words.crew_name_hint())
            }
            SpaceKind::Pair => (words.pair_name(), words.pair_name_hint()),
        };
        let field = Field::new(&label).hint(&hint).show(ui, cx.state.forms.text("start/name"));
        if cx.state.fresh {
            field.request_focus();
        }
        gap(ui, 12.0);
        let name = cx.state.forms.get("start/name");
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let ready = !name.is_empty() && !cx.state.is_pending(PLACE);
        wrapped(ui, |ui| {
            let text = if kind == SpaceKind::Crew { words.start_crew_do() } else { words.start_pair_do() };
            let pressed = Press::primary(&text).icon(icons::PLUS).enabled(ready).show(ui);
            if ready && (pressed || entered) {
                let said = words.started(&name);
                let command = Command::Found { kind, name };
                cx.state.send_then(PLACE, command, said, Then::OpenFounded, Undo::Never);
            }
            if Press::ghost(words.cancel()).show(ui) {
                cx.state.back();
            }
        });
        cx.refusal_ui(ui, PLACE);
    });
}
