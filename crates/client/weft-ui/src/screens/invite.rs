//! Bringing somebody in: an invitation as a picture, as text and as a file.

use crate::{
    UiAction,
    cx::Cx,
    icons,
    parts::{Field, Press, card, choice, gap, heading, muted, qr, small, wrapped},
    screens::{gone, head},
    state::{Screen, ShownTicket, Then, Undo},
};
use egui::Ui;
use weft_ids::SpaceId;
use weft_view::{Command, SpaceKind, SpaceView};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let place = match space.kind {
        SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
            space.name.clone()
        }
        SpaceKind::Pair => words.kind_pair(),
    };
    head(ui, cx, &words.invite_title(), &words.invite_title_line(&place), |_, _| {});
    match cx.state.ticket.clone().filter(|ticket| ticket.space == *id) {
        Some(ticket) if still_open(space, &ticket) => ticket_ui(ui, cx, space, &ticket),
        Some(ticket) => {
            card(ui, |ui| {
                heading(ui, &words.came_in(&ticket.name));
                gap(ui, 8.0);
                done_buttons(ui, cx, space);
            });
        }
        None => form(ui, cx, space),
    }
    gap(ui, 16.0);
    sheet_to_read(ui, cx);
}

/// Whether nobody has used it; a view that is older than the answer does not list it yet.
fn still_open(space: &SpaceView, ticket: &ShownTicket) -> bool {
    let listed = space.invitations.iter().any(|invitation| invitation.invitation == ticket.invitation);
    let came = space.people.iter().any(|member| member.name == ticket.name && !member.is_me);
    listed || !came
}

fn form(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let words = cx.words;
    let place = format!("invite-{}", space.id);
    let key = format!("{place}/name");
    let full = space.kind == SpaceKind::Pair && space.other().is_some();
    card(ui, |ui| {
        let own = cx.state.forms.number(&format!("{place}/own"), u32::from(full));
        if !full {
            choice(ui, &words.invite_for(), own, &[(0, words.invite_person()), (1, words.invite_device())]);
            gap(ui, 10.0);
        }
        let own_device = *own == 1 || full;
        let (label, hint, below) = if own_device {
            (words.device_label(), words.device_hint(), words.invite_device_below())
        } else {
            (words.invite_name(), words.invite_name_hint(), words.invite_name_below())
        };
        let field = Field::new(&label).hint(&hint).below(&below).show(ui, cx.state.forms.text(&key));
        if cx.state.fresh {
            field.request_focus();
        }
        gap(ui, 12.0);
        let name = cx.state.forms.get(&key);
        let ready = !name.is_empty() && !cx.state.is_pending(&place);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let make = Press::primary(words.invite_make()).icon(icons::USER_PLUS).enabled(ready).show(ui);
        if ready && (make || entered) {
            let command = Command::Invite { space: space.id, person: name.clone(), own_device };
            let then = Then::ShowTicket(space.id, name);
            cx.state.send_then(&place, command, String::new(), then, Undo::Never);
        }
        cx.refusal_ui(ui, &place);
    });
}

fn ticket_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, ticket: &ShownTicket) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.invitation_for(&ticket.name));
        muted(ui, &words.invitation_how(&ticket.name));
        gap(ui, 12.0);
        let wide = ui.available_width() > 560.0;
        let size = ui.available_width().min(320.0);
        let said = words.qr_said(&ticket.name);
        if wide {
            ui.horizontal_top(|ui| {
                qr(ui, &ticket.text, size, &said);
                gap(ui, 12.0);
                ui.vertical(|ui| ticket_text(ui, cx, ticket));
            });
        } else {
            qr(ui, &ticket.text, size, &said);
            gap(ui, 12.0);
            ticket_text(ui, cx, ticket);
        }
        gap(ui, 12.0);
        small(ui, &words.invitation_waits(&ticket.name));
        gap(ui, 8.0);
        done_buttons(ui, cx, space);
    });
}

fn ticket_text(ui: &mut Ui, cx: &mut Cx<'_>, ticket: &ShownTicket) {
    let words = cx.words;
    let mut text = ticket.text.clone();
    let label = words.invitation_text();
    // A field that can be selected and copied; what is typed into it is dropped with the frame.
    Field::new(&label).lines(4).mono().show(ui, &mut text);
    gap(ui, 6.0);
    let copy = Press::primary(words.copy()).icon(icons::COPY).said(words.copy_said(&ticket.name));
    if copy.show(ui) {
        cx.state.actions.push(UiAction::CopyText(ticket.text.clone()));
        cx.state.toast(words.copied());
    }
    gap(ui, 10.0);
    let key = "ticketfile/path";
    let folder = cx.folders.first().cloned().unwrap_or_default();
    let first = format!("{folder}/{}", words.invitation_file());
    Field::new(words.save_as()).mono().show(ui, cx.state.forms.text_from(key, || first));
    gap(ui, 6.0);
    let path = cx.state.forms.get(key);
    let save = Press::secondary(words.save_file()).icon(icons::DOWNLOAD_SIMPLE).enabled(!path.is_empty());
    if save.said(words.save_file_said(&ticket.name)).show(ui) {
        cx.state.save_file("ticketfile", path, ticket.text.clone().into_bytes());
    }
    cx.refusal_ui(ui, "ticketfile");
}

fn done_buttons(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let words = cx.words;
    wrapped(ui, |ui| {
        if Press::secondary(words.invite_another()).icon(icons::PLUS).show(ui) {
            cx.state.ticket = None;
            cx.state.forms.clear(&format!("invite-{}", space.id));
        }
        if Press::ghost(words.done()).show(ui) {
            cx.state.ticket = None;
            cx.state.replace(match space.kind {
                SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
                    Screen::Crew(space.id)
                }
                SpaceKind::Pair => Screen::Pair(space.id),
            });
        }
    });
}

/// What is kept, who sees it, what cannot be undone, how to leave: read aloud before the first invitation.
fn sheet_to_read(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.read_aloud());
        gap(ui, 4.0);
        for line in [words.read_kept(), words.read_seen(), words.read_undo(), words.read_leave()] {
            muted(ui, &line);
            gap(ui, 2.0);
        }
    });
}
