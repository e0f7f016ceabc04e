//! Reading Rust source as text: without comments and strings, without test modules, function by function.
//!
//! It is no parser; it knows as much as the checks over the tree need, and its own tests say what that is.

/// A function with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, from 1.
    pub line: usize,
    /// Lines from its `fn` to its closing brace.
    pub lines: usize,
    /// Whether it carries an attribute such as `#[test]`.
    pub is_test: bool,
}

/// Blanks comments and what is inside quotes; every character keeps its line and column.
pub fn code_only(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let end = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => line_comment_end(&chars, at),
            '/' if chars.get(at + 1) == Some(&'*') => block_comment_end(&chars, at),
            '"' => string_end(&chars, at),
            'r' | 'b' | 'c' if !follows_word(&chars, at) => prefixed_string_end(&chars, at).unwrap_or(at),
            '\'' => char_end(&chars, at).unwrap_or(at),
            _ => at,
        };
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

fn follows_word(chars: &[char], at: usize) -> bool {
    at > 0 && is_word(chars[at - 1])
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_comment_end(chars: &[char], at: usize) -> usize {
    (at..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], at: usize) -> usize {
    let (mut depth, mut i) = (0, at);
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
    chars.len()
}

fn string_end(chars: &[char], quote: usize) -> usize {
    let mut i = quote + 1;
    while i < chars.len() {
        match chars[i] {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    chars.len()
}

/// The end of `b"…"`, `c"…"`, `r"…"`, `br#"…"#` and their kin; `None` where none begins at `at`.
fn prefixed_string_end(chars: &[char], at: usize) -> Option<usize> {
    let mut i = at;
    while matches!(chars.get(i), Some('b' | 'c' | 'r')) && i - at < 2 {
        i += 1;
    }
    let raw = chars[at..i].contains(&'r');
    let hashes = (i..chars.len()).take_while(|j| chars[*j] == '#').count();
    if chars.get(i + hashes) != Some(&'"') || (!raw && hashes > 0) {
        return None;
    }
    if !raw {
        return Some(string_end(chars, i));
    }
    let body = i + hashes + 1;
    let closes = |j: &usize| chars[*j] == '"' && (1..=hashes).all(|k| chars.get(j + k) == Some(&'#'));
    Some((body..chars.len()).find(closes).map_or(chars.len(), |j| j + 1 + hashes))
}

/// The end of a character literal; `None` for a lifetime.
fn char_end(chars: &[char], at: usize) -> Option<usize> {
    if chars.get(at + 1) == Some(&'\\') {
        return (at + 3..chars.len()).find(|i| chars[*i] == '\'').map(|i| i + 1);
    }
    (chars.get(at + 2) == Some(&'\'')).then_some(at + 3)
}

/// Blanks every item under `#[cfg(test)]`; takes what [`code_only`] returns.
pub fn without_tests(code: &str) -> String {
    let mut chars: Vec<char> = code.chars().collect();
    let mark: Vec<char> = "#[cfg(test)]".chars().collect();
    let mut at = 0;
    while at + mark.len() <= chars.len() {
        if chars[at..at + mark.len()] == mark[..] {
            let end = item_end(&chars, at + mark.len());
            chars[at..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
            at = end;
        } else {
            at += 1;
        }
    }
    chars.into_iter().collect()
}

/// The end of the item that begins after `at`: its closing brace, or its semicolon where that comes first.
fn item_end(chars: &[char], at: usize) -> usize {
    match body_start(chars, at) {
        Some(open) if chars[open] == '{' => closing(chars, open),
        Some(semicolon) => semicolon + 1,
        None => chars.len(),
    }
}

/// The first `{` or `;` that is not inside round or square brackets.
fn body_start(chars: &[char], at: usize) -> Option<usize> {
    let mut depth = 0_i32;
    (at..chars.len()).find(|i| {
        match chars[*i] {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' | ';' => return depth == 0,
            _ => {}
        }
        false
    })
}

fn closing(chars: &[char], open: usize) -> usize {
    let mut depth = 0_i32;
    for (i, c) in chars.iter().enumerate().skip(open) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i + 1;
        }
    }
    chars.len()
}

/// Every function with a body; takes what [`code_only`] returns.
pub fn functions(code: &str) -> Vec<Function> {
    let chars: Vec<char> = code.chars().collect();
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        if chars[at] == '\n' {
            line += 1;
        } else if !follows_word(&chars, at)
            && chars[at..].starts_with(&['f', 'n', ' '])
            && let Some(name) = word_at(&chars, at + 3)
            && let Some(open) = body_start(&chars, at)
            && chars[open] == '{'
        {
            let end = closing(&chars, open);
            let lines_used = 1 + chars[at..end].iter().filter(|c| **c == '\n').count();
            found.push(Function { name, line, lines: lines_used, is_test: has_test_mark(&lines, line) });
        }
        at += 1;
    }
    found
}

fn word_at(chars: &[char], at: usize) -> Option<String> {
    let word: String = chars[at..].iter().take_while(|c| is_word(**c)).collect();
    (!word.is_empty()).then_some(word)
}

/// Looks upward from a function over its attributes and blanked comments.
fn has_test_mark(lines: &[&str], line: usize) -> bool {
    let above = lines[..line - 1].iter().rev().map(|text| text.trim());
    above.take_while(|text| text.is_empty() || text.starts_with("#[")).any(|text| {
        let inner = text.trim_start_matches("#[");
        inner.starts_with("test]")
            || inner.split(['(', ']']).next().is_some_and(|path| path.ends_with("::test"))
    })
}

/// Every path that the code imports or writes out, with its line; `use std::{fs, io::Read}` gives two.
pub fn paths(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let chars: Vec<char> = code.chars().collect();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        if chars[at] == '\n' {
            line += 1;
        } else if is_word(chars[at]) && !follows_word(&chars, at) {
            expand(&chars, at, "", line, &mut found);
        }
        at += 1;
    }
    found
}

