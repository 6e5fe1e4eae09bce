//! Writes texts of pages as `CommonMark`, the format of descriptions in `OpenAPI`.
//!
//! The IR has texts without markup: one line per paragraph, and `- ` before the items of lists. This module makes lists
//! and paragraphs that look as they do on the page, and escapes characters of the text that would be read as markup. It
//! changes no word. The IR keeps links next to the text; they become links here.

use crate::ir::Link;

/// A text as `CommonMark`, with its links.
pub(super) fn of(text: &str, links: &[Link]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut list = false;
    let mut links = links.iter().peekable();
    // Of the text, in characters.
    let mut at = 0;
    for whole in text.split('\n') {
        let start = at;
        at += whole.chars().count() + 1;
        let line = whole.trim_end();
        let depth = line.len() - line.trim_start_matches(' ').len();
        let body = line.trim_start();
        let item = body.strip_prefix("- ").map(str::trim_start).filter(|item| !item.is_empty());
        let shown = item.unwrap_or(body);
        // The links of the line, in characters of what is shown of it.
        let skipped = start + line.chars().count() - shown.chars().count();
        let mut of_line: Vec<(usize, usize, &str)> = Vec::new();
        while let Some(link) = links.next_if(|link| (link.start as usize) < at) {
            let place = |character: u32| (character as usize).checked_sub(skipped);
            if let (Some(from), Some(to)) = (place(link.start), place(link.end))
                && to <= shown.chars().count()
                && of_line.last().is_none_or(|last| last.1 <= from)
            {
                of_line.push((from, to, &link.target));
            }
        }
        if line.is_empty() {
            continue;
        }
        if !out.is_empty() {
            // A line right after an item would be read as a part of it, and a line after a paragraph as its
            // continuation.
            out.push_str(if list && item.is_some() { "\n" } else { "\n\n" });
        }
        if item.is_some() {
            // An item can only be nested in the one before it: deeper indentation would make it code.
            out.push_str(if list && depth >= 2 { "  - " } else { "- " });
        }
        escape(shown, &of_line, &mut out);
        list = item.is_some();
    }
    out
}

/// Writes the target of a link, with escapes for characters that would end it or be read as something else.
fn destination(target: &str, out: &mut String) {
    for c in target.chars() {
        match c {
            '(' | ')' | '<' | '>' | '\\' | '&' => out.push_str(match c {
                '(' => "%28",
                ')' => "%29",
                '<' => "%3C",
                '>' => "%3E",
                '\\' => "%5C",
                // It would begin an entity.
                _ => "&amp;",
            }),
            c if c.is_whitespace() || c.is_control() => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
            c => out.push(c),
        }
    }
}

/// What must be known about a whole line to escape its characters.
struct Marks {
    /// The marks that occur more than once: a single mark does not end.
    paired: Vec<char>,
    /// The last `>`.
    last_angle: Option<usize>,
    /// The last `](`.
    last_link: Option<usize>,
    /// The character that makes the line something other than a paragraph.
    leads: Option<usize>,
}

impl Marks {
    fn of(line: &[char]) -> Self {
        let paired = |mark: &char| line.iter().filter(|c| *c == mark).nth(1).is_some();
        Self {
            paired: ['`', '~', '*', '_'].into_iter().filter(paired).collect(),
            last_angle: line.iter().rposition(|c| *c == '>'),
            last_link: line.windows(2).rposition(|pair| pair == [']', '(']),
            leads: leads(line),
        }
    }
}

/// Escapes what would be read as markup in a line, and writes its links.
fn escape(line: &str, links: &[(usize, usize, &str)], out: &mut String) {
    let characters: Vec<char> = line.chars().collect();
    let marks = Marks::of(&characters);
    let has_links = !links.is_empty();
    let mut links = links;
    for (index, &c) in characters.iter().enumerate() {
        let starts = |link: Option<&(usize, usize, &str)>, at| link.is_some_and(|(start, ..)| *start == at);
        if starts(links.first(), index) {
            out.push('[');
        }
        let linked = links.first().is_some_and(|(start, ..)| *start <= index);
        let before_link = starts(links.get(usize::from(linked)), index + 1);
        let before = index.checked_sub(1).map(|index| characters[index]);
        let behind = characters.get(index + 1).copied();
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let paired = || marks.paired.contains(&c);
        let is_mark = marks.leads == Some(index)
            || match c {
                '`' | '~' => paired(),
                '*' => !(blank(before) && blank(behind)) && paired(),
                // Within a word it is not markup.
                '_' => !(joins(before) && joins(behind) && !has_links || blank(before) && blank(behind)) && paired(),
                '<' => !blank(behind) && (index == 0 || marks.last_angle > Some(index)),
                '\\' => linked || before_link || behind.is_none_or(|c| c.is_ascii_punctuation()),
                '&' => {
                    let entity = characters[index + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '#');
                    let length = entity.count();
                    length > 0 && characters.get(index + 1 + length) == Some(&';')
                }
                '[' => index == 0 || linked || marks.last_link >= Some(index),
                ']' => linked,
                // Before a link it would make a picture of it.
                '!' => before_link,
                _ => false,
            };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
        if let Some(((_, end, target), rest)) = links.split_first()
            && *end == index + 1
        {
            out.push_str("](");
            destination(target, out);
            out.push(')');
            links = rest;
        }
    }
}

