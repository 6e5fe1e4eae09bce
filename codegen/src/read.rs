//! Pass 5: read a unit's tree into raw records, still in the page's words. A unit is what is read as one page.
//!
//! 1. [`outline`] walks the tree once and annotates every table, code block and paragraph with what its headings,
//!    labels and captions state: side, place, status, names.
//! 2. [`endpoint`] finds methods and URLs.
//! 3. [`table`] sorts tables into parameters, statuses and others, and splits rows into cells by column.
//! 4. [`skeleton`] and [`example`] read code blocks, [`metadata_schema`] the front matter.
//! 5. [`selector`] finds the constants that select an operation, and adds endpoints that only data files define.
//! 6. [`values`] reads tables of values on pages that exist for them, and [`enumerations`] those that types link to.
//! 7. [`statements`] reads sentences about the operation as a whole.
//! 8. [`unread`] reports the parts of an operation that none of these could read.
//!
//! Nothing here decides what a type is, what a sentence demands, or which table describes which field: that is the task
//! of [`crate::understand`]. Every table row is entered in the [`ledger`] once, here or there.

pub mod contents;
mod credentials;
mod endpoint;
mod enumerations;
pub mod example;
mod forms;
pub mod ledger;
pub mod metadata_schema;
mod outline;
mod selector;
pub mod skeleton;
mod statements;
mod status;
pub mod table;
mod unread;
pub mod values;

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::divide::Unit;
use crate::document::{Block, BlockKind, LinkTarget};
use crate::ir::Link;
use crate::source::{Source, Span};
use crate::text::without_shortcodes;
use crate::vocabulary::{Facets, Topic, Vocabulary};

pub use endpoint::{Endpoint, RawSelector};
pub use enumerations::RawEnumeration;
pub use example::RawExample;
pub use forms::FormMedia;
pub use ledger::{Entry, Ledger, Skip};
pub use metadata_schema::MetadataSchema;
pub use skeleton::Skeleton;
pub use statements::{RawAnswer, RawExtends, RawOptional, RawSameAs};
pub use status::RawStatus;
pub use table::{RawRow, RawTable};
pub use unread::request_lines as unread_request_lines;
pub use values::RawValues;

use outline::{ItemKind, Outline};

