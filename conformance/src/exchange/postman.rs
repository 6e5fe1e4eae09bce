//! Responses that a Postman collection saves, each with its request. Collections of version 2.0 and 2.1.
//!
//! Variables (`{{host}}`) are kept unchanged. A request without a saved response is not a record: it was not sent.

use std::borrow::Cow;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{Body, Exchange, Pairs, Request, Response, own, plain};
use crate::input::Problem;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved<'a> {
    #[serde(borrow, default)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    original_request: Original<'a>,
    #[serde(default)]
    code: Option<u16>,
    #[serde(borrow, default)]
    header: Option<Vec<Pair<'a>>>,
    #[serde(borrow, default)]
    body: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Original<'a> {
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Url<'a>,
    #[serde(borrow, default)]
    header: Option<Vec<Pair<'a>>>,
    #[serde(borrow, default)]
    body: Option<Sent<'a>>,
}

/// Version 2.0 has only the text, 2.1 also its parts.
#[derive(Deserialize)]
#[serde(untagged)]
enum Url<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Parts {
        #[serde(borrow)]
        raw: Cow<'a, str>,
    },
}

#[derive(Deserialize)]
struct Sent<'a> {
    #[serde(borrow, default)]
    raw: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    urlencoded: Option<Vec<Pair<'a>>>,
}

#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(borrow, default)]
    value: Option<Cow<'a, str>>,
    #[serde(default)]
    disabled: bool,
}

pub(super) fn read(text: &str) -> Result<Exchange<'_>, Problem> {
    let saved: Saved<'_> = serde_json::from_str(text).map_err(|error| {
        Problem::broken(format!("the record is not a saved response of Postman: {}", plain(&error)))
    })?;
    let original = saved.original_request;
    let request = Request {
        method: own::upper(original.method),
        url: match original.url {
            Url::Text(url) | Url::Parts { raw: url } => without_host_variable(url),
        },
        query: None,
        headers: original.header.map(pairs),
        body: original.body.map_or(Body::None, sent),
    };
    let body = saved.body.filter(|body| !body.is_empty()).map_or(Body::None, Body::Text);
    let response = saved.code.map(|status| Response { status, headers: saved.header.map(pairs), body });
    Ok(Exchange { source: saved.name, request: Some(request), response, ..Exchange::default() })
}

/// A URL that begins with a variable (`{{baseUrl}}/v1/x`) becomes the path after it.
fn without_host_variable(url: Cow<'_, str>) -> Cow<'_, str> {
    let path = url.strip_prefix("{{").and_then(|rest| Some(&rest[rest.find("}}")? + 2..]));
    match path.filter(|path| path.starts_with('/')).map(str::len) {
        Some(length) => {
            let start = url.len() - length;
            match url {
                Cow::Borrowed(url) => Cow::Borrowed(&url[start..]),
                Cow::Owned(mut url) => Cow::Owned(url.split_off(start)),
            }
        }
        None => url,
    }
}

fn pairs(list: Vec<Pair<'_>>) -> Pairs<'_> {
    let sent = list.into_iter().filter(|pair| !pair.disabled);
    sent.map(|pair| (pair.key, pair.value.unwrap_or_default())).collect()
}

fn sent(body: Sent<'_>) -> Body<'_> {
    match (body.raw, body.urlencoded) {
        (Some(raw), _) if !raw.is_empty() => Body::Text(raw),
        (_, Some(fields)) => {
            let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            let form: Vec<String> =
                pairs(fields).iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
            Body::Text(Cow::Owned(form.join("&")))
        }
        _ => Body::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_with_the_request_that_it_is_of() {
        let text = r#"{"name":"It worked","originalRequest":{"method":"post","header":[{"key":"A","value":"1"},
            {"key":"B","value":"2","disabled":true}],"url":{"raw":"{{base}}/v1/x?y=1","host":["{{base}}"]},
            "body":{"mode":"urlencoded","urlencoded":[{"key":"a b","value":"ä"}]}},
            "code":200,"header":[{"key":"Content-Type","value":"application/json"}],"body":"{}"}"#;
        let exchange = read(text).unwrap();
        let request = exchange.request.unwrap();
        assert_eq!((&*request.method, &*request.url), ("POST", "/v1/x?y=1"));
        assert_eq!((request.header("a"), request.header("b")), (Some("1"), None));
        assert_eq!(request.body, Body::Text("a%20b=%C3%A4".into()));
        let response = exchange.response.unwrap();
        assert_eq!((response.status, response.body), (200, Body::Text("{}".into())));
    }

    #[test]
    fn a_url_without_parts_and_an_answer_without_status_are_read() {
        let text = r#"{"originalRequest":{"method":"GET","url":"https://a.example/x"},"header":null}"#;
        let exchange = read(text).unwrap();
        assert_eq!(exchange.request.unwrap().url, "https://a.example/x");
        assert!(exchange.response.is_none());
        assert!(read("{}").unwrap_err().message.starts_with("the record is not a saved response of Postman"));
    }
}
