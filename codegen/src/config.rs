//! `refract.toml`: which pages to read, what to write, and facts that override what the pages say.
//!
//! Flags override the environment, and the environment overrides the file. A file with an unknown key is refused, so
//! that a typing error can't pass as a setting.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;

use crate::ParseError;
use crate::discover::Overrides;
use crate::emit::{self, Notation, Options, openapi, rust};
use crate::vocabulary::{Library, VocabularyError};

/// The name of the configuration file.
pub const FILE: &str = "refract.toml";

/// The JSON Schema of the configuration file.
pub const SCHEMA: &str = include_str!("../schemas/config.v1.json");

/// The JSON Schema of the file of known findings that `[conform]` names.
pub const BASELINE_SCHEMA: &str = include_str!("../schemas/baseline.v1.json");

/// The configuration of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// What `refract generate` does.
    pub generate: Generate,
    /// Vocabulary files besides those that Refract comes with.
    pub vocabulary: Files,
    /// Facts about pages, by the folder or file that contains them. The longest matching path applies.
    pub pages: std::collections::BTreeMap<String, Known>,
    /// What `refract conform` does: the conformance suite reads it, and reports what is wrong with it.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub conform: Elsewhere,
}

/// A part of the file that another program reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct Elsewhere;

impl<'de> Deserialize<'de> for Elsewhere {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// What `refract generate` does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Generate {
    /// The folder with the pages, relative to the file.
    pub specs: PathBuf,
    /// The folder to write, relative to the file.
    pub out: PathBuf,
    /// The kinds of artefacts, by the names of `--emit`.
    pub emit: Vec<String>,
    /// The base URL of the identifiers of JSON Schemas.
    pub schema_base: String,
    /// Whether JSON Schemas name Refract's own dialect.
    pub dialect: bool,
    /// Whether JSON Schemas and `OpenAPI` documents refuse fields that no page lists.
    pub strict: bool,
    /// Whether Rust refuses `null` where no page allows it, and `refract conform` reports it as an error. By default,
    /// Rust reads `null` as if the field were left out, with a note, and `conform` reports a warning.
    pub strict_null: bool,
    /// How origins are written in JSON Schemas and `OpenAPI` documents: `full`, `compact` or `off`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub origins: Spelled<emit::Origins>,
    /// Whether fields that are required under a condition are required with `if` and `then`: `keep` or `off`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub conditions: Spelled<emit::Conditions>,
    /// The version of `OpenAPI` documents: `3.1` or `3.0.3`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub openapi: Spelled<openapi::Version>,
    /// How operations with the same method and path are written in `OpenAPI` documents: `paths` or `merged`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub selectors: Spelled<openapi::Selectors>,
    /// The format of JSON Schemas and `OpenAPI` documents: `json` or `yaml`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub format: Spelled<Notation>,
    /// How many files: `one` or `many` per service.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub files: Option<Spelled<emit::Files>>,
}

impl Generate {
    /// The options for artefacts.
    pub fn options(&self) -> Options {
        Options {
            rust: rust::Options { strict_null: self.strict_null, ..rust::Options::default() },
            schema_base: self.schema_base.clone(),
            dialect: self.dialect,
            strict: self.strict,
            origins: self.origins.0,
            conditions: self.conditions.0,
            openapi: self.openapi.0,
            selectors: self.selectors.0,
            notation: self.format.0,
            files: self.files.map(|files| files.0),
        }
    }
}

/// A choice, as it is spelled on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spelled<T>(pub T);

impl<'de, T: FromStr<Err = ParseError>> Deserialize<'de> for Spelled<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

impl Default for Generate {
    fn default() -> Self {
        Self {
            specs: "specs".into(),
            out: "generated".into(),
            emit: ["rust", "json-schema", "openapi", "ir"].map(str::to_owned).to_vec(),
            schema_base: emit::DEFAULT_BASE.to_owned(),
            dialect: false,
            strict: false,
            strict_null: false,
            origins: Spelled::default(),
            conditions: Spelled::default(),
            openapi: Spelled::default(),
            selectors: Spelled::default(),
            format: Spelled::default(),
            files: None,
        }
    }
}

/// Vocabulary files, relative to the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Files {
    /// Files of languages, or folders in which each file is a part of one language.
    pub languages: Vec<PathBuf>,
    /// Files of vendors.
    pub vendors: Vec<PathBuf>,
}

/// Facts about pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Known {
    /// The vendor's name.
    #[serde(deserialize_with = "crate::segment::optional")]
    pub vendor: Option<String>,
    /// The service's name.
    #[serde(deserialize_with = "crate::segment::optional")]
    pub service: Option<String>,
    /// The language's code.
    pub language: Option<String>,
    /// Whether bodies that no table describes are inferred from examples, overriding the vendor file.
    pub infer_answers: Option<bool>,
    /// Whether the contract includes structures that no operation uses, such as those of events.
    pub all_structures: bool,
}

