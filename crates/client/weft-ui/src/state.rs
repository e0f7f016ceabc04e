//! What the window remembers between frames: where one is, what is typed, and what waits for an answer.

mod looking;

pub(crate) use looking::PageSeen;

use crate::action::{ReadPurpose, UiAction};
use crate::screens::gatherings::GatheringScreen;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, DeviceId, EntryHash, InvitationId, PersonId, RollHash, SpaceId};
use weft_view::{
    BackTo, Command, DraftView, EntryView, Found, LogLine, Outcome, PageKind, Refusal, Reply, SpaceKind,
    StickSummary,
};
use weft_words::Words;

/// Lines of a log that are asked for at once.
const LOG_LINES: usize = 2_000;

/// A page of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Screen {
    Today,
    Crews,
    Crew(SpaceId),
    Note(SpaceId, String),
    Meeting(SpaceId),
    Rhythm(SpaceId),
    About(SpaceId),
    Money,
    Pair(SpaceId),
    Ask(Option<SpaceId>),
    Lend(Option<SpaceId>),
    Loan(SpaceId, ActId),
    People,
    Members(SpaceId),
    Invite(SpaceId),
    Start(SpaceKind),
    Join,
    Near,
    Settings,
    Log(SpaceId),
    Search,
    History(SpaceId, PageKind, String),
    Entry(SpaceId, EntryHash),
    Gathering(GatheringScreen),
}

/// A short question over the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sheet {
    Leave(SpaceId),
    SwitchOff(SpaceId, DeviceId),
    Remove(SpaceId, Option<PersonId>),
    Answer(SpaceId, RollHash, bool),
    DropDraft(SpaceId, String),
    Forget(SpaceId, ActId),
    PutBack(SpaceId, PageKind, String),
    Palette,
    Keys,
}

/// What is typed in the forms, by `place/field`; a place is where a refusal is shown.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    texts: BTreeMap<String, String>,
    numbers: BTreeMap<String, u32>,
    open: BTreeSet<String>,
}

impl Forms {
    pub(crate) fn text(&mut self, key: &str) -> &mut String {
        self.texts.entry(key.to_owned()).or_default()
    }

    /// The text under `key`, which begins as `first`.
    pub(crate) fn text_from(&mut self, key: &str, first: impl FnOnce() -> String) -> &mut String {
        self.texts.entry(key.to_owned()).or_insert_with(first)
    }

    pub(crate) fn get(&self, key: &str) -> String {
        self.texts.get(key).map(|text| text.trim().to_owned()).unwrap_or_default()
    }

    pub(crate) fn number(&mut self, key: &str, first: u32) -> &mut u32 {
        self.numbers.entry(key.to_owned()).or_insert(first)
    }

    pub(crate) fn is_open(&self, key: &str) -> bool {
        self.open.contains(key)
    }

    pub(crate) fn set_open(&mut self, key: &str, open: bool) {
        if open {
            self.open.insert(key.to_owned());
        } else {
            self.open.remove(key);
        }
    }

    /// Forgets everything typed under a place.
    pub(crate) fn clear(&mut self, place: &str) {
        let prefix = format!("{place}/");
        self.texts.retain(|key, _| !key.starts_with(&prefix));
        self.numbers.retain(|key, _| !key.starts_with(&prefix));
        self.open.retain(|key| key != place && !key.starts_with(&prefix));
    }
}

/// What to do when a command has succeeded.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Then {
    /// Say so.
    #[default]
    Stay,
    /// Go to a page instead of this one.
    Go(Screen),
    /// Go back one page.
    Back,
    /// Open the space that was founded, and invite.
    OpenFounded,
    /// Open the gathering that was called.
    OpenGathering(SpaceId),
    /// Show the invitation.
    ShowTicket(SpaceId, String),
    /// Show the invitation of another device of mine.
    ShowDeviceTicket,
    /// Show the log.
    ShowLog(SpaceId),
    /// Write the stick file.
    SaveStick(String),
    /// Write the copy into this folder.
    SaveCopy(String),
    /// Write an attachment where no file is yet.
    SaveAttachment(String),
    /// Keep the words on which a note's editor stands.
    DraftKept,
}

