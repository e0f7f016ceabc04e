//! The statement that introduces a person or a further device, and the two signatures that make it theirs.

use crate::seal;
use serde::{Deserialize, Serialize};
use weft_ids::{
    DeviceId, DeviceSecret, EndpointId, InvitationId, OneTimeSecret, PersonId, RollHash, SealingKey,
    Signature, SpaceId,
    bytes::hash_bytes,
    entry::NO_SPACE,
    text::{TextError, check_name},
    to_canonical,
};

const DOMAIN_ONE_TIME: &str = "weft 0 joining, one-time key";
const DOMAIN_DEVICE: &str = "weft 0 joining, device key";

/// The roll named by a founder's statement: none yet.
pub const NO_ROLL: RollHash = RollHash([0; 32]);

/// Who somebody says they are, and with which device they come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The space; [`NO_SPACE`] for the founder.
    pub space: SpaceId,
    /// The newest roll on the ticket; [`NO_ROLL`] for the founder.
    pub roll: RollHash,
    /// The invitation; `None` for the founder.
    pub invitation: Option<InvitationId>,
    /// The person whose further device this is; `None` for someone new.
    pub own_device_of: Option<PersonId>,
    /// 16 random bytes, so that two people of one name are two.
    pub nonce: [u8; 16],
    /// The person's name.
    pub name: String,
    /// The device's name.
    pub device_name: String,
    /// The device's signing key in this space.
    pub device: DeviceId,
    /// The device's sealing key in this space.
    pub sealing: SealingKey,
    /// The device on the network.
    pub endpoint: EndpointId,
}

/// A statement with the signatures of the ticket's one-time key and of the device.
///
/// An honest device makes one for each ticket and shows the same one to whomever it asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// What is said.
    pub statement: Statement,
    /// By the invitation's one-time key: whoever says this holds the ticket.
    pub by_ticket: Signature,
    /// By the device's signing key: whoever says this holds the device.
    pub by_device: Signature,
}

/// Why a statement cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// A name that nobody could have typed.
    #[error("the name in it cannot be used: {0}")]
    Name(#[from] TextError),
    /// A name with spaces around it.
    #[error("the name in it has spaces around it")]
    NameSpaces,
    /// A key that is none, or a weak one.
    #[error("a key in it is weak")]
    WeakKey,
    /// It names no invitation.
    #[error("it names no invitation")]
    NoInvitation,
    /// It was made for another space.
    #[error("it was made for another space")]
    OtherSpace,
    /// The signature of the invitation's one-time key does not fit.
    #[error("it was not signed with the ticket")]
    NotByTicket,
    /// The signature of the device does not fit.
    #[error("it was not signed by the device it introduces")]
    NotByDevice,
}

impl StatementError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Name(_) | Self::NameSpaces => Some("choose another name and join again".to_owned()),
            Self::WeakKey | Self::NotByDevice => {
                Some("join again, so that the device makes new keys".to_owned())
            }
            Self::NoInvitation | Self::OtherSpace | Self::NotByTicket => {
                Some("ask for a new invitation".to_owned())
            }
        }
    }
}

impl Statement {
    /// The statement of someone who founds a space.
    pub fn founder(
        nonce: [u8; 16],
        name: String,
        device_name: String,
        device: DeviceId,
        sealing: SealingKey,
        endpoint: EndpointId,
    ) -> Self {
        Self {
            space: NO_SPACE,
            roll: NO_ROLL,
            invitation: None,
            own_device_of: None,
            nonce,
            name,
            device_name,
            device,
            sealing,
            endpoint,
        }
    }

    /// The statement's hash: the id of the person it introduces, where they are new.
    pub fn hash(&self) -> [u8; 32] {
        hash_bytes("weft 0 person", &to_canonical(self))
    }

    /// Whose device this is.
    pub fn person(&self) -> PersonId {
        self.own_device_of.unwrap_or(PersonId(self.hash()))
    }

    /// Checks the names and keys in it.
    ///
    /// # Errors
    /// The first name or key that cannot be used.
    pub fn check(&self) -> Result<(), StatementError> {
        for name in [&self.name, &self.device_name] {
            if check_name(name)? != *name {
                return Err(StatementError::NameSpaces);
            }
        }
        if self.device.is_sound() && seal::is_sound(&self.sealing) {
            Ok(())
        } else {
            Err(StatementError::WeakKey)
        }
    }
}

impl Joining {
    /// Signs a statement with the ticket's key and the device's.
    pub fn sign(statement: Statement, ticket: &OneTimeSecret, device: &DeviceSecret) -> Self {
        let digest = statement.hash();
        let by_ticket = ticket.sign(DOMAIN_ONE_TIME, &digest);
        let by_device = device.sign(DOMAIN_DEVICE, &digest);
        Self { statement, by_ticket, by_device }
    }

    /// Checks names, keys, the space and both signatures; whether the invitation is open is another question.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn check(&self, space: &SpaceId) -> Result<(), StatementError> {
        self.statement.check()?;
        let invitation = self.statement.invitation.ok_or(StatementError::NoInvitation)?;
        if self.statement.space != *space {
            return Err(StatementError::OtherSpace);
        }
        let digest = self.statement.hash();
        if !invitation.verifies(DOMAIN_ONE_TIME, &digest, &self.by_ticket) {
            return Err(StatementError::NotByTicket);
        }
        if !self.statement.device.verifies(DOMAIN_DEVICE, &digest, &self.by_device) {
            return Err(StatementError::NotByDevice);
        }
        Ok(())
    }
}
