//! Words with stretches that stand out: what fits a search, and what came and went in a text.

use crate::tokens::{body, semi, tokens};
use egui::{FontId, Label, Response, Stroke, TextFormat, Ui, text::LayoutJob};
use weft_view::{Marked, Run};
use weft_words::Words;

/// A line with its marked stretches heavier and on a ground of their own.
pub(crate) fn marked(ui: &mut Ui, line: &Marked, size: f32, strong: bool) -> Response {
    let t = tokens(ui);
    let plain = TextFormat {
        font_id: if strong { semi(size) } else { body(size) },
        color: if strong { t.ink } else { t.ink2 },
        ..Default::default()
    };
    let fits =
        TextFormat { font_id: semi(size), color: t.honey.fg, background: t.honey.soft, ..Default::default() };
    let mut job = LayoutJob::default();
    for (text, is_marked) in stretches(line) {
        job.append(&text, 0.0, if is_marked { fits.clone() } else { plain.clone() });
    }
    ui.add(Label::new(job).wrap())
}

/// A line as stretches, each with whether it is marked; what cannot be right is shown unmarked.
fn stretches(line: &Marked) -> Vec<(String, bool)> {
    let mut stretches: Vec<(String, bool)> = Vec::new();
    for (at, letter) in line.text.chars().enumerate() {
        let is_marked = line.marks.iter().any(|(from, to)| (*from..*to).contains(&at));
        match stretches.last_mut().filter(|(_, before)| *before == is_marked) {
            Some((text, _)) => text.push(letter),
            None => stretches.push((letter.to_string(), is_marked)),
        }
    }
    stretches
}

/// A text with what came underlined and what went struck out; told in words to a screen reader.
pub(crate) fn changed(ui: &mut Ui, words: &Words, runs: &[Run]) {
    let t = tokens(ui);
    let font = |font: FontId, color| TextFormat { font_id: font, color, ..Default::default() };
    let came = TextFormat {
        underline: Stroke::new(1.5, t.moss.fg),
        background: t.moss.soft,
        ..font(semi(15.0), t.moss.fg)
    };
    let went = TextFormat {
        strikethrough: Stroke::new(1.5, t.clay.fg),
        background: t.clay.soft,
        ..font(body(15.0), t.clay.fg)
    };
    let mut job = LayoutJob::default();
    let mut said: Vec<String> = Vec::new();
    for run in runs {
        match run {
            Run::Kept(text) => job.append(text, 0.0, font(body(15.0), t.ink2)),
            Run::Skipped(count) => {
                let count = i64::try_from(*count).unwrap_or(i64::MAX);
                job.append(&format!(" {} ", words.left_out(count)), 0.0, font(body(13.0), t.ink3));
            }
            Run::Added(text) => {
                job.append(text, 0.0, came.clone());
                said.push(words.came_words(text.trim()));
            }
            Run::Removed(text) => {
                job.append(text, 0.0, went.clone());
                said.push(words.went_words(text.trim()));
            }
        }
    }
    let response = ui.add(Label::new(job).wrap());
    let said = said.join(". ");
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(said.as_str()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_its_marks_are() {
        let line = Marked { text: "Café soup".to_owned(), marks: vec![(0, 4), (7, 99)] };
        let found = stretches(&line);
        let expected = [("Café", true), (" so", false), ("up", true)];
        assert_eq!(found, expected.map(|(text, is_marked)| (text.to_owned(), is_marked)));
        assert_eq!(stretches(&Marked::default()), []);
    }
}
