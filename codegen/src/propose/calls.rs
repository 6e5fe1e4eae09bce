//! Pages of services that have one URL and select the operation by a constant of the request: `?Action=CreateLamp`, or
//! a header `X-Action: CreateLamp`.
//!
//! Such a page has no request line of its own. It shows a call in an example, and states the constant elsewhere, in the
//! same way on all pages: in a sentence, in its title, or in the row of the constant's name. [`of_page`] finds what a
//! page shows and states; [`keys`] takes the constant that most pages state, and that has a different value on each
//! page. If no page states one, it takes an upper-case name that differs from page to page.

mod patterns;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::Key;
use super::candidates::{key, list, quoted, seen};
use super::survey::{Counts, Seen, Survey};
use crate::document::{BlockKind, Cell, Document, Table, walk};
use crate::ir::SelectorPlace;
use crate::limits;
use patterns::{HUMPED, VALUE, has_hump, sentence, title};

/// What pages show of calls: the statements about each constant, and how names with an index are numbered.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    constants: BTreeMap<(SelectorPlace, String), Constant>,
    /// Pages whose calls have a name with the index 0, and those where the lowest index is 1.
    from: [Seen; 2],
}

/// A parameter of calls whose values are names.
#[derive(Clone, Debug, Default)]
struct Constant {
    shown: Seen,
    /// Pages that also state the value outside calls.
    stated: Seen,
    /// Pages with a call that is a request line: a method with a path and no host.
    lines: Seen,
    values: BTreeSet<String>,
    methods: Counts,
    /// Paths after the host.
    paths: Counts,
    hosts: Counts,
    /// Regular expressions of sentences, titles and rows that state the value.
    sentences: Counts,
    titles: Counts,
    rows: Counts,
}

impl Constant {
    fn counts(&mut self) -> [&mut Counts; 6] {
        [&mut self.methods, &mut self.paths, &mut self.hosts, &mut self.sentences, &mut self.titles, &mut self.rows]
    }
}

impl Calls {
    pub(super) fn add(&mut self, other: Self) {
        for (name, mut one) in other.constants {
            let all = self.constants.entry(name).or_default();
            for (all, one) in all.counts().into_iter().zip(one.counts()) {
                for (what, seen) in std::mem::take(one) {
                    all.entry(what).or_default().add(&seen);
                }
            }
            for (all, one) in
                [(&mut all.shown, &one.shown), (&mut all.stated, &one.stated), (&mut all.lines, &one.lines)]
            {
                if one.times > 0 {
                    all.add(one);
                }
            }
            all.values.append(&mut one.values);
        }
        for (all, one) in self.from.iter_mut().zip(&other.from) {
            if one.times > 0 {
                all.add(one);
            }
        }
    }

    /// Whether calls have names with an index.
    pub(super) fn have_indexes(&self) -> bool {
        self.from.iter().any(|seen| seen.times > 0)
    }

    /// The hosts of the calls that select an operation.
    pub(super) fn hosts(&self) -> impl Iterator<Item = (&String, &Seen)> {
        self.chosen().into_iter().flat_map(|(_, constant)| &constant.hosts)
    }

    /// The constant that selects the operation.
    fn chosen(&self) -> Option<(&(SelectorPlace, String), &Constant)> {
        let fits = |constant: &&Constant| {
            let values = constant.values.len();
            let stated = constant.stated.pages > 0 && values > 1 && values * 2 >= constant.shown.pages;
            let alone = constant.values.iter().all(|value| has_hump(value));
            stated || (alone && values > 2 && values * 5 >= constant.shown.pages * 4)
        };
        let found = self.constants.iter().filter(|(_, constant)| fits(constant));
        found.max_by_key(|(_, constant)| (constant.stated.pages, constant.values.len()))
    }
}

/// A constant in a page's text.
struct Call<'t> {
    at: usize,
    place: SelectorPlace,
    name: &'t str,
    value: &'t str,
    method: Option<&'t str>,
    is_line: bool,
    /// Empty where the text has a placeholder for it.
    host: &'t str,
    path: &'t str,
}

