//! A page as it is on disk: its text, its name, and the position of each byte.
//!
//! Every later pass refers to places in a page by [`Span`], a range of bytes in the text held here. A span is converted
//! to line and column only when it is shown. This module never interprets the text.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

/// A range of bytes in a page's text, `start` inclusive and `end` exclusive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to but excluding `end`. [`Source::from_bytes`] rejects pages that are too large for
    /// it.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span runs forward: {start}..{end}");
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a range to slice the page's text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether it is empty.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A line and a column, both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// The origin of a statement of the contract: a page and a position in it.
///
/// Its text form, which is also its JSON form in the IR, is `page:line:column`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The page's path, relative to the project's folder or to the current one, with `/` between folders.
    pub page: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.page, self.line, self.column)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Origin {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut parts = text.rsplitn(3, ':');
        let column = parts.next().and_then(|n| n.parse().ok());
        let line = parts.next().and_then(|n| n.parse().ok());
        match (parts.next(), line, column) {
            (Some(page), Some(line), Some(column)) => Ok(Self { page: page.into(), line, column }),
            _ => Err(serde::de::Error::custom(format!("`{text}` is not an origin: expected `page:line:column`"))),
        }
    }
}

/// Why a file could not become a [`Source`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// A NUL byte in the text: this is binary data, not a page.
    #[error("binary data: a NUL byte in line {line}, at byte {at}")]
    Binary {
        /// The byte's offset.
        at: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8: the first wrong byte is in line {line}, at byte {at}")]
    NotUtf8 {
        /// The offset of the first invalid byte.
        at: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// Nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// Over [`limits::PAGE_BYTES`](crate::limits::PAGE_BYTES).
    #[error("the file is larger than a page may be")]
    TooLarge,
}

/// A file's name, its text and the starts of its lines.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    name: Arc<str>,
    text: String,
    lines: Vec<u32>,
}

impl File {
    /// A file from text that is known to be valid.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        let text = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| clamp(at + 1))).collect();
        Self { name: name.into(), text, lines }
    }

    /// The path by which it is reported, with `/` between folders.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.lines.partition_point(|&start| start as usize <= offset).max(1);
        let start = self.lines[line - 1] as usize;
        let before = self.text.get(start..offset).unwrap_or("");
        Position { line: clamp(line), column: clamp(before.trim_start_matches('\u{feff}').chars().count() + 1) }
    }
}

/// One page: its name, its text and the starts of its lines; and the files that it includes, or takes parameters from.
///
/// The files follow the page as if all were one text, a byte apart: a [`Span`] past the page's end belongs to one of
/// them, and gets its name and line. So everything from another file has its true origin, and only the pass that
/// includes the file has to know.
#[derive(Debug, Clone)]
pub struct Source {
    page: Arc<File>,
    /// The page's path on disk.
    path: Option<PathBuf>,
    /// Each with the offset of its first byte, in order.
    included: Vec<(usize, Arc<File>)>,
    /// The hash of the page's text, computed once: it is requested for each operation of the page.
    hash: OnceLock<u64>,
}

