//! Counts of what pages contain, without a vendor's file.
//!
//! It reads each page's tree once. [`super::candidates`] decides what the counts mean for a vendor's file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use super::calls::{self, Calls};
use super::columns::{self, Cells};
use super::elements::{self, Element};
use super::request_lines;
use crate::discover::{self, PageFile};
use crate::document::{Block, BlockKind, Cell, Document, FlatText, Row, Table};
use crate::parse::{self, Syntax};
use crate::request_line::{Url, request_line};
use crate::source::Source;
use crate::vocabulary::{Column, Library, RequiredWord, Vocabulary, VocabularyError};

/// How often something was seen, and its first place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often.
    pub times: usize,
    /// On how many pages.
    pub pages: usize,
    /// The first place, as `page:line`.
    pub place: String,
}

/// The segments of dotted names that are an index, as in a vendor's file (`nesting.index`).
pub(super) const INDEX_STEP: &str = r"^[nN]$|^\d+$";

static BRACKETED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\w+(?:\[\])?\[[A-Za-z_]\w+\]").expect("a sound expression"));

static INDEX: LazyLock<Regex> = LazyLock::new(|| Regex::new(INDEX_STEP).expect("a sound expression"));

/// Counts by name.
pub(super) type Counts = BTreeMap<String, Seen>;

/// The survey of pages.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The number of pages.
    pub pages: usize,
    /// Pages by the extension of their names.
    pub extensions: Counts,
    /// The syntax of the pages with each extension.
    pub syntaxes: BTreeMap<String, Syntax>,
    /// Pages by the language of their titles.
    pub languages: Counts,
    /// Request lines by their place, in the words of a vendor's file: `heading`, `paragraph`, `code`, `list-item`.
    pub request_lines: Counts,
    /// The number of pages with more than one request line.
    pub several: usize,
    /// Headings that no language knows, folded.
    pub headings: Counts,
    /// The cells under each column title, by the folded title.
    pub columns: BTreeMap<String, Cells>,
    /// Words in columns of types that no language knows.
    pub types: Counts,
    /// Words in columns of requiredness that no language knows.
    pub required: Counts,
    /// Names of rows that contain dots.
    pub dotted: Seen,
    /// Names with the name of a field in brackets: `a[b]`.
    pub bracketed: Seen,
    /// Those with a segment that is an index: `Ids.N`, `filters.0.name`.
    pub indexed: Seen,
    /// Those in which the index is a letter.
    pub lettered: Seen,
    /// What precedes names of rows and is not part of them, once per level: `»`, `└─`.
    pub depth_marks: Counts,
    /// Names of rows.
    pub names: Seen,
    /// Titles of pages that are one identifier.
    pub identifiers: Seen,
    /// The first segments of anchors with dots, on headings below the first.
    pub anchors: Counts,
    /// Lines that begin with the title of a column, by the pattern that reads them.
    pub labels: Counts,
    /// Hosts of URLs with a scheme in request lines.
    pub hosts: Counts,
    /// Names of rows that look like headers: with a dash in them.
    pub headers: Counts,
    /// Components and directives, by name.
    pub elements: BTreeMap<String, Element>,
    /// The pages' names.
    pub page_names: Vec<String>,
    /// The number of pages with a request line.
    pub with_request_line: usize,
    /// The forms of variables in request lines, other than `{name}`.
    pub variables: Counts,
    /// The number of sections with a request line, on pages with several.
    pub headed: usize,
    /// The number of bulleted or definition lists.
    pub lists: usize,
    /// Lists in an item of another one.
    pub nested_lists: Seen,
    /// Calls whose query names the operation.
    pub calls: Calls,
}

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

/// Surveys pages.
pub(super) fn survey(files: &[PageFile]) -> Result<Survey, VocabularyError> {
    let vocabulary = all_languages()?;
    let pages: Vec<Survey> = files
        .par_iter()
        .filter(|file| !file.is_fixups())
        .filter_map(|file| Some(page(file, &discover::load(file).ok()?, &vocabulary)))
        .collect();
    let mut survey = Survey::default();
    for page in pages {
        survey.add(page);
    }
    Ok(survey)
}

