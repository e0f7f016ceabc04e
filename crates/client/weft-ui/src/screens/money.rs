//! Money: what I lent and owe, with whom, and what waits.

use crate::{
    cx::Cx,
    icons,
    parts::{
        Mark, Press, avatar, balance_bar, card, card_of_height, cells, chip, divider, focus_ring, gap,
        heading, muted, small, tone_of,
    },
    regions,
    screens::{empty, head, matters},
    state::Screen,
    tokens::{display, medium, semi, tokens},
};
use egui::{RichText, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use std::{collections::BTreeMap, sync::Arc};
use weft_view::{LoanState, Money, SpaceKind, SpaceView, today::Matter};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    let pairs: Vec<Arc<SpaceView>> = cx.spaces(SpaceKind::Pair).cloned().collect();
    head(ui, cx, &words.page_money(), &words.money_line(), |ui, cx| {
        if pairs.is_empty() {
            return;
        }
        if cx.prefs.cover_amounts {
            let shown = cx.state.amounts_shown;
            let text = if shown { words.cover() } else { words.uncover() };
            if Press::ghost(&text).show(ui) {
                cx.state.amounts_shown = !shown;
            }
        }
        if Press::secondary(words.lend()).icon(icons::HAND_COINS).show(ui) {
            cx.go(Screen::Lend(None));
        }
        let hint = words.with_key(&words.ask(), "Ctrl+N");
        if Press::primary(words.ask()).icon(icons::PLUS).hint(hint).show(ui) {
            cx.go(Screen::Ask(None));
        }
    });
    if pairs.is_empty() {
        let heading = words.nobody_owes();
        if empty(ui, icons::HAND_COINS, t.moss, &heading, &words.money_empty(), &words.door_pair()) {
            cx.go(Screen::Start(SpaceKind::Pair));
        }
        return;
    }
    totals(ui, cx, &pairs);
    waits(ui, cx);
    between(ui, cx, &pairs);
    loans(ui, cx, &pairs);
}

/// What I lent and what I owe, in each unit.
fn totals(ui: &mut Ui, cx: &mut Cx<'_>, pairs: &[Arc<SpaceView>]) {
    let mut sums: BTreeMap<(String, u8), (i64, i64)> = BTreeMap::new();
    for space in pairs {
        for balance in space.ledger.balances.iter().filter(|balance| balance.person == space.me) {
            let sum = sums.entry((balance.owes.unit.clone(), balance.owes.exponent)).or_default();
            sum.0 = sum.0.saturating_add(balance.owed.minor);
            sum.1 = sum.1.saturating_add(balance.owes.minor);
        }
    }
    let listed = |cx: &Cx<'_>, of: fn(&(i64, i64)) -> i64| -> Vec<String> {
        sums.iter()
            .filter(|(_, sum)| of(sum) > 0)
            .map(|((unit, exponent), sum)| {
                cx.money(&Money { unit: unit.clone(), exponent: *exponent, minor: of(sum) })
            })
            .collect()
    };
    let words = cx.words;
    let (lent, owed) = (listed(cx, |sum| sum.0), listed(cx, |sum| sum.1));
    let t = tokens(ui);
    let shown = [
        (words.total_lent(), lent, t.moss.fg, words.total_lent_none()),
        (words.total_owed(), owed, t.ink, words.total_owed_none()),
    ];
    cells(ui, cx, 200.0, 2, |ui, _, index, height| {
        let Some((label, amounts, color, none)) = shown.get(index) else { return };
        card_of_height(ui, height, |ui| {
            small(ui, label);
            match amounts.split_first() {
                None => drop(muted(ui, none)),
                Some((first, rest)) => {
                    ui.label(RichText::new(first).font(display(22.0)).color(*color));
                    if !rest.is_empty() {
                        small(ui, &words.and_also(&rest.join(", ")));
                    }
                }
            }
        });
    });
    gap(ui, 16.0);
}

fn waits(ui: &mut Ui, cx: &mut Cx<'_>) {
    let all = weft_view::today::all_matters(cx.view, cx.today, &cx.prefs.not_now);
    let money: Vec<&Matter> = all
        .iter()
        .filter(|matter| match matter {
            Matter::Confirm { .. }
            | Matter::Offer { .. }
            | Matter::Ask { .. }
            | Matter::HandOver { .. }
            | Matter::Plan { .. } => true,
            Matter::Proposal { .. }
            | Matter::Clash { .. }
            | Matter::Review { .. }
            | Matter::SetNext { .. } => false,
        })
        .collect();
    if money.is_empty() {
        return;
    }
    card(ui, |ui| {
        heading(ui, &cx.words.waits_for_you());
        gap(ui, 4.0);
        for (index, matter) in money.into_iter().enumerate() {
            if index > 0 {
                gap(ui, 4.0);
                divider(ui);
                gap(ui, 4.0);
            }
            matters::row_ui(ui, cx, matter);
        }
    });
    gap(ui, 16.0);
}

