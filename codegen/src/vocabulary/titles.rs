//! Reads a title: sorts its words into facets, and keeps the words that are left over.
//!
//! "Response body parameters" is response + body + parameters. "Data structure of the **volume** field" is a structure
//! with `volume` left over, which is the name of the structure. A list of whole titles would not contain unknown ones
//! ("Parameters in the response header"); titles that are read word by word can be new.

mod facets;

use std::collections::BTreeMap;

pub use facets::{Facet, Facets, Outcome, Place, Side, Topic};

use super::language::Titles;
use crate::text::{fold, fold_char, is_han, is_word};

/// A title that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// Its facets.
    pub facets: Facets,
    /// The words that are left over, as written: the name of a structure or field, or words without a meaning for the
    /// reader.
    pub rest: String,
    /// The only word for a location or an outcome, as written, where nothing is left over: `success` and `body` can
    /// also be names of fields.
    pub word: Option<String>,
    /// The text in parentheses at the end: the case that the title is about.
    pub case: Option<String>,
    /// Whether it states that it describes a structure.
    pub structure: bool,
}

impl Title {
    /// The words left over, where they have the form of a name: an identifier, a dotted path, or a name in the language
    /// of the page before a word for structures.
    pub fn name(&self) -> Option<&str> {
        let rest = self.rest.trim();
        let plain = !rest.is_empty()
            && !rest.contains("://")
            && rest.chars().all(|c| {
                c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '[' | ']' | '/' | '$' | '{' | '}')
            });
        if plain || (self.structure && !rest.is_empty() && rest.split_whitespace().count() <= 2) {
            return Some(rest);
        }
        // `后端functionEndpoints`: an identifier among words of another script.
        let mut words = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        let word = words.next()?;
        let foreign = rest.chars().all(|c| is_han(c) || c == ' ' || c == '_' || c.is_ascii_alphanumeric());
        let identifier = word.starts_with(|c: char| c.is_ascii_lowercase());
        (foreign && identifier && words.next().is_none() && rest.chars().any(is_han)).then_some(word)
    }
}

/// All title phrases of a vendor's languages, by their first character, the longest first.
#[derive(Clone, Debug)]
pub(super) struct TitleIndex {
    phrases: BTreeMap<char, Vec<(Vec<char>, Facet)>>,
}

