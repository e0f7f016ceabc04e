//! One loan: its whole life, and what I can do next.

use crate::{
    cx::Cx,
    icons,
    parts::{
        Field, Press, card, divider, gap, glyph, heading, muted, note, notice, progress, row_min, small,
        strong, two, wrapped,
    },
    screens::{gone, head, matters::plain, meeting::date_field, plan, waiting},
    state::{Then, Undo},
    tokens::{display, icon, tokens},
};
use egui::{RichText, Ui};
use weft_ids::{ActId, CivilDate, SpaceId};
use weft_view::{Command, FactKind, FactView, LoanCommand, LoanState, LoanStep, LoanView, SpaceView};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, loan_id: &ActId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let Some(loan) = space.ledger.loans.iter().find(|loan| loan.id == *loan_id) else { return gone(ui, cx) };
    let words = cx.words;
    let other = if loan.i_lend { loan.borrower } else { loan.lender };
    let name = space.name_of(&other);
    let title = if loan.i_lend { words.you_lent_to(&name) } else { words.you_borrowed_from(&name) };
    head(ui, cx, &title, &loan.why, |_, _| {});
    amounts(ui, cx, loan, &name);
    if let Some(line) = cx.not_yet_with(space) {
        small(ui, &line);
        gap(ui, 8.0);
    }
    waiting::show(ui, cx, space, loan);
    steps(ui, cx, space, loan, &name);
    plan::show(ui, cx, loan, &name);
    facts(ui, cx, space, loan);
    super::files::show(ui, cx, space, &weft_view::AboutView::Act(loan.id));
}

fn amounts(ui: &mut Ui, cx: &mut Cx<'_>, loan: &LoanView, name: &str) {
    let words = cx.words;
    let t = tokens(ui);
    card(ui, |ui| {
        let (big, line) = match loan.state {
            LoanState::Agreed => (cx.money(&loan.agreed), words.loan_is_agreed()),
            LoanState::Open if loan.i_lend => (cx.money(&loan.outstanding), words.still_with(name)),
            LoanState::Open => (cx.money(&loan.outstanding), words.still_to_give_back(name)),
            LoanState::Settled => (cx.money(&loan.agreed), words.loan_is_settled()),
        };
        let color = if loan.i_lend { t.moss.fg } else { t.clay.fg };
        let color = if loan.state == LoanState::Open { color } else { t.ink };
        ui.label(RichText::new(big).font(display(28.0)).color(color));
        muted(ui, &line);
        gap(ui, 8.0);
        let back = loan.repaid.minor.saturating_add(loan.forgiven.minor);
        if loan.handed_over.minor > 0 {
            let part = back as f32 / loan.handed_over.minor as f32;
            let mut parts = vec![words.of_handed_over(&cx.money(&loan.handed_over))];
            if loan.repaid.minor > 0 {
                parts.push(words.of_repaid(&cx.money(&loan.repaid)));
            }
            if loan.forgiven.minor > 0 {
                parts.push(words.of_forgiven(&cx.money(&loan.forgiven)));
            }
            let line = parts.join("  ·  ");
            progress(ui, part, t.accent, &line);
            gap(ui, 4.0);
            small(ui, &line);
            if loan.handed_over.minor < loan.agreed.minor {
                small(ui, &words.of_agreed(&cx.money(&loan.agreed)));
            }
        }
    });
    gap(ui, 12.0);
    if let Some(excess) = &loan.excess {
        notice(ui, t.honey, |ui| {
            strong(ui, &words.excess(&cx.money(excess)));
            muted(ui, &words.excess_line());
        });
        gap(ui, 12.0);
    }
}

/// A step that opens a small form: its key, its words, and the amount that it begins with.
struct Step {
    step: LoanStep,
    text: String,
    said: String,
    line: String,
    first: String,
}

