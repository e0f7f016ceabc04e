//! Near and waiting: whom this device meets, what is not yet with whom, and what to do about it.

use crate::{
    action::ReadPurpose,
    cx::{Cx, join_names},
    icons,
    parts::{
        Field, Mark, Press, avatar, card, chip, divider, gap, heading, line, muted, row_min, small, strong,
        tile, tone_of, trouble, two, wrapped,
    },
    screens::head,
    state::{Screen, Then, Undo, as_count},
    tokens::{icon_fill, tokens},
};
use egui::Ui;
use weft_view::{Command, JoinState, JoinView, MeetHow, PeerState, PeerView};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    head(ui, cx, &words.page_near(), &words.near_page_line(), |_, _| {});
    if let Some(trouble_text) = &cx.view.near.trouble {
        let t = tokens(ui);
        crate::parts::notice(ui, t.honey, |ui| drop(trouble(ui, trouble_text)));
        gap(ui, 12.0);
    }
    waiting_card(ui, cx, true);
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
    super::door::hold_card(ui, cx);
    people_card(ui, cx, usize::MAX);
    gap(ui, 12.0);
    meet_card(ui, cx);
    gap(ui, 12.0);
    stick_card(ui, cx);
    gap(ui, 12.0);
    network_card(ui, cx);
}

/// The two cards beside Today, or under it.
pub(crate) fn rail(ui: &mut Ui, cx: &mut Cx<'_>) {
    people_card(ui, cx, 4);
    gap(ui, 16.0);
    waiting_card(ui, cx, false);
    gap(ui, 16.0);
}

fn waiting_card(ui: &mut Ui, cx: &mut Cx<'_>, whole: bool) {
    let words = cx.words;
    let t = tokens(ui);
    card(ui, |ui| {
        line(ui, |ui| {
            crate::parts::glyph(ui, icons::CHECK_CIRCLE, icon_fill(20.0), t.accent);
            strong(ui, &words.all_saved());
        });
        gap(ui, 2.0);
        let waiting = cx.waiting_by_person();
        if waiting.is_empty() {
            muted(ui, &words.everyone_has_everything_long());
            return;
        }
        let names: Vec<String> = waiting.keys().cloned().collect();
        muted(ui, &words.waits_until_met(&join_names(words, &names), cx.waiting_count()));
        gap(ui, 8.0);
        if !whole {
            if Press::secondary(words.what_to_do()).said(words.what_to_do_said()).show(ui) {
                cx.go(Screen::Near);
            }
            return;
        }
        for waiting in cx.view.near.waiting.iter().filter(|waiting| waiting.entries > 0) {
            divider(ui);
            let text = words.waiting_item(&waiting.person, as_count(waiting.entries));
            let space = cx.view.space(&waiting.space);
            let place = match space.map(|space| space.kind) {
                Some(weft_view::SpaceKind::Pair) => words.kind_pair(),
                _ => waiting.space_name.clone(),
            };
            gap(ui, 2.0);
            strong(ui, &text);
            small(ui, &words.waiting_where(&place));
            gap(ui, 2.0);
        }
        gap(ui, 4.0);
        small(ui, &words.why_waits());
    });
}

fn people_card(ui: &mut Ui, cx: &mut Cx<'_>, most: usize) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.near_head());
        gap(ui, 6.0);
        let rank = |peer: &PeerView| match peer.state {
            PeerState::Connected { .. } => 0,
            PeerState::Gone => 1,
            PeerState::NotMet => 2,
        };
        let mut peers: Vec<&PeerView> = cx.view.near.peers.iter().collect();
        peers.sort_by(|a, b| (rank(a), &a.person, &a.device).cmp(&(rank(b), &b.person, &b.device)));
        if peers.is_empty() {
            muted(ui, &words.nobody_known());
        } else if peers.iter().all(|peer| rank(peer) > 0) && most != usize::MAX {
            muted(ui, &words.nobody_near());
            gap(ui, 4.0);
        }
        let more = peers.len().saturating_sub(most);
        for (index, peer) in peers.into_iter().take(most).enumerate() {
            if index > 0 {
                gap(ui, 4.0);
            }
            peer_ui(ui, cx, peer);
        }
        if more > 0 {
            gap(ui, 4.0);
            if Press::ghost(words.and_more(more as i64)).said(words.and_more_people(more as i64)).show(ui) {
                cx.go(Screen::Near);
            }
        }
    });
}

fn peer_ui(ui: &mut Ui, cx: &mut Cx<'_>, peer: &PeerView) {
    let words = cx.words;
    let t = tokens(ui);
    let (mark, state) = match &peer.state {
        PeerState::Connected { level: true, .. } => (Mark::Near, words.peer_level()),
        PeerState::Connected { level: false, .. } => (Mark::Near, words.peer_passing()),
        PeerState::Gone => (Mark::None, words.peer_gone()),
        PeerState::NotMet => (Mark::None, words.peer_not_met()),
    };
    let tone = tone_of(&t, &peer.person);
    let said = if mark == Mark::Near { words.face_near(&peer.person) } else { peer.person.clone() };
    let device = words.device_of(&peer.person, &peer.device);
    ui.horizontal(|ui| {
        avatar(ui, &peer.person, tone, 36.0, mark, &said);
        gap(ui, 4.0);
        two(ui, |ui| drop(strong(ui, &device)), |ui| drop(small(ui, &state)));
    });
}

