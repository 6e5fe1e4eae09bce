//! The counts of one page, whose tree is read once.
//!
//! It never judges what it counts: [`crate::propose::candidates`] does.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::{Counts, INDEX_STEP, Seen, Survey};
use crate::discover::PageFile;
use crate::document::{Block, BlockKind, Cell, Document, FlatText, Row, Table};
use crate::parse::{self, Syntax};
use crate::propose::columns::{self, Cells};
use crate::propose::{calls, elements, request_lines};
use crate::request_line::{Url, request_line};
use crate::source::Source;
use crate::vocabulary::{Column, RequiredWord, Vocabulary};

static BRACKETED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\w+(?:\[\])?\[[A-Za-z_]\w+\]").expect("a sound expression"));

static INDEX: LazyLock<Regex> = LazyLock::new(|| Regex::new(INDEX_STEP).expect("a sound expression"));

/// One page's counts.
struct Page<'p> {
    source: &'p Source,
    vocabulary: &'p Vocabulary,
    survey: Survey,
    lines: usize,
    /// The last heading, if it has no known meaning and no request line followed.
    heading: Option<(String, usize)>,
    /// Whether a request line follows the last heading.
    has_line: bool,
}

/// Counts what a page contains.
pub(super) fn survey(file: &PageFile, source: &Source, vocabulary: &Vocabulary) -> Survey {
    let syntax = Syntax::detect(source);
    let (document, _) = parse::parse_as(syntax, source);
    let mut page = Page {
        source,
        vocabulary,
        survey: Survey { pages: 1, ..Survey::default() },
        lines: 0,
        heading: None,
        has_line: false,
    };
    page.survey.page_names.push(source.page().to_string());
    let extension = Path::new(&**source.page()).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    page.count(|survey| &mut survey.extensions, &extension, 0);
    page.survey.syntaxes.insert(extension, syntax);
    page.language(&document);
    page.blocks(&document.blocks, false);
    page.end_section();
    page.survey.calls = calls::of_page(source.text(), &document, |at| page.seen(at));
    page.elements(file.path.parent().unwrap_or_else(|| Path::new("")));
    page.survey.several = usize::from(page.lines > 1);
    page.survey.headed = if page.lines > 1 { page.survey.headed } else { 0 };
    page.survey.with_request_line = usize::from(page.lines > 0);
    page.survey
}

