//! Pages: drafts that stay here, and words that are put on the table.

use crate::{
    effects::Effects,
    home::Home,
    replica::Replica,
    rows::{self, DraftRow},
};
use weft_ids::{CivilDate, Item, SpaceId, Table, Write, text};
use weft_space::page::{
    Answer, Beat, ChangeId, DayTime, EditError, Meeting, PageChange, PageKindWire, PageName, Rhythm, Weekday,
};
use weft_view::{
    Beat as BeatView, Coming, DraftView, NoteView, Outcome, PageEdit, PageKind, Refusal, Reply,
    Weekday as WeekdayView,
};

impl Replica {
    /// Changes a page, at once and on the table.
    pub(crate) fn edit(&mut self, space: SpaceId, edit: PageEdit, effects: &mut Effects) -> Outcome {
        let home = self.home(&space)?;
        if let Some(why) = home.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        let changes = changes(home, &edit)?;
        self.put(&space, &changes, effects)
    }

    fn put(&mut self, space: &SpaceId, changes: &[PageChange], effects: &mut Effects) -> Outcome {
        if !changes.is_empty() {
            let items: Vec<Item> = changes.iter().map(PageChange::to_item).collect();
            self.write(space, items, effects)?;
        }
        Ok(Reply::Done)
    }

    /// Keeps the words of a field; nothing travels.
    pub(crate) fn keep_draft(
        &mut self,
        space: SpaceId,
        title: &str,
        words: String,
        base: DraftView,
        effects: &mut Effects,
    ) -> Outcome {
        let title = self.title_of(&space, title)?;
        let home = self.home(&space)?;
        if words.len() > weft_space::page::WRITE_BYTES_MAX * 4 {
            return Err(
                Refusal::new("too_long", "a note cannot hold that much").hint("go on in a second note")
            );
        }
        let on_table = home.space.pages().page(&PageName::note(&title)).and_then(|page| page.text().ok());
        if on_table.unwrap_or_default() == words {
            return self.forget_draft(space, &title, effects);
        }
        // The first draft is written on what the field showed; later ones go on from there.
        let key = (space, title.clone());
        let heads = self.drafts.get(&key).map_or(base.heads, |draft| draft.heads.clone());
        let row = DraftRow { text: words, heads };
        effects.writes.push(rows::put(Table::Drafts, rows::draft_key(&space, &title), &row));
        effects.changed = true;
        self.drafts.insert(key, row);
        Ok(Reply::Done)
    }

    /// Puts a draft on the table, merged with what was put there meanwhile.
    pub(crate) fn put_on_table(&mut self, space: SpaceId, title: &str, effects: &mut Effects) -> Outcome {
        let title = self.title_of(&space, title)?;
        let Some(draft) = self.drafts.get(&(space, title.clone())).cloned() else {
            return Err(Refusal::new("no_draft", "there are no words of yours that are not on the table"));
        };
        let home = self.home(&space)?;
        if let Some(why) = home.read_only() {
            return Err(Refusal::new("read_only", why).hint("your words stay in the draft"));
        }
        let heads: Vec<ChangeId> = draft.heads.iter().map(|head| ChangeId(*head)).collect();
        let name = PageName::note(&title);
        let page = home.space.pages().page_to_write(&name).map_err(|e| refusal(&e))?;
        let changes = page.edit_text_at(&home.device(), &heads, &draft.text).map_err(|e| refusal(&e))?;
        self.put(&space, &changes, effects)?;
        self.forget_draft(space, &title, effects)
    }

    /// Throws a draft away.
    pub(crate) fn drop_draft(&mut self, space: SpaceId, title: &str, effects: &mut Effects) -> Outcome {
        let title = self.title_of(&space, title)?;
        self.forget_draft(space, &title, effects)
    }

    /// See [`noted`]; a draft of a note that nobody else has seen is found the same way.
    fn title_of(&self, space: &SpaceId, title: &str) -> Result<String, Refusal> {
        noted(self.home(space)?, title)
    }

    fn forget_draft(&mut self, space: SpaceId, title: &str, effects: &mut Effects) -> Outcome {
        if self.drafts.remove(&(space, title.to_owned())).is_some() {
            effects.writes.push(Write::remove(Table::Drafts, rows::draft_key(&space, title)));
            effects.changed = true;
        }
        Ok(Reply::Done)
    }

