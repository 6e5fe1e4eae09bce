//! Holds recorded exchanges against the contracts that Refract read from API reference pages.
//!
//! The steps, each in a module:
//!
//! 1. [`input`]: files become records, unpacked and cut, one at a time.
//! 2. [`exchange`]: a record of any form becomes an [`Exchange`].
//! 3. [`contract`]: pages or IRs become a [`Contract`].
//! 4. [`route`]: method and URL lead to an operation.
//! 5. [`check`]: the exchange is held against the operation, which gives [`Finding`]s.
//! 6. [`mod@run`]: findings and evidence add up, on any number of threads, whatever the order.
//! 7. [`report`]: what a run leaves behind, which merges with others and is shown in any format.
//!
//! What leaves a check has been through [`redact`]: no secret of the traffic is in a finding or a report.
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
//! A crate that wants a snapshot test for each of its recordings needs no code but `suite!`: see `suite`.

pub mod baseline;
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod config;
pub mod contract;
pub mod evidence;
pub mod examples;
pub mod exchange;
pub mod finding;
pub mod fixups;
pub mod input;
pub mod json;
mod names;
pub mod options;
pub mod redact;
pub mod report;
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
pub use input::{Form, Limits};
pub use options::{Options, Samples};
pub use report::Report;
pub use run::{Counts, Plan, Tally, run};
