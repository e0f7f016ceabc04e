//! The one place where automerge is called: every call returns, whatever it was given.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What automerge said when it could not do what it was asked; local to this device, never a verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the page's engine failed: {0}")]
pub struct EngineFault(pub String);

/// Runs `call` and turns a panic into a fault.
///
/// What `call` touched may be half changed after a fault, so the caller throws it away.
pub(crate) fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, EngineFault> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| {
        let text = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "it stopped without saying why".to_owned());
        EngineFault(text)
    })
}

/// Runs `call`, turning an error and a panic alike into a fault.
pub(crate) fn guarded_result<T, E: std::fmt::Display>(
    call: impl FnOnce() -> Result<T, E>,
) -> Result<T, EngineFault> {
    guarded(call)?.map_err(|error| EngineFault(error.to_string()))
}
