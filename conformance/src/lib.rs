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
//! What leaves a check has been through [`redact`].
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
