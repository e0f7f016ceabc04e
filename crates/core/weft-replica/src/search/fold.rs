//! Words as a search compares them: without case, accents and width, so that `jose` finds *José*.

use icu_normalizer::{
    DecomposingNormalizerBorrowed,
    properties::{CanonicalCombiningClassMap, CanonicalCombiningClassMapBorrowed},
};

const DECOMPOSED: DecomposingNormalizerBorrowed<'static> = icu_normalizer::DecomposingNormalizer::new_nfkd();
const CLASSES: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMap::new();

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it begins, in characters of the text.
    pub(crate) from: usize,
    /// Its letters as they were written.
    pub(crate) letters: Vec<char>,
    /// As it is compared; never empty.
    pub(crate) folded: String,
}

impl Word {
    /// How many of its letters the first `length` bytes of the folded word come from.
    pub(crate) fn covered(&self, length: usize) -> usize {
        let mut bytes = 0;
        for (count, letter) in self.letters.iter().enumerate() {
            if bytes >= length {
                // An accent written as a character of its own belongs to the letter before it.
                let marks = self.letters.iter().skip(count).take_while(|mark| is_mark(**mark));
                return count + marks.count();
            }
            bytes += fold(*letter).map(char::len_utf8).sum::<usize>();
        }
        self.letters.len()
    }
}

/// The words of a text; a sign of a script without spaces between words is a word of its own.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut letters: Vec<char> = Vec::new();
    let mut from = 0;
    let mut end = |letters: &mut Vec<char>, from: usize| {
        let letters = std::mem::take(letters);
        let folded: String = letters.iter().flat_map(|letter| fold(*letter)).collect();
        if !folded.is_empty() {
            words.push(Word { from, letters, folded });
        }
    };
    for (at, letter) in text.chars().enumerate() {
        let alone = stands_alone(letter);
        if alone || !(letter.is_alphanumeric() || is_mark(letter)) {
            end(&mut letters, from);
        }
        if alone {
            end(&mut vec![letter], at);
        } else if letter.is_alphanumeric() || is_mark(letter) {
            if letters.is_empty() {
                from = at;
            }
            letters.push(letter);
        }
    }
    end(&mut letters, from);
    words
}

/// A letter as it is compared; an accent is nothing.
fn fold(letter: char) -> impl Iterator<Item = char> {
    // Most of what is written here; the same as the long way.
    let plain = letter.is_ascii().then(|| letter.to_ascii_lowercase());
    let long = plain.is_none().then(|| {
        let parts = DECOMPOSED.normalize_iter(std::iter::once(letter));
        parts
            .filter(|part| !is_mark(*part))
            .flat_map(char::to_lowercase)
            .flat_map(|part| spelled(part).chars().chain(kept(part)))
    });
    plain.into_iter().chain(long.into_iter().flatten())
}

/// Letters that no accent makes, as people spell them without the key for it; empty where a letter stays as it is.
fn spelled(letter: char) -> &'static str {
    match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        'þ' => "th",
        'ς' => "σ",
        _ => "",
    }
}

fn kept(letter: char) -> Option<char> {
    spelled(letter).is_empty().then_some(letter)
}

/// Whether a character is an accent on the one before it.
fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && CLASSES.get_u8(letter) != 0
}

/// Whether a character is a word by itself: Chinese and Japanese are written without spaces.
fn stands_alone(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
        && letter.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn case_accents_and_width_make_no_difference() {
        assert_eq!(folded("José CAFÉ Zoë Łódź"), ["jose", "cafe", "zoe", "lodz"]);
        assert_eq!(folded("Straße Ærø œuvre"), ["strasse", "aero", "oeuvre"]);
        assert_eq!(folded("Ｗｅｆｔ ﬁn"), ["weft", "fin"]);
        assert_eq!(folded("Ёжик Ὀδυσσεύς"), ["ежик", "οδυσσευσ"]);
        // The same word with its accents written apart.
        assert_eq!(folded("Jose\u{301}"), folded("José"));
    }

    #[test]
    fn words_end_where_no_letter_is() {
        assert_eq!(
            folded("e-mail, it's 10:30\nbread…soup"),
            ["e", "mail", "it", "s", "10", "30", "bread", "soup"]
        );
        assert_eq!(folded("東京で会う"), ["東", "京", "て", "会", "う"]);
        assert_eq!(folded(" \u{301} — "), Vec::<String>::new());
        let words = words("ü bread");
        assert_eq!(words.iter().map(|word| word.from).collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn a_part_of_a_folded_word_is_marked_in_the_letters_it_came_from() {
        let covered = |text: &str, part: &str| words(text).remove(0).covered(part.len());
        assert_eq!(covered("Straße", "stras"), 5);
        assert_eq!(covered("Straße", "strasse"), 6);
        assert_eq!(covered("Jose\u{301}s", "jose"), 5);
        assert_eq!(covered("bread", "br"), 2);
    }
}
