//! What travels beside the entries: attachments in sealed chunks, and contents that may be forgotten.
//!
//! An entry holds only a stub: hashes of sealed chunks, or a salted commitment. The contents travel apart, are checked
//! against the stub alone, and can be dropped without touching the entry or any fold.

mod acts;
mod body;
mod fold;
mod seal;

pub use acts::{About, Attach, AttachmentKey, BesideAct, ContactLine, Forget, Label, Opening, Told};
pub use body::{Body, BodyError, Commitment, Content};
pub use fold::{Beside, BesideRefusal, Besides, RefusedBeside, Stub, Why};
pub use seal::{SealedFile, chunk_hash, chunks_of, open_chunk, seal};
