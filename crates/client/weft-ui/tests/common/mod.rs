//! A window without a display: draws a view, collects what it asks for, and answers.

#![allow(dead_code, reason = "each test file uses a part of it")]

use egui_kittest::{Harness, kittest::NodeT};
use weft_ids::ActId;
use weft_ui::{Preferences, UiAction, WeftUi, sample};
use weft_view::{Command, LoanCommand, Outcome, Reply, View};
use weft_words::Words;

/// What the window draws from, and what it asked for.
pub(crate) struct Window {
    pub(crate) ui: WeftUi,
    pub(crate) view: View,
    pub(crate) actions: Vec<UiAction>,
}

impl Window {
    /// The last command, with its ticket.
    pub(crate) fn command(&self) -> Option<(u64, Command)> {
        self.actions.iter().rev().find_map(|action| match action {
            UiAction::Command { ticket, command } => Some((*ticket, command.clone())),
            _ => None,
        })
    }

    /// The last step of a loan that was asked for.
    pub(crate) fn loan_command(&self) -> Option<LoanCommand> {
        match self.command() {
            Some((_, Command::Loan(command))) => Some(command),
            _ => None,
        }
    }

    /// Answers the last command.
    pub(crate) fn answer(&mut self, outcome: Outcome) {
        let (ticket, _) = self.command().expect("a command was asked for");
        self.ui.outcome(ticket, outcome);
    }
}

/// A window of `width` and `height` points that shows `view`.
pub(crate) fn window(view: View, width: f32, height: f32) -> Harness<'static, Window> {
    window_with(view, width, height, Preferences::default())
}

pub(crate) fn window_with(
    view: View,
    width: f32,
    height: f32,
    prefs: Preferences,
) -> Harness<'static, Window> {
    let mut ui = WeftUi::new(Words::english(), prefs);
    ui.set_folders(vec!["/media/ana/STICK".to_owned(), "/home/ana".to_owned()]);
    let window = Window { ui, view, actions: Vec::new() };
    let mut harness =
        Harness::builder().with_size([width, height]).with_theme(egui::Theme::Light).build_ui_state(
            |ui, window: &mut Window| {
                let actions = window.ui.show(ui, &window.view, sample::today(), sample::ZONE, sample::NOW_MS);
                window.actions.extend(actions);
            },
            window,
        );
    harness.run_steps(4);
    harness
}

/// Opens a page by name in a window that is already there.
pub(crate) fn open(harness: &mut Harness<'static, Window>, page: &str) {
    let window = harness.state_mut();
    window.ui.start_over();
    assert!(window.ui.open(page, &window.view.clone()), "there is a page called {page}");
    harness.run_steps(2);
    if page == "log" {
        harness.state_mut().answer(Ok(Reply::Log(sample::log(60))));
    }
    look_up(harness);
    harness.run_steps(2);
}

/// Answers what the window looks up, and what it looks up then.
pub(crate) fn look_up(harness: &mut Harness<'static, Window>) {
    for _ in 0..3 {
        let asked = harness.state().command();
        let Some((ticket, Command::Look(look))) = asked else { return };
        harness.state_mut().ui.outcome(ticket, Ok(sample::look(&look)));
        harness.run_steps(2);
    }
}

/// The controls on the page: role, name, rectangle and whether they can be used.
pub(crate) fn controls(
    harness: &Harness<'static, Window>,
) -> Vec<(egui::accesskit::Role, String, egui::Rect, bool)> {
    use egui::accesskit::Role;
    harness
        .root()
        .children_recursive()
        .filter_map(|node| {
            let role = node.accesskit_node().role();
            let is_control = matches!(
                role,
                Role::Button
                    | Role::Tab
                    | Role::TextInput
                    | Role::MultilineTextInput
                    | Role::RadioButton
                    | Role::CheckBox
                    | Role::Link
            );
            let name = node.accesskit_node().label().unwrap_or_default();
            let usable = !node.accesskit_node().is_disabled();
            is_control.then(|| (role, name, node.rect(), usable))
        })
        .filter(|(_, _, rect, _)| rect.width() > 0.0)
        .collect()
}

/// An act's id, as the samples number them.
pub(crate) fn act(number: u8) -> ActId {
    ActId([number; 32])
}

/// Every page by name.
pub(crate) const PAGES: [&str; 25] = [
    "today",
    "crews",
    "crew",
    "note",
    "meeting",
    "rhythm",
    "about",
    "money",
    "pair",
    "loan",
    "ask",
    "lend",
    "people",
    "members",
    "invite",
    "start",
    "join",
    "near",
    "settings",
    "log",
    "search",
    "history",
    "history-crew",
    "entry",
    "invitation",
];
