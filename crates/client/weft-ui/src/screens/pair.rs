//! Us two: how we stand, what was asked and offered, and our loans.

use crate::{
    cx::Cx,
    icons,
    parts::{
        Field, Press, card, chip, divider, gap, heading, muted, notice, row_min, small, strong, wrapped,
    },
    screens::{
        gone, head,
        matters::{find_offer, offer_row, person_cell, plain},
        money::{loan_row, nets, stands},
    },
    state::{Screen, Then, Undo},
    tokens::{display, tokens},
};
use egui::{RichText, Ui};
use weft_ids::SpaceId;
use weft_view::{AskView, Command, LoanCommand, OfferView, SpaceView, Standing, today::still_asked};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let name = cx.other_name(space);
    head(ui, cx, &words.you_and(&name), &words.pair_line(), |ui, cx| {
        if Press::ghost(words.history()).said(words.history_of(&words.you_and(&name))).show(ui) {
            cx.state.open_log(space.id);
        }
        if Press::secondary(words.page_people())
            .icon(icons::USERS)
            .said(words.people_of(&words.you_and(&name)))
            .show(ui)
        {
            cx.go(Screen::Members(space.id));
        }
    });
    if space.other().is_none() {
        invite_first(ui, cx, space);
        return;
    }
    standing_ui(ui, cx, space, &name);
    if let Some(line) = cx.not_yet_with(space) {
        small(ui, &line);
        gap(ui, 8.0);
    }
    open_asks(ui, cx, space);
    if space.ledger.loans.is_empty() {
        return;
    }
    card(ui, |ui| {
        heading(ui, &words.loans());
        gap(ui, 4.0);
        for (index, loan) in space.ledger.loans.iter().rev().enumerate() {
            if index > 0 {
                divider(ui);
            }
            loan_row(ui, cx, space, loan);
        }
    });
}

fn invite_first(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let words = cx.words;
    let t = tokens(ui);
    let waits = space.invitations.first().map(|invitation| invitation.name.clone());
    let line = match &waits {
        Some(name) => words.pair_waits(name),
        None => words.pair_alone(),
    };
    if crate::screens::empty(ui, icons::HANDSHAKE, t.clay, "", &line, &words.invite()) {
        cx.go(Screen::Invite(space.id));
    }
}

fn standing_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, name: &str) {
    let words = cx.words;
    let t = tokens(ui);
    card(ui, |ui| {
        row_min(
            ui,
            cx,
            46.0,
            200.0,
            |ui, cx| {
                ui.vertical(|ui| {
                    let nets = nets(space);
                    if nets.is_empty() {
                        strong(ui, &words.you_are_even());
                    }
                    for money in &nets {
                        let color = if money.minor > 0 { t.moss.fg } else { t.clay.fg };
                        let text = if money.minor > 0 {
                            format!("{name} {}", stands(cx, Some(money)))
                        } else {
                            words.you_owe_first(
                                &cx.money(&weft_view::Money { minor: -money.minor, ..money.clone() }),
                            )
                        };
                        ui.add(egui::Label::new(RichText::new(text).font(display(20.0)).color(color)).wrap());
                    }
                });
            },
            |ui, cx| {
                if space.read_only.is_some() {
                    return;
                }
                if Press::secondary(words.lend()).said(words.lend_to(name)).icon(icons::HAND_COINS).show(ui) {
                    cx.go(Screen::Lend(Some(space.id)));
                }
                if Press::primary(words.ask()).said(words.ask_person(name)).icon(icons::PLUS).show(ui) {
                    cx.go(Screen::Ask(Some(space.id)));
                }
            },
        );
    });
    gap(ui, 12.0);
}

fn open_asks(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    for ask in space.ledger.asks.iter().filter(|ask| ask.standing == Standing::Open) {
        card(ui, |ui| ask_ui(ui, cx, space, ask));
        gap(ui, 12.0);
    }
    for offer in space.ledger.offers.iter().filter(|offer| offer.standing == Standing::Open) {
        card(ui, |ui| offer_ui(ui, cx, space, offer));
        gap(ui, 12.0);
    }
}

