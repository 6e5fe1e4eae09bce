//! What the program prints is what the book shows.

#[test]
fn it_prints_what_the_book_shows() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lamps")).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("text");
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/start.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let shown = page.split("$ cargo run -p lamps\n").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(shown, Some(printed.as_str()), "docs/start.md shows something else");
}
