//! Keys of a vendor's file, derived from the counts, each with its evidence.
//!
//! Some are certain as soon as they are seen; the others, which change how pages are read, are tried.

use std::collections::BTreeMap;

use super::survey::{INDEX_STEP, Seen, Survey};
use super::{Key, Keys};
use crate::parse::Syntax;
use crate::vocabulary::Column;

/// The keys that are certain, and those to try, in order.
pub(super) fn of(name: &str, survey: &Survey) -> (Keys, Vec<Key>) {
    let mut keys = Keys::default();
    keys.set(key("", "title", quoted(name), vec!["the name that people know: yours to write".to_owned()]));
    keys.set(languages(survey));
    for found in
        [extensions(survey), detect(survey), service(survey), operation(survey), headers(survey)].into_iter().flatten()
    {
        keys.set(found);
    }
    if survey.nested_lists.times > 0 && survey.dotted.times == 0 {
        // Where lists are read as tables, a list in an item has the fields of the item.
        let evidence = format!("lists in items of lists: {}", seen(&survey.nested_lists));
        keys.set(key("nesting", "dotted-names", "true", vec![evidence]));
    }
    for found in super::calls::keys(survey).into_iter().chain(super::request_lines::of_variables(survey)) {
        keys.set(found);
    }
    if is_indexed(survey) {
        let index = index(survey);
        keys.set(key("nesting", "dotted-names", "true", index.evidence.clone()));
        keys.set(index);
    }
    let marks: Vec<(&str, &Seen)> =
        Survey::most(&survey.depth_marks, 6).into_iter().filter(|(_, seen)| seen.times > 1).collect();
    if !marks.is_empty() {
        let evidence: Vec<String> =
            marks.iter().map(|(mark, found)| format!("`{mark}` before names: {}", seen(found))).collect();
        keys.set(key("nesting", "dotted-names", "true", evidence.clone()));
        keys.set(key("nesting", "depth-marks", list(marks.iter().map(|(mark, _)| *mark)), evidence));
    }
    if survey.bracketed.times > 0 {
        let evidence = format!("names of fields in brackets: {}", seen(&survey.bracketed));
        keys.set(key("nesting", "bracketed-names", "true", vec![evidence]));
    }
    let mut open = Vec::new();
    open.extend(super::elements::keys(survey));
    open.extend(super::request_lines::keys(survey));
    // Where tables state methods with URLs, the title of a column produces operations; the other columns are tried on
    // these.
    let (lines, others): (Vec<Key>, Vec<Key>) = columns(survey).into_iter().partition(|key| key.name == "uri");
    open.splice(0..0, lines);
    open.extend(nesting(survey));
    open.extend(others);
    (keys, open)
}

pub(super) fn key(table: &str, name: &str, value: impl Into<String>, evidence: Vec<String>) -> Key {
    Key { table: table.to_owned(), name: name.to_owned(), value: value.into(), evidence }
}

/// A text as a TOML string: patterns and words with backslashes without escapes.
pub(super) fn quoted(text: &str) -> String {
    if text.contains('\\') && !text.contains('\'') {
        format!("'{text}'")
    } else {
        toml::Value::String(text.to_owned()).to_string()
    }
}

pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", texts.into_iter().map(quoted).collect::<Vec<_>>().join(", "))
}

/// `12 times on 3 pages, first at a.md:4`.
pub(super) fn seen(seen: &Seen) -> String {
    let times = crate::text::count(seen.times, "time");
    let pages = crate::text::count(seen.pages, "page");
    format!("{times} on {pages}, first at {}", seen.place)
}

/// The languages of pages, the most frequent first; English after others, since pages in other languages use it as
/// well.
fn languages(survey: &Survey) -> Key {
    let enough = survey.pages.div_ceil(20).max(1);
    let most = Survey::most(&survey.languages, usize::MAX);
    let mut codes: Vec<&str> = most.iter().filter(|(_, seen)| seen.pages >= enough).map(|(code, _)| *code).collect();
    if !codes.contains(&"en") {
        codes.push("en");
    }
    let evidence =
        most.iter().map(|(code, seen)| format!("{code}: the titles of {}", crate::text::count(seen.pages, "page")));
    key("", "languages", list(codes), evidence.collect())
}

