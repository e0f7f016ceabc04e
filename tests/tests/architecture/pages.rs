//! That pages are true: links resolve, rules name tests that exist, the map is whole, commands are the ones CI runs.

use std::collections::BTreeSet;
use weft_tests::{
    assert_none, markdown,
    rust_text::{code_only, functions},
    tree::{self, TextFile},
};

/// Every test, and every program of tests (`tests/twin.rs`, `tests/twin/main.rs`), which stands for all in it.
fn test_names(files: &[TextFile]) -> BTreeSet<String> {
    let functions = files.iter().flat_map(|file| functions(&code_only(&file.text)));
    let mut names: BTreeSet<String> =
        functions.filter(|function| function.is_test).map(|function| function.name).collect();
    for file in files {
        let tail = file.path.split("/tests/").nth(1).unwrap_or_default();
        let program = tail.strip_suffix("/main.rs").or_else(|| tail.strip_suffix(".rs"));
        names.extend(program.filter(|name| !name.contains('/')).map(str::to_owned));
    }
    names
}

fn rule_violations(page: &TextFile, tests: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for rule in markdown::rules(&page.text) {
        if rule.tests.is_empty() {
            found.push(format!("{}:{}: rule {} names no test", page.path, rule.line, rule.number));
        }
        for name in rule.tests.iter().filter(|name| !tests.contains(*name)) {
            found.push(format!(
                "{}:{}: rule {} names `{name}`, which is no test",
                page.path, rule.line, rule.number
            ));
        }
    }
    found
}

/// The rows of `docs/spec/threats.md`: every attack has a number in order, and the tests it names exist.
fn threat_violations(page: &TextFile, tests: &BTreeSet<String>) -> Vec<String> {
    let rows = markdown::table(&page.text, "#");
    let mut found = Vec::new();
    for (at, (line, cells)) in rows.iter().enumerate() {
        if cells.first() != Some(&(at + 1).to_string()) || cells.len() != 5 {
            found.push(format!(
                "{}:{line}: row {} is not `| number | attack | answer | shown by | what remains |`",
                page.path,
                at + 1
            ));
            continue;
        }
        for name in markdown::quoted(&cells[3]).iter().filter(|name| !tests.contains(*name)) {
            found.push(format!("{}:{line}: attack {} names `{name}`, which is no test", page.path, at + 1));
        }
        if cells[4].is_empty() {
            found.push(format!("{}:{line}: attack {} does not say what remains", page.path, at + 1));
        }
    }
    found
}

fn link_violations(page: &TextFile) -> Vec<String> {
    let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    for (line, target) in markdown::links(&page.text) {
        if target.contains("://") || target.starts_with("mailto:") {
            continue;
        }
        let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
        let path =
            if file.is_empty() { tree::top().join(&page.path) } else { tree::top().join(folder).join(file) };
        if !file.is_empty() && !path.exists() {
            found.push(format!("{}:{line}: link to {target}, which does not exist", page.path));
        } else if !anchor.is_empty() {
            let text = if file.is_empty() {
                page.text.clone()
            } else {
                std::fs::read_to_string(&path).unwrap_or_default()
            };
            if !markdown::anchors(&text).iter().any(|known| known == anchor) {
                found.push(format!("{}:{line}: link to {target}, which has no such heading", page.path));
            }
        }
    }
    found
}

fn machine_violations(file: &TextFile) -> Vec<String> {
    // Written apart, so that this file does not hold what it looks for.
    let marks = [
        concat!("/", "work", "/"),
        concat!("/", "farm", "/"),
        concat!("/", "home", "/"),
        concat!("/", "Users", "/"),
    ];
    // The people of our examples live nowhere.
    let invented = ["ana", "ben", "chi", "dev"].map(|name| format!("{}{name}", marks[2]));
    let mut found = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        let line = invented.iter().fold(line.to_owned(), |line, place| line.replace(place, ""));
        if let Some(mark) = marks.iter().find(|mark| line.contains(*mark)) {
            found.push(format!("{}:{}: names a place on one machine ({mark}…)", file.path, at + 1));
        }
    }
    found
}

