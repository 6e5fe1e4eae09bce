//! The help of `refract conform` and its commands apart from their arguments: examples and exit codes.

pub(super) const ABOUT: &str =
    "Validate recorded exchanges against the contracts, and report where service and page differ";

/// Lines of `refract --help`.
pub(super) const EXAMPLES: &str =
    "  refract conform recordings/               validate recorded exchanges against the contracts";

pub(super) const LONG: &str = "\
Validates recorded exchanges against the contracts, and reports where the service violates its documentation, or where the \
documentation is wrong. Reads HAR 1.2, VCR cassettes (vcrpy, ruby-vcr, go-vcr), Postman collections, NDJSON of exchanges, \
single exchanges in JSON, and JSON logs of nginx, Kong, Envoy, OpenTelemetry or a form of your own (`[[conform.logs]]`), \
compressed with gzip or zstd or not. Offline and deterministic; secrets never reach a report.";

pub(super) const AFTER: &str = "\
Examples:
  refract conform recordings/               with the contract that refract.toml names
  refract conform --specs pages/ --match suffix traffic.har cassettes/
                                            any pages; recordings whose paths lack the documented start
  refract conform --ir api.json - < traffic.ndjson
                                            an exported IR, and a stream
  refract conform --openapi api.yaml traffic.har
                                            an OpenAPI document in place of pages
  refract conform compile --output api.contract pages/
  refract conform --contract api.contract traffic.har
                                            a contract that is compiled once, and opens in milliseconds
  refract conform --suggest-routes routes.toml traffic.har
                                            rules for hosts and paths, where few exchanges match an operation
  refract conform --examples specs/         the pages' own examples against their tables
  refract conform --update-baseline recordings/
                                            write what is found to the baseline: from now on, only new findings fail
  refract conform --require-coverage operations=80,fields=50 recordings/
                                            fail if less of the contract was exercised
  refract conform --output report.html --output report.json recordings/
                                            a page to browse, and a report to merge or compare
  refract conform --format github recordings/
                                            annotations in a pipeline; `junit` and `sarif` for others
  refract conform diff old.json new.json    which findings are new, gone or more frequent
  refract conform merge --ir ir/ parts/     the reports of parts become one report
  refract explain wrong-type                what a finding's code means, and what to do
  refract schema report                     the JSON Schema of a report

Exit codes: 0 clean; 1 findings from --fail-on on, or less coverage than --require-coverage; 2 the tool could not do
its job.";

pub(super) const COMPILE: &str = "\
A run from pages reads them all before the first exchange; one from a compiled contract starts at once, and decodes an operation when \
an exchange needs it. Its report is the same to the byte, and its parts merge with those from the pages. The file is for \
the version of Refract that wrote it: another refuses it, and so is one that is damaged.

Examples:
  refract conform compile --output api.contract pages/
  refract conform compile --ir ir/ --output api.contract
  refract conform compile --output api.contract           what refract.toml names
  refract conform --contract api.contract recordings/

Exit codes: 0 written, 2 there is no contract that could be.";

pub(super) const MERGE: &str = "\
The baseline is applied to the merged report, not to each part: make the parts with `--part`. Their order does not matter. \
A merged report can be merged again, with `--part`. A part that is given twice is an error. Parts leave out operations and \
rows that none of their exchanges had: these come from the contract that made them, given as for `refract conform`: --ir, or \
--contract.

Examples:
  refract conform --ir ir/ --part --output parts/a.json recordings/a/
  refract conform --ir ir/ --part --output parts/b.json.gz recordings/b/
  refract conform merge --ir ir/ --output report.html --baseline known.toml parts/
  refract conform merge --ir ir/ --expect 200 --output whole.json parts/

Exit codes: 0 clean, 1 findings, 2 the reports can't be merged.";

pub(super) const DIFF: &str = "\
The same finding is one with the same code at the same place in the contract; of a finding that lists values, a new value is \
new, too. How often a finding occurs is counted per matched exchange, so runs of different length can be compared. Findings \
that the baseline of a report lists are shown and do not fail.

Examples:
  refract conform --output json=new.json recordings/
  refract conform diff old.json new.json
  refract conform diff --fail-on warning --format json old.json new.json

Exit codes: 0 no new finding from --fail-on on, 1 some, 2 the reports can't be compared.";
