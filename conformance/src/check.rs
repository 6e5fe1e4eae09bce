//! Validates one exchange against the contracts.
//!
//! 1. The URL determines the candidate operations ([`crate::route`]), and [`choose`] selects one.
//! 2. Path, query and headers are validated against the parameters ([`parameters`]).
//! 3. The status selects the documented response.
//! 4. Bodies are decoded, and walked together with the contract once ([`value`]): one pass finds violated constraints,
//!    undocumented parts, and what is to be counted.
//!
//! A checker has no mutable state: any number of threads may share one.

mod agreement;
mod body;
mod choose;
mod decoded;
mod format;
mod found;
mod hosts;
mod leaf;
mod parameters;
mod selectors;
mod support;
mod union;
mod value;
mod verdict;

use std::borrow::Cow;
use std::sync::OnceLock;

use refract_codegen::ir::Status;

use crate::contract::program::{OperationId, OperationPlan, Role, RowId};
use crate::contract::{Contract, Spot};
use crate::evidence::Evidence;
use crate::exchange::{Body, Exchange};
use crate::finding::{Code, Finding, Place, Safe, Severity};
use crate::json::Path;
use crate::options::Options;
use crate::redact::REDACTED;
use crate::route::Router;

pub(crate) use choose::Chosen;
use decoded::{Bodies, Contents};
pub(crate) use found::Found;
pub use verdict::Verdict;
pub(crate) use verdict::verdict;

/// Validates exchanges against contracts.
#[derive(Debug)]
pub struct Checker<'c> {
    pub(crate) contract: &'c Contract,
    pub(crate) options: &'c Options,
    router: Router,
    /// Tries routing rules, where some are to be suggested.
    trial: Option<hosts::Trial>,
    /// What the names of rows say of their values, by unit, once one of its rows is met.
    named: Vec<OnceLock<Vec<RowName>>>,
}

/// What the name of a row says of its values.
#[derive(Clone, Copy, Debug, Default)]
struct RowName {
    /// They are secrets.
    secret: bool,
    /// Their name is in another member of the same object.
    named_beside: bool,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// The operation that the exchange matches.
    pub operation: Option<Named>,
    /// The verdict from the findings.
    pub verdict: Verdict,
    /// What does not conform, in the order of the exchange: at most 10,000 per code.
    pub findings: Vec<Finding>,
}

/// The name of an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The vendor.
    pub vendor: String,
    /// The service.
    pub service: String,
    /// The operation's id.
    pub id: String,
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.vendor, self.service, self.id)
    }
}

impl<'c> Checker<'c> {
    /// A checker for a contract.
    pub fn new(contract: &'c Contract, options: &'c Options) -> Self {
        let router = Router::new(contract, &options.rules, options.matching);
        let trial = options.suggest_routes.then(|| hosts::Trial::new(contract, options));
        let named = contract.program.units.iter().map(|_| OnceLock::new()).collect();
        Self { contract, options, router, trial, named }
    }

    /// What the name of a row says of its values.
    fn row_name(&self, row: RowId) -> RowName {
        let Some(names) = self.named.get(row.0.unit as usize) else { return RowName::default() };
        let names = names.get_or_init(|| {
            let redactor = &self.options.redactor;
            let rows = self.contract.program.unit(row.0.unit).rows.iter();
            let of = |row: &crate::contract::program::Row| RowName {
                secret: row.role == Role::Field && redactor.is_secret(row.name()),
                named_beside: row.role == Role::Field && redactor.is_value_member(row.name()),
            };
            rows.map(of).collect()
        });
        names.get(row.0.at as usize).copied().unwrap_or_default()
    }

    /// Whether a row's name makes its values secrets.
    fn is_secret(&self, row: RowId) -> bool {
        self.row_name(row).secret
    }

    /// Validates an exchange against the contract.
    pub fn check(&self, exchange: &Exchange<'_>) -> Checked {
        let mut evidence = Evidence::new(&self.contract.program);
        let (chosen, findings, unseen) = self.validate(exchange, &mut evidence);
        let operation = match chosen {
            Chosen::Operation(id) => Some(self.named(id)),
            Chosen::None | Chosen::Ignored => None,
        };
        Checked { operation, verdict: verdict(chosen, &findings, unseen), findings: findings.kept }
    }

