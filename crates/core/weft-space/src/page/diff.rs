//! What changed between two texts, word by word, with a bound on the work.

/// One place where a text changed; positions count characters (Unicode scalar values).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk {
    /// Where, in the old text.
    pub(crate) at: usize,
    /// How many characters are taken away there.
    pub(crate) removed: usize,
    /// What is put there.
    pub(crate) inserted: String,
}

/// Words that may differ before the whole middle is taken as changed: bounds work at words × this, memory at its square.
const WORDS_CHANGED_MAX: usize = 1_000;

/// The hunks that turn `old` into `new`, from front to back.
pub(crate) fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let (old_words, new_words) = (words(old), words(new));
    let front = common(old_words.iter(), new_words.iter());
    let back_max = old_words.len().min(new_words.len()) - front;
    let back = common(old_words.iter().rev(), new_words.iter().rev()).min(back_max);
    let a = old_words.get(front..old_words.len() - back).unwrap_or(&[]);
    let b = new_words.get(front..new_words.len() - back).unwrap_or(&[]);
    let kept = kept_pairs(a, b).unwrap_or_default();
    let mut at = chars(old_words.get(..front).unwrap_or(&[]));
    let mut out = Vec::new();
    let (mut from_a, mut from_b) = (0, 0);
    for (in_a, in_b) in kept.into_iter().chain([(a.len(), b.len())]) {
        let removed = a.get(from_a..in_a).unwrap_or(&[]);
        let inserted = b.get(from_b..in_b).unwrap_or(&[]);
        out.extend(trimmed(at, &removed.concat(), &inserted.concat()));
        at += chars(removed) + a.get(in_a).map_or(0, |word| word.chars().count());
        (from_a, from_b) = (in_a + 1, in_b + 1);
    }
    out
}

/// A hunk without the characters that both sides begin or end with; `None` where nothing is left.
fn trimmed(at: usize, removed: &str, inserted: &str) -> Option<Hunk> {
    let old: Vec<char> = removed.chars().collect();
    let new: Vec<char> = inserted.chars().collect();
    let front = common(old.iter(), new.iter());
    let back_max = old.len().min(new.len()) - front;
    let back = common(old.iter().rev(), new.iter().rev()).min(back_max);
    let removed = old.len() - front - back;
    let inserted: String = new.iter().skip(front).take(new.len() - front - back).collect();
    (removed > 0 || !inserted.is_empty()).then_some(Hunk { at: at + front, removed, inserted })
}

fn common<T: PartialEq>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn chars(words: &[&str]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
}

