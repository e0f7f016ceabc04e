//! The page of every refusal code with an example, held against the codes that the sources name.

use super::{check_page, rows::ROWS, rust_files, source_folders};
use std::collections::{BTreeMap, BTreeSet};

const INTRO: &str = "\
# Refusals and errors

This page is written by a test, which also compares it with every code that the sources name.

A refused command changes nothing, exits with 1, and says why: in words on standard error, or with `--json` as one object on standard output.

```console
$ weft note Garden Plans
could not show the note: there is no space called \"Garden\" here
hint: there is: Thursday table (3fa9c1d2)
$ weft --json note Garden Plans
{\"error\":{\"code\":\"no_such_space\",\"message\":\"there is no space called \\\"Garden\\\" here\",\"hint\":\"there is: Thursday table (3fa9c1d2)\"}}
```

The codes are stable; the words may change.
*An act from another device* is never refused to you: it is listed, with its reason, by `weft log`.
";

#[test]
fn the_page_of_errors_lists_every_code() {
    let mut page = INTRO.to_owned();
    page.push_str("\n| code | for example | it says | what to do |\n|---|---|---|---|\n");
    let mut rows = ROWS.to_vec();
    rows.sort_unstable();
    for (code, example, says, todo) in rows {
        page.push_str(&format!("| `{code}` | {example} | {says} | {todo} |\n"));
    }
    check_page("errors.md", &page);
}

#[test]
fn every_code_in_the_sources_is_on_the_page_and_no_other() {
    let named = codes();
    let listed: BTreeSet<_> = ROWS.iter().map(|row| row.0.to_owned()).collect();
    assert_eq!(listed.len(), ROWS.len(), "a code is listed twice");
    let missing: Vec<_> = named.iter().filter(|(code, _)| !listed.contains(*code)).collect();
    let stale: Vec<_> = listed.iter().filter(|code| !named.contains_key(*code)).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "not on the page: {missing:#?}\nnot in any source: {stale:?}"
    );
}

/// Every code the sources name, with the files that name it.
fn codes() -> BTreeMap<String, BTreeSet<String>> {
    let mut files = Vec::new();
    for folder in source_folders() {
        rust_files(&folder, &mut files);
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files {
        let source = std::fs::read_to_string(&path).unwrap();
        // What stands below a file's tests is no code that anybody meets.
        let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let mut codes = Vec::new();
        for maker in ["Refusal::new(", "Failure::new(", "Failure::file("] {
            codes.extend(source.split(maker).skip(1).filter_map(leading_literal));
        }
        // These name codes in their body, or hand them on as arguments.
        for (begin, end) in [("fn code(", "\n    }\n"), ("    one_id(", "\n}\n")] {
            for body in source.split(begin).skip(1) {
                let body = body.split(end).next().unwrap();
                codes.extend(body.split('"').skip(1).step_by(2).map(str::to_owned));
            }
        }
        for code in codes.into_iter().filter(|code| is_code(code)) {
            found.entry(code).or_default().insert(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

/// The string literal at the beginning of some source text.
fn leading_literal(text: &str) -> Option<String> {
    text.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned)
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
