//! People: with whom I share a space, and how to bring somebody in.

use crate::{
    cx::Cx,
    icons,
    parts::{Press, card, chip, gap, heading, muted, row_min, tile, two, wrapped},
    screens::{crew::faces, empty, head},
    state::Screen,
    tokens::tokens,
};
use egui::Ui;
use std::sync::Arc;
use weft_view::{SpaceKind, SpaceView};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    head(ui, cx, &words.page_people(), &words.people_page_line(), |ui, cx| {
        if Press::secondary(words.door_join()).hint(words.with_key(&words.key_join(), "Ctrl+J")).show(ui) {
            cx.go(Screen::Join);
        }
    });
    let spaces: Vec<Arc<SpaceView>> = cx.view.spaces.clone();
    if spaces.is_empty() {
        let heading = words.people_empty();
        if empty(ui, icons::USERS_THREE, t.moss, &heading, &words.people_empty_line(), &words.door_crew()) {
            cx.go(Screen::Start(SpaceKind::Crew));
        }
        return;
    }
    for space in &spaces {
        card(ui, |ui| space_ui(ui, cx, space));
        gap(ui, 12.0);
    }
    if Press::ghost(words.door_pair()).icon(icons::PLUS).show(ui) {
        cx.go(Screen::Start(SpaceKind::Pair));
    }
}

fn space_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let words = cx.words;
    let t = tokens(ui);
    let (mark, tone, name) = match space.kind {
        SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
            (icons::CAMPFIRE, t.moss, space.name.clone())
        }
        SpaceKind::Pair => (icons::HANDSHAKE, t.clay, words.you_and(&cx.other_name(space))),
    };
    let below = match space.kind {
        SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
            cx.people_line(space)
        }
        SpaceKind::Pair => words.kind_pair(),
    };
    row_min(
        ui,
        cx,
        44.0,
        260.0,
        |ui, _| {
            tile(ui, mark, tone, 44.0);
            gap(ui, 6.0);
            two(ui, |ui| drop(heading(ui, &name)), |ui| drop(muted(ui, &below)));
        },
        |ui, cx| {
            let may_invite =
                space.read_only.is_none() && (space.kind != SpaceKind::Pair || space.other().is_none());
            if may_invite && Press::ghost(words.invite()).said(words.invite_into(&name)).show(ui) {
                cx.go(Screen::Invite(space.id));
            }
            if Press::secondary(words.open()).said(words.people_of(&name)).show(ui) {
                cx.go(Screen::Members(space.id));
            }
        },
    );
    gap(ui, 8.0);
    wrapped(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        faces(ui, space);
        for invitation in space.invitations.iter().filter(|invitation| !invitation.own_device).take(3) {
            chip(ui, icons::CLOCK, &words.invited_chip(&invitation.name), t.honey);
        }
    });
}