impl Page<'_> {
    fn seen(&self, at: usize) -> Seen {
        let line = self.source.position(at).line;
        Seen { times: 1, pages: 1, place: format!("{}:{line}", self.source.page()) }
    }

    fn count(&mut self, counts: impl Fn(&mut Survey) -> &mut Counts, what: &str, at: usize) {
        let seen = self.seen(at);
        counts(&mut self.survey).entry(what.to_owned()).or_default().again(&seen);
    }

    fn language(&mut self, document: &Document) {
        let titles: Vec<String> = document
            .blocks
            .iter()
            .filter_map(|block| match &block.kind {
                BlockKind::Heading { text, .. } => Some(text.text()),
                _ => None,
            })
            .collect();
        let code = self
            .vocabulary
            .language(titles.iter().map(String::as_str), &self.vocabulary.letters(self.source.text()))
            .to_owned();
        self.count(|survey| &mut survey.languages, &code, 0);
    }

    fn blocks(&mut self, blocks: &[Block], in_list: bool) {
        for block in blocks {
            let at = block.span.range().start;
            match &block.kind {
                BlockKind::Heading { level, text } => {
                    let text = text.text();
                    self.heading(block, *level, &text);
                    self.line("heading", &text, at);
                }
                BlockKind::Paragraph(text) => {
                    if !in_list {
                        self.labels(&text.flat(), at);
                    }
                    let text = text.text();
                    if in_list && BRACKETED.is_match(&text) {
                        let seen = self.seen(at);
                        self.survey.bracketed.again(&seen);
                    }
                    self.line(if in_list { "list-item" } else { "paragraph" }, &text, at);
                }
                BlockKind::Code(code) => {
                    for (at, line) in &code.lines {
                        self.line("code", line, *at);
                    }
                }
                BlockKind::List { items, .. } | BlockKind::Definitions(items) => {
                    self.survey.lists += 1;
                    if in_list {
                        let seen = self.seen(at);
                        self.survey.nested_lists.again(&seen);
                    }
                    for item in items {
                        self.blocks(&item.blocks, true);
                    }
                }
                BlockKind::Aside(inner) => self.blocks(inner, in_list),
                BlockKind::Table(table) => self.table(table, at),
                BlockKind::Element(element) => self.blocks(&element.blocks, in_list),
                // A later pass makes these.
                BlockKind::Endpoint(_) => {}
            }
        }
    }

    /// Ends a section. The title of a section with a request line is the operation's, and needs no known meaning.
    fn end_section(&mut self) {
        self.survey.headed += usize::from(std::mem::take(&mut self.has_line));
        if let Some((heading, at)) = self.heading.take() {
            self.count(|survey| &mut survey.headings, &heading, at);
        }
    }

    /// Records that a request line was seen.
    fn has_line(&mut self) {
        self.lines += 1;
        self.has_line = true;
        self.heading = None;
    }

    fn heading(&mut self, block: &Block, level: u8, text: &str) {
        let at = block.span.range().start;
        self.end_section();
        let identifier = text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if level == 1 {
            if identifier {
                self.survey.identifiers.again(&self.seen(at));
            }
            return;
        }
        for anchor in block.anchors.iter().filter_map(|anchor| Some(anchor.split_once('.')?.0)) {
            self.count(|survey| &mut survey.anchors, anchor, at);
        }
        let title = self.vocabulary.title(text);
        if title.facets == crate::vocabulary::Facets::default() && !title.structure && !identifier {
            self.heading = Some((crate::text::fold_label(text), at));
        }
    }

    fn line(&mut self, place: &'static str, text: &str, at: usize) {
        let Some((_, url)) = request_line(text) else { return };
        self.has_line();
        for form in request_lines::variables(&url.path) {
            self.count(|survey| &mut survey.variables, form, at);
        }
        self.count(|survey| &mut survey.request_lines, place, at);
        if let Some(host) = url.server.as_deref().and_then(|server| server.split_once("://")).map(|(_, host)| host) {
            self.count(|survey| &mut survey.hosts, host, at);
        }
    }

    fn table(&mut self, table: &Table, at: usize) {
        let Some(header) = table.header.first().or(table.rows.first()) else { return };
        let skip = usize::from(table.header.is_empty());
        self.lines_of(table, header);
        for (index, title) in header.cells.iter().enumerate() {
            let folded = crate::text::fold_label(&title.text());
            let texts: Vec<String> =
                table.rows.iter().skip(skip).filter_map(|row| row.cells.get(index)).map(Cell::text).collect();
            let known = self.vocabulary.column(&folded);
            let cells = Cells::of(&texts, index, self.vocabulary, self.seen(at));
            self.words(known.or_else(|| cells.looks_like()), &texts, at);
            if !folded.is_empty() {
                self.survey.columns.entry(folded).or_insert_with(|| Cells::new(known)).add(&cells);
            }
        }
    }

    /// The paths of a table that has a column of methods.
    fn lines_of(&mut self, table: &Table, header: &Row) {
        let methods = |cell: &Cell| self.vocabulary.column(&cell.text()) == Some(Column::Method);
        if !header.cells.iter().any(methods) {
            return;
        }
        for row in &table.rows {
            let text = row.cells.iter().map(Cell::text).find(|text| columns::is_path(text.trim()));
            let Some(url) = text.and_then(|text| Url::parse(text.trim())) else { continue };
            self.has_line();
            let at = row.span.range().start;
            for form in request_lines::variables(&url.path) {
                self.count(|survey| &mut survey.variables, form, at);
            }
        }
    }

    /// Lines such as `Type: text`, whose label is the title of a column.
    fn labels(&mut self, text: &FlatText, at: usize) {
        for line in text.text.lines() {
            let Some((label, _)) = line.split_once(": ") else { continue };
            let group = match self.vocabulary.column(label) {
                Some(Column::Type) => "type",
                Some(Column::Required) => "required",
                Some(Column::Default) => "default",
                Some(Column::Description) => "description",
                _ => continue,
            };
            self.count(|survey| &mut survey.labels, &format!("^{}: (?P<{group}>.+)$", regex::escape(label)), at);
        }
    }

    fn words(&mut self, column: Option<Column>, texts: &[String], at: usize) {
        for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            match column {
                Some(Column::Type) if !columns::is_type(text, self.vocabulary) => {
                    let word = crate::text::fold_label(text);
                    self.count(|survey| &mut survey.types, &word, at);
                }
                Some(Column::Required) if self.vocabulary.required(text) == RequiredWord::Unknown => {
                    let word = crate::text::fold_label(text);
                    self.count(|survey| &mut survey.required, &word, at);
                }
                Some(Column::Name) => {
                    let seen = self.seen(at);
                    self.survey.names.again(&seen);
                    if let Some(mark) = columns::depth_mark(text) {
                        self.count(|survey| &mut survey.depth_marks, mark, at);
                    }
                    if BRACKETED.is_match(text) {
                        self.survey.bracketed.again(&seen);
                    }
                    if text.trim_matches('.').contains('.') && !text.contains(' ') {
                        self.survey.dotted.again(&seen);
                        if text.split('.').any(|step| INDEX.is_match(step)) {
                            self.survey.indexed.again(&seen);
                            if text.split('.').any(|step| step.eq_ignore_ascii_case("n")) {
                                self.survey.lettered.again(&seen);
                            }
                        }
                    }
                    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                    if plain && text.trim_matches('-').contains('-') {
                        self.count(|survey| &mut survey.headers, &text.to_ascii_lowercase(), at);
                    }
                }
                _ => {}
            }
        }
    }

    fn elements(&mut self, folder: &Path) {
        for (name, at, mut element) in elements::of_text(self.source.text(), folder) {
            element.seen = self.seen(at);
            self.survey.elements.entry(name).or_default().add(&element, false);
        }
    }
}
