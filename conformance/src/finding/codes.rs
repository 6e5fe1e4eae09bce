//! Every code a finding can have, with what it means, why it is raised and what to do.
//!
//! `refract conform --list` prints these texts. Codes are stable: baselines and scripts rely on them, and none is ever
//! used again for something else.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// The kind of a finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All codes, in the order of the checks that raise them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name shown to users, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The severity it has unless configured otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// What it means, why it is raised and what to do, as Markdown paragraphs.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n"),+)),+ }
            }
        }
    };
}

codes! {
    /// Nothing was read: the recordings named hold no exchange.
    ///
    /// A run over nothing must not look like a run without findings. Check the paths, and whether the files are in a form
    /// that is read: HAR 1.2, VCR cassettes, NDJSON of exchanges, or one exchange a JSON file.
    NothingRead = "nothing-read", Error;

    /// Exchanges were read, and none of them belongs to a documented operation.
    ///
    /// Most often the recordings lack a prefix that the pages have (try `--match suffix`), or have one that the pages
    /// lack (`base-path` of a `[[conform.routes]]` rule in `refract.toml`), or the contracts are of another service.
    /// `--suggest-routes FILE` tries both, and writes the rules that help.
    NothingRouted = "nothing-routed", Error;

    /// A record could not be read. The records before and after it were.
    ///
    /// The line says where the record starts. A recording that was cut, merged or edited by hand is the usual cause:
    /// record it again, or remove the record.
    BrokenRecord = "broken-record", Error;

    /// A record or body goes beyond what is read: too long, nested too deeply, or growing without bound when it is
    /// unpacked.
    ///
    /// Memory stays bounded whatever the input is. Where the record is legitimate, raise the limit that the message
    /// names under `[conform.limits]`.
    LimitExceeded = "limit-exceeded", Error;

    /// A body could not be decoded: its base64, its content coding or its characters are broken.
    ///
    /// The rest of the exchange was checked. Recorders that decode bodies and keep the `Content-Encoding` header are
    /// recognised and are not reported.
    UndecodableBody = "undecodable-body", Error;

    /// No page documents an operation with this method and path.
    ///
    /// Either the service has an operation that its pages do not tell of, or the page was not among the contracts. A path
    /// that fits is not enough where the recording lacks the start of it, or where the host or the bodies are another
    /// service's: then the finding names the nearest operations and what speaks against each. A `[[conform.routes]]` rule
    /// with `service` or `base-path` says what a host is; one with `ignore = true` leaves other services out.
    UndocumentedOperation = "undocumented-operation", Warning;

    /// Several operations fit the exchange equally well, and nothing in it tells which was meant.
    ///
    /// The first of them by vendor, service and id was taken. Give the recording an `operation`, or restrict the choice
    /// with a `[[conform.routes]]` rule.
    AmbiguousOperation = "ambiguous-operation", Note;

    /// The exchange says which operation it is of, and its method and path are not that operation's.
    ///
    /// It was held against the operation that it names. For an example on a page, the request that it shows is not the one
    /// that the page documents: a slip in the example, or in the method and path above it.
    OperationMismatch = "operation-mismatch", Warning;

    /// The operation or field is documented as deprecated, and it was used.
    ///
    /// For a response, the service still sends it.
    DeprecatedUsed = "deprecated-used", Note;

    /// The page lists statuses, and this one is not among them.
    ///
    /// A page without any status is not reported: it promises nothing.
    UndocumentedStatus = "undocumented-status", Warning;

    /// A query parameter that no row of the page names.
    UndocumentedParameter = "undocumented-parameter", Warning;

    /// A header that no row of the page names.
    ///
    /// Headers of HTTP itself, of proxies and of signatures are left out; the list is data, and `[conform.headers]` adds
    /// to it.
    UndocumentedHeader = "undocumented-header", Note;

    /// A field that no row of the page names, in an object whose fields the page lists.
    ///
    /// Clients should ignore fields they do not know, so this is drift and no failure. `--propose-fixups` writes the row
    /// that is missing.
    UndocumentedField = "undocumented-field", Warning;

    /// A body where the page documents none.
    UndocumentedBody = "undocumented-body", Warning;

    /// A parameter in path or query that the page requires was not sent.
    MissingParameter = "missing-parameter", Error;

    /// A header that the page requires is absent.
    ///
    /// Not raised where the recording holds no headers at all, nor for headers that hold secrets: recorders take those
    /// out.
    MissingHeader = "missing-header", Error;

    /// The page documents a body with required fields, and there is none.
    MissingBody = "missing-body", Error;

    /// A field that the page requires is absent.
    MissingField = "missing-field", Error;

    /// A field that the page requires under a condition is absent, and the condition holds.
    ///
    /// Only conditions on another field of the same object that could be read for certain are checked.
    ConditionUnmet = "condition-unmet", Error;

    /// Fields of which the page allows at most one were given together.
    ExclusiveGroup = "exclusive-group", Error;

    /// A field that can only be read was sent.
    ReadOnlySent = "read-only-sent", Warning;

    /// `null` where the page states a type and does not say that `null` is a value of it.
    ///
    /// It has a rule of its own because services do this often and clients differ in what they make of it. Where the
    /// page is wrong, a fixup with `nullable = true` says so.
    UnexpectedNull = "unexpected-null", Warning;

    /// A value of another kind than the page states: an array where it says object, a string where it says integer.
    ///
    /// An integer that the contract itself carries as a string is no finding.
    WrongType = "wrong-type", Error;

    /// A number outside the documented range, or outside the width of its integer type.
    OutOfRange = "out-of-range", Error;

    /// A number that is no multiple of what the page states.
    NotMultiple = "not-multiple", Error;

    /// A text shorter or longer than the page allows.
    WrongLength = "wrong-length", Error;

    /// An array with fewer or more elements, or a map with fewer or more entries, than the page allows.
    WrongCount = "wrong-count", Error;

    /// Two elements of an array are equal, and the page says that they may not be.
    NotUnique = "not-unique", Error;

    /// A text that does not match the documented regular expression.
    PatternMismatch = "pattern-mismatch", Error;

    /// A text that is not in the documented form: a date-time, a UUID, base64 and so on.
    ///
    /// JSON Schema takes formats as annotations, so this is drift and no failure unless configured.
    WrongFormat = "wrong-format", Warning;

    /// A value that the page's list of values does not have.
    ///
    /// New values appear as services grow, and clients that keep unknown values live with them: this is drift and no
    /// failure. A list that the page itself calls incomplete is not checked.
    EnumDrift = "enum-drift", Warning;

    /// The body claims to be JSON, or should be, and is none.
    InvalidJson = "invalid-json", Error;

    /// The `Content-Type` is another one than the page documents.
    MediaType = "media-type", Error;

    /// The baseline lists a finding that no longer occurs.
    ///
    /// Remove the entry, or run with `--update-baseline`. A list of known findings that is never shortened hides the next
    /// one. Where the run is a part of a larger one, hold the baseline against the merged report.
    BaselineStale = "baseline-stale", Error;
}

impl Code {
    /// The code of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The first paragraph of the explanation, on one line.
    pub fn summary(self) -> String {
        let first = self.explanation().split("\n\n").next().unwrap_or_default();
        first.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether the values that were found belong to what is known of the finding: a list of values, kinds or statuses
    /// can grow, and a baseline that knows two of them must not hide a third.
    pub fn lists_actual(self) -> bool {
        matches!(
            self,
            Self::EnumDrift | Self::WrongType | Self::UndocumentedStatus | Self::MediaType | Self::ExclusiveGroup
        )
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| {
            serde::de::Error::custom(format!("`{name}` is no code: `refract conform --list` has them all"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_explained() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for &code in Code::ALL {
            assert_eq!(Code::from_name(code.name()), Some(code));
            assert!(code.explanation().trim().ends_with('.'), "{}", code.name());
        }
    }
}