fn step_of(cx: &Cx<'_>, loan: &LoanView, step: LoanStep, name: &str) -> Option<Step> {
    let words = cx.words;
    let left_to_hand = weft_view::today::still_asked(&loan.agreed, &loan.handed_over);
    let (text, said, line, first) = match step {
        LoanStep::HandOver => (
            words.step_hand_over(),
            words.step_hand_over_said(name),
            words.step_hand_over_line(name),
            plain(&left_to_hand),
        ),
        LoanStep::Receive => (
            words.step_receive(),
            words.step_receive_said(name),
            words.step_receive_line(name),
            plain(&left_to_hand),
        ),
        LoanStep::Repay if loan.i_lend => (
            words.step_got_back(),
            words.step_got_back_said(name),
            words.step_got_back_line(name),
            String::new(),
        ),
        LoanStep::Repay => {
            (words.step_repay(), words.step_repay_said(name), words.step_repay_line(name), String::new())
        }
        LoanStep::Forgive => (
            words.step_forgive(),
            words.step_forgive_said(name),
            words.step_forgive_line(name),
            plain(&loan.outstanding),
        ),
        LoanStep::Confirm | LoanStep::Plan | LoanStep::AgreePlan => return None,
    };
    Some(Step { step, text, said, line, first })
}

fn steps(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, loan: &LoanView, name: &str) {
    if space.read_only.is_some() {
        return;
    }
    let steps: Vec<Step> = loan.steps.iter().filter_map(|step| step_of(cx, loan, *step, name)).collect();
    if steps.is_empty() {
        return;
    }
    let words = cx.words;
    let place = format!("loan-{}", loan.id);
    let open = |cx: &Cx<'_>, step: &Step| cx.state.forms.is_open(&step_key(&place, step.step));
    card(ui, |ui| {
        heading(ui, &words.what_next());
        gap(ui, 6.0);
        match steps.iter().position(|step| open(cx, step)) {
            Some(index) => {
                if let Some(step) = steps.get(index) {
                    step_form(ui, cx, loan, step, &place);
                }
            }
            None => wrapped(ui, |ui| {
                for (index, step) in steps.iter().enumerate() {
                    let press = match (index, step.step) {
                        (_, LoanStep::Forgive) => Press::ghost(&step.text),
                        (0, _) => Press::primary(&step.text),
                        _ => Press::secondary(&step.text),
                    };
                    if press.said(&step.said).show(ui) {
                        cx.state.forms.set_open(&step_key(&place, step.step), true);
                    }
                }
            }),
        }
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 12.0);
}

fn step_key(place: &str, step: LoanStep) -> String {
    format!("{place}/open-{step:?}")
}

fn step_form(ui: &mut Ui, cx: &mut Cx<'_>, loan: &LoanView, step: &Step, place: &str) {
    let words = cx.words;
    muted(ui, &step.line);
    gap(ui, 6.0);
    let amount_key = format!("{place}/amount-{:?}", step.step);
    let label = words.amount_in(&loan.agreed.unit);
    let first = step.first.clone();
    Field::new(&label).width(180.0).show(ui, cx.state.forms.text_from(&amount_key, || first));
    gap(ui, 6.0);
    let day_key = format!("{place}/day");
    let note_key = format!("{place}/note");
    if step.step == LoanStep::Forgive {
        let field = Field::new(words.note_with_it()).hint(words.forgive_hint());
        field.show(ui, cx.state.forms.text(&note_key));
    } else {
        date_field(ui, cx, &words.on_label(), &day_key, cx.today, &[0, -1]);
    }
    gap(ui, 10.0);
    wrapped(ui, |ui| {
        let amount = cx.state.forms.get(&amount_key);
        let on = CivilDate::parse(&cx.state.forms.get(&day_key));
        let ready = !amount.is_empty() && !cx.state.is_pending(place);
        if Press::primary(&step.text).said(&step.said).enabled(ready).show(ui) {
            let some = Some(amount.clone());
            let (command, said) = match step.step {
                LoanStep::HandOver => {
                    (LoanCommand::HandOver { loan: loan.id, amount: some, on }, words.saved_they_confirm())
                }
                LoanStep::Receive => {
                    (LoanCommand::Received { loan: loan.id, amount: some, on }, words.saved())
                }
                LoanStep::Forgive => (
                    LoanCommand::Forgive { loan: loan.id, amount: some, note: cx.state.forms.get(&note_key) },
                    words.forgiven_toast(),
                ),
                LoanStep::Repay | LoanStep::Confirm | LoanStep::Plan | LoanStep::AgreePlan => {
                    (LoanCommand::Repay { loan: loan.id, amount, on }, words.saved_they_confirm())
                }
            };
            cx.state.send(place, Command::Loan(command), said);
        }
        if Press::ghost(words.cancel()).show(ui) {
            cx.state.forms.clear(place);
        }
    });
}

fn facts(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, loan: &LoanView) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.what_happened());
        gap(ui, 4.0);
        for (index, fact) in loan.facts.iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            fact_ui(ui, cx, space, fact);
        }
    });
}

