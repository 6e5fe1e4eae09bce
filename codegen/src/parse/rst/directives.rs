//! Explicit markup: what begins with two dots, such as targets and directives.
//!
//! A directive that is not reStructuredText's own becomes an [`Element`]. This module never decides what such a
//! directive means: `shape` does.

use super::lines::{self, Line, Lines};
use super::{Reader, code, inline, label, table};
use crate::diagnostic::{Code as DiagnosticCode, Diagnostic};
use crate::document::{Attribute, Block, BlockKind, Element};
use crate::source::Span;

impl<'a> Reader<'a> {
    /// Explicit markup: a target, a directive, a substitution definition or a comment.
    pub(super) fn explicit(&mut self, lines: &Lines<'a>, blocks: &mut Vec<Block>, anchors: &mut Vec<String>) -> usize {
        let first = &lines[0];
        let count = 1 + lines::indented(&lines[1..], 1);
        let rest = first.text.get(3..).unwrap_or("").trim_start();
        if let Some(target) = rest.strip_prefix('_') {
            // `.. _label:`; text after the colon is the address of an external link.
            if let Some(name) = target.trim_end().strip_suffix(':') {
                anchors.push(label(name));
            }
            // A target ends with its line: the blank line after it may be missing.
            return 1;
        }
        if rest.starts_with('|') {
            return count;
        }
        let Some((name, argument)) = rest.split_once("::") else {
            return count;
        };
        if name.is_empty() || name.contains(char::is_whitespace) {
            return count;
        }
        let content = lines::dedent(&lines[1..count]);
        let span = lines::span(&lines[..count]);
        let argument_line = first.part(first.text.len() - argument.len()..first.text.len()).trim();
        let argument = argument_line.text;
        match name {
            "table" => self.table_directive(argument_line, &content, span, blocks),
            "list-table" => {
                let table = table::list_table(self, argument_line, &content);
                blocks.push(Block::new(span, BlockKind::Table(table)));
            }
            "code-block" | "code" | "sourcecode" | "parsed-literal" | "highlight" => {
                let language = (!argument.is_empty()).then(|| argument.to_lowercase());
                blocks.push(Block::new(span, BlockKind::Code(code(language, lines::without_options(&content)))));
            }
            "note" | "important" | "caution" | "warning" | "tip" | "hint" | "danger" | "attention" | "error"
            | "admonition" | "seealso" | "figure" | "versionadded" | "versionchanged" | "deprecated" => {
                let mut inner = Vec::new();
                if !argument.is_empty() && name != "figure" {
                    inner.push(Block::new(
                        argument_line.span(),
                        BlockKind::Paragraph(inline::parse(&[argument_line], self.bounds)),
                    ));
                }
                inner.extend(self.blocks(lines::without_options(&content), false));
                blocks.push(Block::new(span, BlockKind::Aside(inner)));
            }
            // These contribute nothing to a contract.
            "toctree" | "image" | "contents" | "raw" | "index" | "meta" => {}
            "only" | "container" | "class" | "rst-class" => {
                blocks.extend(self.blocks(lines::without_options(&content), false));
            }
            _ => {
                let name_start = first.text.len() - rest.len();
                let element = self.element(first.part(name_start..name_start + name.len()), argument_line, &content);
                blocks.push(Block::new(span, BlockKind::Element(element)));
            }
        }
        count
    }

    /// A directive that is not RST's own, or that refers to another file.
    fn element(&mut self, name: Line<'a>, argument: Line<'a>, content: &Lines<'a>) -> Element {
        let body = lines::without_options(content);
        let options = &content[..content.len() - body.len()];
        Element {
            name: name.text.to_owned(),
            name_span: name.span(),
            argument: (!argument.is_blank()).then(|| Attribute {
                name: String::new(),
                value: argument.text.to_owned(),
                span: argument.span(),
            }),
            attributes: options.iter().filter_map(option).collect(),
            lines: lines::dedent(body).iter().map(|line| (line.offset, line.text.to_owned())).collect(),
            blocks: self.blocks(&lines::dedent(body), false),
        }
    }

    /// `.. table:: caption`: the tables in it get the caption.
    fn table_directive(&mut self, caption: Line<'a>, content: &Lines<'a>, span: Span, blocks: &mut Vec<Block>) {
        let caption = (!caption.is_blank()).then(|| inline::parse(&[caption], self.bounds));
        let mut inner = self.blocks(lines::without_options(content), false);
        match inner.iter_mut().enumerate().find_map(|(index, block)| match &mut block.kind {
            BlockKind::Table(table) => Some((index, table, &mut block.span)),
            _ => None,
        }) {
            Some((index, table, table_span)) => {
                table.caption = caption;
                // The directive belongs to the table, unless misplaced text comes before it.
                if index == 0 {
                    *table_span = span;
                }
            }
            None => self.diagnostics.push(Diagnostic::new(
                DiagnosticCode::TableCut,
                self.source,
                span,
                "a `table` directive without a table in it",
            )),
        }
        blocks.extend(inner);
    }
}

/// `:name: value`.
fn option(line: &Line<'_>) -> Option<Attribute> {
    let (name, value) = line.text.strip_prefix(':')?.split_once(':')?;
    let value = line.part(line.text.len() - value.len()..line.text.len()).trim();
    Some(Attribute { name: name.to_owned(), value: value.text.to_owned(), span: value.span() })
}
