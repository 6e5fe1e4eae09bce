//! Every code that a finding can have, with what it means, why it is reported and what to do.
//!
//! `refract explain CODE` prints these texts. Codes are stable: baselines and scripts rely on them, and they are never
//! reused.

use refract_codegen::{ParseError, choice};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Severity;

refract_codegen::codes! {
    /// The kind of a finding.
    pub enum Code: Severity;

    /// Nothing was read: the recordings contain no exchange.
    ///
    /// A run over nothing must not look like a run without findings, so it fails. Check the paths, and whether the
    /// files are in a form that is read: HAR 1.2, VCR cassettes, NDJSON of exchanges, or JSON files with one exchange
    /// each.
    ///
    /// ```text
    /// $ refract conform --specs pages/ empty.har
    /// ```
    NothingRead = "nothing-read", Error;

    /// Exchanges were read, and none of them matches a documented operation.
    ///
    /// Most often the recordings lack a prefix that the pages have (try `--match suffix`), or have one that the pages
    /// lack (`base-path` of a `[[conform.routes]]` rule in `refract.toml`), or the contract is that of another service.
    /// `--suggest-routes FILE` tries both, and writes the rules that help.
    ///
    /// ```text
    /// recorded     GET https://gate.example/crates/v1/parcels/7
    /// documented   GET /v1/parcels/{id}
    /// ```
    NothingMatched = "nothing-matched", Error;

    /// A record could not be read. The records before and after it were read.
    ///
    /// What it contains was not validated, so the run says less than it seems to. A recording that was cut, merged or
    /// edited by hand is the usual cause. The finding gives the line where the record starts: record it again, or
    /// remove it.
    ///
    /// ```text
    /// {"request": {"method": "GET", "url": "/v1/parc
    /// ```
    BrokenRecord = "broken-record", Error;

    /// A record or body exceeds a limit: it is too long, nested too deeply, or grows without bound when it is
    /// decompressed.
    ///
    /// The limits keep memory bounded whatever the input is. If the record is legitimate, raise the limit that the
    /// message names under `[conform.limits]` in `refract.toml`.
    ///
    /// ```text
    /// [conform.limits]
    /// record = 268435456              # bytes
    /// ```
    LimitExceeded = "limit-exceeded", Error;

    /// A body could not be decoded: its base64, its content coding or its characters are broken.
    ///
    /// The rest of the exchange was validated, and the body was not. Recorders that decode bodies and keep the
    /// `Content-Encoding` header are recognised and are not reported. Record the exchange again, or remove it.
    ///
    /// ```text
    /// {"headers": {"Content-Encoding": "gzip"}, "body_base64": "bm90IGd6aXA"}
    /// ```
    UndecodableBody = "undecodable-body", Error;

    /// No page documents an operation with this method and path.
    ///
    /// Either the service has an operation that its pages lack, or the page was not among the contracts. A path that
    /// fits is not enough if the recording lacks the start of it, or if host or bodies are those of another service:
    /// then the finding names the nearest operations and why they do not match. A `[[conform.routes]]` rule with
    /// `service` or `base-path` says what a host is; one with `ignore = true` leaves other services out.
    ///
    /// ```text
    /// recorded     PATCH /v1/parcels/7
    /// documented   GET, PUT and DELETE /v1/parcels/{id}
    /// ```
    UndocumentedOperation = "undocumented-operation", Warning;

    /// Several operations match the exchange equally well, and nothing in it shows which was meant.
    ///
    /// The first of them by vendor, service and id was taken, so findings may be about the wrong one. Give the
    /// recording an `operation`, or narrow the choice with a `[[conform.routes]]` rule.
    ///
    /// ```text
    /// {"operation": "parcels/show_depot_b", "request": {"method": "GET", "url": "/v1/depots/north"}}
    /// ```
    AmbiguousOperation = "ambiguous-operation", Note;

    /// The exchange names its operation, and its method and path are not those of that operation.
    ///
    /// It was validated against the operation that it names. In an example on a page, the request shown is not the one
    /// that the page documents: there is a slip in the example, or in the method and path above it. Correct whichever
    /// is wrong.
    ///
    /// ```text
    /// {"operation": "parcels/show_parcel", "request": {"method": "DELETE", "url": "/v1/depots/north"}}
    /// ```
    OperationMismatch = "operation-mismatch", Warning;

    /// An operation or field is documented as deprecated, and it was used.
    ///
    /// Vendors remove what is deprecated some day. For a request, change the client; for a response, the service still
    /// sends the field, and nothing has to be done.
    ///
    /// ```text
    /// documented   | colour | String | Deprecated. Use `paint`. |
    /// recorded     {"colour": "red"}
    /// ```
    DeprecatedUsed = "deprecated-used", Note;

    /// The page lists statuses, and the one that was received is not among them.
    ///
    /// A client that handles only the documented statuses does not expect it. A page without any status is not
    /// reported, as it says nothing about them. Add the status to the page, or with a fixup.
    ///
    /// ```text
    /// documented   200, 404
    /// recorded     409
    /// ```
    UndocumentedStatus = "undocumented-status", Warning;

    /// A query parameter was sent that no row of the page names.
    ///
    /// Either the page lacks the parameter, or the client sends one that the service ignores. `--propose-fixups DIR`
    /// writes a fixup for the missing row; otherwise correct the client.
    ///
    /// ```text
    /// documented   limit, marker
    /// recorded     GET /v1/parcels?limit=5&page=2
    /// ```
    UndocumentedParameter = "undocumented-parameter", Warning;

    /// A header was seen that no row of the page names.
    ///
    /// Headers of HTTP itself, of proxies and of signatures are left out of this. If it belongs to the API, add it to
    /// the page or with a fixup; if not, add it to `ignore` under `[conform.headers]` in `refract.toml`.
    ///
    /// ```text
    /// X-Parcel-Zone: north
    /// ```
    UndocumentedHeader = "undocumented-header", Note;

    /// A field was seen that no row of the page names, in an object whose fields the page lists.
    ///
    /// Clients should ignore fields that they do not know, so this is drift and not a failure. `--propose-fixups DIR`
    /// writes a fixup for the missing row.
    ///
    /// ```text
    /// documented   id, state
    /// recorded     {"id": "p-7", "state": "SENT", "colour": "red"}
    /// ```
    UndocumentedField = "undocumented-field", Warning;

    /// A body was seen where the page documents none.
    ///
    /// Its fields are in no contract, so nothing in it was validated. Either the page lacks a table, or the body is
    /// empty by intent, such as `{}`. Add what is missing to the page.
    ///
    /// ```text
    /// documented   DELETE /v1/parcels/{id} answers 204 without a body
    /// recorded     {"deleted": true}
    /// ```
    UndocumentedBody = "undocumented-body", Warning;

    /// A parameter in the path or query that the page requires was not sent.
    ///
    /// If the service answered with success, the page is wrong, and a fixup with `required = false` corrects the
    /// contract. If not, correct the client.
    ///
    /// ```text
    /// documented   | zone | String | required |
    /// recorded     GET /v1/parcels
    /// ```
    MissingParameter = "missing-parameter", Error;

    /// A header that the page requires is absent.
    ///
    /// It is not reported where the recording has no headers at all, nor for headers that contain secrets, as recorders
    /// remove those. If the service accepted the request without it, a fixup with `required = false` corrects the
    /// contract.
    ///
    /// ```text
    /// documented   | X-Request-Key | String | required |
    /// recorded     Content-Type, Accept
    /// ```
    MissingHeader = "missing-header", Error;

    /// The page documents a body with required fields, and there is none.
    ///
    /// A client that reads those fields fails. Check that the recorder keeps bodies. If it does, the page is wrong
    /// about this operation or status: correct it with a fixup.
    ///
    /// ```text
    /// documented   201 with the parcel that was created
    /// recorded     201, and an empty body
    /// ```
    MissingBody = "missing-body", Error;

    /// A field that the page requires is absent.
    ///
    /// A client that relies on the page fails when it reads the answer, or sends a request that may be refused. If
    /// traffic shows that the field may be absent, a fixup with `required = false` corrects the contract; `--propose-
    /// fixups DIR` writes it.
    ///
    /// ```text
    /// documented   | state | String | required |
    /// recorded     {"id": "p-7"}
    /// ```
    MissingField = "missing-field", Error;

    /// A field that the page requires under a condition is absent, and the condition is met.
    ///
    /// Only conditions on another field of the same object that could be read with certainty are checked. If the
    /// service accepts this, correct the condition on the page, or the contract with a fixup.
    ///
    /// ```text
    /// documented   | street | String | Required if `kind` is `box`. |
    /// recorded     {"kind": "box"}
    /// ```
    ConditionUnmet = "condition-unmet", Error;

    /// Fields of which the page allows at most one were given together.
    ///
    /// The service may refuse this, or ignore one of them without a word. Send only one of the fields; if the service
    /// does take both, correct the contract with a fixup.
    ///
    /// ```text
    /// documented   Specify either `street` or `locker`.
    /// recorded     {"street": "Mill Lane 3", "locker": "12"}
    /// ```
    ExclusiveGroup = "exclusive-group", Error;

    /// A field that can only be read was sent in a request.
    ///
    /// Services ignore such fields or refuse the request. Remove it from the client's requests; if the service does
    /// change it, the page is wrong.
    ///
    /// ```text
    /// documented   | sent_at | String | Read-only. |
    /// recorded     POST /v1/parcels {"sent_at": "2024-05-20T09:30:00Z"}
    /// ```
    ReadOnlySent = "read-only-sent", Warning;

    /// A value is `null`, and the page states a type and does not say that the value may be `null`.
    ///
    /// It has a code of its own because services do this often. In a field that may be left out it is a warning, since
    /// clients can read it as if the field were left out, as generated Rust does. In place of a value that must be there (a required
    /// field, an element of a list, a value of a map) it is an error, and Rust refuses it. If the service does send `null` there, a
    /// fixup with `nullable = true` corrects the contract. `--strict-null`, or `strict-null = true` below `[generate]`, makes
    /// both errors, in Rust, too.
    ///
    /// ```text
    /// documented   | label | String |
    /// recorded     {"label": null}
    /// ```
    UnexpectedNull = "unexpected-null", Warning;

    /// A value has another type than the page states, such as an array in place of an object, or a string in place of
    /// an integer.
    ///
    /// A typed client can't read it. An integer that the contract itself carries as a string is not reported. If the
    /// service means it so, a fixup with `type` corrects the contract.
    ///
    /// ```text
    /// documented   | weight | Integer |
    /// recorded     {"weight": "250"}
    /// ```
    WrongType = "wrong-type", Error;

    /// A number is outside the documented range, or does not fit its integer type.
    ///
    /// A client that checks the range refuses it, and a narrow integer overflows. If the page's range is out of date,
    /// correct it with a fixup (`minimum`, `maximum`).
    ///
    /// ```text
    /// documented   | weight | Integer | 1 to 1000 |
    /// recorded     {"weight": 4000}
    /// ```
    OutOfRange = "out-of-range", Error;

    /// A number is not a multiple of what the page states.
    ///
    /// The service may round or refuse such a value. Correct the client; if the service does use other steps, correct
    /// the contract with a fixup (`multiple-of`).
    ///
    /// ```text
    /// documented   | length | Integer | Must be a multiple of 10. |
    /// recorded     {"length": 125}
    /// ```
    NotMultiple = "not-multiple", Error;

    /// A text is shorter or longer than the page allows.
    ///
    /// Clients that store it with the documented length lose a part of it. If the page's length is out of date, correct
    /// it with a fixup (`min-length`, `max-length`).
    ///
    /// ```text
    /// documented   | label | String | 1 to 8 characters |
    /// recorded     {"label": "encyclopaedia"}
    /// ```
    WrongLength = "wrong-length", Error;

    /// An array has fewer or more elements, or a map fewer or more entries, than the page allows.
    ///
    /// The service may refuse or cut such a list. Correct the client; if the page's limit is out of date, correct it
    /// with a fixup (`min-items`, `max-items`).
    ///
    /// ```text
    /// documented   | tags | Array of strings | At most 3 tags. |
    /// recorded     {"tags": ["a", "b", "c", "d"]}
    /// ```
    WrongCount = "wrong-count", Error;

    /// Two elements of an array are equal, and the page says that they may not be.
    ///
    /// A client that makes a set of the array loses an element. Correct the client; if duplicates are allowed, drop the
    /// constraint with a fixup (`drop`).
    ///
    /// ```text
    /// documented   | tags | Array of strings | The tags must be unique. |
    /// recorded     {"tags": ["fragile", "fragile"]}
    /// ```
    NotUnique = "not-unique", Error;

    /// A text does not match the documented regular expression.
    ///
    /// A client that checks the expression refuses it. Many such expressions have slips on the page: compare a few
    /// values, and correct the expression with a fixup (`pattern`).
    ///
    /// ```text
    /// documented   | id | String | ^p-[0-9a-f]+$ |
    /// recorded     {"id": "P7"}
    /// ```
    PatternMismatch = "pattern-mismatch", Error;

    /// A text is not in the documented format, such as a date-time, a UUID or base64.
    ///
    /// In JSON Schema a format is an annotation, so this is drift and not a failure unless you configure it
    /// (`--severity wrong-format=error`). If the page names the wrong format, correct it with a fixup.
    ///
    /// ```text
    /// documented   | sent_at | String | RFC 3339 |
    /// recorded     {"sent_at": "20.05.2024 09:30"}
    /// ```
    WrongFormat = "wrong-format", Warning;

    /// A value is not in the page's list of values.
    ///
    /// New values appear as services grow, and clients that keep unknown values can handle them, so this is drift and
    /// not a failure. A list that the page itself calls incomplete is not checked. `--propose-fixups DIR` writes a
    /// fixup with the new value (`add-values`).
    ///
    /// ```text
    /// documented   | state | String | SENT or LOST |
    /// recorded     {"state": "HELD"}
    /// ```
    EnumDrift = "enum-drift", Warning;

    /// A body claims to be JSON, or should be, and is not valid JSON.
    ///
    /// No client can read it. Often a proxy answered with an error page in place of the service, or the recorder cut
    /// the body. Check the recording first; otherwise report it to the service.
    ///
    /// ```text
    /// Content-Type: application/json
    ///
    /// <html>502 Bad Gateway</html>
    /// ```
    InvalidJson = "invalid-json", Error;

    /// The `Content-Type` is another one than the page documents.
    ///
    /// The body was not validated, as it is in another form. If a proxy answered in place of the service, remove the
    /// exchange; otherwise correct the contract with a fixup.
    ///
    /// ```text
    /// documented   application/json
    /// recorded     Content-Type: text/html
    /// ```
    MediaType = "media-type", Error;

    /// The baseline lists a finding that no longer occurs.
    ///
    /// A baseline that is never shortened would hide the next finding at the same place, so this fails. Remove the
    /// entry, or run with `--update-baseline`. If this run is a part of a larger one, make it with `--part` and apply
    /// the baseline to the merged report.
    ///
    /// ```text
    /// [[known]]
    /// code = "missing-field"
    /// place = { vendor = "acme", service = "parcels", scope = "schema Parcel (response)", path = "state" }
    /// ```
    BaselineStale = "baseline-stale", Error;
}

impl Code {
    /// The code with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The code with this name.
    ///
    /// # Errors
    /// What to do where there is none.
    pub fn named(name: &str) -> Result<Self, ParseError> {
        Self::from_name(name).ok_or_else(|| {
            let near = choice::nearest(name, Self::ALL.iter().map(|code| code.name()));
            let near = near.map(|name| format!("did you mean `{name}`? ")).unwrap_or_default();
            ParseError::new(format!("there is no code `{name}`: {near}`refract explain` lists all codes"))
        })
    }

    /// The first paragraph of the explanation, on one line.
    pub fn summary(self) -> String {
        let first = self.explanation().split("\n\n").next().unwrap_or_default();
        first.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether the actual values are part of a known finding's identity: a list of values, kinds or statuses can grow,
    /// and a baseline that lists two of them must not hide a third.
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
        Self::named(&name).map_err(serde::de::Error::custom)
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
            assert!(code.summary().ends_with('.'), "{}", code.name());
        }
    }
}
