//! Options that users set for generated Rust: derives, attributes, renames, types of their own.
//!
//! Items are named by paths, `vendor.service.Type` or `vendor.service.Type.field`, where the field has its name in the
//! API. A path matches items whose path ends with it (`Type.field`), `.` matches everything, and a path that begins
//! with a dot matches items whose path begins with it (`.jdcloud.function`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proc_macro2::TokenStream;
use quote::quote;

/// The layout of source files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// The `src` folder of one crate, with a module per vendor that contains a module per service.
    #[default]
    Source,
    /// A crate per vendor, with a module and a feature per service.
    Crates,
    /// One file with modules, for `include!`.
    Inline,
}

/// The layout of modules in the file that a build script's user includes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Modules {
    /// A module per vendor that contains a module per service: `yandex::functions`.
    #[default]
    VendorAndService,
    /// A module per service: `functions`. Where two vendors have a service with the same name, these modules are called
    /// `yandex_functions`.
    Service,
}

/// Whether to generate code that needs a further crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gate {
    /// It is not.
    Off,
    /// Behind a feature of the generated crate.
    #[default]
    Feature,
    /// Always.
    On,
}

/// Options of generated Rust.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The layout of source files.
    pub layout: Layout,
    /// The layout of modules in a file that is included.
    pub modules: Modules,
    /// Whether each service has its own file next to the one that is included.
    pub separate_files: bool,
    /// Whether to generate requests and responses of the `http` crate.
    pub http: Gate,
    /// Whether to generate conversions of dates to `jiff`.
    pub jiff: Gate,
    /// Whether `null` is refused where the page does not allow it. If not, an optional field that is `null` is read as
    /// if it were left out, and noted for callers who ask.
    pub strict_null: bool,
    /// Further traits to derive, by path.
    pub(crate) derives: Vec<ForPath<TokenStream>>,
    /// Attributes of types, by path.
    pub(crate) type_attributes: Vec<ForPath<TokenStream>>,
    /// Attributes of fields, by path.
    pub(crate) field_attributes: Vec<ForPath<TokenStream>>,
    /// Names of fields in Rust, by path.
    pub(crate) renames: Vec<ForPath<String>>,
    /// Types of the user's own, by path.
    pub(crate) replacements: Vec<ForPath<TokenStream>>,
}

/// An option for the items that a path matches.
#[derive(Clone, Debug)]
pub(crate) struct ForPath<T> {
    path: String,
    value: T,
    /// Whether it matched an item. Copies of the options share it.
    used: Arc<AtomicBool>,
}

impl<T> ForPath<T> {
    pub(crate) fn new(path: impl Into<String>, value: T) -> Self {
        Self { path: path.into(), value, used: Arc::default() }
    }

    /// The option, if the path matches the item.
    fn of(&self, path: &str) -> Option<&T> {
        let fits = fits(&self.path, path);
        if fits {
            self.used.store(true, Ordering::Relaxed);
        }
        fits.then_some(&self.value)
    }

    fn unused(&self) -> Option<&str> {
        (!self.used.load(Ordering::Relaxed)).then_some(self.path.as_str())
    }
}

impl Options {
    pub(super) fn derives(&self, path: &str) -> TokenStream {
        let fitting = self.derives.iter().filter_map(|it| it.of(path));
        quote!(#(#fitting,)*)
    }

    pub(super) fn type_attributes(&self, path: &str) -> TokenStream {
        self.type_attributes.iter().filter_map(|it| it.of(path)).cloned().collect()
    }

    pub(super) fn field_attributes(&self, path: &str) -> TokenStream {
        self.field_attributes.iter().filter_map(|it| it.of(path)).cloned().collect()
    }

    pub(super) fn rename(&self, path: &str) -> Option<&str> {
        self.renames.iter().find_map(|it| it.of(path)).map(String::as_str)
    }

    /// Whether an option applies to a type by its name.
    pub(super) fn name(&self, type_: &str) -> bool {
        let paths = |all: &[ForPath<TokenStream>]| all.iter().any(|it| has_step(&it.path, type_));
        paths(&self.derives)
            || paths(&self.type_attributes)
            || paths(&self.field_attributes)
            || paths(&self.replacements)
            || self.renames.iter().any(|it| has_step(&it.path, type_))
    }

    pub(super) fn replacement(&self, path: &str) -> Option<&TokenStream> {
        self.replacements.iter().find_map(|it| it.of(path))
    }

    /// The paths that fitted no item of what was written, each with the method of the builder that took it. Of a field's name
    /// and type the first path that fits counts; the others are not used.
    pub(crate) fn unused(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let tokens = [
            ("derive", &self.derives),
            ("type_attribute", &self.type_attributes),
            ("field_attribute", &self.field_attributes),
            ("replace", &self.replacements),
        ];
        let tokens = tokens.into_iter().flat_map(|(method, all)| all.iter().map(move |it| (method, it.unused())));
        let names = self.renames.iter().map(|it| ("rename", it.unused()));
        tokens.chain(names).filter_map(|(method, path)| Some((method, path?)))
    }
}

/// Whether a step of a path has this name.
fn has_step(path: &str, name: &str) -> bool {
    path.split('.').any(|step| step == name)
}

/// Whether a pattern matches a path.
fn fits(pattern: &str, path: &str) -> bool {
    if pattern == "." {
        return true;
    }
    match pattern.strip_prefix('.') {
        Some(start) => path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        None => path.strip_suffix(pattern).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn paths() {
        assert!(fits(".", "a.b.C"));
        assert!(fits("C", "a.b.C"));
        assert!(!fits("C", "a.b.XC"));
        assert!(fits(".a.b", "a.b.C.d"));
        assert!(!fits(".a.b", "a.bc.C"));
        assert!(fits("C.os:d", "a.b.C.os:d"));
    }
}
