//! Lists of statuses become tables, with the description of each from a file.
//!
//! The list has lines `- 200` or `- 200: reason`; the file has a map under each status, with its meaning for each
//! reason.

use crate::diagnostic::{Code, Severity};
use crate::document::{Attribute, Block, BlockKind, Cell, Element, Row, Table};
use crate::source::Span;
use crate::vocabulary::vendor::StatusRule;
use crate::yaml::Node;

use super::Shaper;
use super::parameters::{cell, scalar};

impl Shaper<'_> {
    /// The table of a list of statuses.
    pub(super) fn statuses(&mut self, element: &Element, rule: &StatusRule, span: Span, out: &mut Vec<Block>) {
        // The words before the file's name state the outcome of the statuses, which follows from the statuses
        // themselves.
        let path = element.argument.as_ref().and_then(|argument| {
            let (at, path) = argument
                .value
                .rsplit_once(char::is_whitespace)
                .map_or((0, argument.value.as_str()), |(before, path)| (before.len() + 1, path));
            let start = argument.span.start as usize + at;
            path.contains('.').then(|| Attribute {
                name: String::new(),
                value: path.to_owned(),
                span: Span::new(start, start + path.len()),
            })
        });
        let found = path.and_then(|path| self.file(&path, Severity::Warning));
        let known =
            found.as_ref().and_then(|(found, base)| found.yaml().ok().map(|known| (known, found.file.text(), *base)));
        let mut rows = Vec::new();
        for (offset, line) in &element.lines {
            let trimmed = line.trim();
            if trimmed.is_empty() {
                continue;
            }
            let span = Span::new(*offset, offset + line.trim_end().len());
            let Some(rest) = trimmed.strip_prefix('-').map(str::trim) else {
                self.note(Code::RowUnread, span, "not of the form `- status`; the row is lost");
                continue;
            };
            let (status, reason) =
                rest.split_once(':').map_or((rest, "default"), |(status, reason)| (status.trim(), reason.trim()));
            let meaning = known.and_then(|(known, text, base)| Some((known.get(status)?.get(reason)?, text, base)));
            let meaning = match meaning {
                Some((Node::Scalar(value, at), text, base)) => scalar(value, *at, text, base),
                // What is not a key of the file is the meaning itself.
                _ if reason != "default" => cell(reason.trim_matches(['\'', '"']), span),
                _ => Cell { span, ..Cell::default() },
            };
            rows.push(Row { span, cells: vec![cell(status, span), meaning], fits: true });
        }
        let titles = [&rule.status, &rule.description].map(|title| cell(title, element.name_span));
        let header = vec![Row { span: element.name_span, cells: titles.to_vec(), fits: true }];
        out.push(Block::new(span, BlockKind::Table(Table { caption: None, header, rows, complete: true })));
    }
}
