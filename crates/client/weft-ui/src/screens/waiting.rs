//! What one side stated about a loan and the other has not confirmed: it counts nowhere yet.

use crate::{
    cx::Cx,
    icons,
    parts::{Field, Press, card, gap, muted, row_min, small, strong, wrapped},
    screens::matters::{person_cell, plain, stated},
};
use egui::Ui;
use weft_view::{Command, FactKind, LoanCommand, LoanView, SpaceView, WaitingView};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, loan: &LoanView) {
    for waiting in &loan.waiting {
        card(ui, |ui| {
            if waiting.for_me {
                for_me(ui, cx, space, loan, waiting);
            } else {
                for_them(ui, cx, space, waiting);
            }
        });
        gap(ui, 12.0);
    }
}

fn details(cx: &Cx<'_>, waiting: &WaitingView) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(on) = waiting.on {
        parts.push(cx.day_short(on));
    }
    if !waiting.note.is_empty() {
        parts.push(waiting.note.clone());
    }
    parts.join("  ·  ")
}

fn for_them(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, waiting: &WaitingView) {
    let words = cx.words;
    let amount = cx.money(&waiting.money);
    let place = format!("half-{}", waiting.half);
    let (before, after) = stated(cx, waiting.kind);
    let you = words.you_first();
    let other = cx.other_name(space);
    row_min(
        ui,
        cx,
        52.0,
        240.0,
        |ui, cx| {
            let below = details(cx, waiting);
            person_cell(
                ui,
                space,
                &waiting.by,
                &[(&you, true), (&before, false), (&amount, true), (&after, false)],
                &below,
            );
        },
        |ui, cx| {
            if Press::ghost(words.take_back()).said(words.take_back_half(&amount)).show(ui) {
                let act = LoanCommand::Reverse { act: waiting.half, why: words.undo_why() };
                cx.state.send(&place, Command::Loan(act), words.taken_back());
            }
        },
    );
    small(ui, &words.counts_when(&other));
    cx.refusal_ui(ui, &place);
}

fn for_me(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, loan: &LoanView, waiting: &WaitingView) {
    let words = cx.words;
    let (name, amount) = (space.name_of(&waiting.by), cx.money(&waiting.money));
    let place = format!("half-{}", waiting.half);
    let part_key = format!("{place}/part");
    let (before, after) = stated(cx, waiting.kind);
    let below = details(cx, waiting);
    person_cell_line(
        ui,
        space,
        waiting,
        &[(&name, true), (&before, false), (&amount, true), (&after, false)],
        &below,
    );
    if let Some((_, mine)) = &waiting.differs_from {
        gap(ui, 4.0);
        strong(ui, &words.amounts_differ(&name, &amount, &cx.money(mine)));
        muted(ui, &words.amounts_differ_line());
    }
    gap(ui, 10.0);
    let part_open = cx.state.forms.is_open(&part_key);
    if part_open {
        let label = words.amount_in(&loan.agreed.unit);
        let key = format!("{place}/amount");
        Field::new(&label)
            .width(180.0)
            .below(words.part_below(&name))
            .show(ui, cx.state.forms.text_from(&key, || plain(&waiting.money)));
        gap(ui, 8.0);
    }
    wrapped(ui, |ui| {
        let busy = cx.state.is_pending(&place);
        let part = cx.state.forms.get(&format!("{place}/amount"));
        let (text, said) = match (part_open, waiting.kind) {
            (true, _) => (words.confirm_part(), words.confirm_part_said(&name)),
            (false, FactKind::Reversal) => (words.agree(), words.agree_reversal_said(&name)),
            (false, _) => (words.confirm_all(&amount), words.confirm_said(&amount, &name)),
        };
        let confirm = Press::primary(&text).icon(icons::CHECK).said(&said).enabled(!busy);
        if confirm.show(ui) {
            let amount = part_open.then_some(part).filter(|part| !part.is_empty());
            let act = LoanCommand::Confirm { half: waiting.half, amount };
            cx.state.send(&place, Command::Loan(act), words.confirmed_toast());
        }
        let can_part = matches!(waiting.kind, FactKind::Repayment | FactKind::HandOver);
        if can_part
            && !part_open
            && Press::secondary(words.only_part()).said(words.only_part_said(&name)).show(ui)
        {
            cx.state.forms.set_open(&part_key, true);
        }
        if Press::ghost(words.not_so()).said(words.not_so_said(&name)).enabled(!busy).show(ui) {
            let act = LoanCommand::Decline { act: waiting.half, note: String::new() };
            cx.state.send(&place, Command::Loan(act), words.declined());
        }
    });
    cx.refusal_ui(ui, &place);
}

fn person_cell_line(
    ui: &mut Ui,
    space: &SpaceView,
    waiting: &WaitingView,
    parts: &[(&str, bool)],
    below: &str,
) {
    let height = 48.0;
    let width = ui.available_width();
    ui.allocate_ui_with_layout(
        egui::vec2(width, height),
        egui::Layout::left_to_right(egui::Align::Center),
        |ui| {
            ui.set_max_width(width);
            person_cell(ui, space, &waiting.by, parts, below);
        },
    );
}
