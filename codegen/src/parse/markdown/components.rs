//! MDX components, found line by line before Markdown is parsed.
//!
//! A component is on lines of its own: `<Name a="b" />`, `<Name>text</Name>`, or an opening and a closing tag with
//! blocks between them. Its line ends it, whatever the next line contains; an HTML block of `CommonMark` would include
//! that as well. A component inside a line is left to the text around it. The vendor's file defines what a component
//! means.

use crate::document::{Attribute, Element};
use crate::source::Span;

/// A part of a page.
#[derive(Debug)]
pub(super) enum Piece {
    /// Markdown.
    Text(Span),
    /// A component that is opened and closed on one line, and its content.
    Whole(Element, Span, Span),
    /// An opening tag.
    Open(Element, Span),
    /// The closing tag of the component that was opened last.
    Close(Span),
}

/// How long a tag may be.
const LONGEST: usize = 8192;

/// Splits a part of a text at its components. There are none in fenced code.
pub(super) fn pieces(text: &str, part: Span, fences: &[Span]) -> Vec<Piece> {
    let mut cutting = Cutting { text, pieces: Vec::new(), open: Vec::new(), from: part.start as usize };
    let end = part.end as usize;
    let mut at = part.start as usize;
    while at < end {
        let fence = fences.partition_point(|fence| fence.end as usize <= at);
        if let Some(fence) = fences.get(fence).filter(|fence| (fence.start as usize) <= at) {
            at = (fence.end as usize).max(at + 1);
            continue;
        }
        let line_end = text[at..end].find('\n').map_or(end, |found| at + found + 1);
        at = cutting.line(at, line_end, end);
    }
    cutting.flush(end);
    cutting.pieces
}

struct Cutting<'t> {
    text: &'t str,
    pieces: Vec<Piece>,
    /// The names of the components that are open.
    open: Vec<String>,
    /// The start of the Markdown that has not become a piece yet.
    from: usize,
}

impl Cutting<'_> {
    fn flush(&mut self, to: usize) {
        if self.from < to && !self.text[self.from..to].trim().is_empty() {
            self.pieces.push(Piece::Text(Span::new(self.from, to)));
        }
        self.from = self.from.max(to);
    }

    /// Handles a line; returns the start of the next one.
    fn line(&mut self, start: usize, line_end: usize, end: usize) -> usize {
        let line = &self.text[start..line_end];
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if self.open.is_empty() && indent > 3 {
            return line_end;
        }
        let begin = start + indent;
        if indent == 0 && is_import(trimmed) {
            self.flush(start);
            self.from = line_end;
            return line_end;
        }
        if let Some(tag) = tag(self.text, begin, end) {
            return self.tag(begin, tag, end).unwrap_or(line_end);
        }
        if let Some(name) = self.open.last() {
            let closing = format!("</{name}>");
            if let Some(found) = line.find(&closing) {
                let close = start + found;
                self.flush(close);
                self.pieces.push(Piece::Close(Span::new(close, close + closing.len())));
                self.open.pop();
                self.from = close + closing.len();
                return line_end.max(self.from);
            }
        }
        line_end
    }

    /// Splits at a tag. `None` where text follows the component on its line: the component is then part of that text.
    fn tag(&mut self, begin: usize, tag: Tag, end: usize) -> Option<usize> {
        let line_end = self.text[tag.end..end].find('\n').map_or(end, |found| tag.end + found + 1);
        let rest = &self.text[tag.end..line_end];
        let closing = format!("</{}>", tag.element.name);
        let (inner, whole) = if tag.self_closing {
            (Span::at(tag.end), Some(tag.end))
        } else {
            match rest.find(&closing) {
                Some(found) => (Span::new(tag.end, tag.end + found), Some(tag.end + found + closing.len())),
                None => (Span::at(tag.end), None),
            }
        };
        match whole {
            Some(whole) if self.text[whole..line_end].trim().is_empty() => {
                self.flush(begin);
                self.pieces.push(Piece::Whole(tag.element, inner, Span::new(begin, whole)));
                self.from = line_end;
            }
            Some(_) => return None,
            None => {
                self.flush(begin);
                self.open.push(tag.element.name.clone());
                self.pieces.push(Piece::Open(tag.element, Span::new(begin, tag.end)));
                self.from = tag.end;
            }
        }
        Some(line_end)
    }
}

