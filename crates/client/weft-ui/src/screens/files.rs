//! Files that are attached and lines about people that can be forgotten: how far they are, saving, attaching, forgetting.

use crate::{
    action::ReadPurpose,
    cx::{Cx, join_names},
    icons,
    parts::{
        Field, Press, card, chip, choice, divider, gap, heading, muted, progress, row_min, small, strong,
        tile, two, wrapped,
    },
    state::{Sheet, Then, Undo},
    tokens::tokens,
};
use egui::Ui;
use weft_ids::{ActId, PersonId, SpaceId};
use weft_view::{
    AboutView, AttachmentView, BesideCommand, BesideState, Command, ContactLineView, FileToAttach, Label,
    SpaceView,
};

/// The command that attaches a file that was read.
pub(crate) fn attach(
    space: SpaceId,
    about: AboutView,
    name: String,
    label: Option<Label>,
    bytes: Vec<u8>,
) -> Command {
    let file = FileToAttach { name, media_type: String::new(), bytes };
    Command::Beside(BesideCommand::Attach { space, file, about, label, of: None })
}

/// Draws the files of a loan, a note or a space, with the way to attach one.
pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, about: &AboutView) {
    let files: Vec<&AttachmentView> = space.beside.about(about).collect();
    let place = format!("files-{}-{about:?}", space.id);
    let may = space.read_only.is_none();
    if files.is_empty() && !may {
        return;
    }
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.files_head());
        gap(ui, 4.0);
        if files.is_empty() {
            muted(ui, &words.files_none());
        }
        for (index, file) in files.iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            file_ui(ui, cx, space, file);
        }
        if may {
            gap(ui, 6.0);
            attach_ui(ui, cx, space, about, &place);
        }
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 12.0);
}

fn file_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, file: &AttachmentView) {
    let words = cx.words;
    let t = tokens(ui);
    let name = name_of(cx, file);
    let mut below = vec![size(cx, file.bytes), words.file_by(&cx.name(space, &file.by))];
    below.push(state_line(cx, space, &file.state, &file.with));
    let below = below.join("  ·  ");
    let place = format!("file-{}", file.id);
    row_min(
        ui,
        cx,
        48.0,
        220.0,
        |ui, _| {
            tile(ui, icons::NOTEBOOK, t.sky, 38.0);
            gap(ui, 4.0);
            two(ui, |ui| drop(strong(ui, &name)), |ui| drop(small(ui, &below)));
        },
        |ui, cx| {
            let forgotten = matches!(file.state, BesideState::Forgotten { .. });
            if file.may_forget
                && !forgotten
                && space.read_only.is_none()
                && Press::ghost(words.forget_do()).said(words.forget_said(&name)).show(ui)
            {
                cx.state.sheet = Some(Sheet::Forget(space.id, file.id));
            }
            if file.state == BesideState::Here
                && Press::secondary(words.file_save())
                    .icon(icons::DOWNLOAD_SIMPLE)
                    .said(words.file_save_said(&name))
                    .show(ui)
            {
                let open = !cx.state.forms.is_open(&place);
                cx.state.forms.set_open(&place, open);
            }
        },
    );
    if let BesideState::OnItsWay { here, of } = file.state {
        let said = words.file_on_its_way(&here.to_string(), &of.to_string());
        progress(ui, here as f32 / of.max(1) as f32, t.accent, &said);
    }
    if cx.state.forms.is_open(&place) && file.state == BesideState::Here {
        save_ui(ui, cx, file, &place);
    }
    cx.refusal_ui(ui, &place);
}

fn save_ui(ui: &mut Ui, cx: &mut Cx<'_>, file: &AttachmentView, place: &str) {
    let words = cx.words;
    let key = format!("{place}/path");
    let folder = cx.folders.last().cloned().unwrap_or_default();
    let first = format!("{folder}/{}", file.name);
    Field::new(words.file_label())
        .mono()
        .below(words.file_save_below())
        .show(ui, cx.state.forms.text_from(&key, || first));
    wrapped(ui, |ui| {
        for folder in cx.folders {
            let short = folder.rsplit('/').next().unwrap_or(folder);
            if Press::ghost(short).said(words.folder_said(folder)).show(ui) {
                *cx.state.forms.text(&key) = format!("{folder}/{}", file.name);
            }
        }
        let path = cx.state.forms.get(&key);
        let ready = !path.is_empty() && !cx.state.is_pending(place);
        if Press::primary(words.file_save_here())
            .said(words.file_save_said(&file.name))
            .enabled(ready)
            .show(ui)
        {
            let command = Command::Beside(BesideCommand::Read { what: file.id });
            cx.state.send_then(place, command, String::new(), Then::SaveAttachment(path), Undo::Never);
        }
    });
    gap(ui, 6.0);
}

