//! Components inside lines, as the vendor's file declares them: `name <Badge text="new" /> - what it is`.
//!
//! A dropped component leaves nothing, one with content leaves its content. Undeclared components stay in the text,
//! because pages also write variables as `<id>`.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Block, BlockKind, Inline, Inlines};
use crate::source::Span;
use crate::vocabulary::vendor::ElementRule;

/// The declarations of elements in a vendor's file, by name.
type Rules = BTreeMap<String, ElementRule>;

/// Removes the components from all lines of a page.
pub(super) fn take_out(blocks: &mut [Block], rules: &Rules) {
    if rules.is_empty() {
        return;
    }
    for block in blocks {
        match &mut block.kind {
            BlockKind::Heading { text, .. } | BlockKind::Paragraph(text) | BlockKind::Endpoint(text) => {
                of_inlines(text, rules);
            }
            BlockKind::List { items, .. } | BlockKind::Definitions(items) => {
                for item in items {
                    take_out(&mut item.blocks, rules);
                }
            }
            BlockKind::Aside(inner) => take_out(inner, rules),
            BlockKind::Element(element) => take_out(&mut element.blocks, rules),
            BlockKind::Table(table) => {
                let rows = table.header.iter_mut().chain(&mut table.rows);
                rows.flat_map(|row| &mut row.cells).for_each(|cell| take_out(&mut cell.blocks, rules));
            }
            BlockKind::Code(_) => {}
        }
    }
}

fn of_inlines(text: &mut Inlines, rules: &Rules) {
    let mut out = Vec::with_capacity(text.0.len());
    for inline in std::mem::take(&mut text.0) {
        match inline {
            Inline::Text { text, span } if text.contains('<') => of_text(&text, span, rules, &mut out),
            Inline::Strong(mut inner) => {
                of_inlines(&mut inner, rules);
                out.push(Inline::Strong(inner));
            }
            Inline::Emphasis(mut inner) => {
                of_inlines(&mut inner, rules);
                out.push(Inline::Emphasis(inner));
            }
            Inline::Link { target, mut text, span } => {
                of_inlines(&mut text, rules);
                out.push(Inline::Link { target, text, span });
            }
            other => out.push(other),
        }
    }
    text.0 = out;
}

/// The parts of a text around the components in it, each with its own place.
fn of_text(text: &str, span: Span, rules: &Rules, out: &mut Vec<Inline>) {
    // Where the page's text is escaped, all parts have the place of the whole text.
    let exact = span.range().len() == text.len();
    let start = span.start as usize;
    let mut push = |from: usize, to: usize| {
        if from < to {
            let span = if exact { Span::new(start + from, start + to) } else { span };
            out.push(Inline::Text { text: text[from..to].to_owned(), span });
        }
    };
    let mut kept = 0;
    let mut at = 0;
    // Components without a closing tag in the rest of the text.
    let mut unclosed: BTreeSet<&str> = BTreeSet::new();
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        at = open + 1;
        let Some((tag, rule)) = tag(&text[open..], rules) else { continue };
        // A component is dropped together with its content.
        let mut content = 0;
        if !tag.closed && matches!(rule, ElementRule::Drop) && !unclosed.contains(tag.name) {
            let closing = format!("</{}>", tag.name);
            match text[open + tag.length..].find(&closing) {
                Some(found) => content = found + closing.len(),
                None => {
                    unclosed.insert(tag.name);
                }
            }
        }
        // One space is enough where the component was between two.
        let end = open + tag.length + content;
        let blank = text[..open].ends_with(' ') && text[end..].starts_with(' ');
        push(kept, open);
        kept = end + usize::from(blank);
        at = kept;
    }
    push(kept, text.len());
}

/// A tag of a component.
struct Tag<'t> {
    name: &'t str,
    /// Whether it has no content: `<Name/>`, or the closing tag itself.
    closed: bool,
    length: usize,
}

/// The tag at the beginning of a text, where the vendor's file declares its component as an inline one.
fn tag<'t, 'r>(text: &'t str, rules: &'r Rules) -> Option<(Tag<'t>, &'r ElementRule)> {
    let inside = text.strip_prefix('<')?;
    let closing = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let length = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_')).unwrap_or(inside.len());
    let name = &inside[..length];
    let rule = rules.get(name)?;
    if !matches!(rule, ElementRule::Drop | ElementRule::Content | ElementRule::Note | ElementRule::Anchor { .. }) {
        return None;
    }
    // A tag that contains the start of another is not a tag.
    let end = inside.find(['<', '>']).filter(|end| inside[*end..].starts_with('>'))?;
    let closed = closing || inside[..end].ends_with('/');
    Some((Tag { name, closed, length: 1 + usize::from(closing) + end + 1 }, rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let rules = BTreeMap::from([("Badge".to_owned(), ElementRule::Drop), ("Tip".to_owned(), ElementRule::Content)]);
        let mut inlines = Inlines(vec![Inline::Text { text: text.to_owned(), span: Span::new(0, text.len()) }]);
        of_inlines(&mut inlines, &rules);
        inlines.text()
    }

    #[test]
    fn components_in_lines_leave_what_counts() {
        for (text, left) in [
            ("`lamp` <Badge new /> - A lamp", "`lamp` - A lamp"),
            ("a <Badge>new</Badge> lamp", "a lamp"),
            ("a <Tip>bright</Tip> lamp", "a bright lamp"),
            ("the <Lamp> of <id>", "the <Lamp> of <id>"),
            ("1 < 2 and <Badge", "1 < 2 and <Badge"),
            ("<Badge <Badge new>a</Badge> lamp", "<Badge lamp"),
            ("<Badge>a <Badge>lamp", "a lamp"),
            ("<Badge/>", ""),
        ] {
            assert_eq!(without(text), left, "{text}");
        }
    }
}
