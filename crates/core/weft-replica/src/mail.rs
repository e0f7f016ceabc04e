//! Mail: letters to me and tickets from my own devices, each looked at once and acted on by itself.

use crate::{
    effects::Effects,
    replica::Replica,
    rows::{self, RowError},
    ticket::Ticket,
};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use weft_ids::{ActId, DeviceId, InvitationId, PersonId, SealingKey, SpaceId, Table, text};
use weft_roster::{DeviceState, SpaceKind};
use weft_space::{Letter, LetterWords, MailItem};
use weft_view::{LetterLine, LetterSide, Outcome, Refusal, Reply};

/// What became of a piece of mail; a row of [`Table::Doors`] under `l` and its act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MailRow {
    pub(crate) space: SpaceId,
    pub(crate) what: Mail,
}

/// One piece of mail, as this device found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Mail {
    /// For somebody else, or of no use here.
    Elsewhere,
    /// Written on this device.
    Sent {
        /// To whom.
        to: PersonId,
    },
    /// An invitation into a pair.
    Pair {
        /// Whose.
        from: PersonId,
        /// Which.
        invitation: InvitationId,
    },
    /// A ticket from another device of mine.
    Own {
        /// Which.
        invitation: InvitationId,
    },
}

/// The mail that was looked at, and what waits for a pair to open.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    pub(crate) looked: BTreeMap<ActId, MailRow>,
    /// Pairs founded here by letter, and for whom.
    pub(crate) pairs: BTreeMap<SpaceId, crate::pairs::PairRow>,
    /// Words to say in a pair once it is open, by the number under which they are stored.
    pub(crate) later: BTreeMap<u64, crate::pairs::LaterRow>,
}

impl Mailbox {
    /// Takes in a row of [`Table::Doors`]; rows of other kinds are left alone.
    pub(crate) fn load(&mut self, key: &[u8], value: &[u8]) -> Result<(), RowError> {
        match key.split_first() {
            Some((b'l', id)) => {
                if let Some(id) = ActId::from_slice(id) {
                    self.looked.insert(id, rows::from_row(Table::Doors, value)?);
                }
            }
            Some((b'p', id)) => {
                if let Some(id) = SpaceId::from_slice(id) {
                    self.pairs.insert(id, rows::from_row(Table::Doors, value)?);
                }
            }
            Some((b'w', number)) => {
                if let Ok(number) = number.try_into() {
                    self.later.insert(u64::from_be_bytes(number), rows::from_row(Table::Doors, value)?);
                }
            }
            Some(_) | None => {}
        }
        Ok(())
    }

    /// Whether an invitation came by a letter that said that it is into a pair.
    pub(crate) fn expects_a_pair(&self, invitation: &InvitationId) -> bool {
        matches!(self.of(invitation), Some(Mail::Pair { .. }))
    }

    /// The piece of mail by which an invitation came.
    pub(crate) fn of(&self, invitation: &InvitationId) -> Option<&Mail> {
        let of = |row: &&MailRow| match &row.what {
            Mail::Pair { invitation: by, .. } | Mail::Own { invitation: by } => by == invitation,
            Mail::Elsewhere | Mail::Sent { .. } => false,
        };
        self.looked.values().find(of).map(|row| &row.what)
    }
}

impl Replica {
    fn note_mail(&mut self, act: ActId, space: SpaceId, what: Mail, effects: &mut Effects) {
        let row = MailRow { space, what };
        effects.writes.push(rows::put(Table::Doors, [b"l".as_slice(), &act.0].concat(), &row));
        self.mailbox.looked.insert(act, row);
    }

