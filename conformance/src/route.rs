//! From a method and a URL to the candidate operations.
//!
//! A tree of path segments returns every documented path that fits, the most specific one first: a fixed segment before
//! one that is partly fixed, that before a variable, from left to right. Routers for serving return a single winner and
//! reject templates that vendors use (`{region}:{id}` in one segment, one path for twenty actions). Here all that fit
//! are needed, since body, query or page decide between them, and other evidence decides whether a fit is sufficient
//! (see [`crate::check`] for both): a router for other people's traffic has to be able to leave an exchange unmatched.

mod hosts;
mod rules;
pub mod suggest;
mod template;
mod tree;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use refract_codegen::ir::Method;

use crate::contract::Contract;
use crate::contract::program::OperationId;

use hosts::Hosts;
pub(crate) use hosts::{HostFit, pattern as host_pattern};
pub use rules::{Match, Rule};
pub(crate) use template::{Segment, Template, is_version};
use tree::Tree;

/// A fixed segment below at least this many different others is a general word of the vendor, such as `tags` or
/// `action`, and is weak evidence for a resource.
const COMMON: usize = 4;

/// A URL, split into parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Url<'u> {
    /// The part between scheme and path; `None` where the URL is a path.
    authority: Option<&'u str>,
    pub(crate) path: &'u str,
    pub(crate) query: &'u str,
}

impl<'u> Url<'u> {
    pub(crate) fn parse(url: &'u str) -> Self {
        let url = url.split_once('#').map_or(url, |(url, _)| url);
        let (front, query) = url.split_once('?').unwrap_or((url, ""));
        // A scheme ends at the first colon.
        let rest = front.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
        let Some(rest) = rest else { return Self { authority: None, path: front, query } };
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        Self { authority: Some(authority), path, query }
    }

    /// Whether it may be an HTTP URL: recordings of browsers also contain `data:` and `blob:` URLs.
    pub(crate) fn is_http(self) -> bool {
        self.authority.is_some() || self.path.starts_with('/') || !self.path.split('/').next().is_some_and(has_scheme)
    }

    /// The same with another path.
    pub(crate) fn at(self, path: &'u str) -> Self {
        Self { path, ..self }
    }

    /// Whether it starts with a scheme.
    pub(crate) fn is_whole(self) -> bool {
        self.authority.is_some()
    }

    /// The host without name, password and port; empty where there is none.
    pub(crate) fn host(self) -> &'u str {
        let authority = self.authority.unwrap_or_default();
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        host.rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(host, |(host, _)| host)
    }
}

/// Whether a text starts with a scheme, as RFC 3986 defines it.
fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// With which part of a documented path a recorded one is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// All of it.
    Whole,
    /// All of it, with a rule's prefix before the recorded path.
    Prefixed,
    /// Its end: the recording may lack the start.
    End,
}

/// A candidate operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate<'u> {
    pub(crate) operation: OperationId,
    pub(crate) fit: Fit,
    /// How specific its path is: greater is more specific.
    pub(crate) rank: u64,
    /// The values of the path's variables, as they were sent.
    pub(crate) captures: Vec<&'u str>,
    /// The number of the template's segments that the recording lacks at its start.
    pub(crate) start: usize,
}

/// The result for a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Routed<'u> {
    /// A rule excludes it, or it is not a request of an API's client.
    Ignored,
    /// The candidates, the most likely first. Those with the same fit and rank are equally specific.
    Candidates(Vec<Candidate<'u>>),
    /// The path is documented for other methods.
    OtherMethods(Vec<Method>),
    /// No documented path fits.
    Nowhere,
}

/// Finds operations.
#[derive(Debug)]
pub struct Router {
    whole: Tree,
    /// The ends of all templates, where paths may lack the start.
    ends: Option<Tree>,
    rules: Vec<Rule>,
    operations: Vec<Target>,
    hosts: Hosts,
    /// The fixed segments that occur in paths of many resources.
    common: BTreeSet<String>,
}

/// An operation's data for routing.
#[derive(Debug)]
struct Target {
    method: Method,
    vendor: String,
    service: String,
    template: Template,
}

impl Router {
    /// A router for all operations of a contract.
    pub fn new(contract: &Contract, rules: &[Rule], matching: Match) -> Self {
        let mut router = Self {
            whole: Tree::default(),
            ends: None,
            rules: rules.to_vec(),
            operations: Vec::with_capacity(contract.program.operations.len()),
            hosts: Hosts::new(contract),
            common: BTreeSet::new(),
        };
        let suffix = matching == Match::Suffix || rules.iter().any(|rule| rule.matching == Some(Match::Suffix));
        let mut ends = suffix.then(Tree::default);
        for index in 0..contract.program.operations.len() {
            let id = OperationId(index);
            let (service, operation) = contract.operation(id);
            let template = Template::parse(&operation.path);
            router.whole.insert(&template.segments, id, 0);
            if let Some(ends) = &mut ends {
                for start in 1..template.segments.len() {
                    let end = &template.segments[start..];
                    // A path of only variables would fit everything.
                    if end.iter().any(Segment::is_literal) {
                        ends.insert(end, id, start);
                    }
                }
            }
            router.operations.push(Target {
                method: operation.method,
                vendor: service.vendor.clone(),
                service: service.service.clone(),
                template,
            });
        }
        router.whole.shrink();
        ends.iter_mut().for_each(Tree::shrink);
        router.ends = ends;
        router.common = common(&router.operations);
        router
    }

