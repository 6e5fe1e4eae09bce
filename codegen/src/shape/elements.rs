//! Replaces directives and components by what the vendor's file declares them to be.
//!
//! The directives of reStructuredText that include other files need no declaration. An unknown element is replaced by
//! its content, with a note.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Block, BlockKind, Element, Inline, Inlines};
use crate::source::Span;
use crate::vocabulary::vendor::ElementRule;

use super::{Shaper, http_domain, text};

impl Shaper<'_> {
    /// The blocks, with each element replaced. Its anchors go to the first block of the replacement, or else to the
    /// next block of the page.
    pub(super) fn without_elements(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
        let mut anchors: Vec<String> = Vec::new();
        let mut requests = http_domain::in_sections(&blocks).into_iter();
        for mut block in blocks {
            anchors.append(&mut block.anchors);
            let before = out.len();
            let alone = requests.next().unwrap_or(false);
            match block.kind {
                BlockKind::Element(element) => self.element(element, block.span, alone, &mut anchors, &mut out),
                kind => out.push(Block { kind, ..block }),
            }
            if let Some(first) = out.get_mut(before) {
                first.anchors.splice(0..0, anchors.drain(..));
            }
        }
        if !anchors.is_empty() {
            let span = out.last().map_or(Span::default(), |last| Span::at(last.span.end as usize));
            out.push(Block { anchors, ..Block::new(span, BlockKind::Paragraph(Inlines::default())) });
        }
        out
    }

    fn element(&mut self, element: Element, span: Span, alone: bool, anchors: &mut Vec<String>, out: &mut Vec<Block>) {
        let vocabulary = self.vocabulary;
        let Some(rule) = vocabulary.vendor.elements.get(&element.name) else {
            match element.name.as_str() {
                _ if http_domain::is_request(&element) => self.http_request(element, span, alone, out),
                "literalinclude" => self.sample(&element, span, out),
                "include" => self.included(&element, out),
                "csv-table" => self.csv_table(&element, span, out),
                _ => {
                    let message = format!("`{}` is not known; its content is read in place", element.name);
                    self.note(Code::MarkupUnknown, element.name_span, message);
                    out.extend(element.blocks);
                }
            }
            return;
        };
        match rule {
            ElementRule::Content => out.extend(element.blocks),
            ElementRule::Note => out.push(Block::new(span, BlockKind::Aside(element.blocks))),
            ElementRule::Drop => {}
            ElementRule::Anchor { attribute } => {
                anchors.extend(element.attribute(attribute).map(|attribute| attribute.value.clone()));
                out.extend(element.blocks);
            }
            ElementRule::Endpoint { method } => {
                if let Some(endpoint) = endpoint(&element, method.as_deref()) {
                    out.push(Block::new(span, BlockKind::Endpoint(endpoint)));
                } else {
                    let message = format!("`{}` has no method with a URL", element.name);
                    self.note(Code::EndpointUnread, span, message);
                }
                // A directive's content has more about the endpoint.
                if element.argument.is_some() {
                    out.extend(element.blocks);
                }
            }
            ElementRule::Parameters(rule) => self.parameters(&element, rule, span, out),
            ElementRule::Statuses(rule) => self.statuses(&element, rule, span, out),
        }
    }

    pub(super) fn note(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, self.source, span, message));
    }
}

/// The request line of an element: a directive's argument, or the method in a component's attribute with the URL in its
/// content.
fn endpoint(element: &Element, method: Option<&str>) -> Option<Inlines> {
    if let Some(argument) = &element.argument {
        return Some(text(&argument.value, argument.span));
    }
    let Some(method) = method else {
        return element.blocks.iter().find_map(|block| match &block.kind {
            BlockKind::Paragraph(inlines) => Some(inlines.clone()),
            _ => None,
        });
    };
    let method = element.attribute(method)?;
    let mut line = vec![Inline::Text { text: format!("{} ", method.value.to_ascii_uppercase()), span: method.span }];
    line.extend(element.blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph(inlines) => Some(inlines.0.clone()),
        _ => None,
    })?);
    Some(Inlines(line))
}
