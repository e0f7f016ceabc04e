//! What a person does in the window, by the names of things: every main flow from the click to the command.

mod common;

use common::{act, open, window};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use weft_ids::{InvitationId, SpaceId};
use weft_ui::{UiAction, sample};
use weft_view::{
    AskKind, Coming, Command, LoanCommand, MeetHow, PageEdit, Refusal, Reply, SpaceKind, StickSummary,
};

#[test]
fn the_first_run_takes_a_name_and_then_founds_a_crew() {
    let mut window = window(sample::first_run(), 1000.0, 800.0);
    window.get_by_label("Your name").focus();
    window.run_steps(2);
    window.get_by_label("Your name").type_text("Ana");
    window.run_steps(2);
    window.get_by_label("Begin").click();
    window.run_steps(2);
    let expected = Command::Name { name: "Ana".into(), device_name: "laptop".into() };
    assert_eq!(window.state().command().unwrap().1, expected);

    window.state_mut().answer(Ok(Reply::Done));
    window.state_mut().view = sample::empty();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "Start a crew").click();
    window.run_steps(3);
    window.get_by_label("What is the crew called").focus();
    window.run_steps(2);
    window.get_by_label("What is the crew called").type_text("Kiln Crew");
    window.run_steps(2);
    window.get_by_role_and_label(Role::Button, "Start the crew").click();
    window.run_steps(2);
    let expected = Command::Found { kind: SpaceKind::Crew, name: "Kiln Crew".into() };
    assert_eq!(window.state().command().unwrap().1, expected);
}

#[test]
fn looking_around_first_asks_for_the_sample() {
    let mut window = window(sample::first_run(), 1000.0, 800.0);
    window.get_by_label("Look around first").click();
    window.run_steps(2);
    assert!(window.state().actions.contains(&UiAction::LookAround));
}

#[test]
fn an_answer_to_a_meeting_is_one_tap_and_can_be_changed() {
    let mut window = window(sample::rich(), 1320.0, 900.0);
    window.get_by_label("I’ll be there: Kiln Crew").click();
    window.run_steps(2);
    let Command::Edit { edit: PageEdit::Coming { meeting, answer }, .. } =
        window.state().command().unwrap().1
    else {
        panic!("an answer was asked for")
    };
    assert_eq!((meeting.as_str(), answer), ("m1", Coming::Yes));
    window.state_mut().answer(Ok(Reply::Done));
    window.run_steps(2);
    window.get_by_label("You’re coming. The others will see it when you next meet.");
}

#[test]
fn a_refusal_is_shown_where_it_was_caused() {
    let mut window = window(sample::rich(), 1320.0, 900.0);
    window.get_by_label("I’ll be there: Kiln Crew").click();
    window.run_steps(2);
    let refusal = Refusal::new("full", "this page is full").hint("begin a new crew");
    window.state_mut().answer(Err(refusal));
    window.run_steps(2);
    window.get_by_label("Could not do it: this page is full");
    window.get_by_label("What helps: begin a new crew");
}

#[test]
fn sure_offers_all_that_is_asked_in_one_tap_and_can_be_undone() {
    let mut window = window(sample::rich(), 1320.0, 1400.0);
    open(&mut window, "money");
    window.get_by_label("Sure: offer €120 to Ben").click();
    window.run_steps(2);
    let Some(LoanCommand::Offer { ask, amount, unit, .. }) = window.state().loan_command() else {
        panic!("an offer was made")
    };
    assert_eq!((ask, amount.as_str(), unit.as_str()), (Some(act(20)), "120", "EUR"));
    window.state_mut().answer(Ok(Reply::Act(act(99))));
    window.run_steps(2);
    window.get_by_label_contains("Undo: Offered €120 to Ben").click();
    window.run_steps(2);
    let Some(LoanCommand::Reverse { act: undone, .. }) = window.state().loan_command() else {
        panic!("the offer was taken back")
    };
    assert_eq!(undone, act(99));
}

