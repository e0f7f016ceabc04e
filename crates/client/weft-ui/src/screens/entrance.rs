//! Who comes into a congregation: vouches and a host's door; and people who are written in.

use crate::{
    cx::Cx,
    icons,
    parts::{Field, Press, card, gap, heading, muted, small, wrapped},
    state::{Then, Undo},
};
use egui::Ui;
use weft_view::{Command, EntranceCommand, InvitationView, MemberState, SpaceKind, SpaceView};

/// How far an invitation is, and what I may do about it.
pub(crate) fn invitation_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, invitation: &InvitationView) {
    let Some(entrance) = invitation.entrance.clone() else { return };
    let words = cx.words;
    let place = format!("vouch-{}", invitation.invitation.short());
    for (by, sentence) in &entrance.vouches {
        small(ui, &words.vouched_line(&cx.name_first(space, by), sentence));
    }
    match (&entrance.opened_by, entrance.missing) {
        (Some(host), _) => drop(small(ui, &words.door_opened_by(&cx.name_first(space, host)))),
        (None, 0) => drop(small(ui, &words.waits_for_host())),
        (None, missing) => drop(small(ui, &words.vouches_missing(missing as i64))),
    }
    if entrance.may_vouch {
        gap(ui, 6.0);
        let key = format!("{place}/sentence");
        let label = words.vouch_label(&invitation.name);
        Field::new(&label).hint(words.vouch_hint()).show(ui, cx.state.forms.text(&key));
        gap(ui, 6.0);
    }
    wrapped(ui, |ui| {
        if entrance.may_vouch {
            let sentence = cx.state.forms.get(&format!("{place}/sentence"));
            let ready = !sentence.is_empty() && !cx.state.is_pending(&place);
            let vouch = Press::secondary(words.vouch_do()).said(words.vouch_said(&invitation.name));
            if vouch.enabled(ready).show(ui) {
                let (space, invitation) = (space.id, invitation.invitation);
                let command = EntranceCommand::Vouch { space, invitation, sentence };
                let said = words.vouched_toast();
                cx.state.send_then(&place, Command::Entrance(command), said, Then::Stay, Undo::Never);
            }
        }
        if entrance.may_welcome {
            let open = Press::primary(words.welcome_do())
                .icon(icons::CHECK)
                .said(words.welcome_said(&invitation.name));
            if open.show(ui) {
                let command = EntranceCommand::Welcome { space: space.id, invitation: invitation.invitation };
                cx.state.send(&place, Command::Entrance(command), words.welcomed_toast(&invitation.name));
            }
        }
    });
    cx.refusal_ui(ui, &place);
    gap(ui, 6.0);
}

/// The card of people without a device.
pub(crate) fn written_in_card(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    if space.kind == SpaceKind::Pair || space.read_only.is_some() {
        return;
    }
    let words = cx.words;
    let place = format!("writein-{}", space.id.short());
    card(ui, |ui| {
        heading(ui, &words.written_in_head());
        muted(ui, &words.written_in_line());
        gap(ui, 6.0);
        let mine = space
            .people
            .iter()
            .filter(|member| member.state == MemberState::WrittenIn && member.let_in_by == Some(space.me));
        for member in mine {
            let invite = Press::secondary(words.invite_written_in(&member.name)).icon(icons::USER_PLUS);
            if invite.enabled(!cx.state.is_pending(&place)).show(ui) {
                let command = EntranceCommand::InviteAs { space: space.id, person: member.person };
                let then = Then::ShowTicket(space.id, member.name.clone());
                cx.state.send_then(&place, Command::Entrance(command), String::new(), then, Undo::Never);
                cx.go(crate::state::Screen::Invite(space.id));
            }
            gap(ui, 6.0);
        }
        let key = format!("{place}/name");
        Field::new(words.written_in_label()).show(ui, cx.state.forms.text(&key));
        gap(ui, 6.0);
        let name = cx.state.forms.get(&key);
        let ready = !name.is_empty() && !cx.state.is_pending(&place);
        if Press::secondary(words.write_in_do()).icon(icons::PLUS).enabled(ready).show(ui) {
            let said = words.written_in_toast(&name);
            let command = EntranceCommand::WriteIn { space: space.id, name };
            cx.state.send_then(&place, Command::Entrance(command), said, Then::Stay, Undo::Never);
        }
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 12.0);
}
