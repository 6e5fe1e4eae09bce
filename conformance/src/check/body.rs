//! Statuses and bodies: which documented response applies, and whether a body conforms to it.

use std::borrow::Cow;

use refract_codegen::ir::validate::is_empty;
use refract_codegen::ir::{Failure, Status};

use super::decoded::Decoded;
use super::{Actual, RESPONSE_BODY, Walk};
use crate::contract::program::{BodyPlan, ResponsePlan, Shape};
use crate::exchange::{Body, Content, Exchange, Pairs, Response, header};
use crate::finding::{Code, Place};
use crate::json::{Json, Path};

impl<'c, const COUNT: bool> Walk<'_, 'c, COUNT> {
    pub(super) fn response(&mut self, response: &Response<'_>) {
        let plan = self.plan();
        let code = response.status;
        // "Not modified" is neither a failure nor a response with content.
        if code == 304 {
            return;
        }
        let found = plan
            .responses
            .iter()
            .find(|(status, _)| *status == Status::Code(code))
            .or_else(|| plan.responses.iter().find(|(status, _)| *status == class(code)));
        // A page that describes success without a status lists none: it states nothing about other statuses.
        if found.is_none() && plan.lists_statuses {
            let known: Vec<String> = plan.responses.iter().map(|(status, _)| status.to_string()).collect();
            let place = Place { scope: format!("{}: statuses", self.whole().scope), ..self.whole() };
            let expected = format!("one of {}", known.join(", "));
            let origin = plan.responses.first().map(|(_, response)| response.origin);
            let actual = Actual::Words(code.to_string().into());
            self.add(Code::UndocumentedStatus, place, &Path::Root("/response/status"), expected, actual, origin);
        }
        let success = (200..300).contains(&code);
        if let Some((status, response_plan)) = found {
            self.status = Some(*status);
            if COUNT {
                self.evidence.respond(response_plan.id);
            }
            let bare = response.body.is_none();
            self.headers(&response_plan.headers, response.headers.as_ref(), "/response/headers", bare);
        }
        // Pages that list several statuses of success show the body for one of them.
        let other =
            || plan.responses.iter().find(|(status, other)| success && status.is_success() && other.body.is_some());
        let own = found.filter(|(_, plan)| plan.body.is_some());
        let body = own.or_else(other);
        if let Some((status, _)) = body {
            self.status = Some(*status);
        }
        let failure = body.and_then(|(_, plan)| plan.failure.as_ref());
        self.failed = failure.is_some_and(|failure| self.marks_failure(failure));
        let body: Option<&'c BodyPlan> = body.and_then(|(_, plan): &(Status, ResponsePlan)| plan.body.as_ref());
        // What a page states about failures is mostly a status and a sentence: their bodies are documented elsewhere.
        if body.is_none() && !(found.is_some() && success) {
            return;
        }
        let none = own.is_none() && body.is_some();
        if none && matches!(response.body, Body::None | Body::Unrecorded) {
            return;
        }
        // Most recordings without a body have lost it; only an explicit statement shows that there was none.
        let needed = !none && response.header("content-length").is_some_and(|length| length.trim() == "0");
        self.body(body, &self.bodies.response, response.headers.as_ref(), RESPONSE_BODY, needed);
    }

    /// Whether the response's body identifies a failure.
    fn marks_failure(&self, failure: &Failure) -> bool {
        let Some(Json::Object(members)) = self.bodies.response.value() else { return false };
        let sent = members.iter().find(|(name, _)| *name == failure.field).map(|(_, value)| match value {
            Json::String(text) => text.clone().into_owned(),
            Json::Number(number) => number.to_string(),
            Json::Bool(value) => value.to_string(),
            _ => String::new(),
        });
        sent.is_some_and(|sent| sent != failure.success_text())
    }

    /// Whether the recording lacks what is to be validated: the response, or the body that is documented for its
    /// status.
    pub(super) fn is_unseen(&self, exchange: &Exchange<'_>) -> bool {
        let Some(response) = &exchange.response else {
            // An exchange that names its operation may contain only one half on purpose: the example of a page.
            return exchange.operation.is_none();
        };
        let listed = self.plan().responses.iter().find(|(status, _)| *status == Status::Code(response.status));
        let listed =
            listed.or_else(|| self.plan().responses.iter().find(|(status, _)| *status == class(response.status)));
        let lists = |node| match self.checker.shape(node) {
            Shape::Object(object) => !object.slots.is_empty(),
            Shape::Array { .. } => true,
            _ => false,
        };
        let body = listed.and_then(|(_, plan)| plan.body.as_ref());
        (200..300).contains(&response.status)
            && self.bodies.response.is_empty()
            && body.is_some_and(|body| is_json(&body.media_type) && lists(body.node))
    }

    /// Validates a body against its plan. `needed` is set if the body must be present where it has required fields.
    pub(super) fn body(
        &mut self,
        plan: Option<&'c BodyPlan>,
        body: &Decoded<'_>,
        headers: Option<&Pairs<'_>>,
        root: &'static str,
        needed: bool,
    ) {
        let path = Path::Root(root);
        let content = match body.content {
            Ok(content) => content,
            Err(problem) => return self.part(problem.code, plan, &path, String::new(), problem.message.clone()),
        };
        let Some(plan) = plan else {
            if !is_nothing(content) {
                self.part(Code::UndocumentedBody, None, &path, String::new(), format!("a body of {}", words(content)));
            }
            return;
        };
        if *content == Content::Empty {
            if plan.required && needed {
                self.part(Code::MissingBody, Some(plan), &path, "a body".into(), "none");
            }
            return;
        }
        if let Some(kind) = headers.and_then(|headers| header(headers, "content-type"))
            && !same_type(&plan.media_type, kind)
        {
            let actual = Actual::Text(kind.split(';').next().unwrap_or_default());
            self.report(Code::MediaType, plan.row, &path, plan.media_type.clone(), actual, None);
            return;
        }
        if !is_json(&plan.media_type) {
            return;
        }
        match body.json() {
            Some(Ok(value)) => self.value(plan.node, plan.row, value, &path),
            Some(Err(error)) if error.to_string().starts_with("recursion limit") => {
                let actual = "a body that is nested deeper";
                self.part(Code::LimitExceeded, Some(plan), &path, "at most 127 levels".into(), actual);
            }
            Some(Err(error)) => {
                let actual =
                    format!("text that is not valid JSON from line {}, column {} on", error.line(), error.column());
                self.part(Code::InvalidJson, Some(plan), &path, "JSON".into(), actual);
            }
            None => self.part(Code::InvalidJson, Some(plan), &path, "JSON".into(), "bytes that are not text"),
        }
    }

    /// A finding about a body as a whole.
    fn part(
        &mut self,
        code: Code,
        plan: Option<&BodyPlan>,
        path: &Path<'_>,
        expected: String,
        actual: impl Into<Cow<'static, str>>,
    ) {
        let actual = Actual::Words(actual.into());
        if let Some(plan) = plan {
            self.report(code, plan.row, path, expected, actual, None);
        } else {
            let side = if path.root() == RESPONSE_BODY { "response" } else { "request" };
            let place = Place { scope: format!("{}: {side}", self.whole().scope), ..self.whole() };
            self.add(code, place, path, expected, actual, None);
        }
    }
}

