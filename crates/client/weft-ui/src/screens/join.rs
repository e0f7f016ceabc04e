//! Joining by an invitation: pasted, from a file, or by somebody nearby.

use crate::{
    action::ReadPurpose,
    cx::Cx,
    icons,
    parts::{Field, Press, card, gap, heading, small, wrapped},
    screens::{head, near::join_ui},
    state::Undo,
};
use egui::Ui;
use weft_view::Command;

/// Where its refusals are shown.
const PLACE: &str = "join";

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    head(ui, cx, &words.join_title(), &words.join_line(), |_, _| {});
    card(ui, |ui| {
        let label = words.join_paste();
        let ticket = cx.state.forms.text("join/ticket");
        let field = Field::new(&label).hint("weft:…").lines(3).mono().below(words.join_paste_below());
        let field = field.show(ui, ticket);
        if cx.state.fresh {
            field.request_focus();
        }
        gap(ui, 10.0);
        let text = cx.state.forms.get("join/ticket");
        let looks_right = text.contains("weft:");
        if !text.is_empty() && !looks_right {
            crate::parts::trouble(ui, &words.join_not_invitation());
        }
        let ready = looks_right && !cx.state.is_pending(PLACE);
        if Press::primary(words.join_do()).icon(icons::ARROW_RIGHT).enabled(ready).show(ui) {
            let command = Command::Join { ticket: text };
            cx.state.send_then(PLACE, command, String::new(), crate::state::Then::Stay, Undo::Never);
        }
        cx.refusal_ui(ui, PLACE);
    });
    gap(ui, 12.0);
    card(ui, |ui| {
        heading(ui, &words.join_file());
        gap(ui, 4.0);
        let key = "joinfile/path";
        let folder = cx.folders.first().cloned().unwrap_or_default();
        let first = format!("{folder}/{}", words.invitation_file());
        Field::new(words.file_label()).mono().show(ui, cx.state.forms.text_from(key, || first));
        gap(ui, 8.0);
        let path = cx.state.forms.get(key);
        if Press::secondary(words.open_file()).enabled(!path.is_empty()).show(ui) {
            cx.state.read_file("joinfile", path, ReadPurpose::Invitation);
        }
        cx.refusal_ui(ui, "joinfile");
    });
    gap(ui, 12.0);
    super::door::nearby_card(ui, cx);
    gap(ui, 12.0);
    if !cx.view.joins.is_empty() {
        card(ui, |ui| {
            heading(ui, &words.joining());
            for join in &cx.view.joins {
                join_ui(ui, cx, join);
            }
        });
        gap(ui, 12.0);
    }
    wrapped(ui, |ui| drop(small(ui, &words.join_private())));
}
