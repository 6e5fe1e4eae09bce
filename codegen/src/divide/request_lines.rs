//! Request lines: a method with its path, in the forms that the vendor's file names.
//!
//! A section whose title is about method and URL may contain them in any form. Elsewhere only the vendor's forms count,
//! and only where the line contains nothing else. An example of a request is not a request line.

use crate::document::{Block, BlockKind, Code, Document, Inlines};
use crate::ir::Method;
use crate::request_line::{Url, of_table, request_line};
use crate::source::Span;
use crate::vocabulary::{Facets, Place, RequestForm, Topic, Vocabulary};

/// A method with its URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLine {
    /// The method.
    pub method: Method,
    /// The URL, with the vendor's variables in braces.
    pub url: Url,
    /// Its place.
    pub span: Span,
}

/// The request lines of a block. `facets` are those of the title above it.
pub(super) fn of_block(block: &Block, facets: &Facets, vocabulary: &Vocabulary) -> Vec<RequestLine> {
    let here = is_for_lines(facets);
    let allowed = |form: RequestForm| here || vocabulary.vendor.request_lines.forms.contains(&form);
    if let BlockKind::Endpoint(text) = &block.kind {
        return of_line(text, block.span, vocabulary);
    }
    if facets.topic == Some(Topic::Example) {
        return Vec::new();
    }
    match &block.kind {
        BlockKind::Heading { text, .. } if vocabulary.vendor.request_lines.forms.contains(&RequestForm::Heading) => {
            of_line(text, block.span, vocabulary)
        }
        BlockKind::Paragraph(text) if allowed(RequestForm::Paragraph) => of_line(text, block.span, vocabulary),
        BlockKind::Code(code) if allowed(RequestForm::Code) => of_code(code, vocabulary),
        BlockKind::List { items, .. } if allowed(RequestForm::ListItem) => items
            .iter()
            .filter_map(|item| item.blocks.first())
            .flat_map(|block| match &block.kind {
                BlockKind::Paragraph(text) => of_line(text, block.span, vocabulary),
                _ => Vec::new(),
            })
            .collect(),
        // A column titled as method or URL contains nothing else.
        BlockKind::Table(table) => of_table(table, vocabulary)
            .into_iter()
            .map(|(method, url, span)| RequestLine { method, url, span })
            .collect(),
        _ => Vec::new(),
    }
}

/// All lines of a tree that look like request lines, in any form. Lines below a title for examples are excluded.
pub fn in_any_form(document: &Document, vocabulary: &Vocabulary) -> Vec<RequestLine> {
    let mut lines = Vec::new();
    let mut example = false;
    for block in &document.blocks {
        match &block.kind {
            BlockKind::Heading { text, .. } => {
                example = vocabulary.title(&text.text()).facets.topic == Some(Topic::Example);
                lines.extend(of_line(text, block.span, vocabulary));
            }
            BlockKind::Paragraph(text) if !example => lines.extend(of_line(text, block.span, vocabulary)),
            BlockKind::Code(code) if !example => lines.extend(of_code(code, vocabulary)),
            _ => {}
        }
    }
    lines
}

/// Whether a title is about method and URL.
pub(super) fn is_for_lines(facets: &Facets) -> bool {
    matches!(facets.topic, Some(Topic::Method | Topic::Url | Topic::RequestLine))
        || (facets.place == Some(Place::Uri) && facets.side.is_none() && facets.topic != Some(Topic::Example))
}

/// The request line, where the text is one and nothing else.
fn of_line(text: &Inlines, span: Span, vocabulary: &Vocabulary) -> Vec<RequestLine> {
    whole(&text.text(), span, vocabulary).into_iter().collect()
}

/// The request lines of a code block that contains nothing else.
fn of_code(code: &Code, vocabulary: &Vocabulary) -> Vec<RequestLine> {
    let lines = code.lines.iter().filter(|(_, line)| !line.trim().is_empty());
    let found: Option<Vec<RequestLine>> =
        lines.map(|(offset, line)| in_code(line, Span::new(*offset, offset + line.len()), vocabulary)).collect();
    found.unwrap_or_default()
}

/// A request line in code, where a path may lack its leading `/`: the method identifies the line.
fn in_code(line: &str, span: Span, vocabulary: &Vocabulary) -> Option<RequestLine> {
    whole(line, span, vocabulary).or_else(|| {
        let (method, path) = line.trim().split_once(' ')?;
        let plain = path.contains('/') && path.chars().all(|c| c.is_alphanumeric() || "/_-.:{}<>".contains(c));
        plain.then(|| whole(&format!("{method} /{path}"), span, vocabulary))?
    })
}

fn whole(text: &str, span: Span, vocabulary: &Vocabulary) -> Option<RequestLine> {
    let text = vocabulary.vendor.request_lines.with_braces(text.trim());
    let (method, url) = request_line(&text)?;
    // Text after the path would be a sentence.
    let mut inside = false;
    let apart = text.chars().filter(|&c| {
        inside = (inside || c == '{') && c != '}';
        !(inside && c.is_whitespace())
    });
    let apart: String = apart.collect();
    let words = apart.split_whitespace().filter(|word| !word.starts_with("HTTP/")).count();
    (words == 2).then_some(RequestLine { method, url, span })
}
