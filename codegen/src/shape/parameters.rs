//! Lists of parameters that are described in a file become tables, in which each cell has its place in that file.
//!
//! The list has lines `- name: key`; the file has a map under each key, which describes the parameter. There is a table
//! for each place of parameters, in the order in which the places appear, captioned with the words that the vendor's
//! file has for the place.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Block, BlockKind, Cell, Element, Row, Table};
use crate::parse;
use crate::source::Span;
use crate::vocabulary::vendor::{ParameterRule, VersionRule, Versions};
use crate::yaml::Node;

use super::{Shaper, text};

/// A line of the list.
struct Entry {
    name: (String, Span),
    key: (String, Span),
    span: Span,
}

/// The rows of one place.
struct Group {
    /// The file's name for the place.
    place: String,
    rows: Vec<Row>,
    /// The place in the list of the first of them.
    listed: Span,
}

impl Shaper<'_> {
    /// The tables of a list of parameters.
    pub(super) fn parameters(&mut self, element: &Element, rule: &ParameterRule, span: Span, out: &mut Vec<Block>) {
        let Some(path) = &element.argument else {
            self.note(Code::IncludeMissing, element.name_span, format!("`{}` names no file", element.name));
            return;
        };
        // Without the file, everything in the list is lost.
        let Some((found, base)) = self.file(path, Severity::Error) else { return };
        let known = match found.yaml() {
            Ok(known) => known,
            Err(wrong) => {
                let message = format!("the file of parameters is not valid YAML: {}", wrong.message);
                self.note(Code::IncludeMissing, shifted(wrong.span, base), message);
                return;
            }
        };
        let text_of = found.file.text();
        let mut groups: Vec<Group> = Vec::new();
        let mut left_out: Vec<Entry> = Vec::new();
        for entry in self.entries(element) {
            let Some(parameter) = known.get(&entry.key.0) else {
                let message = format!("`{}` describes no parameter `{}`; the row is lost", path.value, entry.key.0);
                self.note(Code::RowUnread, entry.key.1, message);
                continue;
            };
            let place = match parameter.get(&rule.place) {
                Some(Node::Scalar(place, _)) => place.clone(),
                _ => String::new(),
            };
            let of_another =
                |versions: &VersionRule| versions.places.contains(&place) && is_of_another(parameter, versions);
            if rule.versions.as_ref().is_some_and(of_another) {
                left_out.push(entry);
                continue;
            }
            let row = row(&entry, parameter, rule, text_of, base);
            match groups.iter_mut().find(|group| group.place == place) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { place, rows: vec![row], listed: entry.span }),
            }
        }
        if let Some(first) = left_out.first() {
            let names: Vec<&str> = left_out.iter().map(|entry| entry.name.0.as_str()).collect();
            let message = format!("of another version of the API than the contract: {}", names.join(", "));
            let help = "`versions` in the vendor's file says which version is read";
            self.diagnostics.push(Diagnostic::new(Code::VersionLeftOut, self.source, first.span, message).help(help));
        }
        for group in groups {
            let caption = rule.places.get(&group.place);
            if caption.is_none() {
                let message = format!("no word is known for the place `{}` of these parameters", group.place);
                self.note(Code::TableUnknown, group.listed, message);
            }
            let table = Table {
                caption: caption.map(|caption| text(caption, element.name_span)),
                header: vec![header(rule, element.name_span)],
                rows: group.rows,
                complete: true,
            };
            out.push(Block::new(span, BlockKind::Table(table)));
        }
    }

    /// The lines of the list. A line in another form is reported.
    fn entries(&mut self, element: &Element) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (offset, line) in &element.lines {
            let trimmed = line.trim();
            let span = Span::new(*offset, offset + line.trim_end().len());
            if trimmed.is_empty() || trimmed.starts_with('#') || trimmed.starts_with(".. ") {
                continue;
            }
            let part = |part: &str| {
                let start = offset + (part.as_ptr() as usize - line.as_ptr() as usize);
                (part.to_owned(), Span::new(start, start + part.len()))
            };
            // A name may contain a colon, but not followed by a space.
            match trimmed.strip_prefix('-').map(str::trim_start).and_then(|rest| rest.split_once(": ")) {
                Some((name, key)) if !name.trim().is_empty() && !key.trim().is_empty() => {
                    entries.push(Entry { name: part(name.trim()), key: part(key.trim()), span });
                }
                _ => self.note(Code::RowUnread, span, "not of the form `- name: parameter`; the row is lost"),
            }
        }
        entries
    }
}

/// Whether a parameter belongs to another version than the one that is read.
fn is_of_another(parameter: &Node, versions: &VersionRule) -> bool {
    match versions.read {
        Versions::First => parameter.get(&versions.from).is_some(),
        Versions::Last => parameter.get(&versions.until).is_some(),
        Versions::All => false,
    }
}

fn header(rule: &ParameterRule, span: Span) -> Row {
    let titles = std::iter::once(&rule.name).chain(rule.columns.values());
    Row { span, cells: titles.map(|title| cell(title, span)).collect(), fits: true }
}

/// The row of a parameter. Its name is from the page and everything else from the file; its place is the one in the
/// file.
fn row(entry: &Entry, parameter: &Node, rule: &ParameterRule, text: &str, base: usize) -> Row {
    let mut cells = vec![cell(&entry.name.0, entry.name.1)];
    for key in rule.columns.keys() {
        cells.push(match parameter.get(key) {
            Some(Node::Scalar(value, span)) => scalar(value, *span, text, base),
            _ => Cell { span: entry.key.1, ..Cell::default() },
        });
    }
    Row { span: entry.span, cells, fits: true }
}

/// A scalar as a cell. A text of several lines is read from the file as it is written there, so that it has markup and
/// every word has its place.
pub(super) fn scalar(value: &str, span: Span, text: &str, base: usize) -> Cell {
    let written = &text[span.range()];
    let blocks = match block_scalar(text, span) {
        Some(body) => parse::rst_fragment(&text[body.clone()], base + body.start),
        None if written == value => parse::rst_fragment(written, base + span.start as usize),
        // Quoted, or folded over several lines: only its value and its start are known.
        None => {
            let at = shifted(span, base);
            vec![Block::new(at, BlockKind::Paragraph(super::text(value.trim(), at)))]
        }
    };
    Cell { span: shifted(span, base), blocks, copied: false }
}

/// The lines of a block scalar (`|` or `>`), from the start of the first one on.
fn block_scalar(text: &str, span: Span) -> Option<std::ops::Range<usize>> {
    let (start, end) = (span.start as usize, span.end as usize);
    let is_mark = |line: &str| {
        let mark = line.trim_end().trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
        mark.ends_with(['|', '>'])
    };
    if text[start..end].starts_with(['|', '>']) {
        let first = text[start..end].find('\n')?;
        return Some(start + first + 1..end);
    }
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    if !text[line..start].trim().is_empty() {
        // The span begins after the indicator.
        let first = text[start..end].find('\n')?;
        return (is_mark(&text[line..start]) && text[start..start + first].trim().is_empty())
            .then_some(start + first + 1..end);
    }
    let above = text[..line].trim_end();
    is_mark(above.rsplit('\n').next().unwrap_or(above)).then_some(line..end)
}

pub(super) fn cell(value: &str, span: Span) -> Cell {
    Cell { span, blocks: vec![Block::new(span, BlockKind::Paragraph(text(value, span)))], copied: false }
}

fn shifted(span: Span, base: usize) -> Span {
    Span::new(base + span.start as usize, base + span.end as usize)
}
