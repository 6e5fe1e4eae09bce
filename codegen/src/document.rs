//! One tree for Markdown, HTML tables and reStructuredText.
//!
//! A [`Document`] is the common output of the three frontends in [`crate::parse`]: blocks in reading order, tables
//! whose cells contain blocks again, and inline text with its marks and links. Every node knows its bytes in the page.
//! Nothing here knows a vendor, a language or the subject of a table; that begins in [`crate::read`].

mod flat;
mod linked;

pub use flat::{FlatText, Mark, MarkKind};

use crate::source::Span;

/// A page as a tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The page's blocks in reading order. Headings are ordinary blocks; the reader derives the outline.
    pub blocks: Vec<Block>,
    /// The metadata above the text: YAML front matter, or an RST docinfo field list.
    pub metadata: Vec<MetadataField>,
    /// The YAML of the front matter, between its fences.
    pub front_matter: Option<Span>,
}

impl Document {
    /// The title in the metadata, from which site generators take it.
    pub fn title_field(&self) -> Option<&MetadataField> {
        self.metadata.iter().find(|field| field.name == "title")
    }
}

/// One field of a page's metadata, at the top level of the front matter or the field list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataField {
    /// Its name as written.
    pub name: String,
    /// Its value as written, trimmed.
    pub value: String,
    /// Its place.
    pub span: Span,
}

/// A block: a paragraph, a list, a table and so on.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its bytes, without the anchors in front of it.
    pub span: Span,
    /// The names by which links reach it.
    pub anchors: Vec<String>,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// A heading. Level 1 is the page's title.
    Heading {
        /// From 1.
        level: u8,
        /// Its text.
        text: Inlines,
    },
    /// Running text.
    Paragraph(Inlines),
    /// A list of items that contain blocks.
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// The items in order.
        items: Vec<Item>,
    },
    /// A definition list: the first block of each item is the term, the others are its definition. [`crate::shape`]
    /// leaves none.
    Definitions(Vec<Item>),
    /// Literal text in a block of its own.
    Code(Code),
    /// A table of any syntax.
    Table(Table),
    /// A note, hint, caution or block quote.
    Aside(Vec<Block>),
    /// A named element that has no meaning in the syntax itself. [`crate::shape`] replaces it by what the vendor's file
    /// declares it to be, and leaves none.
    Element(Element),
    /// A method with a URL that the page's own markup declares as such: `GET /v2/{id}`.
    Endpoint(Inlines),
}

/// A directive of reStructuredText, or a component of MDX.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// Its name as written.
    pub name: String,
    /// The place of the name.
    pub name_span: Span,
    /// What follows a directive's name on its first line.
    pub argument: Option<Attribute>,
    /// A directive's options or a component's attributes.
    pub attributes: Vec<Attribute>,
    /// The lines of its content, each with the offset of its first byte in the page, without their common indentation.
    pub lines: Vec<(usize, String)>,
    /// Its content, parsed in the syntax around it.
    pub blocks: Vec<Block>,
}

/// A word with a value. The argument of a directive has no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The place of the value.
    pub span: Span,
}

impl Element {
    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its bytes.
    pub span: Span,
    /// The names by which links reach it.
    pub anchors: Vec<String>,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// Literal text in a block of its own.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Code {
    /// The language it names, in lower case.
    pub language: Option<String>,
    /// The lines, each with the offset of its first byte in the page, without the block's indentation.
    pub lines: Vec<(usize, String)>,
}

impl Code {
    /// The whole text with `\n` between lines.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (index, (_, line)) in self.lines.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            text.push_str(line);
        }
        text
    }

    /// The offset in the page of a byte offset in [`Self::text`].
    pub fn offset(&self, at: usize) -> usize {
        let mut rest = at;
        for (start, line) in &self.lines {
            if rest <= line.len() {
                return start + rest;
            }
            rest -= line.len() + 1;
        }
        self.lines.last().map_or(0, |(start, line)| start + line.len())
    }
}

