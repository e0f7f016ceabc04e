//! What stands behind the window: nobody yet, a profile that is open, a sample, or a reason why not.

use crate::demo::Demo;
use std::{path::PathBuf, sync::Arc};
use weft_engine::{Engine, EngineConfig, EngineError, Network};
use weft_view::View;

/// The program's name, as another program that wants the profile shows it.
pub(crate) const PROGRAM: &str = "the Weft window";

/// What stands behind the window.
pub(crate) enum Session {
    /// Something is being opened on another thread.
    Opening,
    /// No profile yet: the first run.
    First,
    /// A profile.
    Own(Arc<Engine>),
    /// Engines in a temporary folder.
    Demo(Demo),
    /// A view made by hand.
    Sample(Arc<View>),
    /// It could not be opened: why, and what helps.
    Trouble(String, Option<String>),
}

impl Session {
    /// The engine that commands go to.
    pub(crate) fn engine(&self) -> Option<&Arc<Engine>> {
        match self {
            Session::Own(engine) => Some(engine),
            Session::Demo(demo) => Some(demo.engine()),
            Session::Opening | Session::First | Session::Sample(_) | Session::Trouble(..) => None,
        }
    }

    /// The newest snapshot.
    pub(crate) fn view(&self) -> Arc<View> {
        match self {
            Session::Sample(view) => Arc::clone(view),
            Session::Own(_) | Session::Demo(_) => {
                self.engine().map(|engine| engine.view()).unwrap_or_default()
            }
            Session::Opening | Session::First | Session::Trouble(..) => Arc::default(),
        }
    }
}

/// Opens a profile that is there.
pub(crate) fn open(profile: PathBuf) -> Result<Arc<Engine>, EngineError> {
    let network = Network::On { listen: None, mdns: true };
    let config = EngineConfig { profile, program: PROGRAM.to_owned(), network };
    Engine::open(config).map(Arc::new)
}

/// Makes a profile for a name and opens it.
pub(crate) fn begin(profile: PathBuf, name: &str, device_name: &str) -> Result<Arc<Engine>, EngineError> {
    weft_engine::create_profile(&profile, PROGRAM, name, device_name)?;
    open(profile)
}