/// Writes out the path that begins at `at`, following `{…}` of an import; returns where it ended.
fn expand(chars: &[char], at: usize, before: &str, line: usize, found: &mut Vec<(usize, String)>) -> usize {
    let Some(word) = word_at(chars, at) else { return at };
    let path = format!("{before}{word}");
    let mut i = at + word.chars().count();
    if !chars[i..].starts_with(&[':', ':']) {
        found.push((line, path));
        return i;
    }
    i += 2;
    let before = format!("{path}::");
    if chars.get(i) != Some(&'{') {
        let end = expand(chars, i, &before, line, found);
        if end == i {
            found.push((line, path));
        }
        return end;
    }
    let mut line = line;
    i += 1;
    while i < chars.len() && chars[i] != '}' {
        if chars[i] == '\n' {
            line += 1;
        }
        i = if is_word(chars[i]) { expand(chars, i, &before, line, found) } else { i + 1 };
    }
    i + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked_and_lines_stay() {
        let source = "let a = \"std::fs\"; // HashMap\nlet b = r#\"a \" }\"#; /* { /* } */ */ let c = '{';\nlet d: &'a u8;";
        let code = code_only(source);
        assert_eq!(code.lines().count(), 3);
        assert_eq!(code.chars().count(), source.chars().count());
        for gone in ["std::fs", "HashMap", "{", "}"] {
            assert!(!code.contains(gone), "{gone} is still in {code}");
        }
        assert!(code.contains("let d: &'a u8;"));
    }

    #[test]
    fn escaped_quotes_do_not_end_a_string() {
        assert_eq!(code_only(r#"f("\"HashMap\\", '\'', b'\\', b"x\"y"); g()"#).matches("HashMap").count(), 0);
        assert!(code_only(r#"f("\"a\\"); Instant::now()"#).contains("Instant::now()"));
    }

    #[test]
    fn test_modules_are_blanked_and_what_follows_is_not() {
        let code = without_tests("fn a() {}\n#[cfg(test)]\nmod tests {\n use std::fs;\n}\nuse std::net;\n");
        assert!(!code.contains("std::fs"));
        assert!(code.contains("std::net"));
        let code = without_tests("#[cfg(test)]\nmod tests;\nuse std::net;\n");
        assert!(code.contains("std::net") && !code.contains("mod tests"));
    }

    #[test]
    fn functions_are_measured_from_name_to_closing_brace() {
        let found = functions(
            "trait T { fn none(&self); }\nfn long(\n a: [u8; 4],\n) {\n if x { y() }\n}\nlet f: fn(u8);\n",
        );
        assert_eq!(found, [Function { name: "long".into(), line: 2, lines: 5, is_test: false }]);
    }

    #[test]
    fn tests_are_told_from_other_functions() {
        let found = functions(
            "#[test]\n#[expect(x)]\nfn a() {}\nfn b() {}\n#[tokio::test(flavor = 1)]\nasync fn c() {}\n",
        );
        assert_eq!(found.iter().map(|f| f.is_test).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn imports_are_written_out() {
        let found =
            paths("use std::{\n  fs,\n  io::{self, Read},\n};\nlet now = std::time::Instant::now();\n");
        for path in ["std::fs", "std::io::self", "std::io::Read", "std::time::Instant::now"] {
            assert!(found.iter().any(|(_, found)| found == path), "{path} is not in {found:?}");
        }
        assert!(found.contains(&(2, "std::fs".to_owned())));
    }
}