/// A command that is under way.
#[derive(Debug, Clone)]
struct Pending {
    place: String,
    said: String,
    then: Then,
    undo: Undo,
}

/// How a thing just done can be undone by an act of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Undo {
    #[default]
    Never,
    /// By this command.
    By(Command),
    /// By taking back the act that it made; the word that goes with it.
    TakeBack(String),
    /// By taking back the step that it wrote on a page.
    TakeStepBack(SpaceId, PageKind, String),
}

/// A line at the bottom of the window that goes by itself.
#[derive(Debug, Clone)]
pub(crate) struct Toast {
    pub(crate) text: String,
    pub(crate) undo: Option<Command>,
    /// Set when it is first drawn, in seconds of the window's clock.
    pub(crate) until: Option<f64>,
}

/// An invitation on the screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ShownTicket {
    pub(crate) space: SpaceId,
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) invitation: InvitationId,
}

/// A file that is under way.
#[derive(Debug, Clone)]
enum FileJob {
    Save { place: String, path: String },
    Read { place: String, purpose: ReadPurpose },
}

/// Everything the window remembers between frames.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) screen: Screen,
    pub(crate) behind: Vec<Screen>,
    pub(crate) sheet: Option<Sheet>,
    pub(crate) forms: Forms,
    pub(crate) toast: Option<Toast>,
    pub(crate) ticket: Option<ShownTicket>,
    /// The invitation of another device of mine, on the screen.
    pub(crate) device_ticket: Option<String>,
    pub(crate) log: Option<(SpaceId, Vec<LogLine>)>,
    /// What was looked for, and what was found.
    pub(crate) found: Option<(String, Found)>,
    /// The words that were asked for last.
    pub(crate) asked: String,
    /// The hit that *Enter* opens.
    pub(crate) found_at: usize,
    pub(crate) history: Option<PageSeen>,
    asked_changes: u64,
    pub(crate) entry: Option<EntryView>,
    pub(crate) stick: Option<StickSummary>,
    pub(crate) copies: crate::copies::Copies,
    pub(crate) met: Option<String>,
    /// A space whose invitation was taken: it opens on the screen when its door has opened.
    pub(crate) joining: Option<SpaceId>,
    pub(crate) bases: BTreeMap<String, DraftView>,
    pub(crate) amounts_shown: bool,
    /// Whether the page was just changed: it begins at its top.
    pub(crate) arrived: bool,
    /// Whether this is the first frame of a page: its first field takes the focus.
    pub(crate) fresh: bool,
    /// Whether a field had the focus at the end of the frame before: egui takes it away at *Esc* by itself.
    pub(crate) was_typing: bool,
    /// The note whose draft is being written.
    pub(crate) writing: Option<(SpaceId, String)>,
    /// The control, by place, that takes the focus when it is next drawn.
    pub(crate) focus: Option<String>,
    refusals: BTreeMap<String, Refusal>,
    pending: BTreeMap<u64, Pending>,
    files: BTreeMap<u64, FileJob>,
    next_ticket: u64,
    pub(crate) actions: Vec<UiAction>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            screen: Screen::Today,
            behind: Vec::new(),
            sheet: None,
            forms: Forms::default(),
            toast: None,
            ticket: None,
            device_ticket: None,
            log: None,
            found: None,
            asked: String::new(),
            found_at: 0,
            history: None,
            asked_changes: 0,
            entry: None,
            stick: None,
            copies: crate::copies::Copies::default(),
            met: None,
            joining: None,
            bases: BTreeMap::new(),
            amounts_shown: false,
            arrived: true,
            fresh: false,
            was_typing: false,
            writing: None,
            focus: None,
            refusals: BTreeMap::new(),
            pending: BTreeMap::new(),
            files: BTreeMap::new(),
            next_ticket: 1,
            actions: Vec::new(),
        }
    }
}

impl State {
    /// Goes to a page; *back* returns from it.
    pub(crate) fn go(&mut self, screen: Screen) {
        if self.screen != screen {
            let left = std::mem::replace(&mut self.screen, screen);
            self.behind.push(left);
            if self.behind.len() > 32 {
                self.behind.remove(0);
            }
            self.arrived = true;
        }
        self.sheet = None;
    }

