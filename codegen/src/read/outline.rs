//! The page as a list of tables, code blocks and paragraphs, each annotated with what its surroundings state.
//!
//! The surroundings are: the headings above, the labels (a list item's first line, a bold line, a line of nothing but
//! words of the vocabulary), the current status line, and the caption. A label applies until the next label of its
//! container, or to the end of the container.

mod statuses;
mod tables;
mod whole;

use crate::divide::Unit;
use crate::document::{Block, BlockKind, Code, Inlines, Item as ListItem, Table};
use crate::ir::Status;
use crate::source::Span;
use crate::vocabulary::{Facets, Side, Topic, Vocabulary};

pub(super) use tables::trailing_line;

/// A table, code block or paragraph with its annotations.
pub(super) struct Item<'d> {
    pub(super) kind: ItemKind<'d>,
    pub(super) span: Span,
    /// The facets from headings, labels and captions together.
    pub(super) facets: Facets,
    /// The part of the page: the index of the second-level heading above. Structures are first searched for in it.
    pub(super) part: usize,
    /// The number of lists around it, for the first paragraph of an item only.
    pub(super) listed: usize,
    /// For code only: the anchors of the headings above it, the nearest first.
    pub(super) above: Vec<&'d str>,
    /// The line right before it, and the current label, as written.
    pub(super) lead: Option<String>,
    pub(super) label: Option<String>,
}

pub(super) enum ItemKind<'d> {
    Table(TableItem<'d>),
    Code(&'d Code),
    Paragraph(&'d Inlines),
    /// A line or heading that names the status of what follows, and its text about the status.
    Status(Status, Option<String>),
    /// A request line, declared as such by the markup.
    Endpoint(&'d Inlines),
}

/// A table with the names by which fields may refer to it.
pub(super) struct TableItem<'d> {
    pub(super) table: &'d Table,
    pub(super) caption: Option<String>,
    /// The names that remain of its caption, label or heading, nearest first.
    pub(super) names: Vec<String>,
    /// The words of its caption that are neither a name nor in the vocabulary.
    pub(super) about: Option<String>,
    /// The word of its caption for a place or an outcome, which may be a name instead.
    pub(super) word: Option<String>,
    /// The case that its caption or label names, where there are several.
    pub(super) case: Option<String>,
    /// Whether a heading declares it the table of a structure.
    pub(super) is_structure: bool,
    /// The anchors of the table.
    pub(super) anchors: Vec<String>,
    /// Those of the headings above it, which refer to the first table of their section.
    pub(super) above: Vec<String>,
}

pub(super) struct Outline<'d> {
    pub(super) title: String,
    pub(super) title_span: Span,
    pub(super) page_anchors: Vec<String>,
    /// The anchors of everything on the page.
    pub(super) all_anchors: Vec<String>,
    pub(super) items: Vec<Item<'d>>,
    /// The heading of each part, by its index. The first part comes before all headings.
    pub(super) parts: Vec<String>,
    /// All headings and labels, from which the language is determined.
    pub(super) titles: Vec<String>,
}

impl<'d> Outline<'d> {
    pub(super) fn of(unit: &'d Unit, vocabulary: &Vocabulary) -> Self {
        let mut walk = Walk {
            vocabulary,
            lines: unit.request_lines.iter().map(|line| line.span).collect(),
            below_line: false,
            outline: Self {
                title: String::new(),
                title_span: Span::default(),
                page_anchors: Vec::new(),
                all_anchors: Vec::new(),
                items: Vec::new(),
                parts: vec![String::new()],
                titles: Vec::new(),
            },
            part: 0,
            part_facets: Facets::default(),
            headings: Vec::new(),
            scope: Scope::default(),
            caption: None,
            lead: None,
            anchors: Vec::new(),
            depth: 0,
        };
        walk.blocks(&unit.document.blocks);
        let mut outline = walk.outline;
        // Pages for site generators have their title in the front matter only.
        if outline.title.is_empty()
            && !unit.divided
            && let Some(title) = unit.document.title_field()
        {
            (outline.title, outline.title_span) = (title.value.clone(), title.span);
        }
        outline
    }
}

/// What applies at a place, to be restored when its container ends.
#[derive(Clone, Default)]
struct Scope {
    /// The facets of the label.
    label: Facets,
    /// The label as written.
    text: Option<String>,
    /// The names that remain of labels.
    names: Vec<String>,
    status: Option<Status>,
}

struct Heading<'d> {
    level: u8,
    facets: Facets,
    /// The structure that it names, if any.
    structure: Option<String>,
    /// Its anchors.
    anchors: &'d [String],
}

