//! Which of several operations an exchange is of.
//!
//! Paths decide first. Where several operations are documented under one path, the request decides: fixed query
//! parameters, then the fields at the top of its body, then the recording's own word for its page, then the contract that
//! is broken least. Where even that leaves a choice, a note says so.

use refract_codegen::ir::{Kind, Method};

use super::parameters::query_pairs;
use super::{Actual, Checker, Walk, decode};
use crate::contract::program::OperationId;
use crate::evidence::Evidence;
use crate::exchange::{Content, Exchange, Request};
use crate::finding::{Code, Finding, Place, Safe, Severity};
use crate::json::{Json, Path};
use crate::route::{Candidate, Routed, Template, Url};

/// What was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// An operation.
    Operation(OperationId),
    /// A rule left the exchange out.
    Ignored,
    /// None is documented.
    None,
}

/// How badly an operation fits: the smaller, the better.
type Misfit = (usize, bool, u64, usize);

impl<'c> Checker<'c> {
    pub(super) fn choose<'e>(
        &self,
        exchange: &'e Exchange<'_>,
        evidence: &mut Evidence,
        findings: &mut Vec<Finding>,
    ) -> (Chosen, Vec<&'e str>) {
        let Some(request) = exchange.request.as_ref().filter(|request| !request.url.is_empty()) else {
            let id = exchange.operation.as_deref().and_then(|name| self.find(name));
            if id.is_none() {
                findings.push(self.nowhere("", "", "the recording names an operation that is not documented".into()));
            }
            return (id.map_or(Chosen::None, Chosen::Operation), Vec::new());
        };
        let url = Url::parse(&request.url);
        let routed = self.router.route(&request.method, url);
        if routed == Routed::Ignored {
            return (Chosen::Ignored, Vec::new());
        }
        // What the recording says of itself counts, also where it says two things.
        if let Some(named) = exchange.operation.as_deref().and_then(|name| self.find(name)) {
            let captures = self.router.fits(named, &request.method, url).unwrap_or_else(|| {
                self.mismatch(named, &self.shown(&request.method, url.path), evidence, findings);
                Vec::new()
            });
            return (Chosen::Operation(named), captures);
        }
        let mut candidates = match routed {
            Routed::Candidates(candidates) => candidates,
            Routed::OtherMethods(methods) => {
                let methods: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
                let why = format!("the path is documented for {} only", methods.join(", "));
                findings.push(self.nowhere(&request.method, url.path, why));
                return (Chosen::None, Vec::new());
            }
            Routed::Nowhere | Routed::Ignored => {
                findings.push(self.nowhere(&request.method, url.path, "no documented path fits".into()));
                return (Chosen::None, Vec::new());
            }
        };
        if candidates.len() == 1 {
            let only = candidates.remove(0);
            return (Chosen::Operation(only.operation), only.captures);
        }
        self.among(exchange, request, candidates, evidence, findings)
    }

    fn among<'e>(
        &self,
        exchange: &'e Exchange<'_>,
        request: &'e Request<'_>,
        candidates: Vec<Candidate<'e>>,
        evidence: &mut Evidence,
        findings: &mut Vec<Finding>,
    ) -> (Chosen, Vec<&'e str>) {
        let content = request.body.read(request.headers.as_ref(), self.options.limits).unwrap_or(Content::Empty);
        let parsed = match &content {
            Content::Json(text) => Json::parse(text).ok(),
            Content::Text(text) => Json::parse(text).ok(),
            Content::Value(_) | Content::Empty | Content::Binary(_) => None,
        };
        let sent = if let Content::Value(value) = &content { Some(*value) } else { parsed.as_ref() };
        let keys: Vec<&str> = match sent {
            Some(Json::Object(members)) => members.iter().map(|(key, _)| key.as_ref()).collect(),
            _ => Vec::new(),
        };
        if self.none_takes(&candidates, &keys) {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", self.options.redactor.text(key))).collect();
            let path = Url::parse(&request.url).path;
            let count = candidates.len();
            let why = format!("none of the {count} operations at this path takes a body with {}", keys.join(", "));
            findings.push(self.nowhere(&request.method, path, why));
            return (Chosen::None, Vec::new());
        }
        let mut fits: Vec<(Misfit, Candidate<'e>)> = candidates
            .into_iter()
            .map(|candidate| (self.misfit(exchange, request, &candidate, &keys, evidence), candidate))
            .collect();
        fits.sort_by_key(|(misfit, candidate)| (*misfit, candidate.operation));
        let tied = fits.get(1).is_some_and(|(second, _)| *second == fits[0].0);
        let (_, best) = fits.swap_remove(0);
        if tied {
            self.ambiguous(&best, fits.len(), evidence, findings);
        }
        (Chosen::Operation(best.operation), best.captures)
    }

    /// Whether all of several operations list the fields of their bodies, and none lists any that was sent: the path is
    /// documented, and what is done with it is not.
    fn none_takes(&self, candidates: &[Candidate<'_>], keys: &[&str]) -> bool {
        !keys.is_empty()
            && candidates.iter().all(|candidate| {
                self.fields(candidate.operation).is_some_and(|fields| !keys.iter().any(|key| fields.contains(key)))
            })
    }

    /// The fields at the top of an operation's request, where the page lists them.
    fn fields(&self, id: OperationId) -> Option<Vec<&'c str>> {
        let (api, operation) = self.contract.operation(id);
        let request = operation.request.as_ref()?;
        match &api.resolve(&request.schema).kind {
            Kind::Object(object) if !object.is_open() => {
                Some(object.fields().iter().map(|field| field.name.as_str()).collect())
            }
            _ => None,
        }
    }

    fn misfit(
        &self,
        exchange: &Exchange<'_>,
        request: &Request<'_>,
        candidate: &Candidate<'_>,
        keys: &[&str],
        evidence: &mut Evidence,
    ) -> Misfit {
        let (_, operation) = self.contract.operation(candidate.operation);
        let query: Vec<_> = query_pairs(Url::parse(&request.url).query).collect();
        let apart =
            |name: &str, value: &str| request.query.iter().flatten().any(|(key, given)| key == name && given == value);
        let sent = |name: &str, value: &str| {
            query.iter().any(|(key, given)| key == name && given == value) || apart(name, value)
        };
        let fixed = Template::parse(&operation.path).query.iter().filter(|(name, value)| !sent(name, value)).count();
        let unknown = match self.fields(candidate.operation) {
            Some(fields) => keys.iter().filter(|key| !fields.contains(key)).count(),
            None => keys.len(),
        };
        let mut found = Vec::new();
        let mut walk = Walk::<false> {
            checker: self,
            evidence,
            findings: &mut found,
            operation: candidate.operation,
            status: None,
            hidden: 0,
        };
        walk.exchange(exchange, &candidate.captures);
        let weight = found
            .iter()
            .map(|finding| match finding.code.severity() {
                Severity::Error => 1_000,
                Severity::Warning => 10,
                Severity::Note => 1,
                Severity::Off => 0,
            })
            .sum();
        let elsewhere = exchange.page.as_deref().is_none_or(|page| !is_page(&operation.origin.page, page));
        (fixed * 1_000 + unknown, elsewhere, weight, candidate.skipped)
    }

    /// The finding of an exchange whose method and URL are not those of the operation that it names.
    fn mismatch(&self, named: OperationId, shown: &str, evidence: &mut Evidence, findings: &mut Vec<Finding>) {
        let mut walk = Walk::<false> { checker: self, evidence, findings, operation: named, status: None, hidden: 0 };
        let (_, operation) = self.contract.operation(named);
        let expected = format!("{} {}", operation.method.as_str(), operation.path);
        // It was gone over segment by segment.
        let actual = Actual::Words(shown.to_owned().into());
        walk.add(Code::OperationMismatch, walk.whole(), &Path::Root("/request"), expected, actual, None);
    }

    fn ambiguous(&self, best: &Candidate<'_>, others: usize, evidence: &mut Evidence, findings: &mut Vec<Finding>) {
        let mut walk =
            Walk::<false> { checker: self, evidence, findings, operation: best.operation, status: None, hidden: 0 };
        let place = walk.whole();
        let actual = Actual::Words(format!("{} that fit", others + 1).into());
        walk.add(Code::AmbiguousOperation, place, &Path::Root("/request"), "one operation", actual, None);
    }

    /// An operation by the name that a recording gives it.
    fn find(&self, name: &str) -> Option<OperationId> {
        let mut parts = name.rsplit('/');
        let (id, service, vendor) = (parts.next()?, parts.next(), parts.next());
        let mut found = (0..self.contract.program.operations.len()).map(OperationId).filter(|&operation| {
            let (api, operation) = self.contract.operation(operation);
            operation.id.as_str() == id
                && service.is_none_or(|service| api.service == service)
                && vendor.is_none_or(|vendor| api.vendor == vendor)
        });
        found.next().filter(|_| found.next().is_none())
    }

    /// The finding of an exchange that is of no documented operation.
    fn nowhere(&self, method: &str, path: &str, why: String) -> Finding {
        let code = Code::UndocumentedOperation;
        Finding {
            code,
            severity: self.options.severity(code),
            place: Place { scope: self.shown(method, path), ..Place::default() },
            field: Safe::default(),
            part: String::new(),
            pointer: Safe::assert("/request"),
            expected: "a documented operation".into(),
            actual: Safe::assert(why),
            origin: None,
        }
    }

    /// Method and path as reports show them. Identifiers make every path a different one: a finding is about all of
    /// their kind.
    fn shown(&self, method: &str, path: &str) -> String {
        let redactor = &self.options.redactor;
        let segments: Vec<String> = path
            .split('/')
            .map(|segment| {
                let segment = decode(segment);
                if is_identifier(&segment) { "{}".to_owned() } else { redactor.text(&segment).to_string() }
            })
            .collect();
        // A method that HTTP does not have may be anything.
        let method = method.parse::<Method>().map_or("[another method]", Method::as_str);
        format!("{method} {}", segments.join("/"))
    }
}

/// Whether a segment of a path is most likely an identifier: it holds a digit and is no version.
fn is_identifier(segment: &str) -> bool {
    let version = segment.strip_prefix('v').is_some_and(|rest| {
        !rest.is_empty() && rest.len() <= 6 && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    });
    !version && (segment.bytes().any(|b| b.is_ascii_digit()) || segment.len() > 40)
}

/// Whether a page is the one that a recording names, however much of its path is given.
fn is_page(page: &str, named: &str) -> bool {
    let named = named.trim_start_matches('/');
    page == named
        || page.strip_suffix(named).is_some_and(|before| before.ends_with('/'))
        || named.strip_suffix(page).is_some_and(|before| before.ends_with('/'))
}