/// `import … from '…'`, which is code of the site, not text.
fn is_import(line: &str) -> bool {
    line.starts_with("import ") && line.trim_end().trim_end_matches(';').ends_with(['\'', '"'])
}

struct Tag {
    element: Element,
    self_closing: bool,
    end: usize,
}

/// The opening tag of a component at an offset.
fn tag(text: &str, at: usize, end: usize) -> Option<Tag> {
    let limit = (at + LONGEST).min(end);
    let bytes = &text.as_bytes()[..limit];
    if bytes.get(at) != Some(&b'<') || !bytes.get(at + 1)?.is_ascii_uppercase() {
        return None;
    }
    let name_end = span_of(bytes, at + 1, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
    let mut element = Element {
        name: text[at + 1..name_end].to_owned(),
        name_span: Span::new(at + 1, name_end),
        ..Element::default()
    };
    let mut at = name_end;
    loop {
        at = span_of(bytes, at, u8::is_ascii_whitespace);
        match bytes.get(at)? {
            b'>' => return Some(Tag { element, self_closing: false, end: at + 1 }),
            b'/' if bytes.get(at + 1) == Some(&b'>') => return Some(Tag { element, self_closing: true, end: at + 2 }),
            _ => {}
        }
        let name_end = span_of(bytes, at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'));
        if name_end == at {
            return None;
        }
        let name = text[at..name_end].to_owned();
        at = name_end;
        let span = if bytes.get(at) == Some(&b'=') { value(bytes, at + 1)? } else { Span::at(at) };
        let mark = usize::from(bytes.get(at) == Some(&b'='));
        element.attributes.push(Attribute { name, value: text.get(span.range())?.to_owned(), span });
        // The closing quote or brace follows the value.
        at = span.end as usize + mark;
    }
}

/// The value of an attribute, without its quotes or braces.
fn value(bytes: &[u8], at: usize) -> Option<Span> {
    match bytes.get(at)? {
        quote @ (b'"' | b'\'') => {
            let length = bytes[at + 1..].iter().position(|byte| byte == quote)?;
            Some(Span::new(at + 1, at + 1 + length))
        }
        b'{' => {
            let mut depth = 0_usize;
            for (index, byte) in bytes[at..].iter().enumerate() {
                match byte {
                    b'{' => depth += 1,
                    b'}' if depth == 1 => return Some(Span::new(at + 1, at + index)),
                    b'}' => depth -= 1,
                    _ => {}
                }
            }
            None
        }
        _ => None,
    }
}

/// The end of the bytes from `at` on that satisfy `of`.
fn span_of(bytes: &[u8], at: usize, of: impl Fn(&u8) -> bool) -> usize {
    at + bytes[at..].iter().take_while(|byte| of(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        pieces(text, Span::new(0, text.len()), &[])
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(span) => format!("text {}", text[span.range()].trim()),
                Piece::Whole(element, inner, _) => {
                    let attributes: Vec<_> =
                        element.attributes.iter().map(|a| format!("{}={}", a.name, a.value)).collect();
                    format!("whole {} [{}] {}", element.name, attributes.join(","), &text[inner.range()])
                }
                Piece::Open(element, _) => format!("open {}", element.name),
                Piece::Close(_) => "close".to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_line_of_a_component_ends_with_its_line() {
        assert_eq!(
            show(
                "import {A} from './a'\n<Anchor id=\"x\" n={ {a: 1} } on />\n###### Title\n<Path method='GET'>/a/\\{b\\}</Path>\n| a |\n"
            ),
            [
                "whole Anchor [id=x,n= {a: 1} ,on=] ",
                "text ###### Title",
                "whole Path [method=GET] /a/\\{b\\}",
                "text | a |"
            ]
        );
    }

    #[test]
    fn blocks_stand_between_tags() {
        assert_eq!(
            show("a\n<Box>\none\n  <Box\n  title=\"t\">\n  two</Box>\n</Box>\nb <Box>c</Box> d\n<Box>e</Box> f\n"),
            [
                "text a",
                "open Box",
                "text one",
                "open Box",
                "text two",
                "close",
                "close",
                "text b <Box>c</Box> d\n<Box>e</Box> f"
            ]
        );
    }

    #[test]
    fn what_is_no_component_stays_text() {
        for text in ["<div>a</div>\n", "a List<String>\n", "<Box a=b>\n", "<Box\n", "</Box>\n", "    <Box />\n"] {
            assert_eq!(show(text), [format!("text {}", text.trim())], "{text}");
        }
    }
}