    /// Asks for a space's log and goes to its page.
    pub(crate) fn open_log(&mut self, space: SpaceId) {
        self.log = None;
        self.go(Screen::Log(space));
        let command = Command::Log { space, limit: LOG_LINES };
        self.send_then("log", command, String::new(), Then::ShowLog(space), Undo::Never);
    }

    /// Goes to the page before; Today where there is none.
    pub(crate) fn back(&mut self) {
        self.screen = self.behind.pop().unwrap_or(Screen::Today);
        self.arrived = true;
    }

    /// Sends a command; `said` is the toast once it is done.
    pub(crate) fn send(&mut self, place: &str, command: Command, said: String) {
        self.send_then(place, command, said, Then::Stay, Undo::Never);
    }

    /// Sends a command, and what follows once it is done.
    pub(crate) fn send_then(&mut self, place: &str, command: Command, said: String, then: Then, undo: Undo) {
        let ticket = self.take_ticket();
        self.refusals.remove(place);
        self.pending.insert(ticket, Pending { place: place.to_owned(), said, then, undo });
        self.actions.push(UiAction::Command { ticket, command });
    }

    /// Whether a command sent from `place` is under way.
    pub(crate) fn is_pending(&self, place: &str) -> bool {
        self.pending.values().any(|pending| pending.place == place)
    }

    /// Whether any command is under way; its space may be about to appear.
    pub(crate) fn waits(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Why the last command from `place` was not done.
    pub(crate) fn refusal(&self, place: &str) -> Option<&Refusal> {
        self.refusals.get(place)
    }

    /// Forgets why something at `place` was not done.
    pub(crate) fn forget_refusal(&mut self, place: &str) {
        self.refusals.remove(place);
    }

    /// Shows a reason at `place`, for what can be seen before asking.
    pub(crate) fn refuse(&mut self, place: &str, refusal: Refusal) {
        self.refusals.insert(place.to_owned(), refusal);
    }

    pub(crate) fn toast(&mut self, text: String) {
        self.toast = Some(Toast { text, undo: None, until: None });
    }

    pub(crate) fn save_file(&mut self, place: &str, path: String, bytes: Vec<u8>) {
        let ticket = self.take_ticket();
        self.refusals.remove(place);
        self.files.insert(ticket, FileJob::Save { place: place.to_owned(), path: path.clone() });
        self.actions.push(UiAction::SaveFile { ticket, path, bytes });
    }

    pub(crate) fn save_new_file(&mut self, place: &str, path: String, bytes: Vec<u8>) {
        let ticket = self.take_ticket();
        self.refusals.remove(place);
        self.files.insert(ticket, FileJob::Save { place: place.to_owned(), path: path.clone() });
        self.actions.push(UiAction::SaveNewFile { ticket, path, bytes });
    }

    pub(crate) fn read_file(&mut self, place: &str, path: String, purpose: ReadPurpose) {
        let ticket = self.take_ticket();
        self.refusals.remove(place);
        self.files.insert(ticket, FileJob::Read { place: place.to_owned(), purpose });
        self.actions.push(UiAction::ReadFile { ticket, path });
    }

    pub(crate) fn take_ticket(&mut self) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        ticket
    }

    /// Takes a command's answer.
    pub(crate) fn outcome(&mut self, ticket: u64, outcome: Outcome, words: &Words) {
        let Some(pending) = self.pending.remove(&ticket) else { return };
        match outcome {
            Err(refusal) => {
                self.refusals.insert(pending.place, refusal);
            }
            Ok(reply) => {
                self.forms.clear(&pending.place);
                self.done(pending, reply, words);
            }
        }
    }

