//! Text inside a block: marks, code, links, line breaks and HTML.
//!
//! It adds what it reads to a [`Builder`]. It never opens or ends a block: headings, paragraphs, lists and tables are
//! the parent module's.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::document::{Block, LinkTarget};
use crate::parse::bounds::Bounds;
use crate::parse::builder::{Builder, Style};
use crate::parse::html;
use crate::source::Span;

/// The blocks of text that cannot contain Markdown blocks, only inline marks and HTML, such as a cell of a pipe table.
pub(super) fn inline_fragment(text: &str, span: Span, bounds: &Bounds<'_>) -> Vec<Block> {
    let mut builder = Builder::of_cell(bounds);
    if is_plain(&text[span.range()]) {
        builder.text(&text[span.range()], span);
    } else {
        marked_text(&mut builder, text, span);
    }
    builder.finish()
}

/// Adds a text that may contain inline marks and HTML.
fn marked_text(builder: &mut Builder<'_>, text: &str, span: Span) {
    // A bar before the text keeps Markdown from recognising a list, a heading or an indented block in it, and counts as
    // punctuation for the marks after it, like the start of a line.
    let shifted = format!("|{}", &text[span.range()]);
    let base = span.start as usize;
    for (event, range) in Parser::new_ext(&shifted, Options::empty()).into_offset_iter() {
        let span = Span::new((base + range.start).saturating_sub(1).max(base), (base + range.end).saturating_sub(1));
        match event {
            Event::Text(text) if range.start == 0 => builder.text(text.strip_prefix('|').unwrap_or(&text), span),
            event => self::event(builder, event, &shifted[range], span),
        }
    }
}

/// Whether a text is one line without any character that begins a mark of Markdown or HTML, so that it can be taken
/// literally. Most cells can.
fn is_plain(text: &str) -> bool {
    let begins_mark = |c: u8| matches!(c, b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'!' | b'<' | b'&' | b'~');
    text.trim() == text && !text.bytes().any(|c| c.is_ascii_control() || begins_mark(c))
}

/// Handles inline events, which mean the same everywhere.
pub(super) fn event(builder: &mut Builder<'_>, event: Event<'_>, slice: &str, span: Span) {
    match event {
        Event::Text(text) => builder.text(&text, span),
        Event::Code(text) => {
            let start = slice.find(&*text).map_or(span.start as usize, |at| span.start as usize + at);
            builder.code(&text, Span::new(start, (start + text.len()).min(span.end as usize).max(start)));
        }
        Event::InlineHtml(_) | Event::Html(_) => html::feed(builder, slice, span.start as usize),
        Event::SoftBreak => builder.text(" ", span),
        Event::HardBreak => builder.line_break(span),
        Event::Start(Tag::Strong) => builder.open_style(Style::Strong, span),
        Event::End(TagEnd::Strong) => builder.close_style(&Style::Strong, span),
        Event::Start(Tag::Emphasis) => builder.open_style(Style::Emphasis, span),
        Event::End(TagEnd::Emphasis) => builder.close_style(&Style::Emphasis, span),
        Event::Start(Tag::Link { dest_url, .. }) => {
            builder.open_style(Style::Link(LinkTarget::Url(dest_url.into_string())), span);
        }
        Event::End(TagEnd::Link) => builder.close_style(&Style::Link(LinkTarget::Url(String::new())), span),
        // Images, rules and the wrappers of blocks that are handled elsewhere.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4096))]

        /// The Markdown parser leaves a text without marks unchanged.
        #[test]
        fn plain_cells_are_their_text(
            text in r"[a-zA-Z0-9é表 .,:;|#>+='(){}^@/$%?-]{0,16}|([*_`~!<>&;\\\[\]]{0,2}(&amp;|b| |\(|\.)?){0,8}",
        ) {
            if is_plain(&text) {
                let source = Source::from_text("t.md", text.as_str());
                let bounds = Bounds::new(&source);
                let span = Span::new(0, text.len());
                let mut builder = Builder::of_cell(&bounds);
                marked_text(&mut builder, &text, span);
                proptest::prop_assert_eq!(inline_fragment(&text, span, &bounds), builder.finish());
            }
        }
    }
}
