//! Every limit of the protocol and of this device, with its unit and its reason.

/// Bytes of one frame on a connection; what a slow laptop can hold twice over for each of its sessions.
pub const FRAME_BYTES_MAX: usize = 1 << 20;
/// Bytes of one entry with its items; a page change, its act and room to spare.
pub const ENTRY_BYTES_MAX: usize = 64 << 10;
/// Items in one entry.
pub const ITEMS_MAX: usize = 64;
/// Hashes in an entry's `past`; more heads than this are joined by an empty entry first.
pub const PAST_MAX: usize = 32;
/// Bytes of one page change in blank form.
pub const CHANGE_BYTES_MAX: usize = 32 << 10;
/// Operations of one page change.
pub const CHANGE_OPS_MAX: usize = 4_096;
/// Operations that one page change replaces; a deletion replaces one each, a settled clash a few more.
pub const CHANGE_REPLACED_MAX: usize = 8_192;
/// Nesting of objects in a page; automerge overflows a 2 MiB stack at about 300.
pub const PAGE_DEPTH_MAX: usize = 16;
/// Bytes of one piece of text or one value in a page change.
pub const TEXT_BYTES_MAX: usize = 16 << 10;
/// Bytes of one key of a map in a page; the longest in use names a meeting and a person.
pub const PAGE_KEY_BYTES_MAX: usize = 128;
/// Changes of one page; applying one change grows with them (4.1 times from 500 to 2,000).
pub const PAGE_CHANGES_MAX: usize = 2_000;
/// Operations of one page.
pub const PAGE_OPS_MAX: usize = 50_000;
/// Pages of one space.
pub const PAGES_MAX: usize = 1_000;
/// People of one space.
pub const PEOPLE_MAX: usize = 256;
/// Devices of one space.
pub const DEVICES_MAX: usize = 512;
/// Spaces of one device.
pub const SPACES_MAX: usize = 256;
/// Connections of one device at a time.
pub const SESSIONS_MAX: usize = 32;
/// Open invitations of one space.
pub const INVITATIONS_MAX: usize = 64;
/// Entries of one device that are not kept: how many are held aside.
pub const ASIDE_ENTRIES_MAX: usize = 64;
/// Entries of one device that are not kept: how many bytes are held aside.
pub const ASIDE_BYTES_MAX: usize = 256 << 10;
/// Entries of one session that wait for their past.
pub const WAITING_ENTRIES_MAX: usize = 256;
/// Bytes of one session that wait for their past.
pub const WAITING_BYTES_MAX: usize = 1 << 20;
/// Entries one device may write under one roll: a quota without a clock.
pub const ROLL_ENTRIES_MAX: u64 = 5_000;
/// Bytes one device may write under one roll.
pub const ROLL_BYTES_MAX: usize = 32 << 20;
/// Acts of authority in one entry; each is judged against all before it, and letting somebody in takes two.
pub const AUTHORITY_ACTS_MAX: usize = 8;
/// Acts of authority one device may write under one roll; lets it bring in 255 people, and bounds what folding them costs.
pub const ROLL_AUTHORITY_ACTS_MAX: usize = 512;
/// Leavings and switch-offs that one device may write under one roll beyond its acts of authority, so that it can always end.
pub const ROLL_ENDINGS_MAX: usize = 32;
/// Branches of a forked device that are offered to others.
pub const BRANCHES_MAX: usize = 2;
/// Keyed tags in a first message; always this many, the rest random.
pub const TAGS: usize = 32;
/// Characters of a name of a person, device or space.
pub const NAME_CHARS_MAX: usize = 60;
/// Characters of a line such as the reason of a loan.
pub const LINE_CHARS_MAX: usize = 500;
/// Characters of a ticket, so that it fits a QR picture that a phone reads from a screen.
pub const TICKET_CHARS_MAX: usize = 400;
/// Addresses in a ticket.
pub const TICKET_ADDRESSES_MAX: usize = 8;
/// Minor units of one amount; below 2^53, so that JSON readers keep it exact.
pub const AMOUNT_MINOR_MAX: i64 = 1_000_000_000_000_000;
/// Bytes of all files of a saved copy that are read; they are held in memory while they are checked.
pub const COPY_BYTES_MAX: u64 = 512 << 20;
/// Files of a saved copy that are read; a space of the most pages has two or three for each.
pub const COPY_FILES_MAX: usize = 8_192;
/// Bytes of a stick file that is read.
pub const STICK_BYTES_MAX: u64 = 256 << 20;
/// Bytes of one sealed chunk of an attachment; a frame holds it with room to spare, and a cut session loses no more of it.
pub const CHUNK_BYTES_MAX: usize = 64 << 10;
/// Sealed bytes of one attachment: a photographed receipt or a scanned contract; 128 chunk hashes take 4 KiB of its entry.
pub const ATTACHMENT_BYTES_MAX: usize = 8 << 20;
/// Bytes of one content that may be forgotten, with its salt.
pub const FORGETTABLE_BYTES_MAX: usize = 4 << 10;
/// Bytes of what one person attached in one space that others keep; twenty years of receipts, and one person cannot fill a disk.
pub const PERSON_ATTACHMENT_BYTES_MAX: u64 = 64 << 20;
/// Bytes of what all attached in one space that each keeps.
pub const SPACE_ATTACHMENT_BYTES_MAX: u64 = 512 << 20;
/// Bytes of attachments that one device takes in over all its spaces; on an old laptop they stay a small part of the disk.
pub const DEVICE_ATTACHMENT_BYTES_MAX: u64 = 2 << 30;
/// Chunks and contents asked for and not yet answered in one session; half a megabyte, behind which a new entry never waits long.
pub const BESIDES_ASKED_MAX: usize = 8;
/// How long an asked-for chunk may take before somebody else is asked, in milliseconds; slow links take about ten seconds for 64 KiB.
pub const BESIDES_PATIENCE_MS: i64 = 30_000;
/// Sealed bytes up to which an attachment goes onto a stick without being asked for.
pub const STICK_SMALL_ATTACHMENT_BYTES: u64 = 256 << 10;
/// Bytes of attachments that one stick carries; half of what is read of one.
pub const STICK_ATTACHMENT_BYTES_MAX: u64 = 128 << 20;
/// Characters of a file's name; systems store 255 bytes, and a character takes up to four in other scripts.
pub const FILE_NAME_CHARS_MAX: usize = 60;
