//! The words and conventions by which pages are read: data, not code.
//!
//! A folder of `codegen/vocabulary/languages/` contains the words of a language, and
//! `codegen/vocabulary/vendors/*.toml` the conventions of vendors. Both are embedded here and can be extended or
//! replaced by files of the same form that `refract.toml` names. A [`Vocabulary`] is a vendor file combined with its
//! languages, ready to match.

mod check;
mod embedded;
#[doc(hidden)]
pub mod endpoint;
mod extend;
mod form;
mod holes;
#[doc(hidden)]
pub mod language;
#[doc(hidden)]
pub mod library;
mod listing;
#[doc(hidden)]
pub mod pattern;
#[doc(hidden)]
pub mod phrases;
#[doc(hidden)]
pub mod problem;
#[doc(hidden)]
pub mod schemas;
#[doc(hidden)]
pub mod statements;
#[doc(hidden)]
pub mod texts;
#[doc(hidden)]
pub mod titles;
mod tree;
#[doc(hidden)]
pub mod type_expr;
#[doc(hidden)]
pub mod vendor;

use std::collections::BTreeMap;
use std::ops::Range;

#[doc(hidden)]
pub use language::{Language, Words};
pub use library::{Entry, Library};
pub(crate) use listing::PHRASES;
#[doc(hidden)]
pub use pattern::{Captures, Match, Pattern};
pub use problem::Problem;
#[doc(hidden)]
pub use titles::{Facets, Outcome, Place, Side, Title, Topic};
#[doc(hidden)]
pub use vendor::{RequestForm, RequestLines, Vendor};

use crate::kept::Kept;
use crate::limits;
use crate::parse::Syntax;
use crate::source::Source;
use crate::text::{fold, fold_label};
use endpoint::{BodySelectorPattern, CommonParameter, EndpointPattern, FailurePattern, SelectorPattern};
use texts::Expression;
use titles::TitleIndex;
use type_expr::TypeExpr;

/// What a column of a table contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(hidden)]
pub enum Column {
    /// The names of fields.
    Name,
    /// The names of fields inside the field of the name column.
    Child,
    /// Types.
    Type,
    /// Whether a field is required.
    Required,
    /// Default values.
    Default,
    /// Descriptions.
    Description,
    /// Demands on values.
    Constraint,
    /// The location of a parameter.
    Location,
    /// Statuses.
    Status,
    /// Error codes.
    Error,
    /// Methods.
    Method,
    /// URIs.
    Uri,
}

/// The meaning of a word in a column of requiredness.
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum RequiredWord {
    /// The field is required.
    Yes,
    /// The field is optional.
    No,
    /// Nothing.
    Unstated,
    /// The field is required under a condition.
    Conditional,
    /// The field is optional, with further words about exceptions.
    NoWithWords,
    /// Words that are not in the vocabulary.
    Unknown,
}

/// The reason why a vocabulary file could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VocabularyError {
    /// Files do not have the right form or content.
    #[error("{}", problem::Problems(.0.clone()))]
    Problems(Vec<Problem>),
    /// A regular expression is invalid.
    #[error("{file}: `{pattern}` is not a regular expression: {source}")]
    Pattern {
        /// The file's name.
        file: String,
        /// The expression.
        pattern: String,
        /// What is wrong with it.
        source: Box<regex::Error>,
    },
}

/// Expressions of a file as patterns.
fn patterns<'a>(all: impl IntoIterator<Item = &'a Expression>) -> Vec<Pattern> {
    all.into_iter().map(Pattern::from).collect()
}

/// Expressions of a file as patterns, each between other parts of an expression.
fn patterns_between(
    file: &str,
    all: &[Expression],
    (before, after): (&str, &str),
) -> Result<Vec<Pattern>, VocabularyError> {
    let one = |expression: &Expression| {
        Pattern::between(before, expression, after).map_err(|source| VocabularyError::Pattern {
            file: file.to_owned(),
            pattern: expression.to_string(),
            source: Box::new(source),
        })
    };
    all.iter().map(one).collect()
}

