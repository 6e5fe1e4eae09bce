//! The HTTP domain of Sphinx (`.. http:get:: /lamps/(int:id)`): a request line, with a list of fields for everything
//! that is sent and returned.
//!
//! The domain's own words are the same in all languages; the captions and titles of the tables made from the fields are
//! those of the vocabulary. Where a section contains several such directives, each gets a heading, so that each has a
//! section of its own.

use crate::diagnostic::Code;
use crate::document::{Block, BlockKind, Cell, Element, Inlines, Row, Table};
use crate::parse;
use crate::source::Span;
use crate::vocabulary::{Column, Place, RequestLines, Side};

use super::entries::{self, Entry};
use super::parameters::cell;
use super::{Shaper, text};

/// The prefix of the names of methods.
const DOMAIN: &str = "http:";

/// A heading below all of the page's own.
const LEVEL: u8 = 100;

/// The kinds of fields, with the domain's words for each.
const KINDS: [(Kind, &[&str]); 10] = [
    (Kind::Table(Side::Request, Place::Path), &["param", "parameter", "arg", "argument", "key", "keyword"]),
    (Kind::Table(Side::Request, Place::Query), &["query", "queryparameter", "queryparam", "qparam"]),
    (Kind::Table(Side::Request, Place::Form), &["form", "formparameter", "formparam", "fparam"]),
    (Kind::Table(Side::Request, Place::Header), &["reqheader", "<header", "requestheader"]),
    (
        Kind::Table(Side::Request, Place::Body),
        &["json", "jsonparameter", "jsonparam", "reqjson", "reqjsonobj", "<json", "<jsonobj"],
    ),
    (Kind::List(Side::Request), &["reqjsonarr", "<jsonarr"]),
    (Kind::Table(Side::Response, Place::Header), &["resheader", ">header", "responseheader"]),
    (Kind::Table(Side::Response, Place::Body), &["resjson", "resjsonobj", ">json", ">jsonobj"]),
    (Kind::List(Side::Response), &["resjsonarr", ">jsonarr"]),
    (Kind::Statuses, &["statuscode", "status", "code"]),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Parameters in a place, or fields of a body.
    Table(Side, Place),
    /// Fields of each element of a body.
    List(Side),
    Statuses,
}

/// A field of the list.
struct Field {
    kind: Kind,
    /// What follows the kind: a name, with its type in front.
    words: String,
    /// The place of the words.
    span: Span,
    /// The text, including its continuation lines.
    lines: Vec<(usize, String)>,
}

/// Whether an element is a request of the domain.
pub(super) fn is_request(element: &Element) -> bool {
    method(element).is_some()
}

/// For each block, whether it is the only request of its section and the section has a heading.
pub(super) fn in_sections(blocks: &[Block]) -> Vec<bool> {
    let requests = |blocks: &[Block]| {
        blocks.iter().filter(|block| matches!(&block.kind, BlockKind::Element(element) if is_request(element))).count()
    };
    let mut alone = Vec::with_capacity(blocks.len());
    for section in blocks.chunk_by(|_, next| !matches!(next.kind, BlockKind::Heading { .. })) {
        let headed = section.first().is_some_and(|first| matches!(first.kind, BlockKind::Heading { .. }));
        alone.resize(alone.len() + section.len(), headed && requests(section) == 1);
    }
    alone
}

fn method(element: &Element) -> Option<String> {
    let name = element.name.strip_prefix(DOMAIN)?.to_ascii_uppercase();
    name.parse::<crate::ir::Method>().ok().map(|_| name)
}

