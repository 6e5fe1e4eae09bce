//! Which hosts belong to which services, as far as pages state it: the servers they name, and the hosts in their
//! examples' request lines.
//!
//! Most hosts on pages are placeholders and mean nothing. A host that the pages of several services name belongs to
//! none of them (every page shows where to get a token). Nothing is learned from traffic here, so that the result for
//! an exchange does not depend on those before it.

use std::collections::{BTreeMap, BTreeSet};

use super::Url;
use super::rules::glob;
use crate::contract::Contract;
use crate::contract::program::OperationId;

/// The relation of a host to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostFit {
    /// Its page, or a page of its service, names the host, in this or another region.
    Own,
    /// It belongs to another service.
    Other,
    /// No page states it.
    Unknown,
}

/// The hosts of services and operations.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    /// By the service's index in the contract.
    services: Vec<Vec<String>>,
    /// For operations whose own page names hosts.
    operations: BTreeMap<usize, Vec<String>>,
    /// The service of each operation.
    of: Vec<usize>,
}

impl Hosts {
    pub(super) fn new(contract: &Contract) -> Self {
        let program = &contract.program;
        let mut hosts = Self { services: vec![Vec::new(); program.services.len()], ..Self::default() };
        let mut named: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (index, operation) in program.operations.iter().enumerate() {
            let service = operation.service as usize;
            hosts.of.push(service);
            for host in &operation.hosts {
                named.entry(host.clone()).or_default().insert(service);
            }
            if !operation.hosts.is_empty() {
                hosts.operations.insert(index, operation.hosts.clone());
            }
        }
        for (host, services) in named {
            if let [only] = services.into_iter().collect::<Vec<_>>()[..] {
                hosts.services[only].push(host);
            }
        }
        hosts
    }

    pub(super) fn fit(&self, operation: OperationId, host: &str) -> HostFit {
        if host.is_empty() {
            return HostFit::Unknown;
        }
        let among = |patterns: &[String]| patterns.iter().any(|pattern| is_same(pattern, host));
        let service = self.of[operation.0];
        if self.operations.get(&operation.0).is_some_and(|own| among(own)) || among(&self.services[service]) {
            return HostFit::Own;
        }
        let others = self.services.iter().enumerate().any(|(index, own)| index != service && among(own));
        if others { HostFit::Other } else { HostFit::Unknown }
    }
}

/// A host from a page, with `*` for its placeholders; `None` where nothing else is left.
pub(crate) fn pattern(url: &str) -> Option<String> {
    let host = Url::parse(url).host();
    let mut pattern = String::new();
    let mut depth = 0_u32;
    for c in host.chars() {
        match c {
            '{' | '<' => {
                if depth == 0 {
                    pattern.push('*');
                }
                depth += 1;
            }
            '}' | '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => pattern.extend(c.to_lowercase()),
            _ => {}
        }
    }
    // A name of one label is that of a machine, and an address can be anybody's.
    let labels = pattern.split('.').filter(|label| !label.contains('*') && !label.is_empty()).count();
    let is_address = pattern.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (labels >= 2 && !is_address || labels >= 1 && pattern.contains('*')).then_some(pattern)
}

/// Whether a host matches a pattern, possibly in another region: the first label is the service's and the last ones are
/// the vendor's; those in between are the location.
fn is_same(pattern: &str, host: &str) -> bool {
    if glob(pattern, host) {
        return true;
    }
    let host = host.to_ascii_lowercase();
    let (pattern, host): (Vec<&str>, Vec<&str>) = (pattern.split('.').collect(), host.split('.').collect());
    let last = pattern.len().saturating_sub(2);
    pattern.len() >= 4 && pattern.len() == host.len() && pattern[0] == host[0] && pattern[last..] == host[last..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_differ_by_more_than_their_region() {
        for (page, host, same) in [
            ("https://box.eu-1.cloud.example/v1", "box.eu-2.cloud.example", true),
            ("https://box.eu-1.cloud.example/v1", "bin.eu-1.cloud.example", false),
            ("https://box.api.example", "bin.api.example", false),
            ("https://box.{host}/v1", "box.anything.example", true),
        ] {
            assert_eq!(is_same(&pattern(page).unwrap(), host), same, "{page} {host}");
        }
        for nothing in ["https://{Endpoint}/v1", "https://10.0.0.1:80/x", "/v1/x", "https://{box}.{host}"] {
            assert_eq!(pattern(nothing), None, "{nothing}");
        }
    }
}
