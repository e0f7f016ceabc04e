//! Who may know whom: the crate table against cargo, the layers, and one owner for each technology.

use weft_tests::{
    assert_none, markdown, tree,
    workspace::{self, OurCrate},
};

const PAGE: &str = "docs/ARCHITECTURE.md";

/// What must have an owner as soon as anything depends on it.
const TECHNOLOGIES: [&str; 15] = [
    "automerge",
    "blake3",
    "chacha20poly1305",
    "ed25519-dalek",
    "eframe",
    "egui",
    "fluent-bundle",
    "getrandom",
    "hpke",
    "iroh",
    "netwatch",
    "redb",
    "swarm-discovery",
    "tokio",
    "zstd",
];

/// The outside crates that `crates/core` may use: none does I/O, waits, or asks the system for anything.
const PURE: [&str; 17] = [
    "automerge",
    "blake3",
    "chacha20poly1305",
    "data-encoding",
    "ed25519-dalek",
    "hpke",
    "icu_normalizer",
    "jiff",
    "postcard",
    "rand_chacha",
    "rand_core",
    "serde",
    "sha2",
    "serde_json",
    "thiserror",
    "tracing",
    "zeroize",
];

/// One row of the crate table.
#[derive(Debug)]
struct Row {
    line: usize,
    name: String,
    folder: String,
    may_need: Vec<String>,
    owns: Vec<String>,
}

fn rows(page: &str) -> Vec<Row> {
    let table = markdown::table(page, "crate");
    table.into_iter().map(|(line, cells)| row(line, &cells)).collect()
}

fn row(line: usize, cells: &[String]) -> Row {
    let cell = |at: usize| markdown::quoted(cells.get(at).map_or("", String::as_str));
    let first = |at: usize| cell(at).into_iter().next().unwrap_or_default();
    Row { line, name: first(0), folder: first(1), may_need: cell(3), owns: cell(4) }
}

fn is_ours(name: &str, ours: &[OurCrate]) -> bool {
    ours.iter().any(|one| one.name == name)
}

fn table_violations(rows: &[Row], ours: &[OurCrate]) -> Vec<String> {
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| !is_ours(&row.name, ours)) {
        found.push(format!("{PAGE}:{}: `{}` is no crate of this workspace", row.line, row.name));
    }
    for one in ours {
        let Some(row) = rows.iter().find(|row| row.name == one.name) else {
            found.push(format!(
                "{}/Cargo.toml: `{}` has no row in the crate table of {PAGE}",
                one.folder, one.name
            ));
            continue;
        };
        if row.folder != one.folder {
            found.push(format!(
                "{PAGE}:{}: `{}` lies in `{}`, not `{}`",
                row.line, one.name, one.folder, row.folder
            ));
        }
        for need in one.needs.iter().filter(|need| is_ours(need, ours) && !row.may_need.contains(need)) {
            found.push(format!(
                "{}/Cargo.toml: edge `{}` → `{need}` is not in the table ({PAGE}:{})",
                one.folder, one.name, row.line
            ));
        }
        for gone in row.may_need.iter().filter(|need| !one.needs.contains(need)) {
            found.push(format!("{PAGE}:{}: `{}` does not depend on `{gone}`", row.line, one.name));
        }
    }
    found
}

/// The layer of a folder: its first two parts for `crates/…`, else its first.
fn layer(folder: &str) -> &str {
    let parts = if folder.starts_with("crates/") { 2 } else { 1 };
    let end = folder.match_indices('/').nth(parts - 1).map_or(folder.len(), |(at, _)| at);
    &folder[..end]
}

fn may_use(user: &str, used: &str) -> bool {
    match user {
        "crates/core" => used == "crates/core",
        "crates/shell" => used == "crates/core",
        "crates/client" => matches!(used, "crates/core" | "crates/shell" | "crates/client"),
        "crates/testkit" => matches!(used, "crates/core" | "crates/shell" | "crates/testkit"),
        "apps" => matches!(used, "crates/core" | "crates/shell" | "crates/client"),
        "tests" => true,
        _ => false,
    }
}

