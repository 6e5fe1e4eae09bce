//! Rust: types, their checks and operations, one module per service, formatted by prettyplease.
//!
//! 1. [`plan`] decides which structures become types, and what those are called.
//! 2. [`types`] makes items of schemas: structs, open lists of values, exclusive groups, with `Box` where a structure
//!    holds itself; [`construct`] how they are made; [`checks`] what `validate()` demands; [`docs`] what the page says.
//! 3. [`operations`] makes of each operation a structure that builds the request, and an enum of responses that reads them.
//! 4. [`layout`] puts the items into files: one crate's sources, a crate a vendor, or one file to include.
//!
//! [`times`] knows which texts are dates and durations. [`names`] turns names of all kinds into identifiers. Generated code needs `serde` and `serde_json`, `regex-lite` where
//! a page states a pattern, and its own `support` module. It never needs a macro crate, an HTTP client or a runtime.

mod checks;
mod construct;
mod docs;
mod equal;
mod layout;
#[doc(hidden)]
pub mod names;
mod operations;
#[doc(hidden)]
pub mod options;
mod plan;
mod times;
mod types;

use super::Artefacts;
use crate::ir::Api;

pub use options::{Gate, Layout, Modules, Options};

/// The files of all services, below the folder for Rust.
pub fn files(apis: &[Api], options: &Options) -> Artefacts {
    layout::files(apis, options)
}
