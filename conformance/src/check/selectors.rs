//! Operations that a constant of the request selects: which of the operations at one path a request means, and what it
//! states of its parameters in names with an index.
//!
//! A request without the constant, or with a value that no page has, matches none of them, and the finding names the
//! constant. What a recording lacks (a body or headers that were not recorded) is evidence for and against nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use refract_codegen::ir::{SelectorPlace, selector};

use super::Checker;
use super::decoded::Bodies;
use super::parameters::query_pairs;
use crate::contract::program::{Constant, OperationId};
use crate::exchange::{Content, Request};
use crate::json::Json;
use crate::route::{Candidate, Url};

/// How a request agrees with an operation's constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Selection {
    /// It has all of them.
    Agrees,
    /// The operation has none, or the recording lacks the place of the constants.
    Unknown,
    /// It lacks one.
    Missing,
    /// It has another value.
    Other,
}

impl Checker<'_> {
    /// How a request agrees with the constants of an operation: the worst of them counts.
    pub(super) fn selection(&self, id: OperationId, request: &Request<'_>, bodies: &Bodies<'_>) -> Selection {
        let selectors = self.selectors(id);
        Values::new(selectors, request, bodies).selection(selectors)
    }

    fn selectors(&self, id: OperationId) -> &[Constant] {
        &self.contract.program.head(id).constants
    }

    /// The candidates that agree with the request's constants.
    ///
    /// # Errors
    /// Why none is left, where constants distinguish all of them.
    pub(super) fn selected<'e>(
        &self,
        request: &Request<'_>,
        bodies: &Bodies<'_>,
        candidates: Vec<Candidate<'e>>,
    ) -> Result<Vec<Candidate<'e>>, String> {
        // An endpoint may have a thousand operations, while there is only one request.
        let all = candidates.iter().flat_map(|candidate| self.selectors(candidate.operation));
        let values = Values::new(all, request, bodies);
        let of = |candidate: &Candidate<'_>| values.selection(self.selectors(candidate.operation));
        let (kept, refused): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|candidate| of(candidate) <= Selection::Unknown);
        let Some(first) = refused.first().filter(|_| kept.is_empty()) else { return Ok(kept) };
        // The nearest of them: one that lacks a constant is reported by its name; otherwise no page has the value.
        let missing = refused.iter().find(|candidate| of(candidate) == Selection::Missing).unwrap_or(first);
        let why = self.selectors(missing.operation).iter().find_map(|selector| {
            let place = place(selector.place);
            match values.sent(selector) {
                Sent::Absent => {
                    Some(format!("the request has no `{}` in its {place}, which selects the operation", selector.name))
                }
                Sent::Value(value) if selector.value.as_ref().is_some_and(|wanted| wanted != value) => {
                    let value = self.options.redactor.named(&selector.name, value);
                    Some(format!("no documented operation has `{}` = `{value}` in its {place}", selector.name))
                }
                Sent::Value(_) | Sent::Unknown => None,
            }
        });
        Err(why.unwrap_or_else(|| "no documented operation has the constants of the request".to_owned()))
    }

    /// Whether a name in a place of the request is that of a constant or a credential, not of a parameter.
    pub(super) fn is_convention(&self, id: OperationId, at: SelectorPlace, name: &str) -> bool {
        let (api, operation) = self.contract.operation(id);
        let of_selectors = operation.constants.iter().map(|constant| (constant.place, &constant.name));
        let of_credentials = api.credentials.iter().map(|(place, name)| (*place, name));
        of_selectors.chain(of_credentials).any(|(place, known)| {
            place == at && (known == name || at == SelectorPlace::Header && known.eq_ignore_ascii_case(name))
        })
    }
}

/// The place in words.
fn place(place: SelectorPlace) -> &'static str {
    match place {
        SelectorPlace::Query => "query",
        SelectorPlace::Header => "headers",
        SelectorPlace::Body => "body",
    }
}

