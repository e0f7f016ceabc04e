//! Where there is no screen, the program says so in a sentence and ends.

use std::process::Command;

#[test]
fn without_a_display_it_says_so_names_the_demo_and_ends_with_1() {
    let output = Command::new(env!("CARGO_BIN_EXE_weft-desktop"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    if cfg!(target_os = "linux") {
        assert_eq!(output.status.code(), Some(1));
        assert!(said.contains("`weft demo`"), "{said}");
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    }
}
