//! Letting somebody in who stands nearby: the door held open here, and doors found from outside.

use crate::{
    cx::Cx,
    icons,
    parts::{Press, card, chip, divider, gap, heading, muted, small, strong, trouble, wrapped},
    state::{Then, Undo},
    tokens::tokens,
};
use egui::Ui;
use weft_view::{Command, DoorCommand, KnockView, NearDoorState, NearDoorView, SpaceKind};

/// Where refusals are shown.
const PLACE: &str = "door";
/// How long a door is held open, in minutes.
const MINUTES: u32 = 10;

fn send(cx: &mut Cx<'_>, command: DoorCommand) {
    cx.state.send_then(PLACE, Command::Door(command), String::new(), Then::Stay, Undo::Never);
}

/// The card of who is inside: opens the door, and shows who knocks.
pub(crate) fn hold_card(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let spaces: Vec<_> = cx
        .view
        .spaces
        .iter()
        .filter(|space| space.kind != SpaceKind::Pair && space.read_only.is_none())
        .cloned()
        .collect();
    if spaces.is_empty() && cx.view.door.is_none() {
        return;
    }
    card(ui, |ui| {
        heading(ui, &words.door_head());
        let Some(door) = cx.view.door.clone() else {
            muted(ui, &words.door_line());
            gap(ui, 8.0);
            wrapped(ui, |ui| {
                for space in &spaces {
                    let press = Press::secondary(words.door_open(&space.name)).icon(icons::USER_PLUS);
                    if press.enabled(!cx.state.is_pending(PLACE)).show(ui) {
                        send(cx, DoorCommand::Open { space: space.id, minutes: MINUTES });
                    }
                }
            });
            cx.refusal_ui(ui, PLACE);
            return;
        };
        let left = (door.until - cx.now_ms).max(0) / 60_000 + 1;
        muted(ui, &words.door_is_open(&door.name, left));
        for knock in &door.knocks {
            gap(ui, 8.0);
            divider(ui);
            knock_ui(ui, cx, knock);
        }
        gap(ui, 8.0);
        if Press::ghost(words.door_shut()).said(words.door_shut_said(&door.name)).show(ui) {
            send(cx, DoorCommand::Close);
        }
        cx.refusal_ui(ui, PLACE);
    });
    gap(ui, 12.0);
}

fn knock_ui(ui: &mut Ui, cx: &mut Cx<'_>, knock: &KnockView) {
    let words = cx.words;
    if knock.let_in {
        strong(ui, &words.door_coming(&knock.name));
        return;
    }
    strong(ui, &words.door_knocks(&knock.name));
    if knock.words.is_empty() {
        small(ui, &words.door_words_soon());
        return;
    }
    door_words_ui(ui, &knock.words);
    small(ui, &words.door_compare(&knock.name));
    gap(ui, 6.0);
    wrapped(ui, |ui| {
        let yes =
            Press::primary(words.door_let_in()).icon(icons::CHECK).said(words.door_let_in_said(&knock.name));
        if yes.enabled(!cx.state.is_pending(PLACE)).show(ui) {
            send(cx, DoorCommand::LetIn { knock: knock.knock });
        }
        if Press::ghost(words.door_send_away()).said(words.door_send_away_said(&knock.name)).show(ui) {
            send(cx, DoorCommand::SendAway { knock: knock.knock });
        }
    });
}

/// Four words, large enough to read aloud from across a table.
fn door_words_ui(ui: &mut Ui, door_words: &[String]) {
    let t = tokens(ui);
    gap(ui, 6.0);
    wrapped(ui, |ui| {
        for word in door_words {
            drop(chip(ui, "", word, t.plum));
        }
    });
    gap(ui, 4.0);
}

/// The card of who stands outside: looks for open doors and knocks.
pub(crate) fn nearby_card(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.join_nearby());
        muted(ui, &words.join_nearby_line());
        gap(ui, 8.0);
        let looked = cx.state.forms.is_open("looking");
        if !looked && cx.view.doors_near.is_empty() {
            if Press::secondary(words.door_look()).icon(icons::WIFI_HIGH).show(ui) {
                send(cx, DoorCommand::Look { on: true });
                cx.state.forms.set_open("looking", true);
            }
        } else if cx.view.doors_near.is_empty() {
            small(ui, &words.door_none_yet());
        }
        for (index, door) in cx.view.doors_near.clone().iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            outside_ui(ui, cx, door);
        }
        cx.refusal_ui(ui, PLACE);
    });
}

fn outside_ui(ui: &mut Ui, cx: &mut Cx<'_>, door: &NearDoorView) {
    let words = cx.words;
    gap(ui, 6.0);
    match &door.state {
        NearDoorState::Open => {
            strong(ui, &words.door_found(&door.name));
            if Press::primary(words.door_knock()).said(words.door_knock_said(&door.name)).show(ui) {
                send(cx, DoorCommand::Knock { door: door.door });
            }
        }
        NearDoorState::Knocked => {
            strong(ui, &words.door_knocked(&door.name));
        }
        NearDoorState::Words { words: said, agreed } => {
            strong(ui, &words.door_your_words(&door.name));
            door_words_ui(ui, said);
            if *agreed {
                small(ui, &words.door_agreed());
                return;
            }
            small(ui, &words.door_compare_outside());
            gap(ui, 6.0);
            wrapped(ui, |ui| {
                if Press::primary(words.door_same()).icon(icons::CHECK).show(ui) {
                    send(cx, DoorCommand::Words { door: door.door, same: true });
                }
                if Press::ghost(words.door_other()).show(ui) {
                    send(cx, DoorCommand::Words { door: door.door, same: false });
                }
            });
        }
        NearDoorState::SentAway => drop(trouble(ui, &words.door_sent_away(&door.name))),
    }
}
