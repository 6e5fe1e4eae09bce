//! Reports what a page contains and was not used: parts of an operation, and lines that look like request lines.
//!
//! A part is a section, or a label with what directly follows it, whose title the vocabulary knows as one of a request
//! or response. It counts as unread where it contains a table, list or code and none of that became a table of
//! parameters, an example, a status or a link. Sentences alone are not a loss: they say that there is nothing, or
//! explain something. Nothing is read here.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::divide::{self, RequestLine, Unit};
use crate::document::{Block, BlockKind, Item};
use crate::ir::Method;
use crate::request_line::odd_methods;
use crate::source::{Source, Span};
use crate::vocabulary::{Facets, Place, Side, Topic, Vocabulary};

use super::RawPage;

/// Reports the parts of a unit's operations from which nothing was read, and records their places.
pub(super) fn sections(source: &Source, unit: &Unit, vocabulary: &Vocabulary, page: &mut RawPage) {
    if page.endpoints.is_empty() {
        return;
    }
    let read = Read::of(page, unit);
    let blocks = &unit.document.blocks;
    let mut lost = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let (title, behind) = match &block.kind {
            BlockKind::Heading { level, text } if *level > 1 => {
                let below = |block: &Block| matches!(block.kind, BlockKind::Heading { .. });
                let end = blocks[index + 1..].iter().position(below).map_or(blocks.len(), |end| index + 1 + end);
                (text, &blocks[index + 1..end])
            }
            BlockKind::Paragraph(text) => (text, &blocks[index + 1..blocks.len().min(index + 2)]),
            _ => continue,
        };
        let title = vocabulary.title(&title.text());
        if !title.rest.trim().is_empty() || !is_part(&title.facets) {
            continue;
        }
        let has_content = behind.iter().any(|block| is_content(block, vocabulary));
        if has_content && !behind.iter().any(|block| read.has(block.span)) {
            lost.push(block.span);
        }
    }
    for span in lost {
        page.diagnostics.push(
            Diagnostic::new(Code::SectionUnread, source, span, "nothing of this part could be read")
                .help("the operation is marked as incomplete: see `layout` and `elements` in the vendor's file"),
        );
        page.unread.push(span);
    }
}

/// Whether a title names a part of an operation that has fields.
fn is_part(facets: &Facets) -> bool {
    let message = matches!(facets.side, Some(Side::Request | Side::Response))
        || matches!(facets.place, Some(Place::Path | Place::Query | Place::Header | Place::Body));
    match facets.topic {
        Some(Topic::Parameters) => true,
        None => message,
        Some(_) => false,
    }
}

/// Whether a block may contain fields. A list may also say that there are none.
fn is_content(block: &Block, vocabulary: &Vocabulary) -> bool {
    let states_none = |item: &Item| match item.blocks.as_slice() {
        [Block { kind: BlockKind::Paragraph(text), .. }] => vocabulary.is_none(&text.text()),
        _ => false,
    };
    match &block.kind {
        BlockKind::Table(table) => !table.rows.is_empty(),
        BlockKind::List { items, .. } | BlockKind::Definitions(items) => !items.iter().all(states_none),
        BlockKind::Code(code) => code.lines.iter().any(|(_, line)| !line.trim().is_empty()),
        _ => false,
    }
}

/// The places from which something was read, in order.
struct Read(Vec<Span>);

impl Read {
    fn of(page: &RawPage, unit: &Unit) -> Self {
        let tables = page.tables.iter().map(|table| table.span);
        let examples = page.examples.iter().map(|example| example.span);
        let statuses = page.statuses.iter().map(|status| status.span);
        let links = page.references.iter().map(|link| link.span);
        let skeletons = page.skeletons.iter().map(|skeleton| skeleton.span);
        let lines = unit.request_lines.iter().map(|line| line.span);
        let endpoints = page.endpoints.iter().map(|endpoint| endpoint.span);
        let mut spans: Vec<Span> = tables
            .chain(examples)
            .chain(statuses)
            .chain(links)
            .chain(skeletons)
            .chain(lines)
            .chain(endpoints)
            .chain(page.empty_response)
            .collect();
        spans.sort_by_key(|span| span.start);
        Self(spans)
    }

    /// Whether something inside a span was read.
    fn has(&self, span: Span) -> bool {
        let from = self.0.partition_point(|read| read.start < span.start);
        self.0.get(from).is_some_and(|read| read.start < span.end)
    }
}

/// Diagnostics for the lines of a page's units that look like request lines and became no operation.
pub fn request_lines(source: &Source, units: &[Unit], pages: &[RawPage], vocabulary: &Vocabulary) -> Vec<Diagnostic> {
    let known: Vec<(&super::Endpoint, Vec<&str>)> =
        pages.iter().flat_map(|page| &page.endpoints).map(|endpoint| (endpoint, steps(&endpoint.path))).collect();
    let exact: HashSet<(Method, &str)> =
        known.iter().map(|(endpoint, _)| (endpoint.method, endpoint.path.as_str())).collect();
    let is_known = |line: &RequestLine| {
        if exact.contains(&(line.method, line.url.path.as_str())) {
            return true;
        }
        let shown = steps(&line.url.path);
        known.iter().any(|(endpoint, path)| endpoint.method == line.method && shows(path, &shown))
    };
    let odd = units.iter().flat_map(|unit| &unit.document.blocks).filter_map(|block| match &block.kind {
        BlockKind::Table(table) => Some(odd_methods(table, vocabulary)),
        _ => None,
    });
    let odd = odd.flatten().map(|(method, span)| {
        let message = format!("`{method}` is not a method that a contract can have: the line became no operation");
        Diagnostic::new(Code::RequestLineUnread, source, span, message)
            .help("a contract has GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS")
    });
    units
        .iter()
        .flat_map(|unit| divide::lines_in_any_form(&unit.document, vocabulary))
        .filter(|line| !is_known(line))
        .map(|line| {
            let message =
                format!("`{} {}` looks like a request line but became no operation", line.method, line.url.path);
            Diagnostic::new(Code::RequestLineUnread, source, line.span, message)
                .help("if it is one, name its form in the vendor's file (`request-lines.forms`)")
        })
        .chain(odd)
        .collect()
}

/// Whether a path is an instance of a template, compared by their segments: completely, or after a base that only one
/// of them has, if more than variables agree.
fn shows(template: &[&str], path: &[&str]) -> bool {
    let mut pairs = template.iter().zip(path);
    pairs.clone().all(|(part, shown)| part == shown || part.contains('{'))
        && (template.len() == path.len() || pairs.any(|(part, shown)| part == shown))
}

/// The significant segments of a path, last first.
fn steps(path: &str) -> Vec<&str> {
    path.rsplit('/').filter(|step| !step.is_empty()).collect()
}