/// What a page shows and states. `seen` returns the place of an offset.
pub(super) fn of_page(text: &str, document: &Document, seen: impl Fn(usize) -> Seen) -> Calls {
    let mut calls = Calls::default();
    let (shown, from) = of_text(text);
    if let Some((first, at)) = from {
        calls.from[usize::from(first > 0)] = seen(at);
    }
    let mut counted = BTreeSet::new();
    for call in shown {
        let constant = calls.constants.entry((call.place, call.name.to_owned())).or_default();
        let mut count = |counts: fn(&mut Constant) -> &mut Counts, what: &str| {
            counts(constant).entry(what.to_owned()).or_default().again(&seen(call.at));
        };
        count(|constant| &mut constant.paths, call.path);
        count(|constant| &mut constant.methods, call.method.unwrap_or("GET"));
        if !call.host.is_empty() {
            count(|constant| &mut constant.hosts, call.host);
        }
        constant.shown.again(&seen(call.at));
        if call.is_line {
            constant.lines.again(&seen(call.at));
        }
        constant.values.insert(call.value.to_owned());
        if counted.insert((call.place, call.name, call.value)) && state(constant, document, &call, &seen) {
            constant.stated.again(&seen(call.at));
        }
    }
    // Values that a page does not state are recognised by their form alone.
    calls.constants.retain(|_, constant| constant.stated.times > 0 || constant.values.iter().all(|it| has_hump(it)));
    calls
}

/// Records the sentences, titles and rows that state a constant's value, and returns whether there are any.
fn state(constant: &mut Constant, document: &Document, call: &Call<'_>, seen: &impl Fn(usize) -> Seen) -> bool {
    let mut stated = false;
    let mut count = |counts: &mut Counts, pattern: Option<String>, at: usize| {
        if let Some(pattern) = pattern {
            stated = true;
            counts.entry(pattern).or_default().again(&seen(at));
        }
    };
    if let Some(field) = document.title_field() {
        count(&mut constant.titles, title(&field.value, call.value), field.span.start as usize);
    }
    walk(&document.blocks, &mut |block| {
        let at = block.span.range().start;
        match &block.kind {
            BlockKind::Heading { level: 1, text } => count(&mut constant.titles, title(&text.text(), call.value), at),
            BlockKind::Paragraph(text) => count(&mut constant.sentences, sentence(&text.text(), call.value), at),
            BlockKind::Table(table) => {
                for pattern in row_of(table, call.name).filter_map(|text| sentence(&text, call.value)) {
                    // The cells are paragraphs as well: text in the row of the constant's name counts as part of the
                    // row.
                    count(&mut constant.rows, Some(pattern), at);
                }
            }
            _ => {}
        }
    });
    for pattern in constant.rows.keys() {
        constant.sentences.remove(pattern);
    }
    stated
}

/// The texts of the cells beside a name.
fn row_of<'t>(table: &'t Table, name: &'t str) -> impl Iterator<Item = String> + 't {
    let rows = table.rows.iter().filter(move |row| row.cells.iter().any(|cell| cell.text().trim() == name));
    rows.flat_map(|row| &row.cells).map(Cell::text)
}

