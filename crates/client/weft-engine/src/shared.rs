//! What the engine thread and its callers share: the newest snapshot, who wants to hear of it, and the inbox.

use crate::{inbox::Inbox, wire::Event};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use weft_view::View;

type Wake = Arc<dyn Fn() + Send + Sync>;

/// Shared by all threads of one engine.
pub(crate) struct Shared {
    pub(crate) inbox: Inbox<Event>,
    view: Mutex<Arc<View>>,
    newer: Condvar,
    wakes: Mutex<Vec<Wake>>,
}

impl Shared {
    pub(crate) fn new() -> Self {
        Self { inbox: Inbox::new(), view: Mutex::default(), newer: Condvar::new(), wakes: Mutex::default() }
    }

    /// The newest snapshot; held only as long as a pointer takes to copy.
    pub(crate) fn view(&self) -> Arc<View> {
        Arc::clone(&self.lock_view())
    }

    /// Puts a snapshot in place and tells everyone.
    pub(crate) fn publish(&self, view: View) {
        *self.lock_view() = Arc::new(view);
        self.newer.notify_all();
        // Copied, so that a listener may call back into the engine.
        let wakes = self.wakes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for wake in wakes {
            wake();
        }
    }

    pub(crate) fn on_change(&self, wake: Box<dyn Fn() + Send + Sync>) {
        self.wakes.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::from(wake));
    }

    /// Waits until a snapshot satisfies `pred`; it is called without any lock held.
    pub(crate) fn wait_for(&self, timeout: Duration, pred: impl Fn(&View) -> bool) -> Option<Arc<View>> {
        let end = Instant::now().checked_add(timeout);
        let mut seen = self.view();
        loop {
            if pred(&seen) {
                return Some(seen);
            }
            let mut current = self.lock_view();
            while Arc::ptr_eq(&current, &seen) {
                let left = end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
                if left.is_zero() {
                    return None;
                }
                // A day at a time, because a wait of all time overflows on some systems.
                let step = left.min(Duration::from_secs(86_400));
                let waited = self.newer.wait_timeout(current, step);
                current = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
            seen = Arc::clone(&current);
        }
    }

    fn lock_view(&self) -> MutexGuard<'_, Arc<View>> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