    /// The candidate operations.
    pub(crate) fn route<'u>(&self, method: &str, url: Url<'u>) -> Routed<'u> {
        let rule = self.rule(method, url);
        if rule.is_some_and(|rule| rule.ignore) || !url.is_http() {
            return Routed::Ignored;
        }
        let mut others = Vec::new();
        let found = self.search(rule, url, &mut |target, _| {
            let fits = target.method.as_str() == method;
            if !fits && !target.template.is_loose() {
                others.push(target.method);
            }
            fits
        });
        if !found.is_empty() {
            return Routed::Candidates(found);
        }
        // A browser's preflight request is not a request of an API's client.
        if method == "OPTIONS" {
            return Routed::Ignored;
        }
        others.sort_unstable();
        others.dedup();
        if others.is_empty() { Routed::Nowhere } else { Routed::OtherMethods(others) }
    }

    /// The values of an operation's path variables, if method and URL fit it, even if other operations are more
    /// specific.
    pub(crate) fn fits<'u>(&self, operation: OperationId, method: &str, url: Url<'u>) -> Option<Vec<&'u str>> {
        let rule = self.rule(method, url);
        let found = self.search(rule, url, &mut |target, id| id == operation && target.method.as_str() == method);
        found.into_iter().next().map(|candidate| candidate.captures)
    }

    /// The first rule that applies.
    pub(crate) fn rule(&self, method: &str, url: Url<'_>) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.applies(method, url))
    }

    /// An operation's path.
    pub(crate) fn template(&self, operation: OperationId) -> &Template {
        &self.operations[operation.0].template
    }

    /// Whether a host belongs to an operation.
    pub(crate) fn host(&self, operation: OperationId, host: &str) -> HostFit {
        self.hosts.fit(operation, host)
    }

    /// Whether a fixed segment occurs in the paths of many resources.
    pub(crate) fn is_common(&self, text: &str) -> bool {
        self.common.contains(text)
    }

    /// The operations that satisfy `wanted` and whose path fits, the most likely first.
    fn search<'u>(
        &self,
        rule: Option<&Rule>,
        url: Url<'u>,
        wanted: &mut dyn FnMut(&Target, OperationId) -> bool,
    ) -> Vec<Candidate<'u>> {
        let path = rule.map_or(url.path, |rule| rule.strip(url.path));
        let ends = self.ends.as_ref().filter(|_| rule.is_none_or(|rule| rule.matching != Some(Match::Exact)));
        let mut segments: Vec<&'u str> = Vec::with_capacity(tree::LONGEST);
        // A longer path fits no operation, and need not be kept.
        segments.extend(path.split('/').filter(|segment| !segment.is_empty()).take(tree::LONGEST + 1));
        let mut wanted = |id: OperationId| {
            let target = &self.operations[id.0];
            rule.is_none_or(|rule| rule.allows(&target.vendor, &target.service)) && wanted(target, id)
        };
        // The path unchanged, with the rule's prefix, and as the end of a longer one.
        let prefix = rule.and_then(|rule| rule.prefix.as_deref()).unwrap_or_default();
        let attempts = [
            Some((Fit::Whole, &self.whole, "")),
            (!prefix.is_empty()).then_some((Fit::Prefixed, &self.whole, prefix)),
            ends.map(|ends| (Fit::End, ends, "")),
        ];
        let mut found: Vec<Candidate<'u>> = Vec::new();
        for (fit, tree, prefix) in attempts.into_iter().flatten() {
            let more = tree.find(&segments, prefix, &mut wanted);
            found.extend(more.into_iter().map(|candidate| Candidate { fit, ..candidate }));
        }
        if found.len() > 1 {
            // A path of only variables fits anything of its length: it counts only where nothing else fits.
            let is_loose = |id: OperationId| self.operations[id.0].template.is_loose();
            found.sort_by_key(|it| (is_loose(it.operation), it.fit, Reverse(it.rank), it.start, it.operation));
            found.dedup_by_key(|it| (it.fit, it.rank, it.operation));
        }
        found
    }
}

