//! How the paths of exchanges with each host match the documented ones: the basis of suggested rules for hosts.
//!
//! The amount of data kept is bounded, and does not depend on the order of exchanges or on how a run is split: sums,
//! and the smallest of the listed values, as for all evidence.

use std::collections::BTreeMap;

use crate::finding::Safe;

/// How many hosts are kept.
const HOSTS: usize = 1_000;
/// How many ways of matching are kept per host.
const WAYS: usize = 200;

/// The difference between a recorded path and a documented one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    /// The start of the recorded path that the documented one lacks; usually empty.
    pub(crate) base: Safe,
    /// The start of the documented path that the recorded one lacks; usually empty.
    pub(crate) lacks: String,
}

/// What was seen of a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HostSeen {
    /// The number of exchanges with it.
    pub(crate) all: u64,
    /// The number of those that match operations whose pages name the host.
    pub(crate) own: u64,
    /// The number of those that match documented operations, by the way in which their paths match and the service's
    /// index in the contract.
    pub(crate) ways: BTreeMap<(Way, usize), u64>,
}

/// What was seen of hosts. Exchanges without a host are under the empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HostsSeen(BTreeMap<Safe, HostSeen>);

impl HostsSeen {
    /// Counts an exchange with a host. `fit` describes its match: the way, the service, and whether its pages name the
    /// host.
    pub(crate) fn see(&mut self, host: Safe, fit: Option<(Way, usize, bool)>) {
        if self.0.len() >= HOSTS
            && !self.0.contains_key(&host)
            && self.0.last_key_value().is_some_and(|(last, _)| host > *last)
        {
            return;
        }
        let seen = self.0.entry(host).or_default();
        seen.all += 1;
        if let Some((way, service, own)) = fit {
            seen.own += u64::from(own);
            *seen.ways.entry((way, service)).or_default() += 1;
        }
        seen.shorten();
        self.shorten();
    }

    /// Adds what another part of the run saw.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (host, theirs) in &other.0 {
            let mine = self.0.entry(host.clone()).or_default();
            mine.all += theirs.all;
            mine.own += theirs.own;
            for (way, count) in &theirs.ways {
                *mine.ways.entry(way.clone()).or_default() += count;
            }
            mine.shorten();
        }
        self.shorten();
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Safe, &HostSeen)> {
        self.0.iter()
    }

    // What is among the smallest of the whole run is among the smallest of each part, so its sums are complete.
    fn shorten(&mut self) {
        while self.0.len() > HOSTS {
            self.0.pop_last();
        }
    }
}

impl HostSeen {
    fn shorten(&mut self) {
        while self.ways.len() > WAYS {
            self.ways.pop_last();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An exchange: its host, and how it matches.
    type Seen = (Safe, Option<(Way, usize, bool)>);

    #[test]
    fn hosts_do_not_depend_on_order_or_splitting() {
        let all: Vec<Seen> = (0..4 * HOSTS)
            .map(|n| {
                let host = Safe::assert(format!("h{:06}", (n * 7919) % (HOSTS + 300)));
                let way = |n: usize| Way { base: Safe::assert(format!("/{}", n % 7)), lacks: String::new() };
                (host, (n % 3 > 0).then(|| (way(n), n % 2, n % 5 == 0)))
            })
            .chain((0..3 * WAYS).map(|n| {
                let way = Way { base: Safe::default(), lacks: format!("/{:04}", (n * 31) % (2 * WAYS)) };
                (Safe::default(), Some((way, 0, false)))
            }))
            .collect();
        let add = |part: &mut dyn Iterator<Item = &Seen>| {
            let mut seen = HostsSeen::default();
            part.for_each(|(host, fit)| seen.see(host.clone(), fit.clone()));
            seen
        };
        let whole = add(&mut all.iter());
        assert_eq!(whole.0.len(), HOSTS);
        assert_eq!(whole.0[&Safe::default()].ways.len(), WAYS);
        assert_eq!(add(&mut all.iter().rev()), whole);
        for at in [0, 1, HOSTS, all.len()] {
            let mut parts = add(&mut all[at..].iter());
            parts.merge(&add(&mut all[..at].iter()));
            assert_eq!(parts, whole, "{at}");
        }
    }
}
