//! Rules that the evidence of a run supports: entries of `[[conform.routes]]`, which a person accepts or rejects.
//!
//! A suggestion states what was seen, and changes nothing by itself. It is made if several exchanges with a host would
//! match documented operations with the rule and do not without it, or only with less evidence: their paths start with
//! more or fewer segments than the documented ones, or the host is that of a single service and no page names it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Match, Rule};
use crate::contract::Contract;
use crate::evidence::{HostSeen, Way};
use crate::run::Tally;

/// How many exchanges a rule needs as evidence.
const ENOUGH: u64 = 3;

/// A rule, and why it is suggested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The rule.
    pub rule: Rule,
    /// What was seen.
    pub why: String,
}

/// The rules that a run supports, in the order in which they have to be listed. The run must have had
/// [`Options::suggest_routes`](crate::Options::suggest_routes).
pub fn suggest(contract: &Contract, tally: &Tally) -> Vec<Suggestion> {
    let mut all = Vec::new();
    // A rule without a host applies to what no rule before it applies to.
    let (some, none): (Vec<_>, Vec<_>) = tally.evidence.hosts.iter().partition(|(host, _)| !host.as_str().is_empty());
    for (host, seen) in some.into_iter().chain(none) {
        host_rules(contract, host.as_str(), seen, &mut all);
    }
    all
}

/// The rules as a part of `refract.toml`. Those that exclude exchanges are comments: excluding is a decision for
/// people.
pub fn to_toml(suggested: &[Suggestion]) -> String {
    let mut out = String::from(HEAD);
    for Suggestion { rule, why } in suggested {
        let _ = write!(out, "\n# {why}\n");
        for line in lines(rule) {
            let _ = writeln!(out, "{}{line}", if rule.ignore { "# " } else { "" });
        }
    }
    if suggested.is_empty() {
        out += "\n# Nothing is suggested: no host has enough exchanges that a rule would match.\n";
    }
    out
}

const HEAD: &str = "\
# Rules for hosts and paths that the recordings support. Accept one by moving it to `refract.toml`: the first rule there that
# applies to an exchange counts.
";

/// A rule as lines of TOML.
fn lines(rule: &Rule) -> Vec<String> {
    let matching = rule.matching.map(|matching| match matching {
        Match::Exact => "exact",
        Match::Suffix => "suffix",
    });
    let keys = [
        ("host", rule.host.as_deref()),
        ("base-path", rule.base_path.as_deref()),
        ("prefix", rule.prefix.as_deref()),
        ("vendor", rule.vendor.as_deref()),
        ("service", rule.service.as_deref()),
        ("match", matching),
    ];
    let stated = keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", toml::Value::from(value?))));
    let ignore = rule.ignore.then(|| "ignore = true".to_owned());
    std::iter::once("[[conform.routes]]".to_owned()).chain(stated).chain(ignore).collect()
}

fn host_rules(contract: &Contract, host: &str, seen: &HostSeen, all: &mut Vec<Suggestion>) {
    let named = || (!host.is_empty()).then(|| host.to_owned());
    let with = if host.is_empty() { "without a host".to_owned() } else { format!("with `{host}`") };
    let mut bases: BTreeMap<&str, BTreeMap<&(Way, usize), u64>> = BTreeMap::new();
    for (key, count) in &seen.ways {
        bases.entry(key.0.base.as_str()).or_default().insert(key, *count);
    }
    let fitting: u64 = seen.ways.values().sum();
    if fitting == 0 {
        if seen.all >= ENOUGH && !host.is_empty() {
            let rule = Rule { host: named(), ignore: true, ..Rule::default() };
            all.push(Suggestion {
                rule,
                why: format!("None of {} exchanges {with} fits a documented operation.", seen.all),
            });
        }
        return;
    }
    // Rules for paths with a base apply to such paths only, and come before the one for the others.
    for (base, ways) in bases.into_iter().rev() {
        let count: u64 = ways.values().sum();
        let lacking: u64 = ways.iter().filter(|((way, _), _)| !way.lacks.is_empty()).map(|(_, count)| count).sum();
        let services: BTreeSet<usize> = ways.keys().map(|(_, service)| *service).collect();
        let lacks: BTreeSet<&str> =
            ways.keys().map(|(way, _)| way.lacks.as_str()).filter(|it| !it.is_empty()).collect();
        let one = if let [one] = Vec::from_iter(services)[..] { Some(one) } else { None };
        // One run does not show to which service all exchanges without a host belong.
        let service = one.filter(|_| !host.is_empty() || !base.is_empty());
        let conclusive = seen.own == fitting || service.is_none();
        if count < ENOUGH || base.is_empty() && conclusive && lacking < ENOUGH {
            continue;
        }
        let mut rule = Rule { host: named(), ..Rule::default() };
        let of = if one.is_some() { " of one service" } else { "" };
        let mut why = format!("{count} of {} exchanges {with} fit documented operations{of}", seen.all);
        if !base.is_empty() {
            rule.base_path = Some(base.to_owned());
            why += &format!(" once `{base}` is taken off");
        }
        if lacking >= ENOUGH {
            if let [only] = Vec::from_iter(lacks)[..] {
                rule.prefix = Some(only.to_owned());
                why += &format!("; {lacking} of them lack the start `{only}`");
            } else {
                rule.matching = Some(Match::Suffix);
                why += &format!("; {lacking} of them lack the start, and not the same one");
            }
        }
        if let Some(service) = service {
            let all = &contract.program.services;
            let api = &all[service];
            rule.service = Some(api.service.clone());
            rule.vendor = (all.iter().any(|other| other.vendor != api.vendor)).then(|| api.vendor.clone());
        }
        why += if host.is_empty() { ". The rule is for all hosts." } else { "." };
        all.push(Suggestion { rule, why });
    }
}