/// One row for each pair and unit; by name, so that the order ranks nobody.
fn between(ui: &mut Ui, cx: &mut Cx<'_>, pairs: &[Arc<SpaceView>]) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.between_each());
        small(ui, &words.between_line());
        gap(ui, 8.0);
        let mut most: BTreeMap<String, i64> = BTreeMap::new();
        for space in pairs {
            for money in nets(space) {
                let top = most.entry(money.unit.clone()).or_default();
                *top = (*top).max(money.minor.abs());
            }
        }
        for space in pairs {
            let nets = nets(space);
            if nets.is_empty() {
                balance_row(ui, cx, space, None, 0.0);
            }
            for money in &nets {
                let top = most.get(&money.unit).copied().unwrap_or(0).max(1);
                balance_row(ui, cx, space, Some(money), money.minor as f32 / top as f32);
            }
        }
    });
    gap(ui, 16.0);
}

/// What stands between me and the other, by unit: positive is owed to me.
pub(crate) fn nets(space: &SpaceView) -> Vec<Money> {
    space
        .ledger
        .balances
        .iter()
        .filter(|balance| balance.person == space.me)
        .map(|balance| Money {
            unit: balance.owes.unit.clone(),
            exponent: balance.owes.exponent,
            minor: balance.owed.minor.saturating_sub(balance.owes.minor),
        })
        .filter(|money| money.minor != 0)
        .collect()
}

/// How a pair stands, in words.
pub(crate) fn stands(cx: &Cx<'_>, net: Option<&Money>) -> String {
    let words = cx.words;
    match net {
        None => words.even(),
        Some(money) => {
            let amount = cx.money(&Money { minor: money.minor.abs(), ..money.clone() });
            if money.minor > 0 { words.owes_you(&amount) } else { words.you_owe(&amount) }
        }
    }
}

fn balance_row(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, net: Option<&Money>, part: f32) {
    let t = tokens(ui);
    let name = cx.other_name(space);
    let text = stands(cx, net);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 46.0), egui::Sense::click());
    let said = cx.words.between_said(&name, &text);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    regions::note(ui, &response);
    if response.hovered() {
        ui.painter().rect_filled(rect, 8.0, t.sunken);
    }
    focus_ring(ui, &response, rect, 8.0);
    let wide = rect.width() > 470.0;
    let color = match net {
        Some(money) if money.minor > 0 => t.moss.fg,
        Some(_) => t.clay.fg,
        None => t.ink3,
    };
    let amount = ui.painter().layout_no_wrap(text, medium(14.5), color);
    let amount_left = rect.right() - 8.0 - amount.size().x;
    let name_width = if wide { 150.0 } else { (amount_left - rect.left() - 60.0).max(20.0) };
    let face = egui::Rect::from_min_size(rect.min + vec2(6.0, 7.0), vec2(32.0, 32.0));
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(face));
    let tone = tone_of(&t, &name);
    avatar(&mut child, &name, tone, 32.0, Mark::None, &name);
    let mut job = egui::text::LayoutJob::simple_singleline(name, semi(15.0), t.ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(name_width);
    let galley = ui.painter().layout_job(job);
    let y = rect.center().y;
    ui.painter().galley(pos2(rect.left() + 48.0, y - galley.size().y / 2.0), galley, t.ink);
    if wide && !cx.covers_amounts() {
        let bar = egui::Rect::from_min_max(
            pos2(rect.left() + 210.0, rect.top()),
            pos2(rect.right() - 150.0, rect.bottom()),
        );
        balance_bar(ui, bar, part);
    }
    ui.painter().galley(pos2(amount_left, y - amount.size().y / 2.0), amount, color);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.go(Screen::Pair(space.id));
    }
}

fn loans(ui: &mut Ui, cx: &mut Cx<'_>, pairs: &[Arc<SpaceView>]) {
    let words = cx.words;
    let open = pairs.iter().flat_map(|space| {
        space
            .ledger
            .loans
            .iter()
            .filter(|loan| loan.state != LoanState::Settled)
            .map(move |loan| (space, loan))
    });
    let open: Vec<_> = open.collect();
    if open.is_empty() {
        return;
    }
    card(ui, |ui| {
        heading(ui, &words.open_loans());
        gap(ui, 4.0);
        for (index, (space, loan)) in open.into_iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            loan_row(ui, cx, space, loan);
        }
    });
}

/// A loan in a list.
pub(crate) fn loan_row(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, loan: &weft_view::LoanView) {
    let words = cx.words;
    let other = if loan.i_lend { loan.borrower } else { loan.lender };
    let name = space.name_of(&other);
    let text = if loan.i_lend { words.you_lent_to(&name) } else { words.you_borrowed_from(&name) };
    let said = format!("{text}, {}", loan.why);
    crate::parts::row_min(
        ui,
        cx,
        54.0,
        220.0,
        |ui, _| matters::person_cell(ui, space, &other, &[(&text, true)], &loan.why),
        |ui, cx| {
            let t = tokens(ui);
            match loan.state {
                LoanState::Agreed => {
                    drop(chip(ui, icons::HANDSHAKE, &words.loan_agreed_chip(&cx.money(&loan.agreed)), t.sky))
                }
                LoanState::Open => {
                    let tone = if loan.i_lend { t.moss } else { t.clay };
                    chip(ui, "", &words.left_chip(&cx.money(&loan.outstanding)), tone);
                }
                LoanState::Settled => drop(chip(ui, icons::CHECK, &words.settled_chip(), t.moss)),
            }
            if Press::ghost(words.open()).said(words.look_at(&said)).show(ui) {
                cx.go(Screen::Loan(space.id, loan.id));
            }
        },
    );
}
