//! The workspace as cargo sees it: our crates, their edges, everything they pull in, and manifests line by line.

use crate::tree;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::{collections::BTreeMap, process::Command, sync::OnceLock};

/// One of our crates.
#[derive(Debug, Clone)]
pub struct OurCrate {
    /// Its package name.
    pub name: String,
    /// Its folder from the top, with forward slashes.
    pub folder: String,
    /// What it depends on to be built and shipped: ours and outside, by package name.
    pub needs: Vec<String>,
    /// What its tests depend on besides.
    pub needs_in_tests: Vec<String>,
}

/// A part of a manifest or lock file.
#[derive(Debug, Clone)]
pub struct Section {
    /// What stands between its brackets; empty for what comes before the first.
    pub name: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its `key = value` pairs; a value keeps its quotes.
    pub pairs: BTreeMap<String, String>,
}

/// Asks cargo, without network, for what this machine builds.
///
/// # Panics
/// When cargo refuses: the lock file does not fit the manifests, or nothing was fetched yet.
pub fn metadata() -> &'static Metadata {
    // Cargo needs a second or so for it, and most checks ask.
    static ASKED: OnceLock<Metadata> = OnceLock::new();
    ASKED.get_or_init(ask)
}

fn ask() -> Metadata {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let version = Command::new(&cargo).arg("-vV").output().expect("cargo runs, since it runs this test");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names its host");
    let options = ["--locked", "--offline", "--filter-platform", host].map(str::to_owned);
    let mut command = MetadataCommand::new();
    command.cargo_path(&cargo).manifest_path(tree::top().join("Cargo.toml")).other_options(options);
    command.exec().unwrap_or_else(|error| panic!("cargo metadata: {error}"))
}

/// Our crates, by name.
pub fn our_crates(metadata: &Metadata) -> Vec<OurCrate> {
    let top = tree::top();
    let mut ours: Vec<OurCrate> = metadata
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let folder = package.manifest_path.parent().expect("a manifest lies in a folder");
            let folder = folder.as_std_path().strip_prefix(&top).expect("our crates lie in this checkout");
            OurCrate {
                name: package.name.to_string(),
                folder: folder.to_string_lossy().replace('\\', "/"),
                needs: needs(package, false),
                needs_in_tests: needs(package, true),
            }
        })
        .collect();
    ours.sort_by(|a, b| a.name.cmp(&b.name));
    ours
}

fn needs(package: &Package, in_tests: bool) -> Vec<String> {
    let fits = |kind| (kind == DependencyKind::Development) == in_tests;
    let mut names: Vec<String> =
        package.dependencies.iter().filter(|d| fits(d.kind)).map(|d| d.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// The sections of a manifest or lock file; enough of the format for files that cargo wrote or formatted.
pub fn sections(text: &str) -> Vec<Section> {
    let mut found = vec![Section { name: String::new(), line: 1, pairs: BTreeMap::new() }];
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') && line.ends_with(']') && !line.contains('=') {
            let name = line.trim_matches(['[', ']']).to_owned();
            found.push(Section { name, line: at + 1, pairs: BTreeMap::new() });
        } else if let Some((key, value)) = line.split_once('=')
            && !line.starts_with('#')
            && let Some(section) = found.last_mut()
        {
            section.pairs.insert(key.trim().to_owned(), value.trim().to_owned());
        }
    }
    found
}

/// The packages of the lock file: every one that any platform builds.
pub fn locked_packages(lock: &str) -> Vec<Section> {
    sections(lock).into_iter().filter(|section| section.name == "package").collect()
}

/// A value without its quotes; empty where there is none.
pub fn unquoted(section: &Section, key: &str) -> String {
    section.pairs.get(key).map(|value| value.trim_matches('"').to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_section_by_section() {
        let found = sections(
            "[package]\nname = \"a\"\n\n# b = 1\n[lints]\nworkspace = true\n[[bin]]\nname = \"c\"\n",
        );
        assert_eq!(
            found.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
            ["", "package", "lints", "bin"]
        );
        assert_eq!(unquoted(&found[1], "name"), "a");
        assert_eq!(found[2].pairs.get("workspace").map(String::as_str), Some("true"));
        assert_eq!((found[2].line, found[1].pairs.len()), (5, 1));
    }

    #[test]
    fn a_lock_file_lists_its_packages() {
        let found = locked_packages(
            "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = \"x\"\ndependencies = [\n \"b\",\n]\n",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(
            (unquoted(&found[0], "source"), unquoted(&found[0], "checksum")),
            ("x".into(), String::new())
        );
    }
}