struct Walk<'d, 'v> {
    vocabulary: &'v Vocabulary,
    /// The places of the unit's request lines.
    lines: Vec<Span>,
    /// Whether there is a request line above, with only headings for parameters in between.
    below_line: bool,
    outline: Outline<'d>,
    part: usize,
    /// The facets of the last heading that names no structure.
    part_facets: Facets,
    headings: Vec<Heading<'d>>,
    scope: Scope,
    /// A numbered caption whose table has not come yet, as written.
    caption: Option<String>,
    /// The last line, if nothing came after it.
    lead: Option<String>,
    /// Anchors that belong to the next table, with the depth of the list that contains them.
    anchors: Vec<(usize, String)>,
    depth: usize,
}

impl<'d> Walk<'d, '_> {
    fn blocks(&mut self, blocks: &'d [Block]) {
        for block in blocks {
            self.outline.all_anchors.extend(block.anchors.iter().cloned());
            if !matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Table(_)) {
                self.anchors.extend(block.anchors.iter().map(|anchor| (self.depth, anchor.clone())));
            }
            let is_line = self.lines.iter().any(|line| block.span.start <= line.start && line.end <= block.span.end);
            self.below_line = is_line || (self.below_line && !self.parts_from_line(block));
            match &block.kind {
                BlockKind::Heading { level, text } => self.heading(block, *level, text),
                BlockKind::Table(table) => self.table(block, table),
                _ if is_line => {}
                BlockKind::Paragraph(text) => self.paragraph(block, text),
                BlockKind::List { items, .. } | BlockKind::Definitions(items) => {
                    for item in items {
                        self.list_item(item);
                    }
                }
                BlockKind::Code(code) => self.push(ItemKind::Code(code), block.span),
                BlockKind::Endpoint(line) => self.push(ItemKind::Endpoint(line), block.span),
                BlockKind::Element(element) => self.blocks(&element.blocks),
                BlockKind::Aside(inner) => {
                    let lead = self.lead.take();
                    let scope = self.scope.clone();
                    self.blocks(inner);
                    self.scope = scope;
                    self.lead = lead;
                }
            }
        }
    }

    /// Whether a block is a heading after which the text is no longer about the request line. A heading for parameters
    /// and nothing else does not change that.
    fn parts_from_line(&self, block: &Block) -> bool {
        let BlockKind::Heading { text, .. } = &block.kind else { return false };
        let title = self.vocabulary.title(&text.text());
        let plain = Facets { topic: Some(Topic::Parameters), ..Facets::default() };
        title.facets != plain || !title.rest.trim().is_empty()
    }

    fn heading(&mut self, block: &'d Block, level: u8, text: &Inlines) {
        let flat = text.text();
        self.outline.titles.push(flat.clone());
        self.scope = Scope::default();
        self.caption = None;
        self.lead = None;
        self.anchors.clear();
        while self.headings.last().is_some_and(|heading| heading.level >= level) {
            self.headings.pop();
        }
        if level == 1 && self.outline.title.is_empty() {
            self.outline.title = flat;
            self.outline.title_span = block.span;
            self.outline.page_anchors.extend(block.anchors.iter().cloned());
            return;
        }
        let title = self.vocabulary.title(&flat);
        if let Some((status, facets, status_text)) = self.status_title(&flat, &title) {
            self.headings.push(Heading { level, facets, structure: None, anchors: &block.anchors });
            self.push(ItemKind::Status(status, status_text), block.span);
            self.anchors.extend(block.anchors.iter().map(|anchor| (0, anchor.clone())));
            return;
        }
        let nesting = &self.vocabulary.vendor.nesting;
        // The anchor of a structure ends with its name; that of a part ("Response") with the name of its content.
        let by_anchor = self.vocabulary.patterns.type_anchors.as_ref().is_some_and(|pattern| {
            block.anchors.iter().any(|anchor| pattern.is_match(anchor) && last_step(anchor) == last_step(&flat))
        });
        let is_structure = nesting.type_heading_level.is_some_and(|from| level >= from) || by_anchor;
        if is_structure {
            // A structure belongs to the part that contains it, whatever its own name suggests.
            let facets = Facets { topic: Some(Topic::Parameters), ..self.part_facets.clone() };
            self.headings.push(Heading { level, facets, structure: Some(flat), anchors: &block.anchors });
        } else {
            self.part += 1;
            self.outline.parts.push(flat.clone());
            // A name that remains shows that the section is a structure's own.
            let structure = title.name().filter(|_| title.structure || (title.facets.is_empty() && level > 2));
            // "Attributes" below the heading of a structure are the attributes of that structure.
            let attributes = title.structure && title.rest.trim().is_empty();
            let around = self.headings.last().filter(|_| attributes).and_then(|heading| heading.structure.clone());
            let structure = structure.map(str::to_owned).or(around);
            let outer = if level <= 2 { Facets::default() } else { self.surroundings() };
            self.part_facets = outer.within(&title.facets);
            let facets = self.part_facets.clone();
            self.headings.push(Heading { level, facets, structure, anchors: &block.anchors });
        }
        self.anchors.extend(block.anchors.iter().map(|anchor| (0, anchor.clone())));
    }

    fn paragraph(&mut self, block: &'d Block, text: &'d Inlines) {
        let flat = text.text();
        if flat.is_empty() {
            return;
        }
        if let Some(status) = self.status_label(&flat) {
            self.outline.titles.push(flat.clone());
            self.scope.status = Some(status);
            self.push(ItemKind::Status(status, None), block.span);
            self.lead = None;
            return;
        }
        if self.vocabulary.is_caption(&flat) && flat.chars().count() < 160 {
            self.caption = Some(flat);
            // `Table 3 lists the parameters.`, with a link: the table may be elsewhere.
            if text.flat().links().next().is_some() {
                self.push(ItemKind::Paragraph(text), block.span);
            }
            return;
        }
        let title = self.vocabulary.title(&flat);
        if text.is_strong()
            && let Some((status, facets, status_text)) = self.status_title(&flat, &title)
        {
            self.outline.titles.push(flat);
            self.scope = Scope { label: facets, status: Some(status), ..Scope::default() };
            self.push(ItemKind::Status(status, status_text), block.span);
            self.lead = None;
            return;
        }
        // A line of nothing but known words is a label; so is a bold line with some of them.
        let is_label = !title.facets.is_empty() && (title.rest.is_empty() || text.is_strong());
        if is_label {
            self.outline.titles.push(flat.clone());
            self.scope.label = title.facets.clone();
            // "The request succeeded" below a response's heading is about the response.
            let of_response = self.scope.status.is_some() || self.surroundings_side() == Some(Side::Response);
            if title.facets.outcome.is_some() && of_response {
                self.scope.label.side = None;
            }
            self.scope.text = Some(flat.clone());
            self.scope.names.clear();
        }
        self.push(ItemKind::Paragraph(text), block.span);
        self.lead = Some(flat);
    }

    fn list_item(&mut self, item: &'d ListItem) {
        let depth = self.depth + 1;
        self.anchors.retain(|(at, _)| *at < depth);
        self.anchors.extend(item.anchors.iter().map(|anchor| (depth, anchor.clone())));
        let Some((Block { kind: BlockKind::Paragraph(text), span, anchors }, rest)) = item.blocks.split_first() else {
            self.nested(|walk| walk.blocks(&item.blocks));
            return;
        };
        self.anchors.extend(anchors.iter().map(|anchor| (depth, anchor.clone())));
        let flat = text.text();
        let title = self.vocabulary.title(&flat);
        let pure = !title.facets.is_empty() && title.rest.is_empty();
        let scope = self.scope.clone();
        if let Some(status) = self.status_label(&flat) {
            self.scope.status = Some(status);
            self.push(ItemKind::Status(status, None), *span);
        } else if pure || !rest.is_empty() {
            if pure {
                self.outline.titles.push(flat.clone());
            }
            self.scope.label = self.scope.label.within(&title.facets);
            self.scope.text = Some(flat.clone());
            self.scope.names =
                title.name().filter(|name| !self.vocabulary.is_none(name)).map(str::to_owned).into_iter().collect();
        }
        self.push(ItemKind::Paragraph(text), *span);
        if let Some(item) = self.outline.items.last_mut() {
            item.listed = depth;
        }
        self.lead = Some(flat);
        self.nested(|walk| walk.blocks(rest));
        // An item that is only a label is the heading of what follows the list.
        if !(pure && rest.is_empty()) {
            self.scope = scope;
        }
    }

    fn nested(&mut self, inner: impl FnOnce(&mut Self)) {
        self.depth += 1;
        inner(self);
        self.depth -= 1;
    }

    fn push(&mut self, kind: ItemKind<'d>, span: Span) {
        let surroundings = self.surroundings();
        let facets = Facets { status: self.scope.status.or(surroundings.status), ..surroundings };
        let (lead, label) = (self.lead.take(), self.scope.text.clone());
        let above = if matches!(kind, ItemKind::Code(_)) { self.above().collect() } else { Vec::new() };
        self.outline.items.push(Item { kind, span, facets, part: self.part, listed: 0, above, lead, label });
    }

    /// The anchors of the headings above, the nearest first.
    fn above(&self) -> impl Iterator<Item = &'d str> {
        self.headings.iter().rev().flat_map(|heading| heading.anchors.iter().map(String::as_str))
    }

    /// The facets of headings and label.
    fn surroundings(&self) -> Facets {
        let heading = self.headings.last().map(|heading| heading.facets.clone()).unwrap_or_default();
        heading.within(&self.scope.label)
    }

    fn surroundings_side(&self) -> Option<Side> {
        self.headings.last().and_then(|heading| heading.facets.side)
    }
}

/// The last segment of a dotted name, without the digits that distinguish copies.
fn last_step(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim_end_matches(|c: char| c.is_ascii_digit())
}