/// What a layer's tests may use besides: the testkit, and what the layer itself may.
fn may_test_with(user: &str, used: &str) -> bool {
    may_use(user, used) || used == "crates/testkit"
}

fn layer_violations(ours: &[OurCrate]) -> Vec<String> {
    let mut found = Vec::new();
    for one in ours {
        for used in one.needs.iter().filter_map(|need| ours.iter().find(|other| other.name == *need)) {
            if !may_use(layer(&one.folder), layer(&used.folder)) {
                found.push(format!(
                    "{}/Cargo.toml: `{}` ({}) may not depend on `{}` ({})",
                    one.folder,
                    one.name,
                    layer(&one.folder),
                    used.name,
                    layer(&used.folder)
                ));
            }
        }
        let in_tests =
            one.needs_in_tests.iter().filter_map(|need| ours.iter().find(|other| other.name == *need));
        for used in in_tests.filter(|used| !may_test_with(layer(&one.folder), layer(&used.folder))) {
            found.push(format!(
                "{}/Cargo.toml: tests of `{}` may not depend on `{}`",
                one.folder, one.name, used.name
            ));
        }
        let meets = |name: &str| one.needs.iter().any(|need| need == name);
        if layer(&one.folder) == "crates/client"
            && meets("weft-engine")
            && (meets("egui") || meets("weft-ui"))
        {
            found.push(format!(
                "{}/Cargo.toml: `{}` brings egui and the engine together",
                one.folder, one.name
            ));
        }
        for foreign in
            one.needs.iter().filter(|need| layer(&one.folder) == "crates/core" && !is_ours(need, ours))
        {
            if !PURE.contains(&foreign.as_str()) {
                found.push(format!(
                    "{}/Cargo.toml: `{foreign}` is not among the pure crates core may use",
                    one.folder
                ));
            }
        }
    }
    found
}

fn owner_violations(rows: &[Row], ours: &[OurCrate]) -> Vec<String> {
    let mut found = Vec::new();
    let owned = rows.iter().flat_map(|row| row.owns.iter().map(String::as_str));
    let mut technologies: Vec<&str> = owned.chain(TECHNOLOGIES).collect();
    technologies.sort_unstable();
    technologies.dedup();
    for technology in technologies {
        for one in ours {
            let row = rows.iter().find(|row| row.name == one.name);
            let owns = row.is_some_and(|row| row.owns.iter().any(|owned| owned == technology));
            let needs = one.needs.iter().any(|need| need == technology);
            if needs && !owns {
                found.push(format!(
                    "{}/Cargo.toml: `{}` uses `{technology}`, which it does not own",
                    one.folder, one.name
                ));
            } else if owns && !needs {
                let line = row.map_or(0, |row| row.line);
                found.push(format!("{PAGE}:{line}: `{}` does not use `{technology}`", one.name));
            }
        }
        // What only measures may use a technology beside its owner: nothing that ships depends on it.
        let owners: Vec<&Row> = rows
            .iter()
            .filter(|row| !row.folder.starts_with("crates/testkit/"))
            .filter(|row| row.owns.iter().any(|owned| owned == technology))
            .collect();
        if owners.len() > 1 && technology != "tokio" && technology != "getrandom" {
            let names: Vec<&str> = owners.iter().map(|row| row.name.as_str()).collect();
            found.push(format!(
                "{PAGE}:{}: `{technology}` has several owners: {}",
                owners[0].line,
                names.join(", ")
            ));
        }
    }
    found
}

#[test]
fn the_crate_table_is_the_workspace() {
    let ours = workspace::our_crates(workspace::metadata());
    let rows = rows(&tree::read(PAGE).text);
    assert_none(
        &table_violations(&rows, &ours),
        "a new edge between crates is a decision: change the table in docs/ARCHITECTURE.md in the same commit, or take the edge out",
    );
}

