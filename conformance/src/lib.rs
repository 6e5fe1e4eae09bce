//! Holds recorded exchanges against the contracts that Refract read from API reference pages.
//!
//! What is public:
//!
//! * [`contract::load`] makes a [`Contract`] of pages, IRs or `OpenAPI` documents.
//! * [`Exchange::read`] reads a recorded exchange, and a [`Checker`] gives its [`Finding`]s.
//! * [`run()`] checks all exchanges of files, by the [`Options`] that a [`config`] or a program sets.
//! * A [`Report`] is what a run leaves behind. It merges with others, is compared with a [`Baseline`], and [`report::render`]
//!   shows it in any format.
//! * [`suite!`] makes a snapshot test of each recording.
//!
//! Texts of an exchange that come out of a check have been through the redaction of secrets. The modules of the single steps
//! (cutting files into records, routing, redaction, evidence) are hidden, and may change in any release; `ARCHITECTURE.md`
//! tells about them. Enums and errors that will get further variants are `#[non_exhaustive]`; options are made from their
//! defaults, since they get further fields.
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
