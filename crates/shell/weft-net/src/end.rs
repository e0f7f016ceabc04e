//! Why a session ends, what of it the other side is told (a number, never our words), and what people read.

use crate::frame::FrameError;
use iroh::endpoint::{ConnectionError, VarInt};

/// Why a session ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// The engine asked, with its own words.
    Asked(String),
    /// This device stops.
    Leaving,
    /// This device is building its sockets again, because its networks changed.
    NetworkChanged,
    /// Another connection between the two devices is kept.
    Duplicate,
    /// The other side connected anew: what it held before is gone.
    Renewed,
    /// There are as many sessions as there may be.
    Full,
    /// The other side sent what no device of ours sends.
    Broke(FrameError),
    /// The other side does not take what is sent.
    Slow,
    /// The other side did not finish its greeting in time, or greeted with something else.
    NoGreeting,
    /// A fault in this program.
    Fault,
    /// The other side ended its stream after everything it sent had been read.
    Finished,
    /// Everything queued has been written and the stream is ended; not an end by itself.
    Flushed,
    /// The other side closed the connection with this number.
    Theirs(u64),
    /// Nothing came any more.
    Silent,
    /// The connection broke in another way.
    Broken(String),
}

impl End {
    /// Reads why a connection is closed.
    pub(crate) fn of_connection(error: &ConnectionError) -> Self {
        match error {
            ConnectionError::ApplicationClosed(close) => Self::Theirs(close.error_code.into_inner()),
            ConnectionError::TimedOut => Self::Silent,
            ConnectionError::LocallyClosed => Self::Leaving,
            ConnectionError::VersionMismatch
            | ConnectionError::TransportError(_)
            | ConnectionError::ConnectionClosed(_)
            | ConnectionError::Reset
            | ConnectionError::CidsExhausted => Self::Broken(error.to_string()),
        }
    }

    /// The number the other side is told.
    pub(crate) fn code(&self) -> VarInt {
        VarInt::from_u32(match self {
            Self::Asked(_) | Self::Leaving | Self::Finished | Self::Flushed => 0,
            Self::NetworkChanged => 1,
            Self::Duplicate | Self::Renewed => 2,
            Self::Full => 3,
            Self::Broke(_) | Self::NoGreeting => 4,
            Self::Slow => 5,
            Self::Fault | Self::Theirs(_) | Self::Silent | Self::Broken(_) => 6,
        })
    }

    /// Whether what is queued is delivered first.
    pub(crate) fn is_friendly(&self) -> bool {
        match self {
            Self::Asked(_) | Self::Leaving | Self::NetworkChanged | Self::Flushed => true,
            Self::Duplicate
            | Self::Renewed
            | Self::Full
            | Self::Broke(_)
            | Self::Slow
            | Self::NoGreeting
            | Self::Fault
            | Self::Finished
            | Self::Theirs(_)
            | Self::Silent
            | Self::Broken(_) => false,
        }
    }

    /// What people read.
    pub(crate) fn why(&self) -> String {
        match self {
            Self::Asked(why) => why.clone(),
            Self::Leaving => "this device stopped".into(),
            Self::NetworkChanged => "the network of this device changed".into(),
            Self::Duplicate | Self::Theirs(2) => "another connection between the two is kept".into(),
            Self::Renewed => "the other device connected anew".into(),
            Self::Full => "this device meets as many others as it can".into(),
            Self::Broke(error) => error.to_string(),
            Self::Slow => "it does not take what is sent".into(),
            Self::NoGreeting => "it did not greet".into(),
            Self::Fault => "a fault in this program".into(),
            Self::Finished | Self::Flushed | Self::Theirs(0) => "the other device ended it".into(),
            Self::Theirs(1) => "the network of the other device changed".into(),
            Self::Theirs(3) => "the other device meets as many others as it can".into(),
            Self::Theirs(4) => "the other device could not read what was sent".into(),
            Self::Theirs(5) => "the other device waited too long for us to take what it sent".into(),
            Self::Theirs(_) => "the other device closed it".into(),
            Self::Silent => "the other device went silent".into(),
            Self::Broken(why) => format!("the connection broke: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_reads_its_own_words_for_the_same_end() {
        let both = [
            (
                End::NetworkChanged,
                "the network of this device changed",
                "the network of the other device changed",
            ),
            (
                End::Full,
                "this device meets as many others as it can",
                "the other device meets as many others as it can",
            ),
            (
                End::Slow,
                "it does not take what is sent",
                "the other device waited too long for us to take what it sent",
            ),
        ];
        for (end, here, there) in both {
            assert_eq!(end.why(), here);
            assert_eq!(End::Theirs(end.code().into_inner()).why(), there);
        }
    }

    #[test]
    fn the_words_of_the_engine_stay_on_this_device() {
        let end = End::Asked("Ben was removed".into());
        assert_eq!(end.code().into_inner(), 0);
        assert_eq!(End::Theirs(0).why(), "the other device ended it");
    }
}
