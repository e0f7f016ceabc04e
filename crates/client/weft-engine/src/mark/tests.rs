//! Which profiles are told apart from the one that was used last.

use super::*;

struct Home {
    _dir: tempfile::TempDir,
    folder: PathBuf,
    root: PathBuf,
    starts: u8,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (folder, root) = (dir.path().join("state"), dir.path().join("profiles"));
        Self { _dir: dir, folder, root, starts: 0 }
    }

    fn make(&self, name: &str) {
        drop(Store::create(&self.root.join(name), "test", &[]).unwrap());
    }

    /// Opens a profile as a program does, and closes it.
    fn start(&mut self, name: &str) -> Option<String> {
        self.starts += 1;
        let dir = self.root.join(name);
        let mut store = Store::open(&dir, "test").unwrap();
        check(&mut store, &dir, Some(&self.folder), [[self.starts; BYTES], [self.starts + 100; BYTES]])
    }

    fn copy(&self, from: &str, to: &str) {
        let (from, to) = (self.root.join(from), self.root.join(to));
        fs::create_dir_all(&to).unwrap();
        for file in fs::read_dir(from).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}

#[test]
fn a_profile_that_is_just_used_is_never_doubted() {
    let mut home = Home::new();
    home.make("ana");
    for _ in 0..5 {
        assert_eq!(home.start("ana"), None);
    }
}

#[test]
fn a_backup_that_is_put_back_only_reads_for_good() {
    let mut home = Home::new();
    home.make("ana");
    assert_eq!(home.start("ana"), None);
    home.copy("ana", "backup");
    assert_eq!(home.start("ana"), None);
    home.copy("backup", "ana");
    for _ in 0..3 {
        assert!(home.start("ana").unwrap().contains("older copy"));
    }
}

#[test]
fn of_a_profile_and_its_copy_on_one_computer_one_only_reads() {
    let mut home = Home::new();
    home.make("ana");
    assert_eq!(home.start("ana"), None);
    home.copy("ana", "copy");
    let why = home.start("copy").unwrap();
    assert!(why.contains("the original is still in") && why.contains("ana"), "{why}");
    assert_eq!(home.start("ana"), None, "the original goes on");
    assert!(home.start("copy").is_some());
}

#[test]
fn a_profile_that_was_moved_goes_on() {
    let mut home = Home::new();
    home.make("ana");
    assert_eq!(home.start("ana"), None);
    fs::rename(home.root.join("ana"), home.root.join("elsewhere")).unwrap();
    assert_eq!(home.start("elsewhere"), None);
    fs::rename(home.root.join("elsewhere"), home.root.join("again")).unwrap();
    home.make("elsewhere");
    assert_eq!(home.start("elsewhere"), None);
    assert_eq!(home.start("again"), None, "another profile lives where this one was");
}

#[test]
fn a_profile_that_came_from_another_computer_goes_on_and_is_marked_here() {
    let mut home = Home::new();
    home.make("ana");
    assert_eq!(home.start("ana"), None);
    home.folder = home.folder.join("of another computer");
    assert_eq!(home.start("ana"), None, "nothing here says that it was copied");
    assert_eq!(home.start("ana"), None);
}

#[test]
fn without_a_place_for_the_mark_nothing_is_doubted() {
    let mut home = Home::new();
    home.make("ana");
    let state = home.folder.clone();
    fs::write(&state, b"a file where the folder would be").unwrap();
    assert_eq!(home.start("ana"), None);
    assert_eq!(home.start("ana"), None);
    fs::remove_file(&state).unwrap();
    assert_eq!(home.start("ana"), None, "from here on there is a mark");
    home.copy("ana", "backup");
    assert_eq!(home.start("ana"), None);
    home.copy("backup", "ana");
    assert!(home.start("ana").is_some());
}

#[test]
fn a_start_that_was_cut_between_the_two_marks_is_no_reason_to_doubt() {
    let mut home = Home::new();
    home.make("ana");
    assert_eq!(home.start("ana"), None);
    let file = fs::read_dir(&home.folder).unwrap().next().unwrap().unwrap().path();
    let before = fs::read_to_string(&file).unwrap();
    home.copy("ana", "before");
    assert_eq!(home.start("ana"), None);
    // As the disk is when the file names both marks, and the database the older or the newer one.
    let (old, new) = (Outside::parse(&before).unwrap(), Outside::load(&file).unwrap().unwrap());
    let both = Outside { mark: old.mark, next: Some(new.mark), place: new.place };
    for older in [false, true] {
        if older {
            home.copy("before", "ana");
        }
        fs::write(&file, both.text()).unwrap();
        assert_eq!(home.start("ana"), None, "older: {older}");
    }
}
