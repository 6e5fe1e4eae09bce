//! HTML in Markdown: whole tables, and tags inside text.
//!
//! html5gum tokenises, a [`Builder`] makes blocks. Tags for structure and marks take effect, layout tags are ignored,
//! and what is not an HTML tag at all (`List<String>`) stays as text.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::builder::{Builder, Container, Style};
use crate::document::LinkTarget;
use crate::source::Span;

/// A table at the beginning of a text, tokenised once: finding its end takes as long as parsing it.
#[derive(Debug)]
pub(super) struct TableTokens {
    /// The bytes from `<table` to the end of `</table>`, or to the end of the text.
    pub(super) end: usize,
    /// Whether the closing tag was found.
    pub(super) complete: bool,
    /// Its tokens, unless there are too many to keep.
    tokens: Option<Vec<Token<usize>>>,
}

impl TableTokens {
    /// How many tokens are kept.
    pub(super) fn kept(&self) -> usize {
        self.tokens.as_ref().map_or(0, Vec::len)
    }
}

/// The table that starts at the beginning of `text`. At most `most` tokens are kept: see
/// [`crate::limits::KEPT_TOKENS`].
pub(super) fn table(text: &str, most: usize) -> TableTokens {
    let mut depth = 0_usize;
    let mut all = Some(Vec::new());
    for token in tokens(text) {
        crate::steps::count(1);
        let end = match &token {
            Token::StartTag(tag) if tag.name.as_slice() == b"table" => {
                depth += 1;
                None
            }
            Token::EndTag(tag) if tag.name.as_slice() == b"table" => {
                depth = depth.saturating_sub(1);
                (depth == 0).then_some(tag.span.end)
            }
            _ => None,
        };
        all = all.filter(|all| all.len() < most);
        if let Some(all) = &mut all {
            all.push(token);
        }
        if let Some(end) = end {
            return TableTokens { end, complete: true, tokens: all };
        }
    }
    TableTokens { end: text.len(), complete: false, tokens: all }
}

/// Feeds a table to a builder. `text` is the text from which it was tokenised, and `base` its offset in the page.
pub(super) fn feed_table(builder: &mut Builder<'_>, table: &TableTokens, text: &str, base: usize) {
    match &table.tokens {
        Some(tokens) => tokens.iter().for_each(|token| feed_token(builder, token, text, base)),
        None => feed(builder, text, base),
    }
}

/// Feeds HTML to a builder. `base` is the offset of `text` in the page.
pub(super) fn feed(builder: &mut Builder<'_>, text: &str, base: usize) {
    tokens(text).for_each(|token| feed_token(builder, &token, text, base));
}

fn feed_token(builder: &mut Builder<'_>, token: &Token<usize>, text: &str, base: usize) {
    match token {
        Token::StartTag(tag) => {
            let span = at(base, tag.span.start, tag.span.end);
            let attribute = |name: &str| {
                tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(&value.value).into_owned())
            };
            if !start_tag(builder, &String::from_utf8_lossy(&tag.name), &attribute, span) {
                builder.text(&text[tag.span.start..tag.span.end], span);
            }
        }
        Token::EndTag(tag) => {
            let span = at(base, tag.span.start, tag.span.end);
            if !end_tag(builder, &String::from_utf8_lossy(&tag.name), span) {
                builder.text(&text[tag.span.start..tag.span.end], span);
            }
        }
        Token::String(string) => {
            let value = String::from_utf8_lossy(&string.value);
            builder.text(&value, at(base, string.span.start, string.span.end));
        }
        Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
    }
}

fn tokens(text: &str) -> impl Iterator<Item = Token<usize>> + '_ {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    Tokenizer::new_with_emitter(text, emitter).flatten()
}

fn at(base: usize, start: usize, end: usize) -> Span {
    Span::new(base + start, base + end)
}

/// Handles a start tag. Returns false where it is not an HTML tag.
fn start_tag(builder: &mut Builder<'_>, name: &str, attribute: &dyn Fn(&str) -> Option<String>, span: Span) -> bool {
    // Nearly everything has a generated id; only those of tables and headings are targets of links.
    if matches!(name, "table" | "h1" | "h2" | "h3" | "h4" | "section")
        && let Some(id) = attribute("id")
    {
        builder.anchor(&id);
    }
    if builder.in_line() && BLOCK_TAGS.contains(&name) {
        if let Some(id) = attribute("id") {
            builder.anchor(&id);
        }
        return true;
    }
    let number = |name: &str| attribute(name).and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, 1000);
    match name {
        "p" => builder.end_paragraph(),
        "br" => builder.line_break(span),
        "ul" => builder.open(Container::List { ordered: false }, span),
        "ol" => builder.open(Container::List { ordered: true }, span),
        "li" => builder.open(Container::Item, span),
        "div" => {
            let class = attribute("class").unwrap_or_default();
            let note = class.split_whitespace().any(|c| ASIDE_CLASSES.contains(&c));
            builder.open(if note { Container::Aside } else { Container::Plain }, span);
        }
        "blockquote" | "section" | "dl" | "dd" | "dt" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            builder.open(Container::Plain, span);
        }
        "pre" => builder.open_literal(None, span),
        "strong" | "b" => builder.open_style(Style::Strong, span),
        "em" | "i" => builder.open_style(Style::Emphasis, span),
        "code" | "tt" | "samp" | "kbd" if !builder.in_literal() => builder.open_style(Style::Code, span),
        "a" => {
            if let Some(name) = attribute("name").or_else(|| attribute("id")) {
                builder.anchor(&name);
            }
            if let Some(href) = attribute("href") {
                builder.open_style(Style::Link(LinkTarget::Url(href)), span);
            }
        }
        "table" => builder.open(Container::Table, span),
        "thead" => builder.open(Container::Head, span),
        "tr" => builder.open(Container::Row, span),
        "td" | "th" => {
            let (rows, columns) = (number("rowspan"), number("colspan"));
            builder.open(Container::Cell { header: name == "th", rows, columns }, span);
        }
        _ => return LAYOUT_TAGS.contains(&name),
    }
    true
}