#[test]
fn every_rule_names_tests_that_exist() {
    let tests = test_names(&tree::rust_files());
    let pages: Vec<TextFile> =
        tree::pages().into_iter().filter(|page| page.path.starts_with("docs/spec/")).collect();
    let rules: usize = pages.iter().map(|page| markdown::rules(&page.text).len()).sum();
    assert!(rules > 5, "docs/spec: the rules were not read");
    let found: Vec<String> = pages.iter().flat_map(|page| rule_violations(page, &tests)).collect();
    assert_none(&found, "write the test, or correct its name; the form of a rule is in docs/spec/README.md");
}

#[test]
fn every_threat_says_what_remains_and_names_tests_that_exist() {
    let tests = test_names(&tree::rust_files());
    let page = tree::read("docs/spec/threats.md");
    assert_eq!(markdown::table(&page.text, "#").len(), 59, "docs/spec/threats.md lists 59 attacks");
    assert_none(
        &threat_violations(&page, &tests),
        "correct the row; its form is at the top of docs/spec/threats.md",
    );
}

#[test]
fn every_link_resolves() {
    let found: Vec<String> = tree::pages().iter().flat_map(link_violations).collect();
    assert_none(&found, "correct the link");
}

/// The pages that no other page links to; the README is where reading begins.
fn orphan_violations(pages: &[TextFile]) -> Vec<String> {
    let mut linked = BTreeSet::new();
    for page in pages {
        let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (_, target) in markdown::links(&page.text) {
            let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
            for part in target.split('#').next().unwrap_or_default().split('/') {
                match part {
                    ".." => drop(parts.pop()),
                    "." => {}
                    name => parts.push(name),
                }
            }
            linked.insert(parts.join("/"));
        }
    }
    let docs = pages.iter().filter(|page| page.path.starts_with("docs/") && !linked.contains(&page.path));
    docs.map(|page| format!("{}:1: no page links here", page.path)).collect()
}

#[test]
fn every_page_can_be_found_from_another() {
    assert_none(&orphan_violations(&tree::pages()), "link to it from the README of its folder");
}

#[test]
fn a_page_that_nothing_links_to_is_named() {
    let page = |path: &str, text: &str| TextFile { path: path.into(), text: text.into() };
    let pages = [
        page("README.md", "[a](docs/a.md)"),
        page("docs/a.md", "[b](spec/b.md#x)"),
        page("docs/spec/b.md", "[a](../a.md)"),
    ];
    assert_eq!(orphan_violations(&pages), [""; 0]);
    assert_eq!(orphan_violations(&pages[..1]).len(), 0);
    assert_eq!(orphan_violations(&pages[1..]).len(), 0);
    assert_eq!(orphan_violations(&pages[2..]).len(), 1);
}

#[test]
fn the_map_lists_every_folder() {
    let page = tree::read("docs/ARCHITECTURE.md").text;
    let top = std::fs::read_dir(tree::top()).expect("the checkout can be listed").flatten();
    let folders = top
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let unlisted =
        folders.filter(|name| !name.starts_with('.') && name != "target" && !name.ends_with(".profile"));
    let found: Vec<String> = unlisted
        .filter(|name| !page.lines().any(|line| line.trim_start().starts_with(&format!("{name}/"))))
        .map(|name| format!("docs/ARCHITECTURE.md: the map does not list `{name}/`"))
        .collect();
    assert_none(&found, "add the folder to the map with what it is for");
}

#[test]
fn the_readmes_commands_are_the_ones_ci_runs() {
    let (readme, ci) = (tree::read("README.md").text, tree::read(".ci/run").text);
    for command in ["cargo run -p weft -- demo", "cargo test --workspace --locked"] {
        assert!(readme.contains(command), "README.md: does not name `{command}`");
        assert!(ci.contains(command), ".ci/run: does not run `{command}`");
    }
}

