//! The window's drawing: takes a view, returns what a person asked for, and never waits.
//!
//! [`WeftUi::show`] draws one frame from the newest [`View`] and hands back [`UiAction`]s; the program carries them
//! out elsewhere and answers with [`WeftUi::outcome`], [`WeftUi::file_saved`] or [`WeftUi::file_read`].

mod action;
mod copies;
mod cx;
mod dates;
mod frame;
mod icons;
mod keys;
mod parts;
mod prefs;
mod regions;
pub mod sample;
mod screens;
mod sheets;
mod state;
mod theme;
pub mod tokens;

pub use action::{CopySaved, UiAction};
pub use prefs::{Look, Preferences};

use cx::Cx;
use state::{Screen, State};
use weft_ids::CivilDate;
use weft_view::{Outcome, Refusal, SpaceKind, View};
use weft_words::Words;

/// The window's drawing and what it remembers between frames.
#[derive(Debug)]
pub struct WeftUi {
    words: Words,
    prefs: Preferences,
    state: State,
    is_sample: bool,
    folders: Vec<String>,
    styled: bool,
}

impl WeftUi {
    /// Begins on Today, or on the first run where the view knows nobody.
    pub fn new(words: Words, prefs: Preferences) -> Self {
        Self { words, prefs, state: State::default(), is_sample: false, folders: Vec::new(), styled: false }
    }

    /// Says that what is shown is a sample that is never saved.
    pub fn set_sample(&mut self, is_sample: bool) {
        self.is_sample = is_sample;
    }

    /// Forgets pages and forms, for another profile.
    pub fn start_over(&mut self) {
        self.state = State::default();
    }

    /// Folders that are offered where a path is typed, such as mounted sticks.
    pub fn set_folders(&mut self, folders: Vec<String>) {
        self.folders = folders;
    }

    /// What this person prefers.
    pub fn preferences(&self) -> &Preferences {
        &self.prefs
    }

    /// The catalogue.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Draws one frame.
    ///
    /// `zone` is the reader's IANA time zone, `now_ms` the time in milliseconds since 1970 UTC.
    pub fn show(
        &mut self,
        ui: &mut egui::Ui,
        view: &View,
        today: CivilDate,
        zone: &str,
        now_ms: i64,
    ) -> Vec<UiAction> {
        if self.style(ui.ctx()) {
            return Vec::new();
        }
        let before = self.prefs.clone();
        self.enter_joined(view);
        self.drop_stale(view);
        let mut cx = Cx {
            view,
            words: &self.words,
            today,
            zone,
            now_ms,
            prefs: &mut self.prefs,
            state: &mut self.state,
            is_sample: self.is_sample,
            folders: &self.folders,
        };
        frame::show(ui, &mut cx);
        if self.prefs != before {
            let looks_different =
                Preferences { not_now: before.not_now.clone(), ..self.prefs.clone() } != before;
            if looks_different {
                theme::apply(ui.ctx(), &self.prefs);
            }
            self.state.actions.push(UiAction::SetPreferences(self.prefs.clone()));
        }
        let actions = std::mem::take(&mut self.state.actions);
        if !actions.is_empty() {
            ui.ctx().request_repaint();
        }
        actions
    }

    /// Draws the page alone, while a profile is being opened.
    pub fn show_nothing(&mut self, ui: &mut egui::Ui) {
        self.style(ui.ctx());
        let fill = tokens::tokens(ui).bg;
        egui::CentralPanel::default().frame(egui::Frame::new().fill(fill)).show(ui, |_| {});
    }

    /// Draws why a profile could not be opened, and what helps.
    pub fn show_trouble(&mut self, ui: &mut egui::Ui, why: &str, hint: Option<&str>) -> Vec<UiAction> {
        if self.style(ui.ctx()) {
            return Vec::new();
        }
        frame::trouble_page(ui, &self.words, why, hint)
    }

    /// Sets fonts and looks where that was not done yet; whether it was done just now.
    ///
    /// Fonts that are set now are there from the next frame on, so nothing may be drawn with them in this one.
    fn style(&mut self, ctx: &egui::Context) -> bool {
        if self.styled {
            return false;
        }
        theme::apply(ctx, &self.prefs);
        self.styled = true;
        ctx.request_repaint();
        true
    }

    /// Takes the answer to a command; a refusal is shown where it was caused.
    pub fn outcome(&mut self, ticket: u64, outcome: Outcome) {
        self.state.outcome(ticket, outcome, &self.words);
    }

    /// Takes the answer about a file that was written; `Err` holds why not, in words.
    pub fn file_saved(&mut self, ticket: u64, result: Result<(), String>) {
        self.state.file_saved(ticket, result, &self.words);
    }

    /// Takes the answer about a file that was read; `Err` holds why not, in words.
    pub fn file_read(&mut self, ticket: u64, result: Result<Vec<u8>, String>) {
        self.state.file_read(ticket, result, &self.words);
    }

    /// Takes how far a copy is that is being written: entries gone through, of so many.
    pub fn copy_progress(&mut self, ticket: u64, done: u64, all: u64) {
        self.state.copy_progress(ticket, done, all);
    }

    /// Takes the answer about a copy that was written.
    pub fn copy_saved(&mut self, ticket: u64, result: Result<CopySaved, Refusal>) {
        self.state.copy_saved(ticket, result);
    }

