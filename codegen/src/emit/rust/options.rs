//! What users may say of generated Rust: derives, attributes, renames, types of their own.
//!
//! Items are named by paths, `vendor.service.Type` or `vendor.service.Type.field`, with a field's name on the wire. A path
//! fits what it ends (`Type.field`), `.` fits everything, and one that begins with a dot fits what it begins
//! (`.jdcloud.function`).

use proc_macro2::TokenStream;
use quote::quote;

/// How source files lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// The `src` folder of one crate, with a module a vendor, and in it one a service.
    #[default]
    Source,
    /// A crate a vendor, with a module and a feature a service.
    Crates,
    /// One file with modules in it, for `include!`.
    Inline,
}

/// How modules lie in the file that a build script's user includes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Modules {
    /// A module a vendor, and in it a module a service: `yandex::functions`.
    #[default]
    VendorAndService,
    /// A module a service: `functions`. Where two vendors have a service of one name, theirs are called `yandex_functions`.
    Service,
}

/// Whether code that needs a further crate is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gate {
    /// It is not.
    Off,
    /// It is, behind a feature of the generated crate.
    #[default]
    Feature,
    /// It is, always.
    On,
}

/// Options of generated Rust.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How source files lie.
    pub layout: Layout,
    /// How modules lie in a file that is included.
    pub modules: Modules,
    /// Whether each service has a file beside the one that is included.
    pub separate_files: bool,
    /// Whether requests and responses of the `http` crate are there.
    pub http: Gate,
    /// Whether conversions of dates to `jiff` are there.
    pub jiff: Gate,
    /// Whether `null` is refused where the page does not allow it. Without it, a field that may be left out and is `null` is
    /// read as if it were left out, with a note for those who ask.
    pub strict_null: bool,
    /// Further traits to derive, by path.
    pub(crate) derives: Vec<(String, TokenStream)>,
    /// Attributes of types, by path.
    pub(crate) type_attributes: Vec<(String, TokenStream)>,
    /// Attributes of fields, by path.
    pub(crate) field_attributes: Vec<(String, TokenStream)>,
    /// Names of fields in Rust, by path.
    pub(crate) renames: Vec<(String, String)>,
    /// Types of the user's own, by path.
    pub(crate) replacements: Vec<(String, TokenStream)>,
}

impl Options {
    pub(super) fn derives(&self, path: &str) -> TokenStream {
        let fitting = self.derives.iter().filter(|(pattern, _)| fits(pattern, path)).map(|(_, derive)| derive);
        quote!(#(#fitting,)*)
    }

    pub(super) fn type_attributes(&self, path: &str) -> TokenStream {
        self.type_attributes
            .iter()
            .filter(|(pattern, _)| fits(pattern, path))
            .map(|(_, tokens)| tokens.clone())
            .collect()
    }

    pub(super) fn field_attributes(&self, path: &str) -> TokenStream {
        self.field_attributes
            .iter()
            .filter(|(pattern, _)| fits(pattern, path))
            .map(|(_, tokens)| tokens.clone())
            .collect()
    }

    pub(super) fn rename(&self, path: &str) -> Option<&str> {
        self.renames.iter().find(|(pattern, _)| fits(pattern, path)).map(|(_, name)| name.as_str())
    }

    /// Whether anything is said of a type by its name.
    pub(super) fn name(&self, type_: &str) -> bool {
        let paths = |all: &[(String, TokenStream)]| all.iter().any(|(path, _)| has_step(path, type_));
        paths(&self.derives)
            || paths(&self.type_attributes)
            || paths(&self.field_attributes)
            || paths(&self.replacements)
            || self.renames.iter().any(|(path, _)| has_step(path, type_))
    }

    pub(super) fn replacement(&self, path: &str) -> Option<&TokenStream> {
        self.replacements.iter().find(|(pattern, _)| fits(pattern, path)).map(|(_, type_)| type_)
    }
}

/// Whether a step of a path has this name.
fn has_step(path: &str, name: &str) -> bool {
    path.split('.').any(|step| step == name)
}

/// Whether a pattern fits a path.
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