/// Handles an end tag. Returns false where it is not an HTML tag.
fn end_tag(builder: &mut Builder<'_>, name: &str, span: Span) -> bool {
    if builder.in_line() && BLOCK_TAGS.contains(&name) {
        return true;
    }
    match name {
        "p" => builder.end_paragraph(),
        // Browsers treat `</br>` as `<br>`, and so do the pages that use it.
        "br" => builder.line_break(span),
        "ul" | "ol" => builder.close(Container::List { ordered: false }, span),
        "li" => builder.close(Container::Item, span),
        "div" => builder.close_division(span),
        "blockquote" | "section" | "dl" | "dd" | "dt" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            builder.close(Container::Plain, span);
        }
        "pre" => builder.close_literal(span),
        "strong" | "b" => builder.close_style(&Style::Strong, span),
        "em" | "i" => builder.close_style(&Style::Emphasis, span),
        "code" | "tt" | "samp" | "kbd" => builder.close_style(&Style::Code, span),
        "a" => builder.close_style(&Style::Link(LinkTarget::Url(String::new())), span),
        "table" => builder.close(Container::Table, span),
        "thead" => builder.close(Container::Head, span),
        "tr" => builder.close(Container::Row, span),
        "td" | "th" => builder.close(Container::Cell { header: false, rows: 1, columns: 1 }, span),
        _ => return LAYOUT_TAGS.contains(&name),
    }
    true
}

/// Tags that make blocks of their own where blocks are allowed.
const BLOCK_TAGS: &[&str] = &["div", "p", "section", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"];

/// The classes by which documentation tools mark a `div` as a note.
const ASIDE_CLASSES: &[&str] =
    &["note", "notice", "caution", "warning", "danger", "attention", "tip", "hint", "important", "admonition"];

/// Tags that have no meaning here.
const LAYOUT_TAGS: &[&str] = &[
    "span",
    "u",
    "font",
    "sup",
    "sub",
    "img",
    "small",
    "big",
    "center",
    "tbody",
    "tfoot",
    "col",
    "colgroup",
    "caption",
    "hr",
    "wbr",
    "ins",
    "del",
    "s",
    "strike",
    "mark",
    "abbr",
    "cite",
    "q",
    "label",
    "figure",
    "figcaption",
    "details",
    "summary",
    "article",
    "html",
    "body",
    "head",
    "var",
    "nobr",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Table};
    use crate::parse::bounds::Bounds;
    use crate::source::Source;

    fn table(html: &str) -> Table {
        let source = Source::from_text("t.md", html);
        let bounds = Bounds::new(&source);
        let mut builder = Builder::new(&bounds);
        feed_table(&mut builder, &super::table(html, usize::MAX), html, 0);
        match builder.finish().pop().map(|block| block.kind) {
            Some(BlockKind::Table(table)) => table,
            other => panic!("no table but {other:?}"),
        }
    }

    fn texts(table: &Table) -> Vec<Vec<String>> {
        table.rows.iter().map(|row| row.cells.iter().map(super::super::super::document::Cell::text).collect()).collect()
    }

    #[test]
    fn cells_contain_lists_and_notes() {
        let table = table(
            "<table><thead><tr><th><p>n</p></th><th>d</th></tr></thead><tbody><tr><td><p>a&lt;b&gt;</p></td>\
             <td><p>x</p><ul><li>one</li><li><p>two</p></li></ul><div class=\"note\"><p>hint</p></div></td></tr></tbody></table>",
        );
        assert_eq!(table.header.len(), 1);
        assert_eq!(texts(&table), [["a<b>", "x • one • two hint"]]);
        assert!(matches!(table.rows[0].cells[1].blocks[2].kind, BlockKind::Aside(_)));
    }

    #[test]
    fn spans_are_spread() {
        let table = table(
            "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td colspan=2>d</td></tr></table>",
        );
        assert_eq!(texts(&table), [["a", "b"], ["a", "c"], ["d", "d"]]);
        assert!(table.rows[1].cells[0].copied);
    }

    #[test]
    fn sloppy_markup_loses_nothing() {
        let table = table("<table><tr><td>a<td>List<String> </b><ul><li>x<li>y</ul><tr><td>c</td><td>d</table>");
        assert_eq!(texts(&table), [["a", "List<String> • x • y"], ["c", "d"]]);
    }

    #[test]
    fn a_table_ends_at_its_own_tag() {
        let text = "<table><tr><td><table></table></td></tr></table> x";
        let found = super::table(text, usize::MAX);
        assert!(found.complete && text[..found.end].ends_with("</table>") && text[found.end..] == *" x");
        assert!(!super::table("<table><tr>", usize::MAX).complete);
    }

    #[test]
    fn a_table_whose_tokens_are_not_kept_is_read_alike() {
        let html = "<table><tr><td>a <b>b</b></td><td>c</td></tr></table>";
        let source = Source::from_text("t.md", html);
        let read = |most: usize| {
            let found = super::table(html, most);
            let bounds = Bounds::new(&source);
            let mut builder = Builder::new(&bounds);
            feed_table(&mut builder, &found, html, 0);
            (found.end, found.complete, found.kept(), builder.finish())
        };
        let ((end, complete, kept, blocks), (other_end, other_complete, nothing, others)) = (read(usize::MAX), read(3));
        assert_eq!((end, complete, blocks), (other_end, other_complete, others));
        assert!(kept > 3 && nothing == 0);
    }
}
