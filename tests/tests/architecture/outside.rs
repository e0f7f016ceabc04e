//! What we pull in and how it is built: versions, sources, licences, profiles and lints.

use weft_tests::{
    assert_none, spdx, tree,
    workspace::{self, Section, locked_packages, sections, unquoted},
};

/// Packages of which the lock file may hold one version only.
const SINGLE: [&str; 6] = ["automerge", "ed25519-dalek", "egui", "iroh", "redb", "winit"];

fn lock_violations(packages: &[Section], unwanted: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for name in SINGLE {
        let versions: Vec<String> =
            packages.iter().filter(|p| unquoted(p, "name") == name).map(|p| unquoted(p, "version")).collect();
        if versions.len() > 1 {
            found.push(format!("Cargo.lock: several versions of `{name}`: {}", versions.join(", ")));
        }
    }
    for package in packages {
        let name = unquoted(package, "name");
        if unwanted.contains(&name) {
            found.push(format!("Cargo.lock:{}: `{name}` is not wanted; deny.toml says why", package.line));
        }
    }
    found
}

fn source_violations(packages: &[Section]) -> Vec<String> {
    let outside: Vec<&Section> =
        packages.iter().filter(|package| package.pairs.contains_key("source")).collect();
    let first = outside.first().map(|package| unquoted(package, "source")).unwrap_or_default();
    let same = |package: &&&Section| {
        let source = unquoted(package, "source");
        source != first || !source.starts_with("registry+") || !package.pairs.contains_key("checksum")
    };
    let strange = outside.iter().filter(same);
    strange
        .map(|package| {
            format!("Cargo.lock:{}: `{}` comes from elsewhere", package.line, unquoted(package, "name"))
        })
        .collect()
}

fn profile_violations(manifest: &str) -> Vec<String> {
    let all = sections(manifest);
    let profile =
        |section: &&Section| section.name.starts_with("profile.") && section.name.matches('.').count() == 1;
    let mut found: Vec<String> = all
        .iter()
        .filter(profile)
        .filter(|section| unquoted(section, "panic") != "unwind")
        .map(|section| {
            format!("Cargo.toml:{}: [{}] does not say panic = \"unwind\"", section.line, section.name)
        })
        .collect();
    for name in ["profile.dev", "profile.release"] {
        if !all.iter().any(|section| section.name == name) {
            found.push(format!("Cargo.toml:1: there is no [{name}]"));
        }
    }
    found
}