impl TitleIndex {
    pub(super) fn new<'a>(languages: impl Iterator<Item = &'a Titles>) -> Self {
        let mut phrases: Vec<(Vec<char>, Facet)> = Vec::new();
        for titles in languages {
            for facet in Facet::ALL {
                for phrase in facet.phrases(titles) {
                    let phrase: Vec<char> = fold(phrase).chars().collect();
                    if !phrases.iter().any(|(known, _)| *known == phrase) {
                        phrases.push((phrase, facet));
                    }
                }
            }
        }
        phrases.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let mut index: BTreeMap<char, Vec<(Vec<char>, Facet)>> = BTreeMap::new();
        for (phrase, facet) in phrases {
            if let Some(&first) = phrase.first() {
                index.entry(first).or_default().push((phrase, facet));
            }
        }
        Self { phrases: index }
    }

    /// Makes a title for the parameters of a side and location, in its own words; `None` where it has no such words.
    pub(super) fn of_parameters(&self, side: Side, place: Place) -> Option<String> {
        let words = |facet: Facet| {
            let of_facet = self.phrases.values().flatten().filter(move |(_, known)| *known == facet);
            of_facet.map(|(word, _)| word.iter().collect::<String>())
        };
        let wanted =
            Facets { side: Some(side), place: Some(place), topic: Some(Topic::Parameters), ..Facets::default() };
        let sides = words(Facet::Side(side));
        let places = sides.flat_map(|side| words(Facet::Place(place)).map(move |place| format!("{side} {place}")));
        let mut titles =
            places.flat_map(|part| words(Facet::Topic(Topic::Parameters)).map(move |topic| format!("{part} {topic}")));
        titles.find(|title| {
            let read = self.read(title);
            read.facets == wanted && read.rest.is_empty()
        })
    }

    pub(super) fn read(&self, text: &str) -> Title {
        let (text, case) = split_case(text);
        let mut title = self.read_words(text);
        title.case = case.map(str::to_owned);
        title
    }

    fn read_words(&self, text: &str) -> Title {
        let original: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
        let folded: Vec<char> = original.iter().map(|&c| fold_char(c)).collect();
        let mut title = Title::default();
        let mut rest = String::new();
        // The words for locations and outcomes, as written, for titles such as "header field" in which one is a name.
        let mut words: Vec<(Facet, String)> = Vec::new();
        let mut at = 0;
        while at < folded.len() {
            if let Some((length, facet)) = self.phrase_at(&folded, at) {
                if matches!(facet, Facet::Place(_) | Facet::Outcome(_)) {
                    words.push((facet, original[at..at + length].iter().collect()));
                }
                let facets = &mut title.facets;
                match facet {
                    // The first facet of a kind applies: "request body of the response" is about a request.
                    Facet::Side(side) => facets.side = facets.side.or(Some(side)),
                    Facet::Outcome(outcome) => facets.outcome = facets.outcome.or(Some(outcome)),
                    Facet::Place(place) => {
                        // "URI" together with "path" means the path.
                        facets.place = match facets.place {
                            None | Some(Place::Uri) => Some(place),
                            known => known,
                        };
                    }
                    Facet::Topic(topic) => facets.topic = Some(stronger(facets.topic, topic)),
                    Facet::Structure => title.structure = true,
                    Facet::Filler => {}
                }
                if !rest.ends_with(' ') {
                    rest.push(' ');
                }
                at += length;
            } else {
                rest.push(original[at]);
                at += 1;
            }
        }
        title.rest = clean(&rest);
        if let ([(facet, word)], true) = (words.as_slice(), title.rest.is_empty()) {
            if title.structure && matches!(facet, Facet::Place(_)) {
                title.rest.clone_from(word);
                title.facets.place = None;
            } else {
                title.word = Some(word.clone());
            }
        }
        title
    }

    fn phrase_at(&self, text: &[char], at: usize) -> Option<(usize, Facet)> {
        let edge = |inside: Option<&char>, outside: Option<&char>| {
            !(inside.is_some_and(|&c| is_word(c)) && outside.is_some_and(|&c| is_word(c) || c == '.' || c == '-'))
        };
        self.phrases.get(text.get(at)?)?.iter().find_map(|(phrase, facet)| {
            let end = at + phrase.len();
            let fits = text.get(at..end) == Some(phrase.as_slice())
                && edge(phrase.first(), at.checked_sub(1).and_then(|before| text.get(before)))
                && edge(
                    phrase.last(),
                    text.get(end).filter(|&&c| c != '.' || text.get(end + 1).is_some_and(|&c| is_word(c))),
                );
            fits.then_some((phrase.len(), *facet))
        })
    }
}

/// A title and the parentheses at its end. A title that consists only of parentheses keeps them.
fn split_case(text: &str) -> (&str, Option<&str>) {
    let trimmed = text.trim().trim_end_matches([':', '：', '.', '。', ' ']);
    let Some(inner) = trimmed.strip_suffix([')', '）']) else {
        return (text, None);
    };
    match inner.rfind(['(', '（']) {
        Some(at) if !trimmed[..at].trim().is_empty() => {
            let open = inner[at..].chars().next().map_or(1, char::len_utf8);
            (trimmed[..at].trim_end(), Some(inner[at + open..].trim()))
        }
        _ => (text, None),
    }
}

/// Which of two topics of one title applies: an example of parameters is an example.
fn stronger(known: Option<Topic>, new: Topic) -> Topic {
    let weight = |topic: Topic| match topic {
        Topic::Example => 5,
        Topic::StatusCodes | Topic::ErrorCodes => 4,
        Topic::Method | Topic::Url | Topic::RequestLine => 3,
        Topic::Parameters => 2,
        Topic::Summary | Topic::Aside => 1,
    };
    match known {
        Some(known) if weight(known) >= weight(new) => known,
        _ => new,
    }
}

