//! The people of one space: who is in, their devices, open invitations, and leaving.

use crate::{
    cx::Cx,
    icons,
    parts::{
        Mark, Press, avatar, card, chip, divider, gap, heading, row_min, small, strong, tone_of, two, wrapped,
    },
    screens::{gone, head},
    state::{Screen, Sheet, ShownTicket, as_count},
    tokens::tokens,
};
use egui::Ui;
use weft_ids::SpaceId;
use weft_view::{Command, DeviceState, InvitationView, MemberState, MemberView, SpaceKind, SpaceView};

/// From this many people on, only the rows that can be seen are laid out.
const LONG: usize = 20;
/// The height of a row in a long list, in points.
const ROW: f32 = 56.0;

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let name = match space.kind {
        SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
            space.name.clone()
        }
        SpaceKind::Pair => words.you_and(&cx.other_name(space)),
    };
    head(ui, cx, &words.people_of(&name), "", |ui, cx| {
        if Press::ghost(words.history()).said(words.history_of(&name)).show(ui) {
            cx.state.open_log(space.id);
        }
        let room = space.kind != SpaceKind::Pair || space.other().is_none();
        if room
            && space.read_only.is_none()
            && Press::primary(words.invite()).icon(icons::USER_PLUS).said(words.invite_into(&name)).show(ui)
        {
            cx.go(Screen::Invite(space.id));
        }
    });
    super::proposals::card_ui(ui, cx, space);
    members_ui(ui, cx, space);
    super::files::contact_card(ui, cx, space);
    invitations_ui(ui, cx, space);
    super::entrance::written_in_card(ui, cx, space);
    devices_ui(ui, cx, space);
    trouble_ui(ui, cx, space);
    super::proposals::propose_ui(ui, cx, space);
    if Press::ghost(words.leave_space(&name)).show(ui) {
        cx.state.sheet = Some(Sheet::Leave(space.id));
    }
}

fn members_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    card(ui, |ui| {
        if space.people.len() < LONG {
            for (index, member) in space.people.iter().enumerate() {
                if index > 0 {
                    divider(ui);
                }
                member_ui(ui, cx, space, member);
                if !member.is_me {
                    super::files::lines_ui(ui, cx, space, &member.person);
                }
            }
            return;
        }
        long_list(ui, space.people.len(), ROW, |ui, index| {
            if let Some(member) = space.people.get(index) {
                member_ui(ui, cx, space, member);
            }
        });
    });
    gap(ui, 12.0);
}

/// Lays out only those of `count` rows of `height` points that can be seen.
pub(crate) fn long_list(ui: &mut Ui, count: usize, height: f32, mut add: impl FnMut(&mut Ui, usize)) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let top = ui.cursor().top();
    let seen = ui.clip_rect();
    let row_at = |y: f32| ((y - top) / height).floor().max(0.0) as usize;
    let first = row_at(seen.top()).min(count);
    let last = (row_at(seen.bottom()) + 1).min(count);
    ui.add_space(first as f32 * height);
    for index in first..last {
        let width = ui.available_width();
        let (rect, _) = ui.allocate_exact_size(egui::vec2(width, height), egui::Sense::hover());
        let mut row = ui.new_child(egui::UiBuilder::new().max_rect(rect).id_salt(("row", index)));
        row.set_clip_rect(rect.intersect(seen));
        add(&mut row, index);
    }
    ui.add_space((count - last) as f32 * height);
}

fn member_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, member: &MemberView) {
    let words = cx.words;
    let t = tokens(ui);
    let name = space.name_of(&member.person);
    let near = cx.view.near.peers.iter().any(|peer| {
        matches!(peer.state, weft_view::PeerState::Connected { .. })
            && member.devices.iter().any(|device| device.endpoint == peer.endpoint)
    });
    let shown = if member.is_me { words.name_and_you(&name) } else { name.clone() };
    let profile = space.profiles.get(&member.person);
    let mut below = Vec::new();
    if let Some(about) = profile.map(|p| p.about.clone()).filter(|about| !about.is_empty()) {
        below.push(about);
    }
    if let Some(topic) = profile.map(|p| p.ask_me_about.clone()).filter(|topic| !topic.is_empty()) {
        below.push(words.ask_them_about(&topic));
    }
    if below.is_empty() {
        below.push(match member.let_in_by {
            Some(by) => words.let_in_by(&cx.name(space, &by)),
            None => words.founder(),
        });
    }
    let below = below.join("  ·  ");
    row_min(
        ui,
        cx,
        52.0,
        220.0,
        |ui, _| {
            let (mark, said) =
                if near { (Mark::Near, words.face_near(&name)) } else { (Mark::None, name.clone()) };
            avatar(ui, &name, tone_of(&t, &name), 38.0, mark, &said);
            gap(ui, 4.0);
            two(ui, |ui| drop(strong(ui, &shown)), |ui| drop(small(ui, &below)));
        },
        |ui, cx| match member.state {
            MemberState::Left => drop(chip(ui, "", &words.has_left(), t.plum)),
            MemberState::NoDevice => drop(chip(ui, "", &words.has_no_device(), t.honey)),
            MemberState::WrittenIn => drop(chip(ui, "", &words.is_written_in(), t.sky)),
            MemberState::Unlisted => drop(chip(ui, "", &words.not_in_any_more(), t.plum)),
            MemberState::In if member.is_me => {
                if Press::ghost(words.about_me()).said(words.about_me_in(&space.name)).show(ui) {
                    cx.go(Screen::About(space.id));
                }
            }
            MemberState::In if member.lacks_mine > 0 => {
                chip(ui, icons::CLOCK, &words.lacks(as_count(member.lacks_mine)), t.honey);
            }
            MemberState::In => drop(chip(ui, icons::CHECK, &words.has_all(), t.moss)),
        },
    );
}