/// The character that makes a line something other than a paragraph: a heading, a quote, an item, a rule.
fn leads(line: &[char]) -> Option<usize> {
    let blank = |index: usize| line.get(index).is_none_or(|c| c.is_whitespace());
    let digits = line.iter().take_while(|c| c.is_ascii_digit()).count();
    match line.first()? {
        '>' => Some(0),
        '#' => {
            let hashes = line.iter().take_while(|c| **c == '#').count();
            (hashes <= 6 && blank(hashes)).then_some(0)
        }
        '+' | '-' | '*' if blank(1) => Some(0),
        '-' | '=' | '_' | '~' if line.iter().filter(|c| !c.is_whitespace()).all(|c| *c == line[0]) => Some(0),
        // Readers renumber the items of lists, and those of a page may be out of order.
        '0'..='9' if matches!(line.get(digits), Some('.' | ')')) && blank(digits + 1) => Some(digits),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::Link;

    fn of(text: &str) -> String {
        super::of(text, &[])
    }

    /// What a reader shows: one line per block, and `- ` before items.
    fn shown(markdown: &str) -> String {
        let mut out = String::new();
        for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Item) => out.push_str("\n- "),
                Event::Start(Tag::Paragraph) if !out.ends_with("- ") => out.push('\n'),
                Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Link { .. }) | Event::End(_) => {}
                Event::Text(text) => out.push_str(&text),
                other => out.push_str(&format!("\n{other:?}")),
            }
        }
        out.trim().to_owned()
    }

    #[test]
    fn lists_stay_lists_and_characters_characters() {
        let text = "Range:\n- a: <b> or *c*\n- _d_ e_f 2 * 3\nN/A\n\n# 1\n1. x\n> y\n---\nMap<String, Object> &lt; [a](b) `c\\`";
        assert_eq!(shown(&of(text)), text.replace("\n\n", "\n"));
        let expected = concat!(
            "Range:\n\n- a: \\<b> or \\*c\\*\n- \\_d\\_ e_f 2 * 3\n\nN/A\n\n\\# 1\n\n1\\. x\n\n\\> y\n\n\\---\n\n",
            "Map\\<String, Object> \\&lt; \\[a](b) \\`c\\\\\\`",
        );
        assert_eq!(of(text), expected);
        assert_eq!(of("a\n- b\n  - c\n1~100 of snake_case"), "a\n\n- b\n  - c\n\n1~100 of snake_case");
    }

    fn link(start: u32, end: u32, target: &str) -> Link {
        Link { start, end, target: target.to_owned() }
    }

    #[test]
    fn links_are_links() {
        let links = [link(4, 7, "https://a.example/(b) c?d=1&lt=2"), link(12, 15, "#e"), link(20, 99, "#f")];
        assert_eq!(
            super::of("a !\\[b]\n- c _d_e\nf g", &links),
            "a !\\\\[\\[b\\]](https://a.example/%28b%29%20c?d=1&amp;lt=2)\n\n- c [\\_d\\_](#e)e\n\nf g",
        );
    }

    proptest! {
        #[test]
        fn links_change_no_word(
            line in "[a-c*_<>\\[\\]()`~&;#.0-9+=|!\\\\ é中-]{0,16}",
            cuts in prop::collection::vec(0_u32..17, 4),
        ) {
            let line = line.trim();
            let length = u32::try_from(line.chars().count()).unwrap();
            let mut cuts: Vec<u32> = cuts.iter().map(|cut| (*cut).min(length)).collect();
            cuts.sort_unstable();
            // What a page links has no blanks at its ends.
            let part = |start: u32, end: u32| line.chars().skip(start as usize).take((end - start) as usize).collect::<String>();
            let is_link = |start: u32, end: u32| start < end && part(start, end).trim() == part(start, end);
            let links: Vec<Link> = cuts.chunks(2).filter(|cut| is_link(cut[0], cut[1])).map(|cut| link(cut[0], cut[1], "https://a.example/b_c*d")).collect();
            prop_assume!(!line.starts_with("- "));
            let markdown = super::of(line, &links);
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(words(&shown(&markdown)), words(line), "{}", &markdown);
            let found = Parser::new(&markdown).filter(|event| matches!(event, Event::Start(Tag::Link { dest_url, .. }) if &**dest_url == "https://a.example/b_c*d")).count();
            prop_assert_eq!(found, links.len(), "{}", &markdown);
        }

        #[test]
        fn the_shown_text_is_the_text(lines in prop::collection::vec("(- )?[a-c*_<>\\[\\]()`~&;#.0-9+=|!\\\\ é中-]{0,12}", 0..6)) {
            let words = |text: &str| text.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            let text = words(&lines.join("\n"));
            prop_assert_eq!(words(&shown(&of(&text))), text);
        }
    }
}