fn offer_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, offer: &OfferView) {
    let words = cx.words;
    if !offer.mine {
        offer_row(ui, cx, space, offer);
        return;
    }
    let amount = cx.money(&offer.money);
    let place = format!("offer-{}", offer.id);
    row_min(
        ui,
        cx,
        48.0,
        220.0,
        |ui, cx| {
            let text = words.you_offered(&amount);
            person_cell(ui, space, &space.me, &[(&text, true)], &words.waits_for(&cx.other_name(space)));
        },
        |ui, cx| {
            if Press::ghost(words.take_back()).said(words.take_back_offer(&amount)).show(ui) {
                let act = LoanCommand::Reverse { act: offer.id, why: words.undo_why() };
                cx.state.send(&place, Command::Loan(act), words.taken_back());
            }
        },
    );
    cx.refusal_ui(ui, &place);
}

fn ask_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, ask: &AskView) {
    let words = cx.words;
    let t = tokens(ui);
    let place = format!("ask-{}", ask.id);
    let open = still_asked(&ask.money, &ask.agreed);
    let (amount, name) = (cx.money(&open), space.name_of(&ask.by));
    row_min(
        ui,
        cx,
        48.0,
        240.0,
        |ui, _| {
            if ask.mine {
                let text = words.you_asked(&amount);
                person_cell(ui, space, &ask.by, &[(&text, true)], &ask.why);
            } else {
                let asks = format!(" {} ", words.asks_for());
                person_cell(ui, space, &ask.by, &[(&name, true), (&asks, false), (&amount, true)], &ask.why);
            }
        },
        |ui, cx| {
            if ask.mine {
                if Press::ghost(words.take_back()).said(words.take_back_ask(&amount)).show(ui) {
                    let act = LoanCommand::Reverse { act: ask.id, why: words.undo_why() };
                    cx.state.send(&place, Command::Loan(act), words.taken_back());
                }
            } else {
                let set_aside = cx.prefs.not_now.contains(&ask.id);
                if set_aside {
                    chip(ui, icons::CLOCK, &words.not_now_chip(), t.plum);
                } else if Press::ghost(words.not_now()).said(words.not_now_said(&name)).show(ui) {
                    cx.prefs.not_now.insert(ask.id);
                }
                if Press::ghost(words.no()).said(words.no_said(&name)).show(ui) {
                    let act = LoanCommand::Decline { act: ask.id, note: String::new() };
                    cx.state.send(&place, Command::Loan(act), words.declined());
                }
            }
        },
    );
    if !ask.payback.is_empty() {
        small(ui, &words.comes_back(&ask.payback));
    }
    for offer in ask.offers.iter().filter(|offer| offer.standing == Standing::Open) {
        divider(ui);
        if let Some(offer) = find_offer(space, &offer.id) {
            offer_ui(ui, cx, space, offer);
        }
    }
    let mine_open = ask.offers.iter().any(|offer| offer.mine && offer.standing == Standing::Open);
    if !ask.mine && !mine_open {
        gap(ui, 8.0);
        offer_form(ui, cx, space, ask, &place, &name);
    }
    cx.refusal_ui(ui, &place);
}

/// *Sure* with all of it, or a part.
fn offer_form(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, ask: &AskView, place: &str, name: &str) {
    let words = cx.words;
    let open = still_asked(&ask.money, &ask.agreed);
    let key = format!("{place}/amount");
    let unit = ask.money.unit.clone();
    let t = tokens(ui);
    notice(ui, t.moss, |ui| {
        let label = words.offer_amount(&unit);
        Field::new(&label).width(180.0).show(ui, cx.state.forms.text_from(&key, || plain(&open)));
        gap(ui, 8.0);
        wrapped(ui, |ui| {
            let amount = cx.state.forms.get(&key);
            let ready = !amount.is_empty() && !cx.state.is_pending(place);
            let said = words.sure_said(&format!("{amount} {unit}"), name);
            let sure = Press::primary(words.sure()).icon(icons::HAND_COINS).said(&said).enabled(ready);
            if sure.show(ui) {
                let done = words.offered(&format!("{amount} {unit}"), name);
                let command = Command::Loan(LoanCommand::Offer {
                    space: space.id,
                    ask: Some(ask.id),
                    amount,
                    unit: unit.clone(),
                    why: String::new(),
                });
                cx.state.send_then(place, command, done, Then::Stay, Undo::TakeBack(words.undo_why()));
            }
            muted(ui, &words.offer_next(name));
        });
    });
}
