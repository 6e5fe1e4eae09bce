//! Log records, whose forms are data: `data/logs.toml`, and `[[conform.logs]]` in `refract.toml`.
//!
//! A form states in which members of a record the method, the URL, headers, bodies and the status are. Nothing here
//! knows a gateway or collector by name.

use std::borrow::Cow;
use std::sync::OnceLock;

use refract_codegen::ir::selector;
use serde::Deserialize;

use super::{Body, Exchange, Pairs, Request, Response, own};
use crate::input::Problem;
use crate::json::Json;

/// A place in a record: a JSON Pointer (RFC 6901), empty for the record itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "String")]
#[cfg_attr(test, schemars(with = "String"))]
pub struct Place(Vec<String>);

impl TryFrom<String> for Place {
    type Error = String;

    fn try_from(pointer: String) -> Result<Self, Self::Error> {
        match pointer.as_str() {
            "" => Ok(Self(Vec::new())),
            it if it.starts_with('/') => Ok(Self(selector::steps(it))),
            it => Err(format!("`{it}` is not a JSON Pointer: it begins with `/`, or is empty")),
        }
    }
}

/// Where a log record has the parts of an exchange. Each place is a JSON Pointer; of several, the first that has a
/// value counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogForm {
    /// The name of the form in messages.
    pub name: String,
    /// Places that all records of this form have: they identify it.
    pub has: Vec<Place>,
    /// Texts that represent no value; the empty text always does.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Where the method is.
    pub method: Vec<Place>,
    /// Where the URL is, or its path.
    pub url: Vec<Place>,
    /// Where the scheme is, if the URL lacks it.
    #[serde(default)]
    pub scheme: Vec<Place>,
    /// Where the host is, if the URL lacks it.
    #[serde(default)]
    pub host: Vec<Place>,
    /// Where the query is, if the URL lacks it.
    #[serde(default)]
    pub query: Vec<Place>,
    /// Where the status is.
    pub status: Vec<Place>,
    /// The request's headers and body.
    #[serde(default)]
    pub request: LogMessage,
    /// The response's headers and body.
    #[serde(default)]
    pub response: LogMessage,
}

/// Where a record has the headers and the body of a request or response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LogMessage {
    /// Where headers are.
    pub headers: Vec<LogHeaders>,
    /// Where the body is, as text or JSON.
    pub body: Vec<Place>,
    /// Where the body is, in base64.
    pub base64: Vec<Place>,
    /// Where it states that the body was truncated (`true`). Such a body counts as not recorded.
    pub truncated: Vec<Place>,
}

/// Where a record has headers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogHeaders {
    /// The object, or the list of names and values, that contains them. Empty for the record itself.
    pub at: Place,
    /// The prefix of their names there. Underscores in the rest stand for hyphens.
    #[serde(default)]
    pub prefix: String,
}

/// The forms that this crate defines.
fn shipped() -> &'static [LogForm] {
    #[derive(Deserialize)]
    struct File {
        logs: Vec<LogForm>,
    }
    static SHIPPED: OnceLock<Vec<LogForm>> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let file: File = toml::from_str(include_str!("../../data/logs.toml"))
            .unwrap_or_else(|error| unreachable!("data/logs.toml: {error}"));
        file.logs
    })
}

/// The exchange in a log record; `None` where no form matches the record.
pub(super) fn read<'a>(text: &'a str, forms: &[LogForm]) -> Option<Result<Exchange<'a>, Problem>> {
    let json = Json::parse(text).ok()?;
    let known = |form: &&LogForm| form.has.iter().all(|place| at(&json, place).is_some());
    let form = forms.iter().find(known).or_else(|| shipped().iter().find(known))?;
    Some(Record { json: &json, form }.exchange())
}

/// A record, with the form that matches it.
struct Record<'j, 'a> {
    json: &'j Json<'a>,
    form: &'j LogForm,
}