/// An invitation that was taken and waits for its door.
pub(crate) fn join_ui(ui: &mut Ui, cx: &mut Cx<'_>, join: &JoinView) {
    let words = cx.words;
    let t = tokens(ui);
    let state = match &join.state {
        JoinState::Waiting => words.join_waiting(),
        JoinState::Asking => words.join_asking(),
        JoinState::Refused(why) => words.join_refused(why),
    };
    row_min(
        ui,
        cx,
        48.0,
        200.0,
        |ui, _| {
            tile(ui, icons::DOWNLOAD_SIMPLE, t.sky, 38.0);
            gap(ui, 4.0);
            two(ui, |ui| drop(strong(ui, &join.name)), |ui| drop(small(ui, &state)));
        },
        |ui, cx| {
            if Press::ghost(words.join_forget()).said(words.join_forget_said(&join.name)).show(ui) {
                let command = Command::CancelJoin { invitation: join.invitation };
                cx.state.send("joins", command, words.join_forgotten());
            }
        },
    );
    cx.refusal_ui(ui, "joins");
}

fn meet(cx: &mut Cx<'_>, how: MeetHow) {
    cx.state.met = None;
    cx.state.send_then("meet", Command::Meet(how), String::new(), Then::Stay, Undo::Never);
}

fn meet_card(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.meet_head());
        muted(ui, &words.meet_line());
        gap(ui, 8.0);
        let busy = cx.state.is_pending("meet");
        wrapped(ui, |ui| {
            if Press::primary(words.meet_nearby()).icon(icons::WIFI_HIGH).enabled(!busy).show(ui) {
                meet(cx, MeetHow::Nearby);
            }
            if busy {
                small(ui, &words.meeting_now());
            }
        });
        if let Some(met) = &cx.state.met {
            gap(ui, 4.0);
            strong(ui, met);
        }
        cx.refusal_ui(ui, "meet");
        gap(ui, 10.0);
        let key = "meetat/address";
        let label = words.meet_at();
        let text = cx.state.forms.text(key);
        Field::new(&label).hint("192.168.1.20:7321").mono().below(words.meet_at_below()).show(ui, text);
        gap(ui, 6.0);
        let typed = cx.state.forms.get(key);
        let ready = !typed.is_empty() && !busy;
        if Press::secondary(words.meet_do()).said(words.meet_do_said()).enabled(ready).show(ui) {
            let how = if typed.contains("weft:") { MeetHow::Ticket(typed) } else { MeetHow::Address(typed) };
            meet(cx, how);
        }
        gap(ui, 6.0);
        small(ui, &words.meet_check());
    });
}

fn stick_card(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    card(ui, |ui| {
        line(ui, |ui| {
            tile(ui, icons::USB, t.sky, 34.0);
            gap(ui, 2.0);
            heading(ui, &words.stick_head());
        });
        muted(ui, &words.stick_line());
        gap(ui, 8.0);
        let key = "stickfile/path";
        let folder = cx.folders.first().cloned().unwrap_or_default();
        let first = format!("{folder}/{}", words.stick_file());
        Field::new(words.file_label())
            .mono()
            .below(words.stick_below())
            .show(ui, cx.state.forms.text_from(key, || first));
        wrapped(ui, |ui| {
            for folder in cx.folders {
                let short = folder.rsplit('/').next().unwrap_or(folder);
                if Press::ghost(short).said(words.folder_said(folder)).show(ui) {
                    *cx.state.forms.text(key) = format!("{folder}/{}", words.stick_file());
                }
            }
        });
        gap(ui, 6.0);
        let path = cx.state.forms.get(key);
        let ready = !path.is_empty() && !cx.state.is_pending("stick");
        wrapped(ui, |ui| {
            if Press::secondary(words.stick_write()).icon(icons::DOWNLOAD_SIMPLE).enabled(ready).show(ui) {
                cx.state.stick = None;
                let command = Command::StickWrite { spaces: Vec::new(), files: false };
                cx.state.send_then(
                    "stick",
                    command,
                    String::new(),
                    Then::SaveStick(path.clone()),
                    Undo::Never,
                );
            }
            if Press::secondary(words.stick_read()).icon(icons::UPLOAD_SIMPLE).enabled(ready).show(ui) {
                cx.state.stick = None;
                cx.state.read_file("stick", path.clone(), ReadPurpose::Stick);
            }
        });
        if let Some(summary) = &cx.state.stick {
            gap(ui, 6.0);
            strong(ui, &words.stick_summary(as_count(summary.entries), &summary.new.to_string()));
            if !summary.spaces.is_empty() {
                small(ui, &words.stick_spaces(&summary.spaces.join(", ")));
            }
            if summary.strange > 0 {
                small(ui, &words.stick_strange(as_count(summary.strange)));
            }
            if summary.damaged_bytes > 0 {
                trouble(ui, &words.stick_damaged());
            }
        }
        cx.refusal_ui(ui, "stick");
    });
}

fn network_card(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    let near = &cx.view.near;
    card(ui, |ui| {
        heading(ui, &words.network_head());
        muted(ui, &words.network_line());
        gap(ui, 6.0);
        wrapped(ui, |ui| {
            if near.announcing {
                chip(ui, icons::BROADCAST, &words.announcing(), t.moss);
            } else {
                chip(ui, icons::BROADCAST, &words.not_announcing(), t.plum);
            }
        });
        gap(ui, 4.0);
        small(ui, &words.listening());
        if near.listening.is_empty() {
            muted(ui, &words.listening_none());
        }
        for address in &near.listening {
            ui.add(
                egui::Label::new(egui::RichText::new(address).monospace().color(t.ink))
                    .selectable(true)
                    .wrap(),
            );
        }
        gap(ui, 4.0);
        small(ui, &words.fenced());
        for network in &near.networks {
            ui.add(
                egui::Label::new(egui::RichText::new(network).monospace().color(t.ink2))
                    .selectable(true)
                    .wrap(),
            );
        }
    });
}
