//! Writes the reference pages from what the program says of itself, and fails where a page is stale.

mod errors;
mod rows;

use crate::args::Cli;
use clap::{Arg, Command, CommandFactory, Parser};
use std::path::{Path, PathBuf};

const INTRO: &str = "\
# The command line

This page is written by a test from the program's own definitions; `UPDATE_DOCS=1 cargo test -p weft` writes it again.

Every verb prints text for people, or with `--json` one JSON object for programs.
Fields are only ever added to these objects; amounts are integers in minor units and end in `_minor`; counts are numbers; ids are full hex.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused, with the reason on standard error, or with `--json` as `{\"error\": {\"code\", \"message\", \"hint\"}}` on standard output |
| 2 | that is not a command |

[errors.md](errors.md) lists every code.
People and spaces are typed by name, by id, or by four or more digits of an id.
The profile is where `--profile` says, else `WEFT_PROFILE`, else the system's data folder; one program uses it at a time.
`WEFT_LOG` sets what is logged to standard error: `error`, `warn` (the default), `info`, `debug` or `trace`.

These options go with every verb:
";

/// Compares a page with what it should say; with `UPDATE_DOCS=1` writes it.
fn check_page(name: &str, expected: &str) {
    let path = root().join("docs/guide/reference").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, expected).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == expected,
        "docs/guide/reference/{name} is stale; write it again with `UPDATE_DOCS=1 cargo test -p weft reference`"
    );
}

fn root() -> PathBuf {
    let here = std::fs::canonicalize(env!("CARGO_MANIFEST_DIR")).unwrap();
    here.ancestors().nth(2).unwrap().to_owned()
}

#[test]
fn the_command_reference_says_what_the_program_says() {
    check_page("cli.md", &cli_page());
}

#[test]
fn every_verb_has_an_example_that_is_a_command() {
    for command in leaves() {
        let path = command.get_bin_name().unwrap().to_owned();
        let help = command.get_after_help().unwrap_or_else(|| panic!("`{path}` has no example")).to_string();
        let example = help.lines().nth(1).unwrap().trim();
        assert!(example.starts_with(&path), "{example:?} is no example of `{path}`");
        if let Err(error) = Cli::try_parse_from(words(example)) {
            panic!("{example:?} is no command: {error}");
        }
    }
}

#[test]
fn the_definitions_are_sound() {
    Cli::command().debug_assert();
}

/// Splits an example into words the way a shell would, double quotes included.
fn words(example: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in example.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

/// Every verb that does something, in the order of the help.
fn leaves() -> Vec<Command> {
    let mut root = Cli::command();
    root.build();
    let mut found = Vec::new();
    collect(&root, &mut found);
    found
}

fn collect(command: &Command, found: &mut Vec<Command>) {
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let inner = sub.get_subcommands().any(|inner| inner.get_name() != "help");
        if !inner || sub.get_positionals().next().is_some() {
            found.push(sub.clone());
        }
        collect(sub, found);
    }
}

fn cli_page() -> String {
    let mut page = INTRO.to_owned();
    let root = Cli::command();
    for arg in root.get_arguments().filter(|arg| arg.is_global_set()) {
        page.push_str(&arg_line(arg));
    }
    page.push_str("\n| verb | what it does |\n|---|---|\n");
    for command in leaves() {
        let name = command.get_bin_name().unwrap().to_owned();
        let anchor = name.replace(' ', "-");
        page.push_str(&format!("| [`{name}`](#{anchor}) | {} |\n", about(&command)));
    }
    for mut command in leaves() {
        page.push_str(&verb_section(&mut command));
    }
    page
}

fn verb_section(command: &mut Command) -> String {
    let name = command.get_bin_name().unwrap().to_owned();
    let usage = command.render_usage().to_string();
    let usage: Vec<_> = usage.trim_start_matches("Usage:").lines().map(str::trim).collect();
    let mut page = format!("\n## {name}\n\n{}.\n\n```text\n{}\n```\n", about(command), usage.join("\n"));
    let mut args: Vec<_> =
        command.get_arguments().filter(|arg| !arg.is_global_set() && !builtin(arg)).collect();
    args.sort_by_key(|arg| !arg.is_positional());
    if !args.is_empty() {
        page.push('\n');
    }
    for arg in args {
        page.push_str(&arg_line(arg));
    }
    let help = command.get_after_help().unwrap().to_string();
    page.push_str(&format!("\n```console\n{}\n```\n", help.lines().nth(1).unwrap().trim()));
    page
}

fn builtin(arg: &Arg) -> bool {
    matches!(arg.get_id().as_str(), "help" | "version")
}

fn about(command: &Command) -> String {
    command.get_about().unwrap_or_else(|| panic!("{} has no help", command.get_name())).to_string()
}

fn arg_line(arg: &Arg) -> String {
    let values = arg.get_value_names().unwrap_or_default().join(" ");
    let name = match arg.get_long() {
        None => values,
        Some(long) if arg.get_action().takes_values() => format!("--{long} {values}"),
        Some(long) => format!("--{long}"),
    };
    let help = arg.get_help().unwrap_or_else(|| panic!("{name} has no help")).to_string();
    let mut line = format!("- `{name}`: {}", lower_first(&help));
    let possible: Vec<_> =
        arg.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
    if !possible.is_empty() && arg.get_action().takes_values() {
        line.push_str(&format!("; one of {}", possible.join(", ")));
    }
    let defaults: Vec<_> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .filter(|value| !value.is_empty())
        .collect();
    if !defaults.is_empty() && arg.get_action().takes_values() {
        line.push_str(&format!("; `{}` where nothing is said", defaults.join(" ")));
    }
    format!("{line}.\n")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The folders whose sources may name a code.
fn source_folders() -> Vec<PathBuf> {
    ["crates", "apps/cli/src"].iter().map(|folder| root().join(folder)).collect()
}

/// Every Rust source file below a folder, generated and test files left out.
fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "target" | "tests" | "testkit" | "reference") {
            rust_files(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}