impl<'j, 'a> Record<'j, 'a> {
    fn exchange(&self) -> Result<Exchange<'a>, Problem> {
        let form = self.form;
        let lacks = |what: &str| Problem::broken(format!("the record of the log form `{}` has no {what}", form.name));
        let method = self.text(&form.method).ok_or_else(|| lacks("method"))?;
        let url = self.text(&form.url).ok_or_else(|| lacks("URL"))?;
        let status = self.text(&form.status).and_then(|status| status.parse().ok()).filter(|status| *status >= 100);
        let request = Request {
            method: own::upper(method),
            url: self.whole(url),
            query: None,
            headers: self.headers(&form.request.headers),
            body: self.body(&form.request),
        };
        let response = status.map(|status| Response {
            status,
            headers: self.headers(&form.response.headers),
            body: self.body(&form.response),
        });
        Ok(Exchange { request: Some(request), response, ..Exchange::default() })
    }

    /// The URL, completed by the parts in other places.
    fn whole(&self, url: Cow<'a, str>) -> Cow<'a, str> {
        let query = self.text(&self.form.query).filter(|_| !url.contains('?'));
        let host = self.text(&self.form.host).filter(|_| url.starts_with('/'));
        if query.is_none() && host.is_none() {
            return url;
        }
        let scheme = self.text(&self.form.scheme).unwrap_or(Cow::Borrowed("http"));
        let mut whole = host.map(|host| format!("{scheme}://{host}")).unwrap_or_default();
        whole.push_str(&url);
        if let Some(query) = query {
            whole.push('?');
            whole.push_str(query.trim_start_matches('?'));
        }
        Cow::Owned(whole)
    }

    /// The headers; `None` where no place has any.
    fn headers(&self, places: &[LogHeaders]) -> Option<Pairs<'a>> {
        let mut pairs = Pairs::new();
        for place in places {
            let Some(holder) = at(self.json, &place.at) else { continue };
            for (name, value) in members(holder) {
                // Pseudo headers of HTTP/2 repeat the method, URL and status.
                let name = name.strip_prefix(&place.prefix).filter(|name| !name.starts_with(':'));
                let Some(name) = name.filter(|_| !self.is_absent(value)) else { continue };
                let name = if place.prefix.is_empty() { name.to_owned() } else { name.replace('_', "-") };
                let values =
                    if let Json::Array(values) = value { values.as_slice() } else { std::slice::from_ref(value) };
                pairs.extend(values.iter().map(|value| (Cow::Owned(name.clone()), own::scalar(bare(value).clone()))));
            }
        }
        (!pairs.is_empty()).then_some(pairs)
    }

    fn body(&self, message: &LogMessage) -> Body<'a> {
        if self.first(&message.truncated) == Some(&Json::Bool(true)) {
            return Body::Unrecorded;
        }
        if let Some(base64) = self.text(&message.base64) {
            return Body::Base64(base64);
        }
        self.first(&message.body).map_or(Body::Unrecorded, |body| body.clone().into())
    }

    /// The text at a place.
    fn text(&self, places: &[Place]) -> Option<Cow<'a, str>> {
        self.first(places).map(|value| own::scalar(value.clone()))
    }

    /// The value at the first place that has one.
    fn first(&self, places: &[Place]) -> Option<&'j Json<'a>> {
        places.iter().find_map(|place| at(self.json, place).filter(|value| !self.is_absent(value)))
    }

    /// Whether a value represents no value.
    fn is_absent(&self, value: &Json<'_>) -> bool {
        match value {
            Json::Null => true,
            Json::String(text) => text.is_empty() || self.form.absent.iter().any(|absent| absent == text),
            _ => false,
        }
    }
}

/// The value at a place; a list of names and values is walked as an object.
fn at<'j, 'a>(record: &'j Json<'a>, place: &Place) -> Option<&'j Json<'a>> {
    place.0.iter().try_fold(record, |value, step| members(value).find(|(name, _)| name == step).map(|(_, value)| value))
}

