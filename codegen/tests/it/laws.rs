//! Laws that apply to any text: no panic, bytes in order and inside the page, a ledger that balances.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use refract_codegen::discover::{self, Overrides};
use refract_codegen::document::{Block, BlockKind, Cell, Inline, Inlines, walk};
use refract_codegen::emit::{Emit, Options, emit};
use refract_codegen::includes::Includes;
use refract_codegen::ir::json;
use refract_codegen::source::{Source, Span};
use refract_codegen::{check, parse, pipeline, resolve};

use crate::support::{library, repository};

/// The pages of `specs/`: names and texts, the short ones first.
fn pages() -> &'static [(String, String)] {
    static PAGES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let files = discover::files(&[repository("specs")], &repository("")).expect("specs/ has pages");
        let text = |file: &discover::PageFile| std::fs::read_to_string(&file.path).expect("a page");
        files.iter().map(|file| (file.name.clone(), text(file))).collect()
    })
}

/// What can happen to a page.
#[derive(Clone, Debug)]
enum Damage {
    /// It ends in the middle.
    Cut(Index),
    /// A line is moved elsewhere.
    Move(Index, Index),
    /// A line is lost.
    Lose(Index),
    /// A part is repeated elsewhere.
    Repeat(Index, Index, Index),
    /// A character becomes a text of marks.
    Marks(Index, String),
    /// Bytes are replaced. What is not UTF-8 becomes a replacement character.
    Bytes(Vec<(Index, u8)>),
}

/// Texts of the characters that mean something to a reader.
fn marks() -> impl Strategy<Value = String> {
    let mark = select(vec![
        "|",
        "||",
        "#|",
        "|#",
        "`",
        "```\n",
        "*",
        "**",
        "<",
        ">",
        "<table>",
        "</table>",
        "<tr>",
        "<td rowspan=3>",
        "<br>",
        "<p>",
        "</p>",
        "[",
        "](",
        ")",
        "{",
        "}",
        "\\",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        " ",
        "   ",
        ":",
        "::",
        ".. ",
        ".. table::\n",
        ".. _",
        "+--+--+\n",
        "=== ===\n",
        "-",
        "- ",
        "#",
        "# ",
        "_",
        ":ref:`",
        "&lt;",
        "&",
        "。",
        "“",
        "é",
        "𝄞",
        "\u{feff}",
        "\u{200b}",
        "\u{2028}",
        "0",
        "99999999999999999999",
        "-1",
        "~",
        "^",
        "$",
        "(?",
    ]);
    proptest::collection::vec(mark, 1..6).prop_map(|marks| marks.concat())
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Move(from, to)),
        any::<Index>().prop_map(Damage::Lose),
        (any::<Index>(), any::<Index>(), any::<Index>()).prop_map(|(start, end, to)| Damage::Repeat(start, end, to)),
        (any::<Index>(), marks()).prop_map(|(at, text)| Damage::Marks(at, text)),
        proptest::collection::vec((any::<Index>(), any::<u8>()), 1..8).prop_map(Damage::Bytes),
    ]
}

