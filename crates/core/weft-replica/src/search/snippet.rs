//! The words around a match, with every match marked.

use super::fold::{Word, words};
use weft_view::Marked;

/// Characters before the first match.
const BEFORE: usize = 36;
/// Characters of a snippet without the signs that say where it was cut.
const CHARS_MAX: usize = 140;
/// Says that something was left out.
const CUT: char = '…';

/// A line as a whole, with its matches marked.
pub(super) fn whole(text: &str, wanted: &[String]) -> Marked {
    let marks = matches(&words(text), wanted).collect();
    Marked { text: one_line(text.chars()), marks }
}

/// The words around the first match; empty where nothing matches.
pub(super) fn around(text: &str, wanted: &[String]) -> Marked {
    let words = words(text);
    let Some((first, _)) = matches(&words, wanted).next() else { return Marked::default() };
    // It begins and ends where a word does, where one is near.
    let from = first.saturating_sub(BEFORE);
    let from = if from == 0 {
        0
    } else {
        words.iter().map(|word| word.from).find(|at| *at >= from).unwrap_or(first)
    };
    let letters: Vec<char> = text.chars().collect();
    let last = (from + CHARS_MAX).min(letters.len());
    let ends = words.iter().map(|word| word.from + word.letters.len());
    let to =
        if last == letters.len() { last } else { ends.take_while(|end| *end <= last).last().unwrap_or(last) };
    let to = to.max(from);
    let shown = letters.get(from..to).unwrap_or(&[]);
    let shown_from = from;
    let mut line = String::new();
    let before = usize::from(from > 0);
    if from > 0 {
        line.push(CUT);
    }
    line.push_str(&one_line(shown.iter().copied()));
    if to < letters.len() {
        line.push(CUT);
    }
    let within = |(a, b): (usize, usize)| {
        (a >= shown_from && b <= to).then(|| (a - shown_from + before, b - shown_from + before))
    };
    Marked { text: line, marks: matches(&words, wanted).filter_map(within).collect() }
}

/// Where words begin with what is wanted: from and to, in characters.
fn matches<'a>(words: &'a [Word], wanted: &'a [String]) -> impl Iterator<Item = (usize, usize)> + 'a {
    words.iter().filter_map(|word| {
        let longest =
            wanted.iter().filter(|part| word.folded.starts_with(part.as_str())).map(String::len).max()?;
        Some((word.from, word.from + word.covered(longest)))
    })
}

/// Text in one line, character by character, so that what is counted stays where it is.
fn one_line(letters: impl Iterator<Item = char>) -> String {
    letters.map(|letter| if weft_ids::text::is_disguise(letter) { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marked parts of a line.
    fn marked(line: &Marked) -> Vec<String> {
        let letters: Vec<char> = line.text.chars().collect();
        line.marks.iter().map(|(from, to)| letters[*from..*to].iter().collect()).collect()
    }

    #[test]
    fn every_match_is_marked_where_it_stands() {
        let wanted = ["cafe".to_owned(), "so".to_owned()];
        let line = around("Soup at the Café,\nsomeday", &wanted);
        assert_eq!(line.text, "Soup at the Café, someday");
        assert_eq!(marked(&line), ["So", "Café", "so"]);
        assert_eq!(around("bread", &wanted), Marked::default());
        assert_eq!(marked(&whole("Cafés", &wanted)), ["Café"]);
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_the_first_match() {
        let text = format!("{}soup {}", "bread ".repeat(100), "and salt ".repeat(100));
        let line = around(&text, &["soup".to_owned()]);
        assert!(line.text.starts_with("…bread ") && line.text.ends_with('…'), "{line:?}");
        assert!(line.text.chars().count() <= CHARS_MAX + 2, "{line:?}");
        assert_eq!(marked(&line), ["soup"]);
        assert_eq!(marked(&around(&"x".repeat(500), &["x".to_owned()])), ["x"]);
    }
}