/// The members of an object, or of a list of names and values.
fn members<'j, 'a>(holder: &'j Json<'a>) -> Box<dyn Iterator<Item = (&'j str, &'j Json<'a>)> + 'j> {
    match holder {
        Json::Object(members) => Box::new(members.iter().map(|(name, value)| (name.as_ref(), bare(value)))),
        Json::Array(items) => Box::new(items.iter().filter_map(|item| {
            let name = item.get("key").or_else(|| item.get("name"))?.as_str()?;
            Some((name, bare(item.get("value").or_else(|| item.get("raw_value"))?)))
        })),
        _ => Box::new(std::iter::empty()),
    }
}

/// A value without the wrapper that protocol buffers' JSON puts around a value of any type: `{"stringValue": "a"}`.
fn bare<'j, 'a>(value: &'j Json<'a>) -> &'j Json<'a> {
    let Json::Object(members) = value else { return value };
    match members.as_slice() {
        [(name, inner)] if name == "arrayValue" => inner.get("values").unwrap_or(inner),
        [(name, inner)] if name.ends_with("Value") => inner,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Exchange<'_> {
        read(text, &[]).expect("a form knows it").expect("it is an exchange")
    }

    #[test]
    fn shipped_forms_find_url_headers_and_bodies() {
        let nginx = one(
            r#"{"request_method":"post","scheme":"https","host":"a.example","request_uri":"/v1/x?y=1","status":"201",
            "http_content_type":"application/json","http_x_id":"-","request_body":"{\"a\":1}","response_body":"-"}"#,
        );
        let request = nginx.request.unwrap();
        assert_eq!((&*request.method, &*request.url), ("POST", "https://a.example/v1/x?y=1"));
        assert_eq!(request.headers.as_ref().unwrap().len(), 1);
        assert_eq!(request.header("Content-Type"), Some("application/json"));
        assert_eq!(request.body, Body::Text("{\"a\":1}".into()));
        assert_eq!(nginx.response.map(|it| (it.status, it.body)), Some((201, Body::Unrecorded)));

        let span = one(r#"{"attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},
            {"key":"url.scheme","value":{"stringValue":"https"}},{"key":"server.address","value":{"stringValue":"a.example"}},
            {"key":"url.path","value":{"stringValue":"/x"}},{"key":"url.query","value":{"stringValue":"p=1"}},
            {"key":"http.response.status_code","value":{"intValue":"200"}},
            {"key":"http.response.header.x_a","value":{"arrayValue":{"values":[{"stringValue":"1"},{"stringValue":"2"}]}}},
            {"key":"http.response.body","value":{"stringValue":"[]"}}]}"#);
        assert_eq!(span.request.unwrap().url, "https://a.example/x?p=1");
        let response = span.response.unwrap();
        let headers: Vec<_> = response.headers.iter().flatten().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(headers, [("x-a", "1"), ("x-a", "2")]);
        assert_eq!(response.body, Body::Text("[]".into()));
    }

    #[test]
    fn a_body_that_was_cut_off_is_not_seen() {
        let tap = |cut: bool| {
            format!(
                r#"{{"http_buffered_trace":{{
                "request":{{"headers":[{{"key":":method","value":"GET"}},{{"key":":path","value":"/x"}}]}},
                "response":{{"headers":[{{"key":":status","value":"200"}},{{"key":"etag","value":"1"}}],
                "body":{{"truncated":{cut},"as_bytes":"e30="}}}}}}}}"#
            )
        };
        for (cut, body) in [(false, Body::Base64("e30=".into())), (true, Body::Unrecorded)] {
            let text = tap(cut);
            let response = one(&text).response.unwrap();
            assert_eq!(response.body, body);
            assert_eq!(response.headers.unwrap().len(), 1);
        }
    }

    #[test]
    fn a_configured_form_comes_first_and_a_record_of_no_form_is_no_exchange() {
        let own: LogForm = toml::from_str(
            "name = 'own'\nhas = ['/v']\nmethod = ['/v']\nurl = ['/where', '/u']\nstatus = ['/s']\nresponse.body = ['/o']",
        )
        .unwrap();
        let text = r#"{"v":"PUT","u":"http://h/p","s":404,"o":{"message":"no"}}"#;
        let exchange = read(text, std::slice::from_ref(&own)).unwrap().unwrap();
        assert_eq!(exchange.request.unwrap().url, "http://h/p");
        assert!(matches!(exchange.response.unwrap().body, Body::Value(_)));
        let wrong =
            toml::from_str::<LogForm>("name = 'own'\nhas = ['v']\nmethod = []\nurl = []\nstatus = []").unwrap_err();
        assert!(wrong.message().contains("`v` is not a JSON Pointer"), "{wrong}");
        assert!(read(text, &[]).is_none() && read("no JSON", std::slice::from_ref(&own)).is_none());
        let lacks = read(r#"{"v":"PUT","s":404}"#, &[own]).unwrap().unwrap_err();
        assert_eq!(lacks.message, "the record of the log form `own` has no URL");
    }
}