/// The strings of `key = ["…", …]` in `deny.toml`, over as many lines as it takes.
fn listed(text: &str, key: &str) -> Vec<String> {
    let tail = text
        .lines()
        .skip_while(|line| !line.starts_with(&format!("{key} = [")))
        .collect::<Vec<_>>()
        .join("\n");
    let list = tail.split(']').next().unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn one_version_of_what_must_be_one_and_nothing_unwanted() {
    let packages = locked_packages(&tree::read("Cargo.lock").text);
    assert!(packages.len() > 100, "the lock file was not read");
    assert!(packages.iter().any(|p| unquoted(p, "name") == "egui"), "egui is gone");
    let deny = tree::read("deny.toml").text;
    let unwanted: Vec<String> = deny
        .lines()
        .filter_map(|line| line.split("{ crate = \"").nth(1)?.split('"').next().map(str::to_owned))
        .collect();
    assert!(unwanted.len() > 2, "deny.toml: the unwanted crates were not read");
    assert_none(
        &lock_violations(&packages, &unwanted),
        "move the versions in [workspace.dependencies] together, or drop the crate",
    );
}

#[test]
fn automerge_is_pinned_exactly() {
    let manifest = tree::read("Cargo.toml").text;
    let dependencies =
        sections(&manifest).into_iter().find(|section| section.name == "workspace.dependencies");
    let pinned = dependencies.map(|section| unquoted(&section, "automerge"));
    assert_eq!(
        pinned.as_deref(),
        Some("=0.12.0"),
        "Cargo.toml: what automerge accepts is part of the protocol"
    );
}

#[test]
fn every_dependency_comes_from_one_place_with_a_checksum() {
    let packages = locked_packages(&tree::read("Cargo.lock").text);
    assert_none(
        &source_violations(&packages),
        "use a published version; no git, no path outside this checkout",
    );
}

#[test]
fn every_dependency_has_a_licence_we_allow() {
    let allowed = listed(&tree::read("deny.toml").text, "allow");
    assert!(allowed.len() > 3, "deny.toml: the list of licences was not read");
    let metadata = workspace::metadata();
    let outside = metadata.packages.iter().filter(|package| package.source.is_some());
    let refused =
        outside.filter(|package| !spdx::is_allowed(package.license.as_deref().unwrap_or_default(), &allowed));
    let found: Vec<String> = refused
        .map(|package| format!("`{} {}` has licence {:?}", package.name, package.version, package.license))
        .collect();
    assert_none(&found, "take another crate, or add the licence to deny.toml after reading it");
}

#[test]
fn panics_unwind_in_every_profile() {
    let manifest = tree::read("Cargo.toml").text;
    assert_none(&profile_violations(&manifest), "vetting relies on catch_unwind; see docs/ARCHITECTURE.md");
}

/// A crate takes the lints of the workspace, or repeats every one of them and adds its own.
fn lint_violations(root: &str, path: &str, manifest: &str) -> Vec<String> {
    let (root, own) = (sections(root), sections(manifest));
    let named = |all: &[Section], name: &str| all.iter().find(|section| section.name == name).cloned();
    if named(&own, "lints").is_some_and(|lints| unquoted(&lints, "workspace") == "true") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for tool in ["rust", "clippy"] {
        let wanted =
            named(&root, &format!("workspace.lints.{tool}")).map(|section| section.pairs).unwrap_or_default();
        let has = named(&own, &format!("lints.{tool}")).map(|section| section.pairs).unwrap_or_default();
        let lacking = wanted.iter().filter(|(lint, level)| has.get(*lint) != Some(level));
        found.extend(lacking.map(|(lint, level)| format!("{path}: [lints.{tool}] lacks `{lint} = {level}`")));
    }
    found
}

/// In core and shell also: no indexing that can panic, and every match names every variant.
fn strict_lint_violations(folder: &str, manifest: &str, library: &str) -> Vec<String> {
    let own = sections(manifest).into_iter().find(|section| section.name == "lints.clippy");
    let strict = ["indexing_slicing", "wildcard_enum_match_arm"].into_iter().filter(|lint| {
        let listed = own.as_ref().is_some_and(|section| section.pairs.contains_key(*lint));
        let attribute = library.split("#![warn(").skip(1).any(|tail| {
            tail.split(")]").next().is_some_and(|list| list.contains(&format!("clippy::{lint}")))
        });
        !listed && !attribute
    });
    strict.map(|lint| format!("{folder}/src/lib.rs: does not warn on clippy::{lint}")).collect()
}

#[test]
fn every_crate_has_the_lints_of_the_workspace() {
    let root = tree::read("Cargo.toml").text;
    let ours = workspace::our_crates(workspace::metadata());
    let found: Vec<String> = ours
        .iter()
        .flat_map(|one| {
            let path = format!("{}/Cargo.toml", one.folder);
            lint_violations(&root, &path, &tree::read(&path).text)
        })
        .collect();
    assert_none(
        &found,
        "write [lints] workspace = true, or repeat every line of [workspace.lints] beside your own",
    );
}

#[test]
fn core_and_shell_have_the_stricter_lints() {
    let ours = workspace::our_crates(workspace::metadata());
    let strict = ours
        .iter()
        .filter(|one| one.folder.starts_with("crates/core/") || one.folder.starts_with("crates/shell/"));
    let found: Vec<String> = strict
        .flat_map(|one| {
            let manifest = tree::read(&format!("{}/Cargo.toml", one.folder)).text;
            strict_lint_violations(
                &one.folder,
                &manifest,
                &tree::read(&format!("{}/src/lib.rs", one.folder)).text,
            )
        })
        .collect();
    assert_none(
        &found,
        "add #![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)] below the first lines of lib.rs",
    );
}

#[test]
fn the_lint_settings_of_core_repeat_the_roots() {
    let core = tree::read("crates/core/clippy.toml").text;
    let root = tree::read("clippy.toml").text;
    let missing = root
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !core.lines().any(|l| l == *line));
    let found: Vec<String> = missing.map(|line| format!("crates/core/clippy.toml: lacks `{line}`")).collect();
    assert_none(&found, "a nested clippy.toml replaces the root's, so it repeats its lines");
}

