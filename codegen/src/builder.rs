//! Generates Rust in a `build.rs`: reads pages and writes to `OUT_DIR`.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), refract_codegen::BuildError> {
//!     refract_codegen::Builder::new().page("pages/").build()
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! pub mod api {
//!     include!(concat!(env!("OUT_DIR"), "/refract.rs"));
//! }
//! ```
//!
//! Fixups next to the pages (`fixups.toml`) apply. The builder reports to Cargo which files it read, and writes nothing
//! if a page has an error.

mod error;

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use crate::diagnostic::{Diagnostic, Severity};
use crate::discover::{self, Overrides};
use crate::emit::rust::options::ForPath;
use crate::emit::rust::{self, Gate, Layout, Modules};
use crate::emit::{self, Artefacts, Emit};
use crate::pipeline;
use crate::vocabulary::Library;
use crate::write;

pub use error::BuildError;

/// The file that is written.
const FILE: &str = "refract.rs";

/// Builds Rust from pages.
///
/// Items are named by paths, `vendor.service.Type` or `vendor.service.Type.field`, where the field has its name in the
/// API. A path matches items whose path ends with it (`Type.field`), `.` matches everything, and a path that begins
/// with a dot matches items whose path begins with it (`.jdcloud.function`). A path that matches nothing is an error.
#[derive(Clone, Debug)]
pub struct Builder {
    pages: Vec<PathBuf>,
    languages: Vec<PathBuf>,
    vendors: Vec<PathBuf>,
    known: Overrides,
    out: Option<PathBuf>,
    http: bool,
    jiff: bool,
    strict_null: bool,
    modules: Modules,
    separate_files: bool,
    derives: Vec<(String, String)>,
    type_attributes: Vec<(String, String)>,
    field_attributes: Vec<(String, String)>,
    renames: Vec<(String, String)>,
    replacements: Vec<(String, String)>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// A builder without pages.
    pub fn new() -> Self {
        Self {
            pages: Vec::new(),
            languages: Vec::new(),
            vendors: Vec::new(),
            known: Overrides::default(),
            out: None,
            http: false,
            jiff: false,
            strict_null: false,
            modules: Modules::default(),
            separate_files: false,
            derives: Vec::new(),
            type_attributes: Vec::new(),
            field_attributes: Vec::new(),
            renames: Vec::new(),
            replacements: Vec::new(),
        }
    }

    /// Reads a page, or all pages below a folder.
    #[must_use]
    pub fn page(mut self, path: impl Into<PathBuf>) -> Self {
        self.pages.push(path.into());
        self
    }

    /// Adds the vocabulary of a language.
    #[must_use]
    pub fn language_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.languages.push(path.into());
        self
    }

    /// Adds the conventions of a vendor.
    #[must_use]
    pub fn vendor_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.vendors.push(path.into());
        self
    }

    /// Sets the vendor of all pages, overriding what they say.
    #[must_use]
    pub fn vendor(mut self, name: impl Into<String>) -> Self {
        self.known.vendor = Some(name.into());
        self
    }

    /// Sets the service of all pages.
    #[must_use]
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.known.service = Some(name.into());
        self
    }

    /// Writes to a folder instead of `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out = Some(path.into());
        self
    }

    /// Adds requests and responses of the `http` crate, which the user's crate must depend on.
    #[must_use]
    pub fn http(mut self, wanted: bool) -> Self {
        self.http = wanted;
        self
    }

    /// Adds conversions of dates to `jiff`, which the user's crate must depend on.
    #[must_use]
    pub fn jiff(mut self, wanted: bool) -> Self {
        self.jiff = wanted;
        self
    }

    /// Refuses `null` where the page does not allow it. By default, an optional field that is `null` is read as if it
    /// were left out, and `support::noting_nulls` gives these fields with their places.
    #[must_use]
    pub fn strict_null(mut self, wanted: bool) -> Self {
        self.strict_null = wanted;
        self
    }

    /// Sets the layout of modules: `yandex::functions`, or `functions` alone.
    #[must_use]
    pub fn modules(mut self, modules: Modules) -> Self {
        self.modules = modules;
        self
    }

    /// Writes a file per service next to `refract.rs`, which includes them: shorter files suit editors and compiler
    /// messages.
    #[must_use]
    pub fn separate_files(mut self, wanted: bool) -> Self {
        self.separate_files = wanted;
        self
    }

    /// Derives a further trait for types: `derive(".", "Hash")`.
    #[must_use]
    pub fn derive(mut self, path: impl Into<String>, name: impl Into<String>) -> Self {
        self.derives.push((path.into(), name.into()));
        self
    }

    /// Puts an attribute on types: `type_attribute("Function", "#[doc(alias = \"lambda\")]")`.
    #[must_use]
    pub fn type_attribute(mut self, path: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.type_attributes.push((path.into(), attribute.into()));
        self
    }

    /// Puts an attribute on fields.
    #[must_use]
    pub fn field_attribute(mut self, path: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.field_attributes.push((path.into(), attribute.into()));
        self
    }

    /// Gives a field another name in Rust; its name in JSON does not change.
    #[must_use]
    pub fn rename(mut self, path: impl Into<String>, name: impl Into<String>) -> Self {
        self.renames.push((path.into(), name.into()));
        self
    }

    /// Uses a type of the user's own for a type, or for the value of a field: `replace("Function.createTime",
    /// "crate::Time")`, or for a type that others call extern: `replace("FuncVpc", "shared::Vpc")`. serde must be able
    /// to read and write it, and it must be `Clone`, `Debug` and `PartialEq`. In place of a structure or a list of
    /// values it must also implement `Validate` of the generated `support` module. A replaced type is not generated;
    /// the value of a replaced field is only checked by its type.
    #[must_use]
    pub fn replace(mut self, path: impl Into<String>, type_: impl Into<String>) -> Self {
        self.replacements.push((path.into(), type_.into()));
        self
    }

    /// Reads the pages and writes `refract.rs`. Errors of the pages are also printed for Cargo, one message per
    /// finding.
    ///
    /// # Errors
    /// [`BuildError`], with file and line where a page causes it. Nothing is written then.
    pub fn build(&self) -> Result<(), BuildError> {
        let built = self.write();
        if let Err(error) = &built {
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
        }
        built
    }

    fn write(&self) -> Result<(), BuildError> {
        let out = match &self.out {
            Some(out) => out.clone(),
            None => std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or(BuildError::NoOutDir)?,
        };
        for path in self.pages.iter().chain(&self.languages).chain(&self.vendors) {
            // A folder stands for everything in it.
            println!("cargo::rerun-if-changed={}", path.display());
        }
        write::write(&self.files()?, &out, &std::collections::BTreeSet::new())?;
        Ok(())
    }

    /// The text of `refract.rs`.
    ///
    /// # Errors
    /// [`BuildError`], with file and line where a page causes it.
    pub fn source(&self) -> Result<String, BuildError> {
        Ok(self.files()?.remove(FILE).unwrap_or_default())
    }

    /// `refract.rs`, and the files that it includes.
    fn files(&self) -> Result<Artefacts, BuildError> {
        if self.pages.is_empty() {
            return Err(BuildError::NoPages);
        }
        let options = emit::Options { rust: self.options()?, ..emit::Options::default() };
        let library = Library::with(&texts(&self.languages)?, &texts(&self.vendors)?)?;
        let files =
            discover::files_with(&self.pages, Path::new(""), &library.page_extensions(self.known.vendor.as_deref()))
                .map_err(|error| BuildError::Pages(error.diagnostics))?;
        let outcome = pipeline::run(&files, &library, &|_| self.known.clone(), &|| {});
        let errors: Vec<Diagnostic> =
            outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error).cloned().collect();
        if !errors.is_empty() {
            return Err(BuildError::Pages(errors));
        }
        if outcome.operations() == 0 {
            return Err(BuildError::NoOperations(files.len()));
        }
        let files = emit::emit(&outcome.apis, Emit::Rust, &options);
        let unused: Vec<_> = options.rust.unused().map(|(method, path)| (method, path.to_owned())).collect();
        if unused.is_empty() { Ok(files) } else { Err(BuildError::Unused(unused)) }
    }

    fn options(&self) -> Result<rust::Options, BuildError> {
        let gate = |wanted: bool| if wanted { Gate::On } else { Gate::Off };
        for (path, name) in &self.renames {
            parsed::<syn::Ident>(path, name)?;
        }
        for (path, type_) in &self.replacements {
            parsed::<syn::Type>(path, type_)?;
        }
        for (path, name) in &self.derives {
            parsed::<syn::Path>(path, name)?;
        }
        for (path, attribute) in self.type_attributes.iter().chain(&self.field_attributes) {
            parsed::<Attributes>(path, attribute)?;
        }
        Ok(rust::Options {
            layout: Layout::Inline,
            http: gate(self.http),
            jiff: gate(self.jiff),
            strict_null: self.strict_null,
            modules: self.modules,
            separate_files: self.separate_files,
            derives: tokens(&self.derives)?,
            type_attributes: tokens(&self.type_attributes)?,
            field_attributes: tokens(&self.field_attributes)?,
            renames: self.renames.iter().map(|(path, name)| ForPath::new(path, name.clone())).collect(),
            replacements: tokens(&self.replacements)?,
        })
    }
}

/// Attributes of an item, one or more.
struct Attributes;

impl syn::parse::Parse for Attributes {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        syn::Attribute::parse_outer(input).map(|_| Self)
    }
}

fn parsed<T: syn::parse::Parse>(path: &str, text: &str) -> Result<T, BuildError> {
    syn::parse_str(text).map_err(|error| BuildError::Syntax {
        path: path.to_owned(),
        text: text.to_owned(),
        message: error.to_string(),
    })
}

fn tokens(texts: &[(String, String)]) -> Result<Vec<ForPath<TokenStream>>, BuildError> {
    texts.iter().map(|(path, text)| Ok(ForPath::new(path, parsed(path, text)?))).collect()
}

fn texts(files: &[PathBuf]) -> Result<Vec<(String, String)>, BuildError> {
    files
        .iter()
        .map(|path| {
            let text =
                std::fs::read_to_string(path).map_err(|source| BuildError::Read { path: path.clone(), source })?;
            Ok((path.display().to_string(), text))
        })
        .collect()
}
