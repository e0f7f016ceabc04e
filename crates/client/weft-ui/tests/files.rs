//! Files and lines that can be forgotten, from the click to the command.

mod common;

use common::{act, open, window};
use egui_kittest::kittest::Queryable;
use weft_ids::SpaceId;
use weft_ui::{UiAction, sample};
use weft_view::{AboutView, BesideCommand, Command, Label, Refusal, Reply};

/// The last thing that was asked about files and lines.
fn asked(window: &egui_kittest::Harness<'static, common::Window>) -> BesideCommand {
    match window.state().command() {
        Some((_, Command::Beside(command))) => command,
        other => panic!("{other:?} was asked"),
    }
}

#[test]
fn each_file_says_how_far_it_is_and_with_whom() {
    let mut window = window(sample::rich(), 1180.0, 2400.0);
    open(&mut window, "crew");
    assert_eq!(window.get_all_by_label_contains("on its way, 3 of 8").count(), 2, "in words and as a bar");
    window.get_by_label_contains("not here yet, with Mara");
    window.get_by_label_contains("forgotten, as Dev asked");
    assert!(window.get_all_by_label_contains("also with Ben").count() > 0);
}

#[test]
fn a_file_is_saved_where_there_is_none_yet() {
    let mut window = window(sample::rich(), 1180.0, 2400.0);
    open(&mut window, "crew");
    window.get_by_label("Save kiln-plan.pdf").click();
    window.run_steps(2);
    window.get_all_by_label("Save kiln-plan.pdf").last().unwrap().click();
    window.run_steps(2);
    assert_eq!(asked(&window), BesideCommand::Read { what: act(210) });
    let file = Reply::File { name: "kiln-plan.pdf".into(), media_type: String::new(), bytes: vec![1, 2, 3] };
    window.state_mut().answer(Ok(file));
    window.run_steps(2);
    let saved = window.state().actions.iter().find_map(|action| match action {
        UiAction::SaveNewFile { path, bytes, .. } => Some((path.clone(), bytes.clone())),
        _ => None,
    });
    assert_eq!(saved, Some(("/home/ana/kiln-plan.pdf".to_owned(), vec![1, 2, 3])));
}

#[test]
fn a_file_is_read_and_attached_to_what_the_page_is_about() {
    let mut window = window(sample::rich(), 1180.0, 2400.0);
    open(&mut window, "loan");
    window.get_by_label("Attach a file").click();
    window.run_steps(2);
    window.get_by_label("Which file").focus();
    window.run_steps(2);
    window.get_by_label("Which file").type_text("soup.png");
    window.run_steps(2);
    window.get_by_label("If it has to go one day: Name and all go").click();
    window.run_steps(2);
    window.get_by_label("Attach it").click();
    window.run_steps(2);
    let read = window.state().actions.iter().find_map(|action| match action {
        UiAction::ReadFile { ticket, path } => Some((*ticket, path.clone())),
        _ => None,
    });
    let (ticket, path) = read.expect("a file is read");
    assert_eq!(path, "/home/ana/soup.png");
    window.state_mut().ui.file_read(ticket, Ok(vec![7; 10]));
    window.run_steps(2);
    let BesideCommand::Attach { space, file, about, label, of } = asked(&window) else {
        panic!("it is attached")
    };
    assert_eq!((space, about), (SpaceId([2; 32]), AboutView::Act(act(10))));
    assert_eq!(
        (file.name.as_str(), file.bytes, label, of),
        ("soup.png", vec![7; 10], Some(Label::Picture), None)
    );
    let refusal = Refusal::new("attachment_too_large", "it is too large").hint("make it smaller");
    window.state_mut().answer(Err(refusal));
    window.run_steps(2);
    window.get_by_label("Could not do it: it is too large");
}

#[test]
fn forgetting_says_what_it_does_before_it_is_done() {
    let mut window = window(sample::rich(), 1180.0, 2400.0);
    open(&mut window, "crew");
    window.get_by_label("Have it forgotten: summer-table.jpg").click();
    window.run_steps(3);
    window.get_by_label("A laptop that has not heard yet still shows it. What somebody saved or photographed stays with them.");
    window.get_by_label("Its name, summer-table.jpg, stays in the history.");
    window.get_by_label("Keep it").click();
    window.run_steps(3);
    assert!(window.state().command().is_none(), "nothing is done by looking");
    window.get_by_label("Have it forgotten: summer-table.jpg").click();
    window.run_steps(3);
    window.get_all_by_label("Have it forgotten: summer-table.jpg").last().unwrap().click();
    window.run_steps(3);
    assert_eq!(asked(&window), BesideCommand::Forget { what: act(211) });
}

#[test]
fn how_to_reach_me_is_shared_and_others_lines_are_shown_with_them() {
    let mut window = window(sample::rich(), 1180.0, 2400.0);
    open(&mut window, "members");
    window.get_by_label("+49 151 555 0188");
    window.get_by_label("What it is: Address").click();
    window.run_steps(2);
    window.get_by_label("What the others should know").focus();
    window.run_steps(2);
    window.get_by_label("What the others should know").type_text("Mill Lane 4");
    window.run_steps(2);
    window.get_by_label("Share it with Kiln Crew").click();
    window.run_steps(2);
    let BesideCommand::ContactLine { label, line, of, .. } = asked(&window) else { panic!("a line is said") };
    assert_eq!((label, line.as_str(), of), (Label::Address, "Mill Lane 4", None));
}
