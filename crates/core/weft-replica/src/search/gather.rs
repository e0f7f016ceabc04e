//! What of a space can be found: everything that is shown of it, and the names and words in its log.

use super::index::{Index, Item};
use crate::{history::words::of_act, home::Home};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, EntryHash};
use weft_space::page::PageName;
use weft_view::{
    CrewView, Deed, FoundKind, GatheringView, LoanView, NoteView, OfferView, PageKind, Place, SpaceView,
};

/// Something that is shown.
#[derive(Debug, Clone)]
pub(super) struct What {
    pub(super) kind: FoundKind,
    pub(super) place: Place,
}

/// Adds all that is shown of a space.
pub(super) fn shown(home: &Home, view: &SpaceView, index: &mut Index<What>) {
    let mut add = |kind, place, title: &str, texts: &[&str], order| {
        let texts: Vec<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
        let what = What { kind, place };
        index.add(Item { what, title: title.to_owned(), text: texts.join(" · "), order });
    };
    for (order, member) in (0..).zip(&view.people) {
        let profile = view.profiles.get(&member.person).cloned().unwrap_or_default();
        let said = [profile.about.as_str(), &profile.ask_me_about];
        add(FoundKind::Person, Place::Person(member.person), &member.name, &said, order);
    }
    for (order, invitation) in (0..).zip(&view.invitations) {
        add(FoundKind::Person, Place::Invitation, &invitation.name, &[], order);
    }
    for note in &view.notes {
        let order = home.space.page_depth(&PageName::note(&note.title)).unwrap_or(u64::MAX);
        let place = |draft| Place::Note { title: note.title.clone(), draft };
        if is_on_table(note) {
            add(FoundKind::Note, place(false), &note.title, &[&note.text], order);
        }
        if note.has_draft {
            add(FoundKind::Note, place(true), &note.title, &[&note.draft.text], u64::MAX);
        }
    }
    if let Some(crew) = &view.crew {
        let texts = crew_texts(crew);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        add(FoundKind::Page, Place::Page(PageKind::Crew, String::new()), &view.name, &texts, 0);
    }
    for gathering in &view.gatherings {
        let order = home.space.page_depth(&PageName::gathering(&gathering.id)).unwrap_or_default();
        let texts = gathering_texts(gathering);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let place = Place::Page(PageKind::Gathering, gathering.id.clone());
        add(FoundKind::Gathering, place, &gathering.name, &texts, order);
    }
    for (order, file) in (0..).zip(&view.beside.attachments) {
        add(FoundKind::File, Place::File(file.id), &file.name, &[], order);
    }
    let ledger = &view.ledger;
    for (order, ask) in (0..).zip(&ledger.asks) {
        let mut texts = vec![ask.payback.as_str()];
        texts.extend(ask.offers.iter().map(|offer: &OfferView| offer.why.as_str()));
        add(FoundKind::Loan, Place::Ask(ask.id), &ask.why, &texts, order);
    }
    for (order, offer) in (0..).zip(&ledger.offers) {
        add(FoundKind::Loan, Place::Offer(offer.id), &offer.why, &[], order);
    }
    for (order, loan) in (0..).zip(&ledger.loans) {
        add(FoundKind::Loan, Place::Loan(loan.id), &loan.why, &loan_texts(loan), order);
    }
    for (order, aside) in (0..).zip(&view.set_aside) {
        let said = said_in(home, &aside.entry);
        add(FoundKind::SetAside, Place::SetAside(aside.entry), "", &[&said, &aside.why], order);
    }
    let entries = entries_of_refused(home, view);
    for (order, refused) in (0..).zip(&view.refused) {
        let entry = entries.get(&refused.act).copied();
        let said = entry.map(|entry| said_in(home, &entry)).unwrap_or_default();
        add(FoundKind::Refused, Place::Refused(refused.act, entry), "", &[&said, &refused.why], order);
    }
}

/// Whether a note is there for others too, and not in a draft of mine alone.
fn is_on_table(note: &NoteView) -> bool {
    !note.text.is_empty() || !note.writers.is_empty() || !note.has_draft
}

fn crew_texts(crew: &CrewView) -> Vec<String> {
    let mut texts = vec![crew.intention.clone(), crew.place.clone()];
    texts.extend(crew.next.iter().map(|meeting| meeting.place.clone()));
    texts.extend(crew.clashes.iter().flat_map(|clash| clash.others.iter().map(|(_, value)| value.clone())));
    texts
}

fn gathering_texts(gathering: &GatheringView) -> Vec<String> {
    let mut texts = vec![gathering.question.clone(), gathering.place.clone()];
    texts.extend(gathering.days.iter().map(|day| day.journal.clone()));
    for card in &gathering.cards {
        texts.extend([card.title.clone(), card.host.clone(), card.note.clone()]);
        texts.extend(card.spot.iter().map(|spot| spot.site.clone()));
    }
    texts
}

fn loan_texts(loan: &LoanView) -> Vec<&str> {
    let mut texts: Vec<&str> = loan.facts.iter().map(|fact| fact.note.as_str()).collect();
    texts.extend(loan.waiting.iter().map(|waiting| waiting.note.as_str()));
    texts.extend(loan.plan.iter().chain(&loan.proposed_plan).map(|plan| plan.note.as_str()));
    texts
}

/// An entry as it is found in the log; `None` where it says no word that somebody chose.
pub(super) fn logged(home: &Home, entry: &EntryHash) -> Option<Item<EntryHash>> {
    let text = said_in(home, entry);
    let order = home.number_of(entry)?;
    (!text.is_empty()).then(|| Item { what: *entry, title: String::new(), text, order })
}

/// The names and words in an entry. Whose entry it is, is not among them: no search lists what one person wrote.
fn said_in(home: &Home, entry: &EntryHash) -> String {
    let mut words: Vec<String> = Vec::new();
    for (act, said) in home.space.said(entry) {
        words.extend(name_in(&crate::log::deed(home, act, said)));
        words.extend(Some(of_act(said)).filter(|words| !words.is_empty()));
    }
    words.dedup();
    words.join(" · ")
}

/// The name in a deed. That somebody wrote on a page is found by the page.
fn name_in(deed: &Deed) -> Option<String> {
    if let Deed::Invited(name)
    | Deed::InvitedDevice(name)
    | Deed::Revoked(name)
    | Deed::LetIn(name)
    | Deed::AddedDevice(name)
    | Deed::SwitchedOff(name) = deed
    {
        return Some(name.clone()).filter(|name| !name.is_empty());
    }
    None
}

/// The entries that refused acts are in, gathered in one walk and only where there are any.
fn entries_of_refused(home: &Home, view: &SpaceView) -> BTreeMap<ActId, EntryHash> {
    let mut entries = BTreeMap::new();
    if view.refused.is_empty() {
        return entries;
    }
    let wanted: BTreeSet<ActId> = view.refused.iter().map(|refused| refused.act).collect();
    for record in home.space.kept_records() {
        let said = home.space.said(&record.hash()).iter().filter(|(act, _)| wanted.contains(act));
        entries.extend(said.map(|(act, _)| (*act, record.hash())));
    }
    entries
}