/// Extensions that pages usually do not have, each with the syntax detected on its pages.
fn extensions(survey: &Survey) -> Vec<Key> {
    let others = survey.extensions.iter().filter(|(name, _)| !Syntax::EXTENSIONS.contains(&name.as_str()));
    let found: Vec<(&String, &Seen)> = others.filter(|(name, _)| !name.is_empty()).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let syntax = |name: &str| match survey.syntaxes.get(name) {
        Some(Syntax::Rst) => "rst",
        Some(Syntax::Mdx) => "mdx",
        _ => "markdown",
    };
    let entries: Vec<String> =
        found.iter().map(|(name, _)| format!("{} = \"{}\"", quoted(name), syntax(name))).collect();
    let evidence = found.iter().map(|(name, seen)| format!("`.{name}`: {}", crate::text::count(seen.pages, "page")));
    vec![key("pages", "extensions", format!("{{ {} }}", entries.join(", ")), evidence.collect())]
}

/// What all of the vendor's pages have in common: a host, or an element of their own.
fn detect(survey: &Survey) -> Vec<Key> {
    let mut patterns = Vec::new();
    let mut evidence = Vec::new();
    for (host, number) in domains(survey) {
        if number * 5 >= survey.pages {
            patterns.push(regex::escape(&host));
            evidence.push(format!("`{host}` in the requests of {}", crate::text::count(number, "page")));
        }
    }
    for (name, element) in &survey.elements {
        if element.seen.pages * 5 >= survey.pages && (element.is_endpoint() || element.is_file()) {
            patterns.push(element.pattern(name));
            evidence.push(format!("`{name}`: {}", seen(&element.seen)));
        }
    }
    if patterns.is_empty() {
        let why = "no host and no element occurs on all pages: `[pages]` in refract.toml sets the vendor instead. Give \
        patterns for a page's text that match these pages and no others";
        return vec![key("detect", "text", "[]", vec![why.to_owned()])];
    }
    vec![key("detect", "text", list(patterns.iter().map(String::as_str)), evidence)]
}

/// The common domains of hosts, with the number of pages that have them: the labels that all hosts with the same last
/// two share, at most three. Two alone may be a country's (`com.cn`).
fn domains(survey: &Survey) -> Vec<(String, usize)> {
    let mut domains: BTreeMap<&str, (Vec<&str>, usize)> = BTreeMap::new();
    for (host, seen) in survey.hosts.iter().chain(survey.calls.hosts()) {
        let labels: Vec<&str> =
            host.rsplit('.').take(3).take_while(|label| !label.contains(['{', '}', '<', '$'])).collect();
        if labels.len() < 2 || labels[0].bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
            continue;
        }
        let end = &host[host.len() - labels[0].len() - labels[1].len() - 1..];
        let known = domains.entry(end).or_insert_with(|| (labels.clone(), 0));
        known.0.truncate(known.0.iter().zip(&labels).take_while(|(a, b)| a == b).count());
        known.1 += seen.pages;
    }
    let named = |(labels, number): (Vec<&str>, usize)| (labels.into_iter().rev().collect::<Vec<_>>().join("."), number);
    let mut domains: Vec<(String, usize)> = domains.into_values().map(named).collect();
    domains.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    domains
}

/// The segment of pages' paths that distinguishes services: the first with several values, each on several pages.
fn service(survey: &Survey) -> Vec<Key> {
    let paths: Vec<Vec<&str>> = survey.page_names.iter().map(|name| name.split('/').collect()).collect();
    let Some(first) = paths.first() else { return Vec::new() };
    let shared = (0..first.len())
        .take_while(|&at| paths.iter().all(|path| path.len() > at + 1 && path[at] == first[at]))
        .count();
    let names: std::collections::BTreeSet<&str> =
        paths.iter().filter(|path| path.len() > shared + 1).map(|path| path[shared]).collect();
    let below = paths.iter().filter(|path| path.len() > shared + 1).count();
    if names.len() < 2 || names.len() * 2 > below {
        return vec![key(
            "service",
            "pages",
            "[]",
            vec![
                "the folders don't distinguish services: all pages belong to a service with the name of their folder"
                    .to_owned(),
            ],
        )];
    }
    let lead = if shared == 0 { "^".to_owned() } else { format!("(?:^|/){}/", regex::escape(first[shared - 1])) };
    let some: Vec<&str> = names.iter().take(5).copied().collect();
    let evidence = format!(
        "{} at this place in the paths of pages: {}, …",
        crate::text::count(names.len(), "folder"),
        some.join(", ")
    );
    vec![key("service", "pages", list([format!("{lead}(?P<service>[^/]+)/").as_str()]), vec![evidence])]
}

