//! `generated/` is what `refract generate` makes from `specs/`, on any number of threads.

use assert_cmd::Command;

#[test]
fn the_committed_files_are_current() {
    for threads in ["1", "4"] {
        let output = Command::cargo_bin("refract-codegen")
            .expect("the binary")
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .args(["generate", "--check", "--threads", threads])
            .output()
            .expect("it runs");
        assert!(
            output.status.success(),
            "run `cargo run --release -- generate` and commit what it writes:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
