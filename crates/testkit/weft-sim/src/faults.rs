//! What can go wrong, and how often it did.

use crate::dice::Dice;
use std::collections::BTreeMap;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// A kind of fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $($(#[$doc])* $name,)*
        }

        impl Fault {
            /// All kinds.
            pub const ALL: &[Fault] = &[$(Fault::$name,)*];

            /// The kind's name in reports.
            pub fn name(self) -> &'static str {
                match self {
                    $(Fault::$name => $text,)*
                }
            }
        }
    };
}

faults! {
    /// A frame is lost.
    Drop = "drop";
    /// A frame takes long.
    Delay = "delay";
    /// A frame overtakes those before it.
    Reorder = "reorder";
    /// A frame comes twice.
    Duplicate = "duplicate";
    /// A byte of a frame changes.
    Corrupt = "corrupt";
    /// A frame is cut.
    Truncate = "truncate";
    /// Two devices cannot reach each other.
    Partition = "partition";
    /// One device cannot reach the other, which can reach it.
    OneWay = "one-way partition";
    /// One side believes a connection stands that the other has lost.
    HalfOpen = "half-open";
    /// A device's answers take very long.
    SlowPeer = "slow peer";
    /// A device is found at another address.
    AddressChange = "address change";
    /// The process is killed.
    Kill = "kill";
    /// Power is cut before a batch is durable.
    PowerCut = "power cut";
    /// Power is cut after a batch is durable and before anybody was told.
    CutBeforeAnswer = "cut before answer";
    /// Power is cut again while the device starts.
    DoubleCut = "double cut";
    /// The disk is full.
    DiskFull = "disk full";
    /// The clock is off by up to fifty years.
    ClockSkew = "clock skew";
    /// The clock jumps.
    ClockJump = "clock jump";
    /// The clock runs backwards.
    ClockBackwards = "clock backwards";
    /// A profile is put back to what it was.
    RolledBack = "profile rolled back";
    /// A copy of a profile is used beside it.
    Cloned = "profile cloned";
    /// A stick is carried.
    Stick = "stick";
    /// A stick's file is cut short.
    StickCut = "stick cut short";
    /// An old stick is read.
    StickStale = "stale stick";
    /// An entry with a signature that is not its device's.
    Forger = "forger";
    /// A device writes two entries under one number.
    Equivocator = "equivocator";
    /// A device branches off far back in its own past.
    LateForker = "late forker";
    /// An entry is written against an old past.
    BackDater = "back-dater";
    /// Frames that mean nothing, many at a time.
    Flooder = "flooder";
    /// Entries are given without what they build on.
    Withholder = "withholder";
    /// Vectors and digests that are not true.
    Liar = "liar";
    /// Everything is asked for again and again.
    Nagger = "nagger";
    /// Messages that make sense, but not at that moment.
    OddMoment = "odd moment";
    /// Devices of a member's own making are let in and write.
    Puppets = "puppets";
    /// A long branch beside what a device wrote, nobody builds on it.
    FarBranch = "far branch";
    /// Somebody else's device is switched off.
    Usurper = "usurper";
    /// A device is killed while it waits to come in.
    KilledWhileJoining = "killed while joining";
    /// Somebody has two invitations to one space.
    TwoTickets = "two tickets";
    /// Somebody leaves, while others do not hear of it yet.
    Leaver = "leaver";
    /// A device is switched off by another of its person, and writes on until it hears of it.
    SwitchedOff = "switched off";
}

/// Which faults a run has; each run has its own mixture, so that rare ones are not drowned by common ones.
#[derive(Debug, Clone)]
pub struct Swarm(BTreeMap<Fault, u32>);

impl Swarm {
    /// Chooses a mixture.
    pub fn choose(dice: &mut Dice) -> Self {
        let mut chosen = BTreeMap::new();
        for fault in Fault::ALL {
            if dice.happens(400) {
                chosen.insert(*fault, 20 + dice.below(150) as u32);
            }
        }
        Self(chosen)
    }

    /// How often a fault happens where it can, in 1,000 cases; 0 where this run has none of it.
    pub fn rate(&self, fault: Fault) -> u32 {
        self.0.get(&fault).copied().unwrap_or(0)
    }

    /// The faults of this mixture.
    pub fn kinds(&self) -> Vec<Fault> {
        self.0.keys().copied().collect()
    }
}

/// How often each fault happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Fault, u64>);

impl Counts {
    /// Notes that a fault happened.
    pub fn note(&mut self, fault: Fault) {
        *self.0.entry(fault).or_default() += 1;
    }

    /// How often a fault happened.
    pub fn of(&self, fault: Fault) -> u64 {
        self.0.get(&fault).copied().unwrap_or(0)
    }
}
