//! Which operation an exchange matches, if any.
//!
//! Paths provide the candidates ([`crate::route`]), the most likely first; the rest of the exchange has to agree
//! ([`super::support`]). Where several operations are documented under one path, the request decides, in this order:
//! the constants that select one of them ([`super::selectors`]), fixed query parameters, the fields at the top of its
//! body, the page that the recording names, the evidence for each, the contract that is violated least, and a page that was
//! only guessed. If several are still left, a note says so. If nothing agrees, the exchange is unmatched.

use std::cmp::Reverse;

use refract_codegen::ir::Method;

use super::decoded::Bodies;
use super::found::Found;
use super::support::Support;
use super::{Actual, Checker, Walk, decode};
use crate::contract::program::{OperationId, Shape};
use crate::evidence::Evidence;
use crate::exchange::{Exchange, Request};
use crate::finding::{Code, Finding, Place, Safe, Severity};
use crate::json::{Json, Path};
use crate::route::{Candidate, Routed, Url, is_version};

/// The result of the choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// An operation.
    Operation(OperationId),
    /// A rule excludes the exchange.
    Ignored,
    /// No operation is documented.
    None,
}

/// How badly an operation fits: the smaller, the better.
type Preference = (usize, bool, Reverse<i32>, u64, bool, usize);

/// How many operations that do not match are reported.
const NEAREST: usize = 2;

