//! How code is written: what core may not touch, how long things are, how files begin, and nothing left unfinished.

use weft_tests::{
    assert_none,
    rust_text::{code_only, functions, paths, without_tests},
    tree::{self, TextFile},
};

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;

/// Functions that may be longer, by path and name, each with its reason; empty is best.
const LONG_FUNCTIONS: [(&str, &str, &str); 0] = [];

/// What `crates/core` may not name outside tests, and what to use instead.
const IMPURE: [(&str, &str); 14] = [
    ("std::fs", "return an output"),
    ("std::net", "return an output"),
    ("std::time", "take `now` as an argument"),
    ("std::thread", "the engine owns threads"),
    ("std::env", "take an argument"),
    ("std::process", "return an output"),
    ("std::sync::Mutex", "the core has no threads"),
    ("std::sync::RwLock", "the core has no threads"),
    ("std::sync::mpsc", "return an output"),
    ("std::collections::hash_map", "use BTreeMap"),
    ("std::collections::hash_set", "use BTreeSet"),
    ("std::io::stdin", "take an argument"),
    ("std::io::stdout", "return an output"),
    ("std::io::stderr", "return an output"),
];

/// Names under those paths that are plain data.
const PLAIN: [&str; 6] = ["SocketAddr", "SocketAddrV4", "SocketAddrV6", "IpAddr", "Ipv4Addr", "Ipv6Addr"];

/// Words that `crates/core` may not use outside tests, wherever they come from.
const IMPURE_WORDS: [&str; 14] = [
    "HashMap",
    "HashSet",
    "SystemTime",
    "Instant",
    "thread_rng",
    "OsRng",
    "ThreadRng",
    "thread_local",
    "println",
    "eprintln",
    "print",
    "eprint",
    "async",
    "await",
];

fn purity_violations(file: &TextFile) -> Vec<String> {
    let code = without_tests(&code_only(&file.text));
    let mut found = Vec::new();
    for (line, path) in paths(&code) {
        let banned =
            IMPURE.iter().find(|(banned, _)| path == *banned || path.starts_with(&format!("{banned}::")));
        let plain = path.split("::").nth(2).is_some_and(|name| PLAIN.contains(&name));
        if let Some((banned, instead)) = banned.filter(|_| !plain) {
            found.push(format!("{}:{line}: `{banned}` in core: {instead}", file.path));
        }
        if let Some(word) = path.split("::").find(|part| IMPURE_WORDS.contains(part)) {
            found.push(format!("{}:{line}: `{word}` in core", file.path));
        }
    }
    found
}

fn float_violations(file: &TextFile) -> Vec<String> {
    let found = paths(&code_only(&file.text)).into_iter();
    let found = found.filter(|(_, path)| path.split("::").any(|part| part == "f32" || part == "f64"));
    found.map(|(line, path)| format!("{}:{line}: `{path}` beside amounts", file.path)).collect()
}

fn size_violations(file: &TextFile) -> Vec<String> {
    let mut found = Vec::new();
    let lines = file.text.lines().count();
    if lines > FILE_LINES_MAX {
        found.push(format!("{}:1: {lines} lines; {FILE_LINES_MAX} are allowed", file.path));
    }
    for function in functions(&code_only(&file.text)) {
        let known = LONG_FUNCTIONS.iter().any(|(path, name, _)| *path == file.path && *name == function.name);
        if function.lines > FUNCTION_LINES_MAX && !known {
            found.push(format!(
                "{}:{}: `{}` has {} lines; {FUNCTION_LINES_MAX} are allowed",
                file.path, function.line, function.name, function.lines
            ));
        }
    }
    found
}

fn unfinished_violations(file: &TextFile) -> Vec<String> {
    let code = code_only(&file.text);
    let mut found = Vec::new();
    for (at, line) in code.lines().enumerate() {
        for mark in ["#[ignore", concat!("todo", "!("), concat!("unimplemented", "!("), concat!("dbg", "!(")]
        {
            if line.contains(mark) {
                found.push(format!("{}:{}: `{mark}`", file.path, at + 1));
            }
        }
    }
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    for (at, line) in file.text.lines().enumerate() {
        if let Some(mark) = marks.iter().find(|mark| line.contains(*mark)) {
            found.push(format!("{}:{}: `{mark}`", file.path, at + 1));
        }
    }
    found
}

