//! The evidence for and against an exchange being one of an operation.
//!
//! A path alone is weak evidence: other services have `/volumes/{id}` as well. So everything that the exchange shows is
//! weighed, and the more the recording lacks, the more is required: a path that fits as a whole needs little more, the
//! end of one needs a body, a host or a rule that agrees. A response that shares no field with the contract is as
//! strong evidence against an operation as one of another kind. Where the evidence is insufficient, the exchange is
//! unmatched, which is correct more often than a guess.

use refract_codegen::ir::Status;
use refract_codegen::text::count;

use super::Checker;
use super::agreement::Agreement;
use super::decoded::Bodies;
use super::parameters::query_pairs;
use super::selectors::Selection;
use crate::contract::program::Shape;
use crate::exchange::{Exchange, Request};
use crate::route::{Candidate, Fit, HostFit, Segment, Url};

/// The points that an operation needs for an exchange to be validated against it.
pub(super) const ENOUGH: i32 = 5;

/// The weight of what a rule or the recording itself states.
const WORD: i32 = 5;

/// The evidence for an operation and against it.
#[derive(Clone, Debug)]
pub(super) struct Support {
    /// How the path fits.
    fit: Fit,
    /// The fixed segments that identify the resource.
    identifying: usize,
    /// The fixed segments that many resources have.
    common: usize,
    /// Whether the version is fixed, and matches.
    version: bool,
    /// Whether the recorded path starts with a fixed segment, like that of a resource.
    anchored: bool,
    /// The fixed segments that the recording lacks.
    missing: usize,
    /// Set if the template has no fixed segment at all: whether the page's own examples have such a path.
    loose: Option<bool>,
    host: HostFit,
    /// Whether a rule or the recording itself names the operation's service or page.
    stated: bool,
    /// Whether the recording only guesses the page.
    guessed: bool,
    /// Whether the request has the constants that select the operation.
    selected: bool,
    /// How many fixed query parameters were sent as documented, and how many were not.
    query: (usize, usize),
    /// Whether the text in place of a variable cannot be its value.
    misplaced: bool,
    request: Agreement,
    response: Agreement,
    /// Whether the status is listed, and is a success other than 200, which all pages list; or the page says that the
    /// response is empty, and it is.
    status: bool,
    /// Whether the page requires a body, and there is none.
    bodiless: bool,
}

impl Support {
    /// The weight of all evidence.
    pub(super) fn points(&self) -> i32 {
        let count = |n: usize, each: i32| i32::try_from(n).unwrap_or(i32::MAX / 64).min(16) * each;
        let mut points = if self.fit == Fit::End { 0 } else { 4 };
        points += if self.version { 2 } else { 0 };
        points += match self.identifying {
            0 => 0,
            more => 2 + count(more - 1, 3),
        };
        points += count(self.common, 1) - count(self.missing, 2);
        points += match (self.fit, self.anchored, self.identifying, self.common) {
            (Fit::End, false, ..) => -2,
            (Fit::End, true, 2.., _) => 4,
            (Fit::End, true, _, 1..) => 2,
            _ => 0,
        };
        points += match self.host {
            HostFit::Own => 4,
            HostFit::Other => -3,
            HostFit::Unknown => 0,
        };
        points += if self.stated || self.guessed { WORD } else { 0 };
        points += if self.selected { 5 } else { 0 };
        points += count(self.query.0, 3) - count(self.query.1, 5);
        points -= if self.misplaced { 4 } else { 0 };
        for agreement in [self.request, self.response] {
            points += match agreement {
                Agreement::Silent | Agreement::Some => 0,
                Agreement::Name => 2,
                Agreement::Most => 3,
                Agreement::Envelope => -2,
                Agreement::None => -4,
            };
        }
        points -= i32::from(self.bodiless);
        // If there is no body at all, the status is the only evidence from the service.
        let bare = self.request == Agreement::Silent && self.response == Agreement::Silent;
        points + if self.status && bare && self.identifying > 0 { 3 } else { 0 }
    }

    /// The weight of everything but guesses.
    pub(super) fn shown(&self) -> i32 {
        self.points() - if self.guessed { WORD } else { 0 }
    }

    /// How close it is to being sufficient, for comparison.
    pub(super) fn nearness(&self) -> (bool, i32) {
        (self.loose.is_none(), self.points())
    }

