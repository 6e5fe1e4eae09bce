//! Runs the blocks of a page, in order, in a folder of its own.
//!
//! A block `console` contains commands (`$ …`), each with its output below. Where there is no output below, it is not
//! compared. A line `…` stands for any lines, and `…` within a line for any text. A block with a file's name after its
//! language is that file. A command is run by `sh`, and fails the test unless it exits with 0 or 1 (findings) or its
//! page shows an `error:`.

use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use tempfile::TempDir;

/// Commands that can't run in a test, and what runs in their place.
const ELSEWHERE: [(&str, &str); 7] = [
    ("cargo run --release -- generate", "codegen's suite `generated`"),
    ("cargo test --workspace", "this is a part of it"),
    ("cargo build --release", "the binary that these tests run"),
    ("cargo install ", "needs a registry or the whole of a clone"),
    ("cargo run -p lamps", "the test of codegen/examples/lamps"),
    ("git clone ", "this is such a clone"),
    ("cargo test --test recordings", "conformance/examples/downstream is such a crate"),
];

/// Programs besides `refract` that pages use.
const PROGRAMS: [&str; 10] = ["cat", "cd", "cp", "git", "head", "ls", "mkdir", "grep", "sed", "tail"];

/// What stands for any lines, and within a line for any text.
const ANY: &str = "…";

/// What a page's folder begins with.
pub(super) enum Begins {
    /// Nothing.
    Empty,
    /// Files and folders of the repository, and where they go.
    Copies(Vec<(&'static str, &'static str)>),
    /// The files that the chapter "start" leaves behind.
    BehindStart,
}

/// A fenced block.
struct Block {
    /// Its language, and the text after it.
    info: String,
    /// Its lines in the page, without the fences.
    bytes: Range<usize>,
}

/// A folder in which commands run.
pub(super) struct Console {
    folder: TempDir,
}

impl Console {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// Where commands run.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Copies a file, or what is in a folder.
    pub(super) fn copy(&self, from: &Path, to: &str) {
        copy(from, &self.folder.path().join(to));
    }

    /// Runs a command that has to succeed, or find something.
    pub(super) fn prepare(&self, command: &str) {
        let (code, out) = self.run(command);
        assert!(code < 2, "{command}: {out}");
    }

    /// Runs the commands of a page and writes its files. Gives the page with the current output.
    pub(super) fn page(&self, page: &str) -> Result<String, String> {
        let mut now = page.to_owned();
        let mut changed: Vec<(Range<usize>, String)> = Vec::new();
        for block in blocks(page) {
            let text = &page[block.bytes.clone()];
            if let Some(name) = file_name(&block.info) {
                self.write(name, text);
            } else if block.info == "console" {
                let fresh = self.block(text)?;
                if fresh != text {
                    changed.push((block.bytes, fresh));
                }
            }
        }
        for (bytes, fresh) in changed.into_iter().rev() {
            now.replace_range(bytes, &fresh);
        }
        Ok(now)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Runs the commands of a block: the block with what they print now.
    fn block(&self, block: &str) -> Result<String, String> {
        let mut fresh = String::new();
        for (command, shown) in entries(block) {
            fresh += &format!("$ {command}\n");
            let Some(out) = self.entry(&command, &shown)? else {
                fresh += &shown;
                continue;
            };
            fresh += &if shown.is_empty() || fits(&shown, &out) { shown } else { shortened(&shown, &out) };
        }
        Ok(fresh)
    }

    /// Runs a command: what it prints; nothing where something else runs it.
    fn entry(&self, command: &str, shown: &str) -> Result<Option<String>, String> {
        if ELSEWHERE.iter().any(|(known, _)| command.starts_with(known)) {
            return Ok(None);
        }
        let program = command.split_whitespace().next().unwrap_or_default();
        if program != "refract" && !PROGRAMS.contains(&program) {
            return Err(format!("`{command}` is not tested: add its program to those that may run, or who tests it"));
        }
        let (code, out) = self.run(command);
        if code > 1 && !shown.contains("error:") {
            return Err(format!("`{command}` exits with {code}:\n{out}"));
        }
        Ok(Some(out))
    }

    /// Runs a command in the folder as a terminal would show it: its exit code and what it prints.
    fn run(&self, command: &str) -> (i32, String) {
        let binary = assert_cmd::cargo::cargo_bin("refract");
        let mut path = vec![binary.parent().expect("a folder").to_owned()];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(self.folder.path())
            .env("PATH", std::env::join_paths(path).expect("a path"))
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|name| (name, "refract")))
            .envs(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|name| (name, "refract@example.com")))
            .env_remove("REFRACT_CONFIG")
            .env_remove("REFRACT_UPDATE")
            .stdin(Stdio::null())
            .output()
            .expect("sh runs");
        let code = output.status.code().expect("no signal");
        (code, String::from_utf8(output.stdout).expect("text"))
    }
}

/// The commands of a page, without comments.
pub(super) fn commands(page: &str) -> Vec<String> {
    let consoles = blocks(page).into_iter().filter(|block| block.info == "console");
    consoles.flat_map(|block| entries(&page[block.bytes])).map(|(command, _)| plain(&command)).collect()
}

