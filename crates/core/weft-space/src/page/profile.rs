//! Profiles: what one person says of themselves in a space.

use super::edit::EditError;
use super::guard::EngineFault;
use super::live::Page;
use super::name::PageChange;
use super::register::{Register, line};
use automerge::ROOT;
use automerge::transaction::Transactable;
use weft_ids::DeviceId;

const ABOUT: &str = "about";
const ASK_ME_ABOUT: &str = "ask_me_about";

/// What a profile says.
///
/// A page does not know whose device is whose: the reader leaves out what other people's devices wrote here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// A line about them.
    pub about: Register<String>,
    /// What others may ask them about.
    pub ask_me_about: Register<String>,
}

impl Page {
    /// Reads a profile.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn profile(&self) -> Result<Profile, EngineFault> {
        if let Some(profile) = self.read.profile.get() {
            return Ok(profile.clone());
        }
        let read = |text: &str| Some(text.to_owned());
        let profile =
            Profile { about: self.register(ABOUT, read)?, ask_me_about: self.register(ASK_ME_ABOUT, read)? };
        Ok(self.read.profile.get_or_init(|| profile).clone())
    }

    /// Sets the line about oneself; empty takes it away. nothing is written where it says that already.
    ///
    /// # Errors
    /// When the line is too long or holds control characters, or the page is closed.
    pub fn set_about(&self, device: &DeviceId, typed: &str) -> Result<Vec<PageChange>, EditError> {
        let about = line("line about you", typed)?;
        self.write(device, |tx| tx.put(ROOT, ABOUT, about))
    }

    /// Sets what others may ask about; empty takes it away. nothing is written where it says that already.
    ///
    /// # Errors
    /// As [`Page::set_about`].
    pub fn set_ask_me_about(&self, device: &DeviceId, typed: &str) -> Result<Vec<PageChange>, EditError> {
        let ask_me_about = line("line about what to ask you", typed)?;
        self.write(device, |tx| tx.put(ROOT, ASK_ME_ABOUT, ask_me_about))
    }
}