    /// The notes of a space, with drafts that have no note yet.
    pub(crate) fn notes(&self, home: &Home) -> Vec<NoteView> {
        let roster = home.space.roster();
        let mut notes: Vec<NoteView> = Vec::new();
        for page in home.space.pages().iter().filter(|page| page.name().kind == PageKindWire::NOTE) {
            let words = page.text().unwrap_or_default();
            let mut writers = Vec::new();
            for person in page.writers().iter().filter_map(|device| roster.person_of(device)) {
                if !writers.contains(&person) {
                    writers.push(person);
                }
            }
            let heads = page.heads().iter().map(|head| head.0).collect();
            let draft = DraftView { text: words.clone(), heads };
            // The last line's own break is not shown.
            let text = words.strip_suffix('\n').unwrap_or(&words).to_owned();
            notes.push(NoteView { title: page.name().key.clone(), text, writers, draft, has_draft: false });
        }
        for ((space, title), row) in self.drafts.range((home.id(), String::new())..) {
            if *space != home.id() {
                break;
            }
            let draft = DraftView { text: row.text.clone(), heads: row.heads.clone() };
            match notes.iter_mut().find(|note| note.title == *title) {
                Some(note) => (note.draft, note.has_draft) = (draft, true),
                None => notes.push(NoteView {
                    title: title.clone(),
                    text: String::new(),
                    writers: Vec::new(),
                    draft,
                    has_draft: true,
                }),
            }
        }
        notes.sort_by(|a, b| a.title.cmp(&b.title));
        notes
    }
}

/// The changes that an edit comes to; none where the page says it already.
fn changes(home: &Home, edit: &PageEdit) -> Result<Vec<PageChange>, Refusal> {
    let device = home.device();
    let pages = home.space.pages();
    let open = |name: &PageName| pages.page_to_write(name).map_err(|e| refusal(&e));
    let one = |changes: Result<Vec<PageChange>, EditError>| changes.map_err(|e| refusal(&e));
    let crew = || {
        if home.space.roster().kind == weft_roster::SpaceKind::Pair {
            return Err(Refusal::new("no_crew_page", "a pair has no crew page").hint("write a note instead"));
        }
        open(&PageName::crew())
    };
    let profile = || {
        let me = home.me().ok_or_else(|| Refusal::new("read_only", "you are not in this space"))?;
        open(&PageName::profile(&me))
    };
    match edit {
        PageEdit::Append { title, text } => {
            let page = open(&PageName::note(&noted(home, title)?))?;
            page.append_text(&device, text).map_err(|e| refusal(&e))
        }
        PageEdit::NewNote { title } => {
            let page = open(&PageName::note(&noted(home, title)?))?;
            if page.changes() > 0 {
                return Err(Refusal::new("note_exists", "there is a note with this title already")
                    .hint("open it, or choose another title"));
            }
            page.begin_note(&device).map_err(|e| refusal(&e))
        }
        PageEdit::Intention(typed) => one(crew()?.set_intention(&device, typed)),
        PageEdit::Place(typed) => one(crew()?.set_place(&device, typed)),
        PageEdit::Rhythm { beat, minutes, meetings, review } => {
            let beat = beat.as_ref().map(beat_from_view).transpose()?;
            let rhythm = Rhythm { beat, minutes: *minutes, meetings: *meetings, review: *review };
            one(crew()?.set_rhythm(&device, &rhythm))
        }
        PageEdit::NextMeeting { date, time, zone, place } => {
            let meeting = meeting_from_typed(*date, time, zone, place)?;
            one(crew()?.set_meeting(&device, &meeting))
        }
        PageEdit::Coming { meeting, answer } => {
            let me = home.me().ok_or_else(|| Refusal::new("read_only", "you are not in this space"))?;
            let answer = match answer {
                Coming::Yes => Answer::Yes,
                Coming::No => Answer::No,
                Coming::Maybe => Answer::Maybe,
            };
            one(crew()?.set_answer(&device, &me, meeting, answer))
        }
        PageEdit::About(typed) => one(profile()?.set_about(&device, typed)),
        PageEdit::AskMeAbout(typed) => one(profile()?.set_ask_me_about(&device, typed)),
    }
}

