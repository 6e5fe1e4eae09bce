//! Entries of a HAR 1.2, as browsers and proxies export them.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Body, Exchange, Pairs, Request, Response, own, plain};
use crate::input::Problem;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow, default)]
    comment: Option<Cow<'a, str>>,
    #[serde(borrow)]
    request: RequestForm<'a>,
    #[serde(borrow)]
    response: ResponseForm<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestForm<'a> {
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow, default)]
    headers: Option<Vec<Pair<'a>>>,
    #[serde(borrow, default)]
    post_data: Option<Content<'a>>,
}

#[derive(Deserialize)]
struct ResponseForm<'a> {
    // A request that was blocked or failed has -1 or 0.
    status: i64,
    #[serde(borrow, default)]
    headers: Option<Vec<Pair<'a>>>,
    #[serde(borrow, default)]
    content: Option<Content<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    #[serde(borrow, default)]
    mime_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    encoding: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    params: Option<Vec<Pair<'a>>>,
}

#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    value: Cow<'a, str>,
}

pub(super) fn read(text: &str) -> Result<Exchange<'_>, Problem> {
    let entry: Entry<'_> = serde_json::from_str(text)
        .map_err(|error| Problem::broken(format!("the record is not an entry of a HAR: {}", plain(&error))))?;
    let mut request = Request {
        method: own::upper(entry.request.method),
        url: entry.request.url,
        query: None,
        headers: pairs(entry.request.headers),
        body: Body::None,
    };
    if let Some(content) = entry.request.post_data {
        media_type(&mut request.headers, content.mime_type.clone());
        request.body = body(content);
    }
    let mut headers = pairs(entry.response.headers);
    let mut received = Body::None;
    if let Some(content) = entry.response.content {
        // `content` is present for every response, with an empty type where there is no body.
        if content.text.as_ref().is_some_and(|text| !text.is_empty()) {
            media_type(&mut headers, content.mime_type.clone());
        }
        received = body(content);
    }
    // The body in a HAR is decoded, whatever the header says.
    if let (Some(headers), true) = (&mut headers, matches!(received, Body::Base64(_))) {
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-encoding"));
    }
    let response = match u16::try_from(entry.response.status) {
        Ok(status @ 100..) => Some(Response { status, headers, body: received }),
        _ => None,
    };
    Ok(Exchange { source: entry.comment, request: Some(request), response, ..Exchange::default() })
}

fn pairs(list: Option<Vec<Pair<'_>>>) -> Option<Pairs<'_>> {
    // Chromium's files contain HTTP/2's pseudo headers among the others.
    let list = list?.into_iter().filter(|pair| !pair.name.starts_with(':'));
    Some(list.map(|pair| (pair.name, pair.value)).collect())
}

/// The content's own type, where no header has it.
fn media_type<'a>(headers: &mut Option<Pairs<'a>>, kind: Option<Cow<'a, str>>) {
    let Some(kind) = kind.filter(|kind| !kind.is_empty() && kind != "x-unknown") else { return };
    let headers = headers.get_or_insert_default();
    if super::header(headers, "content-type").is_none() {
        headers.push((Cow::Borrowed("Content-Type"), kind));
    }
}

fn body(content: Content<'_>) -> Body<'_> {
    match (content.text, content.encoding.as_deref(), content.params) {
        (Some(text), Some("base64"), _) => Body::Base64(text),
        (Some(text), _, _) if !text.is_empty() => Body::Text(text),
        (_, _, Some(params)) if !params.is_empty() => {
            let form: Vec<String> = params.iter().map(|pair| format!("{}={}", pair.name, pair.value)).collect();
            Body::Text(Cow::Owned(form.join("&")))
        }
        _ => Body::None,
    }
}