/// What a request has in the place of a constant.
enum Sent<'r> {
    /// The recording lacks the place.
    Unknown,
    /// The place has no such name.
    Absent,
    /// The value there.
    Value(Cow<'r, str>),
}

impl<'r> Sent<'r> {
    fn of(value: Option<Cow<'r, str>>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

/// What a request has in the places of constants: each name is looked up once.
struct Values<'s, 'r>(BTreeMap<(SelectorPlace, &'s str), Sent<'r>>);

impl<'s, 'r> Values<'s, 'r> {
    fn new(
        selectors: impl IntoIterator<Item = &'s Constant>,
        request: &'r Request<'_>,
        bodies: &'r Bodies<'_>,
    ) -> Self {
        let mut found = BTreeMap::new();
        for selector in selectors {
            found
                .entry((selector.place, selector.name.as_str()))
                .or_insert_with(|| sent(selector.place, &selector.name, request, bodies));
        }
        Self(found)
    }

    fn sent(&self, selector: &'s Constant) -> &Sent<'r> {
        self.0.get(&(selector.place, selector.name.as_str())).unwrap_or(&Sent::Unknown)
    }

    /// How it agrees with the constants of an operation: the worst of them counts.
    fn selection(&self, selectors: &'s [Constant]) -> Selection {
        let each = selectors.iter().map(|selector| match self.sent(selector) {
            Sent::Unknown => Selection::Unknown,
            Sent::Absent => Selection::Missing,
            Sent::Value(value) if selector.value.as_ref().is_none_or(|wanted| wanted == value) => Selection::Agrees,
            Sent::Value(_) => Selection::Other,
        });
        each.max().unwrap_or(Selection::Unknown)
    }
}

fn sent<'r>(at: SelectorPlace, wanted: &str, request: &'r Request<'_>, bodies: &'r Bodies<'_>) -> Sent<'r> {
    match at {
        SelectorPlace::Query => {
            let of_url = query_pairs(Url::parse(&request.url).query);
            let apart =
                request.query.iter().flatten().map(|(name, value)| (Cow::Borrowed(&**name), Cow::Borrowed(&**value)));
            let mut pairs = of_url.chain(apart);
            let found = pairs.find(|(name, _)| name == wanted).map(|(_, value)| value);
            if found.is_some() || request.has_query() { Sent::of(found) } else { Sent::Unknown }
        }
        SelectorPlace::Header => {
            let Some(headers) = request.headers.as_ref().filter(|headers| !headers.is_empty()) else {
                return Sent::Unknown;
            };
            let named = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            Sent::of(named.map(|(_, value)| Cow::Borrowed(&**value)))
        }
        SelectorPlace::Body => match (bodies.request.value(), bodies.request.content) {
            (Some(body), _) => Sent::of(member(body, wanted).map(constant)),
            // A form.
            (None, Ok(Content::Text(text))) => {
                Sent::of(query_pairs(text).find(|(name, _)| name == wanted).map(|(_, value)| value))
            }
            _ => Sent::Unknown,
        },
    }
}

/// The member of a body at a selector's name or pointer.
fn member<'r, 'j>(body: &'r Json<'j>, wanted: &str) -> Option<&'r Json<'j>> {
    selector::steps(wanted).into_iter().try_fold(body, |body, step| match body {
        Json::Object(members) => members.iter().find(|(key, _)| *key == step).map(|(_, value)| value),
        _ => None,
    })
}

/// A value as a constant: an array counts as its only item.
fn constant<'r>(value: &'r Json<'_>) -> Cow<'r, str> {
    match value {
        Json::String(text) => Cow::Borrowed(&**text),
        Json::Number(number) => Cow::Owned(number.to_string()),
        Json::Array(items) => match items.as_slice() {
            [only @ (Json::String(_) | Json::Number(_))] => constant(only),
            _ => Cow::Borrowed(""),
        },
        _ => Cow::Borrowed(""),
    }
}