impl Shaper<'_> {
    /// The blocks of a request. `alone` is set if it is the only one in its section.
    pub(super) fn http_request(&mut self, element: Element, span: Span, alone: bool, out: &mut Vec<Block>) {
        let Some(method) = method(&element) else { return };
        let Some(argument) = &element.argument else {
            self.note(Code::EndpointUnread, span, format!("`{}` has no path", element.name));
            return;
        };
        let forms = RequestLines { variables: ["({})", "<{}>"].map(Into::into).to_vec(), ..RequestLines::default() };
        let line = text(&forms.with_braces(&format!("{method} {}", argument.value.trim())), argument.span);
        if !alone {
            out.push(Block::new(argument.span, BlockKind::Heading { level: LEVEL, text: line.clone() }));
        }
        out.push(Block::new(argument.span, BlockKind::Endpoint(line)));
        let (fields, from) = self.fields(&element);
        // What follows the first field is read as a field.
        let before = |block: &Block| from.is_none_or(|from| (block.span.start as usize) < from);
        out.extend(element.blocks.into_iter().filter(before));
        for (kind, _) in KINDS {
            let of_kind: Vec<&Field> = fields.iter().filter(|field| field.kind == kind).collect();
            let Some(first) = of_kind.first() else { continue };
            match self.table_of(kind, &of_kind) {
                Some(table) => out.push(Block::new(first.span, BlockKind::Table(table))),
                None => self.note(
                    Code::MarkupUnknown,
                    first.span,
                    "no language of the vendor has a title for such fields: they are not read",
                ),
            }
        }
    }

    /// The fields of a request, and the start of the first.
    fn fields(&mut self, element: &Element) -> (Vec<Field>, Option<usize>) {
        let mut fields: Vec<Field> = Vec::new();
        let mut from = None;
        let mut lost = Vec::new();
        for (offset, line) in &element.lines {
            let blank = line.trim().is_empty();
            let inside = line.starts_with(char::is_whitespace);
            let split = line
                .strip_prefix(':')
                .and_then(|rest| rest.split_once(": ").or_else(|| Some((rest.strip_suffix(':')?, ""))));
            match (split, fields.last_mut()) {
                (Some((words, described)), _) => {
                    from = from.or(Some(*offset));
                    let (word, words) = words.split_once(' ').unwrap_or((words, ""));
                    let start = offset + 1 + word.len();
                    let span =
                        Span::new(start.min(offset + line.len()), (start + 1 + words.len()).min(offset + line.len()));
                    match KINDS.iter().find(|(_, known)| known.contains(&word)) {
                        Some((kind, _)) => {
                            let at = offset + line.len() - described.len();
                            let lines = vec![(at, described.to_owned())];
                            fields.push(Field { kind: *kind, words: words.trim().to_owned(), span, lines });
                        }
                        None => lost.push((word.to_owned(), Span::new(*offset, offset + line.len()))),
                    }
                }
                (None, Some(field)) if inside || blank => field.lines.push((*offset, line.trim_start().to_owned())),
                _ => {}
            }
        }
        for (word, span) in lost {
            self.note(Code::MarkupUnknown, span, format!("`:{word}:` is not known: the field is not read"));
        }
        (fields, from)
    }

    /// The table of the fields of a kind; `None` where the vocabulary has no caption for it.
    fn table_of(&mut self, kind: Kind, fields: &[&Field]) -> Option<Table> {
        let at = fields.first()?.span;
        let vocabulary = self.vocabulary;
        let caption = match kind {
            Kind::Statuses => {
                let rows = fields.iter().map(|field| {
                    let status: String = field.words.chars().filter(char::is_ascii_digit).take(3).collect();
                    Row { span: field.span, cells: vec![cell(&status, field.span), description(field)], fits: true }
                });
                let titles = [Column::Status, Column::Description].map(|column| cell(vocabulary.heading(column), at));
                let header = vec![Row { span: at, cells: titles.to_vec(), fits: true }];
                return Some(Table { caption: None, header, rows: rows.collect(), complete: true });
            }
            Kind::Table(side, place) => vocabulary.parameters_caption(side, place)?,
            Kind::List(side) => {
                let message = "the body is a list of what these fields describe: one object is read, unless an example shows a list";
                self.note(Code::MarkupUnknown, at, message);
                vocabulary.parameters_caption(side, Place::Body)?
            }
        };
        let rows = fields
            .iter()
            .map(|field| {
                let (type_, name) = field.words.rsplit_once(' ').unwrap_or(("", &field.words));
                let mut entry = Entry::default();
                entry.set("name", text(name, field.span));
                if !type_.is_empty() {
                    entry.set("type", text(type_.trim(), field.span));
                }
                let mut row = entry.row(field.span, Vec::new());
                if let Some(last) = row.cells.last_mut() {
                    *last = description(field);
                }
                row
            })
            .collect();
        Some(Table { caption: Some(text(&caption, at)), ..entries::table(rows, vocabulary.layout_titles(), at) })
    }
}

/// The text of a field as a cell.
fn description(field: &Field) -> Cell {
    let blocks: Vec<Block> = field
        .lines
        .iter()
        .filter(|(_, line)| !line.trim().is_empty())
        .flat_map(|(at, line)| parse::rst_fragment(line, *at))
        .collect();
    let mut whole = Vec::new();
    for block in blocks {
        match (whole.last_mut().map(|last: &mut Block| &mut last.kind), block.kind) {
            // The lines of one paragraph.
            (Some(BlockKind::Paragraph(Inlines(known))), BlockKind::Paragraph(Inlines(more))) => {
                known.push(crate::document::Inline::Text {
                    text: " ".to_owned(),
                    span: Span::at(block.span.start as usize),
                });
                known.extend(more);
            }
            (_, kind) => whole.push(Block { kind, ..block }),
        }
    }
    Cell { span: field.span, blocks: whole, copied: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Library;

    #[test]
    fn all_our_languages_have_captions_for_the_fields() {
        let library = Library::embedded();
        for entry in library.vendors() {
            let vocabulary = library.vendor(&entry.name).expect("the vendor");
            for (kind, _) in KINDS {
                let (side, place) = match kind {
                    Kind::Table(side, place) => (side, place),
                    Kind::List(side) => (side, Place::Body),
                    Kind::Statuses => continue,
                };
                let caption = vocabulary.parameters_caption(side, place);
                let facets = caption.as_deref().map(|caption| vocabulary.title(caption).facets);
                let message = facets.map(|facets| (facets.side, facets.place));
                assert_eq!(message, Some((Some(side), Some(place))), "{caption:?} of {}", entry.name);
            }
        }
    }
}