fn fact_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, fact: &FactView) {
    let words = cx.words;
    let t = tokens(ui);
    let (who, amount) = (cx.name_first(space, &fact.by), cx.money(&fact.money));
    let (mark, text) = match fact.kind {
        FactKind::Agreed => (icons::HANDSHAKE, words.fact_agreed(&who, &amount)),
        FactKind::HandOver => (icons::HAND_COINS, words.fact_handed_over(&amount)),
        FactKind::Repayment => (icons::REPEAT, words.fact_repaid(&amount)),
        FactKind::Forgiving => (icons::HAND_HEART, words.fact_forgave(&who, &amount)),
        FactKind::Plan => (icons::CALENDAR_DOTS, words.fact_plan()),
        FactKind::Reversal => (icons::ARROWS_CLOCKWISE, words.fact_reversal(&who, &amount)),
        FactKind::Declined => (icons::X, words.fact_declined(&who)),
    };
    let mut below: Vec<String> = Vec::new();
    if let Some(on) = fact.on {
        below.push(cx.day_short(on));
    }
    if fact.reversed {
        below.push(words.was_reversed());
    }
    if !fact.note.is_empty() {
        below.push(fact.note.clone());
    }
    let below = below.join("  ·  ");
    let place = format!("reverse-{}", fact.id);
    let can = !fact.reversed
        && space.read_only.is_none()
        && matches!(fact.kind, FactKind::HandOver | FactKind::Repayment | FactKind::Forgiving);
    row_min(
        ui,
        cx,
        48.0,
        220.0,
        |ui, _| {
            glyph(ui, mark, icon(20.0), t.ink3);
            gap(ui, 4.0);
            two(ui, |ui| drop(strong(ui, &text)), |ui| drop(small(ui, &below)));
        },
        |ui, cx| {
            if can && !cx.state.forms.is_open(&place) {
                let reverse = Press::ghost(words.reverse()).said(words.reverse_said(&text));
                if reverse.show(ui) {
                    cx.state.forms.set_open(&place, true);
                }
            }
        },
    );
    if can && cx.state.forms.is_open(&place) {
        reverse_form(ui, cx, fact, &place);
    }
    cx.refusal_ui(ui, &place);
}

fn reverse_form(ui: &mut Ui, cx: &mut Cx<'_>, fact: &FactView, place: &str) {
    let words = cx.words;
    let key = format!("{place}/why");
    note(ui, &words.reverse_line());
    gap(ui, 4.0);
    Field::new(words.reverse_why()).hint(words.reverse_hint()).show(ui, cx.state.forms.text(&key));
    gap(ui, 8.0);
    wrapped(ui, |ui| {
        let why = cx.state.forms.get(&key);
        let ready = !why.is_empty() && !cx.state.is_pending(place);
        if Press::secondary(words.reverse_do()).enabled(ready).show(ui) {
            let command = Command::Loan(LoanCommand::Reverse { act: fact.id, why });
            cx.state.send_then(place, command, words.saved_they_confirm(), Then::Stay, Undo::Never);
        }
        if Press::ghost(words.cancel()).said(words.cancel_reverse()).show(ui) {
            cx.state.forms.clear(place);
        }
    });
    gap(ui, 8.0);
}
