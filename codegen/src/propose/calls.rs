//! Pages of services that have one URL, and choose the operation by a constant of the query: `?Action=CreateLamp`.
//!
//! Such a page has no request line. It shows the URL in an example, and states the constant in a sentence, in its own way
//! on all pages. Both are found by what pages have in common: the same name before a `=` whose value, a name in upper case,
//! also stands in a sentence of the page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::Key;
use super::candidates::{key, list, quoted, seen};
use super::survey::{Counts, Survey};

/// What one page shows of calls.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// Names in queries whose values name the operation.
    pub names: Counts,
    /// Paths behind the host in URLs with such a query.
    pub paths: Counts,
    /// Hosts in front of them.
    pub hosts: Counts,
    /// Sentences that state the value, as regular expressions.
    pub sentences: Counts,
    /// The values of each name: one that is the same everywhere chooses nothing.
    pub values: BTreeMap<String, BTreeSet<String>>,
}

impl Calls {
    pub(super) fn add(&mut self, other: Self) {
        for (all, one) in [
            (&mut self.names, other.names),
            (&mut self.paths, other.paths),
            (&mut self.hosts, other.hosts),
            (&mut self.sentences, other.sentences),
        ] {
            for (what, seen) in one {
                all.entry(what).or_default().add(&seen);
            }
        }
        for (name, values) in other.values {
            self.values.entry(name).or_default().extend(values);
        }
    }
}

/// A call in a page's text, with one of the pairs of its query.
pub(super) struct Call<'t> {
    pub(super) at: usize,
    pub(super) host: &'t str,
    pub(super) path: &'t str,
    pub(super) name: &'t str,
    pub(super) value: &'t str,
}

/// The calls of a text, once for each name of the query that has a name as its value.
pub(super) fn of_text(text: &str) -> Vec<Call<'_>> {
    static CALL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"https?://([\w.-]+)(/[\w./-]*)?\?([\w.=&%-]+)").expect("a sound expression"));
    static PAIR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^([A-Za-z_]+)=([A-Z][A-Za-z0-9]{3,})$").expect("a sound expression"));
    let mut calls = Vec::new();
    for found in CALL.captures_iter(text) {
        let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let at = found.get(0).map_or(0, |whole| whole.start());
        for pair in part(3).split('&').filter_map(|pair| PAIR.captures(pair)) {
            let of_pair = |index: usize| pair.get(index).map_or("", |part| part.as_str());
            calls.push(Call { at, host: part(1), path: part(2), name: of_pair(1), value: of_pair(2) });
        }
    }
    calls
}

/// A sentence that states a value, as an expression that finds the value in the same sentence of other pages: the words
/// before it, from the last mark on. Nothing where no word stands there.
pub(super) fn sentence(text: &str, value: &str) -> Option<String> {
    let at = text.find(value)?;
    let whole = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
    if !whole(text[..at].chars().next_back()) || !whole(text[at + value.len()..].chars().next()) {
        return None;
    }
    let marks = ['.', '。', ';', '；', ',', '，', '\n'];
    let start = text[..at].rfind(marks).map_or(0, |mark| mark + text[mark..].chars().next().map_or(1, char::len_utf8));
    let lead = text[start..at].trim_start();
    // A constant of the page's own before it would fit no other page.
    let own = |c: char| c.is_ascii_digit() || c == '=' || c == '?' || c == '/';
    if lead.chars().filter(|c| c.is_alphabetic()).count() < 2 || lead.chars().count() > 60 || lead.contains(own) {
        return None;
    }
    let mut pattern = String::new();
    for part in lead.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        pattern.push_str(&regex::escape(word).replace(['（', '('], "(").replace("\\(", "("));
        if word.len() < part.len() {
            pattern.push_str(r"\s*");
        }
    }
    let pattern = pattern.replace('(', r"\s*[(（]\s*").replace(r"\s*\s*", r"\s*");
    Some(format!(r"{pattern}(?P<value>[A-Za-z]\w+)"))
}

/// The endpoint and the selector, where a fifth of the pages or more show such calls, with values that differ, and few of
/// them have a request line.
pub(super) fn keys(survey: &Survey) -> Vec<Key> {
    let calls = &survey.calls;
    let most = |counts| Survey::most(counts, 1).into_iter().next();
    let (Some((name, named)), Some((path, called))) = (most(&calls.names), most(&calls.paths)) else {
        return Vec::new();
    };
    let varies = calls.values.get(name).is_some_and(|values| values.len() > 1);
    if !varies || named.pages * 5 < survey.pages || survey.with_request_line * 2 > named.pages {
        return Vec::new();
    }
    let hosts = Survey::most(&calls.hosts, 2);
    let (host, values) = match hosts.as_slice() {
        [(host, _)] => ((*host).to_owned(), Vec::new()),
        _ => ("{host}".to_owned(), vec![format!(r"https?://(?P<host>[\w.-]+){}", regex::escape(path))]),
    };
    let fits = |pattern: &str| Regex::new(pattern).is_ok();
    let sentences: Vec<(&str, &super::Seen)> = Survey::most(&calls.sentences, 6)
        .into_iter()
        .filter(|(pattern, found)| found.pages * 50 >= survey.pages && fits(pattern))
        .collect();
    let of_hosts: Vec<String> = hosts.iter().map(|(host, found)| format!("host `{host}`: {}", seen(found))).collect();
    let endpoint = format!(
        "{{ method = \"GET\", url = {}, values = {} }}",
        quoted(&format!("https://{host}{path}")),
        list(values.iter().map(String::as_str)),
    );
    let selector = format!(
        "[{{ in = \"query\", name = {}, sentences = {} }}]",
        quoted(name),
        list(sentences.iter().map(|(pattern, _)| *pattern)),
    );
    let method = "the method of calls in URLs alone: where the service takes another, write it here".to_owned();
    let mut evidence = vec![format!("`{name}=…` in the queries of calls: {}", seen(named))];
    evidence.extend(sentences.iter().map(|(pattern, found)| format!("{pattern}: {}", seen(found))));
    let mut at_endpoint = vec![format!("calls of `{path}`: {}", seen(called)), method];
    at_endpoint.extend(of_hosts);
    vec![key("", "endpoint", endpoint, at_endpoint), key("", "selectors", selector, evidence)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_the_sentences_that_name_them() {
        let text = "see https://lamps.example.com/v2/index.php?Format=JSON&Action=CreateLamp&colour=red and http://x.com/?id=4";
        let calls: Vec<_> = of_text(text).iter().map(|call| (call.host, call.path, call.name, call.value)).collect();
        let (host, path) = ("lamps.example.com", "/v2/index.php");
        assert_eq!(calls, [(host, path, "Format", "JSON"), (host, path, "Action", "CreateLamp")]);
    }

    #[test]
    fn a_sentence_finds_the_value_on_another_page() {
        for (text, other, expected) in [
            (
                "This interface (CreateLamp) makes lamps.",
                "This interface (RemoveLamp) removes them.",
                Some("RemoveLamp"),
            ),
            ("本接口（CreateLamp）用于创建", "本接口 (ListLamps) 用于查询", Some("ListLamps")),
            ("Some. The Action is CreateLamp", "The Action is ListLamps.", Some("ListLamps")),
            ("CreateLamp makes lamps", "", None),
            ("?Action=CreateLamp", "", None),
            ("it is CreateLamps", "", None),
        ] {
            let found = sentence(text, "CreateLamp").map(|pattern| {
                let pattern = Regex::new(&pattern).expect("a sound expression");
                pattern.captures(other).map(|found| found["value"].to_owned()).unwrap_or_default()
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