/// How many letters of the script of each language of a [`Vocabulary`] a page has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub struct Letters(Vec<usize>);

/// A vendor's conventions with the words of its languages.
#[derive(Debug)]
#[doc(hidden)]
pub struct Vocabulary {
    /// The vendor file.
    pub vendor: Vendor,
    /// The vendor's patterns, compiled.
    pub patterns: VendorPatterns,
    /// The words of types.
    pub types: language::TypeWords,
    /// How prose states demands.
    pub phrases: phrases::Phrases,
    /// What sentences state about a whole operation.
    pub statements: Vec<statements::Statement>,
    /// The titles of columns of values, folded.
    value_columns: Vec<String>,
    titles: TitleIndex,
    columns: BTreeMap<String, Column>,
    headings: BTreeMap<Column, String>,
    layout_titles: vendor::Titles,
    parameters_word: String,
    required: language::RequiredWords,
    none: Vec<String>,
    /// Separators between several names in one cell.
    pub name_separators: Vec<String>,
    /// Words of titles that are left out of an operation's name if it would be too long, folded.
    pub small_words: Vec<String>,
    /// Words of sentences and titles about credentials, in lower case.
    credential_words: Vec<String>,
    /// Words of the names of headers that carry a secret, in lower case.
    secret_names: Vec<String>,
    /// Patterns for lines, compiled.
    pub lines: LinePatterns,
    /// For each language its code, and the titles that only it has, by which the language of a page is determined.
    languages: Vec<(String, Vec<String>, language::Script)>,
    /// The titles read so far.
    kept_titles: Kept<Box<str>, Title>,
    /// The titles of columns read so far.
    kept_columns: Kept<Box<str>, Option<Column>>,
    /// The lines looked at so far for the name of a structure, with the place of the name.
    kept_structures: Kept<Box<str>, Option<Range<usize>>>,
    /// The types read so far.
    kept_types: Kept<Box<str>, Option<TypeExpr>>,
}

/// A vendor's regular expressions.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields are those of the file, which `vendor` documents")]
#[doc(hidden)]
pub struct VendorPatterns {
    pub service_urls: Vec<Pattern>,
    pub service_pages: Vec<Pattern>,
    pub service_metadata: Vec<Pattern>,
    pub names: Vec<Pattern>,
    pub headers: Vec<Pattern>,
    pub type_anchors: Option<Pattern>,
    pub endpoint: Option<EndpointPattern>,
    pub selectors: Vec<SelectorPattern>,
    /// See [`vendor::Vendor::body_selectors`].
    pub body_selectors: Vec<BodySelectorPattern>,
    pub parameters: Vec<CommonParameter>,
    pub failure: Option<FailurePattern>,
    pub index: Option<Pattern>,
    pub value_heading: Option<Pattern>,
    pub bullets: Vec<Pattern>,
    pub descriptions: Vec<Pattern>,
    pub field_lines: Vec<Pattern>,
    /// For the ends of names and types.
    pub footnotes: Vec<Pattern>,
}

/// The languages' regular expressions for whole lines, to be matched against folded text.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields are those of the file, which `language` documents")]
#[doc(hidden)]
pub struct LinePatterns {
    pub statuses: Vec<Pattern>,
    pub status_lists: Vec<Pattern>,
    pub caption_numbers: Vec<Pattern>,
    pub methods: Vec<Pattern>,
    pub paths: Vec<Pattern>,
    pub key_names: Vec<Pattern>,
    /// Names of rows that are about the elements of a list.
    pub element_names: Vec<Pattern>,
    pub table_words: Vec<String>,
    /// Lines that introduce the table of a structure, as written, with a group `name`.
    pub structures: Vec<Pattern>,
    /// Lines that introduce a table of a request.
    pub request_leads: Vec<Pattern>,
    /// Lines that introduce a table of a response, optionally with a group `status`.
    pub response_leads: Vec<Pattern>,
    /// Sentences that state where a parameter goes, with a group `place`.
    pub place_sentences: Vec<Pattern>,
    pub deprecated: Vec<String>,
    pub deprecated_sentences: Vec<Pattern>,
}

