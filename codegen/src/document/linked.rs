//! The plain text of a [`FlatText`] with its links, as a contract has it for a description.

use super::{FlatText, LinkTarget};
use crate::ir::Link;

/// A text that is copied from another in runs, in order.
#[derive(Default)]
struct Copied {
    text: String,
    /// For each run its start and end in the original, and its start in the copy.
    runs: Vec<(usize, usize, usize)>,
}

impl Copied {
    fn push(&mut self, original: &str, part: &str) {
        let start = part.as_ptr() as usize - original.as_ptr() as usize;
        self.runs.push((start, start + part.len(), self.text.len()));
        self.text.push_str(part);
    }

    /// The range in the copy, from the first to the last copied byte.
    fn range(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = self.runs.get(self.runs.partition_point(|run| run.1 <= start))?;
        let last = self.runs.get(self.runs.partition_point(|run| run.0 < end).checked_sub(1)?)?;
        let from = first.2 + start.max(first.0) - first.0;
        let to = last.2 + end.min(last.1) - last.0;
        (from < to).then_some((from, to))
    }
}

impl FlatText {
    /// [`Self::plain`], with the links in it.
    pub fn plain_linked(&self) -> (String, Vec<Link>) {
        let plain = self.plain();
        if self.links().next().is_none() {
            return (plain, Vec::new());
        }
        let mut copied = Copied::default();
        for line in self.text.lines() {
            let indent = line.len() - line.trim_start().len();
            let body = line.trim();
            if body.is_empty() {
                continue;
            }
            if !copied.text.is_empty() {
                copied.text.push('\n');
            }
            match body.strip_prefix(Self::BULLET.trim_end()) {
                Some(item) => {
                    copied.text.extend(std::iter::repeat_n(' ', indent));
                    copied.text.push_str("- ");
                    copied.push(&self.text, item.trim_start());
                }
                None => copied.push(&self.text, body),
            }
        }
        debug_assert_eq!(copied.text, plain);
        let links = self.copied(&copied);
        (plain, links)
    }

    /// [`Self::one_line`], with the links in it.
    pub fn one_line_linked(&self) -> (String, Vec<Link>) {
        let mut copied = Copied::default();
        for word in self.text.split_whitespace() {
            if !copied.text.is_empty() {
                copied.text.push(' ');
            }
            copied.push(&self.text, word);
        }
        let links = self.copied(&copied);
        (copied.text, links)
    }

    /// The links in a copy. A link over several lines is left out.
    fn copied(&self, copied: &Copied) -> Vec<Link> {
        let mut links = Vec::new();
        // Characters are counted once: links come in order, and none lies in another.
        let (mut at, mut characters) = (0, 0_u32);
        let mut count = |to: usize, text: &str| {
            characters += u32::try_from(text[at..to].chars().count()).unwrap_or(u32::MAX);
            at = to;
            characters
        };
        let mut end_of_last = 0;
        for (target, range) in self.links() {
            let Some((from, to)) = copied.range(range.start, range.end) else { continue };
            let part = &copied.text[from..to];
            if part.contains('\n') || part.trim().is_empty() || from < end_of_last {
                continue;
            }
            end_of_last = to;
            let target = match target {
                LinkTarget::Url(url) if !url.is_empty() => url.clone(),
                LinkTarget::Url(_) => continue,
                LinkTarget::Label(label) => format!("{}{label}", Link::LABEL),
            };
            links.push(Link { start: count(from, &copied.text), end: count(to, &copied.text), target });
        }
        links
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, BlockKind, Inline, Inlines, Item};
    use crate::source::Span;

    fn text(text: &str) -> Inline {
        Inline::Text { text: text.into(), span: Span::default() }
    }

    fn link(label: &str, url: &str) -> Inline {
        Inline::Link { target: LinkTarget::Url(url.into()), text: Inlines(vec![text(label)]), span: Span::default() }
    }

    fn paragraph(inlines: Vec<Inline>) -> Block {
        Block::new(Span::default(), BlockKind::Paragraph(Inlines(inlines)))
    }

    #[test]
    fn links_are_found_in_plain_text() {
        let item = Item {
            span: Span::default(),
            anchors: vec![],
            blocks: vec![paragraph(vec![link("b", "#b"), text("  c")])],
        };
        let flat = FlatText::of_blocks(&[
            paragraph(vec![text("  é "), link("a  é", "x#a"), text(".")]),
            Block::new(Span::default(), BlockKind::List { ordered: false, items: vec![item] }),
            paragraph(vec![link("over\ntwo", "y"), link(" ", "z")]),
        ]);
        let shown = |(text, links): (String, Vec<Link>)| {
            let characters: Vec<char> = text.chars().collect();
            let part = |link: &Link| characters[link.start as usize..link.end as usize].iter().collect::<String>();
            links.iter().map(|link| (part(link), link.target.clone())).collect::<Vec<_>>()
        };
        let pair = |text: &str, url: &str| (text.to_owned(), url.to_owned());
        assert_eq!(flat.plain_linked().0, flat.plain());
        assert_eq!(shown(flat.plain_linked()), [pair("a  é", "x#a"), pair("b", "#b")]);
        assert_eq!(flat.one_line_linked().0, flat.one_line());
        assert_eq!(shown(flat.one_line_linked()), [pair("a é", "x#a"), pair("b", "#b"), pair("over two", "y")]);
    }
}