impl Source {
    /// A page from its bytes. A byte order mark stays in the text, so that offsets stay valid; the parsers skip it.
    ///
    /// # Errors
    /// [`SourceError`] where the bytes are not the text of a page.
    pub fn from_bytes(page: impl Into<Arc<str>>, bytes: Vec<u8>) -> Result<Self, SourceError> {
        if bytes.len() > crate::limits::PAGE_BYTES {
            return Err(SourceError::TooLarge);
        }
        let line = |bytes: &[u8], at: usize| bytes[..at].iter().filter(|&&b| b == b'\n').count() + 1;
        if memchr::memchr(0, &bytes).is_some() {
            let at = bytes.iter().take_while(|&&b| b != 0).count();
            return Err(SourceError::Binary { at, line: line(&bytes, at) });
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            SourceError::NotUtf8 { at, line: line(error.as_bytes(), at) }
        })?;
        if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            return Err(SourceError::Empty);
        }
        Ok(Self::from_text(page, text))
    }

    /// A page from text that is known to be valid, for tests.
    pub fn from_text(page: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        Self { page: Arc::new(File::new(page, text)), path: None, included: Vec::new(), hash: OnceLock::new() }
    }

    /// The same page with its path on disk: the paths in it are relative to that.
    #[must_use]
    pub fn read_from(self, path: impl Into<PathBuf>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// The page's path on disk, if it has one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The page's own file.
    pub(crate) fn into_file(self) -> Arc<File> {
        self.page
    }

    /// Appends a file to the page and returns the offset of its first byte; `None` where a [`Span`] could not address
    /// it. A file that was appended before keeps its place.
    pub fn include(&mut self, file: &Arc<File>) -> Option<usize> {
        if let Some((start, _)) = self.included.iter().find(|(_, known)| Arc::ptr_eq(known, file)) {
            return Some(*start);
        }
        let (last, before) = self.included.last().map_or((0, &self.page), |(start, file)| (*start, file));
        let start = last + before.text.len() + 1;
        u32::try_from(start + file.text.len()).ok()?;
        self.included.push((start, Arc::clone(file)));
        Some(start)
    }

    /// The page's path as it was given, with `/` between folders.
    pub fn page(&self) -> &Arc<str> {
        &self.page.name
    }

    /// The page's own text, without the files that it includes.
    pub fn text(&self) -> &str {
        &self.page.text
    }

    /// The hash of that text.
    pub fn hash(&self) -> u64 {
        *self.hash.get_or_init(|| crate::text::hash(self.text().as_bytes()))
    }

    /// The file that contains a byte, and the offset of that file's first byte.
    fn file(&self, offset: usize) -> (usize, &File) {
        let behind = self.included.partition_point(|(start, _)| *start <= offset);
        behind.checked_sub(1).map_or((0, &*self.page), |index| (self.included[index].0, &*self.included[index].1))
    }

    /// The text of a span; empty where the span is outside the text.
    pub fn slice(&self, span: Span) -> &str {
        let (start, file) = self.file(span.start as usize);
        let range = span.range();
        file.text.get(range.start - start..(range.end.max(start)) - start).unwrap_or("")
    }

    /// Line and column of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let (start, file) = self.file(offset);
        file.position(offset - start)
    }

    /// The origin of a span's first byte.
    pub fn origin(&self, span: Span) -> Origin {
        let (start, file) = self.file(span.start as usize);
        let Position { line, column } = file.position(span.start as usize - start);
        Origin { page: Arc::clone(&file.name), line, column }
    }

    /// The text of a line (from 1) of the page, without the line end.
    pub fn line(&self, line: u32) -> &str {
        let Some(index) = (line as usize).checked_sub(1) else {
            return "";
        };
        let Some(&start) = self.page.lines.get(index) else { return "" };
        let end = self.page.lines.get(index + 1).map_or(self.page.text.len(), |&next| next as usize);
        self.page.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// The bytes of a line (from 1) of the page, without the line end.
    pub fn line_span(&self, line: u32) -> Span {
        let lines = &self.page.lines;
        let start = lines.get((line as usize).saturating_sub(1)).map_or(self.page.text.len(), |&s| s as usize);
        Span::new(start, start + self.line(line).len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let source = Source::from_text("p", "ab\nцв\r\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(5), Position { line: 2, column: 2 });
        assert_eq!(source.position(99), Position { line: 3, column: 1 });
        assert_eq!(source.line(2), "цв");
        assert_eq!(source.line(9), "");
    }

    #[test]
    fn an_included_file_has_its_own_name_and_lines() {
        let mut source = Source::from_text("p", "ab\n");
        let first = source.include(&Arc::new(File::new("q", "c\nd"))).expect("it fits");
        let second = Arc::new(File::new("r", "e\nfg"));
        let at = source.include(&second).expect("it fits");
        assert_eq!(source.include(&second), Some(at));
        assert_eq!(source.origin(Span::at(3)).to_string(), "p:2:1");
        assert_eq!(source.origin(Span::at(first + 2)).to_string(), "q:2:1");
        assert_eq!(source.slice(Span::new(at + 2, at + 4)), "fg");
        assert_eq!(source.origin(Span::at(at + 3)).to_string(), "r:2:2");
        assert_eq!(source.text(), "ab\n");
        assert_eq!(source.slice(Span::new(1, first + 1)), "", "no text is of two files");
    }

    #[test]
    fn bytes_that_are_no_page_are_refused_with_a_reason() {
        let fails = |bytes: &[u8]| Source::from_bytes("p", bytes.to_vec()).unwrap_err();
        assert_eq!(fails(b"\xef\xbb\xbf \n"), SourceError::Empty);
        assert_eq!(fails(b"# a\0b"), SourceError::Binary { at: 3, line: 1 });
        assert_eq!(fails(b"# \xff"), SourceError::NotUtf8 { at: 2, line: 1 });
    }

    #[test]
    fn an_origin_reads_back_from_its_text() {
        let origin = Origin { page: "a:b.md".into(), line: 3, column: 4 };
        let json = serde_json::to_string(&origin).unwrap();
        assert_eq!(json, r#""a:b.md:3:4""#);
        assert_eq!(serde_json::from_str::<Origin>(&json).unwrap(), origin);
        assert!(serde_json::from_str::<Origin>(r#""a""#).is_err());
    }
}