    /// Whether it is sufficient.
    pub(super) fn is_enough(&self) -> bool {
        // A path of only variables fits anything: the host has to be the page's own, or a rule or the recording has to
        // name it.
        if let Some(shown) = self.loose {
            let agrees = matches!(self.response, Agreement::Most | Agreement::Silent);
            let contradicts = matches!(self.response, Agreement::None | Agreement::Envelope);
            let chosen = self.selected && self.host != HostFit::Other && !contradicts;
            return chosen || agrees && (self.stated || self.guessed || self.host == HostFit::Own && shown);
        }
        self.points() >= ENOUGH
    }

    /// How many query parameters that the documented path fixes were not sent.
    pub(super) fn query_missing(&self) -> usize {
        self.query.1
    }

    /// Why it is not sufficient, in words.
    pub(super) fn why_not(&self) -> String {
        let mut against: Vec<String> = Vec::new();
        if self.loose.is_some() {
            against.push("its path has no fixed segment".into());
        }
        if self.fit == Fit::End {
            let fixed = self.identifying + self.common;
            against.push(format!("only {} at the end of its path fit", count(fixed, "fixed segment")));
        }
        if self.host == HostFit::Other {
            against.push("the host is another service's".into());
        }
        if self.missing > 0 {
            against.push(match self.missing {
                1 => "a fixed segment before it is missing".into(),
                count => format!("{count} fixed segments before it are missing"),
            });
        }
        if self.misplaced {
            against.push("a segment can't be the value of its variable".into());
        }
        if self.query.1 > 0 {
            against.push("its query parameter was not sent".into());
        }
        for (side, agreement) in [("request", self.request), ("response", self.response)] {
            match agreement {
                Agreement::None | Agreement::Envelope => {
                    against.push(format!("none of the {side}'s fields is documented"));
                }
                Agreement::Some => against.push(format!("few of the {side}'s fields are documented")),
                _ => {}
            }
        }
        if self.request == Agreement::Silent && self.response == Agreement::Silent {
            against.push("no body supports it".into());
        }
        against.join(", ")
    }
}

