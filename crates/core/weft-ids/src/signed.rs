//! Words that cannot be read before they are verified.

use crate::{
    entry::Entry,
    id::{DeviceId, EntryHash},
    keys::{DeviceSecret, Signature},
};
use std::fmt;

/// What a device can put its name under.
pub trait Signable {
    /// The domain of the signature; one per kind of statement.
    const DOMAIN: &'static str;
    /// Who is said to have signed.
    fn signer(&self) -> DeviceId;
    /// The 32 bytes that are signed.
    fn digest(&self) -> [u8; 32];
}

/// A statement with a signature that nobody has checked; it has no accessor, and printing it tells nothing.
#[derive(Clone)]
pub struct Signed<T> {
    value: T,
    signature: Signature,
}

impl<T> fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signed(not verified)")
    }
}

impl<T: Signable> Signed<T> {
    /// Takes a statement and a signature as they came.
    pub fn new(value: T, signature: Signature) -> Self {
        Self { value, signature }
    }

    /// Checks the signature; `None` where it is not the signer's, whose words these are then not.
    pub fn verify(self) -> Option<Verified<T>> {
        let good = self.value.signer().verifies(T::DOMAIN, &self.value.digest(), &self.signature);
        good.then_some(Verified { value: self.value, signature: Some(self.signature) })
    }
}

/// A statement known to be its signer's; folds take nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<T> {
    // Invariant: the value was verified, made here, or vouched for by a verified successor.
    value: T,
    signature: Option<Signature>,
}

impl<T> Verified<T> {
    /// The words.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The signature, where this statement carries one of its own.
    pub fn signature(&self) -> Option<&Signature> {
        self.signature.as_ref()
    }
}

impl<T: Signable> Verified<T> {
    /// Signs a statement with this device's own key.
    ///
    /// # Panics
    /// When `secret` is not the signer's: a programming error, never input.
    pub fn sign(value: T, secret: &DeviceSecret) -> Self {
        assert!(value.signer() == secret.public(), "a device signs only in its own name");
        let signature = secret.sign(T::DOMAIN, &value.digest());
        Self { value, signature: Some(signature) }
    }
}

impl Verified<Entry> {
    /// Takes an entry that `successor` names as the one before it in the same chain.
    ///
    /// One verified signature vouches for a device's whole earlier chain.
    /// `None` where the successor does not name it.
    pub fn vouched(entry: Entry, hash: &EntryHash, successor: &Verified<Entry>) -> Option<Self> {
        let named = successor.value.prev.as_ref() == Some(hash)
            && successor.value.device == entry.device
            && entry.hash() == *hash;
        named.then_some(Self { value: entry, signature: None })
    }
}