/// The constants of a text's calls, and the lowest index of the names in their queries with its place.
fn of_text(text: &str) -> (Vec<Call<'_>>, Option<(u32, usize)>) {
    static CALL: LazyLock<Regex> = LazyLock::new(|| {
        let host = r"https?(?:\(s\))?://(?<host>[\w.:-]+|\[[^\]\s]+\]|\{[^}\s]+\}|<[^>\s]+>)(?<path>/[\w./-]*)?";
        let query = |name: &str| format!(r"\?(?<{name}>(?:[\w.=&%~*+:,@/-]|\s*\n\s*&)+)");
        let (of_url, of_line) = (query("of_url"), query("of_line"));
        let url = format!(r"(?:\b(?<method>GET|POST)\s+)?{host}{of_url}");
        Regex::new(&format!(r"{url}|(?<line>GET|POST) (?<own>/[\w./-]*){of_line}")).expect("a sound expression")
    });
    static PAIR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^([A-Za-z_]+)=([A-Za-z][A-Za-z0-9_]{3,})$").expect("a sound expression"));
    static INDEX: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[A-Za-z_]\w*\.(\d{1,3})(?:\.[\w.]*)?=").expect("a sound expression"));
    static HEADER: LazyLock<Regex> = LazyLock::new(|| {
        let header = r#"(?m)(?:^\s*|-H\s+["'])([A-Za-z]+(?:-[A-Za-z]+)+):\s*([A-Za-z][A-Za-z0-9_]{3,})["']?\s*\\?\s*$"#;
        Regex::new(header).expect("a sound expression")
    });
    let mut calls = Vec::new();
    let mut from: Option<(u32, usize)> = None;
    for found in CALL.captures_iter(text).take(limits::CALLS) {
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        let at = found.get(0).map_or(0, |whole| whole.start());
        let query = part("of_url").or(part("of_line")).unwrap_or_default();
        let host = part("host").filter(|host| host.starts_with(|c: char| c.is_alphanumeric())).unwrap_or_default();
        for pair in query.split('&').map(str::trim) {
            if let Some(pair) = PAIR.captures(pair) {
                let of_pair = |index: usize| pair.get(index).map_or("", |part| part.as_str());
                calls.push(Call {
                    at,
                    place: SelectorPlace::Query,
                    name: of_pair(1),
                    value: of_pair(2),
                    method: part("method").or(part("line")),
                    is_line: part("line").is_some(),
                    host,
                    path: part("path").or(part("own")).unwrap_or_default(),
                });
            } else if let Some(index) = INDEX.captures(pair).and_then(|index| index[1].parse().ok())
                && from.is_none_or(|(least, _)| index < least)
            {
                from = Some((index, at));
            }
        }
    }
    for found in HEADER.captures_iter(text).take(limits::CALLS) {
        let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let at = found.get(0).map_or(0, |whole| whole.start());
        let (method, path, host) = call_around(text, at).unwrap_or_default();
        let (place, name, value) = (SelectorPlace::Header, part(1), part(2));
        calls.push(Call { at, place, name, value, method, is_line: false, host, path });
    }
    (calls, from)
}

/// The method, path and host of the call to which a header belongs: from the lines around it, up to a blank one.
fn call_around(text: &str, at: usize) -> Option<(Option<&str>, &str, &str)> {
    static LINE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^\s*(GET|POST|PUT) (/\S*) HTTP/").expect("a sound expression"));
    static HOST: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?mi)^\s*host:\s*([\w.:-]+)\s*$").expect("a sound expression"));
    let start = text[..at].rfind("\n\n").map_or(0, |blank| blank + 1);
    let end = text[at..].find("\n\n").map_or(text.len(), |blank| at + blank);
    let (line, host) = (LINE.captures(&text[start..end])?, HOST.captures(&text[start..end]));
    let host = host.and_then(|host| host.get(1)).map_or("", |host| host.as_str());
    Some((line.get(1).map(|method| method.as_str()), line.get(2)?.as_str(), host))
}

/// The endpoint, the selector and the numbering of lists, if at least a fifth of the pages show such calls and few of
/// them have a request line.
pub(super) fn keys(survey: &Survey) -> Vec<Key> {
    let Some(((place, name), constant)) = survey.calls.chosen() else { return Vec::new() };
    let states_lines = survey.with_request_line * 2 > constant.shown.pages;
    // Operations with request lines of their own have a selector only if the pages say so.
    let is_own = constant.stated.pages * 2 > constant.shown.pages
        && (*place == SelectorPlace::Header || constant.lines.pages * 2 > constant.shown.pages);
    if constant.shown.pages * 5 < survey.pages || (states_lines && !is_own) {
        return Vec::new();
    }
    let mut keys = Vec::new();
    // Pages with request lines of their own do not need it, and are not read by it.
    keys.extend(endpoint(constant));
    keys.push(selector(*place, name, constant, survey));
    let [zero, one] = &survey.calls.from;
    let (from, numbered) = if zero.pages >= one.pages { ("numbered-from-0", zero) } else { ("numbered", one) };
    if numbered.times > 0 {
        let evidence = vec![format!("names with an index in calls: {}", seen(numbered))];
        keys.push(key("", "query-arrays", quoted(from), evidence));
    }
    keys
}

