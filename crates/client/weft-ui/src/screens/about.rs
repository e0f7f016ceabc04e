//! What I say of myself in one space.

use crate::{
    cx::Cx,
    parts::{Field, Press, card, gap, muted},
    screens::{gone, head},
    state::Then,
};
use egui::Ui;
use weft_ids::SpaceId;
use weft_view::{Command, PageEdit};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    head(ui, cx, &words.about_me(), &words.about_me_in(&space.name), |_, _| {});
    let place = format!("about-{id}");
    let mine = space.profiles.get(&space.me).cloned().unwrap_or_default();
    card(ui, |ui| {
        let (about, ask) = (format!("{place}/about"), format!("{place}/ask"));
        Field::new(words.about_label())
            .hint(words.about_hint())
            .show(ui, cx.state.forms.text_from(&about, || mine.about.clone()));
        gap(ui, 8.0);
        Field::new(words.ask_me_label())
            .hint(words.ask_me_hint())
            .show(ui, cx.state.forms.text_from(&ask, || mine.ask_me_about.clone()));
        gap(ui, 12.0);
        if Press::primary(words.save()).show(ui) {
            let (about, ask) = (cx.state.forms.get(&about), cx.state.forms.get(&ask));
            let mut edits = Vec::new();
            if about != mine.about {
                edits.push(PageEdit::About(about));
            }
            if ask != mine.ask_me_about {
                edits.push(PageEdit::AskMeAbout(ask));
            }
            let last = edits.len();
            for (index, edit) in edits.into_iter().enumerate() {
                let command = Command::Edit { space: *id, edit };
                let then = if index + 1 == last { Then::Back } else { Then::Stay };
                cx.state.send_then(&place, command, words.saved(), then, crate::state::Undo::Never);
            }
        }
        cx.refusal_ui(ui, &place);
        gap(ui, 6.0);
        muted(ui, &words.about_below());
    });
}
