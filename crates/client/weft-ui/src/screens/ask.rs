//! Asking somebody for something, or offering it.

use crate::{
    cx::Cx,
    dates, icons,
    parts::{Field, Press, card, cells, choice, gap, small, trouble, wrapped},
    screens::{empty, head},
    state::{Screen, Then, Undo},
    tokens::tokens,
};
use egui::Ui;
use std::sync::Arc;
use weft_ids::{CivilDate, SpaceId};
use weft_view::{AskKind, Command, LoanCommand, SpaceKind, SpaceView};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Ask,
    Lend,
}

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, given: Option<SpaceId>, way: Way) {
    let words = cx.words;
    let t = tokens(ui);
    let pairs: Vec<Arc<SpaceView>> = cx
        .spaces(SpaceKind::Pair)
        .filter(|space| space.other().is_some() && space.read_only.is_none())
        .cloned()
        .collect();
    let (title, line) = match way {
        Way::Ask => (words.ask_title(), words.ask_line()),
        Way::Lend => (words.lend_title(), words.lend_line()),
    };
    head(ui, cx, &title, &line, |_, _| {});
    if pairs.is_empty() && others_ui(ui, cx) {
        return;
    }
    if pairs.is_empty() {
        if empty(ui, icons::HANDSHAKE, t.clay, "", &words.ask_nobody(), &words.door_pair()) {
            cx.go(Screen::Start(SpaceKind::Pair));
        }
        return;
    }
    let given = given.and_then(|id| pairs.iter().position(|space| space.id == id)).unwrap_or(0);
    let place = if way == Way::Ask { "ask" } else { "lend" };
    card(ui, |ui| {
        let names: Vec<(u32, String)> =
            pairs.iter().enumerate().map(|(index, space)| (index as u32, cx.other_name(space))).collect();
        let chosen = cx.state.forms.number(&format!("{place}/who"), given as u32);
        let label = if way == Way::Ask { words.ask_whom() } else { words.lend_whom() };
        choice(ui, &label, chosen, &names);
        let Some(space) = pairs.get(*chosen as usize) else { return };
        gap(ui, 10.0);
        amount_fields(ui, cx, place);
        gap(ui, 8.0);
        let why = cx.state.forms.text(&format!("{place}/why"));
        Field::new(words.why_label()).hint(words.why_hint()).show(ui, why);
        if way == Way::Ask {
            terms(ui, cx, place);
        }
        gap(ui, 14.0);
        confirm(ui, cx, space, place, way);
        cx.refusal_ui(ui, place);
    });
    gap(ui, 12.0);
    others_ui(ui, cx);
}

/// People I share a place with and have no pair with: one opens by a letter to them. Whether there is anybody.
fn others_ui(ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
    let words = cx.words;
    let others = weft_view::without_pair(cx.view);
    if others.is_empty() && cx.view.later.is_empty() {
        return false;
    }
    card(ui, |ui| {
        crate::parts::heading(ui, &words.pair_others());
        crate::parts::muted(ui, &words.pair_others_line());
        gap(ui, 8.0);
        wrapped(ui, |ui| {
            for (space, person, name) in &others {
                let press =
                    Press::secondary(name.clone()).icon(icons::HANDSHAKE).said(words.pair_open_said(name));
                if press.enabled(!cx.state.is_pending("openpair")).show(ui) {
                    let command = Command::OpenPair { space: *space, person: *person };
                    cx.state.send("openpair", command, words.pair_letter_sent(name));
                }
            }
        });
        for later in &cx.view.later {
            small(ui, &words.pair_words_wait(&later.name, &format!("{} {}", later.amount, later.unit)));
        }
        cx.refusal_ui(ui, "openpair");
    });
    true
}

