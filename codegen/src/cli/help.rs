//! The help of each command apart from its arguments: examples and exit codes.

pub(super) const LONG: &str = "\
Reads cloud vendors' API reference pages (Markdown with pipe, YFM or HTML tables, reStructuredText; English, Chinese, \
Russian) and writes Rust types, JSON Schemas and OpenAPI documents. Offline and deterministic: the same pages give the \
same bytes.";

pub(super) const AFTER: &str = "\
Examples:
  refract generate                          write generated/ from specs/, as refract.toml says
  refract generate --check                  fail if generated/ is not what specs/ give
  refract export --emit openapi --out out pages/
                                            OpenAPI documents of any pages, one per service
  refract check pages/                      what is unclear or contradictory, and what each table row became
  refract explain table-unplaced            what a finding's code means
  refract diff HEAD~1 specs/                what changed since, and which clients it breaks
{more}
Exit codes: 0 clean, 1 findings, 2 the tool could not do its job.";

pub(super) const GENERATE: &str = "\
Examples:
  refract generate                          write what refract.toml asks for; a second run writes nothing
  refract generate --check                  write nothing, and exit with 1 if a file is changed, missing or stale
  refract generate --emit openapi           only some kinds: the files of the others are removed";

pub(super) const EXPORT: &str = "\
Examples:
  refract export --emit openapi --out out pages/
                                            out/openapi/<vendor>/<service>.json
  refract export --emit rust,ir --out out a.md b.rst
                                            several kinds, each in a folder of its own
  refract export --emit rust --strict-null --out out pages/
                                            types that refuse null where no page allows it
  refract export --emit json-schema --out out --vendor otc --service compute pages/
                                            of pages that do not name their vendor
  refract export --emit openapi --out out --overlay ours.yaml pages/
                                            with what no page states: titles, servers, extensions
  refract export --emit openapi --openapi 3.0.3 --format yaml --out out pages/
                                            for tools that only read 3.0, in YAML
  refract export --emit json-schema --strict --schema-base https://example.com/schemas --out out pages/
                                            schemas that refuse unknown fields, with identifiers of your own
  refract export --emit openapi --origins compact --out out pages/
                                            a third smaller: the pages stand in one table

Exit codes: 0 written; 1 written without the pages that have errors, or no page has an operation and nothing was
written; 2 nothing could be written.";

pub(super) const CHECK: &str = "\
Examples:
  refract check pages/                      one line per finding, and the ledger of table rows
  refract check --format human pages/       with the page's line quoted
  refract check --format sarif pages/ > findings.sarif
                                            for a code host; `junit` and `github` for pipelines, `json` for scripts
  refract check --baseline findings.toml --update-baseline pages/
                                            write what is found to a file; with it, only new findings fail

Exit codes: 0 no errors and no warnings but known ones; 1 some, an entry of the baseline that no longer occurs, or no
page has an operation; 2 a path can't be read.";

pub(super) const INIT: &str = "\
Examples:
  refract init                              refract.toml, and specs/ for pages of vendors that Refract knows
  refract init ../acme-docs                 reads the pages and drafts vocabulary/acme-docs.toml, each key with the
                                            evidence for it; ends with what is read with the draft
  refract init --update ../acme-docs        adds what the file lacks, and changes nothing else

Exit codes: 0 written; 2 nothing was written.";

pub(super) const COMPLETIONS: &str = "\
Examples:
  refract completions bash > ~/.local/share/bash-completion/completions/refract
  refract completions zsh > ~/.zfunc/_refract
  refract completions fish > ~/.config/fish/completions/refract.fish";

pub(super) const MAN: &str = "\
Examples:
  refract man --out ~/.local/share/man/man1
                                            then `man refract`, and `man refract-check` for a command

Exit codes: 0 written; 2 nothing was written.";

pub(super) const EXPLAIN: &str = "\
Examples:
  refract explain table-unplaced            what a finding's code means
  refract explain specs/otc/create.rst      the contract of a page, as a tree to read beside it
  refract explain specs/otc/create.rst:68   the row on a line: its cells, the phrases that matched, the result
  refract explain create_version name       the row of a field, in request and responses";

pub(super) const DIFF: &str = "\
A change breaks a client that sends if a value that was accepted no longer is; it breaks a client that reads if it can \
receive a value that it could not before. Each breaking change comes with such a value.

OLD and NEW are each one of
  pages               a folder or a file; pages with errors are not compared
  an IR export        a folder or a file
  OpenAPI 3.0 or 3.1  a folder or a file, in JSON or YAML, in one file or many; documents of other tools, too; what
                      cannot be compared is reported on standard error
  JSON Schemas        a folder or a file, in JSON or YAML, in one file or many, strict or not, as `refract export` writes
                      them: they contain bodies only, so only bodies are compared, whatever the other side is
  a git revision      REVISION, for the folder of pages that refract.toml names, or REVISION:PATH for any of the above
An export of several kinds is compared by its IR, else by its OpenAPI documents. Rust exports cannot be compared, nor \
can JSON Schemas of other tools, which name no operation.

Examples:
  refract diff pages-2023/ pages-2024/      two folders of pages
  refract diff HEAD~1 specs/                the project's pages as they were, and as they are
  refract diff v1.2:specs v1.3:specs        two revisions of a folder
  refract diff --format markdown old/openapi new/openapi
                                            two exports, as tables for a change log
  refract diff --format json old/json-schema new/json-schema
                                            the bodies of two exports of JSON Schemas
  refract diff --baseline accepted.toml HEAD~1 specs/
                                            only what is not in the file of accepted changes, which
                                            `--update-baseline` writes
  refract diff --allow-new-values HEAD~1 specs/
                                            no break where a list in a response has a new value

Exit codes: 0 nothing breaks; 1 something does, or an accepted change is gone; 2 the editions cannot be compared.";
