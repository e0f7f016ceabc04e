//! What a member reads: plain words, none of ours.

use weft_tests::{assert_none, tree, tree::TextFile};

/// Words that stand for how Weft is made; *key* is one of them, except where keys of the keyboard are meant.
const OURS: [&str; 15] = [
    "sync", "syncs", "synced", "syncing", "peer", "peers", "node", "nodes", "crdt", "replica", "hash",
    "endpoint", "merge", "key", "keys",
];

fn catalogues() -> Vec<TextFile> {
    tree::text_files().into_iter().filter(|file| file.path.ends_with(".ftl")).collect()
}

fn word_violations(file: &TextFile) -> Vec<String> {
    let mut found = Vec::new();
    let mut message = String::new();
    for (at, line) in file.text.lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        let mut said = line;
        if let Some((id, value)) = line.split_once(" =").filter(|(id, _)| !id.contains([' ', '{', '['])) {
            message = id.to_owned();
            said = value;
        }
        let variables = |word: &&str| !word.starts_with('$');
        let words = said.split(|c: char| !c.is_alphanumeric() && c != '$' && c != '_').filter(variables);
        for word in words.map(str::to_lowercase).filter(|word| OURS.contains(&word.as_str())) {
            let keyboard = message.starts_with("key_") && word.starts_with("key");
            if !keyboard {
                found.push(format!("{}:{}: `{message}` says *{word}*", file.path, at + 1));
            }
        }
    }
    found
}

#[test]
fn no_member_reads_our_words() {
    let files = catalogues();
    assert!(!files.is_empty(), "the catalogue of sentences was not found");
    let found: Vec<String> = files.iter().flat_map(word_violations).collect();
    assert_none(&found, "say what it means for people: *level with Ben*, *the other laptop*, *invitation*");
}

#[test]
fn our_words_are_found_and_variables_and_keyboards_are_not() {
    let text = "# Peers\ngood = With { $key } and { $peer }\nkey_all = All keys\nbad =\n    { $count ->\n    [one] Syncing with a peer\n   *[other] x\n    }\n";
    let file = TextFile { path: "en.ftl".into(), text: text.into() };
    assert_eq!(word_violations(&file), ["en.ftl:6: `bad` says *syncing*", "en.ftl:6: `bad` says *peer*"]);
}