    /// Takes the signed entries of a copy that was read.
    pub fn copy_read(&mut self, ticket: u64, result: Result<Vec<Vec<u8>>, Refusal>) {
        self.state.copy_read(ticket, result);
    }

    /// Goes to a page by its plain name, for pictures; `false` where there is no such page.
    ///
    /// Names: `today crews crew note meeting rhythm about money pair loan ask lend people members invite start
    /// join near settings log search history history-crew put-back entry invitation palette keys leave gatherings gathering gathering-call gathering-day
    /// gathering-place gathering-card`.
    pub fn open(&mut self, name: &str, view: &View) -> bool {
        let crew = view.spaces.iter().find(|space| space.kind == SpaceKind::Crew);
        let with_loan = |space: &&std::sync::Arc<weft_view::SpaceView>| !space.ledger.loans.is_empty();
        let pair = view.spaces.iter().find(with_loan);
        let screen = match (name, crew, pair) {
            ("today", ..) => Screen::Today,
            ("crews", ..) => Screen::Crews,
            ("money", ..) => Screen::Money,
            ("ask", ..) => Screen::Ask(None),
            ("lend", ..) => Screen::Lend(None),
            ("people", ..) => Screen::People,
            ("start", ..) => Screen::Start(SpaceKind::Crew),
            ("join", ..) => Screen::Join,
            ("near", ..) => Screen::Near,
            ("settings", ..) => Screen::Settings,
            ("crew", Some(crew), _) => Screen::Crew(crew.id),
            ("meeting", Some(crew), _) => Screen::Meeting(crew.id),
            ("rhythm", Some(crew), _) => Screen::Rhythm(crew.id),
            ("about", Some(crew), _) => Screen::About(crew.id),
            ("members", Some(crew), _) => Screen::Members(crew.id),
            ("invite", Some(crew), _) => Screen::Invite(crew.id),
            ("invitation", Some(crew), _) => {
                let Some(shown) = crew.invitations.first() else { return false };
                let Some(text) = shown.ticket.clone() else { return false };
                let (name, invitation) = (shown.name.clone(), shown.invitation);
                self.state.ticket = Some(state::ShownTicket { space: crew.id, name, text, invitation });
                Screen::Invite(crew.id)
            }
            ("log", Some(crew), _) => {
                self.state.open_log(crew.id);
                return true;
            }
            ("search", ..) => {
                *self.state.forms.text(screens::search::TYPED) = "ben".to_owned();
                Screen::Search
            }
            ("history" | "history-crew" | "put-back" | "entry", Some(crew), _) => {
                self.state.open_looked_up(name, crew);
                return true;
            }
            ("leave", Some(crew), _) => {
                self.state.sheet = Some(state::Sheet::Leave(crew.id));
                return true;
            }
            ("note", Some(crew), _) => match crew.notes.first() {
                Some(note) => Screen::Note(crew.id, note.title.clone()),
                None => return false,
            },
            ("pair", _, Some(pair)) => Screen::Pair(pair.id),
            ("loan", _, Some(pair)) => match pair.ledger.loans.first() {
                Some(loan) => Screen::Loan(pair.id, loan.id),
                None => return false,
            },
            (name, ..) if name.starts_with("gathering") => match screens::gatherings::named(name, view) {
                Some(screen) => Screen::Gathering(screen),
                None => return false,
            },
            ("palette", ..) => {
                self.state.sheet = Some(state::Sheet::Palette);
                return true;
            }
            ("keys", ..) => {
                self.state.sheet = Some(state::Sheet::Keys);
                return true;
            }
            _ => return false,
        };
        self.state.go(screen);
        true
    }

    /// Opens the page of a space whose door has just opened.
    fn enter_joined(&mut self, view: &View) {
        let Some(space) = self.state.joining.and_then(|id| view.space(&id)) else { return };
        self.state.joining = None;
        self.state.toast(self.words.you_are_in(&space.name));
        self.state.go(match space.kind {
            SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
                Screen::Crew(space.id)
            }
            SpaceKind::Pair => Screen::Pair(space.id),
        });
    }

    /// Leaves pages of spaces that are gone.
    fn drop_stale(&mut self, view: &View) {
        let gone = match &self.state.screen {
            Screen::Crew(space)
            | Screen::Note(space, _)
            | Screen::Meeting(space)
            | Screen::Rhythm(space)
            | Screen::About(space)
            | Screen::Pair(space)
            | Screen::Loan(space, _)
            | Screen::Members(space)
            | Screen::Invite(space)
            | Screen::Log(space)
            | Screen::History(space, ..)
            | Screen::Entry(space, _) => view.space(space).is_none(),
            Screen::Gathering(screen) => screen.space().is_some_and(|space| view.space(space).is_none()),
            Screen::Today
            | Screen::Crews
            | Screen::Money
            | Screen::Ask(_)
            | Screen::Lend(_)
            | Screen::People
            | Screen::Start(_)
            | Screen::Join
            | Screen::Near
            | Screen::Search
            | Screen::Settings => false,
        };
        if gone && view.me.is_some() && !self.state.waits() {
            self.state.replace(Screen::Today);
        }
    }
}