/// The nearest start of a character.
fn boundary(text: &str, at: Index) -> usize {
    let mut at = at.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn apply(text: &str, damage: &Damage) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    match damage {
        _ if lines.is_empty() => text.to_owned(),
        Damage::Cut(at) => text[..boundary(text, *at)].to_owned(),
        Damage::Move(from, to) => {
            let line = lines.remove(from.index(lines.len()));
            lines.insert(to.index(lines.len() + 1), line);
            lines.concat()
        }
        Damage::Lose(at) => {
            lines.remove(at.index(lines.len()));
            lines.concat()
        }
        Damage::Repeat(start, end, to) => {
            let (start, end) = (boundary(text, *start), boundary(text, *end));
            let to = boundary(text, *to);
            // A part of a few lines: whole pages over and over would only take time.
            let end = (start.min(end)..=start.max(end).min(start.min(end) + 400))
                .rev()
                .find(|&end| text.is_char_boundary(end))
                .unwrap_or(start.min(end));
            format!("{}{}{}", &text[..to], &text[start.min(end)..end], &text[to..])
        }
        Damage::Marks(at, marks) => {
            let at = boundary(text, *at);
            let rest = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
            format!("{}{marks}{}", &text[..at], &text[rest..])
        }
        Damage::Bytes(changes) => {
            let mut bytes = text.as_bytes().to_vec();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
    }
}

/// A page of `specs/` after some changes.
fn damaged() -> impl Strategy<Value = (String, String)> {
    (select(pages().to_vec()), proptest::collection::vec(damage(), 1..5))
        .prop_map(|((name, text), all)| (name, all.iter().fold(text, |text, damage| apply(&text, damage))))
}

/// The tree of a text has only bytes of it, in order.
fn check_tree(source: &Source) -> Result<(), TestCaseError> {
    let (document, diagnostics) = parse::parse(source);
    for field in &document.metadata {
        inside(source, field.span, "a metadata field")?;
    }
    in_order(&document.blocks)?;
    let mut problem = None;
    walk(&document.blocks, &mut |block| {
        if problem.is_none() {
            problem = check_block(source, block).err();
        }
    });
    for diagnostic in diagnostics {
        let lines = source.text().lines().count() + 1;
        prop_assert!(diagnostic.origin.line as usize <= lines, "{diagnostic:?} of {lines} lines");
    }
    problem.map_or(Ok(()), Err)
}

fn check_block(source: &Source, block: &Block) -> Result<(), TestCaseError> {
    inside(source, block.span, "a block")?;
    match &block.kind {
        BlockKind::Heading { text, .. } | BlockKind::Paragraph(text) | BlockKind::Endpoint(text) => {
            check_inlines(source, text)
        }
        BlockKind::List { items, .. } | BlockKind::Definitions(items) => items.iter().try_for_each(|item| {
            inside(source, item.span, "an item")?;
            in_order(&item.blocks)
        }),
        BlockKind::Code(code) => {
            for (at, line) in &code.lines {
                prop_assert!(*at <= source.text().len(), "a line of code starts at {at}");
                let _ = line;
            }
            for at in 0..=code.text().len() {
                prop_assert!(code.offset(at) <= source.text().len() + code.text().len());
            }
            Ok(())
        }
        BlockKind::Table(table) => {
            let rows = table.header.iter().chain(&table.rows);
            let width = rows.clone().map(|row| row.cells.len()).max().unwrap_or(0);
            for row in rows {
                inside(source, row.span, "a row")?;
                prop_assert!(row.cells.len() <= width);
                for Cell { span, blocks, .. } in &row.cells {
                    inside(source, *span, "a cell")?;
                    in_order(blocks)?;
                }
            }
            table.caption.iter().try_for_each(|caption| check_inlines(source, caption))
        }
        BlockKind::Aside(blocks) => in_order(blocks),
        BlockKind::Element(element) => in_order(&element.blocks),
    }
}

fn check_inlines(source: &Source, inlines: &Inlines) -> Result<(), TestCaseError> {
    let flat = inlines.flat();
    for (at, _) in flat.text.char_indices() {
        inside(source, flat.span(at..at), "a character")?;
    }
    for inline in &inlines.0 {
        match inline {
            Inline::Text { span, .. } | Inline::Code { span, .. } | Inline::Break(span) => {
                inside(source, *span, "an inline")?;
            }
            Inline::Link { span, text, .. } => {
                inside(source, *span, "a link")?;
                check_inlines(source, text)?;
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => check_inlines(source, inner)?,
        }
    }
    Ok(())
}

fn inside(source: &Source, span: Span, what: &str) -> Result<(), TestCaseError> {
    let text = source.text();
    let (start, end) = (span.start as usize, span.end as usize);
    prop_assert!(start <= end && end <= text.len(), "{what} has the bytes {span:?} of {}", text.len());
    Ok(())
}

/// Neighbouring blocks start one after the other.
fn in_order(blocks: &[Block]) -> Result<(), TestCaseError> {
    for pair in blocks.windows(2) {
        let (first, second) = (pair[0].span, pair[1].span);
        prop_assert!(first.start <= second.start, "{:?} precedes {:?}", pair[0], pair[1]);
    }
    Ok(())
}

/// All passes over one text as a page of a vendor: they end, the ledger balances, and what was read can be emitted and
/// read back.
fn check_passes(source: &Source, vendor: &str, emitted: bool) -> Result<(), TestCaseError> {
    let overrides = Overrides { vendor: Some(vendor.to_owned()), ..Overrides::default() };
    let page =
        pipeline::page(&mut source.clone(), library(), &overrides, &Includes::default()).expect("the vendor is known");
    for ledger in page.drafts.iter().map(|draft| &draft.ledger) {
        prop_assert!(ledger.balances(), "{} rows and {} entries: {ledger:?}", ledger.rows(), ledger.sum());
    }
    let (apis, _) = resolve::resolve(page.drafts, &page.vocabulary);
    for api in &apis {
        check::check(api);
        let back = json::from_json(&json::to_json(api)).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&back, api);
    }
    if emitted {
        for kind in Emit::ALL {
            emit(&apis, kind, &Options::default());
        }
    }
    Ok(())
}

/// The number of cases; `PROPTEST_CASES` sets another. A failing case is printed, and made a test of its own by hand:
/// the pages from which cases start change.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), failure_persistence: None, ..ProptestConfig::default() }
}