fn meeting_from_typed(date: CivilDate, time: &str, zone: &str, place: &str) -> Result<Meeting, Refusal> {
    let time_of_day = time_from_typed(time)?;
    // A zone that no calendar knows would leave the others without an hour.
    weft_practice::TimeOfDay::parse(time).and_then(|time| weft_practice::at_utc(date, time, zone)).map_err(
        |error| {
            Refusal::new("bad_time", error.to_string())
                .hint("write a time like 19:00 and a zone such as Europe/Berlin")
        },
    )?;
    Ok(Meeting { date, time: time_of_day, zone: zone.to_owned(), place: place.trim().to_owned() })
}

fn time_from_typed(time: &str) -> Result<DayTime, Refusal> {
    DayTime::parse(time.trim()).ok_or_else(|| {
        Refusal::new("bad_time", format!("\"{}\" is not a time", text::shown(time)))
            .hint("write it like 19:00")
    })
}

fn beat_from_view(beat: &BeatView) -> Result<Beat, Refusal> {
    Ok(match beat {
        BeatView::Weekly { day, time } => Beat::Weekly { day: weekday(*day), time: time_from_typed(time)? },
        BeatView::Fortnightly { from, time } => {
            Beat::Fortnightly { from: *from, time: time_from_typed(time)? }
        }
        BeatView::Monthly { nth, day, time } => {
            Beat::Monthly { nth: *nth, day: weekday(*day), time: time_from_typed(time)? }
        }
        BeatView::ByHand => Beat::ByHand,
    })
}

fn weekday(day: WeekdayView) -> Weekday {
    match day {
        WeekdayView::Monday => Weekday::Monday,
        WeekdayView::Tuesday => Weekday::Tuesday,
        WeekdayView::Wednesday => Weekday::Wednesday,
        WeekdayView::Thursday => Weekday::Thursday,
        WeekdayView::Friday => Weekday::Friday,
        WeekdayView::Saturday => Weekday::Saturday,
        WeekdayView::Sunday => Weekday::Sunday,
    }
}

/// The title of the note that is meant: one that is there and differs only in how its accents are written, else the one
/// typed, in the form in which all titles are written from here on.
fn noted(home: &Home, title: &str) -> Result<String, Refusal> {
    let title = text::check_name(&text::composed(title)).map_err(|error| {
        Refusal::new("bad_title", format!("the title will not do: {error}")).hint("use a short plain title")
    })?;
    if home.space.pages().page(&PageName::note(&title)).is_some() {
        return Ok(title);
    }
    let notes = home.space.pages().iter().filter(|page| page.name().kind == PageKindWire::NOTE);
    let mut there = notes.map(|page| &page.name().key).filter(|key| text::composed(key) == title);
    Ok(there.next().cloned().unwrap_or(title))
}

pub(crate) fn refusal(error: &EditError) -> Refusal {
    let refusal = Refusal::new("page_refused", error.to_string());
    match error.hint() {
        Some(hint) => refusal.hint(hint),
        None => refusal,
    }
}

/// The name of a page of this kind and key; `None` where no page can be called that.
pub(crate) fn page_name(kind: PageKind, key: &str) -> Option<PageName> {
    let name = match kind {
        PageKind::Crew => PageName::crew(),
        PageKind::Note => PageName::note(key),
        PageKind::Profile => PageName::profile(&weft_ids::PersonId::from_hex(key)?),
        PageKind::Gathering => PageName::gathering(key),
    };
    name.check().ok().map(|()| name)
}

/// A page's kind and key as they are shown; `None` for a kind this build does not know.
pub(crate) fn kind_and_key(name: &PageName) -> (Option<PageKind>, String) {
    let kind = match name.kind {
        PageKindWire::CREW => Some(PageKind::Crew),
        PageKindWire::NOTE => Some(PageKind::Note),
        PageKindWire::PROFILE => Some(PageKind::Profile),
        PageKindWire::GATHERING => Some(PageKind::Gathering),
        PageKindWire(_) => None,
    };
    (kind, text::shown(&name.key))
}