/// Commands in code blocks of the guide that the reference does not know; a verb is one word, or two as in `loan ask`.
fn command_violations(page: &TextFile, reference: &str) -> Vec<String> {
    let known = |verb: &str| reference.lines().any(|line| line.strip_prefix("## weft ") == Some(verb));
    let mut found = Vec::new();
    for (line, text) in markdown::code_lines(&page.text) {
        let Some(typed) = text.trim_start_matches("$ ").strip_prefix("weft ") else { continue };
        let words: Vec<&str> = typed.split_whitespace().collect();
        let one = words.first().copied().unwrap_or_default();
        let two = words.get(1).map(|second| format!("{one} {second}")).unwrap_or_default();
        if !known(one) && !known(&two) {
            found.push(format!("{}:{line}: `weft {one}` is no command", page.path));
        }
    }
    found
}

#[test]
fn the_guide_types_commands_that_exist() {
    let reference = tree::read("docs/guide/reference/cli.md").text;
    let guide = tree::pages().into_iter().filter(|page| page.path.starts_with("docs/guide/"));
    let guide: Vec<TextFile> = guide.filter(|page| !page.path.contains("/reference/")).collect();
    let found: Vec<String> = guide.iter().flat_map(|page| command_violations(page, &reference)).collect();
    assert_none(&found, "type what docs/guide/reference/cli.md says");
}

#[test]
fn a_command_that_is_none_is_named() {
    let reference = "## weft init\n## weft loan ask\n";
    let text = "```\nweft init Ana\n$ weft loan ask 5\nweft lend 5\nweft loan give\n```\nweft prose\n";
    let found = command_violations(&page(text), reference);
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn no_file_names_a_place_on_one_machine() {
    let found: Vec<String> = tree::text_files().iter().flat_map(machine_violations).collect();
    assert_none(&found, "write the path from the top of the checkout, or take it as an argument");
}

fn page(text: &str) -> TextFile {
    TextFile { path: "docs/spec/sample.md".into(), text: text.into() }
}

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn a_rule_without_a_real_test_is_named() {
    let tests = names(&["it_holds"]);
    assert!(rule_violations(&page("**E1.** So.\nTest: `it_holds`.\n"), &tests).is_empty());
    assert_eq!(rule_violations(&page("**E1.** So.\n"), &tests).len(), 1);
    assert_eq!(rule_violations(&page("**E1.** So.\nTest: `it_held`.\n"), &tests).len(), 1);
}

#[test]
fn a_threat_without_a_remainder_or_a_real_test_is_named() {
    let tests = names(&["it_holds"]);
    let row = |row: &str| {
        page(&format!("| # | attack | answer | shown by | what remains |\n|---|---|---|---|---|\n{row}\n"))
    };
    assert!(threat_violations(&row("| 1 | a | b | `it_holds` | nothing |"), &tests).is_empty());
    for bad in [
        "| 2 | a | b | | c |",
        "| 1 | a | b | `it_held` | c |",
        "| 1 | a | b | `it_holds` | |",
        "| 1 | a | b |",
    ] {
        assert_eq!(threat_violations(&row(bad), &tests).len(), 1, "{bad}");
    }
}

#[test]
fn a_link_to_nowhere_is_named() {
    let found =
        link_violations(&page("[a](nowhere.md) [b](https://example.org) [c](#gone)\n# Here\n[d](#here)\n"));
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_machines_path_is_named() {
    let text = format!("see {}x\n", concat!("/", "work", "/"));
    assert_eq!(machine_violations(&page(&text)).len(), 1);
    let home = concat!("/", "home", "/");
    assert_eq!(machine_violations(&page(&format!("{home}ana/stick\n{home}user/x\n"))).len(), 1);
}

#[test]
fn only_tests_count_as_tests() {
    let file = TextFile {
        path: "a.rs".into(),
        text: "#[test]\nfn it_holds() {}\nfn helper() {}\n// fn gone() {}\n".into(),
    };
    assert_eq!(test_names(&[file]), names(&["it_holds"]));
}
