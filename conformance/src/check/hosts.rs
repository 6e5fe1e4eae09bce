//! How the path of an exchange matches if it may start with more or with fewer segments than the documented ones: what
//! a rule for its host would change. Nothing here affects the result of an exchange.

use super::decoded::Bodies;
use super::found::Found;
use super::{Checker, Chosen};
use crate::contract::Contract;
use crate::contract::program::OperationId;
use crate::evidence::{Evidence, Way};
use crate::exchange::{Exchange, Request};
use crate::finding::Safe;
use crate::options::Options;
use crate::route::{HostFit, Match, Routed, Router, Url, is_version};

/// The maximum number of segments before the documented path.
const BASE: usize = 3;

/// Routers that try the effect of rules.
#[derive(Debug)]
pub(super) struct Trial {
    whole: Router,
    ends: Router,
}

impl Trial {
    pub(super) fn new(contract: &Contract, options: &Options) -> Self {
        let of = |matching| Router::new(contract, &options.rules, matching);
        Self { whole: of(Match::Exact), ends: of(Match::Suffix) }
    }
}

impl Checker<'_> {
    /// Counts how an exchange matches, by its host. Exchanges to which a rule already applies, or that name their
    /// operation themselves, are not counted.
    pub(super) fn see_host(&self, exchange: &Exchange<'_>, bodies: &Bodies<'_>, evidence: &mut Evidence) {
        let Some(trial) = &self.trial else { return };
        let Some(request) = exchange.request.as_ref().filter(|request| !request.url.is_empty()) else { return };
        let url = Url::parse(&request.url);
        if exchange.operation.is_some()
            || self.router.rule(&request.method, url).is_some()
            || self.router.route(&request.method, url) == Routed::Ignored
        {
            return;
        }
        let Some(host) = self.safe(&url.host().to_ascii_lowercase()) else { return };
        let fit = self.way(trial, exchange, request, bodies, evidence).map(|(way, operation)| {
            let own = self.router.host(operation, url.host()) == HostFit::Own;
            (way, self.contract.program.head(operation).service as usize, own)
        });
        evidence.hosts.see(host, fit);
    }

    /// The first way in which an exchange matches a documented operation: unchanged, without its first segments, as the
    /// end of a longer path, or both.
    fn way(
        &self,
        trial: &Trial,
        exchange: &Exchange<'_>,
        request: &Request<'_>,
        bodies: &Bodies<'_>,
        evidence: &mut Evidence,
    ) -> Option<(Way, OperationId)> {
        let url = Url::parse(&request.url);
        for router in [&trial.whole, &trial.ends] {
            for (base, path) in self.bases(url.path) {
                let Routed::Candidates(candidates) = router.route(&request.method, url.at(path)) else {
                    continue;
                };
                let starts: Vec<(OperationId, usize)> = candidates.iter().map(|it| (it.operation, it.start)).collect();
                let mut unstated = Found::default();
                let (chosen, _) = self.among(exchange, request, bodies, candidates, evidence, &mut unstated);
                if let Chosen::Operation(id) = chosen {
                    let start = starts.iter().find(|(operation, _)| *operation == id).map_or(0, |(_, start)| *start);
                    return Some((Way { base, lacks: self.start(id, start) }, id));
                }
            }
        }
        None
    }

    /// A path unchanged, and without a possible gateway prefix: its first segments, if none of them is an identifier.
    /// Each with what was removed.
    fn bases<'u>(&self, path: &'u str) -> Vec<(Safe, &'u str)> {
        let mut all = vec![(Safe::default(), path)];
        let (mut base, mut rest) = (String::new(), path);
        for _ in 0..BASE {
            let Some((segment, after)) = rest.trim_start_matches('/').split_once('/') else { break };
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
            if segment.is_empty()
                || !segment.chars().all(plain)
                || !is_version(segment) && segment.chars().any(|c| c.is_ascii_digit())
            {
                break;
            }
            base += &format!("/{segment}");
            rest = &rest[rest.len() - after.len() - 1..];
            let Some(base) = self.safe(&base) else { break };
            all.push((base, rest));
        }
        all
    }

    /// The text, if nothing in it has to be hidden.
    fn safe(&self, text: &str) -> Option<Safe> {
        let safe = self.options.redactor.text(text);
        (safe.as_str() == text).then_some(safe)
    }

    /// The first segments of an operation's path, as the page writes them.
    fn start(&self, id: OperationId, segments: usize) -> String {
        let (_, operation) = self.contract.operation(id);
        let start = operation.path.split('/').filter(|segment| !segment.is_empty()).take(segments);
        start.flat_map(|segment| ["/", segment]).collect()
    }
}