#[test]
fn an_ask_names_amount_reason_and_terms() {
    let mut window = window(sample::rich(), 1100.0, 1200.0);
    open(&mut window, "ask");
    window.get_by_label("Whom do you ask: Chi").click();
    for (field, text) in
        [("How much", "10,50"), ("What for", "Train home"), ("How it comes back", "when I can")]
    {
        window.get_by_label(field).focus();
        window.run_steps(2);
        window.get_by_label(field).type_text(text);
        window.run_steps(2);
    }
    window.get_by_label("As what: Either").click();
    window.run_steps(2);
    window.get_by_label("Ask Chi").click();
    window.run_steps(2);
    let expected = LoanCommand::Ask {
        space: SpaceId([3; 32]),
        amount: "10,50".into(),
        unit: "EUR".into(),
        why: "Train home".into(),
        kind: AskKind::Either,
        by: None,
        payback: "when I can".into(),
    };
    assert_eq!(window.state().loan_command().unwrap(), expected);
}

#[test]
fn an_offer_is_agreed_to_with_one_tap() {
    let mut window = window(sample::rich(), 1100.0, 1400.0);
    open(&mut window, "money");
    window.get_by_label("Agree to 3 jar from Chi").click();
    window.run_steps(2);
    assert_eq!(window.state().loan_command(), Some(LoanCommand::Agree { offer: act(36) }));
}

#[test]
fn not_now_stays_on_this_device() {
    let mut window = window(sample::rich(), 1100.0, 1400.0);
    open(&mut window, "money");
    window.get_by_label("Not now: Ben").click();
    window.run_steps(2);
    assert!(window.state().command().is_none(), "nothing is sent");
    assert!(window.state().ui.preferences().not_now.contains(&act(20)));
    assert!(window.query_by_label("Sure: offer €120 to Ben").is_none());
}

#[test]
fn a_repayment_is_confirmed_in_part() {
    let mut window = window(sample::rich(), 1100.0, 1400.0);
    open(&mut window, "loan");
    window.get_by_label("Confirm only a part of what Ben wrote down").click();
    window.run_steps(3);
    let field = || "How much, in EUR";
    window.get_by_label(field()).focus();
    window.run_steps(2);
    window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    window.run_steps(2);
    window.get_by_label(field()).type_text("25");
    window.run_steps(2);
    window.get_by_label("Confirm a part of what Ben wrote down").click();
    window.run_steps(2);
    let expected = LoanCommand::Confirm { half: act(11), amount: Some("25".into()) };
    assert_eq!(window.state().loan_command(), Some(expected));
}

#[test]
fn a_settled_fact_is_reversed_with_a_reason_only() {
    let mut window = window(sample::rich(), 1100.0, 1600.0);
    open(&mut window, "loan");
    window.get_by_label("Reverse: €80 paid back").click();
    window.run_steps(3);
    assert!(window.get_by_label("Propose to reverse it").accesskit_node().is_disabled());
    window.get_by_label("Why").focus();
    window.run_steps(2);
    window.get_by_label("Why").type_text("It was 40");
    window.run_steps(2);
    window.get_by_label("Propose to reverse it").click();
    window.run_steps(2);
    let expected = LoanCommand::Reverse { act: act(14), why: "It was 40".into() };
    assert_eq!(window.state().loan_command(), Some(expected));
}

#[test]
fn a_loan_is_let_go_with_a_word() {
    let mut window = window(sample::rich(), 1100.0, 1600.0);
    open(&mut window, "loan");
    window.get_by_label("Let go of what Ben still owes").click();
    window.run_steps(3);
    window.get_by_label("Let go of what Ben still owes").click();
    window.run_steps(2);
    let expected = LoanCommand::Forgive { loan: act(10), amount: Some("320".into()), note: String::new() };
    assert_eq!(window.state().loan_command(), Some(expected));
}

