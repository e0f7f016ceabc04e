//! What waits for a word of mine, as rows that can be answered where they stand.

use crate::{
    cx::Cx,
    icons,
    parts::{Mark, Press, avatar, gap, row_min, runs, small, tile, tone_of, two},
    state::{Screen, Then, Undo},
    tokens::{body, semi, tokens},
};
use egui::Ui;
use weft_ids::{ActId, PersonId};
use weft_view::{
    AskKind, Command, FactKind, LoanCommand, Money, OfferView, SpaceView, WaitingView, today::Matter,
};

/// Draws one matter.
pub(crate) fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, matter: &Matter) {
    let view = cx.view;
    let space = |id| view.space(id).map(|space| space.as_ref());
    match matter {
        Matter::Ask { space: id, ask } => {
            if let Some(space) = space(id) {
                ask_row(ui, cx, space, ask);
            }
        }
        Matter::Offer { space: id, offer } => {
            let found = space(id).and_then(|space| Some((space, find_offer(space, offer)?)));
            if let Some((space, offer)) = found {
                offer_row(ui, cx, space, offer);
            }
        }
        Matter::Confirm { space: id, loan, half } => {
            let found = space(id).and_then(|space| {
                let loan = space.ledger.loans.iter().find(|l| l.id == *loan)?;
                Some((space, loan.id, loan.waiting.iter().find(|w| w.half == *half)?))
            });
            if let Some((space, loan, waiting)) = found {
                confirm_row(ui, cx, space, loan, waiting);
            }
        }
        Matter::HandOver { space: id, loan } | Matter::Plan { space: id, loan } => {
            let found =
                space(id).and_then(|space| Some((space, space.ledger.loans.iter().find(|l| l.id == *loan)?)));
            if let Some((space, loan)) = found {
                let other = if loan.i_lend { loan.borrower } else { loan.lender };
                let name = space.name_of(&other);
                let text = if matches!(matter, Matter::Plan { .. }) {
                    cx.words.plan_waits(&name)
                } else {
                    cx.words.hand_over_waits(&name, &cx.money(&loan.agreed))
                };
                open_row(ui, cx, space, &other, &text, &loan.why, Screen::Loan(space.id, loan.id));
            }
        }
        Matter::Proposal { space: id, roll } => {
            let found = space(id).and_then(|space| {
                Some((space, space.roll.proposals.iter().find(|proposal| proposal.roll == *roll)?))
            });
            if let Some((space, proposal)) = found {
                let text = cx.words.proposed_waits(&space.name_of(&proposal.by));
                let below = super::proposals::changes(cx, space, proposal).join("  ·  ");
                open_row(ui, cx, space, &proposal.by, &text, &below, Screen::Members(space.id));
            }
        }
        Matter::Clash { space: id, field } => {
            if let Some(space) = space(id) {
                let text = cx.words.clash_waits(&field_name(cx, field));
                crew_row(ui, cx, space, icons::WARNING_CIRCLE, &text);
            }
        }
        Matter::Review { space: id, .. } => {
            if let Some(space) = space(id) {
                let text = cx.words.review_line();
                crew_row(ui, cx, space, icons::PLANT, &text);
            }
        }
        Matter::SetNext { space: id } => {
            if let Some(space) = space(id) {
                let text = cx.words.set_next_waits();
                crew_row(ui, cx, space, icons::CALENDAR_DOTS, &text);
            }
        }
    }
}

/// The name of a field of a crew's page.
pub(crate) fn field_name(cx: &Cx<'_>, field: &str) -> String {
    match field {
        "intention" => cx.words.field_intention(),
        "place" => cx.words.field_place(),
        "rhythm" => cx.words.field_rhythm(),
        "meeting" => cx.words.field_meeting(),
        other => other.to_owned(),
    }
}

/// An offer of a space, by its id.
pub(crate) fn find_offer<'a>(space: &'a SpaceView, id: &ActId) -> Option<&'a OfferView> {
    let ledger = &space.ledger;
    ledger.offers.iter().chain(ledger.asks.iter().flat_map(|ask| &ask.offers)).find(|offer| offer.id == *id)
}

