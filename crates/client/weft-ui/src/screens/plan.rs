//! The plan of a loan: an intention both agree on; it posts nothing.

use crate::{
    cx::Cx,
    icons,
    parts::{Field, Press, card, choice, gap, heading, muted, row_min, small, strong, tile, two, wrapped},
    screens::meeting::date_field,
    tokens::tokens,
};
use egui::Ui;
use weft_ids::CivilDate;
use weft_view::{Command, LoanCommand, LoanState, LoanStep, LoanView, PlanView};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, loan: &LoanView, name: &str) {
    if loan.state == LoanState::Settled && loan.plan.is_none() && loan.proposed_plan.is_none() {
        return;
    }
    let words = cx.words;
    let t = tokens(ui);
    let place = format!("plan-{}", loan.id);
    card(ui, |ui| {
        let current = match &loan.plan {
            Some(plan) => plan_text(cx, plan),
            None => words.no_plan(),
        };
        row_min(
            ui,
            cx,
            44.0,
            220.0,
            |ui, _| {
                tile(ui, icons::CALENDAR_DOTS, t.sky, 40.0);
                gap(ui, 6.0);
                two(ui, |ui| drop(strong(ui, &current)), |ui| drop(small(ui, &words.plan_line())));
            },
            |ui, cx| {
                let can = loan.steps.contains(&LoanStep::Plan) && !cx.state.forms.is_open(&place);
                if can && Press::ghost(words.plan_propose()).said(words.plan_propose_said(name)).show(ui) {
                    cx.state.forms.set_open(&place, true);
                }
            },
        );
        if let Some(plan) = &loan.proposed_plan {
            gap(ui, 8.0);
            proposed(ui, cx, plan, &place, name);
        }
        if cx.state.forms.is_open(&place) {
            gap(ui, 8.0);
            form(ui, cx, loan, &place);
        }
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 12.0);
}

fn plan_text(cx: &Cx<'_>, plan: &PlanView) -> String {
    let words = cx.words;
    let text = match (&plan.each, plan.from) {
        (Some(each), Some(from)) => words.plan_each_from(
            &cx.money(each),
            &words.every(i64::from(plan.every_days)),
            &cx.day_short(from),
        ),
        (Some(each), None) => words.plan_each(&cx.money(each), &words.every(i64::from(plan.every_days))),
        (None, Some(from)) => words.plan_pause(&cx.day_short(from)),
        (None, None) => words.plan_when_can(),
    };
    if plan.note.is_empty() { text } else { format!("{text}  ·  {}", plan.note) }
}

fn proposed(ui: &mut Ui, cx: &mut Cx<'_>, plan: &PlanView, place: &str, name: &str) {
    let words = cx.words;
    let text = plan_text(cx, plan);
    if !plan.for_me {
        muted(ui, &words.plan_you_propose(&text, name));
        return;
    }
    strong(ui, &words.plan_they_propose(name, &text));
    gap(ui, 6.0);
    wrapped(ui, |ui| {
        let busy = cx.state.is_pending(place);
        if Press::primary(words.agree()).said(words.plan_agree_said(name)).enabled(!busy).show(ui) {
            let act = LoanCommand::AgreePlan { plan: plan.id };
            cx.state.send(place, Command::Loan(act), words.plan_agreed());
        }
        if Press::ghost(words.no_thanks()).said(words.plan_decline_said(name)).enabled(!busy).show(ui) {
            let act = LoanCommand::Decline { act: plan.id, note: String::new() };
            cx.state.send(place, Command::Loan(act), words.declined());
        }
    });
}

fn form(ui: &mut Ui, cx: &mut Cx<'_>, loan: &LoanView, place: &str) {
    let words = cx.words;
    heading(ui, &words.plan_propose());
    gap(ui, 6.0);
    let label = words.plan_each_label(&loan.agreed.unit);
    let each = cx.state.forms.text(&format!("{place}/each"));
    Field::new(&label).width(180.0).below(words.plan_each_below()).show(ui, each);
    gap(ui, 8.0);
    let every = cx.state.forms.number(&format!("{place}/every"), 30);
    let options = [7, 14, 30].map(|days| (days, words.every(i64::from(days))));
    choice(ui, &words.how_often(), every, &options);
    let every_days = *every;
    gap(ui, 8.0);
    let first = crate::dates::after(cx.today, 30);
    date_field(ui, cx, &words.plan_from_label(), &format!("{place}/from"), first, &[7, 30]);
    gap(ui, 8.0);
    let note = cx.state.forms.text(&format!("{place}/note"));
    Field::new(words.note_with_it()).show(ui, note);
    gap(ui, 10.0);
    wrapped(ui, |ui| {
        let ready = !cx.state.is_pending(place);
        if Press::primary(words.plan_propose_do()).enabled(ready).show(ui) {
            let each = cx.state.forms.get(&format!("{place}/each"));
            let command = Command::Loan(LoanCommand::Plan {
                loan: loan.id,
                each: (!each.is_empty()).then_some(each),
                from: CivilDate::parse(&cx.state.forms.get(&format!("{place}/from"))),
                every_days,
                note: cx.state.forms.get(&format!("{place}/note")),
            });
            cx.state.send(place, command, words.saved_they_agree());
        }
        if Press::ghost(words.cancel()).said(words.cancel_plan()).show(ui) {
            cx.state.forms.clear(place);
        }
    });
}