/// What is left over, without surrounding punctuation and the numbers after "Example".
fn clean(rest: &str) -> String {
    let trim: &[char] = &[
        ' ', ':', '：', '.', '。', ',', '，', '、', '(', ')', '（', '）', '"', '“', '”', '\'', '*', '•', '·', '>', '-',
        '—', ';', '；',
    ];
    let text = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_matches(trim);
    if text.chars().all(|c| c.is_ascii_digit()) { String::new() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::vocabulary::Library;

    fn read(vendor: &str, text: &str) -> (String, String) {
        let library = Library::embedded();
        let title = library.vendor(vendor).unwrap().title(text);
        let facets = &title.facets;
        let mut facets_found = Vec::new();
        facets_found.extend(facets.side.map(|v| format!("{v:?}")));
        facets_found.extend(facets.outcome.map(|v| format!("{v:?}")));
        facets_found.extend(facets.place.map(|v| format!("{v:?}")));
        facets_found.extend(facets.topic.map(|v| format!("{v:?}")));
        facets_found.extend(title.structure.then(|| "structure".to_owned()));
        (facets_found.join(" "), title.rest)
    }

    #[test]
    fn english_titles() {
        for (text, facets_found, rest) in [
            ("Table 4 Response body parameters", "Response Body Parameters", ""),
            ("Parameters in the request header", "Request Header Parameters", ""),
            ("Path Parameters", "Path Parameters", ""),
            ("Example Requests", "Request Example", ""),
            ("Example normal response", "Response Normal Example", ""),
            ("Example 2", "Example", ""),
            ("Abnormal Response", "Response Abnormal", ""),
            ("Returned Values", "StatusCodes", ""),
            ("Calling Method", "Aside", ""),
            ("Table 12 FuncVpc", "", "FuncVpc"),
            ("**volume** field data structure description", "structure", "volume"),
            ("Data structure of the metadata field", "structure", "metadata"),
            ("role.policy.Statement", "", "role.policy.Statement"),
            ("header field description", "structure", "header"),
            ("Table 3 ip_range objects", "structure", "ip_range"),
            ("ResponseInfoHeader", "", "ResponseInfoHeader"),
            ("URI example", "Uri Example", ""),
        ] {
            assert_eq!(read("otc", text), (facets_found.to_owned(), rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn chinese_titles() {
        for (text, facets_found, rest) in [
            ("表 7  响应Body参数", "Response Body Parameters", ""),
            ("表 2  请求Header参数", "Request Header Parameters", ""),
            ("正常响应要素说明", "Response Normal Parameters", ""),
            ("表 3  instances字段数据结构说明", "structure", "instances"),
            ("strategy_config参数说明", "Parameters", "strategy_config"),
            ("URI样例", "Uri Example", ""),
            ("请求地址", "Url", ""),
            ("返回码", "StatusCodes", ""),
            ("失败时的返回格式：", "Abnormal", ""),
            ("路径参数", "Path Parameters", ""),
            ("请求消息样例：", "Request Example", ""),
            ("后端parameters参数说明", "Parameters", "后端"),
        ] {
            assert_eq!(read("huawei", text), (facets_found.to_owned(), rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn russian_titles() {
        for (text, facets_found, rest) in [
            ("HTTP-запрос", "RequestLine", ""),
            ("Параметры в теле запроса", "Body", ""),
            ("Path-параметры", "Path", ""),
            ("Ответ", "Response", ""),
            ("Body parameters", "Body Parameters", ""),
            ("HTTP request", "RequestLine", ""),
            ("StaticRoute", "", "StaticRoute"),
        ] {
            assert_eq!(read("yandex", text), (facets_found.to_owned(), rest.to_owned()), "{text}");
        }
    }
}