/// Somebody's face and a sentence with an amount, and a line below.
pub(crate) fn person_cell(
    ui: &mut Ui,
    space: &SpaceView,
    person: &PersonId,
    parts: &[(&str, bool)],
    below: &str,
) {
    let t = tokens(ui);
    let name = space.name_of(person);
    avatar(ui, &name, tone_of(&t, &name), 40.0, Mark::None, &name);
    gap(ui, 4.0);
    let parts: Vec<_> = parts
        .iter()
        .map(|(text, strong)| if *strong { (*text, semi(15.0), t.ink) } else { (*text, body(15.0), t.ink2) })
        .collect();
    two(
        ui,
        |ui| drop(runs(ui, &parts)),
        |ui| {
            if !below.is_empty() {
                small(ui, below);
            }
        },
    );
}

/// Why, how it comes back and by when, in one line.
fn about_ask(cx: &Cx<'_>, ask: &weft_view::AskView) -> String {
    let words = cx.words;
    let mut parts: Vec<String> = Vec::new();
    if !ask.why.is_empty() {
        parts.push(ask.why.clone());
    }
    match ask.kind {
        AskKind::Loan if !ask.payback.is_empty() => parts.push(words.comes_back(&ask.payback)),
        AskKind::Loan => {}
        AskKind::Gift => parts.push(words.as_gift()),
        AskKind::Either => parts.push(words.loan_or_gift()),
    }
    if let Some(by) = ask.needed_by {
        parts.push(words.needed_by(&cx.day_short(by)));
    }
    parts.join("  ·  ")
}

/// What I owe the person who asks, where that is something: *you could give 60 of the 80 back*.
fn owed_line(cx: &Cx<'_>, space: &SpaceView, unit: &str) -> Option<String> {
    let mine = space.ledger.balances.iter().find(|b| b.person == space.me && b.owes.unit == unit)?;
    (mine.owes.minor > 0).then(|| cx.words.you_owe_them(&cx.other_name(space), &cx.money(&mine.owes)))
}

fn ask_row(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, id: &ActId) {
    let words = cx.words;
    let Some(ask) = space.ledger.asks.iter().find(|ask| ask.id == *id) else { return };
    let name = space.name_of(&ask.by);
    let open = weft_view::today::still_asked(&ask.money, &ask.agreed);
    let (amount, asks, below) = (cx.money(&open), format!(" {} ", words.asks_for()), about_ask(cx, ask));
    let place = format!("ask-{id}");
    row_min(
        ui,
        cx,
        52.0,
        280.0,
        |ui, _| person_cell(ui, space, &ask.by, &[(&name, true), (&asks, false), (&amount, true)], &below),
        |ui, cx| {
            if Press::ghost(words.not_now())
                .said(words.not_now_said(&name))
                .hint(words.not_now_hint())
                .show(ui)
            {
                cx.prefs.not_now.insert(*id);
                cx.state.toast(words.not_now_done());
            }
            if Press::ghost(words.a_part()).said(words.a_part_said(&name)).show(ui) {
                cx.go(Screen::Pair(space.id));
                cx.state.forms.set_open(&place, true);
            }
            let busy = cx.state.is_pending(&place);
            let sure = Press::secondary(words.sure())
                .icon(icons::HAND_COINS)
                .said(words.sure_said(&amount, &name))
                .enabled(!busy);
            if sure.show(ui) {
                offer_all(cx, space, ask.id, &open, &name);
            }
        },
    );
    if let Some(owed) = owed_line(cx, space, &ask.money.unit) {
        small(ui, &owed);
    }
    cx.refusal_ui(ui, &place);
}

/// *Sure*: offers all that is still asked for, in one tap.
fn offer_all(cx: &mut Cx<'_>, space: &SpaceView, ask: ActId, open: &Money, name: &str) {
    let words = cx.words;
    let command = Command::Loan(LoanCommand::Offer {
        space: space.id,
        ask: Some(ask),
        amount: plain(open),
        unit: open.unit.clone(),
        why: String::new(),
    });
    let said = words.offered(&open.to_string(), name);
    let undo = Undo::TakeBack(words.undo_why());
    cx.state.send_then(&format!("ask-{ask}"), command, said, Then::Stay, undo);
}

/// An amount as it would be typed: no grouping, no unit.
pub(crate) fn plain(money: &Money) -> String {
    money.digits().replace(',', "").replace('−', "-")
}