/// The files that a page shows, with their names.
pub(super) fn files(page: &str) -> Vec<(String, String)> {
    let named = |block: Block| Some((file_name(&block.info)?.to_owned(), page[block.bytes].to_owned()));
    blocks(page).into_iter().filter_map(named).collect()
}

/// All commands of the binary, those of commands that have some, too: `refract conform diff`.
pub(super) fn every_command() -> Vec<String> {
    let mut all = Vec::new();
    for command in below("refract") {
        let further = below(&command);
        all.push(command);
        all.extend(further);
    }
    all
}

/// The commands that the help of a command lists.
fn below(command: &str) -> Vec<String> {
    let output = Command::new(assert_cmd::cargo::cargo_bin("refract"))
        .args(command.split(' ').skip(1))
        .arg("-h")
        .output()
        .expect("it runs");
    let help = String::from_utf8(output.stdout).expect("text");
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(|name| format!("{command} {name}")).collect()
}

/// The first lines that differ.
pub(super) fn difference(page: &str, now: &str) -> String {
    let (mut known, mut fresh) = (page.lines(), now.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (known.next(), fresh.next()) {
            (None, None) => return "only the end of the last line differs".to_owned(),
            (a, b) if a == b => {}
            (a, b) => {
                let rest: Vec<&str> = b.into_iter().chain(fresh).take(12).collect();
                return format!("line {number} shows `{}`, but this is printed:\n{}", a.unwrap_or(""), rest.join("\n"));
            }
        }
    }
}

/// The fenced blocks of a page.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, bytes) in Parser::new_ext(page, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let first = bytes.start + page[bytes.start..].find('\n').expect("a fence has a line") + 1;
                open = Some(Block { info: info.trim().to_owned(), bytes: first..first });
            }
            Event::Text(_) => {
                if let Some(block) = &mut open {
                    block.bytes.end = bytes.end;
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

/// The file that a block is: `toml refract.toml`.
fn file_name(info: &str) -> Option<&str> {
    let (_, name) = info.split_once(' ')?;
    (name.contains('.') && !name.contains(' ')).then_some(name)
}

/// The commands of a block, unchanged, each with the lines below it.
fn entries(block: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), entries.last_mut()) {
            (Some(command), _) => entries.push((command.to_owned(), String::new())),
            (None, Some((_, shown))) => *shown += &format!("{line}\n"),
            (None, None) => panic!("a console block begins with a command, and not with `{line}`"),
        }
    }
    entries
}

/// A command without the comment after it.
fn plain(command: &str) -> String {
    command.split(" #").next().unwrap_or(command).trim().to_owned()
}

/// Whether what is shown is what is printed, with any lines for [`ANY`].
fn fits(shown: &str, printed: &str) -> bool {
    fn lines(shown: &[&str], printed: &[&str]) -> bool {
        match (shown.split_first(), printed.split_first()) {
            (None, None) => true,
            (Some((&ANY, rest)), _) => (0..=printed.len()).any(|skipped| lines(rest, &printed[skipped..])),
            (Some((a, more)), Some((b, rest))) => line(a, b) && lines(more, rest),
            _ => false,
        }
    }
    fn line(shown: &str, printed: &str) -> bool {
        match shown.split_once(ANY) {
            None => shown == printed,
            Some((before, behind)) => printed.strip_prefix(before).is_some_and(|rest| {
                rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| line(behind, &rest[at..]))
            }),
        }
    }
    lines(&tidy(shown), &tidy(printed))
}

/// Lines without blanks at their ends, and without empty ones at the end.
fn tidy(text: &str) -> Vec<&str> {
    text.trim_end().lines().map(str::trim_end).collect()
}

/// What is printed, cut where the page cut what it showed.
fn shortened(shown: &str, printed: &str) -> String {
    let printed = tidy(printed);
    let all = match tidy(shown).iter().position(|line| *line == ANY) {
        Some(kept) if kept < printed.len() => [&printed[..kept], &[ANY]].concat(),
        _ => printed,
    };
    if all.is_empty() { String::new() } else { all.join("\n") + "\n" }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).expect("a folder");
        for entry in std::fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    }
}

#[test]
fn lines_that_are_left_out_stand_for_any() {
    assert!(fits("a\n…\nc\n", "a\nb\nb\nc\n") && fits("…\n", "") && fits("a\n…\n", "a\n"));
    assert!(fits("1 file, … in force\n", "1 file, 231 phrases in force\n") && !fits("a … c\n", "a b\n"));
    assert!(!fits("a\n…\nc\n", "a\nb\n") && !fits("a\n", "a\nb\n") && !fits("", "a\n"));
    assert_eq!(shortened("x\n", ""), "");
    assert_eq!(shortened("x\n…\n", "a\nb\nc\n"), "a\n…\n");
}

#[test]
fn a_page_with_another_output_is_reported() {
    let console = Console::new();
    let page = "```text a.txt\none\n```\n\n```console\n$ cat a.txt\ntwo\n```\n";
    assert_eq!(console.page(page).expect("it runs"), page.replace("two", "one"));
    assert!(console.page("```console\n$ cat missing\n```\n").is_ok(), "`cat` exits with 1");
    assert!(console.page("```console\n$ refract nothing\n```\n").is_err());
    assert!(console.page("```console\n$ unknown-program\n```\n").is_err());
}