#[test]
fn each_layer_knows_only_what_it_may() {
    let ours = workspace::our_crates(workspace::metadata());
    assert_none(
        &layer_violations(&ours),
        "move the code to the layer whose rule it fits; see Folders in docs/ARCHITECTURE.md",
    );
}

#[test]
fn each_technology_has_one_owner() {
    let ours = workspace::our_crates(workspace::metadata());
    let rows = rows(&tree::read(PAGE).text);
    assert_none(
        &owner_violations(&rows, &ours),
        "ask the owner for what you need; see `owns` in docs/ARCHITECTURE.md",
    );
}

#[test]
fn a_core_test_that_reaches_upward_is_named() {
    let mut bad = sample("weft-ids", "crates/core/weft-ids", &[]);
    bad.needs_in_tests = vec!["weft-net".into(), "weft-sim".into()];
    let others = [
        sample("weft-net", "crates/shell/weft-net", &[]),
        sample("weft-sim", "crates/testkit/weft-sim", &[]),
    ];
    assert_eq!(layer_violations(&[vec![bad], others.to_vec()].concat()).len(), 1);
}

fn sample(name: &str, folder: &str, needs: &[&str]) -> OurCrate {
    let needs = needs.iter().map(ToString::to_string).collect();
    OurCrate { name: name.into(), folder: folder.into(), needs, needs_in_tests: Vec::new() }
}

const SAMPLE: &str = "| crate | folder | purpose | may depend on | owns |\n|---|---|---|---|---|\n\
    | `weft-ids` | `crates/core/weft-ids` | names | | `blake3` |\n\
    | `weft-net` | `crates/shell/weft-net` | bytes | `weft-ids` | `iroh` |\n";

#[test]
fn an_edge_or_crate_that_the_table_does_not_know_is_named() {
    let good = [
        sample("weft-ids", "crates/core/weft-ids", &["blake3"]),
        sample("weft-net", "crates/shell/weft-net", &["iroh", "weft-ids"]),
    ];
    assert_eq!(table_violations(&rows(SAMPLE), &good), [""; 0]);
    let bad = [
        sample("weft-ids", "crates/core/weft-ids", &["weft-net"]),
        sample("weft-net", "crates/net", &["iroh"]),
        sample("weft-new", "crates/core/weft-new", &[]),
    ];
    let found = table_violations(&rows(SAMPLE), &bad).join("\n");
    for part in [
        "edge `weft-ids` → `weft-net`",
        "lies in `crates/net`",
        "does not depend on `weft-ids`",
        "`weft-new` has no row",
    ] {
        assert!(found.contains(part), "{part} is not in:\n{found}");
    }
}

#[test]
fn a_layer_that_reaches_upward_is_named() {
    let bad = [
        sample("weft-ids", "crates/core/weft-ids", &["weft-net", "tokio"]),
        sample("weft-net", "crates/shell/weft-net", &["weft-store"]),
        sample("weft-store", "crates/shell/weft-store", &[]),
        sample("weft-ui", "crates/client/weft-ui", &["egui", "weft-engine"]),
        sample("weft-sim", "crates/testkit/weft-sim", &[]),
        sample("weft", "apps/cli", &["weft-sim"]),
    ];
    let found = layer_violations(&bad);
    assert_eq!(found.len(), 5, "{found:#?}");
}

#[test]
fn a_second_user_or_a_false_owner_is_named() {
    let ours = [
        sample("weft-ids", "crates/core/weft-ids", &["iroh"]),
        sample("weft-net", "crates/shell/weft-net", &["iroh", "redb"]),
    ];
    let found = owner_violations(&rows(SAMPLE), &ours).join("\n");
    for part in ["`weft-ids` uses `iroh`", "`weft-net` uses `redb`", "`weft-ids` does not use `blake3`"] {
        assert!(found.contains(part), "{part} is not in:\n{found}");
    }
}