    /// Writes a letter to a person of a space, sealed to their newest devices.
    pub(crate) fn send_letter(
        &mut self,
        space: &SpaceId,
        person: &PersonId,
        words: &LetterWords,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Result<(), Refusal> {
        let home = self.home(space)?;
        let mut devices: Vec<(u64, DeviceId, SealingKey)> = home
            .space
            .roster()
            .devices_of(person)
            .filter(|(_, device)| device.state == DeviceState::Stands)
            .map(|(id, device)| (device.came, *id, device.sealing))
            .collect();
        devices.sort_unstable_by(|a, b| b.cmp(a));
        let devices: Vec<_> = devices.into_iter().map(|(_, id, sealing)| (id, sealing)).collect();
        let letter = Letter::seal(words, space, &home.device(), &devices, rng).map_err(|error| {
            Refusal::new("no_letter", error.to_string()).hint("meet them once with an invitation")
        })?;
        let acts = self.write(space, vec![letter.to_item()], effects)?;
        if let Some(act) = acts.first() {
            self.note_mail(*act, *space, Mail::Sent { to: *person }, effects);
        }
        Ok(())
    }

    /// Looks at what came into a space and was not looked at before, and acts on what is for this device.
    pub(crate) fn read_mail(&mut self, space: &SpaceId, rng: &mut ChaCha20Rng, effects: &mut Effects) {
        let Some(home) = self.spaces.get(space).filter(|home| home.read_only().is_none()) else { return };
        let (device, me) = (home.device(), home.me());
        let is_own = home.space.roster().kind == SpaceKind::Own;
        let endpoint = self.endpoint();
        let mut opened = Vec::new();
        for (act, from, person, said) in home.space.mail() {
            if self.mailbox.looked.contains_key(&act) {
                continue;
            }
            let words = match said {
                MailItem::Letter(letter) if from != device && Some(person) != me => {
                    letter.open(space, &from, &device, &home.sealing).map(Opened::Letter)
                }
                MailItem::OwnTicket(own) if is_own && own.to == endpoint => {
                    Some(Opened::Own(own.ticket.clone()))
                }
                MailItem::Letter(_) | MailItem::OwnTicket(_) => None,
            };
            opened.push((act, person, words));
        }
        for (act, person, words) in opened {
            let what = match words {
                Some(Opened::Letter(LetterWords::PairInvitation { ticket })) => {
                    self.take_pair_letter(space, person, &ticket, rng, effects)
                }
                Some(Opened::Own(ticket)) => self.take_own_ticket(&ticket, rng, effects),
                None => None,
            };
            self.note_mail(act, *space, what.unwrap_or(Mail::Elsewhere), effects);
        }
    }

    /// Joins by a ticket that came as mail; answers its invitation where it is now waiting to open.
    pub(crate) fn join_by_mail(
        &mut self,
        ticket: &Ticket,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Option<InvitationId> {
        match self.join(&ticket.text(), rng, effects) {
            Ok(_) => Some(ticket.invitation()),
            Err(refusal) => {
                tracing::debug!(code = refusal.code, "mail that opens nothing");
                None
            }
        }
    }

    /// Lists the letters of a space, as far as this device may know about them; the newest last.
    pub(crate) fn letters(&self, space: SpaceId) -> Outcome {
        let home = self.home(&space)?;
        let roster = home.space.roster();
        let name = |person: &PersonId| {
            roster.people.get(person).map(|person| text::shown(&person.name)).unwrap_or_default()
        };
        let mut lines = Vec::new();
        for (act, _, person, said) in home.space.mail() {
            let MailItem::Letter(_) = said else { continue };
            let side = match self.mailbox.looked.get(&act).map(|row| &row.what) {
                Some(Mail::Sent { to }) => LetterSide::ToOther(name(to)),
                Some(Mail::Pair { .. }) => LetterSide::ToMe,
                Some(Mail::Elsewhere | Mail::Own { .. }) | None => LetterSide::Unknown,
            };
            lines.push(LetterLine { act, from: name(&person), side });
        }
        Ok(Reply::Letters(lines))
    }
}

/// What a piece of mail says to this device.
enum Opened {
    Letter(LetterWords),
    Own(String),
}