    pub(crate) fn named(&self, id: OperationId) -> Named {
        let (api, operation) = self.contract.operation(id);
        Named { vendor: api.vendor.clone(), service: api.service.clone(), id: operation.id.clone() }
    }

    /// Validates an exchange against the contract and counts what was seen. The last part of the result is set if the
    /// body that the page documents was not recorded.
    pub(crate) fn validate(&self, exchange: &Exchange<'_>, evidence: &mut Evidence) -> (Chosen, Found, bool) {
        let mut findings = Found::default();
        let mut unseen = false;
        let contents = Contents::read(exchange, self.options.limits);
        let bodies = Bodies::new(&contents);
        let (chosen, captures) = self.choose(exchange, &bodies, evidence, &mut findings);
        self.see_host(exchange, &bodies, evidence);
        if let Chosen::Operation(id) = chosen {
            let mut walk = Walk::<true>::new(self, &bodies, evidence, &mut findings, id);
            walk.exchange(exchange, &captures);
            unseen = walk.is_unseen(exchange);
        }
        (chosen, findings, unseen)
    }
}

/// One exchange while it is validated against one operation. `COUNT` is set if what is seen is counted, which it is not
/// while an operation is only tried.
struct Walk<'w, 'c, const COUNT: bool> {
    checker: &'w Checker<'c>,
    bodies: &'w Bodies<'w>,
    evidence: &'w mut Evidence,
    findings: &'w mut Found,
    operation: OperationId,
    /// The documented status that applies to the response.
    status: Option<Status>,
    /// Whether the body identifies a failure although the status is one of success.
    failed: bool,
    /// The number of names on the current path that are names of secrets: no value below them is kept.
    hidden: u32,
}

/// The part of an exchange that a path starts with.
const REQUEST_BODY: &str = "/request/body";
const RESPONSE_BODY: &str = "/response/body";