/// The reason why a configuration can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file can't be read.
    #[error("{path}: can't be read: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML, or has unknown keys.
    #[error("{path}: {source}")]
    Form {
        /// Which.
        path: PathBuf,
        /// What is wrong, with line and column.
        source: Box<toml::de::Error>,
    },
    /// A vocabulary file can't be used.
    #[error(transparent)]
    Vocabulary(#[from] VocabularyError),
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// [`ConfigError`] where it can't be read or does not have the right form.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read(path)?;
        toml::from_str(&text).map_err(|source| ConfigError::Form { path: path.to_owned(), source: Box::new(source) })
    }

    /// The vocabulary with the files that the configuration names. `folder` is the folder of the configuration file.
    ///
    /// # Errors
    /// [`ConfigError`] where one of the files can't be read or used.
    pub fn library(&self, folder: &Path) -> Result<Library, ConfigError> {
        let load = |files: &[PathBuf]| -> Result<Vec<(String, String)>, ConfigError> {
            let mut texts = Vec::new();
            for name in files {
                let unreadable = |source| ConfigError::Read { path: folder.join(name), source };
                for file in toml_files(folder, name).map_err(unreadable)? {
                    texts.push((file.display().to_string().replace('\\', "/"), read(&folder.join(&file))?));
                }
            }
            Ok(texts)
        };
        Ok(Library::with(&load(&self.vocabulary.languages)?, &load(&self.vocabulary.vendors)?)?)
    }

    /// The facts about a page, overridden by those of flags.
    pub fn overrides(&self, page: &str, flags: &Overrides) -> Overrides {
        // `./docs` and `docs` are one folder, and `.` contains all pages.
        let steps =
            |path: &str| Path::new(path).components().filter(|step| *step != Component::CurDir).collect::<PathBuf>();
        let page = steps(page);
        let known = self
            .pages
            .iter()
            .filter(|(path, _)| page.starts_with(steps(path)))
            .max_by_key(|(path, _)| steps(path).components().count())
            .map(|(_, known)| known.clone())
            .unwrap_or_default();
        Overrides {
            vendor: flags.vendor.clone().or(known.vendor),
            service: flags.service.clone().or(known.service),
            language: flags.language.clone().or(known.language),
            infer_answers: flags.infer_answers.or(known.infer_answers),
            all_structures: flags.all_structures || known.all_structures,
        }
    }
}

/// The files that a name stands for, relative to `folder`: the file itself, or for a folder the TOML files in it, by
/// name. The results are named like the given path.
///
/// # Errors
/// Where the folder can't be read.
#[doc(hidden)]
pub fn toml_files(folder: &Path, file: &Path) -> std::io::Result<Vec<PathBuf>> {
    let whole = folder.join(file);
    if !whole.is_dir() {
        return Ok(vec![file.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&whole)? {
        let path = entry?.path();
        if let (Some(name), true) = (path.file_name(), path.extension().is_some_and(|extension| extension == "toml")) {
            files.push(file.join(name));
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_path_counts_and_flags_come_first() {
        let config: Config = toml::from_str(
            "[pages.\"specs/a\"]\nvendor = \"otc\"\n[pages.\"specs/a/b\"]\nvendor = \"huawei\"\nservice = \"s\"\n",
        )
        .unwrap();
        let none = Overrides::default();
        assert_eq!(config.overrides("specs/a/x.md", &none).vendor.as_deref(), Some("otc"));
        assert_eq!(config.overrides("specs/a/b/x.md", &none).vendor.as_deref(), Some("huawei"));
        assert_eq!(config.overrides("specs/ab/x.md", &none).vendor, None);
        assert_eq!(config.overrides("./specs/a/x.md", &none).vendor.as_deref(), Some("otc"));
        let all: Config =
            toml::from_str("[pages.\".\"]\nvendor = \"otc\"\n[pages.\"./a\"]\nvendor = \"huawei\"\n").unwrap();
        assert_eq!(all.overrides("x.md", &none).vendor.as_deref(), Some("otc"));
        assert_eq!(all.overrides("a/x.md", &none).vendor.as_deref(), Some("huawei"));
        let flags = Overrides { service: Some("t".into()), ..Overrides::default() };
        assert_eq!(config.overrides("specs/a/b/x.md", &flags).service.as_deref(), Some("t"));
    }

    #[test]
    fn a_name_is_no_path() {
        for key in ["vendor", "service"] {
            let wrong = toml::from_str::<Config>(&format!("[pages.x]\n{key} = \"../x\"\n"));
            assert!(wrong.unwrap_err().to_string().contains("a path separator"));
        }
    }

    #[test]
    fn a_typing_error_is_no_setting() {
        assert!(toml::from_str::<Config>("[generate]\nspec = \"x\"\n").is_err());
    }
}
