//! Reads cloud vendors' API reference pages and makes contracts of them: Rust types, JSON Schemas, `OpenAPI` documents.
//!
//! The passes, in order:
//!
//! 1. [`discover`]: files become [`source::Source`]s, with vendor, service and language.
//! 2. [`parse`]: a page becomes a [`document::Document`], one tree for Markdown, HTML tables and reStructuredText.
//! 3. [`shape`]: what only looks different in the tree becomes the same.
//! 4. [`divide`]: a page with several operations becomes a unit for each of them.
//! 5. [`read`]: a unit's tree becomes raw records, still in the page's words.
//! 6. [`understand`]: raw records become the [IR](ir), with links to other units and pages still open.
//! 7. [`resolve`]: the pages of a vendor become the contracts of its services.
//! 8. [`fixup`]: corrections as data change the contracts.
//! 9. [`check`]: the pages' examples are held against their tables.
//! 10. [`emit`]: contracts become artefacts.
//! 11. [`write`](mod@write): artefacts become files.
//!
//! [`pipeline`] runs them, and [`Builder`] does from a `build.rs`; [`vocabulary`] holds the words and conventions that pages are read by, as data.
//!
//! # Pages become artefacts
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
//! A run says what it could not read, and counts what became of each table row.
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
pub mod check;
pub mod choice;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod codes;
pub mod config;
pub mod diagnostic;
pub mod diff;
pub mod discover;
pub mod divide;
pub mod document;
pub mod emit;
pub mod explain;
pub mod fixup;
pub mod identity;
pub mod includes;
pub mod ir;
pub mod limits;
mod naming;
#[cfg(feature = "overlay")]
pub mod overlay;
pub mod parse;
pub mod pipeline;
#[cfg(feature = "propose")]
pub mod propose;
pub mod read;
pub mod request_line;
pub mod resolve;
pub mod segment;
pub mod shape;
pub mod source;
pub mod steps;
pub mod text;
pub mod understand;
pub mod vocabulary;
pub mod write;
mod yaml;

pub use builder::{BuildError, Builder};

/// The examples of the book's page about build scripts, as tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/build-rs.md")]
struct BuildScripts;