/// The actual value, in place of the expected one.
enum Actual<'a> {
    /// Refract's own words.
    Words(Cow<'a, str>),
    /// A text from the exchange.
    Text(&'a str),
}

impl<'w, 'c, const COUNT: bool> Walk<'w, 'c, COUNT> {
    /// A walk that has seen nothing yet.
    fn new(
        checker: &'w Checker<'c>,
        bodies: &'w Bodies<'w>,
        evidence: &'w mut Evidence,
        findings: &'w mut Found,
        operation: OperationId,
    ) -> Self {
        Self { checker, bodies, evidence, findings, operation, status: None, failed: false, hidden: 0 }
    }
}

impl<'c, const COUNT: bool> Walk<'_, 'c, COUNT> {
    fn plan(&self) -> &'c OperationPlan {
        self.checker.contract.program.plan(self.operation)
    }

    fn exchange(&mut self, exchange: &Exchange<'_>, captures: &[&str]) {
        let (_, operation) = self.checker.contract.operation(self.operation);
        if let Some(origin) = operation.deprecated {
            let actual = Actual::Words("".into());
            self.add(Code::DeprecatedUsed, self.whole(), &Path::Root("/request"), "", actual, Some(origin));
        }
        // The service itself refused this request as wrong: its violations do not show that the page is wrong.
        let refused = exchange.response.as_ref().is_some_and(|response| (400..500).contains(&response.status));
        if let Some(request) = exchange.request.as_ref().filter(|_| !refused) {
            // An exchange that names its operation may lack the URL, and the query with it: an example on a page.
            if !request.url.is_empty() || request.query.is_some() {
                self.path(captures);
                self.query(request);
            }
            let plan = self.plan();
            self.headers(&plan.headers, request.headers.as_ref(), "/request/headers", request.body.is_none());
            let unrecorded = request.body == Body::Unrecorded;
            let body = &self.bodies.request;
            self.body(plan.request.as_ref(), body, request.headers.as_ref(), REQUEST_BODY, !unrecorded);
        }
        if let Some(response) = &exchange.response {
            self.response(response);
        }
    }

    /// The place of the operation as a whole.
    fn whole(&self) -> Place {
        let (api, operation) = self.checker.contract.operation(self.operation);
        Place {
            vendor: api.vendor.clone(),
            service: api.service.clone(),
            scope: format!("operation {}", operation.id),
            path: String::new(),
        }
    }

    /// The place of a row, or of something below it that has no row.
    fn place(&self, row: RowId, below: Option<&Safe>) -> Place {
        let program = &self.checker.contract.program;
        let (scope, api) = (program.scope(row), program.service(row.0.unit));
        let row = program.row(row);
        let path = match below {
            Some(below) if row.path.is_empty() => below.to_string(),
            Some(below) => format!("{}.{below}", row.path),
            None => row.path.clone(),
        };
        Place { vendor: api.vendor.clone(), service: api.service.clone(), scope: scope.name.clone(), path }
    }

    /// A finding about a row.
    fn report(
        &mut self,
        code: Code,
        row: RowId,
        path: &Path<'_>,
        expected: impl Into<String>,
        actual: Actual<'_>,
        origin: Option<Spot>,
    ) {
        self.report_as((code, self.checker.options.severity(code)), row, path, expected, actual, origin);
    }

    /// A finding about a row, of a severity.
    fn report_as(
        &mut self,
        code: (Code, Severity),
        row: RowId,
        path: &Path<'_>,
        expected: impl Into<String>,
        actual: Actual<'_>,
        origin: Option<Spot>,
    ) {
        let place = self.place(row, None);
        let program = &self.checker.contract.program;
        // A row without an origin of its own is reported at the origin of its structure.
        let origin = origin.or(program.row(row).origin).or(program.scope(row).origin);
        self.add_as(code, place, path, expected, actual, origin);
    }

    fn add(
        &mut self,
        code: Code,
        place: Place,
        path: &Path<'_>,
        expected: impl Into<String>,
        actual: Actual<'_>,
        origin: Option<Spot>,
    ) {
        self.add_as((code, self.checker.options.severity(code)), place, path, expected, actual, origin);
    }

    fn add_as(
        &mut self,
        (code, severity): (Code, Severity),
        place: Place,
        path: &Path<'_>,
        expected: impl Into<String>,
        actual: Actual<'_>,
        origin: Option<Spot>,
    ) {
        let options = self.checker.options;
        if self.findings.is_full(code) {
            self.findings.count(code, severity);
            return;
        }
        let redactor = &options.redactor;
        let is_secret = |key: &str| redactor.is_secret(key);
        let name = |step: &Path<'_>| match step.parent() {
            // Keys below a secret's name may themselves contain the secret.
            Some(parent) if step.is_own() && parent.any_key(&is_secret) => REDACTED.to_owned(),
            _ => redactor.text(step.key()).to_string(),
        };
        let actual = match actual {
            Actual::Words(words) => Safe::assert(words),
            Actual::Text(_) if self.hidden > 0 || path.any_key(&is_secret) => Safe::assert(REDACTED),
            Actual::Text(text) => redactor.text(text),
        };
        let (_, operation) = self.checker.contract.operation(self.operation);
        self.findings.push(Finding {
            code,
            severity,
            field: Safe::assert(path.template(&name)),
            part: part(path.root(), self.status),
            refused: path.root() == RESPONSE_BODY && self.status.is_some_and(is_refusal),
            pointer: Safe::assert(path.pointer(&name)),
            place,
            expected: expected.into(),
            actual,
            origin: Some(self.checker.contract.program.origin(origin.unwrap_or(operation.origin))),
        });
    }
}

/// Whether a status means that the service refused the request.
fn is_refusal(status: Status) -> bool {
    matches!(status, Status::Code(400..=499) | Status::Class(4))
}

/// The part of the operation in which a path starts.
fn part(root: &str, status: Option<Status>) -> String {
    match (root, status) {
        (REQUEST_BODY, _) => "request".into(),
        (RESPONSE_BODY, Some(status)) => format!("response {status}"),
        (RESPONSE_BODY, None) => "response".into(),
        ("/request/path", _) => "path".into(),
        ("/request/query", _) => "query".into(),
        ("/request/headers", _) => "header".into(),
        ("/response/headers", Some(status)) => format!("header of response {status}"),
        _ => String::new(),
    }
}

/// A part of a URL without percent encoding; unchanged if the encoding is invalid.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}
