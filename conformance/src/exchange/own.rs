//! Exchanges in this crate's own form: an NDJSON line, or a JSON file. `schemas/exchange.schema.json` describes it ([`SCHEMA`]).

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Body, Exchange, Pairs, Request, Response, plain};
use crate::input::Problem;
use crate::json::Json;

/// The JSON Schema of the form.
pub const SCHEMA: &str = include_str!("../../schemas/exchange.schema.json");

/// `B` is the type of bodies: trees, or raw text where no tree can be made.
#[derive(Deserialize)]
#[serde(bound(deserialize = "B: Deserialize<'de>"))]
struct Form<'a, B> {
    #[serde(borrow, default)]
    source: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    operation: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    page: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "path_guess_page")]
    guessed_page: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    request: Option<RequestForm<'a, B>>,
    #[serde(borrow, default)]
    response: Option<ResponseForm<'a, B>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "B: Deserialize<'de>"))]
struct RequestForm<'a, B> {
    #[serde(borrow, default)]
    method: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    url: Option<Cow<'a, str>>,
    #[serde(borrow, default, alias = "urlPath")]
    path: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    query: Option<Map<'a>>,
    #[serde(borrow, default)]
    headers: Option<Map<'a>>,
    #[serde(default, deserialize_with = "given", alias = "jsonBody")]
    body: Option<B>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default, alias = "base64Body")]
    base64: Option<Cow<'a, str>>,
    /// Not part of the form, but used in stubs: a pattern in place of a value.
    #[serde(default, rename = "urlPattern", alias = "urlPathPattern", alias = "urlPathTemplate")]
    pattern: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "B: Deserialize<'de>"))]
struct ResponseForm<'a, B> {
    status: u16,
    #[serde(borrow, default)]
    headers: Option<Map<'a>>,
    #[serde(default, deserialize_with = "given", alias = "jsonBody")]
    body: Option<B>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default, alias = "base64Body")]
    base64: Option<Cow<'a, str>>,
    /// Not part of the form, but used in stubs: a body in another file.
    #[serde(default, rename = "bodyFileName")]
    elsewhere: Option<IgnoredAny>,
}

/// A value that is present, even if it is `null`.
fn given<'de, B: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<B>, D::Error> {
    B::deserialize(deserializer).map(Some)
}

/// Names with one or several values: `{"a": "1", "b": ["2", "3"]}`, or `[["a", "1"], ["b", "2"]]`.
struct Map<'a>(Pairs<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Map<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Map<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("names with values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::with_capacity(16);
                while let Some((Name(name), value)) = access.next_entry::<Name<'de>, Json<'de>>()? {
                    match value {
                        Json::Array(values) => {
                            pairs.extend(values.into_iter().map(|value| (name.clone(), scalar(value))));
                        }
                        value => pairs.push((name, scalar(value))),
                    }
                }
                Ok(Map(pairs))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((Name(name), value)) = access.next_element::<(Name<'de>, Json<'de>)>()? {
                    pairs.push((name, scalar(value)));
                }
                Ok(Map(pairs))
            }
        }
        deserializer.deserialize_any(Entries)
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// A value as it is written in a header or query.
pub(super) fn scalar(value: Json<'_>) -> Cow<'_, str> {
    match value {
        Json::String(text) => text,
        Json::Null => Cow::Borrowed(""),
        Json::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
        Json::Number(number) => Cow::Owned(number.to_string()),
        // These are never sent; only the fact that there was something can be kept.
        Json::Array(_) | Json::Object(_) => Cow::Borrowed("?"),
    }
}

pub(super) fn read(text: &str) -> Result<Exchange<'_>, Problem> {
    if let Ok(form) = serde_json::from_str::<Form<'_, Json<'_>>>(text) {
        return exchange(form);
    }
    // It may be impossible to make a tree of a body, for example if it is nested too deeply: that is a defect of the
    // body alone, and is reported when it is checked.
    let form = serde_json::from_str::<Form<'_, &RawValue>>(text).map_err(|error| {
        let what = if error.is_data() { "the record is not an exchange" } else { "the record is not valid JSON" };
        Problem::broken(format!("{what}: {}", plain(&error)))
    })?;
    exchange(form)
}

fn exchange<'a, B: Into<Body<'a>>>(form: Form<'a, B>) -> Result<Exchange<'a>, Problem> {
    let elsewhere = form.request.as_ref().is_some_and(|it| it.pattern.is_some())
        || form.response.as_ref().is_some_and(|it| it.elsewhere.is_some());
    if elsewhere {
        return Err(Problem::broken(
            "the record is a stub that has a pattern in place of a URL, or its body in another file: that can't be read",
        ));
    }
    if form.request.is_none() && form.response.is_none() {
        return Err(Problem::broken("the record has neither `request` nor `response`"));
    }
    if form.request.is_none() && form.operation.is_none() {
        return Err(Problem::broken("the record has a response only, and no `operation` to validate it against"));
    }
    let named = form.operation.is_some();
    let request = form.request.map(|form| request(form, named)).transpose()?;
    let response = form.response.map(|form| {
        let body = body(form.body, form.text, form.base64);
        Response { status: form.status, headers: form.headers.map(|Map(pairs)| pairs), body }
    });
    Ok(Exchange {
        source: form.source,
        operation: form.operation,
        page: form.page,
        guessed_page: form.guessed_page,
        request,
        response,
    })
}

/// `named` is set if the operation is known without method and URL.
fn request<'a, B: Into<Body<'a>>>(form: RequestForm<'a, B>, named: bool) -> Result<Request<'a>, Problem> {
    let (method, url) = match (form.method, form.url.or(form.path)) {
        (Some(method), Some(url)) => (method, url),
        (None, None) if named => Default::default(),
        (None, _) => return Err(Problem::broken("the request has no `method`")),
        (_, None) => return Err(Problem::broken("the request has neither `url` nor `path`")),
    };
    Ok(Request {
        method: upper(method),
        url,
        query: form.query.map(|Map(pairs)| pairs),
        headers: form.headers.map(|Map(pairs)| pairs),
        body: body(form.body, form.text, form.base64),
    })
}

/// A method in upper case: recorders differ.
pub(super) fn upper(method: Cow<'_, str>) -> Cow<'_, str> {
    if method.bytes().any(|b| b.is_ascii_lowercase()) { Cow::Owned(method.to_ascii_uppercase()) } else { method }
}

fn body<'a>(body: Option<impl Into<Body<'a>>>, text: Option<Cow<'a, str>>, base64: Option<Cow<'a, str>>) -> Body<'a> {
    if let Some(base64) = base64 {
        return Body::Base64(base64);
    }
    if let Some(text) = text {
        return Body::Text(text);
    }
    body.map_or(Body::Unrecorded, Into::into)
}

impl<'a> From<Json<'a>> for Body<'a> {
    fn from(value: Json<'a>) -> Self {
        match value {
            Json::Null => Self::None,
            // A string is the body's text: the form has no other way to write it under one key.
            Json::String(text) => Self::Text(text),
            value => Self::Value(value),
        }
    }
}

impl<'a> From<&'a RawValue> for Body<'a> {
    fn from(value: &'a RawValue) -> Self {
        // Usually only one of two bodies is defective, and the other can be parsed.
        Json::parse(value.get()).map_or(Self::Json(value.get()), Self::from)
    }
}