impl Checker<'_> {
    /// The evidence for a candidate.
    pub(super) fn support(
        &self,
        exchange: &Exchange<'_>,
        request: &Request<'_>,
        bodies: &Bodies<'_>,
        candidate: &Candidate<'_>,
    ) -> Support {
        let template = self.router.template(candidate.operation);
        let (missing, there) = template.segments.split_at(candidate.start.min(template.segments.len()));
        // A rule's prefix of a path is not missing.
        let whole = candidate.fit != Fit::End;
        let there = if whole { &template.segments[..] } else { there };
        let literals = |segments: &[Segment]| segments.iter().filter(|segment| segment.is_literal()).count();
        let is_common = |segment: &&Segment| matches!(segment, Segment::Fixed(text) if self.router.is_common(text));
        let (start, after) = (there.first().is_some_and(Segment::is_literal), literals(missing) == 0);
        // The start of a path is a resource of its own, however often the word occurs elsewhere.
        let skip = usize::from(start && (whole || after));
        let common = there.iter().skip(skip).filter(|segment| segment.is_literal()).filter(is_common).count();
        let mixed = there.iter().filter(|segment| matches!(segment, Segment::Mixed(_))).count();
        let url = Url::parse(&request.url);
        let plan = self.contract.program.plan(candidate.operation);
        let page = self.contract.program.page(self.contract.program.head(candidate.operation).origin);
        let code = exchange.response.as_ref().map_or(0, |response| response.status);
        let success = (200..300).contains(&code);
        let answer = plan.responses.iter().find(|(status, _)| *status == Status::Code(code));
        let any = || plan.responses.iter().find(|(status, plan)| status.is_success() && plan.body.is_some());
        let answer_body = answer.filter(|(_, plan)| plan.body.is_some()).or_else(any);
        let empty = || {
            let listed = plan.responses.iter().find(|(status, _)| status.is_success());
            bodies.response.is_empty() && listed.is_some_and(|(_, listed)| listed.body.is_none())
        };
        let rule = self.router.rule(&request.method, url);
        let is_of = |named: Option<&str>| named.is_some_and(|named| super::choose::is_page(page, named));
        let stated = is_of(exchange.page.as_deref()) || rule.is_some_and(crate::route::Rule::is_specific);
        let loose = template.is_loose();
        Support {
            fit: candidate.fit,
            identifying: literals(there) - common,
            common: common + mixed,
            anchored: start,
            version: there.iter().any(Segment::is_version),
            missing: if whole { 0 } else { literals(missing) },
            loose: loose.then(|| self.is_shown(candidate)),
            host: self.router.host(candidate.operation, url.host()),
            stated,
            guessed: !stated && is_of(exchange.guessed_page.as_deref()),
            selected: self.selection(candidate.operation, request, bodies) == Selection::Agrees,
            query: fixed(&template.query, request),
            misplaced: self.is_misplaced(candidate),
            request: self.agreement(plan.request.as_ref(), bodies.request.value()),
            // What a page states about failures is mostly a status and a sentence.
            response: match (success, answer_body) {
                (true, Some((_, answer))) => self.agreement(answer.body.as_ref(), bodies.response.value()),
                _ => Agreement::Silent,
            },
            status: success && code != 200 && (answer.is_some() || empty()),
            bodiless: plan.request.as_ref().is_some_and(|body| body.required) && bodies.request.is_empty(),
        }
    }

    /// Whether the examples of the page have this path.
    fn is_shown(&self, candidate: &Candidate<'_>) -> bool {
        let shown = &self.contract.program.head(candidate.operation).shown;
        shown
            .iter()
            .any(|path| path.split('/').filter(|segment| !segment.is_empty()).eq(candidate.captures.iter().copied()))
    }

    /// Whether the text in place of a path variable violates the page's constraints on it.
    fn is_misplaced(&self, candidate: &Candidate<'_>) -> bool {
        let program = &self.contract.program;
        let plan = program.plan(candidate.operation);
        let skipped = plan.variables.len().saturating_sub(candidate.captures.len());
        plan.variables.iter().skip(skipped).zip(&candidate.captures).any(|(name, text)| {
            let Some(slot) = plan.path.shape.find(name, 0).map(|index| &plan.path.shape.slots[index]) else {
                return false;
            };
            let node = program.node(slot.node);
            let values = node.checks.as_ref().and_then(|checks| checks.values.as_ref());
            let text = super::decode(text);
            values.is_some_and(|values| {
                !values.open && values.texts.binary_search_by(|(known, _)| (**known).cmp(&*text)).is_err()
            }) || matches!(node.shape, Shape::Integer { .. }) && !text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        })
    }
}

/// How many parameters that a documented path fixes were sent, and how many were not.
fn fixed(documented: &[(String, String)], request: &Request<'_>) -> (usize, usize) {
    if documented.is_empty() {
        return (0, 0);
    }
    let query: Vec<_> = query_pairs(Url::parse(&request.url).query).collect();
    let sent = |(name, value): &&(String, String)| {
        query.iter().any(|(key, given)| key == name && given == value)
            || request.query.iter().flatten().any(|(key, given)| key == name && given == value)
    };
    let sent = documented.iter().filter(sent).count();
    (sent, documented.len() - sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many points `change` adds for a path with so many identifying segments, if nothing else is known of it.
    fn more(identifying: usize, change: impl Fn(&mut Support)) -> i32 {
        let plain = Support {
            fit: Fit::Whole,
            identifying,
            common: 0,
            version: false,
            anchored: true,
            missing: 0,
            loose: None,
            host: HostFit::Unknown,
            stated: false,
            guessed: false,
            selected: false,
            query: (0, 0),
            misplaced: false,
            request: Agreement::Silent,
            response: Agreement::Silent,
            status: false,
            bodiless: false,
        };
        let mut changed = plain.clone();
        change(&mut changed);
        changed.points() - plain.points()
    }

    #[test]
    fn a_status_is_evidence_without_a_body_and_with_an_identifying_segment() {
        assert_eq!(more(1, |support| support.status = true), 3);
        assert_eq!(more(0, |support| support.status = true), 0);
        let with_body = |status| more(1, move |support| (support.status, support.request) = (status, Agreement::Some));
        assert_eq!(with_body(true), with_body(false));
    }

    #[test]
    fn bodies_are_evidence_for_an_operation_and_against_it() {
        let points = |agreement| more(1, move |support| support.response = agreement);
        let all = [Agreement::Some, Agreement::Name, Agreement::Most, Agreement::Envelope, Agreement::None];
        assert_eq!(all.map(points), [0, 2, 3, -2, -4]);
    }
}
