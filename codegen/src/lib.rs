//! Reads cloud vendors' API reference pages and makes contracts from them: Rust types, JSON Schemas, `OpenAPI`
//! documents.
//!
//! What is public:
//!
//! * [`Builder`] makes Rust types from pages in a `build.rs`.
//! * [`discover`] finds pages, and [`pipeline`] makes contracts from them, with the words and conventions of a
//!   [`vocabulary::Library`] and the settings of a [`config`].
//! * [`ir`] defines contracts. [`diff`] compares two of them, and [`fixup`] corrects one.
//! * [`emit`] makes artefacts from contracts, [`overlay`] adds to documents, and [`write`](mod@write) writes files.
//! * [`diagnostic`] defines findings about pages.
//!
//! The modules of the single passes (parse, shape, divide, read, understand, resolve, check) and the modules that they
//! share are hidden: tests and `refract-conformance` use them, and they may change in any release. `ARCHITECTURE.md`
//! describes them.
//!
//! Enums and errors that will get further variants are `#[non_exhaustive]`. Those of the [`ir`] are not: a reader of
//! contracts has to decide what a new kind of value means, and a new kind is a new version of this crate. Options are
//! made from their defaults (`Options { strict: true, ..Options::default() }`), since they will get further fields.
//!
//! # From pages to artefacts
//!
//! Nothing here writes a file or prints: contracts, findings and artefacts are values.
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
//!
//! # Rust in a build script
//!
//! ```
//! let out = tempfile::tempdir()?;
//! refract_codegen::Builder::new()
//!     .page("../specs/jdcloud")
//!     .derive("CreateVersionRequest", "Hash")
//!     .out_dir(out.path()) // a build script leaves it out: it writes to `OUT_DIR`
//!     .build()?;
//! let rust = std::fs::read_to_string(out.path().join("refract.rs"))?;
//! assert!(rust.contains("pub struct CreateVersionRequest"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is unclear on pages
//!
//! A run reports what it could not read, and counts what became of each table row.
//!
//! ```
//! use refract_codegen::{diagnostic::Severity, discover, pipeline, vocabulary::Library};
//!
//! let pages = discover::files(&["../specs".into()], "..".as_ref()).expect("the pages are there");
//! let outcome = pipeline::run(&pages, &Library::embedded(), &|_| Default::default(), &|| {});
//! assert_eq!(outcome.count(Severity::Error), 0);
//! for finding in &outcome.diagnostics {
//!     println!("{}:{}: {}: {}", finding.origin.page, finding.origin.line, finding.code.name(), finding.message);
//! }
//! ```
//!
//! # What changed between two editions
//!
//! ```
//! use refract_codegen::{diff, discover, pipeline, vocabulary::Library};
//!
//! let pages = discover::files(&["../specs/jdcloud".into()], "..".as_ref()).expect("the pages are there");
//! let old = pipeline::run(&pages, &Library::embedded(), &|_| Default::default(), &|| {}).apis;
//! let mut new = old.clone();
//! new[0].operations.retain(|operation| operation.id.as_str() != "get_version");
//!
//! let differences = diff::compare(&old, &new);
//! assert_eq!(differences.breaks(), 1);
//! assert_eq!(differences.differences[0].operations, ["get_version"]);
//! ```
//!
//! # A fixups file
//!
//! ```
//! use refract_codegen::fixup::FixupFile;
//!
//! let text = r#"
//!     [[fixup]]
//!     operation = "create_version"
//!     field = "description"
//!     maximum-length = 200
//!     why = "The service refuses longer ones."
//! "#;
//! // A key that does not exist is refused, with the place where it stands.
//! assert!(toml::from_str::<FixupFile>(text).is_err());
//! let file: FixupFile = toml::from_str(&text.replace("maximum-length", "max-length"))?;
//! assert_eq!(file.fixups[0].field.as_deref(), Some("description"));
//! # Ok::<(), toml::de::Error>(())
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
mod kept;
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

/// The examples of the book's page about build scripts, as tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/build-rs.md")]
struct BuildScripts;