#[test]
fn words_stay_a_draft_until_they_are_put_on_the_table() {
    let mut view = sample::rich();
    let mut crew = weft_view::SpaceView::clone(&view.spaces[0]);
    crew.notes.reverse();
    view.spaces[0] = std::sync::Arc::new(crew);
    let mut window = window(view, 1100.0, 1200.0);
    open(&mut window, "note");
    window.get_by_label("Your draft").focus();
    window.run_steps(2);
    window.get_by_label("Your draft").type_text(" And matches.");
    window.run_steps(2);
    let put =
        |action: &UiAction| matches!(action, UiAction::Command { command: Command::PutOnTable { .. }, .. });
    assert!(
        !window.state().actions.iter().any(put),
        "typing keeps the words here and puts nothing on the table"
    );
    window.get_by_label("Put your draft of Shopping for Sunday on the table").click();
    window.run_steps(3);
    let commands: Vec<_> = window
        .state()
        .actions
        .iter()
        .filter_map(|action| match action {
            UiAction::Command { command, .. } => Some(command.clone()),
            _ => None,
        })
        .collect();
    let Some(Command::KeepDraft { text, base, .. }) = commands.first() else { panic!("the draft was kept") };
    assert!(text.contains("And matches."));
    assert_eq!(base.heads, vec![[7; 32]], "the words are tied to what they were written on");
    assert!(
        matches!(commands.last(), Some(Command::PutOnTable { title, .. }) if title == "Shopping for Sunday")
    );
}

#[test]
fn an_invitation_shows_a_picture_a_text_and_a_file() {
    let mut window = window(sample::rich(), 1100.0, 1000.0);
    open(&mut window, "invite");
    window.get_by_label("Their name").focus();
    window.run_steps(2);
    window.get_by_label("Their name").type_text("Eli");
    window.run_steps(2);
    window.get_by_label("Make the invitation").click();
    window.run_steps(2);
    assert!(matches!(
        window.state().command().unwrap().1,
        Command::Invite { person, own_device: false, .. } if person == "Eli"
    ));
    let text = format!("weft:{}", "a2b".repeat(100));
    window.state_mut().answer(Ok(Reply::Ticket { text: text.clone(), invitation: InvitationId([5; 32]) }));
    window.run_steps(3);
    window.get_by_label("Picture of the invitation for Eli");
    window.get_by_label("Copy the invitation for Eli").click();
    window.run_steps(2);
    assert!(window.state().actions.contains(&UiAction::CopyText(text.clone())));
    window.get_by_label("Save the invitation for Eli as a file").click();
    window.run_steps(2);
    assert!(window.state().actions.iter().any(|action| matches!(
        action,
        UiAction::SaveFile { path, bytes, .. } if path == "/media/ana/STICK/invitation.weft" && *bytes == text.as_bytes()
    )));
}

#[test]
fn a_pasted_invitation_is_taken_and_something_else_is_not() {
    let mut window = window(sample::empty(), 1000.0, 900.0);
    open(&mut window, "join");
    window.get_by_label("Paste the invitation").focus();
    window.run_steps(2);
    window.get_by_label("Paste the invitation").type_text("hello");
    window.run_steps(2);
    window.get_by_label("That doesn’t look like an invitation. It begins with weft:");
    assert!(window.get_by_role_and_label(Role::Button, "Join").accesskit_node().is_disabled());
    window.get_by_label("Paste the invitation").type_text(" weft:abc");
    window.run_steps(2);
    window.get_by_role_and_label(Role::Button, "Join").click();
    window.run_steps(2);
    assert!(
        matches!(window.state().command().unwrap().1, Command::Join { ticket } if ticket.contains("weft:abc"))
    );
}

#[test]
fn somebody_is_met_at_a_typed_address() {
    let mut window = window(sample::rich(), 1000.0, 1600.0);
    open(&mut window, "near");
    let field = "Their address, or an invitation";
    window.get_by_label(field).focus();
    window.run_steps(2);
    window.get_by_label(field).type_text("10.0.0.7:7321");
    window.run_steps(2);
    window.get_by_label("Meet at this address").click();
    window.run_steps(2);
    assert_eq!(window.state().command().unwrap().1, Command::Meet(MeetHow::Address("10.0.0.7:7321".into())));
    window.state_mut().answer(Ok(Reply::Met { people: vec!["Chi".into()], came: 2, went: 1 }));
    window.run_steps(2);
    window.get_by_label("Met Chi. 2 notes came, one went.");
}

