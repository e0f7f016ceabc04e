//! Door words: four words that two screens show alike, and a device between them cannot make alike.
//!
//! The newcomer commits to a nonce before the other side tells its own, and reveals it after: so neither side, nor
//! anybody who stands between them, can choose nonces until the words fit. The words also cover both endpoint keys,
//! which the transport has proved, and the name that the newcomer gave. Source: docs/spec/sync.md.

use weft_ids::{EndpointId, bytes::hash_parts};

/// A nonce of one side.
pub type DoorNonce = [u8; 16];
/// What the newcomer says before it knows the other nonce.
pub type DoorCommitment = [u8; 32];
/// How many words both screens show; one in four thousand million guesses fits.
pub const DOOR_WORDS: usize = 4;

/// What the newcomer commits to.
pub fn commitment(newcomer: &EndpointId, nonce: &DoorNonce, name: &str) -> DoorCommitment {
    hash_parts("weft 0 door words, commitment", &[&newcomer.0, nonce, name.as_bytes()])
}

/// The words for a newcomer and the device that holds the door, from what both have said.
pub fn words(
    newcomer: (&EndpointId, &DoorNonce),
    holder: (&EndpointId, &DoorNonce),
    name: &str,
) -> [&'static str; DOOR_WORDS] {
    let parts = [&newcomer.0.0[..], newcomer.1, &holder.0.0, holder.1, name.as_bytes()];
    let hash = hash_parts("weft 0 door words", &parts);
    let mut words = [""; DOOR_WORDS];
    for (word, byte) in words.iter_mut().zip(hash) {
        *word = WORDS.get(usize::from(byte)).copied().unwrap_or_default();
    }
    words
}

/// Short plain words that sound unlike each other; their order is part of the protocol.
const WORDS: [&str; 256] = [
    "acorn", "amber", "anchor", "apple", "apron", "arrow", "aspen", "autumn", "bacon", "badger", "bagel",
    "bakery", "bamboo", "banjo", "barley", "barrel", "basil", "basket", "bathtub", "beach", "beaver",
    "beetle", "bell", "berry", "birch", "biscuit", "blanket", "blossom", "boat", "bonnet", "book", "bottle",
    "branch", "bread", "brick", "bridge", "broom", "brush", "bucket", "buffalo", "butter", "button", "cabin",
    "cactus", "camel", "candle", "canoe", "canyon", "caramel", "carpet", "carrot", "castle", "cedar",
    "cello", "chalk", "chapel", "cheese", "cherry", "chimney", "cider", "circus", "clover", "coffee",
    "copper", "coral", "cotton", "cradle", "crane", "crayon", "cricket", "crown", "cuckoo", "curtain",
    "daisy", "desert", "diamond", "dolphin", "donkey", "dragon", "drum", "eagle", "easel", "echo", "elbow",
    "ember", "engine", "fabric", "falcon", "feather", "fence", "fiddle", "finger", "flame", "flute",
    "forest", "fountain", "fox", "garden", "garlic", "ginger", "giraffe", "glacier", "glove", "goat",
    "golden", "grape", "grass", "guitar", "hammer", "harbor", "harvest", "hazel", "hedge", "helmet", "heron",
    "hill", "honey", "hornet", "igloo", "island", "ivory", "jacket", "jaguar", "jasmine", "jelly", "jigsaw",
    "jungle", "juniper", "kettle", "kitchen", "kite", "koala", "ladder", "lake", "lantern", "lava", "lemon",
    "letter", "lilac", "lizard", "lobster", "locket", "lotus", "magnet", "mango", "maple", "marble",
    "market", "meadow", "melon", "mint", "mirror", "mitten", "monkey", "moon", "mosaic", "moss", "mountain",
    "muffin", "mustard", "napkin", "nectar", "needle", "nest", "noodle", "oak", "oasis", "ocean", "olive",
    "onion", "orange", "orchid", "otter", "oven", "owl", "oyster", "paddle", "palace", "panda", "paper",
    "parrot", "peanut", "pebble", "pelican", "pencil", "pepper", "piano", "pigeon", "pillow", "pine",
    "planet", "plum", "pocket", "pond", "poppy", "potato", "pottery", "prairie", "pumpkin", "puppet",
    "puzzle", "quilt", "rabbit", "radish", "raft", "rainbow", "raven", "ribbon", "river", "robin", "rocket",
    "rope", "rose", "saddle", "salmon", "sandal", "saucer", "scarf", "shadow", "shell", "silver", "sketch",
    "smoke", "snow", "soap", "sofa", "spider", "spoon", "squirrel", "star", "stone", "straw", "sugar",
    "summer", "sunset", "swan", "table", "teapot", "temple", "thimble", "thunder", "ticket", "tiger",
    "timber", "toast", "tomato", "torch", "tower", "trumpet", "tulip", "tunnel", "turtle", "umbrella",
    "valley", "velvet", "violin",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const ANA: EndpointId = EndpointId([1; 32]);
    const BEN: EndpointId = EndpointId([2; 32]);
    const EVE: EndpointId = EndpointId([3; 32]);

    #[test]
    fn the_words_are_two_hundred_and_fifty_six_short_plain_ones() {
        let distinct: BTreeSet<&str> = WORDS.into_iter().collect();
        assert_eq!(distinct.len(), WORDS.len());
        for word in WORDS {
            assert!((3..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn the_words_follow_from_everything_that_was_said() {
        let base = words((&BEN, &[4; 16]), (&ANA, &[5; 16]), "Ben");
        assert_eq!(base, words((&BEN, &[4; 16]), (&ANA, &[5; 16]), "Ben"));
        assert_ne!(base, words((&EVE, &[4; 16]), (&ANA, &[5; 16]), "Ben"));
        assert_ne!(base, words((&BEN, &[4; 16]), (&EVE, &[5; 16]), "Ben"));
        assert_ne!(base, words((&BEN, &[6; 16]), (&ANA, &[5; 16]), "Ben"));
        assert_ne!(base, words((&BEN, &[4; 16]), (&ANA, &[6; 16]), "Ben"));
        assert_ne!(base, words((&BEN, &[4; 16]), (&ANA, &[5; 16]), "Eve"));
    }

    #[test]
    fn a_commitment_holds_to_one_nonce_and_one_name() {
        let said = commitment(&BEN, &[4; 16], "Ben");
        assert_ne!(said, commitment(&BEN, &[5; 16], "Ben"));
        assert_ne!(said, commitment(&BEN, &[4; 16], "Eve"));
        assert_ne!(said, commitment(&EVE, &[4; 16], "Ben"));
    }
}
