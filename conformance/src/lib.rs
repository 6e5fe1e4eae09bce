//! Validates recorded exchanges against the contracts that Refract read from API reference pages.
//!
//! What is public:
//!
//! * [`contract::load`] makes a [`Contract`] from pages, IRs or `OpenAPI` documents.
//! * [`Exchange::read`] reads a recorded exchange, and a [`Checker`] gives its [`Finding`]s.
//! * [`run()`] checks all exchanges of files, by the [`Options`] that a [`config`] or a program sets.
//! * A [`Report`] is the result of a run. It merges with others, is compared with a [`Baseline`], and [`report::render`]
//!   shows it in any format.
//! * [`suite!`] makes a snapshot test of each recording.
//!
//! Texts of an exchange that a check returns have passed the redaction of secrets. The modules of the single steps
//! (splitting files into records, routing, redaction, evidence) are hidden, and may change in any release;
//! `ARCHITECTURE.md` describes them. Enums and errors that will get further variants are `#[non_exhaustive]`; options
//! are made from their defaults, since they will get further fields.
//!
//! # One exchange
//!
//! ```
//! use refract_conformance::contract::load;
//! use refract_conformance::{Checker, Code, Exchange, Form, Options};
//!
//! let specs = ["../specs/jdcloud".into()];
//! let loaded = load::pages(&specs, "..".as_ref(), &Default::default(), "..".as_ref()).expect("pages");
//! let options = Options::default();
//! let checker = Checker::new(&loaded.contract, &options);
//!
//! let recorded = br#"{
//!     "request": { "method": "GET", "path": "/v1/regions/cn-north-1/functions/resize/versions/3" },
//!     "response": { "status": 200, "body": { "requestId": 7 } }
//! }"#;
//! let exchange = Exchange::read(recorded, Form::Exchange).expect("it is an exchange");
//! let checked = checker.check(&exchange);
//! assert_eq!(checked.operation.expect("it is documented").id, "get_version");
//! assert_eq!(checked.findings[0].code, Code::WrongType);
//! assert_eq!(checked.findings[0].pointer.as_str(), "/response/body/requestId");
//! ```
//!
//! # Recordings, and a report
//!
//! ```
//! use refract_conformance::contract::load;
//! use refract_conformance::report::render::{Format, View, render};
//! use refract_conformance::{Options, Plan, Report, Severity, run};
//!
//! let specs = ["../specs/jdcloud".into()];
//! let loaded = load::pages(&specs, "..".as_ref(), &Default::default(), "..".as_ref())?;
//! let options = Options::default();
//! let recordings = ["examples/downstream/recordings".into()];
//! let tally = run(&loaded.contract, &options, &recordings, Plan::default())?;
//!
//! let mut report = Report::new(&loaded.contract, &tally);
//! report.settle(&options); // the report is that of a whole run, and not of a part
//! assert!(report.fails(Severity::Error)); // one of them has a number where the page has a string
//! let mut text = Vec::new();
//! render(&report, Format::Human, &mut View::default(), &mut text)?;
//! assert!(String::from_utf8(text)?.contains("2 exchanges read, 2 matched: 1 conform"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # An `OpenAPI` document in place of pages
//!
//! ```
//! use refract_conformance::contract::load::{Sources, load};
//!
//! let documents = ["../generated/openapi/jdcloud/function.json".into()];
//! let config = Default::default();
//! let here = "..".as_ref();
//! let loaded = load(Sources { specs: &[], ir: &[], openapi: &documents, strip: here, config: &config, folder: here })?;
//! assert_eq!(loaded.contract.apis()[0].service, "function");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A crate that wants a snapshot test for each of its recordings only needs `suite!`: see `suite`.

pub mod baseline;
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod config;
pub mod contract;
#[doc(hidden)]
pub mod evidence;
#[doc(hidden)]
pub mod examples;
pub mod exchange;
pub mod finding;
#[doc(hidden)]
pub mod fixups;
pub mod input;
#[doc(hidden)]
pub mod json;
mod names;
pub mod options;
#[doc(hidden)]
pub mod redact;
pub mod report;
#[doc(hidden)]
pub mod route;
pub mod run;
#[cfg(test)]
mod schemas;
#[cfg(feature = "suite")]
pub mod suite;

pub use baseline::Baseline;
pub use check::{Checked, Checker, Verdict};
pub use contract::Contract;
pub use exchange::Exchange;
pub use finding::{Code, Finding, Place, Safe, Severity};
pub use input::open::OpenError;
pub use input::sniff::FileForm;
pub use input::{Form, Limits};
pub use options::{Options, Samples};
pub use redact::Redactor;
pub use refract_codegen::ParseError;
pub use report::Report;
pub use route::{Match, Rule};
pub use run::{Counts, Plan, Tally, run};