fn endpoint(constant: &Constant) -> Option<Key> {
    let most = |counts| Survey::most(counts, 1).into_iter().next();
    let ((path, called), (method, _)) = (most(&constant.paths)?, most(&constant.methods)?);
    if path.is_empty() && constant.hosts.is_empty() {
        return None;
    }
    let hosts = Survey::most(&constant.hosts, 2);
    let (host, values) = match hosts.as_slice() {
        [(host, _)] => ((*host).to_owned(), Vec::new()),
        _ => ("{host}".to_owned(), vec![format!(r"https?://(?P<host>[\w.-]+){}", regex::escape(path))]),
    };
    let value = format!(
        "{{ method = {}, url = {}, values = {} }}",
        quoted(method),
        quoted(&format!("https://{host}{}", if path.is_empty() { "/" } else { path })),
        list(values.iter().map(String::as_str)),
    );
    let mut evidence = vec![
        format!("calls of `https://{host}{path}`: {}", seen(called)),
        "the method of most calls: where the service takes another, write it here".to_owned(),
    ];
    evidence.extend(hosts.iter().map(|(host, found)| format!("host `{host}`: {}", seen(found))));
    Some(key("", "endpoint", value, evidence))
}

fn selector(place: SelectorPlace, name: &str, constant: &Constant, survey: &Survey) -> Key {
    let humped = constant.values.iter().all(|value| has_hump(value));
    let value = if humped { HUMPED } else { VALUE };
    let mut forms = Vec::new();
    let place = place.name();
    let mut evidence = vec![format!("`{name}` in the {place} of calls: {}", seen(&constant.shown))];
    for (form, counts) in [("sentences", &constant.sentences), ("titles", &constant.titles), ("rows", &constant.rows)] {
        // A title of one plain word may be that of any page, and a sentence may be about another operation.
        let pages = |counts| Survey::most(counts, 1).first().map_or(0, |(_, seen)| seen.pages);
        let others = pages(&constant.titles).max(pages(&constant.rows));
        let is_last = match form {
            "titles" => !humped && constant.sentences.len() + constant.rows.len() > 0,
            "sentences" => others > 0 && pages(counts) <= others,
            _ => false,
        };
        if is_last {
            continue;
        }
        let fits = |pattern: &str| Regex::new(pattern).is_ok();
        let found: Vec<(String, &Seen)> = Survey::most(counts, 6)
            .into_iter()
            .filter(|(pattern, found)| found.pages * 50 >= survey.pages && fits(pattern))
            .map(|(pattern, found)| (pattern.replace(VALUE, value), found))
            .collect();
        if !found.is_empty() {
            forms.push(format!("{form} = {}", list(found.iter().map(|(pattern, _)| pattern.as_str()))));
            evidence.extend(found.iter().map(|(pattern, found)| format!("{form}: {pattern}: {}", seen(found))));
        }
    }
    forms.splice(0..0, [format!("in = \"{place}\""), format!("name = {}", quoted(name))]);
    key("", "selectors", format!("[{{ {} }}]", forms.join(", ")), evidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_the_sentences_that_name_them() {
        let text = "see https://lamps.example.com/v2/index.php?Format=JSON&Action=CreateLamp&colour=red and http://x.com/?id=4";
        let calls: Vec<_> = of_text(text).0.iter().map(|call| (call.host, call.path, call.name, call.value)).collect();
        let (host, path) = ("lamps.example.com", "/v2/index.php");
        assert_eq!(calls, [(host, path, "Format", "JSON"), (host, path, "Action", "CreateLamp")]);
    }
}