fn attach_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, about: &AboutView, place: &str) {
    let words = cx.words;
    let key = format!("{place}/path");
    // A file that is dropped anywhere on the page belongs to what the page is about.
    let dropped = ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_path_buf()));
    if let Some(path) = dropped {
        *cx.state.forms.text(&key) = path.to_string_lossy().into_owned();
        cx.state.forms.set_open(place, true);
    }
    if !cx.state.forms.is_open(place) {
        if Press::secondary(words.attach()).icon(icons::PLUS).show(ui) {
            cx.state.forms.set_open(place, true);
        }
        return;
    }
    let folder = cx.folders.last().cloned().unwrap_or_default();
    Field::new(words.attach_label())
        .mono()
        .below(words.attach_below())
        .show(ui, cx.state.forms.text_from(&key, || format!("{folder}/")));
    gap(ui, 4.0);
    let label_key = format!("{place}/forgettable");
    let options = [(0, words.attach_openly()), (1, words.attach_forgettably())];
    choice(ui, &words.attach_how(), cx.state.forms.number(&label_key, 0), &options);
    let forgettable = *cx.state.forms.number(&label_key, 0) == 1;
    small(ui, &if forgettable { words.attach_forgettably_line() } else { words.attach_openly_line() });
    gap(ui, 6.0);
    wrapped(ui, |ui| {
        let path = cx.state.forms.get(&key);
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let ready = !name.is_empty() && !cx.state.is_pending(place);
        if Press::primary(words.attach_do()).icon(icons::UPLOAD_SIMPLE).enabled(ready).show(ui) {
            let label = forgettable.then(|| label_of(&name));
            let purpose = ReadPurpose::Attachment(space.id, about.clone(), name, label);
            cx.state.read_file(place, path, purpose);
        }
        if Press::ghost(words.cancel()).said(words.attach_cancel()).show(ui) {
            cx.state.forms.clear(place);
        }
    });
}

/// What a file is called where it can be forgotten.
fn label_of(name: &str) -> Label {
    let name = name.to_lowercase();
    let picture =
        [".png", ".jpg", ".jpeg", ".webp", ".gif", ".heic"].iter().any(|ending| name.ends_with(ending));
    if picture { Label::Picture } else { Label::Other }
}

fn name_of(cx: &Cx<'_>, file: &AttachmentView) -> String {
    if file.name.is_empty() { cx.words.file_unnamed() } else { file.name.clone() }
}

/// How much of something is here, in words.
fn state_line(cx: &Cx<'_>, space: &SpaceView, state: &BesideState, with: &[PersonId]) -> String {
    let words = cx.words;
    let names: Vec<String> = with.iter().map(|person| space.name_of(person)).collect();
    let names = join_names(words, &names);
    match state {
        BesideState::Here if names.is_empty() => words.file_here(),
        BesideState::Here => words.file_with(&names),
        BesideState::OnItsWay { here, of } => words.file_on_its_way(&here.to_string(), &of.to_string()),
        BesideState::NotHere if names.is_empty() => words.file_not_here(),
        BesideState::NotHere => words.file_not_here_with(&names),
        BesideState::Forgotten { by: Some(by) } => words.file_forgotten_by(&cx.name(space, by)),
        BesideState::Forgotten { by: None } => words.file_forgotten_left(),
        BesideState::TooMuch => words.file_too_much(),
    }
}

/// A size in words, rounded up.
fn size(cx: &Cx<'_>, bytes: u64) -> String {
    if bytes < 1_000_000 {
        cx.words.size_kb(&bytes.div_ceil(1_000).to_string())
    } else {
        cx.words.size_mb(&format!("{}.{}", bytes / 1_000_000, bytes / 100_000 % 10))
    }
}

/// Draws the lines about one person, and below one's own the way to say one.
pub(crate) fn lines_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, person: &PersonId) {
    for line in space.beside.lines_of(person) {
        line_ui(ui, cx, space, line);
    }
}