/// Words, and what stands between them, each as a piece.
fn words(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        // What is not a word goes character by character, so that lines and spaces are found again.
        let end = if is_word {
            rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The words that stay, as pairs of places (Myers' greedy walk); `None` where too many differ.
fn kept_pairs(a: &[&str], b: &[&str]) -> Option<Vec<(usize, usize)>> {
    let (len_a, len_b) = (a.len() as isize, b.len() as isize);
    let max = WORDS_CHANGED_MAX.min(a.len() + b.len()) as isize;
    let offset = max + 1;
    // The furthest place in `a` reached on each diagonal.
    let mut reach = vec![0_isize; (2 * offset + 1) as usize];
    let mut trail: Vec<Vec<isize>> = Vec::new();
    let at = |reach: &[isize], diagonal: isize| reach.get((diagonal + offset) as usize).copied().unwrap_or(0);
    for distance in 0..=max {
        // Only the diagonals of the step before are ever read again.
        let from = (offset - distance) as usize;
        let to = (offset + distance) as usize;
        trail.push(reach.get(from..=to).unwrap_or(&[]).to_vec());
        for diagonal in (-distance..=distance).step_by(2) {
            let down = diagonal == -distance
                || (diagonal != distance && at(&reach, diagonal - 1) < at(&reach, diagonal + 1));
            let mut x = if down { at(&reach, diagonal + 1) } else { at(&reach, diagonal - 1) + 1 };
            while x < len_a && x - diagonal < len_b && a.get(x as usize) == b.get((x - diagonal) as usize) {
                x += 1;
            }
            if let Some(cell) = reach.get_mut((diagonal + offset) as usize) {
                *cell = x;
            }
            if x >= len_a && x - diagonal >= len_b {
                return Some(walk_back(&trail, len_a, len_b));
            }
        }
    }
    None
}

fn walk_back(trail: &[Vec<isize>], len_a: isize, len_b: isize) -> Vec<(usize, usize)> {
    let (mut x, mut y) = (len_a, len_b);
    let mut pairs = Vec::new();
    for (distance, reach) in trail.iter().enumerate().rev() {
        let distance = distance as isize;
        let at = |diagonal: isize| reach.get((diagonal + distance) as usize).copied().unwrap_or(0);
        let diagonal = x - y;
        let down = diagonal == -distance || (diagonal != distance && at(diagonal - 1) < at(diagonal + 1));
        let before = if down { diagonal + 1 } else { diagonal - 1 };
        let (to_x, to_y) = if distance == 0 { (0, 0) } else { (at(before), at(before) - before) };
        while x > to_x && y > to_y {
            x -= 1;
            y -= 1;
            pairs.push((x as usize, y as usize));
        }
        (x, y) = (to_x, to_y);
    }
    pairs.reverse();
    pairs
}

/// A stretch of two texts that are shown as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// In both.
    Kept(String),
    /// In both, and left out here because nothing near it changed: so many characters.
    Skipped(usize),
    /// Only in the new one.
    Added(String),
    /// Only in the old one.
    Removed(String),
}

/// Two texts as runs, front to back; of what stayed, only `around` characters beside a change are told.
pub fn runs(old: &str, new: &str, around: usize) -> Vec<Run> {
    let letters: Vec<char> = old.chars().collect();
    let part = |from: usize, to: usize| letters.get(from..to).unwrap_or(&[]).iter().collect::<String>();
    let mut out = Vec::new();
    let mut at = 0;
    for hunk in hunks(old, new) {
        kept(&mut out, &part(at, hunk.at), around, at > 0, true);
        at = hunk.at + hunk.removed;
        if hunk.removed > 0 {
            out.push(Run::Removed(part(hunk.at, at)));
        }
        if !hunk.inserted.is_empty() {
            out.push(Run::Added(hunk.inserted));
        }
    }
    if !out.is_empty() {
        kept(&mut out, &part(at, letters.len()), around, true, false);
    }
    out
}

/// Adds what stayed, without its middle where that is far from any change.
fn kept(out: &mut Vec<Run>, text: &str, around: usize, after_change: bool, before_change: bool) {
    let letters: Vec<char> = text.chars().collect();
    let head = if after_change { around } else { 0 };
    let tail = if before_change { around } else { 0 };
    if letters.len() <= head + tail {
        if !text.is_empty() {
            out.push(Run::Kept(text.to_owned()));
        }
        return;
    }
    let from_tail = letters.len() - tail;
    if head > 0 {
        out.push(Run::Kept(letters.iter().take(head).collect()));
    }
    out.push(Run::Skipped(from_tail - head));
    if tail > 0 {
        out.push(Run::Kept(letters.iter().skip(from_tail).collect()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(old: &str, hunks: &[Hunk]) -> String {
        let mut text: Vec<char> = old.chars().collect();
        for hunk in hunks.iter().rev() {
            text.splice(hunk.at..hunk.at + hunk.removed, hunk.inserted.chars());
        }
        text.into_iter().collect()
    }

    #[test]
    fn hunks_turn_one_text_into_the_other() {
        let texts = [
            "",
            "bread",
            "bread and soup",
            "soup and bread",
            "bread, salt and warm soup\nfor eight",
            "  warm  ",
            "ü 🧵 ß",
            "bread and soup\n\nbread and soup",
        ];
        for old in texts {
            for new in texts {
                assert_eq!(apply(old, &hunks(old, new)), new, "{old:?} to {new:?}");
            }
        }
    }

    #[test]
    fn runs_tell_both_texts_and_leave_out_what_is_far_from_a_change() {
        let (old, new) = ("bread and soup\nfor eight", "bread, salt and soup\nfor ten");
        let told = runs(old, new, 1_000);
        let side = |keep: fn(&Run) -> Option<&String>| -> String {
            told.iter().filter_map(keep).map(String::as_str).collect()
        };
        let old_side = side(|run| match run {
            Run::Kept(text) | Run::Removed(text) => Some(text),
            Run::Added(_) | Run::Skipped(_) => None,
        });
        let new_side = side(|run| match run {
            Run::Kept(text) | Run::Added(text) => Some(text),
            Run::Removed(_) | Run::Skipped(_) => None,
        });
        assert_eq!((old_side.as_str(), new_side.as_str()), (old, new));
        let long = "one two three ".repeat(100);
        let told = runs(&long, &format!("{long}four"), 4);
        assert_eq!(told, [Run::Skipped(1_396), Run::Kept("ree ".into()), Run::Added("four".into())]);
        assert_eq!(runs(old, old, 4), []);
    }

    #[test]
    fn edits_at_both_ends_leave_the_middle_alone() {
        let middle = "one two three four five ".repeat(400);
        let found = hunks(&format!("bread {middle}soup"), &format!("warm bread {middle}hot soup"));
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|hunk| hunk.removed == 0 && hunk.inserted.len() <= 5), "{found:?}");
    }

    #[test]
    fn texts_with_nothing_in_common_cost_a_bounded_walk() {
        let old: String = (0..5_000).map(|i| format!("a{i} ")).collect();
        let new: String = (0..5_000).map(|i| format!("b{i},")).collect();
        assert_eq!(apply(&old, &hunks(&old, &new)), new);
    }
}