#[test]
fn a_stick_is_written_and_read_and_says_what_it_held() {
    let mut window = window(sample::rich(), 1000.0, 2200.0);
    open(&mut window, "near");
    window.get_by_label("Write the file").click();
    window.run_steps(2);
    let summary = StickSummary { entries: 9, new: 0, ..StickSummary::default() };
    window.state_mut().answer(Ok(Reply::Stick { bytes: vec![1, 2, 3], summary }));
    window.run_steps(3);
    assert!(window.state().actions.iter().any(|action| matches!(
        action,
        UiAction::SaveFile { path, bytes, .. } if path == "/media/ana/STICK/weft-stick.weft" && bytes.len() == 3
    )));

    window.get_by_label("Take the file in").click();
    window.run_steps(2);
    let read = window.state().actions.iter().find_map(|action| match action {
        UiAction::ReadFile { ticket, .. } => Some(*ticket),
        _ => None,
    });
    window.state_mut().ui.file_read(read.unwrap(), Ok(vec![4, 5]));
    window.run_steps(3);
    assert_eq!(window.state().command().unwrap().1, Command::StickRead { bytes: vec![4, 5] });
    let summary = StickSummary { entries: 9, new: 4, damaged_bytes: 7, ..StickSummary::default() };
    window.state_mut().answer(Ok(Reply::StickRead(summary)));
    window.run_steps(3);
    window.get_by_label("9 notes in the file, 4 new here");
    window.get_by_label("The end of the file is cut or damaged. What could be read was taken.");
}

#[test]
fn leaving_shows_what_follows_and_asks_no_reason() {
    let mut window = window(sample::rich(), 1000.0, 900.0);
    open(&mut window, "leave");
    window.get_by_label("No reason is asked.");
    window.get_by_label("Leave Kiln Crew…").click();
    window.run_steps(2);
    assert_eq!(window.state().command().unwrap().1, Command::Leave { space: SpaceId([1; 32]) });
}

#[test]
fn covered_amounts_are_not_in_the_window_at_all() {
    let prefs = weft_ui::Preferences { cover_amounts: true, ..Default::default() };
    let mut window = common::window_with(sample::rich(), 1100.0, 1400.0, prefs);
    open(&mut window, "money");
    assert!(window.query_all_by_label_contains("€").next().is_none());
}

#[test]
fn words_are_kept_when_a_note_is_left_in_the_middle_of_a_word() {
    let mut view = sample::rich();
    let mut crew = weft_view::SpaceView::clone(&view.spaces[0]);
    crew.notes.reverse();
    view.spaces[0] = std::sync::Arc::new(crew);
    let mut window = window(view, 1100.0, 1200.0);
    open(&mut window, "note");
    window.get_by_label("Your draft").focus();
    window.run_steps(2);
    window.get_by_label("Your draft").type_text(" And match");
    window.run_steps(2);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num1);
    window.run_steps(3);
    assert!(
        matches!(window.state().command(), Some((_, Command::KeepDraft { text, .. })) if text.ends_with("And match"))
    );
}

#[test]
fn the_place_opens_by_itself_when_its_door_has_opened() {
    let mut window = window(sample::empty(), 1000.0, 900.0);
    open(&mut window, "join");
    window.get_by_label("Paste the invitation").type_text("weft:abc");
    window.run_steps(2);
    window.get_by_role_and_label(Role::Button, "Join").click();
    window.run_steps(2);
    window.state_mut().answer(Ok(Reply::Joining {
        invitation: InvitationId([5; 32]),
        space: SpaceId([1; 32]),
        name: "Kiln Crew".into(),
    }));
    window.run_steps(3);
    window.get_by_role_and_label(Role::Heading, "Near and waiting");
    window.state_mut().view = sample::rich();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Heading, "Kiln Crew");
}