/// A table. Cells over several rows or columns are already expanded: each row has a cell for each column it covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The caption, where the syntax itself has one.
    pub caption: Option<Inlines>,
    /// The header rows; empty where the syntax marks none.
    pub header: Vec<Row>,
    /// The body rows.
    pub rows: Vec<Row>,
    /// Whether its end was found. `false` for a table of a truncated page.
    pub complete: bool,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its bytes.
    pub span: Span,
    /// Its cells, expanded over the columns they cover.
    pub cells: Vec<Cell>,
    /// Whether the row as written fits the table's columns. If not, the parser assigned the cells as well as the syntax
    /// allows.
    pub fits: bool,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Cell {
    /// Its bytes.
    pub span: Span,
    /// Its content.
    pub blocks: Vec<Block>,
    /// Whether it is a copy of a cell that covers several rows or columns, not its first place.
    pub copied: bool,
}

/// Inline content.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Inlines(pub Vec<Inline>);

/// A piece of inline content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Text as it reads: escapes undone, entities replaced.
    Text {
        /// The text.
        text: String,
        /// Its bytes in the page: more than the text's where an escape or entity was replaced.
        span: Span,
    },
    /// Literal text (`code`).
    Code {
        /// The text without its delimiters.
        text: String,
        /// Its bytes, without the delimiters.
        span: Span,
    },
    /// Strong text.
    Strong(Inlines),
    /// Emphasised text.
    Emphasis(Inlines),
    /// A link.
    Link {
        /// Where it leads.
        target: LinkTarget,
        /// Its text.
        text: Inlines,
        /// Its bytes.
        span: Span,
    },
    /// An explicit line break.
    Break(Span),
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkTarget {
    /// A label that is known on all pages of a site (`:ref:`), in lower case.
    Label(String),
    /// A URL or a path relative to the page, with its fragment, as written.
    Url(String),
}

impl Block {
    /// A block without anchors.
    pub fn new(span: Span, kind: BlockKind) -> Self {
        Self { span, anchors: Vec::new(), kind }
    }
}

impl Cell {
    /// The cell's text as one line, without marks.
    pub fn text(&self) -> String {
        FlatText::of_blocks(&self.blocks).one_line()
    }

    /// The cell's text block by block.
    pub fn flat(&self) -> FlatText {
        FlatText::of_blocks(&self.blocks)
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }
}

impl Inlines {
    /// The text without marks and links.
    pub fn text(&self) -> String {
        FlatText::of_inlines(self).one_line()
    }

    /// The text with its marks, links and places.
    pub fn flat(&self) -> FlatText {
        FlatText::of_inlines(self)
    }

    /// Whether it contains no text.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|inline| match inline {
            Inline::Text { text, .. } | Inline::Code { text, .. } => text.trim().is_empty(),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => inner.is_empty(),
            Inline::Break(_) => true,
        })
    }

    /// Whether all of its text is strong, as in a line that serves as a heading.
    pub fn is_strong(&self) -> bool {
        let mut strong = false;
        for inline in &self.0 {
            match inline {
                Inline::Strong(_) => strong = true,
                Inline::Text { text, .. } if text.trim_matches([' ', ':', '：', '\n']).is_empty() => {}
                Inline::Break(_) => {}
                _ => return false,
            }
        }
        strong
    }
}

/// Calls `visit` for every block, outer before inner, including the blocks of items, asides and cells.
pub fn walk<'a>(blocks: &'a [Block], visit: &mut impl FnMut(&'a Block)) {
    for block in blocks {
        visit(block);
        match &block.kind {
            BlockKind::List { items, .. } | BlockKind::Definitions(items) => {
                for item in items {
                    walk(&item.blocks, visit);
                }
            }
            BlockKind::Aside(inner) => walk(inner, visit),
            BlockKind::Element(element) => walk(&element.blocks, visit),
            BlockKind::Table(table) => {
                for row in table.header.iter().chain(&table.rows) {
                    row.cells.iter().for_each(|cell| walk(&cell.blocks, visit));
                }
            }
            BlockKind::Heading { .. } | BlockKind::Paragraph(_) | BlockKind::Code(_) | BlockKind::Endpoint(_) => {}
        }
    }
}