#[test]
fn a_second_version_or_an_unwanted_crate_is_named() {
    let lock = "[[package]]\nname = \"egui\"\nversion = \"1\"\n[[package]]\nname = \"egui\"\nversion = \"2\"\n[[package]]\nname = \"openssl\"\nversion = \"1\"\n";
    assert_eq!(lock_violations(&locked_packages(lock), &["openssl".to_owned()]).len(), 2);
}

#[test]
fn a_strange_source_is_named() {
    let entry =
        |name: &str, source: &str, tail: &str| format!("[[package]]\nname = \"{name}\"\n{source}\n{tail}\n");
    let usual = entry("a", "source = \"registry+x\"", "checksum = \"1\"");
    let own = entry("ours", "", "");
    assert!(source_violations(&locked_packages(&format!("{usual}{own}"))).is_empty());
    for bad in [
        entry("b", "source = \"git+x\"", "checksum = \"1\""),
        entry("b", "source = \"registry+y\"", "checksum = \"1\""),
        entry("b", "source = \"registry+x\"", ""),
    ] {
        assert_eq!(source_violations(&locked_packages(&format!("{usual}{bad}"))).len(), 1, "{bad}");
    }
}

#[test]
fn a_profile_that_aborts_is_named() {
    let good = "[profile.dev]\npanic = \"unwind\"\n[profile.dev.package.ring]\nopt-level = 2\n[profile.release]\npanic = \"unwind\"\n";
    assert_eq!(profile_violations(good), [""; 0]);
    assert_eq!(profile_violations(&good.replace("unwind", "abort")).len(), 2);
    assert_eq!(profile_violations("[profile.dev]\npanic = \"unwind\"\n").len(), 1);
}

#[test]
fn a_crate_with_fewer_lints_is_named() {
    let root = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n[workspace.lints.clippy]\nunwrap_used = \"warn\"\n";
    let repeated = "[lints.rust]\nunsafe_code = \"forbid\"\n[lints.clippy]\nunwrap_used = \"warn\"\nindexing_slicing = \"warn\"\n";
    for good in ["[lints]\nworkspace = true\n", repeated] {
        assert!(lint_violations(root, "x", good).is_empty(), "{good}");
    }
    assert_eq!(lint_violations(root, "x", "[package]\n").len(), 2);
    assert_eq!(lint_violations(root, "x", &repeated.replace("forbid", "allow")).len(), 1);
    let attribute = "//! A.\n#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]\n";
    assert!(strict_lint_violations("x", "", attribute).is_empty());
    assert_eq!(strict_lint_violations("x", repeated, "").len(), 1);
    assert_eq!(strict_lint_violations("x", "", "//! A.\n").len(), 2);
}

#[test]
fn a_list_is_read_over_several_lines() {
    assert_eq!(
        listed("[licenses]\nallow = [\n  \"MIT\",\n  \"ISC\",\n]\nother = [\"x\"]\n", "allow"),
        ["MIT", "ISC"]
    );
}
