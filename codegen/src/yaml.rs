//! YAML as a tree whose scalars have positions.
//!
//! What pages contain as YAML (front matter, files of parameters) needs origins, which deserialising into values loses.
//! Anchors and aliases are not followed, so that no file can grow by repeating itself. Text that is nested too deeply
//! is refused.

use indexmap::IndexMap;
use saphyr_parser::{Event, Parser};

use crate::source::Span;

/// How deep a text may be nested.
const DEPTH: usize = 64;

/// A value.
#[derive(Debug)]
pub(crate) enum Node {
    /// A scalar as it reads, whatever its type, with its bytes as written, marks included.
    Scalar(String, Span),
    /// A list.
    List(Vec<Node>),
    /// A map in its order: under each key the key's position, and the value. Of two equal keys the first is used.
    Map(IndexMap<String, (Span, Node)>),
    /// An alias: the value that it repeats is read at its anchor.
    Repeated,
}

impl Node {
    /// The value under a key.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.get(name).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// The reason why a text can't be read as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// What is wrong.
    pub(crate) message: String,
    /// Where.
    pub(crate) span: Span,
}

/// Reads a text. `base` is the offset of its first byte in the text to which spans refer.
///
/// # Errors
/// [`Unreadable`] where it is not YAML, empty, or nested too deeply.
pub(crate) fn read(text: &str, base: usize) -> Result<Node, Unreadable> {
    // The parser counts characters.
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect();
    let byte = |index: usize| base + offsets.get(index).copied().unwrap_or(text.len());
    let fails = |message: String, at: usize| Unreadable { message, span: Span::at(at) };
    let mut open: Vec<(Node, Option<(String, Span)>)> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| fails(error.info().to_owned(), byte(error.marker().index())))?;
        let (start, end) = (byte(span.start.index()), byte(span.end.index()));
        let node = match event {
            Event::Scalar(value, ..) => Node::Scalar(value.into_owned(), Span::new(start, end.max(start))),
            Event::Alias(_) => Node::Repeated,
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() == DEPTH => {
                return Err(fails(format!("nested deeper than {DEPTH} levels"), start));
            }
            Event::SequenceStart(..) => {
                open.push((Node::List(Vec::new()), None));
                continue;
            }
            Event::MappingStart(..) => {
                open.push((Node::Map(IndexMap::new()), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some((node, _)) => node,
                None => continue,
            },
            _ => continue,
        };
        match open.last_mut() {
            None => return Ok(node),
            Some((Node::List(items), _)) => items.push(node),
            Some((Node::Map(entries), key)) => match key.take() {
                Some((name, at)) => {
                    entries.entry(name).or_insert((at, node));
                }
                None => {
                    *key = Some(match node {
                        Node::Scalar(name, at) => (name, at),
                        _ => (String::new(), Span::new(start, end.max(start))),
                    });
                }
            },
            Some(_) => {}
        }
    }
    Err(fails("the text is empty".to_owned(), base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_know_their_bytes() {
        let text = "a: |\n  one\n\n  two\nb: >-\n  three\n  four\nc: 'x'\nd: 2.10\n";
        let tree = read(text, 0).unwrap();
        let found = |key: &str| match tree.get(key) {
            Some(Node::Scalar(value, span)) => (value.clone(), text[span.range()].to_owned()),
            other => panic!("{other:?}"),
        };
        let (value, written) = found("a");
        assert_eq!(value, "one\n\ntwo\n");
        assert!(written.contains("one\n\n  two") && !written.contains("three"), "{written:?}");
        let (value, written) = found("b");
        assert_eq!(value, "three four");
        assert!(written.contains("three\n  four") && !written.contains("'x'"), "{written:?}");
        assert_eq!(found("c"), ("x".to_owned(), "'x'".to_owned()));
        assert_eq!(found("d"), ("2.10".to_owned(), "2.10".to_owned()));
    }

    #[test]
    fn invalid_yaml_is_refused_with_its_place() {
        assert_eq!(read("a:\n  - [1, {", 0).unwrap_err().span, Span::at(12));
        assert!(read(&"[".repeat(100), 0).unwrap_err().message.contains("64 levels"));
        assert!(read(&"[".repeat(10_000), 0).is_err());
        assert!(read("", 0).is_err());
    }
}
