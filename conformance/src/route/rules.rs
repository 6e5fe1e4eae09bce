//! What a configuration states about hosts and paths that pages do not.

use refract_codegen::ParseError;
use serde::Deserialize;

use super::Url;

/// How recorded paths are compared with documented ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Match {
    /// As a whole.
    #[default]
    Exact,
    /// As a whole, or otherwise as the end of a documented path: recordings of SDKs' tests often lack version and
    /// project.
    Suffix,
}

impl std::str::FromStr for Match {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        refract_codegen::choice::by_name(&[(Self::Exact, "exact"), (Self::Suffix, "suffix")], text)
    }
}

/// A rule for exchanges with some hosts. The first one that applies counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Rule {
    /// The hosts it applies to, with `*` for any part: `*.myhuaweicloud.com`. If it is not given: all exchanges,
    /// including those without a host.
    pub host: Option<String>,
    /// The methods it applies to; all if none is given.
    pub methods: Vec<String>,
    /// The start of recorded paths that documented ones lack: it is removed. The rule applies to such paths only.
    pub base_path: Option<String>,
    /// The start of documented paths that recorded ones may lack: it is put before paths that match nothing as they
    /// are.
    pub prefix: Option<String>,
    /// The only vendor whose operations are considered.
    pub vendor: Option<String>,
    /// The only service whose operations are considered.
    pub service: Option<String>,
    /// How paths are compared with documented ones, for these hosts.
    #[serde(rename = "match")]
    pub matching: Option<Match>,
    /// Whether exchanges with these hosts are excluded. They are counted.
    pub ignore: bool,
}

impl Rule {
    pub(super) fn applies(&self, method: &str, url: Url<'_>) -> bool {
        (self.methods.is_empty() || self.methods.iter().any(|known| known.eq_ignore_ascii_case(method)))
            && self.host.as_ref().is_none_or(|pattern| !url.host().is_empty() && glob(pattern, url.host()))
            && self.base_path.as_ref().is_none_or(|base| stripped(url.path, base).is_some())
    }

    /// Whether it determines the operations: by their service, or by where in a longer path theirs starts.
    pub(crate) fn is_specific(&self) -> bool {
        self.service.is_some() || self.base_path.is_some()
    }

    pub(super) fn strip<'u>(&self, path: &'u str) -> &'u str {
        self.base_path.as_ref().and_then(|base| stripped(path, base)).unwrap_or(path)
    }

    pub(super) fn allows(&self, vendor: &str, service: &str) -> bool {
        self.vendor.as_ref().is_none_or(|only| only == vendor)
            && self.service.as_ref().is_none_or(|only| only == service)
    }
}

/// A path without the segments with which it starts.
fn stripped<'u>(path: &'u str, base: &str) -> Option<&'u str> {
    let base = base.trim_matches('/');
    let rest = path.trim_start_matches('/').strip_prefix(base)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// Whether a host matches a pattern, in any case.
pub(super) fn glob(pattern: &str, host: &str) -> bool {
    let (pattern, host) = (pattern.to_ascii_lowercase(), host.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = host.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            let Some(at) = rest.find(before) else { return false };
            rest = &rest[at + before.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_part() {
        for (pattern, host, fits) in [
            ("*.example.com", "a.b.Example.com", true),
            ("*.example.com", "example.com", false),
            ("ecs.*.example.*", "ecs.eu-1.example.org", true),
            ("ecs.*.example.*", "evs.eu-1.example.org", false),
            ("a*a", "a", false),
            ("*", "x", true),
            ("x", "xy", false),
        ] {
            assert_eq!(glob(pattern, host), fits, "{pattern} {host}");
        }
    }
}
