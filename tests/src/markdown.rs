//! Reading our pages: tables, links, headings, and numbered rules with the tests they name.

/// A numbered rule of a page under `docs/spec/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its number, such as `E4`.
    pub number: String,
    /// The line where it begins, from 1.
    pub line: usize,
    /// The tests it names.
    pub tests: Vec<String>,
}

/// The rows of the table whose header has `first` as its first cell, each with its line; cells are trimmed.
pub fn table(text: &str, first: &str) -> Vec<(usize, Vec<String>)> {
    let rows = text.lines().enumerate().map(|(at, line)| (at + 1, cells(line)));
    let mut rows = rows.skip_while(|(_, cells)| cells.first().map(String::as_str) != Some(first));
    rows.next();
    rows.next();
    rows.take_while(|(_, cells)| !cells.is_empty()).collect()
}

fn cells(line: &str) -> Vec<String> {
    match line.trim().strip_prefix('|').and_then(|rest| rest.strip_suffix('|')) {
        Some(inner) => inner.split('|').map(|cell| cell.trim().to_owned()).collect(),
        None => Vec::new(),
    }
}

/// What stands between backticks in one line.
pub fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The targets of links and pictures, each with its line; code blocks and code spans are skipped.
pub fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, text) in prose(text) {
        let plain: String = text.split('`').step_by(2).collect::<Vec<_>>().join("x");
        for part in plain.split("](").skip(1) {
            let target = part.split(')').next().unwrap_or_default();
            found.push((line, target.split_whitespace().next().unwrap_or_default().to_owned()));
        }
    }
    found
}

/// The lines inside code blocks, each with its number.
pub fn code_lines(text: &str) -> Vec<(usize, &str)> {
    let outside: Vec<usize> = prose(text).into_iter().map(|(line, _)| line).collect();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines
        .filter(|(at, line)| outside.binary_search(at).is_err() && !line.trim_start().starts_with("```"))
        .collect()
}

/// The anchors that a page's headings make.
pub fn anchors(text: &str) -> Vec<String> {
    let headings = prose(text).into_iter().filter_map(|(_, line)| line.strip_prefix('#').map(str::to_owned));
    headings
        .map(|heading| {
            let kept = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = kept.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_');
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

/// The lines outside code blocks, each with its number.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.push((at + 1, line));
        }
    }
    found
}

/// The numbered rules of a page: a line, list item or table row that begins with a bold number such as `**E4.**`.
///
/// A rule reaches to the next rule or heading; the tests it names stand between backticks at its very end.
pub fn rules(text: &str) -> Vec<Rule> {
    let mut found: Vec<(Rule, String)> = Vec::new();
    let mut inside = false;
    for (line, text) in prose(text) {
        if let Some(number) = rule_number(text) {
            found.push((Rule { number, line, tests: Vec::new() }, String::new()));
            inside = true;
        } else if text.starts_with('#') {
            inside = false;
        }
        if let Some((_, words)) = found.last_mut().filter(|_| inside) {
            words.push_str(text);
            words.push(' ');
        }
    }
    found.into_iter().map(|(rule, words)| Rule { tests: named_at_end(&words), ..rule }).collect()
}

/// What stands between backticks at the end of a text, with nothing but commas, stops, bars and *and* between.
fn named_at_end(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('`').collect();
    let mut named = Vec::new();
    for pair in parts.rchunks(2) {
        let [name, after] = pair else { break };
        if !after.replace("and", "").chars().all(|c| ",.|) ".contains(c)) {
            break;
        }
        named.push(name.rsplit("::").next().unwrap_or_default().to_owned());
    }
    named.reverse();
    named
}

fn rule_number(line: &str) -> Option<String> {
    let start = line.trim_start_matches(['-', '*', '|', '#', ' ']);
    let marked = start.len() < line.len() && line[..line.len() - start.len()].contains("**");
    let heading = line.starts_with('#');
    let number: String = start.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
    let letters = number.chars().take_while(char::is_ascii_uppercase).count();
    let digits = number.chars().skip(letters).collect::<Vec<_>>();
    let numbered = (1..=2).contains(&letters) && digits.first().is_some_and(char::is_ascii_digit);
    let plain = digits.iter().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase());
    ((marked || heading) && numbered && plain).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_found_by_its_first_header() {
        let rows = table("x\n\n| crate | folder |\n|---|---|\n| `a` | b |\n| `c` | |\n\nafter", "crate");
        assert_eq!(rows, [(5, vec!["`a`".into(), "b".into()]), (6, vec!["`c`".into(), String::new()])]);
    }

    #[test]
    fn links_in_code_are_no_links() {
        let found = links("see [a](b.md) and ![c](d.png \"t\") not `[e](f)`\n```\n[g](h)\n```\n");
        assert_eq!(found, [(1, "b.md".to_owned()), (1, "d.png".to_owned())]);
    }

    #[test]
    fn code_is_told_from_prose() {
        assert_eq!(code_lines("a\n```\nb\nc\n```\nd\n"), [(3, "b"), (4, "c")]);
    }

    #[test]
    fn headings_make_anchors() {
        assert_eq!(
            anchors("# The path of one loan\n## Who, and when?\n"),
            ["the-path-of-one-loan", "who-and-when"]
        );
    }

    #[test]
    fn rules_are_read_with_the_tests_they_name() {
        let page = "**E1.** One `thing_here`.\nTest: `first_test`,\n`ids::second_test`.\n\n- **E2** says `no_more` here.\n- **E3** It holds. `third_test`\n\n# Other\nTest: `not_mine`\n";
        let found = rules(page);
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].number.as_str(), found[0].line), ("E1", 1));
        assert_eq!(found[0].tests, ["first_test", "second_test"]);
        assert!(found[1].tests.is_empty());
        assert_eq!(found[2].tests, ["third_test"]);
    }

    #[test]
    fn bold_words_are_no_rules() {
        assert!(rules("**Fork**: two\n**Every** one\nE1 is cited here\n**JSON** too\n").is_empty());
    }
}