const VENDORS: [&str; 4] = ["huawei", "jdcloud", "otc", "yandex"];

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn any_text_is_a_tree(text in prop_oneof!["\\PC{0,200}", marks(), "([|#+=*<>`:. \n\\-a-c]|<t[drh]>|</t[drh]>){0,120}"],
                          extension in select(vec!["md", "rst", "txt"])) {
        check_tree(&Source::from_text(format!("page.{extension}"), text))?;
    }

    #[test]
    fn any_text_passes(text in prop_oneof!["\\PC{0,200}", marks()], extension in select(vec!["md", "rst"]),
                       vendor in select(VENDORS.to_vec())) {
        check_passes(&Source::from_text(format!("page.{extension}"), text), vendor, true)?;
    }

    #[test]
    fn a_damaged_page_is_a_tree((name, text) in damaged()) {
        check_tree(&Source::from_text(name, text))?;
    }

    #[test]
    fn a_damaged_page_passes((name, text) in damaged(), other in select(VENDORS.to_vec()), foreign in 0..4) {
        let vendor = if foreign == 0 { other } else { name.split('/').nth(1).expect("specs/<vendor>") };
        check_passes(&Source::from_text(name.clone(), text), vendor, false)?;
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn what_is_read_of_a_damaged_page_can_be_emitted((name, text) in damaged()) {
        let vendor = name.split('/').nth(1).expect("specs/<vendor>").to_owned();
        check_passes(&Source::from_text(name, text), &vendor, true)?;
    }
}

/// A page that is cut anywhere at the end of a line: each place once, not at random.
#[test]
fn a_page_cut_anywhere_passes() {
    for (name, text) in pages().iter().filter(|(_, text)| text.len() < 8000) {
        let vendor = name.split('/').nth(1).expect("specs/<vendor>");
        for (at, _) in text.match_indices('\n').step_by(7) {
            let source = Source::from_text(name.as_str(), &text[..at]);
            check_tree(&source).and_then(|()| check_passes(&source, vendor, false)).unwrap_or_else(|problem| {
                panic!("{name} cut at byte {at}: {problem}");
            });
        }
    }
}

/// What the laws above have found once.
#[test]
fn what_was_found_once_stays_mended() {
    let pages = [
        // A character of several bytes in the place of a grid's bar.
        ("a.rst", "+---+---+\n| a | b |\n+===+===+\n| 1 \u{fffd} 2 |\n+---+---+\n"),
        // Text next to the table of a `table` directive.
        ("b.rst", ".. table:: C\n\n   text\n\n   == ==\n   a  b\n   == ==\n   1  2\n   == ==\n"),
        // A table in what Markdown takes for code.
        ("c.md", "## a\n\n```json\n{\n#|\n|| a | b ||\n|| c | d ||\n|#\n\n## d\n\n```\ne\n```\n"),
        ("d.md", "```\n#|\n|| a | b ||\n"),
        // A block inside a heading.
        ("e.md", "# t\n\n### [<p>nv\n"),
    ];
    for (name, text) in pages {
        let source = Source::from_text(name, text);
        let all = VENDORS.iter().try_for_each(|vendor| check_passes(&source, vendor, true));
        check_tree(&source).and(all).unwrap_or_else(|problem| panic!("{name}: {problem}"));
    }
}