impl Vocabulary {
    fn new(file: &str, text: &str, vendor: Vendor, languages: &[Language]) -> Result<Self, VocabularyError> {
        let spoken: Vec<&Words> = languages.iter().map(|language| &language.words).collect();
        let lines = |pick: fn(&Words) -> &Vec<Expression>| {
            spoken.iter().flat_map(|words| patterns(pick(words))).collect::<Vec<Pattern>>()
        };
        let line_patterns = LinePatterns {
            statuses: lines(|l| &l.titles.status_labels),
            status_lists: lines(|l| &l.titles.status_lists),
            caption_numbers: lines(|l| &l.titles.caption_numbers),
            methods: lines(|l| &l.titles.method_lines),
            paths: lines(|l| &l.titles.path_lines),
            key_names: lines(|l| &l.key_names),
            element_names: lines(|l| &l.element_names),
            structures: lines(|l| &l.titles.structure_lines),
            request_leads: lines(|l| &l.titles.request_leads),
            response_leads: lines(|l| &l.titles.response_leads),
            table_words: spoken.iter().flat_map(|l| l.titles.table_words.iter().map(|w| fold(w))).collect(),
            place_sentences: lines(|l| &l.titles.place_sentences),
            deprecated_sentences: lines(|l| &l.titles.deprecated_sentences),
            deprecated: spoken.iter().flat_map(|l| l.titles.deprecated.iter().map(|w| fold(w))).collect(),
        };
        let compiled = VendorPatterns {
            service_urls: patterns(&vendor.service.urls),
            service_pages: patterns(&vendor.service.pages),
            service_metadata: patterns(&vendor.service.metadata),
            names: patterns(&vendor.operation.names),
            headers: patterns_between(file, &vendor.headers.names, ("(?i)", ""))?,
            type_anchors: patterns(vendor.nesting.type_anchors.iter()).pop(),
            endpoint: vendor.endpoint.as_ref().map(EndpointPattern::new),
            selectors: vendor.selectors.iter().map(|it| SelectorPattern::new(file, text, it)).collect(),
            body_selectors: vendor.body_selectors.iter().map(|it| BodySelectorPattern::new(file, text, it)).collect(),
            failure: vendor.failure.as_ref().map(|it| FailurePattern::new(file, text, it)),
            parameters: vendor.parameters.iter().map(|it| CommonParameter::new(file, text, it)).collect(),
            index: patterns(vendor.nesting.index.iter()).pop(),
            bullets: patterns(&vendor.layout.bullets),
            descriptions: patterns(&vendor.layout.descriptions),
            field_lines: patterns(&vendor.layout.field_lines),
            footnotes: patterns_between(file, &vendor.marks.footnotes, (r"\s*(?:", ")$"))?,
            value_heading: patterns(vendor.value_pages.iter().map(|pages| &pages.heading)).pop(),
        };
        let (mut columns, mut headings) = (BTreeMap::new(), BTreeMap::new());
        for language in &spoken {
            for (column, words) in language.columns.all() {
                for word in words {
                    let known = *columns.entry(fold_label(word)).or_insert(column);
                    if known == column {
                        headings.entry(column).or_insert_with(|| word.clone());
                    }
                }
            }
        }
        let lower = |words: &dyn Fn(&language::Words) -> &Vec<String>| -> Vec<String> {
            spoken.iter().flat_map(|language| words(language).iter().map(|word| word.to_lowercase())).collect()
        };
        let layout_titles = vendor.layout.titles.clone().unwrap_or_else(|| vendor::Titles::of(&headings));
        Ok(Self {
            titles: TitleIndex::new(spoken.iter().map(|language| &language.titles)),
            columns,
            headings,
            layout_titles,
            parameters_word: spoken.iter().flat_map(|l| &l.titles.parameters).next().cloned().unwrap_or_default(),
            required: language::RequiredWords::merge(spoken.iter().map(|language| &language.required)),
            name_separators: spoken.iter().flat_map(|language| language.name_separators.iter().cloned()).collect(),
            small_words: spoken.iter().flat_map(|l| l.small_words.iter().map(|word| fold_label(word))).collect(),
            credential_words: lower(&|language| &language.credential_words),
            secret_names: lower(&|language| &language.secret_names),
            none: spoken.iter().flat_map(|language| language.none.iter().map(|word| fold_label(word))).collect(),
            types: language::TypeWords::merge(&spoken),
            phrases: phrases::Phrases::merge(
                &languages.iter().map(|l| (file, l.head.code.as_str(), &l.words.prose)).collect::<Vec<_>>(),
            )?,
            statements: languages
                .iter()
                .flat_map(|l| statements::Statement::of(&l.head.code, &l.words.statements))
                .collect(),
            value_columns: spoken.iter().flat_map(|l| l.value_columns.iter().map(|word| fold_label(word))).collect(),
            lines: line_patterns,
            languages: languages
                .iter()
                .filter_map(|l| Some((l.head.code.clone(), l.words.titles.words(), l.head.script?)))
                .collect(),
            patterns: compiled,
            kept_titles: Kept::new(limits::KEPT_TITLES),
            kept_columns: Kept::new(limits::KEPT_TITLES),
            kept_structures: Kept::new(limits::KEPT_TITLES),
            kept_types: Kept::new(limits::KEPT_TITLES),
            vendor,
        })
    }