/// A vocabulary with the words of all languages and no conventions.
pub(super) fn all_languages() -> Result<std::sync::Arc<Vocabulary>, VocabularyError> {
    let codes = Library::language_codes().map(|code| format!("\"{code}\"")).collect::<Vec<_>>().join(", ");
    let text = format!("name = \"survey\"\nlanguages = [{codes}]\n");
    let library = Library::with(&[], &[("survey.toml".to_owned(), text)])?;
    library.vendor("survey").cloned().ok_or_else(|| VocabularyError::Problems(Vec::new()))
}

fn page(file: &PageFile, source: &Source, vocabulary: &Vocabulary) -> Survey {
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
    page.elements(file.path.parent().unwrap_or_else(|| std::path::Path::new("")));
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

    fn elements(&mut self, folder: &std::path::Path) {
        for (name, at, mut element) in elements::of_text(self.source.text(), folder) {
            element.seen = self.seen(at);
            self.survey.elements.entry(name).or_default().add(&element, false);
        }
    }
}

impl Seen {
    /// Counts another occurrence on the same page.
    pub(super) fn again(&mut self, other: &Self) {
        if self.times == 0 {
            self.clone_from(other);
        } else {
            self.times += other.times;
        }
    }

    /// Adds the occurrences on another page.
    pub(super) fn add(&mut self, other: &Self) {
        if self.times == 0 {
            self.clone_from(other);
        } else {
            self.times += other.times;
            self.pages += other.pages;
        }
    }
}

impl Survey {
    fn add(&mut self, page: Self) {
        self.pages += page.pages;
        self.several += page.several;
        self.with_request_line += page.with_request_line;
        self.lists += page.lists;
        self.headed += page.headed;
        if page.nested_lists.times > 0 {
            self.nested_lists.add(&page.nested_lists);
        }
        for (extension, syntax) in page.syntaxes {
            self.syntaxes.entry(extension).or_insert(syntax);
        }
        self.calls.add(page.calls);
        for (all, one) in [
            (&mut self.extensions, page.extensions),
            (&mut self.languages, page.languages),
            (&mut self.request_lines, page.request_lines),
            (&mut self.headings, page.headings),
            (&mut self.types, page.types),
            (&mut self.required, page.required),
            (&mut self.anchors, page.anchors),
            (&mut self.hosts, page.hosts),
            (&mut self.labels, page.labels),
            (&mut self.headers, page.headers),
            (&mut self.variables, page.variables),
            (&mut self.depth_marks, page.depth_marks),
        ] {
            for (what, seen) in one {
                all.entry(what).or_default().add(&seen);
            }
        }
        for (all, one) in [
            (&mut self.dotted, page.dotted),
            (&mut self.bracketed, page.bracketed),
            (&mut self.indexed, page.indexed),
            (&mut self.lettered, page.lettered),
            (&mut self.names, page.names),
            (&mut self.identifiers, page.identifiers),
        ] {
            if one.times > 0 {
                all.add(&one);
            }
        }
        for (title, cells) in page.columns {
            self.columns.entry(title).or_insert_with(|| Cells::new(cells.known)).add(&cells);
        }
        for (name, element) in page.elements {
            self.elements.entry(name).or_default().add(&element, true);
        }
        self.page_names.extend(page.page_names);
    }

    /// The most frequent of some counts.
    pub fn most(counts: &Counts, number: usize) -> Vec<(&str, &Seen)> {
        let mut all: Vec<(&str, &Seen)> = counts.iter().map(|(what, seen)| (what.as_str(), seen)).collect();
        all.sort_by(|(a, first), (b, second)| second.times.cmp(&first.times).then_with(|| a.cmp(b)));
        all.truncate(number);
        all
    }
}