fn line_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, line: &ContactLineView) {
    let words = cx.words;
    let t = tokens(ui);
    let label = label_words(cx, line.label);
    let said = if line.state == BesideState::Here {
        line.line.clone()
    } else {
        state_line(cx, space, &line.state, &line.with)
    };
    wrapped(ui, |ui| {
        chip(ui, icons::USER_FOCUS, &label, t.sky);
        strong(ui, &said);
        if line.may_forget
            && space.read_only.is_none()
            && Press::ghost(words.forget_do()).said(words.forget_said(&label)).show(ui)
        {
            cx.state.sheet = Some(Sheet::Forget(space.id, line.id));
        }
    });
}

/// Draws the card in which I say how I can be reached, and what Weft offers to forget.
pub(crate) fn contact_card(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    if space.read_only.is_some() {
        return;
    }
    let words = cx.words;
    let place = format!("contact-{}", space.id);
    card(ui, |ui| {
        heading(ui, &words.contact_head());
        muted(ui, &words.contact_line(&space.name));
        lines_ui(ui, cx, space, &space.me);
        let old = weft_view::beside::worth_forgetting(&space.beside, cx.today);
        if let Some(what) = old.first() {
            gap(ui, 4.0);
            muted(ui, &words.worth_forgetting());
            if Press::secondary(words.look_at_it()).show(ui) {
                cx.state.sheet = Some(Sheet::Forget(space.id, *what));
            }
        }
        gap(ui, 6.0);
        let key = format!("{place}/line");
        let label_key = format!("{place}/label");
        let labels = [Label::Phone, Label::Address, Label::Health, Label::Children, Label::Other];
        let options: Vec<(u32, String)> =
            (0..).zip(labels.iter().map(|label| label_words(cx, *label))).collect();
        choice(ui, &words.contact_what(), cx.state.forms.number(&label_key, 0), &options);
        let chosen = *cx.state.forms.number(&label_key, 0) as usize;
        let label = labels.get(chosen).copied().unwrap_or(Label::Other);
        Field::new(words.contact_field()).below(words.contact_below()).show(ui, cx.state.forms.text(&key));
        gap(ui, 4.0);
        let line = cx.state.forms.get(&key);
        let ready = !line.is_empty() && !cx.state.is_pending(&place);
        if Press::secondary(words.contact_say())
            .said(words.contact_say_said(&space.name))
            .enabled(ready)
            .show(ui)
        {
            let command = BesideCommand::ContactLine { space: space.id, label, line, of: None };
            cx.state.send(&place, Command::Beside(command), words.contact_said());
        }
        cx.refusal_ui(ui, &place);
    });
    gap(ui, 12.0);
}

fn label_words(cx: &Cx<'_>, label: Label) -> String {
    let words = cx.words;
    match label {
        Label::Phone => words.label_phone(),
        Label::Address => words.label_address(),
        Label::Health => words.label_health(),
        Label::Picture => words.label_picture(),
        Label::Children => words.label_children(),
        Label::Other => words.label_other(),
    }
}

/// What forgetting does and does not do, before it is done.
pub(crate) fn forget_sheet(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, what: &ActId) {
    let words = cx.words;
    let Some(space) = cx.space(id) else { return drop(cx.state.sheet.take()) };
    let file = space.beside.attachments.iter().find(|file| file.id == *what);
    let line = space.beside.contact_lines.iter().find(|line| line.id == *what);
    let (name, name_stays) = match (file, line) {
        (Some(file), _) => (name_of(cx, file), file.label.is_none()),
        (None, Some(line)) => (label_words(cx, line.label), false),
        (None, None) => return drop(cx.state.sheet.take()),
    };
    heading(ui, &words.forget_title(&name));
    gap(ui, 6.0);
    muted(ui, &words.forget_does());
    if name_stays {
        muted(ui, &words.forget_name_stays(&name));
    }
    muted(ui, &words.forget_not_heard());
    muted(ui, &words.forget_final());
    gap(ui, 12.0);
    wrapped(ui, |ui| {
        if Press::primary(words.forget_keep()).show(ui) {
            cx.state.sheet = None;
        }
        if Press::secondary(words.forget_do()).said(words.forget_said(&name)).show(ui) {
            cx.state.sheet = None;
            let command = Command::Beside(BesideCommand::Forget { what: *what });
            cx.state.send("forget", command, words.forgotten_toast());
        }
    });
    cx.refusal_ui(ui, "forget");
}