pub(crate) fn offer_row(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, offer: &OfferView) {
    let words = cx.words;
    let (name, amount) = (space.name_of(&offer.by), cx.money(&offer.money));
    let place = format!("offer-{}", offer.id);
    let offers = format!(" {} ", words.offers_you());
    row_min(
        ui,
        cx,
        52.0,
        260.0,
        |ui, _| {
            person_cell(ui, space, &offer.by, &[(&name, true), (&offers, false), (&amount, true)], &offer.why)
        },
        |ui, cx| {
            let busy = cx.state.is_pending(&place);
            if Press::ghost(words.no_thanks()).said(words.no_thanks_said(&name)).enabled(!busy).show(ui) {
                let act = LoanCommand::Decline { act: offer.id, note: String::new() };
                cx.state.send(&place, Command::Loan(act), words.declined());
            }
            let agree = Press::secondary(words.agree())
                .icon(icons::HANDSHAKE)
                .said(words.agree_said(&amount, &name))
                .enabled(!busy);
            if agree.show(ui) {
                let said = words.agreed_toast(&name);
                cx.state.send(&place, Command::Loan(LoanCommand::Agree { offer: offer.id }), said);
            }
        },
    );
    cx.refusal_ui(ui, &place);
}

/// What somebody stated, as the words before and after the amount.
pub(crate) fn stated(cx: &Cx<'_>, kind: FactKind) -> (String, String) {
    let words = cx.words;
    let (before, after) = match kind {
        FactKind::HandOver => (words.stated_wrote(), words.stated_hand_over()),
        FactKind::Repayment => (words.stated_wrote(), words.stated_repayment()),
        FactKind::Reversal => (words.stated_reversal(), String::new()),
        FactKind::Forgiving => (words.stated_forgiving(), String::new()),
        FactKind::Agreed | FactKind::Plan | FactKind::Declined => (words.stated_wrote(), String::new()),
    };
    (format!(" {before} "), if after.is_empty() { after } else { format!(" {after}") })
}

fn confirm_row(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, loan: ActId, waiting: &WaitingView) {
    let words = cx.words;
    let (name, amount) = (space.name_of(&waiting.by), cx.money(&waiting.money));
    let (before, after) = stated(cx, waiting.kind);
    let mut below: Vec<String> = Vec::new();
    if let Some(on) = waiting.on {
        below.push(cx.day_short(on));
    }
    if let Some((_, other)) = &waiting.differs_from {
        below.push(words.differs(&cx.money(other)));
    }
    if !waiting.note.is_empty() {
        below.push(waiting.note.clone());
    }
    let below = below.join("  ·  ");
    let place = format!("half-{}", waiting.half);
    row_min(
        ui,
        cx,
        52.0,
        260.0,
        |ui, _| {
            let parts = [(name.as_str(), true), (&before, false), (&amount, true), (&after, false)];
            person_cell(ui, space, &waiting.by, &parts, &below);
        },
        |ui, cx| {
            if Press::ghost(words.look()).said(words.look_said(&name)).show(ui) {
                cx.go(Screen::Loan(space.id, loan));
            }
            if waiting.differs_from.is_none() {
                let busy = cx.state.is_pending(&place);
                let yes = Press::secondary(words.confirm())
                    .icon(icons::CHECK)
                    .said(words.confirm_said(&amount, &name))
                    .enabled(!busy);
                if yes.show(ui) {
                    let act = LoanCommand::Confirm { half: waiting.half, amount: None };
                    cx.state.send(&place, Command::Loan(act), words.confirmed(&amount));
                }
            }
        },
    );
    cx.refusal_ui(ui, &place);
}

fn open_row(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    space: &SpaceView,
    person: &PersonId,
    text: &str,
    below: &str,
    screen: Screen,
) {
    let words = cx.words;
    row_min(
        ui,
        cx,
        52.0,
        260.0,
        |ui, _| person_cell(ui, space, person, &[(text, true)], below),
        |ui, cx| {
            if Press::secondary(words.look()).said(words.look_at(text)).show(ui) {
                cx.go(screen.clone());
            }
        },
    );
}

fn crew_row(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, mark: &str, text: &str) {
    let words = cx.words;
    let t = tokens(ui);
    row_min(
        ui,
        cx,
        52.0,
        260.0,
        |ui, _| {
            tile(ui, mark, t.honey, 40.0);
            gap(ui, 4.0);
            two(ui, |ui| drop(crate::parts::strong(ui, text)), |ui| drop(small(ui, &space.name)));
        },
        |ui, cx| {
            if Press::secondary(words.look()).said(words.look_at_in(text, &space.name)).show(ui) {
                cx.go(Screen::Crew(space.id));
            }
        },
    );
}
