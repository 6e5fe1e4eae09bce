//! The service and language that a unit of a page is read as. Its vendor is known before it is read
//! ([`discover::vendor`](crate::discover::vendor)).
//!
//! Only this module decides them, so that `explain`, contracts and exports agree. It reads no tables, and nothing
//! changes its decision later.

use crate::discover::{Overrides, slug};
use crate::read::RawPage;
use crate::segment::Segment;
use crate::source::Source;
use crate::vocabulary::{Letters, Pattern, Vocabulary};

/// What a unit of a page is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The service's name, which can be the name of a file.
    pub service: String,
    /// The service's name, which is valid as the name of a file.
    pub language: String,
}

impl Identity {
    /// Decides both. `letters` are those of the page.
    pub fn of(
        raw: &RawPage,
        source: &Source,
        vocabulary: &Vocabulary,
        overrides: &Overrides,
        letters: &Letters,
    ) -> Self {
        Self {
            service: service(raw, source, vocabulary, overrides),
            language: language(raw, vocabulary, overrides, letters),
        }
    }
}

/// The service, by the first of these that determines it:
///
/// 1. a flag, or `[pages]` of `refract.toml`;
/// 2. the URL of the unit's first operation (`service.urls` of the vendor's file);
/// 3. the page's path (`service.pages`);
/// 4. its metadata (`service.metadata`), which name manuals rather than services where a vendor has both;
/// 5. the folder that contains it, or `pages` where it is in none.
///
/// A name that is not valid as the name of a file is made so.
fn service(raw: &RawPage, source: &Source, vocabulary: &Vocabulary, overrides: &Overrides) -> String {
    let patterns = &vocabulary.patterns;
    let endpoint = raw.endpoints.first();
    let url = endpoint.map(|endpoint| format!("{}{}", endpoint.server.as_deref().unwrap_or(""), endpoint.path));
    let named = |all: &[Pattern], text: &str| all.iter().find_map(|pattern| name(pattern, text, vocabulary));
    let folder = || source.page().rsplit('/').nth(1).filter(|name| !matches!(*name, "" | "." | ".."));
    let name = overrides
        .service
        .clone()
        .or_else(|| named(&patterns.service_urls, &url?))
        .or_else(|| named(&patterns.service_pages, source.page()))
        .or_else(|| raw.metadata.iter().find_map(|line| named(&patterns.service_metadata, line)))
        .unwrap_or_else(|| slug(folder().unwrap_or("pages")));
    Segment::new(name.as_str()).map_or_else(|_| slug(&name), Segment::into_string)
}

/// The service that a pattern finds in a text: its group `service`, or the service to which the vendor's file maps its
/// group `alias`.
fn name(pattern: &Pattern, text: &str, vocabulary: &Vocabulary) -> Option<String> {
    let found = pattern.captures(text)?;
    if let Some(alias) = found.name("alias") {
        let known = vocabulary.vendor.service.aliases.get(alias.as_str());
        return Some(known.cloned().unwrap_or_else(|| alias.as_str().to_owned()));
    }
    found.name("service").map(|service| service.as_str().to_owned())
}

/// The language, by the first of these that determines it:
///
/// 1. a flag, or `[pages]` of `refract.toml`;
/// 2. the unit's titles: the vendor's language in which most of them are known words;
/// 3. the letters of the page: among languages with equally many titles, the one whose script has most of the letters;
/// 4. the order of the vendor's languages.
fn language(raw: &RawPage, vocabulary: &Vocabulary, overrides: &Overrides, letters: &Letters) -> String {
    let detected = || vocabulary.language(raw.titles.iter().map(String::as_str), letters).to_owned();
    overrides.language.clone().unwrap_or_else(detected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Method;
    use crate::read::Endpoint;
    use crate::source::Span;
    use crate::vocabulary::Library;

    const LAMPS: &str = "name = 'lamps'
        languages = ['en', 'zh']
        [detect]
        text = ['lamp']
        [service]
        urls = ['^https://(?P<service>[a-z]+)\\.lamps', '^https://(?P<alias>[a-z]+)\\.example']
        pages = ['^manuals/(?P<service>[a-z]+)/']
        metadata = ['^book: (?P<service>[a-z]+)']
        aliases = { dim = 'dimmers' }";

    fn identity(raw: &RawPage, page: &str, overrides: &Overrides) -> Identity {
        let library = Library::with(&[], &[("lamps.toml".to_owned(), LAMPS.to_owned())]).expect("a sound file");
        let vocabulary = library.vendor("lamps").expect("the vendor");
        let source = Source::from_text(page, "# x\n\n列出灯\n");
        Identity::of(raw, &source, vocabulary, overrides, &vocabulary.letters(source.text()))
    }

    /// A unit whose service can be determined in every way at once.
    fn all() -> RawPage {
        let endpoint = Endpoint {
            method: Method::Get,
            path: "/v1".to_owned(),
            server: Some("https://bulbs.lamps".to_owned()),
            query: Vec::new(),
            selectors: Vec::new(),
            span: Span::at(0),
        };
        RawPage { endpoints: vec![endpoint], metadata: vec!["book: stands".to_owned()], ..RawPage::default() }
    }

    #[test]
    fn each_place_decides_the_service_where_none_before_it_does() {
        let known = Overrides { service: Some("told".to_owned()), ..Overrides::default() };
        let none = Overrides::default();
        let service = |raw: &RawPage, page: &str, known: &Overrides| identity(raw, page, known).service;
        let page = "manuals/shades/a.md";
        assert_eq!(service(&all(), page, &known), "told");
        assert_eq!(service(&all(), page, &none), "bulbs");
        let mut raw = all();
        raw.endpoints[0].server = Some("https://dim.example".to_owned());
        assert_eq!(service(&raw, page, &none), "dimmers");
        raw.endpoints[0].server = Some("https://other.example".to_owned());
        assert_eq!(service(&raw, page, &none), "other");
        raw.endpoints.clear();
        assert_eq!(service(&raw, page, &none), "shades");
        assert_eq!(service(&raw, "old/a.md", &none), "stands");
        raw.metadata.clear();
        assert_eq!(service(&raw, "old/a.md", &none), "old");
        assert_eq!(service(&raw, "Old Lamps/a.md", &none), "old-lamps");
        assert_eq!(service(&raw, "../a.md", &none), "pages");
        assert_eq!(service(&raw, "a.md", &none), "pages");
    }

    #[test]
    fn each_place_decides_the_language_where_none_before_it_does() {
        let known = Overrides { language: Some("ru".to_owned()), ..Overrides::default() };
        let none = Overrides::default();
        let titled = |titles: &[&str]| RawPage {
            titles: titles.iter().map(|&title| title.to_owned()).collect(),
            ..RawPage::default()
        };
        let language = |raw: &RawPage, known: &Overrides| identity(raw, "a.md", known).language;
        let english = titled(&["Request Method", "Request URL", "请求方法"]);
        assert_eq!(language(&english, &known), "ru");
        assert_eq!(language(&english, &none), "en");
        assert_eq!(language(&titled(&["Request Method", "请求方法"]), &none), "zh", "by the letters of the page");
        assert_eq!(language(&titled(&[]), &none), "zh", "by the letters of the page");
        let bare = Source::from_text("a.md", "1");
        let library = Library::with(&[], &[("lamps.toml".to_owned(), LAMPS.to_owned())]).expect("a sound file");
        let vocabulary = library.vendor("lamps").expect("the vendor");
        let first = Identity::of(&titled(&[]), &bare, vocabulary, &none, &vocabulary.letters(bare.text()));
        assert_eq!(first.language, "en", "the vendor's first");
    }
}