/// The content of one page, still in its own words.
#[derive(Debug, Default)]
pub struct RawPage {
    /// The page's title.
    pub title: String,
    /// Its place.
    pub title_span: Span,
    /// The page's description of the operation, as plain text.
    pub description: Option<String>,
    /// The links in it, in order.
    pub description_links: Vec<Link>,
    /// The words by which the operation is deprecated.
    pub deprecated: Option<Span>,
    /// Its titles: headings, captions and labels.
    pub titles: Vec<String>,
    /// Methods and URLs, in order.
    pub endpoints: Vec<Endpoint>,
    /// Whether the page has a section for a method and URL.
    pub has_endpoint_section: bool,
    /// The media type of forms, where the page names one.
    pub form_media: Option<FormMedia>,
    /// The tables of parameters, in order.
    pub tables: Vec<RawTable>,
    /// The statuses that the page lists.
    pub statuses: Vec<RawStatus>,
    /// Where the page says that the response is empty.
    pub empty_response: Option<Span>,
    /// Sentences about what is returned.
    pub answers: Vec<RawAnswer>,
    /// The sentence that makes all parameters optional.
    pub all_optional: Option<RawOptional>,
    /// Where the page says that the request's body is a list of what its table describes.
    pub sends_list: Option<Span>,
    /// The operation that the page says it is the same as.
    pub same_as: Option<RawSameAs>,
    /// Lists of values that are targets of links.
    pub enumerations: Vec<RawEnumeration>,
    /// The heading of each part; the first part, before all headings, has none.
    pub parts: Vec<String>,
    /// The examples.
    pub examples: Vec<RawExample>,
    /// The skeletons.
    pub skeletons: Vec<Skeleton>,
    /// The schema of the request in the front matter.
    pub metadata_schema: Option<MetadataSchema>,
    /// The values of fields of other pages.
    pub values: Vec<RawValues>,
    /// Whether response bodies that no table describes are inferred from the examples.
    pub infer_answers: bool,
    /// Whether request bodies that the page describes nowhere else are inferred from the examples.
    pub infer_requests: bool,
    /// Whether the contract includes structures that no operation uses.
    pub all_structures: bool,
    /// The pages that the page lists, if it does nothing else.
    pub contents: Vec<LinkTarget>,
    /// The headers with credentials that a page without operations states.
    pub credentials: Vec<CredentialMention>,
    /// Parts that consist only of a link to another page.
    pub references: Vec<Reference>,
    /// The names by which links reach the page as a whole.
    pub anchors: Vec<String>,
    /// The anchors of everything on the page, in lower case.
    pub all_anchors: BTreeSet<String>,
    /// The anchors of sections in which a table of parameters was found.
    pub section_anchors: BTreeSet<String>,
    /// Whether the page has other units, which links may refer to.
    pub divided: bool,
    /// The page's metadata, each as `name: value`.
    pub metadata: Vec<String>,
    /// What became of each row of each table.
    pub ledger: Ledger,
    /// The titles of parts from which nothing could be read.
    pub unread: Vec<Span>,
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

/// A part of an operation that another page describes.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// What is known of the part.
    pub facets: Facets,
    /// The target of the link.
    pub target: LinkTarget,
    /// The text of the link.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// A statement about a header with credentials.
#[derive(Clone, Debug)]
pub struct CredentialMention {
    /// The header, in the vendor's own spelling.
    pub header: String,
    /// The sentences that it is in, or what its row says.
    pub words: String,
    /// Where it is named.
    pub span: Span,
    /// Whether the part of the page is about credentials, by its title.
    pub is_topic: bool,
}

/// Reads a unit's tree.
pub fn read(source: &Source, unit: &Unit, vocabulary: &Vocabulary) -> RawPage {
    let document = &unit.document;
    let outline = Outline::of(unit, vocabulary);
    let (description, description_links) = outline.description();
    let mut page = RawPage {
        title: without_shortcodes(&outline.title),
        title_span: outline.title_span,
        description,
        description_links,
        deprecated: outline.deprecated(vocabulary),
        anchors: outline.page_anchors.clone(),
        parts: outline.parts.clone(),
        all_anchors: outline.all_anchors.iter().map(|anchor| anchor.to_lowercase()).collect(),
        divided: unit.divided,
        diagnostics: unit.diagnostics.clone(),
        metadata: document.metadata.iter().map(|field| format!("{}: {}", field.name, field.value)).collect(),
        ..RawPage::default()
    };
    page.infer_answers = vocabulary.vendor.examples.infer_answers;
    page.infer_requests = vocabulary.vendor.examples.infer_requests;
    page.titles.clone_from(&outline.titles);
    if unit.request_lines.is_empty() {
        endpoint::read(&outline, vocabulary, &mut page);
    } else {
        selector::take(&unit.request_lines, source, vocabulary, &mut page);
    }
    let is_heading = |block: &&Block| matches!(block.kind, BlockKind::Heading { .. });
    let headings: Vec<u32> = document.blocks.iter().filter(is_heading).map(|block| block.span.start).collect();
    // The paragraphs between the last table and the next.
    let mut above: Vec<&outline::Item<'_>> = Vec::new();
    for item in &outline.items {
        match &item.kind {
            ItemKind::Table(_) => {
                let known = page.tables.len();
                table::read(source, item, vocabulary, unit, &mut page);
                let lines = std::mem::take(&mut above);
                if let Some(table) = page.tables.get_mut(known).filter(|table| !table.names.is_empty()) {
                    let section = headings[..headings.partition_point(|&start| start < item.span.start)].last();
                    table.extends = statements::extends(&lines, section.copied().unwrap_or_default(), vocabulary);
                }
            }
            ItemKind::Code(_) => {
                if vocabulary.vendor.nesting.skeleton && item.facets.topic != Some(Topic::Example) {
                    skeleton::read(source, item, &mut page);
                } else {
                    example::read(item, &vocabulary.vendor.examples, &mut page);
                    example::read_structure(item, &mut page);
                }
            }
            ItemKind::Paragraph(_) => {
                example::read_line(item, &mut page);
                status::read_line(item, &mut page);
                status::read_list(item, vocabulary, &mut page);
                status::read_empty(item, vocabulary, &mut page);
                statements::read(item, vocabulary, &mut page);
                above.push(item);
            }
            ItemKind::Status(..) | ItemKind::Endpoint(_) => {}
        }
    }
    status::read_labels(&outline.items, &mut page);
    selector::read(source, &outline, vocabulary, &mut page);
    page.references = outline.references();
    page.form_media = FormMedia::of(source, unit);
    unread::sections(source, unit, vocabulary, &mut page);
    if page.endpoints.is_empty() {
        page.values = values::read(document, vocabulary);
        page.contents = contents::read(document);
        page.credentials = credentials::read(document, vocabulary);
    }
    if let (Some(schema), Some(span)) = (&vocabulary.vendor.metadata_schema, document.front_matter) {
        page.metadata_schema = metadata_schema::read(source.text(), span, &schema.key);
    }
    let complete = page.tables.iter().filter(|table| !table.borrowed).map(|table| table.rows.len()).sum::<usize>();
    debug_assert!(complete <= page.ledger.rows(), "every row of a table of parameters is in the ledger");
    // Where the vendor's file defines the form of request lines, a title alone does not indicate one.
    if page.endpoints.is_empty() && page.has_endpoint_section && !vocabulary.vendor.has_own_request_lines() {
        page.diagnostics.push(
            Diagnostic::new(
                Code::EndpointUnread,
                source,
                page.title_span,
                "no method with a URL could be read on this page",
            )
            .help("the page has the section for it: look there for an unusual form"),
        );
    }
    page
}