/// The fixed segments that occur below many others.
fn common(targets: &[Target]) -> BTreeSet<String> {
    let mut below: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for target in targets {
        let mut parent = "";
        for segment in &target.template.segments {
            if let Segment::Fixed(text) = segment
                && segment.is_literal()
            {
                below.entry(text).or_default().insert((&target.service, parent));
                parent = text;
            }
        }
    }
    below.into_iter().filter(|(_, parents)| parents.len() >= COMMON).map(|(text, _)| text.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use refract_codegen::ir::{Api, Operation};
    use refract_codegen::source::Origin;

    use super::*;

    fn contract(paths: &[&str]) -> Contract {
        let mut api = Api::new("v", "s");
        for (index, path) in paths.iter().enumerate() {
            let (method, path) = path.split_once(' ').unwrap();
            let origin = Origin { page: "p.md".into(), line: 1, column: 1 };
            let id = refract_codegen::ir::OperationId::new(format!("o{index}"));
            api.operations.push(Operation::new(id, method.parse().unwrap(), path, origin));
        }
        Contract::new(vec![api]).unwrap()
    }

    /// The most likely of those that fit.
    fn route(router: &Router, text: &str) -> Vec<(usize, Vec<String>)> {
        let (method, url) = text.split_once(' ').unwrap();
        match router.route(method, Url::parse(url)) {
            Routed::Candidates(found) => found
                .clone()
                .into_iter()
                .filter(|it| (it.fit, it.rank) == (found[0].fit, found[0].rank))
                .map(|it| (it.operation.0, it.captures.into_iter().map(str::to_owned).collect()))
                .collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn urls_fall_apart() {
        let url = Url::parse("https://me:pw@host.example:8443/a/b?c=d#e");
        assert_eq!((url.host(), url.path, url.query), ("host.example", "/a/b", "c=d"));
        assert_eq!(Url::parse("/a?b").path, "/a");
        let path = Url::parse("/a:b/http://c");
        assert_eq!((path.is_whole(), path.host(), path.path), (false, "", "/a:b/http://c"));
        assert_eq!(Url::parse("http://host").path, "");
        for (url, http) in [("data:text/plain,a", false), ("blob:https://h/a", false), ("/a:b", true), ("a/b", true)] {
            assert_eq!(Url::parse(url).is_http(), http, "{url}");
        }
    }

    #[test]
    fn the_most_specific_paths_win() {
        let contract = contract(&[
            "GET /v1/{p}/servers/{id}",
            "GET /v1/{p}/servers/detail",
            "POST /v1/{p}/servers/{id}/action",
            "POST /v1/{project}/servers/{server}/action",
            "GET /v2/{a}:{b}/x[?limit={limit}]",
            "GET /v2/{name}.json",
        ]);
        let router = Router::new(&contract, &[], Match::Exact);
        assert_eq!(route(&router, "GET /v1/p/servers/detail"), [(1, vec!["p".into()])]);
        assert_eq!(route(&router, "GET https://h/v1/p/servers/d/?q"), [(0, vec!["p".into(), "d".into()])]);
        assert_eq!(route(&router, "POST /v1/p/servers/d/action").len(), 2);
        assert_eq!(route(&router, "GET /v2/eu:9/x"), [(4, vec!["eu".into(), "9".into()])]);
        assert_eq!(route(&router, "GET /v2/a.b.json"), [(5, vec!["a.b".into()])]);
        assert!(
            matches!(router.route("PUT", Url::parse("/v2/a.json")), Routed::OtherMethods(others) if others == [Method::Get])
        );
        assert_eq!(router.route("GET", Url::parse("/v2/a")), Routed::Nowhere);
    }

    #[test]
    fn suffixes_fit_where_asked_for() {
        let contract = contract(&[
            "GET /v2/{project}/volumes/{id}",
            "GET /v3/{project}/volumes/detail",
            "GET /v3/{project}/volumes",
            "GET /{version}",
        ]);
        assert!(route(&Router::new(&contract, &[], Match::Exact), "GET /volumes/1").is_empty());
        let router = Router::new(&contract, &[], Match::Suffix);
        assert_eq!(route(&router, "GET /volumes/1"), [(0, vec!["1".into()])]);
        assert_eq!(route(&router, "GET /volumes/detail")[0].0, 1);
        assert_eq!(route(&router, "GET /volumes")[0].0, 2);
        assert_eq!(route(&router, "GET /v9")[0].0, 3);
        assert_eq!(router.route("OPTIONS", Url::parse("/volumes")), Routed::Ignored);
        assert_eq!(route(&router, "GET /v2/p/volumes/1"), [(0, vec!["p".into(), "1".into()])]);
    }

    #[test]
    fn rules_strip_add_restrict_and_ignore() {
        let contract = contract(&["GET /v2/{project}/volumes"]);
        let rules: Vec<Rule> = [
            "host = \"*.other\"\nignore = true",
            "host = \"gw\"\nbase-path = \"/evs\"",
            "host = \"short\"\nprefix = \"/v2/p\"",
            "host = \"*\"\nservice = \"t\"",
        ]
        .map(|text| toml::from_str(text).unwrap())
        .into();
        let router = Router::new(&contract, &rules, Match::Exact);
        assert_eq!(router.route("GET", Url::parse("http://a.other/v2/p/volumes")), Routed::Ignored);
        assert_eq!(route(&router, "GET http://gw/evs/v2/p/volumes").len(), 1);
        assert_eq!(route(&router, "GET http://short/volumes").len(), 1);
        assert_eq!(route(&router, "GET http://else/v2/p/volumes").len(), 0);
        assert_eq!(route(&router, "GET /v2/p/volumes").len(), 1);
    }
}
