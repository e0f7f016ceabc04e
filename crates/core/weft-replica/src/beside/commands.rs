//! What members ask for about attachments and lines that can be forgotten.

use super::{Part, PartName, Reading, held::chunk_key, views::opening_of};
use crate::{
    effects::Effects,
    home::Home,
    replica::{Replica, random},
};
use rand_chacha::ChaCha20Rng;
use weft_ids::{ActId, CivilDate, PersonId, SpaceId, Table, limits, text};
use weft_space::{
    beside::{
        About, Attach, AttachmentKey, BesideAct, Body, Commitment, ContactLine, Content, Forget, Opening,
        Told, open_chunk, seal,
    },
    page::{PageKindWire, PageName},
};
use weft_view::{AboutView, BesideCommand, Command, FileToAttach, Label, Outcome, PageKind, Refusal, Reply};

/// The kind of a file that is said to be of no kind.
const ANY_BYTES: &str = "application/octet-stream";

impl Replica {
    /// Carries out what does not have to read the disk first.
    pub(crate) fn beside_command(
        &mut self,
        command: BesideCommand,
        today: Option<CivilDate>,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        match command {
            BesideCommand::Attach { space, file, about, label, of } => {
                self.attach(space, &file, &about, label, of, today, rng, effects)
            }
            BesideCommand::ContactLine { space, label, line, of } => {
                let line = text::check_line(&line).map_err(|error| {
                    Refusal::new("bad_line", format!("the line will not do: {error}"))
                        .hint("write one short line")
                })?;
                let (me, of) = self.who(&space, of)?;
                self.check_quota(&space, &me, 0)?;
                let body = Body::new(random(rng), Content::Line(line)).to_bytes();
                let act = ContactLine {
                    of,
                    label: wire_label(label),
                    commitment: Commitment::of(&body),
                    on: today,
                };
                let act =
                    self.write_beside(&space, &BesideAct::ContactLine(act), Some(body), &[], effects)?;
                Ok(Reply::Act(act))
            }
            BesideCommand::Forget { what } => self.have_forgotten(what, today, effects),
            // Answered in `begin_reading`, before it comes here.
            BesideCommand::Read { .. } => Err(not_here()),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of one command, taken apart once")]
    fn attach(
        &mut self,
        space: SpaceId,
        file: &FileToAttach,
        about: &AboutView,
        label: Option<Label>,
        of: Option<PersonId>,
        today: Option<CivilDate>,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        let media_type = if file.media_type.is_empty() { ANY_BYTES } else { file.media_type.as_str() };
        if !text::is_media_type(media_type) {
            return Err(Refusal::new("bad_media_type", format!("{media_type:?} is no kind of file"))
                .hint("write it like image/png, or leave it out"));
        }
        let (me, of) = self.who(&space, of)?;
        let about = about_wire(self.home(&space)?, about)?;
        let opening = Opening {
            name: text::file_name(&file.name),
            media_type: media_type.to_owned(),
            key: AttachmentKey(random(rng)),
        };
        let Some(sealed) = seal(&opening.key, &file.bytes) else {
            let max = limits::ATTACHMENT_BYTES_MAX >> 20;
            return Err(Refusal::new(
                "attachment_too_large",
                format!("it has {} bytes; just under {max} MiB fit", file.bytes.len()),
            )
            .hint("make it smaller, or hand it over on a stick of its own"));
        };
        self.check_quota(&space, &me, u64::from(sealed.sealed_bytes))?;
        let (told, body) = match label {
            None => (Told::Openly(opening), None),
            Some(label) => {
                let body = Body::new(random(rng), Content::Opening(opening)).to_bytes();
                let commitment = Commitment::of(&body);
                (Told::Forgettably { label: wire_label(label), commitment }, Some(body))
            }
        };
        let chunks = sealed.chunks.iter().map(|chunk| weft_space::beside::chunk_hash(chunk)).collect();
        let act = Attach { about, of, sealed_bytes: sealed.sealed_bytes, chunks, told, on: today };
        let act = self.write_beside(&space, &BesideAct::Attach(act), body, &sealed.chunks, effects)?;
        Ok(Reply::Act(act))
    }

    /// Writes a stub as an entry, and what it stands for beside it, in one transaction.
    fn write_beside(
        &mut self,
        space: &SpaceId,
        act: &BesideAct,
        body: Option<Vec<u8>>,
        chunks: &[Vec<u8>],
        effects: &mut Effects,
    ) -> Result<ActId, Refusal> {
        let home = self.home_mut(space)?;
        let acts = home.write(vec![act.to_item()], &mut effects.writes)?;
        let act = acts.first().copied().ok_or_else(not_here)?;
        if let Some(body) = body {
            home.beside.put_body(space, act, body, &mut effects.writes);
        }
        for (index, chunk) in chunks.iter().enumerate() {
            let index = u16::try_from(index).map_err(|_| not_here())?;
            home.beside.put_chunk(space, act, index, chunk, &mut effects.writes);
        }
        self.spread(space, None, effects);
        Ok(act)
    }

    /// Who I am in a space, and whom something is about.
    fn who(&self, space: &SpaceId, of: Option<PersonId>) -> Result<(PersonId, PersonId), Refusal> {
        let home = self.home(space)?;
        let me = home.me().ok_or_else(|| Refusal::new("read_only", "you are not in this space"))?;
        let of = of.unwrap_or(me);
        if !home.space.roster().people.contains_key(&of) {
            return Err(Refusal::new("no_such_person", "nobody of that id is in this space"));
        }
        Ok((me, of))
    }

    fn check_quota(&self, space: &SpaceId, me: &PersonId, sealed_bytes: u64) -> Result<(), Refusal> {
        let (own, all) = self.home(space)?.space.state().besides.cost_of(me);
        let cost = sealed_bytes + limits::FORGETTABLE_BYTES_MAX as u64;
        if own + cost > limits::PERSON_ATTACHMENT_BYTES_MAX || all + cost > limits::SPACE_ATTACHMENT_BYTES_MAX
        {
            return Err(Refusal::new(
                "attachments_full",
                format!(
                    "what one person attaches in a space may take {} MiB, and all together {} MiB",
                    limits::PERSON_ATTACHMENT_BYTES_MAX >> 20,
                    limits::SPACE_ATTACHMENT_BYTES_MAX >> 20
                ),
            )
            .hint("have something forgotten that nobody needs any more"));
        }
        Ok(())
    }

    fn have_forgotten(&mut self, what: ActId, today: Option<CivilDate>, effects: &mut Effects) -> Outcome {
        let (space, home) = self.with_stub(&what)?;
        let stub = home.space.state().besides.stubs.get(&what).ok_or_else(no_such)?;
        if stub.forgotten.is_some() {
            return Err(Refusal::new("already_forgotten", "it is forgotten already"));
        }
        if home.me().is_none_or(|me| !stub.may_forget(&me)) {
            return Err(Refusal::new(
                "not_yours_to_forget",
                "only who wrote it and whom it is about may have it forgotten",
            )
            .hint("ask them to have it forgotten"));
        }
        let act = BesideAct::Forget(Forget { what, on: today });
        self.write(&space, vec![act.to_item()], effects)?;
        Ok(Reply::Done)
    }

    fn with_stub(&self, what: &ActId) -> Result<(SpaceId, &Home), Refusal> {
        let has = |home: &&Home| home.space.state().besides.stubs.contains_key(what);
        self.spaces.values().find(has).map(|home| (home.id(), home)).ok_or_else(no_such)
    }

    /// Begins a command that reads the disk before it can be answered; `false` where it does not need to.
    pub(crate) fn begin_reading(&mut self, id: u64, command: &Command, effects: &mut Effects) -> bool {
        if self.ahead {
            return false;
        }
        let begun = if let Command::Beside(BesideCommand::Read { what }) = command {
            self.begin_file(id, what, effects)
        } else if let Command::StickWrite { spaces, files } = command {
            self.begin_stick(id, spaces, *files, effects)
        } else {
            return false;
        };
        match begun {
            Ok(begun) => begun,
            Err(refusal) => {
                effects.reply(id, Err(refusal));
                true
            }
        }
    }

    fn begin_file(&mut self, command: u64, what: &ActId, effects: &mut Effects) -> Result<bool, Refusal> {
        let (space, home) = self.with_stub(what)?;
        let stub = home.space.state().besides.stubs.get(what).ok_or_else(no_such)?;
        if stub.forgotten.is_some() {
            return Err(Refusal::new(
                "forgotten",
                "it is forgotten: nobody who has heard so has it any more",
            ));
        }
        if stub.chunks().is_empty() {
            return Err(Refusal::new("not_a_file", "this is a line and not a file")
                .hint("`weft people SPACE` shows it"));
        }
        if !home.beside.has_all(what, stub) {
            return Err(not_here());
        }
        let keys = (0..stub.chunks().len()).filter_map(|index| u16::try_from(index).ok());
        let keys = keys.map(|index| chunk_key(&space, what, index)).collect();
        self.read(Table::Chunks, keys, Reading::File { command, space, act: *what }, effects);
        Ok(true)
    }

    /// A file's chunks came from the disk.
    pub(super) fn file_read(
        &mut self,
        space: &SpaceId,
        act: &ActId,
        rows: &[Option<Vec<u8>>],
        effects: &mut Effects,
    ) -> Outcome {
        let mut chunks = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let index = u16::try_from(index).map_err(|_| not_here())?;
            let name = PartName { act: *act, part: Part::Chunk(index) };
            chunks.push(self.checked_chunk(space, &name, row.clone(), effects).ok_or_else(|| {
                Refusal::new("chunk_damaged", "a part of it was damaged on this disk and is asked for again")
                    .hint("meet somebody who has it, and try again")
            })?);
        }
        let home = self.home(space)?;
        let stub = home.space.state().besides.stubs.get(act).ok_or_else(no_such)?;
        let opening = opening_of(home, act, stub).ok_or_else(cannot_open)?;
        let mut bytes = Vec::new();
        for (index, chunk) in chunks.iter().enumerate() {
            bytes.extend(open_chunk(&opening.key, index, chunk).ok_or_else(cannot_open)?);
        }
        Ok(Reply::File {
            name: text::file_name(&opening.name),
            media_type: text::shown(&opening.media_type),
            bytes,
        })
    }
}

fn no_such() -> Refusal {
    Refusal::new("no_such_attachment", "nothing here was attached or said under this id")
        .hint("`weft attachments SPACE` lists files, `weft people SPACE` the lines about people")
}

fn not_here() -> Refusal {
    Refusal::new("not_here_yet", "not all of it is on this device yet").hint("meet somebody who has it")
}

fn cannot_open() -> Refusal {
    Refusal::new("cannot_open", "its author sealed it in a way that does not open")
        .hint("ask them to attach it again")
}

/// The label as it travels.
fn wire_label(label: Label) -> weft_space::beside::Label {
    use weft_space::beside::Label as Wire;
    match label {
        Label::Phone => Wire::Phone,
        Label::Address => Wire::Address,
        Label::Health => Wire::Health,
        Label::Picture => Wire::Picture,
        Label::Children => Wire::Children,
        Label::Other => Wire::Other,
    }
}

fn about_wire(home: &Home, about: &AboutView) -> Result<About, Refusal> {
    let page = match about {
        AboutView::Space => return Ok(About::Space),
        AboutView::Act(act) => {
            let known =
                home.space.kept_records().any(|r| home.space.said(&r.hash()).iter().any(|(id, _)| id == act));
            return if known {
                Ok(About::Act(*act))
            } else {
                Err(Refusal::new("no_such_act", "there is no such act in this space"))
            };
        }
        AboutView::Elsewhere => None,
        AboutView::Page(kind, key) => {
            wire_kind(*kind).map(|kind| PageName { key: key.clone(), kind, ..PageName::crew() })
        }
    };
    let page = page.filter(|name| home.space.pages().page(name).is_some());
    page.map(About::Page).ok_or_else(|| {
        Refusal::new("no_such_page", "there is no such page in this space").hint("write it first")
    })
}

fn wire_kind(kind: PageKind) -> Option<PageKindWire> {
    let known = [PageKindWire::CREW, PageKindWire::NOTE, PageKindWire::PROFILE];
    known.into_iter().find(|wire| {
        let name = PageName { kind: *wire, ..PageName::crew() };
        crate::pages::kind_and_key(&name).0 == Some(kind)
    })
}
