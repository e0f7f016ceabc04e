//! Attachments, and lines about people that can be forgotten.

use crate::{
    answer::{Answer, Failure},
    args::{AttachArgs, ContactArgs, ForgetArgs, SpaceArg},
    open::{call, unexpected},
    show,
};
use serde_json::json;
use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    path::{Path, PathBuf},
};
use weft_engine::Engine;
use weft_ids::{ActId, limits::ATTACHMENT_BYTES_MAX};
use weft_view::{
    AboutView, BesideCommand, Command, FileToAttach, Label, PageKind, Reply, SpaceView, View, beside, resolve,
};

/// `weft attach`.
pub(super) fn attach(engine: &Engine, args: &AttachArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let about = match &args.to {
        Some(typed) => about(&view, space, typed)?,
        None => AboutView::Space,
    };
    let of = args.of.as_ref().map(|typed| resolve::person(space, typed)).transpose()?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let media_type = args.media_type.clone().unwrap_or_else(|| media_type_of(&name).to_owned());
    let file = FileToAttach { name, media_type, bytes: bytes_of(&args.file)? };
    let bytes = file.bytes.len();
    let command = BesideCommand::Attach { space: space.id, file, about, label: args.forgettable, of };
    let id = act(call(engine, Command::Beside(command))?)?;
    let text = format!("attached to {} as {}; it goes to the others when you meet", space.name, id.short());
    let json = json!({ "attachment": id.to_string(), "space": space.id.to_string(), "bytes": bytes });
    Ok(Answer::new(text, json))
}

/// `weft attachments`.
pub(super) fn attachments(engine: &Engine, args: &SpaceArg) -> Result<Answer, Failure> {
    let view = engine.view();
    Ok(show::beside::attachments(resolve::space(&view, &args.space)?))
}

/// `weft attachment save`.
pub(super) fn save(engine: &Engine, typed: &str, to: &Path) -> Result<Answer, Failure> {
    let what = beside::find(&engine.view(), typed)?;
    let (name, bytes) = match call(engine, Command::Beside(BesideCommand::Read { what }))? {
        Reply::File { name, bytes, .. } => (name, bytes),
        other => return Err(unexpected(&other)),
    };
    let path = if to.is_dir() { to.join(name) } else { to.to_owned() };
    write_new(&path, &bytes)?;
    let text = format!("saved as {}", path.display());
    let json = json!({
        "attachment": what.to_string(),
        "file": path.display().to_string(),
        "bytes": bytes.len(),
    });
    Ok(Answer::new(text, json))
}

/// `weft contact`.
pub(super) fn contact(engine: &Engine, args: &ContactArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let person = args.person.as_ref().map(|typed| resolve::person(space, typed)).transpose()?;
    let said = [
        (Label::Phone, &args.phone),
        (Label::Address, &args.address),
        (Label::Health, &args.health),
        (Label::Children, &args.children),
        (Label::Other, &args.other),
    ];
    let Some((label, line)) = said.into_iter().find_map(|(label, line)| Some((label, line.clone()?))) else {
        return Ok(show::beside::contact_lines(space, person.as_ref()));
    };
    let command = BesideCommand::ContactLine { space: space.id, label, line, of: person };
    let id = act(call(engine, Command::Beside(command))?)?;
    let text = format!(
        "everybody in {} can read it, until it is forgotten with `weft forget {}`",
        space.name,
        id.short()
    );
    Ok(Answer::new(text, json!({ "contact_line": id.to_string(), "space": space.id.to_string() })))
}

/// `weft forget`: an invitation that was taken, an attachment or a contact line.
pub(super) fn forget(engine: &Engine, args: &ForgetArgs) -> Result<Answer, Failure> {
    let joined = super::join::forget(engine, args);
    match &joined {
        Err(failure) if failure.code == "no_such_join" => {}
        Ok(_) | Err(_) => return joined,
    }
    let view = engine.view();
    let what = match beside::find(&view, &args.which) {
        Ok(what) => what,
        Err(refusal) if refusal.code == "no_such_attachment" => return joined,
        Err(refusal) => return Err(refusal.into()),
    };
    call(engine, Command::Beside(BesideCommand::Forget { what }))?;
    let text = "it is forgotten here, and by each of the others as soon as they hear of it".to_owned();
    Ok(Answer::new(text, json!({ "forgotten": what.to_string() })))
}

fn act(reply: Reply) -> Result<ActId, Failure> {
    match reply {
        Reply::Act(id) => Ok(id),
        other => Err(unexpected(&other)),
    }
}

/// What an attachment belongs to: an act by its id, else a note by its title.
fn about(view: &View, space: &SpaceView, typed: &str) -> Result<AboutView, Failure> {
    let same = |title: &str| title.to_lowercase() == typed.trim().to_lowercase();
    if let Some(note) = space.notes.iter().find(|note| same(&note.title)) {
        return Ok(AboutView::Page(PageKind::Note, note.title.clone()));
    }
    match resolve::act(view, typed) {
        Ok(act) => Ok(AboutView::Act(act)),
        Err(refusal) if refusal.code == "no_such_act" => {
            let message = format!("{} has no note and no act called {typed:?}", space.name);
            Err(Failure::new("no_such_page", message).hint("write the note first, or leave --to out"))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Reads a file that may be attached; one byte more than fits is enough to be refused.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(ATTACHMENT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error| {
        Failure::file("file_not_read", "the file could not be read", path, &error).hint("check the path")
    })
}

/// Writes a file that is not there yet; one that is there stays as it is.
fn write_new(path: &PathBuf, bytes: &[u8]) -> Result<(), Failure> {
    let opened = OpenOptions::new().write(true).create_new(true).open(path);
    let mut out = opened.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::new("file_exists", format!("there is a file already: {}", path.display()))
                .hint("choose another name with --to")
        }
        _ => Failure::file("file_not_written", "the file could not be written", path, &error),
    })?;
    let written = out.write_all(bytes).and_then(|()| out.sync_all());
    written.map_err(|error| {
        drop(fs::remove_file(path));
        Failure::file("file_not_written", "the file could not be written", path, &error)
    })
}

/// What kind of file it is, as far as its name tells; never trusted, only shown.
fn media_type_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "heic" => "image/heic",
        "pdf" => "application/pdf",
        "txt" | "md" => "text/plain",
        "csv" => "text/csv",
        "ics" => "text/calendar",
        "json" => "application/json",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_never_written_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("soup.png");
        write_new(&path, b"first").unwrap();
        assert_eq!(write_new(&path, b"second").unwrap_err().code, "file_exists");
        assert_eq!(fs::read(&path).unwrap(), b"first");
        let nowhere = folder.path().join("no/such/folder");
        assert_eq!(write_new(&nowhere, b"x").unwrap_err().code, "file_not_written");
    }

    #[test]
    fn every_kind_that_is_guessed_is_a_kind() {
        for name in ["a.PNG", "b.tar.gz", "c", "d.pdf", "e.heic", "f.odt", ".hidden"] {
            assert!(weft_ids::text::is_media_type(media_type_of(name)), "{name}");
        }
        assert_eq!(media_type_of("Soup.JPG"), "image/jpeg");
    }
}