fn operation(survey: &Survey) -> Vec<Key> {
    let titles = &survey.identifiers;
    if titles.pages * 2 > survey.pages {
        let evidence = format!("{} of {} pages have one identifier as their title", titles.pages, survey.pages);
        return vec![key("operation", "names", list([r"^(?P<name>[A-Za-z][A-Za-z0-9_]*)$"]), vec![evidence])];
    }
    if survey.several * 10 < survey.pages && survey.with_request_line * 2 > survey.pages {
        let evidence = "a page with a request line has one of them: its title is the operation's".to_owned();
        return vec![key("operation", "names", list([r"^(?P<name>.+)$"]), vec![evidence])];
    }
    if survey.headed >= survey.several * 2 && survey.headed > 0 {
        let evidence = format!("a heading for each of {} request lines: it is the operation's name", survey.headed);
        return vec![key("operation", "names", list([r"^(?P<name>.+)$"]), vec![evidence])];
    }
    let why = "titles name no operation: operations are named after their method and path".to_owned();
    vec![key("operation", "names", "[]", vec![why])]
}

fn headers(survey: &Survey) -> Vec<Key> {
    let mut patterns: Vec<&str> = Vec::new();
    let mut evidence = Vec::new();
    for (pattern, fits) in [
        (r"^x-[a-z]+(?:-[a-z]+)*$", (|name: &str| name.starts_with("x-")) as fn(&str) -> bool),
        (r"^content-(?:type|length)$", |name: &str| matches!(name, "content-type" | "content-length")),
    ] {
        let found: Vec<(&str, &Seen)> =
            survey.headers.iter().filter(|(name, _)| fits(name)).map(|(name, seen)| (name.as_str(), seen)).collect();
        if let Some((name, first)) = found.iter().max_by_key(|(_, seen)| seen.times) {
            patterns.push(pattern);
            evidence.push(format!("`{name}`: {}", seen(first)));
        }
    }
    if patterns.is_empty() { Vec::new() } else { vec![key("headers", "names", list(patterns), evidence)] }
}

/// Whether names certainly have an index: as a letter, or as in calls. Reading indexes as names would be wrong in
/// silence, and no fewer rows would be read.
fn is_indexed(survey: &Survey) -> bool {
    survey.lettered.times > 0 || (survey.indexed.times > 0 && survey.calls.have_indexes())
}

fn index(survey: &Survey) -> Key {
    let evidence = format!("an index in names: {}", seen(&survey.indexed));
    key("nesting", "index", quoted(INDEX_STEP), vec![evidence])
}

/// How structures are nested: only a trial shows it.
fn nesting(survey: &Survey) -> Vec<Key> {
    let mut open = Vec::new();
    if survey.dotted.times > 0 {
        let evidence = format!(
            "dots in {} of {} names, first at {}",
            survey.dotted.times, survey.names.times, survey.dotted.place
        );
        open.push(key("nesting", "dotted-names", "true", vec![evidence]));
    }
    if survey.indexed.times > 0 && !is_indexed(survey) {
        open.push(index(survey));
    }
    let anchors: Vec<(&str, &Seen)> =
        Survey::most(&survey.anchors, 4).into_iter().filter(|(_, seen)| seen.pages * 10 >= survey.pages).collect();
    if !anchors.is_empty() {
        let steps: Vec<String> = anchors.iter().map(|(step, _)| regex::escape(step)).collect();
        let evidence =
            anchors.iter().map(|(step, found)| format!("anchors `{step}.…` on headings: {}", seen(found))).collect();
        open.push(key("nesting", "type-anchors", quoted(&format!(r"^(?:{})\.", steps.join("|"))), evidence));
    }
    open.push(key("nesting", "type-first", "true", Vec::new()));
    open.push(key("nesting", "skeleton", "true", Vec::new()));
    open.extend([2, 3, 4].map(|level: u8| key("nesting", "type-heading-level", level.to_string(), Vec::new())));
    open
}

/// Titles of columns that no language knows, by the content of their cells.
fn columns(survey: &Survey) -> Vec<Key> {
    let kinds = [
        (Column::Uri, "uri"),
        (Column::Name, "name"),
        (Column::Type, "type"),
        (Column::Required, "required"),
        (Column::Description, "description"),
    ];
    let enough = survey.pages.div_ceil(50).max(2);
    kinds
        .into_iter()
        .filter_map(|(column, name)| {
            let mut found: Vec<_> = survey
                .columns
                .iter()
                .filter(|(_, cells)| {
                    cells.known.is_none() && cells.tables.times >= enough && cells.looks_like() == Some(column)
                })
                .collect();
            found.sort_by_key(|(_, cells)| std::cmp::Reverse(cells.tables.times));
            found.truncate(8);
            if found.is_empty() {
                return None;
            }
            let evidence = found
                .iter()
                .map(|(title, cells)| format!("`{title}` heads {}: {}", seen(&cells.tables), cells.evidence(column)));
            let words = list(found.iter().map(|(title, _)| title.as_str()));
            Some(key("words.columns", name, words, evidence.collect()))
        })
        .collect()
}
