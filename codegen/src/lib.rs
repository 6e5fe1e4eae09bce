//! Reads cloud vendors' API reference pages and makes contracts of them: Rust types, JSON Schemas, `OpenAPI` documents.
//!
//! What is public:
//!
//! * [`Builder`] makes Rust types of pages in a `build.rs`.
//! * [`discover`] finds pages, and [`pipeline`] makes contracts of them, with the words and conventions of a
//!   [`vocabulary::Library`] and what a [`config`] says.
//! * [`ir`] is what a contract is. [`diff`] compares two of them, and [`fixup`] corrects one.
//! * [`emit`] makes artefacts of contracts, [`overlay`] adds to documents, and [`write`](mod@write) writes files.
//! * [`diagnostic`] is what there is to say about pages.
//!
//! The modules of the single passes (parse, shape, divide, read, understand, resolve, check) and of what they share are
//! hidden: tests and `refract-conformance` use them, and they may change in any release. `ARCHITECTURE.md` tells about them.
//!
//! Enums and errors that will get further variants are `#[non_exhaustive]`. Those of the [`ir`] are not: who reads a
//! contract has to decide what a new kind of value means, and a new kind is a new version of this crate. Options are made from
//! their defaults (`Options { strict: true, ..Options::default() }`), since they get further fields.
//!
//! ```
//! use refract_codegen::emit::{Emit, Options, emit};
//! use refract_codegen::{discover, pipeline, vocabulary::Library};
//!
//! let pages = discover::files(&["../specs/jdcloud".into()], "..".as_ref()).expect("the pages are there");
//! let outcome = pipeline::run(&pages, &Library::embedded(), &|_| Default::default(), &|| {});
//! let operation = outcome.apis[0].operation("create_version").expect("the page documents it");
//! assert_eq!(operation.path, "/v1/regions/{regionId}/functions/{functionName}/versions");
//!
//! let documents = emit(&outcome.apis, Emit::OpenApi, &Options::default());
//! assert!(documents.contains_key("jdcloud/function.json"));
//! ```

pub mod builder;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod choice;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod codes;
pub mod config;
pub mod diagnostic;
pub mod diff;
pub mod discover;
#[doc(hidden)]
pub mod divide;
#[doc(hidden)]
pub mod document;
pub mod emit;
#[doc(hidden)]
pub mod explain;
pub mod fixup;
#[doc(hidden)]
pub mod identity;
#[doc(hidden)]
pub mod includes;
pub mod ir;
#[doc(hidden)]
pub mod limits;
mod naming;
#[cfg(feature = "overlay")]
pub mod overlay;
#[doc(hidden)]
pub mod parse;
pub mod pipeline;
#[cfg(feature = "propose")]
#[doc(hidden)]
pub mod propose;
#[doc(hidden)]
pub mod read;
#[doc(hidden)]
pub mod request_line;
#[doc(hidden)]
pub mod resolve;
#[doc(hidden)]
pub mod segment;
#[doc(hidden)]
pub mod shape;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod steps;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod understand;
pub mod vocabulary;
pub mod write;
mod yaml;

pub use builder::{BuildError, Builder};
pub use choice::ParseError;
pub use source::Origin;