impl<'c> Checker<'c> {
    pub(super) fn choose<'e>(
        &self,
        exchange: &'e Exchange<'_>,
        bodies: &Bodies<'_>,
        evidence: &mut Evidence,
        findings: &mut Found,
    ) -> (Chosen, Vec<&'e str>) {
        if exchange.is_none() {
            return (Chosen::Ignored, Vec::new());
        }
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
        // What the recording says of itself counts, even if it is contradictory.
        if let Some(named) = exchange.operation.as_deref().and_then(|name| self.find(name)) {
            let captures = self.router.fits(named, &request.method, url).unwrap_or_else(|| {
                let shown = self.shown(&request.method, url.path);
                self.mismatch(named, &shown, bodies, evidence, findings);
                Vec::new()
            });
            return (Chosen::Operation(named), captures);
        }
        match routed {
            Routed::Candidates(candidates) => self.among(exchange, request, bodies, candidates, evidence, findings),
            Routed::OtherMethods(methods) => {
                let methods: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
                let why = format!("the path is documented for {} only", methods.join(", "));
                findings.push(self.nowhere(&request.method, url.path, why));
                (Chosen::None, Vec::new())
            }
            Routed::Nowhere | Routed::Ignored => {
                findings.push(self.nowhere(&request.method, url.path, "no documented path fits".into()));
                (Chosen::None, Vec::new())
            }
        }
    }

    pub(super) fn among<'e>(
        &self,
        exchange: &'e Exchange<'_>,
        request: &'e Request<'_>,
        bodies: &Bodies<'_>,
        candidates: Vec<Candidate<'e>>,
        evidence: &mut Evidence,
        findings: &mut Found,
    ) -> (Chosen, Vec<&'e str>) {
        let mut refused: Vec<(Support, OperationId)> = Vec::new();
        let candidates = match self.selected(request, bodies, candidates) {
            Ok(candidates) => candidates,
            Err(why) => {
                findings.push(self.nowhere(&request.method, Url::parse(&request.url).path, why));
                return (Chosen::None, Vec::new());
            }
        };
        let mut candidates = candidates.into_iter().peekable();
        while let Some(first) = candidates.next() {
            // Equally specific candidates are adjacent: the most specific ones with sufficient support count.
            let mut equals = vec![first];
            while let Some(next) = candidates.next_if(|next| (next.fit, next.rank) == (equals[0].fit, equals[0].rank)) {
                equals.push(next);
            }
            let mut supported = Vec::new();
            for candidate in equals {
                let support = self.support(exchange, request, bodies, &candidate);
                if support.is_enough() {
                    supported.push((support, candidate));
                } else {
                    refused.push((support, candidate.operation));
                }
            }
            if let Some((chosen, captures)) = self.best(exchange, bodies, supported, evidence, findings) {
                return (Chosen::Operation(chosen), captures);
            }
        }
        let path = Url::parse(&request.url).path;
        findings.push(self.nowhere(&request.method, path, self.why_none(request, bodies, refused)));
        (Chosen::None, Vec::new())
    }

    /// The best of several operations whose path is equally specific and that have sufficient support.
    fn best<'e>(
        &self,
        exchange: &Exchange<'_>,
        bodies: &Bodies<'_>,
        mut supported: Vec<(Support, Candidate<'e>)>,
        evidence: &mut Evidence,
        findings: &mut Found,
    ) -> Option<(OperationId, Vec<&'e str>)> {
        if supported.len() < 2 {
            return supported.pop().map(|(_, only)| (only.operation, only.captures));
        }
        let keys = keys(bodies.request.value());
        if self.none_takes(supported.iter().map(|(_, candidate)| candidate.operation), &keys) {
            return None;
        }
        let mut fits: Vec<(Preference, Candidate<'e>)> = supported
            .into_iter()
            .map(|(support, candidate)| {
                (self.preference(exchange, bodies, &support, &candidate, &keys, evidence), candidate)
            })
            .collect();
        fits.sort_by_key(|(preference, candidate)| (*preference, candidate.operation));
        let tied = fits.iter().filter(|(preference, _)| *preference == fits[0].0).count();
        let (_, best) = fits.swap_remove(0);
        if tied > 1 {
            self.ambiguous(&best, tied, bodies, evidence, findings);
        }
        Some((best.operation, best.captures))
    }

    /// Whether all of several operations list the fields of their bodies, and none lists any that was sent: the path is
    /// documented, but not this use of it.
    fn none_takes(&self, mut operations: impl Iterator<Item = OperationId>, keys: &[&str]) -> bool {
        !keys.is_empty()
            && operations.all(|id| self.fields(id).is_some_and(|fields| !keys.iter().any(|key| fields.contains(key))))
    }

    /// Why none of the operations whose path fits was chosen: the nearest of them, with the evidence against each.
    fn why_none(&self, request: &Request<'_>, bodies: &Bodies<'_>, mut refused: Vec<(Support, OperationId)>) -> String {
        let keys = keys(bodies.request.value());
        let count = refused.len();
        if count == 0 || count > 1 && self.none_takes(refused.iter().map(|(_, id)| *id), &keys) {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", self.options.redactor.text(key))).collect();
            return format!("none of the operations at this path takes a body with {}", keys.join(", "));
        }
        refused.sort_by_key(|(support, id)| (*id, Reverse(support.nearness())));
        refused.dedup_by_key(|(_, id)| *id);
        refused.sort_by_key(|(support, id)| (Reverse(support.nearness()), *id));
        let nearest: Vec<String> = refused
            .iter()
            .take(NEAREST)
            .map(|(support, id)| {
                let (_, operation) = self.contract.operation(*id);
                let of = format!("{} ({} {})", self.named(*id), request.method, operation.path);
                match support.why_not() {
                    why if why.is_empty() => of,
                    why => format!("{of}: {why}"),
                }
            })
            .collect();
        let more = refused.len().saturating_sub(NEAREST);
        let more = if more > 0 { format!("; {more} more match less") } else { String::new() };
        format!("too little evidence for the nearest: {}{more}", nearest.join("; "))
    }

    /// The fields at the top of an operation's request, where the page lists them.
    fn fields(&self, id: OperationId) -> Option<Vec<&'c str>> {
        let request = self.contract.program.plan(id).request.as_ref()?;
        match self.shape(request.node) {
            Shape::Object(object) => Some(object.slots.iter().map(|slot| &*slot.name).collect()),
            _ => None,
        }
    }

    fn preference(
        &self,
        exchange: &Exchange<'_>,
        bodies: &Bodies<'_>,
        support: &Support,
        candidate: &Candidate<'_>,
        keys: &[&str],
        evidence: &mut Evidence,
    ) -> Preference {
        let (_, operation) = self.contract.operation(candidate.operation);
        let fixed = support.query_missing();
        let unknown = match self.fields(candidate.operation) {
            Some(fields) => keys.iter().filter(|key| !fields.contains(key)).count(),
            None => keys.len(),
        };
        let mut found = Found::default();
        let mut walk = Walk::<false>::new(self, bodies, evidence, &mut found, candidate.operation);
        walk.exchange(exchange, &candidate.captures);
        let weight = found
            .kept
            .iter()
            .map(|finding| match finding.code.severity() {
                Severity::Error => 1_000,
                Severity::Warning => 10,
                Severity::Note => 1,
                Severity::Off => 0,
            })
            .sum();
        let elsewhere =
            |page: Option<&str>| page.is_none_or(|page| !is_page(self.contract.program.page(operation.origin), page));
        let (word, guess) = (elsewhere(exchange.page.as_deref()), elsewhere(exchange.guessed_page.as_deref()));
        (fixed * 1_000 + unknown, word, Reverse(support.shown()), weight, guess, candidate.start)
    }

    /// The finding of an exchange whose method and URL are not those of the operation that it names.
    fn mismatch(
        &self,
        named: OperationId,
        shown: &str,
        bodies: &Bodies<'_>,
        evidence: &mut Evidence,
        findings: &mut Found,
    ) {
        let mut walk = Walk::<false>::new(self, bodies, evidence, findings, named);
        let (_, operation) = self.contract.operation(named);
        let expected = format!("{} {}", operation.method.as_str(), operation.path);
        // It was redacted segment by segment.
        let actual = Actual::Words(shown.to_owned().into());
        walk.add(Code::OperationMismatch, walk.whole(), &Path::Root("/request"), expected, actual, None);
    }

    /// Reports that `tied` operations match equally well.
    fn ambiguous(
        &self,
        best: &Candidate<'_>,
        tied: usize,
        bodies: &Bodies<'_>,
        evidence: &mut Evidence,
        findings: &mut Found,
    ) {
        let mut walk = Walk::<false>::new(self, bodies, evidence, findings, best.operation);
        let place = walk.whole();
        let actual = Actual::Words(format!("{tied} that fit equally").into());
        walk.add(Code::AmbiguousOperation, place, &Path::Root("/request"), "one operation", actual, None);
    }

    /// An operation by the name in a recording.
    fn find(&self, name: &str) -> Option<OperationId> {
        let mut parts = name.rsplit('/');
        let (id, service, vendor) = (parts.next()?, parts.next(), parts.next());
        let mut found = (0..self.contract.program.operations.len()).map(OperationId).filter(|&operation| {
            let (api, operation) = self.contract.operation(operation);
            operation.id == id
                && service.is_none_or(|service| api.service == service)
                && vendor.is_none_or(|vendor| api.vendor == vendor)
        });
        found.next().filter(|_| found.next().is_none())
    }

    /// The finding of an exchange that matches no documented operation.
    fn nowhere(&self, method: &str, path: &str, why: String) -> Finding {
        let code = Code::UndocumentedOperation;
        Finding {
            code,
            severity: self.options.severity(code),
            place: Place { scope: self.shown(method, path), ..Place::default() },
            field: Safe::default(),
            part: String::new(),
            refused: false,
            pointer: Safe::assert("/request"),
            expected: "a documented operation".into(),
            actual: Safe::assert(why),
            origin: None,
        }
    }

    /// Method and path in the form of reports. Identifiers would make every path different: a finding is about all of
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
        // A method that HTTP does not define may be anything.
        let method = method.parse::<Method>().map_or("[another method]", Method::as_str);
        format!("{method} {}", segments.join("/"))
    }
}

/// The fields at the top of a body.
fn keys<'v>(value: Option<&'v Json<'_>>) -> Vec<&'v str> {
    match value {
        Some(Json::Object(members)) => members.iter().map(|(key, _)| key.as_ref()).collect(),
        _ => Vec::new(),
    }
}

/// Whether a path segment is most likely an identifier: it contains a digit and is not a version.
fn is_identifier(segment: &str) -> bool {
    !is_version(segment) && (segment.bytes().any(|b| b.is_ascii_digit()) || segment.len() > 40)
}

/// Whether a page is the one that a recording names, even by a part of its path.
pub(super) fn is_page(page: &str, named: &str) -> bool {
    let named = named.trim_start_matches('/');
    page == named
        || page.strip_suffix(named).is_some_and(|before| before.ends_with('/'))
        || named.strip_suffix(page).is_some_and(|before| before.ends_with('/'))
}
