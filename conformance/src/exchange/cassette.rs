//! Interactions of cassettes: vcrpy's, ruby-vcr's and go-vcr's, from YAML or JSON.
//!
//! The three agree on little more than `request` and `response`. What differs is looked for where each puts it:
//!
//! | | vcrpy | ruby-vcr | go-vcr |
//! |---|---|---|---|
//! | URL | `uri` | `uri` | `url` |
//! | status | `status.code` | `status.code` | `code` |
//! | body | text, or `body.string` | `body.string` | text |
//! | bytes | `!!binary`, `base64_string` | `!binary`, `base64_string` | `!!binary` |

use std::borrow::Cow;

use super::{Body, Exchange, Pairs, Request, Response, own, plain};
use crate::input::Problem;
use crate::json::Json;

pub(super) fn read(text: &str) -> Result<Exchange<'_>, Problem> {
    let whole = Json::parse(text)
        .map_err(|error| Problem::broken(format!("the interaction is not valid JSON: {}", plain(&error))))?;
    let Json::Object(mut members) = whole else { return Err(Problem::broken("the interaction is not a mapping")) };
    let mut request = mapping(&mut members, "request")?;
    let mut response = mapping(&mut members, "response")?;

    let method = take(&mut request, "method").ok_or_else(|| Problem::broken("the request has no `method`"))?;
    let url = take(&mut request, "uri")
        .or_else(|| take(&mut request, "url"))
        .ok_or_else(|| Problem::broken("the request has neither `uri` nor `url`"))?;
    let status = take(&mut response, "code").or_else(|| match take(&mut response, "status")? {
        Json::Object(mut status) => take(&mut status, "code"),
        status => Some(status),
    });
    let status = status.and_then(code).ok_or_else(|| Problem::broken("the response has no status code"))?;
    Ok(Exchange {
        request: Some(Request {
            method: own::upper(own::scalar(method)),
            url: own::scalar(url),
            query: None,
            headers: take(&mut request, "headers").and_then(pairs),
            body: take(&mut request, "body").map_or(Body::None, body),
        }),
        response: Some(Response {
            status,
            headers: take(&mut response, "headers").and_then(pairs),
            body: take(&mut response, "body").map_or(Body::None, body),
        }),
        ..Exchange::default()
    })
}

type Members<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// A member with this name; Ruby's symbols begin with a colon.
fn take<'a>(members: &mut Members<'a>, name: &str) -> Option<Json<'a>> {
    let index = members.iter().position(|(key, _)| key == name || key.strip_prefix(':') == Some(name))?;
    Some(members.swap_remove(index).1)
}

fn mapping<'a>(members: &mut Members<'a>, name: &str) -> Result<Members<'a>, Problem> {
    match take(members, name) {
        Some(Json::Object(inner)) => Ok(inner),
        Some(_) => Err(Problem::broken(format!("the interaction's `{name}` is not a mapping"))),
        None => Err(Problem::broken(format!("the interaction has no `{name}`"))),
    }
}

/// `200`, `"200"` or `200 OK`.
fn code(value: Json<'_>) -> Option<u16> {
    let text = own::scalar(value);
    text.split_whitespace().next()?.parse().ok()
}

fn pairs(value: Json<'_>) -> Option<Pairs<'_>> {
    let Json::Object(members) = value else { return None };
    let mut pairs = Vec::with_capacity(members.len());
    for (name, value) in members {
        match value {
            Json::Array(values) => pairs.extend(values.into_iter().map(|value| (name.clone(), own::scalar(value)))),
            value => pairs.push((name, own::scalar(value))),
        }
    }
    Some(pairs)
}

fn body(value: Json<'_>) -> Body<'_> {
    match value {
        Json::Null => Body::None,
        Json::Object(mut members) => {
            if let Some(Json::String(text)) = take(&mut members, "base64_string") {
                return Body::Base64(text);
            }
            take(&mut members, "string").map_or(Body::None, body)
        }
        value => match own::scalar(value) {
            text if text.is_empty() => Body::None,
            text => Body::Text(text),
        },
    }
}