fn invitations_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    if space.invitations.is_empty() {
        return;
    }
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.open_invitations());
        gap(ui, 4.0);
        for (index, invitation) in space.invitations.iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            invitation_ui(ui, cx, space, invitation);
            super::entrance::invitation_ui(ui, cx, space, invitation);
        }
        cx.refusal_ui(ui, "revoke");
    });
    gap(ui, 12.0);
}

fn invitation_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, invitation: &InvitationView) {
    let words = cx.words;
    let t = tokens(ui);
    let mine = invitation.by == space.me;
    let below = if invitation.own_device {
        words.invited_device()
    } else {
        words.invited_by(&cx.name(space, &invitation.by))
    };
    row_min(
        ui,
        cx,
        48.0,
        200.0,
        |ui, _| {
            crate::parts::tile(ui, icons::USER_PLUS, t.honey, 38.0);
            gap(ui, 4.0);
            two(ui, |ui| drop(strong(ui, &invitation.name)), |ui| drop(small(ui, &below)));
        },
        |ui, cx| {
            if mine && Press::ghost(words.revoke()).said(words.revoke_said(&invitation.name)).show(ui) {
                let command = Command::Revoke { space: space.id, invitation: invitation.invitation };
                cx.state.send("revoke", command, words.revoked(&invitation.name));
            }
            if let Some(text) = &invitation.ticket
                && Press::secondary(words.show_invitation())
                    .icon(icons::QR_CODE)
                    .said(words.show_invitation_said(&invitation.name))
                    .show(ui)
            {
                cx.state.ticket = Some(ShownTicket {
                    space: space.id,
                    name: invitation.name.clone(),
                    text: text.clone(),
                    invitation: invitation.invitation,
                });
                cx.go(Screen::Invite(space.id));
            }
        },
    );
}

fn devices_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let words = cx.words;
    let t = tokens(ui);
    let Some(me) = space.people.iter().find(|member| member.is_me) else { return };
    card(ui, |ui| {
        heading(ui, &words.my_devices());
        gap(ui, 4.0);
        for (index, device) in me.devices.iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            let below = match device.state {
                DeviceState::Off => words.device_off(),
                DeviceState::Left => words.has_left(),
                DeviceState::Unlisted => words.not_in_any_more(),
                DeviceState::Forked => words.device_forked(),
                DeviceState::Stands if device.is_this => words.device_this(),
                DeviceState::Stands if device.lacks > 0 => words.lacks(as_count(device.lacks)),
                DeviceState::Stands => words.has_all(),
            };
            row_min(
                ui,
                cx,
                44.0,
                200.0,
                |ui, _| {
                    crate::parts::tile(ui, icons::LAPTOP, t.sky, 34.0);
                    gap(ui, 4.0);
                    two(ui, |ui| drop(strong(ui, &device.name)), |ui| drop(small(ui, &below)));
                },
                |ui, cx| {
                    let stands = device.state == DeviceState::Stands && !device.is_this;
                    if stands
                        && Press::ghost(words.switch_off()).said(words.switch_off_said(&device.name)).show(ui)
                    {
                        cx.state.sheet = Some(Sheet::SwitchOff(space.id, device.device));
                    }
                },
            );
        }
        gap(ui, 6.0);
        wrapped(ui, |ui| {
            if space.read_only.is_none() && Press::secondary(words.add_device()).icon(icons::PLUS).show(ui) {
                let invite = Screen::Invite(space.id);
                cx.state.ticket = None;
                *cx.state.forms.number(&format!("invite-{}/own", space.id), 0) = 1;
                cx.go(invite);
            }
        });
    });
    gap(ui, 12.0);
}

/// What is held but not kept, and what was not accepted, in plain words.
fn trouble_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    if space.set_aside.is_empty() && space.refused.is_empty() && space.forks.is_empty() {
        return;
    }
    let words = cx.words;
    let named = |cx: &Cx<'_>, person: Option<&weft_ids::PersonId>| match person {
        Some(person) => cx.name_first(space, person),
        None => words.somebody(),
    };
    card(ui, |ui| {
        heading(ui, &words.aside_head());
        for fork in &space.forks {
            small(ui, &words.fork_line(&named(cx, fork.person.as_ref())));
        }
        for aside in space.set_aside.iter().take(20) {
            small(ui, &words.aside_line(&named(cx, aside.person.as_ref()), &aside.why));
        }
        for refused in space.refused.iter().take(20) {
            small(ui, &words.refused_line(&named(cx, refused.person.as_ref()), &refused.why));
        }
    });
    gap(ui, 12.0);
}