    fn done(&mut self, pending: Pending, reply: Reply, words: &Words) {
        let undo = match (&pending.undo, &reply) {
            (Undo::By(command), _) => Some(command.clone()),
            (Undo::TakeBack(why), Reply::Act(act)) => {
                Some(Command::Loan(weft_view::LoanCommand::Reverse { act: *act, why: why.clone() }))
            }
            (Undo::TakeStepBack(space, kind, key), Reply::Wrote(entry)) => Some(Command::PutBack {
                space: *space,
                kind: *kind,
                key: key.clone(),
                to: BackTo::Without(*entry),
            }),
            (Undo::Never | Undo::TakeBack(_) | Undo::TakeStepBack(..), _) => None,
        };
        let mut said = pending.said;
        match (pending.then, reply) {
            (Then::OpenFounded, Reply::Space(space)) => self.replace(Screen::Invite(space)),
            (Then::OpenGathering(space), Reply::Made(id)) => {
                self.replace(Screen::Gathering(GatheringScreen::One(space, id)));
            }
            (Then::ShowTicket(space, name), Reply::Ticket { text, invitation }) => {
                self.ticket = Some(ShownTicket { space, name, text, invitation });
            }
            (Then::ShowDeviceTicket, Reply::Ticket { text, .. }) => self.device_ticket = Some(text),
            (Then::ShowLog(space), Reply::Log(lines)) => self.log = Some((space, lines)),
            (Then::SaveStick(path), Reply::Stick { bytes, summary }) => {
                self.stick = Some(summary);
                self.save_file("stick", path, bytes);
            }
            (_, Reply::Found(found)) => self.found = Some((self.asked.clone(), found)),
            (_, Reply::History(part)) => self.take_history(part),
            (_, Reply::Step(step)) => self.take_step(*step),
            (_, Reply::Entry(entry)) => self.entry = Some(*entry),
            (Then::SaveAttachment(path), Reply::File { bytes, .. }) => {
                self.save_new_file(&pending.place, path, bytes);
            }
            (Then::SaveCopy(folder), Reply::Exported { records, .. }) => self.write_copy(folder, records),
            (_, Reply::Imported(summary)) => self.copies.opened = Some(summary),
            (_, Reply::StickRead(summary)) => self.stick = Some(summary),
            (_, Reply::Met { people, came, went }) => {
                self.met = Some(if people.is_empty() {
                    words.met_nobody()
                } else {
                    words.met(&people.join(", "), as_count(came), as_count(went))
                });
            }
            (_, Reply::Joining { name, space, .. }) => {
                self.joining = Some(space);
                said = words.joining_toast(&name);
                self.replace(Screen::Near);
            }
            (Then::Go(screen), _) => self.replace(screen),
            (Then::Back, _) => self.back(),
            _ => {}
        }
        if !said.is_empty() {
            self.toast = Some(Toast { text: said, undo, until: None });
        }
    }

    /// Goes to a page that takes the place of this one.
    pub(crate) fn replace(&mut self, screen: Screen) {
        self.screen = screen;
        self.arrived = true;
    }

    /// Takes the answer about a written file.
    pub(crate) fn file_saved(&mut self, ticket: u64, result: Result<(), String>, words: &Words) {
        let Some(FileJob::Save { place, path }) = self.files.remove(&ticket) else { return };
        match result {
            Ok(()) => self.toast(words.file_saved(&path)),
            Err(why) => self.refuse(&place, Refusal::new("file", why)),
        }
    }

    /// Takes the answer about a read file.
    pub(crate) fn file_read(&mut self, ticket: u64, result: Result<Vec<u8>, String>, words: &Words) {
        let Some(FileJob::Read { place, purpose }) = self.files.remove(&ticket) else { return };
        match (result, purpose) {
            (Err(why), _) => self.refuse(&place, Refusal::new("file", why)),
            (Ok(bytes), ReadPurpose::Stick) => {
                self.send(&place, Command::StickRead { bytes }, words.stick_taken());
            }
            (Ok(bytes), ReadPurpose::Attachment(space, about, name, label)) => {
                let command = crate::screens::files::attach(space, about, name, label, bytes);
                self.send(&place, command, words.attached_toast());
            }
            (Ok(bytes), ReadPurpose::Invitation) => {
                *self.forms.text("join/ticket") = String::from_utf8_lossy(&bytes).trim().to_owned();
            }
        }
    }
}

/// A count for the catalogue.
pub(crate) fn as_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
