//! What members see of what travels beside the entries.

use crate::home::Home;
use std::collections::BTreeSet;
use weft_ids::{ActId, PersonId, text};
use weft_space::beside::{About, Attach, Beside, Content, Opening, Stub, Told, Why};
use weft_view::{AboutView, AttachmentView, BesideState, BesideView, ContactLineView, Label, RefusedView};

/// Bytes that sealing adds to each chunk.
const SEAL_BYTES: u64 = 16;

/// Attachments, and lines about people.
pub(crate) fn view(home: &Home, me: &PersonId) -> BesideView {
    let besides = &home.space.state().besides;
    let mut view = BesideView::default();
    for (act, stub) in besides.order.iter().filter_map(|act| Some((act, besides.stubs.get(act)?))) {
        match &stub.beside {
            Beside::Attachment(attach) => view.attachments.push(attachment(home, me, act, stub, attach)),
            Beside::ContactLine(line) => view.contact_lines.push(ContactLineView {
                id: *act,
                by: stub.by,
                of: line.of,
                label: view_label(line.label),
                line: line_of(home, act, stub),
                on: line.on,
                state: state(home, act, stub),
                may_forget: stub.may_forget(me),
                with: with(home, me, act, stub),
            }),
        }
    }
    view
}

fn attachment(home: &Home, me: &PersonId, act: &ActId, stub: &Stub, attach: &Attach) -> AttachmentView {
    let opening = opening_of(home, act, stub);
    AttachmentView {
        id: *act,
        by: stub.by,
        of: attach.of,
        about: match &attach.about {
            About::Space => AboutView::Space,
            About::Act(act) => AboutView::Act(*act),
            About::Page(name) => match crate::pages::kind_and_key(name) {
                (Some(kind), key) => AboutView::Page(kind, key),
                (None, _) => AboutView::Elsewhere,
            },
        },
        name: opening.as_ref().map(|opening| text::file_name(&opening.name)).unwrap_or_default(),
        media_type: opening
            .filter(|opening| text::is_media_type(&opening.media_type))
            .map(|opening| opening.media_type)
            .unwrap_or_default(),
        bytes: stub.sealed_bytes().saturating_sub(SEAL_BYTES * stub.chunks().len() as u64),
        label: stub.label().map(view_label),
        on: attach.on,
        state: state(home, act, stub),
        may_forget: stub.may_forget(me),
        with: with(home, me, act, stub),
    }
}

/// Name and key of an attachment, where they are here.
pub(super) fn opening_of(home: &Home, act: &ActId, stub: &Stub) -> Option<Opening> {
    let Beside::Attachment(attach) = &stub.beside else { return None };
    match &attach.told {
        Told::Openly(opening) => Some(opening.clone()),
        Told::Forgettably { .. } => match home.beside.body(act, stub)?.content() {
            Content::Opening(opening) => Some(opening.clone()),
            Content::Line(_) => None,
        },
    }
}

fn line_of(home: &Home, act: &ActId, stub: &Stub) -> String {
    match home.beside.body(act, stub).as_ref().map(weft_space::beside::Body::content) {
        Some(Content::Line(line)) => {
            text::shown(line).chars().take(weft_ids::limits::LINE_CHARS_MAX).collect()
        }
        Some(Content::Opening(_)) | None => String::new(),
    }
}

fn state(home: &Home, act: &ActId, stub: &Stub) -> BesideState {
    match stub.forgotten {
        Some(Why::Asked(by)) => return BesideState::Forgotten { by: Some(by) },
        Some(Why::Left) => return BesideState::Forgotten { by: None },
        None => {}
    }
    let (here, of) = (home.beside.chunks_here(act), stub.chunks().len() as u32);
    if home.beside.has_all(act, stub) {
        BesideState::Here
    } else if !stub.fits {
        BesideState::TooMuch
    } else if here > 0 {
        BesideState::OnItsWay { here, of }
    } else {
        BesideState::NotHere
    }
}

/// The others who are known to have all of it: its author, who wrote it with all its parts, and those who said so.
fn with(home: &Home, me: &PersonId, act: &ActId, stub: &Stub) -> Vec<PersonId> {
    if stub.forgotten.is_some() {
        return Vec::new();
    }
    let roster = home.space.roster();
    let said = home.beside.with(act).filter_map(|device| roster.person_of(device));
    let people: BTreeSet<PersonId> = said.chain([stub.by]).filter(|person| person != me).collect();
    people.into_iter().collect()
}

/// The label as members see it.
fn view_label(label: weft_space::beside::Label) -> Label {
    use weft_space::beside::Label as Wire;
    match label {
        Wire::Phone => Label::Phone,
        Wire::Address => Label::Address,
        Wire::Health => Label::Health,
        Wire::Picture => Label::Picture,
        Wire::Children => Label::Children,
        Wire::Other => Label::Other,
    }
}

/// The name of an attachment for the log; empty where it is forgotten or not here.
pub(crate) fn name_for_log(home: &Home, act: &ActId) -> String {
    let stub = home.space.state().besides.stubs.get(act);
    let opening = stub.and_then(|stub| opening_of(home, act, stub));
    opening.map(|opening| text::file_name(&opening.name)).unwrap_or_default()
}

/// The label of a line for the log.
pub(crate) fn label_for_log(line: &weft_space::beside::ContactLine) -> Label {
    view_label(line.label)
}

/// Acts about what travels beside that break a rule.
pub(crate) fn refused(home: &Home) -> impl Iterator<Item = RefusedView> {
    home.space.state().besides.refused.iter().map(|act| RefusedView {
        act: act.act,
        person: Some(act.by),
        code: act.why.code().to_owned(),
        why: act.why.to_string(),
    })
}

/// The part of the digest that all members share: which stubs there are and which are forgotten, and nothing of what they stand for.
pub(crate) fn digest_form(home: &Home) -> Vec<(ActId, bool)> {
    let stubs = home.space.state().besides.stubs.iter();
    stubs.map(|(act, stub)| (*act, stub.forgotten.is_some())).collect()
}
