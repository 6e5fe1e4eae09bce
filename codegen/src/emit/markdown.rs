//! Writes texts of pages as `CommonMark`, the format of descriptions in `OpenAPI`.
//!
//! The IR has texts without markup: one line per paragraph, and `- ` before the items of lists. This module makes lists
//! and paragraphs that look as they do on the page, and escapes characters of the text that would be read as markup. It
//! changes no word.

/// A text as `CommonMark`.
pub(super) fn of(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut list = false;
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        let depth = line.len() - line.trim_start_matches(' ').len();
        let item = line.trim_start().strip_prefix("- ").map(str::trim_start).filter(|item| !item.is_empty());
        if !out.is_empty() {
            // A line right after an item would be read as a part of it, and a line after a paragraph as its
            // continuation.
            out.push_str(if list && item.is_some() { "\n" } else { "\n\n" });
        }
        match item {
            Some(item) => {
                // An item can only be nested in the one before it: deeper indentation would make it code.
                out.push_str(if list && depth >= 2 { "  - " } else { "- " });
                escape(item, &mut out);
            }
            None => escape(line.trim_start(), &mut out),
        }
        list = item.is_some();
    }
    out
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

/// Escapes what would be read as markup in a line.
fn escape(line: &str, out: &mut String) {
    let characters: Vec<char> = line.chars().collect();
    let marks = Marks::of(&characters);
    for (index, &c) in characters.iter().enumerate() {
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
                '_' => !(joins(before) && joins(behind) || blank(before) && blank(behind)) && paired(),
                '<' => !blank(behind) && (index == 0 || marks.last_angle > Some(index)),
                '\\' => behind.is_none_or(|c| c.is_ascii_punctuation()),
                '&' => {
                    let entity = characters[index + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '#');
                    let length = entity.count();
                    length > 0 && characters.get(index + 1 + length) == Some(&';')
                }
                '[' => index == 0 || marks.last_link >= Some(index),
                _ => false,
            };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
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

    use super::of;

    /// What a reader shows: one line per block, and `- ` before items.
    fn shown(markdown: &str) -> String {
        let mut out = String::new();
        for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Item) => out.push_str("\n- "),
                Event::Start(Tag::Paragraph) if !out.ends_with("- ") => out.push('\n'),
                Event::Start(Tag::Paragraph | Tag::List(None)) | Event::End(_) => {}
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

    proptest! {
        #[test]
        fn the_shown_text_is_the_text(lines in prop::collection::vec("(- )?[a-c*_<>\\[\\]()`~&;#.0-9+=|!\\\\ é中-]{0,12}", 0..6)) {
            let words = |text: &str| text.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            let text = words(&lines.join("\n"));
            prop_assert_eq!(words(&shown(&of(&text))), text);
        }
    }
}