    /// Whether a sentence or a title is about credentials.
    pub(crate) fn is_about_credentials(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.credential_words.iter().any(|word| lower.contains(word.as_str()))
    }

    /// Whether a header of this name carries a secret.
    pub(crate) fn is_secret_name(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        name.split(|c: char| !c.is_alphanumeric()).any(|part| self.secret_names.iter().any(|word| word == part))
    }

    /// The syntax of a page of the vendor: according to its extension in the vendor file, or otherwise to its text.
    pub fn syntax(&self, source: &Source) -> Syntax {
        let extension = source.page().rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
        let declared = extension.and_then(|extension| self.vendor.pages.extensions.get(&extension));
        declared.copied().unwrap_or_else(|| Syntax::detect(source))
    }

    /// Reads a title.
    pub fn title(&self, text: &str) -> Title {
        self.kept_titles.of_text(text, || self.titles.read(self.without_number(text)))
    }

    /// A caption without `Table 3`. There may be a space before the number.
    pub fn without_number<'t>(&self, text: &'t str) -> &'t str {
        let text = text.trim();
        // Folding keeps the number of characters, and the numbering of a caption has no white space to collapse except
        // spaces.
        let folded: String = text.chars().map(crate::text::fold_char).collect();
        let length = self.lines.caption_numbers.iter().find_map(|pattern| {
            pattern.find(&folded).filter(|found| found.start() == 0).map(|found| folded[..found.end()].chars().count())
        });
        match length {
            Some(length) => {
                let at = text.char_indices().nth(length).map_or(text.len(), |(at, _)| at);
                text[at..].trim_start_matches([' ', '.', ':', '：', '　', '\u{a0}'])
            }
            None => text,
        }
    }

    /// Whether a text is the numbered caption of a table.
    pub fn is_caption(&self, text: &str) -> bool {
        let folded = fold(text);
        self.lines.caption_numbers.iter().any(|pattern| pattern.find(&folded).is_some_and(|found| found.start() == 0))
    }

    /// The structure whose fields the next table lists, according to the line that introduces it: "`data` is composed
    /// of the following parameters:".
    pub fn structure_line<'t>(&self, text: &'t str) -> Option<&'t str> {
        let found = |pattern: &Pattern| Some(pattern.captures(text)?.name("name")?.range());
        self.kept_structures.of_text(text, || self.lines.structures.iter().find_map(found)).map(|range| &text[range])
    }

    /// What a line that introduces a table states about it: the half of the operation, and the status.
    pub fn lead(&self, text: &str) -> Option<Facets> {
        let folded = fold(text);
        let facets = |side, status| Facets { side: Some(side), status, ..Facets::default() };
        let back = self.lines.response_leads.iter().find_map(|pattern| pattern.captures(&folded));
        if let Some(found) = back {
            let status = found.name("status").and_then(|status| status.as_str().parse().ok());
            return Some(facets(Side::Response, status));
        }
        let sent = self.lines.request_leads.iter().any(|pattern| pattern.is_match(&folded));
        sent.then(|| facets(Side::Request, None))
    }

    /// What a column with this title contains.
    pub fn column(&self, title: &str) -> Option<Column> {
        self.kept_columns.of_text(title, || self.columns.get(&fold_label(title)).copied())
    }

    /// The title for a column that is made from other forms: the one that the vendor's languages name first.
    pub fn heading(&self, column: Column) -> &str {
        self.headings.get(&column).map_or("", String::as_str)
    }

    /// The titles for tables that are made from other forms.
    pub fn layout_titles(&self) -> &vendor::Titles {
        &self.layout_titles
    }

    /// The title word for parameters that the vendor's languages name first: used for captions that are made.
    pub fn parameters_word(&self) -> &str {
        &self.parameters_word
    }

    /// A caption for a table of parameters that is made, with their side and location, in the words of the vendor's
    /// languages; `None` where these have none for it.
    pub fn parameters_caption(&self, side: Side, place: Place) -> Option<String> {
        self.titles.of_parameters(side, place)
    }

    /// Whether a column with this title contains the values of something, on a page of structures.
    pub fn is_value_column(&self, title: &str) -> bool {
        self.value_columns.contains(&fold_label(title))
    }

    /// Whether a text means "nothing".
    pub fn is_none(&self, text: &str) -> bool {
        let text = fold_label(text);
        text.is_empty() || self.none.contains(&text)
    }

    /// The meaning of a cell in the column of requiredness.
    pub fn required(&self, text: &str) -> RequiredWord {
        self.required.read(text)
    }

    /// Whether a mark on a name or a type states that the value may be `null`.
    pub fn is_nullable_mark(&self, text: &str) -> bool {
        self.required.is_nullable(text)
    }

    /// The length in bytes of the words at the start of a description that state that the field is required; 0 where
    /// there are none.
    pub fn required_prefix(&self, text: &str) -> usize {
        self.required.prefix(text)
    }

    /// Whether a sentence of a description states that the field is required.
    pub fn required_sentence(&self, text: &str) -> bool {
        self.required.in_sentence(text)
    }

    /// How many letters of each language's script a page has: counted once, however many operations the page has.
    pub fn letters(&self, text: &str) -> Letters {
        // With one language there is nothing to decide.
        if self.languages.len() == 1 {
            return Letters(Vec::new());
        }
        Letters(self.languages.iter().map(|(_, _, script)| script.count(text)).collect())
    }

    /// The language of a page's titles: the one with most known words, or for pages without known titles the one whose
    /// script is used.
    pub fn language<'t>(&self, titles: impl Iterator<Item = &'t str>, letters: &Letters) -> &str {
        if let [(code, ..)] = self.languages.as_slice() {
            return code;
        }
        let titles: Vec<String> = titles.map(fold_label).collect();
        let hits = |words: &[String]| titles.iter().filter(|title| words.contains(title)).count();
        let mut best: Option<(&str, usize, usize)> = None;
        for ((code, words, _), letters) in self.languages.iter().zip(&letters.0) {
            let found = (hits(words), *letters);
            if best.is_none_or(|(_, hits, letters)| found > (hits, letters)) {
                best = Some((code, found.0, found.1));
            }
        }
        best.map_or("en", |(code, ..)| code)
    }

    /// Whether a parameter with this name is a header wherever it is listed.
    pub fn is_header_name(&self, name: &str) -> bool {
        self.patterns.headers.iter().any(|pattern| pattern.is_match(name))
    }

    /// Whether a page's title marks its operation as deprecated.
    pub fn is_deprecated_title(&self, title: &str) -> bool {
        let folded = fold(title);
        self.lines.deprecated.iter().any(|word| language::has_phrase(&folded, word))
    }

    /// Whether a paragraph about the operation marks it as deprecated.
    pub fn is_deprecated_sentence(&self, text: &str) -> bool {
        let folded = fold(text);
        self.lines.deprecated_sentences.iter().any(|pattern| pattern.is_match(&folded))
    }

    /// Where a parameter goes, according to its description.
    pub fn place_of_sentence(&self, text: &str) -> Option<Place> {
        let folded = fold(text);
        let found = self.lines.place_sentences.iter().find_map(|pattern| pattern.captures(&folded))?;
        self.title(found.name("place")?.as_str()).facets.place
    }

    /// Whether the text of a link shows that the link leads to a table.
    pub fn names_table(&self, text: &str) -> bool {
        let folded = fold(text);
        self.is_caption(text) || self.lines.table_words.iter().any(|word| folded.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_files_are_sound() {
        let library = Library::embedded();
        let names: Vec<_> = library.vendors().map(|entry| entry.name.as_str()).collect();
        assert!(names.iter().all(|name| library.vendor(name).is_some()));
        assert_eq!(names, ["discord", "gitlab", "huawei", "jdcloud", "openstack", "otc", "tencent", "yandex"]);
    }

    /// The shipped files have none of the mistakes for which users' files are refused.
    #[test]
    fn the_embedded_files_stand_every_check() {
        let text = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        let languages: Vec<_> = embedded::LANGUAGES.iter().flat_map(|parts| parts.files).map(text).collect();
        let vendors: Vec<_> = embedded::VENDORS.iter().map(|(_, file)| text(file)).collect();
        if let Err(error) = Library::with(&languages, &vendors) {
            panic!("{error}");
        }
    }

    /// A language does not repeat words of the language that it extends, and no two languages share a word that the
    /// extended language lacks.
    #[test]
    fn what_languages_share_stands_once() {
        fn lists<'t>(path: &str, value: &'t toml::Value, visit: &mut impl FnMut(&str, &'t str)) {
            match value {
                // Phrases belong to their language; macros are parts of phrases.
                toml::Value::Table(table) => {
                    for (key, inner) in table.iter().filter(|(key, _)| !["phrases", "macros"].contains(&key.as_str())) {
                        lists(&format!("{path}.{key}"), inner, visit);
                    }
                }
                toml::Value::Array(words) => {
                    words.iter().filter_map(toml::Value::as_str).for_each(|word| visit(path, word));
                }
                _ => {}
            }
        }
        let mut declared: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
        for parts in embedded::LANGUAGES {
            for (_, text) in parts.files {
                let table: toml::Table = toml::from_str(text).expect("TOML");
                lists("", &toml::Value::Table(table), &mut |path, word| {
                    declared.entry((path.to_owned(), word.to_owned())).or_default().push(parts.code);
                });
            }
        }
        declared.retain(|_, codes| codes.len() > 1);
        assert!(declared.is_empty(), "{declared:?}");
    }

    /// A key whose text is compiled but not marked in the schema would be checked by nothing.
    #[test]
    fn every_pattern_of_the_embedded_files_is_looked_at() {
        for (file, text) in embedded::LANGUAGES.iter().flat_map(|parts| parts.files) {
            let file = tree::File::parse(file, text).expect("a sound file");
            let schema = serde_json::from_str(schemas::LANGUAGE).expect("a schema");
            let marked = check::marked(&file, &schema);
            let patterns = text.lines().filter(|line| line.contains("(?P<") && !line.starts_with('#'));
            for line in patterns {
                assert!(marked.iter().any(|text| line.contains(text.as_str())), "{}: {line}", file.name);
            }
        }
    }
}