fn all(files: &[TextFile], check: fn(&TextFile) -> Vec<String>) -> Vec<String> {
    files.iter().flat_map(check).collect()
}

#[test]
fn the_core_is_pure() {
    let core = |file: &TextFile| file.path.starts_with("crates/core/") && !file.is_test();
    let files: Vec<TextFile> = tree::rust_files().into_iter().filter(core).collect();
    assert!(files.len() > 10, "core was not found");
    assert_none(
        &all(&files, purity_violations),
        "take it as an argument or return it as an output; a shell crate does the rest",
    );
}

#[test]
fn no_floating_point_stands_near_an_amount() {
    let money = |file: &TextFile| {
        file.path.starts_with("crates/core/weft-ledger/") || file.path == "crates/core/weft-view/src/money.rs"
    };
    let files: Vec<TextFile> = tree::rust_files().into_iter().filter(money).collect();
    assert!(!files.is_empty(), "the ledger was not found");
    assert_none(
        &all(&files, float_violations),
        "amounts are integers of minor units; ratios are pairs of integers",
    );
}

#[test]
fn files_and_functions_stay_short() {
    assert_none(
        &all(&tree::rust_files(), size_violations),
        "split it by what it owns; only where that hurts the reader, list it in LONG_FUNCTIONS with the reason",
    );
}

#[test]
fn every_file_says_first_what_it_owns() {
    let files = tree::rust_files().into_iter().filter(|file| !file.text.starts_with("//! "));
    let found: Vec<String> =
        files.map(|file| format!("{}:1: does not begin with `//! `", file.path)).collect();
    assert_none(&found, "begin the file with one sentence: what it owns");
}

#[test]
fn nothing_is_left_unfinished() {
    assert_none(
        &all(&tree::rust_files(), unfinished_violations),
        "finish it, or take it out; a test asserts what happens today",
    );
}

fn sample(text: &str) -> TextFile {
    TextFile { path: "crates/core/x/src/lib.rs".into(), text: text.into() }
}

#[test]
fn impure_core_code_is_found() {
    let clean = "//! Uses no `HashMap`.\nuse std::{collections::BTreeMap, fmt, net::SocketAddr};\nconst A: &str = \"std::fs\";\n#[cfg(test)]\nmod tests { use std::fs; }\n";
    assert_eq!(purity_violations(&sample(clean)), [""; 0]);
    for bad in [
        "use std::{fmt, fs};",
        "use std::net::{SocketAddr, UdpSocket};",
        "use std::net;",
        "fn a() { std::env::var(\"A\"); }",
        "use std::time::Instant;",
        "use std::collections::{BTreeMap, HashMap};",
        "fn a() { println!(\"\"); }",
        "async fn a() {}",
        "use rand::rngs::OsRng;",
    ] {
        assert!(!purity_violations(&sample(bad)).is_empty(), "{bad}");
    }
}

#[test]
fn floats_are_found() {
    assert!(float_violations(&sample("let a: i64 = 1; // f64\n")).is_empty());
    assert!(!float_violations(&sample("let a = x as f64;")).is_empty());
    assert!(!float_violations(&sample("let a = f32::MAX;")).is_empty());
}

#[test]
fn long_files_and_functions_are_found() {
    let long = format!("fn short() {{}}\nfn long() {{\n{}}}\n", "a();\n".repeat(FUNCTION_LINES_MAX - 1));
    assert_eq!(size_violations(&sample(&long)).len(), 1);
    let fits = format!("fn fits() {{\n{}}}\n", "a();\n".repeat(FUNCTION_LINES_MAX - 2));
    assert_eq!(size_violations(&sample(&fits)), [""; 0]);
    assert_eq!(size_violations(&sample(&"//\n".repeat(FILE_LINES_MAX + 1))).len(), 1);
}

#[test]
fn unfinished_marks_are_found() {
    for bad in ["#[ignore]\nfn a() {}", concat!("fn a() { todo", "!() }"), concat!("// TO", "DO later")] {
        assert_eq!(unfinished_violations(&sample(bad)).len(), 1, "{bad}");
    }
    assert!(unfinished_violations(&sample("let a = \"#[ignore]\";")).is_empty());
}