fn class(code: u16) -> Status {
    Status::Class(u8::try_from(code / 100).unwrap_or_default())
}

pub(super) fn is_json(media_type: &str) -> bool {
    media_type.contains("json")
}

/// Whether a header names a documented type: without parameters, in any case, as a range (`text/*`), as one of several,
/// or by another name of JSON.
pub(super) fn same_type(documented: &str, header: &str) -> bool {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let given = essence(header);
    // A value that is not a type and subtype states nothing.
    let Some((kind, _)) = given.split_once('/') else { return true };
    documented.split(',').map(essence).any(|known| {
        known == given
            || known == "*/*"
            || known.strip_suffix("/*") == Some(kind)
            || (is_json(&known) && is_json(&given))
            || !known.contains('/')
    })
}

/// Whether a body is empty in meaning.
fn is_nothing(content: &Content<'_>) -> bool {
    match content {
        Content::Empty => true,
        Content::Value(value) => is_empty(*value),
        Content::Json(text) => {
            matches!(text.split_whitespace().collect::<String>().as_str(), "{}" | "[]" | "null" | "\"\"")
        }
        Content::Text(text) => matches!(text.trim(), "{}" | "[]" | "null" | "\"\""),
        Content::Binary(_) => false,
    }
}

fn words(content: &Content<'_>) -> &'static str {
    match content {
        Content::Empty => "nothing",
        Content::Value(_) | Content::Json(_) => "JSON",
        Content::Text(text) if text.trim_start().starts_with(['{', '[']) => "JSON",
        Content::Text(_) => "text",
        Content::Binary(_) => "bytes",
    }
}