fn amount_fields(ui: &mut Ui, cx: &mut Cx<'_>, place: &str) {
    let words = cx.words;
    let last_unit = cx
        .view
        .spaces
        .iter()
        .flat_map(|space| space.ledger.loans.last())
        .map(|loan| loan.agreed.unit.clone())
        .next_back()
        .unwrap_or_else(|| "EUR".to_owned());
    let labels = [words.amount_label(), words.unit_label()];
    cells(ui, cx, 180.0, 2, |ui, cx, index, _| {
        if index == 0 {
            let text = cx.state.forms.text(&format!("{place}/amount"));
            Field::new(&labels[0]).hint("120").show(ui, text);
        } else {
            let text = cx.state.forms.text_from(&format!("{place}/unit"), || last_unit.clone());
            Field::new(&labels[1]).hint("EUR").below(words.unit_below()).show(ui, text);
        }
    });
}

fn terms(ui: &mut Ui, cx: &mut Cx<'_>, place: &str) {
    let words = cx.words;
    gap(ui, 8.0);
    let kind = cx.state.forms.number(&format!("{place}/kind"), 0);
    let kinds = [(0, words.kind_loan()), (1, words.kind_gift()), (2, words.kind_either())];
    choice(ui, &words.kind_label(), kind, &kinds);
    if *kind != 1 {
        gap(ui, 8.0);
        let text = cx.state.forms.text(&format!("{place}/payback"));
        Field::new(words.payback_label()).hint(words.payback_hint()).show(ui, text);
    }
    gap(ui, 8.0);
    let key = format!("{place}/by");
    let typed = cx.state.forms.get(&key);
    let below = match CivilDate::parse(&typed) {
        Some(date) => {
            let days = weft_view::today::days_between(cx.today, date);
            words.day_read(&cx.day(date), &dates::distance(words, days))
        }
        None if typed.is_empty() => words.by_below(),
        None => words.day_unknown(),
    };
    let text = cx.state.forms.text(&key);
    Field::new(words.by_label()).hint("2026-12-01").width(200.0).below(&below).show(ui, text);
}

fn confirm(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, place: &str, way: Way) {
    let words = cx.words;
    let name = cx.other_name(space);
    let get = |cx: &Cx<'_>, field: &str| cx.state.forms.get(&format!("{place}/{field}"));
    let (amount, unit) = (get(cx, "amount"), get(cx, "unit"));
    let by = get(cx, "by");
    let date = CivilDate::parse(&by);
    if !by.is_empty() && date.is_none() {
        trouble(ui, &words.day_unknown());
    }
    wrapped(ui, |ui| {
        let ready = !amount.is_empty()
            && !unit.is_empty()
            && (by.is_empty() || date.is_some())
            && !cx.state.is_pending(place);
        let text = match way {
            Way::Ask => words.ask_do(&name),
            Way::Lend => words.lend_do(&name),
        };
        if Press::primary(&text).enabled(ready).show(ui) {
            let shown = format!("{amount} {unit}");
            let why = get(cx, "why");
            let then = Then::Go(Screen::Pair(space.id));
            let undo = Undo::TakeBack(words.undo_why());
            let (command, said) = match way {
                Way::Ask => {
                    let kind = match *cx.state.forms.number(&format!("{place}/kind"), 0) {
                        1 => AskKind::Gift,
                        2 => AskKind::Either,
                        _ => AskKind::Loan,
                    };
                    let payback = get(cx, "payback");
                    let ask =
                        LoanCommand::Ask { space: space.id, amount, unit, why, kind, by: date, payback };
                    (ask, words.asked(&name, &shown))
                }
                Way::Lend => (
                    LoanCommand::Offer { space: space.id, ask: None, amount, unit, why },
                    words.offered(&shown, &name),
                ),
            };
            cx.state.send_then(place, Command::Loan(command), said, then, undo);
        }
        if Press::ghost(words.cancel()).show(ui) {
            cx.state.forms.clear(place);
            cx.state.back();
        }
    });
    gap(ui, 4.0);
    small(ui, &words.ask_private(&name));
}
